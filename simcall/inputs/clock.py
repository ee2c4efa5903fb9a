"""Converts many local times to seconds from the start of the run, also in nights when the clock changes."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from simcall.inputs.calendar import Calendar
from simcall.inputs.world import Floats, Ints

__all__ = ["seconds_at"]

_DAY_S = 86400


def seconds_at(calendar: Calendar, dates: Ints, seconds_of_day: Floats | Ints) -> Floats:
    """Return the seconds from the start of the run to some local times.

    Parameters
    ----------
    calendar : Calendar
        The local clock, and the start of the run.
    dates : int64, shape (n,)
        Proleptic ordinals of any dates.
    seconds_of_day : shape (n,)
        The time on the clock, counted from the date's midnight; from 86400 it belongs to a later date.

    Returns
    -------
    ndarray of float64, shape (n,)
        Seconds from the start of the run, negative before it. If the clock shows a time twice, the first counts; if the
        clock skips it, the first instant after it.
    """
    later, into_date = np.divmod(seconds_of_day, _DAY_S)
    dates = dates + later.astype(np.int64)
    days, which = np.unique(dates, return_inverse=True)
    offsets = np.array([[_offset_s(calendar.zone, day), _offset_s(calendar.zone, day + 1)] for day in days.tolist()])
    offset_s = offsets.reshape(-1, 2)[which]
    midnight = calendar.origin.replace(hour=0, minute=0, second=0, microsecond=0)
    into_day_s = (calendar.origin - midnight).total_seconds()
    seconds = (dates - midnight.toordinal()) * _DAY_S + into_date - offset_s[:, 0] - into_day_s
    for i in np.flatnonzero(offset_s[:, 0] != offset_s[:, 1]):
        seconds[i] = _seconds_on_changing_day(calendar, int(dates[i]), float(into_date[i]))
    return np.asarray(seconds, np.float64)


@lru_cache(maxsize=10_000)
def _offset_s(zone: ZoneInfo, day: int) -> float:
    """Return the offset of the local clock from UTC at a date's midnight, which every rota of a search needs."""
    ahead = datetime.combine(date.fromordinal(day), time(), zone).utcoffset()
    assert ahead is not None
    return ahead.total_seconds()


def _seconds_on_changing_day(calendar: Calendar, day: int, second_of_day: float) -> float:
    """Return when the clock first reaches a time on a date on which it changes."""
    moment = datetime.combine(date.fromordinal(day), time()) + timedelta(seconds=second_of_day)
    seconds = calendar.seconds_to(moment)
    skipped = calendar.local_at(seconds).replace(tzinfo=None) - moment
    if not skipped:
        return seconds
    # The clock jumped forward at a whole second, at most `skipped` before this moment.
    seconds = calendar.seconds_to(moment.replace(microsecond=0))
    after = calendar.local_at(seconds).utcoffset()
    back = range(int(skipped.total_seconds()) + 1)
    before = bisect_left(back, True, key=lambda s: calendar.local_at(seconds - s).utcoffset() != after)
    return seconds - before + 1
