"""A picture as it stands in a page: drawn when the page is written, with words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from simcall.present.pictures.picture_files import svg_text
from simcall.present.pictures.style import new_axes, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PagePicture"]


@dataclass(frozen=True)
class PagePicture:
    """A picture of a page.

    Attributes
    ----------
    title : str
        What it shows.
    alternative : str
        The same in words, with the main figures.
    draw : callable
        Draws it on given axes.
    """

    title: str
    alternative: str
    draw: Callable[[Axes], None]

    def svg(self, prefix: str) -> str:
        """Return it as SVG that can stand in a page; every id in it begins with `prefix`."""
        with style():
            ax = new_axes()
            self.draw(ax)
        return svg_text(cast("Figure", ax.figure), self.alternative, prefix)
