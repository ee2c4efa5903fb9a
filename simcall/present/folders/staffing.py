"""The folder of a staffing: the answer as a document and a table, and its picture."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simcall.errors import ResultsError
from simcall.files.documents import read_json
from simcall.files.manifests import open_manifest
from simcall.files.own_folders import folder_name
from simcall.inputs import Floats
from simcall.present.folders.study_folder import Drawing, StudyFolder
from simcall.present.words.staffing import (
    FIGURE_HEADINGS,
    answer_sentences,
    figure_rows,
    hours_sentences,
    method_sentences,
    targets_sentence,
    worth_sentences,
)
from simcall.scenario import Scenario
from simcall.studies.staff.staffing import StaffingNumbers

__all__ = ["DOCUMENT", "KIND", "PICTURE", "TABLE", "folder_of", "save", "saved_rostered_required"]

KIND = "staffing"
DOCUMENT, TABLE, PICTURE, WORTH = "staffing.json", "staffing.csv", "staffing.png", "worth.png"


def folder_of(scenario: Scenario) -> Path:
    """Return the folder in which the staffing of a scenario is saved by default."""
    return Path("results") / f"{folder_name(scenario.name)}-staff"


def saved_rostered_required(scenario: Scenario) -> Mapping[str, Floats]:
    """Return by group how many must be rostered in each hour of the week, if `simcall staff` has been run.

    Returns
    -------
    mapping of str to float64, shape (168,)
        The most of each hour; nan in an hour outside the span. Empty if there is no saved answer for this very scenario
        and all its values.
    """
    folder = folder_of(scenario)
    try:
        manifest = open_manifest(folder, (KIND,), "people needed can be shown")
        document = read_json(folder / DOCUMENT)
        if manifest["scenario_sha256"] != scenario.fingerprint():
            return {}
        weeks = {name: group["rostered_required"] for name, group in document["groups"].items()}
        return {name: np.array(week, np.float64).reshape(168, -1).max(axis=1) for name, week in weeks.items()}
    except (ResultsError, OSError, KeyError, TypeError, ValueError, AttributeError):
        return {}  # whatever is wrong with an earlier answer, the rota can be shown without it


def save(numbers: StaffingNumbers, folder: Path, *, figures: bool) -> Path:
    """Write the folder whole, or leave it as it was.

    Parameters
    ----------
    numbers : StaffingNumbers
        The answer.
    folder : Path
        Where to write.
    figures : bool
        Whether to draw the picture.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ResultsError
        If the folder holds something else, or cannot be written.
    """
    from simcall.present.pictures.staffing import alternative, draw
    from simcall.present.pictures.staffing_worth import draw_worth

    frame = numbers.to_frame()
    drawings = {PICTURE: Drawing(partial(draw, numbers), alternative(numbers))}
    if numbers.worth is not None:
        drawings[WORTH] = Drawing(partial(draw_worth, numbers, numbers.worth), " ".join(worth_sentences(numbers)))
    return StudyFolder(
        KIND,
        {
            "scenario": numbers.scenario.document(),
            "scenario_sha256": numbers.scenario.fingerprint(),
            "replications": numbers.replications,
            "seed": numbers.seed,
        },
        {DOCUMENT: numbers.document(), "summary.json": _summary(numbers)},
        {TABLE: (frame.columns.tolist(), list(frame.itertuples(index=False)))},
        drawings,
    ).save(folder, figures=figures)


def _summary(numbers: StaffingNumbers) -> dict[str, Any]:
    """Return the document of a staffing with its words, for a report."""
    return {
        **numbers.document(),
        "question": targets_sentence(numbers),
        "answer": [*answer_sentences(numbers), *hours_sentences(numbers)],
        "notes": [*method_sentences(numbers), *worth_sentences(numbers)],
        "headings": list(FIGURE_HEADINGS),
        "figures": [list(row) for row in figure_rows(numbers)],
    }
