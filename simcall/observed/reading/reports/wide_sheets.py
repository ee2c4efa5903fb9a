"""Sheets with a column for each weekday, date or hour, unfolded to a row for each cell.

Such a sheet holds volumes alone. Its rows are the hours of its columns' days, or the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from simcall.sheets.crosstabs import columns_across
from simcall.sheets.moments import moment_parts

__all__ = ["UNFOLDED_NAMES", "is_wide", "unfold", "wide_columns"]

UNFOLDED_NAMES: Final = ("Date", "Time", "Calls")
"""The columns of an unfolded sheet."""
_FEWEST = 5
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?", re.IGNORECASE)
_HOUR = re.compile(r"(?:h|hr|hour)?\s*([01]?\d|2[0-4])(?:\s*h(?:rs?)?|\s*-\s*\d{1,2})?", re.IGNORECASE)


def is_wide(names: Sequence[str]) -> bool:
    """Return whether the columns of a table are weekdays, dates or hours."""
    return _across(names) is not None


def wide_columns(names: Sequence[str]) -> tuple[int, list[int]]:
    """Return the position of the column of labels, and those of the days or hours."""
    across = _across(names)
    if across is None:
        raise ValueError("the columns are neither days nor hours")
    positions = [position for position, name in enumerate(names) if across(name)]
    return next(position for position in range(len(names)) if position not in positions), positions


def unfold(names: Sequence[str], body: pd.DataFrame) -> pd.DataFrame:
    """Return a table with a row for each cell: columns 0 (date or weekday), 1 (time) and 2 (calls).

    Parameters
    ----------
    names : sequence of str
        Of the columns.
    body : pandas.DataFrame
        Text; columns 0, 1, …; the index is kept, once for each cell.
    """
    label, positions = wide_columns(names)
    days_stand_in_columns = _is_day(names[positions[0]])
    long = body.melt(id_vars=[label], value_vars=positions, ignore_index=False)
    headings = long["variable"].map({position: _as_clock(names[position]) for position in positions})
    labels = long[label]
    first, second = (headings, labels.map(_as_clock)) if days_stand_in_columns else (labels, headings)
    return pd.DataFrame({0: first, 1: second, 2: long["value"]}, index=long.index).astype("str")


def _across(names: Sequence[str]) -> Callable[[str], bool] | None:
    """Return what tells that a name is a day, a time or an hour, whichever the columns are; None if they are none."""
    for is_kind in (_is_day, _is_clock, _is_hour):
        if columns_across(names, is_kind, _FEWEST) and not is_kind(names[0]):
            return is_kind
    return None


def _is_day(name: str) -> bool:
    if _WEEKDAY.fullmatch(name.strip()):
        return True
    parts = moment_parts(name)
    return parts is not None and bool(parts.date) and parts.start is None


def _is_clock(name: str) -> bool:
    parts = moment_parts(name)
    return parts is not None and not parts.date and parts.start is not None


def _is_hour(name: str) -> bool:
    return _HOUR.fullmatch(name.strip()) is not None


def _as_clock(text: str) -> str:
    """Return "8" and "08h" as 08:00; everything else as it is."""
    match = _HOUR.fullmatch(text.strip())
    return f"{int(match[1]):02d}:00" if match else text
