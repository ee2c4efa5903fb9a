"""Two figures with their intervals, drawn one above the other on a scale that they share."""

from __future__ import annotations

from dataclasses import dataclass

from simcall.measures import Estimate, Kind
from simcall.present.words.figures import number_in_words
from simcall.present.words.side_by_side import Beside

__all__ = ["DrawnInterval", "drawn"]

_WIDTH = 200.0
_ROOM = 0.1
"""The scale goes on by this share of what it shows, on both sides."""
_LEAST_SPREAD = {Kind.SHARE: 0.02, Kind.SECONDS: 2.0}
"""The least range of a scale: on a smaller one, chance would look like a difference."""
_NEAR = 0.2
"""A target that is further away than this share does not stretch the scale."""


@dataclass(frozen=True)
class DrawnInterval:
    """Places from 0 to 200 along a scale.

    Attributes
    ----------
    base, other : tuple of float, or None
        Low, mean and high; None if the figure is not defined.
    target : float or None
        Where the target is; None if it is not on the scale.
    ends : tuple of str
        What stands at the ends of the scale.
    """

    base: tuple[float, float, float] | None
    other: tuple[float, float, float] | None
    target: float | None
    ends: tuple[str, str]


def drawn(row: Beside) -> DrawnInterval | None:
    """Return how to draw a row; None for hours on duty, which hardly vary, and for what is not defined."""
    pair = (row.difference.base, row.difference.other)
    ends = [end for estimate in pair for end in _ends(estimate)]
    if row.kind not in _LEAST_SPREAD or not ends:
        return None
    target = row.target if row.target is not None and _is_near(row.target, ends) else None
    shown = ends if target is None else [*ends, target]
    low, high = _scale(min(shown), max(shown), row.kind)
    base, other = (_places(estimate, low, high) for estimate in pair)
    at = None if target is None else _place(target, low, high)
    beside = next(estimate.mean for estimate in pair if estimate.mean is not None)  # for the unit of the figures
    first, last = (number_in_words(end, row.kind, beside) for end in (low, high))
    return DrawnInterval(base, other, at, (first, last))


def _ends(estimate: Estimate) -> tuple[float, ...]:
    """Return low, mean and high; the mean alone if there is no interval."""
    if estimate.mean is None:
        return ()
    low = estimate.mean if estimate.low is None else estimate.low
    high = estimate.mean if estimate.high is None else estimate.high
    return low, estimate.mean, high


def _is_near(target: float, ends: list[float]) -> bool:
    return min(ends) - _NEAR <= target <= max(ends) + _NEAR


def _scale(low: float, high: float, kind: Kind) -> tuple[float, float]:
    spread = max(high - low, _LEAST_SPREAD[kind])
    middle, half = (low + high) / 2, spread * (0.5 + _ROOM)
    top = 1.0 if kind is Kind.SHARE else float("inf")
    return max(middle - half, 0.0), min(middle + half, top)


def _places(estimate: Estimate, low: float, high: float) -> tuple[float, float, float] | None:
    ends = _ends(estimate)
    return (_place(ends[0], low, high), _place(ends[1], low, high), _place(ends[2], low, high)) if ends else None


def _place(value: float, low: float, high: float) -> float:
    return round(_WIDTH * (value - low) / (high - low), 1)
