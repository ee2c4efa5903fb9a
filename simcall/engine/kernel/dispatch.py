"""R6, R11: which call goes to whom, and until when it lasts, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import push
from simcall.engine.kernel.lists import unlink_first
from simcall.engine.kernel.tables import (
    AGENT,
    ANSWERED,
    ATTEMPT,
    CALLER,
    CANDIDATES,
    DOES,
    FIRST,
    GROUP,
    HEAD,
    IDLE,
    IS_ANSWERED,
    IS_BUSY,
    IS_CANDIDATE,
    JOINED,
    LEFT,
    LENGTH,
    OF,
    OUTCOME,
    RELEASED,
    SINCE,
    WAITING,
    State,
    WorldTables,
)
from simcall.engine.records import NONE
from simcall.inputs.caller_draws import handling_ticks, pick_up_ticks
from simcall.inputs.compiling import rule

__all__ = [
    "comes_before",
    "dispatch",
    "forget_candidates",
    "handle",
    "hold_none_back",
    "may_take",
    "next_line",
    "prefers_another",
    "rank",
    "take",
    "taker",
    "taker_of_only_call",
]


@rule
def dispatch(now: int, world: WorldTables, state: State) -> None:
    """R6, R6f: idle people take waiting calls, in order, until no call can be taken.

    After a dispatch nobody who is idle may take a call that waits. So only lines that a call has joined since, or that
    a person who has become idle since may take, need to be looked at: the candidates.
    """
    hold_none_back(state)
    while state.counts[WAITING] > 0:
        line = next_line(now, world, state)
        if line == NONE:
            return
        role = taker(line, now, world, state)
        if role == NONE:
            state.held_back[line] = True
            continue
        hold_none_back(state)
        row = unlink_first(state.queue_links, state.queues, line)
        state.counts[WAITING] -= 1
        slot = take(row, role, now, state)
        handle(row, line, slot, now, world, state)


@rule
def hold_none_back(state: State) -> None:
    """R6f: try the calls of every candidate again."""
    for index in range(state.counts[CANDIDATES]):
        state.held_back[state.candidates[index]] = False


@rule
def forget_candidates(state: State) -> None:
    """R6: nobody who is idle may take a call that waits now."""
    for index in range(state.counts[CANDIDATES]):
        state.queues[IS_CANDIDATE, state.candidates[index]] = 0
    state.counts[CANDIDATES] = 0


@rule
def rank(line: int, now: int, own: int, world: WorldTables, state: State) -> int:
    """R6b: the priority of a line's first call now, if its own is `own`."""
    waited = now - state.log[JOINED, state.queues[HEAD, line]]
    return min(own, world.lines.promoted[line]) if waited >= world.lines.promote_after[line] else own


@rule
def next_line(now: int, world: WorldTables, state: State) -> int:
    """R6a: the line whose first call is next, of the candidates that are not held back (R6f)."""
    best, first, earliest = NONE, 0, 0
    for index in range(state.counts[CANDIDATES]):
        line = state.candidates[index]
        if state.queues[LENGTH, line] > 0 and not state.held_back[line]:
            joined = state.log[JOINED, state.queues[HEAD, line]]
            own = rank(line, now, world.lines.priority[line], world, state)
            ahead = own < first or (own == first and (joined < earliest or (joined == earliest and line < best)))
            if best == NONE or ahead:
                best, first, earliest = line, own, joined
    return best


@rule
def may_take(role: int, line: int, world: WorldTables, state: State) -> bool:
    """R6c: whether a person of a role is idle and may take a call of a line."""
    group = world.groups.role_group[role]
    able: bool = (
        state.roles[LENGTH, role] > 0
        and world.groups.serves[role, line]
        and state.groups[IDLE, group] > world.groups.reserve[group, line]
    )
    return able


@rule
def prefers_another(role: int, line: int, now: int, world: WorldTables, state: State) -> bool:
    """R6d: whether a role's people may take a waiting call that they prefer to this line's first."""
    group, joined = world.groups.role_group[role], state.log[JOINED, state.queues[HEAD, line]]
    own = rank(line, now, world.groups.preference[group, line], world, state)
    for index in range(state.counts[CANDIDATES]):
        other = state.candidates[index]
        if other == line or state.queues[LENGTH, other] == 0 or not may_take(role, other, world, state):
            continue
        other_own = rank(other, now, world.groups.preference[group, other], world, state)
        other_joined = state.log[JOINED, state.queues[HEAD, other]]
        earlier = other_joined < joined or (other_joined == joined and other < line)
        if other_own < own or (other_own == own and earlier):
            return True
    return False


@rule
def comes_before(role: int, other: int, world: WorldTables, state: State) -> bool:
    """R6e: whether the first idle person of a role goes before that of another."""
    slot, other_slot = state.roles[HEAD, role], state.roles[HEAD, other]
    order = world.groups.overflow[world.groups.role_group[role]]
    other_order = world.groups.overflow[world.groups.role_group[other]]
    since, other_since = state.people[SINCE, slot], state.people[SINCE, other_slot]
    longer_idle: bool = since < other_since or (since == other_since and slot < other_slot)
    before: bool = order < other_order or (order == other_order and longer_idle)
    return before


@rule
def taker(line: int, now: int, world: WorldTables, state: State) -> int:
    """R6e: return the role that takes the line's first call, or NONE."""
    best = NONE
    for index in range(world.lines.first_role[line], world.lines.first_role[line + 1]):
        role = world.lines.roles[index]
        if not may_take(role, line, world, state):
            continue
        if best != NONE and not comes_before(role, best, world, state):
            continue
        if world.groups.chooses[world.groups.role_group[role]] and prefers_another(role, line, now, world, state):
            continue
        best = role
    return best


@rule
def taker_of_only_call(line: int, world: WorldTables, state: State) -> int:
    """R6e: as `taker`, for a call that joins when no waiting call can be taken, so that R6d cannot apply."""
    best = NONE
    for index in range(world.lines.first_role[line], world.lines.first_role[line + 1]):
        role = world.lines.roles[index]
        if may_take(role, line, world, state) and (best == NONE or comes_before(role, best, world, state)):
            best = role
    return best


@rule
def take(row: int, role: int, now: int, state: State) -> int:
    """R6: the role's longest idle person takes a call; return their slot."""
    slot = unlink_first(state.idle_links, state.roles, role)
    group, log = state.people[OF, slot], state.log
    state.groups[IDLE, group] -= 1
    state.people[DOES, slot] = IS_BUSY
    log[LEFT, row], log[OUTCOME, row] = now, IS_ANSWERED
    log[GROUP, row], log[AGENT, row] = group, slot - state.groups[FIRST, group]
    return slot


@rule
def handle(row: int, line: int, slot: int, now: int, world: WorldTables, state: State) -> None:
    """R11: a call that is taken now is picked up after the pick-up time, and released after the handling time."""
    log, group = state.log, state.log[GROUP, row]
    caller = log[CALLER, row]
    answered = now + pick_up_ticks(group, log[ATTEMPT, row], caller, world.callers, world.behaviour)
    released = answered + handling_ticks(line, group, caller, world.callers, world.behaviour)
    log[ANSWERED, row], log[RELEASED, row] = answered, released
    if released < world.keys.horizon:
        push(state.releases, released << world.keys.slot_bits | slot)
