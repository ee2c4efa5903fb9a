"""One replication's world as arrays: what an engine is given, and all that it is given.

Time is in ticks (int64) from the start of the run, warm-up included. Everything random has been drawn already:
an engine is a pure function of these three.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = [
    "NEVER",
    "NO_SHIFTS",
    "Bools",
    "CallUps",
    "Calls",
    "Duties",
    "Floats",
    "Ints",
    "Policy",
    "Shifts",
    "World",
]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NEVER = 2**61
"""A tick that does not come: the patience of a caller who never gives up. Two of them still add up in int64."""


@dataclass(frozen=True)
class Calls:
    """Callers, and every attempt that each of them might make.

    A caller's first attempt is made. A later one is made only if the one before it ended in a way that makes this
    caller ring again; which line it would dial does not depend on how the earlier ones ended, so that it can be
    drawn beforehand. Attempts stand in rows, a caller's together, in the order of the callers.

    Attributes
    ----------
    ring : int64, shape (callers,)
        Tick at which the caller first rings, not descending. A caller's number is their place here.
    first_row : int64, shape (callers + 1,)
        Caller c's attempts are the rows ``first_row[c]`` to ``first_row[c + 1] - 1``.
    line : int64, shape (attempts,)
        Line dialled, as its place in the scenario.
    connection : int64, shape (attempts,)
        Ticks from ringing to joining the queue.
    patience : int64, shape (attempts,)
        Ticks from joining the queue to giving up; `NEVER` for a caller who does not.
    redials_if_abandoned, redials_if_engaged : bool, shape (attempts,)
        Whether the caller rings again after giving up, or after an engaged tone. Where either is true there is a next
        row.
    redial_delay : int64, shape (attempts,)
        Ticks from giving up, or the tone, to the next attempt; at least 1.
    pick_up, handling : int64, shape (attempts, groups)
        Ticks that a person of each group would need to pick up, and to handle the call.
    order : int64, shape (callers,)
        Where each caller stands in `block` and `place`.
    block, place : int64
        Who callers are in every scenario: the block of callers that they belong to, and their index in it.
    blocks : int64, shape (blocks, 3)
        Of each block the place of the line first dialled, the place of the source (0: ordinary demand, then the line's
        bursts), and the proleptic ordinal of the local date with the incident's number in the high 32 bits.
    """

    ring: Ints
    first_row: Ints
    line: Ints
    connection: Ints
    patience: Ints
    redials_if_abandoned: Bools
    redials_if_engaged: Bools
    redial_delay: Ints
    pick_up: Ints
    handling: Ints
    order: Ints
    block: Ints
    place: Ints
    blocks: Ints

    @property
    def origin(self) -> Ints:
        """Who each caller is in every scenario, shape (callers, 4): the columns of `blocks`, and `place`."""
        return np.column_stack([self.blocks[self.block[self.order]], self.place[self.order]])


@dataclass(frozen=True)
class Shifts:
    """Duties of named people, in the order (start, group, agent).

    Two duties of one person do not overlap; one may begin in the tick in which the one before ends.

    Attributes
    ----------
    group, agent : int64, shape (shifts,)
        Who: place of the group, and number of the person in it, from 0.
    start, end : int64, shape (shifts,)
        Ticks; ``0 <= start < end``, and ``start`` before the horizon.
    role : int64, shape (shifts,)
        Which lines the person answers in it, as a place in `Policy.serves`.
    first_break : int64, shape (shifts + 1,)
        Shift s's breaks are ``first_break[s]`` to ``first_break[s + 1] - 1``.
    break_at, break_length : int64, shape (breaks,)
        When each is due, not descending in a shift, and ``start < break_at < end``; and how long it lasts, 1 tick or
        more.
    """

    group: Ints
    agent: Ints
    start: Ints
    end: Ints
    role: Ints
    first_break: Ints
    break_at: Ints
    break_length: Ints


_NONE = np.empty(0, np.int64)
NO_SHIFTS = Shifts(_NONE, _NONE, _NONE, _NONE, _NONE, np.zeros(1, np.int64), _NONE, _NONE)
"""Nobody is named."""


@dataclass(frozen=True)
class Duties:
    """Who is on duty: the headcount of some groups, step by step, and the named people of the others.

    Attributes
    ----------
    tick : int64, shape (steps,)
        When the step happens, not descending. The first step of each group that has any is at 0.
    group : int64, shape (steps,)
        Which group, as its place in the scenario.
    headcount : int64, shape (steps,)
        People on duty from then on.
    shifts : Shifts
        The duties of named people; none of a group that has steps.
    """

    tick: Ints
    group: Ints
    headcount: Ints
    shifts: Shifts = NO_SHIFTS


@dataclass(frozen=True)
class CallUps:
    """Rules that call people up when a queue builds; the people of their groups come by them alone.

    Attributes
    ----------
    group : int64, shape (rules,)
        Whom each rule calls: place of a group that has no other duties. No two rules have the same.
    watches : bool, shape (rules, lines)
        Which queues it watches.
    waiting : int64, shape (rules,)
        It holds while so many calls or more wait there, 1 or more; `NEVER` if their number does not matter…
    longest : int64, shape (rules,)
        …or while one has waited for so many ticks; `NEVER` if that does not matter.
    held : int64, shape (rules,)
        Ticks for which it must hold before anybody is called.
    people : int64, shape (rules,)
        How many are called at a time.
    pool : int64, shape (rules,)
        How many may be called in all.
    delay : int64, shape (rules,)
        Ticks until they come.
    stint : int64, shape (rules,)
        Ticks for which they stay at least, from the last who came.
    calm : int64, shape (rules,)
        Ticks for which nobody must have waited there before they go.
    """

    group: Ints
    watches: Bools
    waiting: Ints
    longest: Ints
    held: Ints
    people: Ints
    pool: Ints
    delay: Ints
    stint: Ints
    calm: Ints


@dataclass(frozen=True)
class Policy:
    """The fixed rules by which calls and people meet.

    Attributes
    ----------
    horizon : int
        The tick at which the run ends. Nothing happens at it or after it.
    priority : int64, shape (lines,)
        1 is taken first.
    promote_after : int64, shape (lines,)
        Ticks in the queue after which a call has the priority `promoted`, if that comes before its own; or `NEVER`.
    promoted : int64, shape (lines,)
        That priority.
    preference : int64, shape (groups, lines)
        In which order a group takes the lines, in the place of `priority`; where it has none of its own, the same.
    queue_limit : int64, shape (lines,)
        Most callers who may wait; `NEVER` for no limit.
    pass_on_after : int64, shape (lines,)
        Ticks in the queue after which a call goes to another force, or `NEVER`.
    serves : bool, shape (roles, lines)
        Which role takes calls of which line. The first roles are the groups' own, in their order: all the lines that
        each serves. Roles of people who are designated to fewer lines follow.
    role_group : int64, shape (roles,)
        Which group each role belongs to.
    reserve : int64, shape (groups, lines)
        How many of the group must stay idle when it takes a call of the line.
    overflow : int64, shape (groups,)
        Groups are tried in this order; those with the same number are one pool.
    call_ups : CallUps
        Who is called up when.
    """

    horizon: int
    priority: Ints
    promote_after: Ints
    promoted: Ints
    preference: Ints
    queue_limit: Ints
    pass_on_after: Ints
    serves: Bools
    role_group: Ints
    reserve: Ints
    overflow: Ints
    call_ups: CallUps


@dataclass(frozen=True)
class World:
    """All that an engine needs for one replication."""

    calls: Calls
    duties: Duties
    policy: Policy
