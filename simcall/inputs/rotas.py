"""Lays rotas on the calendar: the shifts that people work on each date.

A pattern repeats for ever, before its first date too. A fixed shift is a pattern of seven days that begins on a Monday.
So the number of a person's duties before any date is a sum. Therefore part-timers' shifts and training days are the
same wherever a run starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import gcd

import numpy as np

from simcall.inputs.calendar import Calendar
from simcall.inputs.clock import seconds_at
from simcall.inputs.plan import Plan, PlannedGroup, Stream, spans
from simcall.inputs.quantiles import to_ticks
from simcall.inputs.world import Bools, Floats, Ints
from simcall.scenario import Shift

__all__ = ["Member", "ShiftTable", "rota_duties"]

_GOLDEN = 0.6180339887


class ShiftTable:
    """The shifts of a scenario as arrays: of each shift, in the scenario's order, a row for each day of the week.

    Parameters
    ----------
    shifts : mapping of str to Shift
        By name.
    tick_s : float
        Seconds per tick.
    """

    def __init__(self, shifts: Mapping[str, Shift], tick_s: float) -> None:
        self.index = {name: index for index, name in enumerate(shifts)}
        rows = [shift.on_weekday(weekday) for shift in shifts.values() for weekday in range(7)]
        self.start_s = np.array([row.start.hour * 3600 + row.start.minute * 60 for row in rows], np.int64)
        self.clock_s = np.array([row.minutes * 60 for row in rows], np.int64)
        breaks = [row.breaks for row in rows]
        self.unpaid_s = np.array([sum(rest.length for rest in rests if not rest.paid) for rests in breaks], np.float64)
        self.breaks = np.array([len(rests) for rests in breaks], np.int64)
        self.first_break = np.cumsum(self.breaks) - self.breaks
        windows = [(rest.after, rest.before, rest.length) for rests in breaks for rest in rests]
        self._windows = to_ticks(np.array(windows, np.float64).reshape(-1, 3), tick_s)

    def row(self, shift: Ints, dates: Ints) -> Ints:
        """Return the rows of shifts that start on some dates, given as proleptic ordinals."""
        rows: Ints = shift * 7 + (dates - 1) % 7  # 1 January of the year 1 was a Monday
        return rows

    def break_columns(self, row: Ints) -> dict[str, Ints]:
        """Return the breaks of duties on the shifts of the given rows, as columns of a `Plan`."""
        sizes = self.breaks[row]
        after, before, length = self._windows[spans(self.first_break[row], sizes)].T
        return {
            "first_break": np.concatenate(([0], np.cumsum(sizes))),
            "break_after": after,
            "break_before": before,
            "break_length": np.maximum(length, 1),
        }


@dataclass(frozen=True)
class Member:
    """The people of a team, of a fixed shift, or of a cohort beside a team, with their shifts.

    Attributes
    ----------
    stream : Stream
        The people and their random numbers.
    shifts : int64, shape (days,)
        Index of the shift on each day of the pattern, or -1 for a rest day.
    first : int
        Proleptic ordinal of a date with the pattern's first day.
    share : Fraction
        Share of the pattern's shifts that each person works.
    roles : int64, shape (people,)
        The lines that each person answers, as a row of `Policy.serves`.
    joins, leaves : int
        Proleptic ordinals of the first date on which they are present, and of the first on which they no longer are.
    crew : int
        Number of the team if they may be tutors in it, or have tutors from it; otherwise -1.
    tutors : float
        Tutors for each person.
    """

    stream: Stream
    shifts: Ints
    first: int
    share: Fraction
    roles: Ints
    joins: int
    leaves: int
    crew: int = -1
    tutors: float = 0.0

    @property
    def people(self) -> int:
        """Their number."""
        return self.stream.people


class _MemberArrays:
    """The members of a group as arrays: a row for each member, and for each of their people.

    Parameters
    ----------
    members : sequence of Member
        At least one, in the order of people's numbers.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        people = np.array([member.people for member in members], np.int64)
        self.member = np.repeat(np.arange(len(members)), people)
        self.number = spans(np.zeros_like(people), people)
        self.roles = np.concatenate([member.roles for member in members])
        self.crew = np.array([member.crew for member in members], np.int64)
        self.tutors = np.array([member.tutors for member in members], np.float64)
        self._joins = np.array([member.joins for member in members], np.int64)
        self._leaves = np.array([member.leaves for member in members], np.int64)
        self._first = np.array([member.first for member in members], np.int64)
        self._days = np.array([len(member.shifts) for member in members], np.int64)
        self._pattern = np.full((len(members), int(self._days.max())), -1, np.int64)
        for row, member in zip(self._pattern, members, strict=True):
            row[: len(member.shifts)] = member.shifts
        self._worked = np.zeros((len(members), self._pattern.shape[1] + 1), np.int64)
        np.cumsum(self._pattern >= 0, axis=1, out=self._worked[:, 1:])
        # A person works a shift of the pattern if the whole part of (shifts so far * share + phase) grows by it.
        parts = np.array([member.share.denominator for member in members], np.int64) * people
        self._parts = parts[self.member]
        self._each = (np.array([member.share.numerator for member in members], np.int64) * people)[self.member]
        self._phase = (
            np.concatenate([_phases(n) for n in people.tolist()]) * (parts // np.maximum(people, 1))[self.member]
        )

    def shift_on(self, dates: Ints) -> Ints:
        """Return the shift of each member's pattern on some dates, shape (members, dates); -1 if they are not there."""
        day = (dates - self._first[:, None]) % self._days[:, None]
        present = (dates >= self._joins[:, None]) & (dates < self._leaves[:, None])
        return np.where(present, np.take_along_axis(self._pattern, day, axis=1), -1)

    def duties_before(self, dates: Ints) -> Ints:
        """Return the number of duties of each person before some dates, shape (people, dates).

        It counts from the pattern's first date, and is negative before it.
        """
        cycles, day = np.divmod(dates - self._first[:, None], self._days[:, None])
        numbers = cycles * self._worked[:, -1:] + np.take_along_axis(self._worked, day, axis=1)
        duties: Ints = (numbers[self.member] * self._each[:, None] + self._phase[:, None]) // self._parts[:, None]
        return duties

    def works(self, dates: Ints) -> Bools:
        """Tell who works on some dates, shape (people, dates)."""
        on_duty: Bools = self.duties_before(dates + 1) > self.duties_before(dates)
        return on_duty & (self.shift_on(dates) >= 0)[self.member]


@cache
def _phases(people: int) -> Ints:
    """Return how far each of some people is between two of their shifts, in parts of the way: one part for each person.

    All phases differ, so that at any time the number at work is the share of the people, rounded up or down.
    Neighbours are far apart, so that the same holds for the first few, who may be designated to a line.
    """
    steps = (step for step in range(1, people + 1) if gcd(step, people) == 1)
    step = min(steps, key=lambda step: abs(step - people * _GOLDEN), default=1)
    return np.arange(people) * step % max(people, 1)


def rota_duties(members: Sequence[Member], group: PlannedGroup, table: ShiftTable, calendar: Calendar) -> Plan:
    """Return the duties of the members of a group, on the dates of a run and the date before.

    Parameters
    ----------
    members : sequence of Member
        The members, at least one, in the order of people's numbers.
    group : PlannedGroup
        Their group.
    table : ShiftTable
        The scenario's shifts.
    calendar : Calendar
        The span of the run.

    Returns
    -------
    Plan
        In the order of people's numbers.
    """
    people = _MemberArrays(members)
    dates = np.concatenate((calendar.ordinals[:1] - 1, calendar.ordinals))
    person, day = np.nonzero(people.works(dates))
    member = people.member[person]
    # Everybody of a member has the same times on a date.
    shared, of_duty = np.unique(member * len(dates) + day, return_inverse=True)
    shift = people.shift_on(dates).ravel()[shared]
    start_date = dates[shared % len(dates)]
    row = table.row(shift, start_date)
    start_s = seconds_at(calendar, start_date, table.start_s[row])
    end_s = seconds_at(calendar, start_date, table.start_s[row] + table.clock_s[row])
    window, turn, turns = _training(people, dates, group.training_days)
    return Plan(
        group=np.full(len(day), group.index),
        agent=person,
        role=people.roles[person],
        shift=shift[of_duty],
        began=to_ticks(start_s, calendar.tick_s)[of_duty],
        end=to_ticks(end_s, calendar.tick_s)[of_duty],
        paid_s=np.maximum(end_s - start_s - table.unpaid_s[row], 0)[of_duty],
        stream=member,
        person=people.number[person],
        date=dates[day],
        window=window[day],
        turn=turn[person, day],
        turns=turns[person, day],
        crew=people.crew[member],
        tutors=people.tutors[member],
        **table.break_columns(row[of_duty]),
        streams=tuple(member.stream for member in members),
    )


def _training(people: _MemberArrays, dates: Ints, days: int | None) -> tuple[Ints, Ints, Floats]:
    """Return the window of each date; and the number of the duty in it, and their total, shape (people, dates)."""
    if days is None:
        none = np.zeros((len(people.member), len(dates)))
        return np.zeros_like(dates), none.astype(np.int64) - 1, none
    window = dates // days
    earlier = people.duties_before(window * days)
    turns = people.duties_before((window + 1) * days) - earlier
    return window, people.duties_before(dates) - earlier, turns.astype(np.float64)
