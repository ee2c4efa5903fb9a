"""Any table: a profile or a roster, as CSV or in a workbook, is refused in clear words or used."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tests.cli.calling import TINY
from tests.fuzz.forking import Forks, check_scenario, fuzz
from tests.fuzz.hostile import spoilt, texts

Row = list[Any]
Table = list[Row]

CASES = pytest.mark.parametrize("cases", [12, pytest.param(250, marks=pytest.mark.long)])
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PROFILE: Table = [
    ["day", "from", "weight"],
    *([day, f"{hour:02}:00", 1 + hour % 3] for day in DAYS for hour in range(0, 24, 6)),
]
ROSTER: Table = [
    ["person", "date", "start", "end", "group", "breaks"],
    ["Ann", "2024-02-05", "00:00", "08:00", "handlers", "03:00-03:30"],
    ["Bob", "2024-02-05", "08:00", "16:00", "handlers", ""],
    ["Cid", "2024-02-05", "16:00", "01:00", "handlers", ""],
]
WITH_PROFILE = TINY.replace("calls_per_day = 240", 'calls_per_day = 240, profile = "case.csv"').encode()
WITH_ROSTER = TINY.replace("headcount = 2", 'roster = "case.csv"').encode()
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "cp037")
WIDEST = 16_384


def test_the_tables_themselves(forks: Forks, tmp_path: Path):
    """Both tables are right before they are changed: the tests below do not fail at another fault each time."""
    for table, scenario in ((PROFILE, WITH_PROFILE), (ROSTER, WITH_ROSTER)):
        (tmp_path / "case.csv").write_text(_csv_of(table, ",", 0), encoding="utf-8")
        (tmp_path / "case.toml").write_bytes(scenario)
        checked = forks.call(tmp_path, "check", "case.toml")
        assert checked.status == 0, checked.err


@CASES
@pytest.mark.parametrize(
    ("table", "scenario"), [(PROFILE, WITH_PROFILE), (ROSTER, WITH_ROSTER)], ids=["profile", "roster"]
)
def test_csv(forks: Forks, tmp_path: Path, cases: int, table: Table, scenario: bytes):
    """Odd cells, separators, quotes, encodings and ends of lines, and stretches of text cut out or replaced."""

    def check(content: bytes) -> None:
        (tmp_path / "case.csv").write_bytes(content)
        check_scenario(forks, tmp_path, scenario)

    fuzz(cases, check, content=_csv_files(table) | _csv_files(table).flatmap(spoilt))


@CASES
def test_workbooks(forks: Forks, tmp_path: Path, cases: int):
    """Odd cells, formulas, errors, merged cells and gaps in a sheet, and its XML or the whole workbook spoilt."""

    def check(content: bytes) -> None:
        (tmp_path / "case.xlsx").write_bytes(content)
        check_scenario(forks, tmp_path, WITH_ROSTER.replace(b".csv", b".xlsx"))

    books = _workbooks(ROSTER)
    fuzz(cases, check, content=books | books.flatmap(_with_spoilt_sheet) | books.flatmap(spoilt))


def _cells() -> st.SearchStrategy[Any]:
    moments = (date(1900, 1, 1), datetime(9999, 12, 31), datetime(2024, 3, 31, 1, 30), time(23, 59, 59, 999999))
    numbers = (0, -1, 1.5, 45_327, 2**53, 1e308, -1e-300, float("nan"), float("inf"), True)
    lengths = (timedelta(hours=31), timedelta(days=-1), timedelta(days=3_000_000))
    words = ("=1/0", "=A1", "#N/A", "#REF!", "31/02/2024", "1.2.24", "7", "7.30", "24:00", "Ann\nBob", "a" * 40_000)
    return st.sampled_from((*moments, *numbers, *lengths, *words, None)) | texts()


def _changed(table: Table) -> st.SearchStrategy[Table]:
    """Return a table with some cells replaced, some rows doubled, and some cut short or made longer."""
    share = st.floats(0, 1, exclude_max=True, allow_subnormal=False)
    changes = st.tuples(st.sampled_from(sorted(_CHANGES)), share, share, _cells())
    return st.lists(changes, max_size=4).map(lambda made: _apply(table, made))


def _apply(table: Table, changes: Sequence[tuple[str, float, float, Any]]) -> Table:
    rows = [list(row) for row in table]
    for kind, down, across, cell in changes:
        if rows:
            _CHANGES[kind](rows, int(down * len(rows)), across, cell)
    return rows


def _set(rows: Table, number: int, across: float, cell: Any) -> None:
    if rows[number]:
        rows[number][int(across * len(rows[number]))] = cell


def _cut(rows: Table, number: int, across: float, _cell: Any) -> None:
    del rows[number][int(across * len(rows[number])) :]


def _lengthen(rows: Table, number: int, across: float, cell: Any) -> None:
    rows[number] += [cell] * int(across * 50)


def _double(rows: Table, number: int, across: float, _cell: Any) -> None:
    rows[number:number] = [list(rows[number]) for _ in range(int(across * 300))]


def _remove(rows: Table, number: int, _across: float, _cell: Any) -> None:
    del rows[number]


_CHANGES: dict[str, Callable[[Table, int, float, Any], None]] = {
    "set": _set,
    "cut": _cut,
    "lengthen": _lengthen,
    "double": _double,
    "remove": _remove,
}


def _csv_files(table: Table) -> st.SearchStrategy[bytes]:
    text = st.builds(
        _csv_of, _changed(table), st.sampled_from(",;\t|:"), st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    )
    ends = st.sampled_from(("\n", "\r\n", "\r", "\n\n", "\0\n", "\u2028"))
    return st.builds(
        lambda text, end, encoding: text.replace("\n", end).encode(encoding, "replace"),
        text,
        ends,
        st.sampled_from(ENCODINGS),
    )


def _csv_of(table: Table, separator: str, quoting: int) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, quoting=quoting, lineterminator="\n").writerows(table)  # type: ignore[arg-type]
    return written.getvalue()


def _workbooks(table: Table) -> st.SearchStrategy[bytes]:
    merged = st.none() | st.sampled_from(("A1:B1", "A2:A4", "A1:F9", "B2:C2"))
    far = st.none() | st.sampled_from(((9_999, 1), (12_000, 3), (1_048_576, 1), (3, WIDEST), (5_000, 5_000)))
    return st.builds(_workbook_of, _changed(table), merged, far)


def _workbook_of(table: Table, merged: str | None, far: tuple[int, int] | None) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in table:
        book.active.append([_writable(cell) for cell in row])
    if far is not None:
        book.active.cell(*far).value = "far"
    if merged is not None:
        book.active.merge_cells(merged)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _writable(cell: Any) -> Any:
    """Return a cell that the library writes; what it refuses comes in with the spoilt XML."""
    if isinstance(cell, str):
        return ILLEGAL_CHARACTERS_RE.sub("", "".join(char for char in cell if not "\ud800" <= char <= "\udfff"))
    return cell


def _with_spoilt_sheet(content: bytes) -> st.SearchStrategy[bytes]:
    with ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = st.sampled_from(("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"))
    return sheet.filter(lambda name: name in parts).flatmap(
        lambda name: spoilt(parts[name]).map(lambda text: _packed({**parts, name: text}))
    )


def _packed(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return written.getvalue()
