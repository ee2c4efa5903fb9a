"""OpenDocument spreadsheets are read, and refused where a few bytes claim too many cells."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from simcall.files.open_documents import is_open_document, read_old_workbook, read_open_document
from simcall.files.text import UnreadableFileError

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def spreadsheet(table: str) -> bytes:
    """Return a spreadsheet whose one sheet holds the given rows."""
    packed = BytesIO()
    with ZipFile(packed, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{_MANIFEST}"/>')
        body = f'<office:spreadsheet><table:table table:name="Log">{table}</table:table></office:spreadsheet>'
        document = f"<office:document-content {_SPACES}><office:body>{body}</office:body></office:document-content>"
        parts.writestr("content.xml", document)
    return packed.getvalue()


def row(*cells: str, repeated: int = 1) -> str:
    """Return a row of cells."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def text(value: str, repeated: int = 1) -> str:
    """Return a cell of text."""
    repeats = f'table:number-columns-repeated="{repeated}"'
    return f'<table:table-cell {repeats} office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


MOMENT = (
    '<table:table-cell office:value-type="date" office:date-value="2026-10-05T07:30:00">'
    "<text:p>05/10/2026</text:p></table:table-cell>"
)
EMPTY = '<table:table-cell table:number-columns-repeated="1000"/>'


def test_values_and_the_numbers_of_their_rows() -> None:
    """A repeated empty row counts: the rows below it keep their numbers."""
    content = spreadsheet(row(text("Start")) + row(EMPTY, repeated=2) + row(MOMENT, text("101")))
    assert is_open_document(content)
    (sheet,) = read_open_document(content)
    rows = [(number, [cell for cell in cells if cell is not None]) for number, cells in sheet.rows]
    assert (sheet.name, rows) == ("Log", [(1, ["Start"]), (4, [datetime(2026, 10, 5, 7, 30), "101"])])


@pytest.mark.parametrize(
    "table",
    [row(text("x", repeated=16_000), repeated=1_000), row(EMPTY, repeated=1_000_000) + row(text("x", repeated=16_000))],
)
def test_a_sheet_that_claims_too_much_is_refused(table: str) -> None:
    """Sixteen million cells, in a hundred bytes."""
    with pytest.raises(UnreadableFileError, match="too large"):
        read_open_document(spreadsheet(table))


@pytest.mark.parametrize("content", [b"PK\x03\x04", spreadsheet("<broken")])
def test_damaged_files_are_refused(content: bytes) -> None:
    """One clear message, no traceback."""
    with pytest.raises(UnreadableFileError, match="save it as a workbook"):
        read_open_document(content)


def test_an_old_workbook_that_is_none_is_refused() -> None:
    """A file that begins as one and holds nothing."""
    with pytest.raises(UnreadableFileError, match="save it as a workbook"):
        read_old_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
