"""A document as one page that needs nothing else: no network, no script, and fit for paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

from simcall.present.words.breakable import BREAKS, breakable
from simcall.report.content import Cell, Document, Mark, Table
from simcall.report.marks import IN_HTML

__all__ = ["column_shares", "css_text", "page", "write"]

_TEMPLATES = Path(__file__).parent / "templates"
_LEAST, _WORD, _PROSE, _FRAME = 6, 20, 45, 6
"""Letters: no column is narrower, no word is given more room, no text wants more; and what a frame takes."""


def write(document: Document, path: Path) -> None:
    """Write a document as an HTML file, the same bytes on every system."""
    path.write_text(page(document), encoding="utf-8", newline="\n")


def page(document: Document) -> str:
    """Return a document as an HTML page; all text in it is escaped, and pictures come clean from their module."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = breakable
    environment.tests["of_type"] = lambda value, name: type(value).__name__ == name
    style = Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))
    values: dict[str, Any] = {
        "document": document,
        "style": style,
        "mark": Markup(IN_HTML),
        "svg": Markup,
        "shares": column_shares,
        "page_name": Markup(css_text(document.title)),
    }
    return environment.get_template("report.html.j2").render(values)


def css_text(text: str) -> str:
    """Return a text for a CSS string, every character escaped that is not a plain letter, digit or space."""
    return "".join(char if char.isascii() and (char.isalnum() or char == " ") else f"\\{ord(char):x} " for char in text)


def column_shares(table: Table) -> list[float]:
    """Return how wide each column of a table should be, in per cent: room for its longest word, and more for prose."""
    columns = zip(table.columns, zip(*table.rows, strict=True) if table.rows else repeat(()), strict=False)
    widths = [max(_LEAST, _longest([name, *cells]), _usual([str(cell) for cell in cells])) for name, cells in columns]
    return [100 * width / sum(widths) for width in widths]


def _longest(cells: Sequence[Cell]) -> int:
    """Return the letters of the longest word; figures and marks are not broken, and marks have a frame."""
    words = [len(word) for cell in cells if isinstance(cell, str) for word in BREAKS.sub(r"\1 ", cell).split()]
    unbroken = [
        len(str(cell)) + (_FRAME if isinstance(cell, Mark) else 0) for cell in cells if not isinstance(cell, str)
    ]
    return min(max((*words, *unbroken), default=0) + 2, _WORD)


def _usual(texts: Sequence[str]) -> int:
    """Return the length that three in four texts do not exceed; at least a word if one of them is prose."""
    lengths = sorted(map(len, texts)) or [0]
    usual = lengths[int(0.75 * (len(lengths) - 1))]
    extra = max(0, sum(lengths) // len(lengths) - _PROSE) // 4
    return min(max(usual, _WORD if lengths[-1] > _PROSE else 0), _PROSE) + min(extra, _PROSE)
