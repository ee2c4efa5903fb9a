"""Tables from CSV and Excel files, a row at a time as they stand in the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from simcall.files.csv_text import table_in
from simcall.files.messages import quoted
from simcall.files.text import BadFileError, UnreadableFileError, decoded, read_bytes
from simcall.files.workbooks import read_worksheet

__all__ = ["Sheet", "read_sheet"]

_LIMIT_MB = 50
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXCEL_NAMES = (".xlsx", ".xlsm", ".xls", ".xlsb")


class Sheet(NamedTuple):
    """A table in a file.

    Attributes
    ----------
    header : list of str
        Names of the columns.
    rows : sequence of tuple
        The number of each row in the file, the first being 1, and its cells: text, or what Excel holds. Blank rows
        are left out; a row may have fewer cells than the header.
    formulas : frozenset of tuple
        Where formulas stand, by the row's number and the column from 0 on: a cell that is empty there has a formula
        whose value nobody saved.
    """

    header: list[str]
    rows: Sequence[tuple[int, Sequence[Any]]]
    formulas: frozenset[tuple[int, int]] = frozenset()


def read_sheet(path: str, sheet: str | None, kind: str) -> Sheet:
    """Read a table from a CSV or an Excel file, told apart by what is in them.

    Parameters
    ----------
    path : str
        The file.
    sheet : str or None
        Of an Excel file; None: its first.
    kind : str
        What the file should be, for messages.

    Raises
    ------
    BadFileError
        If there is no such file, sheet or table.
    """
    content = read_bytes(path, kind, _LIMIT_MB)
    if content.startswith(_ZIP):
        return _excel_sheet(content, sheet)
    if content.startswith(_OLE):
        raise UnreadableFileError(
            "this is a workbook of Excel 97-2003 (.xls), or one with a password; "
            "save it in Excel as a workbook (.xlsx) without a password"
        )
    if Path(path).suffix.lower() in _EXCEL_NAMES:
        raise UnreadableFileError("this is not an Excel file, though its name says so; save it in Excel as .xlsx")
    if sheet is not None:
        raise BadFileError(f"sheet = {quoted(sheet)}, but this is a text file and has no sheets; leave sheet out")
    header, rows = table_in(decoded(content, kind), kind)
    return Sheet(header, rows)


def _excel_sheet(content: bytes, sheet: str | None) -> Sheet:
    worksheet = read_worksheet(content, sheet)
    if not worksheet.rows:
        raise BadFileError(f"the sheet {quoted(worksheet.name)} is empty; it needs a header and a row for each duty")
    (_, first), *rows = worksheet.rows
    return Sheet(["" if cell is None else str(cell).strip() for cell in first], rows, worksheet.formulas)
