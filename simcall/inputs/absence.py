"""Absence, training, lateness and the times of breaks, drawn for each person and day.

Each random number belongs to a team, fixed shift or rostered person, to the person's index in the team, and to the
date on which the duty starts. So the same people are absent in every scenario, whoever else is planned.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcall.inputs.distributions import quantile_of
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.leavers import before_leaving
from simcall.inputs.ordering import in_order
from simcall.inputs.philox import uniforms_at
from simcall.inputs.plan import Plan, spans
from simcall.inputs.quantiles import to_ticks
from simcall.inputs.tutors import tutoring
from simcall.inputs.world import Bools, Floats, Ints, Shifts
from simcall.scenario import Absence, AbsentOn

__all__ = ["draw_shifts"]


class _People:
    """The random numbers of the people of a plan, in one replication."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self._plan = plan
        keys = np.array([draws.key(stream.name) for stream in plan.streams], np.uint64).reshape(-1, 2)
        self._keys = keys[plan.stream]

    def uniforms(self, purpose: Purpose, duties: Ints, dates: Ints | None = None, number: int = 0) -> Floats:
        """Return one number for each of some duties, addressed by the date on which it starts or by another date."""
        dates = self._plan.date[duties] if dates is None else dates
        blocks = np.arange(len(duties))
        person = np.ascontiguousarray(self._plan.person[duties])
        return uniforms_at(self._keys[duties], dates.astype(np.uint64), blocks, person, purpose, number)


def draw_shifts(
    plan: Plan, absences: tuple[Absence, ...], shifts: tuple[str, ...], draws: Draws, tick_s: float, horizon: int
) -> Shifts:
    """Draw who works the duties of a plan in one replication, when they start, and when their breaks are due.

    Parameters
    ----------
    plan : Plan
        The duties.
    absences : tuple of Absence
        The absence of each group.
    shifts : tuple of str
        The names of the scenario's shifts.
    draws : Draws
        The replication's random numbers.
    tick_s : float
        Seconds per tick.
    horizon : int
        The tick at which the run ends.

    Returns
    -------
    Shifts
    """
    people = _People(plan, draws)
    arrives, is_worked = plan.began.copy(), before_leaving(plan, draws)
    for absence, duties in _by_group(plan, absences):
        is_worked[duties] &= _not_absent(absence, people, duties) & _not_training(absence, plan, people, duties)
        for more in absence.on:
            is_worked[_missing_on(more, shifts, plan, people, duties[is_worked[duties]])] = False
        arrives[duties] += _late_by(absence, people, duties, tick_s)
    start = np.maximum(arrives, 0)
    is_worked &= (start < plan.end) & (start < horizon)
    answering = np.flatnonzero(is_worked & ~tutoring(plan, is_worked))
    answering = answering[in_order(start[answering])[1]]
    sizes, at, length = _breaks(plan, people, answering, start[answering])
    return Shifts(
        group=plan.group[answering],
        agent=plan.agent[answering],
        start=start[answering],
        end=plan.end[answering],
        role=plan.role[answering],
        first_break=np.concatenate(([0], np.cumsum(sizes))),
        break_at=at,
        break_length=length,
    )


def _by_group(plan: Plan, absences: tuple[Absence, ...]) -> Iterator[tuple[Absence, Ints]]:
    """Yield the absence and the duties of each group that has duties."""
    bounds = np.searchsorted(plan.group, np.arange(len(absences) + 1))
    for group, absence in enumerate(absences):
        if bounds[group] < bounds[group + 1]:
            yield absence, np.arange(bounds[group], bounds[group + 1])


def _not_absent(absence: Absence, people: _People, duties: Ints) -> Bools:
    if absence.probability == 0:
        return np.ones(len(duties), bool)
    return people.uniforms(Purpose.ABSENCE, duties) >= absence.probability


def _not_training(absence: Absence, plan: Plan, people: _People, duties: Ints) -> Bools:
    """Tell which duties are not the one of their window that the person spends on training."""
    if absence.training_every is None:
        return np.ones(len(duties), bool)
    u = people.uniforms(Purpose.TRAINING, duties, plan.window[duties])
    works: Bools = np.floor(u * plan.turns[duties]) != plan.turn[duties]
    return works


def _missing_on(more: AbsentOn, shifts: tuple[str, ...], plan: Plan, people: _People, duties: Ints) -> Ints:
    """Return those of some duties that are missed on a date besides: those with the smallest numbers of their own."""
    concerned = plan.date[duties] == more.date.toordinal()
    if more.shift is not None:
        concerned &= plan.shift[duties] == shifts.index(more.shift)
    candidates: Ints = duties[concerned]
    order = np.argsort(people.uniforms(Purpose.EXTRA_ABSENCE, candidates), kind="stable")
    missing: Ints = candidates[order[: more.people]]
    return missing


def _late_by(absence: Absence, people: _People, duties: Ints, tick_s: float) -> Ints:
    """Return the number of ticks that each person is late, mostly 0."""
    late_by = np.zeros(len(duties), np.int64)
    if absence.late is not None:
        late = np.flatnonzero(people.uniforms(Purpose.LATE, duties) < absence.late.probability)
        seconds = quantile_of(absence.late.by, people.uniforms(Purpose.LATE_BY, duties[late]))
        late_by[late] = to_ticks(seconds, tick_s)
    return late_by


def _breaks(plan: Plan, people: _People, duties: Ints, start: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the number of breaks of each duty, and when and how long they are; without those before a late start."""
    sizes = np.diff(plan.first_break)[duties]
    duty, rows = np.repeat(np.arange(len(duties)), sizes), spans(plan.first_break[duties], sizes)
    number = rows - plan.first_break[duties[duty]]
    at = plan.began[duties[duty]] + np.maximum(_after(plan, people, duties[duty], rows, number), 1)
    kept = np.flatnonzero((at > start[duty]) & (at < plan.end[duties[duty]]))
    duty, at, length = duty[kept], at[kept], plan.break_length[rows[kept]]
    if np.any((np.diff(at) < 0) & (np.diff(duty) == 0)):  # the windows overlap, or are not in order of time
        order = np.lexsort((at, duty))
        at, length = at[order], length[order]
    return np.bincount(duty, minlength=len(duties)), at, length


def _after(plan: Plan, people: _People, duty: Ints, rows: Ints, number: Ints) -> Ints:
    """Return the ticks from the duty's start to each break, drawn where the break has a window."""
    after, before = plan.break_after[rows], plan.break_before[rows]
    after = after.copy()
    for nth in range(int(number.max(initial=-1)) + 1):
        drawn = np.flatnonzero((number == nth) & (after < before))
        u = people.uniforms(Purpose.BREAK, duty[drawn], number=nth)
        after[drawn] += np.floor(u * (before[drawn] - after[drawn] + 1)).astype(np.int64)
    return after
