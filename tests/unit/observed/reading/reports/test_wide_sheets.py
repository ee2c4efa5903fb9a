"""Sheets with weekdays, dates or hours side by side give the volumes that a list of them gives."""

from __future__ import annotations

import pytest

from tests.unit.observed.reading.reports.invented import of_line, read_text, texts_of

HOURS = [
    [f"{hour:02d}:00" for hour in range(24)],
    [str(hour) for hour in range(24)],
    [f"{hour:02d}-{hour + 1:02d}" for hour in range(24)],
]
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def grid(heading: str, columns: list[str], labels: list[str], *, total: bool = False) -> str:
    """Return a grid of counts: 10 more in each row, 1 more in each column."""
    lines = [",".join([heading, *columns, *(["Total"] if total else [])])]
    for row, label in enumerate(labels):
        values = [10 * row + column for column in range(len(columns))]
        lines.append(",".join([label, *map(str, values), *([str(sum(values))] if total else [])]))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("total", [False, True])
@pytest.mark.parametrize("hours", HOURS)
def test_hours_by_weekdays(tmp_path, hours, total):
    """Rows of hours under weekdays are a week without dates; a column of totals is no day."""
    observed = read_text(tmp_path, grid("hour", list(DAYS), hours, total=total))
    counts = of_line(observed, "calls")
    assert observed.files[0].kind == "week"
    assert len(counts) == 168
    monday_nine = counts[(counts.index.day_of_week == 0) & (counts.index.hour == 9)]
    sunday_nine = counts[(counts.index.day_of_week == 6) & (counts.index.hour == 9)]
    assert monday_nine["offered"].tolist() == [90]
    assert sunday_nine["offered"].tolist() == [96]
    assert "average week" in texts_of(observed, "assumed")


def test_mean_calls_by_weekdays(tmp_path):
    """Means such as 8.5, which could be the 8th of May, are calls and no second row of headings."""
    rows = [",".join([f"{hour:02d}:00", *[f"{1 + hour % 12}.5"] * 7]) for hour in range(24)]
    observed = read_text(tmp_path, ",".join(["Hour", *DAYS]) + "\n" + "\n".join(rows) + "\n")
    counts = of_line(observed, "calls")
    assert observed.files[0].kind == "week"
    assert counts["offered"].iloc[:3].tolist() == [1.5, 2.5, 3.5]
    assert len(counts) == 168


@pytest.mark.parametrize("hours", HOURS)
def test_dates_by_hours(tmp_path, hours):
    """Rows of dates under hours are hours of those dates."""
    dates = [f"{day}/10/2026" for day in range(12, 19)]
    observed = read_text(tmp_path, grid("Date", hours, dates, total=True))
    counts = of_line(observed, "calls")
    assert observed.files[0].kind == "intervals"
    assert counts.loc["2026-10-13 09:00", "offered"] == 19
    assert counts["exposure"].sum() == 7 * 24


def test_hours_by_dates(tmp_path):
    """Rows of hours under dates are the same."""
    dates = [f"{day}/10/2026" for day in range(12, 19)]
    hours = [f"{hour:02d}:00-{hour + 1:02d}:00" for hour in range(24)]
    counts = of_line(read_text(tmp_path, grid("Hour", dates, hours)), "calls")
    assert counts.loc["2026-10-13 09:00", "offered"] == 91


def test_a_list_of_weekdays(tmp_path):
    """A list of weekdays and times is a week as well, with thousands in the numbers."""
    rows = [f'{day},{hour:02d}:00-{hour + 1:02d}:00,"1,{100 + hour}"' for day in DAYS for hour in range(24)]
    observed = read_text(tmp_path, "Weekday,Interval,Calls\n" + "\n".join(rows) + "\n")
    assert observed.files[0].kind == "week"
    assert of_line(observed, "calls")["offered"].iloc[9] == 1109


def test_a_week_of_office_hours(tmp_path):
    """Times that an average week does not list are closed: they have no calls, and the planner hears of it."""
    rows = [f"{day},{hour:02d}:00,{hour}" for day in DAYS[:6] for hour in range(8, 17)]
    observed = read_text(tmp_path, "day,from,Calls\n" + "\n".join(rows) + "\n")
    counts = of_line(observed, "calls")
    assert len(counts) == 168
    assert counts["exposure"].sum() == 168
    assert counts["offered"].sum() == 6 * sum(range(8, 17))
    assert counts[counts.index.day_of_week == 6]["offered"].sum() == 0
    assert "no calls" in texts_of(observed, "assumed")


def test_the_columns_of_a_wide_sheet_are_shown(tmp_path):
    """The planner sees that the days or hours hold calls."""
    observed = read_text(tmp_path, grid("hour", list(DAYS), HOURS[0]))
    assert [meaning for _, meaning, _, _ in observed.files[0].columns] == ["date, weekday or time"] + [
        "calls offered"
    ] * 7


@pytest.mark.parametrize("corner", ["", "Hour", "Time of day"])
def test_the_corner_may_be_empty(tmp_path, corner):
    """What stands in the corner does not matter."""
    counts = of_line(read_text(tmp_path, grid(corner, list(DAYS), HOURS[0])), "calls")
    assert counts["offered"].sum() == sum(10 * hour + day for hour in range(24) for day in range(7))


def test_weekdays_above_dates(tmp_path):
    """Of a row of weekdays above a row of dates, the dates count."""
    dates = [f"{day}/10/2026" for day in range(12, 19)]
    observed = read_text(tmp_path, f",{','.join(DAYS)}\n" + grid("Hour", dates, HOURS[0]))
    assert observed.files[0].kind == "intervals"
    assert of_line(observed, "calls").index[0].isoformat() == "2026-10-12T00:00:00"


def test_blocks_of_queues(tmp_path):
    """Blocks of one layout below each other are the queues above them."""
    dates = [f"{day}/10/2026" for day in range(12, 19)]
    block = grid("Hour", dates, HOURS[0])
    observed = read_text(tmp_path, f"999\n{block}\n101\n{block}")
    assert of_line(observed, "999")["offered"].sum() == of_line(observed, "101")["offered"].sum() > 0


@pytest.mark.parametrize("heading", ["Date", "Hour"])
def test_a_row_of_totals(tmp_path, heading):
    """A row of totals below a grid does not count, in days by hours and in hours by days."""
    dates = [f"{day}/10/2026" for day in range(12, 19)]
    columns, labels = (HOURS[0], dates) if heading == "Date" else (dates, HOURS[0])
    text = grid(heading, columns, labels)
    totals = ",".join(["Total", *["999"] * len(columns)])
    observed = read_text(tmp_path, f"{text}{totals}\n")
    assert observed.questions == ()
    expected = sum(10 * row + column for row in range(len(labels)) for column in range(len(columns)))
    assert of_line(observed, "calls")["offered"].sum() == expected
    assert observed.files[0].left_out == {"totals": 1}
