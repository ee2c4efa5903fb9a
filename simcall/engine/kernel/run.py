"""The main loop over the ticks of a replication, compiled: the rules in their order."""

from __future__ import annotations

from simcall.engine.kernel.call_ups import call_up, called_up
from simcall.engine.kernel.callers import arrive, engage, forget_ended, join, leave, still_waiting
from simcall.engine.kernel.dispatch import dispatch, forget_candidates, stop_idling, taker_of_only_call
from simcall.engine.kernel.heaps import LEAST, NO_KEY, pop
from simcall.engine.kernel.people import (
    become_free,
    check_who_went_on,
    end_breaks,
    end_duties,
    go_home,
    lower_headcounts,
    raise_headcounts,
    release,
    start_breaks,
    start_duties,
)
from simcall.engine.kernel.tables import (
    CHANGES,
    HEADCOUNT,
    JOINED,
    JOINS,
    LENGTH,
    LINE,
    LOOK_AT,
    OF,
    OVERFLOWED,
    PRESENT,
    STAYED,
    STEPS,
    WORKERS,
    State,
    WorldTables,
)
from simcall.engine.kernel.taken_people import take_away
from simcall.engine.kernel.work import begin, handle
from simcall.engine.records import NONE
from simcall.inputs.compiling import compiled, rule

__all__ = ["run"]


@compiled
def run(world: WorldTables, state: State) -> int:
    """Run one replication; return the number of stays, or `NONE` if the log was too short.

    The loop follows the rules in their order. `simcall.engine.kernel.simulate` makes the tables.
    """
    look_at = NO_KEY
    while state.counts[OVERFLOWED] == 0:
        forget_ended(world, state)
        other_event = next_other_event(look_at, world, state)
        if take_short_ways(other_event, world, state):
            continue
        rings = world.first_joins.tick[state.counts[JOINS]]
        now = min(rings, state.releases[LEAST] >> world.keys.slot_bits, other_event)
        if now >= world.keys.horizon:  # R12
            still_waiting(world, state)
            stayed: int = state.counts[STAYED]
            return stayed
        lower_headcounts(now, world, state)  # R1
        end_breaks(now, world, state)  # R1
        first_round = True
        while True:
            release(now, world, state)  # R2, R3b, R3c
            end_duties(now, world, state)  # R1, R3b
            go_home(now, world, state)  # R3a
            start_breaks(now, world, state)  # R3c
            check_who_went_on(now, world, state)  # R3b, R3c
            if first_round:
                arrive(now, world, state)  # R4
                raise_headcounts(now, world, state)  # R5
                start_duties(now, world, state)  # R5
            called_up(now, world, state)  # R5, R13
            take_away(now, world, state)  # R5a
            dispatch(now, world, state)  # R6, R11
            if first_round:
                engage(now, world, state)  # R7, R10
            forget_candidates(state)
            leave(now, world, state)  # R8, R10
            changed = call_up(now, world, state)  # R13
            first_round = False
            if state.releases[LEAST] >> world.keys.slot_bits != now and not changed:  # R9
                break
        look_at = next_look_at(world, state)
    return NONE


@rule
def next_other_event(look_at: int, world: WorldTables, state: State) -> int:
    """Return the next tick at which something other than a first call or a release happens."""
    people_change = min(
        world.steps.tick[state.counts[STEPS]],
        world.changes.tick[state.counts[CHANGES]],
        state.resting[LEAST] >> world.keys.slot_bits,
    )
    callers_change = min(state.joining[LEAST], state.leaving[LEAST]) >> world.keys.row_bits
    tick: int = min(world.keys.horizon, people_change, look_at, callers_change)
    return tick


@rule
def next_look_at(world: WorldTables, state: State) -> int:
    """R13: return the next tick at which time alone may make a rule do something."""
    look_at: int = NO_KEY
    for index in range(len(world.rules.group)):
        look_at = min(look_at, state.call_ups[LOOK_AT, index])
    return look_at


@rule
def take_short_ways(other_event: int, world: WorldTables, state: State) -> bool:
    """Go the short ways, for most of what happens, as far as they lead; return whether they led anywhere.

    At a tick at which nothing else happens, a person becomes free for whom no call waits, or somebody rings. Those who
    wait already could not be taken before, and so cannot now.
    """
    took_any = False
    slot_mask = (1 << world.keys.slot_bits) - 1
    while True:
        rings = world.first_joins.tick[state.counts[JOINS]]
        released = state.releases[LEAST] >> world.keys.slot_bits
        if released < min(rings, other_event):
            slot = state.releases[LEAST] & slot_mask
            group = state.people[OF, slot]
            if not world.groups.is_plain[group] or has_work(group, world, state):
                return took_any
            if state.groups[PRESENT, group] > state.groups[HEADCOUNT, group]:
                return took_any
            pop(state.releases)
            become_free(slot, released, world, state)
            other_event = min(other_event, state.resting[LEAST] >> world.keys.slot_bits)
        elif rings < min(released, other_event) and world.first_joins.tick[state.counts[JOINS] + 1] > rings:
            row = world.first_joins.caller[state.counts[JOINS]]
            line = state.log[LINE, row]
            role = NONE
            if not world.lines.is_plain[line] or state.counts[WORKERS] > 0:
                return took_any
            if state.queues[LENGTH, line] == 0:
                role = taker_of_only_call(line, world, state)
            if role != NONE:
                state.log[JOINED, row] = rings
                slot = stop_idling(role, state)
                begin(row, slot, rings, state)
                handle(row, line, slot, rings, 0, world, state)
            elif state.queues[LENGTH, line] < world.lines.queue_limit[line] and len(world.rules.group) == 0:
                join(row, rings, world, state)
                other_event = min(other_event, state.leaving[LEAST] >> world.keys.row_bits)
            else:
                return took_any
            state.counts[JOINS] += 1
        else:
            return took_any
        took_any = True


@rule
def has_work(group: int, world: WorldTables, state: State) -> bool:
    """Return whether a call waits that people of a group may take."""
    for index in range(world.groups.first_line[group], world.groups.first_line[group + 1]):
        if state.queues[LENGTH, world.groups.lines[index]] > 0:
            return True
    return False
