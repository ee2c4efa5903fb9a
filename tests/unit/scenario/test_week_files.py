"""Profiles of the week as people have them: other names, grids, dates, call logs, opening hours, workbooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from simcall.errors import Problem
from simcall.files.text import BadFileError
from simcall.scenario import file_readings, load
from simcall.scenario.models.week import DAY_NAMES, WEEKDAYS
from simcall.scenario.reading.weeks.options import WeekOptions
from simcall.scenario.reading.weeks.week_files import WeekFile, read_week

Write = Callable[..., Path]
Refused = Callable[..., list[Problem]]

HOURS = range(24)
MONDAY = date(2025, 9, 1)


def calls(day: int, hour: int) -> int:
    """Return the calls of an hour in the examples: different in each hour of the week."""
    return 1000 + 24 * day + hour


EXPECTED = [calls(day, hour) for day in range(7) for hour in HOURS]


def lines(*rows: Sequence[object], separator: str = ",") -> str:
    """Return the text of a file; a cell with the separator in it is in quotes."""
    cells = [[f'"{cell}"' if separator in str(cell) else str(cell) for cell in row] for row in rows]
    return "\n".join(separator.join(row) for row in cells)


def rows(clock: Callable[[int], str], days: Sequence[str] = WEEKDAYS) -> list[tuple[object, ...]]:
    """Return a row for each hour of the week, with times written in some way."""
    return [(day, clock(hour), calls(number, hour)) for number, day in enumerate(days) for hour in HOURS]


def fault(path: Path, options: WeekOptions | None = None, column: str = "weight") -> str:
    """Return the first message about a file that is refused."""
    with pytest.raises(BadFileError) as refused:
        read_week(str(path), column, options or WeekOptions())
    return refused.value.messages[0]


@pytest.mark.parametrize(
    "clock",
    [
        lambda hour: str(hour),
        lambda hour: f"{hour:02d}00",
        lambda hour: f"{hour}.00",
        lambda hour: f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}",
        lambda hour: f"{hour % 12 or 12}:00 {'AM' if hour < 12 else 'PM'}",
        lambda hour: f"{hour:02d}:00-{hour + 1:02d}:00",
        lambda hour: f"{hour:02d}:00 to {(hour + 1) % 24:02d}:00",
        lambda hour: f"{hour}-{hour + 1}",
    ],
)
@pytest.mark.parametrize(
    "names", [("day", "from", "weight"), ("Weekday", "Interval", "Calls"), ("DOW", "Hour", "Offered")]
)
def test_names_and_times(write: Write, clock: Callable[[int], str], names: tuple[str, ...]) -> None:
    """Usual names of columns are found, and times of day are read in every usual way."""
    path = write("w.csv", lines(names, *rows(clock, DAY_NAMES)))
    assert read_week(str(path), "weight").values == EXPECTED


@pytest.mark.parametrize("number", ["{:,}", "{}.0", " {} "])
def test_numbers(write: Write, number: str) -> None:
    """A comma between thousands is read."""
    written = [(day, clock, number.format(value)) for day, clock, value in rows("{:02d}:00".format)]
    assert read_week(str(write("w.csv", lines(("day", "from", "calls"), *written))), "weight").values == EXPECTED


def test_decimal_commas(write: Write) -> None:
    """With semicolons between the cells a comma stands before decimals; where it may part thousands, it is asked."""
    halves = [(day, clock, f"{value},5") for day, clock, value in rows("{:02d}:00".format)]
    path = write("w.csv", lines(("day", "from", "calls"), *halves, separator=";"))
    assert read_week(str(path), "weight").values == [value + 0.5 for value in EXPECTED]
    thousands = [(day, clock, f"{value:,}") for day, clock, value in rows("{:02d}:00".format)]
    path = write("t.csv", lines(("day", "from", "calls"), *thousands, separator=";"))
    assert 'decimals = "comma" or "point"' in fault(path)
    assert read_week(str(path), "weight", WeekOptions(decimals="point")).values == EXPECTED
    assert read_week(str(path), "weight", WeekOptions(decimals="comma")).values == [value / 1000 for value in EXPECTED]


def test_named_columns(write: Write) -> None:
    """Of two columns that may be meant the scenario must name one; a name goes before the usual ones."""
    both = [(day, clock, value, 1) for day, clock, value in rows("{:02d}:00".format)]
    path = write("w.csv", lines(("day", "from", "Offered", "Calls"), *both))
    assert 'the columns "Offered" and "Calls" may each be the column "weight"' in fault(path)
    assert read_week(str(path), "weight", WeekOptions(columns={"weight": "offered"})).values == EXPECTED
    assert 'there is no column "Ofered"; is "Offered"' in fault(path, WeekOptions(columns={"weight": "Ofered"}))


def grid(heading: Sequence[str]) -> list[list[object]]:
    """Return a grid of hours by days."""
    body = [[f"{hour:02d}:00", *(calls(day, hour) for day in range(7))] for hour in HOURS]
    return [["hour", *heading], *body]


@pytest.mark.parametrize("heading", [WEEKDAYS, DAY_NAMES, [str(MONDAY + timedelta(days=day)) for day in range(7)]])
@pytest.mark.parametrize("turned", [False, True])
def test_grids(write: Write, heading: Sequence[str], turned: bool) -> None:
    """A grid of hours by weekdays or by dates is read, either way round, with its volume."""
    table = grid(heading)
    table = [list(row) for row in zip(*table, strict=True)] if turned else table
    week = read_week(str(write("g.csv", lines(*table))), "weight")
    assert week.values == EXPECTED
    assert week.calls_per_day == sum(EXPECTED) / 7


def test_titles_and_totals(write: Write) -> None:
    """A title above the header, and rows and columns of totals, change nothing and are named."""
    table = [[*row, "Total" if number == 0 else 9] for number, row in enumerate(grid(WEEKDAYS))]
    path = write("g.csv", lines(["Calls by hour"], *table, ["Total", *[99] * 8]))
    week = read_week(str(path), "weight")
    assert week.values == EXPECTED
    assert "totals are left out (row 27)" in week.reading


def dated(weeks: int, written: Callable[[date], str] = str) -> list[tuple[object, ...]]:
    """Return weeks by date; each week has two calls an hour more than the one before it."""
    return [
        (written(MONDAY + timedelta(weeks=week, days=day)), f"{hour:02d}:00", calls(day, hour) + 2 * week)
        for week in range(weeks)
        for day in range(7)
        for hour in HOURS
    ]


def test_weeks_by_date(write: Write) -> None:
    """Weeks by date are averaged; a row that is missing is not a zero."""
    table = dated(3)
    week = read_week(str(write("d.csv", lines(("date", "from", "weight"), *table))), "weight")
    assert week.values == [value + 2 for value in EXPECTED]
    assert week.calls_per_day == pytest.approx(sum(EXPECTED) / 7 + 48)
    del table[0]
    week = read_week(str(write("d.csv", lines(("date", "from", "weight"), *table))), "weight")
    assert week.values == [EXPECTED[0] + 3, *(value + 2 for value in EXPECTED[1:])]


def test_dates_and_times_in_one_column(write: Write) -> None:
    """A column of moments is read, whatever its name."""
    joined = [(f"{day} {clock}", value) for day, clock, value in dated(1)]
    assert read_week(str(write("d.csv", lines(("Interval start", "Offered"), *joined))), "weight").values == EXPECTED


def test_days_alone(write: Write) -> None:
    """Without times the steps are days."""
    path = write("d.csv", lines(("Day", "Calls"), *zip(DAY_NAMES, range(1, 8), strict=True)))
    assert read_week(str(path), "weight").values == [1, 2, 3, 4, 5, 6, 7]


def test_the_hour_that_comes_twice(write: Write) -> None:
    """On the autumn night the hour from 01:00 may have two rows; on any other it may not."""
    start = date(2025, 10, 20)
    table = [(start + timedelta(days=day), f"{hour:02d}:00", 6) for day in range(7) for hour in HOURS]
    twice = [*table, (date(2025, 10, 26), "01:00", 4)]
    week = read_week(str(write("d.csv", lines(("date", "from", "weight"), *twice))), "weight")
    assert week.values == [6] * 145 + [5] + [6] * 22
    wrong = [*table, (date(2025, 10, 25), "01:00", 4)]
    said = fault(write("d.csv", lines(("date", "from", "weight"), *wrong)))
    assert said == "row 170: 25 October 2025 Sat 01:00 is given twice, in row 123 too"


def test_dates_that_can_be_read_in_two_ways(write: Write) -> None:
    """Dates whose order cannot be told are asked about, and read as the answer says."""
    days = [(date(2025, month, 6), month) for month in range(1, 13)]
    table = [(f"{day:%d/%m/%Y}", month) for day, month in days]
    path = write("d.csv", lines(("date", "calls"), *table))
    assert fault(path) == (
        'the dates can be read in 2 ways: "06/01/2025" is day first, 6 January 2025 or month first, 1 June 2025; '
        'say which: dates = "dmy" or "mdy"'
    )
    sums = [[month for day, month in days if day.weekday() == weekday] for weekday in range(7)]
    assert all(sums)
    expected = [sum(group) / len(group) for group in sums]
    assert read_week(str(path), "weight", WeekOptions(dates="dmy")).values == expected
    assert fault(path, WeekOptions(dates="ymd")) == 'row 2: "06/01/2025" is not a date; write 2025-09-01'


def test_a_call_log(write: Write) -> None:
    """Calls are counted by hour of the week, each by how often its weekday is in the log."""
    start = date(2025, 10, 6)
    table = [(start + timedelta(days=day), "09:10:05", "09:10:20") for day in range(8)]
    path = write("log.csv", lines(("call date", "call time", "time answered"), *table, ("Total", "", 8)))
    week = read_week(str(path), "weight")
    assert week.values == [1.0 if hour % 24 == 9 else 0.0 for hour in range(168)]
    assert week.calls_per_day == 1
    assert "1 row without a date and a time is left out" in week.reading
    assert "there is no row for Tue 00:00" in fault(
        write("log.csv", lines(("call date", "call time"), *[row[:2] for row in table[:1]]))
    )


def test_counts_without_a_name_are_no_calls(write: Write) -> None:
    """Rows at full quarters are counts whose column is not known; they are not taken for calls."""
    path = write("d.csv", lines(("date", "from", "wieght"), *dated(1)))
    assert "no column holds the number of calls" in fault(path)
    assert read_week(str(path), "weight", WeekOptions(columns={"weight": "wieght"})).values == EXPECTED


def office(days: int, first: int, last: int) -> str:
    """Return a file with rows for some hours of the first days of the week."""
    hours = [(WEEKDAYS[day], f"{hour:02d}:00", 5) for day in range(days) for hour in range(first, last)]
    return lines(("day", "from", "weight"), *hours)


def test_opening_hours(write: Write) -> None:
    """Where the same hours are missing on every day, nobody rings then, and that is said."""
    week = read_week(str(write("o.csv", office(5, 9, 17))), "weight")
    assert week.values == [5.0 if hour < 120 and 9 <= hour % 24 < 17 else 0.0 for hour in range(168)]
    assert "there are no values for Mon to Thu 17:00 to 09:00 and Fri 17:00 to Mon 09:00: no calls then" in week.reading


@pytest.mark.parametrize(("days", "first", "last"), [(4, 9, 17), (6, 0, 24)])
def test_files_cut_short(write: Write, days: int, first: int, last: int) -> None:
    """A weekday without rows, or whole days that are missing, are refused unless the scenario calls them closed."""
    path = write("o.csv", office(days, first, last))
    assert fault(path).endswith('or write missing = "closed" if nobody rings then')
    week = read_week(str(path), "weight", WeekOptions(missing="closed"))
    assert sum(week.values) == 5 * days * (last - first)


def test_times_that_end_steps(write: Write) -> None:
    """Times up to 24:00 may be ends of steps: it is asked, and the answer is used."""
    path = write("e.csv", lines(("day", "hour", "calls"), *rows(lambda hour: str(hour + 1))))
    assert 'if they are, write times = "end"' in fault(path)
    assert read_week(str(path), "weight", WeekOptions(times="end")).values == EXPECTED
    starting = read_week(str(path), "weight", WeekOptions(times="start")).values
    assert starting == [EXPECTED[-1], *EXPECTED[:-1]]


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """Write a workbook."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(list(row))
    book.save(path)
    return path


def test_workbooks(tmp_path: Path) -> None:
    """The one sheet that holds a week is read; of two the scenario must name one."""
    path = workbook(tmp_path / "w.xlsx", Notes=[["Counted by hand"]], Calls=grid(WEEKDAYS))
    assert read_week(str(path), "weight").values == EXPECTED
    path = workbook(tmp_path / "w.xlsx", May=grid(WEEKDAYS), June=grid(WEEKDAYS))
    assert fault(path) == 'several sheets may be meant: May, June; name one: sheet = "May"'
    assert read_week(str(path), "weight", WeekOptions(sheet="june")).values == EXPECTED
    assert "there is no sheet" in fault(path, WeekOptions(sheet="July"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_encodings(write: Write, encoding: str) -> None:
    """Files in UTF-16, with a mark, and in the code page of Windows are read."""
    text = lines(("day", "from", "calls", "café"), *[(*row, "é") for row in rows("{:02d}:00".format)])
    assert read_week(str(write("w.csv", text.encode(encoding))), "weight").values == EXPECTED


def test_mean_handling_times(write: Write) -> None:
    """Mean handling times become factors of their mean over calls, on every day where the file has hours alone."""
    table = [(hour, "0:05:00" if hour < 12 else 600, 3 if hour < 12 else 1) for hour in HOURS]
    week = read_week(str(write("h.csv", lines(("Hour", "AHT (s)", "Calls"), *table))), "factor")
    # (300 x 3 + 600 x 1) / 4 = 375
    assert week.values == pytest.approx([300 / 375 if hour % 24 < 12 else 600 / 375 for hour in range(168)])
    assert "a factor of 1 is the mean, 375 s" in week.reading
    assert "every day is the same" in week.reading


def test_a_usual_file_is_not_remarked_on(write: Write) -> None:
    """A file with the columns of a scenario is read as ever, and nothing is said."""
    path = write("w.csv", lines(("day", "from", "weight"), *rows("{:02d}:00".format)))
    assert read_week(str(path), "weight") == WeekFile([float(value) for value in EXPECTED])


def test_headcounts_by_date_have_a_key_of_their_own(write: Write) -> None:
    """A headcount profile is a week; rows by date are refused with the key that takes them."""
    path = write("d.csv", lines(("date", "from", "people"), *dated(1)))
    assert "headcount_by_date" in fault(path, column="headcount")


def test_tables_that_name_files(write: Write, refused: Refused) -> None:
    """A table may name the file and say how to read it; wrong keys are refused, and `check` says what was read."""
    write("n.csv", lines(("Tag", "Stunde", "Anrufe"), *rows("{:02d}:00".format)))
    columns = '{ day = "Tag", from = "Stunde", weight = "Anrufe" }'
    scenario = load(
        write("x.toml", f'extends = "base.toml"\nlines.999.demand.profile = {{ file = "n.csv", columns = {columns} }}')
    )
    assert scenario.lines["999"].demand.profile == tuple(EXPECTED)
    (said,) = file_readings(scenario)
    assert said == 'lines.999.demand.profile: n.csv; weight is the column "Anrufe"'
    over = load("x.toml", ["lines.999.demand.profile=flat"])
    assert not list(file_readings(over))
    problems = refused(
        '[lines.999.demand]\nprofile = { file = "n.csv", colums = 1, dates = "us", sheet = 3, columns = { to = "x" } }'
    )
    assert [problem.path for problem in problems] == [
        f"lines.999.demand.profile.{key}" for key in ("colums", "dates", "sheet", "columns.to")
    ]
