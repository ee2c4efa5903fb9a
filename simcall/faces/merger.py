"""What merging two control rooms gains and costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simcall.faces.face import FolderFace, presented
from simcall.studies.merge import MergeNumbers
from simcall.studies.merge import merge as merge_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Merger", "merge"]


class Merger(MergeNumbers, FolderFace[MergeNumbers]):
    """Two rooms apart and merged, with their tables, picture and files."""

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the pooled calls that are answered in time, by hour of the day."""
        from simcall.present.pictures.merger import draw

        return draw(self, ax)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.merger import save

        return save(self, folder, figures=figures)


merge = presented(merge_numbers, Merger.presenting)
