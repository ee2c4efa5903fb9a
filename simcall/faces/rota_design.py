"""A rota that simcall designed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simcall.faces.face import FolderFace, presented
from simcall.studies.design.designed import RotaDesignNumbers
from simcall.studies.design.designing import design as design_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["RotaDesign", "design"]


class RotaDesign(RotaDesignNumbers, FolderFace[RotaDesignNumbers]):
    """A designed rota, with its table, pictures and files."""

    def plot(self) -> Sequence[Axes]:
        """Draw a bar over the day for each post, with how many there are, and its days."""
        from simcall.present.pictures.rota_design import draw_posts

        return draw_posts(self)

    def plot_hours(self) -> Sequence[Axes]:
        """Draw the people on planned duty by hour of the week, against today's and the workload."""
        from simcall.present.pictures.rota_design import draw_hours

        return draw_hours(self)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.rota_design import save

        return save(self, folder, figures=figures)

    def _repr_html_(self) -> str:
        """Return the answer, the changes and the posts, for notebooks."""
        from simcall.present.notebook.rota_design import rota_design_html

        return rota_design_html(self)


design = presented(design_numbers, RotaDesign.presenting)
