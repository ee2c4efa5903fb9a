"""Running a sweep: the points that are not done yet, on this machine's cores or on a cluster."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from simcall.errors import SimcallError
from simcall.inputs import demand_of
from simcall.measures.targets import Precision
from simcall.scenario import Scenario
from simcall.studies.precision import DEFAULT_CAP, goals_of, own_half_width, until_precise
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, DEFAULT_SEED, check_request
from simcall.studies.sweep.cache_key import identity_of
from simcall.studies.sweep.cells import Cell, Request, without_totals
from simcall.studies.sweep.cluster import on_cluster
from simcall.studies.sweep.design import Design
from simcall.studies.sweep.folder import write_sweep_manifest
from simcall.studies.sweep.new_design import design_of
from simcall.studies.sweep.points import Point
from simcall.studies.sweep.store import CellStore, cell_name, check_folder
from simcall.studies.sweep.table import SweepNumbers
from simcall.studies.sweep.tasks import Task, Workers, cut, expected_work, on_this_machine

__all__ = ["Standing", "sweep"]

_KEPT = 500
"""Scenarios held in memory: 35 kB each if a few numbers vary, up to 400 kB if every part does. Beyond these, simcall
makes a point's scenario again when it needs it."""


@dataclass(frozen=True)
class Standing:
    """How far a sweep has come.

    Attributes
    ----------
    done, points : int
        Points that are done, including those from an earlier run, and all points.
    running : int
        Points that are being simulated.
    failed : int
        Points that failed in this run. They count as done.
    left_s : float or None
        Estimated seconds left at the current speed; None until a point is done.
    """

    done: int
    points: int
    running: int = 0
    failed: int = 0
    left_s: float | None = None


def sweep(
    scenario: Scenario | Design,
    vary: Mapping[str, object] | None = None,
    *,
    folder: str | Path | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    until: Sequence[Precision | str] = (),
    max_replications: int = DEFAULT_CAP,
    scheduler: str | None = None,
    progress: Callable[[Standing], None] | None = None,
) -> SweepNumbers:
    """Simulate every point of a design with the same callers and people.

    Parameters
    ----------
    scenario : Scenario or Design
        The scenario that every point changes, or a complete design.
    vary : mapping, optional
        With a scenario: the values of each path. Every combination is a point.
    folder : path, optional
        Where to write each cell as soon as it is finished. An interrupted sweep continues from them. By default,
        nothing is written.
    replications, seed : int, optional
        As for `run`. By default those of the design, otherwise 30 and 1.
    engine, jobs
        As for `run`. With `scheduler`, `jobs` has no effect.
    until, max_replications
        As for `run`, for each point separately.
    scheduler : str, optional
        Address of a Dask scheduler, such as ``"tcp://host:8786"``, whose workers simulate the points. The numbers
        are the same.
    progress : callable, optional
        Called with a `Standing` whenever points start or finish.

    Returns
    -------
    Sweep

    Raises
    ------
    SimcallError
        If the request or a scenario is wrong, the folder holds something else, or no scheduler answers.
    """
    design = _design(scenario, vary)
    request = _request(design, replications, seed, engine, until, max_replications)
    check_request(request.replications, request.seed, engine, jobs)
    path = None if folder is None else Path(folder)
    if path is not None:
        check_folder(path)  # before the work, not after it
    scenarios = _PointScenarios(design, request)
    mark = partial(write_sweep_manifest, design=design, request=request, names=scenarios.names)
    store = None if path is None else CellStore(path, mark)
    with store or nullcontext():
        documents_by_key = _finished(store, scenarios.names)
        missing = [point for point in design.points if point.key not in documents_by_key]
        watch = _Watch(progress, len(documents_by_key), len(design.points))
        for task, documents in _simulated(scenarios, missing, scheduler, jobs, watch):
            for point, document in zip(task.points, documents, strict=True):
                if store is not None:
                    store.write(scenarios.names[point.key], document)
                documents_by_key[point.key] = document if store is None else without_totals(document)
            watch.done(task, documents)
        others = store.others(set(scenarios.names.values())) if store is not None else 0
    files = {key: None if store is None else store.file(name) for key, name in scenarios.names.items()}
    cells = tuple(Cell(point, documents_by_key[point.key], files[point.key]) for point in design.points)
    return SweepNumbers(design, request, cells, scenarios.names, others)


class _Watch:
    """Report the progress of a sweep."""

    def __init__(self, progress: Callable[[Standing], None] | None, done: int, points: int) -> None:
        self._progress = progress
        self._before = self._done = done
        self._points, self._handed_out, self._failed = points, 0, 0
        self._began = time.monotonic()
        self._tell()

    def handed_out(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Yield the tasks and count their points as running."""
        for task in tasks:
            self._handed_out += len(task.points)  # here alone: tasks may be asked for from another thread
            self._tell()
            yield task

    def done(self, task: Task, documents: Sequence[Mapping[str, Any]]) -> None:
        """Count a task's points as done."""
        self._done += len(task.points)
        self._failed += sum("error" in document for document in documents)
        self._tell()

    def _tell(self) -> None:
        if self._progress is None:
            return
        now, left = self._done - self._before, self._points - self._done
        left_s = (time.monotonic() - self._began) / now * left if now else None
        self._progress(Standing(self._done, self._points, self._handed_out - now, self._failed, left_s))


class _PointScenarios:
    """The scenario of every point, the name of its cell and the key of its callers.

    Attributes
    ----------
    names : dict of str to str
        The name of each point's cell, by the point's key.
    demand : dict of str to str
        A hash of what each point's callers depend on, by the point's key.
    """

    def __init__(self, design: Design, request: Request) -> None:
        self.request = request
        self.names: dict[str, str] = {}
        self.demand: dict[str, str] = {}
        self._design = design
        self._kept: dict[str, Scenario] = {}
        identity = identity_of(request)
        for point, scenario in design.made():
            self.names[point.key] = cell_name(point.key, scenario.fingerprint(), identity)
            self.demand[point.key] = blake2b(demand_of(scenario).encode(), digest_size=8).hexdigest()
            if len(self._kept) < _KEPT:
                self._kept[point.key] = scenario

    def scenario(self, point: Point) -> Scenario:
        """Return a point's scenario."""
        return self._kept.get(point.key) or self._design.scenario_of(point)


def _design(scenario: Scenario | Design, vary: Mapping[str, object] | None) -> Design:
    if isinstance(scenario, Design):
        if vary is not None:
            raise SimcallError("a design already says what to vary; give a scenario and vary, or a design alone")
        return scenario
    if not vary:
        raise SimcallError('nothing varies; for example: sweep(base, {"groups.officers.headcount": range(0, 7)})')
    return design_of(scenario, vary)


def _request(
    design: Design,
    replications: int | None,
    seed: int | None,
    engine: str,
    until: Sequence[Precision | str],
    cap: int,
) -> Request:
    chosen = design.settings
    replications = replications if replications is not None else (chosen.replications or DEFAULT_REPLICATIONS)
    seed = seed if seed is not None else (DEFAULT_SEED if chosen.seed is None else chosen.seed)
    goals = goals_of(until, [design.base])
    if goals:
        until_precise(goals, own_half_width, replications, cap)  # refuses a cap that is too low, before any work
    return Request(replications, seed, engine, goals, cap if goals else 0, design.unlisted_figures(goals))


def _finished(store: CellStore | None, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the finished cells by point, without those that failed: they are tried again."""
    if store is None:
        return {}
    read = ((key, store.read(name)) for key, name in names.items())
    return {key: without_totals(cell) for key, cell in read if cell is not None and "error" not in cell}


def _simulated(
    scenarios: _PointScenarios, points: Sequence[Point], scheduler: str | None, jobs: int | None, watch: _Watch
) -> Iterator[tuple[Task, list[dict[str, Any]]]]:
    """Simulate points, and yield each task with its documents when it is done."""
    if not points:
        return
    work = _work(scenarios, points)
    with _workers(scheduler, jobs or os.cpu_count() or 1, len(points), work) as workers:
        parts = cut(points, scenarios.demand, work, workers.count)
        tasks = (Task(part, tuple(map(scenarios.scenario, part))) for part in parts)
        yield from workers.simulate(watch.handed_out(tasks), scenarios.request)


def _work(scenarios: _PointScenarios, points: Sequence[Point]) -> float:
    """Return the approximate number of call attempts in a cell, from the first point that has a valid plan."""
    for point in points:
        with suppress(Exception):  # the fault is reported when the point itself is simulated
            return expected_work(scenarios.scenario(point), scenarios.request)
    return 0.0


def _workers(scheduler: str | None, jobs: int, points: int, work: float) -> AbstractContextManager[Workers]:
    """Return the workers that simulate tasks."""
    if scheduler is not None:
        return on_cluster(scheduler)
    return nullcontext(on_this_machine(jobs, points, work))
