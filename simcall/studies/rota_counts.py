"""People by shift and day of the week, as a rota plans them: means over the dates of the span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Blueprint, Bools, Floats
from simcall.scenario import Shift
from simcall.scenario.models.week import HOURS_OF_WEEK

__all__ = ["PeopleByShift", "hours_of_duty", "people_by_shift"]

_DAYS = 7
_HOUR_MIN = 60


@dataclass(frozen=True)
class PeopleByShift:
    """Planned people of one group who start a shift, before absence.

    Attributes
    ----------
    by_shift : mapping of str to float64, shape (7,)
        By shift, the mean number by day of the week from Monday; NaN for a day that the span does not have. Only
        shifts that somebody works.
    by_team : mapping of str to float64, shape (7,)
        By team, on all its shifts together.
    """

    by_shift: Mapping[str, Floats]
    by_team: Mapping[str, Floats]

    @property
    def in_all(self) -> Floats:
        """All people who start a shift on a day, shape (7,)."""
        total: Floats = np.sum(list(self.by_shift.values()), axis=0) if self.by_shift else np.zeros(_DAYS)
        return total


def people_by_shift(blueprint: Blueprint, group: str) -> PeopleByShift:
    """Count the people of a group's rota by the shift that they start.

    Parameters
    ----------
    blueprint : Blueprint
        A scenario, laid on the calendar.
    group : str
        A group with a rota.
    """
    plan, calendar, scenario = blueprint.plan, blueprint.calendar, blueprint.scenario
    number = list(scenario.groups).index(group)
    is_counted = (plan.group == number) & (plan.shift >= 0)
    is_counted &= (plan.began >= calendar.measured_from) & (plan.began < calendar.horizon)
    dates = _dates(blueprint)
    rota = scenario.groups[group].rota
    streams = {(stream.group, stream.who): index for index, stream in enumerate(plan.streams)}
    by_shift = {
        name: _by_day(blueprint, is_counted & (plan.shift == index), dates)
        for index, name in enumerate(scenario.shifts)
    }
    by_team = {
        name: _by_day(blueprint, is_counted & (plan.stream == streams.get((group, f"team {name}"), -1)), dates)
        for name in (rota.teams if rota is not None else ())
    }
    return PeopleByShift({name: people for name, people in by_shift.items() if np.nansum(people)}, by_team)


def _dates(blueprint: Blueprint) -> Floats:
    """Return how many dates of each day of the week the span has."""
    scenario = blueprint.scenario
    first = scenario.start.toordinal()
    ordinals = np.arange(first, first + int(np.ceil(scenario.days)))
    return np.bincount((ordinals - 1) % _DAYS, minlength=_DAYS).astype(np.float64)


def _by_day(blueprint: Blueprint, chosen: Bools, dates: Floats) -> Floats:
    duties = np.bincount((blueprint.plan.date[chosen] - 1) % _DAYS, minlength=_DAYS)
    with np.errstate(invalid="ignore"):
        means: Floats = duties / np.where(dates > 0, dates, np.nan)
    return means


def hours_of_duty(shift: Shift, weekday: int) -> tuple[int, ...]:
    """Return the hours of the week that a duty covers in full or in part, from Monday 00:00.

    Parameters
    ----------
    shift : Shift
        The shift.
    weekday : int
        The day on which it starts, 0 for Monday.
    """
    hours = shift.on_weekday(weekday)
    begins = weekday * 24 * _HOUR_MIN + hours.start.hour * _HOUR_MIN + hours.start.minute
    ends = begins + hours.minutes
    return tuple(hour % HOURS_OF_WEEK for hour in range(begins // _HOUR_MIN, -(-ends // _HOUR_MIN)))
