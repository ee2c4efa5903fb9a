"""The sheets of exports as tables of pandas, which hold a year of calls."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from itertools import islice

import pandas as pd

from simcall.sheets.sheets import Arrangement, Sheet, is_a_row_a_line, rows_of_text, sheets_as

__all__ = ["Grid", "read_grids"]

_CHUNK_ROWS = 50_000

Grid = Sheet[pd.DataFrame]
"""A sheet whose cells are a table: columns 0, 1, …; the index is the row's number in the file."""


def read_grids(path: str, kind: str) -> tuple[Grid, ...]:
    """Read every sheet of a file; parameters and errors as for `simcall.sheets.sheets.sheets_as`."""
    return sheets_as(Arrangement(_text_cells, _frame), path, kind)


def _text_cells(text: str, separator: str) -> pd.DataFrame:
    """Return the cells of a text: at once if each line is a row, otherwise one row after another."""
    if not is_a_row_a_line(text, separator):
        return _frame(rows_of_text(text, separator))
    width = max(line.count(separator) for line in text.split("\n")) + 1
    if not text.strip():
        return pd.DataFrame()
    cells = pd.read_csv(
        StringIO(text),
        sep=separator,
        header=None,
        names=range(width),
        index_col=False,
        dtype="str",
        na_filter=False,
        skip_blank_lines=False,
    )
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    cells = cells.fillna("").apply(lambda column: column.str.strip())
    is_filled = cells != ""
    filled: pd.DataFrame = cells.loc[is_filled.any(axis=1), : is_filled.any()[::-1].idxmax()]
    return filled


def _frame(rows: Iterable[tuple[int, list[str]]]) -> pd.DataFrame:
    """Lay rows out as columns, some at a time: a year of calls must not stand in memory twice."""
    remaining = iter(rows)
    chunks: list[pd.DataFrame] = []
    while chunk := list(islice(remaining, _CHUNK_ROWS)):
        width = max(len(cells) for _, cells in chunk)
        padded = [cells + [""] * (width - len(cells)) for _, cells in chunk]
        chunks.append(pd.DataFrame(padded, index=[number for number, _ in chunk], dtype="str"))
    if not chunks:
        return pd.DataFrame()
    return pd.concat(chunks).fillna("").astype("str")
