"""When the periods of a report begin: dates, times, ranges and hour numbers, in one column or in several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from simcall.sheets.clocks import SECONDS_PER_DAY, read_clock, read_clock_span
from simcall.sheets.dates import DateOrder, date_orders, parts_of_date, read_date

__all__ = ["MomentText", "days_of", "is_date", "lacks_year", "moment_parts", "orders_of_dates", "read_moments"]

_OFFSET = re.compile(r"(?<=[\dMm])\s*(Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_AHEAD = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 3600}
_EPOCH = re.compile(r"([12]\d{9})(?:\d{3})?", re.ASCII)
_BETWEEN = re.compile("\\s+(?:-|\N{EN DASH}|\N{EM DASH}|to|until)\\s+|/(?=\\d{4}-\\d{2}-\\d{2}T)", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}\.\d+", re.ASCII)
_HALF_SECOND = 0.5


class MomentText(NamedTuple):
    """What one cell says of a moment.

    Attributes
    ----------
    date : str
        As it is written; ``""`` if the cell holds a time alone.
    start, end : int or None
        Seconds after midnight; `end` of a range alone.
    offset : int or None
        Seconds ahead of UTC, where the cell states it.
    """

    date: str
    start: int | None
    end: int | None
    offset: int | None


@lru_cache(maxsize=65_536)
def moment_parts(text: str) -> MomentText | None:
    """Return the parts of a date, a time, a range of times, or a date with either; None of anything else."""
    bare = text.strip()
    if epoch := _EPOCH.fullmatch(bare):
        moment = datetime.fromtimestamp(int(epoch[1]), UTC)
        return MomentText(f"{moment:%Y-%m-%d}", moment.hour * 3600 + moment.minute * 60 + moment.second, None, 0)
    ends = _BETWEEN.split(bare)
    if len(ends) == 2:
        first, last = map(_single, ends)
        if first and last and first.start is not None and last.start is not None:
            return first._replace(end=last.start)
        if first and first.date and not last:
            return None
    return _single(bare)


def _single(text: str) -> MomentText | None:
    offset = _OFFSET.search(text) if ":" in text else None
    bare = text[: offset.start()] if offset and read_clock_span(text) is None else text
    seconds = _seconds_ahead(offset[1]) if offset and bare != text else None
    parts = _date_and_clock(bare.strip())
    return None if parts is None else parts._replace(offset=seconds)


def _seconds_ahead(offset: str) -> int:
    if offset.upper() in _AHEAD:
        return _AHEAD[offset.upper()]
    digits = offset[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if offset[0] == "-" else seconds


def _date_and_clock(text: str) -> MomentText | None:
    if _SERIAL.fullmatch(text):
        days, share = divmod(float(text), 1)
        return MomentText(str(int(days)), int(share * SECONDS_PER_DAY + _HALF_SECOND), None, None)
    alone = _clock_or_span(text)
    if alone is not None:
        return MomentText("", *alone, None)
    if parts_of_date(text) is not None or _is_serial_day(text):
        return MomentText(text, None, None, None)
    for split in re.finditer(r"\s+|(?<=\d)T(?=\d)", text):
        day, clock = text[: split.start()], _clock_or_span(text[split.end() :])
        if clock is not None and parts_of_date(day) is not None:
            return MomentText(day, *clock, None)
    return None


def _is_serial_day(text: str) -> bool:
    return len(text) == 5 and read_date(text, "ymd") is not None


def _clock_or_span(text: str) -> tuple[int, int | None] | None:
    date = parts_of_date(text)
    if date is not None and date.parts[2] is not None:
        # 01.10.26 and 990201 are dates, 08.00 is a time.
        return None
    span = read_clock_span(text)
    if span is not None:
        return span
    clock = read_clock(text)
    return None if clock is None else (clock, None)


def is_date(text: str) -> bool:
    """Return whether a text is a date with its year, and no time."""
    parts = moment_parts(text)
    written = parts_of_date(parts.date) if parts and parts.start is None else None
    return written is not None and written.parts[2] is not None


def lacks_year(text: str) -> bool:
    """Return whether a text is a date without a year."""
    parts = moment_parts(text)
    written = parts_of_date(parts.date) if parts and parts.date else None
    return written is not None and written.parts[2] is None


def orders_of_dates(texts: Iterable[str], year: int | None = None) -> tuple[DateOrder, ...]:
    """Return the orders in which the dates of a report can be read, the likeliest first.

    A report has a row for every date between its first and its last. If that is so in one order alone, it is the
    order: 1 to 7 November is a week, the 11th of January to July is not. `year` is that of dates without one.
    """
    dates = _dates_in(texts)
    orders = date_orders(dates, year)
    if len(orders) < 2:
        return orders
    unbroken = tuple(order for order in orders if _share_of_dates(dates, order, year) > 0.5)
    return unbroken if len(unbroken) == 1 and len(dates) > 2 else orders


def days_of(texts: Iterable[str], order: DateOrder, year: int | None = None) -> list[date | None]:
    """Return the days in the texts of a report; None of what is no date."""
    return [read_date(text, order, year) for text in _dates_in(texts)]


def _dates_in(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parts.date for parts in map(moment_parts, texts) if parts and parts.date))


def _share_of_dates(dates: Sequence[str], order: DateOrder, year: int | None) -> float:
    """Return the share of the dates from the first to the last that are there."""
    days = {day.toordinal() for day in (read_date(text, order, year) for text in dates) if day}
    return len(days) / (max(days) - min(days) + 1) if days else 0.0


def read_moments(texts: pd.Series, order: DateOrder, year: int | None = None) -> pd.DataFrame:
    """Read a column: ``day``, ``start``, ``end`` and ``offset``; NaT and NaN of what a cell does not say.

    Parameters
    ----------
    texts : pandas.Series
        Of str.
    order : str
        Of day, month and year.
    year : int or None
        Of dates without one.
    """
    codes, different = pd.factorize(texts)
    parts = [moment_parts(text) or MomentText("", None, None, None) for text in different]
    days = [read_date(part.date, order, year) if part.date else None for part in parts]
    table = pd.DataFrame(
        {
            "day": pd.to_datetime(pd.Series(days, dtype="object")).astype("datetime64[ms]"),
            "start": np.array([part.start for part in parts], dtype="float64"),
            "end": np.array([part.end for part in parts], dtype="float64"),
            "offset": np.array([part.offset for part in parts], dtype="float64"),
        }
    )
    return table.iloc[codes].set_axis(texts.index)
