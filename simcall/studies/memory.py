"""Estimate the memory that a run needs, and refuse a run that cannot fit before it starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from simcall.errors import SimcallError
from simcall.inputs import Blueprint
from simcall.inputs.behaviour import attempts_per_caller
from simcall.studies.defaults import replications_of_queue
from simcall.studies.memory_limits import free_memory

__all__ = ["check_memory", "expected_attempts", "memory_needed", "names_lack_of_memory"]

_PER_ATTEMPT = 236
"""Bytes at the peak of a replication, for each attempt that a caller may make: the arrays drawn, the engine's log and
its work arrays. Measured with tracemalloc, which a test repeats."""
_PER_CELL = 8 * 25
"""Bytes kept of a replication, for each hour and line or group: the totals."""
_PER_ANSWER = 4
"""Bytes kept of a replication, for each call: its answer time."""
_PER_WAIT = 16
"""Bytes kept of the replications in which the queue is looked at, for each call: when it joined and left the queue."""
_PER_POOLED_ANSWER = 16
"""Bytes for each call of all replications while quantiles are taken."""
_MARGIN = 1.1


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
    """Return about how many bytes a run needs at its peak, besides the programs themselves.

    Scenarios are drawn and simulated one after the other. The callers that they share stay in memory.
    """
    attempts = [expected_attempts(blueprint) for blueprint in blueprints]
    kept = sum(_kept(*each, replications) for each in zip(blueprints, attempts, strict=True))
    drawn = max(map(_drawn, attempts)) * min(len(blueprints), 2)
    at_the_end = replications * max(attempts) * _PER_POOLED_ANSWER
    return int(_MARGIN * (kept + max(min(jobs, replications) * drawn, at_the_end)))


def _kept(blueprint: Blueprint, attempts: float, replications: int) -> float:
    """Return the bytes that are kept of some replications."""
    scenario = blueprint.scenario
    cells = 24 * len(blueprint.calendar.dates) * (len(scenario.lines) + len(scenario.groups))
    of_queue = min(replications, replications_of_queue(scenario.days))
    return replications * (cells * _PER_CELL + attempts * _PER_ANSWER) + of_queue * attempts * _PER_WAIT


def _drawn(attempts: float) -> float:
    """Return the bytes that one replication takes while it is drawn and simulated."""
    return attempts * _PER_ATTEMPT


def expected_attempts(blueprint: Blueprint) -> float:
    """Return the mean number of attempts that are drawn for a replication, made or not."""
    attempts = attempts_per_caller(blueprint.behaviour)
    return sum(demand.mean_callers() * float(attempts[demand.line]) for demand in blueprint.demands)


def _gigabytes(number: float) -> str:
    return f"{number / 1e9:,.1f} GB"
