"""Why a figure is as it is, or why two scenarios differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simcall.faces.face import FolderFace, presented
from simcall.studies.explain.explanation import ExplanationNumbers
from simcall.studies.explain.study import explain as explain_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Explanation", "explain"]


class Explanation(ExplanationNumbers, FolderFace[ExplanationNumbers]):
    """The part of each cause in a figure, with its table, picture and files."""

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw a waterfall: from one figure to the other, cause by cause."""
        from simcall.present.pictures.explanation import draw

        return draw(self, ax)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.explanation import save

        return save(self, folder, figures=figures)

    def _repr_html_(self) -> str:
        """Return the answer and the parts, for notebooks."""
        from simcall.present.notebook.explanation import explanation_html

        return explanation_html(self)


explain = presented(explain_numbers, Explanation.presenting)
