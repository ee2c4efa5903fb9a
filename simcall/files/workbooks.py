"""Read tables from Excel workbooks, without unpacking more than a sheet can need.

A workbook is packed, and may unpack to a thousand times its size; its rows and columns carry numbers, so that one cell
can claim a sheet of 17 thousand million. So the parts that hold the sheet are unpacked up to a limit, and the sheet is
looked through before python-calamine, which is quick but lays out the whole rectangle at once, reads the values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from posixpath import join, normpath, split
from typing import Any, NamedTuple
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from simcall.files.text import MEGABYTE, BadFileError, UnreadableFileError

__all__ = ["SheetContent", "local_name", "plain_value", "read_worksheets", "xml_parser"]

Range = tuple[int, int, int, int]
"""First row and column, last row and column; rows from 1, columns from 0."""

_UNPACKED_MB = 200
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
"""Of a worksheet of Excel."""
_LONGEST_GAP = 10_000
"""Empty rows between two rows: more of them are a slip of the hand, and are laid out like the others."""
_MOST_CELLS = 10_000_000
"""Of the rectangle that is laid out."""
_MOST_SHEETS = 10_000
_MOST_MERGED = 100_000
_CHUNK = 1 << 20
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_OTHER_PARTS = ("[content_types].xml", "_rels/.rels", "xl/sharedstrings.xml", "xl/styles.xml")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,10})")
_DAMAGED = "this Excel file is damaged or incomplete; save it again"
_UNREADABLE = "this is not an Excel workbook that can be read ({reason}); open it in Excel and save it as .xlsx"


@dataclass(frozen=True)
class SheetContent:
    """What is in a worksheet.

    Attributes
    ----------
    name : str
        The sheet.
    rows : sequence of tuple
        The number of each row that is not empty, the first being 1, and its cells from column A on; None if empty.
    formulas : frozenset of tuple
        Where formulas stand, by the row's number and the column from 0 on.
    merged : tuple of Range
        Merged cells.
    hidden : frozenset of int
        Hidden columns, from 0.
    hidden_rows : frozenset of int
        The numbers of hidden rows.
    has_comments : bool
        Whether comments or notes are attached to its cells.
    is_hidden : bool
        Whether the sheet itself is hidden.
    fault : str
        Of a sheet that is too large to be read: its name and size, and what to do. It then has no rows.
    """

    name: str
    rows: Sequence[tuple[int, Sequence[Any]]]
    formulas: frozenset[tuple[int, int]]
    merged: tuple[Range, ...] = ()
    hidden: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    has_comments: bool = False
    is_hidden: bool = False
    fault: str = ""


class _TooLargeSheetError(UnreadableFileError):
    """A sheet is too large to be read; others of its workbook may not be."""


def read_worksheets(content: bytes) -> tuple[SheetContent, ...]:
    """Read every worksheet of a workbook with the values that were saved of its formulas.

    A sheet that is too large has a `fault` in place of rows, if another sheet of the workbook has rows.

    Parameters
    ----------
    content : bytes
        A workbook (.xlsx).

    Raises
    ------
    BadFileError
        If the workbook is damaged, or too large and nothing else is in it.
    """
    with _faults_in_words():
        parts = _Parts(ZipFile(BytesIO(content)))
        sheets = tuple(_content_of(parts, entry) for entry in _entries(parts))
    if not sheets:
        raise UnreadableFileError(_UNREADABLE.format(reason="it has no sheet"))
    faults = [sheet.fault for sheet in sheets if sheet.fault]
    if faults and not any(sheet.rows for sheet in sheets):
        raise UnreadableFileError(faults[0])
    return sheets


@contextmanager
def _faults_in_words() -> Iterator[None]:
    try:
        yield
    except BadFileError:
        raise
    except BadZipFile:
        raise UnreadableFileError(_DAMAGED) from None
    except Exception as error:  # Readers raise a dozen kinds of error. None of them says more than this message.
        raise UnreadableFileError(_UNREADABLE.format(reason=type(error).__name__)) from None


class _Entry(NamedTuple):
    """A worksheet in the book's list of sheets."""

    name: str
    part: str
    is_hidden: bool


def _content_of(parts: _Parts, entry: _Entry) -> SheetContent:
    try:
        parts.check_size(entry.name, entry.part)
        outline = _outline(entry.name, parts.text(entry.part))
    except _TooLargeSheetError as error:
        return SheetContent(entry.name, [], frozenset(), is_hidden=entry.is_hidden, fault=str(error))
    rows = _values(parts, entry.name, entry.part, outline)
    formulas, merged = frozenset(outline.formulas), tuple(outline.merged)
    hidden, hidden_rows = frozenset(outline.hidden), frozenset(outline.hidden_rows)
    has_comments = any(link["Type"].endswith("/comments") for link in parts.links_of(entry.part))
    return SheetContent(entry.name, rows, formulas, merged, hidden, hidden_rows, has_comments, entry.is_hidden)


class _Parts:
    """The unpacked parts of a workbook: those asked for, up to a limit in all."""

    def __init__(self, packed: ZipFile) -> None:
        self._packed = packed
        self._names = {name.replace("\\", "/").lower(): name for name in packed.namelist()}
        self._texts: dict[str, bytes] = {}
        self._left = _UNPACKED_MB * MEGABYTE

    def text(self, part: str) -> bytes:
        """Return a part, unpacked; the limit counts what is unpacked, not what the workbook says."""
        if part not in self._texts:
            chunks = []
            with self._packed.open(self._names[part.lower()]) as file:
                while chunk := file.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise UnreadableFileError(
                            f"the workbook has more than {_UNPACKED_MB} MB unpacked; "
                            "save the sheet in a workbook of its own"
                        )
                    chunks.append(chunk)
            self._texts[part] = b"".join(chunks)
        return self._texts[part]

    def check_size(self, name: str, sheet: str) -> None:
        """Refuse a sheet that, as the workbook says, unpacks to more than is left of the limit."""
        size = self._packed.getinfo(self._names[sheet.lower()]).file_size
        if size > self._left:
            raise _too_large(name, f"{size / MEGABYTE:,.0f} MB unpacked")

    def links_of(self, sheet: str) -> list[Mapping[str, str]]:
        """Return what a sheet has besides its cells, such as comments and drawings."""
        folder, name = split(sheet)
        part = f"{folder}/_rels/{name}.rels"
        return _elements(self.text(part), "Relationship") if part.lower() in self._names else []

    def repacked(self, sheet: str) -> BytesIO:
        """Return a workbook of one sheet, not packed, so that another reader unpacks nothing else."""
        small = BytesIO()
        with ZipFile(small, "w") as book:
            for part in (_BOOK, _LINKS, sheet, *_OTHER_PARTS):
                if part.lower() in self._names:
                    book.writestr(self._names[part.lower()].replace("\\", "/"), self.text(part))
        small.seek(0)
        return small


def _elements(text: bytes, name: str) -> list[Mapping[str, str]]:
    """Return the attributes of the elements of a name, without their namespaces."""
    elements: list[Mapping[str, str]] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if local_name(tag) == name:
            elements.append({local_name(key): value for key, value in attributes.items()})
            if len(elements) > _MOST_SHEETS:
                raise UnreadableFileError(f"the workbook has more than {_MOST_SHEETS:,} sheets")

    xml_parser(start).Parse(text, True)
    return elements


def xml_parser(start: Callable[[str, Mapping[str, str]], None]) -> Any:
    """Return a parser that calls a function at each element, with its name and attributes."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.buffer_text = True
    return parser


def _refuse_declaration(*_declaration: object) -> None:
    """Refuse a document type, which no workbook needs: its entities could grow without end."""
    raise UnreadableFileError(_UNREADABLE.format(reason="it declares a document type"))


def local_name(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def _entries(parts: _Parts) -> tuple[_Entry, ...]:
    """Return the worksheets of a workbook, without charts."""
    links = {link["Id"]: link for link in _elements(parts.text(_LINKS), "Relationship")}
    return tuple(
        _Entry(entry["name"], _part(links[entry["id"]]["Target"]), entry.get("state", "visible") != "visible")
        for entry in _elements(parts.text(_BOOK), "sheet")
        if links[entry["id"]]["Type"].endswith("/worksheet")
    )


def _part(target: str) -> str:
    return normpath(join("/xl", target.replace("\\", "/"))).lstrip("/")


@dataclass
class _Outline:
    """Which cells a sheet has, where formulas failed, and how far it reaches.

    Attributes
    ----------
    formulas : set of tuple
        By the row's number and the column from 0 on.
    errors : dict
        What stands where a formula failed, such as ``#N/A``, by the row's number and the column.
    merged : list of Range
        Merged cells.
    hidden : set of int
        Hidden columns, from 0.
    hidden_rows : set of int
        The numbers of hidden rows that hold something.
    last_row, last_column : int
        The number of the last row, and of the last column, with a value or a formula.
    """

    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0

    def hide(self, first: int, last: int) -> None:
        """Note hidden columns, by number. Ignore them if the whole remainder of the sheet is hidden."""
        self.hidden.update(range(first - 1, min(last, _MOST_COLUMNS)))

    def merge(self, reference: str) -> None:
        """Note merged cells, such as ``B2:D2``, up to more than any rota has."""
        corners = [_CELL.fullmatch(corner) for corner in reference.split(":")]
        if len(corners) == 2 and corners[0] and corners[1] and len(self.merged) < _MOST_MERGED:
            first, last = corners[0], corners[1]
            self.merged.append((int(first[2]), _number_of(first[1]) - 1, int(last[2]), _number_of(last[1]) - 1))

    def add(self, row: int, column: int) -> None:
        """Count a cell that holds something."""
        if row != self.last_row or row < 1:
            self._begin_row(row)
        if column > self.last_column:
            if column > _MOST_COLUMNS:
                raise UnreadableFileError(f"row {row} reaches beyond column XFD, the last that Excel has; {_DELETE}")
            self.last_column = column

    def _begin_row(self, row: int) -> None:
        if not 1 <= row <= _MOST_ROWS:
            raise UnreadableFileError(f"there is a row {row:,}; a sheet of Excel has {_MOST_ROWS:,}; {_DELETE}")
        if row < self.last_row:
            raise UnreadableFileError(f"row {row:,} stands after row {self.last_row:,}; open it in Excel and save it")
        if row - self.last_row > _LONGEST_GAP:
            raise UnreadableFileError(
                f"there is nothing between row {self.last_row:,} and row {row:,}; delete what stands from there on"
            )
        self.last_row = row

    def check_size(self, name: str) -> None:
        """Refuse a rectangle that would take too much memory."""
        cells = self.last_row * self.last_column
        if cells > _MOST_CELLS:
            raise _too_large(name, f"{self.last_row:,} rows by {self.last_column:,} columns")


def _too_large(name: str, size: str) -> _TooLargeSheetError:
    return _TooLargeSheetError(
        f'the sheet "{name}" has {size}, which is too large; '
        "save the sheets that you need in a workbook of their own, or that sheet as .csv"
    )


_DELETE = "delete what stands there, and save it again"


def _outline(name: str, text: bytes) -> _Outline:
    """Look through a sheet: its cells come in the order of rows, and their references are theirs."""
    outline = _Outline()
    _Cells(outline).parser.Parse(text, True)
    outline.check_size(name)
    return outline


class _Cells:
    """Follows rows and cells through the XML of a sheet."""

    def __init__(self, outline: _Outline) -> None:
        self._outline = outline
        self.parser = xml_parser(self.start)
        self._row = self._column = 0
        self._is_error = self._is_hidden = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take note of a row, a cell, or what a cell holds."""
        if self._is_error:
            self.parser.CharacterDataHandler = None
        element = local_name(name)
        if element == "c":
            self._begin_cell(attributes)
        elif element == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            self._is_hidden = attributes.get("hidden") in ("1", "true")
        elif element == "col" and attributes.get("hidden") in ("1", "true"):
            self._outline.hide(int(attributes["min"]), int(attributes["max"]))
        elif element == "mergeCell":
            self._outline.merge(attributes.get("ref", ""))
        elif element in ("v", "is", "f") and self._column:
            self._outline.add(self._row, self._column)
            if self._is_hidden:
                self._outline.hidden_rows.add(self._row)
            if element == "f":
                self._outline.formulas.add((self._row, self._column - 1))
            elif self._is_error:
                self.parser.CharacterDataHandler = self._add_error

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._is_error = attributes.get("t") == "e"
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            return
        match = _CELL.fullmatch(reference)
        if match is None or int(match[2]) != self._row:
            raise UnreadableFileError(f"row {self._row:,} holds a cell {reference[:20]}; open it in Excel and save it")
        self._column = _number_of(match[1])

    def _add_error(self, text: str) -> None:
        if text.strip():
            self._outline.errors.setdefault((self._row, self._column - 1), text.strip())


def _number_of(column: str) -> int:
    """Return the number of a column: 1 of A, 27 of AA."""
    number = 0
    for letter in column:
        number = 26 * number + ord(letter) - 64
    return number


def _values(parts: _Parts, name: str, part: str, outline: _Outline) -> list[tuple[int, Sequence[Any]]]:
    """Return the rows that hold anything."""
    if not outline.last_row:
        return []
    # Imported here because the reader is slow to import, and only Excel files need it.
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(parts.repacked(part)).get_sheet_by_name(name)
    if sheet.start is None:
        return _with_errors({}, outline)
    first_row, first_column = sheet.start
    rows = {
        number: [None] * first_column + [plain_value(cell) for cell in cells]
        for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first_row + 1)
        if not _is_blank(cells)
    }
    return _with_errors(rows, outline)


def _with_errors(rows: dict[int, list[Any]], outline: _Outline) -> list[tuple[int, Sequence[Any]]]:
    """Put back what stands where a formula failed: the reader leaves such cells empty."""
    for (row, column), error in outline.errors.items():
        cells = rows.setdefault(row, [])
        cells += [None] * (column + 1 - len(cells))
        cells[column] = error
    return sorted(rows.items())


def _is_blank(cells: Sequence[Any]) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in cells)


def _same(cell: Any) -> Any:
    return cell


def _whole(number: float) -> float | int:
    """Return an integer where there is one: Excel knows no other numbers than these."""
    return int(number) if number.is_integer() else number


_CONVERSIONS: Mapping[type, Callable[[Any], Any]] = {
    str: lambda text: text or None,
    float: _whole,
    date: lambda day: datetime.combine(day, time()),
}
"""From the reader's values to what Excel holds: a date is midnight."""


def plain_value(cell: Any) -> Any:
    """Return what the reader gives as Excel holds it: a date is midnight, an empty text is None."""
    return _CONVERSIONS.get(type(cell), _same)(cell)
