"""What was fitted to what happened."""

from __future__ import annotations

from pathlib import Path

from simcall.faces.face import Face, presented
from simcall.studies.fit.study import FitNumbers
from simcall.studies.fit.study import fit as fit_numbers

__all__ = ["Fit", "fit"]


class Fit(FitNumbers, Face[FitNumbers]):
    """What was fitted to what happened, and how far the data settle it."""

    def save(self, folder: str | Path) -> Path:
        """Write scenario-fitted.toml into the folder of the import. It extends the scenario there.

        Raises
        ------
        ResultsError
            If it would replace a file that simcall did not write, or cannot be written.
        """
        from simcall.present.folders.fitted import save

        return save(self, Path(folder))

    def _repr_html_(self) -> str:
        """Return what the data settle, and the weeks held out, for notebooks."""
        from simcall.present.notebook.validation import fit_html

        return fit_html(self)


fit = presented(fit_numbers, Fit.presenting)
