"""A sweep on this machine's cores beside the same on a Dask cluster of four workers here: what the cluster costs.

Run it with ``python -m benchmarks.cluster [POINTS [REPLICATIONS]]``. The two take turns, in one process and with a
cluster that is already running, and what is printed are medians over the rounds. What is compiled is compiled, and what
is started is started, before a clock starts: each has its turn once unseen.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from distributed import LocalCluster

import simcall as sc
from benchmarks.stages import timed
from simcall.api import sweep
from simcall.studies.sweep import Design, load_design

SWEEP = Path(__file__).parent.parent / "scenarios" / "sweeps" / "officers-at-peak.toml"
WORKERS, ROUNDS, TARGET = 4, 3, 1.15


def main(points: int = 48, replications: int = 10) -> None:
    """Print the seconds of each turn, and the ratio of the medians."""
    design = load_design(SWEEP)
    some = replace(design, points=design.points[:points])
    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        turns = {"this machine": lambda: on(some, replications), "cluster": lambda: on(some, replications, address)}
        found = compared(turns)
    here, there = (statistics.median(times) for times in found.values())
    print(f"{len(some.points)} points of {replications} replications; {WORKERS} workers of one thread")
    for name, times in found.items():
        print(f"{name:>13}: {statistics.median(times):6.2f} s   ({', '.join(f'{time_s:.2f}' for time_s in times)})")
    print(f"        ratio: {there / here:6.2f}     (at most {TARGET}; {os.cpu_count()} cores)")


def on(design: Design, replications: int, scheduler: str | None = None) -> sc.Sweep:
    """Simulate a sweep here or there."""
    return sweep(design, replications=replications, scheduler=scheduler)


def compared(turns: dict[str, Callable[[], sc.Sweep]]) -> dict[str, list[float]]:
    """Return the seconds of each turn; the rows that come of them are the same."""
    first, *others = (turn().rows() for turn in turns.values())
    assert all(rows == first for rows in others)
    found: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(ROUNDS):
        for name, turn in turns.items():
            found[name].append(timed(turn)[1])
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
