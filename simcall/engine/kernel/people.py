"""R1, R2, R3, R5: how people come, become free, take breaks and go home, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import LEAST, SIZE, pop, push
from simcall.engine.kernel.lists import link, unlink
from simcall.engine.kernel.queues import add_candidate
from simcall.engine.kernel.tables import (
    AWAY,
    BEFORE,
    BREAK,
    BREAK_DUE,
    CAME,
    CHANGES,
    DOES,
    DUE,
    DUTY_ENDS,
    FIRST,
    FREE_AT,
    GONE,
    HEAD,
    HEADCOUNT,
    IDLE,
    IS_AWAY,
    IS_BUSY,
    IS_IDLE,
    IS_OFF,
    IS_ON_LAST_BREAK,
    IS_OVER,
    IS_RESTING,
    LAST_BREAK,
    LENGTH,
    OF,
    OVER,
    OWN_HEADCOUNT,
    PRESENT,
    ROLE,
    SINCE,
    STAY_AGENT,
    STAY_DUE,
    STAY_END,
    STAY_GROUP,
    STAY_START,
    STAYED,
    STEPS,
    STOOD_DOWN,
    TAIL,
    WENT_ON,
    State,
    WorldTables,
)
from simcall.engine.kernel.work import finish, put_down, works, worst_worker
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule

__all__ = [
    "become_free",
    "become_idle",
    "break_is_due",
    "check_headcount",
    "check_who_went_on",
    "come",
    "come_by_name",
    "come_up_to_headcount",
    "end_breaks",
    "end_duties",
    "end_stay",
    "go_home",
    "go_home_by_name",
    "is_free_now",
    "longest_idle",
    "lower_headcounts",
    "next_to_leave",
    "raise_headcounts",
    "release",
    "start_break",
    "start_breaks",
    "start_duties",
    "stop_being_idle",
]


@rule
def lower_headcounts(now: int, world: WorldTables, state: State) -> None:
    """R1: headcounts fall."""
    step = state.counts[STEPS]
    while world.steps.tick[step] == now:
        group = world.steps.group[step]
        left = max(world.steps.headcount[step] - state.groups[AWAY, group], 0)
        state.groups[HEADCOUNT, group] = min(state.groups[HEADCOUNT, group], left)
        check_headcount(group, state)
        step += 1


@rule
def raise_headcounts(now: int, world: WorldTables, state: State) -> None:
    """R5: headcounts rise, and people come."""
    while world.steps.tick[state.counts[STEPS]] == now:
        group = world.steps.group[state.counts[STEPS]]
        state.groups[OWN_HEADCOUNT, group] = world.steps.headcount[state.counts[STEPS]]
        state.groups[HEADCOUNT, group] = max(state.groups[OWN_HEADCOUNT, group] - state.groups[AWAY, group], 0)
        come_up_to_headcount(group, now, world, state)
        state.counts[STEPS] += 1


@rule
def end_duties(now: int, world: WorldTables, state: State) -> None:
    """R3b: named people whose duty ends go home if they are free, or with work that they put down (R15b)."""
    changes = world.changes
    while changes.tick[state.counts[CHANGES]] == now and changes.kind[state.counts[CHANGES]] == DUTY_ENDS:
        end_duty(world.shifts.slot[changes.shift[state.counts[CHANGES]]], now, world, state)
        state.counts[CHANGES] += 1


@rule
def end_duty(slot: int, now: int, world: WorldTables, state: State) -> None:
    """R3b, R15b: a named person whose duty has ended goes home, if they are not in a call."""
    if state.people[DOES, slot] == IS_IDLE:
        stop_being_idle(slot, state)
        go_home_by_name(slot, now, state)
    elif works(slot, world, state) and state.people[DUE, slot] <= now:
        put_down(slot, now, world, state)
        go_home_by_name(slot, now, state)
    elif state.people[DOES, slot] == IS_ON_LAST_BREAK or state.people[DOES, slot] == IS_AWAY:
        if state.people[DOES, slot] == IS_AWAY:
            state.groups[GONE, state.people[OF, slot]] -= 1
        state.people[DOES, slot] = IS_OFF
        state.groups[PRESENT, state.people[OF, slot]] -= 1


@rule
def go_home_by_name(slot: int, now: int, state: State) -> None:
    """R3b: a named person goes home."""
    end_stay(slot, now, state)
    state.groups[PRESENT, state.people[OF, slot]] -= 1


@rule
def end_breaks(now: int, world: WorldTables, state: State) -> None:
    """R1: people come back from a break."""
    slot_mask = (1 << world.keys.slot_bits) - 1
    while state.resting[LEAST] >> world.keys.slot_bits == now:
        slot = state.resting[LEAST] & slot_mask
        pop(state.resting)
        state.people[CAME, slot] = now
        become_free(slot, now, world, state)


@rule
def start_breaks(now: int, world: WorldTables, state: State) -> None:
    """R3c: people whose break is due start it, if they are not in a call."""
    changes = world.changes
    while changes.tick[state.counts[CHANGES]] == now and changes.kind[state.counts[CHANGES]] == BREAK_DUE:
        start_due_break(world.shifts.slot[changes.shift[state.counts[CHANGES]]], now, world, state)
        state.counts[CHANGES] += 1


@rule
def start_due_break(slot: int, now: int, world: WorldTables, state: State) -> None:
    """R3c, R15b: a person starts a break that is due, if they are not in a call."""
    if not break_is_due(slot, now, world, state):
        return
    if state.people[DOES, slot] == IS_IDLE:
        stop_being_idle(slot, state)
        start_break(slot, now, world, state)
    elif works(slot, world, state):
        put_down(slot, now, world, state)
        start_break(slot, now, world, state)


@rule
def check_who_went_on(now: int, world: WorldTables, state: State) -> None:
    """R3b, R3c, R15b: people who went on with work in this round put it down if their duty or break wants them."""
    for index in range(state.counts[WENT_ON]):
        slot = state.went_on[index]
        if state.people[DUE, slot] != NONE and state.people[DUE, slot] <= now:
            end_duty(slot, now, world, state)
        else:
            start_due_break(slot, now, world, state)
    state.counts[WENT_ON] = 0


@rule
def start_duties(now: int, world: WorldTables, state: State) -> None:
    """R5: duties of named people start."""
    while world.changes.tick[state.counts[CHANGES]] == now:
        come_by_name(world.changes.shift[state.counts[CHANGES]], now, world, state)
        state.counts[CHANGES] += 1


@rule
def become_idle(slot: int, now: int, world: WorldTables, state: State) -> None:
    """R1, R2, R5: a person is idle since now, after people idle for longer and, in one tick, after lower numbers."""
    people = state.people
    role, group = people[ROLE, slot], people[OF, slot]
    people[SINCE, slot], people[DOES, slot] = now, IS_IDLE
    before = state.roles[TAIL, role]
    while before != NONE and people[SINCE, before] == now and before > slot:
        before = state.idle_links[BEFORE, before]
    link(state.idle_links, state.roles, role, before, slot)
    state.groups[IDLE, group] += 1
    for index in range(world.groups.first_line[group], world.groups.first_line[group + 1]):
        line = world.groups.lines[index]
        if state.queues[LENGTH, line] > 0:
            add_candidate(line, state)


@rule
def stop_being_idle(slot: int, state: State) -> None:
    """R3: a person who was idle goes home or on a break."""
    unlink(state.idle_links, state.roles, state.people[ROLE, slot], slot)
    state.groups[IDLE, state.people[OF, slot]] -= 1


@rule
def end_stay(slot: int, now: int, state: State) -> None:
    """R3, R5: a person is no longer present; log the stay unless it is empty."""
    people, stays = state.people, state.stays
    group, stay = people[OF, slot], state.counts[STAYED]
    if people[CAME, slot] < now:
        stood_down = state.groups[STOOD_DOWN, group]
        stays[STAY_START, stay], stays[STAY_GROUP, stay] = people[CAME, slot], group
        stays[STAY_AGENT, stay] = slot - state.groups[FIRST, group]
        stays[STAY_END, stay] = now
        stays[STAY_DUE, stay] = people[DUE, slot] if stood_down == NONE else stood_down
        state.counts[STAYED] += 1
    people[CAME, slot], people[DOES, slot] = NONE, IS_OFF


@rule
def come_up_to_headcount(group: int, now: int, world: WorldTables, state: State) -> None:
    """R5: people come until as many are present as the headcount."""
    while state.groups[PRESENT, group] < state.groups[HEADCOUNT, group]:
        come(group, now, world, state)


@rule
def come(group: int, now: int, world: WorldTables, state: State) -> None:
    """R5: the lowest absent number comes, or a new person."""
    if state.absent[group, SIZE] > 0:
        slot = state.absent[group, LEAST]
        pop(state.absent[group])
    else:
        slot = state.groups[FIRST, group] + state.groups[PRESENT, group]
    state.groups[PRESENT, group] += 1
    state.people[CAME, slot] = now
    become_idle(slot, now, world, state)


@rule
def come_by_name(shift: int, now: int, world: WorldTables, state: State) -> None:
    """R5: a named person comes, or stays if they are still in a call of the duty before."""
    people, shifts = state.people, world.shifts
    slot = shifts.slot[shift]
    busy = people[DOES, slot] == IS_BUSY
    if busy:
        end_stay(slot, now, state)
    people[CAME, slot], people[DUE, slot], people[ROLE, slot] = now, shifts.end[shift], shifts.role[shift]
    people[BREAK, slot], people[LAST_BREAK, slot] = shifts.first_break[shift], shifts.first_break[shift + 1]
    if busy:
        people[DOES, slot] = IS_BUSY
    else:
        state.groups[PRESENT, state.people[OF, slot]] += 1
        become_idle(slot, now, world, state)


@rule
def check_headcount(group: int, state: State) -> None:
    """R3a: note a group of which more people are present than its headcount."""
    groups = state.groups
    if groups[PRESENT, group] > groups[HEADCOUNT, group] and groups[IS_OVER, group] == 0:
        groups[IS_OVER, group] = 1
        state.over[state.counts[OVER]] = group
        state.counts[OVER] += 1


@rule
def go_home(now: int, world: WorldTables, state: State) -> None:
    """R3a: free people above the headcount go home, the longest idle first, then those who put work down (R15b)."""
    groups = state.groups
    for index in range(state.counts[OVER]):
        group = state.over[index]
        groups[IS_OVER, group] = 0
        while groups[PRESENT, group] > groups[HEADCOUNT, group]:
            slot = next_to_leave(group, now, world, state)
            if slot == NONE:
                break
            end_stay(slot, now, state)
            groups[PRESENT, group] -= 1
            push(state.absent[group], slot)
    state.counts[OVER] = 0


@rule
def next_to_leave(group: int, now: int, world: WorldTables, state: State) -> int:
    """R3a, R5a: return who of a group leaves next: the longest idle, or else who puts work down (R15c); or NONE."""
    slot = longest_idle(group, world, state)
    if slot != NONE:
        stop_being_idle(slot, state)
    elif world.keys.has_items and state.workers[LENGTH, group] > 0:
        slot = worst_worker(group, world, state)
        put_down(slot, now, world, state)
    return slot


@rule
def longest_idle(group: int, world: WorldTables, state: State) -> int:
    """R3a, R5a: return the person of a group who has been idle longest, or NONE."""
    longest, since = NONE, state.people[SINCE]
    for role in range(len(world.groups.role_group)):
        slot = state.roles[HEAD, role]
        if world.groups.role_group[role] != group or slot == NONE:
            continue
        if longest == NONE or since[slot] < since[longest] or (since[slot] == since[longest] and slot < longest):
            longest = slot
    return longest


@rule
def break_is_due(slot: int, now: int, world: WorldTables, state: State) -> bool:
    """R3c: whether a named person's break is due."""
    index = state.people[BREAK, slot]
    due: bool = index < state.people[LAST_BREAK, slot] and world.shifts.break_at[index] <= now
    return due


@rule
def start_break(slot: int, now: int, world: WorldTables, state: State) -> None:
    """R3c: a person starts the break that is due, and comes back unless the duty ends before."""
    people = state.people
    back = now + world.shifts.break_length[people[BREAK, slot]]
    people[BREAK, slot] += 1
    end_stay(slot, now, state)
    people[DOES, slot] = IS_ON_LAST_BREAK
    if back < people[DUE, slot]:
        people[DOES, slot] = IS_RESTING
        push(state.resting, back << world.keys.slot_bits | slot)


@rule
def become_free(slot: int, now: int, world: WorldTables, state: State) -> None:
    """R1, R2: after a call or a break, a person goes home (R3b), starts the next break (R3c) or is idle."""
    if state.people[DUE, slot] != NONE and state.people[DUE, slot] <= now:
        go_home_by_name(slot, now, state)
    elif break_is_due(slot, now, world, state):
        start_break(slot, now, world, state)
    else:
        become_idle(slot, now, world, state)


@rule
def release(now: int, world: WorldTables, state: State) -> None:
    """R2, R3b, R3c: calls end, and their people are free, or go on with what follows, which ends in a later round."""
    slot_mask, ending = (1 << world.keys.slot_bits) - 1, 0
    while state.releases[LEAST] >> world.keys.slot_bits == now:
        slot = state.releases[LEAST] & slot_mask
        pop(state.releases)
        if world.groups.is_plain[state.people[OF, slot]]:
            become_free(slot, now, world, state)
            check_headcount(state.people[OF, slot], state)
        elif is_free_now(slot, now, state):
            state.people[FREE_AT, slot] = NONE
            state.ending[ending] = slot
            ending += 1
    for index in range(ending):
        slot = state.ending[index]
        if not finish(slot, now, world, state):
            become_free(slot, now, world, state)
        check_headcount(state.people[OF, slot], state)


@rule
def is_free_now(slot: int, now: int, state: State) -> bool:
    """R2: whether a person is released now; not if they have put down what they would have been released from."""
    free: bool = state.people[DOES, slot] == IS_BUSY and state.people[FREE_AT, slot] == now
    return free
