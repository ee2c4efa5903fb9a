"""Count calls by half hour of the local clock."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simcall.observed.observations import COUNT_COLUMNS

__all__ = ["clock_hours", "comes_twice", "count_calls", "count_transferred"]

_MINUTES = 30
_TRANSFER_MINUTES = 15
"""The shortest period of a report: calls that were sent on are taken off its own."""
_STEP = 5
_PERIODS_PER_DAY = 1440 // _MINUTES
_SILENCE = 7.0
"""With this many calls expected in a time without any, at the edge of a log, the log did not cover that time: a Poisson
count of mean 7 is zero once in 1,100 times."""


def clock_hours(starts: pd.DatetimeIndex, minutes: int, zone: str) -> np.ndarray:
    """Return the hours that periods of the local clock hold.

    A period holds twice its length where the clock goes back over it, and nothing where the clock skips it.

    Parameters
    ----------
    starts : pandas.DatetimeIndex
        The starts of the periods, without a zone.
    minutes : int
        The periods' length by the clock: a multiple of 5.
    zone : str
        The time zone of the clock.
    """
    # Clocks change on the hour: every five minutes are skipped, single or double as a whole.
    steps = pd.to_timedelta(np.arange(0, minutes, _STEP), unit="min")
    moments = pd.DatetimeIndex((starts.to_numpy()[:, None] + steps.to_numpy()[None, :]).ravel())
    summer = moments.tz_localize(zone, ambiguous=np.ones(len(moments), bool), nonexistent="NaT")
    winter = moments.tz_localize(zone, ambiguous=np.zeros(len(moments), bool), nonexistent="NaT")
    times = np.where(summer.isna(), 0, np.where(summer != winter, 2, 1))
    hours: np.ndarray = times.reshape(len(starts), -1).sum(axis=1) * (_STEP / 60)
    return hours


def comes_twice(moments: pd.Series, zone: str) -> pd.Series:
    """Return whether moments of the local clock are in an hour that it goes through twice.

    Parameters
    ----------
    moments : pandas.Series
        Without a zone.
    zone : str
        The time zone of the clock.
    """
    minutes = pd.DatetimeIndex(moments.dt.floor("5min"))
    return pd.Series(clock_hours(minutes, _STEP, zone) > _STEP / 60, index=moments.index)


def count_calls(calls: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Count calls by line and half hour, from the first date's midnight to the end of the last date.

    Calls that another line sent on do not count: `count_transferred` counts them. Before the first call of the first
    date and after the last of the last date, the exposure is 0 if the log plainly did not cover that time: seven calls
    or more are usual in it.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `CALL_COLUMNS`.
    zone : str
        The time zone of the local clock.
    """
    offered = calls[~calls["transferred"]]
    starts = _periods(calls["start"])
    exposure = clock_hours(starts, _MINUTES, zone)
    exposure[_is_silent(offered["start"], starts)] = 0.0
    lines = sorted(calls["line"].unique())
    index = pd.MultiIndex.from_product([lines, starts], names=["line", "start"])
    counts = pd.DataFrame(
        {
            "minutes": np.int32(_MINUTES),
            "exposure": np.tile(exposure, len(lines)),
            **_totals(offered, index, _MINUTES),
            "staffed": np.nan,
        },
        index=index,
    ).reset_index()
    return counts[list(COUNT_COLUMNS)].astype(dict(COUNT_COLUMNS))


def count_transferred(calls: pd.DataFrame, zone: str) -> pd.DataFrame | None:
    """Count the calls that another line sent on, in the quarter hours that have any; None if there are no such calls.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `CALL_COLUMNS`.
    zone : str
        The time zone of the local clock.
    """
    transferred = calls[calls["transferred"]]
    if transferred.empty:
        return None
    keys = {"line": transferred["line"], "start": transferred["start"].dt.floor(f"{_TRANSFER_MINUTES}min")}
    index = pd.MultiIndex.from_frame(pd.DataFrame(keys).drop_duplicates().sort_values(["line", "start"]))
    counts = pd.DataFrame(_totals(transferred, index, _TRANSFER_MINUTES), index=index).reset_index()
    exposure = clock_hours(pd.DatetimeIndex(counts["start"]), _TRANSFER_MINUTES, zone)
    counts = counts.assign(minutes=_TRANSFER_MINUTES, exposure=exposure, staffed=np.nan)
    return counts[list(COUNT_COLUMNS)].astype(dict(COUNT_COLUMNS))


def _periods(starts: pd.Series) -> pd.DatetimeIndex:
    first, last = starts.min().normalize(), starts.max().normalize()
    days = (last - first).days + 1
    return pd.date_range(first, periods=days * _PERIODS_PER_DAY, freq=f"{_MINUTES}min", unit="ms")


def _totals(calls: pd.DataFrame, index: pd.MultiIndex, minutes: int) -> dict[str, np.ndarray]:
    answered, abandoned = calls["outcome"] == "answered", calls["outcome"] == "abandoned"
    # An impossible talk was taken out, or no column has it: the rest of such a call is not its handling.
    handling = calls[["talk", "hold", "wrap"]].sum(axis=1, min_count=1).where(calls["talk"].notna())
    sums = {
        "offered": pd.Series(1.0, index=calls.index),
        "answered": answered.astype(float),
        "abandoned": abandoned.astype(float),
        "wait_answered": calls["wait"].where(answered, 0.0 if calls["wait"].notna().any() else np.nan),
        "wait_abandoned": calls["wait"].where(abandoned, 0.0 if calls["wait"].notna().any() else np.nan),
        "handling": handling.where(answered, 0.0 if handling.notna().any() else np.nan),
    }
    keys = [calls["line"], calls["start"].dt.floor(f"{minutes}min")]
    totals = pd.DataFrame(sums).groupby(keys).sum(min_count=1).reindex(index)
    is_told = {name: series.notna().any() for name, series in sums.items()}
    return {name: totals[name].fillna(0.0 if is_told[name] else np.nan).to_numpy() for name in sums}


def _is_silent(calls: pd.Series, starts: pd.DatetimeIndex) -> np.ndarray:
    """Return which periods lie before the first call or after the last, where other days have calls."""
    silent = np.zeros(len(starts), dtype=bool)
    if calls.empty or len(starts) <= _PERIODS_PER_DAY:
        return silent
    position = ((calls - starts[0]) // pd.Timedelta(minutes=_MINUTES)).to_numpy()
    by_day = np.bincount(position, minlength=len(starts)).reshape(-1, _PERIODS_PER_DAY)
    first, last = int(position.min()), int(position.max()) % _PERIODS_PER_DAY
    if by_day[1:, :first].sum(axis=1).mean() >= _SILENCE:
        silent[:first] = True
    if by_day[:-1, last + 1 :].sum(axis=1).mean() >= _SILENCE:
        silent[len(starts) - _PERIODS_PER_DAY + last + 1 :] = True
    return silent
