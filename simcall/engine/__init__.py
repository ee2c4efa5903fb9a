"""Pure functions of a world's arrays: what happens to every call, by rules that stand in `simcall.engine.records`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simcall.engine.records import NONE, CallRecords, DutyRecords, Outcome, Records, StintRecords
from simcall.inputs import World

if TYPE_CHECKING:
    from simcall.engine.kernel import FirstAttempts

__all__ = [
    "ENGINES",
    "NONE",
    "CallRecords",
    "DutyRecords",
    "Outcome",
    "Records",
    "StintRecords",
    "first_attempts",
    "simulate",
    "simulate_again",
]


def simulate(world: World, engine: str) -> Records:
    """Run one replication on the engine of that name, one of `ENGINES`."""
    return ENGINES[engine](world)


def first_attempts(world: World) -> FirstAttempts:
    """Return the first attempts of a world's callers, to be kept between runs with other duties: `simulate_again`."""
    from simcall.engine.kernel import first_attempts  # Numba is imported only when it is used

    return first_attempts(world)


def simulate_again(world: World, first: FirstAttempts, *, in_order: bool = True) -> Records:
    """Run one replication on the kernel, with the first attempts of the same callers with the same behaviour.

    The records are those of `simulate`. Unless they should be `in_order`, attempts stand as they were logged.
    """
    from simcall.engine.kernel import simulate

    return simulate(world, first, in_order=in_order)


def _reference(world: World) -> Records:
    from simcall.engine.reference import simulate  # SimPy is imported only when it is used

    return simulate(world)


def _kernel(world: World) -> Records:
    from simcall.engine.kernel import simulate  # and Numba too

    return simulate(world)


ENGINES: dict[str, Callable[[World], Records]] = {"kernel": _kernel, "reference": _reference}
"""The engines by name. They return the same records for the same world."""
