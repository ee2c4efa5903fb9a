"""Where the time of a run goes: drawing, simulating and measuring, in nanoseconds per offered call.

Run it with ``make bench``. Medians over replications, on one core; the reference engine stands beside the kernel.
"""

from __future__ import annotations

import statistics
import time
from itertools import pairwise
from pathlib import Path

import simcall as sc
from simcall.engine import simulate
from simcall.inputs import draw_blueprint, draw_world
from simcall.measures import HOUR, periods_of, tally

FEBRUARY = Path(__file__).parent.parent / "scenarios" / "2024-02-backfill.toml"
REPLICATIONS = 7


def exponential(mean: str) -> dict[str, str]:
    return {"distribution": "exponential", "mean": mean}


def two_lines(days: int) -> sc.Scenario:
    """Two lines of 18 and 60 calls an hour, 14 shared handlers, priority to the first; no redials."""
    return sc.Scenario.from_document({
        "name": f"two lines, {days} days",
        "start": "2024-01-01",
        "days": days,
        "lines": {
            "999": {
                "priority": 1,
                "handling": exponential("6 min"),
                "patience": exponential("20 min"),
                "demand": {"calls_per_hour": 18},
            },
            "101": {
                "priority": 2,
                "handling": exponential("9 min"),
                "patience": exponential("4 min"),
                "demand": {"calls_per_hour": 60},
            },
        },
        "groups": {"handlers": {"lines": ["999", "101"], "headcount": 14}},
    })  # fmt: skip


def stages(scenario: sc.Scenario, engine: str, replications: int) -> tuple[int, list[float]]:
    """Return the calls offered in the last replication, and the median seconds to draw, simulate and measure."""
    blueprint = draw_blueprint(scenario)
    periods = periods_of(blueprint.calendar, HOUR)
    simulate(draw_world(blueprint, 1, 0), engine)  # compiled and cached before the clock starts
    spans = []
    for i in range(replications):
        marks = [time.perf_counter()]
        world = draw_world(blueprint, 1, i)
        marks.append(time.perf_counter())
        records = simulate(world, engine)
        marks.append(time.perf_counter())
        tally(records, scenario, blueprint.duties, blueprint.calendar, periods)
        marks.append(time.perf_counter())
        spans.append([after - before for before, after in pairwise(marks)])
    return len(records.calls.line), [statistics.median(column) for column in zip(*spans, strict=True)]


def main() -> None:
    """Print a row for each scenario and engine."""
    print(f"{'scenario':44} {'engine':10} {'offered':>8} {'draw':>7} {'engine':>7} {'measure':>8} {'calls/s':>11}")
    for scenario in (two_lines(30), two_lines(365), sc.load(FEBRUARY)):
        for engine, times in (("kernel", REPLICATIONS), ("reference", 1)):
            if engine == "reference" and scenario.days > 100:
                continue
            offered, medians = stages(scenario, engine, times)
            draw, simulated, measured = (1e9 * seconds / offered for seconds in medians)
            row = f"{draw:7.0f} {simulated:7.0f} {measured:8.0f} {offered / sum(medians):11,.0f}"
            print(f"{scenario.name[:44]:44} {engine:10} {offered:8,d} {row}")


if __name__ == "__main__":
    main()
