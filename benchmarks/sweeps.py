"""A sweep of February 2024 on one core and on several: how long, how well it spreads, and how much memory.

Run it with ``python -m benchmarks.sweeps [POINTS [REPLICATIONS]]``. Each turn is a process of its own, so that its
memory is its own, and what is compiled is compiled before a clock starts. A tenth of the points comes first, to show
whether memory grows with them.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import simcall as sc

FEBRUARY = Path(__file__).parent.parent / "scenarios" / "2024-02-backfill.toml"
RESERVES = (0, 1, 2, 3)
TARGET_S, TARGET_RATIO, TARGET_MB = 120, 1.8, 1500
MB = 1024
"""Of what `getrusage` counts, on Linux."""


def main(points: int = 100, replications: int = 30) -> None:
    """Print seconds, peak memory and the gain."""
    cores = os.cpu_count() or 1
    in_a_process(4, 2, cores)  # compiled, and read from the disk once
    asked = {
        f"{points // 10} points, {cores} cores": (points // 10, cores),
        f"{points} points, {cores} cores": (points, cores),
        f"{points} points, 1 core": (points, 1),
    }
    print(f"February 2024, {replications} replications a point; each turn a process of its own")
    seconds = []
    for name, (some, jobs) in asked.items():
        found = in_a_process(some, replications, jobs)
        seconds.append(found["seconds"])
        peaks = f"lead {found['lead_mb']:5.0f} MB   largest worker {found['worker_mb']:5.0f} MB"
        print(f"{name:>22}: {found['seconds']:7.1f} s   {peaks}")
    _, many, alone = seconds
    wanted = f"at least {TARGET_RATIO} on two cores; at most {TARGET_S} s, {TARGET_MB} MB"
    print(f"{'gain':>22}: {alone / many:7.2f}     ({wanted})")


def in_a_process(points: int, replications: int, jobs: int) -> dict[str, float]:
    """Return what a sweep of so many points took."""
    command = [sys.executable, "-m", "benchmarks.sweeps", "--one", *map(str, (points, replications, jobs))]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def one(points: int, replications: int, jobs: int) -> None:
    """Simulate a sweep of officers' reserve and growth, and print what it took."""
    each = max(points // len(RESERVES), 1)
    vary: dict[str, object] = {
        "lines.999.demand.growth": [round(1 + 0.4 * place / each, 4) for place in range(each)],
        "groups.handlers.reserve.101": RESERVES[: max(points // each, 1)],
    }
    base = sc.load(FEBRUARY)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        sc.sweep(base, vary, folder=folder, replications=replications, jobs=jobs).save(folder, figures=False)
        seconds = time.perf_counter() - began
    peaks = {
        name: resource.getrusage(of).ru_maxrss / MB
        for name, of in (("lead_mb", resource.RUSAGE_SELF), ("worker_mb", resource.RUSAGE_CHILDREN))
    }
    print(json.dumps({"seconds": seconds, **peaks}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*map(int, sys.argv[2:]))
    else:
        main(*map(int, sys.argv[1:3]))
