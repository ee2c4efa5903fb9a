"""Workbooks as grids of text: what Excel keeps comes out as people would write it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from openpyxl import Workbook

from simcall.sheets.grids import read_grids
from simcall.sheets.sheets import read_sheets


def test_cells_of_excel_as_text(tmp_path: Path) -> None:
    """Dates, times, lengths of time, numbers and failed formulas are text; 24:00 stays the end of a day."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([dt.date(2026, 10, 5), dt.time(7), dt.timedelta(hours=24), dt.datetime(2026, 10, 5, 22, 30), 7001.0])
    sheet.append(["=1+1", dt.time(0, 0), None, dt.timedelta(hours=31), 7.5])
    book.save(tmp_path / "a.xlsx")
    (sheet,) = read_sheets(str(tmp_path / "a.xlsx"), "a rota")
    assert list(sheet.cells) == [
        (1, ("2026-10-05", "07:00:00", "24:00:00", "2026-10-05 22:30:00", "7001")),
        (2, ("", "00:00:00", "", "31:00:00", "7.5")),
    ]
    assert sheet.formulas == {(2, 0)}
    (grid,) = read_grids(str(tmp_path / "a.xlsx"), "a rota")
    assert [(number, tuple(row)) for number, *row in grid.cells.itertuples(name=None)] == list(sheet.cells)


def test_what_a_sheet_hides_and_merges(tmp_path: Path) -> None:
    """Merged ranges, hidden columns and hidden sheets are told, so that a reader can name them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["x", "y", "z", "w"])
    sheet.merge_cells("B2:D3")
    sheet.column_dimensions["C"].hidden = True
    other = book.create_sheet("Lists")
    other.sheet_state = "hidden"
    other["A1"] = 1
    book.save(tmp_path / "a.xlsx")
    first, second = read_sheets(str(tmp_path / "a.xlsx"), "a rota")
    assert (first.merged, first.hidden, first.is_hidden) == (((2, 1, 3, 3),), frozenset({2}), False)
    assert (second.sheet, second.is_hidden) == ("Lists", True)
