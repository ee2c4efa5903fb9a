"""Other forces' states that were predicted, from the last run of ``python -m docs.builder.predictions``."""

from __future__ import annotations

import csv
from typing import Any

from docs.builder.predictions import PUBLISHED, RESULTS
from docs.builder.validity.tables import Table

__all__ = ["SCENARIOS", "made"]

SCENARIOS: tuple[str, ...] = ()
_COLUMNS = {
    "state": "text",
    "figure": "text",
    "predicted": "text",
    "95 % interval": "text",
    "published": "text",
    "inside": "text",
}


def made(_seed: int) -> dict[str, Any]:
    """Return the section's tables and figures."""
    with (RESULTS / "predicted.csv").open(encoding="utf-8", newline="") as file:
        predicted = list(csv.DictReader(file))
    tested = [row for row in predicted if (row["state"], row["figure"]) in PUBLISHED]
    open_ones = [row for row in predicted if row["state"].startswith("Devon")]
    return {
        "tables": {
            "tested": Table(_COLUMNS, [_tested(row) for row in tested]).document(),
            "untested": Table(dict(list(_COLUMNS.items())[:4]), [_row(row) for row in open_ones]).document(),
        },
        "figures": {"tested": len(tested), "inside": sum(_is_inside(row) for row in tested)},
    }


def _row(row: dict[str, str]) -> tuple[str, ...]:
    interval = f"{_short(row['low'])} to {_short(row['high'])}"
    return row["state"], row["figure"], _short(row["median"]), interval


def _tested(row: dict[str, str]) -> tuple[str, ...]:
    published = PUBLISHED[row["state"], row["figure"]]
    return (*_row(row), published.text, "yes" if _is_inside(row) else "no")


def _is_inside(row: dict[str, str]) -> bool:
    """Return whether any of the numbers that a published figure may mean lies in the interval."""
    published = PUBLISHED[row["state"], row["figure"]]
    return published.low <= float(row["high"]) and published.high >= float(row["low"])


def _short(number: str) -> str:
    return f"{float(number):.3g}" if abs(float(number)) < 1000 else f"{float(number):.0f}"
