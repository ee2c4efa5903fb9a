"""Write small HTML tables for notebooks, with every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Cell", "display", "folded", "note", "table"]

_LEFT = ' style="text-align:left;vertical-align:top;padding-right:1em"'


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes
    ----------
    text : str
        What it shows.
    title : str
        What is said when the pointer rests on it; the same has to be reachable below as text.
    strong : bool
        Whether it is to stand out, as what is only assumed does.
    """

    text: str
    title: str = ""
    strong: bool = False


def display(heading: str, *blocks: str) -> str:
    """Return a display: a heading, and below it what `table`, `note` and `folded` give."""
    return f'<div class="simcall"><p><strong>{escape(heading)}</strong></p>{"".join(blocks)}</div>'


def note(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(text)}</p>" if text else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell | str]], caption: str = "") -> str:
    """Return a table, whose first column names the rows.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : iterable of sequence of Cell or str
        As many cells in each.
    caption : str
        What it is a table of.
    """
    head = "".join(f'<th scope="col"{_LEFT}>{escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{_row(row)}</tr>" for row in rows)
    caption_html = f"<caption{_LEFT}>{escape(caption)}</caption>" if caption else ""
    return f"<table>{caption_html}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def folded(summary: str, texts: Mapping[str, str]) -> str:
    """Return terms and what is said of each, to be unfolded by whoever wants to read them."""
    if not texts:
        return ""
    terms = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in texts.items())
    return f"<details><summary>{escape(summary)}</summary><dl>{terms}</dl></details>"


def _row(row: Sequence[Cell | str]) -> str:
    first, *others = (cell if isinstance(cell, Cell) else Cell(cell) for cell in row)
    named = f'<th scope="row"{_title(first)}{_LEFT}>{_shown(first)}</th>'
    return named + "".join(f"<td{_title(cell)}{_LEFT}>{_shown(cell)}</td>" for cell in others)


def _title(cell: Cell) -> str:
    return f' title="{escape(cell.title)}"' if cell.title else ""


def _shown(cell: Cell) -> str:
    text = escape(cell.text)
    return f"<strong>{text}</strong>" if cell.strong else text
