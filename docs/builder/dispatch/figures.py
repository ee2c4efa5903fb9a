"""Figures of weeks of incidents: those that are predicted, and those by which the number of units is chosen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from docs.builder.dispatch.log import PRIORITIES, Bools, Floats, Incidents

__all__ = ["IN_TARGET_S", "Figure", "Goal", "goals", "of_week", "read"]

IN_TARGET_S = 900.0
Figure = tuple[int, str]
"""A priority, and what of it."""
_SOON_S, _QUARTER_S, _HALF_S, _HOUR_S = 300.0, 900.0, 1800.0, 3600.0
_ALIKE_S = 7200.0
_PARTS = {"07 to 15": (7, 15), "15 to 23": (15, 23), "23 to 07": (23, 7)}
_URGENT, _MAIN = 1, 2
_SHORTEST_S = 10.0


def of_week(incidents: Incidents) -> dict[Figure, float]:
    """Return what is predicted of a week: by priority, of the incidents that callers raised or that came by radio.

    The clock runs from the start of the incident to the arrival of the first unit. Incidents without a recorded arrival
    do not count.

    Parameters
    ----------
    incidents : Incidents
        Those that began in the week.
    """
    found: dict[Figure, float] = {}
    for priority in PRIORITIES:
        times = incidents.where((incidents.priority == priority) & incidents.reached).arrived_s
        some = len(times) > 0
        found[priority, "reached"] = float(len(times))
        found[priority, "within 15 min"] = float(np.mean(times <= IN_TARGET_S)) if some else np.nan
        found[priority, "median"] = float(np.median(times)) if some else np.nan
        found[priority, "90 % within"] = float(np.quantile(times, 0.9)) if some else np.nan
    return found


@dataclass(frozen=True)
class Goal:
    """A figure of the log that a number of units should give.

    Attributes
    ----------
    value, error : float
        The figure and its standard error.
    """

    value: float
    error: float


def goals(weeks: Sequence[Incidents]) -> Mapping[str, Goal]:
    """Return the figures of some weeks of a log, with standard errors: by chance alone, or over the weeks if larger.

    Parameters
    ----------
    weeks : sequence of Incidents
        At least two.
    """
    values = read(weeks)
    without = [read([week for other, week in enumerate(weeks) if other != left_out]) for left_out in range(len(weeks))]
    found = {}
    for name, value in values.items():
        spread = np.array([one[name] for one in without])
        jackknife = np.sqrt((len(weeks) - 1) / len(weeks) * ((spread - spread.mean()) ** 2).sum())
        found[name] = Goal(value, max(float(jackknife), _error(weeks, name)))
    return found


def read(weeks: Sequence[Incidents]) -> dict[str, float]:
    """Return the figures by which a number of units is chosen, of all weeks together.

    Parameters
    ----------
    weeks : sequence of Incidents
        Those that began in each week.
    """
    usual = _usual(weeks)
    found = {}
    for name, (priority, within_s, chosen) in _shares().items():
        found[name] = _share(weeks, priority, within_s, chosen, usual)
    for name, (priority, within_s) in _DROPS.items():
        parts = [_share(weeks, priority, within_s, more, usual) for more in ("less", "more")]
        found[name] = parts[0] - parts[1]
    found["waits within 2 h alike"] = _alike(weeks)
    return found


_DROPS = {
    "priority 2 within 5 min: lower if more are in progress": (2, _SOON_S),
    "priority 2 within 15 min: lower if more are in progress": (2, _QUARTER_S),
    "priority 3 within 15 min: lower if more are in progress": (3, _QUARTER_S),
    "priority 4 within 15 min: lower if more are in progress": (4, _QUARTER_S),
}


def _shares() -> Mapping[str, tuple[int, float, str]]:
    """Return which shares are read: priority, time and part of the day."""
    found = {
        f"priority {_MAIN} within {within_s / 60:.0f} min, {part}": (_MAIN, within_s, part)
        for part in _PARTS
        for within_s in (_SOON_S, _QUARTER_S)
    }
    found[f"priority {_URGENT} within 5 min"] = (_URGENT, _SOON_S, "")
    for priority, times in ((_MAIN, (_HALF_S, _HOUR_S)), (3, (_QUARTER_S, _HOUR_S)), (4, (_QUARTER_S, _HOUR_S))):
        for within_s in times:
            found[f"priority {priority} within {within_s / 60:.0f} min"] = (priority, within_s, "")
    return found


def _usual(weeks: Sequence[Incidents]) -> Floats:
    """Return how many are in progress on average when an incident begins in each hour of the day."""
    hour = np.concatenate([week.hour for week in weeks])
    number = np.concatenate([week.in_progress for week in weeks])
    return np.bincount(hour, weights=number, minlength=24) / np.maximum(np.bincount(hour, minlength=24), 1)


def _by_callers(week: Incidents, priority: int, chosen: str, usual: Floats) -> Bools:
    some: Bools = (week.priority == priority) & ~week.by_radio
    if chosen in _PARTS:
        start, end = _PARTS[chosen]
        some &= ((week.hour - start) % 24) < (end - start) % 24
    elif chosen:
        some &= (week.in_progress > usual[week.hour]) == (chosen == "more")
    return some


def _share(weeks: Sequence[Incidents], priority: int, within_s: float, chosen: str, usual: Floats) -> float:
    """Return the share of incidents from whose start to the dispatch no more than a time passed."""
    times = [week.dispatched_s[_by_callers(week, priority, chosen, usual)] for week in weeks]
    return float(np.mean(np.concatenate(times) <= within_s))


def _error(weeks: Sequence[Incidents], name: str) -> float:
    """Return the standard error of a share, or of a difference of shares, by chance."""
    usual = _usual(weeks)
    if name in _DROPS:
        priority, within_s = _DROPS[name]
        return math.hypot(*(_by_chance(weeks, priority, within_s, more, usual) for more in ("less", "more")))
    return _by_chance(weeks, *_shares()[name], usual) if name in _shares() else 0.0


def _by_chance(weeks: Sequence[Incidents], priority: int, within_s: float, chosen: str, usual: Floats) -> float:
    share = _share(weeks, priority, within_s, chosen, usual)
    number = sum(np.count_nonzero(_by_callers(week, priority, chosen, usual)) for week in weeks)
    if share in (0.0, 1.0):  # all alike in this log is not all alike for ever: half an incident more is not
        share = 0.5 / (number + 1)
    return float(np.sqrt(share * (1 - share) / number))


def _alike(weeks: Sequence[Incidents]) -> float:
    """Return the correlation of waits of priority 2 whose incidents began within two hours of each other.

    It is that of logarithms, after the mean of their hour of the day: 0 if each wait has nothing to do with the others.
    """
    logs, hours, starts = zip(*_logs(weeks), strict=True)
    every, hour = np.concatenate(logs), np.concatenate(hours)
    means = np.bincount(hour, weights=every, minlength=24) / np.maximum(np.bincount(hour, minlength=24), 1)
    total = pairs = 0.0
    for values, of_hour, start in zip(logs, hours, starts, strict=True):
        rest = values - means[of_hour]
        last = np.searchsorted(start, start + _ALIKE_S, side="right")
        next_one = np.arange(len(start)) + 1
        sums = np.concatenate([[0.0], np.cumsum(rest)])
        total += float((rest * (sums[last] - sums[next_one])).sum())
        pairs += float((last - next_one).sum())
    return total / pairs / float((every - means[hour]).var())


def _logs(weeks: Sequence[Incidents]) -> Iterator[tuple[Floats, Floats, Floats]]:
    for week in weeks:
        some = (week.priority == _MAIN) & ~week.by_radio
        yield np.log(np.maximum(week.dispatched_s[some], _SHORTEST_S)), week.hour[some], week.start_s[some]
