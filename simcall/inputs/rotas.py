"""Lays rotas on the calendar: the shifts that people work on each date.

A pattern repeats for ever, before its first date too. A fixed shift is a pattern of seven days that begins on a Monday.
So the number of a person's duties before any date is a sum. Therefore part-timers' shifts and training days are the
same wherever a run starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
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

    @cached_property
    def _phases(self) -> Ints:
        """Return the phase of each person between two of their shifts, in n-ths.

        All phases differ, so that at any time the number at work is the share of the people, rounded up or down.
        Neighbours are far apart, so that the same holds for the first few, who may be designated to a line.
        """
        n = self.people
        steps = (step for step in range(1, n + 1) if gcd(step, n) == 1)
        step = min(steps, key=lambda step: abs(step - n * _GOLDEN), default=1)
        return np.arange(n) * step % max(n, 1)

    def shift_on(self, dates: Ints) -> Ints:
        """Return the shift of the pattern on some dates, or -1, shape (dates,)."""
        shifts: Ints = self.shifts[(dates - self.first) % len(self.shifts)]
        return shifts

    def duties_before(self, dates: Ints) -> Ints:
        """Return the number of duties of each person before some dates, shape (dates, people).

        It counts from the pattern's first date, and is negative before it. A part-timer works a shift if it increases.
        """
        worked = np.concatenate(([0], np.cumsum(self.shifts >= 0)))
        cycles, days = np.divmod(dates - self.first, len(self.shifts))
        numbers = cycles * worked[-1] + worked[days]
        n, p, q = max(self.people, 1), self.share.numerator, self.share.denominator
        duties: Ints = (numbers[:, None] * (p * n) + self._phases * q) // (q * n)
        return duties

    def works(self, dates: Ints) -> Bools:
        """Tell who works on some dates, shape (dates, people)."""
        on_duty: Bools = self.duties_before(dates + 1) > self.duties_before(dates)
        return on_duty


def rota_duties(
    members: Iterable[Member], group: PlannedGroup, table: ShiftTable, calendar: Calendar
) -> Iterator[Plan]:
    """Yield the duties of the members of a group, on the dates of a run and the date before.

    Parameters
    ----------
    members : iterable of Member
        The members, in the order of people's numbers.
    group : PlannedGroup
        Their group.
    table : ShiftTable
        The scenario's shifts.
    calendar : Calendar
        The span of the run.
    """
    dates = np.concatenate((calendar.ordinals[:1] - 1, calendar.ordinals))
    before = 0
    for member in members:
        present = (dates >= member.joins) & (dates < member.leaves)
        plan = _duties(member, group, table, dates[present & (member.shift_on(dates) >= 0)], calendar)
        yield replace(plan, agent=before + plan.agent)
        before += member.people


def _duties(member: Member, group: PlannedGroup, table: ShiftTable, dates: Ints, calendar: Calendar) -> Plan:
    """Return the duties of a member on dates with a shift; agents are numbered within the member."""
    day, person = np.nonzero(member.works(dates))
    shift = member.shift_on(dates)
    row = table.row(shift, dates)
    start_s = seconds_at(calendar, dates, table.start_s[row])
    end_s = seconds_at(calendar, dates, table.start_s[row] + table.clock_s[row])
    window, turn, turns = _training(member, dates, group.training_days)
    return Plan(
        group=np.full(len(day), group.index),
        agent=person,
        role=member.roles[person],
        shift=shift[day],
        began=to_ticks(start_s, calendar.tick_s)[day],
        end=to_ticks(end_s, calendar.tick_s)[day],
        paid_s=np.maximum(end_s - start_s - table.unpaid_s[row], 0)[day],
        stream=np.zeros(len(day), np.int64),
        person=person,
        date=dates[day],
        window=window[day],
        turn=turn[day, person],
        turns=turns[day, person],
        crew=np.full(len(day), member.crew),
        tutors=np.full(len(day), member.tutors),
        **table.break_columns(row[day]),
        streams=(member.stream,),
    )


def _training(member: Member, dates: Ints, days: int | None) -> tuple[Ints, Ints, Floats]:
    """Return the window of each date; and the number of the duty in it, and their total, shape (dates, people)."""
    if days is None:
        none = np.zeros((len(dates), member.people))
        return np.zeros_like(dates), none.astype(np.int64) - 1, none
    window = dates // days
    earlier = member.duties_before(window * days)
    turns = member.duties_before((window + 1) * days) - earlier
    return window, member.duties_before(dates) - earlier, turns.astype(np.float64)
