"""The plan: every duty of every named person, before absence and other chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from simcall.inputs.world import Floats, Ints

__all__ = ["Plan", "PlannedGroup", "Stay", "Stream", "join_plans", "select_duties", "spans"]


@dataclass(frozen=True)
class PlannedGroup:
    """A group with named people.

    Attributes
    ----------
    index : int
        Its index in the scenario.
    name : str
        Its name, which is part of its people's streams of random numbers.
    roles : mapping of str or None to int
        Its roles, as rows of `Policy.serves`: by the line that people are designated to, and under None its own.
    training_days : int or None
        Length in days of the window in which each person has one day of training.
    """

    index: int
    name: str
    roles: Mapping[str | None, int]
    training_days: int | None


@dataclass(frozen=True)
class Stay:
    """Dates from `first` to the day before `until`, on which people may leave for good.

    Attributes
    ----------
    first, until : int
        Proleptic ordinals.
    leavers_per_year : float
        The share of the people present that leaves within a year.
    """

    first: int
    until: int
    leavers_per_year: float


@dataclass(frozen=True)
class Stream:
    """People with one stream of random numbers: a team, a fixed shift, a team's part of a cohort, or one person.

    Attributes
    ----------
    name : str
        Address of their random numbers.
    group : str
        Their group.
    who : str
        Their label within the group.
    people : int
        Their number.
    stays : tuple of Stay
        The dates on which they may leave.
    """

    name: str
    group: str
    who: str
    people: int = 1
    stays: tuple[Stay, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Planned duties, in the order (group, agent, start), with the address of their random numbers.

    Attributes
    ----------
    group, agent : int64, shape (duties,)
        Index of the group, and number of the person in it, from 0.
    role : int64, shape (duties,)
        The lines that the person answers, as a row of `Policy.serves`.
    shift : int64, shape (duties,)
        Index of the shift in the scenario; -1 for a roster.
    began, end : int64, shape (duties,)
        Ticks; ``began`` is negative if the duty starts before the run. ``began < end``, ``0 < end``, and ``began`` is
        before the horizon.
    paid_s : float64, shape (duties,)
        Paid seconds: the duty without its unpaid breaks.
    stream, person : int64, shape (duties,)
        Index of the stream in `streams`, and of the person in the stream.
    date : int64, shape (duties,)
        Proleptic ordinal of the local date on which the duty starts.
    window : int64, shape (duties,)
        The window of training, counted from the ordinal 0: each person has one day of training in each.
    turn : int64, shape (duties,)
        Number of the duty among the person's in the window, from 0; -1 where there is no training.
    turns : float64, shape (duties,)
        Duties of the person in the window. If a roster covers only a part of the window, they are scaled up to the
        whole window, so the number may not be whole.
    crew : int64, shape (duties,)
        Number of the team, for recruits under supervision and their possible tutors; -1 for all others.
    tutors : float64, shape (duties,)
        People of the crew who sit with the person and take no calls; 0 except for recruits under supervision.
    first_break : int64, shape (duties + 1,)
        Duty d's breaks are ``first_break[d]`` to ``first_break[d + 1] - 1``, in the order of the shift.
    break_after, break_before : int64, shape (breaks,)
        Earliest and latest start of each break, in ticks from the duty's start.
    break_length : int64, shape (breaks,)
        Ticks, at least 1.
    streams : tuple of Stream
        The streams of the people.
    """

    group: Ints
    agent: Ints
    role: Ints
    shift: Ints
    began: Ints
    end: Ints
    paid_s: Floats
    stream: Ints
    person: Ints
    date: Ints
    window: Ints
    turn: Ints
    turns: Floats
    crew: Ints
    tutors: Floats
    first_break: Ints
    break_after: Ints
    break_before: Ints
    break_length: Ints
    streams: tuple[Stream, ...]

    def __len__(self) -> int:
        return len(self.group)

    @property
    def start(self) -> Ints:
        """Tick at which each duty starts within the run, shape (duties,)."""
        return np.maximum(self.began, 0)


_OF_BREAKS = ("break_after", "break_before", "break_length")
_OF_DUTIES = tuple(field.name for field in fields(Plan) if field.name not in (*_OF_BREAKS, "first_break", "streams"))
_FLOATS = ("paid_s", "turns", "tutors")


def spans(first: Ints, sizes: Ints) -> Ints:
    """Return the numbers ``first[i]`` to ``first[i] + sizes[i] - 1``, for every i in turn."""
    starts = np.cumsum(sizes) - sizes
    numbers: Ints = np.arange(int(sizes.sum())) + np.repeat(first - starts, sizes)
    return numbers


def join_plans(plans: Sequence[Plan]) -> Plan:
    """Return several plans as one, in their order."""
    streams = [0, *np.cumsum([len(plan.streams) for plan in plans]).tolist()]
    plans = [replace(plan, stream=plan.stream + shift) for plan, shift in zip(plans, streams, strict=False)]
    columns = {
        name: np.concatenate(
            [np.empty(0, np.float64 if name in _FLOATS else np.int64), *(getattr(plan, name) for plan in plans)]
        )
        for name in (*_OF_DUTIES, *_OF_BREAKS)
    }
    sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(plan.first_break) for plan in plans)])
    return Plan(
        **columns, first_break=np.cumsum(sizes), streams=tuple(stream for plan in plans for stream in plan.streams)
    )


def select_duties(plan: Plan, duties: Ints) -> Plan:
    """Return the plan with the given duties only, in their order."""
    sizes = np.diff(plan.first_break)[duties]
    breaks = spans(plan.first_break[duties], sizes)
    return replace(
        plan,
        **{name: getattr(plan, name)[duties] for name in _OF_DUTIES},
        **{name: getattr(plan, name)[breaks] for name in _OF_BREAKS},
        first_break=np.concatenate(([0], np.cumsum(sizes))),
    )
