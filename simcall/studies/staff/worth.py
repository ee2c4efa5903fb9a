"""What one more person in each hour is worth, in calls, in the scenario as it is staffed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from simcall.inputs import Blueprint, Calendar, Draws, Duties, Floats, Ints, draw_blueprint
from simcall.inputs.duties import draw_duties
from simcall.inputs.periods import HOUR, gathered, periods_of
from simcall.measures.estimates import half_width_of_mean
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Figure, Target
from simcall.scenario import Scenario
from simcall.scenario.models.week import HOURS_OF_WEEK
from simcall.studies.run import Progress
from simcall.studies.trials.kept_callers import KeptCallers
from simcall.studies.trials.one_more_person import with_one_more
from simcall.studies.variants import minute_of_week

__all__ = ["HourWorth", "Worth", "worth_of"]

_HOURS_OF_DAY = 24
_BEFORE = 2
"""Hours before the one more person for which the difference counts: callers who still wait then."""


@dataclass(frozen=True)
class HourWorth:
    """What one more person of a group in each hour of the week does to a figure; nan where the span has no hour.

    Attributes
    ----------
    target : Target
        The target whose figure it is.
    calls, low, high : float64, shape (168,)
        Calls that end better for each person-hour, with the interval: fewer abandoned, or more answered in time. For
        those in time only what changes the share counts: a call that is not made any more, such as a redial, is no
        loss.
    points : float64, shape (168,)
        By how many percentage points one person in this hour of every week moves the figure of the span.
    """

    target: Target
    calls: Floats
    low: Floats
    high: Floats
    points: Floats

    def document(self) -> dict[str, Any]:
        """Return it as text and numbers that JSON can hold."""
        rows = {"calls": self.calls, "low": self.low, "high": self.high, "points": self.points}
        numbers = {key: [None if np.isnan(v) else round(v, 6) for v in row.tolist()] for key, row in rows.items()}
        return {"target": str(self.target), **numbers}


@dataclass(frozen=True)
class Worth:
    """What one more person in each hour of the week is worth.

    Attributes
    ----------
    groups : mapping of str to tuple of HourWorth
        By group, for each of its targets.
    replications : int
        Number of replications.
    """

    groups: Mapping[str, tuple[HourWorth, ...]]
    replications: int

    def document(self) -> dict[str, Any]:
        """Return it as tables, lists, text and numbers that JSON can hold."""
        return {name: [worth.document() for worth in worths] for name, worths in self.groups.items()}


def worth_of(
    scenario: Scenario,
    targets: Mapping[str, Sequence[Target]],
    replications: range,
    seed: int,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Worth:
    """Simulate the scenario with one more person in each hour of the day, on every day, and with the same callers.

    What such a person does on a day is the difference in calls that were offered from 2 hours before to 22 hours after
    the start of the hour.

    Parameters
    ----------
    scenario : Scenario
        As it is staffed.
    targets : mapping of str to sequence of Target
        The targets of each group that gets one more person.
    replications, seed, jobs, progress
        As for `totals_of_variants`.
    """
    blueprint = draw_blueprint(scenario)
    periods = periods_of(blueprint.calendar, HOUR)
    cells = gathered(periods, lambda start: minute_of_week(start) // HOUR)
    figures = [_figure(target) for of_group in targets.values() for target in of_group]
    duties_of = partial(_with_more_by_hour, blueprint, list(targets))
    as_is, *with_more = KeptCallers(blueprint, seed, jobs).totals_of_several(
        duties_of, replications, list(dict.fromkeys(figures)), periods, cells, once=True, progress=progress
    )
    occurrences = np.bincount(cells.of_period, minlength=len(cells.labels))
    groups = {}
    for number, (name, of_group) in enumerate(targets.items()):
        variants = [as_is, *with_more[_HOURS_OF_DAY * number : _HOURS_OF_DAY * (number + 1)]]
        totals = {target: [of_variant[_figure(target)] for of_variant in variants] for target in of_group}
        groups[name] = tuple(
            _hour_worth(target, of_target, cells.labels, occurrences) for target, of_target in totals.items()
        )
    return Worth(groups, len(replications))


def _figure(target: Target) -> Figure:
    return Figure(target.line_or_group, target.measure)


def _with_more_by_hour(blueprint: Blueprint, groups: Sequence[str], draws: Draws) -> Iterator[Duties]:
    """Yield the duties as they are, and those with one more person of each group in each hour of the day."""
    duties = draw_duties(blueprint.scenario, blueprint.duties, blueprint.plan, blueprint.calendar, draws)
    yield duties
    names = list(blueprint.scenario.groups)
    for name, hour in product(groups, range(_HOURS_OF_DAY)):
        yield with_one_more(duties, names.index(name), _spells(blueprint.calendar, hour))


def _spells(calendar: Calendar, hour: int) -> Ints:
    """Return when an hour of the day begins and ends on each date of the run, in ticks, shape (dates, 2)."""
    rows = []
    for day in calendar.dates:
        ends_s = [day.start_s + 60.0 * day.minute_at(60 * clock) for clock in (hour, hour + 1)]
        start, end = (min(max(calendar.tick_at(s), 0), calendar.horizon) for s in ends_s)
        if start < end:
            rows.append((start, end))
    return np.array(rows, np.int64).reshape(-1, 2)


def _hour_worth(target: Target, variants: Sequence[RatioTotals], labels: Sequence[int], occurrences: Ints) -> HourWorth:
    """Return the worth for a target, from the totals as it is, and with one more person in each hour of the day."""
    base, better = variants[0], 1 if target.comparison in (">=", ">") else -1
    ratio = base.numerator.sum() / max(float(base.denominator.sum()), 1.0)
    weeks = base.replications * float(occurrences.max())
    calls, low, high, points = (np.full(HOURS_OF_WEEK, np.nan) for _ in range(4))
    for place, label in enumerate(labels):
        with_more = variants[1 + label % _HOURS_OF_DAY]
        window = [
            index for index, other in enumerate(labels) if (other - label + _BEFORE) % HOURS_OF_WEEK < _HOURS_OF_DAY
        ]
        gained = (with_more.numerator - base.numerator)[:, window].sum(axis=1)
        others = (with_more.denominator - base.denominator)[:, window].sum(axis=1)
        each = (gained - ratio * others if better > 0 else -gained) / occurrences[place]
        half = float(half_width_of_mean(each))
        calls[label] = each.mean()
        low[label], high[label] = calls[label] - half, calls[label] + half
        moved = better * float((gained - ratio * others).mean()) / occurrences[place]
        points[label] = 100 * moved * weeks / max(float(base.denominator.sum()), 1.0)
    return HourWorth(target, calls, low, high, points)
