"""Spread the same hours of work over the week, with as many people in each hour as its workload needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats, Ints
from simcall.measures.definitions import DUTY_HOURS
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.scenario.models.lines import OF_DUTIES, STAFFING
from simcall.scenario.models.paths import Table
from simcall.studies.rota import rota
from simcall.studies.variants import totals_of_variants

__all__ = ["HoursOfGroup", "hours_of_groups", "spread_by_demand"]

_REPLACED = frozenset((*STAFFING, *OF_DUTIES, "availability"))
_LEAST_AVAILABILITY = 1e-4
_DECIMALS = 6


@dataclass(frozen=True)
class HoursOfGroup:
    """The hours that a group works in the span, and the work that there is in each hour of the week.

    Attributes
    ----------
    present : float
        Person-hours on duty over the span if everybody were present, breaks left out.
    share_there : float
        The share of these in which they are there, after absence, training and lateness.
    load : float64, shape (168,)
        Workload of the group's lines in erlangs, by hour of the week.
    hours : float64, shape (168,)
        How often each hour of the week is in the span.
    least : int
        The fewest people with whom the group answers all its lines: one more than its largest reserve.
    """

    present: float
    share_there: float
    load: Floats
    hours: Floats
    least: int

    def people(self) -> Ints:
        """Return people for each hour of the week, in about the same hours, shape (168,).

        Each hour has its workload and, above it, a number in proportion to the root of the workload (the square-root
        rule: Halfin and Whitt 1981, Operations Research 29:567), rounded. If there are too few hours for the workload,
        each hour has the same share of it.
        """
        load = np.nan_to_num(self.load)
        everything = float((load * self.hours).sum())
        if self.present <= everything:
            people = load * self.present / everything
        else:
            people = load + self._safety(load) * np.sqrt(load)
        rounded: Ints = np.maximum(np.rint(people), np.where(load > 0, self.least, 0)).astype(np.int64)
        return rounded

    def _safety(self, load: Floats) -> float:
        """Return how many roots of the workload the hours allow above the workload."""
        above = self.present - float((load * self.hours).sum())
        return above / float((np.sqrt(load) * self.hours).sum())


def hours_of_groups(
    scenario: Scenario, everybody_present: Scenario, replications: range, seed: int, jobs: int | None
) -> dict[str, HoursOfGroup]:
    """Return the hours of each group whose people could work at other times: not of those who are called up.

    Parameters
    ----------
    scenario, everybody_present : Scenario
        The scenario, as it is and with everybody present.
    replications, seed, jobs
        As for `simcall.studies.variants.totals_of_variants`.
    """
    names = [name for name, group in scenario.groups.items() if _can_move(scenario, name)]
    figures = {name: Figure(name, DUTY_HOURS.name) for name in names}
    _, (actual, present) = totals_of_variants(
        [scenario, everybody_present], list(figures.values()), replications, seed, jobs=jobs
    )
    view = rota(scenario)
    hours = {}
    for name, figure in figures.items():
        group = scenario.groups[name]
        planned = float(present[figure].ratio[0])
        load = np.sum([view.load[line] for line in group.lines], axis=0)
        if planned > 0 and np.nansum(load) > 0:
            share_there = float(actual[figure].ratio[0]) / planned
            hours[name] = HoursOfGroup(
                planned, share_there, load, view.hours, 1 + max(group.reserve.values(), default=0)
            )
    return hours


def _can_move(scenario: Scenario, name: str) -> bool:
    """Tell whether a group's hours can be spread: recruits follow the rota of the group that they join."""
    group = scenario.groups[name]
    learns = {cohort.joins for other in scenario.groups.values() for cohort in (other.recruits or {}).values()}
    return group.call_up is None and group.recruits is None and name not in learns


def spread_by_demand(hours: Mapping[str, HoursOfGroup], document: Table) -> Table:
    """Return a document in which groups work the same hours when there is most to do.

    Those who are absent in the document are absent in the same share: a headcount has an availability instead.
    """
    groups = dict(document["groups"])
    for name, of_group in hours.items():
        groups[name] = _spread(groups[name], of_group)
    return {**document, "groups": groups}


def _spread(group: Table, hours: HoursOfGroup) -> Table:
    people = hours.people()
    is_absent = any(key in group for key in ("absence", "availability", "leavers_per_year"))
    hours_there = hours.present * (hours.share_there if is_absent else 1.0)
    availability = max(hours_there / float((people * hours.hours).sum()), _LEAST_AVAILABILITY)
    kept = {key: value for key, value in group.items() if key not in _REPLACED}
    return {**kept, "headcount_profile": people.tolist(), "availability": round(availability, _DECIMALS)}
