"""The folder of a validation: the page, and its figures as a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from simcall.files.own_folders import fresh_folder, write_manifest
from simcall.files.own_reports import seal_report
from simcall.files.whole import write_json
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
    with fresh_folder(folder, KIND) as fresh:
        (fresh / PAGE).write_text(page(numbers), encoding="utf-8", newline="\n")
        seal_report(fresh / PAGE)
        write_json(numbers.document(), fresh / _FIGURES)
        about = {
            "scenario": numbers.scenario.document(),
            "replications": numbers.replications,
            "seed": numbers.seed,
        }
        write_manifest(fresh, KIND, about)
    return folder
