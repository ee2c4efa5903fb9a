"""Files of several kinds, read together."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from simcall.errors import SimcallError
from simcall.files import workbooks
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions

CALLS = """Call Start,Queue,Outcome,Wait,Talk,Agent
2026-10-01 07:00:00,999,Answered,4,120,Ada Example
2026-10-01 07:10:00,999,Abandoned,9,0,
"""
LOGINS = """Agent,Login Time,Logout Time
Ada Example,2026-10-01 06:55:00,2026-10-01 15:00:00
"""


def test_what_is_true_of_two_kinds_is_said_once(tmp_path: Path) -> None:
    """Neither the calls nor the log-ins name a time zone."""
    files = {"calls.csv": CALLS, "logins.csv": LOGINS}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    findings = read_exports([str(tmp_path / name) for name in files], ReadingOptions()).findings

    assert sum("name no time zone" in finding.text for finding in findings) == 1
    assert len(set(findings)) == len(findings)


def test_a_log_and_legs_of_the_same_calls_under_another_name_count_once(tmp_path: Path) -> None:
    """Questions are of the name and of the calls; --line with both names answers the first, too."""
    times = [
        f"2026-10-{day:02d} {hour:02d}:{minute:02d}:00" for day in (1, 2) for hour in range(8, 20) for minute in (5, 40)
    ]
    log = "".join(f"{time},Crime Desk,Answered,4,120\n" for time in times)
    legs = "".join(f"{number},0,{time},CSQ_CrimeDesk,4,120\n" for number, time in enumerate(times))
    (tmp_path / "log.csv").write_text("Call Start,Queue,Outcome,Wait,Talk\n" + log, encoding="utf-8")
    (tmp_path / "legs.csv").write_text("Contact ID,Sequence No,Start Time,CSQ,Queue Time,Talk Time\n" + legs)
    paths = [str(tmp_path / "log.csv"), str(tmp_path / "legs.csv")]

    (of_name,) = read_exports(paths).questions
    answers = {of_name.option: "Crime Desk"}
    (of_calls,) = read_exports(paths, ReadingOptions(answers=answers)).questions
    observed = read_exports(paths, ReadingOptions(answers={**answers, of_calls.option: "first"}))
    lines = {"desk": ("Crime Desk", "CSQ_CrimeDesk")}
    named = read_exports(paths, ReadingOptions(lines=lines, answers={of_calls.option: "last"}))

    assert (of_name.option, of_calls.option) == ("--queue CSQ_CrimeDesk", "--same-calls")
    assert observed.counts["offered"].sum() == named.counts["offered"].sum() == len(times)
    assert observed.queues == {"crime-desk": "Crime Desk, CSQ_CrimeDesk"}
    assert named.files[0].left_out == {"calls that another file has too": len(times)}


def test_a_row_for_each_log_in_and_log_out(tmp_path: Path) -> None:
    """Other events are left out, and so is a log-in whose log-out is missing; people have the names of the calls."""
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    (tmp_path / "events.csv").write_text(
        "Agent,Status,Time\n"
        "Ada Example,Logged In,2026-10-01 06:55:00\n"
        "Bo Sample,login,2026-10-01 06:58:00\n"
        "Ada Example,Lunch,2026-10-01 11:00:00\n"
        "Ada Example,Logged Out,2026-10-01 15:00:00\n"
        "Bo Sample,LOGIN,2026-10-02 06:57:00\n"
        "Bo Sample,Log off,2026-10-02 15:02:00\n",
        encoding="utf-8",
    )

    observed = read_exports([str(tmp_path / "calls.csv"), str(tmp_path / "events.csv")])

    hours = (observed.people["end"] - observed.people["start"]).dt.total_seconds() / 3600
    assert list(zip(observed.people["person"], hours.round(2), strict=True)) == [("A01", 8.08), ("A02", 8.08)]
    assert observed.files[1].left_out == {"other events": 1, "log-in without a log-out within 24 hours": 1}
    assert observed.counts["offered"].sum() == 2


def test_a_sheet_that_is_too_large_is_left_out_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The calls are on the first sheet; of the second nothing is needed. Without the first, the file is refused."""
    monkeypatch.setattr(workbooks, "_MOST_CELLS", 50)
    book = Workbook()
    sheet = book.worksheets[0]
    for line in CALLS.splitlines():
        sheet.append(line.split(","))
    other = book.create_sheet("Archive")
    for number in range(60):
        other.append([number])
    book.save(tmp_path / "book.xlsx")

    observed = read_exports([tmp_path / "book.xlsx"])

    assert observed.counts["offered"].sum() == 2
    text = 'simcall did not read one sheet of book.xlsx: the sheet "Archive" has 60 rows by 1 columns'
    assert any(finding.text.startswith(text) for finding in observed.findings)
    sheet.delete_rows(1, 10)
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(SimcallError, match='the sheet "Archive" has 60 rows'):
        read_exports([tmp_path / "book.xlsx"])
