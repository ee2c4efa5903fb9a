"""101 abandonment against mean wait: pairs that forces published, beside the model with its staffing moved.

One curve of the model is made by moving the absence of November 2023's handlers. The patience of 101 callers is that of
the supplied scenarios, whatever it is when this is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import simcall as sc
from docs.builder.validity.hubs import NOVEMBER, hub_of, people_times
from docs.builder.validity.tables import Table

__all__ = ["SCENARIOS", "made"]

SCENARIOS = (NOVEMBER,)
_ROOM = 1.6
"""More people than supplied, so that absence alone moves the mean wait from seconds to a quarter of an hour."""
_ABSENCES = (0.04, 0.16, 0.24, 0.3, 0.36, 0.42, 0.48, 0.54, 0.6, 0.66, 0.72, 0.78, 0.84)
_REPLICATIONS = 8


@dataclass(frozen=True)
class Pair:
    """A published pair: a mean wait, and the share abandoned between two ends where it is not exact."""

    force: str
    wait_s: float
    low: float
    high: float

    @property
    def text(self) -> str:
        """Return the share abandoned as it was published."""
        if self.low == 0:
            return f"under {100 * self.high:g} %"
        return f"{100 * self.low:g} %" if self.low == self.high else f"{100 * self.low:g} to {100 * self.high:g} %"

    def miss(self, share: float) -> float:
        """Return by how much a share lies outside what was published."""
        return max(self.low - share, share - self.high, 0.0) * (1 if share > self.high else -1)


def _exact(force: str, wait_s: float, share: float) -> Pair:
    return Pair(force, wait_s, share, share)


PAIRS = (
    Pair("Kent", 22, 0, 0.03),
    _exact("Kent", 31, 0.03),
    _exact("South Yorkshire", 39, 0.071),
    _exact("Northumbria", 49, 0.057),
    _exact("Kent", 59, 0.10),
    Pair("South Yorkshire", 87, 0, 0.08),
    _exact("Kent", 98, 0.123),
    _exact("South Yorkshire", 174, 0.15),
    _exact("Northumbria", 212, 0.257),
    _exact("Suffolk", 300, 0.267),
    _exact("Northumbria", 348, 0.309),
    _exact("Kent", 485, 0.355),
    Pair("Kent", 951, 0.45, 0.59),
)
"""Years or months of four forces, which differ in what they count as abandoned."""


def curve(hub: sc.Scenario, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return mean waits and shares abandoned of 101, from short waits to long ones."""
    more = hub.update(dict(people_times(hub, _ROOM)))
    points = [_point(more.update({"groups.handlers.absence.probability": one}), seed) for one in _ABSENCES]
    waits, shares = np.array(points).T
    return waits, shares


def _point(scenario: sc.Scenario, seed: int) -> tuple[float, float]:
    line = sc.run(scenario, _REPLICATIONS, seed, jobs=1).lines["101"]
    return line.mean_wait.mean, line.abandonment_rate.mean


def at_waits(waits: np.ndarray, shares: np.ndarray, wanted: Sequence[float]) -> np.ndarray:
    """Return the shares at some mean waits, on straight lines through (0, 0) and the points."""
    return np.interp(wanted, [0.0, *waits], [0.0, *shares])


def made(seed: int) -> dict[str, Any]:
    """Return the section's tables and figures."""
    supplied, other = (_at_pairs(hub_of(NOVEMBER, structure), seed) for structure in ("", "other-patience"))
    rows = [
        (pair.force, pair.wait_s, pair.text, share, another)
        for pair, share, another in zip(PAIRS, supplied, other, strict=True)
    ]
    columns = {
        "force": "text",
        "mean wait of 101, s": "whole",
        "abandoned, published": "text",
        "model, supplied patience": "percent",
        "model, another law": "percent",
    }
    return {
        "tables": {"pairs": Table(columns, rows).document()},
        "figures": {"pairs": len(PAIRS), "rms": _rms(supplied), "rms of the other law": _rms(other)},
    }


def _at_pairs(hub: sc.Scenario, seed: int) -> list[float]:
    """Return the shares abandoned at the pairs' mean waits."""
    waits, shares = curve(hub, seed)
    assert waits.max() >= max(pair.wait_s for pair in PAIRS), "the waits are too short: raise the highest absence"
    return [float(share) for share in at_waits(waits, shares, [pair.wait_s for pair in PAIRS])]


def _rms(found: Sequence[float]) -> float:
    misses = [pair.miss(share) for pair, share in zip(PAIRS, found, strict=True)]
    return float(np.sqrt(np.mean(np.square(misses))))
