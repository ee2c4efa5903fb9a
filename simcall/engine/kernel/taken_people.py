"""R5a: people who are missing in the group that they are taken from, compiled."""

from __future__ import annotations

from simcall.engine.kernel.people import (
    become_free,
    check_headcount,
    come_up_to_headcount,
    end_stay,
    go_home,
    next_to_leave,
)
from simcall.engine.kernel.tables import (
    AWAY,
    CAME,
    DOES,
    GONE,
    HEADCOUNT,
    IS_AWAY,
    OF,
    OWN_HEADCOUNT,
    PRESENT,
    SINCE,
    State,
    WorldTables,
)
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule
from simcall.inputs.world import NEVER

__all__ = ["first_gone", "send_away", "take_away"]


@rule
def take_away(now: int, world: WorldTables, state: State) -> None:
    """R5a: people go home or come, in groups of which people are on duty in another."""
    taken, source, groups = world.groups.taken, world.groups.source, state.groups
    if len(taken) == 0:
        return
    for index in range(len(taken)):
        groups[AWAY, source[taken[index]]] = 0
    for index in range(len(taken)):
        groups[AWAY, source[taken[index]]] += groups[PRESENT, taken[index]]
    for index in range(len(taken)):
        group = source[taken[index]]
        if groups[HEADCOUNT, group] == NEVER:
            send_away(group, now, world, state)
            continue
        groups[HEADCOUNT, group] = max(groups[OWN_HEADCOUNT, group] - groups[AWAY, group], 0)
        check_headcount(group, state)
    go_home(now, world, state)
    for index in range(len(taken)):
        if groups[HEADCOUNT, source[taken[index]]] != NEVER:
            come_up_to_headcount(source[taken[index]], now, world, state)


@rule
def send_away(group: int, now: int, world: WorldTables, state: State) -> None:
    """R5a: named people go away, the longest idle first, or come back, those who went first."""
    groups, people = state.groups, state.people
    while groups[GONE, group] < groups[AWAY, group]:
        slot = next_to_leave(group, now, world, state)
        if slot == NONE:
            return
        end_stay(slot, now, state)
        people[DOES, slot], people[SINCE, slot] = IS_AWAY, now
        groups[GONE, group] += 1
    while groups[GONE, group] > groups[AWAY, group]:
        slot = first_gone(group, state)
        groups[GONE, group] -= 1
        people[CAME, slot] = now
        become_free(slot, now, world, state)


@rule
def first_gone(group: int, state: State) -> int:
    """R5a: return the person of a group who went away first, of several in one tick the lowest number."""
    people, first = state.people, NONE
    for slot in range(people.shape[1]):
        is_gone = people[OF, slot] == group and people[DOES, slot] == IS_AWAY
        if is_gone and (first == NONE or people[SINCE, slot] < people[SINCE, first]):
            first = slot
    return first
