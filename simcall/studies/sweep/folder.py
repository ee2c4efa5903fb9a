"""A sweep's folder: its manifest, its cells, and the tables and pictures made of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simcall.errors import ResultsError, ScenarioError
from simcall.files.manifests import MANIFEST, open_manifest
from simcall.files.own_folders import begin_results
from simcall.scenario import Scenario
from simcall.studies.sweep.cells import DAMAGED, UNDONE, Cell, Request, without_totals
from simcall.studies.sweep.design import Design, Settings
from simcall.studies.sweep.parameters import Parameter
from simcall.studies.sweep.points import Point, canonical
from simcall.studies.sweep.store import KIND, cell_file, read_cell
from simcall.studies.sweep.table import SweepNumbers
from simcall.studies.typed_figures import parse_figure, parse_precision, parse_target

__all__ = ["load_sweep", "write_sweep_manifest"]


def write_sweep_manifest(folder: Path, design: Design, request: Request, names: Mapping[str, str]) -> None:
    """Write a sweep's manifest with the name of each point's cell, and remove the tables of another sweep.

    Parameters
    ----------
    folder : Path
        The sweep's folder.
    design : Design
        The points. Make every scenario first: the manifest also keeps the contents of files that values name.
    request : Request
        How the points are simulated.
    names : mapping of str to str
        The name of each point's cell, by the point's key.
    """
    settings = design.settings
    about = {
        "sweep": design.name,
        "base": design.base.document(),
        "base_sha256": design.base.fingerprint(),
        "paths": [parameter.path for parameter in design.parameters],
        "points": [_entry(point, names[point.key]) for point in design.points],
        "dropped": dict(design.dropped),
        "files_in": design.folder,
        "files": [[*json.loads(key), json.loads(canonical(read))] for key, read in design.files_read().items()],
        "targets": [str(target) for target in settings.targets],
        "minimise": None if settings.minimise is None else str(settings.minimise),
        "engine": request.engine,
        **request.identity(),
    }
    begin_results(folder, KIND, about)


def _entry(point: Point, cell: str) -> dict[str, Any]:
    return {
        "number": point.number,
        "key": point.key,
        "cell": cell,
        "values": {path: json.loads(canonical(value)) for path, value in point.values.items()},
    }


def load_sweep(folder: str | Path) -> SweepNumbers:
    """Read a sweep from its folder, finished or not.

    Parameters
    ----------
    folder : path
        A folder that `sweep` or ``simcall sweep`` has written.

    Returns
    -------
    Sweep
        A point that is not done yet has an error that says so. Only this folder is read: it also holds the contents of
        the files that values name.

    Raises
    ------
    ResultsError
        If the folder holds no sweep.
    """
    path = Path(folder)
    manifest = open_manifest(path, {KIND}, "simcall needs the results")
    try:
        return _loaded(path, manifest)
    except (ScenarioError, KeyError, TypeError, ValueError) as error:
        reason = error if isinstance(error, ScenarioError) else f"{type(error).__name__}: {error}"
        raise ResultsError(
            f"{path / MANIFEST}: cannot be read ({reason}); another version may have written it: make the sweep again"
        ) from error


def _loaded(folder: Path, manifest: Mapping[str, Any]) -> SweepNumbers:
    base = Scenario.from_document(manifest["base"], f"{folder / MANIFEST}")
    points = tuple(Point(entry["number"], entry["values"]) for entry in manifest["points"])
    names = {point.key: str(entry["cell"]) for point, entry in zip(points, manifest["points"], strict=True)}
    design = Design(
        manifest["sweep"],
        base,
        tuple(_parameter(path, points) for path in manifest["paths"]),
        points,
        manifest["dropped"],
        settings=_settings(manifest, base, str(folder)),
        origin=str(folder),
        folder=manifest["files_in"],
    ).with_files(((path, value), read) for path, value, read in manifest["files"])
    until = tuple(parse_precision(text, base, str(folder)) for text in manifest["until"])
    also = design.unlisted_figures(until)
    request = Request(manifest["replications"], manifest["seed"], manifest["engine"], until, manifest["cap"], also)
    cells = tuple(_cell(folder, point, names[point.key]) for point in points)
    return SweepNumbers(design, request, cells, names=names)


def _cell(folder: Path, point: Point, name: str) -> Cell:
    file = cell_file(folder, name)
    document = read_cell(folder, name)
    if document is None:
        return Cell(point, DAMAGED if os.path.lexists(file) else UNDONE)
    return Cell(point, without_totals(document), file)


def _settings(manifest: Mapping[str, Any], base: Scenario, origin: str) -> Settings:
    targets = tuple(parse_target(text, base, origin) for text in manifest["targets"])
    minimise = parse_figure(manifest["minimise"], base, origin) if manifest["minimise"] else None
    return Settings(manifest["replications"], manifest["seed"], targets, minimise)


def _parameter(path: str, points: Sequence[Point]) -> Parameter:
    """Return a varied path with its values."""
    by_text = {canonical(value): value for point in points if path in point.values for value in [point.values[path]]}
    return Parameter(path, tuple(by_text.values()))
