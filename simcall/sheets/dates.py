"""Read dates as people write them, in the order of day, month and year that the whole column allows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

__all__ = ["DateOrder", "DateText", "date_orders", "parts_of_date", "read_date"]

DateOrder = Literal["dmy", "mdy", "ymd"]
_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATE = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9})[,.]?\s+)?"
    r"(?P<first>\d{1,4}|[a-z]{3,9})(?:st|nd|rd|th)?(?P<between>[-/. ]\s?|,\s)"
    r"(?P<second>\d{1,2}|[a-z]{3,9})(?:st|nd|rd|th)?(?:(?:[-/. ]|,\s?)\s?(?P<third>\d{1,4}))?",
    re.IGNORECASE | re.ASCII,
)
_COMPACT = re.compile(r"(?P<first>\d{4}|\d{2})(?P<second>\d{2})(?P<third>\d{2})", re.ASCII)
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_SERIALS = (20_000, 80_000)


class DateText(NamedTuple):
    """A date as it is written: its parts, and the weekday that stands beside it."""

    parts: tuple[str, str, str | None]
    weekday: int | None


@lru_cache(maxsize=65_536)
def parts_of_date(text: str) -> DateText | None:
    """Return the parts of a date, whatever their order, or None of what is no date."""
    bare = text.strip()
    match = _DATE.fullmatch(bare) or _COMPACT.fullmatch(bare)
    if match is None:
        return None
    named = match.groupdict()
    weekday = (named.get("weekday") or "")[:3].lower()
    if weekday and weekday not in _WEEKDAYS:
        return None
    parts = (named["first"], named["second"], named["third"])
    if any(part and part[0].isalpha() and part[:3].lower() not in _MONTHS for part in parts):
        return None
    return DateText(parts, _WEEKDAYS.index(weekday) if weekday else None)


@lru_cache(maxsize=65_536)
def read_date(text: str, order: DateOrder, year: int | None = None) -> date | None:
    """Read a date, or return None.

    Parameters
    ----------
    text : str
        Such as ``01/10/2026``, ``1.10.26``, ``2026-10-01``, ``Thu 01-Oct-26``, ``990201`` or a number of Excel's.
    order : str
        ``"dmy"``, ``"mdy"`` or ``"ymd"``, for what is written in numbers alone. Four digits in front are a year in
        any order, and a month in letters has its day beside it: ``14-Oct-26``.
    year : int or None
        Of dates without one.
    """
    if text.strip().isdecimal() and _EXCEL_SERIALS[0] <= int(text) <= _EXCEL_SERIALS[1]:
        return _EXCEL_EPOCH + timedelta(days=int(text))
    written = parts_of_date(text)
    if written is None:
        return None
    day, month, years = _in_order(written.parts, order)
    if years is None and year is None:
        return None
    try:
        return date(_full_year(years) if years else int(year or 0), _month(month), int(day))
    except ValueError:
        return None


def _in_order(parts: tuple[str, str, str | None], order: DateOrder) -> tuple[str, str, str | None]:
    first, second, third = parts
    if len(first) == 4 and first.isdecimal():
        return third or "", second, first
    if first[0].isalpha():
        return second, first, third
    if second[0].isalpha():
        return first, second, third
    return {"dmy": (first, second, third), "mdy": (second, first, third), "ymd": (third or "", second, first)}[order]


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTHS.index(text[:3].lower()) + 1


def _full_year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    if len(text) != 2:
        raise ValueError("a year has two or four figures")
    return int(text) + (2000 if int(text) < 70 else 1900)


def date_orders(texts: Iterable[str], year: int | None = None) -> tuple[DateOrder, ...]:
    """Return the orders in which the dates of a column can be read, the likeliest first.

    An order is possible if it reads every text that any order reads. Of several, those that agree with the weekdays
    beside the dates stay. More than one left: the reader must ask.

    Parameters
    ----------
    texts : iterable of str
        The column; what is no date in any order does not count.
    year : int or None
        Of dates without one.
    """
    different = tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
    readings = {order: [read_date(text, order, year) for text in different] for order in _ORDERS}
    most = max((sum(day is not None for day in days) for days in readings.values()), default=0)
    if most == 0:
        return ()
    possible = [order for order in _ORDERS if sum(day is not None for day in readings[order]) == most]
    by_weekday = [order for order in possible if _agrees_with_weekdays(different, readings[order])]
    possible = by_weekday or possible
    distinct: dict[tuple[date | None, ...], DateOrder] = {}
    for order in possible:
        distinct.setdefault(tuple(readings[order]), order)
    return tuple(distinct.values())


def _agrees_with_weekdays(texts: Iterable[str], days: Iterable[date | None]) -> bool:
    pairs = ((parts_of_date(text), day) for text, day in zip(texts, days, strict=True))
    return all(written.weekday in (None, day.weekday()) for written, day in pairs if written and day)
