"""From a scenario's rotas, rosters and recruits to the plan, and from the plan to the number of people on duty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np

from simcall.errors import Problem, ScenarioError
from simcall.inputs.calendar import Calendar
from simcall.inputs.members import Members
from simcall.inputs.plan import Plan, PlannedGroup, join_plans, select_duties
from simcall.inputs.policy import roles_of
from simcall.inputs.roster_duties import roster_duties
from simcall.inputs.rotas import ShiftTable, rota_duties
from simcall.inputs.tutors import tutoring
from simcall.inputs.world import Duties, Floats, Ints
from simcall.scenario import Scenario

__all__ = ["plan_of", "planned_presence"]


def plan_of(scenario: Scenario, calendar: Calendar) -> Plan:
    """Lay every rota and roster, and the shifts of recruits, on the calendar.

    The plan has the duties that begin before the run and end in it, and those that begin in it. A duty that begins and
    ends in the same tick is left out: a shift within the hour that the clock skips.

    Raises
    ------
    ScenarioError
        If a person's next duty begins before the last one is over.
    """
    return _plan_of(_Staffing.of(scenario), calendar)


@dataclass(frozen=True)
class _Staffing:
    """What a plan depends on besides the calendar.

    Attributes
    ----------
    text : str
        The shifts and the groups: equal for scenarios with equal plans, also if their groups keep other reserves.
    scenario : Scenario
        One with these groups.
    """

    text: str
    scenario: Scenario = field(compare=False)

    @classmethod
    def of(cls, scenario: Scenario) -> _Staffing:
        """Return the staffing of a scenario."""
        shifts = {name: shift.model_dump_json() for name, shift in scenario.shifts.items()}
        groups = {name: group.model_dump_json(exclude={"reserve"}) for name, group in scenario.groups.items()}
        return cls(repr((shifts, groups)), scenario)


@lru_cache(maxsize=4)  # the points of a sweep share a plan, or come one after the other with the same one
def _plan_of(staffing: _Staffing, calendar: Calendar) -> Plan:
    scenario = staffing.scenario
    table = ShiftTable(scenario.shifts, calendar.tick_s)
    roles = roles_of(scenario)
    members = Members(scenario, table.index, calendar.local(calendar.measured_from).toordinal())
    parts: list[Plan] = []
    for index, (name, group) in enumerate(scenario.groups.items()):
        own_roles = {line: role for role, (owner, line) in enumerate(roles) if owner == index}
        planned = PlannedGroup(index, name, own_roles, _whole_days(group.absence.training_every))
        if own := tuple(members.of(planned)):
            parts.append(rota_duties(own, planned, table, calendar))
        if group.roster is not None:
            parts.append(roster_duties(group.roster, planned, calendar))
    plan = join_plans(parts)
    inside = (plan.end > 0) & (plan.began < calendar.horizon) & (plan.began < plan.end)
    order = np.lexsort((plan.began, plan.agent, plan.group))
    plan = select_duties(plan, order[inside[order]])
    _refuse_overlaps(plan, tuple(scenario.groups))
    return plan


def _whole_days(seconds: float | None) -> int | None:
    return None if seconds is None else max(round(seconds / 86400), 1)


def _refuse_overlaps(plan: Plan, groups: tuple[str, ...]) -> None:
    same = (np.diff(plan.group) == 0) & (np.diff(plan.agent) == 0)
    overlaps = np.flatnonzero(same & (plan.began[1:] < plan.end[:-1])) + 1
    first_overlap = {int(plan.group[duty]): date.fromordinal(int(plan.date[duty])) for duty in overlaps[::-1]}
    if first_overlap:
        message = "a shift on {} begins before the same person's last one is over; give them a rest day in between"
        rows = sorted(first_overlap.items())
        raise ScenarioError([Problem("", f"groups.{groups[index]}", message.format(day)) for index, day in rows])


def planned_presence(headcounts: Duties, plan: Plan, groups: int, edges: Ints) -> Floats:
    """Return the planned number of people on duty, including those on a break but not tutors.

    Parameters
    ----------
    headcounts : Duties
        The steps of the groups that have a headcount.
    plan : Plan
        The duties of the other groups.
    groups : int
        Number of groups.
    edges : int64, shape (intervals + 1,)
        Ascending ticks, from 0.

    Returns
    -------
    ndarray of float64, shape (groups, intervals)
        Means over each interval.
    """
    plan = select_duties(plan, np.flatnonzero(~tutoring(plan, np.ones(len(plan), bool))))
    present = np.empty((groups, len(edges) - 1))
    for group in range(groups):
        steps, duties = headcounts.group == group, plan.group == group
        tick = np.concatenate([headcounts.tick[steps], plan.start[duties], plan.end[duties]])
        ones = np.ones(int(duties.sum()), np.int64)
        change = np.concatenate([np.diff(headcounts.headcount[steps], prepend=0), ones, -ones])
        present[group] = np.diff(_person_ticks(tick, change, edges)) / np.diff(edges)
    return present


def _person_ticks(tick: Ints, change: Ints, until: Ints) -> Ints:
    """Return the person-ticks before some ticks, if the number of people changes as given."""
    order = np.argsort(tick, kind="stable")
    tick, change = tick[order], change[order]
    people, since = (np.concatenate(([0], np.cumsum(steps))) for steps in (change, change * tick))
    past = np.searchsorted(tick, until)
    total: Ints = people[past] * until - since[past]
    return total
