"""The folder of a designed rota: the scenario, the plan as a duty sheet, the answer as a document, and pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from simcall.files.folder_names import folder_name
from simcall.present.folders.designed_scenario import SCENARIO, designed_text
from simcall.present.folders.duty_sheet import POST_COLUMNS, post_rows, write_workbook
from simcall.present.folders.study_folder import Drawing, StudyFolder
from simcall.present.words import rota_design as words
from simcall.present.words.rota_changes import changes_of
from simcall.scenario import Scenario
from simcall.studies.design.designed import RotaDesignNumbers

__all__ = ["KIND", "PLAN", "SCENARIO", "WORKBOOK", "folder_of", "save"]

KIND = "design"
DOCUMENT, PLAN, WORKBOOK = "design.json", "rota.csv", "rota.xlsx"
POSTS_PICTURE, HOURS_PICTURE = "posts.png", "on_duty.png"


def folder_of(scenario: Scenario) -> Path:
    """Return the folder in which a design for a scenario is saved by default."""
    return Path("results") / f"{folder_name(scenario.name)}-design"


def save(numbers: RotaDesignNumbers, folder: Path, *, figures: bool) -> Path:
    """Write the folder; see `simcall.faces.face.FolderFace.save`."""
    from simcall.present.pictures import rota_design as pictures

    text = designed_text(numbers, folder)
    return StudyFolder(
        KIND,
        {
            "scenario": numbers.request.scenario.document(),
            "designed": numbers.scenario.document(),
            "replications": numbers.replications,
            "seed": numbers.seed,
            "check_seed": numbers.check_seed,
        },
        {DOCUMENT: numbers.document(), "summary.json": _summary(numbers)},
        {PLAN: (POST_COLUMNS, post_rows(numbers))},
        {
            POSTS_PICTURE: Drawing(partial(pictures.draw_posts, numbers), pictures.posts_in_words(numbers)),
            HOURS_PICTURE: Drawing(partial(pictures.draw_hours, numbers), pictures.HOURS_IN_WORDS),
        },
        {SCENARIO: lambda path: _write_text(text, path), WORKBOOK: partial(write_workbook, numbers)},
    ).save(folder, figures=figures)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _summary(numbers: RotaDesignNumbers) -> dict[str, Any]:
    """Return the document of a design with its words, for a report."""
    return {
        **numbers.document(),
        "question": words.targets_sentence(numbers),
        "answer": [*words.answer_sentences(numbers), *words.bound_sentences(numbers)],
        "odd": [*words.odd_sentences(numbers)],
        "changes": changes_of(numbers),
        "notes": [*words.worst_hours(numbers), *words.method_sentences(numbers)],
        "target_rows": [list(row) for row in words.target_rows(numbers)],
        "post_rows": [list(row) for row in words.post_rows(numbers)],
    }
