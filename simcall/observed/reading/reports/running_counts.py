"""Find reports in which each row holds the calls since midnight, and take the differences."""

from __future__ import annotations

from typing import Final

import pandas as pd

from simcall.observed.observations import Question
from simcall.observed.reading.reports.figures import FIGURES
from simcall.observed.reading.reports.periods import MINUTES_OF_A_DAY

__all__ = ["COUNTS", "COUNTS_CHOICES", "SINCE_MIDNIGHT", "are_running", "ask_running", "differences"]

COUNTS: Final = "--counts"
SINCE_MIDNIGHT: Final = "since-midnight"
COUNTS_CHOICES: Final = (
    (SINCE_MIDNIGHT, "the calls since midnight; simcall takes the differences"),
    ("each", "the calls of its own period"),
)
_ROWS, _CALLS, _DAYS, _NEARLY_ALL = 12, 10.0, 3, 0.9
"""A day tells if it has as many rows and calls; by chance, not one such day has counts that only rise."""


def are_running(rows: pd.DataFrame) -> bool:
    """Return whether calls offered only rise during nearly every day, and begin again at midnight.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``line``, ``queue``, ``start``, ``minutes`` and the figures of periods.
    """
    periods = rows[(rows["minutes"] < MINUTES_OF_A_DAY) & rows["offered"].notna()].sort_values("start", kind="stable")
    by_day = periods.groupby(_days(periods), sort=False)["offered"]
    days = by_day.agg(["size", "first", "last"]).assign(rises=by_day.agg(_only_rises))
    telling = days[(days["size"] >= _ROWS) & (days["last"] >= _CALLS)]
    if len(telling) < _DAYS:
        return False
    begins_again = telling["first"] < telling["last"] / 2
    return bool((telling["rises"] & begins_again).mean() >= _NEARLY_ALL)


def _days(rows: pd.DataFrame) -> list[pd.Series]:
    return [rows["line"], rows["queue"], rows["file"], rows["start"].dt.normalize().rename("day")]


def _only_rises(offered: pd.Series) -> bool:
    """Return whether counts only rise, and not by the same number each time, as numbers of rows do."""
    return bool(offered.is_monotonic_increasing and offered.diff().nunique() > 1)


def ask_running() -> Question:
    """Ask what each row holds."""
    text = (
        "On nearly every day, each row has at least as many calls as the row before it, and the counts begin again the "
        "next day. Does each row of the report hold the calls of its own period, or all calls since midnight?"
    )
    return Question(COUNTS, text, COUNTS_CHOICES)


def differences(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the figures of their own periods, from figures since midnight; parameters as `are_running`."""
    ordered = rows.sort_values(["line", "queue", "file", "start"], kind="stable")
    names = [name for name in FIGURES if name != "staffed"]
    earlier = ordered.groupby(_days(ordered), sort=False)[names].shift(1)
    return ordered.assign(**(ordered[names] - earlier.fillna(0.0))).sort_index()
