"""Tables from OpenDocument spreadsheets (.ods) and from workbooks of Excel 97-2003 (.xls).

An OpenDocument file writes a cell or a row once, with how often it repeats: a few bytes can claim a thousand million
cells. So what is repeated is counted before python-calamine, which lays out the whole rectangle, reads the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from simcall.files.text import MEGABYTE, UnreadableFileError
from simcall.files.workbooks import SheetContent, local_name, plain_value, xml_parser

__all__ = ["is_open_document", "read_old_workbook", "read_open_document"]

_CONTENT = "content.xml"
_UNPACKED_MB = 200
_MOST_CELLS = 10_000_000
_ROW, _CELLS = "table-row", ("table-cell", "covered-table-cell")
_UNREADABLE = "this is not a spreadsheet that can be read ({reason}); save it as a workbook of Excel (.xlsx) or as CSV"


def is_open_document(content: bytes) -> bool:
    """Tell whether a packed file is an OpenDocument one, from the name of what is in it."""
    try:
        return _CONTENT in ZipFile(BytesIO(content)).namelist()
    except BadZipFile:
        return False


def read_open_document(content: bytes) -> tuple[SheetContent, ...]:
    """Read every sheet of an OpenDocument spreadsheet.

    Parameters
    ----------
    content : bytes
        The file.

    Raises
    ------
    UnreadableFileError
        If it is damaged, unpacks to more than 200 MB, or a sheet reaches too far.
    """
    try:
        _check_size(_unpacked(content))
    except UnreadableFileError:
        raise
    except Exception as error:  # Damage raises several kinds of error; none of them says more than this message.
        raise UnreadableFileError(_UNREADABLE.format(reason=type(error).__name__)) from None
    return _sheets(content)


def read_old_workbook(content: bytes) -> tuple[SheetContent, ...]:
    """Read every sheet of a workbook of Excel 97-2003, whose sheets cannot be large; errors as for open documents."""
    return _sheets(content)


def _unpacked(content: bytes) -> bytes:
    with ZipFile(BytesIO(content)).open(_CONTENT) as file:
        text = file.read(_UNPACKED_MB * MEGABYTE + 1)
    if len(text) > _UNPACKED_MB * MEGABYTE:
        raise UnreadableFileError(f"the spreadsheet has more than {_UNPACKED_MB} MB unpacked; save it as CSV")
    return text


def _check_size(text: bytes) -> None:
    """Count the cells of each sheet with their repetitions; empty ones behind the last that is filled do not count."""
    size = _Size()
    xml_parser(size.start).Parse(text, True)


class _Size:
    """Follows rows and cells through a spreadsheet."""

    def __init__(self) -> None:
        self._rows = self._column = self._width = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take note of a table, a row, a cell, or what a cell holds."""
        element = local_name(name)
        if element == "table":
            self._rows = self._width = 0
        elif element == _ROW:
            self._rows += _number(attributes, "number-rows-repeated")
            self._column = 0
        elif element in _CELLS:
            self._column += _number(attributes, "number-columns-repeated")
        elif element == "p" and self._column:
            self._check()

    def _check(self) -> None:
        self._width = max(self._width, self._column)
        if self._rows * self._width > _MOST_CELLS:
            raise UnreadableFileError(
                f"a sheet has {self._rows:,} rows by {self._width:,} columns, which is too large; "
                "save what is needed in a sheet of its own"
            )


def _number(attributes: Mapping[str, str], key: str) -> int:
    return next((int(value) for name, value in attributes.items() if local_name(name) == key), 1)


def _sheets(content: bytes) -> tuple[SheetContent, ...]:
    # Imported here because the reader is slow to import, and few users have such files.
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return tuple(_sheet(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    except Exception as error:  # The reader raises a dozen kinds of error. None of them says more than this message.
        raise UnreadableFileError(_UNREADABLE.format(reason=type(error).__name__)) from None


def _sheet(name: str, cells: list[list[Any]]) -> SheetContent:
    rows = [(number, [plain_value(cell) for cell in row]) for number, row in enumerate(cells, start=1)]
    return SheetContent(name, [row for row in rows if any(cell is not None for cell in row[1])], frozenset())
