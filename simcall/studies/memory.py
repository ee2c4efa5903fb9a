"""Estimate the memory that a run needs, and refuse a run that cannot fit before it starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from simcall.errors import SimcallError
from simcall.inputs import Blueprint
from simcall.inputs.behaviour import attempts_per_caller
from simcall.studies.memory_limits import free_memory
from simcall.studies.memory_sizes import RunSize, bytes_needed

__all__ = ["check_memory", "expected_attempts", "memory_needed", "names_lack_of_memory"]


def check_memory(blueprints: Sequence[Blueprint], replications: int, jobs: int, *, keeps_calls: bool = True) -> None:
    """Refuse a run of one or several scenarios that needs more memory than this process may take.

    Parameters
    ----------
    blueprints : sequence of Blueprint
        Of the scenarios.
    replications, jobs : int
        How many replications there are, and how many of them run at a time.
    keeps_calls : bool
        Whether each replication's calls are kept, as for quantiles. If not, only those that run at a time count.

    Raises
    ------
    SimcallError
        With both figures, and what would make the run smaller.
    """
    kept = replications if keeps_calls else min(replications, jobs)
    needed, free = memory_needed(blueprints, kept, jobs), free_memory()
    if needed > free:
        raise SimcallError(
            f"the run needs about {_gigabytes(needed)} of memory, and {_gigabytes(free)} are free here: "
            f"it expects {sum(map(expected_attempts, blueprints)):,.0f} calls and possible redials in each of "
            f"{replications} "
            f"replications, {jobs} at a time; give fewer days, calls, replications or jobs"
        )


@contextmanager
def names_lack_of_memory() -> Iterator[None]:
    """Explain how to make a simulation smaller if it still runs out of memory.

    Raises
    ------
    SimcallError
        In place of a MemoryError.
    """
    try:
        yield
    except MemoryError as error:
        raise SimcallError("memory ran out while simulating; give fewer days, calls, replications or jobs") from error


def memory_needed(blueprints: Sequence[Blueprint], replications: int, jobs: int) -> int:
    """Return about how many bytes a run needs at its peak, besides the programs themselves."""
    return int(bytes_needed(list(map(_size_of, blueprints)), replications, jobs))


def _size_of(blueprint: Blueprint) -> RunSize:
    scenario = blueprint.scenario
    rows = len(scenario.lines) + len(scenario.groups)
    return RunSize(expected_attempts(blueprint), len(blueprint.calendar.dates), rows, scenario.days)


def expected_attempts(blueprint: Blueprint) -> float:
    """Return the mean number of attempts that are drawn for a replication, made or not."""
    attempts = attempts_per_caller(blueprint.behaviour)
    return sum(demand.mean_callers() * float(attempts[demand.line]) for demand in blueprint.demands)


def _gigabytes(number: float) -> str:
    return f"{number / 1e9:,.1f} GB"
