"""Planned duties against the expected workload."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simcall.faces.face import PictureFace, presented
from simcall.studies.rota import RotaNumbers
from simcall.studies.rota import rota as rota_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["RotaView", "rota"]


class RotaView(RotaNumbers, PictureFace[RotaNumbers]):
    """Planned duties against the expected workload, by hour of the week."""

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the people on duty by group, one upon the other, and the workload, over the hours of the week."""
        from simcall.present.pictures.rota import draw

        return draw(self, ax)

    def _write_picture(self, path: Path) -> None:
        from simcall.present.pictures.rota import save

        save(self, path)

    def _repr_html_(self) -> str:
        """Return the week, hour by hour, for notebooks."""
        from simcall.present.notebook.comparison import rota_html

        return rota_html(self)


rota = presented(rota_numbers, RotaView.presenting)
