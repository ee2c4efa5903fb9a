"""Tables from CSV and Excel files, a row at a time as they stand in the file."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from simcall.files.csv_text import table_in
from simcall.files.messages import meant, quoted
from simcall.files.text import BadFileError, UnreadableFileError, decoded, read_bytes

__all__ = ["Sheet", "read_sheet"]

_LIMIT_MB = 50
_UNPACKED_MB = 2000
"""A workbook is packed: this much text in it would take an hour to read, and is a mistake or a trap."""
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
    formulas : callable
        Gives where formulas stand, by the row's number and the column from 0 on: a cell that is empty there has a
        formula whose value nobody saved. Told when asked, as the whole workbook has to be read again for it.
    """

    header: list[str]
    rows: Sequence[tuple[int, Sequence[Any]]]
    formulas: Callable[[], frozenset[tuple[int, int]]] = frozenset


def read_sheet(path: str, sheet: str | None, wanted: str) -> Sheet:
    """Read a table from a CSV or an Excel file, told apart by what is in them.

    Parameters
    ----------
    path : str
        The file.
    sheet : str or None
        Of an Excel file; None: its first.
    wanted : str
        What the file should be, for messages.

    Raises
    ------
    BadFileError
        If there is no such file, sheet or table.
    """
    content = read_bytes(path, wanted, _LIMIT_MB)
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
    header, rows = table_in(decoded(content, wanted), wanted)
    return Sheet(header, rows)


def _excel_sheet(content: bytes, sheet: str | None) -> Sheet:
    _check_size(content)
    with _opened(content, sheet) as there:
        return _table(there)._replace(formulas=cache(partial(_formulas, content, sheet)))


@contextmanager
def _opened(content: bytes, sheet: str | None, *, values: bool = True) -> Iterator[Any]:
    """Open a worksheet: with the values that were saved of formulas, or with the formulas."""
    # Only those who have Excel files wait for its reader.
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # It warns of styles and of extensions of Excel, which no table of duties depends on.
        warnings.simplefilter("ignore")
        try:
            with closing(load_workbook(BytesIO(content), read_only=True, data_only=values)) as book:
                there = _worksheet(book, sheet)
                # Some programs write a wrong size of the sheet into the file, and the reader would believe it.
                there.reset_dimensions()
                yield there
        except BadFileError:
            raise
        except Exception as error:  # The reader fails in a dozen ways, none of which says more than this.
            reason = type(error).__name__
            raise UnreadableFileError(
                f"this is not an Excel workbook that can be read ({reason}); open it in Excel and save it as .xlsx"
            ) from None


def _formulas(content: bytes, sheet: str | None) -> frozenset[tuple[int, int]]:
    with _opened(content, sheet, values=False) as there:
        return frozenset(
            (number, place)
            for number, cells in enumerate(there.iter_rows(values_only=True), start=1)
            for place, cell in enumerate(cells)
            if isinstance(cell, str) and cell.startswith("=")
        )


def _check_size(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except BadZipFile:
        raise UnreadableFileError("this Excel file is damaged or incomplete; save it again") from None
    if size > _UNPACKED_MB * 1_000_000:
        raise UnreadableFileError(f"the workbook holds {size / 1e9:.0f} GB unpacked; save the roster in one of its own")


def _worksheet(book: Any, name: str | None) -> Any:
    there = {one.title: one for one in book.worksheets}
    if name is None:
        return next(iter(there.values()))
    for title, one in there.items():
        if title.strip().casefold() == name.strip().casefold():
            return one
    raise BadFileError(f"there is no sheet {quoted(name)}; {meant(name, tuple(there), 'the sheets are')}")


def _table(sheet: Any) -> Sheet:
    rows = [
        (number, cells)
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        if not all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
    ]
    if not rows:
        raise BadFileError(f"the sheet {quoted(sheet.title)} is empty; it needs a header and a row for each duty")
    header = ["" if cell is None else str(cell).strip() for cell in rows[0][1]]
    return Sheet(header, rows[1:])
