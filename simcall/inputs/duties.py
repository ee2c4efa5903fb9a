"""The people on duty in one replication: headcounts, named people, and people counted after absence is drawn."""

from __future__ import annotations

import numpy as np

from simcall.inputs.absence import draw_shifts
from simcall.inputs.calendar import Calendar
from simcall.inputs.draws import Draws
from simcall.inputs.headcounts import available
from simcall.inputs.plan import Plan
from simcall.inputs.world import Bools, Duties, Ints, Shifts
from simcall.scenario import Scenario

__all__ = ["draw_duties"]


def draw_duties(scenario: Scenario, headcounts: Duties, plan: Plan, calendar: Calendar, draws: Draws) -> Duties:
    """Draw the people on duty in one replication.

    Parameters
    ----------
    scenario : Scenario
        For absence, and for the rule at the end of a duty.
    headcounts : Duties
        The steps of the groups that have a headcount, before their availability.
    plan : Plan
        The duties of the other groups.
    calendar : Calendar
        The span of the run.
    draws : Draws
        The replication's random numbers.

    Returns
    -------
    Duties
        Named people for most groups. For groups with ``end_of_duty = "count"``, the steps of a headcount: the people
        who came, without those on a break.
    """
    groups = tuple(scenario.groups.values())
    if any(group.availability != 1 for group in groups):
        headcounts = available(headcounts, tuple(scenario.groups.items()), calendar, draws)
    if not any(group.has_duties for group in groups):
        return headcounts
    absences = tuple(group.absence for group in groups)
    shifts = draw_shifts(plan, absences, tuple(scenario.shifts), draws, calendar.tick_s, calendar.horizon)
    steps = [np.column_stack([headcounts.tick, headcounts.group, headcounts.headcount])]
    counted = np.zeros(len(groups), bool)
    for number, group in enumerate(groups):
        if group.end_of_duty == "count" and group.has_duties:
            counted[number] = True
            tick, headcount = _headcount(_selected(shifts, shifts.group == number), calendar.horizon)
            steps.append(np.column_stack([tick, np.full_like(tick, number), headcount]))
    table = np.concatenate(steps)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    tick, group, headcount = table.T
    return Duties(tick, group, headcount, _selected(shifts, ~counted[shifts.group]))


def _selected(shifts: Shifts, selection: Bools) -> Shifts:
    """Return the selected shifts."""
    sizes = np.diff(shifts.first_break)
    breaks = np.repeat(selection, sizes)
    return Shifts(
        group=shifts.group[selection],
        agent=shifts.agent[selection],
        start=shifts.start[selection],
        end=shifts.end[selection],
        role=shifts.role[selection],
        first_break=np.concatenate(([0], np.cumsum(sizes[selection]))),
        break_at=shifts.break_at[breaks],
        break_length=shifts.break_length[breaks],
    )


def _headcount(shifts: Shifts, horizon: int) -> tuple[Ints, Ints]:
    """Return the ticks at which the number of people present changes, starting with 0, and the number from each."""
    away, back = _time_on_breaks(shifts)
    tick = np.concatenate([[0], shifts.start, back, shifts.end, away])
    arrivals = len(shifts.start) + len(back)
    change = np.concatenate([[0], np.ones(arrivals, np.int64), -np.ones(arrivals, np.int64)])
    ticks, index = np.unique(tick, return_inverse=True)
    headcount = np.cumsum(np.bincount(index, change).astype(np.int64))
    steps = (np.diff(headcount, prepend=-1) != 0) & (ticks < horizon)
    return ticks[steps], headcount[steps]


def _time_on_breaks(shifts: Shifts) -> tuple[Ints, Ints]:
    """Return the start and end of each break for people who are never on a call when it is due."""
    first, sizes = shifts.first_break[:-1], np.diff(shifts.first_break)
    away, back = shifts.break_at.copy(), np.empty_like(shifts.break_at)
    for number in range(int(sizes.max(initial=0))):
        people = np.flatnonzero(sizes > number)
        row = first[people] + number
        if number:
            away[row] = np.maximum(away[row], back[row - 1])
        back[row] = np.minimum(away[row] + shifts.break_length[row], shifts.end[people])
    return away, back
