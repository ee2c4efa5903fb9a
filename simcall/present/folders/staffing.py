"""The folder of a staffing: the answer as a document and a table, and its picture."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from simcall.present.folders.saved_staffing import DOCUMENT, KIND
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
from simcall.studies.staff.staffing import StaffingNumbers

__all__ = ["PICTURE", "TABLE", "save"]

TABLE, PICTURE, WORTH = "staffing.csv", "staffing.png", "worth.png"


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
