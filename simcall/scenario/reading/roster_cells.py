"""Read the cells of a roster: dates, times and names as people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from simcall.files.messages import quoted

__all__ = [
    "DAY_FIRST",
    "FORMULA_ERRORS",
    "MIDNIGHT",
    "form_of",
    "shown_cell",
    "to_day",
    "to_end",
    "to_start",
    "to_text",
]

FORMULA_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!")
)
"""What Excel writes where a formula failed."""

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 00:00(?::00)?)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00(?:\.0*)?)?", re.ASCII)
_TEXT_OF_MIDNIGHT = re.compile(r"(?:.*[ T])?24:00(?::00)?")
MIDNIGHT = timedelta(days=1)
"""24:00: the midnight that ends a day."""
_YEARS = (1900, 2199)
_NO_DATE = date(1900, 1, 1)
"""Excel gives a time alone a day about here."""
DAY_FIRST = "day first, as 01/02/2024"
_YEAR_FIRST = "year first, as 2024-02-01"
_BY_EXCEL = "as a date of Excel"
_HOW_DATES = "write 2024-02-01 or, day first, 01/02/2024"
_NO_SUCH_TIME = 'there is no such time of day; write from "00:00" to "23:59"'


def shown_cell(cell: object) -> str:
    """Write a cell briefly, for messages."""
    text = cell if isinstance(cell, str) else to_text(cell)
    return quoted(text if len(text) <= 40 else f"{text[:39]}…")


def to_text(cell: object) -> str:
    """Return a name, which Excel may hold as a number."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return _hours(cell) if isinstance(cell, timedelta) else str(cell).strip()


def _hours(length: timedelta) -> str:
    """Write what Excel holds as a length of time as it shows it: in hours, however many."""
    minutes, seconds = divmod(round(abs(length).total_seconds()), 60)
    shown = f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    return f"-{shown}" if length < timedelta(0) else shown


def form_of(cell: object) -> str | None:
    """Return in which way a date is written, with or without a time; None of what has no date."""
    if isinstance(cell, date):
        return _BY_EXCEL if not isinstance(cell, datetime) or cell.date() > _NO_DATE else None
    text = to_text(cell)
    if re.match(r"\d{1,2}/\d{1,2}/\d{4}", text):
        return DAY_FIRST
    return _YEAR_FIRST if re.match(r"\d{4}-\d{2}-\d{2}", text) else None


def to_day(cell: object) -> date | None:
    """Read a date; None of an empty cell."""
    if isinstance(cell, datetime):
        if cell.date() <= _NO_DATE:
            raise ValueError("this is a time of day; write a date")
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = to_text(cell)
    if not text:
        return None
    if isinstance(cell, int | float):
        raise ValueError("this is a number; format the cells as dates in Excel")
    return _day_in(text)


def _day_in(text: str) -> date:
    iso, day_first = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if day_first:
        return _date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{2}", text):
        raise ValueError(f"this is not a date; write the year in full: {_HOW_DATES[6:]}")
    raise ValueError(f"this is not a date; {_HOW_DATES}")


def _date(year: int, month: int, day: int) -> date:
    if not _YEARS[0] <= year <= _YEARS[1]:
        raise ValueError(f"the year must be from {_YEARS[0]} to {_YEARS[1]}")
    try:
        return date(year, month, day)
    except ValueError:
        swapped = "; the day comes first" if day <= 12 < month else ""
        raise ValueError(f"there is no such date in the calendar{swapped}: {_HOW_DATES}") from None


def to_start(cell: object) -> time | datetime | None:
    """Read when a duty starts, with its date if that is there too; None of an empty cell."""
    moment = to_end(cell)
    if isinstance(moment, timedelta) or _TEXT_OF_MIDNIGHT.fullmatch(to_text(cell)):
        raise ValueError("a duty cannot start at 24:00, the end of a day; write 00:00 and the next date")
    return moment


def to_end(cell: object) -> time | datetime | timedelta | None:
    """Read a time on the local clock, with its date if that is there too; None of an empty cell.

    ``24:00`` without a date is `MIDNIGHT`: with which a duty may end, and none may start.
    """
    if isinstance(cell, datetime):
        moment = _to_the_minute(cell)
        return moment.time() if moment.date() <= _NO_DATE else moment
    if isinstance(cell, time):
        return _to_the_minute(datetime.combine(_NO_DATE, cell)).time()
    if isinstance(cell, timedelta):
        if not timedelta(0) <= cell <= MIDNIGHT:
            raise ValueError(_NO_SUCH_TIME)
        return MIDNIGHT if cell == MIDNIGHT else _to_the_minute(datetime.combine(_NO_DATE, time()) + cell).time()
    text = to_text(cell)
    if not text:
        return None
    if isinstance(cell, int | float):
        raise ValueError('this is a number; format the cells as times in Excel, or write "07:00"')
    return _time_in(text)


def _time_in(text: str) -> time | datetime | timedelta:
    day, space, clock = text.replace("T", " ").rpartition(" ")
    if space and ("-" in day or "/" in day):
        if _TEXT_OF_MIDNIGHT.fullmatch(clock):
            return datetime.combine(_day_in(day), time()) + MIDNIGHT
        return datetime.combine(_day_in(day), _clock(clock))
    return MIDNIGHT if _TEXT_OF_MIDNIGHT.fullmatch(text) else _clock(text)


def _clock(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError('this is not a time of day; write "07:00", to the minute and by the 24-hour clock')
    if int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError(_NO_SUCH_TIME)
    return time(int(match[1]), int(match[2]))


def _to_the_minute(moment: datetime) -> datetime:
    """Take off what is less than a second: Excel holds times as fractions of a day."""
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    if moment.second:
        raise ValueError("write times to the minute, without seconds")
    return moment
