"""Rotas as planners lay them out: rows, grids, shifts by dates, weekly blocks, patterns and numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from simcall.errors import Problem
from simcall.scenario import Scenario, load, merging_warnings, rosters_in_words
from tests.unit.scenario.sheets_of_rotas import DAYS, RUN, SHIFTS, duties, roster, workbook

Write = Callable[..., Path]
Over = Callable[[str], Scenario]
Refused = Callable[..., list[Problem]]

EXPECTED = ["Ann Mon 07:00-15:00", "Ann Tue 14:00-22:00", "Bob Mon 22:00-07:00"]
LATER = tuple(day + dt.timedelta(days=7) for day in DAYS)
SLASHED = ",".join(f"{day:%d/%m/%Y}" for day in DAYS)

LAYOUTS = {
    "rows": "person,date,start,end\nAnn,2024-02-05,07:00,15:00\nAnn,2024-02-06,14:00,22:00\nBob,2024-02-05,22:00,07:00",
    "titles, other names, other clocks": (
        "Duty export\nPrinted 01/02/2024 09:14\n\nCollar No,Officer/Staff,Shift Date,From,To\n"
        "7001,Ann,05/02/2024,7:00 AM,3:00 PM\n7001,Ann,06/02/2024,1400,2200\n7002,Bob,05/02/2024,22.00,7am\n"
        "Notes: printed by the rota office"
    ),
    "both times in one column": (
        "Staff,Date,Times\nAnn,05/02/24,0700-1500\nAnn,6 Feb 2024,14:00 to 22:00\nBob,5/2/2024,2200x0700"
    ),
    "start and end with their dates": (
        "Agent,Shift Start,Shift End\nAnn,05/02/2024 07:00,05/02/2024 15:00\n"
        "Ann,06/02/2024 2:00 PM,06/02/2024 10:00 PM\n"
        "Bob,2024-02-05T22:00:00,2024-02-06T07:00:00"
    ),
    "a date for the end": (
        "Name,Start date,Start time,End date,End time\nAnn,05/02/2024,07:00,05/02/2024,15:00\n"
        "Ann,06/02/2024,14:00,06/02/2024,22:00\nBob,05/02/2024,22:00,06/02/2024,07:00"
    ),
    "rows of codes": "Name,Date,Shift\nAnn,2024-02-05,E\nAnn,2024-02-06,l\nBob,2024-02-05,N\nBob,2024-02-06,RD",
    "a grid of times": f"Name,{SLASHED}\nAnn,0700x1500,14:00 - 22:00,,,,,\nBob,2200-0700,OFF,OFF,AL,AL,,",
    "a grid of codes with a note": (
        f"DUTY SHEET\nName,{SLASHED}\n,Mon,Tue,Wed,Thu,Fri,Sat,Sun\nTEAM A,,,,,,,\nAnn,e ,L,,,,,\nBob,N,RD,RD,RD,,,\n"
        "On early,1,0,0,0,0,0,0\nE 0700-1500, L 1400-2200\nN = 2200-0700"
    ),
    "a grid with days of the month": (
        "Duties of February 2024\n,Mon,Tue,Wed,Thu,Fri,Sat,Sun\nName,5,6,7,8,9,10,11\nAnn,E,L,,,,,\nBob,N,,,,,,"
    ),
    "a grid without a year": "Name,Mon 05 Feb,Tue 06 Feb,Wed 07 Feb\nAnn,E,L,\nBob,N,,",
    "a grid of one week": "Week commencing 05/02/2024\nName,Mon,Tue,Wed,Thu,Fri,Sat,Sun\nAnn,E,L,,,,,\nBob,N,,,,,,",
    "a grid of a week that ends": "Week ending 11/02/2024\nName,Mon,Tue,Wed,Thu,Fri,Sat,Sun\nAnn,E,L,,,,,\nBob,N,,,,,,",
    "people across, dates down": (
        "Date,Ann,Bob\n"
        + "\n".join(f"{day:%d/%m/%Y},{cells}" for day, cells in zip(DAYS, ("E,N", "L,", *[","] * 5), strict=True))
    ),
    "names in cells": (
        f"Shift,{SLASHED}\nEarly 0700-1500,Ann,,,,,,\nLate 1400-2200,,Ann,,,,,\nNight (22:00-07:00),Bob,,,,,,\n"
        "Leave,Cy,Cy,,,,,"
    ),
    "weekly blocks": (
        "w/c 05/02/2024,,,,,,,,,,,,,,\n,Monday,,Tuesday,,Wednesday,,Thursday,,Friday,,Saturday,,Sunday,\n"
        "Name,Start,End,Start,End,Start,End,Start,End,Start,End,Start,End,Start,End\n"
        "Ann,07:00,15:00,14:00,22:00,AL,,,,,,,,,\nBob,22:00,07:00,,,RD,,,,,,,,,"
    ),
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_one_rota_in_many_layouts(write: Write, over: Over, text: str) -> None:
    """The same three duties are read from each layout, with the shifts of the scenario for codes."""
    write("rota.csv", text)
    assert duties(over(roster(rest=SHIFTS))) == EXPECTED


def test_the_totals_are_said(write: Write, over: Over) -> None:
    """What was read is said in figures that a planner can add up on the sheet."""
    write("rota.csv", f"Name,{SLASHED}\nAnn,E,L,AL,,,,\nBob,N,RD,TRG,,,,")
    scenario = over(roster(rest=SHIFTS))
    first, left_out, of_nights = rosters_in_words(scenario)
    assert of_nights.startswith("For nights, simcall takes the date as that of the evening; if it is that of the")
    assert first == (
        "Roster of handlers from rota.csv (people by dates): 2 people, 3 duties, 25 h; shortest 8 h, longest 9 h; "
        "at 14:00 on Monday 5 February 1 on duty."
    )
    assert left_out == "Left out of it: leave (1), empty cells (8), rest days (1), training (1)."
    document = scenario.history.rosters["handlers"].document()
    assert (document["people"], document["duties"], document["shortest"], document["longest"]) == (2, 3, 8, 9)
    assert document["left_out"] == {"leave": 1, "empty cells": 8, "rest days": 1, "training": 1}
    assert document["questions"] == []


def test_a_key_on_another_sheet(write: Write, over: Over) -> None:
    """A sheet of codes explains those of the grid; leave that is merged over several days is leave on each."""
    rows = [["Collar", "Name", *DAYS], [1, "Ann", "X1", "X2", "Hol", None, None, None, None], [2, "Bob", "X3"]]
    key = [["Code", "Meaning", "Start", "Finish"], ["X1", "Early", dt.time(7), dt.time(15)]]
    key += [["X2", "Late", dt.time(14), dt.time(22)], ["X3", "Night", "2200", "0700"], ["Hol", "Annual leave"]]
    workbook("rota.xlsx", {"Rota": rows, "Codes": key}, merged=["E2:I2"])
    scenario = over(roster(file="rota.xlsx"))
    assert duties(scenario) == EXPECTED
    assert scenario.history.rosters["handlers"].left_out["leave"] == 5


@pytest.mark.parametrize("place", ["below", "beside"])
def test_a_key_on_the_same_sheet(write: Write, over: Over, place: str) -> None:
    """A key may stand under the grid without a header, or beside it with one."""
    people = [["Name", *DAYS], ["Ann", "E", "L", "RD"], ["Bob", "N", None, "RD"], ["Cy", "RD", "E"]]
    people += [["Dee", None, "L"], ["Eve", None, "N"]]
    key = [("E", "0700-1500"), ("L", "1400-2200"), ("N", "2200-0700"), ("RD", "Rest day")]
    if place == "below":
        rows = [*people, [], *map(list, key)]
    else:
        beside = [("Code", "Times"), *key, (None, None)]
        rows = [[*row, *[None] * (9 - len(row)), *cells] for row, cells in zip(people, beside, strict=True)]
    workbook("rota.xlsx", {"Rota": rows})
    others = ["Cy Tue 07:00-15:00", "Dee Tue 14:00-22:00", "Eve Tue 22:00-07:00"]
    assert duties(over(roster(file="rota.xlsx"))) == [*EXPECTED, *others]


def test_a_heading_names_the_team_of_the_rows_below(write: Write, over: Over) -> None:
    """Rows under the heading of another team are left out; teams that share out the shifts are all read."""
    teams = "Name,05/02/2024,06/02/2024\n{},,\nAnn,0700-1500,\n{},,\nBob,0700-1500,"
    write("rota.csv", teams.format("CALL HANDLERS", "DISPATCH"))
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00"]
    write("rota.csv", teams.format("TEAM A", "TEAM B"))
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00", "Bob Mon 07:00-15:00"]
    write(
        "rota.csv", "Name,Date,Start,End\nCALL HANDLERS\nAnn,05/02/2024,0700,1500\nDISPATCH\nBob,05/02/2024,0700,1500"
    )
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00"]


def test_the_shift_of_a_weekday(write: Write, over: Over) -> None:
    """A code takes the hours that its shift has on that day of the week."""
    write("rota.csv", f"Name,{SLASHED}\nAnn,E,,,,E,,")
    shifts = '[shifts.E]\nstart = "07:00"\nlength = "8 h"\non.Fri = { end = "17:00" }\n'
    assert duties(over(roster(rest=shifts))) == ["Ann Mon 07:00-15:00", "Ann Fri 07:00-17:00"]


def test_a_sheet_for_each_week(write: Write, over: Over) -> None:
    """Sheets of one layout for other days are read together; the week may stand in the name of the sheet."""
    week = ["Name", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    sheets = {"WC 05.02.2024": [week, ["Ann", "0700-1500"]], "WC 12.02.2024": [week, ["Ann", None, "1400-2200"]]}
    workbook("rota.xlsx", {**sheets, "Notes": [["Call the duty office on 100"]]})
    scenario = over(roster(file="rota.xlsx"))
    assert duties(scenario) == ["Ann Mon 07:00-15:00", "Ann 2024-02-13 14:00-22:00"]
    assert (
        'simcall read 2 sheets together: "WC 05.02.2024", "WC 12.02.2024"' in scenario.history.rosters["handlers"].notes
    )


def test_blocks_one_below_the_other(write: Write, over: Over) -> None:
    """Each block of a sheet has its own dates."""
    later = ",".join(f"{day:%d/%m/%Y}" for day in LATER)
    write("rota.csv", f"Name,{SLASHED}\nAnn,0700-1500\n\nName,{later}\nAnn,,,0700-1500")
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00", "Ann 2024-02-14 07:00-15:00"]


def test_hidden_columns_are_said(write: Write, over: Over) -> None:
    """What Excel hides is read, and the planner who compares totals is told."""
    workbook("rota.xlsx", {"Rota": [["Name", *DAYS], ["Ann", *["0700-1500"] * 7]]}, hidden=["C", "D"])
    scenario = over(roster(file="rota.xlsx"))
    assert len(duties(scenario)) == 7
    assert rosters_in_words(scenario)[-1] == "Columns C and D are hidden in Excel; simcall has read them too."


def test_numbers_become_headcounts(write: Write, over: Over) -> None:
    """Rows of numbers, and shifts by dates with numbers, are people by date without names."""
    rows = (
        "Date,Shift,Start,End,Call handlers on duty\n05-Feb-2024,Early,07:00,15:00,6\n05-Feb-2024,Night,22:00,07:00,4"
    )
    grid = "Shift,05/02/2024,06/02/2024\nEarly 0700-1500,6,\nNight 2200-0700,4,\nTotal,10,"
    down = (
        "Date,Early 0700-1500,Night 2200-0700\n05/02/2024,6,4\n06/02/2024,,\n07/02/2024,,\n08/02/2024,,\n09/02/2024,,"
    )
    for text in (rows, grid, down):
        write("rota.csv", text)
        scenario = over(roster())
        counts = scenario.groups["handlers"].headcount_by_date
        assert counts is not None
        assert [(count.begins, count.ends, count.people) for count in counts] == [
            (dt.datetime(2024, 2, 5, 7), dt.datetime(2024, 2, 5, 15), 6),
            (dt.datetime(2024, 2, 5, 22), dt.datetime(2024, 2, 6, 7), 4),
        ]
        summary = scenario.history.rosters["handlers"]
        assert (summary.people, summary.duties, summary.hours) == (None, 10, 84)


PATTERN = """SHIFT PATTERN
Week,Mon,Tue,Wed,Thu,Fri,Sat,Sun,Hours
Wk 1,E,E,L,L,N,N,RD,50
Wk 2,RD,RD,RD,RD,E,E,L,24
"Team A starts Wk 1, Team B Wk 2 on 05/02/2024"
E 0700-1500, L 1400-2200, N 2200-0700
"""


def test_a_pattern_becomes_a_rota(write: Write, over: Over) -> None:
    """Weeks by weekdays with teams in different weeks are a rota; the hours of the sheet are checked."""
    write("rota.csv", PATTERN.replace("L,24", "L,25"))
    scenario = over(roster("people = { A = 8, B = 7 }"))
    rota = scenario.groups["handlers"].rota
    assert rota is not None
    assert rota.starts == dt.date(2024, 2, 5)
    assert [*rota.pattern] == ["E", "E", "L", "L", "N", "N", "off", "off", "off", "off", "off", "E", "E", "L"]
    assert {name: (team.people, team.offset) for name, team in rota.teams.items()} == {"A": (8, 0), "B": (7, 7)}
    summary = scenario.history.rosters["handlers"]
    assert (summary.people, summary.shortest, summary.longest) == (15, 8, 9)
    assert {name: shift.minutes for name, shift in scenario.shifts.items()} == {"E": 480, "L": 480, "N": 540}
    assert scenario.history.rosters["handlers"].notes == (
        "row 4: the sheet has 25 h for the week, and its shifts 24 h",
    )


@pytest.mark.parametrize(
    ("note", "offsets"),
    [
        ("Team A: Week 1 and Team B: Week 2 from 05/02/2024", {"A": 0, "B": 7}),
        ("Red team starts week 1; Blue team starts week 2; week commencing 05/02/2024", {"Red": 0, "Blue": 7}),
        ('"On 5 February 2024 week 1 = Team A, week 2 = Team B"', {"A": 0, "B": 7}),
        ("Group 1 in week 2; Group 2 in week 1 from 2024-02-05", {"1": 7, "2": 0}),
    ],
)
def test_notes_about_teams(write: Write, over: Over, note: str, offsets: dict[str, int]) -> None:
    """A note may name the team first, or the week."""
    write("rota.csv", PATTERN.replace('"Team A starts Wk 1, Team B Wk 2 on 05/02/2024"', note))
    rota = over(roster("people = 8")).groups["handlers"].rota
    assert rota is not None
    assert {name: team.offset for name, team in rota.teams.items()} == offsets
    assert rota.starts == dt.date(2024, 2, 5)


def test_a_pattern_uses_the_shifts_of_the_scenario(write: Write, over: Over) -> None:
    """A code with the hours of a shift of the scenario is that shift, so that it moves with it."""
    write("rota.csv", PATTERN)
    shifts = SHIFTS.replace("shifts.E", "shifts.early")
    rota = over(roster("people = 8", rest=shifts)).groups["handlers"].rota
    assert rota is not None
    assert rota.pattern[:3] == ("early", "early", "L")


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (PATTERN, "", "How many people are in each team (A, B)? The pattern has no names; write people = 8, or"),
        (
            PATTERN.replace("Team", "Desk"),
            "people = 8, teams = { A = 3 }",
            "team A starts in week 3, and the pattern has 2 w",
        ),
        (
            PATTERN.replace("on 05/02/2024", ""),
            "people = 8",
            "On which date are the teams in these weeks? Write starts =",
        ),
        (
            PATTERN.replace("Team A starts Wk 1, Team B Wk 2", "Starts"),
            "people = 8",
            "In which week of the pattern does",
        ),
        (
            f"Name,{SLASHED}\nAnn,0700-1500",
            "people = 8",
            "people is for teams, but this rota names people; leave people out",
        ),
        (
            f"Name,{SLASHED}\nAnn,0700-1500",
            "starts = 2024-02-05",
            "starts and teams are for a pattern of weeks, but this file has another layout",
        ),
        (
            "Date,Start,End,Staff\n05/02/2024,07:00,15:00,3",
            "people = 8",
            "people is for teams, but this file gives numbers on duty; leave people out",
        ),
    ],
)
def test_what_a_pattern_does_not_say_is_asked(
    write: Write, refused: Refused, text: str, options: str, said: str
) -> None:
    """People, weeks and dates of teams are not guessed."""
    write("rota.csv", text)
    assert said in " ".join(problem.message for problem in refused(roster(options)))


def test_hours_and_counts_of_the_sheet_are_checked(write: Write, over: Over) -> None:
    """A total that does not agree is a finding; the same difference everywhere is an unpaid break."""
    write("rota.csv", f"Name,{SLASHED},Total\nAnn,E,E,,,,,,16\nBob,E,,,,,,,9\nOn early,2,2,,,,,,")
    notes = over(roster(rest=SHIFTS)).history.rosters["handlers"].notes
    assert notes == (
        'row 4 "On early" does not agree with the cells on 1 of 2 dates, first on 2024-02-06: the row says 2, the '
        "cells give 1",
        "some hours of the sheet do not agree with its times: row 3: the sheet says 9 h, its times give 8 h",
    )
    write("rota.csv", f"Name,{SLASHED},Total\nAnn,E,,,,,,,7.5\nBob,E,,,,,,,7.5\nCy,E,,,,,,,7.5")
    (note,) = over(roster(rest=SHIFTS)).history.rosters["handlers"].notes
    assert note.startswith("in 3 places the sheet's hours are 0.5 h less than the time from start to end; most likely")


def test_meaning_in_a_colour_is_refused(write: Write, refused: Refused) -> None:
    """A grid without a single entry is nobody's rota; if its cells are coloured, that is said."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Name", *DAYS])
    sheet.append(["Ann"])
    book.save("empty.xlsx")
    sheet["B2"].fill = PatternFill("solid", fgColor="FFFF00")
    book.save("rota.xlsx")
    (problem,) = refused(roster(file="rota.xlsx"))
    assert problem.message.startswith("the cells under the dates are coloured but empty, and simcall does not guess")
    (problem,) = refused(roster(file="empty.xlsx"))
    assert problem.message.startswith("the cells under the dates are empty; write a code or times into each cell")


@pytest.mark.parametrize("key", ["Yellow = sick", "Cells shaded = overtime", "red cells means training"])
def test_a_key_of_colours_is_said(write: Write, over: Over, key: str) -> None:
    """Codes are read, and what a colour adds to them is not: a duty in yellow may be one that nobody works."""
    write("rota.csv", f"Name,{SLASHED}\nAnn,E,L,,,,,\nBob,N,,,,,,\n{key}\n")
    scenario = over(roster(rest=SHIFTS))
    assert duties(scenario) == EXPECTED
    assert any(key in sentence and "reads no colours" in sentence for sentence in rosters_in_words(scenario))


@pytest.mark.parametrize("note", ["Red watch", "Blue team starts on 05/02/2024", "Green Street station"])
def test_a_name_with_a_colour_is_no_key(write: Write, over: Over, note: str) -> None:
    """Teams and stations have colours in their names."""
    write("rota.csv", f"Name,{SLASHED}\nAnn,E,L,,,,,\nBob,N,,,,,,\n{note}\n")
    assert "colours" not in " ".join(rosters_in_words(over(roster(rest=SHIFTS))))


def test_the_document_keeps_no_file(write: Write, over: Over) -> None:
    """A pattern and numbers leave no name of a file, and the scenario can be written and read again."""
    for text, options in ((PATTERN, "people = 8"), ("date,from,to,people\n2024-02-05,07:00,15:00,3", "")):
        write("rota.csv", text)
        scenario = over(roster(options))
        assert "rota.csv" not in str(scenario.document())
        assert Scenario.from_document(scenario.document()) == scenario


def test_the_examples_of_the_documentation(write: Write, over: Over) -> None:
    """The sheets that docs/rotas.md shows are read as it says."""
    page = (Path(__file__).parents[3] / "docs" / "rotas.md").read_text(encoding="utf-8")
    grid, shifts, pattern = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    write("rota.csv", grid)
    october = "start = 2026-10-05\ndays = 3\n"
    assert [duty.split()[-1] for duty in duties(over(roster(rest=SHIFTS).replace(RUN, october)))] == [
        "07:00-15:00",
        "14:00-22:00",
        "22:00-07:00",
        "22:00-07:00",
    ]
    write("rota.csv", shifts)
    scenario = over(roster().replace(RUN, october))
    assert [duty.split(" 2026")[0] for duty in duties(scenario)] == [
        "Ann Example",
        "Ann Example",
        "Bob Sample",
        "Cy Madeup",
        "Dee Invented",
        "Dee Invented",
    ]
    write("rota.csv", pattern)
    rota = over(roster("people = 8").replace(RUN, october)).groups["handlers"].rota
    assert rota is not None
    assert (rota.people, len(rota.pattern), rota.teams["B"].offset) == (16, 14, 7)


def test_sources_and_absence_of_a_pattern(write: Write, over: Over) -> None:
    """The source of the roster is that of the rota that it becomes; absence that it takes away is said."""
    write("rota.csv", PATTERN)
    absence = "[groups.handlers]\nrota = { fixed = { desk = { shift = 'E', days = ['Mon'], people = 2 } } }\n"
    write("below.toml", f'extends = "base.toml"\n{absence}absence = {{ probability = 0.2 }}\n{SHIFTS}')
    source = '[provenance]\n"groups.handlers.roster" = { kind = "given", source = "the rota office" }'
    path = write("y.toml", f'extends = "below.toml"\n{roster("people = 8", rest=source)}')
    scenario = load(path)
    assert scenario.provenance_of("groups.handlers.rota").source == "the rota office"
    assert "the pattern of handlers replaces the absence of 20 %" in " ".join(merging_warnings(scenario))


def test_what_was_read_is_not_said_of_what_replaces_it(write: Write, over: Over) -> None:
    """A headcount laid over a roster leaves nothing to say of the file."""
    write("rota.csv", LAYOUTS["rows"])
    scenario = over(roster())
    assert rosters_in_words(scenario)
    assert rosters_in_words(scenario.update({"groups.handlers.headcount": 5})) == ()


def test_two_people_of_one_surname(write: Write, over: Over) -> None:
    """Forenames in a column of their own tell people apart; they may be on duty at the same time."""
    rows = "".join(f"Smith,{name},2024-02-05,07:00,15:00\n" for name in ("Ann", "Bob"))
    write("rota.csv", f"Surname,Forename,Date,Start,End\n{rows}")
    people = {duty.person for duty in over(roster()).groups["handlers"].roster.duties}
    assert people == {"Ann Smith", "Bob Smith"}
