"""Rotas of many habits: each is read as it is meant, or refused with what decides; none is wrong in silence."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from simcall.errors import Problem
from simcall.files.text import BadFileError
from simcall.scenario import Scenario
from simcall.scenario.reading.rosters.findings import Findings
from simcall.scenario.reading.rosters.hours_of_day import hours_of_day
from simcall.scenario.reading.rosters.months import month_of, running_days
from simcall.scenario.reading.rosters.words import CANCELLED, is_shift_name, meaning_of
from tests.unit.scenario.sheets_of_rotas import DAYS, SHIFTS, duties, roster, workbook

Write = Callable[..., Path]
Over = Callable[[str], Scenario]
Refused = Callable[..., list[Problem]]

SLASHED = ",".join(f"{day:%d/%m/%Y}" for day in DAYS)
HOURS = [f"{hour:02d}:00" for hour in range(24)]


def said(scenario: Scenario) -> str:
    """Write all notes on the handlers' roster."""
    return "\n".join(scenario.history.rosters["handlers"].notes)


# Numbers of people by hour --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"Hour,{SLASHED}\n" + "\n".join(f"{hour},{',' * 6}".replace(",", f",{at}", 1) for at, hour in enumerate(HOURS)),
        f"Hour,{SLASHED}\n" + "\n".join(f"{at},{at}{',' * 6}" for at in range(24)) + f"\nTotal,276{',' * 6}",
        f"Date,{','.join(HOURS)}\n05/02/2024,{','.join(map(str, range(24)))}\n"
        + "\n".join(f"{day:%d/%m/%Y}{',' * 24}" for day in DAYS[1:]),
        f"Date,{','.join(map(str, range(24)))}\n05/02/2024,{','.join(map(str, range(24)))}\n"
        + "\n".join(f"{day:%d/%m/%Y}{',' * 24}" for day in DAYS[1:]),
        "Date,Hour,Staff on duty\n" + "\n".join(f"05/02/2024,{hour},{at}" for at, hour in enumerate(HOURS)),
    ],
    ids=["hours down", "bare hours", "hours across", "bare hours across", "a row for each hour"],
)
def test_numbers_by_hour(write: Write, over: Over, text: str) -> None:
    """The number beside an hour is on duty until the next hour, whichever way the sheet runs."""
    write("rota.csv", text)
    counts = over(roster()).groups["handlers"].headcount_by_date
    assert counts is not None
    monday = dt.datetime(2024, 2, 5)
    assert [(count.begins, count.ends, count.people) for count in counts] == [
        (monday + dt.timedelta(hours=hour), monday + dt.timedelta(hours=hour + 1), hour) for hour in range(24)
    ]


def test_numbers_by_hour_of_every_week(write: Write, refused: Refused) -> None:
    """Without a date the numbers may be those of every week, which another key of the group reads."""
    write("rota.csv", "Hour,Mon,Tue,Wed,Thu,Fri,Sat,Sun\n" + "\n".join(f"{hour},3,3,3,3,3,3,3" for hour in HOURS))
    (problem,) = refused(roster())
    assert 'write headcount_profile = "rota.csv" in place of the roster' in problem.message


@pytest.mark.parametrize(
    ("labels", "bare_hours", "first"),
    [
        (["07:00", "07:30", "08:00", "08:30"], False, (420, 450)),
        (["22:00", "23:00", "00:00", "01:00"], False, (1320, 1380)),
        (["7", "8", "9", "10", "Total"], True, (420, 480)),
        (["7", "8", "9", "10"], False, None),
        (["21", "22", "23", "24"], True, None),
        (["21:00", "22:00", "23:00", "00:00", "24:00"], False, None),
        (["07:00", "08:00", "10:00", "11:00"], False, None),
        (["07:00", "14:00", "22:00"], False, None),
    ],
)
def test_hours_of_a_day(labels: list[str], bare_hours: bool, first: tuple[int, int] | None) -> None:
    """Labels are hours if they follow each other in equal steps; numbers only where the column says so."""
    assert next(iter(hours_of_day(labels, bare_hours=bare_hours).values()), None) == first


# Words ----------------------------------------------------------------------------------------------------------------


def test_cancelled_duties(write: Write, over: Over) -> None:
    """A cancelled duty is nobody's, and takes nothing out of the duty that replaces it."""
    write(
        "rota.csv",
        "Name,Date,Start,End,Status\nAnn,05/02/2024,07:00,15:00,Cancelled\nAnn,05/02/2024,08:00,16:00,Published\n"
        "Bob,05/02/2024,07:00,15:00,Confirmed",
    )
    scenario = over(roster())
    assert duties(scenario) == ["Ann Mon 08:00-16:00", "Bob Mon 07:00-15:00"]
    assert scenario.history.rosters["handlers"].left_out == {CANCELLED: 1}


@pytest.mark.parametrize(
    "word", ["Half day leave", "AL half day", "AL (pm)", "½ AL", "Early (AL)", "Night off", "Draft"]
)
def test_words_that_may_be_either(word: str) -> None:
    """Half a day of leave is neither a duty nor a day off, so simcall asks about it."""
    assert meaning_of(word) is None
    assert not is_shift_name(word)


@pytest.mark.parametrize(
    ("cell", "example"),
    [("8-4", "08:00-16:00"), ("2-10", "14:00-22:00"), ("7-7", "07:00-19:00"), ("Q7", "07:00-15:00")],
)
def test_hours_without_halves_of_the_day(write: Write, refused: Refused, over: Over, cell: str, example: str) -> None:
    """8-4 may be by day or by night: the question suggests the day, and its answer is what is read."""
    write("rota.csv", f"Name,Date,Times\nAnn,05/02/2024,{cell}\nBob,05/02/2024,OFF")
    (problem,) = refused(roster())
    assert f'Write codes = {{ "{cell}" = "{example}" }}' in problem.message
    assert duties(over(roster(f'codes = {{ "{cell}" = "{example}" }}'))) == [f"Ann Mon {example}"]


def test_an_end_that_is_most_likely_in_the_afternoon(write: Write, refused: Refused) -> None:
    """The remedy for 8.30-4.30 names the afternoon."""
    write("rota.csv", "Name,Date,Start,End\nAnn,05/02/2024,08:30,04:30")
    (problem,) = refused(roster())
    assert "too long for a night); if 16:30 is meant, write that; if not, correct one of them" in problem.message


# Rows of duties -------------------------------------------------------------------------------------------------------


def test_hours_in_place_of_the_end(write: Write, over: Over) -> None:
    """A start and a length are a duty; that an unpaid break may be missing from the length is said."""
    write("rota.csv", "Name,Date,Start,Hours\nAnn,05/02/2024,07:00,8\nBob,05/02/2024,22:00,9.5\nCy,05/02/2024,RD,")
    scenario = over(roster())
    assert duties(scenario) == ["Ann Mon 07:00-15:00", "Bob Mon 22:00-07:30"]
    assert 'the sheet has no end times; simcall adds "Hours" to the start' in said(scenario)


@pytest.mark.parametrize(
    ("start", "end"), [("Lunch Start", "Lunch End"), ("Meal Out", "Meal In"), ("Start of break", "End of break")]
)
def test_columns_of_breaks(write: Write, over: Over, start: str, end: str) -> None:
    """A start and an end of lunch are a break in the duty, also after midnight; one of them alone is none."""
    write(
        "rota.csv",
        f"Name,Date,Start,{start},{end},Finish\nAnn,05/02/2024,07:00,11:00,11.30,15:00\n"
        "Bob,05/02/2024,22:00,02:00,2:45am,07:00\nCy,05/02/2024,08:00,,,16:00\nDee,05/02/2024,08:00,12:00,,16:00",
    )
    scenario = over(roster())
    assert duties(scenario) == [
        "Ann Mon 07:00-15:00 less 11:00-11:30",
        "Bob Mon 22:00-07:00 less 02:00-02:45",
        "Cy Mon 08:00-16:00",
        "Dee Mon 08:00-16:00",
    ]
    assert f'only one of "{start}" and "{end}" is filled once; simcall reads no break there' in said(scenario)


def test_columns_of_two_breaks(write: Write, refused: Refused, over: Over) -> None:
    """Each break has its own two columns; one outside its duty is refused as any other."""
    header = "Name,Date,Start,Break 1 Start,Break 1 End,Break 2 Start,Break 2 End,End"
    text = f"{header}\nAnn,05/02/2024,07:00,09:00,09:15,{{}},15:00"
    write("rota.csv", text.format("12:00,12:30"))
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00 less 09:00-09:15 less 12:00-12:30"]
    write("rota.csv", text.format("16:00,16:30"))
    (problem,) = refused(roster())
    assert problem.message == "row 2: the break 16:00-16:30 is outside the duty 07:00-15:00: correct one of them"


def test_a_length_over_a_day(write: Write, refused: Refused) -> None:
    """A length that no duty can have is refused in its row."""
    write("rota.csv", "Name,Date,Start,Hours\nAnn,05/02/2024,07:00,30")
    assert [problem.message for problem in refused(roster())] == [
        'row 2: end is empty, and "30" hours are over a day; write the time at which it ends'
    ]


@pytest.mark.parametrize(
    "header", ["Start,End,Start 2,End 2", "Start 1,End 1,Start 2,End 2", "Start,End,OT Start,OT End"]
)
def test_several_duties_in_a_row(write: Write, over: Over, header: str) -> None:
    """A split shift, or overtime after a gap, is read from its own columns."""
    write("rota.csv", f"Name,Date,{header}\nAnn,05/02/2024,07:00,11:00,15:00,19:00\nBob,05/02/2024,07:00,15:00,,")
    assert duties(over(roster())) == ["Ann Mon 07:00-11:00", "Ann Mon 15:00-19:00", "Bob Mon 07:00-15:00"]


def test_total_rows_are_nobody(write: Write, over: Over) -> None:
    """A total in the place of a name is left out, whatever stands beside it."""
    write(
        "rota.csv",
        "Name,Date,Start,End\nAnn,05/02/2024,07:00,15:00\nTotal,05/02/2024,,8\nTotal on duty,05/02/2024,07:00,15:00",
    )
    scenario = over(roster())
    assert duties(scenario) == ["Ann Mon 07:00-15:00"]
    assert scenario.history.rosters["handlers"].left_out == {"totals": 2}


def test_one_person_written_in_several_ways(write: Write, over: Over) -> None:
    """Rank, order, capitals and a remark do not make another person; another number does."""
    names = ("PC 1234 Smith", "Smith 1234", "PC 1235 Smith", "Ann Lee", "LEE, Ann", "Ann Lee OT")
    rows = (f'"{name}",{day:%d/%m/%Y},07:00,15:00' for name, day in zip(names, DAYS, strict=False))
    write("rota.csv", "Name,Date,Start,End\n" + "\n".join(rows))
    scenario = over(roster('people_in_cell = "one"'))
    table = scenario.groups["handlers"].roster
    assert table is not None
    assert Counter(duty.person for duty in table.duties) == {"Ann Lee": 3, "PC 1234 Smith": 2, "PC 1235 Smith": 1}
    assert '"Smith 1234" is read as "PC 1234 Smith"' in said(scenario)


def test_the_order_of_two_numbers_tells_people_apart(write: Write, over: Over) -> None:
    """Names of posts: their numbers are not those of one person in another order, nor one number twice."""
    names = ["team 0 post 2", "team 2 post 0", "team 2 post 2"]
    write("rota.csv", "Name,Date,Start,End\n" + "\n".join(f"{name},05/02/2024,07:00,15:00" for name in names))
    table = over(roster()).groups["handlers"].roster
    assert table is not None
    assert sorted(duty.person for duty in table.duties) == names


def test_two_sites(write: Write, refused: Refused, over: Over) -> None:
    """A sheet of two sites is not read as one, in a column or under headings."""
    write("rota.csv", "Name,Site,Date,Start,End\nAnn,North,05/02/2024,07:00,15:00\nBob,South,05/02/2024,07:00,15:00")
    (problem,) = refused(roster())
    assert problem.message.startswith('Which rows belong to handlers? The column "site" holds "North" (1), "South" (1)')
    assert duties(over(roster('only = { Site = "South" }'))) == ["Bob Mon 07:00-15:00"]
    write("rota.csv", "Name,05/02/2024,06/02/2024\nNorth site,,\nAnn,E,\nSouth site,,\nBob,E,")
    (problem,) = refused(roster(rest=SHIFTS))
    assert problem.message.startswith('Which rows belong to handlers? The column "heading" holds "North site" (1)')


def test_what_ignored_columns_hold(write: Write, over: Over) -> None:
    """Times in a column that is not read may be somebody's own hours, so they are counted."""
    write("rota.csv", "Name,Date,Start,End,Lunch\nAnn,05/02/2024,07:00,15:00,11:00-11:30\nBob,05/02/2024,07:00,15:00,")
    assert over(roster()).history.rosters["handlers"].ignored == ("Lunch (times once)",)
    write("rota.csv", "Name,Notes,05/02/2024,,06/02/2024,\nAnn,0900-1300 only,E,,L,OT\nBob,,,,,")
    assert over(roster(rest=SHIFTS)).history.rosters["handlers"].ignored == (
        "Notes (times once)",
        "column F under the dates",
    )


# Grids ----------------------------------------------------------------------------------------------------------------


def test_in_and_out_under_dates(write: Write, over: Over) -> None:
    """In and Out are a start and an end."""
    write("rota.csv", "Name,05/02/2024,,06/02/2024,\n,In,Out,In,Out\nAnn,07:00,15:00,RD,\nBob,22:00,07:00,,")
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00", "Bob Mon 22:00-07:00"]


def test_departments_one_below_the_other(write: Write, refused: Refused, over: Over) -> None:
    """Blocks for the same dates belong to the departments above them; shift teams share out the duties of one."""
    sheet = "{}\nName,05/02/2024,06/02/2024\nAnn,E,\n{}\nName,05/02/2024,06/02/2024\nBob,E,\nTotal on duty,1E,"
    write("rota.csv", sheet.format("CONTACT", "DISPATCH"))
    (problem,) = refused(roster(rest=SHIFTS))
    assert problem.message.startswith('Which rows belong to handlers? The column "heading" holds "CONTACT" (1)')
    assert duties(over(roster('only = { heading = "DISPATCH" }', rest=SHIFTS))) == ["Bob Mon 07:00-15:00"]
    write("rota.csv", sheet.format("TEAM A", "TEAM B"))
    assert duties(over(roster(rest=SHIFTS))) == ["Ann Mon 07:00-15:00", "Bob Mon 07:00-15:00"]


TEAMS_BY_DATE = f"Team,{SLASHED}\nA,E,,,,,,\nB,,L,,,,,"


@pytest.mark.parametrize(
    "text", [TEAMS_BY_DATE, "Shift,05/02/2024,06/02/2024\nE,A,\nL,,B"], ids=["in rows", "in cells"]
)
def test_teams_in_place_of_people(write: Write, refused: Refused, over: Over, text: str) -> None:
    """A team is no person: how many people it has is asked, and everybody in it has its duties."""
    write("rota.csv", text)
    (problem,) = refused(roster(rest=SHIFTS))
    assert problem.message.startswith("How many people are in A, B? These seem to be teams; write people = 8, or")
    assert duties(over(roster("people = { A = 2, B = 1 }", rest=SHIFTS))) == [
        "A 1 Mon 07:00-15:00",
        "A 2 Mon 07:00-15:00",
        "B Tue 14:00-22:00",
    ]


@pytest.mark.parametrize(
    ("names", "are_asked"),
    [
        (("Team 1", "Team 2"), True),
        (("Blue Watch", "Red Watch"), True),
        (("A Relief", "B Relief"), True),
        (("Ann", "B"), False),
        (("AB", "CD"), False),
        (("1001", "1002"), False),
        (("Green", "Brown"), False),
    ],
)
def test_names_of_teams(write: Write, refused: Refused, over: Over, names: tuple[str, str], are_asked: bool) -> None:
    """Initials, numbers and surnames such as Green are people."""
    write("rota.csv", f"Name,{SLASHED}\n{names[0]},E,,,,,,\n{names[1]},,L,,,,,")
    if are_asked:
        (problem,) = refused(roster(rest=SHIFTS))
        assert problem.message.startswith(f"How many people are in {names[0]}, {names[1]}?")
    else:
        assert len(duties(over(roster(rest=SHIFTS)))) == 2


SIDE_BY_SIDE = [
    "Name,05/02/2024,06/02/2024,07/02/2024,,Name,08/02/2024,09/02/2024,10/02/2024\nAnn,E,E,,,Bob,L,L,\nBob,,L,,,Ann,,,E",
    ",05/02/2024,06/02/2024,07/02/2024,,,08/02/2024,09/02/2024,10/02/2024\nAnn,E,E,,,Bob,L,L,\nBob,,L,,,Ann,,,E",
    "Date,Ann,Bob\n05/02/2024,E,\n06/02/2024,E,L\n07/02/2024,,\nDate,Bob,Ann\n08/02/2024,L,\n09/02/2024,L,\n10/02/2024,,E",
    "Shift,05/02/2024,06/02/2024,07/02/2024,,Shift,08/02/2024,09/02/2024,10/02/2024\n"
    "E,Ann,Ann,,,L,Bob,Bob,\nL,,Bob,,,E,,,Ann",
    "Name,Date,Start,End,,Name,Date,Start,End\nAnn,05/02/2024,07:00,15:00,,Bob,06/02/2024,14:00,22:00\n"
    "Ann,06/02/2024,07:00,15:00,,Bob,08/02/2024,14:00,22:00\nAnn,10/02/2024,07:00,15:00,,Bob,09/02/2024,14:00,22:00",
]


@pytest.mark.parametrize("text", SIDE_BY_SIDE, ids=["named", "without a name", "one below", "shifts", "rows"])
def test_two_weeks_side_by_side(write: Write, over: Over, text: str) -> None:
    """Each table has names of its own, in an order of its own."""
    write("rota.csv", text)
    assert duties(over(roster(rest=SHIFTS))) == [
        "Ann Mon 07:00-15:00",
        "Ann Tue 07:00-15:00",
        "Ann Sat 07:00-15:00",
        "Bob Tue 14:00-22:00",
        "Bob Thu 14:00-22:00",
        "Bob Fri 14:00-22:00",
    ]


def test_two_teams_side_by_side(write: Write, over: Over) -> None:
    """Tables for the same dates hold other people; a title over one of them is that of its team."""
    sheet = "Name,05/02/2024,06/02/2024,07/02/2024,,Name,05/02/2024,06/02/2024,07/02/2024\nAnn,E,,,,Bob,,E,"
    write("rota.csv", sheet)
    assert duties(over(roster(rest=SHIFTS))) == ["Ann Mon 07:00-15:00", "Bob Tue 07:00-15:00"]
    write("rota.csv", f"CALL HANDLERS,,,,,DISPATCH,,,\n{sheet}")
    assert duties(over(roster(rest=SHIFTS))) == ["Ann Mon 07:00-15:00"]


def test_columns_between_two_weeks(write: Write, over: Over) -> None:
    """Hours and notes between the weeks are no names of a second table."""
    write("rota.csv", "Name,05/02/2024,06/02/2024,07/02/2024,Hrs,Notes,08/02/2024,09/02/2024\nAnn,E,,,8,late bus,,E")
    assert duties(over(roster(rest=SHIFTS))) == ["Ann Mon 07:00-15:00", "Ann Fri 07:00-15:00"]


def test_a_date_twice(write: Write, refused: Refused) -> None:
    """The same date twice in a row of headings is no grid of one set of people."""
    write("rota.csv", "Name,05/02/2024,06/02/2024,05/02/2024,06/02/2024\nAnn,E,,L,E")
    (problem,) = refused(roster(rest=SHIFTS))
    assert problem.message.startswith("row 1 has 2024-02-05 twice; if these are two tables side by side, write one")


WEEK = "Week,Mon,Tue,Wed,Thu,Fri,Sat,Sun"
TEAMS = "people = 8, teams = { A = 1 }, starts = 2024-02-05"


@pytest.mark.parametrize(
    "text",
    [
        f"{WEEK}\n1,E,E,,,,,\n2,L,L,,,,,\n\n{WEEK}\n3,N,N,,,,,\n4,,,,,E,E,E",
        f"{WEEK},,{WEEK}\n1,E,E,,,,,,,3,N,N,,,,,\n2,L,L,,,,,,,4,,,,,E,E,E",
    ],
    ids=["below", "beside"],
)
def test_a_pattern_that_goes_on(write: Write, over: Over, text: str) -> None:
    """The weeks of a pattern may stand in two tables."""
    write("rota.csv", text)
    rota = over(roster(TEAMS, rest=SHIFTS)).groups["handlers"].rota
    assert rota is not None
    rest = ["off"] * 5
    assert list(rota.pattern) == ["E", "E", *rest, "L", "L", *rest, "N", "N", *rest, *rest[1:], "E", "E", "E"]


def test_two_patterns(write: Write, refused: Refused) -> None:
    """Of two patterns nobody can tell which is meant."""
    write("rota.csv", f"{WEEK}\n1,E,E,,,,,\n2,L,L,,,,,\n\n{WEEK}\n1,N,N,,,,,\n2,,,,,E,E,E")
    (problem,) = refused(roster(TEAMS, rest=SHIFTS))
    assert problem.message.startswith("the sheet has 2 patterns of weeks; write each on a sheet of its own")


def test_a_key_with_other_hours_on_fridays(write: Write, refused: Refused, over: Over) -> None:
    """A code that is qualified by a weekday changes the hours of the code itself."""
    write("rota.csv", f"Name,{SLASHED}\nAnn,Q,,,,Q,,\n\nCode,Start,End\nQ,07:00,15:00\nQ (Fri),07:00,14:00")
    (problem,) = refused(roster())
    assert problem.message.startswith('the key gives "Q" and "Q (Fri)", so "Q" has other hours on some days; give a')
    assert duties(over(roster('codes = { Q = "E" }', rest=SHIFTS))) == [
        "Ann Mon 07:00-15:00",
        "Ann Fri 07:00-15:00",
    ]


def test_the_length_of_a_shift_in_its_key(write: Write, over: Over) -> None:
    """Paid hours behind the times of a code are no further words of its key."""
    write("rota.csv", f"Name,{SLASHED}\nAnn,Q,,,,,,\nBob,,Q,,,,,\nQ 0700-1500 (7.5 hrs paid)")
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00", "Bob Tue 07:00-15:00"]


def test_own_hours_in_a_column_of_hours(write: Write, refused: Refused) -> None:
    """A part-timer's hours in the column Hours contradict the codes in the row, and a number of hours does not."""
    write("rota.csv", f"Name,Hours,{SLASHED}\nAnn,37.5,E,,,,,,\nBob,0900-1300,E,,,,,,")
    (problem,) = refused(roster(rest=SHIFTS))
    assert problem.message.startswith('Does "Bob" in row 3 work the hours beside the name, or those of the codes?')


def test_rows_that_count_each_shift(write: Write, over: Over) -> None:
    """Counts below a grid are no numbers on duty in place of its people, whatever there is more of."""
    counts = "E,1,0,0,0,0,0,0\nL,0,1,0,0,0,0,0\nN,0,0,0,0,0,0,0"
    write("rota.csv", f"Name,{SLASHED}\nAnn,E,L,RD,RD,RD,RD,RD\n{counts}")
    assert duties(over(roster(rest=SHIFTS))) == ["Ann Mon 07:00-15:00", "Ann Tue 14:00-22:00"]


@pytest.mark.parametrize("label", ["School holidays", "Events:", "BANK HOLIDAY", "Notes"])
def test_rows_about_the_days(write: Write, over: Over, label: str) -> None:
    """What is on in a day is nobody's duty, and its words are no codes."""
    write("rota.csv", f"Name,{SLASHED}\n{label},,,Half term,Half term,Match,,\nAnn,E,,,,,,")
    assert duties(over(roster(rest=SHIFTS))) == ["Ann Mon 07:00-15:00"]


def test_a_week_that_begins_on_another_day(write: Write, refused: Refused) -> None:
    """Of headings from Saturday in a week that begins on a Monday, the Saturday may be before it or in it."""
    write("rota.csv", "Week commencing 05/02/2024\nName,Sat,Sun,Mon,Tue,Wed,Thu,Fri\nAnn,E,,,,,,")
    (problem,) = refused(roster(rest=SHIFTS))
    assert problem.message.startswith("the week of 2024-02-05 begins on a Mon, and the headings with Sat; write the")


def test_hours_beside_a_name(write: Write, refused: Refused) -> None:
    """A part-timer's own hours beside the name contradict the codes in the row."""
    write("rota.csv", "Name,05/02/2024,06/02/2024\nAnn,E,L\nBob (PT 1000-1400),E,N")
    (problem,) = refused(roster(rest=SHIFTS))
    assert problem.message.startswith('Does "Bob (PT 1000-1400)" in row 3 work the hours beside the name')


def test_codes_that_are_numbers(write: Write, over: Over) -> None:
    """Numbers under the dates are codes if the sheet or the planner explains them."""
    write("rota.csv", "Name,05/02/2024,06/02/2024\nAnn,1,2\nBob,2,1")
    scenario = over(roster('codes = { "1" = "07:00-15:00", "2" = "14:00-22:00" }'))
    assert duties(scenario) == [
        "Ann Mon 07:00-15:00",
        "Ann Tue 14:00-22:00",
        "Bob Mon 14:00-22:00",
        "Bob Tue 07:00-15:00",
    ]


def test_forenames_beside_surnames_in_a_grid(write: Write, over: Over) -> None:
    """Two people of one surname are told apart by their forenames."""
    write("rota.csv", "Surname,Forename,05/02/2024,06/02/2024\nSmith,Ann,E,\nSmith,Bob,,E")
    assert duties(over(roster(rest=SHIFTS))) == ["Ann Smith Mon 07:00-15:00", "Bob Smith Tue 07:00-15:00"]


@pytest.mark.parametrize(
    "key",
    ["Code,Start,End\nX1,07:00,15:00", "X1,07:00,15:00", "Code,Times\nX1,0700/1500", "Code,Meaning\nX1,07:00-15:00"],
)
def test_keys_below_a_grid(write: Write, over: Over, key: str) -> None:
    """A key of two or three columns, with a header or without, is no person's row."""
    write("rota.csv", f"Name,05/02/2024,06/02/2024\nAnn,X1,RD\nBob,X1,\n{key}")
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00", "Bob Mon 07:00-15:00"]


def test_a_key_without_a_header_on_another_sheet(over: Over) -> None:
    """Codes that the grid uses are explained by rows of another sheet that hold times and no more."""
    grid: list[list[object]] = [["Name", *DAYS[:2]], ["Ann", "X1", "RD"], ["Bob", "X1", ""]]
    workbook("rota.xlsx", {"Rota": grid, "Key": [["X1", dt.time(7), dt.time(15)]]})
    assert duties(over(roster(file="rota.xlsx"))) == ["Ann Mon 07:00-15:00", "Bob Mon 07:00-15:00"]


def test_a_pattern_with_weekdays_down(write: Write, over: Over) -> None:
    """Weeks side by side are the weeks of a pattern, as weeks one below the other are."""
    write(
        "rota.csv",
        "Day,Week 1,Week 2\nMon,E,RD\nTue,E,RD\nWed,L,RD\nThu,L,RD\nFri,N,E\nSat,N,E\nSun,RD,L\n"
        "Team A starts Week 1; Team B starts Week 2 on 05/02/2024",
    )
    rota = over(roster("people = 8", rest=SHIFTS)).groups["handlers"].rota
    assert rota is not None
    assert rota.pattern == ("E", "E", "L", "L", "N", "N", "off", "off", "off", "off", "off", "E", "E", "L")
    assert {name: team.offset for name, team in rota.teams.items()} == {"A": 0, "B": 7}


MONTH = "Name,Mon,Tue,Wed,Thu,Fri,Sat,Sun\n,5,6,7,8,9,10,11\nAnn,E,,,,,,"


@pytest.mark.parametrize(
    ("file", "text", "noted"),
    [
        ("rota.csv", f"Duties February\n{MONTH}", '"Duties February" has no year; simcall takes 2024, in which its'),
        ("rota.csv", f"February 2024\n{MONTH}", ""),
        ("Feb-2024.csv", MONTH, ""),
        ("duties feb.csv", MONTH, '"duties feb" has no year; simcall takes 2024, in which its weekdays are right'),
    ],
)
def test_the_month_of_days(write: Write, over: Over, file: str, text: str, noted: str) -> None:
    """The month of days 1 to 31 stands in a title or in a name; its weekdays and the run tell the year."""
    write(file, text)
    scenario = over(roster(file=file, rest=SHIFTS))
    assert duties(scenario) == ["Ann Mon 07:00-15:00"]
    assert noted in said(scenario)


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("Duties", "Which month is this? The headings are days of a month"),
        ("The rota may change", "Which month is this?"),
        ("March 2024", '"March 2024" does not agree with the weekdays of the sheet: 5 March 2024 is a Tue, and the'),
    ],
)
def test_a_month_that_cannot_be_told(write: Write, refused: Refused, title: str, message: str) -> None:
    """Without a month, or with one that the weekdays contradict, nobody's dates are guessed."""
    write("rota.csv", f"{title}\n{MONTH}")
    (problem,) = refused(roster(rest=SHIFTS))
    assert message in problem.message


TURN = "Name,28,29,30,31,1,2,3\nAnn,E,,,E,E,,"


@pytest.mark.parametrize(
    "title",
    ["January / February 2024", ",January 2024,,,,February 2024", "February 2024", ",Sun,Mon,Tue,Wed,Thu,Fri,Sat"],
    ids=["two months", "a month each", "the second", "in the file's name"],
)
def test_days_that_run_on_into_the_next_month(write: Write, over: Over, title: str) -> None:
    """After the last day of a month comes the first of the next."""
    write("rota february.csv", f"{title}\n{TURN}")
    text = roster(file="rota february.csv", rest=SHIFTS).replace("2024-02-05", "2024-01-28")
    days = ("2024-01-28", "2024-01-31", "2024-02-01")
    assert duties(over(text)) == [f"Ann {day} 07:00-15:00" for day in days]


@pytest.mark.parametrize(
    ("title", "turn", "first"),
    [
        ("December 2026", 31, dt.date(2026, 12, 1)),
        ("December 2026 - January 2027", 31, dt.date(2026, 12, 1)),
        ("December - January 2027", 31, dt.date(2026, 12, 1)),
        ("November 2026", 31, dt.date(2026, 10, 1)),
        ("March 2028", 29, dt.date(2028, 2, 1)),
    ],
)
def test_the_month_that_days_run_on_from(title: str, turn: int, first: dt.date) -> None:
    """A title names the first or the second month: the length of the first tells."""
    assert month_of([title], {}, turn, None, Findings()) == first


@pytest.mark.parametrize(
    ("turn", "message"),
    [
        (31, "Do the days begin in January or December?"),
        (30, "does not agree with the days of the sheet, which run on after day 30"),
    ],
)
def test_a_month_that_days_cannot_run_on_from(turn: int, message: str) -> None:
    """December and January are equally long, and neither ends on its 30th day."""
    with pytest.raises(BadFileError, match=message):
        month_of(["January 2027"], {}, turn, None, Findings())


@pytest.mark.parametrize(
    ("values", "numbers"),
    [([30, 31, 1, 2], [30, 31, 32, 33]), ([5, 6, 7], [5, 6, 7]), ([28, 1], [28, 29]), ([9, 8], [9, 8])],
)
def test_running_days(values: list[int], numbers: list[int]) -> None:
    """Days are counted on over the end of a month, and not over anything else."""
    assert running_days(values).numbers == numbers


def test_figures_beside_a_month_that_are_days(over: Over) -> None:
    """The 16 of "Feb 16-29" is a day of the month, and no year."""
    workbook(
        "rota.xlsx",
        {"Feb 1-15": [["Name", *range(1, 16)], ["Ann", "E"]], "Feb 16-29": [["Name", *range(16, 30)], ["Ann", "E"]]},
    )
    scenario = over(roster(file="rota.xlsx", rest=SHIFTS))
    assert duties(scenario) == ["Ann 2024-02-01 07:00-15:00", "Ann 2024-02-16 07:00-15:00"]


def test_a_working_week_of_days_with_weekdays(write: Write, over: Over) -> None:
    """With weekdays beside them a few days are enough, also without the weekend."""
    write("rota.csv", "February 2024\nName,Mon 5th,Tue 6th,Fri 9th,Mon 12th\nAnn,E,,L,E")
    assert duties(over(roster(rest=SHIFTS))) == [
        "Ann Mon 07:00-15:00",
        "Ann Fri 14:00-22:00",
        "Ann 2024-02-12 07:00-15:00",
    ]


@pytest.mark.parametrize(
    "names",
    [
        "Mo,Tu,We,Th,Fr,Sa,Su",
        "M,T,W,T,F,S,S",
        "Llun,Mawrth,Mercher,Iau,Gwener,Sadwrn,Sul",
        "Mon.,Tues,Weds,Thurs,Fri,Sat,Sun",
    ],
    ids=["two letters", "initials", "Welsh", "others"],
)
def test_names_of_weekdays(write: Write, over: Over, names: str) -> None:
    """Weekdays in a row are known in all their usual forms; We is no "week ending"."""
    write("rota.csv", f"W/C 05/02/2024\nName,{names}\nAnn,E,,L,,,,E")
    days = ["Ann Mon 07:00-15:00", "Ann Wed 14:00-22:00", "Ann Sun 07:00-15:00"]
    assert duties(over(roster(rest=SHIFTS))) == days


def test_what_is_hidden_is_said(over: Over) -> None:
    """Rows that a filter hides are read; a hidden sheet and comments are named, as they may change the rota."""
    workbook("rota.xlsx", {"Rota": [["Name", *DAYS], ["Ann", "E"], ["Bob", "E"]], "Old": [["Name"]]})
    book = load_workbook("rota.xlsx")
    book["Rota"].row_dimensions[3].hidden = True
    book["Old"].sheet_state = "hidden"
    book["Rota"]["B2"].comment = Comment("0900-1300 only", "planner")
    book.save("rota.xlsx")
    scenario = over(roster(file="rota.xlsx", rest=SHIFTS))
    assert duties(scenario) == ["Ann Mon 07:00-15:00", "Bob Mon 07:00-15:00"]
    assert "row 3 is hidden in Excel; simcall reads hidden rows too" in said(scenario)
    assert 'the sheet "Old" is hidden' in said(scenario)
    assert "the sheet has comments on cells, which simcall does not read" in said(scenario)


def test_times_with_an_offset(write: Write, over: Over) -> None:
    """A time with its date and its offset from UTC has one local time, in winter and in summer."""
    write(
        "rota.csv",
        "Name,Start,End\nAnn,2024-02-05T07:00Z,2024-02-05T15:00Z\nBob,2024-02-05 08:00 +01:00,2024-02-05 16:00 +01:00\n"
        "Cy,2024-07-01T21:00:00Z,2024-07-02T07:00:00+01:00",
    )
    scenario = over(roster())
    assert duties(scenario) == ["Ann Mon 07:00-15:00", "Bob Mon 07:00-15:00", "Cy 2024-07-01 22:00-07:00"]
    assert "simcall reads them on the clock of Europe/London" in said(scenario)


# Nights ---------------------------------------------------------------------------------------------------------------


def nights(first_days: dict[str, int], rest: str = "") -> str:
    """Write three nights for each person, from a day of the month on."""
    rows = [f"{name},{day + more:02d}/02/2024,22:00,07:00" for name, day in first_days.items() for more in range(3)]
    return "\n".join(["Name,Date,Start,End", *rows, rest])


def test_nights_whose_date_nothing_tells(write: Write, refused: Refused, over: Over) -> None:
    """If the number of people changes from night to night, and no other duty decides, simcall asks."""
    write("rota.csv", nights({"Ann": 6, "Bob": 7, "Cy": 8}))
    (problem,) = refused(roster())
    assert "Nothing in the sheet tells, and it changes how many people are there in a night" in problem.message
    assert duties(over(roster('nights = "end"')))[0] == "Ann Mon 22:00-07:00"


def test_nights_whose_date_is_certain_or_hardly_matters(write: Write, over: Over) -> None:
    """A late on the day before decides; with the same number each night simcall says what it has assumed."""
    write("rota.csv", nights({"Ann": 6, "Bob": 7, "Cy": 8}, "Ann,05/02/2024,14:00,22:00"))
    scenario = over(roster())
    assert duties(scenario)[1] == "Ann Tue 22:00-07:00"
    assert "for nights" not in said(scenario)
    write("rota.csv", nights({"Ann": 6, "Bob": 6}))
    assert "for nights, simcall takes the date as that of the evening" in said(over(roster()))


def test_two_rows_a_person(write: Write, refused: Refused, over: Over) -> None:
    """A row of starts and a row of finishes are one person's; half a pair of times is asked about."""
    ann = "Ann,Start,07:00,OFF,AL,,,,\n,Finish,15:00,,AL,,,,"
    text = f"Name,,{SLASHED}\n{ann}\nBob,Start,,22:00,,,,,\n,Finish,,07:00,{{}},,,,"
    write("rota.csv", text.format(""))
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00", "Bob Tue 22:00-07:00"]
    write("rota.csv", text.format("15:00"))
    (problem,) = refused(roster())
    assert problem.message.startswith('What does "15:00" (once) mean?')


@pytest.mark.parametrize("headings", ["05/02/2024,,06/02/2024,", "05/02/2024,05/02/2024,06/02/2024,06/02/2024"])
def test_two_columns_a_date(write: Write, over: Over, headings: str) -> None:
    """Two columns of times under each date are starts and ends, also without a heading for either."""
    write("rota.csv", f"Name,{headings}\nAnn,07:00,15:00,RD,\nBob,22:00,07:00,,")
    assert duties(over(roster())) == ["Ann Mon 07:00-15:00", "Bob Mon 22:00-07:00"]


# Two of what there should be one of -----------------------------------------------------------------------------------


def test_a_key_that_contradicts_itself(refused: Refused, over: Over) -> None:
    """A code with other hours on Fridays is asked about, or is a shift of the scenario."""
    week: list[list[object]] = [["Name", *DAYS], ["Ann", "L", "L", "RD", "RD", "L", "L", "RD"]]
    key: list[list[object]] = [
        ["Code", "Days", "Start", "End"],
        ["L", "Sun-Thu", "14:00", "00:00"],
        ["L", "Fri-Sat", "17:00", "03:00"],
    ]
    workbook("rota.xlsx", {"Rota": week, "Key": key})
    (problem,) = refused(roster(file="rota.xlsx"))
    assert problem.message.startswith('What does "L" (4 times) mean?')
    assert duties(over(roster(file="rota.xlsx", rest=SHIFTS)))[0] == "Ann Mon 14:00-22:00"


@pytest.mark.parametrize(
    ("header", "remedy"),
    [
        ("Shift,Role,05/02/2024,06/02/2024", 'write only = { "Role" = "Contact" }, or a list of values'),
        ("Shift,,05/02/2024,06/02/2024", "leave one of them, or write a heading over the column that tells them apart"),
    ],
)
def test_two_numbers_for_a_shift(write: Write, refused: Refused, header: str, remedy: str) -> None:
    """Numbers of two roles, or a minimum and a plan, are not added up."""
    write("rota.csv", f"{header}\nEarly 0700-1500,Contact,6,6\n,Dispatch,5,5")
    (problem,) = refused(roster())
    assert problem.message == (
        f'Which numbers are on duty? Rows 2 and 3 both give numbers for "Early 0700-1500"; {remedy}'
    )


def test_numbers_of_one_role(write: Write, over: Over) -> None:
    """The planner's choice leaves one number for the shift."""
    write("rota.csv", "Shift,Role,05/02/2024,06/02/2024\nEarly 0700-1500,Contact,6,6\nEarly 0700-1500,Dispatch,5,5")
    counts = over(roster('only = { Role = "Contact" }')).groups["handlers"].headcount_by_date
    assert counts is not None
    assert [count.people for count in counts] == [6, 6]


def test_two_rows_of_numbers_for_a_time(write: Write, refused: Refused, over: Over) -> None:
    """A minimum and an actual number in rows are not added up either."""
    write(
        "rota.csv",
        "Date,Start,End,Measure,People\n05/02/2024,07:00,15:00,Minimum,6\n05/02/2024,07:00,15:00,Actual,5",
    )
    (problem,) = refused(roster())
    assert problem.message.startswith("Which numbers are on duty? Rows 2 and 3 both give numbers for 2024-02-05 from")
    counts = over(roster('only = { Measure = "Actual" }')).groups["handlers"].headcount_by_date
    assert counts is not None
    assert [count.people for count in counts] == [5]


def test_leave_for_some_hours_of_a_duty(write: Write, refused: Refused) -> None:
    """Leave with hours of its own beside the times of a duty is neither a day off nor a whole duty."""
    write("rota.csv", "Name,Date,Start,End,Absence\nAnn,05/02/2024,07:00,15:00,AL 07:00-11:00")
    (problem,) = refused(roster())
    assert problem.message.startswith('What does "AL 07:00-11:00" (once) mean?')
