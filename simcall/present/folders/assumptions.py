"""The results folder of an answer with assumptions."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simcall.present.folders.study_folder import Drawing, StudyFolder
from simcall.present.words.assumed_reports import words_of_figures
from simcall.present.words.assumptions import first_to_measure, labelled_shares, nothing_to_measure
from simcall.studies.assumptions import AssumptionNumbers
from simcall.studies.assumptions.assumed import COLUMNS, SHARE_COLUMNS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["KIND", "save"]

KIND = "assumptions"
PICTURE = "figures/what-matters-most.png"


def save(numbers: AssumptionNumbers, folder: Path, *, figures: bool) -> Path:
    """Write an answer with assumptions; see `simcall.faces.face.FolderFace.save`."""
    words = [first_to_measure(shares, label) for label, shares in labelled_shares(numbers)]
    return StudyFolder(
        KIND,
        {
            "scenarios": [scenario.document() for scenario in numbers.scenarios],
            "changed_for_this_run": list(numbers.changes),
            "seed": numbers.sets.seed,
            "replications": numbers.sets.replications,
            "draws": len(numbers.draws),
        },
        {"summary.json": {**numbers.document(), "words": words_of_figures(numbers).document()}},
        {
            "summary.csv": (COLUMNS, numbers.rows),
            "shares.csv": (SHARE_COLUMNS, numbers.share_rows()),
            "draws.csv": numbers.drawn(),
        },
        {
            PICTURE: Drawing(
                partial(_draw, numbers), " ".join(words) or nothing_to_measure(numbers.draws, numbers.with_value)
            )
        },
        run_time_s=numbers.run_time_s,
    ).save(folder, figures=figures)


def _draw(numbers: AssumptionNumbers) -> list[Axes]:
    from simcall.present.pictures.assumptions import draw

    return draw(numbers)
