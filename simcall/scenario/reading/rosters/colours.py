"""Look at the colours of cells, where nothing else is in them."""

from __future__ import annotations

import warnings

__all__ = ["has_coloured_cells"]

_LOOKED_AT = 200
"""Rows of a sheet: a grid whose meaning is in its colours shows them at once."""


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
