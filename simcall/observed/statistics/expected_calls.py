"""What an hour of the week holds in the other weeks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcall.observed.statistics.grids import Floats, Grid

__all__ = ["OtherWeeks", "calls_in_other_weeks"]


@dataclass(frozen=True)
class OtherWeeks:
    """What each step of a grid would hold if it were like the others.

    Attributes
    ----------
    expected : Floats
        Calls in each step, of the grid's shape; 0 where there is nothing to compare with.
    behind : Floats
        The number of calls on which each figure rests.
    """

    expected: Floats
    behind: Floats


def calls_in_other_weeks(grid: Grid, average: Callable[..., Any] = np.nanmean) -> OtherWeeks:
    """Return what each step would hold if it were like the same step of the week in the other weeks.

    Where the step of the week was recorded in no other week, the same step of all other days is taken if there are
    always calls in it; otherwise nothing is expected.

    Parameters
    ----------
    grid : Grid
        The counts.
    average : callable
        `numpy.nanmean`, or `numpy.nanmedian` to be safe from a faulty week.
    """
    recorded = grid.exposure > 0
    rate = np.divide(grid.offered, grid.exposure, out=np.full_like(grid.offered, np.nan), where=recorded)
    usual, behind = np.full_like(rate, np.nan), np.zeros_like(rate)
    for weekday in range(7):
        rows = grid.weekdays == weekday
        usual[rows] = _average_of_others(rate[rows], average)
        behind[rows] = grid.offered[rows].sum(axis=0) - grid.offered[rows]
    alone = recorded & np.isnan(usual)
    if alone.any():
        always = _average_of_others(rate, np.nanmin) > 0
        usual = np.where(alone & always, _average_of_others(rate, average), usual)
        behind = np.where(alone, grid.offered.sum(axis=0) - grid.offered, behind)
    return OtherWeeks(np.nan_to_num(usual) * grid.exposure, behind)


def _average_of_others(rate: Floats, average: Callable[..., Any]) -> Floats:
    """Return the average of each column over the other rows; NaN where no other row has a value."""
    others = np.full_like(rate, np.nan)
    for row in range(len(rate) if len(rate) > 1 else 0):
        rest = np.delete(rate, row, axis=0)
        has_value = ~np.isnan(rest).all(axis=0)
        others[row, has_value] = average(rest[:, has_value], axis=0)
    return others
