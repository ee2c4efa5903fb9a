"""The periods of a report: when each row's period begins on the local clock, and how long periods are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from simcall.observed.observations import Finding
from simcall.observed.reading.reports.fields import IntervalColumn
from simcall.observed.reading.reports.moments import read_moments
from simcall.observed.reading.reports.report import Report
from simcall.observed.reading.zones import assumed_local, instants_on_local_clock, names_local, names_utc, to_local
from simcall.sheets.clocks import SECONDS_PER_DAY
from simcall.sheets.dates import DateOrder

__all__ = ["MINUTES_OF_A_DAY", "Periods", "period_texts", "row_periods"]

MINUTES_OF_A_DAY: Final = 1440
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_A_MONDAY = pd.Timestamp("2024-01-01")
_MOMENT_FIELDS = ("start", "date", "time")
_HOUR = 60
_SHORTEST = 5
_WHOLE_PERIODS = (15, 30, 60, 1440)
_HOUR_RANGE_ALONE = re.compile("^(\\d{1,2})\\s*(?:-|\N{EN DASH}|to)\\s*(\\d{1,2})$")
_NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Periods:
    """When the periods of a report's rows begin.

    Attributes
    ----------
    starts : pandas.Series
        On the local clock; NaT of a row that states no period.
    minutes : int
        Length of a period by the clock; 1440 of days.
    is_week : bool
        Whether the rows name weekdays and no dates; the dates are then those of one week that stands for all.
    findings : tuple of Finding
        What was assumed.
    """

    starts: pd.Series
    minutes: int
    is_week: bool
    findings: tuple[Finding, ...] = ()


def period_texts(report: Report) -> list[str]:
    """Return the different texts of a report that may hold a date."""
    columns = report.having("start", "date", "end", "time")
    texts = {text for column in columns for text in report.texts(column).unique()}
    return sorted(texts | set(report.source["day"].unique()))


def row_periods(report: Report, order: DateOrder, zone: str | None, local_zone: str) -> Periods:
    """Return the period of each row.

    Parameters
    ----------
    report : Report
        The rows.
    order : str
        Of day, month and year.
    zone : str or None
        Of the clock of the report; None: the report states it, or its times are local.
    local_zone : str
        Of the planner's clock.
    """
    moments = _moments(report, order)
    is_week = bool(moments["day"].isna().all() and moments["weekday"].notna().any())
    days = _A_MONDAY + pd.to_timedelta(moments["weekday"], unit="D") if is_week else moments["day"]
    if moments[["start", "end", "end_clock"]].isna().all(axis=None):
        return Periods(days, MINUTES_OF_A_DAY, is_week)
    lengths = _lengths(moments)
    minutes = _minutes(lengths, days, moments)
    if minutes == MINUTES_OF_A_DAY:
        return Periods(days, MINUTES_OF_A_DAY, is_week)
    clocks, findings = _clocks(moments, minutes)
    if any(_counts_from_one(report.texts(column)) for column in report.having("time", "start")):
        findings = (*findings, Finding("assumed", "Periods are numbered from 1: the first begins at 00:00."))
    starts = days + pd.to_timedelta(clocks, unit="s")
    stated, source = _zone_of(report)
    if zone is None and moments["offset"].isna().all() and not is_week:
        findings = (*findings, _zone_finding(stated, source, local_zone))
    starts = _on_local_clock(starts, moments["offset"], zone or stated or local_zone, local_zone)
    # A longer period among shorter ones is their total.
    is_total = lengths > minutes
    return Periods(starts.dt.floor(f"{minutes}min").mask(is_total), minutes, is_week, findings)


def _zone_of(report: Report) -> tuple[str, str]:
    """Return the zone that the name of a column or a title states, and where."""
    columns = _moment_columns(report, *_MOMENT_FIELDS)
    for column in columns:
        if names_utc(column.name):
            return "UTC", f"the column {column.name!r}"
    if any(_is_local(report, column) for column in columns):
        return "", ""
    return ("UTC", "a title") if names_utc(report.titles) else ("", "")


def _zone_finding(stated: str, source: str, local_zone: str) -> Finding:
    if stated:
        return Finding("assumed", f"The times are in {stated}, as {source} says.")
    return assumed_local(local_zone)


def _moments(report: Report, order: DateOrder) -> pd.DataFrame:
    """Put together what the columns of a row say of its day and time."""
    fields = _MOMENT_FIELDS if report.having(*_MOMENT_FIELDS) else ("end",)
    parts = [_column_moments(report, column, order) for column in _moment_columns(report, *fields)]
    parts.append(read_moments(report.source["day"], order, report.year).assign(weekday=np.nan))
    moments = parts[0]
    # A workbook writes the first period of a day as the date alone.
    if (moments["start"].notna() & moments["day"].notna()).any():
        moments["start"] = moments["start"].mask(moments["start"].isna() & moments["day"].notna(), 0.0)
    for part in parts[1:]:
        for name in ("day", "start", "end", "offset", "weekday"):
            moments[name] = moments[name].fillna(part[name])
    # A day stands in its first row alone where cells are merged.
    fills = moments["start"].notna() & _have_no_date(report)
    for name in ("day", "weekday"):
        moments[name] = moments[name].fillna(moments[name].ffill().where(fills))
    until = _moment_columns(report, "end")
    ends = _column_moments(report, until[0], order) if until else _nothing(parts[0])
    moments = moments.assign(end_day=ends["day"], end_clock=ends["start"])
    return moments.assign(start=np.nan) if fields == ("end",) else moments


def _moment_columns(report: Report, *fields: str) -> tuple[IntervalColumn, ...]:
    """Return the columns of dates and times: those on the local clock if the same times are there in UTC too."""
    columns = tuple(report.having(*fields))
    if not any(_is_local(report, column) for column in columns):
        return columns
    return tuple(column for column in columns if not names_utc(column.name))


def _is_local(report: Report, column: IntervalColumn) -> bool:
    return names_local(column.name, [other.name for other in report.columns])


def _have_no_date(report: Report) -> pd.Series:
    """Return the rows with an empty date; a word there, such as "Total", is not empty."""
    empty = pd.Series(True, index=report.cells.index)
    for column in report.having("date"):
        empty &= report.texts(column) == ""
    return empty


def _nothing(moments: pd.DataFrame) -> pd.DataFrame:
    return moments.assign(day=pd.Series(pd.NaT, index=moments.index, dtype="datetime64[ms]"), start=np.nan)


def _column_moments(report: Report, column: IntervalColumn, order: DateOrder) -> pd.DataFrame:
    """Read a column of dates, times, weekdays or numbers of hours."""
    texts = report.texts(column)
    if column.field == "time":
        texts = texts.str.replace(_HOUR_RANGE_ALONE, r"\1:00-\2:00", regex=True)
    moments = read_moments(texts, order, report.year)
    weekdays = texts.str[:3].str.lower().map({name: day for day, name in enumerate(_WEEKDAYS)}.get)
    moments["weekday"] = weekdays.where(texts.str.fullmatch(r"[A-Za-z]{3,9}\.?")).astype("float64")
    if column.field != "date" and _are_numbers(texts):
        moments["start"] = _hour_numbers(texts, is_end=column.field == "end")
    return moments


def _are_numbers(texts: pd.Series) -> bool:
    stated = texts[texts != ""]
    return not stated.empty and stated.str.fullmatch(r"\d{1,4}").mean() > _NEARLY_ALL


def _hour_numbers(texts: pd.Series, *, is_end: bool = False) -> pd.Series:
    """Return seconds after midnight of 0, 1, … 23, of 1, 2, … 24, of 0, 30, 100, … 2330, or of 1, 2, … 48 or 96.

    The first of periods that are numbered from 1 begins at midnight, and ends one period later.
    """
    numbers = pd.to_numeric(texts, errors="coerce")
    length = _numbered_length(texts)
    if length is None:
        return numbers // 100 * 3600.0 + numbers % 100 * 60.0
    return (numbers - (_counts_from_one(texts) and not is_end)) * length * 60.0


def _numbered_length(texts: pd.Series) -> int | None:
    """Return the minutes of periods that are numbered through the day; None of 0, 30, 100, … 2330."""
    numbers = pd.to_numeric(texts, errors="coerce").dropna()
    if numbers.max() > 24 and (numbers % 100).isin(range(0, 60, 5)).all():
        return None
    return next((MINUTES_OF_A_DAY // periods for periods in (24, 48, 96) if numbers.max() <= periods), None)


def _counts_from_one(texts: pd.Series) -> bool:
    """Return whether periods are numbered from 1: 1 to 24, 48 or 96."""
    if not _are_numbers(texts) or _numbered_length(texts) is None:
        return False
    numbers = pd.to_numeric(texts, errors="coerce")
    return bool(numbers.max() in (24, 48, 96) and numbers.min() == 1)


def _lengths(moments: pd.DataFrame) -> pd.Series:
    """Return the minutes that a range or an end gives each row, NaN of others; 00:00-00:29 is half an hour."""
    ends = moments["end"].fillna(moments["end_clock"])
    ends = ends.mask(ends.isna() & moments["end_day"].notna(), 0.0)
    days = (moments["end_day"] - moments["day"]).dt.days
    passed = days * SECONDS_PER_DAY + ends - moments["start"].fillna(0.0)
    within = (ends - moments["start"].fillna(0.0)) % SECONDS_PER_DAY
    passed = passed.where(moments["end"].isna() & days.notna(), within.mask(within == 0, SECONDS_PER_DAY))
    minutes = (passed / 60.0).where(moments["start"].notna()).round()
    return minutes + (minutes + 1).isin(_WHOLE_PERIODS)


def _minutes(lengths: pd.Series, days: pd.Series, moments: pd.DataFrame) -> int:
    """Return the length of periods: the commonest that rows state, else the commonest step to the next start."""
    stated = lengths[(lengths > 0) & (lengths <= MINUTES_OF_A_DAY)]
    if not stated.empty:
        return int(stated.mode().iloc[0])
    clocks = moments["start"].fillna(moments["end_clock"])
    starts = (days + pd.to_timedelta(clocks, unit="s")).dropna().drop_duplicates().sort_values()
    steps = starts.diff().dropna().dt.total_seconds() / 60.0
    if steps.empty:
        return _HOUR
    for step in (int(steps.mode().iloc[0]), int(np.gcd.reduce(steps.astype(int)))):
        if step >= MINUTES_OF_A_DAY or (MINUTES_OF_A_DAY % step == 0 and step % _SHORTEST == 0):
            return min(step, MINUTES_OF_A_DAY)
    return _HOUR


def _clocks(moments: pd.DataFrame, minutes: int) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return when periods begin; where 24:00 is there and 00:00 is not, the times are those at which they end."""
    clocks = moments["start"]
    if clocks.isna().all():
        return _midnights_last(moments) - minutes * 60, ()
    if (clocks == SECONDS_PER_DAY).any() and not (clocks == 0).any():
        text = "The times run from the first period's end to 24:00. simcall takes them for the ends of the periods."
        return clocks - minutes * 60, (Finding("assumed", text),)
    return clocks, ()


def _midnights_last(moments: pd.DataFrame) -> pd.Series:
    """Return when periods end; a 00:00 that the first date has too is 24:00 of its own date."""
    ends = moments["end_clock"]
    is_midnight = moments["end_day"].isna() & (ends == 0)
    if not (is_midnight & (moments["day"] == moments["day"].min())).any():
        return ends
    return ends.mask(is_midnight, float(SECONDS_PER_DAY))


def _on_local_clock(starts: pd.Series, offsets: pd.Series, zone: str, local_zone: str) -> pd.Series:
    if offsets.notna().any():
        return instants_on_local_clock(starts, offsets, local_zone)
    return to_local(starts, zone, local_zone)
