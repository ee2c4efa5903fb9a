"""Rotas of many habits: each is read as it is meant, or refused with what decides; none is wrong in silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.errors import Problem
from simcall.scenario import Scenario
from simcall.scenario.reading.rosters.hours_of_day import hours_of_day
from simcall.scenario.reading.rosters.words import CANCELLED, is_shift_name, meaning_of
from tests.unit.scenario.sheets_of_rotas import DAYS, duties, roster

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
