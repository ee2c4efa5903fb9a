"""Look at the colours of cells, where nothing else is in them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable

from simcall.scenario.reading.rosters.findings import Findings
from simcall.scenario.reading.rosters.tables import Table, shown_cell

__all__ = ["has_coloured_cells", "note_colours"]

_LOOKED_AT = 200
"""Rows of a sheet: a grid whose meaning is in its colours shows them at once."""


_KEY = re.compile(
    r".*\b(?:red|yellow|green|blue|orange|amber|pink|purple|gr[ae]y|brown|shaded|highlighted|colou?red)"
    r"(?:\s+(?:cells?|shading|entries))?\s*(?:=|\bmeans?\b|\bindicates?\b|\bdenotes?\b).*",
    re.IGNORECASE | re.DOTALL,
)


def note_colours(tables: Iterable[Table], findings: Findings) -> None:
    """Note where a sheet says what a colour means, such as "Yellow = sick": only what is written in a cell is read."""
    for table in tables:
        for number, cells in table.rows:
            key = next((cell for cell in cells if _KEY.fullmatch(cell)), None)
            if key is not None:
                findings.notes.append(
                    f"row {number} says {shown_cell(key)}, and simcall reads no colours: write what they mean into "
                    "the cells"
                )
                return


def has_coloured_cells(path: str, sheet: str) -> bool:
    """Tell whether cells of a sheet that hold nothing are filled with a colour."""
    # Only those who have coloured cells wait for this reader, which is slow and knows fills.
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path, read_only=True)
        except Exception:  # Another reader had no trouble with it; what is wrong here does not matter.
            return False
        try:
            rows = book[sheet].iter_rows(max_row=_LOOKED_AT)
            return any(cell.value is None and _is_filled(cell) for row in rows for cell in row)
        finally:
            book.close()


def _is_filled(cell: object) -> bool:
    fill = getattr(cell, "fill", None)
    return fill is not None and fill.fill_type == "solid"
