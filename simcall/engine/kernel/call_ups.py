"""R13: when people are called up and stood down, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import NO_KEY
from simcall.engine.kernel.people import come
from simcall.engine.kernel.tables import (
    CALLED,
    CALM_SINCE,
    CAME_AT,
    COME_AT,
    COMING,
    HEAD,
    HEADCOUNT,
    HOLDS_SINCE,
    JOINED,
    LENGTH,
    LOOK_AT,
    PRESENT,
    STOOD_DOWN,
)
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule
from simcall.inputs.world import NEVER, Bools, Ints

__all__ = ["call_up", "called_up", "come_if_called", "first_joined", "next_look", "stand_down"]


@rule
def first_joined(watches: Bools, log: Ints, queues: Ints) -> int:
    """R13: the tick at which the longest waiting call of the watched lines joined; `NO_KEY` if none waits."""
    first: int = NO_KEY
    for line in range(len(watches)):
        if watches[line] and queues[LENGTH, line] > 0:
            first = min(first, log[JOINED, queues[HEAD, line]])
    return first


@rule
def next_look(
    index: int,
    now: int,
    waits: int,
    first: int,
    longest: int,
    held: int,
    pool: int,
    stint: int,
    calm: int,
    call_ups: Ints,
) -> None:
    """R13: set the next tick at which time alone may make the rule do something."""
    look = NO_KEY
    if call_ups[COMING, index] > 0:
        look = call_ups[COME_AT, index]
    elif call_ups[HOLDS_SINCE, index] != NONE:
        if call_ups[CALLED, index] < pool:
            look = call_ups[HOLDS_SINCE, index] + held
    elif waits > 0 and longest < NEVER:
        look = first + longest
    elif waits == 0 and call_ups[CALLED, index] > 0:
        look = max(call_ups[CAME_AT, index] + stint, call_ups[CALM_SINCE, index] + calm)
    call_ups[LOOK_AT, index] = look if look > now else NO_KEY


@rule
def call_up(
    index: int, now: int, group: int, watches: Bools, waiting: int, longest: int, held: int, people: int, pool: int,
    delay: int, stint: int, calm: int, log: Ints, queues: Ints, groups: Ints, call_ups: Ints,
) -> bool:  # fmt: skip
    """R13: apply a rule; return whether it changes anything in this tick."""
    waits = 0
    for line in range(len(watches)):
        if watches[line]:
            waits += queues[LENGTH, line]
    first = first_joined(watches, log, queues)
    holds = waits >= waiting or (waits > 0 and now - first >= longest)
    changed = False
    if not holds or call_ups[COMING, index] > 0:
        call_ups[HOLDS_SINCE, index] = NONE
    elif call_ups[HOLDS_SINCE, index] == NONE:
        call_ups[HOLDS_SINCE, index] = now
    if waits > 0:
        call_ups[CALM_SINCE, index] = NONE
    elif call_ups[CALM_SINCE, index] == NONE:
        call_ups[CALM_SINCE, index] = now
    if (
        call_ups[HOLDS_SINCE, index] != NONE
        and now - call_ups[HOLDS_SINCE, index] >= held
        and call_ups[CALLED, index] < pool
    ):
        call_ups[COMING, index], call_ups[COME_AT, index] = (
            min(people, pool - call_ups[CALLED, index]),
            now + delay,
        )
        call_ups[HOLDS_SINCE, index] = NONE
        changed = delay == 0
    elif (
        waits == 0
        and call_ups[CALLED, index] > 0
        and call_ups[COMING, index] == 0
        and now >= max(call_ups[CAME_AT, index] + stint, call_ups[CALM_SINCE, index] + calm)
    ):
        stand_down(index, now, group, groups, call_ups)
        changed = True
    next_look(index, now, waits, first, longest, held, pool, stint, calm, call_ups)
    return changed


@rule
def come_if_called(
    now: int, called_group: Ints, people: Ints, absent: Ints, links: Ints, roles: Ints, groups: Ints, call_ups: Ints
) -> None:
    """R13, R5: people come whom a rule has called up for now."""
    for index in range(len(called_group)):
        if call_ups[COMING, index] > 0 and call_ups[COME_AT, index] == now:
            called_up(index, now, called_group[index], people, absent, links, roles, groups, call_ups)


@rule
def called_up(
    index: int,
    now: int,
    group: int,
    people: Ints,
    absent: Ints,
    links: Ints,
    roles: Ints,
    groups: Ints,
    call_ups: Ints,
) -> None:
    """R13, R5: the people called up come."""
    call_ups[CALLED, index] += call_ups[COMING, index]
    call_ups[COMING, index], call_ups[CAME_AT, index] = 0, now
    groups[HEADCOUNT, group], groups[STOOD_DOWN, group] = call_ups[CALLED, index], NEVER
    while groups[PRESENT, group] < groups[HEADCOUNT, group]:
        come(group, now, people, absent, links, roles, groups)


@rule
def stand_down(index: int, now: int, group: int, groups: Ints, call_ups: Ints) -> None:
    """R13: the people called up are stood down, and go home by the count rule (R3a)."""
    call_ups[CALLED, index] = 0
    groups[HEADCOUNT, group], groups[STOOD_DOWN, group] = 0, now
