"""What single calls tell and counts by period do not: who still waits, and how long calls take by hour of the day.

A folder keeps these figures in place of the calls, so 20 calls or more are behind each.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simcall.observed.observations import CallFigures
from simcall.observed.statistics.distributions import STEP_CALLS
from simcall.observed.statistics.handling import HourTotals, handled, hour_totals, totals_from_counts
from simcall.observed.statistics.patience import survival

__all__ = ["call_figures", "figures_of_counts"]

_MOST_STEPS = 200
_TENTHS, _SHARE_DIGITS = 1, 4


def call_figures(calls: pd.DataFrame) -> dict[str, CallFigures]:
    """Return the figures of each line.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `simcall.observed.observations.CALL_COLUMNS`.
    """
    return {str(line): _of_line(own) for line, own in calls.groupby("line", observed=True)}


def figures_of_counts(counts: pd.DataFrame) -> CallFigures | None:
    """Return handling by hour of the day from the counts of a line; None if they do not tell.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `simcall.observed.observations.COUNT_COLUMNS`.
    """
    totals = totals_from_counts(counts)
    means = {} if totals is None else _means(totals)
    return CallFigures(handling_s=means) if means else None


def _of_line(calls: pd.DataFrame) -> CallFigures:
    length, hour = handled(calls)
    means = _means(hour_totals(length, hour)) if len(length) else {}
    return CallFigures(_still_waiting(calls), means, bool(calls["wrap"].notna().any()))


def _still_waiting(calls: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    timed = calls[calls["wait"] >= 0]
    curve = survival(timed["wait"].to_numpy(np.float64), (timed["outcome"] == "abandoned").to_numpy())
    steps = () if curve is None else curve.steps(_MOST_STEPS)
    return tuple((round(seconds, _TENTHS), round(share, _SHARE_DIGITS)) for seconds, share in steps)


def _means(totals: HourTotals) -> Mapping[int, float]:
    return {
        hour: round(mean, _TENTHS)
        for hour, (calls, mean) in enumerate(zip(totals.calls.tolist(), totals.mean_s.tolist(), strict=True))
        if calls >= STEP_CALLS and mean > 0
    }
