"""Run a scenario: draw, simulate and measure every replication."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from simcall.engine import ENGINES, Records, simulate
from simcall.errors import SimcallError
from simcall.inputs import Blueprint, draw_blueprint, draw_world
from simcall.measures import HOUR, Periods, Results, Tally, periods_of, tally
from simcall.scenario import Scenario
from simcall.studies.memory import check_memory

__all__ = ["DEFAULT_ENGINE", "DEFAULT_REPLICATIONS", "DEFAULT_SEED", "run"]

DEFAULT_ENGINE = "kernel"
DEFAULT_REPLICATIONS = 30
DEFAULT_SEED = 1


def run(
    scenario: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    *,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Results:
    """Simulate a scenario.

    Parameters
    ----------
    scenario : Scenario
        What to simulate.
    replications : int
        How many times: each is the scenario's whole span with its own random numbers.
    seed : int
        The same seed gives the same callers in every scenario.
    engine : str
        Name of the engine: "kernel", which is fast, or "reference", which is to be read.
    jobs : int, optional
        How many threads or processes share the work; all cores if left out. The numbers do not depend on it.
    progress : callable, optional
        Called with the number of replications done, after each.

    Returns
    -------
    Results

    Raises
    ------
    SimcallError
        If a number or the engine's name makes no sense, or the run would not fit into memory.
    """
    _check(replications, seed, engine, jobs)
    blueprint = draw_blueprint(scenario)
    at_once = min(jobs or os.cpu_count() or 1, replications)
    check_memory(blueprint, replications, at_once)
    again = partial(simulate_replication, blueprint, engine, seed)
    started = time.perf_counter()
    tallies = []
    periods = periods_of(blueprint.calendar, HOUR)
    for done, found in enumerate(_tallies(blueprint, periods, engine, seed, replications, at_once), start=1):
        tallies.append(found)
        if progress is not None:
            progress(done)
    return Results(blueprint, engine, seed, tuple(tallies), again, time.perf_counter() - started)


def simulate_replication(blueprint: Blueprint, engine: str, seed: int, replication: int) -> Records:
    """Draw and simulate one replication."""
    return simulate(draw_world(blueprint, seed, replication), engine)


def tally_replication(blueprint: Blueprint, periods: Periods, engine: str, seed: int, replication: int) -> Tally:
    """Draw, simulate and reduce one replication to totals by period."""
    records = simulate_replication(blueprint, engine, seed, replication)
    return tally(records, blueprint.scenario, blueprint.calendar, periods)


# The kernel releases the interpreter's lock, so that threads will do; the reference needs processes, which leave
# Ctrl-C to the one that the user sees.
_WORKERS: dict[str, dict[str, Any]] = {
    "kernel": {"backend": "threading"},
    "reference": {"backend": "loky", "initializer": signal.signal, "initargs": (signal.SIGINT, signal.SIG_IGN)},
}


def _tallies(
    blueprint: Blueprint, periods: Periods, engine: str, seed: int, replications: int, jobs: int
) -> Iterator[Tally]:
    """Yield the replications' totals in their order, spread over threads or processes where there are several."""
    if jobs == 1:
        yield from (tally_replication(blueprint, periods, engine, seed, i) for i in range(replications))
        return
    from joblib import Parallel, delayed

    tasks = (delayed(tally_replication)(blueprint, periods, engine, seed, i) for i in range(replications))
    yield from Parallel(n_jobs=jobs, batch_size=1, return_as="generator", **_WORKERS[engine])(tasks)


def _check(replications: int, seed: int, engine: str, jobs: int | None) -> None:
    if replications < 1:
        raise SimcallError(f"{replications} replications: give 1 or more")
    if seed < 0:
        raise SimcallError(f"seed {seed}: give a whole number from 0")
    if engine not in ENGINES:
        raise SimcallError(f'there is no engine "{engine}"; there is {", ".join(ENGINES)}')
    if jobs is not None and jobs < 1:
        raise SimcallError(f"{jobs} jobs: give 1 or more, or leave it out for all cores")
