"""The answer time and the time in the queue of every measured attempt, which quantiles and shares in time need."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simcall.engine.records import CallRecords, Outcome
from simcall.inputs.compiling import compiled, rule
from simcall.inputs.signatures import Column, HalfColumn
from simcall.inputs.world import Ints
from simcall.measures.cuts import contiguous, cuts_of, walk

__all__ = ["Ticks", "measured_times"]

Ticks = npt.NDArray[np.int32 | np.int64]

# Numba compares arrays with plain whole numbers only, not with members of an IntEnum.
IS_ANSWERED, IS_ENGAGED = int(Outcome.ANSWERED), int(Outcome.ENGAGED)


def measured_times(
    calls: CallRecords, edges: Ints, answered: Ints, queued: Ints, longest: int, announcement: Ints
) -> tuple[Ticks, Ticks]:
    """Return the answer times and the times in the queue of one replication's measured attempts.

    Parameters
    ----------
    calls : CallRecords
        The attempts.
    edges : int64, shape (periods + 1,)
        As for `add_attempts`.
    answered, queued : int64, shape (lines, periods)
        How many attempts were answered, and how many did not hear the engaged tone.
    longest : int
        The longest answer time.
    announcement : int64, shape (lines,)
        As in `LineLimits`.

    Returns
    -------
    answers : int32 or int64, shape (answered,)
        In ticks, by line, then by the period of the attempt; int32 if all of them fit.
    waits : int32 or int64, shape (queued,)
        Likewise.
    """
    cuts = cuts_of(edges)
    longest = max(longest, int(np.max(calls.left - calls.joined, initial=0)))
    short = longest <= np.iinfo(np.int32).max
    times = [np.empty(counts.sum(), np.int32 if short else np.int64) for counts in (answered, queued)]
    place = _place_short if short else _place_long
    picked_up = calls.answered
    if announcement.any():
        rang = (calls.case == 0) | (calls.attempt > 0)
        picked_up = picked_up - announcement[calls.line] * rang
    place(
        *contiguous(calls.line, calls.offered, calls.outcome, picked_up, calls.joined, calls.left),
        cuts,
        _first_places(answered),
        _first_places(queued),
        *times,
    )
    return times[0], times[1]


def _first_places(counts: Ints) -> Ints:
    """Return where the values of each line and period begin, if they stand in this order, the unmeasured included."""
    first = np.zeros((len(counts), counts.shape[1] + 2), np.int64)
    first[:, 1:-1] = (np.cumsum(counts) - counts.ravel()).reshape(counts.shape)
    return first.ravel()


# Compiled -------------------------------------------------------------------------------------------------------------


@rule
def _place(
    line: Column,
    offered: Column,
    outcome: Column,
    picked_up: Column,
    joined: Column,
    left: Column,
    cuts: Column,
    free_answer: Column,
    free_wait: Column,
    answers: Ticks,
    waits: Ticks,
) -> None:
    """Put each measured attempt's times at the first free places of its line and period."""
    width, period = len(cuts) - 1, 0
    for row in range(len(line)):
        if outcome[row] == IS_ENGAGED:
            continue
        period = walk(offered[row], period, cuts)
        if 0 < period < width - 1:
            cell = line[row] * width + period
            waits[free_wait[cell]] = left[row] - joined[row]
            free_wait[cell] += 1
            if outcome[row] == IS_ANSWERED:
                answers[free_answer[cell]] = picked_up[row] - offered[row]
                free_answer[cell] += 1


@compiled
def _place_short(
    line: Column,
    offered: Column,
    outcome: Column,
    picked_up: Column,
    joined: Column,
    left: Column,
    cuts: Column,
    free_answer: Column,
    free_wait: Column,
    answers: HalfColumn,
    waits: HalfColumn,
) -> None:
    """Fill in the times of `measured_times` in int32."""
    _place(line, offered, outcome, picked_up, joined, left, cuts, free_answer, free_wait, answers, waits)


@compiled
def _place_long(
    line: Column,
    offered: Column,
    outcome: Column,
    picked_up: Column,
    joined: Column,
    left: Column,
    cuts: Column,
    free_answer: Column,
    free_wait: Column,
    answers: Column,
    waits: Column,
) -> None:
    """Fill in the times of `measured_times` in int64."""
    _place(line, offered, outcome, picked_up, joined, left, cuts, free_answer, free_wait, answers, waits)
