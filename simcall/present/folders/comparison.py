"""The results folder of a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simcall.files.own_folders import fresh_folder, fresh_pictures, write_manifest
from simcall.files.whole import write_csv, write_json
from simcall.measures.subjects import subject_of
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.compare import COLUMNS, PERIOD_COLUMNS, ComparisonNumbers

__all__ = ["draw", "save"]

_BY_HOUR_COLUMNS = ("scenario", "of", "name", "hour_of_week", "day", "hour", *PERIOD_COLUMNS)


def save(comparison: ComparisonNumbers, folder: Path, *, figures: bool) -> Path:
    """Write a comparison's results; see `simcall.faces.face.FolderFace.save`."""
    with fresh_folder(folder, "comparison") as fresh:
        write_json(comparison.document(), fresh / "summary.json")
        write_csv(COLUMNS, comparison.difference_rows(), fresh / "differences.csv")
        write_csv(_BY_HOUR_COLUMNS, _by_hour_of_week(comparison), fresh / "by_hour_of_week.csv")
        _write_manifest(comparison, fresh)
    if figures:
        draw(comparison, folder)
    return folder


def draw(comparison: ComparisonNumbers, folder: Path) -> None:
    """Add a comparison's pictures to its results; see `simcall.faces.face.PicturedFace.save_pictures`."""
    from simcall.present.pictures.comparison import save_figures

    with fresh_pictures(folder) as fresh:
        save_figures(comparison, fresh)


def _by_hour_of_week(comparison: ComparisonNumbers) -> Iterator[tuple[Any, ...]]:
    """Return every difference by hour of the week."""
    subjects = dict.fromkeys((row.of, row.name) for row in comparison.rows)
    for of, name in subjects:
        for scenario, hour, *cells in comparison.rows_by("hour_of_week", **subject_of(of, name)):
            yield scenario, of, name, hour, WEEKDAYS[hour // 24], hour % 24, *cells


def _write_manifest(comparison: ComparisonNumbers, folder: Path) -> None:
    scenarios = [results.blueprint.scenario for results in comparison.results]
    about = {
        "scenarios": [scenario.document() for scenario in scenarios],
        "changed_for_this_run": list(comparison.changes),
        "scenario_sha256": [scenario.fingerprint() for scenario in scenarios],
        "seed": comparison.base.seed,
        "replications": comparison.base.replications,
        "engine": comparison.base.engine,
    }
    write_manifest(folder, "comparison", about, comparison.run_time_s)
