"""A year of 43 made-up forces, 32 million calls in all, on two processes: how long it takes, and how much memory.

Run it with ``python -m benchmarks.forces``. Every force is the model of two lines with calls and handlers of its own
size; the largest has twenty times the calls of the smallest.
"""

from __future__ import annotations

import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

import simcall as sc
from benchmarks.models import force
from benchmarks.stages import warm_up

FORCES = 43
CALLS = 32e6
LARGEST_TO_SMALLEST = 20
PROCESSES = 2
GOAL_S, GOAL_GIB = 15, 2
SEED = 1
KIB_PER_GIB = 2**20


def calls_a_year() -> list[float]:
    """Return the calls of each force, the largest first, so that the last processes to finish have little to do."""
    sizes = np.geomspace(LARGEST_TO_SMALLEST, 1, FORCES)
    return list(CALLS * sizes / sizes.sum())


def offered(calls: float) -> float:
    """Simulate a force's year and return the calls that were offered."""
    return sc.run(force(calls), replications=1, seed=SEED, jobs=1).total.offered.mean or 0.0


def main() -> None:
    """Print the time and the memory of a year of all forces."""
    warm_up()
    start = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as processes:
        total = sum(processes.map(offered, calls_a_year()))
    seconds = time.perf_counter() - start
    # Linux gives the largest of the processes that have ended.
    each_gib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIB_PER_GIB
    print(f"{FORCES} forces, {total:,.0f} calls offered: {seconds:.1f} s on {PROCESSES} processes; goal {GOAL_S} s")
    print(f"{each_gib:.2f} GiB at most in each of them; goal {GOAL_GIB} GiB")


if __name__ == "__main__":
    main()
