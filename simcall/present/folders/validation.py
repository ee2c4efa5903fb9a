"""The folder of a validation: the page, and its figures as a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from simcall.files.own_reports import seal_report
from simcall.present.folders.study_folder import StudyFolder
from simcall.studies.validate.validation import ValidationNumbers

__all__ = ["KIND", "PAGE", "save"]

KIND = "validation"
PAGE = "validation.html"
_FIGURES = "validation.json"


def save(numbers: ValidationNumbers, folder: Path, page: Callable[[ValidationNumbers], str]) -> Path:
    """Write the folder whole, or leave it as it was.

    Parameters
    ----------
    numbers : ValidationNumbers
        What was compared.
    folder : Path
        Where to write.
    page : callable
        Returns the page, as HTML.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ResultsError
        If the folder holds something else, or cannot be written.
    """

    def write_page(path: Path) -> None:
        path.write_text(page(numbers), encoding="utf-8", newline="\n")
        seal_report(path)

    return StudyFolder(
        KIND,
        {
            "scenario": numbers.scenario.document(),
            "replications": numbers.replications,
            "seed": numbers.seed,
        },
        {_FIGURES: numbers.document()},
        others={PAGE: write_page},
    ).save(folder)
