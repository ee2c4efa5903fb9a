"""One replication's world as arrays: the whole input of an engine.

Time is in ticks (int64) from the start of the run, warm-up included. Everything random has been drawn already, or is
drawn by its address when it is needed. So an engine's result depends on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simcall.inputs.behaviour import Behaviour
from simcall.inputs.signatures import Column, FloatCube, Table, WordColumn, WordTable

__all__ = [
    "INDEX_BITS",
    "NEVER",
    "NO_SHIFTS",
    "Bools",
    "CallUps",
    "Callers",
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
"""A tick that never comes: the patience of a caller who never gives up. The sum of two of them still fits int64."""


INDEX_BITS = 32
"""How many bits of `Callers.address` hold a caller's index in their block."""


class Callers(NamedTuple):
    """Who rings for the first time, and when. What else they do is drawn when it is needed: `caller_draws`.

    Attributes
    ----------
    ring : int64, shape (callers,)
        Tick at which the caller first rings, in order. A caller's number is their index here.
    line : int64, shape (callers,)
        Line first dialled, as its index in the scenario.
    address : int64, shape (callers,)
        Who each caller is in every scenario: their block of callers, and their index in it in the low `INDEX_BITS`.
    blocks : int64, shape (blocks, 3)
        For each block: the index of the line first dialled, the index of the source (0 is ordinary demand, then come
        the line's bursts), and the proleptic ordinal of the local date with the incident's number in the high 32 bits.
    keys : uint64, shape (blocks, 2)
        Key of the random numbers of each block's stream.
    dates : uint64, shape (blocks,)
        The last column of `blocks`, as part of the address of random numbers.
    given : float64, shape (purposes, callers, attempts)
        Uniform numbers in place of those of the generator, by `Purpose`, the caller's index in the block and the
        attempt; none unless a world is written by hand.
    """

    ring: Column
    line: Column
    address: Column
    blocks: Table
    keys: WordTable
    dates: WordColumn
    given: FloatCube

    @property
    def origin(self) -> Ints:
        """Who each caller is in every scenario, shape (callers, 4): the columns of `blocks`, and their index in it."""
        block, index = self.address >> INDEX_BITS, self.address & ((1 << INDEX_BITS) - 1)
        return np.column_stack([self.blocks[block], index])


@dataclass(frozen=True)
class Shifts:
    """Duties of named people, in the order (start, group, agent).

    Two duties of one person do not overlap; one may begin in the tick in which the one before ends.

    Attributes
    ----------
    group, agent : int64, shape (shifts,)
        Who: index of the group, and number of the person in it, from 0.
    start, end : int64, shape (shifts,)
        Ticks; ``0 <= start < end``, and ``start`` before the horizon.
    role : int64, shape (shifts,)
        Which lines the person answers in it, as an index in `Policy.serves`.
    first_break : int64, shape (shifts + 1,)
        Shift s's breaks are ``first_break[s]`` to ``first_break[s + 1] - 1``.
    break_at, break_length : int64, shape (breaks,)
        When each is due, in order within a shift, with ``start < break_at < end``; and how long it lasts, at least 1
        tick.
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
        When the step happens, in order. The first step of each group that has any is at 0.
    group : int64, shape (steps,)
        Which group, as its index in the scenario.
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
    """Rules that call people up when a queue builds. The people of their groups come in no other way.

    Attributes
    ----------
    group : int64, shape (rules,)
        Whom each rule calls: index of a group that has no other duties. No two rules have the same group.
    watches : bool, shape (rules, lines)
        Which queues the rule watches.
    waiting : int64, shape (rules,)
        The rule holds while at least this many calls wait there, 1 or more; `NEVER` if the number does not matter.
    longest : int64, shape (rules,)
        The rule also holds while a call has waited for this many ticks; `NEVER` if that does not matter.
    held : int64, shape (rules,)
        Ticks for which the rule must hold before anybody is called.
    people : int64, shape (rules,)
        How many are called at a time.
    pool : int64, shape (rules,)
        How many may be called in all.
    delay : int64, shape (rules,)
        Ticks until they come.
    stint : int64, shape (rules,)
        Least number of ticks for which they stay, from the time when the last of them came.
    calm : int64, shape (rules,)
        Ticks for which no call has waited there before they go.
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
    """The fixed rules of routing: which call goes to whom.

    Attributes
    ----------
    horizon : int
        The tick at which the run ends. Nothing happens at it or after it.
    priority : int64, shape (lines,)
        The priority of each line; 1 is taken first.
    promote_after : int64, shape (lines,)
        Ticks in the queue after which a call has the priority `promoted`, if that comes before its own; or `NEVER`.
    promoted : int64, shape (lines,)
        The priority after promotion.
    preference : int64, shape (groups, lines)
        The order in which a group takes the lines, instead of `priority`; the same for a group without one.
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
    overflow : int64, shape (groups, lines)
        For each line, groups are tried in this order; those with the same number are one pool.
    source : int64, shape (groups,)
        The group in which each group's people are missing while they are here; -1 for none. It has duties of
        its own, and is not taken from another group itself.
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
    source: Ints
    call_ups: CallUps


@dataclass(frozen=True)
class World:
    """The whole input of an engine for one replication."""

    callers: Callers
    behaviour: Behaviour
    duties: Duties
    policy: Policy
