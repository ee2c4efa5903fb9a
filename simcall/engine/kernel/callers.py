"""R4, R7, R8, R10, R12: what callers do, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import pop, push
from simcall.engine.kernel.lists import link
from simcall.engine.kernel.tables import (
    AGENT,
    ANSWERED,
    BEFORE,
    GROUP,
    IS_WAITING,
    JOINED,
    LEFT,
    OFFERED,
    OUTCOME,
    RELEASED,
    TAIL,
)
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule
from simcall.inputs.world import Ints

__all__ = ["drop_ended", "end_wait", "join", "leave_later", "ring_again", "still_waiting"]


@rule
def join(row: int, now: int, line: int, log: Ints, links: Ints, queues: Ints) -> None:
    """R4: a call joins its line's queue, after earlier calls and, in one tick, after earlier callers (R6a)."""
    log[JOINED, row] = now
    before = queues[TAIL, line]
    while before != NONE and log[JOINED, before] == now and before > row:
        before = links[BEFORE, before]
    link(links, queues, line, before, row)


@rule
def leave_later(
    row: int, now: int, patience: int, pass_on: int, horizon: int, leaving: Ints, size: int, bits: int
) -> int:
    """R8: note when a call will be abandoned or passed on; return the heap's new size."""
    leaves = now + min(patience, pass_on)
    return push(leaving, size, leaves << bits | row) if leaves < horizon else size


@rule
def end_wait(row: int, now: int, outcome: int, log: Ints) -> None:
    """R7, R8, R12: a call's wait ends without an answer."""
    log[LEFT, row], log[OUTCOME, row] = now, outcome
    log[ANSWERED, row] = log[RELEASED, row] = log[GROUP, row] = log[AGENT, row] = NONE


@rule
def ring_again(
    row: int, now: int, delay: Ints, connection: Ints, horizon: int, log: Ints, joining: Ints, size: int, bits: int
) -> int:
    """R10: offer the caller's next attempt after their delay; return the new size of the heap of calls that connect."""
    rings = now + delay[row]
    if rings >= horizon:
        return size
    log[OFFERED, row + 1] = rings
    joins = rings + connection[row + 1]
    return push(joining, size, joins << bits | (row + 1)) if joins < horizon else size


@rule
def drop_ended(leaving: Ints, size: int, row_mask: int, log: Ints) -> int:
    """Take calls that no longer wait off the top of the heap; return its new size."""
    while size > 0 and log[OUTCOME, leaving[0] & row_mask] != NONE:
        size = pop(leaving, size)
    return size


@rule
def still_waiting(horizon: int, log: Ints) -> None:
    """R12: calls that are connecting or waiting at the horizon are still waiting then."""
    for row in range(log.shape[1]):
        if log[OUTCOME, row] == NONE and log[OFFERED, row] != NONE:
            end_wait(row, horizon, IS_WAITING, log)
            if log[JOINED, row] == NONE:
                log[JOINED, row] = horizon
