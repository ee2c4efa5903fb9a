"""Quantities: units, clock times and dates, as planners write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcall.scenario.models.quantities import (
    LONGEST_S,
    format_duration,
    parse_clock_time,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_start,
    plain_duration,
)


@given(st.floats(min_value=0, max_value=LONGEST_S))
def test_durations_survive_being_written(seconds: float) -> None:
    """Whatever number of seconds is written, exactly that is read back."""
    assert parse_duration(format_duration(seconds)) == seconds


@given(st.integers(0, 10**5), st.sampled_from(["ms", "s", "min", "h", "day"]))
def test_whole_units_are_written_shorter_than_seconds(number: int, unit: str) -> None:
    """A whole number of a unit is never written as a fraction."""
    assert "." not in format_duration(parse_duration(f"{number} {unit}"))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90 s", 90),
        ("2.5 min", 150),
        ("2h", 7200),
        (" 1  day ", 86400),
        (".5 s", 0.5),
        ("3 weeks", 1814400),
        ("0 s", 0),
    ],
)
def test_units(text: str, seconds: float) -> None:
    """A number and a unit make seconds."""
    assert parse_duration(text) == seconds


def test_duration_from_python() -> None:
    """A timedelta is a length of time."""
    assert parse_duration(timedelta(minutes=2)) == 120


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (90, "needs a unit"),
        (True, "needs a unit"),
        ("90", "needs a unit"),
        ("90 mn", '"mn" is not a unit'),
        ("-3 s", "negative"),
        (timedelta(-1), "negative"),
        ("soon", "not a length of time"),
        ("1e400 s", "too long"),
        ("1_0 s", "not a length of time"),
        ("٣ s", "not a length of time"),
    ],
)
def test_wrong_durations(value: object, reason: str) -> None:
    """What is not a number with a unit is refused, with the reason."""
    with pytest.raises(ValueError, match=reason):
        parse_duration(value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(420, "7 min"), (150, "2.5 min"), (0.001, "1 ms"), (0, "0 s"), (86400, "1 day"), (172800, "2 days")],
)
def test_durations_for_people(seconds: float, text: str) -> None:
    """People read the unit that they would say."""
    assert plain_duration(seconds) == text


@given(st.times())
def test_clock_times(clock: time) -> None:
    """A time to the minute is read as written; a native one with seconds is refused."""
    assert parse_clock_time(f"{clock:%H:%M}") == clock.replace(second=0, microsecond=0)
    assert parse_clock_time(f"{clock:%H:%M}:00") == clock.replace(second=0, microsecond=0)
    if clock.second:
        with pytest.raises(ValueError, match="to the minute"):
            parse_clock_time(clock)


@pytest.mark.parametrize("value", ["24:00", "6am", "06:60", 6, None, "6", "06:30:10"])
def test_wrong_clock_times(value: object) -> None:
    """The clock goes from 00:00 to 23:59."""
    with pytest.raises(ValueError, match="not a clock time"):
        parse_clock_time(value)


def test_dates_and_date_times() -> None:
    """Dates stay dates, date-times stay date-times, native or as text, with fractions of a second."""
    assert parse_date("2024-02-29") == date(2024, 2, 29)
    assert type(parse_start("2024-02-01")) is date
    assert type(parse_start(date(2024, 2, 1))) is date
    assert parse_start("2024-02-01T06:30") == datetime(2024, 2, 1, 6, 30)
    assert parse_start("2024-02-01 06:30:00.5") == datetime(2024, 2, 1, 6, 30, 0, 500_000)
    assert parse_date_time(datetime(2024, 2, 1, 6, 30)) == datetime(2024, 2, 1, 6, 30)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2024-02-30", "no such date"),
        ("2024-02-30T10:00", "no such date"),
        ("2024-02-01T24:00", "no such date and time"),
        ("2024-02-01T00:00:00Z", "UTC offset"),
        ("2024-02-01T00:00+01:00", "UTC offset"),
        ("1 February 2024", "not a date"),
        ("2024-02-01T10:00 pm", "not a date and time"),
        (20240201, "not a date"),
        (True, "not a date"),
        (date(1, 1, 1), "the year must be"),
        (date(9999, 12, 31), "the year must be"),
    ],
)
def test_wrong_starts(value: object, reason: str) -> None:
    """A start is a local date or date-time that the calendar has."""
    with pytest.raises(ValueError, match=reason):
        parse_start(value)
