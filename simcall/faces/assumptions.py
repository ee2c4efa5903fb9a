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
from simcall.studies.assumptions.explained import AssumedExplanationNumbers
from simcall.studies.assumptions.explained import assume_explain as explain_numbers
from simcall.studies.assumptions.staffed import AssumedStaffingNumbers
from simcall.studies.assumptions.staffed import assume_staff as staff_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["AssumedExplanation", "AssumedStaffing", "Assumptions", "assume", "assume_explain", "assume_staff"]


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


class AssumedExplanation(AssumedExplanationNumbers, FolderFace[AssumedExplanationNumbers]):
    """The parts of an explanation over draws of what is assumed."""

    def plot(self) -> Sequence[Axes]:
        """Draw the part of each cause with its interval, and with that of sampling alone."""
        from simcall.present.pictures.assumed_studies import draw_parts

        return draw_parts(self)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.assumed_studies import save_explanation

        return save_explanation(self, folder, figures=figures)

    def _repr_html_(self) -> str:
        """Return the answer and the parts, for notebooks."""
        from simcall.present.notebook.assumed_studies import explanation_html

        return explanation_html(self)


class AssumedStaffing(AssumedStaffingNumbers, FolderFace[AssumedStaffingNumbers]):
    """How many people each hour needs, over draws of what is assumed."""

    def plot(self) -> Sequence[Axes]:
        """Draw the people needed by hour of the week, with a panel for each group."""
        from simcall.present.pictures.assumed_studies import draw_people

        return draw_people(self)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.assumed_studies import save_staffing

        return save_staffing(self, folder, figures=figures)

    def _repr_html_(self) -> str:
        """Return the hours that are needed and what to measure first, for notebooks."""
        from simcall.present.notebook.assumed_studies import staffing_html

        return staffing_html(self)


assume = presented(assume_numbers, Assumptions.presenting)
assume_explain = presented(explain_numbers, AssumedExplanation.presenting)
assume_staff = presented(staff_numbers, AssumedStaffing.presenting)
