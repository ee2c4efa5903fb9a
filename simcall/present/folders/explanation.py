"""The results folder of an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simcall.files.own_folders import fresh_folder, write_manifest
from simcall.files.whole import write_csv, write_json
from simcall.present.words.explanation import (
    answer_in_words,
    cause_in_words,
    changes_in_cause,
    notes_in_words,
    origins,
)
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.explain.explanation import COLUMNS, ExplanationNumbers, part_row

__all__ = ["PICTURE", "save"]

PICTURE = "waterfall.png"
_KIND = "explanation"


def save(explanation: ExplanationNumbers, folder: Path, *, figures: bool) -> Path:
    """Write an explanation; see `simcall.faces.face.FolderFace.save`."""
    with fresh_folder(folder, _KIND) as fresh:
        write_json(_summary(explanation), fresh / "summary.json")
        write_csv(COLUMNS, map(part_row, explanation.largest_first), fresh / "parts.csv")
        if explanation.hourly:
            columns = ("hour_of_week", "day", "hour", *COLUMNS)
            write_csv(columns, _by_hour_of_week(explanation), fresh / "by_hour_of_week.csv")
        if figures:
            from simcall.present.pictures.explanation import save as save_picture

            (fresh / "figures").mkdir()
            save_picture(explanation, fresh / "figures" / PICTURE)
        about = {
            "scenarios": [scenario.document() for scenario in explanation.scenarios],
            "changed_for_this_run": list(explanation.changes),
            "seed": explanation.seed,
            "replications": explanation.replications,
        }
        write_manifest(fresh, _KIND, about, explanation.run_time_s)
    return folder


def _summary(explanation: ExplanationNumbers) -> dict[str, Any]:
    """Return the document of an explanation with its words, for a report."""
    answer = [*answer_in_words(explanation), *notes_in_words(explanation)]
    document = explanation.document()
    parts = [
        {
            **part,
            "label": cause_in_words(explanation, cause),
            "about": changes_in_cause(explanation, cause),
            "inputs": origins(explanation, cause),
        }
        for part, cause in zip(document["parts"], explanation.causes, strict=True)
    ]
    return {**document, "parts": parts, "answer": answer}


def _by_hour_of_week(explanation: ExplanationNumbers) -> Iterator[tuple[Any, ...]]:
    for hour, parts in explanation.by_hour_of_week():
        for part in parts:
            yield hour, WEEKDAYS[hour // 24], hour % 24, *part_row(part)
