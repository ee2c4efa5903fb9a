"""Read the cells of CSV files and workbooks as text, with the numbers of their rows, and nothing taken for a header.

Systems export text, Excel keeps dates and numbers; both come out of here as text, a date of Excel as 2026-10-05, a
time as 07:00:00, so that one reader serves for both.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice
from typing import Any, Generic, TypeVar

from simcall.files.text import MEGABYTE, UnreadableFileError, read_bytes

__all__ = ["Arrangement", "Row", "Rows", "Sheet", "is_a_row_a_line", "read_sheets", "rows_of_text", "sheets_as"]

_LIMIT_MB = 500
_ZIP, _OLE, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b"
_UNPACKED_MB = 2_000
_SEPARATORS = ",;\t|"
_NO_DATE = date(1900, 1, 1)
_SAMPLED, _SAMPLED_BYTES = 200, 1_000
_FEW_OTHERS = 0.05

Row = tuple[int, tuple[str, ...]]
"""The row's number in the file, the first being 1, and its cells."""
Rows = tuple[Row, ...]

Cells = TypeVar("Cells")


@dataclass(frozen=True)
class Sheet(Generic[Cells]):
    """One sheet.

    Attributes
    ----------
    file : str
        The file's name as the user gave it.
    sheet : str or None
        The sheet of a workbook; None: a text file.
    cells : Rows, or as another `Arrangement` lays them out
        Text, stripped, ``""`` where a cell is empty; all rows have the same length, and blank rows are left out.
    separator : str or None
        Between the cells of a text file.
    merged : tuple of tuple
        Of a workbook: first row and column, last row and column of merged cells; rows from 1, columns from 0.
    hidden : frozenset of int
        Of a workbook: hidden columns, from 0.
    hidden_rows : frozenset of int
        Of a workbook: the numbers of hidden rows.
    has_comments : bool
        Of a workbook: whether comments or notes are attached to cells.
    formulas : frozenset of tuple
        Of a workbook: where formulas stand, by row and column; one whose value was not saved is an empty cell.
    is_hidden : bool
        Of a workbook: whether the sheet itself is hidden.
    fault : str
        Of a workbook: why the cells of a sheet were not read, if it is too large; its name and size, and what to do.
    """

    file: str
    sheet: str | None
    cells: Cells
    separator: str | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    has_comments: bool = False
    formulas: frozenset[tuple[int, int]] = frozenset()
    is_hidden: bool = False
    fault: str = ""


@dataclass(frozen=True)
class Arrangement(Generic[Cells]):
    """How the cells of a sheet are laid out in memory.

    Attributes
    ----------
    of_text : callable
        Lays out a text, given what stands between its cells.
    of_rows : callable
        Lays out rows that are not blank, of any lengths.
    """

    of_text: Callable[[str, str], Cells]
    of_rows: Callable[[Iterable[tuple[int, list[str]]]], Cells]


def read_sheets(path: str, kind: str) -> tuple[Sheet[Rows], ...]:
    """Read every sheet of a file, row by row; parameters and errors as for `sheets_as`."""
    return sheets_as(Arrangement(_rows_of_text, _padded), path, kind)


def sheets_as(arrangement: Arrangement[Cells], path: str, kind: str) -> tuple[Sheet[Cells], ...]:
    """Read every sheet of a file: CSV in any encoding and with any separator, also packed (.gz), XLSX, XLS or ODS.

    Parameters
    ----------
    arrangement : Arrangement
        How to lay out the cells.
    path : str
        The file.
    kind : str
        What the file should be, for messages.

    Raises
    ------
    UnreadableFileError
        If it is missing, neither text nor a workbook, or too large. Of several sheets, those that are too large have a
        `fault` instead.
    """
    content = read_bytes(path, kind, _LIMIT_MB)
    if content.startswith(_GZIP):
        content = _unpacked(content)
    if content.startswith((_ZIP, _OLE)):
        return _sheets_of_workbook(arrangement, path, content)
    text = _decoded(content, kind).replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text)
    try:
        return (Sheet(path, None, arrangement.of_text(text, separator), separator),)
    except csv.Error as error:
        raise UnreadableFileError(f"this is not a CSV file ({error})") from None


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as file:
            unpacked = file.read(_UNPACKED_MB * MEGABYTE + 1)
    except (OSError, EOFError, zlib.error):
        raise UnreadableFileError("this packed file (.gz) is damaged or incomplete; fetch it again") from None
    if len(unpacked) > _UNPACKED_MB * MEGABYTE:
        raise UnreadableFileError(f"this packed file has more than {_UNPACKED_MB:,} MB unpacked; split the export")
    return unpacked


def _decoded(content: bytes, kind: str) -> str:
    """Decode text; what is neither UTF-8 nor UTF-16 is guessed from its bytes."""
    if encoding := _utf_16(content):
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            raise UnreadableFileError("this is not UTF-16 text; save it as UTF-8") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    else:
        if "\0" in text:
            raise UnreadableFileError(f"this is not a text file; {kind} is needed")
        return text
    if _is_western(content):
        return content.decode("cp1252", errors="replace")
    # Imported here because few users have such files.
    from charset_normalizer import from_bytes

    best = from_bytes(content[:1_000_000]).best()
    if best is None:
        raise UnreadableFileError(f"this is not a text file; {kind} is needed")
    return content.decode(best.encoding, errors="replace").lstrip("\ufeff")


def _is_western(content: bytes) -> bool:
    """Return whether a text has so few letters beyond English ones that they are accents and pound signs."""
    others = len(content) - len(content.translate(None, delete=bytes(range(128, 256))))
    return b"\0" not in content and others <= len(content) * _FEW_OTHERS


def _utf_16(content: bytes) -> str:
    """Return which UTF-16 a text is in, if any: without a mark, every second byte of Western text is zero."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = content[:_SAMPLED_BYTES]
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        is_zero, other = start[first::2].count(0), start[1 - first :: 2].count(0)
        if is_zero * 2 > len(start[first::2]) and not other:
            return encoding
    return ""


def _separator(text: str) -> str:
    """Return what stands between the cells in most of the first lines."""
    lines = [line for line in islice(StringIO(text), _SAMPLED) if line.strip()]
    return max(_SEPARATORS, key=lambda mark: sum(min(line.count(mark), 20) for line in lines))


def is_a_row_a_line(text: str, separator: str) -> bool:
    """Return whether each line of a text is a row that all readers of CSV read alike.

    They do not agree on what a quotation mark inside a cell means.
    """
    if any(line.count('"') % 2 for line in text.split("\n")):
        return False
    other = f'[^{re.escape(separator)}"\n]'
    return '"' not in text or re.search(f'{other}"{other}|{other}""', text) is None


def rows_of_text(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text that are not blank: their numbers and their cells, stripped."""
    for number, cells in _split(text, separator) if '"' not in text else _parsed(text, separator):
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield number, stripped


def _split(text: str, separator: str) -> Iterable[tuple[int, list[str]]]:
    """Yield the rows of a text without quotation marks, whose cells may have any length."""
    return enumerate((line.split(separator) for line in text.split("\n")), start=1)


def _parsed(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    for cells in reader:
        yield reader.line_num, cells


def _rows_of_text(text: str, separator: str) -> Rows:
    rows = list(rows_of_text(text, separator))
    if is_a_row_a_line(text, separator):
        # Columns at the end that are always empty come of commas that a spreadsheet leaves behind.
        filled = max((column for _, cells in rows for column, cell in enumerate(cells) if cell), default=-1) + 1
        rows = [(number, cells[:filled]) for number, cells in rows]
    return _padded(rows)


def _padded(rows: Iterable[tuple[int, list[str]]]) -> Rows:
    """Give all rows the length of the longest: rows of titles are shorter than those of data."""
    listed = list(rows)
    width = max((len(cells) for _, cells in listed), default=0)
    return tuple((number, (*cells, *[""] * (width - len(cells)))) for number, cells in listed)


def _sheets_of_workbook(arrangement: Arrangement[Cells], path: str, content: bytes) -> tuple[Sheet[Cells], ...]:
    from simcall.files.open_documents import is_open_document, read_old_workbook, read_open_document
    from simcall.files.workbooks import read_worksheets

    if content.startswith(_OLE):
        sheets = read_old_workbook(content)
    elif is_open_document(content):
        sheets = read_open_document(content)
    else:
        sheets = read_worksheets(content)
    return tuple(
        Sheet(
            path,
            sheet.name,
            arrangement.of_rows((number, [_text(cell) for cell in cells]) for number, cells in sheet.rows),
            merged=sheet.merged,
            hidden=sheet.hidden,
            hidden_rows=sheet.hidden_rows,
            has_comments=sheet.has_comments,
            formulas=sheet.formulas,
            is_hidden=sheet.is_hidden,
            fault=sheet.fault,
        )
        for sheet in sheets
    )


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, time):
        return _moment(datetime.combine(_NO_DATE, cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return _hours(cell) if isinstance(cell, timedelta) else str(cell)


def _moment(cell: datetime) -> str:
    """Write a moment to the second: Excel holds times as fractions of a day, and a time alone on a day about 1900."""
    rounded = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
    if cell.date() <= _NO_DATE:
        return "24:00:00" if rounded.date() > cell.date() else f"{rounded:%H:%M:%S}"
    return f"{rounded:%Y-%m-%d}" if rounded.time() == time() else f"{rounded:%Y-%m-%d %H:%M:%S}"


def _hours(length: timedelta) -> str:
    minutes, seconds = divmod(round(abs(length).total_seconds()), 60)
    return f"{'-' if length < timedelta(0) else ''}{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
