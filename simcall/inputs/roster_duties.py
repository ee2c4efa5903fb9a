"""Lays rosters on the calendar: the duties of named people, as in the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from simcall.inputs.calendar import Calendar
from simcall.inputs.clock import seconds_at
from simcall.inputs.plan import Plan, PlannedGroup, Stream
from simcall.inputs.quantiles import to_ticks
from simcall.inputs.world import Floats, Ints
from simcall.scenario import Roster

__all__ = ["roster_duties"]

_DAY_US = 86_400_000_000
_1970 = datetime(1970, 1, 1).toordinal()


def roster_duties(roster: Roster, group: PlannedGroup, calendar: Calendar) -> Plan:
    """Return the duties of a roster, including those outside the run; people are numbered in order of appearance."""
    people, starts, ends, breaks, lines = zip(*roster.duties, strict=True)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(people))}
    agent = np.array([numbers[name] for name in people], np.int64)
    date, start_s = _dates_and_seconds(calendar, starts)
    _, end_s = _dates_and_seconds(calendar, ends)
    window, turn, turns = _training(agent, date, group.training_days)
    sizes = np.array([len(rests) for rests in breaks], np.int64)
    _, from_s = _dates_and_seconds(calendar, [start for rests in breaks for start, _ in rests])
    _, to_s = _dates_and_seconds(calendar, [end for rests in breaks for _, end in rests])
    duty_of = np.repeat(np.arange(len(people)), sizes)
    after = to_ticks(from_s - start_s[duty_of], calendar.tick_s)
    unpaid_s = np.bincount(duty_of, to_s - from_s, len(people))
    return Plan(
        group=np.full(len(people), group.index),
        agent=agent,
        role=np.array([group.roles[line] for line in lines], np.int64),
        shift=np.full(len(people), -1),
        began=to_ticks(start_s, calendar.tick_s),
        end=to_ticks(end_s, calendar.tick_s),
        paid_s=np.maximum(end_s - start_s - unpaid_s, 0),
        stream=agent,
        person=np.zeros_like(agent),
        date=date,
        window=window,
        turn=turn,
        turns=turns,
        crew=np.full(len(people), -1),
        tutors=np.zeros(len(people)),
        first_break=np.concatenate(([0], np.cumsum(sizes))),
        break_after=after,
        break_before=after,
        break_length=np.maximum(to_ticks(to_s - from_s, calendar.tick_s), 1),
        streams=tuple(Stream(f"group {group.name!r} person {name!r}", group.name, name) for name in numbers),
    )


def _dates_and_seconds(calendar: Calendar, moments: Sequence[datetime]) -> tuple[Ints, Floats]:
    """Return the dates of some local times, and their seconds from the start of the run."""
    positions = {moment: i for i, moment in enumerate(dict.fromkeys(moments))}  # many duties share a few times
    since_1970 = np.array(list(positions), "datetime64[us]").astype(np.int64)
    days, into_day = np.divmod(since_1970, _DAY_US)
    dates = days + _1970
    seconds = seconds_at(calendar, dates, into_day / 1e6)
    which = np.fromiter((positions[moment] for moment in moments), np.int64, len(moments))
    return dates[which], seconds[which]


def _training(agent: Ints, date: Ints, days: int | None) -> tuple[Ints, Ints, Floats]:
    """Return the window of each duty, its number among the person's duties in the window, and their total.

    If the roster covers only a part of a window, the total is scaled up to the whole window, so that every duty has the
    same probability of training.
    """
    if days is None:
        return np.zeros_like(date), np.full_like(date, -1), np.zeros(len(date))
    window = date // days
    new = (np.diff(agent, prepend=-1) != 0) | (
        np.diff(window, prepend=-1) != 0
    )  # duties are in order of person and start
    first, which = np.flatnonzero(new), np.cumsum(new) - 1
    turn, turns = np.arange(len(date)) - first[which], np.diff(first, append=len(date))[which]
    covered = np.minimum((window + 1) * days, date.max() + 1) - np.maximum(window * days, date.min())
    return window, turn, turns * days / covered
