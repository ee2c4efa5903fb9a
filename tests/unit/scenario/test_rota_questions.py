"""Rotas that can be read in two ways, and what is not duty: nothing is guessed, and every answer decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.errors import Problem
from simcall.files.text import BadFileError
from simcall.scenario import Scenario
from simcall.scenario.reading.rosters.clocks import read_minutes, spans_in
from simcall.scenario.reading.rosters.files import read_roster
from simcall.scenario.reading.rosters.findings import Setting
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.people import shared_cells
from simcall.scenario.reading.rosters.tables import Table
from simcall.scenario.reading.rosters.words import BREAK, DUTY, REST, is_shift_name, meaning_of
from tests.unit.scenario.sheets_of_rotas import SHIFTS, duties, roster, workbook

Write = Callable[..., Path]
Over = Callable[[str], Scenario]
Refused = Callable[..., list[Problem]]

PODS = (
    'person,date,start,end\n"Ann Example, Bob Sample",2024-02-05,07:00,15:00\n'
    "Cy Madeup / Dee Invented,2024-02-06,07:00,15:00"
)
MORNINGS = "person,date,start,end\n" + "\n".join(
    f"{person},2024-02-0{day},{start},{end}"
    for person in ("Ann", "Bob", "Cy")
    for day, start, end in ((5, "14:00", "22:00"), (7, "22:00", "07:00"), (8, "22:00", "07:00"), (9, "14:00", "22:00"))
)
AFTER_LATES = "\n".join(line for line in MORNINGS.splitlines() if "-09," not in line)
ROOM = (
    "person,Role,date,start,end\nAnn,Call Handler,2024-02-05,07:00,15:00\nBob,Dispatch,2024-02-05,07:00,15:00\n"
    "Cy,Supervisors,2024-02-05,07:00,15:00"
)
UNKNOWN = "Agent,Date,Activity,Start,End\nAnn,05/02/2024,Phones,07:00,15:00\nBob,05/02/2024,Dispatch,07:00,15:00"


@pytest.mark.parametrize(
    ("text", "asked", "options", "expected"),
    [
        (
            PODS,
            'Do cells such as "Ann Example, Bob Sample", "Cy Madeup / Dee Invented" name two people each?',
            'people_in_cell = "split"',
            [
                "Ann Example Mon 07:00-15:00",
                "Bob Sample Mon 07:00-15:00",
                "Cy Madeup Tue 07:00-15:00",
                "Dee Invented Tue 07:00-15:00",
            ],
        ),
        (
            'person,date,start,end\n"7, 9",2024-02-05,07:00,15:00\n11,2024-02-05,07:00,15:00',
            'Do cells such as "7, 9" name two people each?',
            'people_in_cell = "one"',
            ["11 Mon 07:00-15:00", "7, 9 Mon 07:00-15:00"],
        ),
        (
            'Shift,05/02/2024,06/02/2024\nEarly 0700-1500,"Ann, Bob",',
            'Do cells such as "Ann, Bob" name two people each?',
            'people_in_cell = "split"',
            ["Ann Mon 07:00-15:00", "Bob Mon 07:00-15:00"],
        ),
        (
            MORNINGS,
            "If it is when it starts, people rest for under 8 h before or after a night 3 times, for example",
            'nights = "end"',
            [
                f"{person} {duty}"
                for person in ("Ann", "Bob", "Cy")
                for duty in ("Mon 14:00-22:00", "Tue 22:00-07:00", "Wed 22:00-07:00", "Fri 14:00-22:00")
            ],
        ),
        (
            AFTER_LATES,
            "No night stands on the day after another duty, and 3 nights stand two days after one",
            'nights = "start"',
            [
                f"{person} {duty}"
                for person in ("Ann", "Bob", "Cy")
                for duty in ("Mon 14:00-22:00", "Wed 22:00-07:00", "Thu 22:00-07:00")
            ],
        ),
        (
            ROOM.replace("Call Handler", "Contact"),
            'Which rows belong to handlers? The column "role" holds "Contact" (1), "Dispatch" (1), "Supervisors" (1)',
            'only = { role = ["contact", "Dispatch"] }',
            ["Ann Mon 07:00-15:00", "Bob Mon 07:00-15:00"],
        ),
        (
            "Name,05/02/2024,06/02/2024\nAnn,,2200-0700\nNB nights are shown against the day on which they finish",
            'On which date does a night stand? Row 3 says "NB nights are shown against the day on',
            'nights = "end"',
            ["Ann Mon 22:00-07:00"],
        ),
        (
            "Name,05/02/2024,06/02/2024\nCONTACT,,\nAnn,0700-1500,\nDISPATCH,,\nBob,0700-1500,",
            'Which rows belong to handlers? The column "heading" holds "CONTACT" (1), "DISPATCH" (1)',
            'only = { heading = "Contact" }',
            ["Ann Mon 07:00-15:00"],
        ),
        (
            UNKNOWN,
            'What does "Dispatch" (once) mean? Write codes = { "Dispatch" = "07:00-15:00" }',
            'codes = { Dispatch = "off" }',
            ["Ann Mon 07:00-15:00"],
        ),
        (
            UNKNOWN,
            'What does "Dispatch" (once) mean?',
            'codes = { dispatch = "duty" }',
            ["Ann Mon 07:00-15:00", "Bob Mon 07:00-15:00"],
        ),
        (
            "Name,05/02/2024,06/02/2024\nAnn,Q7,Q7",
            'What does "Q7" (2 times) mean?',
            'codes = { Q7 = "early" }, nights = "start"',
            ["Ann Mon 06:00-14:00", "Ann Tue 06:00-14:00"],
        ),
        (
            "Shift,05/02/2024,06/02/2024\nEarly,Ann,\nLate,,Ann\nA/L,Bob,Bob",
            'What are the times of the rows "Late" (1 names)?',
            'codes = { Late = "1400-2200" }',
            ["Ann Mon 06:00-14:00", "Ann Tue 14:00-22:00"],
        ),
    ],
)
def test_questions_and_answers(
    write: Write, refused: Refused, over: Over, text: str, asked: str, options: str, expected: list[str]
) -> None:
    """A rota that can be read in two ways is not read until the planner decides; the answer is what is read."""
    shifts = '[shifts.early]\nstart = "06:00"\nlength = "8 h"\n'
    write("rota.csv", text)
    messages = [problem.message for problem in refused(roster(rest=shifts))]
    assert any(asked in message for message in messages), messages
    assert duties(over(roster(options, rest=shifts))) == expected


def test_dates_that_cannot_be_told(write: Write, refused: Refused, over: Over) -> None:
    """Day and month are asked about where neither the dates, their weekdays nor the run tell them apart."""
    write("rota.csv", "person,date,start,end\nAnn,03/04/2023,07:00,15:00\nBob,05/02/2024,07:00,15:00")
    (problem,) = refused(roster().replace("days = 14", "days = 500").replace("2024-02-05", "2023-03-01"))
    assert problem.message == (
        'Is "03/04/2023" 3 April 2023 or 4 March 2023? The dates can be read in more than one way; write dates = "dmy" '
        'or dates = "mdy" for this roster'
    )
    write("rota.csv", "person,date,start,end\nAnn,02/05/2024,07:00,15:00\nBob,02/13/2024,07:00,15:00")
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00", "Bob 2024-02-13 07:00-15:00"]
    write("rota.csv", "person,date,start,end\nAnn,05/02/2024,07:00,15:00\nAnn,06/02/2024,07:00,15:00")
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00", "Ann Tue 07:00-15:00"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "Ann,05/02/2024,Phones,07:00,11:00\nAnn,05/02/2024,Lunch,11:00,11:30\nAnn,05/02/2024,Phones,11:30,15:00",
            ["Ann Mon 07:00-15:00 less 11:00-11:30"],
        ),
        (
            "Ann,05/02/2024,Shift,07:00,15:00\nAnn,05/02/2024,Lunch,11:00,11:30",
            ["Ann Mon 07:00-15:00 less 11:00-11:30"],
        ),
        (
            "Ann,05/02/2024,Phones,22:00,02:00\nAnn,06/02/2024,Break,02:00,02:30\nAnn,06/02/2024,Phones,02:30,07:00",
            ["Ann Mon 22:00-07:00 less 02:00-02:30"],
        ),
        (
            "Ann,05/02/2024,Phones,22:00,02:00\nAnn,05/02/2024,Break,02:00,02:30\nAnn,05/02/2024,Phones,02:30,07:00\n"
            "Ann,06/02/2024,Phones,22:00,02:00\nAnn,06/02/2024,Break,02:00,02:30\nAnn,06/02/2024,Phones,02:30,07:00",
            ["Ann Mon 22:00-07:00 less 02:00-02:30", "Ann Tue 22:00-07:00 less 02:00-02:30"],
        ),
        (
            "Ann,05/02/2024,Phones,22:00,02:00\nAnn,06/02/2024,Break,02:00,02:30\nAnn,06/02/2024,Phones,02:30,07:00\n"
            "Ann,06/02/2024,Phones,22:00,02:00\nAnn,07/02/2024,Break,02:00,02:30\nAnn,07/02/2024,Phones,02:30,07:00",
            ["Ann Mon 22:00-07:00 less 02:00-02:30", "Ann Tue 22:00-07:00 less 02:00-02:30"],
        ),
        (
            "Ann,05/02/2024,Phones,07:00,11:00\nAnn,05/02/2024,Training,11:00,13:00\nAnn,05/02/2024,Phones,13:00,15:00",
            ["Ann Mon 07:00-15:00 less 11:00-13:00"],
        ),
        (
            "Ann,05/02/2024,Phones,07:00,12:00\nAnn,05/02/2024,Training,12:00,15:00",
            ["Ann Mon 07:00-12:00"],
        ),
        (
            "Ann,05/02/2024,Phones,07:00,15:00\nBob,05/02/2024,Shift,07:00,15:00\nBob,05/02/2024,Leave,07:00,15:00",
            ["Ann Mon 07:00-15:00"],
        ),
        (
            "Ann,05/02/2024,Phones,22:00,23:59\nAnn,06/02/2024,Phones,00:00,07:00\nBob,11/02/2024,Phones,22:00,23:59",
            ["Ann Mon 22:00-07:00", "Bob Sun 22:00-00:00"],
        ),
        (
            "Ann,05/02/2024,Phones,22:00,24:00\nAnn,06/02/2024,Phones,00:00,07:00\nAnn,06/02/2024,Phones,22:00,00:00",
            ["Ann Mon 22:00-07:00", "Ann Tue 22:00-00:00"],
        ),
        (
            "Ann,05/02/2024,Phones,07:00,15:00\nAnn,05/02/2024,Phones,15:00,23:00",
            ["Ann Mon 07:00-15:00", "Ann Mon 15:00-23:00"],
        ),
        (
            "Ann,05/02/2024,Phones,07:00,15:00\nVacant,05/02/2024,Phones,07:00,15:00\nVacant,05/02/2024,Phones,07:00,15:00",
            ["Ann Mon 07:00-15:00"],
        ),
    ],
)
def test_parts_of_a_duty(write: Write, over: Over, rows: str, expected: list[str]) -> None:
    """A night split at midnight, and phones, lunch and phones, are one duty; time away is taken out of it."""
    write("rota.csv", f"Agent,Date,Activity,Start,End\n{rows}")
    assert duties(over(roster())) == expected


def test_days_off_and_other_teams_are_counted(write: Write, over: Over) -> None:
    """Everything that is no duty is left out by name; columns that are not read are named with what is in them."""
    write(
        "rota.csv",
        "Name,Role,Date,Start,End,Status,Notes\nAnn,Call Handler,05/02/2024,07:00,15:00,Working,Sick\n"
        "Ann,Call Handler,06/02/2024,OFF,OFF,AL,\nAnn,Call Handler,07/02/2024,,,RD,\nAnn,Call Handler,08/02/2024,,,,\n"
        "Ann,Call Handler,09/02/2024,07:00,15:00,Training,\nBob,Dispatch,05/02/2024,07:00,19:00,XQ,\nPrinted on Monday",
    )
    scenario = over(roster())
    assert duties(scenario) == ["Ann Mon 07:00-15:00"]
    summary = scenario.history.rosters["handlers"]
    assert summary.left_out == {
        "notes and headings": 1,
        "other teams": 1,
        "leave": 1,
        "rest days": 2,
        "training": 1,
    }
    assert summary.ignored == ("Notes (Sick once)",)
    assert summary.notes == ('for handlers simcall reads only rows with "Call Handler" in the column "role"',)


@pytest.mark.parametrize(
    ("options", "path", "said"),
    [
        ('nights = "morning"', ".nights", '"morning" is not a choice here; write "start" or "end"'),
        ('dates = "uk"', ".dates", '"uk" is not a choice here; write "dmy" or "mdy" or "ymd"'),
        ("codes = { E = 7 }", ".codes.E", '7 is not text; write { E = "07:00-15:00"'),
        ('codes = "E"', ".codes", '"E" is not a table'),
        ('codes = { E = "erly" }', "", 'codes: "E" cannot mean "erly"; write one of'),
        ("only = { Role = 3 }", ".only.Role", "3 is neither text nor a list of texts"),
        ('only = "x"', ".only", '"x" is not a table'),
        ('only = { Rle = "x" }', "", 'only: there is no column "Rle"; did you mean "role"?'),
        (
            'only = { Role = "Call Handlers" }',
            "",
            'only: no row has "Call Handlers" in the column "Role"; did you mean',
        ),
        ("people = 0", ".people", "0 is not a number of people; write 8"),
        ('teams = { A = "1" }', ".teams", "gives no week for each team; write { A = 1, B = 3 }"),
        ('starts = "soon"', ".starts", '"soon" is not a date; write 2026-10-05'),
    ],
)
def test_wrong_options(write: Write, refused: Refused, options: str, path: str, said: str) -> None:
    """What a scenario says of a rota is refused where it is wrong, with what to write."""
    write("rota.csv", ROOM)
    (problem,) = refused(roster(options))
    assert problem.path == f"groups.handlers.roster{path}"
    assert said in problem.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Name,Mon,Tue,Wed,Thu,Fri,Sat,Sun\nAnn,E,E,,,,,",
            "Which week is this? The headings are weekdays, and no date",
        ),
        ("Name,05/02/2024,06/02/2024\nAnn,RD,AL", "nobody has a duty in it (left out: rest days 1, leave 1)"),
        (
            "Name,05/02/2024,06/02/2024\nAnn,8,7.5",
            'What are the numbers under the dates, such as "8"? If they are hours, write',
        ),
        ("Name,00/02/2024,06/02/2024\nAnn,E,E", 'the heading "00/02/2024": there is no such date in the calendar'),
        ("Name,05/02/2024,06/02/2024\n,E,E", 'row 2: it has entries such as "E" and no name; write the person\'s name'),
        ("Name,05/02/2024,06/02/2024\nAnn,#REF!,E", "row 2: column B (2024-02-05): holds #REF!: a formula failed"),
        (
            "Name,05/02/2024,06/02/2024\nAnn,0700-0700,E",
            "row 2: column B (2024-02-05): it ends at 07:00, before it starts",
        ),
        ("Agent,Date,Start,End\nAnn,2024-02-05,07:00Z,15:00Z", "this time has a zone; write its date beside it"),
        (
            "person,date,start,end\nAnn,2024-02-05,0.29166,15:00",
            'start "0.29166": this is a number; format the cells as',
        ),
        (
            "Stock,AL,Sick,LATE,O/T\n,28/10/2024,,29/10/2024,\n,Start,Finish,Start,Finish\n",
            "the cells under the dates are",
        ),
        ("date,start,end,people\n2024-02-05,07:00,15:00,2.5", '"2.5" is not a whole number of people'),
    ],
)
def test_rotas_that_cannot_be_read(write: Write, refused: Refused, text: str, said: str) -> None:
    """What is missing or wrong in a sheet is said with its place and the remedy."""
    write("rota.csv", text)
    messages = [problem.message for problem in refused(roster(rest=SHIFTS))]
    assert any(said in message for message in messages), messages


def test_two_people_of_one_name(write: Write, over: Over) -> None:
    """Numbers tell people apart who share a name; others keep their names."""
    write("rota.csv", "No,Collar,Name,Date,From,To\n1,7,Ann,05/02/2024,07:00,15:00\n2,8,Ann,05/02/2024,07:00,15:00")
    assert duties(over(roster())) == ["Ann (7) Mon 07:00-15:00", "Ann (8) Mon 07:00-15:00"]


def test_a_remark_beside_a_name(write: Write, over: Over) -> None:
    """A person with a remark in one cell is the same person; a number in brackets tells people apart."""
    write("rota.csv", 'Shift,05/02/2024,06/02/2024\nEarly 0700-1500,"Ann\nBob (7)","Ann (OT)\nBob (8)"')
    scenario = over(roster())
    assert duties(scenario) == [
        "Ann Mon 07:00-15:00",
        "Ann Tue 07:00-15:00",
        "Bob (7) Mon 07:00-15:00",
        "Bob (8) Tue 07:00-15:00",
    ]
    assert '"Ann (OT)" is read as "Ann"' in scenario.history.rosters["handlers"].notes


def test_the_sheet_that_holds_the_rota(write: Write, over: Over) -> None:
    """A sheet that is no rota is passed over, and another rota for the same days is named and not read."""
    rows = [["person", "date", "start", "end"], ["Ann", "2024-02-05", "07:00", "15:00"]]
    workbook("rota.xlsx", {"Read me": [["This workbook holds the rota"]], "Final": rows, "Draft": rows})
    scenario = over(roster(file="rota.xlsx"))
    assert duties(scenario) == ["Ann Mon 07:00-15:00"]
    assert scenario.history.rosters["handlers"].notes == (
        'simcall did not read the sheet "Draft"; to read it, write sheet = "Draft"',
    )


@pytest.mark.parametrize(
    ("texts", "shared"),
    [
        (["Smith, John", "Jones, Ann"], []),
        (["O'Neill, C.", "Ann", "Bob"], []),
        (["A/Sgt Smith", "Ann"], []),
        (["AB/CD", "EF", "A/PS"], ["AB/CD"]),
        (["Smith / Jones"], ["Smith / Jones"]),
        (["Smith/Jones"], ["Smith/Jones"]),
        (["Smith & Jones", "Smith and Brown"], ["Smith & Jones", "Smith and Brown"]),
        (["Anderson", "Ferdinand"], []),
        (["Ann, Bob", "Bob, Cy"], ["Ann, Bob", "Bob, Cy"]),
        (["Ann, Bob", "Dee"], ["Ann, Bob"]),
        (["7, 9"], ["7, 9"]),
        (["Ann Lee, Bob Ray"], ["Ann Lee, Bob Ray"]),
    ],
)
def test_cells_that_seem_to_name_two(texts: list[str], shared: list[str]) -> None:
    """A comma between surname and first name is no list; names on both sides of commas are."""
    assert shared_cells(texts) == shared


@pytest.mark.parametrize(
    ("text", "spans", "rest"),
    [
        ("0700-1500", ((420, 900),), ""),
        ("Early 07.00 to 15.00", ((420, 900),), "Early"),
        ("1:00 PM - 10:00 PM", ((780, 1320),), ""),
        ("7am-3pm", ((420, 900),), ""),
        ("22-07", ((1320, 420),), ""),
        ("N (2200x0700)", ((1320, 420),), "N"),
        ("07:00-11:00 / 12:00-15:00", ((420, 660), (720, 900)), ""),
        ("1600-0000", ((960, 1440),), ""),
        ("7-3", (), "7-3"),
        ("05/10-06/10", (), "05/10-06/10"),
        ("2024-2025", ((1224, 1225),), ""),
        ("0800/1600", ((480, 960),), ""),
        ("07:00/15:00", ((420, 900),), ""),
        ("8-16", ((480, 960),), ""),
        ("22 - 7", ((1320, 420),), ""),
        ("7a-3p", ((420, 900),), ""),
        ("0700--1500", ((420, 900),), ""),
        ("08:00~16:00", ((480, 960),), ""),
        ("14-10-2024", (), "14-10-2024"),
        ("05/10/2026", (), "05/10/2026"),
        ("Room 8-16", (), "Room 8-16"),
        ("07:00\N{NON-BREAKING HYPHEN}15:00", ((420, 900),), ""),
        ("7am till 3pm", ((420, 900),), ""),
        ("0700->1500", ((420, 900),), ""),
        ("0700/1500hrs", ((420, 900),), ""),
        ("07-11/15-19", ((420, 660), (900, 1140)), ""),
        ("22-24, 00-06", ((1320, 1440), (0, 360)), ""),
        ("05-10-26/06-10-26", (), "05-10-26/06-10-26"),
        ("7:00a-3:30p", ((420, 930),), ""),
    ],
)
def test_times_in_a_text(text: str, spans: tuple[tuple[int, int], ...], rest: str) -> None:
    """From and to are found in whatever style, and never in what has no morning or afternoon."""
    assert spans_in(text) == (spans, rest)


@pytest.mark.parametrize(
    ("text", "minutes"), [("0700", 420), ("700", 420), ("7.00", 420), ("24:00", 1440), ("23:59:59", 1440)]
)
def test_times_of_day(text: str, minutes: int) -> None:
    """Clocks without a colon, with a point, and the end of a day."""
    assert read_minutes(text) == minutes


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("RD", REST),
        ("Annual leave", "leave"),
        ("sick ", "sickness"),
        ("TRG", "training"),
        ("First aid training", "training"),
        ("Refs", BREAK),
        ("Phones", DUTY),
        ("Rest day", REST),
        ("Rest day worked", DUTY),
        ("Leave cancelled", None),
        ("Sickness cover", None),
        ("LATE", None),
        ("Dispatch", None),
        ("H", None),
    ],
)
def test_words_for_time_away(word: str, meaning: str | None) -> None:
    """Usual words are known, and others are asked about; a late is never an absence."""
    assert meaning_of(word) == meaning


def test_usual_names_of_shifts() -> None:
    """Beside times, these need no explanation; a team or a desk does."""
    assert all(map(is_shift_name, ("E", "L2", "Early", "Night shift", "Long day", "mid")))
    assert not any(map(is_shift_name, ("Dispatch", "CRT", "Q7", "Radio")))


CELLS = ("", "Ann", "Bob / Cy", "E", "RD", "Q7", "0700-1500", "2200x0700", "07:00", "25:00", "05/02/2024", "31/02/2024")
CELLS += (
    "2024-02-06",
    "6 Feb",
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "1",
    "2",
    "7.5",
    "Name",
    "Date",
    "Start",
    "End",
    "Code",
)
CELLS += (
    "Week",
    "Wk 1",
    "Team",
    "Team A starts Wk 1",
    "Early 0700-1500",
    "Total",
    "w/c 05/02/2024",
    "February 2024",
    "#N/A",
)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.lists(st.sampled_from(CELLS), min_size=6, max_size=6), min_size=1, max_size=9),
    st.sampled_from([RosterOptions(), RosterOptions(people=3), RosterOptions(people_in_cell="split", nights="end")]),
)
def test_whatever_stands_in_a_sheet(rows: list[list[str]], options: RosterOptions) -> None:
    """Any cells in any order are a roster, or are refused with sentences; nothing else happens."""
    table = Table("rota.csv", None, tuple((number, tuple(cells)) for number, cells in enumerate(rows, start=1)))
    run = dt.date(2024, 2, 5), dt.date(2024, 2, 19)
    setting = Setting("handlers", ("handlers",), ("999",), ("999",), ZoneInfo("Europe/London"), *run)
    with suppress(BadFileError):
        reading = read_roster(((table,), (table,)), options, setting)
        assert reading.summary is not None
        assert reading.way in ("roster", "rota", "headcount_by_date")
