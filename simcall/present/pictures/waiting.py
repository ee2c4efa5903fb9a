"""How many callers wait at each moment: a typical day, and the day with the longest queue, of all replications.

Nobody waits before joining the queue, or since being taken, giving up or going elsewhere: at tick t those wait who have
``joined <= t < left``. A run keeps these ticks for it, as totals by period do not hold them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from simcall.inputs import Calendar, Floats, Ints
from simcall.measures.waits import Waits
from simcall.studies.defaults import replications_of_queue
from simcall.studies.workers import in_threads

if TYPE_CHECKING:
    from simcall.measures.run_numbers import RunNumbers

__all__ = ["QUARTERS", "Waiting", "WorstDay", "waiting_of"]

QUARTERS = 96
"""Quarters of an hour in a day of the local clock."""
_QUARTER_MIN = 15
_LEVELS = (10, 50, 90)


@dataclass(frozen=True)
class WorstDay:
    """The first of the days with the longest queue.

    Attributes
    ----------
    day : datetime.date
        On the local clock.
    replication : int
        0 for the first.
    longest : int
        The most callers who waited at once.
    longest_at : datetime.datetime
        When the queue first had that length, in local time.
    hour : float64, shape (steps,)
        Hour of the local clock from which on…
    number : float64, shape (steps,)
        The number waiting at each of those times. Not a number where the clock goes back.
    """

    day: date
    replication: int
    longest: int
    longest_at: datetime
    hour: Floats
    number: Floats


@dataclass(frozen=True)
class Waiting:
    """How many callers of a line wait through the day.

    Attributes
    ----------
    low, median, high : float64, shape (96,)
        Of the number waiting at each quarter of an hour, over all days and replications: 10 % of them had fewer or as
        many, half, 90 %. Not a number where the span has no such quarter.
    days : int
        How many days that is.
    replications : int
        Of how many replications.
    worst : WorstDay
        The worst of these days.
    """

    low: Floats
    median: Floats
    high: Floats
    days: int
    replications: int
    worst: WorstDay


@dataclass(frozen=True)
class _Grid:
    """Where a calendar is looked at: the first tick of each measured day, and each quarter of an hour of the clock."""

    days: Ints
    at: Ints
    quarter: Ints


@dataclass(frozen=True)
class _Steps:
    """The number waiting: `number` from `tick` on, until the next."""

    tick: Ints
    number: Ints


def waiting_of(results: RunNumbers) -> dict[str, Waiting]:
    """Return how many callers of each line wait through the day.

    Parameters
    ----------
    results : Results
        A run. Of a long one only the first replications are looked at, as many as make 1,000 days. They are simulated
        again if the run has not kept when calls waited.

    Returns
    -------
    dict of str to Waiting
    """
    calendar, lines = results.blueprint.calendar, list(results.blueprint.scenario.lines)
    grid = _grid_of(calendar)
    looked_at = min(results.replications, replications_of_queue(results.blueprint.scenario.days))
    samples = np.zeros((len(lines), looked_at, len(grid.at)), np.int64)
    worst: list[tuple[int, int, int, _Steps] | None] = [None] * len(lines)
    cores = os.cpu_count() or 1  # the kernel, if it has to run again, releases the interpreter's lock
    for replication, by_line in enumerate(in_threads(results.waits, range(looked_at), cores, ordered=True)):
        for line, waits in enumerate(by_line):
            steps = _steps(waits, grid.days)
            samples[line, replication] = steps.number[np.searchsorted(steps.tick, grid.at, side="right") - 1]
            longest, day = _longest_day(steps, grid.days, calendar.horizon)
            longest_so_far = worst[line]
            if longest_so_far is None or longest > longest_so_far[0]:
                worst[line] = longest, replication, day, steps
    return {
        name: _waiting(samples[line], grid, _worst_day(worst[line], grid, calendar)) for line, name in enumerate(lines)
    }


def _grid_of(calendar: Calendar) -> _Grid:
    days, at, quarter = [], [], []
    for day in calendar.dates:
        first = max(calendar.tick_at(day.start_s), calendar.measured_from)
        minutes = np.flatnonzero(day.clock % _QUARTER_MIN == 0)
        ticks = np.array([calendar.tick_at(day.start_s + 60.0 * minute) for minute in minutes.tolist()], np.int64)
        within = (ticks >= calendar.measured_from) & (ticks < calendar.horizon)
        at.append(ticks[within])
        quarter.append(day.clock[minutes][within] // _QUARTER_MIN)
        if calendar.tick_at(day.start_s + 60.0 * len(day.clock)) > first:
            days.append(first)
    return _Grid(np.array(days, np.int64), np.concatenate(at), np.concatenate(quarter))


def _steps(waits: Waits, days: Ints) -> _Steps:
    """Return the number of a line's callers who wait; each day begins with a step, which may be zero."""
    changes = np.repeat((1, -1, 0), (len(waits.joined), len(waits.left), len(days) + 1))
    ticks, step = np.unique(np.concatenate([waits.joined, waits.left, [-1], days]), return_inverse=True)
    return _Steps(ticks, np.cumsum(np.bincount(step, changes)).astype(np.int64))


def _longest_day(steps: _Steps, days: Ints, horizon: int) -> tuple[int, int]:
    """Return the longest queue of any measured day, and which day that was."""
    first = np.searchsorted(steps.tick, days)
    until = int(np.searchsorted(steps.tick, horizon))
    longest = np.maximum.reduceat(steps.number[:until], first)
    day = int(np.argmax(longest))
    return int(longest[day]), day


def _worst_day(longest_queue: tuple[int, int, int, _Steps] | None, grid: _Grid, calendar: Calendar) -> WorstDay:
    assert longest_queue is not None, "at least one replication is looked at"
    longest, replication, day, steps = longest_queue
    begin = int(grid.days[day])
    end = int(grid.days[day + 1]) if day + 1 < len(grid.days) else calendar.horizon
    within = slice(*np.searchsorted(steps.tick, (begin, end)).tolist())
    ticks, number = steps.tick[within], steps.number[within].astype(np.float64)
    when = calendar.local(int(ticks[np.argmax(number)]))
    hours = _clock_hours(np.append(ticks, end), calendar.local(begin).date(), calendar)
    return WorstDay(when.date(), replication, longest, when, *_broken(hours, np.append(number, number[-1])))


def _clock_hours(ticks: Ints, on: date, calendar: Calendar) -> Floats:
    """Return what the local clock shows at ticks of a date, in hours; 24 at its end."""
    local_date = next(local_date for local_date in calendar.dates if local_date.date == on)
    minute = (ticks * calendar.tick_s - local_date.start_s) / 60
    minute_index = np.minimum(minute.astype(np.int64), len(local_date.clock) - 1)
    return np.asarray((local_date.clock[minute_index] + minute - minute_index) / 60, np.float64)


def _broken(hours: Floats, number: Floats) -> tuple[Floats, Floats]:
    """Break a curve where the clock goes back."""
    back = np.flatnonzero(np.diff(hours) < 0) + 1
    return np.insert(hours, back, np.nan), np.insert(number, back, np.nan)


def _waiting(samples: Ints, grid: _Grid, worst: WorstDay) -> Waiting:
    """Gather the samples of one line, shape (replications, moments), by quarter of an hour."""
    levels = np.full((len(_LEVELS), QUARTERS), np.nan)
    for quarter in np.unique(grid.quarter).tolist():
        levels[:, quarter] = np.percentile(samples[:, grid.quarter == quarter], _LEVELS, method="inverted_cdf")
    low, median, high = levels
    return Waiting(low, median, high, len(grid.days) * len(samples), len(samples), worst)
