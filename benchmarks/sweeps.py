"""A sweep of February 2024: how long, how well it spreads over cores, how much memory, and what a point costs besides.

Run it with ``python -m benchmarks.sweeps [POINTS [REPLICATIONS]]``. Each sweep is a process of its own, so that its
memory is its own, and what is compiled is compiled before a clock starts. A tenth of the points comes first, to show
whether memory grows with them.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import psutil  # type: ignore[import-untyped]

import simcall as sc
from simcall.inputs import draw_blueprint
from simcall.studies.run import run_all
from simcall.studies.sweep.cells import document_of

FEBRUARY = Path(__file__).parent.parent / "scenarios" / "2024-02-backfill.toml"
RESERVES = (0, 1, 2, 3)
GOAL_S, GOAL_GAIN = 20, 1.8
"""Of 100 points at 30 replications on two cores."""
MANY_POINTS, GOAL_MB = 1_000, 350
GOAL_POINT_MS = 8
POINTS_TIMED = 8
MB = 1024
"""Of what `getrusage` counts, on Linux."""
WATCH_S = 0.2

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def main(points: int = 100, replications: int = 30) -> None:
    """Print seconds, peak memory and the gain, and what a point costs."""
    cores = os.cpu_count() or 1
    sweep_in_a_process(4, 2, cores)  # compiled, and read from the disk once
    print(f"February 2024, {replications} replications a point; each sweep is a process of its own")
    sweep_line(points // 10, replications, cores)
    several_s = sweep_line(points, replications, cores, f"goal {GOAL_S} s for 100 points at 30 on two cores")
    alone_s = sweep_line(points, replications, 1)
    print(f"{'one core / all cores':>40}: {alone_s / several_s:7.2f}     goal {GOAL_GAIN} on two cores")
    sweep_line(MANY_POINTS, 2, cores, f"goal {GOAL_MB} MB")
    print_cost_of_a_point(replications)


def sweep_line(points: int, replications: int, jobs: int, goal: str = "") -> float:
    """Run a sweep, print what it took, and return its seconds."""
    took = sweep_in_a_process(points, replications, jobs)
    title = f"{points} points x {replications}, {jobs} core{'s' * (jobs > 1)}"
    memory = f"main process {took['main_mb']:5.0f} MB   largest worker {took['worker_mb']:5.0f} MB"
    print(f"{title:>40}: {took['seconds']:7.1f} s   {memory}   {goal}".rstrip(), flush=True)
    return took["seconds"]


def sweep_in_a_process(points: int, replications: int, jobs: int) -> dict[str, float]:
    """Return what a sweep of so many points took."""
    command = [sys.executable, "-m", "benchmarks.sweeps", "--sweep", *map(str, (points, replications, jobs))]
    took: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return took


def sweep_now(points: int, replications: int, jobs: int) -> None:
    """Simulate a sweep of officers' reserve and growth, and print what it took."""
    growths = max(points // len(RESERVES), 1)
    vary: dict[str, object] = {
        "lines.999.demand.growth": [round(1 + 0.4 * step / growths, 4) for step in range(growths)],
        "groups.handlers.reserve.101": RESERVES[: max(points // growths, 1)],
    }
    base = sc.load(FEBRUARY)
    workers = _Workers()
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        sc.sweep(base, vary, folder=folder, replications=replications, jobs=jobs).save(folder, figures=False)
        seconds = time.perf_counter() - began
    main_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB
    print(json.dumps({"seconds": seconds, "main_mb": main_mb, "worker_mb": workers.peak_mb}))


class _Workers(threading.Thread):
    """Watches how much memory the largest worker process takes.

    `getrusage` does not know it: of children it counts what the main process itself held when it started one.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak_mb = 0.0
        self.start()

    def run(self) -> None:
        """Look at all processes that the main process started, until it ends."""
        main = psutil.Process()
        while True:
            for process in main.children():
                with suppress(psutil.NoSuchProcess):
                    self.peak_mb = max(self.peak_mb, process.memory_info().rss / MB**2)
            time.sleep(WATCH_S)


def print_cost_of_a_point(replications: int) -> None:
    """Print the CPU time that a point takes besides its replications: medians of a few points."""
    base = sc.load(FEBRUARY)
    growths = [1 + step / 1000 for step in range(POINTS_TIMED)]
    scenarios, update_ms = timed(lambda growth: base.update({"lines.999.demand.growth": growth}), growths)
    _, calendar_ms = timed(draw_blueprint, scenarios)
    _, document_ms = timed(document_of, run_all(scenarios, replications, keeps_hours=False))
    total_ms = update_ms + calendar_ms + document_ms
    parts = f"scenario {update_ms:.1f}, calendar {calendar_ms:.1f}, figures {document_ms:.1f}"
    print(f"{'a point besides its replications':>40}: {total_ms:7.1f} CPU ms ({parts})   goal {GOAL_POINT_MS} ms")


def timed(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> tuple[list[_Result], float]:
    """Return what some work makes of each item, and the median of its CPU time in milliseconds."""
    results, costs_ms = [], []
    for item in items:
        began = time.process_time()
        results.append(work(item))
        costs_ms.append(1000 * (time.process_time() - began))
    return results, statistics.median(costs_ms)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--sweep"]:
        sweep_now(*map(int, sys.argv[2:]))
    else:
        main(*map(int, sys.argv[1:3]))
