"""What differs between scenarios."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from simcall.faces.face import FolderFace, PicturedFace, presented
from simcall.faces.run import Results
from simcall.studies.compare import ComparisonNumbers
from simcall.studies.compare import compare as compare_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Comparison", "compare"]


class Comparison(ComparisonNumbers, FolderFace[ComparisonNumbers], PicturedFace[ComparisonNumbers]):
    """What differs between scenarios with the same callers, with its tables, pictures and files."""

    results: tuple[Results, ...]
    _inner_faces = MappingProxyType({"results": lambda runs: tuple(map(Results.presenting, runs))})

    def plot(self, measure: str, *, line: str, by: str = "hour_of_week", ax: Axes | None = None) -> Axes:
        """Draw by how much a measure of a line differs from the base in each period, with its interval as a band."""
        from simcall.present.pictures.comparison import draw

        return draw(self, measure, line, by, ax)

    def _draw(self, folder: Path) -> None:
        from simcall.present.folders.comparison import draw

        draw(self, folder)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.comparison import save

        return save(self, folder, figures=figures)

    def _repr_html_(self) -> str:
        """Return the main differences, for notebooks."""
        from simcall.present.notebook.comparison import comparison_html

        return comparison_html(self)


compare = presented(compare_numbers, Comparison.presenting)
