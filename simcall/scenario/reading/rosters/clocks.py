"""Read the times and the dates of a rota's cells, in the one order of day and month that fits all of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from simcall.scenario.models.duty_table import DutyError
from simcall.sheets.clocks import read_clock
from simcall.sheets.dates import DateOrder, date_orders, parts_of_date, read_date

__all__ = [
    "DateReader",
    "Moment",
    "as_span",
    "is_date_text",
    "offset_in",
    "read_minutes",
    "read_moment",
    "spans_in",
    "text_before",
]

Moment = int | datetime
"""Minutes after midnight, up to 1,440; or a date and a time."""

_NOON = 720
_LONGEST_NIGHT = timedelta(hours=16)
_LONGEST = timedelta(days=1)
_NIGHT_BEFORE = timedelta(days=1)
_NEAR = timedelta(days=7)
"""How far from the run the dates of a roster may be, where the run tells day from month."""
_ZONED = re.compile(r".*\d\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})", re.IGNORECASE)
_OFFSET = re.compile(r"(?P<local>.*\d)\s*(?:Z|UTC|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))", re.IGNORECASE)
_FRACTION = re.compile(r"[01]?\.\d+|\d+\.\d{3,}|\d+")
_CLOCK_LIKE = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?")
_CLOCK = r"\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?(?:m\.?)?(?![a-z]))?|\d{4}\s*(?:hrs?|h)?|\d{1,2}\s*[ap](?:\.?m\.?)?"
_BETWEEN = (
    "\\s*(?:-{1,2}|\N{NON-BREAKING HYPHEN}|\N{MINUS SIGN}|\N{EN DASH}|\N{EM DASH}|\N{RIGHTWARDS ARROW}|->|~|x|to|"
    "until|till?|\n)\\s*"
)
_SPAN = re.compile(f"(?<![\\d/:.])({_CLOCK}){_BETWEEN}({_CLOCK})(?![\\d/:])", re.IGNORECASE | re.ASCII)
_SLASHED = re.compile(
    r"(?<![\d/:.-])(\d{4}|\d{1,2}:\d{2})\s*/\s*(\d{4}|\d{1,2}:\d{2})(?:\s*hrs)?(?![\d/:.-])", re.ASCII
)
_HOURS = re.compile(r"(?<![\d/:.-])([01]\d|2[0-4])-([01]\d|2[0-4])(?![\d/:.-])", re.ASCII)
_BETWEEN_DUTIES = re.compile(r"(?<=-\d\d)\s*[/,;&+]\s*(?=\d\d-)", re.ASCII)
"""Between the parts of a duty in whole hours: 07-11/15-19."""
_BARE_HOURS = re.compile(r"(?=.*(?:1[3-9]|2[0-4]))(\d{1,2})\s*-\s*(\d{1,2})", re.ASCII)
"""Whole hours, one of which is after midday: 8-16, but not 8-4, whose halves of the day nobody can tell."""
_DATED = "correct one of them, or write the date in both, such as 2024-02-01 07:00"


@lru_cache(maxsize=65_536)
def read_minutes(text: str) -> int:
    """Read a time of day in minutes after midnight.

    Raises
    ------
    ValueError
        If it is none, with what to write instead.
    """
    if (_FRACTION.fullmatch(text) and not re.fullmatch(r"\d{3,4}|1?\d\.\d\d", text)) or re.fullmatch(r"0\.\d+", text):
        raise ValueError('this is a number; format the cells as times in Excel, or write "07:00"')
    if _ZONED.fullmatch(text):
        raise ValueError("this time has a zone; write its date beside it in the cell, or the time on the local clock")
    seconds = read_clock(text.zfill(4) if re.fullmatch(r"\d{3}", text) else text)
    if seconds is None and _CLOCK_LIKE.fullmatch(text):
        raise ValueError('there is no such time of day; write from "00:00" to "23:59"')
    if seconds is None:
        raise ValueError('this is not a time of day; write "07:00"')
    if seconds % 60 and seconds != 86_399:
        raise ValueError("write times to the minute, without seconds")
    return (seconds + 1) // 60


@lru_cache(maxsize=65_536)
def parted(text: str) -> tuple[str, str]:
    """Part the date from the time in one cell; the date is empty where there is none."""
    if is_date_text(text):
        return "", text
    tokens = re.split(r"(?<=\d)T(?=\d)|\s+", text)
    for last in (1, 2):
        day = " ".join(tokens[:-last])
        if len(tokens) > last and is_date_text(day):
            return day, " ".join(tokens[-last:])
    return "", text


def read_moment(text: str, dates: DateReader, zone: ZoneInfo | None = None) -> Moment:
    """Read a time, with its date if that stands there too; errors as for `read_minutes`.

    Parameters
    ----------
    text : str
        The cell.
    dates : DateReader
        The dates of the sheet.
    zone : ZoneInfo or None
        Whose clock a date and a time with an offset, such as ``2026-10-05T07:00+01:00``, are read on.
    """
    offset = offset_in(text)
    if offset is not None and zone is not None and isinstance(local := read_moment(offset[0], dates), datetime):
        return (local - offset[1]).replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    day, clock = parted(text)
    if not day and is_date_text(text):
        return datetime.combine(dates.read(text), time())
    minutes = read_minutes(clock)
    return datetime.combine(dates.read(day), time()) + timedelta(minutes=minutes) if day else minutes


@lru_cache(maxsize=65_536)
def offset_in(text: str) -> tuple[str, timedelta] | None:
    """Part a date and a time from their offset from UTC; None of a text that does not have all three."""
    match = _OFFSET.fullmatch(text)
    if match is None or not parted(match["local"])[0]:
        return None
    hours, minutes = int(match["hours"] or 0), int(match["minutes"] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    return match["local"], -offset if match["sign"] == "-" else offset


def text_before(text: str) -> str:
    """Return the date of a cell that holds a date and a time, or a date alone; else ``""``."""
    return parted(text)[0] or (text if is_date_text(text) else "")


@lru_cache(maxsize=65_536)
def is_date_text(text: str) -> bool:
    """Tell whether a text is a date, and nothing else such as 7.30 or 0700."""
    parts = parts_of_date(text)
    if parts is None:
        return False
    first, second, year = parts.parts
    named = not (first.isdecimal() and second.isdecimal()) or parts.weekday is not None
    return named or "/" in text or (year is not None and not text.isdecimal())


@lru_cache(maxsize=65_536)
def spans_in(text: str) -> tuple[tuple[tuple[int, int], ...], str]:
    """Find the times from and to in a text, and what else stands there: ``Early 0700-1500``."""
    spans: list[tuple[int, int]] = []
    rest = text
    parts = _BETWEEN_DUTIES.split(text)
    if len(parts) > 1 and all(map(_HOURS.fullmatch, parts)):
        return tuple(span for part in parts for span in spans_in(part)[0]), ""
    for pattern in (_SPAN, _SLASHED, _HOURS, _BARE_HOURS):
        for match in _matches(pattern, text) if not spans else ():
            try:
                ends = [read_minutes(_with_minutes(part.strip())) for part in match.groups()]
            except ValueError:
                continue
            spans.append((ends[0] % 1440, ends[1] or 1440))
            rest = rest.replace(match[0], " ")
    return tuple(spans), " ".join(rest.split()).strip(" ()[]:,;/-\n")


def _with_minutes(clock: str) -> str:
    return f"{clock}:00" if clock.isdecimal() and len(clock) <= 2 else clock


def _matches(pattern: re.Pattern[str], text: str) -> Iterable[re.Match[str]]:
    """Return where times stand in a text; whole hours of one figure must be all of it, or they may be anything."""
    return filter(None, [pattern.fullmatch(text)]) if pattern is _BARE_HOURS else pattern.finditer(text)


@lru_cache(maxsize=65_536)
def as_span(on: date | None, start: Moment, end: Moment, *, by_morning: bool = False) -> tuple[datetime, datetime]:
    """Return from when until when a duty is; an end by the clock that is not after the start is on the next day.

    Parameters
    ----------
    on : date or None
        The date beside the times; None: the start has its own.
    start, end : int or datetime
        The times.
    by_morning : bool
        Whether the date of a night is that of the morning on which it ends.

    Raises
    ------
    DutyError
        If no duty can have these times.
    """
    if by_morning and on is not None and isinstance(start, int) and isinstance(end, int) and end <= start:
        on -= timedelta(days=1)
    begin = _begin(on, start)
    if isinstance(end, datetime):
        if end <= begin:
            raise DutyError("backwards", f"it ends ({end}) before it starts ({begin}); correct one of them")
        if end - begin > _LONGEST:
            raise DutyError("long", f"it lasts {_hours(end - begin)}, from {begin} to {end}; no duty is over 24 h")
        return begin, end
    finish = datetime.combine(begin.date(), time()) + timedelta(minutes=end)
    if finish > begin and end < 1440:
        return begin, finish
    finish += timedelta(0) if end == 1440 else _LONGEST
    if finish - begin > _LONGEST_NIGHT:
        raise DutyError("backwards", _too_long(begin, finish, end))
    return begin, finish


def _too_long(begin: datetime, finish: datetime, end: int) -> str:
    if end == 1440:
        fault = f"it ends at 24:00, {_hours(finish - begin)} after it starts at {begin:%H:%M}"
        return f"{fault}: too long where no dates are given; {_DATED}"
    fault = f"it ends at {end // 60:02d}:{end % 60:02d}, before it starts at {begin:%H:%M}"
    fault = f"{fault} (that would be {_hours(finish - begin)}, too long for a night)"
    afternoon = f"{end // 60 + 12:02d}:{end % 60:02d}"
    if end < _NOON <= end + _NOON > begin.hour * 60 + begin.minute:
        return f"{fault}; if {afternoon} is meant, write that; if not, {_DATED}"
    return f"{fault}; {_DATED}"


def _begin(on: date | None, start: Moment) -> datetime:
    if isinstance(start, int):
        if on is None:
            clock = f"{start // 60:02d}:{start % 60:02d}"
            raise DutyError("no date", f"the start {clock} has no date; write it as in the other rows")
        if start == 1440:
            raise DutyError("start", "a duty cannot start at 24:00, the end of a day; write 00:00 and the next date")
        return datetime.combine(on, time()) + timedelta(minutes=start)
    if on is not None and start.date() != on:
        raise DutyError("dates", f"the date is {on} and the start is on {start.date()}; correct one of them")
    return start


def _hours(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):.4g} h"


class DateReader:
    """Reads the dates of a sheet in one order of day and month.

    Parameters
    ----------
    texts : iterable of str
        All dates of the sheet.
    order : str or None
        The order that the planner gives.
    start, until : date or None
        The run, which decides where the dates alone do not.
    consecutive : bool
        Whether the dates are headings, one after the other.
    weekdays : collection of int
        The weekdays that the dates must have, where headings tell: 0 for Monday.

    Attributes
    ----------
    orders : tuple of str
        The orders that are still possible; with more than one the planner must be asked.
    example : str
        A date that can be read in two ways.
    year : int or None
        The year of dates without one, if there are such.
    """

    def __init__(
        self,
        texts: Iterable[str],
        order: DateOrder | None,
        start: date | None,
        until: date | None,
        *,
        consecutive: bool = False,
        weekdays: Collection[int] = (),
    ) -> None:
        distinct = tuple(dict.fromkeys(text for text in texts if text))
        self.year = _year_of(distinct, start)
        self._start = start
        possible = date_orders(distinct, self.year)
        readings = {way: self._all(distinct, way) for way in possible}
        if order is None and len(possible) > 1:
            right = {way: days for way, days in readings.items() if all(day.weekday() in weekdays for day in days)}
            possible = _likelier(right or readings, start, until, consecutive=consecutive)
        self.orders: tuple[DateOrder, ...] = (order,) if order else possible or ("dmy",)
        self.example = next((text for text in distinct if len({self._in(text, way) for way in self.orders}) > 1), "")

    def read(self, text: str) -> date:
        """Read a date.

        Raises
        ------
        ValueError
            If it is none.
        """
        day = self._in(text, self.orders[0])
        if day is None:
            raise ValueError(_not_a_date(text, self.orders[0], self.year))
        if not 1900 <= day.year <= 2199:
            raise ValueError("the year must be from 1900 to 2199")
        return day

    def question(self) -> str | None:
        """Return the question that the dates raise, if they can be read in two ways."""
        if len(self.orders) < 2 or not self.example:
            return None
        days = " or ".join(f"{_long(self._in(self.example, way))}" for way in self.orders)
        ways = " or ".join(f'dates = "{way}"' for way in self.orders)
        return f'Is "{self.example}" {days}? The dates can be read in more than one way; write {ways} for this roster'

    def _all(self, texts: Sequence[str], order: DateOrder) -> list[date]:
        return [day for text in texts if (day := self._in(text, order))]

    def _in(self, text: str, order: DateOrder) -> date | None:
        day = read_date(text, order, self.year)
        parts = parts_of_date(text)
        if day is None or self._start is None or parts is None or parts.parts[2] is not None:
            return day
        if parts.weekday is not None and parts.weekday == day.weekday():
            return day
        # Headings without a year may run on into the next one.
        around = [read_date(text, order, day.year + more) for more in (-1, 0, 1)]
        near = [other for other in around if other and parts.weekday in (None, other.weekday())]
        return min(near or [day], key=lambda other: abs(other - (self._start or other)))


def _year_of(texts: Sequence[str], start: date | None) -> int | None:
    """Return the year of dates without one: the nearest to the run in which their weekdays are right."""
    written = [parts for text in texts if (parts := parts_of_date(text)) and parts.parts[2] is None]
    if not written or start is None:
        return None
    bare = [text for text in texts if (parts := parts_of_date(text)) and parts.parts[2] is None]

    def wrong(year: int) -> int:
        days = ((read_date(text, "dmy", year), parts.weekday) for text, parts in zip(bare, written, strict=True))
        return sum(day is None or weekday not in (None, day.weekday()) for day, weekday in days)

    years = sorted(range(start.year - 3, start.year + 4), key=lambda year: abs(year - start.year))
    return min(years, key=wrong)


def _likelier(
    readings: dict[DateOrder, list[date]], start: date | None, until: date | None, *, consecutive: bool
) -> tuple[DateOrder, ...]:
    """Leave out the orders that the headings, the run or the spread of the dates contradict."""
    if consecutive:
        readings = {order: days for order, days in readings.items() if _in_turn(days)} or readings
    if start is not None and until is not None:
        for margin in (timedelta(0), _NEAR):
            first, last = start - _NIGHT_BEFORE - margin, until + margin
            near = tuple(order for order, days in readings.items() if all(first <= day < last for day in days))
            if near:
                return near
    spreads = {order: max(days) - min(days) for order, days in readings.items()}
    widest = max(4 * min(spreads.values()), timedelta(days=1))
    return tuple(order for order, spread in spreads.items() if spread <= widest)


def _in_turn(days: Sequence[date]) -> bool:
    return all(timedelta(0) < after - before <= timedelta(days=7) for before, after in pairwise(days))


def _not_a_date(text: str, order: DateOrder, year: int | None) -> str:
    how = "write 2024-02-01 or, day first, 01/02/2024"
    parts = parts_of_date(text)
    if parts is None:
        return f"this is not a date; {how}"
    if parts.parts[2] is None and year is None:
        return f"this date has no year; {how}"
    other = {"dmy": "mdy", "mdy": "dmy", "ymd": "dmy"}[order]
    swapped = "; day and month are the other way round" if read_date(text, other, year) else ""
    return f"there is no such date in the calendar{swapped}: {how}"


def _long(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "no date"
