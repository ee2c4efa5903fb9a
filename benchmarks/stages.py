"""Where the time of a run goes: drawing, simulating and measuring, in nanoseconds per offered call.

Run it with ``make bench``. Medians over replications, on one core; the reference engine stands beside the kernel.
Laying a scenario on the calendar is done once for all replications, so it stands apart, in milliseconds.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import simcall as sc
from benchmarks.models import two_lines
from simcall.engine import Records, simulate
from simcall.inputs import Blueprint, World, draw_blueprint, draw_world
from simcall.inputs.periods import HOUR, Periods, periods_of
from simcall.measures import tally

SCENARIOS = Path(__file__).parent.parent / "scenarios"
FEBRUARY, HUB_AND_RESPONSE = SCENARIOS / "2024-02-backfill.toml", SCENARIOS / "2024-02-hub-and-response.toml"
REPLICATIONS = {"kernel": 7, "reference": 1}
LONGEST_FOR_REFERENCE_DAYS = 100
SEED = 1

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Run:
    """One replication, and the seconds to draw, to simulate and to measure it."""

    world: World
    records: Records
    stages_s: tuple[float, float, float]

    @property
    def offered(self) -> int:
        """Calls that were offered."""
        return len(self.records.calls.line)


def timed(work: Callable[[], _Result]) -> tuple[_Result, float]:
    """Return what some work returns, and the seconds that it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def stages(blueprint: Blueprint, engine: str, replication: int) -> Run:
    """Draw, simulate and measure one replication; what replications share is made before the clock starts."""
    periods = periods_of(blueprint.calendar, HOUR)
    gc.collect()  # so that this run does not pay for the one before
    world, draw_s = timed(lambda: draw_world(blueprint, SEED, replication))
    records, engine_s = timed(lambda: simulate(world, engine))
    _, measure_s = timed(lambda: measure(blueprint, periods, records))
    return Run(world, records, (draw_s, engine_s, measure_s))


def measure(blueprint: Blueprint, periods: Periods, records: Records) -> object:
    """Reduce one replication's records to totals, as a run does."""
    return tally(records, blueprint.scenario, blueprint.calendar, periods)


def medians_ns(runs: Iterable[tuple[int, Sequence[float]]]) -> list[float]:
    """Return the median of each stage over runs of (offered calls, seconds by stage), in nanoseconds per call."""
    per_call = [[1e9 * stage_s / offered for stage_s in stages_s] for offered, stages_s in runs]
    return [statistics.median(column) for column in zip(*per_call, strict=True)]


def warm_up() -> None:
    """Have everything compiled, or loaded, before a clock starts."""
    for engine in REPLICATIONS:
        stages(draw_blueprint(two_lines(days=1)), engine, replication=0)


def row(scenario: sc.Scenario, engine: str) -> str:
    """Return the row of the table for a scenario and an engine."""
    times = range(REPLICATIONS[engine])
    blueprint = draw_blueprint(scenario)
    once_s = statistics.median(timed(lambda: draw_blueprint(scenario))[1] for _ in times)
    found = (stages(blueprint, engine, replication) for replication in times)
    runs = [(run.offered, run.stages_s) for run in found]
    offered, medians = round(statistics.mean(calls for calls, _ in runs)), medians_ns(runs)
    cells = "".join(f"{stage_ns:10,.0f}" for stage_ns in medians)
    return f"{scenario.name[:46]:46} {engine:10}{offered:9,d}{1e3 * once_s:10,.0f}{cells}{1e9 / sum(medians):12,.0f}"


def main() -> None:
    """Print a row for each scenario and engine."""
    warm_up()
    print("Where the time of a run goes: ns per offered call, one core, medians over replications")
    columns = "".join(f"{column:>10}" for column in ("once, ms", "draw", "engine", "measure"))
    print(f"{'scenario':46} {'engine':10}{'offered':>9}{columns}{'calls/s':>12}")
    for scenario in (two_lines(30), two_lines(365), sc.load(FEBRUARY), sc.load(HUB_AND_RESPONSE)):
        for engine in REPLICATIONS:
            if engine == "kernel" or scenario.days <= LONGEST_FOR_REFERENCE_DAYS:
                print(row(scenario, engine), flush=True)


if __name__ == "__main__":
    main()
