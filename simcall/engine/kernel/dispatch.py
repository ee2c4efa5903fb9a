"""R6, R11: which call goes to whom, and until when it lasts, compiled."""

from __future__ import annotations

from simcall.engine.kernel.lists import unlink_first
from simcall.engine.kernel.queues import item_place
from simcall.engine.kernel.tables import (
    CANDIDATES,
    HEAD,
    IDLE,
    IS_CANDIDATE,
    JOINED,
    LENGTH,
    OF,
    SINCE,
    WAITING,
    State,
    WorldTables,
)
from simcall.engine.kernel.work import begin, handle, interrupter, put_down_for_call
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule

__all__ = [
    "comes_before",
    "dispatch",
    "forget_candidates",
    "hold_none_back",
    "may_take",
    "next_line",
    "prefers_another",
    "rank",
    "stop_idling",
    "taker",
    "taker_of_only_call",
]


@rule
def dispatch(now: int, world: WorldTables, state: State) -> None:
    """R6, R6f, R15a: idle people take waiting calls, in order, until no call can be taken.

    After a dispatch nobody who is idle may take a call that waits, and nobody may put work down for it. So only lines
    that a call has joined since, or that a person may take who has become idle or taken up work since, need to be
    looked at: the candidates.
    """
    hold_none_back(state)
    while state.counts[WAITING] > 0:
        line = next_line(now, world, state)
        if line == NONE:
            return
        role, slot, break_off = taker(line, now, world, state), NONE, 0
        if role != NONE:
            slot = stop_idling(role, state)
        else:
            slot = interrupter(line, world, state)
            if slot == NONE:
                state.held_back[line] = True
                continue
            break_off = put_down_for_call(slot, now, world, state)
        row = unlink_first(state.queue_links, state.queues, line)
        state.counts[WAITING] -= 1
        begin(row, slot, now, state)
        handle(row, line, slot, now, break_off, world, state)
        hold_none_back(state)


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
            place = item_place(state.queues[HEAD, line], world, state)
            own = rank(line, now, world.lines.priority[line], world, state)
            ahead = own < first or (own == first and (place < earliest or (place == earliest and line < best)))
            if best == NONE or ahead:
                best, first, earliest = line, own, place
    return best


@rule
def may_take(role: int, line: int, world: WorldTables, state: State) -> bool:
    """R6c: whether a person of a role is idle and may take a call of a line."""
    able: bool = world.groups.serves[role, line] and is_free(role, line, world, state)
    return able


@rule
def is_free(role: int, line: int, world: WorldTables, state: State) -> bool:
    """R6c: as `may_take`, for a role that serves the line."""
    group = world.groups.role_group[role]
    free: bool = state.roles[LENGTH, role] > 0 and state.groups[IDLE, group] > world.groups.reserve[group, line]
    return free


@rule
def prefers_another(role: int, line: int, now: int, world: WorldTables, state: State) -> bool:
    """R6d: whether a role's people may take a waiting call that they prefer to this line's first."""
    group, place = world.groups.role_group[role], item_place(state.queues[HEAD, line], world, state)
    own = rank(line, now, world.groups.preference[group, line], world, state)
    for index in range(state.counts[CANDIDATES]):
        other = state.candidates[index]
        if other == line or state.queues[LENGTH, other] == 0 or not may_take(role, other, world, state):
            continue
        other_own = rank(other, now, world.groups.preference[group, other], world, state)
        other_place = item_place(state.queues[HEAD, other], world, state)
        earlier = other_place < place or (other_place == place and other < line)
        if other_own < own or (other_own == own and earlier):
            return True
    return False


@rule
def comes_before(role: int, other: int, line: int, world: WorldTables, state: State) -> bool:
    """R6e: whether the first idle person of a role takes a line's call before that of another."""
    slot, other_slot = state.roles[HEAD, role], state.roles[HEAD, other]
    order = world.groups.overflow[world.groups.role_group[role], line]
    other_order = world.groups.overflow[world.groups.role_group[other], line]
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
        if not is_free(role, line, world, state):
            continue
        if best != NONE and not comes_before(role, best, line, world, state):
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
        if is_free(role, line, world, state) and (best == NONE or comes_before(role, best, line, world, state)):
            best = role
    return best


@rule
def stop_idling(role: int, state: State) -> int:
    """R6e: the role's longest idle person takes a call; return their slot."""
    slot = unlink_first(state.idle_links, state.roles, role)
    state.groups[IDLE, state.people[OF, slot]] -= 1
    return slot
