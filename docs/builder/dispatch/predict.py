"""Predict a week of incidents, and what changes would do, with every number of units that fits the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from docs.builder.dispatch.figures import Figure, of_week
from docs.builder.dispatch.fitting import fitted_to
from docs.builder.dispatch.log import PRIORITIES, Incidents
from docs.builder.dispatch.response import Team, simulated
from docs.builder.dispatch.search import Found, Tried, accepted, simulated_weeks, together, weights_of

__all__ = ["DRAWS", "FIRST_SUNDAY", "FIRST_WEEK", "Interval", "changed", "predicted", "sunday_of"]

FIRST_WEEK, FIRST_SUNDAY = 40, date(2025, 9, 28)
DRAWS = 200
_SEED, _SETS = 20251122, 20


@dataclass(frozen=True)
class Interval:
    """A predicted figure: the median of the draws, and the ends of the middle 95 %."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float], weights: Sequence[float] | None = None) -> Interval:
        """Return the median and the middle 95 % of values; NaN is left out."""
        array = np.asarray(values, dtype=np.float64)
        known = ~np.isnan(array)
        weight = np.ones(len(array)) if weights is None else np.asarray(weights, dtype=np.float64)
        order = np.argsort(array[known])
        shares = np.cumsum(weight[known][order])
        ends = (np.interp(share * shares[-1], shares, array[known][order]) for share in (0.5, 0.025, 0.975))
        return cls(*(float(end) for end in ends))

    def holds(self, value: float) -> bool:
        """Return whether a value lies inside."""
        return self.low <= value <= self.high


def sunday_of(week: int) -> date:
    """Return the Sunday on which a week of the log's numbering begins."""
    return FIRST_SUNDAY + timedelta(weeks=week - FIRST_WEEK)


def predicted(
    weeks: Sequence[Incidents], found: Found, first: date, draws: int = DRAWS, seed: int = _SEED
) -> Mapping[Figure, Interval]:
    """Predict a week.

    Each draw takes a structure and numbers of units out of those that fit, the more often the better they fit, and
    simulates one week. So the intervals hold what the log leaves open about the units, and chance.

    Parameters
    ----------
    weeks : sequence of Incidents
        To fit.
    found : Found
        Which numbers of units fit.
    first : date
        The Sunday of the week.
    draws : int
        How many weeks to simulate.
    seed : int
        Of what is drawn.
    """
    log = together(weeks)
    values: dict[Figure, list[float]] = {}
    fits = {one.structure: fitted_to(log, len(weeks), one.structure) for one in accepted(found)}
    teams: dict[Tried, Team] = {}
    for number, chosen in enumerate(_drawn(found, draws, seed)):
        if chosen not in teams:
            teams[chosen] = Team.of(fits[chosen.structure], chosen.structure, chosen.units, first)
        (week,) = simulated([teams[chosen]], number, seed)
        for figure, value in of_week(week).items():
            values.setdefault(figure, []).append(value)
    return {figure: Interval.of(drawn) for figure, drawn in values.items()}


def _drawn(found: Found, draws: int, seed: int) -> Iterator[Tried]:
    """Yield structures with numbers of units that fit, the more often the better they fit."""
    sets, weights = accepted(found), weights_of(found)
    for index in np.random.default_rng(seed).choice(len(sets), size=draws, p=weights):
        yield sets[int(index)]


def changed(
    weeks: Sequence[Incidents], found: Found, step: int, fewer: int, growth: float, seed: int = _SEED
) -> dict[str, dict[int, Interval]]:
    """Predict what changes would do to the share within 15 min, over the numbers of units that fit.

    Parameters
    ----------
    weeks : sequence of Incidents
        To fit.
    found : Found
        Which numbers of units fit.
    step : int
        The part of the day that has fewer units.
    fewer : int
        By how many.
    growth : float
        Factor on all incidents but those that officers raise.
    seed : int
        Of which sets are drawn.

    Returns
    -------
    dict of str to dict of int to Interval
        By change, then by priority: the difference of the share.
    """
    log = together(weeks)
    values: dict[str, dict[int, list[float]]] = {
        name: {priority: [] for priority in PRIORITIES} for name in ("fewer units", "more incidents")
    }
    for chosen in _drawn(found, _SETS, seed):
        structure, units = chosen.structure, chosen.units
        fitted = fitted_to(log, len(weeks), structure)
        less = tuple(number - fewer * (place == step) for place, number in enumerate(units))
        base, with_fewer = map(_shares, simulated_weeks(fitted, structure, [units, less]))
        (with_more,) = map(_shares, simulated_weeks(fitted.grown(growth), structure, [units]))
        for name, after in (("fewer units", with_fewer), ("more incidents", with_more)):
            for priority in PRIORITIES:
                values[name][priority].append(after[priority] - base[priority])
    return {name: {one: Interval.of(drawn) for one, drawn in of.items()} for name, of in values.items()}


def _shares(weeks: Sequence[Incidents]) -> dict[int, float]:
    """Return the share within 15 min by priority, of all weeks together."""
    figures = [of_week(week) for week in weeks]
    found = {}
    for priority in PRIORITIES:
        number = sum(one[priority, "reached"] for one in figures)
        found[priority] = sum(one[priority, "within 15 min"] * one[priority, "reached"] for one in figures) / number
    return found
