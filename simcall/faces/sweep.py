"""Many scenarios at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simcall.faces.face import FolderFace, PicturedFace, presented
from simcall.studies.sweep.folder import load_sweep as load_sweep_numbers
from simcall.studies.sweep.running import sweep as sweep_numbers
from simcall.studies.sweep.table import SweepNumbers

if TYPE_CHECKING:
    from simcall.present.pictures.sweep import SweepPlots

__all__ = ["Sweep", "load_sweep", "sweep"]


class Sweep(SweepNumbers, FolderFace[SweepNumbers], PicturedFace[SweepNumbers]):
    """Many scenarios at once, with their tables, pictures and files.

    `save` writes each file whole, or leaves it as it was.
    """

    @property
    def plot(self) -> SweepPlots:
        """Pictures: ``plot.frontier()``, ``plot.heat_map("999.answered_in_target")``, ``plot.lines(…)``."""
        from simcall.present.pictures.sweep import SweepPlots

        return SweepPlots(self)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.sweep import save

        return save(self, folder, figures=figures)

    def _draw(self, folder: Path) -> None:
        from simcall.present.folders.sweep import draw

        draw(self, folder)

    def _repr_html_(self) -> str:
        """Return the first points, for notebooks."""
        from simcall.present.notebook.sweep import sweep_html

        return sweep_html(self)


load_sweep = presented(load_sweep_numbers, Sweep.presenting)
sweep = presented(sweep_numbers, Sweep.presenting)
