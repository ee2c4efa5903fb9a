"""What a world's callers do whoever is on duty, kept for the next run: when they join, and what they have drawn.

Most callers are the same in another scenario with other calls: a larger volume only adds callers. So what they have
drawn is taken over if they are the same callers, who behave alike.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simcall.engine.kernel import tables
from simcall.engine.records import NONE
from simcall.inputs.behaviour import Behaviour
from simcall.inputs.caller_draws import join_ticks
from simcall.inputs.compiling import compiled
from simcall.inputs.ordering import in_order
from simcall.inputs.signatures import Column
from simcall.inputs.world import NEVER, Callers, Ints, World

__all__ = ["KeptAttempts", "kept_attempts"]

_ROOM = 2
"""Room for so many attempts for each caller; what the others draw is not kept."""


class KeptAttempts(NamedTuple):
    """What is kept of the attempts of a world's callers.

    Attributes
    ----------
    callers : Callers
        The callers.
    joins : FirstJoins
        When their first attempts join the queues.
    draws : KeptDraws
        What they have drawn so far. A run fills in what it is the first to need.
    """

    callers: Callers
    joins: tables.FirstJoins
    draws: tables.KeptDraws

    @property
    def nbytes(self) -> int:
        """How much memory they take at most, besides the callers."""
        return sum(column.nbytes for part in (self.joins, self.draws) for column in part)


def kept_attempts(world: World, before: KeptAttempts | None = None, *, keep: bool = True) -> KeptAttempts:
    """Return what is kept of the attempts of a world's callers.

    Parameters
    ----------
    world : World
        Its duties and routing do not matter.
    before : KeptAttempts, optional
        What is kept of the attempts in another world with the same behaviour of callers. It shares its memory with the
        result. So the two worlds cannot run at the same time.
    keep : bool
        Whether there is room for what callers draw. A single run is quicker without.
    """
    if before is not None and before.callers is world.callers:
        return before
    joins, order = in_order(join_ticks(world.callers, world.behaviour))
    within = int(np.searchsorted(joins, world.policy.horizon))
    first_joins = tables.FirstJoins(np.append(joins[:within], NEVER), order[:within])
    offered = int(np.searchsorted(world.callers.ring, world.policy.horizon))
    draws = _taken_over(world.callers, offered, before) if before is not None else None
    if draws is None:
        attempts = np.arange(offered if keep else 0)
        draws = _nothing_drawn(world.behaviour, attempts, _ROOM * len(attempts))
    return KeptAttempts(world.callers, first_joins, draws)


def _nothing_drawn(behaviour: Behaviour, first: Ints, room: int) -> tables.KeptDraws:
    """Return a table of draws without any. Groups whose people take the same times share a column."""
    times = np.column_stack([behaviour.pick_ups, behaviour.handling_factors])
    kinds, kind_of_group = np.unique(times, axis=0, return_inverse=True)
    of_services = len(tables.DRAWN_COLUMNS)
    ticks = np.empty((room, of_services + len(kinds)), np.int64)  # takes memory where it is written to
    ticks[: len(first)] = tables.NOT_DRAWN
    return tables.KeptDraws(ticks, of_services + kind_of_group.ravel(), first, np.array([len(first)]))


def _taken_over(callers: Callers, offered: int, before: KeptAttempts) -> tables.KeptDraws | None:
    """Return the draws of another world's callers for these; None if they are others, or there is no more room."""
    streams = ("blocks", "keys", "given")
    if not all(np.array_equal(getattr(callers, name), getattr(before.callers, name)) for name in streams):
        return None
    draws, earlier = before.draws, before.callers
    same, first = np.empty(offered, np.int64), np.empty(offered, np.int64)
    _match(callers.ring[:offered], callers.address, earlier.ring[: len(draws.first)], earlier.address, same)
    is_new = same == NONE
    taken, new = draws.taken[0], int(is_new.sum())
    if taken + new > len(draws.ticks):
        return None
    first[~is_new] = draws.first[same[~is_new]]
    first[is_new] = np.arange(taken, taken + new)
    draws.ticks[taken : taken + new] = tables.NOT_DRAWN
    draws.taken[0] += new
    return draws._replace(first=first)


@compiled
def _match(ring: Column, address: Column, earlier_ring: Column, earlier_address: Column, same: Column) -> None:
    """Fill in which of an earlier run's callers each caller is, or `NONE`. Both are in order of ring and address."""
    at, n_earlier = 0, len(earlier_ring)
    for caller in range(len(ring)):
        tick, own = ring[caller], address[caller]
        while at < n_earlier and (earlier_ring[at] < tick or (earlier_ring[at] == tick and earlier_address[at] < own)):
            at += 1
        same[caller] = NONE
        if at < n_earlier and earlier_ring[at] == tick and earlier_address[at] == own:
            same[caller] = at
