"""Headcounts by date and availability: what is read, what is refused, what displaces what, and what `check` says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.errors import Problem
from simcall.files.text import BadFileError
from simcall.scenario import Scenario, holdings, load, merging_warnings, warnings
from simcall.scenario.reading.dated_headcounts import read_dated_headcounts

Refused = Callable[..., list[Problem]]
Write = Callable[..., Path]

GROUP = '[groups.desk]\nlines = ["101"]\n'


def rows(*lines: str) -> str:
    """Return a file of headcounts by date."""
    return "\n".join(["date,from,to,people", *lines])


@pytest.mark.parametrize(
    "row", ["2024-02-01,07:00,15:00,4", "01/02/2024,7:00,15:00,4", " 2024-02-01 , 07:00,15:00:00,4"]
)
def test_rows(write: Write, row: str) -> None:
    """Dates are written as in a roster, times to the minute."""
    read = read_dated_headcounts(str(write("s.csv", rows(row))))
    assert read == [{"date": "2024-02-01", "from": "07:00", "to": "15:00", "people": 4}]


def test_an_end_at_midnight(write: Write) -> None:
    """24:00 and 00:00 are the midnight that ends the day."""
    read = read_dated_headcounts(str(write("s.csv", rows("2024-02-01,16:00,24:00,1", "2024-02-01,16:00,00:00,1"))))
    assert [row["to"] for row in read] == ["00:00", "00:00"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (rows("2024-02-30,07:00,15:00,4"), 'row 2: "2024-02-30": there is no such date in the calendar'),
        (
            rows("1/2/24,07:00,15:00,4"),
            'row 2: "1/2/24": this is not a date; write 2024-02-01 or, day first, 01/02/2024, with',
        ),
        (rows(",07:00,15:00,4"), "row 2: the date is missing"),
        (rows("2024-02-01,7 bells,15:00,4"), 'row 2: "7 bells" is not a clock time'),
        (rows("2024-02-01,24:00,15:00,4"), 'row 2: "24:00" is not a clock time: write "00:00" for midnight'),
        (rows("2024-02-01,07:00,25:00,4"), 'row 2: "25:00" is not a clock time'),
        (rows("2024-02-01,07:00,15:00,4.5"), 'row 2: "4.5" is not a whole number of people'),
        (rows("2024-02-01,07:00,15:00,-1"), 'row 2: "-1" is negative'),
        (rows("2024-02-01,07:00,15:00"), "row 2: the number of people is missing"),
        (rows("2024-02-01,07:00,15:00,3,5"), "row 2: it has 5 columns, more than the header; if a number has a comma"),
        (rows(), "there are no rows under the header"),
        ("date,from,whereto,people\n", 'there is no column "to"'),
    ],
)
def test_wrong_rows(write: Write, content: str, said: str) -> None:
    """A cell that cannot be read is refused with its row and what to write instead."""
    with pytest.raises(BadFileError) as refused:
        read_dated_headcounts(str(write("s.csv", content)))
    assert said in refused.value.messages[0]


def test_all_wrong_rows_at_once(write: Write, refused: Refused) -> None:
    """The file is named with every faulty row, five of them one by one, and the rest of the scenario is checked."""
    write("s.csv", rows(*["2024-02-01,07:00,15:00,x"] * 7))
    problems = refused(f'{GROUP}headcount_by_date = "s.csv"\nhandling_factor = 0')
    assert [problem.file for problem in problems] == ["s.csv"] * 6 + ["x.toml"]
    assert problems[4].message == 'row 6: "x" is not a number'
    assert problems[5].message == "and 2 more such rows"


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("headcount_by_date = 'none.csv'", "groups.desk.headcount_by_date", '"none.csv": there is no such file'),
        ("headcount_by_date = 3", "groups.desk.headcount_by_date", "3 is not a list; write the name of a CSV file"),
        ("headcount_by_date = []", "groups.desk.headcount_by_date", "this is empty"),
        (
            "headcount_by_date = [{ date = 2024-02-01, from = '07:00', people = 1 }]",
            "groups.desk.headcount_by_date.0.to",
            "this is missing",
        ),
        (
            "headcount_by_date = [{ date = 2020-02-01, from = '07:00', to = '08:00', people = 1 }]",
            "groups.desk.headcount_by_date",
            "no row is within the run",
        ),
        ("headcount = 3\navailability = -0.1", "groups.desk.availability", "-0.1 is out of range: from 0 to 10"),
        ("headcount = 3\navailability = 93", "groups.desk.availability", "93 is out of range: from 0 to 10"),
        (
            "availability = 0.9\nheadcount_by_date = [{ date = 2024-02-01, from = '07:00', to = '08:00', people = 1 }]",
            "groups.desk.availability",
            "headcount_by_date already gives the people who are there; leave availability out",
        ),
        (
            "availability = 0.9\ncall_up = { waiting = 1, pool = 1 }",
            "groups.desk.availability",
            "call_up already gives the people who come",
        ),
        (
            "absence.probability = 0.1\nheadcount_by_date = "
            "[{ date = 2024-02-01, from = '07:00', to = '08:00', people = 1 }]",
            "groups.desk.absence",
            "only people of a rota or a roster can miss a duty",
        ),
    ],
)
def test_what_is_refused(refused: Refused, text: str, path: str, said: str) -> None:
    """A wrong headcount by date or availability has one message with its path and the remedy."""
    (problem,) = refused(GROUP + text)
    assert problem.path == path
    assert said in problem.message


def test_what_is_displaced(write: Write) -> None:
    """A headcount by date displaces a headcount and its availability, and a rota and its absence: `check` says so."""
    write(
        "rota.toml",
        'extends = "base.toml"\n[shifts.day]\nstart = "08:00"\nlength = "8 h"\n'
        f"{GROUP}absence.probability = 0.2\nrota.fixed.a = {{ shift = 'day', days = ['Thu'], people = 2 }}",
    )
    write("s.csv", rows("2024-02-01,07:00,15:00,4"))
    by_date = load(write("x.toml", 'extends = "rota.toml"\ngroups.desk.headcount_by_date = "s.csv"'))
    assert by_date.groups["desk"].model_fields_set == {"lines", "headcount_by_date"}
    (told,) = merging_warnings(by_date)
    assert told.startswith("the headcount by date of desk replaces the absence of 20 % that rota.toml gives: it says")
    counted = by_date.update({"groups.desk.headcount": 3, "groups.desk.availability": 0.9})
    assert counted.groups["desk"].model_fields_set == {"lines", "headcount", "availability"}
    again = counted.update(
        {"groups.desk.headcount_by_date": [{"date": "2024-02-01", "from": "00:00", "to": "01:00", "people": 1}]}
    )
    assert again.groups["desk"].model_fields_set == {"lines", "headcount_by_date"}
    assert counted.update({"groups.desk.headcount_profile": [1, 2, 3, 4, 5, 6, 7]}).groups["desk"].availability == 0.9


def test_reading_back(write: Write) -> None:
    """A scenario holds the rows and no file, and its document makes an equal scenario."""
    write("s.csv", rows("2024-02-01,22:00,06:00,4"))
    scenario = load(write("x.toml", f'extends = "base.toml"\n{GROUP}headcount_by_date = "s.csv"'))
    assert Scenario.from_document(scenario.document()) == scenario
    assert "csv" not in str(scenario.document())
    listed = {row.path: row for row in holdings(scenario)}
    assert listed["groups.desk.headcount_by_date"].value == "1 row, 2024-02-01 to 2024-02-01, 4 people"
    assert listed["groups.desk.headcount_by_date"].kind == "assumed"
    assert "groups.desk.availability" not in listed
    assert "groups.handlers.availability" in listed


def test_dates_without_a_row(write: Write) -> None:
    """`check` says for how many dates there is no row, and names the first."""
    write("s.csv", rows("2024-02-02,22:00,06:00,4"))
    text = f'extends = "base.toml"\nstart = 2024-02-01\ndays = 6\nwarm_up = "0 s"\n{GROUP}headcount_by_date = "s.csv"'
    told = [message for message in warnings(load(write("x.toml", text))) if "has no row" in message]
    assert told == [
        "headcount_by_date of desk has no row for 5 of the 6 dates of the run, warm-up included: Thu 2024-02-01, "
        "Sat 2024-02-03, Sun 2024-02-04 and 2 more. Nobody in desk comes on duty on those dates"
    ]


def test_hours_without_anybody(write: Write) -> None:
    """Hours in which calls come and no row has anybody are told, as of a rota."""
    write("s.csv", rows("2024-02-01,00:00,12:00,4"))
    alone = 'groups.handlers.lines = ["999"]'
    reserve = 'without = ["groups.handlers.reserve"]'
    head = f'extends = "base.toml"\n{reserve}'
    text = f'{head}\nstart = 2024-02-01\ndays = 1\nwarm_up = "0 s"\n{alone}\n{GROUP}headcount_by_date = "s.csv"'
    told = [message for message in warnings(load(write("x.toml", text))) if "cannot be answered" in message]
    assert len(told) == 1
    assert "from Thu 2024-02-01 12:00" in told[0]


def test_nobody_available(base: Scenario) -> None:
    """An availability of 0 is told."""
    told = warnings(base.update({"groups.handlers.availability": 0.0}))
    assert "the availability of handlers is 0: nobody in handlers is ever there" in told
