"""The results folders of explanations and of people needed over draws of what is assumed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simcall.present.folders.assumptions import KIND
from simcall.present.folders.study_folder import Drawing, StudyFolder
from simcall.present.words.assumed_reports import words_of_explanation, words_of_staffing
from simcall.present.words.assumed_studies import explanation_sentences, staffing_sentences
from simcall.studies.assumptions import explained, staffed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.studies.assumptions.explained import AssumedExplanationNumbers
    from simcall.studies.assumptions.staffed import AssumedStaffingNumbers

__all__ = ["save_explanation", "save_staffing"]


def save_explanation(numbers: AssumedExplanationNumbers, folder: Path, *, figures: bool) -> Path:
    """Write an explanation over draws; see `simcall.faces.face.FolderFace.save`."""
    return StudyFolder(
        KIND,
        {
            "scenarios": [scenario.document() for scenario in numbers.plain.scenarios],
            "changed_for_this_run": list(numbers.changes),
            "seed": numbers.plain.seed,
            "replications": numbers.replications,
            "draws": len(numbers.draws),
        },
        {"summary.json": {**numbers.document(), "words": words_of_explanation(numbers).document()}},
        {"parts.csv": (explained.COLUMNS, numbers.rows())},
        {"figures/parts.png": Drawing(partial(_parts, numbers), " ".join(explanation_sentences(numbers)))},
        run_time_s=numbers.run_time_s,
    ).save(folder, figures=figures)


def save_staffing(numbers: AssumedStaffingNumbers, folder: Path, *, figures: bool) -> Path:
    """Write people needed over draws; see `simcall.faces.face.FolderFace.save`."""
    return StudyFolder(
        KIND,
        {
            "scenarios": [numbers.plain.scenario.document()],
            "changed_for_this_run": list(numbers.changes),
            "seed": numbers.plain.seed,
            "replications": numbers.plain.replications,
            "draws": len(numbers.draws),
        },
        {"summary.json": {**numbers.document(), "words": words_of_staffing(numbers).document()}},
        {"people.csv": (staffed.COLUMNS, numbers.rows())},
        {"figures/people.png": Drawing(partial(_people, numbers), " ".join(staffing_sentences(numbers)))},
        run_time_s=numbers.run_time_s,
    ).save(folder, figures=figures)


def _parts(numbers: AssumedExplanationNumbers) -> list[Axes]:
    from simcall.present.pictures.assumed_studies import draw_parts

    return draw_parts(numbers)


def _people(numbers: AssumedStaffingNumbers) -> list[Axes]:
    from simcall.present.pictures.assumed_studies import draw_people

    return draw_people(numbers)
