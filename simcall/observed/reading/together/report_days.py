"""Give the calls of a report by day their hours, which only single calls of the same day show."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from simcall.files.messages import counted
from simcall.observed.observations import Finding
from simcall.observed.queue_counts import SUMMED_COLUMNS

__all__ = ["days_without_hours", "line_days", "spread_over_days"]

_DAY_MIN = 1440
_WHOLE_DAY_H = 23.0
"""What the shortest day has, on which the clock goes forward."""


def line_days(counts: pd.DataFrame) -> pd.MultiIndex:
    """Return the line and the date of each row."""
    return pd.MultiIndex.from_arrays(_by_line_day(counts))


def _by_line_day(counts: pd.DataFrame) -> list[pd.Series]:
    return [counts["line"], counts["start"].dt.normalize().rename("day")]


def spread_over_days(report: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Return a report whose days are half hours where single calls show them: the report's totals, the calls' shape.

    If the single calls do not cover the whole day, they show only a part of its shape: then they count, not the
    report. Days without any single call stay as they are.

    Parameters
    ----------
    report, calls : pandas.DataFrame
        As `simcall.observed.observations.COUNT_COLUMNS`: of a report, and of single calls.
    """
    is_day = report["minutes"] == _DAY_MIN
    days = report[is_day]
    totals = days[SUMMED_COLUMNS].groupby(_by_line_day(days)).sum(min_count=1)
    of_calls = calls[[*SUMMED_COLUMNS, "exposure"]].groupby(_by_line_day(calls)).sum(min_count=1)
    have_hours = totals.index.intersection(of_calls.index[of_calls["offered"] > 0])
    is_whole = of_calls.loc[have_hours, "exposure"] >= _WHOLE_DAY_H
    totals = totals.loc[have_hours].where(is_whole, of_calls.loc[have_hours, SUMMED_COLUMNS], axis=0)
    half_hours = calls[line_days(calls).isin(have_hours)]
    rest = report[~(is_day & line_days(report).isin(have_hours))]
    return pd.concat([rest, _in_proportion(half_hours, totals)], ignore_index=True)


def _in_proportion(half_hours: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Return the half hours of days such that they add up to the totals of each day.

    A total that the report does not have changes as the calls offered do. What no single call shows, such as calls
    abandoned on a day without any, is spread as the calls offered are.
    """
    own = half_hours[SUMMED_COLUMNS].groupby(_by_line_day(half_hours)).transform("sum")
    total = totals.reindex(line_days(half_hours)).set_axis(half_hours.index)
    total["offered"] = total["offered"].fillna(total["answered"] + total["abandoned"]).fillna(own["offered"])
    share_of_calls = half_hours["offered"] / own["offered"]
    spread = {}
    for name in SUMMED_COLUMNS:
        share = (half_hours[name] / own[name]).where(own[name] > 0, share_of_calls)
        unknown = half_hours[name] * total["offered"] / own["offered"]
        spread[name] = (share * total[name]).where(total[name].notna(), unknown)
    return half_hours.assign(**spread)


def days_without_hours(counts: pd.DataFrame) -> Iterator[Finding]:
    """Say on which days a line has only a report by day, if it has hours on others: simcall leaves them out.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `simcall.observed.observations.COUNT_COLUMNS`.
    """
    is_day = counts["minutes"] == _DAY_MIN
    with_hours = counts[~is_day]
    days = counts[is_day & counts["line"].isin(with_hours["line"])]
    days = days[~line_days(days).isin(line_days(with_hours))]
    for line, of_line in days.groupby("line"):
        number, start = counted(of_line["start"].nunique(), "day"), of_line["start"]
        text = (
            f"simcall leaves out {number} of {line}, between {start.min():%Y-%m-%d} and {start.max():%Y-%m-%d}: the "
            "files have only a report by day for them, which does not show the hours. Give a report by interval for "
            "these days."
        )
        yield Finding("left out", text)
