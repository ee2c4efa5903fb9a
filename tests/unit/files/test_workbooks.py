"""Workbooks: what is read of them, and that none takes more time or memory than a roster can need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from simcall.files import workbooks
from simcall.files.text import BadFileError
from simcall.files.workbooks import SheetContent, read_worksheets

CELLS: list[list[Any]] = [
    ["person", 999, 1.5, "  x ", None, True],
    [dt.datetime(2024, 2, 1), dt.datetime(2024, 2, 1, 22), dt.time(0), dt.time(7, 0, 30), dt.timedelta(hours=31), -2],
    [None] * 6,
    [dt.timedelta(0), dt.timedelta(hours=24), -dt.timedelta(hours=7), "=A1", "", "2024-02-01"],
]


def packed(rows: list[list[Any]]) -> bytes:
    """Write rows into the second sheet of a workbook, whose first is called Other."""
    book = Workbook()
    assert book.active is not None
    book.active.title = "Other"
    sheet = book.create_sheet("Sheet & 1")
    for row in rows:
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def with_sheet(xml: str, content: bytes | None = None) -> bytes:
    """Replace the second sheet's XML by some rows."""
    before, after = ZipFile(BytesIO(content or packed([["x"]]))), BytesIO()
    with ZipFile(after, "w", ZIP_DEFLATED) as book:
        for name in before.namelist():
            text = before.read(name)
            if name == "xl/worksheets/sheet2.xml":
                space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                text = f'<worksheet xmlns="{space}"><sheetData>{xml}</sheetData></worksheet>'.encode()
            book.writestr(name, text)
    return after.getvalue()


def cell(reference: str, value: str = "<v>1</v>") -> str:
    """Write a cell."""
    return f'<c r="{reference}">{value}</c>'


def row(number: int, *cells: str) -> str:
    """Write a row of cells."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def read(content: bytes) -> SheetContent:
    """Read the second sheet."""
    return next(sheet for sheet in read_worksheets(content) if sheet.name == "Sheet & 1")


def test_values_are_those_of_another_reader() -> None:
    """Dates, times, lengths, numbers and text are what openpyxl makes of the same cells: rosters depend on that."""
    content = packed(CELLS)
    expected = {
        number: list(cells)
        for number, cells in enumerate(
            load_workbook(BytesIO(content), data_only=True)["Sheet & 1"].iter_rows(values_only=True), start=1
        )
        if any(value is not None for value in cells)
    }
    found = read(content)
    assert {number: list(cells) for number, cells in found.rows} == expected
    assert [[type(value) for value in cells] for _, cells in found.rows] == [
        [type(value) for value in cells] for cells in expected.values()
    ]
    assert found.formulas == {(4, 3)}
    assert found.name == "Sheet & 1"


def test_a_sheet_that_begins_further_down() -> None:
    """Rows and columns count from the sheet's corner, where its first cell may not be."""
    found = read(with_sheet(row(7, cell("C7"), cell("E7", "<f>C7</f>"))))
    assert [(number, list(cells)) for number, cells in found.rows] == [(7, [None, None, 1])]
    assert found.formulas == {(7, 4)}


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
@pytest.mark.parametrize("around", [(), (cell("A2"), cell("C2"))], ids=["alone", "between others"])
def test_errors_are_not_empty(error: str, around: tuple[str, ...]) -> None:
    """A cell in which a formula failed would be read as empty: a duty without an end, or a person nobody names."""
    cells = [*around[:1], f'<c r="B2" t="e"><f>1/0</f><v>{error}</v></c>', *around[1:]]
    (found,) = read(with_sheet(row(2, *cells))).rows
    assert found[0] == 2
    assert found[1][1] == error
    assert list(found[1]) == ([1, error, 1] if around else [None, error])


def test_references_may_be_left_out() -> None:
    """Some programs write neither the numbers of rows nor the references of cells."""
    found = read(with_sheet("<row><c><v>1</v></c><c><f>A1</f></c></row><row><c/><c t='e'><v>#N/A</v></c></row>"))
    assert [(number, list(cells)) for number, cells in found.rows] == [(1, [1, None]), (2, [None, "#N/A"])]
    assert found.formulas == {(1, 1)}


def test_cells_of_colour_alone_are_empty() -> None:
    """A column that is coloured to the last row of Excel is no sheet of a million rows."""
    coloured = "".join(row(number, f'<c r="XFD{number}" s="0"/>') for number in (50_000, 1_048_576))
    found = read(with_sheet(row(1, cell("A1")) + coloured))
    assert [(number, list(cells)) for number, cells in found.rows] == [(1, [1])]


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (row(1_000_000_000, cell("A1000000000")), "there is a row 1,000,000,000; a sheet of Excel has 1,048,576"),
        (row(1_048_576, cell("A1048576")), "there is nothing between row 0 and row 1,048,576"),
        (row(1, cell("A1")) + row(10_002, cell("A10002")), "there is nothing between row 1 and row 10,002"),
        (row(2, cell("A2")) + row(1, cell("A1")), "row 1 stands after row 2"),
        (row(1, cell("XFE1")), "row 1 reaches beyond column XFD"),
        (row(1, cell("ZZZ1")), "row 1 reaches beyond column XFD"),
        (row(1, cell("A2")), "row 1 holds a cell A2"),
        (row(1, cell("AAAA1")), "row 1 holds a cell AAAA1"),
        (row(0, cell("A0")), "there is a row 0"),
        (
            "".join(row(n, cell(f"XFD{n}")) for n in range(1, 2000)),
            'the sheet "Sheet & 1" has 1,999 rows by 16,384 columns',
        ),
        ("<row", "this is not an Excel workbook that can be read"),
    ],
    ids=lambda value: value[:25],
)
def test_sheets_that_claim_too_much(xml: str, message: str) -> None:
    """A reader that lays a sheet out by the numbers in it would run for minutes, or out of memory."""
    with pytest.raises(BadFileError) as refused:
        read(with_sheet(xml))
    assert message in str(refused.value)


def beside(xml: str) -> tuple[SheetContent, SheetContent]:
    """Read a workbook whose first sheet holds one row, and whose second has some XML."""
    book = load_workbook(BytesIO(packed([["x"]])))
    book["Other"].append(["y"])
    content = BytesIO()
    book.save(content)
    first, second = read_worksheets(with_sheet(xml, content.getvalue()))
    return first, second


def test_a_sheet_that_is_too_large_does_not_keep_others_from_being_read() -> None:
    """It has its name and size in place of rows."""
    first, second = beside("".join(row(n, cell(f"XFD{n}")) for n in range(1, 2000)))

    assert [list(cells) for _, cells in first.rows] == [["y"]]
    assert second.rows == []
    assert second.fault.startswith('the sheet "Sheet & 1" has 1,999 rows by 16,384 columns, which is too large')


def test_a_sheet_that_unpacks_to_too_much_does_not_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven megabytes of empty rows are not unpacked at all."""
    monkeypatch.setattr(workbooks, "_UNPACKED_MB", 1)
    first, second = beside("<row/>" * 1_200_000)

    assert [list(cells) for _, cells in first.rows] == [["y"]]
    assert second.fault.startswith('the sheet "Sheet & 1" has 7 MB unpacked, which is too large')


def lying(content: bytes) -> bytes:
    """Say of every part of a workbook that it unpacks to one byte, in both of the file's directories."""
    book, changed = ZipFile(BytesIO(content)), bytearray(content)
    for part in book.infolist():
        size = part.file_size.to_bytes(4, "little")
        at = part.header_offset + 22
        assert changed[at : at + 4] == size
        changed[at : at + 4] = (1).to_bytes(4, "little")
        at = content.index(b"PK\x01\x02", 0)
        while content[at + 42 : at + 46] != part.header_offset.to_bytes(4, "little"):
            at = content.index(b"PK\x01\x02", at + 1)
        changed[at + 24 : at + 28] = (1).to_bytes(4, "little")
    return bytes(changed)


@pytest.mark.parametrize("change", [bytes, lying], ids=["honest", "lying"])
def test_what_is_unpacked_is_limited(monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]) -> None:
    """A megabyte can unpack to gigabytes, and its directory can deny it: what is unpacked is counted."""
    monkeypatch.setattr(workbooks, "_UNPACKED_MB", 1)
    content = with_sheet(row(1, cell("A1")) + "<row/>" * 1_000_000)
    assert len(content) < 100_000
    with pytest.raises(BadFileError):
        read(change(content))


def test_a_document_type_is_refused() -> None:
    """Entities of a document's own can unpack to any size, however small the part is."""
    before, after = ZipFile(BytesIO(packed([["x"]]))), BytesIO()
    with ZipFile(after, "w") as book:
        for name in before.namelist():
            text = before.read(name).decode()
            declared = '<!DOCTYPE a [<!ENTITY b "b">]>' + text.removeprefix("<?xml version='1.0'?>")
            book.writestr(name, declared if name.endswith("workbook.xml") else text)
    with pytest.raises(BadFileError, match="declares a document type"):
        read(after.getvalue())


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml"])
@pytest.mark.parametrize("text", [None, b"", b"<a/>", b"\xff\xfe", b"<a><b></a>"])
def test_damaged_parts(name: str, text: bytes | None) -> None:
    """Whatever is wrong inside, the message says what to do."""
    before, after = ZipFile(BytesIO(packed([["x"]]))), BytesIO()
    with ZipFile(after, "w") as book:
        for part in before.namelist():
            if part != name or text is not None:
                book.writestr(part, text if part == name and text is not None else before.read(part))
    if text == b"<a/>" and "sheet2" in name:
        assert read(after.getvalue()).rows == []  # a document without rows is an empty sheet
        return
    with pytest.raises(BadFileError, match="open it in Excel"):
        read(after.getvalue())


def test_a_file_on_the_disk(tmp_path: Path) -> None:
    """Control: a workbook of a hundred rows is read whole."""
    content = packed([["person", number] for number in range(100)])
    (tmp_path / "people.xlsx").write_bytes(content)
    assert [cells[1] for _, cells in read((tmp_path / "people.xlsx").read_bytes()).rows] == list(range(100))
