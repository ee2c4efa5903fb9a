"""The results folder of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from simcall.files.own_folders import fresh_folder, fresh_pictures, write_manifest
from simcall.files.whole import write_csv, write_json, write_parquet
from simcall.measures.definitions import BACKLOG_END, MEAN_OVERDUE, MEAN_QUEUE, OLDEST_END
from simcall.measures.estimates import ESTIMATE_COLUMNS
from simcall.measures.export import call_table
from simcall.measures.run_numbers import SUMMARY_COLUMNS, Row, RunNumbers
from simcall.measures.subjects import subject_of, subjects_in
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["draw", "save"]

_BACKLOG = tuple(measure.name for measure in (MEAN_QUEUE, MEAN_OVERDUE, BACKLOG_END, OLDEST_END))
_BACKLOG_COLUMNS = (
    *("line", "grade", "area", "start"),
    *(f"{name}{end}" for name in _BACKLOG for end in ("", "_low", "_high")),
)
_WEEK_COLUMNS = ("of", "name", "hour_of_week", "day", "hour", "hours", "measure", *ESTIMATE_COLUMNS)


def save(results: RunNumbers, folder: Path, *, figures: bool, records: bool) -> Path:
    """Write a run's results; see `simcall.faces.run.Results.save`."""
    with fresh_folder(folder, "run") as fresh:
        _write_tables(results, fresh)
        if records:
            _write_records(results, fresh / "records")
        _write_manifest(results, fresh)
    if figures:
        draw(results, folder)
    return folder


def draw(results: RunNumbers, folder: Path) -> None:
    """Add a run's pictures to its results; see `simcall.faces.face.PicturedFace.save_pictures`."""
    from simcall.present.pictures import save_figures

    with fresh_pictures(folder) as fresh:
        save_figures(results, fresh)


def _write_tables(results: RunNumbers, folder: Path) -> None:
    write_json(results.document(), folder / "summary.json")
    write_csv(SUMMARY_COLUMNS, results.summary_rows(), folder / "summary.csv")
    write_csv(_WEEK_COLUMNS, _by_hour_of_week(results), folder / "by_hour_of_week.csv")
    if any(line.is_work for line in results.blueprint.scenario.lines.values()):
        write_csv(_BACKLOG_COLUMNS, _backlog(results), folder / "backlog.csv")


def _by_hour_of_week(results: RunNumbers) -> Iterator[Row]:
    """Return every measure of every line and group by hour of the week."""
    for of, name in subjects_in(results.blueprint.scenario):
        for row in results.rows_by("hour_of_week", **subject_of(of, name)):
            label, measure, *columns, hours = row
            yield of, name, label, WEEKDAYS[label // 24], label % 24, hours, measure, *columns


def _backlog(results: RunNumbers) -> Iterator[Row]:
    """Return what waits of each line of work in every hour of the run; times are local, ages in seconds."""
    for name, line in results.blueprint.scenario.lines.items():
        if not line.is_work:
            continue
        rows = results.rows_by("interval", line=name, measures=_BACKLOG)
        by_measure = [rows[i : i + len(results.periods)] for i in range(0, len(rows), len(results.periods))]
        for hour in zip(*by_measure, strict=True):
            ends = (end for row in hour for end in (row.mean, row.low, row.high))
            yield name, line.grade, line.area, hour[0].label.isoformat(), *ends


def _write_records(results: RunNumbers, folder: Path) -> None:
    """Write each replication's call records to a Parquet file of its own."""
    folder.mkdir()
    for i in range(results.replications):
        table = call_table(results.resimulate(i).calls, results.blueprint)
        table.insert(0, "replication", i)
        write_parquet(table, folder / f"replication-{i:04d}.parquet")


def _write_manifest(results: RunNumbers, folder: Path) -> None:
    scenario = results.blueprint.scenario
    about = {
        "scenario": scenario.document(),
        "changed_for_this_run": list(results.changes),
        "scenario_sha256": scenario.fingerprint(),
        "seed": results.seed,
        "replications": results.replications,
        "engine": results.engine,
    }
    write_manifest(folder, "run", about, results.run_time_s)
