"""Who is on duty in one replication: headcounts, named people, and those who are counted once it is known who comes."""

from __future__ import annotations

import numpy as np

from simcall.inputs.absence import draw_shifts
from simcall.inputs.calendar import Calendar
from simcall.inputs.draws import Draws
from simcall.inputs.plan import Plan
from simcall.inputs.world import Bools, Duties, Ints, Shifts
from simcall.scenario import Scenario

__all__ = ["draw_duties"]


def draw_duties(scenario: Scenario, headcounts: Duties, plan: Plan, calendar: Calendar, draws: Draws) -> Duties:
    """Draw who is on duty in one replication.

    Parameters
    ----------
    scenario : Scenario
        For absence, and for what happens at the end of a duty.
    headcounts : Duties
        The steps of the groups that have a headcount: without chance.
    plan : Plan
        The duties of the others.
    calendar : Calendar
        The span of the run.
    draws : Draws
        The replication's random numbers.

    Returns
    -------
    Duties
        People of groups that name their leavers are named; those of groups that count them are steps of a headcount:
        how many have come, less those on a break.
    """
    groups = tuple(scenario.groups.values())
    if not any(group.has_duties for group in groups):
        return headcounts
    absences = tuple(group.absence for group in groups)
    shifts = draw_shifts(plan, absences, draws, calendar.tick_s, calendar.horizon)
    steps = [np.column_stack([headcounts.tick, headcounts.group, headcounts.headcount])]
    counted = np.zeros(len(groups), bool)
    for place, group in enumerate(groups):
        if group.end_of_duty == "count" and group.has_duties:
            counted[place] = True
            tick, headcount = _headcount(_chosen(shifts, shifts.group == place), calendar.horizon)
            steps.append(np.column_stack([tick, np.full_like(tick, place), headcount]))
    table = np.concatenate(steps)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    tick, group, headcount = table.T
    return Duties(tick, group, headcount, _chosen(shifts, ~counted[shifts.group]))


def _chosen(shifts: Shifts, which: Bools) -> Shifts:
    """Return some of the shifts."""
    sizes = np.diff(shifts.first_break)
    breaks = np.repeat(which, sizes)
    return Shifts(
        group=shifts.group[which],
        agent=shifts.agent[which],
        start=shifts.start[which],
        end=shifts.end[which],
        role=shifts.role[which],
        first_break=np.concatenate(([0], np.cumsum(sizes[which]))),
        break_at=shifts.break_at[breaks],
        break_length=shifts.break_length[breaks],
    )


def _headcount(shifts: Shifts, horizon: int) -> tuple[Ints, Ints]:
    """Return the ticks at which the number of people present changes, from tick 0 on, and the number from then on."""
    away, back = _time_on_breaks(shifts)
    tick = np.concatenate([[0], shifts.start, back, shifts.end, away])
    comings = len(shifts.start) + len(back)
    change = np.concatenate([[0], np.ones(comings, np.int64), -np.ones(comings, np.int64)])
    ticks, which = np.unique(tick, return_inverse=True)
    headcount = np.cumsum(np.bincount(which, change).astype(np.int64))
    steps = (np.diff(headcount, prepend=-1) != 0) & (ticks < horizon)
    return ticks[steps], headcount[steps]


def _time_on_breaks(shifts: Shifts) -> tuple[Ints, Ints]:
    """Return from when until when people are on breaks if they never have a call in hand."""
    first, sizes = shifts.first_break[:-1], np.diff(shifts.first_break)
    away, back = shifts.break_at.copy(), np.empty_like(shifts.break_at)
    for number in range(int(sizes.max(initial=0))):
        of = np.flatnonzero(sizes > number)
        row = first[of] + number
        if number:
            away[row] = np.maximum(away[row], back[row - 1])
        back[row] = np.minimum(away[row] + shifts.break_length[row], shifts.end[of])
    return away, back
