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


def calls_in_other_weeks(grid: Grid, average: Callable[..., Any] = np.mean) -> OtherWeeks:
    """Return what each step would hold if it were like the same step of the week in the other weeks.

    Where the step of the week was recorded in no other week, the same step of all other days is taken if there are
    always calls in it; otherwise nothing is expected.

    Parameters
    ----------
    grid : Grid
        The counts.
    average : callable
        `numpy.mean`, or `numpy.median` to be safe from a faulty week.
    """
    recorded = grid.exposure > 0
    rate = np.divide(grid.offered, grid.exposure, out=np.zeros_like(grid.offered), where=recorded)
    expected, behind = np.zeros_like(rate), np.zeros_like(rate)
    for day in range(len(rate)):
        others = np.arange(len(rate)) != day
        alike = others & (grid.weekdays == grid.weekdays[day])
        for step in np.flatnonzero(recorded[day]):
            rows = alike & recorded[:, step]
            if not rows.any():
                rows = others & recorded[:, step]
                if not rows.any() or rate[rows, step].min() == 0:
                    continue
            expected[day, step] = average(rate[rows, step]) * grid.exposure[day, step]
            behind[day, step] = grid.offered[rows, step].sum()
    return OtherWeeks(expected, behind)
