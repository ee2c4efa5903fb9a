"""The sheets of a roster's file as rows of text, with merged cells filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simcall.files.messages import meant, quoted
from simcall.files.text import BadFileError
from simcall.scenario.reading.sheets_of_files import check_sheets_were_read
from simcall.sheets.sheets import Row, Rows, Sheet, read_sheets

__all__ = ["FORMULA_ERRORS", "Row", "Table", "column_letter", "columns_in_words", "read_tables", "shown_cell"]

FORMULA_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!")
)
"""What Excel writes where a formula failed."""

_WANTED = "a roster (a CSV file or a workbook)"


@dataclass(frozen=True)
class Table:
    """A sheet.

    Attributes
    ----------
    file : str
        As the user named it.
    name : str or None
        The sheet of a workbook; None: a text file.
    rows : tuple of Row
        Rows that are not blank, all of one length.
    hidden : frozenset of int
        Hidden columns.
    hidden_rows : frozenset of int
        The numbers of hidden rows.
    has_comments : bool
        Whether comments or notes are attached to cells.
    formulas : frozenset of tuple
        Where formulas stand, by row and column.
    is_turned : bool
        Whether rows and columns are exchanged: the numbers of rows are then those of columns.
    """

    file: str
    name: str | None
    rows: tuple[Row, ...]
    hidden: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    has_comments: bool = False
    formulas: frozenset[tuple[int, int]] = frozenset()
    is_turned: bool = False

    def turned(self) -> Table:
        """Return the sheet with its rows as columns."""
        columns = zip(*(cells for _, cells in self.rows), strict=True)
        hidden = frozenset(at + 1 for at in self.hidden)
        return replace(
            self,
            rows=tuple(enumerate(columns, start=1)),
            hidden=frozenset(),
            hidden_rows=hidden,
            formulas=frozenset(),
            is_turned=True,
        )


def read_tables(path: str, sheet: str | None) -> tuple[tuple[Table, ...], tuple[Table, ...]]:
    """Read a file.

    Parameters
    ----------
    path : str
        A CSV file or a workbook.
    sheet : str or None
        The sheet of a workbook that holds the roster; None: those that are not hidden.

    Returns
    -------
    tuple of (tuple of Table, tuple of Table)
        The sheets that may hold the roster, and all sheets, any of which may hold a key of codes.

    Raises
    ------
    BadFileError
        If there is no such file or sheet, or nothing in it.
    """
    sheets = read_sheets(path, _WANTED)
    check_sheets_were_read(sheets, sheet)
    tables = tuple(map(_table, sheets))
    if sheet is None:
        chosen = tuple(table for table, read in zip(tables, sheets, strict=True) if not read.is_hidden and table.rows)
    else:
        chosen = _named(tables, sheet)
    if not any(table.rows for table in chosen):
        subject = f"the sheet {quoted(chosen[0].name)}" if chosen and chosen[0].name else "the file"
        raise BadFileError(f"{subject} is empty; it needs a header and a row for each duty")
    return chosen, tables


def _named(tables: Sequence[Table], sheet: str) -> tuple[Table, ...]:
    """Return the sheets of a name, which the planner gives."""
    if tables and tables[0].name is None:
        raise BadFileError(f"sheet = {quoted(sheet)}, but this is a text file and has no sheets; leave sheet out")
    chosen = tuple(table for table in tables if table.name and _same(table.name, sheet))
    if not chosen:
        names = tuple(table.name or "" for table in tables)
        raise BadFileError(f"there is no sheet {quoted(sheet)}; {meant(sheet, names, 'the sheets are')}")
    return chosen


def _same(name: str, other: str) -> bool:
    return name.strip().casefold() == other.strip().casefold()


def _table(sheet: Sheet[Rows]) -> Table:
    rows = {number: list(cells) for number, cells in sheet.cells}
    for first_row, first_column, last_row, last_column in sheet.merged:
        # Titles and headings of teams run over the whole sheet from its first column: they stay where they are.
        across = first_column > 0
        text = rows[first_row][first_column] if first_row in rows and first_column < len(rows[first_row]) else ""
        for number in range(first_row, last_row + 1) if text else ():
            for column in range(first_column, (last_column if across else first_column) + 1):
                if number in rows and column < len(rows[number]):
                    rows[number][column] = text
    filled = tuple((number, tuple(cells)) for number, cells in rows.items())
    marks = (sheet.hidden, sheet.hidden_rows, sheet.has_comments, sheet.formulas)
    return Table(sheet.file, sheet.sheet, filled, *marks)


def shown_cell(text: str) -> str:
    """Write a cell briefly, for messages."""
    return quoted(text if len(text) <= 40 else f"{text[:39]}…")


def column_letter(column: int) -> str:
    """Return the letters of a column, as Excel shows them: A of 0, AA of 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def columns_in_words(columns: Sequence[int]) -> str:
    """Write columns by their letters: "column C", "columns C, D and F"."""
    letters = [column_letter(column) for column in columns]
    return f"column {letters[0]}" if len(letters) == 1 else f"columns {', '.join(letters[:-1])} and {letters[-1]}"
