"""The figures in the cells of a map, drawn by one artist: a text of its own for each is slow to make and to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.artist import Artist
from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase

__all__ = ["CellFigure", "CellFigures"]

_ABOVE_THE_MAP = 3
"""Where Matplotlib puts texts."""


@dataclass(frozen=True)
class CellFigure:
    """A figure in a cell.

    Attributes
    ----------
    x, y : float
        The middle of the cell, in the units of the axes.
    text : str
        What is written.
    colour : str
        In which colour.
    """

    x: float
    y: float
    text: str
    colour: str


class CellFigures(Artist):
    """Figures in the middles of cells.

    Parameters
    ----------
    figures : sequence of CellFigure
        What to write.
    points : float
        The size of the type.

    Attributes
    ----------
    figures : tuple of CellFigure
        What is written.
    """

    def __init__(self, figures: Sequence[CellFigure], points: float) -> None:
        super().__init__()
        self.figures = tuple(figures)
        self._pen = Text(horizontalalignment="center", verticalalignment="center", fontsize=points, parse_math=False)
        self.set_in_layout(False)  # it is within the cells
        self.set_zorder(_ABOVE_THE_MAP)

    def draw(self, renderer: RendererBase) -> None:
        """Write the figures as `Text` would, looking once for the place of each different one."""
        figure = self.get_figure()
        assert self.axes is not None
        assert figure is not None
        pen = self._pen
        pen.set_figure(figure)
        pen.set_transform(self.axes.transData)
        places = self.axes.transData.transform([(cell.x, cell.y) for cell in self.figures])
        top = renderer.get_canvas_width_height()[1] if renderer.flipy() else 0.0
        down = -1.0 if renderer.flipy() else 1.0
        shifts = {text: self._shift(text, renderer) for text in {cell.text for cell in self.figures}}
        pens = {colour: renderer.new_gc() for colour in {cell.colour for cell in self.figures}}
        for colour, gc in pens.items():
            gc.set_foreground(colour)
        font = pen.get_fontproperties()
        for cell, (x, y) in zip(self.figures, places.tolist(), strict=True):
            right, up = shifts[cell.text]
            pen.set_position((cell.x, cell.y))
            renderer.open_group("text")
            renderer.draw_text(pens[cell.colour], x + right, top + down * (y + up), cell.text, font, 0.0, mtext=pen)
            renderer.close_group("text")
        self.stale = False

    def _shift(self, text: str, renderer: RendererBase) -> tuple[float, float]:
        """Return how far from the middle of its cell a text's baseline begins, in pixels."""
        pen = self._pen
        pen.set(text=text, position=(0.0, 0.0))
        x, y = pen.get_transform().transform((0.0, 0.0))
        box = pen.get_window_extent(renderer)
        pen.set_verticalalignment("baseline")
        below_baseline = y - pen.get_window_extent(renderer).y0
        pen.set_verticalalignment("center")
        return box.x0 - x, box.y0 + below_baseline - y
