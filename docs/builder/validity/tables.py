"""Tables of plain data, and how the page writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["FORMS", "Table", "written"]

Cell = str | float | int | None

_ABSENT = "-"

FORMS: Mapping[str, str] = {
    "text": "{}",
    "count": "{:,}",
    "whole": "{:,.0f}",
    "one": "{:.1f}",
    "two": "{:.2f}",
    "percent": "{:.1%}",
    "whole percent": "{:.0%}",
    "points": "{:.1f}",
    "seconds": "{:.1f} s",
    "minutes": "{:.1f} min",
}
"""How a column's cells are written; points are percentage points, kept as a difference of shares."""


@dataclass(frozen=True)
class Table:
    """A table of plain data.

    Attributes
    ----------
    columns : mapping of str to str
        The title of each column, and the form of its cells.
    rows : sequence
        The cells, as numbers and text.
    """

    columns: Mapping[str, str]
    rows: Sequence[Sequence[Cell]]

    def document(self) -> dict[str, Any]:
        """Return the table as it is kept."""
        return {"columns": dict(self.columns), "rows": [[_rounded(cell) for cell in row] for row in self.rows]}


def written(table: Mapping[str, Any]) -> str:
    """Return a kept table in Markdown."""
    titles, forms = list(table["columns"]), list(table["columns"].values())
    aligned = ["---" if form == "text" else "--:" for form in forms]
    rows = [[cell(value, form) for value, form in zip(row, forms, strict=True)] for row in table["rows"]]
    return "\n".join(_line(cells) for cells in (titles, aligned, *rows))


def cell(value: Cell, form: str) -> str:
    """Return a cell as a reader sees it."""
    if value is None:
        return _ABSENT
    if isinstance(value, str):
        return value
    number = 100 * value if form == "points" else value
    return FORMS[form].format(number).replace("%", " %")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rounded(value: Cell) -> Cell:
    return float(f"{value:.6g}") if isinstance(value, float) else value
