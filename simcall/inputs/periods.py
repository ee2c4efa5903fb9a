"""Cut the measured span into periods of the local clock, and gather these by hour, by day or by week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs.calendar import Calendar
from simcall.inputs.world import Ints

__all__ = ["GATHERINGS", "HOUR", "Cells", "Periods", "cells_by", "gathered", "periods_of"]

HOUR = 60


@dataclass(frozen=True)
class Periods:
    """Consecutive periods that fill the measured span.

    Attributes
    ----------
    edges : int64, shape (periods + 1,)
        Ticks at which they begin, and the last ends.
    starts : tuple of datetime.datetime
        Local time at which each begins.
    """

    edges: Ints
    starts: tuple[datetime, ...]

    def __len__(self) -> int:
        return len(self.starts)


@lru_cache(maxsize=16)
def periods_of(calendar: Calendar, width_min: int) -> Periods:
    """Cut the measured span at every multiple of `width_min` minutes from local midnight.

    The first and the last period are shorter where the span does not begin or end on such a multiple; an hour that the
    local clock shows twice makes two periods.
    """
    first_s = calendar.measured_from * calendar.tick_s
    cuts = {calendar.measured_from: first_s}
    for day in calendar.dates:
        for minute in np.flatnonzero(day.clock % width_min == 0).tolist():
            start_s = day.start_s + 60.0 * minute
            tick = calendar.tick_at(start_s)
            if start_s > first_s and calendar.measured_from <= tick < calendar.horizon:
                cuts[tick] = start_s
    # A period is named by when it begins on the clock, not by the tick nearest to that.
    starts = tuple(calendar.local_at(cuts[tick]) for tick in sorted(cuts))
    return Periods(np.array([*sorted(cuts), calendar.horizon], dtype=np.int64), starts)


GATHERINGS: dict[str, Callable[[datetime], Any]] = {
    "hour": lambda start: start.hour,
    "hour_of_week": lambda start: start.weekday() * 24 + start.hour,
    "day": lambda start: start.date(),
    "week": lambda start: start.date() - timedelta(days=start.weekday()),
    "interval": lambda start: start,
}
"""What `by` may be, and how a period's local start becomes its label."""


@dataclass(frozen=True)
class Cells:
    """Periods gathered under labels.

    Attributes
    ----------
    labels : list
        The labels that occur, ascending.
    of_period : int64, shape (periods,)
        The place of each period's label among them.
    """

    labels: list[Any]
    of_period: Ints


def cells_by(periods: Periods, by: str | None) -> Cells:
    """Gather periods under labels.

    Parameters
    ----------
    periods : Periods
        What to gather.
    by : str or None
        One of `GATHERINGS`: hour of the day, hour of the week (0 is Monday 00:00), local date, week by the date of its
        Monday (the span may begin or end within one), or each period by itself. None gathers the whole span under the
        label None.

    Raises
    ------
    SimcallError
        If there is no such gathering.
    """
    if by is None:
        return Cells([None], np.zeros(len(periods), np.int64))
    if by not in GATHERINGS:
        raise SimcallError(f'cannot measure by "{by}"; choose one of {", ".join(GATHERINGS)}')
    if by == "interval":  # two of them may show the same local time, in the night when the clock goes back
        return Cells(list(periods.starts), np.arange(len(periods), dtype=np.int64))
    return gathered(periods, GATHERINGS[by])


def gathered(periods: Periods, label: Callable[[datetime], Any]) -> Cells:
    """Gather periods under the labels of their local starts."""
    labels_of_periods = [label(start) for start in periods.starts]
    labels = sorted(set(labels_of_periods))
    index = {label: number for number, label in enumerate(labels)}
    return Cells(labels, np.array([index[label] for label in labels_of_periods], dtype=np.int64))
