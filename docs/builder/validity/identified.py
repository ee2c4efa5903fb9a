"""What the published figures of the two months leave open, from the last calibration to them.

Made by ``simcall calibrate scenarios/studies/two-states.toml``, which takes minutes and is kept in
results/two-dated-states.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docs.builder.validity.hubs import FEBRUARY, NOVEMBER
from docs.builder.validity.tables import Table

__all__ = ["SCENARIOS", "made"]

SCENARIOS = (NOVEMBER, FEBRUARY)
_FIGURES = {"999.answered_in_target": "999 answered in 10 s", "101.abandonment_rate": "101 abandoned"}
_STUDY = Path(__file__).parents[3] / "results" / "two-dated-states"


def made(_seed: int) -> dict[str, Any]:
    """Return the section's tables and figures."""
    summary = json.loads((_STUDY / "summary.json").read_text("utf-8"))
    manifest = json.loads((_STUDY / "manifest.json").read_text("utf-8"))
    rows = [
        (
            one["name"],
            _value(one, one["value"]),
            _span(one, one["ensemble_90"]),
            _span(one, (one["low"], one["high"])),
        )
        for one in summary["parameters"]
    ]
    columns = {
        "input": "text",
        "value found": "text",
        "nine in ten of the sets that fit": "text",
        "allowed between": "text",
    }
    targets = [
        (
            one["scenario"].capitalize(),
            _FIGURES.get(one["figure"], one["figure"]),
            one["value"],
            one["found"],
            one["verdict"],
        )
        for one in summary["targets"]
    ]
    return {
        "tables": {
            "left open": Table(columns, rows).document(),
            "targets": Table(
                {"month": "text", "figure": "text", "published": "percent", "model": "percent", "": "text"}, targets
            ).document(),
        },
        "figures": {
            "sets": len(summary["ensemble"]["members"]),
            "targets": len(targets),
            "inputs": len(rows),
            "sentences": summary["not_identified"],
            "made with": manifest.get("versions", {}).get("simcall", ""),
        },
    }


def _span(parameter: dict[str, Any], ends: Any) -> str:
    low, high = ends
    if parameter["unit"] or parameter["whole"] or high > 1:
        return f"{low:.2g} to {_value(parameter, high)}"
    return f"{100 * low:.0f} to {_value(parameter, high)}"


def _value(parameter: dict[str, Any], value: float) -> str:
    if parameter["whole"]:
        return f"{value:.0f}"
    if parameter["unit"]:
        return f"{value:.3g} {parameter['unit']}"
    return f"{100 * value:.0f} %" if parameter["high"] <= 1 else f"{value:.3g}"
