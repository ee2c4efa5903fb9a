"""Inputs as they would have been before a week: its demand from the weeks before it, with its volume known."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from simcall.inputs import Floats
from simcall.measures.definitions import ABANDONED, OFFERED
from simcall.observed.queue_counts import TRANSFERRED_IN
from simcall.scenario import Line, Scenario
from simcall.scenario.models.paths import format_path
from simcall.scenario.models.week import HOURS_OF_WEEK
from simcall.studies.evidence.observed_hours import LineHours, ObservedHours

__all__ = ["fresh_share", "hour_of_week", "week_shape", "with_demand_of"]

_ROUNDS = 50
_PRIOR_WEEKS = 1.0
"""The shape of day times hour counts as this many weeks, because single hours of a few weeks are mostly noise."""


def hour_of_week(start: datetime) -> int:
    """Return the hour of the week of a local time, 0 for Monday 00:00."""
    return start.weekday() * 24 + start.hour


def week_shape(hours: LineHours) -> Floats:
    """Return expected calls in each of the 168 hours of the week: each hour drawn towards its day times its hour."""
    counts, weeks = np.zeros(HOURS_OF_WEEK), np.zeros(HOURS_OF_WEEK)
    at = _hours_of(hours)
    np.add.at(counts, at, np.nan_to_num(_from_outside(hours.totals).to_numpy(np.float64)))
    np.add.at(weeks, at, 1.0)
    smooth = _day_times_hour(counts.reshape(7, 24), weeks.reshape(7, 24)).ravel()
    shape: Floats = (counts + _PRIOR_WEEKS * smooth) / (weeks + _PRIOR_WEEKS)
    return shape


def _day_times_hour(counts: Floats, weeks: Floats) -> Floats:
    """Fit Poisson rates that are a factor of the day times a factor of the hour, by turns (Deming and Stephan 1940)."""
    day, hour = np.ones(7), np.ones(24)
    for _ in range(_ROUNDS):
        day = _quotient(counts.sum(axis=1), weeks @ hour)
        hour = _quotient(counts.sum(axis=0), day @ weeks)
    return np.outer(np.where(day > 0, day, day.mean()), hour)


def _quotient(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def with_demand_of(scenario: Scenario, before: ObservedHours, volume: ObservedHours) -> Scenario:
    """Return a scenario whose lines have the week's shape of some weeks and the volume of others.

    Parameters
    ----------
    scenario : Scenario
        What is to be changed: phone lines that have demand of their own and no incidents.
    before : ObservedHours
        Whose shape it gets, and whose share of callers who ring again.
    volume : ObservedHours
        Whose calls it gets.
    """
    values: dict[str, object] = {}
    for name, line in scenario.lines.items():
        if name in volume.lines and _can_change(line) and not volume.lines[name].is_daily:
            fresh = fresh_share(line, before.lines[name])
            values |= _demand(name, before.lines[name], volume.lines[name], fresh)
    return scenario.update(values) if values else scenario


def fresh_share(line: Line, hours: LineHours) -> float:
    """Return new callers for each call offered: some of those who gave up ring again, as the line's redials say."""
    both = hours.totals[hours.totals[ABANDONED.name].notna()]
    offered = float(_from_outside(both).sum())
    if line.redial is None or not offered:
        return 1.0
    return 1.0 - line.redial.probability * float(both[ABANDONED.name].sum()) / offered


def _can_change(line: Line) -> bool:
    return not line.is_work and line.demand.mean_calls_per_hour() > 0 and not line.demand.bursts


def _demand(name: str, before: LineHours, volume: LineHours, fresh: float) -> dict[str, object]:
    shape = week_shape(before)
    expected = shape[_hours_of(volume)].sum()
    offered = float(_from_outside(volume.totals).sum())
    if not (expected > 0 and offered > 0):
        return {}
    path = ("lines", name, "demand")
    return {
        format_path((*path, "profile")): shape.tolist(),
        format_path((*path, "calls_per_hour")): None,
        format_path((*path, "calls_per_day")): float(shape.mean() * 24 * offered / expected * fresh),
        format_path((*path, "growth")): 1.0,
    }


def _from_outside(totals: pd.DataFrame) -> pd.Series[float]:
    """Return the calls that no other line sent on."""
    return totals[OFFERED.name] - totals[TRANSFERRED_IN]


def _hours_of(hours: LineHours) -> np.ndarray:
    starts = pd.DatetimeIndex(hours.totals.index)
    return np.asarray(starts.day_of_week * 24 + starts.hour, np.int64)
