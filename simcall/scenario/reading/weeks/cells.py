"""Read the cells of a file of the week: days, dates, times of day and numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from simcall.files.messages import nearest, quoted
from simcall.scenario.models.week import DAY_NAMES, WEEKDAYS
from simcall.sheets.clocks import read_clock, read_clock_span
from simcall.sheets.dates import parts_of_date, read_date
from simcall.sheets.numbers import read_number
from simcall.sheets.weekdays import read_weekday

__all__ = ["Clock", "is_date", "moment_parts", "to_clock", "to_number", "to_weekday"]

_SHOWN = 30
_LARGEST = 1e9


class Clock(NamedTuple):
    """A time of day, in seconds after midnight, and the end of its step where that is written too."""

    start: int
    end: int | None = None


def to_weekday(text: str) -> int:
    """Return the number of a weekday; ValueError says what to write."""
    number = read_weekday(text)
    if number is None:
        guess = nearest(text, WEEKDAYS + DAY_NAMES)
        remedy = f"did you mean {guess}?" if guess else "write Mon to Sun"
        raise ValueError(f"{quoted(text[:_SHOWN])} is not a day; {remedy}")
    return number


def is_date(text: str) -> bool:
    """Return whether text is a date, with or without a time, whatever the order of its parts."""
    day, _ = moment_parts(text)
    return parts_of_date(day) is not None or (day.isdecimal() and read_date(day, "dmy") is not None)


@lru_cache(maxsize=65_536)
def moment_parts(text: str) -> tuple[str, str]:
    """Part a date from the time of day behind it; the time is empty if there is none."""
    for mark in (" ", "T"):
        position = text.find(mark)
        while position > 0:
            day, clock = text[:position], text[position + 1 :]
            if _is_clock(clock) and parts_of_date(day):
                return day, clock
            position = text.find(mark, position + 1)
    return text, ""


def _is_clock(text: str) -> bool:
    clock = text.split(" - ")[0]
    return ":" in clock and (read_clock(clock) is not None or read_clock_span(text) is not None)


@lru_cache(maxsize=4096)
def to_clock(text: str) -> Clock:
    """Read a time of day or a span of it; ValueError says what to write."""
    span = read_clock_span(text, bare_hours=True)
    if span is not None:
        return Clock(*span)
    seconds = read_clock(text, bare_hours=True)
    if seconds is None:
        raise ValueError(f'{quoted(text[:_SHOWN])} is not a clock time; write "06:30" or "06:30-07:00"')
    return Clock(seconds)


def to_number(text: str, *, integers: bool, decimal_comma: bool) -> float:
    """Read a number that is not negative; ValueError says what is wrong with it."""
    value = read_number(text, decimal_comma=decimal_comma)
    words = quoted(text[:_SHOWN])
    if value is None:
        raise ValueError(f"{words} is not a number")
    if value < 0:
        raise ValueError(f"{words} is negative; give 0 or more")
    if value > _LARGEST:
        raise ValueError(f"{words} is too large")
    if integers and value != int(value):
        raise ValueError(f"{words} is not a whole number of people")
    return value
