"""Rosters of named people from CSV and Excel files, as people and spreadsheets write them."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from simcall.errors import Problem, ScenarioError
from simcall.scenario import RosterDuty, Scenario, load, staffing_oddities
from simcall.scenario.models.duty_table import duties_of, written_duties
from simcall.scenario.reading.rosters.files import read_roster
from simcall.scenario.reading.rosters.findings import Setting
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.tables import Table

Write = Callable[..., Path]
Refused = Callable[..., list[Problem]]

HEADER = "person,date,start,end,group,breaks,line"
ROWS = """
Ann,2024-02-01,07:00,15:00,handlers,11:00-11:30; 14:00-14:15,999
Bob,2024-02-01,22:00,07:00,handlers,23:45-00:15,
Ann,2024-02-02,07:00,15:00,handlers,,101
Cid,2024-02-01,14:00,22:00,officers,,
"""
OFFICERS = "groups.officers = { lines = ['999'], headcount = 1 }\n"
ROSTER = OFFICERS + "groups.handlers.roster = 'people.csv'\n"
MARCH = OFFICERS + "groups.handlers.roster = { file = 'people.xlsx', sheet = 'March' }\n"


def moment(text: str) -> dt.datetime:
    """Read a day of February 2024 and a time."""
    return dt.datetime.strptime(f"2024-02-{text}", "%Y-%m-%d %H:%M")


DUTIES = (
    RosterDuty(
        "Ann",
        moment("01 07:00"),
        moment("01 15:00"),
        ((moment("01 11:00"), moment("01 11:30")), (moment("01 14:00"), moment("01 14:15"))),
        "999",
    ),
    RosterDuty("Ann", moment("02 07:00"), moment("02 15:00"), (), "101"),
    RosterDuty("Bob", moment("01 22:00"), moment("02 07:00"), ((moment("01 23:45"), moment("02 00:15")),)),
)


def duties(scenario: Scenario, group: str = "handlers") -> tuple[RosterDuty, ...]:
    """Return the duties of a group."""
    roster = scenario.groups[group].roster
    assert roster is not None
    return roster.duties


def workbook(path: str, rows: list[list[Any]], sheet: str = "March") -> None:
    """Write an Excel file with an empty sheet before the one meant."""
    book = Workbook()
    book.create_sheet(sheet)
    for row in rows:
        book[sheet].append(row)
    book.save(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(";", "|").replace(",", ";").replace("|", ","),
        lambda text: text.replace(",", "\t").encode("utf-16"),
        lambda text: text.replace(",", "\t").encode("utf-16-be").join([b"\xfe\xff", b""]),
        lambda text: text.replace("person,date", " Person , DATE ").replace("handlers", "Handlers "),
        lambda text: text.replace("2024-02-01", "01/02/2024").replace("2024-02-02", "2/2/2024"),
        lambda text: text.replace("07:00", "7:00").replace("15:00", "15:00:00"),
        lambda text: text.replace("\n", "\n,,,,,,\n"),
        lambda text: text.replace("2024-02-01,07:00,15:00", "2024-02-01,2024-02-01 07:00,2024-02-01T15:00"),
        lambda text: text.replace("22:00,07:00", "01/02/2024 22:00,02/02/2024 07:00"),
        lambda text: "\n".join([HEADER, *reversed(text.strip().splitlines()[1:])]),
    ],
)
def test_as_spreadsheets_write_them(write: Write, change: Callable[[str], str | bytes]) -> None:
    """Marks, encodings, separators, capitals, the kind of date and the order of the rows change nothing."""
    write("people.csv", change(HEADER + ROWS))
    scenario = load(write("x.toml", f'extends = "base.toml"\n{ROSTER}'))
    assert duties(scenario) == DUTIES


def test_columns_of_other_names(write: Write) -> None:
    """The scenario says which column is which; without a group column every row is the group's."""
    write("people.csv", "Collar no,Shift date,From,To\n1234,2024-02-01,07:00,15:00\n007,2024-02-01,15:00,24:00")
    scenario = load(
        write(
            "x.toml",
            'extends = "base.toml"\n[groups.handlers]\nroster = { file = "people.csv", columns = { '
            'person = "collar no", date = "Shift date", start = "From", end = "To" } }',
        )
    )
    assert duties(scenario) == (
        RosterDuty("007", moment("01 15:00"), moment("02 00:00")),
        RosterDuty("1234", moment("01 07:00"), moment("01 15:00")),
    )


def test_dates_may_stand_with_the_times(write: Write) -> None:
    """Without a column of dates, the starts have theirs."""
    write("people.csv", "person,start,end\nAnn,2024-02-01 22:00,07:00\nBob,2024-02-01 07:00,2024-02-01 15:00")
    scenario = load(write("x.toml", 'extends = "base.toml"\ngroups.handlers.roster = "people.csv"'))
    assert [(one.start, one.end) for one in duties(scenario)] == [
        (moment("01 22:00"), moment("02 07:00")),
        (moment("01 07:00"), moment("01 15:00")),
    ]


def test_an_excel_file(write: Write) -> None:
    """Excel's dates and times, numbers for names, a sheet by its name and blank rows are read as they are meant."""
    on, after = dt.datetime(2024, 2, 1), dt.date(2024, 2, 2)
    workbook(
        "people.xlsx",
        [
            HEADER.split(","),
            ["Ann", on, dt.time(7), dt.time(15), "handlers", "11:00-11:30; 14:00-14:15", 999],
            [None] * 7,
            ["Bob", on, dt.datetime(2024, 2, 1, 22), dt.datetime(2024, 2, 2, 7), "handlers", "23:45-00:15"],
            ["Ann", after, "07:00", dt.timedelta(hours=15), "handlers", None, 101.0],
            ["Cid", "", "", "", "officers"],
        ],
    )
    assert duties(load(write("x.toml", f'extends = "base.toml"\n{MARCH}'))) == DUTIES


def test_the_first_sheet_unless_said(write: Write) -> None:
    """Without the name of a sheet the first is read; the name is found whatever its capitals."""
    book = Workbook()
    assert book.active is not None
    book.active.title = "One"
    for title in ("One", "Two"):
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        sheet.append(["person", "start", "end"])
        sheet.append([title, moment("01 07:00"), moment("01 15:00")])
    book.save("people.xlsx")
    scenario = load(write("x.toml", 'extends = "base.toml"\ngroups.handlers.roster = "people.xlsx"'))
    assert duties(scenario)[0].person == "One"
    table = {"file": "people.xlsx", "sheet": "two "}
    assert duties(scenario.update({"groups.handlers.roster": table}))[0].person == "Two"
    assert duties(load("x.toml", ["groups.handlers.roster.sheet=two"]))[0].person == "Two"


def test_a_column_that_is_named_for_another(write: Write) -> None:
    """What the scenario names as one column is no other, whatever it is called: a line may be somebody's number."""
    write("people.csv", "line,date,end\n1234,2024-02-01 07:00,2024-02-01 15:00")
    columns = "columns = { person = 'line', start = 'date' }"
    scenario = load(
        write("x.toml", f"extends = 'base.toml'\ngroups.handlers.roster = {{ file = 'people.csv', {columns} }}")
    )
    assert duties(scenario) == (RosterDuty("1234", moment("01 07:00"), moment("01 15:00")),)


def test_rows_of_spaces_are_blank(write: Write) -> None:
    """A row that holds nothing but spaces is left out of a worksheet, as it is of a CSV file."""
    row = ["Ann", dt.date(2024, 2, 1), dt.time(7), dt.time(15)]
    workbook("people.xlsx", [["person", "date", "start", "end"], [" ", None, "\u00a0", ""], row, ["  "]])
    scenario = load(write("x.toml", f'extends = "base.toml"\n{MARCH}'))
    assert duties(scenario) == (RosterDuty("Ann", moment("01 07:00"), moment("01 15:00")),)


def test_a_roster_of_other_days(write: Write, refused: Refused) -> None:
    """A roster of which nobody is on duty in the run is refused, whether its days are wrong or the run's."""
    write("people.csv", "person,start,end\nAnn,2019-02-01 07:00,15:00\nBob,2019-02-07 22:00,07:00")
    (problem,) = refused("groups.handlers.roster = 'people.csv'")
    assert (problem.file, problem.path) == ("x.toml", "groups.handlers.roster")
    assert problem.message == (
        "nobody on it is on duty in the run, which lasts from 2024-01-31 00:00 to 2024-02-08 00:00 with the warm-up: "
        "its duties are from 2019-02-01 to 2019-02-08; name the roster of those days, or correct start, days or the "
        "dates in it"
    )
    scenario = load("x.toml", ["start=2019-02-08", "warm_up=0 s"])
    assert len(duties(scenario)) == 2
    with pytest.raises(ScenarioError, match="nobody on it is on duty in the run"):
        scenario.update({"start": "2019-02-09"})


def test_a_roster_without_a_name(refused: Refused) -> None:
    """No name is not the name of the folder that the scenario is in."""
    (problem,) = refused("groups.handlers.roster = ''")
    assert problem.message.startswith('"" is not a roster; write the name of a CSV or Excel file, or')


def test_groups_that_share_a_file(write: Write) -> None:
    """Each group has the rows that name it."""
    write("people.csv", HEADER + ROWS)
    roster = "groups.officers = { lines = ['999'], roster = 'people.csv' }\ngroups.handlers.roster = 'people.csv'"
    scenario = load(write("x.toml", f'extends = "base.toml"\n{roster}'))
    assert duties(scenario) == DUTIES
    assert [one.person for one in duties(scenario, "officers")] == ["Cid"]


def test_a_file_belongs_to_the_folder_of_who_names_it(write: Write) -> None:
    """A scenario's roster is beside the scenario, an override's in the current folder; a new one replaces the old."""
    write("deep/people.csv", HEADER + ROWS)
    write("deep/y.toml", f'extends = "../base.toml"\n{ROSTER}')
    scenario = load("deep/y.toml")
    assert duties(scenario) == DUTIES
    write("other.csv", "person,date,start,end\nDee,01/02/2024,07:00,15:00")
    for changed in (
        load("deep/y.toml", ["groups.handlers.roster=other.csv"]),
        scenario.update({"groups.handlers.roster": "other.csv"}),
    ):
        assert duties(changed) == (RosterDuty("Dee", moment("01 07:00"), moment("01 15:00")),)
        assert changed.provenance_of("groups.handlers.roster").kind == "assumed"


def test_a_roster_is_kept_by_the_document(write: Write) -> None:
    """The document holds the duties and no name of a file, and makes the same scenario."""
    write("people.csv", HEADER + ROWS)
    scenario = load(write("x.toml", f'extends = "base.toml"\n{ROSTER}'))
    document = scenario.document()
    assert Scenario.from_document(document) == scenario
    assert "people.csv" not in str(document)
    assert document["groups"]["handlers"]["roster"]["duties"] == {
        "person": ["Ann", "Ann", "Bob"],
        "start": ["2024-02-01T07:00", "2024-02-02T07:00", "2024-02-01T22:00"],
        "end": ["2024-02-01T15:00", "2024-02-02T15:00", "2024-02-02T07:00"],
        "breaks": ["11:00-11:30; 14:00-14:15", "", "23:45-00:15"],
        "line": ["999", "101", ""],
    }
    assert duties(scenario.update({"days": 2})) == DUTIES
    assert scenario.update({"groups.handlers.roster": scenario.groups["handlers"].roster}).groups == scenario.groups
    assert scenario.update({"groups.handlers.roster": {"duties": DUTIES}}).groups == scenario.groups


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ",2024-02-03,07:00,15:00,handlers",
            "person is empty; write the name or the number of whoever works it, in every row (of merged cells only the",
        ),
        ("Zoe,,07:00,15:00,handlers", "date is empty; write the date"),
        ("Zoe,3 Fbr,07:00,15:00,handlers", 'date "3 Fbr": this is not a date; write 2024-02-01 or, day first,'),
        ("Zoe,2024-02-30,07:00,15:00,handlers", 'date "2024-02-30": there is no such date in the calendar'),
        (
            "Zoe,13/02/2024,07:00,15:00,handlers",
            "the date in date is written day first, as 01/02/2024, and others year first, as 2024-02-01 (row 2)",
        ),
        ("Zoe,2042-02-03,07:00,15:00,handlers", "2042-02-03 is more than 10 years from the start of the run"),
        ("Zoe,0024-02-03,07:00,15:00,handlers", "the year must be from 1900 to 2199"),
        ("Zoe,2024-02-03,7ish,15:00,handlers", 'start "7ish": this is not a time of day; write "07:00"'),
        ("Zoe,2024-02-03,07:00,25:00,handlers", 'end "25:00": there is no such time of day'),
        ("Zoe,2024-02-03,07:00:30,15:00,handlers", 'start "07:00:30": write times to the minute'),
        ("Zoe,2024-02-03,07:00,,handlers", 'end is empty; write the time, such as "15:00"'),
        ("Zoe,2024-02-03,,15:00,handlers", "start is empty"),
        ("Zoe,2024-02-03", "the group is empty; write whose duty it is"),
        ("Zoe,2024-02-03,15:00,14:30,handlers", "it ends at 14:30, before it starts at 15:00 (that would be 23.5 h"),
        ("Zoe,2024-02-03,07:00,07:00,handlers", "it ends at 07:00, before it starts at 07:00"),
        ("Zoe,2024-02-03,24:00,08:00,handlers", 'start "24:00": a duty cannot start at 24:00, the end of a day; write'),
        (
            "Zoe,2024-02-03,2024-02-03 24:00,08:00,handlers",
            'start "2024-02-03 24:00": a duty cannot start at 24:00, the end of',
        ),
        (
            "Zoe,2024-02-03,07:00,24:00,handlers",
            "it ends at 24:00, 17 h after it starts at 07:00: too long where no dates are given; correct one of",
        ),
        ("Zoe,2024-02-03,15:00,2024-02-03 07:00,handlers", "it ends (2024-02-03 07:00:00) before it starts"),
        ("Zoe,2024-02-03,2024-02-04 07:00,15:00,handlers", "the date is 2024-02-03 and the start is on 2024-02-04"),
        ("Zoe,2024-02-03,07:00,2024-02-04 07:30,handlers", "it lasts 24.5 h, from"),
        (
            "Ann,2024-02-01,14:00,22:00,handlers",
            "Ann has the duty 2024-02-01 14:00-22:00, which overlaps 2024-02-01 07",
        ),
        ("Bob,2024-02-02,06:00,14:00,handlers", "overlaps 2024-02-01 22:00-07:00 of row 3; nobody is on duty twice"),
        ("Ann,2024-02-02,07:00,15:00,handlers,,101", "it says the same as row 4; delete one of them"),
        ("Zoe,2024-02-03,07:00,15:00,hanlders", '"hanlders" is not a group of the scenario; did you mean "handlers"?'),
        ("Zoe,2024-02-03,07:00,15:00,", "the group is empty; write whose duty it is"),
        ("Zoe,2024-02-03,07:00,15:00,handlers,,998", 'line "998": this is not a line; did you mean "999"?'),
        ("Zoe,2024-02-03,07:00,15:00,handlers,06:30-07:30", "the break 06:30-07:30 is outside the duty 07:00-15:00"),
        ("Zoe,2024-02-03,07:00,15:00,handlers,14:45-15:15", "the break 14:45-15:15 is not over when the duty 07:00-15"),
        ("Zoe,2024-02-03,07:00,15:00,handlers,11:30-11:00", "the break 11:30-11:00 ends before it begins; write the"),
        ("Zoe,2024-02-03,07:00,15:00,handlers,11:00-11:00", "ends before it begins"),
        ("Zoe,2024-02-03,07:00,15:00,handlers,11:00-11:30;11:15-11:45", "its breaks overlap"),
        ("Zoe,2024-02-03,07:00,15:00,handlers,at noon", '"at noon" is not a break; write "11:00-11:30", and more'),
        ("Zoe,2024-02-03,07:00,15:00,handlers,11:00-11:75", "is not a break; write times from"),
        ("#N/A,2024-02-03,07:00,15:00,handlers", "person is #N/A: a formula failed; correct it, or put its value in"),
        ("Zoe,2024-02-03,07:00,#REF!,handlers", "end is #REF!: a formula failed"),
        ("Zoe,2024-02-03,07:00,15:00,#VALUE!", "group is #VALUE!: a formula failed"),
        ("Zoe,2024-03-31,01:30,09:00,handlers", "the clock goes forward on 2024-03-31 and never shows 01:30; write a"),
        ("Zoe,2024-03-30,22:00,07:00,handlers,01:15-02:15", "never shows 01:15"),
    ],
)
def test_one_wrong_row(write: Write, refused: Refused, row: str, said: str) -> None:
    """What is wrong in one row is said once, with the row's number in the file and the remedy."""
    write("people.csv", HEADER + ROWS + row + "\n")
    roster = "groups.handlers.roster = 'people.csv'"
    (problem,) = refused(OFFICERS + roster)
    assert (problem.file, problem.path) == ("people.csv", "groups.handlers.roster")
    assert problem.message.startswith("row 6: ")
    assert said in problem.message


def test_a_wrong_break_or_line_hides_no_overlap(write: Write, refused: Refused) -> None:
    """What is wrong in one column of a row does not keep its times from being compared with other rows."""
    rows = "Ann,2024-02-01,07:00,15:00,noon,998\nAnn,2024-02-01,14:00,22:00,,\n"
    write("people.csv", "person,date,start,end,breaks,line\n" + rows)
    told = [problem.message.partition(" ")[2] for problem in refused("groups.handlers.roster = 'people.csv'")]
    assert [message[:1] for message in told] == ["2", "2", "3"]
    assert "overlaps 2024-02-01 07:00-15:00 of row 2" in told[2]


def test_a_line_that_the_group_does_not_serve(write: Write, refused: Refused) -> None:
    """Nobody can be designated to a line that the group does not answer."""
    write("people.csv", "person,date,start,end,line\nCid,2024-02-01,14:00,22:00,101")
    (problem,) = refused("groups.officers = { lines = ['999'], roster = 'people.csv' }")
    assert problem.message == 'row 2: line "101": officers does not serve it; it serves 999'


def test_an_override_of_a_sheet_makes_the_roster_assumed(write: Write) -> None:
    """Who reads another sheet than the one with a source reads something else."""
    workbook("people.xlsx", [["person", "start", "end"], ["Ann", moment("01 07:00"), moment("01 15:00")]])
    source = "[provenance]\n'groups.handlers.roster' = { kind = 'measured', source = 'the rota office' }"
    path = write("x.toml", f'extends = "base.toml"\n{MARCH}{source}'.replace("'March'", "'Sheet'"))
    changed = load(path, ["groups.handlers.roster.sheet=March"])
    assert changed.provenance_of("groups.handlers.roster").kind == "assumed"
    right = load(
        path,
        {
            "groups.handlers.roster.sheet": "March",
            "provenance": {"groups.handlers.roster": {"kind": "measured", "source": "the rota office"}},
        },
    )
    assert right.provenance_of("groups.handlers.roster").kind == "measured"


def test_dates_beside_times_are_written_in_one_way(write: Write, refused: Refused) -> None:
    """Two ways to write a date are a mistake in the column of the starts too."""
    write("people.csv", "person,start,end\nA,2024-02-01 07:00,15:00\nB,13/02/2024 07:00,15:00\nC,2024-02-02 07:00,9:00")
    (problem,) = refused("groups.handlers.roster = 'people.csv'")
    assert problem.message.startswith("row 3: the date in start is written day first, as 01/02/2024, and others year")


def test_all_mistakes_at_once(write: Write, refused: Refused) -> None:
    """Mistakes of every kind are told together in the order of the rows; of many alike the first five."""
    alike = "".join(f"P{number},soon,07:00,15:00,handlers\n" for number in range(45))
    write("people.csv", HEADER + ROWS + alike + ",2024-02-03,7,15:00,handlers\nZoe,2024-02-03,07:00,15:00,hanlders\n")
    told = [problem.message for problem in refused(ROSTER)]
    assert [message.partition(":")[0] for message in told[:-1]] == [
        *(f"row {number}" for number in range(6, 11)),
        "row 51",
        "row 51",
        "row 52",
    ]
    assert told[-1] == "and 40 more like these"


def test_wrong_rows_hide_nothing_else(write: Write, refused: Refused) -> None:
    """A roster that cannot be read hides no other problem of the scenario, and is told once for two groups."""
    write("people.csv", HEADER + ROWS.replace("officers", "oficers"))
    problems = refused(
        "days = -1\ngroups.officers = { lines = ['999'], roster = 'people.csv', overflow = 'x' }\n"
        "groups.handlers.roster = 'people.csv'"
    )
    assert [(problem.file, problem.path) for problem in problems] == [
        ("people.csv", "groups.handlers.roster"),
        ("x.toml", "days"),
        ("x.toml", "groups.officers.overflow"),
    ]


def test_what_is_wrong_elsewhere_is_told_beside_a_roster(write: Write, refused: Refused) -> None:
    """A wrong start, clock or parent of the scenario keeps no roster from being read, nor is the roster blamed."""
    write("people.csv", HEADER + ROWS)
    problems = refused(f"time_zone = 'Mars'\nstart = 3\n{ROSTER}")
    assert [problem.path for problem in problems] == ["start", "time_zone"]
    write("orphan.toml", f'extends = "nowhere.toml"\ndays = -1\n{ROSTER}')
    with pytest.raises(ScenarioError) as caught:
        load("orphan.toml")
    assert [problem.path for problem in caught.value.problems] == ["extends", "days"]


def test_times_at_the_edge_of_a_day(write: Write) -> None:
    """Midnight is 24:00 of one day or 00:00 of the next; Excel may hold a time as a moment of its first day."""
    rows = "A,2024-02-01 16:00,2024-02-01 24:00\nB,2024-02-01 16:00,00:00\nC,2024-02-01 16:00,24:00"
    write("people.csv", f"person,start,end\n{rows}\nD,2024-02-01 00:00,2024-02-01 24:00:00")
    scenario = load(write("x.toml", 'extends = "base.toml"\ngroups.handlers.roster = "people.csv"'))
    assert {one.end for one in duties(scenario)} == {moment("02 00:00")}
    day = dt.date(2024, 2, 1)
    ends = [dt.timedelta(days=1), dt.time(23, 59, 59, 999_900), "24:00"]
    header = ["person", "date", "start", "end"]
    workbook("people.xlsx", [header, *([str(number), day, dt.time(16), end] for number, end in enumerate(ends))])
    scenario = load(write("x.toml", f'extends = "base.toml"\n{MARCH}'))
    assert [one.end for one in duties(scenario)] == [moment("02 00:00")] * 3


def test_a_workbook_that_would_take_an_hour(write: Write, refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packed file that holds far more than a roster is refused unread."""
    workbook("people.xlsx", [HEADER.split(",")])
    monkeypatch.setattr("simcall.files.workbooks._UNPACKED_MB", 0)
    (problem,) = refused(MARCH)
    assert "save the sheet in a workbook of its own" in problem.message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        (HEADER, "there are no rows under the header"),
        ("person,date,start\nAnn,2024-02-01,07:00", 'there is no column "end"; the columns are "person", "date"'),
        ("persons,date,start,end\nAnn,2024-02-01,07:00,15:00", 'there is no column "person"; the columns are "pers'),
        ("person,start,end\nAnn,07:00,15:00", 'there is no column "date"'),
        (
            "Ann,2024-02-01,07:00,15:00",
            'simcall does not recognise this layout of a rota; its first row is "Ann", "2024-02-01", "07:00", "15:0',
        ),
        ("person,date,start,end,End\nAnn,2024-02-01,07:00,15:00,16:00", 'the column "end" appears 2 times; give each'),
        (
            HEADER + "\nCid,2024-02-01,14:00,22:00,officers,,",
            "no row belongs to handlers; the groups in it are offi",
        ),
        (b"\x00\x01\x02", "this is not a text file; a roster (a CSV file"),
        (b"PK\x03\x04 nothing", "this Excel file is damaged or incomplete; save it again"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
            "this is not a spreadsheet that can be read",
        ),
        (b"\xff\xfeabc", "this is not UTF-16 text"),
    ],
)
def test_files_that_are_no_rosters(write: Write, refused: Refused, content: str | bytes, said: str) -> None:
    """A file without the wanted columns or rows, or of the wrong kind, is refused with what to do."""
    write("people.csv", content)
    (problem,) = refused(ROSTER)
    assert problem.path == "groups.handlers.roster"
    assert said in problem.message


@pytest.mark.parametrize(
    ("table", "path", "said"),
    [
        ("file = 'people.xlsx', sheet = 'Mrch'", "", 'there is no sheet "Mrch"; did you mean "March"?'),
        (
            "file = 'people.xlsx', sheet = 'Sheet'",
            "",
            'the sheet "Sheet" is empty; it needs a header and a row for each duty',
        ),
        ("file = 'people.csv', sheet = 'March'", "", "this is a text file and has no sheets; leave sheet out"),
        ("file = 'zip.xlsx'", "", "this is not an Excel workbook that can be read"),
        ("file = 'peple.csv'", "", '"peple.csv": there is no such file; did you mean "people.csv"?'),
        ("sheet = 'March'", "", "the file is missing; write { file = "),
        ("file = 3", ".file", "3 is not text"),
        ("file = 'people.csv', sheets = 'x'", ".sheets", 'unknown key; did you mean "sheet"?'),
        ("file = 'people.csv', columns = 'x'", ".columns", '"x" is not a table'),
        ("file = 'people.csv', columns = { persn = 'x' }", ".columns.persn", 'did you mean "person"?'),
        ("file = 'people.csv', columns = { person = 3 }", ".columns.person", "3 is not the name of a column"),
        ("file = 'people.csv', columns = { line = 'Desk' }", "", 'there is no column "Desk"'),
        (
            "file = 'people.csv', columns = { start = 'end', end = 'End ' }",
            ".columns.end",
            '"End " is already the column for start; each needs a column of its own',
        ),
        (
            "file = 'people.csv', columns = { start = 'end' }",
            "",
            'the column "end" is already the column for start; say which is end with columns = { end = "…" }',
        ),
        ("file = ' '", ".file", '" " names no file; write { file = "people.xlsx"'),
        ("file = 'people.xlsx', sheet = ''", ".sheet", '"" names no sheet; write { file = "people.xlsx"'),
    ],
)
def test_wrong_names_of_files_sheets_and_columns(
    write: Write, refused: Refused, table: str, path: str, said: str
) -> None:
    """What a scenario says of a roster's file is refused with what there is in its place."""
    write("people.csv", HEADER + ROWS)
    workbook("people.xlsx", [HEADER.split(",")])
    with ZipFile("zip.xlsx", "w") as packed:
        packed.writestr("x", "y")
    (problem,) = refused(f"{OFFICERS}groups.handlers.roster = {{ {table} }}")
    assert problem.path == f"groups.handlers.roster{path}"
    assert said in problem.message


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["Zoe", dt.time(7), dt.time(7), dt.time(15)], "date"),
        (["Zoe", dt.date(2024, 2, 3), 0.25, dt.time(15)], 'start "0.25": this is a number; format the cells as times'),
        (["Zoe", dt.date(2024, 2, 3), dt.time(7, 0, 30), dt.time(15)], "to the minute, without seconds"),
        (
            ["Zoe", dt.date(2024, 2, 3), dt.time(7), dt.timedelta(hours=31)],
            'end "31:00:00": there is no such time of day; write',
        ),
        (
            ["Zoe", dt.date(2024, 2, 3), -dt.timedelta(hours=7), dt.time(15)],
            'start "-7:00:00": this is not a time of day',
        ),
        (["Zoe", dt.date(2024, 2, 3), dt.timedelta(hours=24), dt.time(8)], 'start "24:00:00": a duty cannot start at'),
        (["Zoe", dt.date(2024, 2, 3), dt.time(7), dt.timedelta(hours=24)], "it ends at 24:00, 17 h after it starts at"),
        ([None, dt.date(2024, 2, 3), dt.time(7), dt.time(15)], "person is empty; write the name or the number of who"),
        (
            ["Zoe", "13/02/2024", dt.time(7), dt.time(15)],
            "is written day first, as 01/02/2024, and others year first, as 2024-02-01 (row 2): Excel may have taken",
        ),
        (["Zoe", dt.date(2024, 2, 3), dt.time(7), "=1/0"], "end holds a formula whose value was not saved; open the"),
        (["=A2", dt.date(2024, 2, 3), dt.time(7), dt.time(15)], "person holds a formula whose value was not saved"),
    ],
)
def test_one_wrong_row_of_an_excel_file(write: Write, refused: Refused, cells: list[Any], said: str) -> None:
    """What Excel holds in the place of a date or a time is told with its row; rows are counted as Excel does."""
    right = ["Ann", dt.date(2024, 2, 1), dt.time(7), dt.time(15)]
    also = ["Ann", dt.date(2024, 2, 2), dt.time(7), dt.time(15)]
    workbook("people.xlsx", [["person", "date", "start", "end"], right, also, [], cells])
    (problem,) = refused(MARCH)
    assert problem.message.startswith("row 5: ")
    assert said in problem.message


def test_a_roster_is_no_stranger_to_a_document(base: Scenario) -> None:
    """A document that was made elsewhere is held to the same rules."""
    right = {"person": ["x"], "start": ["2024-02-01T07:00"], "end": ["2024-02-01T15:00"]}
    for change, said in (
        ({"person": [""]}, "has no person"),
        ({"person": "x"}, 'the column "person" is not a list'),
        ({"person": [3]}, "a value of person is not text"),
        ({"person": ["x", "y"]}, "start has 1 values and person has 2"),
        ({"end": ["2024-02-01T07:00"]}, "does not last between 0 and 24 hours"),
        ({"end": ["2024-02-02T07:01"]}, "does not last between 0 and 24 hours"),
        ({"end": ["2024-02-01T15:00:30"]}, "to the minute"),
        ({"end": [["x"]]}, "a value of end is not a date and time"),
        ({"end": ["soon"]}, "not a date and time"),
        ({"breaks": ["06:00-06:30"]}, "outside the duty"),
        ({"breaks": [3]}, "breaks are text"),
        ({"breaks": [[["2024-02-01T06:00", "2024-02-01T08:00"]]]}, "are not one after the other within it"),
        ({"lines": ["x"]}, '"lines" is not a column of duties; did you mean "line"?'),
        ({"line": ["998"]}, 'it designates people to "998", which is not a line; did you mean "999"?'),
        ({key: [value[0], value[0]] for key, value in right.items()}, "overlap"),
        ({"person": [], "start": [], "end": []}, "the roster has no duties"),
    ):
        with pytest.raises(ScenarioError, match=r"groups\.handlers\.roster") as caught:
            base.update({"groups.handlers.roster": {"duties": {**right, **change}}})
        assert said in str(caught.value)
    for wrong in (3, [3], [{"person": "x"}], []):
        with pytest.raises(ScenarioError, match=r"groups\.handlers\.roster\.duties"):
            base.update({"groups.handlers.roster": {"duties": wrong}})
    with pytest.raises(ScenarioError, match="a roster is read when a file is named, and then whole"):
        base.update({"groups.handlers.roster": {"duties": right, "sheet": "x"}})


@pytest.mark.long
def test_a_year_of_five_hundred_people(write: Write) -> None:
    """A roster of 110,000 rows is read whole and looked over."""
    first = dt.date(2024, 1, 1)
    days = [(first + dt.timedelta(days=number)).isoformat() for number in range(366)]
    worked = [(n, day) for at, day in enumerate(days) for n in range(500) if (at + n) % 5 < 3]
    write("people.csv", "person,date,start,end\n" + "\n".join(f"P{n},{day},22:00,07:00" for n, day in worked))
    path = write("x.toml", 'extends = "base.toml"\ngroups.handlers.roster = "people.csv"')
    scenario = load(path)
    assert len(duties(scenario)) == len(worked)
    assert staffing_oddities(scenario)


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["Ann", "Bob", "O'Neill, C."]), st.integers(1, 28)),
        st.tuples(st.integers(0, 479), st.integers(4, 960), st.booleans(), st.sampled_from(["", "999", "101"])),
        min_size=1,
    ),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y"]),
    st.randoms(use_true_random=False),
)
def test_what_is_written_is_read(
    duties_by_day: dict[tuple[str, int], tuple[int, int, bool, str]], form: str, mix: Any
) -> None:
    """Whatever duties stand in a file, in whatever order and way of writing dates, are the duties of the roster."""
    expected, written = [], []
    for (person, day), (first, length, rests, line) in sorted(duties_by_day.items()):
        start = dt.datetime(2024, 2, day) + dt.timedelta(minutes=first)
        end, quarter = start + dt.timedelta(minutes=length), dt.timedelta(minutes=length // 4)
        breaks = ((start, start + quarter), (end - quarter, end)) if rests else ()
        expected.append(RosterDuty(person, start, end, breaks, line or None))
        spells = "; ".join(f"{since:%H:%M}-{until:%H:%M}" for since, until in breaks)
        written.append((person, f"{start:{form}}", f"{start:%H:%M}", f"{end:%H:%M}", "", spells, line))
    mix.shuffle(written)
    rows = [("person", "date", "start", "end", "", "breaks", "line"), *written]
    table = Table("people.csv", None, tuple(enumerate(rows, start=1)))
    run = dt.date(2024, 2, 1), dt.date(2024, 3, 1)
    setting = Setting("g", ("g",), ("999", "101"), ("999", "101"), ZoneInfo("Europe/London"), *run)
    reading = read_roster(((table,), (table,)), RosterOptions(), setting)
    assert duties_of(reading.value["duties"]) == tuple(expected)
    assert duties_of(written_duties(expected)) == tuple(expected)


def test_the_examples_of_the_documentation(write: Write) -> None:
    """What docs/scenario-file.md says of shifts, rotas and rosters is a scenario, its blocks taken together."""
    page = Path(__file__).parents[3] / "docs" / "scenario-file.md"
    section = page.read_text(encoding="utf-8").partition("## Describe who works when\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    write("people.csv", "person,date,start,end\nAnn,2024-02-01,07:00,15:00")
    write("staff.csv", re.findall(r"```csv\n(date,from.*?)```", section, re.DOTALL)[0])
    on = dt.date(2024, 2, 1)
    workbook("people.xlsx", [["Collar no", "Shift date", "From", "To"], [1234, on, dt.time(22), dt.time(7)]])
    scenario = load(write("x.toml", "\n".join(['extends = "base.toml"', *blocks])))
    assert [name for name, group in scenario.groups.items() if group.rota] == ["handlers", "desk"]
    assert [row.people for row in scenario.groups["resolution"].headcount_by_date or ()] == [4, 2, 3]
    assert duties(scenario, "supervisors") == (RosterDuty("1234", moment("01 22:00"), moment("02 07:00")),)


def test_the_import_stays_quick() -> None:
    """Who has no Excel file never waits for its reader, nor for NumPy."""
    slow = ("openpyxl", "python_calamine", "numpy", "pandas")
    code = f"import sys, simcall.scenario; sys.exit(any(name in sys.modules for name in {slow}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
