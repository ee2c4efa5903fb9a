"""Clocks, durations and numbers as people and systems write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcall.sheets.clocks import read_clock, read_clock_span
from simcall.sheets.durations import read_duration
from simcall.sheets.numbers import read_number


@pytest.mark.parametrize(
    "text", ["07:00", "7:00", "0700", "7.00", "07h00", "7am", "7 AM", "7:00 a.m.", "07:00:00", "0700h"]
)
def test_seven_in_the_morning(text):
    """The same time of day in many styles."""
    assert read_clock(text) == 7 * 3600


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12 AM", 0), ("12:30 PM", 45_000), ("24:00", 86_400), ("23:59:59", 86_399), ("19:05", 68_700), ("11pm", 82_800)],
)
def test_other_times(text, seconds):
    """Noon, midnight and the end of a day."""
    assert read_clock(text) == seconds


@pytest.mark.parametrize("text", ["", "7", "25:00", "07:60", "13 PM", "0 am", "24:01", "AL", "1:2"])
def test_what_is_no_time(text):
    """A number alone may be anything; times beyond a day do not exist."""
    assert read_clock(text) is None


@pytest.mark.parametrize("text", ["0700x1500", "07:00 - 15:00", "7am to 3pm", "07.00\u201315.00", "0700-1500"])
def test_spans(text):
    """A start and an end in one cell."""
    assert read_clock_span(text) == (7 * 3600, 15 * 3600)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0:02:14", 134), ("2:14", 134), (":05", 5), ("135", 135), ("135000 ms", 135), ("2.5 min", 150), ("2m 14s", 134),
     ("PT2M14S", 134), ("1h", 3600), ("-3", -3), ("-0:00:03", -3), ("1.00:00:01", 86_401), ("0 days 00:02:14", 134),
     ("00:00:03.250", 3.25), ("0:00:00", 0), ("36:00:00", 129_600)],
)  # fmt: skip
def test_durations(text, seconds):
    """The same lengths in many styles."""
    assert read_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "-", "n/a", "94%", "2 calls", "1:2:3:4", "soon"])
def test_what_is_no_duration(text):
    """Words, shares and counts are no lengths."""
    assert read_duration(text) is None


def test_units_and_two_parts_may_be_told():
    """A bare number and two parts mean what the column means."""
    assert read_duration("2000", unit=0.001) == 2.0
    assert read_duration("2:30", two_parts=3600.0) == 9000.0
    assert read_duration("1,5", unit=60.0, decimal_comma=True) == 90.0


@given(st.integers(0, 400_000))
def test_every_length_is_read_as_it_was_written(seconds):
    """h:mm:ss and seconds give the length back."""
    clock = f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    assert read_duration(clock) == read_duration(str(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234", 1234), ("94.01%", 0.9401), ("£1,200.00", 1200), ("-3", -3), ("1 234", 1234), (".5", 0.5), ("1e3", 1000)],
)
def test_numbers(text, value):
    """Thousands, money and shares."""
    assert read_number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "x", "1,23", "1e999", "--1", "1.2.3", "12:00"])
def test_what_is_no_number(text):
    """Words, times, and numbers too large to be any."""
    assert read_number(text) is None
