"""The results folder of an explanation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simcall.present.folders.study_folder import Drawing, StudyFolder
from simcall.present.words.explanation import (
    answer_in_words,
    cause_in_words,
    changes_in_cause,
    notes_in_words,
    origins,
)
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.explain.explanation import COLUMNS, ExplanationNumbers, part_row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["KIND", "save"]

KIND = "explanation"
PICTURE = "figures/waterfall.png"


def save(explanation: ExplanationNumbers, folder: Path, *, figures: bool) -> Path:
    """Write an explanation; see `simcall.faces.face.FolderFace.save`."""
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[Any]]]] = {
        "parts.csv": (COLUMNS, map(part_row, explanation.largest_first))
    }
    if explanation.hourly:
        tables["by_hour_of_week.csv"] = (("hour_of_week", "day", "hour", *COLUMNS), _by_hour_of_week(explanation))
    return StudyFolder(
        KIND,
        {
            "scenarios": [scenario.document() for scenario in explanation.scenarios],
            "changed_for_this_run": list(explanation.changes),
            "seed": explanation.seed,
            "replications": explanation.replications,
        },
        {"summary.json": _summary(explanation)},
        tables,
        {PICTURE: Drawing(partial(_draw, explanation), " ".join(answer_in_words(explanation)))},
        run_time_s=explanation.run_time_s,
    ).save(folder, figures=figures)


def _draw(explanation: ExplanationNumbers) -> list[Axes]:
    from simcall.present.pictures.explanation import draw

    return [draw(explanation)]


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
