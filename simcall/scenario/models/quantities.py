"""Read and write quantities with units, times of day and local dates: ``"90 s"``, ``"2 h"``, ``"06:30"``."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator

__all__ = [
    "ClockTime",
    "LocalDate",
    "LocalDateTime",
    "LocalStart",
    "PositiveSeconds",
    "Seconds",
    "Share",
    "format_duration",
    "parse_clock_time",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_start",
    "plain_duration",
    "rough_duration",
]

SECONDS_PER_UNIT = {
    "ms": 0.001,
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
    **dict.fromkeys(("week", "weeks"), 604800.0),
}
"""Every unit of time that a scenario may write."""

LONGEST_S = 1e10
"""Longer than any scenario needs (317 years), and short enough for the integer ticks of the engines."""

_DURATION = re.compile(r"\s*([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\s*([A-Za-z]+)\s*", re.ASCII)
_EXAMPLE = 'write a number and a unit, such as "90 s", "2.5 min", "2 h" or "1 day"'
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(.*)", re.ASCII | re.DOTALL)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

AnyDate = TypeVar("AnyDate", bound=date)


def parse_duration(value: object) -> float:
    """Read a length of time.

    Parameters
    ----------
    value : object
        A string such as ``"90 s"``, or a `datetime.timedelta`.

    Returns
    -------
    float
        Seconds, zero or more.

    Raises
    ------
    ValueError
        For a number without a unit, an unknown unit, or a negative time.
    """
    seconds = value.total_seconds() if isinstance(value, timedelta) else _read_duration(value)
    if seconds < 0:
        raise ValueError("a length of time cannot be negative")
    if seconds > LONGEST_S:
        raise ValueError("too long: no time in a scenario may be over 300 years")
    return seconds


def _read_duration(value: object) -> float:
    if not isinstance(value, str):
        raise ValueError(f"a length of time needs a unit: {_EXAMPLE}")
    match = _DURATION.fullmatch(value)
    if match is None:
        if re.match(r"\s*-\s*[0-9.]", value):
            raise ValueError("a length of time cannot be negative")
        if re.fullmatch(r"\s*[0-9.]+\s*", value):
            raise ValueError(f"a length of time needs a unit: {_EXAMPLE}")
        raise ValueError(f"not a length of time: {_EXAMPLE}")
    number, exponent, unit = match.groups()
    if unit not in SECONDS_PER_UNIT:
        raise ValueError(f'"{unit}" is not a unit of time; use ms, s, min, h, day or week')
    return float(number + (exponent or "")) * SECONDS_PER_UNIT[unit]


def format_duration(seconds: float) -> str:
    """Write seconds in the largest unit that takes a whole number, so that `parse_duration` reads back exactly that."""
    for size, unit in ((86400.0, "day"), (3600.0, "h"), (60.0, "min"), (1.0, "s"), (0.001, "ms")):
        number = round(seconds / size)
        if number and number * size == seconds:
            return f"{number} {unit}{'s' if unit == 'day' and number > 1 else ''}"
    return f"{seconds!r} s" if seconds else "0 s"


def plain_duration(seconds: float) -> str:
    """Write seconds as a person would: in the largest unit that leaves a short number, such as ``"2.5 min"``."""
    for unit, size in (("day", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= size and round(seconds / size, 2) == seconds / size:
            return f"{seconds / size:g} {unit}{'s' if unit == 'day' and seconds > size else ''}"
    return f"{seconds * 1000:g} ms" if 0 < seconds < 1 else f"{seconds:g} s"


def rough_duration(seconds: float) -> str:
    """Write a time as somebody would guess it: ``"25 s"``, ``"12 min"``, ``"3.5 h"``, ``"12 days"``."""
    if seconds < 90:
        return f"{max(5, 5 * round(seconds / 5))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:,.0f} days"


def parse_clock_time(value: object) -> time:
    """Read a time on the local clock, ``"06:30"``, to the minute."""
    if isinstance(value, time):
        if value.second or value.microsecond or value.tzinfo:
            raise ValueError('a clock time is given to the minute: write "06:30"')
        return value
    match = re.fullmatch(r"\s*([0-9]{1,2}):([0-9]{2})(?::00)?\s*", value) if isinstance(value, str) else None
    if match is not None and match.groups() == ("24", "00"):
        raise ValueError('not a clock time: write "00:00" for midnight')
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError('not a clock time: write hours and minutes from "00:00" to "23:59"')
    return time(int(match[1]), int(match[2]))


def parse_date(value: object) -> date:
    """Read a local date, native to TOML or a string such as ``"2024-02-01"``."""
    if isinstance(value, datetime):
        raise ValueError("write a date without a time of day, such as 2024-02-01")
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("no such date in the calendar") from None
    if not isinstance(value, date):
        raise ValueError("not a date: write year, month and day, such as 2024-02-01")
    return _in_range(value)


def parse_date_time(value: object) -> datetime:
    """Read a local date and time, native to TOML or a string such as ``"2024-02-01T06:30"``."""
    if isinstance(value, str):
        value = _date_time_from_text(value.strip())
    if not isinstance(value, datetime):
        raise ValueError("not a date and time: write 2024-02-01T06:30:00, on the local clock")
    if value.tzinfo is not None:
        raise ValueError(
            "a UTC offset is not allowed: give the time on the local clock of time_zone, without Z or +01:00"
        )
    return _in_range(value)


def _date_time_from_text(text: str) -> object:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return text
    if match[3].strip():
        # What follows the seconds may be an offset, which has a message of its own, or rubbish, which has another.
        return datetime.fromisoformat("2000-01-01T00:00Z") if re.fullmatch(r"Z|[+-]\d\d:?\d\d", match[3]) else text
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}")
    except ValueError:
        raise ValueError("no such date and time in the calendar") from None


def parse_start(value: object) -> date:
    """Read a local date or date-time; a `datetime.datetime` only if a time of day is given."""
    if isinstance(value, datetime) or (isinstance(value, str) and _DATE_TIME.fullmatch(value.strip())):
        return parse_date_time(value)
    return parse_date(value)


def _in_range(value: AnyDate) -> AnyDate:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"the year must be from {_FIRST_YEAR} to {_LAST_YEAR}")
    return value


Seconds = Annotated[float, BeforeValidator(parse_duration), PlainSerializer(format_duration)]
"""Zero or more seconds, written with a unit."""

PositiveSeconds = Annotated[float, Field(gt=0), BeforeValidator(parse_duration), PlainSerializer(format_duration)]
"""More than zero seconds, written with a unit."""

ClockTime = Annotated[
    time, BeforeValidator(parse_clock_time), PlainSerializer(lambda clock: clock.strftime("%H:%M"), return_type=str)
]
"""A time on the local clock, to the minute."""

LocalDate = Annotated[date, PlainValidator(parse_date), PlainSerializer(date.isoformat)]
"""A date on the local calendar."""

LocalDateTime = Annotated[datetime, PlainValidator(parse_date_time), PlainSerializer(datetime.isoformat)]
"""A date and a time on the local clock."""

LocalStart = Annotated[datetime | date, PlainValidator(parse_start), PlainSerializer(lambda when: when.isoformat())]
"""A local date, or a date and time."""

Share = Annotated[float, Field(ge=0, le=1, strict=True, allow_inf_nan=False)]
"""A share from 0 to 1."""
