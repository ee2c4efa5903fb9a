"""Calls as each queue's own report counts them: those from outside, and those that other lines sent on."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["SUMMED_COLUMNS", "TRANSFERRED_IN", "counts_from_outside", "queue_counts"]

TRANSFERRED_IN = "transferred_in"
"""The column of the calls that other lines sent on."""
SUMMED_COLUMNS = ["offered", "answered", "abandoned", "wait_answered", "wait_abandoned", "handling"]
"""The columns that add up over periods and lines."""
_PERIOD = ["line", "start"]


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
    came = _transferred_by_period(counts, transferred)
    sums = counts[SUMMED_COLUMNS] + came
    return counts.assign(**{name: sums[name] for name in SUMMED_COLUMNS}, **{TRANSFERRED_IN: came["offered"]})


def counts_from_outside(report: pd.DataFrame, transferred: pd.DataFrame | None) -> pd.DataFrame:
    """Return a report's counts without the calls that other lines sent on, which each queue's report counts.

    Parameters
    ----------
    report : pandas.DataFrame
        As `simcall.observed.observations.COUNT_COLUMNS`.
    transferred : pandas.DataFrame or None
        The same of calls that other lines sent on.
    """
    if transferred is None:
        return report
    rest = (report[SUMMED_COLUMNS] - _transferred_by_period(report, transferred)).clip(lower=0.0)
    return report.assign(**{name: rest[name] for name in SUMMED_COLUMNS})


def _transferred_by_period(counts: pd.DataFrame, transferred: pd.DataFrame) -> pd.DataFrame:
    """Return the transferred calls of each row's period, whatever its length; two rows of one period share them."""
    came = pd.DataFrame(0.0, index=counts.index, columns=SUMMED_COLUMNS)
    for minutes in counts["minutes"].unique():
        rows = counts[counts["minutes"] == minutes]
        starts = transferred["start"].dt.floor(f"{minutes}min")
        sums = transferred[SUMMED_COLUMNS].groupby([transferred["line"], starts]).sum()
        rows_of_period = rows.groupby(_PERIOD)["minutes"].transform("size").to_numpy()[:, np.newaxis]
        own = sums.reindex(pd.MultiIndex.from_frame(rows[_PERIOD])).fillna(0.0)
        came.loc[rows.index] = own.to_numpy() / rows_of_period
    return came
