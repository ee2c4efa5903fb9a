"""R2, R11, R14b, R15: what people do with an item in hand, compiled."""

from __future__ import annotations

import numpy as np

from simcall.engine.kernel.callers import give_up
from simcall.engine.kernel.follow_ons import follow, follower
from simcall.engine.kernel.heaps import SIZE, push
from simcall.engine.kernel.kept_draws import service
from simcall.engine.kernel.lists import link, unlink
from simcall.engine.kernel.queues import add_candidate, comes_before, enter, item_case, item_rang
from simcall.engine.kernel.tables import (
    AFTER,
    AGENT,
    ANSWERED,
    ATTEMPT,
    CALLER,
    DOES,
    FIRST,
    FREE_AT,
    GROUP,
    HEAD,
    IDLE,
    INTERRUPTIONS,
    IS_ABANDONED,
    IS_ANSWERED,
    IS_BUSY,
    ITEM,
    JOINED,
    LAST_STINT,
    LEFT,
    LEFT_GROUP,
    LENGTH,
    LINE,
    OF,
    OUTCOME,
    OVERFLOWED,
    PICKS_UP_AT,
    PLACE,
    RELEASED,
    ROLE,
    STINT_AGENT,
    STINT_END,
    STINT_GROUP,
    STINT_ROW,
    STINT_START,
    STINTS,
    TAIL,
    TICKS_LEFT,
    TOOK_AT,
    WENT_ON,
    WORKERS,
    State,
    WorldTables,
)
from simcall.engine.records import NONE
from simcall.inputs import behaviour as conduct
from simcall.inputs.caller_draws import break_off_ticks, patience_at_joining, pick_up_ticks
from simcall.inputs.compiling import rule
from simcall.inputs.world import NEVER

__all__ = ["begin", "finish", "handle", "interrupter", "put_down", "put_down_for_call", "works", "worst_worker"]


@rule
def begin(row: int, slot: int, now: int, state: State) -> None:
    """R6, R15d: a person takes an item; its wait ends with its first start."""
    log, group = state.log, state.people[OF, slot]
    state.people[DOES, slot] = IS_BUSY
    if log[OUTCOME, row] == NONE:
        log[LEFT, row], log[OUTCOME, row] = now, IS_ANSWERED
        log[GROUP, row], log[AGENT, row] = group, slot - state.groups[FIRST, group]


@rule
def handle(row: int, line: int, slot: int, now: int, break_off: int, world: WorldTables, state: State) -> None:
    """R11, R15d: a person picks an item up, and handles what is left of it."""
    if world.groups.is_plain[state.people[OF, slot]]:
        handle_plainly(row, line, slot, now, world, state)
        return
    log, people, group = state.log, state.people, state.people[OF, slot]
    nth = state.items[INTERRUPTIONS, row] if world.keys.has_items else 0
    if nth > 0:
        answered = now + break_off + pick_up_again(row, line, group, nth, world, state)
        released = answered + ticks_left(row, line, group, world, state)
        add_stint(row, now, released, group, slot - state.groups[FIRST, group], state)
    else:
        pick_up, handling = service(row, line, group, world, state)
        answered = now + break_off + pick_up
        released = answered + handling
        patience = patience_in_pick_up(row, line, now, world, state)
        if patience < break_off + pick_up:
            answered, released = NONE, now + patience
            log[OUTCOME, row] = IS_ABANDONED
        else:
            follow(row, line, conduct.ANSWERED, answered, world, state)
        log[ANSWERED, row] = answered
    log[RELEASED, row] = released
    people[ITEM, slot], people[TOOK_AT, slot] = row, now
    people[PICKS_UP_AT, slot], people[FREE_AT, slot] = answered, released
    if world.behaviour.lines[conduct.IS_INTERRUPTIBLE, line]:
        add_worker(slot, group, world, state)
    if released < world.keys.horizon:
        add_release(slot, released, world, state)


@rule
def handle_plainly(row: int, line: int, slot: int, now: int, world: WorldTables, state: State) -> None:
    """R11: a person picks up a call that leads to nothing and is never put down, and whose caller does not give up."""
    log, group = state.log, state.people[OF, slot]
    pick_up, handling = service(row, line, group, world, state)
    answered, released = now + pick_up, now + pick_up + handling
    log[ANSWERED, row], log[RELEASED, row] = answered, released
    if released < world.keys.horizon:
        push(state.releases, released << world.keys.slot_bits | slot)


@rule
def pick_up_again(row: int, line: int, group: int, nth: int, world: WorldTables, state: State) -> int:
    """R15d: return how long a person of a group takes to pick up an item that was put down n times."""
    number, caller = item_case(row, world, state) + state.log[ATTEMPT, row], state.log[CALLER, row]
    return pick_up_ticks(line, group, number, nth, caller, world.callers, world.behaviour)


@rule
def patience_in_pick_up(row: int, line: int, now: int, world: WorldTables, state: State) -> int:
    """R11: return what is left of the caller's patience when the call is taken; `NEVER` if it does not run then."""
    lines = world.behaviour.lines
    if not lines[conduct.RUNS_IN_PICK_UP, line]:
        return NEVER
    case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
    rang = item_rang(row, world, state)
    patience = patience_at_joining(line, case, attempt, rang, caller, world.callers, world.behaviour)
    if patience < NEVER and lines[conduct.RUNS_IN_QUEUE, line]:
        patience -= now - state.log[JOINED, row]
    return patience


@rule
def ticks_left(row: int, line: int, group: int, world: WorldTables, state: State) -> int:
    """R15d: return the ticks of handling that are left of an item, for a person of a group."""
    ticks: int = state.items[TICKS_LEFT, row]
    of_group, factors = state.items[LEFT_GROUP, row], world.behaviour.handling_factors
    if factors[of_group, line] != factors[group, line]:
        ticks = int(np.floor(ticks * factors[group, line] / factors[of_group, line] + 0.5))
    return ticks


@rule
def add_release(slot: int, released: int, world: WorldTables, state: State) -> None:
    """R2: note when a person will be free; if there is no room, the run starts again with more."""
    if state.releases[SIZE] + 2 >= len(state.releases):
        state.counts[OVERFLOWED] = 1
    else:
        push(state.releases, released << world.keys.slot_bits | slot)


@rule
def finish(slot: int, now: int, world: WorldTables, state: State) -> bool:
    """R2, R11, R14b: what comes of an item that ends; return whether the person goes on with what follows."""
    row = state.people[ITEM, slot]
    line = state.log[LINE, row]
    if state.log[OUTCOME, row] == IS_ABANDONED:
        give_up(row, line, now, world, state)
        return False
    if not world.keys.has_items:
        return False
    if world.behaviour.lines[conduct.IS_INTERRUPTIBLE, line]:
        remove_worker(slot, state)
    lead = follow(row, line, conduct.RELEASED, now, world, state)
    if lead == NONE:
        return False
    following = follower(row, lead, now, world, state)
    state.log[JOINED, following] = state.items[PLACE, following] = now
    begin(following, slot, now, state)
    handle(following, state.log[LINE, following], slot, now, 0, world, state)
    state.went_on[state.counts[WENT_ON]] = slot
    state.counts[WENT_ON] += 1
    return True


# R15: interruptions ---------------------------------------------------------------------------------------------------


@rule
def works(slot: int, world: WorldTables, state: State) -> bool:
    """R15: whether a person has work in hand that could be put down."""
    if not world.keys.has_items or state.people[DOES, slot] != IS_BUSY:
        return False
    if world.groups.is_plain[state.people[OF, slot]]:
        return False  # nothing notes which item a person of such a group has in hand
    line = state.log[LINE, state.people[ITEM, slot]]
    interruptible: bool = world.behaviour.lines[conduct.IS_INTERRUPTIBLE, line] != 0
    return interruptible


@rule
def add_worker(slot: int, group: int, world: WorldTables, state: State) -> None:
    """R15: a person has work in hand that could be put down for calls that wait already."""
    link(state.idle_links, state.workers, group, state.workers[TAIL, group], slot)
    state.counts[WORKERS] += 1
    for index in range(world.groups.first_line[group], world.groups.first_line[group + 1]):
        if state.queues[LENGTH, world.groups.lines[index]] > 0:
            add_candidate(world.groups.lines[index], state)


@rule
def remove_worker(slot: int, state: State) -> None:
    """R15: a person has no work in hand any more."""
    unlink(state.idle_links, state.workers, state.people[OF, slot], slot)
    state.counts[WORKERS] -= 1


@rule
def is_put_down_before(slot: int, other: int, world: WorldTables, state: State) -> bool:
    """R15c: whether a person puts work down before another: the worse priority, then the later in the queue's order."""
    row, other_row = state.people[ITEM, slot], state.people[ITEM, other]
    line, other_line = state.log[LINE, row], state.log[LINE, other_row]
    priority, other_priority = world.lines.priority[line], world.lines.priority[other_line]
    place, other_place = state.items[PLACE, row], state.items[PLACE, other_row]
    first: bool = priority > other_priority
    if priority == other_priority:
        first = place > other_place
        if place == other_place:
            first = line > other_line or (line == other_line and comes_before(other_row, row, world, state))
    return first


@rule
def worst_worker(group: int, world: WorldTables, state: State) -> int:
    """R15c: return the person of a group who puts work down first, or NONE."""
    worst = NONE
    slot = state.workers[HEAD, group]
    while slot != NONE:
        if worst == NONE or is_put_down_before(slot, worst, world, state):
            worst = slot
        slot = state.idle_links[AFTER, slot]
    return worst


@rule
def interrupter(line: int, world: WorldTables, state: State) -> int:
    """R15a: return the person who puts work down for a line's first call, or NONE."""
    worst = NONE
    if not world.keys.has_items or state.counts[WORKERS] == 0:
        return worst
    for group in range(len(world.groups.overflow)):
        if state.workers[LENGTH, group] == 0 or state.groups[IDLE, group] < world.groups.reserve[group, line]:
            continue
        slot = state.workers[HEAD, group]
        while slot != NONE:
            work_line = state.log[LINE, state.people[ITEM, slot]]
            may_take = world.groups.serves[state.people[ROLE, slot], line]
            is_urgent = world.lines.priority[work_line] > world.lines.priority[line]
            if may_take and is_urgent and (worst == NONE or is_put_down_before(slot, worst, world, state)):
                worst = slot
            slot = state.idle_links[AFTER, slot]
    return worst


@rule
def put_down_for_call(slot: int, now: int, world: WorldTables, state: State) -> int:
    """R15a, R15d: a person puts work down for a call; return the ticks that breaking off takes."""
    row = state.people[ITEM, slot]
    line, number = state.log[LINE, row], item_case(row, world, state) + state.log[ATTEMPT, row]
    nth = state.items[INTERRUPTIONS, row]
    put_down(slot, now, world, state)
    return break_off_ticks(line, number, nth, state.log[CALLER, row], world.callers, world.behaviour)


@rule
def put_down(slot: int, now: int, world: WorldTables, state: State) -> None:
    """R15d: a person puts work down, which goes back to its queue."""
    people, items, log = state.people, state.items, state.log
    row, group = people[ITEM, slot], people[OF, slot]
    if items[INTERRUPTIONS, row] == 0:
        add_stint(row, people[TOOK_AT, slot], now, group, slot - state.groups[FIRST, group], state)
    else:
        state.stints[STINT_END, items[LAST_STINT, row]] = now
    ticks = people[FREE_AT, slot] - people[PICKS_UP_AT, slot]
    items[TICKS_LEFT, row] = ticks - max(now - people[PICKS_UP_AT, slot], 0)
    items[LEFT_GROUP, row] = group
    items[INTERRUPTIONS, row] += 1
    log[RELEASED, row] = NONE
    remove_worker(slot, state)
    add_stint(row, now, world.keys.horizon, NONE, NONE, state)
    enter(row, log[LINE, row], world, state)
    add_candidate(log[LINE, row], state)


@rule
def add_stint(row: int, start: int, end: int, group: int, agent: int, state: State) -> None:
    """R15d: log a stint of work on an item, or of waiting again; the one before it ends now."""
    stint = state.counts[STINTS]
    if stint == state.stints.shape[1]:
        state.counts[OVERFLOWED] = 1
        stint -= 1
    else:
        state.counts[STINTS] += 1
    if state.items[INTERRUPTIONS, row] > 0 and group != NONE:
        state.stints[STINT_END, state.items[LAST_STINT, row]] = start
    stints = state.stints
    stints[STINT_ROW, stint], stints[STINT_START, stint], stints[STINT_END, stint] = row, start, end
    stints[STINT_GROUP, stint], stints[STINT_AGENT, stint] = group, agent
    state.items[LAST_STINT, row] = stint
