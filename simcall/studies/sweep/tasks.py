"""Cutting a sweep into tasks of some seconds, and simulating them on this machine."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simcall.inputs import demand_of, draw_blueprint
from simcall.scenario import Scenario
from simcall.studies.memory import expected_attempts
from simcall.studies.run import WORKERS
from simcall.studies.sweep.cells import Request, simulated
from simcall.studies.sweep.points import Point

__all__ = ["Simulate", "Task", "cut", "on_this_machine"]

_ATTEMPTS_AT_ONCE = 10_000_000
"""Attempts that one task simulates, about: some seconds, so that little is lost when it is, and little is overhead."""
_MOST_AT_ONCE = 16
_TASKS_PER_WORKER = 3
"""At least so many, so that the last of them leaves nobody idle for long."""


@dataclass(frozen=True)
class Task:
    """Points that are simulated together, and their scenarios."""

    points: tuple[Point, ...]
    scenarios: tuple[Scenario, ...]


Simulate = Callable[[Sequence[Task], Request], Iterator[tuple[Task, list[dict[str, Any]]]]]
"""Simulates tasks, and yields each with its points' documents when it is done, in any order."""


def cut(points: Sequence[Point], scenarios: Mapping[str, Scenario], request: Request, workers: int) -> list[Task]:
    """Cut points into tasks of some seconds: those with the same callers together, who are then drawn once.

    Parameters
    ----------
    points : sequence of Point
        What is to be done.
    scenarios : mapping of str to Scenario
        By a point's key.
    request : Request
        How they are simulated.
    workers : int
        How many there are, about.
    """
    by_demand: dict[str, list[Point]] = {}
    for point in points:
        by_demand.setdefault(demand_of(scenarios[point.key]), []).append(point)
    size = _size([scenarios[point.key] for point in points[:1]], len(points), request, workers)
    together = [some[first : first + size] for some in by_demand.values() for first in range(0, len(some), size)]
    return [Task(tuple(some), tuple(scenarios[point.key] for point in some)) for some in together]


def _size(example: Sequence[Scenario], points: int, request: Request, workers: int) -> int:
    """Return how many points a task has."""
    if request.until or not example:
        return 1
    attempts = expected_attempts(draw_blueprint(example[0])) * request.replications
    most = min(_MOST_AT_ONCE, math.ceil(points / (workers * _TASKS_PER_WORKER)))
    return max(1, min(most, round(_ATTEMPTS_AT_ONCE / max(attempts, 1))))


def on_this_machine(tasks: Sequence[Task], request: Request, jobs: int) -> Iterator[tuple[Task, list[dict[str, Any]]]]:
    """Simulate tasks on some of this machine's cores, and yield each when it is done."""
    if jobs == 1 or len(tasks) < 2:
        for task in tasks:
            yield task, simulated(task.scenarios, request)
        return
    from joblib import Parallel, delayed

    work = (delayed(_one)(task, request) for task in tasks)
    yield from Parallel(n_jobs=jobs, batch_size=1, return_as="generator_unordered", **WORKERS[request.engine])(work)


def _one(task: Task, request: Request) -> tuple[Task, list[dict[str, Any]]]:
    return task, simulated(task.scenarios, request)
