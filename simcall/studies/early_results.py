"""Results after a few replications, and again after all of them: a first estimate is there at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from simcall.inputs import draw_blueprint
from simcall.measures import RunNumbers, Tally
from simcall.scenario import Scenario
from simcall.studies.memory import check_memory
from simcall.studies.run import (
    DEFAULT_ENGINE,
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
    check_request,
    jobs_at_once,
    replicate,
    results_of,
)

__all__ = ["FEW", "early_results"]

FEW = 4
"""Replications of a first estimate: the fewest that give an interval of some use."""
_BATCH_PER_JOB = 2
"""Replications of a batch for each job: whoever wants to stop waits no longer than a batch takes."""


def early_results(
    scenario: Scenario,
    counts: Sequence[int] = (FEW, DEFAULT_REPLICATIONS),
    seed: int = DEFAULT_SEED,
    *,
    jobs: int | None = None,
    advance: Callable[[int, int], None] | None = None,
) -> Iterator[RunNumbers]:
    """Yield the results of a scenario after each of some numbers of replications.

    Parameters
    ----------
    scenario : Scenario
        What to simulate.
    counts : sequence of int
        Numbers of replications, ascending.
    seed, jobs
        As for `simcall.run`.
    advance : callable, optional
        Called after each small batch with the number of replications done and planned. If it raises an exception, the
        work ends with it.

    Yields
    ------
    RunNumbers
        The same as `simcall.run` with that number of replications.

    Raises
    ------
    SimcallError
        As for `simcall.run`.
    """
    check_request(min(counts), seed, DEFAULT_ENGINE, jobs)
    blueprint, started = draw_blueprint(scenario), time.perf_counter()
    at_once = jobs_at_once(jobs, counts[-1])
    check_memory([blueprint], counts[-1], at_once)
    tallies: list[tuple[Tally, ...]] = []
    for first, count in pairwise((0, *counts)):
        for begin in range(first, count, _BATCH_PER_JOB * at_once):
            batch = range(begin, min(begin + _BATCH_PER_JOB * at_once, count))
            tallies.extend(replicate([blueprint], DEFAULT_ENGINE, seed, batch, at_once))
            if advance is not None:
                advance(len(tallies), counts[-1])
        yield results_of([blueprint], DEFAULT_ENGINE, seed, tallies, time.perf_counter() - started)[0]
