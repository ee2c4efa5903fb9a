"""R4, R7, R8, R10, R12: what callers do, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import LEAST, NO_KEY, SIZE, pop, push
from simcall.engine.kernel.lists import link, unlink
from simcall.engine.kernel.tables import (
    AGENT,
    ANSWERED,
    ATTEMPT,
    BEFORE,
    CALLER,
    CANDIDATES,
    DIVERTED,
    GROUP,
    IS_ABANDONED,
    IS_CANDIDATE,
    IS_ENGAGED,
    IS_PASSED_ON,
    IS_WAITING,
    JOINED,
    JOINS,
    LEFT,
    LENGTH,
    LINE,
    OFFERED,
    OUTCOME,
    OVERFLOWED,
    RELEASED,
    ROWS,
    TAIL,
    WAITING,
    State,
    WorldTables,
)
from simcall.engine.records import NONE
from simcall.inputs.caller_draws import (
    connection_ticks,
    line_of_redial,
    patience_ticks,
    redial_delay_ticks,
    rings_again,
)
from simcall.inputs.compiling import Table, rule

__all__ = [
    "add_candidate",
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
def arrive(now: int, world: WorldTables, state: State) -> None:
    """R4: calls whose connection is made now join their queues."""
    row_mask = (1 << world.keys.row_bits) - 1
    while True:
        if world.first_joins.tick[state.counts[JOINS]] == now:
            row = world.first_joins.caller[state.counts[JOINS]]
            state.counts[JOINS] += 1
        elif state.joining[LEAST] >> world.keys.row_bits == now:
            row = state.joining[LEAST] & row_mask
            pop(state.joining)
        else:
            return
        join(row, now, world, state)
        add_candidate(state.log[LINE, row], state)


@rule
def comes_before(row: int, other: int, now: int, log: Table) -> bool:
    """R6a: whether a call that joins a queue now comes before one that is in it."""
    if log[JOINED, other] != now:
        return False
    caller, other_caller = log[CALLER, row], log[CALLER, other]
    before: bool = caller < other_caller or (caller == other_caller and log[ATTEMPT, row] < log[ATTEMPT, other])
    return before


@rule
def join(row: int, now: int, world: WorldTables, state: State) -> None:
    """R4: a call joins its line's queue, after earlier calls and, in one tick, after earlier callers (R6a)."""
    line = state.log[LINE, row]
    state.log[JOINED, row] = now
    before = state.queues[TAIL, line]
    while before != NONE and comes_before(row, before, now, state.log):
        before = state.queue_links[BEFORE, before]
    link(state.queue_links, state.queues, line, before, row)
    state.counts[WAITING] += 1
    leave_later(row, line, now, world, state)


@rule
def add_candidate(line: int, state: State) -> None:
    """R6: note that calls of a line may be taken at the next dispatch; those of the other lines cannot."""
    if state.queues[IS_CANDIDATE, line] == 0:
        state.queues[IS_CANDIDATE, line] = 1
        state.candidates[state.counts[CANDIDATES]] = line
        state.counts[CANDIDATES] += 1


@rule
def engage(now: int, world: WorldTables, state: State) -> None:
    """R7: the last callers above a line's limit hear the engaged tone."""
    for index in range(state.counts[CANDIDATES]):
        line = state.candidates[index]
        while state.queues[LENGTH, line] > world.lines.queue_limit[line]:
            row = state.queues[TAIL, line]
            end_wait(row, line, now, IS_ENGAGED, state)
            ring_again(row, line, now, True, world, state)


@rule
def patience_of(row: int, line: int, world: WorldTables, state: State) -> int:
    """R8: return for how long the caller waits before giving up."""
    return patience_ticks(line, state.log[ATTEMPT, row], state.log[CALLER, row], world.callers, world.behaviour)


@rule
def leave_later(row: int, line: int, now: int, world: WorldTables, state: State) -> None:
    """R8: note when a call will be abandoned or passed on."""
    leaves = now + min(patience_of(row, line, world, state), world.lines.pass_on_after[line])
    if leaves < world.keys.horizon:
        push(state.leaving, leaves << world.keys.row_bits | row)


@rule
def leave(now: int, world: WorldTables, state: State) -> None:
    """R8: callers give up whose patience ends now, and calls are passed on whose time for that comes."""
    row_mask = (1 << world.keys.row_bits) - 1
    while state.leaving[LEAST] >> world.keys.row_bits == now:
        row = state.leaving[LEAST] & row_mask
        pop(state.leaving)
        if state.log[OUTCOME, row] != NONE:
            continue
        line = state.log[LINE, row]
        pass_on = world.lines.pass_on_after[line]
        if now - state.log[JOINED, row] == pass_on and patience_of(row, line, world, state) > pass_on:
            end_wait(row, line, now, IS_PASSED_ON, state)
            continue
        end_wait(row, line, now, IS_ABANDONED, state)
        ring_again(row, line, now, False, world, state)


@rule
def end_wait(row: int, line: int, now: int, outcome: int, state: State) -> None:
    """R7, R8: a call leaves the queue without an answer."""
    unlink(state.queue_links, state.queues, line, row)
    state.counts[WAITING] -= 1
    log_wait(row, now, outcome, state.log)


@rule
def log_wait(row: int, now: int, outcome: int, log: Table) -> None:
    """R7, R8, R12: log how and when a wait without an answer ended."""
    log[LEFT, row], log[OUTCOME, row] = now, outcome
    log[ANSWERED, row] = log[RELEASED, row] = log[GROUP, row] = log[AGENT, row] = NONE


@rule
def ring_again(row: int, line: int, now: int, engaged: bool, world: WorldTables, state: State) -> None:
    """R10: a caller who rings again offers their next attempt after their delay, and joins when it is connected."""
    caller, attempt = state.log[CALLER, row], state.log[ATTEMPT, row]
    if not rings_again(line, engaged, attempt, caller, world.callers, world.behaviour):
        return
    rings = now + redial_delay_ticks(line, attempt, caller, world.callers, world.behaviour)
    if rings >= world.keys.horizon:
        return
    dialled = line_of_redial(line, attempt, caller, world.callers, world.behaviour)
    redial = new_row(caller, attempt + 1, dialled, rings, state)
    state.log[DIVERTED, redial] = dialled != line
    joins = rings + connection_ticks(dialled, attempt + 1, caller, world.callers, world.behaviour)
    if joins < world.keys.horizon:
        push(state.joining, joins << world.keys.row_bits | redial)


@rule
def new_row(caller: int, attempt: int, line: int, rings: int, state: State) -> int:
    """Start a row of the log for an attempt; if there is none left, the run is in vain and starts again."""
    row: int = state.counts[ROWS]
    if row == state.log.shape[1]:
        state.counts[OVERFLOWED] = 1
        row -= 1
    else:
        state.counts[ROWS] += 1
    log = state.log
    log[CALLER, row], log[ATTEMPT, row], log[LINE, row] = caller, attempt, line
    log[OFFERED, row], log[JOINED, row], log[OUTCOME, row] = rings, NONE, NONE
    return row


@rule
def forget_ended(world: WorldTables, state: State) -> None:
    """Take calls that no longer wait off the top of the heap of those that may leave."""
    leaving = state.leaving
    if state.counts[WAITING] == 0:
        leaving[SIZE], leaving[LEAST] = 0, NO_KEY
    row_mask = (1 << world.keys.row_bits) - 1
    while leaving[SIZE] > 0 and state.log[OUTCOME, leaving[LEAST] & row_mask] != NONE:
        pop(leaving)


@rule
def still_waiting(world: WorldTables, state: State) -> None:
    """R12: calls that are connecting or waiting at the horizon are still waiting then."""
    log, horizon = state.log, world.keys.horizon
    for row in range(state.counts[ROWS]):
        if log[OUTCOME, row] == NONE:
            log_wait(row, horizon, IS_WAITING, log)
            if log[JOINED, row] == NONE:
                log[JOINED, row] = horizon
