"""The figures that compare a model with what happened, and their values in the data."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simcall.inputs import Floats
from simcall.measures import Measure
from simcall.measures.definitions import (
    ABANDONED,
    ABANDONMENT_RATE,
    ANSWERED,
    ANSWERED_IN_TARGET,
    ASA,
    OFFERED,
    answer_time,
)
from simcall.scenario import Line
from simcall.studies.evidence.observed_hours import LineHours

__all__ = [
    "LEVELS",
    "main_measure",
    "measures_of",
    "observed_figures",
    "quantile_in_bins",
    "share_measures",
    "share_within",
]

LEVELS = (0.5, 0.8, 0.9, 0.95)
"""Shares of answered calls for which the answer time is shown."""
Figures = Mapping[str, float | None]
"""The value of each measure by name; None where the data do not tell."""


def measures_of(line: Line) -> tuple[Measure, ...]:
    """Return the measures of a line in the order of the table."""
    quantiles = tuple(answer_time(round(100 * level)) for level in LEVELS)
    in_target = (ANSWERED_IN_TARGET,) if line.answer_target else ()
    return (OFFERED, ANSWERED, ABANDONED, ABANDONMENT_RATE, ASA, *quantiles, *in_target)


def share_measures(line: Line) -> tuple[Measure, ...]:
    """Return the two shares by which a line is judged: abandoned, and answered in target if it has one."""
    return (ABANDONMENT_RATE, *((ANSWERED_IN_TARGET,) if line.answer_target else ()))


def main_measure(line: Line, hours: LineHours) -> Measure | None:
    """Return the measure by which a line's weeks are judged: abandonment, or else answers in time."""
    if hours.totals[ABANDONED.name].notna().any():
        return ABANDONMENT_RATE
    return ANSWERED_IN_TARGET if line.answer_target and not hours.answers.empty else None


def observed_figures(line: Line, hours: LineHours) -> dict[str, float | None]:
    """Return what happened on a line, by the names of `measures_of`."""
    totals = hours.totals
    offered, answered, abandoned = (_total(totals[name]) for name in (OFFERED.name, ANSWERED.name, ABANDONED.name))
    figures: dict[str, float | None] = {
        OFFERED.name: offered,
        ANSWERED.name: answered,
        ABANDONED.name: abandoned,
        ABANDONMENT_RATE.name: _ratio(totals, ABANDONED.name, OFFERED.name),
        ASA.name: _ratio(totals, "wait_answered", ANSWERED.name),
    }
    counts = hours.answers.to_numpy(np.float64).sum(axis=0) if not hours.answers.empty else np.zeros(0)
    for level in LEVELS:
        figures[answer_time(round(100 * level)).name] = quantile_in_bins(counts, hours.edges, level)
    if line.answer_target:
        figures[ANSWERED_IN_TARGET.name] = share_within(counts, hours.edges, line.answer_target.within)
    return figures


def _total(values: pd.Series[float]) -> float | None:
    return float(values.sum()) if values.notna().any() else None


def _ratio(totals: pd.DataFrame, above: str, below: str) -> float | None:
    """Return a ratio of totals over the hours in which both are known."""
    both = totals[totals[above].notna() & totals[below].notna()]
    under = float(both[below].sum())
    return float(both[above].sum()) / under if under > 0 else None


def share_within(counts: Floats, edges: Floats, seconds: float) -> float | None:
    """Return the share of answered calls that waited less than a time; None if it lies in the last, open bin."""
    if not counts.sum() > 0 or seconds > edges[:-1].max():
        return None
    below = np.concatenate(([0.0], np.cumsum(counts)[:-1])) / counts.sum()
    return float(np.interp(seconds, edges[:-1], below))


def quantile_in_bins(counts: Floats, edges: Floats, level: float) -> float | None:
    """Return the time within which a share of calls was answered, calls being spread evenly over their bin.

    None if it lies in the last bin, which has no end.
    """
    if not counts.sum() > 0:
        return None
    below = np.concatenate(([0.0], np.cumsum(counts))) / counts.sum()
    number = int(np.searchsorted(below, level - 1e-12)) - 1
    if number >= len(counts) - 1 and not np.isfinite(edges[-1]):
        return None
    part = (level - below[number]) / (below[number + 1] - below[number])
    return float(edges[number] + part * (edges[number + 1] - edges[number]))
