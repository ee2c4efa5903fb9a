"""Pure functions of a world's arrays: what happens to every call, by rules that stand in `simcall.engine.records`."""

from __future__ import annotations

from collections.abc import Callable

from simcall.engine.records import NONE, CallRecords, DutyRecords, Outcome, Records, StintRecords
from simcall.inputs import World

__all__ = ["ENGINES", "NONE", "CallRecords", "DutyRecords", "Outcome", "Records", "StintRecords", "simulate"]


def simulate(world: World, engine: str) -> Records:
    """Run one replication on the engine of that name, one of `ENGINES`."""
    return ENGINES[engine](world)


def _reference(world: World) -> Records:
    from simcall.engine.reference import simulate  # SimPy is imported only when it is used

    return simulate(world)


def _kernel(world: World) -> Records:
    from simcall.engine.kernel import simulate  # and Numba too

    return simulate(world)


ENGINES: dict[str, Callable[[World], Records]] = {"kernel": _kernel, "reference": _reference}
"""The engines by name. They return the same records for the same world."""
