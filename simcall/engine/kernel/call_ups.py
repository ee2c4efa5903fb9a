"""R13: when people are called up and stood down, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import NO_KEY
from simcall.engine.kernel.people import check_headcount, come_up_to_headcount
from simcall.engine.kernel.tables import (
    AFTER,
    AWAY,
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
    State,
    WorldTables,
)
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule
from simcall.inputs.world import NEVER

__all__ = [
    "apply_rule",
    "call_up",
    "called_up",
    "first_joined",
    "left_to_call",
    "next_look",
    "stand_down",
    "waiting_calls",
]


@rule
def waiting_calls(rule_index: int, world: WorldTables, state: State) -> int:
    """R13: how many calls wait on the lines that a rule watches."""
    waits = 0
    for line in range(world.rules.watches.shape[1]):
        if world.rules.watches[rule_index, line]:
            waits += state.queues[LENGTH, line]
    return waits


@rule
def first_joined(rule_index: int, world: WorldTables, state: State) -> int:
    """R13: the tick at which the longest waiting call of the watched lines joined; `NO_KEY` if none waits."""
    first: int = NO_KEY
    for line in range(world.rules.watches.shape[1]):
        if world.rules.watches[rule_index, line] and state.queues[LENGTH, line] > 0:
            row = state.queues[HEAD, line]
            first = min(first, state.log[JOINED, row])
            while world.keys.has_items and row != NONE:  # a call that keeps its place may have joined later
                first = min(first, state.log[JOINED, row])
                row = state.queue_links[AFTER, row]
    return first


@rule
def call_up(now: int, world: WorldTables, state: State) -> bool:
    """R13: apply every rule; return whether one of them changes anything in this tick."""
    changed = False
    for index in range(len(world.rules.group)):
        changed |= apply_rule(index, now, world, state)
    return changed


@rule
def apply_rule(index: int, now: int, world: WorldTables, state: State) -> bool:
    """R13: apply a rule; return whether it changes anything in this tick."""
    rules, table = world.rules, state.call_ups
    waits, first = waiting_calls(index, world, state), first_joined(index, world, state)
    holds = waits >= rules.waiting[index] or (waits > 0 and now - first >= rules.longest[index])
    if not holds or table[COMING, index] > 0:
        table[HOLDS_SINCE, index] = NONE
    elif table[HOLDS_SINCE, index] == NONE:
        table[HOLDS_SINCE, index] = now
    if waits > 0:
        table[CALM_SINCE, index] = NONE
    elif table[CALM_SINCE, index] == NONE:
        table[CALM_SINCE, index] = now
    changed = False
    if calls_now(index, now, world, state):
        table[COMING, index] = min(rules.people[index], left_to_call(index, world, state))
        table[COME_AT, index], table[HOLDS_SINCE, index] = now + rules.delay[index], NONE
        changed = rules.delay[index] == 0
    elif stands_down_now(index, now, waits, world, state):
        stand_down(index, now, world, state)
        changed = True
    next_look(index, now, waits, first, world, state)
    return changed


@rule
def calls_now(index: int, now: int, world: WorldTables, state: State) -> bool:
    """R13: whether a rule calls people up now."""
    since = state.call_ups[HOLDS_SINCE, index]
    if since == NONE or state.groups[STOOD_DOWN, world.rules.group[index]] == now:
        return False
    held: bool = now - since >= world.rules.held[index]
    calls: bool = held and left_to_call(index, world, state) > 0
    return calls


@rule
def left_to_call(index: int, world: WorldTables, state: State) -> int:
    """R13: how many people a rule may still call: those left of its pool, and of the group that they are taken from."""
    source = world.groups.source[world.rules.group[index]]
    left: int = world.rules.pool[index] - state.call_ups[CALLED, index]
    if source == NONE:
        return left
    available: int = state.groups[HEADCOUNT, source]
    if available == NEVER:
        available = state.groups[PRESENT, source] - state.groups[AWAY, source]
    for other in range(len(world.rules.group)):
        if world.groups.source[world.rules.group[other]] == source:
            available -= state.call_ups[COMING, other]
    fewest: int = min(left, available)
    return fewest


@rule
def stands_down_now(index: int, now: int, waits: int, world: WorldTables, state: State) -> bool:
    """R13: whether the people called up are stood down now."""
    if waits > 0 or state.call_ups[CALLED, index] == 0 or state.call_ups[COMING, index] > 0:
        return False
    calm: bool = now >= state.call_ups[CALM_SINCE, index] + world.rules.calm[index]
    stint: bool = now >= state.call_ups[CAME_AT, index] + world.rules.stint[index]
    return calm and stint


@rule
def next_look(index: int, now: int, waits: int, first: int, world: WorldTables, state: State) -> None:
    """R13: set the next tick at which time alone may make the rule do something."""
    rules, table = world.rules, state.call_ups
    look = NO_KEY
    if table[COMING, index] > 0:
        look = table[COME_AT, index]
    elif table[HOLDS_SINCE, index] != NONE:
        if table[CALLED, index] < rules.pool[index]:
            look = table[HOLDS_SINCE, index] + rules.held[index]
            if state.groups[STOOD_DOWN, rules.group[index]] == now:
                look = max(look, now + 1)
    elif waits > 0 and rules.longest[index] < NEVER:
        look = first + rules.longest[index]
    elif waits == 0 and table[CALLED, index] > 0:
        look = max(table[CAME_AT, index] + rules.stint[index], table[CALM_SINCE, index] + rules.calm[index])
    table[LOOK_AT, index] = look if look > now else NO_KEY


@rule
def called_up(now: int, world: WorldTables, state: State) -> None:
    """R13, R5: the people come whom a rule has called up for now."""
    table = state.call_ups
    for index in range(len(world.rules.group)):
        if table[COMING, index] > 0 and table[COME_AT, index] == now:
            group = world.rules.group[index]
            table[CALLED, index] += table[COMING, index]
            table[COMING, index], table[CAME_AT, index] = 0, now
            state.groups[HEADCOUNT, group], state.groups[STOOD_DOWN, group] = table[CALLED, index], NEVER
            come_up_to_headcount(group, now, world, state)


@rule
def stand_down(index: int, now: int, world: WorldTables, state: State) -> None:
    """R13: the people called up are stood down, and go home by the count rule (R3a)."""
    group = world.rules.group[index]
    state.call_ups[CALLED, index] = 0
    state.groups[HEADCOUNT, group], state.groups[STOOD_DOWN, group] = 0, now
    check_headcount(group, state)
