"""First attempts of a world's callers: when they join their queues, and what they have drawn so far.

Neither depends on who is on duty. So both can be kept for the next run with the same callers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simcall.engine.kernel import tables
from simcall.inputs.behaviour import Behaviour
from simcall.inputs.caller_draws import join_ticks
from simcall.inputs.ordering import in_order
from simcall.inputs.world import NEVER, World

__all__ = ["FirstAttempts", "first_attempts"]


class FirstAttempts(NamedTuple):
    """The first attempts of a world's callers.

    Attributes
    ----------
    joins : FirstJoins
        When they join their queues.
    draws : KeptDraws
        What they have drawn so far. A run fills in what it is the first to need.
    """

    joins: tables.FirstJoins
    draws: tables.KeptDraws

    @property
    def nbytes(self) -> int:
        """How much memory they take."""
        return sum(column.nbytes for part in self for column in part)


def first_attempts(world: World, *, keep: bool = True) -> FirstAttempts:
    """Return the first attempts of a world's callers before anybody has drawn anything.

    Parameters
    ----------
    world : World
        Its duties do not matter.
    keep : bool
        Whether there is room for what they draw. A single run is quicker without.
    """
    joins, order = in_order(join_ticks(world.callers, world.behaviour))
    within = int(np.searchsorted(joins, world.policy.horizon))
    first_joins = tables.FirstJoins(np.append(joins[:within], NEVER), order[:within])
    if not keep:
        return FirstAttempts(first_joins, _no_room(world.behaviour))
    offered = int(np.searchsorted(world.callers.ring, world.policy.horizon))
    return FirstAttempts(first_joins, _nothing_drawn(world.behaviour, offered))


def _no_room(behaviour: Behaviour) -> tables.KeptDraws:
    """Return the table of a run that keeps nothing."""
    groups = len(behaviour.handling_factors)
    return tables.KeptDraws(np.empty((len(tables.DRAWN_ROWS) + 1, 0), np.int64), np.zeros(groups, np.int64))


def _nothing_drawn(behaviour: Behaviour, callers: int) -> tables.KeptDraws:
    """Return room for what some callers draw. Groups whose people take the same times share a row."""
    times = np.column_stack([behaviour.pick_ups, behaviour.handling_factors])
    kinds, kind_of_group = np.unique(times, axis=0, return_inverse=True)
    first = len(tables.DRAWN_ROWS)
    return tables.KeptDraws(np.full((first + len(kinds), callers), tables.NOT_DRAWN), first + kind_of_group.ravel())
