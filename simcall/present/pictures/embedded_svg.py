"""SVG pictures inside an HTML page: they load nothing, run nothing and share no ids with the rest of the page."""

from __future__ import annotations

import re
from xml.etree import ElementTree

__all__ = ["embedded_svg"]

_SVG = "http://www.w3.org/2000/svg"
_REFERENCE = re.compile(r"url\(\s*#([^)\s]+)\s*\)")
_OUTSIDE = re.compile(r"url\((?!\s*#)|@import", re.IGNORECASE)
_SHAPES = {"circle", "ellipse", "image", "line", "path", "polygon", "polyline", "rect", "text", "tspan", "use"}
_STRUCTURE = {"clipPath", "defs", "desc", "g", "linearGradient", "pattern", "stop", "svg", "title"}
_DRAWING_ELEMENTS = frozenset(_SHAPES | _STRUCTURE)
"""Every other element of a file is left out."""
_STROKES = "stroke-linejoin: round; stroke-linecap: butt"
"""The content of Matplotlib's style sheet, which would apply to the whole page."""

ElementTree.register_namespace("", _SVG)  # as HTML has them
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def embedded_svg(root: ElementTree.Element, alternative: str, prefix: str) -> str:
    """Return a picture as one ``<svg>`` element for an HTML page.

    Parameters
    ----------
    root : Element
        The ``<svg>`` element of a file. It is changed.
    alternative : str
        What a screen reader says of it.
    prefix : str
        The start of every id in it; each picture of a page needs its own.

    Returns
    -------
    str
        The element with ``role="img"``: no prolog, style sheet, script or address outside the page, and text is text.
    """
    _remove_all_but_the_drawing(root)
    for element in root.iter():
        _make_safe(element, prefix)
    root.set("style", _STROKES)
    root.set("role", "img")
    root.set("aria-label", alternative)
    return ElementTree.tostring(root, encoding="unicode")


def _remove_all_but_the_drawing(element: ElementTree.Element) -> None:
    """Remove metadata, style sheets and scripts."""
    for child in list(element):
        if child.tag.removeprefix(f"{{{_SVG}}}") not in _DRAWING_ELEMENTS:
            element.remove(child)
        else:
            _remove_all_but_the_drawing(child)


def _make_safe(element: ElementTree.Element, prefix: str) -> None:
    """Prefix ids and the references to them; remove handlers, and addresses outside the page."""
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
