"""What an answer is over draws of what is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from simcall.faces.face import FolderFace, presented
from simcall.faces.run import Results
from simcall.studies.assumptions import AssumptionNumbers
from simcall.studies.assumptions import assume as assume_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Assumptions", "assume"]


class Assumptions(AssumptionNumbers, FolderFace[AssumptionNumbers]):
    """Figures with intervals that hold what is assumed, and which assumption matters most."""

    plain: tuple[Results, ...]
    _inner_faces = MappingProxyType({"plain": lambda runs: tuple(map(Results.presenting, runs))})

    def plot(self) -> Sequence[Axes]:
        """Draw the share of each assumption in the variance of each main figure."""
        from simcall.present.pictures.assumptions import draw

        return draw(self)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.assumptions import save

        return save(self, folder, figures=figures)

    def _repr_html_(self) -> str:
        """Return the main figures and what to measure first, for notebooks."""
        from simcall.present.notebook.assumptions import assumptions_html

        return assumptions_html(self)


assume = presented(assume_numbers, Assumptions.presenting)
