"""The folder of a sweep: its tables and pictures, each written whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from simcall.errors import ResultsError
from simcall.files.own_folders import fresh_pictures, replace_files
from simcall.files.whole import write_csv, write_json, write_parquet
from simcall.studies.sweep.exchange import PER_HOURS
from simcall.studies.sweep.folder import write_sweep_manifest
from simcall.studies.sweep.store import CellStore
from simcall.studies.sweep.table import SweepNumbers

__all__ = ["draw", "save"]

_EXCHANGE_COLUMNS = (
    *("path", "group", "from", "to", "hours_moved", "figure"),
    *(f"{end}_for_each_{PER_HOURS:.0f}_hours" for end in ("mean", "low", "high")),
)


def save(sweep: SweepNumbers, folder: Path, *, figures: bool) -> Path:
    """Write `Sweep.save`: each file beside its place first, while nobody else writes into the folder."""
    with _store(sweep, folder) as store:
        for cell in sweep.cells:
            if cell.is_done and not store.has(sweep.names[cell.point.key]):
                store.write(sweep.names[cell.point.key], cell.whole())
        try:
            with tempfile.TemporaryDirectory() as fresh:
                _write_tables(sweep, Path(fresh))
                replace_files(folder, Path(fresh))
        except OSError as error:
            raise ResultsError(f"{folder}: the tables could not be written: {error.strerror or error}") from error
        if figures:
            _draw(sweep, folder)
    return folder


def draw(sweep: SweepNumbers, folder: Path) -> None:
    """Add a sweep's pictures to its results; see `simcall.faces.face.PicturedFace.save_pictures`."""
    with _store(sweep, folder):
        _draw(sweep, folder)


def _store(sweep: SweepNumbers, folder: Path) -> CellStore:
    """Return the sweep's cells in the folder, to be held while it is written."""
    mark = partial(write_sweep_manifest, design=sweep.design, request=sweep.request, names=sweep.names)
    return CellStore(folder, mark)


def _draw(sweep: SweepNumbers, folder: Path) -> None:
    from simcall.present.pictures.sweep import save_figures

    with fresh_pictures(folder) as fresh:
        save_figures(sweep, fresh)


def _write_tables(sweep: SweepNumbers, folder: Path) -> None:
    write_csv(sweep.columns(), sweep.rows(), folder / "table.csv")
    write_parquet(sweep.to_frame(), folder / "table.parquet")
    write_csv(_point_columns(sweep), _points(sweep), folder / "points.csv")
    if sweep.exchanges:
        write_csv(_EXCHANGE_COLUMNS, _exchanges(sweep), folder / "exchanges.csv")
    write_json(sweep.document(), folder / "summary.json")


def _exchanges(sweep: SweepNumbers) -> Iterator[tuple[Any, ...]]:
    """Return a row for each step of each path that moves people, and each share that is traded off."""
    for exchange in sweep.exchanges:
        moved = (exchange.path, exchange.group, exchange.low, exchange.high, exchange.hours)
        for figure, estimate in exchange.changes.items():
            yield (*moved, str(figure), *estimate.interval.values())


def _point_columns(sweep: SweepNumbers) -> tuple[str, ...]:
    aims = [f"{aim.figure}{end}" for aim in sweep.aims for end in ("", " low", " high")]
    targets = [str(target) for target in sweep.design.settings.targets]
    return ("point", "key", *sweep.paths, "scenario", *aims, *targets, "on_frontier", "dominated_by", "error")


def _points(sweep: SweepNumbers) -> Iterator[tuple[Any, ...]]:
    """Return a row for each point: what is traded off, the targets, and whether another is better in all of it."""
    dominated = sweep.dominated()
    for cell, judged in sweep.verdicts(sweep.design.settings.targets):
        ends = [end for aim in sweep.aims for end in cell.estimate(aim.figure).interval.values()]
        number = cell.point.number
        by = dominated.get(number)
        verdicts = [target.verdict if cell.error is None else None for target in judged]
        yield (
            *(number, cell.point.key, *sweep.values_of(cell), sweep.design.label_of(cell.point), *ends, *verdicts),
            *(number in dominated and by is None, by, cell.error),
        )
