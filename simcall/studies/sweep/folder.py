"""A sweep's folder: its manifest, its cells, and the tables and pictures made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simcall.errors import ResultsError
from simcall.measures.saving import MANIFEST, check_place, whole_file, write_csv, write_json, write_manifest
from simcall.scenario import Scenario
from simcall.studies.sweep.cells import Cell, Request
from simcall.studies.sweep.design import Design, Settings
from simcall.studies.sweep.parameters import Parameter
from simcall.studies.sweep.points import Point, canonical
from simcall.studies.sweep.store import read_cell
from simcall.studies.sweep.table import Sweep
from simcall.studies.targets import parse_figure, parse_precision, parse_target

__all__ = ["KIND", "load_sweep", "save", "write_sweep_manifest"]

KIND = "sweep"
"""What its manifest says it is."""


def write_sweep_manifest(folder: Path, design: Design, request: Request, names: Mapping[str, str]) -> None:
    """Write what a sweep is of, with the name of each point's cell."""
    settings = design.settings
    about = {
        "sweep": design.name,
        "base": design.base.document(),
        "base_sha256": design.base.fingerprint(),
        "paths": [parameter.path for parameter in design.parameters],
        "points": [
            {
                "number": point.number,
                "key": point.key,
                "cell": names[point.key],
                "values": json.loads(canonical(point.values)),
            }
            for point in design.points
        ],
        "dropped": dict(design.dropped),
        "files_in": design.folder,
        "targets": [str(target) for target in settings.targets],
        "minimise": None if settings.minimise is None else str(settings.minimise),
        "engine": request.engine,
        **request.identity(),
    }
    write_manifest(folder, KIND, about)


def load_sweep(folder: str | Path) -> Sweep:
    """Read a sweep from its folder, as far as it is done.

    Parameters
    ----------
    folder : path
        As `sweep` or ``simcall sweep`` has written it.

    Returns
    -------
    Sweep
        Points that are not done yet have an error that says so.

    Raises
    ------
    ResultsError
        If it is not a sweep's folder.
    """
    place = Path(folder)
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = {}
    if not isinstance(manifest, dict) or (manifest.get("written_by"), manifest.get("kind")) != ("simcall", KIND):
        raise ResultsError(f"{place}: is not the folder of a sweep; simcall sweep makes one")
    base = Scenario.from_document(manifest["base"], f"{place / MANIFEST}")
    points = [(Point(one["number"], one["values"]), one["cell"]) for one in manifest["points"]]
    targets = tuple(parse_target(text, base, str(place)) for text in manifest["targets"])
    minimise = parse_figure(manifest["minimise"], base, str(place)) if manifest["minimise"] else None
    settings = Settings(manifest["replications"], manifest["seed"], targets, minimise)
    parameters = tuple(_parameter(path, [point for point, _ in points]) for path in manifest["paths"])
    design = Design(
        manifest["sweep"],
        base,
        parameters,
        tuple(point for point, _ in points),
        manifest["dropped"],
        settings=settings,
        origin=str(place),
        folder=manifest["files_in"],
    )
    until = tuple(parse_precision(text, base, str(place)) for text in manifest["until"])
    request = Request(manifest["replications"], manifest["seed"], manifest["engine"], until, manifest["cap"])
    return Sweep(design, request, tuple(Cell(point, read_cell(place, name) or _UNDONE) for point, name in points))


_UNDONE: Mapping[str, Any] = {"error": "not simulated yet; the same sweep goes on from what is there"}


def _parameter(path: str, points: Sequence[Point]) -> Parameter:
    """Return a varied path with the values that it takes."""
    found = {canonical(value): value for point in points if (value := point.values.get(path)) is not None}
    return Parameter.of(path, list(found.values()) or [0])


def save(sweep: Sweep, folder: Path, *, figures: bool) -> Path:
    """Write `Sweep.save`: each file beside its place first."""
    check_place(folder, KIND)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / "table.csv") as file:
            write_csv(sweep.columns(), sweep.rows(), file)
        with whole_file(folder / "table.parquet") as file:
            _write_parquet(sweep, file)
        with whole_file(folder / "points.csv") as file:
            write_csv(_point_columns(sweep), _points(sweep), file)
        with whole_file(folder / "summary.json") as file:
            write_json(sweep.document(), file)
    except OSError as error:
        raise ResultsError(f"{folder}: the tables could not be written: {error.strerror or error}") from error
    if figures:
        from simcall.studies.sweep.pictures import save_figures

        save_figures(sweep, folder / "figures")
    return folder


def _write_parquet(sweep: Sweep, file: Path) -> None:
    """Write the table as Parquet: a column whose values are of several types is text."""
    table = sweep.to_frame()
    for path in sweep.paths:
        if len({type(value) for value in table[path]}) > 1:
            table[path] = table[path].map(lambda value: None if value is None else str(value))
    table.to_parquet(file, index=False)


def _point_columns(sweep: Sweep) -> tuple[str, ...]:
    aims = [f"{aim.figure}{end}" for aim in sweep.aims for end in ("", " low", " high")]
    return ("point", "key", *sweep.paths, "scenario", *aims, "on_frontier", "dominated_by", "error")


def _points(sweep: Sweep) -> Iterator[tuple[Any, ...]]:
    """Return one row for each point: what is traded off, and whether another point is better in all of it."""
    dominated = sweep.dominated()
    for cell in sweep.cells:
        found = [sweep_end for aim in sweep.aims for sweep_end in vars(cell.estimate(aim.figure)).values()]
        number = cell.point.number
        by = dominated.get(number)
        yield (
            *(number, cell.point.key, *sweep.values_of(cell), sweep.design.label_of(cell.point), *found),
            *(number in dominated and by is None, by, cell.error),
        )
