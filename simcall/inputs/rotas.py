"""Rotas laid on the calendar: who works which shift on which date.

A pattern is worked through again and again, before its first date too. A fixed shift is a pattern of seven days that
begins on a Monday. So how many duties somebody has had before any date is a sum and no search, which is how
part-timers' shifts, and everybody's turn for training, are the same wherever a run starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import gcd

import numpy as np

from simcall.inputs.calendar import Calendar
from simcall.inputs.clock import seconds_shown
from simcall.inputs.plan import Plan, PlannedGroup, Stream, spans
from simcall.inputs.quantiles import to_ticks
from simcall.inputs.world import Bools, Floats, Ints
from simcall.scenario import Shift

__all__ = ["Member", "ShiftTable", "rota_duties"]

_GOLDEN = 0.6180339887


class ShiftTable:
    """The shifts of a scenario as arrays, by their place in it.

    Parameters
    ----------
    shifts : mapping of str to Shift
        By name.
    tick_s : float
        Seconds per tick.
    """

    def __init__(self, shifts: Mapping[str, Shift], tick_s: float) -> None:
        self.place = {name: place for place, name in enumerate(shifts)}
        self.start_s = np.array([one.start.hour * 3600 + one.start.minute * 60 for one in shifts.values()], np.int64)
        self.clock_s = np.array([one.minutes * 60 for one in shifts.values()], np.int64)
        breaks = [one.breaks for one in shifts.values()]
        self.unpaid_s = np.array([sum(rest.length for rest in some if not rest.paid) for some in breaks], np.float64)
        self.breaks = np.array([len(some) for some in breaks], np.int64)
        self.first_break = np.cumsum(self.breaks) - self.breaks
        windows = [(rest.after, rest.before, rest.length) for some in breaks for rest in some]
        self._windows = to_ticks(np.array(windows, np.float64).reshape(-1, 3), tick_s)

    def break_columns(self, shift: Ints) -> dict[str, Ints]:
        """Return the breaks of duties that are of the given shifts, as columns of a `Plan`."""
        sizes = self.breaks[shift]
        after, before, length = self._windows[spans(self.first_break[shift], sizes)].T
        return {
            "first_break": np.concatenate(([0], np.cumsum(sizes))),
            "break_after": after,
            "break_before": before,
            "break_length": np.maximum(length, 1),
        }


@dataclass(frozen=True)
class Member:
    """The people of a team, of a fixed shift, or of a cohort beside a team; and what they work.

    Attributes
    ----------
    stream : Stream
        Who they are.
    shifts : int64, shape (days,)
        Place of the shift of each day of the pattern, or -1 for a rest day.
    first : int
        Proleptic ordinal of a date on which they are on the pattern's first day.
    share : Fraction
        Of the pattern's shifts that each of them works.
    roles : int64, shape (people,)
        Which lines each of them answers, as a place in `Policy.serves`.
    joins, leaves : int
        Proleptic ordinals of the first date on which they are there, and of the first on which they no longer are.
    crew : int
        The number of the team if they may be tutors in it, or have tutors from it; otherwise -1.
    tutors : float
        How many tutors each of them has.
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
        """How many they are."""
        return self.stream.people

    @cached_property
    def _phases(self) -> Ints:
        """Return where each person is between two of their shifts, in n-ths.

        Everyone is in another place, so that at any time the number at work is the share of all, rounded up or down;
        and neighbours are far apart, so that the same goes for the first few, who may be designated to a line.
        """
        n = self.people
        steps = (step for step in range(1, n + 1) if gcd(step, n) == 1)
        step = min(steps, key=lambda step: abs(step - n * _GOLDEN), default=1)
        return np.arange(n) * step % max(n, 1)

    def shift_on(self, dates: Ints) -> Ints:
        """Return the shift that the pattern has on some dates, or -1, shape (dates,)."""
        on: Ints = self.shifts[(dates - self.first) % len(self.shifts)]
        return on

    def had_before(self, dates: Ints) -> Ints:
        """Return how many duties each person has had before some dates, shape (dates, people).

        Counted from the pattern's first date, and below zero before it; a part-timer works a shift if this goes up.
        """
        worked = np.concatenate(([0], np.cumsum(self.shifts >= 0)))
        cycles, days = np.divmod(dates - self.first, len(self.shifts))
        numbers = cycles * worked[-1] + worked[days]
        n, p, q = max(self.people, 1), self.share.numerator, self.share.denominator
        had: Ints = (numbers[:, None] * (p * n) + self._phases * q) // (q * n)
        return had

    def works(self, dates: Ints) -> Bools:
        """Return who works on which of some dates, shape (dates, people)."""
        on_duty: Bools = self.had_before(dates + 1) > self.had_before(dates)
        return on_duty


def rota_duties(
    members: Iterable[Member], group: PlannedGroup, table: ShiftTable, calendar: Calendar
) -> Iterator[Plan]:
    """Return the duties of each of the members of a group, on the dates of a run and the one before.

    Parameters
    ----------
    members : iterable of Member
        Who works what, in the order in which people are numbered.
    group : PlannedGroup
        Whose they are.
    table : ShiftTable
        The scenario's shifts.
    calendar : Calendar
        The span of the run.
    """
    dates = np.concatenate((calendar.ordinals[:1] - 1, calendar.ordinals))
    before = 0
    for member in members:
        there = (dates >= member.joins) & (dates < member.leaves)
        some = _duties(member, group, table, dates[there & (member.shift_on(dates) >= 0)], calendar)
        yield replace(some, agent=before + some.agent)
        before += member.people


def _duties(member: Member, group: PlannedGroup, table: ShiftTable, dates: Ints, calendar: Calendar) -> Plan:
    """Return what they work on dates on which the pattern has a shift, each person by their index among them."""
    day, person = np.nonzero(member.works(dates))
    shift = member.shift_on(dates)
    start_s = seconds_shown(calendar, dates, table.start_s[shift])
    end_s = seconds_shown(calendar, dates, table.start_s[shift] + table.clock_s[shift])
    window, turn, turns = _training(member, dates, group.training_days)
    return Plan(
        group=np.full(len(day), group.place),
        agent=person,
        role=member.roles[person],
        began=to_ticks(start_s, calendar.tick_s)[day],
        end=to_ticks(end_s, calendar.tick_s)[day],
        paid_s=np.maximum(end_s - start_s - table.unpaid_s[shift], 0)[day],
        stream=np.zeros(len(day), np.int64),
        place=person,
        date=dates[day],
        window=window[day],
        turn=turn[day, person],
        turns=turns[day, person],
        crew=np.full(len(day), member.crew),
        tutors=np.full(len(day), member.tutors),
        **table.break_columns(shift[day]),
        streams=(member.stream,),
    )


def _training(member: Member, dates: Ints, days: int | None) -> tuple[Ints, Ints, Floats]:
    """Return the window of each date; and which of how many duties in it is on the date, shape (dates, people)."""
    if days is None:
        none = np.zeros((len(dates), member.people))
        return np.zeros_like(dates), none.astype(np.int64) - 1, none
    window = dates // days
    had = member.had_before(window * days)
    turns = member.had_before((window + 1) * days) - had
    return window, member.had_before(dates) - had, turns.astype(np.float64)
