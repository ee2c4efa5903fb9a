"""R1, R2, R3, R5: how people come, become free, take breaks and go home, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import LEAST, SIZE, pop, push
from simcall.engine.kernel.lists import link, unlink
from simcall.engine.kernel.tables import (
    BEFORE,
    BREAK,
    BREAK_DUE,
    CAME,
    DOES,
    DUE,
    DUTY_ENDS,
    FIRST,
    HEAD,
    HEADCOUNT,
    IDLE,
    IS_BUSY,
    IS_IDLE,
    IS_OFF,
    IS_RESTING,
    LAST_BREAK,
    OF,
    PRESENT,
    ROLE,
    SINCE,
    STAY_AGENT,
    STAY_DUE,
    STAY_END,
    STAY_GROUP,
    STAY_START,
    STAYED,
    STOOD_DOWN,
    TAIL,
)
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule
from simcall.inputs.world import Ints

__all__ = [
    "become_free",
    "become_idle",
    "break_is_due",
    "come",
    "come_by_name",
    "end_breaks",
    "end_duties",
    "end_stay",
    "go_home",
    "lower_headcounts",
    "raise_headcounts",
    "start_break",
    "start_breaks",
    "start_duties",
    "stop_being_idle",
]


@rule
def lower_headcounts(
    now: int, next_step: int, step_tick: Ints, step_group: Ints, step_headcount: Ints, groups: Ints
) -> None:
    """R1: headcounts fall."""
    while step_tick[next_step] == now:
        group = step_group[next_step]
        groups[HEADCOUNT, group] = min(groups[HEADCOUNT, group], step_headcount[next_step])
        next_step += 1


@rule
def raise_headcounts(
    now: int, next_step: int, step_tick: Ints, step_group: Ints, step_headcount: Ints,
    people: Ints, absent: Ints, links: Ints, roles: Ints, groups: Ints,
) -> int:  # fmt: skip
    """R5: headcounts rise, and people come; return the next step."""
    while step_tick[next_step] == now:
        group = step_group[next_step]
        groups[HEADCOUNT, group] = step_headcount[next_step]
        while groups[PRESENT, group] < groups[HEADCOUNT, group]:
            come(group, now, people, absent, links, roles, groups)
        next_step += 1
    return next_step


@rule
def end_duties(
    now: int, next_change: int, change_tick: Ints, change_kind: Ints, change_shift: Ints, shift_slot: Ints,
    people: Ints, links: Ints, roles: Ints, groups: Ints, stays: Ints, counts: Ints,
) -> int:  # fmt: skip
    """R1, R3b: named people whose duty ends go home if they are free; return the next change."""
    while change_tick[next_change] == now and change_kind[next_change] == DUTY_ENDS:
        slot = shift_slot[change_shift[next_change]]
        if people[DOES, slot] == IS_IDLE:
            stop_being_idle(slot, people, links, roles, groups)
            end_stay(slot, now, people, groups, stays, counts)
        next_change += 1
    return next_change


@rule
def end_breaks(
    now: int, break_at: Ints, break_length: Ints, slot_bits: int,
    people: Ints, links: Ints, roles: Ints, groups: Ints, stays: Ints, resting: Ints, counts: Ints,
) -> None:  # fmt: skip
    """R1: people come back from a break."""
    slot_mask = (1 << slot_bits) - 1
    while resting[LEAST] >> slot_bits == now:
        slot = resting[LEAST] & slot_mask
        pop(resting)
        people[CAME, slot] = now
        become_free(slot, now, break_at, break_length, people, links, roles, groups, stays, resting, counts, slot_bits)


@rule
def start_breaks(
    now: int, next_change: int, change_tick: Ints, change_kind: Ints, change_shift: Ints, shift_slot: Ints,
    break_at: Ints, break_length: Ints, slot_bits: int,
    people: Ints, links: Ints, roles: Ints, groups: Ints, stays: Ints, resting: Ints, counts: Ints,
) -> int:  # fmt: skip
    """R3c: free people whose break is due start it; return the next change."""
    while change_tick[next_change] == now and change_kind[next_change] == BREAK_DUE:
        slot = shift_slot[change_shift[next_change]]
        if people[DOES, slot] == IS_IDLE and break_is_due(slot, now, people, break_at):
            stop_being_idle(slot, people, links, roles, groups)
            start_break(slot, now, break_length, people, groups, stays, resting, counts, slot_bits)
        next_change += 1
    return next_change


@rule
def start_duties(
    now: int, next_change: int, change_tick: Ints, change_shift: Ints, shift_slot: Ints, shift_end: Ints,
    shift_role: Ints, first_break: Ints,
    people: Ints, links: Ints, roles: Ints, groups: Ints, stays: Ints, counts: Ints,
) -> int:  # fmt: skip
    """R5: duties of named people start; return the next change."""
    while change_tick[next_change] == now:
        shift = change_shift[next_change]
        come_by_name(
            shift, shift_slot[shift], now, shift_end, shift_role, first_break,
            people, links, roles, groups, stays, counts,
        )  # fmt: skip
        next_change += 1
    return next_change


@rule
def become_idle(slot: int, now: int, people: Ints, links: Ints, roles: Ints, groups: Ints) -> None:
    """R1, R2, R5: a person is idle since now, after people idle for longer and, in one tick, after lower numbers."""
    role = people[ROLE, slot]
    people[SINCE, slot], people[DOES, slot] = now, IS_IDLE
    before = roles[TAIL, role]
    while before != NONE and people[SINCE, before] == now and before > slot:
        before = links[BEFORE, before]
    link(links, roles, role, before, slot)
    groups[IDLE, people[OF, slot]] += 1


@rule
def stop_being_idle(slot: int, people: Ints, links: Ints, roles: Ints, groups: Ints) -> None:
    """R3: a person who was idle goes home or on a break."""
    unlink(links, roles, people[ROLE, slot], slot)
    groups[IDLE, people[OF, slot]] -= 1


@rule
def end_stay(slot: int, now: int, people: Ints, groups: Ints, stays: Ints, counts: Ints) -> None:
    """R3, R5: a person is no longer present; log the stay unless it is empty."""
    group, stay = people[OF, slot], counts[STAYED]
    if people[CAME, slot] < now:
        stays[STAY_START, stay], stays[STAY_GROUP, stay] = people[CAME, slot], group
        stays[STAY_AGENT, stay] = slot - groups[FIRST, group]
        due = people[DUE, slot] if groups[STOOD_DOWN, group] == NONE else groups[STOOD_DOWN, group]
        stays[STAY_END, stay], stays[STAY_DUE, stay] = now, due
        counts[STAYED] += 1
    people[CAME, slot], people[DOES, slot] = NONE, IS_OFF


@rule
def come(group: int, now: int, people: Ints, absent: Ints, links: Ints, roles: Ints, groups: Ints) -> None:
    """R5: the lowest absent number comes, or a new person."""
    if absent[group, SIZE] > 0:
        slot = absent[group, LEAST]
        pop(absent[group])
    else:
        slot = groups[FIRST, group] + groups[PRESENT, group]
    groups[PRESENT, group] += 1
    people[CAME, slot] = now
    become_idle(slot, now, people, links, roles, groups)


@rule
def come_by_name(
    shift: int, slot: int, now: int, shift_end: Ints, shift_role: Ints, first_break: Ints,
    people: Ints, links: Ints, roles: Ints, groups: Ints, stays: Ints, counts: Ints,
) -> None:  # fmt: skip
    """R5: a named person comes, or stays if they are still in a call of the duty before."""
    busy = people[DOES, slot] == IS_BUSY
    if busy:
        end_stay(slot, now, people, groups, stays, counts)
    people[CAME, slot], people[DUE, slot], people[ROLE, slot] = now, shift_end[shift], shift_role[shift]
    people[BREAK, slot], people[LAST_BREAK, slot] = first_break[shift], first_break[shift + 1]
    if busy:
        people[DOES, slot] = IS_BUSY
    else:
        become_idle(slot, now, people, links, roles, groups)


@rule
def go_home(
    now: int, people: Ints, absent: Ints, links: Ints, roles: Ints, groups: Ints, stays: Ints, counts: Ints
) -> None:
    """R3a: free people above the headcount go home, the longest idle first."""
    for group in range(groups.shape[1]):
        while groups[PRESENT, group] > groups[HEADCOUNT, group] and groups[IDLE, group] > 0:
            slot = roles[HEAD, group]
            stop_being_idle(slot, people, links, roles, groups)
            end_stay(slot, now, people, groups, stays, counts)
            groups[PRESENT, group] -= 1
            push(absent[group], slot)


@rule
def break_is_due(slot: int, now: int, people: Ints, break_at: Ints) -> bool:
    """R3c: whether a named person's break is due."""
    due: bool = people[BREAK, slot] < people[LAST_BREAK, slot] and break_at[people[BREAK, slot]] <= now
    return due


@rule
def start_break(
    slot: int,
    now: int,
    break_length: Ints,
    people: Ints,
    groups: Ints,
    stays: Ints,
    resting: Ints,
    counts: Ints,
    slot_bits: int,
) -> None:
    """R3c: a person starts the break that is due, and comes back unless the duty ends before."""
    back = now + break_length[people[BREAK, slot]]
    people[BREAK, slot] += 1
    end_stay(slot, now, people, groups, stays, counts)
    if back < people[DUE, slot]:
        people[DOES, slot] = IS_RESTING
        push(resting, back << slot_bits | slot)


@rule
def become_free(
    slot: int, now: int, break_at: Ints, break_length: Ints, people: Ints, links: Ints, roles: Ints, groups: Ints,
    stays: Ints, resting: Ints, counts: Ints, slot_bits: int,
) -> None:  # fmt: skip
    """R1, R2: after a call or a break, a person goes home (R3b), starts the next break (R3c) or is idle."""
    if people[DUE, slot] != NONE and people[DUE, slot] <= now:
        end_stay(slot, now, people, groups, stays, counts)
    elif break_is_due(slot, now, people, break_at):
        start_break(slot, now, break_length, people, groups, stays, resting, counts, slot_bits)
    else:
        become_idle(slot, now, people, links, roles, groups)
