"""Read the steps of a layout: their days or dates, times and values, with every faulty row named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from simcall.files.messages import quoted
from simcall.files.text import BadFileError
from simcall.scenario.models.week import MINUTES_PER_DAY
from simcall.scenario.reading.faulty_rows import first_few
from simcall.scenario.reading.weeks.cells import Clock, to_clock, to_number, to_weekday
from simcall.scenario.reading.weeks.layouts import Layout, Step
from simcall.scenario.reading.weeks.names import AVERAGE_TIMES
from simcall.scenario.reading.weeks.options import WeekOptions
from simcall.sheets.column_names import plain_name, unit_in_name
from simcall.sheets.dates import DateOrder, date_orders, read_date
from simcall.sheets.durations import read_duration
from simcall.sheets.weekdays import read_weekday

__all__ = ["Entry", "read_entries"]

_QUARTER_S = 900
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)
_ORDER_WORDS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


class Entry(NamedTuple):
    """What one row, or one cell of a grid, says: what holds from this minute of this day.

    A day is a weekday, Monday being 0, or a date; None if all days are the same.
    """

    row: int
    day: int | date | None
    minute: int
    length: int | None
    value: float | None
    calls: float


@dataclass(frozen=True)
class _Reader:
    """How the cells of one file are read."""

    order: DateOrder
    integers: bool
    decimal_comma: bool
    unit: float | None
    needs_value: bool

    def entry(self, step: Step) -> Entry:
        clock = to_clock(step.clock) if step.clock else Clock(0)
        if clock.start % 60 or (clock.end or 0) % 60:
            raise ValueError(f'{quoted(step.clock[:30])} is not a clock time to the minute; write "06:30"')
        end = None if clock.end is None else clock.end // 60
        start = clock.start // 60
        length = None if end is None else (end - start) % MINUTES_PER_DAY or MINUTES_PER_DAY
        return Entry(step.row, self.day(step.day), start, length, self.value(step.value), self.weight(step.calls))

    def day(self, text: str) -> int | date | None:
        if not text:
            return None
        if read_weekday(text) is not None:
            return read_weekday(text)
        day = read_date(text, self.order)
        if day is None and any(letter.isdecimal() for letter in text):
            raise ValueError(f"{quoted(text[:30])} is not a date; write 2025-09-01")
        return to_weekday(text) if day is None else day

    def value(self, text: str) -> float | None:
        if not text and not self.needs_value:
            return None
        if not text:
            raise ValueError("the value is missing; write 0 if it is none")
        if self.unit is None:
            return to_number(text, integers=self.integers, decimal_comma=self.decimal_comma)
        seconds = read_duration(text, unit=self.unit, decimal_comma=self.decimal_comma)
        if seconds is None or seconds < 0:
            raise ValueError(f'{quoted(text[:30])} is not a length of time; write seconds, or "0:06:40"')
        return seconds or None

    def weight(self, text: str) -> float:
        return to_number(text, integers=False, decimal_comma=self.decimal_comma) if text else 1.0


def read_entries(layout: Layout, value_column: str, options: WeekOptions, *, has_semicolons: bool) -> tuple[Entry, ...]:
    """Read every step of a layout.

    Parameters
    ----------
    layout : Layout
        The file as text.
    value_column : str
        ``"weight"``, ``"factor"`` or ``"headcount"``.
    options : WeekOptions
        What the scenario says about the file.
    has_semicolons : bool
        Whether semicolons stand between the cells, so that a comma may stand before decimals.

    Raises
    ------
    BadFileError
        With a message for each faulty row (the first few), or a question that the scenario must answer.
    """
    if layout.is_log:
        return _calls(layout, options)
    is_time = value_column == "factor" and plain_name(layout.value_name) in AVERAGE_TIMES
    reader = _Reader(
        _date_order((step.day for step in layout.steps), options),
        value_column == "headcount",
        _has_decimal_comma([step.value for step in layout.steps], options, has_semicolons=has_semicolons),
        (unit_in_name(layout.value_name) or 1.0) if is_time else None,
        bool(layout.value_name) and not is_time,
    )
    entries: list[Entry] = []
    faults = list(layout.faults)
    for step in layout.steps:
        try:
            entries.append(reader.entry(step))
        except ValueError as fault:
            faults.append(f"row {step.row}: {fault}")
    if faults:
        raise BadFileError(*first_few(faults))
    return tuple(_starting(entries, options))


def _calls(layout: Layout, options: WeekOptions) -> tuple[Entry, ...]:
    """Read a call log: an entry for each call, at its hour; rows without a date and a time are left out."""
    order = _date_order((step.day for step in layout.steps), options)
    entries: list[Entry] = []
    seconds: list[int] = []
    for step in layout.steps:
        day = read_date(step.day, order)
        try:
            clock = to_clock(step.clock)
        except ValueError:
            continue
        if day is not None:
            seconds.append(clock.start)
            entries.append(Entry(step.row, day, clock.start // 3600 * 60 % MINUTES_PER_DAY, None, 1.0, 1.0))
    if all(second % _QUARTER_S == 0 for second in seconds):
        raise BadFileError(
            "every time is a full quarter of an hour, as in a file of counts, but no column holds the number of calls; "
            'name it: columns = { weight = "Calls" }'
        )
    return tuple(entries)


def _date_order(texts: Iterable[str], options: WeekOptions) -> DateOrder:
    """Return the order of day, month and year, or ask for it."""
    dates = list(dict.fromkeys(text for text in texts if text and read_weekday(text) is None))
    orders = date_orders(dates)
    if options.dates is not None:
        return options.dates
    if len(orders) > 1:
        text = next(text for text in dates if len({read_date(text, order) for order in orders}) > 1)
        readings = " or ".join(f"{_ORDER_WORDS[order]}, {_in_words(text, order)}" for order in orders)
        raise BadFileError(
            f"the dates can be read in {len(orders)} ways: {quoted(text[:30])} is {readings}; "
            f'say which: dates = "{orders[0]}" or "{orders[1]}"'
        )
    return orders[0] if orders else "dmy"


def _in_words(text: str, order: DateOrder) -> str:
    day = read_date(text, order)
    return "no date" if day is None else f"{day.day} {day:%B %Y}"


def _has_decimal_comma(texts: Sequence[str], options: WeekOptions, *, has_semicolons: bool) -> bool:
    """Return whether a comma stands before decimals, or ask where it may also part thousands."""
    if options.decimals is not None:
        return options.decimals == "comma"
    with_comma = [text for text in texts if "," in text]
    if has_semicolons and with_comma and all(_THOUSANDS.fullmatch(text) for text in with_comma):
        raise BadFileError(
            f"{quoted(with_comma[0][:30])} may have a comma before decimals or between thousands; "
            'say which stands before decimals: decimals = "comma" or "point"'
        )
    return has_semicolons


def _starting(entries: Sequence[Entry], options: WeekOptions) -> Sequence[Entry]:
    """Return entries by the start of their steps, or ask where the times may be ends."""
    if options.times == "end":
        length = _shortest_distance([entry.minute for entry in entries])
        return [_earlier(entry, length) for entry in entries]
    late = next((entry for entry in entries if entry.minute >= MINUTES_PER_DAY), None)
    if late is not None and options.times is None:
        raise BadFileError(
            f"row {late.row}: no step starts at 24:00, so the times may be those at which the steps end; "
            'if they are, write times = "end"; if not, write 00:00 of the next day'
        )
    return entries


def _shortest_distance(minutes: Sequence[int]) -> int:
    ordered = sorted(set(minutes))
    return min((after - before for before, after in pairwise(ordered)), default=MINUTES_PER_DAY)


def _earlier(entry: Entry, length: int) -> Entry:
    minute = entry.minute - length
    if minute >= 0:
        return entry._replace(minute=minute)
    day = entry.day
    before = day - timedelta(days=1) if isinstance(day, date) else None if day is None else (day - 1) % 7
    return entry._replace(minute=minute + MINUTES_PER_DAY, day=before)
