"""The clock of an export: what its names say of it, and its times on the local clock."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from simcall.files.advice import Advice, Give
from simcall.observed.observations import Finding, Question
from simcall.sheets.column_names import plain_name, spaced_name

__all__ = ["ask_gmt", "assumed_local", "instants_on_local_clock", "names_local", "names_utc", "to_local"]

_UTC = re.compile(r"\b(?:UTC|Zulu|Universal)\b(?!\s*[+-]?\d)", re.IGNORECASE)
_GMT = re.compile(r"\bGMT\b")
_LOCAL = re.compile(r"\b(?:BST|London|local)\b", re.IGNORECASE)


def names_utc(name: str) -> bool:
    """Return whether the name of a column or a title says that times are in UTC."""
    return _UTC.search(spaced_name(name)) is not None


def names_local(name: str, others: Iterable[str] = ()) -> bool:
    """Return whether the name of a column or a title says that times are local.

    Parameters
    ----------
    name : str
        The name.
    others : iterable of str
        Names of the table's columns. "Start" beside "Start UTC" is local.
    """
    if names_utc(name):
        return False
    if _LOCAL.search(spaced_name(name)):
        return True
    own = plain_name(name)
    return any(names_utc(other) and plain_name(_UTC.sub(" ", spaced_name(other))) == own for other in others)


def assumed_local(local_zone: str) -> Finding:
    """Return the finding on times that name no time zone."""
    text = Advice(
        f"The times name no time zone. simcall took them as local ({local_zone}). If they are in UTC, write ",
        Give("--zone", "UTC"),
        ".",
    )
    return Finding("assumed", text)


def ask_gmt(names: Iterable[str], times: pd.Series, local_zone: str) -> tuple[Question, ...]:
    """Ask whether times that are said to be in GMT are so in summer too, if any of them is of a summer's day.

    Parameters
    ----------
    names : iterable of str
        Titles, and names of columns of times.
    times : pandas.Series
        Moments as the files write them.
    local_zone : str
        Of the planner's clock.
    """
    says_gmt = any(_GMT.search(spaced_name(name)) and not names_local(name) for name in names)
    days = pd.DatetimeIndex(times.dropna().dt.normalize().unique())
    if not says_gmt or not any(day.tz_localize(local_zone).utcoffset() for day in days):
        return ()
    text = "The export says GMT. Do its times change with the clocks in summer?"
    return (Question("--zone", text, (("UTC", "no, GMT all year"), (local_zone, "yes, the local clock"))),)


def to_local(moments: pd.Series, zone: str, local_zone: str) -> pd.Series:
    """Return moments of one zone's clock on the local clock, without a zone.

    An hour that comes twice on the first clock is taken for its first time.
    """
    if zone == local_zone:
        return moments
    first = np.ones(len(moments), dtype=bool)
    aware: pd.Series = moments.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    local: pd.Series = aware.dt.tz_convert(local_zone).dt.tz_localize(None)
    return local


def instants_on_local_clock(moments: pd.Series, offsets: pd.Series, local_zone: str) -> pd.Series:
    """Return moments that state how many seconds their clock is ahead of UTC; NaN counts as UTC."""
    return to_local(moments - pd.to_timedelta(offsets.fillna(0.0), unit="s"), "UTC", local_zone)
