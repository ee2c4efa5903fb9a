"""Periods as compiled functions see them: cuts in ticks, and the period of a tick."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simcall.inputs.compiling import rule
from simcall.inputs.world import Ints

__all__ = ["contiguous", "cuts_of", "split", "walk"]

NEAR = 8
"""Steps to a neighbouring period before a search among all of them is quicker."""


def contiguous(*columns: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    """Return columns as compiled functions take them, contiguous and writable, which most are already."""
    return [np.require(column, requirements=("C", "W")) for column in columns]


def cuts_of(edges: Ints) -> Ints:
    """Return the edges of all periods, including the one before the measured periods and the one after them."""
    all_time = np.iinfo(np.int64)
    return np.concatenate(([all_time.min], edges, [all_time.max]))


@rule
def walk(tick: int, period: int, cuts: Ints) -> int:
    """Return the period of a tick: by a few steps from a period nearby, or by halving if it is far."""
    for _ in range(NEAR):
        if tick < cuts[period]:
            period -= 1
        elif tick >= cuts[period + 1]:
            period += 1
        else:
            return period
    low, high = 0, len(cuts) - 1
    while high - low > 1:
        middle = (low + high) >> 1
        if tick < cuts[middle]:
            high = middle
        else:
            low = middle
    return low


@rule
def split(start: int, end: int, people: int, period: int, cuts: Ints, ticks: Ints, filled: Ints) -> int:
    """Add people's time from start to end to the periods that it spans; return the period of the end.

    Between the first period and the last, it fills whole periods. Only their start and end are noted, so that a wait of
    days costs no more than one of minutes; the caller adds them up.
    """
    last = walk(end, period, cuts)
    if last == period:
        ticks[period] += people * (end - start)
        return last
    ticks[period] += people * (cuts[period + 1] - start)
    ticks[last] += people * (end - cuts[last])
    filled[period + 1] += people
    filled[last] -= people
    return last
