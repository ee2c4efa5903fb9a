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
from simcall.report.content import Illustration

__all__ = ["LEAST_TYPE", "as_saved", "drawn", "for_page", "saved", "smallest_type"]

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
_REFERENCE = re.compile(r"url\(\s*#([^)\s]+)\s*\)")
_OUTSIDE = re.compile(r"url\((?!\s*#)|@import", re.IGNORECASE)
_KEPT = frozenset(
    (
        *(
            "svg",
            "g",
            "defs",
            "path",
            "use",
            "text",
            "tspan",
            "rect",
            "circle",
            "ellipse",
            "line",
            "polyline",
            "polygon",
        ),
        *("image", "clipPath", "linearGradient", "stop", "pattern", "title", "desc"),
    )
)
"""The elements of a drawing; whatever else a file may hold is left out."""
LEAST_TYPE = 8.0
"""Points: smaller type in a printed picture is hard to read."""
_PRINTED_WIDTH = 521.6
"""Points: the width of the text on an A4 page, 184 mm."""
_STROKES = "stroke-linejoin: round; stroke-linecap: butt"
"""What Matplotlib's style sheet says, which would speak of the whole page."""


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
    """Return a saved picture, if it says what it would say if it were drawn now; None if it has to be drawn.

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
            what = title.format(rest)
            svg, alternative = for_page(_read(file), what, f"{prefix}-{start}{number}")
            yield Illustration(what, alternative, partial(str, svg))


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
        If it is no SVG.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ResultsError(f'the picture "{title}" cannot be read ({error}); make the results again') from error
    description = root.find(f".//{_DESCRIPTION}")
    alternative = (description.text or "").strip() if description is not None else ""
    _leave_out(root)
    for element in root.iter():
        _make_safe(element, prefix)
    root.set("style", _STROKES)
    root.set("role", "img")
    root.set("aria-label", alternative or title)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _HREF[1:].partition("}")[0])
    return ElementTree.tostring(root, encoding="unicode"), alternative or title


def _leave_out(element: ElementTree.Element) -> None:
    """Leave out what is no drawing: metadata, style sheets, scripts."""
    for child in list(element):
        if child.tag.removeprefix(f"{{{_SVG}}}") not in _KEPT:
            element.remove(child)
        else:
            _leave_out(child)


def _make_safe(element: ElementTree.Element, prefix: str) -> None:
    """Give ids their prefix, with what refers to them; leave out what acts, or leads out of the page."""
    for name, value in list(element.attrib.items()):
        bare = name.rpartition("}")[2].lower()
        if bare == "id" and element.tag == f"{{{_SVG}}}image":
            del element.attrib[name]  # a hash of its content: two scales of the same size would share it
        elif bare == "id":
            element.set(name, f"{prefix}-{value}")
        elif bare == "href" and value.startswith("#"):
            element.set(name, f"#{prefix}-{value[1:]}")
        elif bare.startswith("on") or _OUTSIDE.search(value) or (bare == "href" and not _is_inline(value)):
            del element.attrib[name]
        elif _REFERENCE.search(value):
            element.set(name, _REFERENCE.sub(rf"url(#{prefix}-\1)", value))


def _is_inline(value: str) -> bool:
    """Tell whether an address holds its picture itself, as a heat map's does."""
    return value.startswith("data:image/png;base64,")
