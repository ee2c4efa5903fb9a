"""Read columns of dates and times as moments on the local clock, or ask what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from simcall.observed.observations import Finding, Question
from simcall.observed.reading.mixed_dates import mixed_dates_question
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.zones import (
    ask_gmt,
    assumed_local,
    instants_on_local_clock,
    names_local,
    names_utc,
    to_local,
)
from simcall.sheets.clocks import read_clock
from simcall.sheets.dates import DateOrder, date_orders, read_date
from simcall.sheets.moments import moment_parts

__all__ = ["Moments", "TimeColumn", "read_moments"]

_EXAMPLES = 3
_LONGEST_DAYS = 731
_ORDER_WORDS: dict[DateOrder, str] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


@dataclass(frozen=True)
class TimeColumn:
    """A column of moments, or a column of dates and one of times beside it.

    Attributes
    ----------
    texts : pandas.Series
        Moments, or dates.
    clocks : pandas.Series or None
        Times of day, if they stand apart from the dates.
    where : str
        The file and the column's name.
    layout : tuple of str
        The names of the table's columns: tables with the same ones come from the same export.
    name : str
        The column's own name, which may say its clock; with that of the dates if they stand apart.
    """

    texts: pd.Series
    clocks: pd.Series | None = None
    where: str = ""
    layout: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Moments:
    """What columns of times say.

    Attributes
    ----------
    columns : tuple of pandas.Series
        For each column: moments on the local clock; NaT where none can be read.
    assumed : str
        How they were read, in a few words: ``"day first, local clock"``.
    questions, findings : tuple
        As in `Observations`.
    """

    columns: tuple[pd.Series, ...]
    assumed: str
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


class _Parts(NamedTuple):
    """A moment as it is written: its date, seconds after midnight, and seconds ahead of UTC if it says so."""

    date: str
    seconds: float
    offset: float


_NOTHING = _Parts("", np.nan, np.nan)


def read_moments(columns: Sequence[TimeColumn], options: ReadingOptions, titles: Iterable[str] = ()) -> Moments:
    """Read columns of times, those of one export all in the same way.

    Exports of one system may be in many files, of which some have no day after the 12th. Two systems may write dates
    in two orders, so the order of one says nothing of another's.

    Parameters
    ----------
    columns : sequence of TimeColumn
        Of all tables of one kind.
    options : ReadingOptions
        What the planner says of dates and zones.
    titles : iterable of str
        Titles of the tables, which may hold the time zone, as the columns' names may.
    """
    titles = (*titles, *(column.name for column in columns))
    written = [_split(column) for column in columns]
    orders, questions = _orders_by_layout(written, columns, options)
    read_zones = [_zone(column, options, titles) for column in columns]
    zones = [zone for zone, _ in read_zones]
    is_assumed = any(assumed for _, assumed in read_zones)
    moments = tuple(
        _local(parts, orders[column.layout], zone, options.local_zone)
        for parts, column, zone in zip(written, columns, zones, strict=True)
    )
    has_offsets = any(parts["offset"].notna().any() for parts in written)
    if is_assumed and moments:
        questions += ask_gmt(titles, pd.concat(list(moments)), options.local_zone)
    if is_assumed and (skipped := _skipped(moments, written, options.local_zone)):
        questions.append(_zone_question(skipped, options.local_zone))
    order_words = dict.fromkeys(_ORDER_WORDS[order] for order in orders.values())
    words = (
        " or ".join(order_words) if _order_matters(written) else "",
        _zone_words(zones, options.local_zone, has_offsets),
    )
    return Moments(
        moments,
        ", ".join(filter(None, words)),
        tuple(questions),
        (assumed_local(options.local_zone),) if is_assumed and not has_offsets else (),
    )


def _split(column: TimeColumn) -> pd.DataFrame:
    """Return date, seconds and offset of each text; each different one is read once."""
    codes, different = pd.factorize(column.texts)
    parts = [_parts(text) if column.clocks is None else _date_alone(text) for text in different]
    frame = pd.DataFrame(parts, columns=_Parts._fields).iloc[codes]
    frame.index = column.texts.index
    if column.clocks is None:
        return frame
    codes, different = pd.factorize(column.clocks)
    seconds = np.array([_clock_alone(text) for text in different], dtype=float)
    return frame.assign(seconds=seconds[codes])


def _parts(text: str) -> _Parts:
    """Read one cell; a range is no moment, and a time without its date is none either."""
    written = moment_parts(text)
    if written is None or not written.date or written.end is not None:
        return _Parts(text, 0.0, np.nan) if text else _NOTHING
    return _Parts(written.date, written.start or 0.0, np.nan if written.offset is None else written.offset)


def _date_alone(text: str) -> _Parts:
    """Read a date beside which the time stands in a column of its own; a midnight after the date means nothing."""
    parts = _parts(text)
    return _Parts(parts.date, 0.0, parts.offset if parts.seconds else np.nan)


def _clock_alone(text: str) -> float:
    """Read a time of day; a date that a workbook puts before it means nothing."""
    parts = _parts(text)
    if parts.date != text and parts.date:
        return parts.seconds
    seconds = read_clock(text)
    return np.nan if seconds is None else float(seconds)


def _orders_by_layout(
    written: Sequence[pd.DataFrame], columns: Sequence[TimeColumn], options: ReadingOptions
) -> tuple[dict[tuple[str, ...], DateOrder], list[Question]]:
    """Return the order of the dates of each export, and the questions of those whose dates allow several."""
    orders: dict[tuple[str, ...], DateOrder] = {}
    questions = []
    for layout in dict.fromkeys(column.layout for column in columns):
        own = [number for number, column in enumerate(columns) if column.layout == layout]
        orders[layout], question = _date_order([written[i] for i in own], [columns[i] for i in own], options)
        if question:
            questions.append(question)
    return orders, questions


def _date_order(
    written: Sequence[pd.DataFrame], columns: Sequence[TimeColumn], options: ReadingOptions
) -> tuple[DateOrder, Question | None]:
    """Return the order of day, month and year; a question if the dates allow several."""
    if options.dates:
        return options.dates, None
    texts = list(dict.fromkeys(text for parts in written for text in parts["date"].unique()))
    orders = date_orders(texts)
    for narrowed in (_short_orders, _rising_orders):
        if len(orders) > 1:
            orders = narrowed(written, orders) or orders
    if len(orders) <= 1:
        order = orders[0] if orders else "dmy"
        return order, mixed_dates_question(columns[0].where, [read_date(text, order) for text in texts], order)
    shown = [text for text in texts if len({read_date(text, order) for order in orders}) > 1][:_EXAMPLES]
    where = columns[0].where
    text = f"{where}: are the dates {', '.join(shown)} written {' or '.join(_ORDER_WORDS[order] for order in orders)}?"
    choices = tuple((order, f"{shown[0]} is {_day_in_words(shown[0], order)}") for order in orders)
    return orders[0], Question("--dates", text, choices)


def _order_matters(written: Sequence[pd.DataFrame]) -> bool:
    texts = {text for parts in written for text in parts["date"].unique()}
    return any(len({read_date(text, order) for order in _ORDER_WORDS}) > 1 for text in texts)


def _day_in_words(text: str, order: DateOrder) -> str:
    day = read_date(text, order)
    return f"{day.day} {day:%B %Y}" if day else "no date"


def _short_orders(written: Sequence[pd.DataFrame], orders: Sequence[DateOrder]) -> tuple[DateOrder, ...]:
    """Return the orders in which the files cover two years or less: 14.10.26 to 20.10.26 are no seven years."""
    texts = {text for parts in written for text in parts["date"].unique()}
    short = []
    for order in orders:
        days = [day for text in texts if (day := read_date(text, order))]
        if (max(days) - min(days)).days <= _LONGEST_DAYS:
            short.append(order)
    return tuple(short)


def _rising_orders(written: Sequence[pd.DataFrame], orders: Sequence[DateOrder]) -> tuple[DateOrder, ...]:
    """Return the orders in which the rows of every table stand in order of time, if at least one does not."""
    rising = tuple(
        order for order in orders if all(_is_rising(parts["date"], order) for parts in written if len(parts) > 1)
    )
    return rising if len(rising) < len(orders) else ()


def _is_rising(dates: pd.Series, order: DateOrder) -> bool:
    different = dates[dates != dates.shift()]
    days = pd.Series([read_date(text, order) for text in different]).dropna()
    return bool(days.is_monotonic_increasing or days.is_monotonic_decreasing)


def _zone(column: TimeColumn, options: ReadingOptions, titles: Iterable[str]) -> tuple[str, bool]:
    """Return the zone of a column's times that name none, and whether it was only assumed.

    What a column says of itself goes before titles and other columns: "Start (Local)" may stand beside "Start (UTC)".
    """
    if options.zone:
        return options.zone, False
    if names_local(column.name, column.layout):
        return options.local_zone, False
    if names_utc(column.name) or any(map(names_utc, titles)):
        return "UTC", False
    return options.local_zone, True


def _zone_words(zones: Iterable[str], local_zone: str, has_offsets: bool) -> str:
    if has_offsets:
        return "with their time zone"
    different = dict.fromkeys(zones)
    return " or ".join("local clock" if zone == local_zone else f"clock of {zone}" for zone in different)


def _days(dates: pd.Series, order: DateOrder) -> np.ndarray:
    codes, different = pd.factorize(dates)
    days = np.array([read_date(text, order) for text in different], dtype="datetime64[ms]")
    return np.where(codes < 0, np.datetime64("NaT", "ms"), days[codes]) if len(days) else np.full(len(dates), "NaT")


def _naive(parts: pd.DataFrame, order: DateOrder) -> pd.Series:
    days = pd.Series(_days(parts["date"], order).astype("datetime64[ms]"), index=parts.index)
    return days + pd.to_timedelta((parts["seconds"] * 1000).round(), unit="ms")


def _local(parts: pd.DataFrame, order: DateOrder, zone: str, local_zone: str) -> pd.Series:
    """Return moments on the local clock, from what is written there and the zone of texts that name none."""
    moments = _naive(parts, order)
    has_offset = parts["offset"].notna()
    local = to_local(moments, zone, local_zone)
    if has_offset.any():
        local = local.mask(has_offset, instants_on_local_clock(moments, parts["offset"], local_zone))
    return local.astype("datetime64[ms]")


def _skipped(moments: Sequence[pd.Series], written: Sequence[pd.DataFrame], zone: str) -> int:
    """Return how many times without a zone stand in the hour that the local clock skips in spring."""
    count = 0
    for column, parts in zip(moments, written, strict=True):
        times = column[parts["offset"].isna()].dropna()
        aware = times.dt.tz_localize(zone, ambiguous=np.ones(len(times), bool), nonexistent="NaT")
        count += int(aware.isna().sum())
    return count


def _zone_question(skipped: int, zone: str) -> Question:
    text = (
        f"{skipped:,} times are in the hour that the local clock skips in spring, so the export's clock may not be "
        "local. In which time zone are the times?"
    )
    return Question(
        "--zone", text, (("UTC", "the clock never changes"), (zone, "local times, of which these are wrong"))
    )
