"""Profiles and measured times from CSV files, as people and spreadsheets write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.errors import Problem
from simcall.files.text import BadFileError
from simcall.scenario import load
from simcall.scenario.models.distributions import Empirical, Mixture
from simcall.scenario.models.week import WEEKDAYS
from simcall.scenario.reading.measured_times import TimeOptions, read_durations
from simcall.scenario.reading.weeks.steps import week_moment
from simcall.scenario.reading.weeks.week_files import read_week

Write = Callable[..., Path]
Refused = Callable[..., list[Problem]]


def week(step: int, column: str = "weight") -> list[str]:
    """Return the lines of a right file with steps of so many minutes; the values count up."""
    moments = [week_moment(minute) for minute in range(0, 7 * 1440, step)]
    rows = [f"{moment.replace(' ', ',')},{number}" for number, moment in enumerate(moments)]
    return [f"day,from,{column}", *rows]


def faults(path: Path, column: str = "weight") -> tuple[str, ...]:
    """Return what is said of a wrong file."""
    with pytest.raises(BadFileError) as caught:
        read_week(str(path), column)
    return caught.value.messages


@pytest.mark.parametrize("step", [10080, 1440, 60, 30, 15, 1])
def test_steps_of_any_length(write: Write, step: int) -> None:
    """Any equal steps that cut the week are read in order from Monday 00:00."""
    assert read_week(str(write("w.csv", "\n".join(week(step)))), "weight").values == list(range(7 * 1440 // step))


@settings(deadline=None, max_examples=20)
@given(st.permutations(week(60)[1:]))
def test_rows_in_any_order(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    """The order of the rows means nothing."""
    path = tmp_path_factory.mktemp("week") / "w.csv"
    path.write_text("\n".join(["day,from,weight", *rows]), encoding="utf-8")
    assert read_week(str(path), "weight").values == list(range(168))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace("\n", "\n\n,,\n"),
        lambda text: text.replace("Mon", "monday").replace("Tue", "TUESDAY"),
        lambda text: text.replace("day,from,weight", " Day , From , WEIGHT "),
        lambda text: text.replace(",00:00,", ",0:00,").replace(",13:00,", ",13:00:00,"),
        lambda text: text.replace("\nMon,00:00,0", "\nMon,00:00,0.0e0").replace("\n", ",a note\n"),
    ],
)
def test_as_spreadsheets_write_them(write: Write, change: Callable[[str], str]) -> None:
    """Marks, line ends, separators, blank rows, capitals, seconds and further columns change nothing."""
    assert read_week(str(write("w.csv", change("\n".join(week(60)) + "\n"))), "weight").values == list(range(168))


def test_headcounts_are_whole(write: Write) -> None:
    """Headcounts are whole numbers; 4.0 is 4, as a spreadsheet may write it."""
    lines = week(1440, "headcount")
    whole = read_week(str(write("w.csv", "\n".join(lines).replace(",6", ",6.0"))), "headcount").values
    assert whole == [0, 1, 2, 3, 4, 5, 6]
    assert all(isinstance(count, int) for count in whole)
    assert faults(write("w.csv", "\n".join(lines).replace(",6", ",6.5")), "headcount") == (
        'row 8: "6.5" is not a whole number of people',
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Mno,02:00,2", 'row 4: "Mno" is not a day; did you mean Mon?'),
        ("Monday night,02:00,2", 'row 4: "Monday night" is not a day; did you mean Monday?'),
        ("?,02:00,2", 'row 4: "?" is not a day; write Mon to Sun'),
        ("Mon,25:00,2", 'row 4: "25:00" is not a clock time'),
        ("Mon,2 bells,2", 'row 4: "2 bells" is not a clock time'),
        ("Mon,02:00,two", 'row 4: "two" is not a number'),
        ("Mon,02:00,1_0", 'row 4: "1_0" is not a number'),
        ("Mon,02:00,nan", 'row 4: "nan" is not a number'),
        ("Mon,02:00,-2", 'row 4: "-2" is negative'),
        ("Mon,02:00,1e300", 'row 4: "1e300" is too large'),
        ("Mon,02:00", "row 4: the value is missing; write 0 if it is none"),
        ("Mon,02:00,1,5", "row 4: it has 4 columns, more than the header"),
        ("Mon,01:00,2", "row 4: Mon 01:00 is given twice, in row 3 too"),
        ("Mon,02:30,2", "row 4: Mon 02:30 is off the steps of 60 minutes"),
        ("", "there is no row for Mon 02:00; cover the whole week"),
    ],
)
def test_a_wrong_row_is_named(write: Write, row: str, said: str) -> None:
    """What is wrong in one row is said with the row's number in the file."""
    lines = week(60)
    lines[3] = row
    assert faults(write("w.csv", "\n".join(lines)))[0].startswith(said)


def test_a_gap_is_told_once(write: Write) -> None:
    """Of many missing steps the first is named and the others are counted."""
    assert faults(write("w.csv", "\n".join(week(60)[:25]))) == (
        "there is no row for Tue 00:00 nor for 143 other steps; cover the whole week in equal steps, "
        'or write missing = "closed" if nobody rings then',
    )


def test_many_wrong_rows_do_not_flood(write: Write) -> None:
    """Five rows are told, the others counted."""
    told = faults(write("w.csv", "\n".join(week(60)).replace("Wed", "Wde")))
    assert len(told) == 6
    assert told[-1] == "and 19 more such rows"


def test_steps_that_do_not_cut_the_week(write: Write) -> None:
    """Steps of 50 minutes leave a remainder."""
    lines = ["day,from,weight", "Mon,00:00,1", "Mon,00:50,1", "Mon,01:40,1"]
    (told,) = faults(write("w.csv", "\n".join(lines)))
    assert "most steps are of 50 minutes" in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("day,from,weight\n", "no rows under the header"),
        ("day,from,wieght\nMon,00:00,1", 'there is no column "weight"; is "wieght" a misspelling of it?'),
        ("day,from\nMon,00:00", 'there is no column "weight"; the columns are "day", "from"'),
        ("day,from,weight,weight\nMon,00:00,1,2", 'the column "weight" appears 2 times'),
        (b"\x00\x01\x02", "not a text file"),
        ("day,from,weight\nMön,00:00,1".encode("latin-1"), '" is not a day'),
        ("day,from,weight\n" + "x" * 200_000 + ",1,1", '" is not a day'),
        ('day,from,weight\n"' + "x" * 200_000 + "\n,1,1", "not a CSV file"),
    ],
)
def test_files_that_are_no_profiles(write: Write, content: str | bytes, said: str) -> None:
    """A file without the wanted columns is refused with what it has instead."""
    assert said in faults(write("w.csv", content))[0]


def test_moments_of_the_week() -> None:
    """Minutes of the week are written as planners say them, and go round."""
    assert [week_moment(minute) for minute in (0, 1439, 1440, 10079, 10080)] == [
        "Mon 00:00",
        "Mon 23:59",
        "Tue 00:00",
        "Sun 23:59",
        "Mon 00:00",
    ]
    assert [week_moment(day * 1440)[:3] for day in range(7)] == list(WEEKDAYS)


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("handling\n90 s\n2 min\n", ["90 s", "2 min"]),
        ("90 s\n2 min", ["90 s", "2 min"]),
        ("seconds\r\n90\r\n\r\n0.5\r\n", ["90 s", "500 ms"]),
        ("talk time (minutes)\n1.5\n2 h", ["90 s", "2 h"]),
        ("duration_s\n0", ["0 s"]),
        ("Talk time\n0:02:14\n1:00:00\n0:00:00", ["134 s", "1 h", "0 s"]),
        ("135 s\n135000 ms", ["135 s", "135 s"]),
        ("talk (m:ss)\n2:14\n0:05", ["134 s", "5 s"]),
        ("length (hh:mm)\n2:14", ["134 min"]),
        ("talk\n2:14\n61:05", ["134 s", "3665 s"]),
        ("talk ms\n135000", ["135 s"]),
    ],
)
def test_measured_times(write: Write, content: str, values: list[str]) -> None:
    """Times have units, or a header that names the unit; without a header the first row counts too."""
    assert read_durations(str(write("t.csv", content))) == values


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("handling\n90", 'row 2: "90": a length of time needs a unit'),
        ("seconds\nsoon", 'row 2: "soon": not a length of time'),
        ("seconds\n-3", "negative"),
        ("seconds\n1,5", "row 2: it has 2 values; give one column"),
        ("seconds\n", "no values in the file"),
        ("", "the file is empty"),
        ("talk\n2:14", '"2:14" can be minutes and seconds, or hours and minutes; say which: unit = "m:ss" or "h:mm"'),
        ("talk\n-0:02:14", '"-0:02:14": '),
    ],
)
def test_wrong_times(write: Write, content: str, said: str) -> None:
    """A time without a unit, or no time at all, is refused with its row."""
    with pytest.raises(BadFileError) as caught:
        read_durations(str(write("t.csv", content)))
    assert said in caught.value.messages[0]


def test_times_in_a_column_of_a_report(write: Write) -> None:
    """A table names the column and the unit of the times in a file with several columns."""
    path = str(write("t.csv", "Calls today\nid,Talk,Wait\n1,2:14,5\n2,,7\n3,0:30,9"))
    assert read_durations(path, TimeOptions(column="talk", unit="m:ss")) == ["134 s", "30 s"]
    assert read_durations(path, TimeOptions(column="Wait", unit="min")) == ["5 min", "7 min", "9 min"]
    with pytest.raises(BadFileError, match='there is no column "Tolk"; is "Talk" a misspelling'):
        read_durations(path, TimeOptions(column="Tolk"))


def test_tables_that_name_files_of_times(write: Write, refused: Refused) -> None:
    """The values of a distribution may come from a table that names a file; its wrong keys are refused."""
    write("t.csv", "id,talk\n1,2:14\n2,0:30")
    table = '{ distribution = "empirical", values = { file = "t.csv", column = "talk", unit = "m:ss" } }'
    handling = load(write("y.toml", f'extends = "base.toml"\nlines.101.handling = {table}')).lines["101"].handling
    assert isinstance(handling, Empirical)
    assert handling.values == (134, 30)
    problems = refused(f"lines.101.handling = {table.replace('m:ss', 'weeks ago').replace('column', 'colum')}")
    assert [problem.path for problem in problems] == [
        "lines.101.handling.values.colum",
        "lines.101.handling.values.unit",
    ]


def test_files_are_read_where_they_are_named(write: Write) -> None:
    """Profiles, headcounts and times are read relative to the file that names them, and then nothing names them."""
    write("deep/p/w.csv", "\n".join(week(1440)))
    write("deep/h.csv", "\n".join(week(1440, "headcount")))
    write("deep/t.csv", "seconds\n10\n20")
    write(
        "deep/y.toml",
        'extends = "../base.toml"\nlines.999.demand.profile = "p\\\\w.csv"\n'
        'groups.handlers.headcount_profile = "h.csv"\n'
        'lines.101.handling = { distribution = "mixture", weights = [1], components = '
        '[{ distribution = "empirical", values = "t.csv" }] }',
    )
    scenario = load("deep/y.toml")
    assert scenario.lines["999"].demand.profile == (0, 1, 2, 3, 4, 5, 6)
    assert scenario.groups["handlers"].headcounts() == (0, 1, 2, 3, 4, 5, 6)
    handling = scenario.lines["101"].handling
    assert isinstance(handling, Mixture)
    (part,) = handling.components
    assert isinstance(part, Empirical)
    assert part.values == (10, 20)
    assert "csv" not in str(scenario.document())


def test_a_wrong_csv_file_hides_nothing(write: Write, refused: Refused) -> None:
    """The file is blamed for what is in it, the scenario for a name that leads nowhere, and the rest is checked."""
    write("w.csv", "\n".join(week(60)).replace("Sun,23:00", "Snu,23:00"))
    problems = refused(
        '[lines.999.demand]\nprofile = "w.csv"\n[lines.101.demand]\nprofile = "ww.csv"\n[groups.handlers]\n'
        'headcount_profile = "w"\nhandling_factor = 0'
    )
    assert [(problem.file, problem.path) for problem in problems] == [
        ("w.csv", "lines.999.demand.profile"),
        ("x.toml", "lines.101.demand.profile"),
        ("x.toml", "groups.handlers.headcount_profile"),
        ("x.toml", "groups.handlers.handling_factor"),
    ]
    assert problems[0].message == 'row 169: "Snu" is not a day; did you mean Sun?'
    assert problems[1].message == '"ww.csv": there is no such file; did you mean "w.csv"?'
