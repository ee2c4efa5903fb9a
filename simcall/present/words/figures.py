"""Figures as a person reads them: with their unit, and their interval behind them."""

from __future__ import annotations

from simcall.measures.estimates import Estimate
from simcall.measures.measure import Kind, Measure, Shown

__all__ = ["figure", "figure_in_words", "is_worth_showing", "number_in_words", "reach_beside"]

_WHOLE_HOURS = 100
"""From this many hours on, decimals are left out, in figures and in differences."""
_WHOLE_CALLS = 100
"""From this many calls on, decimals are left out, in the ends of the interval too."""
_MINUTE_S, _HOUR_S = 60, 3600
_UNTIL = 10
"""A time is written in seconds until ten minutes, and in minutes until ten hours."""


def figure(estimate: Estimate, kind: Kind) -> tuple[str, str]:
    """Return an estimate and its interval as a person reads them; a dash for what is not defined."""
    if estimate.mean is None:
        return "-", ""
    interval = ""
    if estimate.low is not None and estimate.high is not None:
        low, high = (number_in_words(end, kind, estimate.mean) for end in (estimate.low, estimate.high))
        interval = f"[{low}, {high}]"
    return number_in_words(estimate.mean, kind), interval


def figure_in_words(estimate: Estimate, kind: Kind) -> str:
    """Return an estimate with its interval behind it, if it has one: for sentences."""
    return " ".join(part for part in figure(estimate, kind) if part)


def number_in_words(value: float, kind: Kind, beside: float | None = None) -> str:
    """Write one number with its unit; a time in the unit of the figure that it stands beside, a count as exactly."""
    match kind:
        case Kind.SHARE:
            return f"{100 * value:.1f} %"
        case Kind.SECONDS:
            return _time(value, value if beside is None else beside)
        case Kind.HOURS:
            return f"{value:,.0f} h" if abs(value) >= _WHOLE_HOURS else f"{value:,.1f} h"
        case Kind.NUMBER:
            return f"{value:,.2f}"
        case Kind.COUNT:
            return f"{value:,.0f}" if max(value, beside or 0) >= _WHOLE_CALLS or value == 0 else f"{value:,.1f}"


def reach_beside(reach: float, mean: float | None, kind: Kind) -> str:
    """Write how far an interval reaches, without its unit; a time in the unit of the figure that it stands beside."""
    return number_in_words(reach, kind, mean if kind is Kind.SECONDS else None).split(" ")[0]


def is_worth_showing(measure: Measure, estimate: Estimate) -> bool:
    """Return whether a table of every measure shows one: not if it counts what never happened, or is not defined."""
    match measure.shown:
        case Shown.ALWAYS:
            return True
        case Shown.IF_ANY:
            return bool(estimate.mean)
        case Shown.IF_DEFINED:
            return estimate.mean is not None


def _time(value_s: float, beside_s: float) -> str:
    """Write a length of time in the unit of another: nobody reads 7,341.5 s as two hours."""
    if abs(beside_s) < _UNTIL * _MINUTE_S:
        return f"{value_s:,.1f} s"
    if abs(beside_s) < _UNTIL * _HOUR_S:
        return f"{value_s / _MINUTE_S:,.1f} min"
    return f"{value_s / _HOUR_S:,.1f} h"
