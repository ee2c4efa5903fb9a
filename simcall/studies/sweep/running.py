"""Running a sweep: the points that are not done yet, on this machine's cores or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from simcall.errors import SimcallError
from simcall.measures.saving import check_place, program
from simcall.scenario import Scenario
from simcall.studies.precision import DEFAULT_CAP, goals_of, own_half_width, until_precise
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, DEFAULT_SEED, Progress, check_request
from simcall.studies.sweep.cells import Cell, Request
from simcall.studies.sweep.cluster import on_cluster
from simcall.studies.sweep.design import Design
from simcall.studies.sweep.folder import KIND, write_sweep_manifest
from simcall.studies.sweep.making import design_of
from simcall.studies.sweep.store import CellStore
from simcall.studies.sweep.table import Sweep
from simcall.studies.sweep.tasks import Simulate, cut, on_this_machine
from simcall.studies.targets import Precision

__all__ = ["sweep"]

_CLUSTER_TASKS = 8
"""Workers of a cluster for which the work is cut: how many there will be is not known."""


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
    progress: Progress | None = None,
) -> Sweep:
    """Simulate every point of a design, with the same callers and people in all of them.

    Parameters
    ----------
    scenario : Scenario or Design
        What every point changes; or the whole design.
    vary : mapping, optional
        Of a scenario: by path, the values; every combination of them is a point.
    folder : path, optional
        Where finished cells go, each at once. A sweep that was broken off goes on from them. Left out, nothing is
        written.
    replications, seed : int, optional
        As for `run`; left out, those of the design, or 30 and 1.
    engine, jobs
        As for `run`; with `scheduler`, `jobs` does not matter.
    until, max_replications
        As for `run`, for each point by itself.
    scheduler : str, optional
        Address of a Dask scheduler, ``"tcp://host:8786"``: points are simulated by its workers. The numbers are the
        same.
    progress : callable, optional
        Called with the number of points done, and of all.

    Returns
    -------
    Sweep

    Raises
    ------
    SimcallError
        If the request makes no sense, the folder is another's, or there is no such scheduler.
    """
    design = _design(scenario, vary)
    request = _request(design, replications, seed, engine, until, max_replications)
    check_request(request.replications, request.seed, engine, jobs)
    scenarios = {point.key: design.scenario_of(point) for point in design.points}
    store, names = _store(folder, request, design, scenarios)
    with store or nullcontext():
        found = _finished(store, names)
        still = [point for point in design.points if "figures" not in found.get(point.key, {})]
        tasks = cut(still, scenarios, request, _CLUSTER_TASKS if scheduler else jobs or os.cpu_count() or 1)
        done = _Counter(progress, len(design.points) - len(still), len(design.points))
        with _workers(scheduler, jobs) as simulate:
            for task, documents in simulate(tasks, request):
                for point, document in zip(task.points, documents, strict=True):
                    found[point.key] = document
                    if store is not None:
                        store.write(names[point.key], document)
                done.add(len(task.points))
        others = store.others(set(names.values())) if store is not None else 0
    return Sweep(design, request, tuple(Cell(point, found[point.key]) for point in design.points), others)


class _Counter:
    """Tells how many points are done."""

    def __init__(self, progress: Progress | None, done: int, points: int) -> None:
        self._progress, self._done, self._points = progress, done, points
        self.add(0)

    def add(self, points: int) -> None:
        """Count some more."""
        self._done += points
        if self._progress is not None:
            self._progress(self._done, self._points)


def _design(scenario: Scenario | Design, vary: Mapping[str, object] | None) -> Design:
    if isinstance(scenario, Design):
        if vary is not None:
            raise SimcallError("a design says itself what varies; give a scenario and what to vary, or a design alone")
        return scenario.checked()
    if not vary:
        raise SimcallError('say what varies: sweep(base, {"groups.officers.headcount": range(0, 7)})')
    return design_of(scenario, vary).checked()


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
    return Request(replications, seed, engine, goals, cap if goals else 0)


def _store(
    folder: str | Path | None, request: Request, design: Design, scenarios: Mapping[str, Scenario]
) -> tuple[CellStore | None, dict[str, str]]:
    """Return the cells of a folder, which once it is taken is known as this sweep's; and their names by point."""
    if folder is None:
        return None, {}
    place = Path(folder)
    names: dict[str, str] = {}
    check_place(place, KIND)
    mark = partial(write_sweep_manifest, design=design, request=request, names=names)
    store = CellStore(place, {**request.identity(), **program()}, mark)
    names.update((key, store.name_of(key, one.fingerprint())) for key, one in scenarios.items())
    return store, names


def _finished(store: CellStore | None, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the cells that are there, by point."""
    if store is None:
        return {}
    return {key: cell for key, name in names.items() if (cell := store.read(name)) is not None}


def _workers(scheduler: str | None, jobs: int | None) -> AbstractContextManager[Simulate]:
    """Give what simulates tasks."""
    if scheduler is not None:
        return on_cluster(scheduler)
    return nullcontext(partial(on_this_machine, jobs=jobs or os.cpu_count() or 1))
