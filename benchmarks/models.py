"""The models of the benchmarks: one call centre of two lines, and the ways in which it grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import simcall as sc


@dataclass(frozen=True)
class Line:
    """A line with exponential times; the mean patience `None` is that of callers who never give up."""

    name: str
    priority: int
    calls_per_hour: float
    handling_min: float
    patience_min: float | None
    redial_probability: float = 0.0

    def times(self, factor: float) -> Line:
        """Return the line with another volume."""
        return replace(self, calls_per_hour=factor * self.calls_per_hour)


URGENT = Line("999", priority=1, calls_per_hour=18, handling_min=6, patience_min=20)
OTHER = Line("101", priority=2, calls_per_hour=60, handling_min=9, patience_min=4)
LINES = (URGENT, OTHER)
HANDLERS = 14
REDIAL_DELAY_MIN = 10.0
DAYS_A_YEAR = 365
HOURS_A_YEAR = 24 * DAYS_A_YEAR


def two_lines(days: int, lines: Sequence[Line] = LINES, handlers: int = HANDLERS, tick: str = "1 ms") -> sc.Scenario:
    """Return the model: two lines, one pool of handlers who are always there, priority to the first line."""
    return sc.Scenario.from_document({
        "name": f"two lines, {handlers} handlers, {days} days",
        "start": "2024-01-01",
        "days": days,
        "tick": tick,
        "lines": {line.name: _line(line) for line in lines},
        "groups": {"handlers": {"lines": [line.name for line in lines], "headcount": handlers}},
    })  # fmt: skip


def with_handlers(days: int, handlers: int) -> sc.Scenario:
    """Return the model with other numbers of handlers, and as many calls to each of them as before."""
    return two_lines(days, [line.times(handlers / HANDLERS) for line in LINES], handlers)


def overloaded(days: int, factor: float, patience_min: float | None) -> sc.Scenario:
    """Return the model with more calls, from callers who all have the same mean patience."""
    return two_lines(days, [replace(line.times(factor), patience_min=patience_min) for line in LINES])


def redialling(days: int, factor: float, probability: float) -> sc.Scenario:
    """Return the model with more calls on the second line, whose callers ring again after giving up."""
    return two_lines(days, [URGENT, replace(OTHER.times(factor), redial_probability=probability)])


def own_pools(days: int, lines: int) -> sc.Scenario:
    """Return a model of so many lines, each with 60 calls an hour, redials and handlers of its own."""
    line = replace(OTHER, patience_min=3, handling_min=5, redial_probability=0.5)
    return sc.Scenario.from_document({
        "name": f"{lines} lines with handlers of their own, {days} days",
        "start": "2024-01-01",
        "days": days,
        "tick": "1 ms",
        "lines": {f"line {number}": _line(line) for number in range(lines)},
        "groups": {f"handlers {number}": {"lines": [f"line {number}"], "headcount": 5} for number in range(lines)},
    })  # fmt: skip


def force(calls_a_year: float) -> sc.Scenario:
    """Return a made-up force's year: the model with more or fewer calls, and as many handlers to a call."""
    factor = calls_a_year / sum(line.calls_per_hour for line in LINES) / HOURS_A_YEAR
    return two_lines(DAYS_A_YEAR, [line.times(factor) for line in LINES], max(round(HANDLERS * factor), 1))


def _line(line: Line) -> dict[str, Any]:
    document: dict[str, Any] = {
        "priority": line.priority,
        "handling": _exponential(line.handling_min),
        "demand": {"calls_per_hour": line.calls_per_hour},
    }
    if line.patience_min is not None:
        document["patience"] = _exponential(line.patience_min)
    if line.redial_probability > 0:
        document["redial"] = {"probability": line.redial_probability, "delay": _exponential(REDIAL_DELAY_MIN)}
    return document


def _exponential(mean_min: float) -> dict[str, str]:
    return {"distribution": "exponential", "mean": f"{mean_min} min"}
