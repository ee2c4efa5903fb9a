"""The periods of a report: when each row's period begins on the local clock, and how long periods are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from simcall.observed.observations import Finding
from simcall.observed.reading.clock_changes import to_local
from simcall.observed.reading.interval_fields import IntervalColumn
from simcall.observed.reading.interval_moments import read_moments
from simcall.observed.reading.interval_reports import Report
from simcall.sheets.clocks import SECONDS_PER_DAY
from simcall.sheets.dates import DateOrder

__all__ = ["MINUTES_OF_A_DAY", "Periods", "period_texts", "row_periods"]

MINUTES_OF_A_DAY: Final = 1440
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_A_MONDAY = pd.Timestamp("2024-01-01")
_MOMENT_FIELDS = ("start", "date", "time")
_MOST_MINUTES = 120
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


def row_periods(report: Report, order: DateOrder, zone: str, local_zone: str) -> Periods:
    """Return the period of each row.

    Parameters
    ----------
    report : Report
        The rows.
    order : str
        Of day, month and year.
    zone, local_zone : str
        Of the clock of the report, and of the planner.
    """
    moments = _moments(report, order)
    is_week = bool(moments["day"].isna().all() and moments["weekday"].notna().any())
    days = _A_MONDAY + pd.to_timedelta(moments["weekday"], unit="D") if is_week else moments["day"]
    if moments["start"].isna().all() and moments["end"].isna().all():
        return Periods(days, MINUTES_OF_A_DAY, is_week)
    minutes = _minutes(moments)
    clocks, findings = _clocks(moments, minutes)
    if any(_counts_from_one(report.texts(column)) for column in report.having("time", "start")):
        findings = (*findings, Finding("assumed", "Hours are counted from 1: hour 1 is 00:00 to 01:00."))
    # A workbook writes the first period of a day as the date alone.
    is_midnight = days.notna() & clocks.isna() & moments["may_be_midnight"]
    starts = days + pd.to_timedelta(clocks.mask(is_midnight, 0.0), unit="s")
    starts = _on_local_clock(starts, moments["offset"], zone, local_zone)
    return Periods(starts.dt.floor(f"{minutes}min"), minutes, is_week, findings)


def _moments(report: Report, order: DateOrder) -> pd.DataFrame:
    """Put together what the columns of a row say of its day and time."""
    parts = [_column_moments(report, column, order) for column in report.having(*_MOMENT_FIELDS)]
    parts.append(read_moments(report.source["day"], order).assign(weekday=np.nan))
    moments = parts[0]
    has_clock = [part["start"].notna().any() for part in parts]
    moments["may_be_midnight"] = bool(has_clock[0]) & moments["day"].notna()
    for part in parts[1:]:
        for name in ("day", "start", "end", "offset", "weekday"):
            moments[name] = moments[name].fillna(part[name])
    # A day stands in its first row alone where cells are merged.
    stated = moments["start"].notna()
    for name in ("day", "weekday"):
        moments[name] = moments[name].where(~stated | moments[name].notna(), moments[name].ffill())
    until = report.having("end")
    ends = _column_moments(report, until[0], order) if until else _nothing(parts[0])
    return moments.assign(end_day=ends["day"], end_clock=ends["start"])


def _nothing(moments: pd.DataFrame) -> pd.DataFrame:
    return moments.assign(day=pd.Series(pd.NaT, index=moments.index, dtype="datetime64[ms]"), start=np.nan)


def _column_moments(report: Report, column: IntervalColumn, order: DateOrder) -> pd.DataFrame:
    """Read a column of dates, times, weekdays or numbers of hours."""
    texts = report.texts(column)
    moments = read_moments(texts, order)
    weekdays = texts.str[:3].str.lower().map({name: day for day, name in enumerate(_WEEKDAYS)}.get)
    moments["weekday"] = weekdays.where(texts.str.fullmatch(r"[A-Za-z]{3,9}\.?")).astype("float64")
    if column.field != "date" and _are_numbers(texts):
        moments["start"] = _hour_numbers(texts)
    return moments


def _are_numbers(texts: pd.Series) -> bool:
    stated = texts[texts != ""]
    return not stated.empty and stated.str.fullmatch(r"\d{1,4}").mean() > _NEARLY_ALL


def _counts_from_one(texts: pd.Series) -> bool:
    """Return whether a column has the hours 1 to 24."""
    if not _are_numbers(texts):
        return False
    numbers = pd.to_numeric(texts, errors="coerce")
    return bool(numbers.max() == 24 and numbers.min() == 1)


def _hour_numbers(texts: pd.Series) -> pd.Series:
    """Return seconds after midnight of 0, 1, … 23, of 1, 2, … 24, or of 0, 30, 100, … 2330."""
    numbers = pd.to_numeric(texts, errors="coerce")
    if numbers.max() > 24:
        return (numbers // 100 * 3600 + numbers % 100 * 60).where(numbers % 100 < 60)
    return (numbers - _counts_from_one(texts)) * 3600.0


def _minutes(moments: pd.DataFrame) -> int:
    """Return the length of periods: what ranges and ends say, else the commonest step from one to the next."""
    clocks = moments["start"].where(moments["start"].notna(), 0.0)
    ends = moments["end"].where(moments["end"].notna(), moments["end_clock"])
    ends = ends.mask(ends.isna() & moments["end_day"].notna(), 0.0)
    lengths = ((ends - clocks) % SECONDS_PER_DAY / 60.0).where(ends.notna() & moments["day"].notna())
    lengths = lengths[(lengths > 0) & (lengths <= _MOST_MINUTES)].round()
    if not lengths.empty:
        return int(lengths.mode().iloc[0])
    steps = np.diff(np.unique(moments["start"].dropna())) / 60.0
    steps = steps[steps > 0]
    return int(pd.Series(steps).mode().iloc[0]) if len(steps) else 60


def _clocks(moments: pd.DataFrame, minutes: int) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return when periods begin; where 24:00 is there and 00:00 is not, the times are those at which they end."""
    clocks = moments["start"]
    if (clocks == SECONDS_PER_DAY).any() and not (clocks == 0).any():
        text = "The times run from the first period's end to 24:00. simcall takes them for the ends of the periods."
        return clocks - minutes * 60, (Finding("assumed", text),)
    return clocks, ()


def _on_local_clock(starts: pd.Series, offsets: pd.Series, zone: str, local_zone: str) -> pd.Series:
    if offsets.notna().any():
        real = (starts - pd.to_timedelta(offsets.fillna(0.0), unit="s")).dt.tz_localize("UTC")
        return real.dt.tz_convert(local_zone).dt.tz_localize(None)
    return to_local(starts, zone, local_zone)
