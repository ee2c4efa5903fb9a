"""The clock of an export: what its names say of it, and its times on the local clock."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from simcall.observed.observations import Finding
from simcall.sheets.column_names import plain_name, spaced_name

__all__ = ["assumed_local", "instants_on_local_clock", "names_local", "names_utc", "to_local"]

_UTC = re.compile(r"\b(?:UTC|Zulu|Universal)\b(?!\s*[+-]?\d)", re.IGNORECASE)
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
    text = (
        f"The times name no time zone. simcall took them as local ({local_zone}). If they are in UTC, write --zone UTC."
    )
    return Finding("assumed", text)


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
