"""Cutting a sweep into tasks of some seconds, and simulating them on this machine."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from simcall.inputs import draw_blueprint
from simcall.scenario import Scenario
from simcall.studies.memory import expected_attempts
from simcall.studies.precision import LEAST
from simcall.studies.run import DEFAULT_ENGINE
from simcall.studies.sweep.cells import Request, simulated
from simcall.studies.sweep.points import Point
from simcall.studies.workers import in_processes, in_threads

__all__ = ["Task", "Workers", "cut", "expected_work", "on_this_machine"]

_ATTEMPTS_AT_ONCE = 12_000_000
"""About the most attempts of one task. They take some seconds: so a lost task costs little, no worker is idle for long
at the end, and the overhead of a task is small."""
_MOST_AT_ONCE = 64
_OF_A_CELL = 20_000
"""What a cell takes besides its attempts, in attempts that take as long: its scenario, its plan, its figures."""
_WORTH_PROCESSES = 60_000_000
"""With this many attempts, a sweep takes so long that starting processes, which takes seconds, pays."""
_UNTIL_PRECISE = 4
"""Times the least number of replications that a point gets, about, where it gets as many as it takes."""


@dataclass(frozen=True)
class Task:
    """Points to simulate together, with their scenarios."""

    points: tuple[Point, ...]
    scenarios: tuple[Scenario, ...]


Documents = list[dict[str, Any]]


@dataclass(frozen=True)
class Workers:
    """The workers that simulate tasks.

    Attributes
    ----------
    count : int
        Number of workers.
    simulate : callable
        Takes tasks and the request. Yields each task with its documents when it is done, in any order. It takes the
        next task only when it can start it soon.
    """

    count: int
    simulate: Callable[[Iterable[Task], Request], Iterator[tuple[Task, Documents]]]


def expected_work(example: Scenario, request: Request) -> float:
    """Return the approximate number of call attempts in a cell, from the scenario of one point."""
    replications = request.replications
    if request.until:
        replications = min(_UNTIL_PRECISE * max(replications, LEAST), request.max_replications)
    return expected_attempts(draw_blueprint(example)) * replications + _OF_A_CELL


def cut(points: Sequence[Point], demand: Mapping[str, str], work: float, workers: int) -> list[tuple[Point, ...]]:
    """Cut points into tasks of a few seconds. Points with the same callers go together, so that these are drawn once.

    Parameters
    ----------
    points : sequence of Point
        The points to simulate.
    demand : mapping of str to str
        A hash of what each point's callers depend on, by the point's key.
    work : float
        Approximate number of call attempts in a cell.
    workers : int
        Number of workers.
    """
    by_demand: dict[str, list[Point]] = {}
    for point in points:
        by_demand.setdefault(demand[point.key], []).append(point)
    in_turn = [point for alike in by_demand.values() for point in alike]
    most = max(1, min(_MOST_AT_ONCE, round(_ATTEMPTS_AT_ONCE / max(work, 1.0))))
    rounds = max(1, math.ceil(len(in_turn) / (workers * most)))  # whole ones, so that all end at about the same time
    tasks = min(workers * rounds, len(in_turn))
    ends = [len(in_turn) * task // tasks for task in range(tasks + 1)]
    return [tuple(in_turn[first:end]) for first, end in pairwise(ends)]


def on_this_machine(jobs: int, points: int, work: float) -> Workers:
    """Return workers on this machine's cores.

    Parameters
    ----------
    jobs : int
        Number of cores.
    points : int
        Number of points. If there are fewer points than cores, the replications of each are shared out.
    work : float
        About how many attempts a cell takes. Threads, which there are at once, hinder each other: where there is much
        to do, there are processes.
    """
    if jobs == 1 or points < jobs:
        return Workers(1, lambda tasks, request: _one_by_one(tasks, request, jobs))
    many = points * work > _WORTH_PROCESSES
    return Workers(jobs, lambda tasks, request: _at_once(tasks, request, jobs, many))


def _one_by_one(tasks: Iterable[Task], request: Request, jobs: int) -> Iterator[tuple[Task, Documents]]:
    for task in tasks:
        yield task, simulated(task.scenarios, request, jobs)


def _at_once(tasks: Iterable[Task], request: Request, jobs: int, many: bool) -> Iterator[tuple[Task, Documents]]:
    with_compiled = _compiled_first(tasks, request) if many else tasks
    # The kernel releases the interpreter's lock, the reference does not.
    shared_out = in_processes if many or request.engine != DEFAULT_ENGINE else in_threads
    yield from shared_out(partial(_simulated_task, request), with_compiled, jobs, ordered=False)


def _compiled_first(tasks: Iterable[Task], request: Request) -> Iterator[Task]:
    """Compile the engine once and cache it on disk, so that the worker processes need not each compile it."""
    for index, task in enumerate(tasks):
        if not index:
            simulated(task.scenarios[:1], replace(request, replications=1, until=()))
        yield task


def _simulated_task(request: Request, task: Task) -> tuple[Task, Documents]:
    return task, simulated(task.scenarios, request)
