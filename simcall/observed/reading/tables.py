"""Find the tables in a sheet: titles, headers of one or two rows, repeated headers, and the rows under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from simcall.sheets.column_names import Vocabulary
from simcall.sheets.dates import parts_of_date
from simcall.sheets.grids import Grid

__all__ = ["REPEATED_HEADER", "TOTALS", "Table", "count_layout_rows", "find_tables", "is_total"]

REPEATED_HEADER = "repeated header"
TOTALS = "totals"
NOTES = "notes and titles"

_SEARCHED = 60
"""Rows in which the first header must stand."""
_FEW_ROWS = 2_000
_TITLE_ROWS = 6
_TOTAL = re.compile(
    r"\W*(?:grand|sub|day|daily|weekly|monthly|month|overall|report|queue|skill)?[\s-]*(?:totals?|sum|average|mean)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_DATUM = re.compile(r"\d:\d\d|\d[./-]\d{1,2}[./-]\d|\d{7}|\d{5} \d{3}|\+\d")


@dataclass(frozen=True)
class Table:
    """A header and the rows under it.

    Attributes
    ----------
    file : str
        The file's name, without its folder.
    position : int
        The position of the file among those given.
    sheet : str or None
        The sheet of a workbook.
    titles : tuple of tuple of str
        The filled cells of each row above the header: a queue's name or a period may stand there.
    names : tuple of str
        The header.
    body : pandas.DataFrame
        Text; columns 0, 1, …, as in `names`; the index is the row's number in the file.
    left_out : mapping of str to int
        Rows under the header that are no data, by reason.
    separator : str or None
        Between the cells of a text file: a semicolon goes with decimal commas.
    hidden : frozenset of int
        Hidden columns of a workbook.
    """

    file: str
    position: int
    sheet: str | None
    titles: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    body: pd.DataFrame
    left_out: Mapping[str, int] = field(default_factory=dict)
    separator: str | None = None
    hidden: frozenset[int] = frozenset()

    @property
    def where(self) -> str:
        """The file and the sheet, for messages."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file

    def row(self, number: int) -> str:
        """Return the place of a row, for messages."""
        return f"{self.where}: row {number}"


@dataclass(frozen=True)
class _Header:
    first: int
    last: int
    names: tuple[str, ...]


def find_tables(grid: Grid, position: int, vocabulary: Vocabulary) -> tuple[Table, ...]:
    """Return the tables of a sheet; none if no row has names of columns.

    Parameters
    ----------
    grid : Grid
        The sheet.
    position : int
        The position of its file among those given.
    vocabulary : Vocabulary
        The names of columns of any kind of export.
    """
    cells = grid.cells
    if cells.empty:
        return ()
    header = _first_header(cells, vocabulary)
    if header is None:
        return ()
    starts = [header, *_later_headers(cells, header, vocabulary)]
    return tuple(_tables(grid, position, starts))


def _tables(grid: Grid, position: int, headers: Sequence[_Header]) -> Iterator[Table]:
    """Yield a table for each header; a repeated one without a title above continues the table."""
    cells = grid.cells
    begins = [0, *(_titles_begin(cells, before.last + 1, header.first) for before, header in pairwise(headers))]
    groups: list[list[int]] = []
    for number, header in enumerate(headers):
        continues = number > 0 and header.names == headers[groups[-1][0]].names and begins[number] == header.first
        if continues:
            groups[-1].append(number)
        else:
            groups.append([number])
    ends = [*(begins[group[0]] for group in groups[1:]), len(cells)]
    for group, end in zip(groups, ends, strict=True):
        header = headers[group[0]]
        repeated = [row for number in group[1:] for row in range(headers[number].first, headers[number].last + 1)]
        body = cells.iloc[header.last + 1 : end].drop(index=cells.index[repeated])
        yield Table(
            file=Path(grid.file).name,
            position=position,
            sheet=grid.sheet,
            titles=tuple(_filled(cells, row) for row in range(begins[group[0]], header.first)),
            names=header.names,
            body=body,
            left_out={REPEATED_HEADER: len(group) - 1} if len(group) > 1 else {},
            separator=grid.separator,
            hidden=grid.hidden,
        )


def _filled(cells: pd.DataFrame, row: int) -> tuple[str, ...]:
    return tuple(cell for cell in cells.iloc[row] if cell)


def _titles_begin(cells: pd.DataFrame, earliest: int, header: int) -> int:
    """Return the first of the rows just above a header that are titles: few cells are filled, and none is a total."""
    few = max(2, cells.shape[1] // 3)
    begin = header
    while begin > max(earliest, header - _TITLE_ROWS):
        filled = _filled(cells, begin - 1)
        if len(filled) > few or any(map(is_total, filled)):
            break
        begin -= 1
    return begin


def is_total(text: str) -> bool:
    """Return whether a cell says that its row is a total of others."""
    return _TOTAL.match(text) is not None


def _is_value(text: str) -> bool:
    """Return whether a cell is a number, a date or a time, and no name of a column."""
    return _DIGIT.search(text) is not None and len(_LETTERS.findall(text)) < 4


def _is_data(filled: Sequence[str]) -> bool:
    """Return whether a row has a time, a date or a telephone number in it, and so is no header of names."""
    return any(map(_DATUM.search, filled))


def _is_wordy(filled: Sequence[str]) -> bool:
    return sum(map(_is_value, filled)) * 2 < len(filled)


def _first_header(cells: pd.DataFrame, vocabulary: Vocabulary) -> _Header | None:
    rows = [_filled(cells, row) for row in range(min(_SEARCHED, len(cells)))]
    matches = [0 if _is_data(row) else len({name for name in row if name in vocabulary}) for row in rows]
    best = max(range(len(rows)), key=lambda row: (matches[row], -row))
    if matches[best] >= 2:
        return _header_at(cells, best, vocabulary)
    for number in range(len(rows)):
        if vocabulary.is_layout(tuple(cells.iloc[number])):
            number += number + 1 < len(rows) and _are_dates_under_weekdays(rows[number], rows[number + 1])
            return _Header(number, number, tuple(cells.iloc[number]))
    usual = sorted(map(len, rows))[len(rows) // 2]
    for number, row in enumerate(rows[:-1]):
        if (
            len(row) >= max(2, (usual + 1) // 2)
            and _is_wordy(row)
            and not _is_data(row)
            and any(map(_is_value, rows[number + 1]))
        ):
            return _header_at(cells, number, vocabulary)
    return None


def _are_dates_under_weekdays(row: Sequence[str], below: Sequence[str]) -> bool:
    """Return whether a row of words stands above one of dates, which say more."""
    if any(map(_DIGIT.search, row)):
        return False
    # 8.5 calls an hour are not the 8th of May.
    dates = [cell for cell in below if parts_of_date(cell) is not None and not _DECIMAL.fullmatch(cell)]
    return len(dates) >= len(row) - 1


def _header_at(cells: pd.DataFrame, row: int, vocabulary: Vocabulary) -> _Header:
    """Return the header that a row is, or is one of the two rows of."""
    names = tuple(cells.iloc[row])
    if row > 0 and _is_upper_row(_filled(cells, row - 1), names):
        return _Header(row - 1, row, _joined(tuple(cells.iloc[row - 1]), names, vocabulary))
    if row + 1 < len(cells):
        below = tuple(cells.iloc[row + 1])
        is_lower_row = not any(map(_is_value, filter(None, below))) and any(
            lower and not upper for upper, lower in zip(names, below, strict=True)
        )
        if is_lower_row and sum(map(bool, below)) >= 2 and not any(map(is_total, below)):
            return _Header(row, row + 1, _joined(names, below, vocabulary))
    return _Header(row, row, names)


def _is_upper_row(above: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether the row above gives a sense to names that are there several times."""
    repeats = len({name for name in names if name}) < sum(map(bool, names))
    values = [cell for cell in above if _is_value(cell) and not cell.isdecimal()]  # 999 names a queue
    return repeats and len(above) >= 2 and not values and not above[0].endswith(":")


def _joined(upper: Sequence[str], lower: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return one name for each column of a header of two rows; the upper name holds until the next."""
    names = []
    heading = ""
    for over, under in zip(upper, lower, strict=True):
        heading = over or heading
        is_clear = lower.count(under) == 1 and under in vocabulary
        names.append(under if is_clear or not heading else f"{heading} {under}".strip())
    return tuple(names)


def _later_headers(cells: pd.DataFrame, first: _Header, vocabulary: Vocabulary) -> Iterator[_Header]:
    """Yield the headers further down: the first one again, or one of another table."""
    last = tuple(cells.iloc[first.last])
    height = first.last - first.first
    repeated = _equal_rows(cells, last, first.last + 1)
    for row in sorted({*repeated, *_rows_without_values(cells, first.last + 1)}):
        names = tuple(cells.iloc[row])
        if names == last:
            yield _Header(row - height, row, first.names)
        elif not _is_data(names) and len({name for name in names if name in vocabulary}) >= 3:
            yield _Header(row, row, names)


def _equal_rows(cells: pd.DataFrame, names: Sequence[str], start: int) -> list[int]:
    """Return rows that are a header again, even one of dates or hours."""
    rows = np.arange(start, len(cells))
    for column, name in zip(cells.columns, names, strict=True):
        rows = rows[(cells[column].iloc[rows] == name).to_numpy()]
    return rows.tolist()


def _rows_without_values(cells: pd.DataFrame, start: int) -> list[int]:
    """Return rows that may be headers: the first columns that are enough to tell have no value in them."""
    rows = np.arange(start, len(cells))
    for column in cells.columns:
        codes, different = pd.factorize(cells[column].iloc[rows])
        is_value = np.array([_is_value(text) for text in different], dtype=bool)
        rows = rows[~is_value[codes]]
        if len(rows) <= _FEW_ROWS:
            break
    return [int(row) for row in rows if _is_wordy(_filled(cells, int(row)))]


def count_layout_rows(table: Table, rows: pd.Index) -> dict[str, int]:
    """Count rows that are no data, by reason: totals, or notes and titles.

    Parameters
    ----------
    table : Table
        The table.
    rows : pandas.Index
        The numbers of rows in which no time can be read. Those that are neither do not count.
    """
    counts: dict[str, int] = {}
    for row in table.body.loc[rows].itertuples(index=False, name=None):
        filled = [cell for cell in row if cell]
        if any(map(is_total, filled[:3])):
            counts[TOTALS] = counts.get(TOTALS, 0) + 1
        elif len(filled) <= max(1, min(2, len(row) // 3)):
            counts[NOTES] = counts.get(NOTES, 0) + 1
    return counts
