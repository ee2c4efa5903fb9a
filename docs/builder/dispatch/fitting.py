"""What a log of incidents tells without a model: how many begin in each hour, holds, drives and times on scene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from docs.builder.dispatch.log import OFFICERS, PRIORITIES, WEEK_DAYS, Bools, Floats, Incidents
from docs.builder.dispatch.mixtures import distribution_of
from docs.builder.dispatch.structures import Structure

__all__ = ["Fitted", "Sort", "fitted_to", "sorts_of"]

_LEAST = 30
"""A sort with fewer incidents is counted with those that callers raised and a unit reached."""
_MANY = 300
"""From so many times on, three lognormals."""
_AT_ONCE_S = 1.0
_HOURS, _SATURDAY, _LAST = 24, 5, 4


@dataclass(frozen=True)
class Sort:
    """Incidents that become one line of the scenario.

    Attributes
    ----------
    priority : int
        1 to 4, or that of officers.
    per_day : float
        How many begin on a day.
    hold, drive, on_scene : dict
        Distributions: from the start until the centre looks for a unit, from then to the scene, and from then on.
    reached : bool
        Whether an arrival is recorded.
    """

    priority: int
    per_day: float
    hold: Mapping[str, Any]
    drive: Mapping[str, Any]
    on_scene: Mapping[str, Any]
    reached: bool


@dataclass(frozen=True)
class Fitted:
    """All that is fitted without a model.

    Attributes
    ----------
    sorts : mapping of str to Sort
        By the name of the line.
    profiles : mapping of int to list of float
        By priority, the weights of the 168 hours from Monday.
    day_cv : float
        Coefficient of variation of the factor that days have in common.
    """

    sorts: Mapping[str, Sort]
    profiles: Mapping[int, list[float]]
    day_cv: float

    def grown(self, factor: float) -> Fitted:
        """Return the same with more incidents; officers raise as many as before."""
        grown = {
            name: replace(sort, per_day=sort.per_day * (1.0 if sort.priority == OFFICERS else factor))
            for name, sort in self.sorts.items()
        }
        return replace(self, sorts=grown)


def sorts_of(incidents: Incidents) -> Mapping[str, Bools]:
    """Return which incidents become which line."""
    found: dict[str, Bools] = {"officers": incidents.priority == OFFICERS}
    for priority in PRIORITIES:
        of_priority = incidents.priority == priority
        radio = of_priority & incidents.by_radio & incidents.reached
        missed = of_priority & ~incidents.reached
        rest = of_priority.copy()
        for name, some in (("by-radio", radio), ("not-reached", missed)):
            if some.sum() >= _LEAST or name == "not-reached":
                found[f"p{priority}-{name}"] = some
                rest &= ~some
        found[f"p{priority}"] = rest
    return found


def fitted_to(incidents: Incidents, weeks: int, structure: Structure) -> Fitted:
    """Fit demand and distributions.

    Parameters
    ----------
    incidents : Incidents
        Of whole weeks.
    weeks : int
        How many.
    structure : Structure
        What it says of holds.
    """
    sorts = {
        name: _sort(incidents.where(some), weeks * WEEK_DAYS, structure)
        for name, some in sorts_of(incidents).items()
        if some.any()
    }
    profiles = {priority: _profile(incidents.of(priority)) for priority in (OFFICERS, *PRIORITIES)}
    return Fitted(sorts, profiles, _day_cv(incidents))


def _sort(incidents: Incidents, days: int, structure: Structure) -> Sort:
    drive = np.where(incidents.reached, incidents.arrived_s - incidents.dispatched_s, 0.0)
    on_scene = incidents.free_s - incidents.dispatched_s - drive
    components = 3 if len(incidents) >= _MANY else 2
    hold, drive_table, on_scene_table = (
        distribution_of(times, components, _AT_ONCE_S) for times in (_holds(incidents, structure), drive, on_scene)
    )
    priority = int(incidents.priority[0])
    return Sort(priority, len(incidents) / days, hold, drive_table, on_scene_table, bool(incidents.reached.any()))


def _holds(incidents: Incidents, structure: Structure) -> Floats:
    """Return the times from the start until the centre looks for a unit, as far as a structure sees them."""
    priority = incidents.priority[0]
    if priority == OFFICERS:
        return np.zeros(1)
    if not structure.holds:
        return incidents.queued_s
    quiet = np.inf if structure.quiet is None or (structure.apart and priority == _LAST) else structure.quiet
    calm = incidents.dispatched_s[incidents.in_progress <= quiet]
    return calm if len(calm) >= _LEAST else incidents.dispatched_s


def _profile(incidents: Incidents) -> list[float]:
    """Return weights of the hours of a week: hours of a weekday or of a weekend, smoothed, times the day's number."""
    weekday = (incidents.day - 1) % WEEK_DAYS  # days count from a Sunday
    numbers = np.bincount(weekday, minlength=WEEK_DAYS) + 1.0
    shapes = []
    for weekend in (False, True):
        counts = np.bincount(incidents.hour[(weekday >= _SATURDAY) == weekend], minlength=_HOURS) + 0.5
        smooth = (np.roll(counts, 1) + 2 * counts + np.roll(counts, -1)) / 4
        shapes.append(smooth / smooth.sum())
    weights = np.concatenate([numbers[day] * shapes[day >= _SATURDAY] for day in range(WEEK_DAYS)])
    return [round(float(weight), 3) for weight in weights / weights.mean()]


def _day_cv(incidents: Incidents) -> float:
    """Return how much days vary beyond chance and beyond their day of the week, as a coefficient of variation."""
    raised = incidents.where(incidents.priority != OFFICERS)
    weeks, week = np.unique(raised.week, return_inverse=True)
    numbers = np.zeros((len(weeks), WEEK_DAYS))
    np.add.at(numbers, (week, raised.day % WEEK_DAYS), 1)
    spread = ((numbers - numbers.mean(axis=0)) ** 2).sum() / (WEEK_DAYS * max(len(weeks) - 1, 1))
    return round(float(np.sqrt(max(spread - numbers.mean(), 0.0)) / numbers.mean()), 4)
