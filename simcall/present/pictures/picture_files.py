"""Pictures on their way out: PNG and SVG files with the text alternative in them, and SVG to stand in a page."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from simcall.errors import ResultsError
from simcall.files.advice import ANOTHER_FILE, Advice
from simcall.files.own_pictures import marks
from simcall.files.whole import BESIDE
from simcall.present.pictures.embedded_svg import embedded_svg
from simcall.present.pictures.style import SMALL_TYPE, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["save_both", "svg_text", "write_picture", "write_whole"]

_HOW: Mapping[str, Mapping[str, Any]] = {"svg": {}, "png": {"pil_kwargs": {"compress_level": 2}}}
"""By kind, how a file is written: a PNG that is packed a third quicker is 4 % larger."""


def write_picture(figure: Figure, path: Path, about: str, alternative: str = "") -> None:
    """Write a picture as PNG, and as SVG beside it; both are there whole, or as they were. The figure is closed.

    Parameters
    ----------
    figure : Figure
        The picture.
    path : Path
        Of the PNG.
    about : str
        What it is of, above it in small letters.
    alternative : str
        What is to be said to those who cannot see it; it stands in the files.

    Raises
    ------
    ResultsError
        If they cannot be written there.
    """
    with style():
        figure.suptitle(about, x=0.01, ha="left", fontsize=SMALL_TYPE, color="0.3", parse_math=False)
    write_whole(figure, path, alternative)


def write_whole(figure: Figure, path: Path, alternative: str) -> None:
    """Write a picture as `write_picture` does, with nothing added.

    Raises
    ------
    ResultsError
        If it cannot be written there.
    """
    import matplotlib.pyplot as plt

    try:
        _write_beside(figure, path, alternative)
    except OSError as error:
        problem = f"the picture could not be written ({error.strerror or error})"
        raise ResultsError(Advice(f"{path}: {problem}; ", ANOTHER_FILE)) from error
    finally:
        plt.close(figure)


def _write_beside(figure: Figure, path: Path, alternative: str) -> None:
    """Write both files beside their place, and put them there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=BESIDE, dir=path.parent, ignore_cleanup_errors=True) as folder:
        fresh = Path(folder) / path.name
        save_both(figure, fresh, alternative)
        for file in (path.with_suffix(".svg"), path):
            (Path(folder) / file.name).replace(file)


def save_both(figure: Figure, path: Path, alternative: str) -> None:
    """Write a picture as PNG, and as SVG beside it, into a folder that is itself put in place later.

    Parameters
    ----------
    figure : Figure
        The picture. It is not closed.
    path : Path
        Of the PNG.
    alternative : str
        What is to be said to those who cannot see it.
    """
    with style():  # how SVG holds text is asked when it is written
        _lay_out(figure)
        for kind, file in (("svg", path.with_suffix(".svg")), ("png", path)):  # the PNG may end in capitals
            figure.savefig(file, format=kind, dpi=200, metadata=marks(kind, alternative), **_HOW[kind])


def _lay_out(figure: Figure) -> None:
    """Lay a figure out once for all; Matplotlib itself would draw everything once more for each file to do so."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)  # "none" would leave a placeholder, for which all is drawn once more


def svg_text(figure: Figure, alternative: str, prefix: str = "picture") -> str:
    """Return a picture as SVG that can stand in an HTML page. The figure is closed.

    Parameters
    ----------
    figure : Figure
        The picture.
    alternative : str
        What a screen reader says of it.
    prefix : str
        With which every id in it begins: one of its own for each picture of a page.

    Returns
    -------
    str
        One ``<svg>`` element with ``role="img"``; no prolog, style sheet or script, and text is text.
    """
    import matplotlib.pyplot as plt

    try:
        with style(), io.BytesIO() as file:
            _lay_out(figure)
            figure.savefig(file, format="svg", metadata={"Date": None})
            root = ElementTree.fromstring(file.getvalue())
    finally:
        plt.close(figure)
    return embedded_svg(root, alternative, prefix)
