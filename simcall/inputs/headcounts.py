"""Headcounts as steps in ticks: of the week or by date, and those of them who are available in one replication."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcall.inputs.calendar import Calendar
from simcall.inputs.clock import seconds_at
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.quantiles import to_ticks
from simcall.inputs.world import NEVER, Duties, Floats, Ints
from simcall.scenario import DatedHeadcount, Group, Scenario
from simcall.scenario.models.week import MINUTES_PER_WEEK

__all__ = ["available", "headcount_steps"]

_DAY_S = 86400


def headcount_steps(scenario: Scenario, calendar: Calendar) -> Duties:
    """Lay the headcounts of the groups that have one on the calendar, as steps where they change."""
    steps = [
        (tick, index, headcount)
        for index, group in enumerate(scenario.groups.values())
        if group.has_headcount
        for tick, headcount in _steps_of(group, calendar)
    ]
    table = np.array(sorted(steps), dtype=np.int64).reshape(-1, 3)
    return Duties(tick=table[:, 0], group=table[:, 1], headcount=table[:, 2])


def _steps_of(group: Group, calendar: Calendar) -> Iterator[tuple[int, int]]:
    """Return (tick, headcount) at tick 0 and where the headcount changes."""
    if group.headcount_by_date is not None:
        return _dated_steps(group.headcount_by_date, calendar)
    return _weekly_steps(group.headcounts(), calendar)


def _weekly_steps(week: tuple[int, ...], calendar: Calendar) -> Iterator[tuple[int, int]]:
    """Yield (tick, headcount) at tick 0 and where the headcount changes."""
    per_minute = np.repeat(np.asarray(week, np.int64), MINUTES_PER_WEEK // len(week))
    levels = np.concatenate([per_minute[day.week_minute] for day in calendar.dates])
    starts_s = np.concatenate([day.start_s + 60.0 * np.arange(len(day.clock)) for day in calendar.dates])
    changes = np.flatnonzero(np.diff(levels, prepend=-1))
    ticks = to_ticks(np.maximum(starts_s[changes], 0), calendar.tick_s)
    # Of changes before the run, or in one tick (which may be longer than a minute), the last counts.
    last = np.flatnonzero(np.diff(ticks, append=NEVER))
    previous = -1
    for tick, level in zip(ticks[last].tolist(), levels[changes[last]].tolist(), strict=True):
        if level != previous and tick < calendar.horizon:
            yield tick, level
        previous = level


def _dated_steps(rows: tuple[DatedHeadcount, ...], calendar: Calendar) -> Iterator[tuple[int, int]]:
    """Yield (tick, headcount) at tick 0 and where the sum of the rows changes."""
    dates = np.array([row.date.toordinal() for row in rows], np.int64)
    start_s, end_s = (
        np.array([at.hour * 3600 + at.minute * 60 for at in clock], np.int64)
        for clock in ([row.start for row in rows], [row.end for row in rows])
    )
    end_s += np.where(end_s <= start_s, _DAY_S, 0)
    people = np.array([row.people for row in rows], np.int64)
    edges = [np.zeros(1), *(seconds_at(calendar, dates, seconds) for seconds in (start_s, end_s))]
    ticks = np.clip(to_ticks(np.maximum(np.concatenate(edges), 0), calendar.tick_s), 0, calendar.horizon)
    at, index = np.unique(ticks, return_inverse=True)
    change = np.bincount(index, np.concatenate([np.zeros(1), people, -people]))
    return _changes(at, np.cumsum(change.astype(np.int64)), calendar.horizon)


def _changes(ticks: Ints, levels: Ints, horizon: int) -> Iterator[tuple[int, int]]:
    """Yield those of some ascending ticks before the horizon at which the level changes, with the level from then."""
    changes = (np.diff(levels, prepend=-1) != 0) & (ticks < horizon)
    return zip(ticks[changes].tolist(), levels[changes].tolist(), strict=True)


def available(headcounts: Duties, groups: tuple[tuple[str, Group], ...], calendar: Calendar, draws: Draws) -> Duties:
    """Draw how many people of the headcounts are there in each local hour.

    Each hour has one uniform number. The share of the headcount, plus this number, is rounded down. So the mean is
    right, a larger availability or headcount never means fewer people, and the same hours are short in every scenario.

    Parameters
    ----------
    headcounts : Duties
        The steps of the groups that have a headcount.
    groups : tuple of (str, Group)
        All groups, with their names.
    calendar : Calendar
        The span of the run.
    draws : Draws
        The replication's random numbers.
    """
    planned = np.column_stack([headcounts.tick, headcounts.group, headcounts.headcount])
    tables = [planned[[groups[index][1].availability == 1 for index in headcounts.group]]]
    for index, (name, group) in enumerate(groups):
        if group.availability != 1:
            steps = planned[headcounts.group == index]
            tables.append(_available_steps(name, group.availability, steps, calendar, draws))
    table = np.concatenate(tables)
    tick, group_index, headcount = table[np.lexsort((table[:, 1], table[:, 0]))].T
    return Duties(tick, group_index, headcount)


def _available_steps(name: str, availability: float, steps: Ints, calendar: Calendar, draws: Draws) -> Ints:
    """Return the rows (tick, group, headcount) of those who are there, from the rows of those planned in one group."""
    hour_ticks = _hour_ticks(calendar)
    ticks = np.union1d(steps[:, 0], hour_ticks[(hour_ticks > 0) & (hour_ticks < calendar.horizon)])
    planned = steps[np.searchsorted(steps[:, 0], ticks, side="right") - 1, 2]
    u = _uniforms(name, calendar, draws)[np.searchsorted(hour_ticks, ticks, side="right") - 1]
    available = np.floor(planned * availability + u).astype(np.int64)
    rows = [(tick, steps[0, 1], headcount) for tick, headcount in _changes(ticks, available, calendar.horizon)]
    return np.array(rows, np.int64)


def _hour_ticks(calendar: Calendar) -> Ints:
    """Return the tick at which each local hour of the calendar starts; negative before the run."""
    starts_s = np.array([day.start_s for day in calendar.dates])[calendar.hours.date] + 60.0 * calendar.hours.start
    ticks: Ints = np.floor(starts_s / calendar.tick_s + 0.5).astype(np.int64)
    return ticks


def _uniforms(name: str, calendar: Calendar, draws: Draws) -> Floats:
    """Return the number of each local hour of the calendar, addressed by the group, the date and the hour in it."""
    sizes = np.diff(calendar.hours.first)
    return draws.uniforms(f"group {name!r}", Purpose.AVAILABILITY, calendar.ordinals, sizes)
