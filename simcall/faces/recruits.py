"""The weeks from which a line meets its target without those who help."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from simcall.faces.face import PictureFace, presented
from simcall.faces.run import Results
from simcall.studies.recruits import RecruitsNumbers
from simcall.studies.recruits import recruits as recruits_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["RecruitsView", "recruits"]


class RecruitsView(RecruitsNumbers, PictureFace[RecruitsNumbers]):
    """From which week on a line meets its target without those who help."""

    with_help: Results
    without_help: Results
    _inner_faces = MappingProxyType({"with_help": Results.presenting, "without_help": Results.presenting})

    def plot(self, *, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
        """Draw the share answered in time, with and without help, over the hours at the phones, week by week."""
        from simcall.present.pictures.recruits import draw

        return draw(self, axes)

    def _write_picture(self, path: Path) -> None:
        from simcall.present.pictures.recruits import save

        save(self, path)


recruits = presented(recruits_numbers, RecruitsView.presenting)
