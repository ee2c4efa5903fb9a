"""A line's counts in equal steps of the local clock: one row for each date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["HOURS_PER_DAY", "MINUTES_PER_DAY", "Bools", "Floats", "Grid", "Ints", "line_grid", "never_recorded"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MINUTES_PER_DAY = 1440
HOURS_PER_DAY = 24
_COUNTS = ["offered", "answered", "abandoned", "exposure"]
_TWO_WEEKS = 14


@dataclass(frozen=True)
class Grid:
    """A line's counts by date and step of the day.

    Attributes
    ----------
    line : str
        The line.
    first : date
        The date of the first row; every later date has a row, also those on which the files are silent.
    offered, answered, abandoned : Floats
        Calls, of shape (dates, steps).
    exposure : Floats
        Recorded hours, of the same shape: 0 where the files are silent.
    is_closed : Bools
        Which steps are at a time of the week that the files never have, of the same shape: the line is taken to be
        closed then.
    """

    line: str
    first: date
    offered: Floats
    answered: Floats
    abandoned: Floats
    exposure: Floats
    is_closed: Bools

    @property
    def steps_per_day(self) -> int:
        """How many steps a day has."""
        return int(self.offered.shape[1])

    @property
    def dates(self) -> list[date]:
        """The dates of the rows."""
        return [self.first + timedelta(days=day) for day in range(len(self.offered))]

    @property
    def weekdays(self) -> Ints:
        """The weekday of each row; Monday is 0."""
        return np.asarray((self.first.weekday() + np.arange(len(self.offered))) % 7, dtype=np.int64)

    @property
    def has_hours(self) -> bool:
        """Whether the steps are hours or shorter."""
        return self.steps_per_day >= HOURS_PER_DAY

    def moment(self, step: int) -> datetime:
        """Return the start of a step, counted from the first date's midnight."""
        return datetime.combine(self.first, datetime.min.time()) + step * self.step_length

    @property
    def step_length(self) -> timedelta:
        """The length of a step by the clock."""
        return timedelta(minutes=MINUTES_PER_DAY // self.steps_per_day)

    def by(self, steps_per_day: int) -> Grid:
        """Return the same counts in fewer, longer steps."""
        if steps_per_day >= self.steps_per_day:
            return self
        shape = (len(self.offered), steps_per_day, -1)
        longer = self._changed(lambda counts: counts.reshape(shape).sum(axis=2))
        return replace(longer, is_closed=np.asarray(self.is_closed.reshape(shape).all(axis=2)))

    def without(self, spells: Iterable[tuple[datetime, datetime]]) -> Grid:
        """Return the grid with nothing recorded in the steps that some spells touch."""
        out = np.zeros(self.offered.size, dtype=bool)
        midnight = self.moment(0)
        for start, end in spells:
            begin = max(0, (start - midnight) // self.step_length)
            out[begin : max(0, -((midnight - end) // self.step_length))] = True
        kept = ~out.reshape(self.offered.shape)
        return self._changed(lambda counts: np.where(kept, counts, 0.0))

    def less(self, starts: pd.DatetimeIndex) -> Grid:
        """Return the grid without the calls that were offered at some moments; times that are left out stay empty."""
        step = np.asarray((starts - pd.Timestamp(self.first)) // self.step_length, dtype=np.int64)
        taken = _sums(np.ones(len(step)), step, self.offered.size).reshape(self.offered.shape)
        return replace(self, offered=np.maximum(0.0, self.offered - np.where(self.exposure > 0, taken, 0.0)))

    def _changed(self, change: Callable[[Floats], Floats]) -> Grid:
        """Return the grid with the same change to all of its counts."""
        offered, answered, abandoned, exposure = (
            change(counts) for counts in (self.offered, self.answered, self.abandoned, self.exposure)
        )
        return replace(self, offered=offered, answered=answered, abandoned=abandoned, exposure=exposure)


def line_grid(counts: pd.DataFrame, line: str, first: date, days: int) -> Grid:
    """Return the counts of a line between two dates.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `simcall.observed.observations.COUNT_COLUMNS`. Of rows of several lengths the longest steps count that are
        not longer than an hour; rows of days count where there are no others.
    line : str
        The line.
    first : date
        The first date.
    days : int
        The number of dates.
    """
    rows = counts[counts["line"] == line]
    if (rows["minutes"] <= 60).any():
        rows = rows[rows["minutes"] <= 60]
    minutes = int(rows["minutes"].max())
    midnight = np.datetime64(first, "m")
    step = (rows["start"].to_numpy().astype("datetime64[m]") - midnight).astype(np.int64) // minutes
    steps_per_day = MINUTES_PER_DAY // minutes
    sums = {name: _sums(values, step, days * steps_per_day) for name, values in _values(rows).items()}
    tables = {name: total.reshape(days, steps_per_day) for name, total in sums.items()}
    return Grid(line, first, **tables, is_closed=never_recorded(tables["exposure"], first))


def never_recorded(exposure: Floats, first: date) -> Bools:
    """Return which steps are at a time of the week that was never recorded; in a short file, at a time of the day.

    Parameters
    ----------
    exposure : Floats
        Recorded hours by date and step.
    first : date
        The first date.
    """
    days = np.arange(len(exposure))
    kinds = (first.weekday() + days) % 7 if len(exposure) >= _TWO_WEEKS else 0 * days
    hours = np.zeros((7, exposure.shape[1]))
    np.add.at(hours, kinds, exposure)
    return np.asarray(hours[kinds] == 0)


def _values(rows: pd.DataFrame) -> dict[str, Floats]:
    """Return the counts of each row; calls that only the other counts tell are worked out from them."""
    offered, answered, abandoned, exposure = (rows[name].to_numpy(dtype=np.float64) for name in _COUNTS)
    abandoned_or_rest = np.where(np.isnan(abandoned), offered - answered, abandoned)
    answered_or_rest = np.where(np.isnan(answered), offered - abandoned, answered)
    all_offered = np.where(np.isnan(offered), np.nan_to_num(answered) + np.nan_to_num(abandoned), offered)
    values = {"offered": all_offered, "answered": answered_or_rest, "abandoned": abandoned_or_rest}
    return {name: np.nan_to_num(value) for name, value in values.items()} | {"exposure": exposure}


def _sums(values: Floats, step: Ints, steps: int) -> Floats:
    inside = (step >= 0) & (step < steps)
    return np.asarray(np.bincount(step[inside], weights=values[inside], minlength=steps), dtype=np.float64)
