"""R4, R7, R8, R10, R12: what callers do, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import LEAST, NO_KEY, SIZE, pop, push
from simcall.engine.kernel.lists import link, unlink
from simcall.engine.kernel.tables import (
    AGENT,
    ANSWERED,
    BEFORE,
    GROUP,
    IS_ABANDONED,
    IS_ENGAGED,
    IS_PASSED_ON,
    IS_WAITING,
    JOINED,
    LEFT,
    LENGTH,
    OFFERED,
    OUTCOME,
    RELEASED,
    TAIL,
    WAITING,
)
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule
from simcall.inputs.world import Bools, Ints

__all__ = [
    "arrive",
    "end_wait",
    "engage",
    "forget_ended",
    "join",
    "leave",
    "leave_later",
    "ring_again",
    "still_waiting",
]


@rule
def arrive(
    now: int, next_join: int, join_tick: Ints, join_row: Ints, line_of: Ints, patience: Ints, pass_on_after: Ints,
    horizon: int, row_bits: int, log: Ints, links: Ints, queues: Ints, leaving: Ints, joining: Ints, counts: Ints,
) -> int:  # fmt: skip
    """R4: calls whose connection is made now join their queues; return the next first attempt."""
    row_mask = (1 << row_bits) - 1
    while True:
        if join_tick[next_join] == now:
            row = join_row[next_join]
            next_join += 1
        elif joining[LEAST] >> row_bits == now:
            row = joining[LEAST] & row_mask
            pop(joining)
        else:
            return next_join
        line = line_of[row]
        join(row, now, line, patience[row], pass_on_after[line], horizon, row_bits, log, links, queues, leaving, counts)


@rule
def join(
    row: int, now: int, line: int, patience: int, pass_on: int, horizon: int, row_bits: int,
    log: Ints, links: Ints, queues: Ints, leaving: Ints, counts: Ints,
) -> None:  # fmt: skip
    """R4: a call joins its line's queue, after earlier calls and, in one tick, after earlier callers (R6a)."""
    log[JOINED, row] = now
    before = queues[TAIL, line]
    while before != NONE and log[JOINED, before] == now and before > row:
        before = links[BEFORE, before]
    link(links, queues, line, before, row)
    counts[WAITING] += 1
    leave_later(row, now, patience, pass_on, horizon, row_bits, leaving)


@rule
def engage(
    now: int, queue_limit: Ints, redials_if_engaged: Bools, redial_delay: Ints, connection: Ints, horizon: int,
    row_bits: int, log: Ints, links: Ints, queues: Ints, joining: Ints, counts: Ints,
) -> None:  # fmt: skip
    """R7: the last callers above a line's limit hear the engaged tone."""
    for line in range(len(queue_limit)):
        while queues[LENGTH, line] > queue_limit[line]:
            row = queues[TAIL, line]
            end_wait(row, line, now, IS_ENGAGED, log, links, queues, counts)
            if redials_if_engaged[row]:
                ring_again(row, now, redial_delay[row], connection[row + 1], horizon, row_bits, log, joining)


@rule
def leave_later(row: int, now: int, patience: int, pass_on: int, horizon: int, row_bits: int, leaving: Ints) -> None:
    """R8: note when a call will be abandoned or passed on."""
    leaves = now + min(patience, pass_on)
    if leaves < horizon:
        push(leaving, leaves << row_bits | row)


@rule
def leave(
    now: int, line_of: Ints, patience: Ints, pass_on_after: Ints, redials_if_abandoned: Bools, redial_delay: Ints,
    connection: Ints, horizon: int, row_bits: int, log: Ints, links: Ints, queues: Ints, leaving: Ints, joining: Ints,
    counts: Ints,
) -> None:  # fmt: skip
    """R8: callers give up whose patience ends now, and calls are passed on whose time for that comes."""
    row_mask = (1 << row_bits) - 1
    while leaving[LEAST] >> row_bits == now:
        row = leaving[LEAST] & row_mask
        pop(leaving)
        if log[OUTCOME, row] != NONE:
            continue
        line = line_of[row]
        if patience[row] > pass_on_after[line]:
            end_wait(row, line, now, IS_PASSED_ON, log, links, queues, counts)
            continue
        end_wait(row, line, now, IS_ABANDONED, log, links, queues, counts)
        if redials_if_abandoned[row]:
            ring_again(row, now, redial_delay[row], connection[row + 1], horizon, row_bits, log, joining)


@rule
def end_wait(
    row: int, line: int, now: int, outcome: int, log: Ints, links: Ints, queues: Ints, counts: Ints
) -> None:  # fmt: skip
    """R7, R8: a call leaves the queue without an answer."""
    unlink(links, queues, line, row)
    counts[WAITING] -= 1
    log_wait(row, now, outcome, log)


@rule
def log_wait(row: int, now: int, outcome: int, log: Ints) -> None:
    """R7, R8, R12: log how and when a wait without an answer ended."""
    log[LEFT, row], log[OUTCOME, row] = now, outcome
    log[ANSWERED, row] = log[RELEASED, row] = log[GROUP, row] = log[AGENT, row] = NONE


@rule
def ring_again(
    row: int, now: int, delay: int, connection: int, horizon: int, row_bits: int, log: Ints, joining: Ints
) -> None:
    """R10: offer the caller's next attempt after their delay; it joins its queue when the connection is made."""
    rings = now + delay
    if rings >= horizon:
        return
    log[OFFERED, row + 1] = rings
    if rings + connection < horizon:
        push(joining, (rings + connection) << row_bits | (row + 1))


@rule
def forget_ended(leaving: Ints, row_bits: int, log: Ints, counts: Ints) -> None:
    """Take calls that no longer wait off the top of the heap of those that may leave."""
    if counts[WAITING] == 0:
        leaving[SIZE], leaving[LEAST] = 0, NO_KEY
    row_mask = (1 << row_bits) - 1
    while leaving[SIZE] > 0 and log[OUTCOME, leaving[LEAST] & row_mask] != NONE:
        pop(leaving)


@rule
def still_waiting(horizon: int, log: Ints) -> None:
    """R12: calls that are connecting or waiting at the horizon are still waiting then."""
    for row in range(log.shape[1]):
        if log[OUTCOME, row] == NONE and log[OFFERED, row] != NONE:
            log_wait(row, horizon, IS_WAITING, log)
            if log[JOINED, row] == NONE:
                log[JOINED, row] = horizon
