"""Pure functions of a world's arrays: what happens to every call, by rules that stand in `simcall.engine.records`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simcall.engine.records import NONE, CallRecords, DutyRecords, Outcome, Records, StintRecords
from simcall.inputs import World

if TYPE_CHECKING:
    from simcall.engine.kernel import KeptAttempts, LogMemory

__all__ = [
    "ENGINES",
    "NONE",
    "CallRecords",
    "DutyRecords",
    "Outcome",
    "Records",
    "StintRecords",
    "kept_attempts",
    "log_memory",
    "simulate",
    "simulate_again",
]


def simulate(world: World, engine: str) -> Records:
    """Run one replication on the engine of that name, one of `ENGINES`."""
    return ENGINES[engine](world)


def kept_attempts(world: World, before: KeptAttempts | None = None) -> KeptAttempts:
    """Return what is kept of the attempts of a world's callers between runs with other duties: `simulate_again`.

    It begins with what is kept `before` of another world, in which callers behave alike.
    """
    from simcall.engine.kernel import kept_attempts  # Numba is imported only when it is used

    return kept_attempts(world, before)


def log_memory() -> LogMemory:
    """Return memory for the logs of runs that come one after the other in each thread."""
    from simcall.engine.kernel import LogMemory

    return LogMemory()


def simulate_again(
    world: World, kept: KeptAttempts | None, *, in_order: bool = True, memory: LogMemory | None = None
) -> Records:
    """Run one replication on the kernel, with what is kept of the same callers' attempts with the same behaviour.

    The records are those of `simulate`. Unless they should be `in_order`, attempts stand as they were logged. If they
    are given `memory`, they are valid until the thread's next run that is given it.
    """
    from simcall.engine.kernel import simulate

    return simulate(world, kept, in_order=in_order, memory=memory)


def _reference(world: World) -> Records:
    from simcall.engine.reference import simulate  # SimPy is imported only when it is used

    return simulate(world)


def _kernel(world: World) -> Records:
    from simcall.engine.kernel import simulate  # and Numba too

    return simulate(world)


ENGINES: dict[str, Callable[[World], Records]] = {"kernel": _kernel, "reference": _reference}
"""The engines by name. They return the same records for the same world."""
