"""R4, R7, R8, R10, R12: what callers do, compiled."""

from __future__ import annotations

from simcall.engine.kernel.follow_ons import follow, lead_to
from simcall.engine.kernel.heaps import LEAST, NO_KEY, SIZE, pop, push
from simcall.engine.kernel.kept_draws import keep_redial, patience_in_queue, redial_delay, redial_line
from simcall.engine.kernel.lists import unlink
from simcall.engine.kernel.queues import add_candidate, enter, item_case, item_rang
from simcall.engine.kernel.rows import new_row
from simcall.engine.kernel.tables import (
    AGENT,
    ANSWERED,
    ATTEMPT,
    CALLER,
    CANDIDATES,
    DIVERTED,
    GROUP,
    IS_ABANDONED,
    IS_ENGAGED,
    IS_IN_ANNOUNCEMENT,
    IS_LEFT_ANNOUNCEMENT,
    IS_MOVED,
    IS_PASSED_ON,
    IS_WAITING,
    JOINED,
    JOINS,
    LEFT,
    LENGTH,
    LINE,
    OFFERED,
    OUTCOME,
    PLACE,
    RELEASED,
    ROWS,
    TAIL,
    WAITING,
    State,
    WorldTables,
)
from simcall.engine.records import NONE
from simcall.inputs import behaviour as conduct
from simcall.inputs.caller_draws import JOINS as JOINS_QUEUE
from simcall.inputs.caller_draws import (
    LEAVES,
    connection_ticks,
    fate_before_queue,
    lead_follows,
    lead_ticks,
    ticks_before_queue,
)
from simcall.inputs.compiling import rule
from simcall.inputs.signatures import Table

__all__ = [
    "arrive",
    "end_before_queue",
    "end_wait",
    "engage",
    "forget_ended",
    "give_up",
    "join",
    "leave",
    "leave_later",
    "ring_again",
    "still_waiting",
]


@rule
def arrive(now: int, world: WorldTables, state: State) -> None:
    """R4: calls whose connection is made now join their queues, and so does what follows an item (R14a)."""
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
        line = state.log[LINE, row]
        fate = JOINS_QUEUE
        if not world.lines.is_plain[line] and item_rang(row, world, state):
            fate = fate_of(row, line, world, state)
        if fate == JOINS_QUEUE:
            join(row, now, world, state)
            add_candidate(line, state)
        else:
            end_before_queue(row, line, fate, now, world, state)


@rule
def fate_of(row: int, line: int, world: WorldTables, state: State) -> int:
    """R4a, R4b: whether a caller joins the queue, gives up during the connection, or leaves in the announcement."""
    case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
    return fate_before_queue(line, case, attempt, caller, world.callers, world.behaviour)


@rule
def end_before_queue(row: int, line: int, fate: int, now: int, world: WorldTables, state: State) -> None:
    """R4a, R4b: a caller has hung up before the queue."""
    state.log[JOINED, row] = now
    log_wait(row, now, IS_LEFT_ANNOUNCEMENT if fate == LEAVES else IS_ABANDONED, state.log)
    if fate == LEAVES and not world.behaviour.lines[conduct.COUNTS_LEAVERS, line]:
        state.log[OFFERED, row] = NONE
        ring_again(row, line, now, False, world, state)
    else:
        give_up(row, line, now, world, state)


@rule
def join(row: int, now: int, world: WorldTables, state: State) -> None:
    """R4: a call joins its line's queue, after earlier calls and, in one tick, after earlier callers (R6a)."""
    line = state.log[LINE, row]
    state.log[JOINED, row] = now
    if world.keys.has_items and state.items[PLACE, row] == NONE:
        state.items[PLACE, row] = now
    enter(row, line, world, state)
    leave_later(row, line, now, world, state)


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
def leave_later(row: int, line: int, now: int, world: WorldTables, state: State) -> None:
    """R8, R14a: note when a call will be abandoned, passed on or moved, and when it will be overdue."""
    after = min(patience_in_queue(row, line, world, state), world.lines.pass_on_after[line])
    behaviour, caller = world.behaviour, state.log[CALLER, row]
    if world.keys.has_items:
        number = item_case(row, world, state) + state.log[ATTEMPT, row]
        for lead in range(behaviour.first_lead[line], behaviour.first_lead[line + 1]):
            moment = behaviour.leads[conduct.WHEN, lead]
            if moment != conduct.WAITING and moment != conduct.OVERDUE:
                continue
            if not lead_follows(lead, number, caller, world.callers, behaviour):
                continue
            ticks = lead_ticks(lead, number, caller, world.callers, behaviour)
            if moment == conduct.WAITING:
                after = min(after, ticks)
            elif now + ticks < world.keys.horizon:
                push(state.leaving, (now + ticks) << world.keys.row_bits | row)
    if now + after < world.keys.horizon:
        push(state.leaving, (now + after) << world.keys.row_bits | row)


@rule
def leave(now: int, world: WorldTables, state: State) -> None:
    """R8: callers give up whose patience ends now, and calls leave whose time to be passed on or moved comes."""
    row_mask = (1 << world.keys.row_bits) - 1
    while state.leaving[LEAST] >> world.keys.row_bits == now:
        key = state.leaving[LEAST]
        while state.leaving[LEAST] == key:
            pop(state.leaving)
        row = key & row_mask
        if state.log[OUTCOME, row] != NONE:
            continue
        line = state.log[LINE, row]
        waited, pass_on = now - state.log[JOINED, row], world.lines.pass_on_after[line]
        has_leads = world.behaviour.first_lead[line] < world.behaviour.first_lead[line + 1]
        if (has_leads or waited == pass_on) and patience_in_queue(row, line, world, state) != waited:
            if waited == pass_on:
                end_wait(row, line, now, IS_PASSED_ON, state)
            else:
                move(row, line, waited, now, world, state)
            continue
        end_wait(row, line, now, IS_ABANDONED, state)
        give_up(row, line, now, world, state)


@rule
def move(row: int, line: int, waited: int, now: int, world: WorldTables, state: State) -> None:
    """R8, R14a: a call leaves for another line, or is overdue and stays."""
    behaviour, caller = world.behaviour, state.log[CALLER, row]
    number = item_case(row, world, state) + state.log[ATTEMPT, row]
    for moment in (conduct.WAITING, conduct.OVERDUE):
        for lead in range(behaviour.first_lead[line], behaviour.first_lead[line + 1]):
            if behaviour.leads[conduct.WHEN, lead] != moment:
                continue
            if not lead_follows(lead, number, caller, world.callers, behaviour):
                continue
            if lead_ticks(lead, number, caller, world.callers, behaviour) != waited:
                continue
            lead_to(row, lead, now + 1, now + 1, world, state)
            if moment == conduct.WAITING:
                end_wait(row, line, now, IS_MOVED, state)
                return


@rule
def end_wait(row: int, line: int, now: int, outcome: int, state: State) -> None:
    """R7, R8: a call leaves the queue without an answer."""
    unlink(state.queue_links, state.queues, line, row)
    state.counts[WAITING] -= 1
    log_wait(row, now, outcome, state.log)


@rule
def log_wait(row: int, now: int, outcome: int, log: Table) -> None:
    """R4a, R4b, R7, R8, R12: log how and when a wait without an answer ended."""
    log[LEFT, row], log[OUTCOME, row] = now, outcome
    log[ANSWERED, row] = log[RELEASED, row] = log[GROUP, row] = log[AGENT, row] = NONE


@rule
def give_up(row: int, line: int, now: int, world: WorldTables, state: State) -> None:
    """R10, R14a: what comes of giving up."""
    follow(row, line, conduct.ABANDONED, now, world, state)
    ring_again(row, line, now, False, world, state)


@rule
def ring_again(row: int, line: int, now: int, engaged: bool, world: WorldTables, state: State) -> None:
    """R10: a caller who rings again offers their next attempt after their delay, and joins when it is connected."""
    after = redial_delay(row, line, engaged, world, state)
    rings = now + after
    if after == 0 or rings >= world.keys.horizon:
        return
    caller, attempt, case = state.log[CALLER, row], state.log[ATTEMPT, row], item_case(row, world, state)
    dialled = redial_line(row, line, world, state)
    redial = new_row(caller, case, attempt + 1, dialled, rings, world, state)
    state.log[DIVERTED, redial] = dialled != line
    keep_redial(row, redial, world, state)
    joins = rings + ticks_before_queue(dialled, case, attempt + 1, caller, world.callers, world.behaviour)
    if joins < world.keys.horizon:
        push(state.joining, joins << world.keys.row_bits | redial)


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
                has_announcement = world.behaviour.lines[conduct.ANNOUNCEMENT, log[LINE, row]] > 0
                if has_announcement and item_rang(row, world, state):
                    end_in_announcement(row, world, state)


@rule
def end_in_announcement(row: int, world: WorldTables, state: State) -> None:
    """R12, R4b: a caller is connecting or in the announcement at the horizon."""
    log, line = state.log, state.log[LINE, row]
    number, offered = item_case(row, world, state) + log[ATTEMPT, row], log[OFFERED, row]
    connection = connection_ticks(line, number, log[CALLER, row], world.callers, world.behaviour)
    if offered + connection <= world.keys.horizon:
        log[OUTCOME, row] = IS_IN_ANNOUNCEMENT
    if not world.behaviour.lines[conduct.COUNTS_LEAVERS, line]:
        log[OFFERED, row] = NONE
