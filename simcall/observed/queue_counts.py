"""Calls as each queue's own report counts them: those from outside, and those that other lines sent on."""

from __future__ import annotations

import pandas as pd

__all__ = ["TRANSFERRED_IN", "queue_counts"]

TRANSFERRED_IN = "transferred_in"
"""The column of the calls that other lines sent on."""
_KEYS = ["line", "start", "minutes"]
_SUMS = ["offered", "answered", "abandoned", "wait_answered", "wait_abandoned", "handling"]


def queue_counts(counts: pd.DataFrame, transferred: pd.DataFrame | None) -> pd.DataFrame:
    """Return the counts with the calls that other lines sent on, and how many of the calls offered these are.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `simcall.observed.observations.COUNT_COLUMNS`: calls from outside.
    transferred : pandas.DataFrame or None
        The same of calls that other lines sent on.

    Returns
    -------
    pandas.DataFrame
        With the same columns, and `TRANSFERRED_IN`.
    """
    if transferred is None:
        return counts.assign(**{TRANSFERRED_IN: 0.0})
    came = transferred.set_index(_KEYS)[_SUMS].reindex(pd.MultiIndex.from_frame(counts[_KEYS])).fillna(0.0)
    came.index = counts.index
    sums = counts[_SUMS] + came
    return counts.assign(**{name: sums[name] for name in _SUMS}, **{TRANSFERRED_IN: came["offered"]})
