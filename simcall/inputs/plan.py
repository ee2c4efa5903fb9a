"""The plan: every duty of everybody who is known one by one, before anything is left to chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from simcall.inputs.world import Floats, Ints

__all__ = ["Plan", "PlannedGroup", "Stay", "Stream", "joined", "spans", "taken"]


@dataclass(frozen=True)
class PlannedGroup:
    """A group whose people are known one by one.

    Attributes
    ----------
    place : int
        Its place in the scenario.
    name : str
        Its name, a part of its people's streams of random numbers.
    roles : mapping of str or None to int
        Its roles, as places in `Policy.serves`: by the line that people are designated to, and under None its own.
    training_days : int or None
        How many days the time has in which each person is once on training.
    """

    place: int
    name: str
    roles: Mapping[str | None, int]
    training_days: int | None


@dataclass(frozen=True)
class Stay:
    """Dates from `first` until before `until`, on which people may leave for good.

    Attributes
    ----------
    first, until : int
        Proleptic ordinals.
    leavers_per_year : float
        The share of those who are there that leaves within a year.
    """

    first: int
    until: int
    leavers_per_year: float


@dataclass(frozen=True)
class Stream:
    """People whose random numbers belong together: a team, a fixed shift, a team's share of a cohort, or one person.

    Attributes
    ----------
    name : str
        Address of their random numbers.
    group : str
        The group that they are in.
    who : str
        What to call them within it.
    people : int
        How many they are.
    stays : tuple of Stay
        When they may leave.
    """

    name: str
    group: str
    who: str
    people: int = 1
    stays: tuple[Stay, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Duties as planned, in the order (group, agent, start), with the address of the random numbers of each.

    Attributes
    ----------
    group, agent : int64, shape (duties,)
        Who: place of the group, and number of the person in it, from 0.
    role : int64, shape (duties,)
        Which lines the person answers, as a place in `Policy.serves`.
    began, end : int64, shape (duties,)
        Ticks; ``began`` is negative where the duty runs into the start of the run. ``began < end``, ``0 < end``, and
        ``began`` before the horizon.
    paid_s : float64, shape (duties,)
        Seconds that are paid: the whole duty, less its unpaid breaks.
    stream, place : int64, shape (duties,)
        Whose, as a place in `streams`; and the person's index in it.
    date : int64, shape (duties,)
        Proleptic ordinal of the local date on which the duty starts.
    window : int64, shape (duties,)
        Which of the times in which each person is once on training, counted from the ordinal 0.
    turn : int64, shape (duties,)
        Which of the person's duties in the window it is, from 0; -1 where there is no training.
    turns : float64, shape (duties,)
        How many duties the person has in the window. Where a roster holds a part of the window only it is as many as
        there would be at the same rate, and so not always whole.
    crew : int64, shape (duties,)
        Whose shift they share: recruits under supervision and those who may be their tutors have the number of the
        team, all others -1.
    tutors : float64, shape (duties,)
        How many of the crew sit with the person and take no calls: 0 but for recruits under supervision.
    first_break : int64, shape (duties + 1,)
        Duty d's breaks are ``first_break[d]`` to ``first_break[d + 1] - 1``, in the order of the shift.
    break_after, break_before : int64, shape (breaks,)
        Ticks from the duty's start between which each break begins.
    break_length : int64, shape (breaks,)
        Ticks, 1 or more.
    streams : tuple of Stream
        Who the people are.
    """

    group: Ints
    agent: Ints
    role: Ints
    began: Ints
    end: Ints
    paid_s: Floats
    stream: Ints
    place: Ints
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
    """Return the numbers ``first[i]`` to ``first[i] + sizes[i] - 1`` of every i, one after the other."""
    starts = np.cumsum(sizes) - sizes
    numbers: Ints = np.arange(int(sizes.sum())) + np.repeat(first - starts, sizes)
    return numbers


def joined(plans: Sequence[Plan]) -> Plan:
    """Put plans one after the other."""
    streams = [0, *np.cumsum([len(plan.streams) for plan in plans]).tolist()]
    plans = [replace(plan, stream=plan.stream + shift) for plan, shift in zip(plans, streams, strict=False)]
    columns = {
        name: np.concatenate(
            [np.empty(0, np.float64 if name in _FLOATS else np.int64), *(getattr(plan, name) for plan in plans)]
        )
        for name in (*_OF_DUTIES, *_OF_BREAKS)
    }
    sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(plan.first_break) for plan in plans)])
    return Plan(**columns, first_break=np.cumsum(sizes), streams=tuple(one for plan in plans for one in plan.streams))


def taken(plan: Plan, duties: Ints) -> Plan:
    """Return some of the duties, in the order given."""
    sizes = np.diff(plan.first_break)[duties]
    breaks = spans(plan.first_break[duties], sizes)
    return replace(
        plan,
        **{name: getattr(plan, name)[duties] for name in _OF_DUTIES},
        **{name: getattr(plan, name)[breaks] for name in _OF_BREAKS},
        first_break=np.concatenate(([0], np.cumsum(sizes))),
    )
