"""Pictures as a page holds them: clean SVG that says what it shows, loads nothing and disturbs nothing around it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from simcall.errors import ResultsError
from simcall.files.scratch import scratch_folder
from simcall.present.pictures.embedded_svg import embedded_svg
from simcall.report.content import Illustration

__all__ = ["LEAST_TYPE", "as_saved", "drawn", "for_page", "saved", "smallest_type"]

_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
LEAST_TYPE = 8.0
"""Points: smaller type in a printed picture is hard to read."""
_PRINTED_WIDTH = 521.6
"""Points: the width of the text on an A4 page, 184 mm."""


def saved(
    folder: Path, titles: Mapping[str, str], prefix: str, *, small_type: bool = False
) -> tuple[Illustration, ...]:
    """Return the pictures of a results folder; none if the type of one is too small for an A4 page.

    Parameters
    ----------
    folder : Path
        Of the SVG files.
    titles : mapping of str to str
        By how a file's name begins, what the picture shows, ``{}`` for the rest of the name; they come in this order.
    prefix : str
        With which their ids begin.
    small_type : bool
        Whether to return pictures of small type too, because nothing can draw them anew.

    Raises
    ------
    ResultsError
        If a picture cannot be read.
    """
    files = sorted(folder.glob("*.svg")) if folder.is_dir() else []
    if not small_type and any(smallest_type(_read(file)) < LEAST_TYPE for file in files):
        return ()
    return tuple(_saved(files, titles, prefix))


def drawn(draw: Callable[[Path], object], titles: Mapping[str, str], prefix: str) -> tuple[Illustration, ...]:
    """Return pictures that a function draws into a folder that is not there yet; the rest as for `saved`."""
    with scratch_folder() as scratch:
        folder = scratch / "figures"
        draw(folder)
        return saved(folder, titles, prefix)


def as_saved(file: Path, alternative: str, prefix: str) -> str | None:
    """Return a saved picture if its words are those of a new drawing; None if it has to be drawn again.

    Parameters
    ----------
    file : Path
        The SVG.
    alternative : str
        What it has to say: the figures in it.
    prefix : str
        With which its ids begin.
    """
    if not file.is_file():
        return None
    try:
        content = _read(file)
        svg, description = for_page(content, "", prefix)
    except ResultsError:
        return None
    return svg if description == alternative and smallest_type(content) >= LEAST_TYPE else None


def smallest_type(svg: bytes) -> float:
    """Return the smallest type of a picture in points, once it is printed across an A4 page.

    Parameters
    ----------
    svg : bytes
        A file as Matplotlib writes it, whose widths and sizes of type are in points.
    """
    width = re.search(rb'<svg[^>]*?\swidth="([\d.]+)pt"', svg)
    sizes = [float(size) for size in re.findall(rb"font-size: ([\d.]+)px", svg)]
    if width is None or not sizes:
        return math.inf
    return min(sizes) * min(1.0, _PRINTED_WIDTH / float(width[1]))


def _saved(files: Sequence[Path], titles: Mapping[str, str], prefix: str) -> Iterator[Illustration]:
    for start, title in titles.items():
        for number, file in enumerate([file for file in files if file.stem.startswith(start)]):
            rest = file.stem.removeprefix(start).strip("-_").replace("-", " ")
            picture_title = title.format(rest)
            svg, alternative = for_page(_read(file), picture_title, f"{prefix}-{start}{number}")
            yield Illustration(picture_title, alternative, partial(str, svg))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ResultsError(f"{file}: cannot be read ({error.strerror}); make the results again") from error


def for_page(svg: bytes, title: str, prefix: str) -> tuple[str, str]:
    """Return a picture as one ``<svg>`` element that can stand in a page, and what it says to those who cannot see it.

    Parameters
    ----------
    svg : bytes
        A file.
    title : str
        Said of the picture if the file says nothing itself.
    prefix : str
        With which every id in it begins.

    Raises
    ------
    ResultsError
        If it is not an SVG file.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ResultsError(f'the picture "{title}" cannot be read ({error}); make the results again') from error
    description = root.find(f".//{_DESCRIPTION}")
    alternative = (description.text or "").strip() if description is not None else ""
    return embedded_svg(root, alternative or title, prefix), alternative or title
