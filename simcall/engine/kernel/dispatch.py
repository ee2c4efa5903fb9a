"""R6, R11: which call goes to whom, and until when it lasts, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import push
from simcall.engine.kernel.lists import unlink_first
from simcall.engine.kernel.tables import (
    AGENT,
    ANSWERED,
    DOES,
    FIRST,
    GROUP,
    HEAD,
    IDLE,
    IS_ANSWERED,
    IS_BUSY,
    JOINED,
    LEFT,
    LENGTH,
    OF,
    OUTCOME,
    RELEASED,
    SINCE,
    WAITING,
)
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule
from simcall.inputs.world import Bools, Ints

__all__ = [
    "comes_before",
    "dispatch",
    "handle",
    "may_take",
    "next_line",
    "prefers_another",
    "rank",
    "take",
    "taker",
    "taker_of_only_call",
]


@rule
def dispatch(
    now: int, pick_up: Ints, handling: Ints, priority: Ints, promote_after: Ints, promoted: Ints, overflow: Ints,
    serves: Bools, role_group: Ints, reserve: Ints, preference: Ints, chooses: Bools, horizon: int, slot_bits: int,
    log: Ints, queue_links: Ints, queues: Ints, idle_links: Ints, roles: Ints, groups: Ints, people: Ints,
    releases: Ints, counts: Ints, held_back: Bools,
) -> None:  # fmt: skip
    """R6, R6f: idle people take waiting calls, in order, until no call can be taken."""
    held_back[:] = False
    while counts[WAITING] > 0:
        line = next_line(now, priority, promote_after, promoted, log, queues, held_back)
        if line == NONE:
            return
        role = taker(
            line, now, serves, role_group, reserve, overflow, chooses, preference, promote_after, promoted,
            log, queues, roles, groups, people,
        )  # fmt: skip
        if role == NONE:
            held_back[line] = True
            continue
        held_back[:] = False
        row = unlink_first(queue_links, queues, line)
        counts[WAITING] -= 1
        slot = take(row, role, now, log, idle_links, roles, groups, people)
        handle(row, slot, now, pick_up, handling, horizon, slot_bits, log, releases)


@rule
def comes_before(role: int, other: int, role_group: Ints, overflow: Ints, roles: Ints, people: Ints) -> bool:
    """R6e: whether the first idle person of a role goes before that of another."""
    slot, theirs = roles[HEAD, role], roles[HEAD, other]
    order, their_order = overflow[role_group[role]], overflow[role_group[other]]
    since, their_since = people[SINCE, slot], people[SINCE, theirs]
    before: bool = since < their_since or (since == their_since and slot < theirs)
    sooner: bool = order < their_order or (order == their_order and before)
    return sooner


@rule
def may_take(role: int, line: int, serves: Bools, role_group: Ints, reserve: Ints, roles: Ints, groups: Ints) -> bool:
    """R6c: whether a person of a role is idle and may take a call of a line."""
    group = role_group[role]
    able: bool = roles[LENGTH, role] > 0 and serves[role, line] and groups[IDLE, group] > reserve[group, line]
    return able


@rule
def rank(line: int, now: int, own: int, promote_after: Ints, promoted: Ints, log: Ints, queues: Ints) -> int:
    """R6b: the priority of a line's first call now, if its own is `own`."""
    waited = now - log[JOINED, queues[HEAD, line]]
    return min(own, promoted[line]) if waited >= promote_after[line] else own


@rule
def next_line(
    now: int, priority: Ints, promote_after: Ints, promoted: Ints, log: Ints, queues: Ints, held_back: Bools
) -> int:
    """R6a: the line whose first call is next, of the lines that are not held back (R6f)."""
    best, first, earliest = NONE, 0, 0
    for line in range(len(priority)):
        if queues[LENGTH, line] > 0 and not held_back[line]:
            joined = log[JOINED, queues[HEAD, line]]
            own = rank(line, now, priority[line], promote_after, promoted, log, queues)
            if best == NONE or own < first or (own == first and joined < earliest):
                best, first, earliest = line, own, joined
    return best


@rule
def prefers_another(
    role: int, line: int, now: int, serves: Bools, role_group: Ints, reserve: Ints, preference: Ints,
    promote_after: Ints, promoted: Ints, log: Ints, queues: Ints, roles: Ints, groups: Ints,
) -> bool:  # fmt: skip
    """R6d: whether a role's people may take a waiting call that they prefer to this line's first."""
    group, joined = role_group[role], log[JOINED, queues[HEAD, line]]
    own = rank(line, now, preference[group, line], promote_after, promoted, log, queues)
    for other in range(len(promoted)):
        if other == line or queues[LENGTH, other] == 0:
            continue
        if not may_take(role, other, serves, role_group, reserve, roles, groups):
            continue
        theirs = rank(other, now, preference[group, other], promote_after, promoted, log, queues)
        their_joined = log[JOINED, queues[HEAD, other]]
        if theirs < own or (theirs == own and (their_joined < joined or (their_joined == joined and other < line))):
            return True
    return False


@rule
def taker(
    line: int, now: int, serves: Bools, role_group: Ints, reserve: Ints, overflow: Ints, chooses: Bools,
    preference: Ints, promote_after: Ints, promoted: Ints,
    log: Ints, queues: Ints, roles: Ints, groups: Ints, people: Ints,
) -> int:  # fmt: skip
    """R6e: return the role that takes the line's first call, or NONE."""
    best = NONE
    for role in range(len(role_group)):
        if not may_take(role, line, serves, role_group, reserve, roles, groups):
            continue
        if best != NONE and not comes_before(role, best, role_group, overflow, roles, people):
            continue
        if chooses[role_group[role]] and prefers_another(
            role, line, now, serves, role_group, reserve, preference, promote_after, promoted,
            log, queues, roles, groups,
        ):  # fmt: skip
            continue
        best = role
    return best


@rule
def taker_of_only_call(
    line: int, serves: Bools, role_group: Ints, reserve: Ints, overflow: Ints, roles: Ints, groups: Ints, people: Ints
) -> int:
    """R6e: as `taker`, for a call that joins when no waiting call can be taken, so that R6d cannot apply."""
    best = NONE
    for role in range(len(role_group)):
        if not may_take(role, line, serves, role_group, reserve, roles, groups):
            continue
        if best == NONE or comes_before(role, best, role_group, overflow, roles, people):
            best = role
    return best


@rule
def take(row: int, role: int, now: int, log: Ints, links: Ints, roles: Ints, groups: Ints, people: Ints) -> int:
    """R6: the role's longest idle person takes a call; return their slot."""
    slot = unlink_first(links, roles, role)
    group = people[OF, slot]
    groups[IDLE, group] -= 1
    people[DOES, slot] = IS_BUSY
    log[LEFT, row], log[OUTCOME, row] = now, IS_ANSWERED
    log[GROUP, row], log[AGENT, row] = group, slot - groups[FIRST, group]
    return slot


@rule
def handle(
    row: int,
    slot: int,
    now: int,
    pick_up: Ints,
    handling: Ints,
    horizon: int,
    slot_bits: int,
    log: Ints,
    releases: Ints,
) -> None:
    """R11: a call that is taken now is picked up after the pick-up time, and released after the handling time."""
    group = log[GROUP, row]
    answered = now + pick_up[row, group]
    released = answered + handling[row, group]
    log[ANSWERED, row], log[RELEASED, row] = answered, released
    if released < horizon:
        push(releases, released << slot_bits | slot)
