"""What one more person in each hour is worth, in calls, in the scenario as it is staffed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from simcall.engine import simulate
from simcall.inputs import Blueprint, Calendar, Duties, Floats, Ints, draw_blueprint, draw_world
from simcall.measures import HOUR, periods_of, tally
from simcall.measures.estimates import t_quantile
from simcall.measures.periods import Cells, Periods, gathered
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Figure, Target
from simcall.scenario import Scenario
from simcall.scenario.models.week import HOURS_OF_WEEK
from simcall.studies.memory import names_lack_of_memory
from simcall.studies.run import DEFAULT_ENGINE, Progress, in_replications
from simcall.studies.variants import figure_totals, minute_of_week

__all__ = ["HourWorth", "Worth", "with_one_more", "worth_of"]

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


@names_lack_of_memory()
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
    reduce = partial(_replication, blueprint, periods, cells, targets, seed)
    parts = []
    for part in in_replications(reduce, replications, DEFAULT_ENGINE, jobs):
        parts.append(part)
        if progress is not None:
            progress(len(parts), len(replications))
    occurrences = np.bincount(cells.of_period, minlength=len(cells.labels))
    groups = {
        name: tuple(
            _hour_worth(target, [part[name, target] for part in parts], cells.labels, occurrences)
            for target in of_group
        )
        for name, of_group in targets.items()
    }
    return Worth(groups, len(replications))


_Totals = Mapping[tuple[str, Target], Sequence[RatioTotals]]
"""By group and target: the totals of the scenario as it is, and with one more person in each hour of the day."""


def _replication(
    blueprint: Blueprint,
    periods: Periods,
    cells: Cells,
    targets: Mapping[str, Sequence[Target]],
    seed: int,
    replication: int,
) -> _Totals:
    world = draw_world(blueprint, seed, replication)
    names = list(blueprint.scenario.groups)
    totals: dict[tuple[str, Target], Sequence[RatioTotals]] = {}
    for name, of_group in targets.items():
        variants = [world.duties] + [
            with_one_more(world.duties, names.index(name), _spells(blueprint.calendar, hour))
            for hour in range(_HOURS_OF_DAY)
        ]
        counted = [
            tally(
                simulate(replace(world, duties=duties), DEFAULT_ENGINE),
                blueprint.scenario,
                blueprint.calendar,
                periods,
            )
            for duties in variants
        ]
        for target in of_group:
            figure = Figure(target.line_or_group, target.measure)
            totals[name, target] = [figure_totals(figure, blueprint, of_variant, cells) for of_variant in counted]
    return totals


def _spells(calendar: Calendar, hour: int) -> Ints:
    """Return when an hour of the day begins and ends on each date of the run, in ticks, shape (dates, 2)."""
    rows = []
    for day in calendar.dates:
        ends_s = [day.start_s + 60.0 * day.minute_at(60 * clock) for clock in (hour, hour + 1)]
        start, end = (min(max(calendar.tick_at(s), 0), calendar.horizon) for s in ends_s)
        if start < end:
            rows.append((start, end))
    return np.array(rows, np.int64).reshape(-1, 2)


def with_one_more(duties: Duties, group: int, spells: Ints) -> Duties:
    """Return duties with one more person of a group, who takes no break, in some spells of time.

    Parameters
    ----------
    duties : Duties
        Of one replication.
    group : int
        Index of the group.
    spells : int64, shape (spells, 2)
        Ticks at which each begins and ends, in order.
    """
    own = duties.group == group
    if own.any():
        return _with_higher_headcount(duties, group, spells)
    shifts = duties.shifts
    count = len(spells)
    agent = int(shifts.agent[shifts.group == group].max(initial=-1)) + 1
    start = np.concatenate([shifts.start, spells[:, 0]])
    groups = np.concatenate([shifts.group, np.full(count, group)])
    agents = np.concatenate([shifts.agent, np.full(count, agent)])
    order = np.lexsort((agents, groups, start))
    sizes = np.concatenate([np.diff(shifts.first_break), np.zeros(count, np.int64)])
    breaks = [np.arange(first, end) for first, end in zip(shifts.first_break[:-1], shifts.first_break[1:], strict=True)]
    breaks += [np.empty(0, np.int64)] * count
    taken = np.concatenate([breaks[row] for row in order]) if count + len(shifts.start) else np.empty(0, np.int64)
    return replace(
        duties,
        shifts=replace(
            shifts,
            group=groups[order],
            agent=agents[order],
            start=start[order],
            end=np.concatenate([shifts.end, spells[:, 1]])[order],
            role=np.concatenate([shifts.role, np.full(count, group)])[order],
            first_break=np.concatenate([[0], np.cumsum(sizes[order])]),
            break_at=shifts.break_at[taken],
            break_length=shifts.break_length[taken],
        ),
    )


def _with_higher_headcount(duties: Duties, group: int, spells: Ints) -> Duties:
    own = duties.group == group
    tick, headcount = duties.tick[own], duties.headcount[own]
    ticks = np.union1d(tick, spells)
    levels = headcount[np.searchsorted(tick, ticks, side="right") - 1]
    inside = np.searchsorted(spells[:, 0], ticks, side="right") - np.searchsorted(spells[:, 1], ticks, side="right")
    rows = np.column_stack([ticks, np.full(len(ticks), group), levels + inside])
    table = np.concatenate([np.column_stack([duties.tick, duties.group, duties.headcount])[~own], rows])
    tick, groups, headcount = table[np.lexsort((table[:, 1], table[:, 0]))].T
    return replace(duties, tick=tick, group=groups, headcount=headcount)


def _hour_worth(
    target: Target, parts: Sequence[Sequence[RatioTotals]], labels: Sequence[int], occurrences: Ints
) -> HourWorth:
    """Return the worth for a target, from the totals of each replication."""
    variants = [RatioTotals.joined(of_variant) for of_variant in zip(*parts, strict=True)]
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
        half = t_quantile(len(each)) * float(each.std(ddof=1)) / np.sqrt(len(each)) if len(each) > 1 else np.nan
        calls[label] = each.mean()
        low[label], high[label] = calls[label] - half, calls[label] + half
        moved = better * float((gained - ratio * others).mean()) / occurrences[place]
        points[label] = 100 * moved * weeks / max(float(base.denominator.sum()), 1.0)
    return HourWorth(target, calls, low, high, points)
