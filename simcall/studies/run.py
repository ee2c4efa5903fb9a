"""Run a scenario: draw, simulate and measure every replication."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from simcall.engine import ENGINES, Records, kept_attempts, log_memory, simulate, simulate_again
from simcall.errors import SimcallError
from simcall.inputs import Blueprint, draw_blueprint, draw_world, draw_worlds
from simcall.inputs.periods import HOUR, Periods, periods_of
from simcall.measures import RunNumbers, Tally, tally
from simcall.measures.targets import Precision
from simcall.scenario import Scenario
from simcall.studies.defaults import (
    DEFAULT_ENGINE,
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
    jobs_at_once,
    replications_of_queue,
)
from simcall.studies.memory import check_memory, names_lack_of_memory
from simcall.studies.precision import DEFAULT_CAP, Plan, goals_of, own_half_width, until_precise
from simcall.studies.workers import in_processes, in_threads

if TYPE_CHECKING:
    from simcall.engine.kernel import LogMemory

__all__ = [
    "DEFAULT_ENGINE",
    "DEFAULT_REPLICATIONS",
    "DEFAULT_SEED",
    "MOST_REPLICATIONS",
    "Progress",
    "check_request",
    "in_replications",
    "jobs_at_once",
    "records_of_each",
    "replicate",
    "results_of",
    "run",
    "run_all",
]

MOST_REPLICATIONS = 1_000_000

Reduced = TypeVar("Reduced")
"""What is kept of a replication."""
Progress = Callable[[int, int], None]
"""Called with the number of replications done, and of those planned so far."""


def run(
    scenario: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    *,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    until: Sequence[Precision | str] = (),
    max_replications: int = DEFAULT_CAP,
    progress: Progress | None = None,
) -> RunNumbers:
    """Simulate a scenario.

    Parameters
    ----------
    scenario : Scenario
        What to simulate.
    replications : int
        The number of replications: each simulates the scenario's whole span with its own random numbers. With `until`,
        the smallest number.
    seed : int
        The seed of the random numbers. The same seed gives the same callers in every scenario.
    engine : str
        Name of the engine: "kernel", which is fast, or "reference", which is written to be read.
    jobs : int, optional
        The number of threads or processes that share the work; by default, all cores. It does not change the results.
    until : sequence of Precision or str
        Replications are added until these intervals are narrow enough: ``"999.answered_in_target+-0.005"``.
    max_replications : int
        With `until`, the largest number.
    progress : callable, optional
        Called after each replication with the number done and the number planned so far.

    Returns
    -------
    Results

    Raises
    ------
    SimcallError
        If a number or the engine's name is not valid, or the run would not fit into memory.
    """
    goals = goals_of(until, [scenario])
    plan = until_precise(goals, own_half_width, replications, max_replications) if goals else None
    (results,) = run_all(
        [scenario], replications, seed, engine=engine, jobs=jobs, plan=plan, progress=progress, keeps_waits=True
    )
    return results


@names_lack_of_memory()
def run_all(
    scenarios: Sequence[Scenario],
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    *,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    plan: Plan | None = None,
    progress: Progress | None = None,
    keeps_waits: bool = False,
    keeps_hours: bool = True,
) -> tuple[RunNumbers, ...]:
    """Simulate several scenarios. Callers and people that they have in common are the same in all of them.

    Parameters
    ----------
    scenarios : sequence of Scenario
        What to simulate.
    replications, seed, engine, jobs, progress
        As for `run`; a replication is done when it is done for all.
    plan : callable, optional
        Given the results so far, returns how many replications there should be in all; the work ends when it asks for
        no more. The results are the same as if that number had been requested at once.
    keeps_waits : bool
        Whether to keep when calls waited, so that to draw the queue nothing is simulated again.
    keeps_hours : bool
        Whether to keep totals by hour, so that for figures by hour or day nothing is simulated again.

    Returns
    -------
    tuple of Results
        Each the same as `run` alone would give.

    Raises
    ------
    SimcallError
        As for `run`.
    """
    check_request(replications, seed, engine, jobs)
    blueprints = tuple(map(draw_blueprint, scenarios))
    started = time.perf_counter()
    finished: list[tuple[Tally, ...]] = []
    while True:
        at_once = jobs_at_once(jobs, replications)
        check_memory(blueprints, replications, at_once)
        due = range(len(finished), replications)
        keeps = {"keeps_waits": keeps_waits, "keeps_hours": keeps_hours}
        for tallies in replicate(blueprints, engine, seed, due, at_once, **keeps):
            finished.append(tallies)
            if progress is not None:
                progress(len(finished), replications)
        results = results_of(blueprints, engine, seed, finished, time.perf_counter() - started)
        replications = plan(results) if plan is not None else len(finished)
        if replications <= len(finished):
            return results


def results_of(
    blueprints: Sequence[Blueprint], engine: str, seed: int, tallies: Sequence[Sequence[Tally]], run_time_s: float
) -> tuple[RunNumbers, ...]:
    """Return the results of each scenario from the totals of its replications."""
    return tuple(
        RunNumbers(blueprint, engine, seed, own, partial(simulate_replication, blueprint, engine, seed), run_time_s)
        for blueprint, own in zip(blueprints, zip(*tallies, strict=True), strict=True)
    )


@names_lack_of_memory()
def simulate_replication(blueprint: Blueprint, engine: str, seed: int, replication: int) -> Records:
    """Draw and simulate one replication."""
    return simulate(draw_world(blueprint, seed, replication), engine)


def tally_replication(
    blueprints: Sequence[Blueprint],
    periods: Sequence[Periods],
    engine: str,
    seed: int,
    keeps_waits: bool,
    keeps_hours: bool,
    memory: LogMemory | None,
    replication: int,
) -> tuple[Tally, ...]:
    """Draw, simulate and reduce one replication of some scenarios to totals by period, or over the span."""
    simulated = records_of_each(blueprints, engine, seed, replication, memory)
    tallies = (
        tally(
            records,
            blueprint.scenario,
            blueprint.calendar,
            hours,
            keeps_waits=keeps_waits and replication < replications_of_queue(blueprint.scenario.days),
        )
        for blueprint, hours, records in zip(blueprints, periods, simulated, strict=True)
    )
    # Lines of a grade are added hour by hour: without the hours, everything would be simulated again.
    return tuple(
        hourly if keeps_hours or blueprint.scenario.grades else hourly.over_span()
        for blueprint, hourly in zip(blueprints, tallies, strict=True)
    )


def records_of_each(
    blueprints: Sequence[Blueprint], engine: str, seed: int, replication: int, memory: LogMemory | None = None
) -> Iterator[Records]:
    """Draw and simulate one replication of some scenarios. Records are valid until the next are asked for.

    What callers have drawn stays from one scenario to the next if they behave alike. With `memory`, which the reference
    engine does not use, records are valid until the thread's next run that is given it.
    """
    if engine != DEFAULT_ENGINE:
        yield from (simulate(world, engine) for world in draw_worlds(blueprints, seed, replication))
        return
    alike = [earlier.conduct == later.conduct for earlier, later in pairwise(blueprints)]
    as_before, as_after = [False, *alike], [*alike, False]
    kept, memory = None, memory or log_memory()
    for before, after, world in zip(as_before, as_after, draw_worlds(blueprints, seed, replication), strict=True):
        kept = kept_attempts(world, kept if before else None) if before or after else None
        yield simulate_again(world, kept, memory=memory)


def replicate(
    blueprints: Sequence[Blueprint],
    engine: str,
    seed: int,
    replications: Sequence[int],
    jobs: int,
    *,
    keeps_waits: bool = False,
    keeps_hours: bool = True,
) -> Iterator[tuple[Tally, ...]]:
    """Yield the totals of replications in order; several jobs share the work."""
    periods = [periods_of(blueprint.calendar, HOUR) for blueprint in blueprints]
    memory = log_memory() if engine == DEFAULT_ENGINE else None  # processes, which the reference needs, cannot share it
    yield from in_replications(
        partial(tally_replication, blueprints, periods, engine, seed, keeps_waits, keeps_hours, memory),
        replications,
        engine,
        jobs,
    )


def in_replications(
    function: Callable[[int], Reduced], replications: Sequence[int], engine: str, jobs: int | None
) -> Iterator[Reduced]:
    """Yield what a function makes of each replication, in order; several jobs share the work.

    Parameters
    ----------
    function : callable
        Simulates a replication, by its number, with the engine.
    replications : sequence of int
        Their numbers.
    engine : str
        Name of the engine.
    jobs : int, optional
        As for `run`.
    """
    at_once = jobs_at_once(jobs, len(replications))
    if at_once == 1:
        yield from map(function, replications)
        return
    # The kernel releases the interpreter's lock, so that threads will do; the reference needs processes.
    shared_out = in_threads if engine == DEFAULT_ENGINE else in_processes
    yield from shared_out(function, replications, at_once, ordered=True)


def check_request(replications: int, seed: int, engine: str, jobs: int | None) -> None:
    """Refuse numbers and names that are not valid."""
    if replications < 1:
        raise SimcallError(f"{replications} replications: give 1 or more")
    if replications > MOST_REPLICATIONS:
        raise SimcallError(f"that is more than {MOST_REPLICATIONS:,} replications: give fewer")
    if seed < 0:
        raise SimcallError(f"seed {seed}: give a whole number from 0")
    if engine not in ENGINES:
        raise SimcallError(f'there is no engine "{engine}"; there is {", ".join(ENGINES)}')
    if jobs is not None and jobs < 1:
        raise SimcallError(f"{jobs} jobs: give 1 or more, or leave it out for all cores")
