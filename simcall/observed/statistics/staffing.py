"""Who was on duty: a number from log-ins or a report's column, a range from the agents' names beside the calls.

The names tell when somebody was busy, not when somebody was there. Sessions of calls, joined over gaps, count everybody
who has a call before and one after. The people who are busy while callers wait are all who are there: somebody on a
break is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from simcall.observed.measured import Staffing, StaffingReading, WeekProfile
from simcall.observed.statistics.grids import HOURS_PER_DAY, Bools, Floats, Ints
from simcall.observed.statistics.queues import call_times, seconds_of, waiting_at

__all__ = ["GAPS_MIN", "busy_hours", "from_agents", "from_counts", "from_log_ins", "sessions"]

GAPS_MIN = (10, 30, 60)
"""Minutes without a call over which a session goes on."""
_HOUR_S = 3600.0
_HOURS_PER_WEEK = 7 * HOURS_PER_DAY
_WAITING = 2
_SAMPLE_S = 15.0


def sessions(agents: Ints, start_s: Floats, end_s: Floats, gap_s: float) -> tuple[Floats, Floats]:
    """Return the start and the end of each session: an agent's calls, joined over gaps of up to `gap_s`.

    Parameters
    ----------
    agents : Ints
        The agent of each call.
    start_s, end_s : Floats
        When the agent took it and put it down.
    gap_s : float
        The longest gap, in seconds.
    """
    if len(agents) == 0:
        return np.empty(0), np.empty(0)
    order = np.lexsort((start_s, agents))
    agents, start_s, end_s = agents[order], start_s[order], end_s[order]
    latest = _latest_end(agents, end_s)
    begins = np.concatenate(([True], (agents[1:] != agents[:-1]) | (start_s[1:] - latest[:-1] > gap_s)))
    first = np.flatnonzero(begins)
    return start_s[first], np.maximum.reduceat(end_s, first)


def _latest_end(agents: Ints, end_s: Floats) -> Floats:
    """Return the latest end of the agent's calls so far; calls may overlap where one is on hold."""
    step = float(np.ptp(end_s)) + 1
    return np.asarray(np.maximum.accumulate(end_s + agents * step) - agents * step)


def from_agents(calls: pd.DataFrame, first: date, recorded: Bools) -> Staffing | None:
    """Return the range that the agents' names give, or None if the calls have no agents.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `simcall.observed.observations.CALL_COLUMNS`; transferred calls keep people busy too.
    first : date
        The first date observed.
    recorded : Bools
        Which hours from then on count: those that are neither missing nor faulty.
    """
    used = calls[(calls["outcome"] == "answered") & (calls["agent"] != "") & calls["talk"].notna()]
    if used.empty:
        return None
    midnight = float(np.datetime64(first, "s").astype(np.int64))
    start = seconds_of(used["start"]) + used["wait"].fillna(0.0).to_numpy() - midnight
    end = start + used[["talk", "hold", "wrap"]].fillna(0.0).sum(axis=1).to_numpy()
    agents = pd.factorize(used["agent"])[0].astype(np.int64)
    joined = [_reading(_gap_name(gap), *sessions(agents, start, end, gap * 60.0), first, recorded) for gap in GAPS_MIN]
    waiting = [moments - midnight for moments in call_times(calls)]
    busy = _busy_reading(start, end, waiting, first, recorded)
    chosen = joined[1]
    readings = sorted([*joined, *([busy] if busy else [])], key=lambda reading: reading.hours_per_week)
    return Staffing("agents", tuple(readings), readings.index(chosen))


def from_log_ins(people: pd.DataFrame) -> Staffing:
    """Return what log-ins give on the dates that they cover, all activities included.

    Parameters
    ----------
    people : pandas.DataFrame
        As `simcall.observed.observations.PEOPLE_COLUMNS`.
    """
    first: date = people["start"].min().date()
    days = (people["end"].max() - pd.Timestamp(first)).ceil("D").days
    midnight = float(np.datetime64(first, "s").astype(np.int64))
    start, end = seconds_of(people["start"]) - midnight, seconds_of(people["end"]) - midnight
    joined = sessions(pd.factorize(people["person"])[0].astype(np.int64), start, end, 0.0)
    recorded = np.ones(days * HOURS_PER_DAY, dtype=bool)
    return Staffing("log-ins", (_reading("log-ins", *joined, first, recorded),))


def from_counts(counts: pd.DataFrame, first: date, recorded: Bools) -> Staffing | None:
    """Return what a report's column of people gives, or None if there is none.

    The people are those of the pool: where several lines have the column, the largest of a period counts.
    """
    used = counts[counts["staffed"].notna() & (counts["minutes"] <= 60) & (counts["exposure"] > 0)]
    if used.empty:
        return None
    pool = used.groupby("start")["staffed"].max()
    hour = (pool.index.to_numpy().astype("datetime64[h]") - np.datetime64(first, "h")).astype(np.int64)
    inside = (hour >= 0) & (hour < len(recorded))
    total, n = (
        np.bincount(hour[inside], weights=weights, minlength=len(recorded))
        for weights in (pool.to_numpy()[inside], np.ones(int(inside.sum())))
    )
    kept = recorded & (n > 0)
    people = np.divide(total, n, out=np.zeros(len(recorded)), where=n > 0)
    return Staffing("report", (_by_hour_of_week("the report's column of people", people, kept, first),))


def _gap_name(gap_min: int) -> str:
    return f"gaps of up to {gap_min} min between calls count as on duty"


def busy_hours(start_s: Floats, end_s: Floats, hours: int) -> Floats:
    """Return the person-hours of intervals in each of a number of hours, of which the first starts at 0 s."""
    edges = np.asarray(np.arange(hours + 1) * _HOUR_S, dtype=np.float64)
    on_duty_s = np.asarray(_time_since(start_s, edges) - _time_since(end_s, edges), dtype=np.float64)
    return np.diff(on_duty_s) / _HOUR_S


def _time_since(moments_s: Floats, edges_s: Floats) -> Floats:
    """Return the time from all moments before each edge to that edge."""
    ordered = np.sort(moments_s)
    before = np.searchsorted(ordered, edges_s)
    return np.asarray(before * edges_s - np.concatenate(([0.0], np.cumsum(ordered)))[before])


def _reading(name: str, start_s: Floats, end_s: Floats, first: date, recorded: Bools) -> StaffingReading:
    return _by_hour_of_week(name, busy_hours(start_s, end_s, len(recorded)), recorded, first)


def _busy_reading(
    start_s: Floats, end_s: Floats, waiting: Sequence[Floats], first: date, recorded: Bools
) -> StaffingReading | None:
    """Return who is busy while two or more wait, by hour of the week; where nobody waits, who is busy on average."""
    moments = np.arange(_SAMPLE_S / 2, len(recorded) * _HOUR_S, _SAMPLE_S)
    moments = moments[recorded[(moments // _HOUR_S).astype(np.int64)]]
    moments = moments[waiting_at(moments, *waiting) >= _WAITING]
    if len(moments) == 0:
        return None
    hour = _hour_of_week(first, (moments // _HOUR_S).astype(np.int64))
    n = np.bincount(hour, minlength=_HOURS_PER_WEEK)
    busy = np.bincount(hour, weights=waiting_at(moments, start_s, end_s), minlength=_HOURS_PER_WEEK)
    name = "people who are busy while two or more callers wait"
    otherwise = _reading(name, start_s, end_s, first, recorded).profile.values
    values = np.divide(busy, n, out=np.array(otherwise), where=n > 0)
    return StaffingReading(name, float(values.sum()), WeekProfile(tuple(values.tolist()), f"From {name}."))


def _by_hour_of_week(name: str, people: Floats, kept: Bools, first: date) -> StaffingReading:
    """Return the average people in each hour of the week, over the hours that count."""
    hour = _hour_of_week(first, np.arange(len(people)))
    n = np.bincount(hour[kept], minlength=_HOURS_PER_WEEK)
    total = np.bincount(hour[kept], weights=people[kept], minlength=_HOURS_PER_WEEK)
    values = np.divide(total, n, out=np.zeros(_HOURS_PER_WEEK), where=n > 0)
    return StaffingReading(name, float(values.sum()), WeekProfile(tuple(values.tolist()), f"From {name}."))


def _hour_of_week(first: date, hour: Ints) -> Ints:
    return np.asarray((first.weekday() * HOURS_PER_DAY + hour) % _HOURS_PER_WEEK, dtype=np.int64)
