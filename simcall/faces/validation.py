"""A model held against what happened."""

from __future__ import annotations

from pathlib import Path

from simcall.faces.face import Face, presented
from simcall.studies.validate.study import validate as validate_numbers
from simcall.studies.validate.validation import ValidationNumbers

__all__ = ["Validation", "validate"]


class Validation(ValidationNumbers, Face[ValidationNumbers]):
    """A model compared with what happened, with its verdict, table and page."""

    def save(self, folder: str | Path) -> Path:
        """Write the page, and the figures as a document, into a folder. It replaces an earlier validation.

        Raises
        ------
        ResultsError
            If the folder holds something else, or cannot be written.
        """
        from simcall.present.folders.validation import save
        from simcall.report.of_validation import validation_page

        return save(self, Path(folder), validation_page)

    def _repr_html_(self) -> str:
        """Return the verdict, and your figures beside the model's, for notebooks."""
        from simcall.present.notebook.validation import validation_html

        return validation_html(self)


validate = presented(validate_numbers, Validation.presenting)
