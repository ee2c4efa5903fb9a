"""One replication's records reduced to totals by line or group and period. Every measure is made of these totals.

An attempt belongs to the period in which it was offered, and a caller to the period of their first measured attempt
on the line. People's time, and the time that callers wait, is split over the periods that it spans. The warm-up lies
before the first period: it is filtered here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simcall.engine import CallRecords, DutyRecords, Outcome, Records
from simcall.inputs import NEVER, Bools, Calendar, Duties, Floats, Ints
from simcall.measures.periods import Periods
from simcall.scenario import Line, Scenario

__all__ = ["Tally", "tally"]

LONG_ANSWER_S = 60.0


@dataclass(frozen=True)
class Tally:
    """Totals of one replication.

    Attributes
    ----------
    lines : mapping of str to float64, shape (lines, periods)
        Totals over the attempts of a line: calls, callers, or seconds.
    groups : mapping of str to float64, shape (groups, periods)
        Totals over the people of a group: calls, or seconds.
    answer_period : tuple of int64, shape (answered,), one per line
        The period of each answered call.
    answer_s : tuple of float64, shape (answered,), one per line
        Its answer time in seconds.
    """

    lines: Mapping[str, Floats]
    groups: Mapping[str, Floats]
    answer_period: tuple[Ints, ...]
    answer_s: tuple[Floats, ...]


def tally(records: Records, scenario: Scenario, duties: Duties, calendar: Calendar, periods: Periods) -> Tally:
    """Reduce one replication's records to totals.

    Parameters
    ----------
    records : Records
        What an engine returned.
    scenario : Scenario
        For the targets and thresholds of its lines.
    duties : Duties
        Who was to be on duty.
    calendar : Calendar
        For the length of a tick.
    periods : Periods
        How to cut the measured span.

    Returns
    -------
    Tally
    """
    lines = tuple(scenario.lines.values())
    calls, tick_s = records.calls, calendar.tick_s
    period = periods.place(calls.offered)
    place = np.where(period >= 0, calls.line * len(periods) + period, -1)
    table = _Table(place, len(lines), len(periods))
    attempts = _attempt_totals(calls, lines, tick_s, table)
    assert np.array_equal(attempts["offered"], sum(attempts[name] for name in ENDS)), "offered is the sum of its ends"
    waits = [_time_within(calls.joined[mine], calls.left[mine], periods.edges) for mine in _each(calls.line, lines)]
    length_s = np.diff(periods.edges) * tick_s
    answered = [mine & (calls.outcome == Outcome.ANSWERED) & (period >= 0) for mine in _each(calls.line, lines)]
    return Tally(
        lines={
            **attempts,
            "queue_s": np.stack(waits) * tick_s,
            "length_s": np.broadcast_to(length_s, (len(lines), len(periods))).copy(),
        },
        groups=_group_totals(records, duties, len(scenario.groups), tick_s, periods, period),
        answer_period=tuple(period[mine] for mine in answered),
        answer_s=tuple((calls.answered - calls.offered)[mine] * tick_s for mine in answered),
    )


ENDS = ("answered", "abandoned", "short_abandoned", "engaged", "passed_on", "still_waiting")
"""How an attempt may end: offered is exactly the sum of these."""


@dataclass(frozen=True)
class _Table:
    """Sums over attempts into a table of lines and periods."""

    place: Ints
    lines: int
    periods: int

    def count(self, mask: Bools) -> Floats:
        """Return how many attempts of the mask fall into each cell."""
        return self._summed(self.place[mask & (self.place >= 0)], None)

    def total(self, values: Floats, mask: Bools) -> Floats:
        """Return the sum of the values of the mask's attempts in each cell."""
        mine = mask & (self.place >= 0)
        return self._summed(self.place[mine], values[mine])

    def largest(self, values: Floats, mask: Bools) -> Floats:
        """Return the largest value of the mask's attempts in each cell; 0 where there are none."""
        mine = mask & (self.place >= 0)
        table = np.zeros(self.lines * self.periods)
        np.maximum.at(table, self.place[mine], values[mine])
        return table.reshape(self.lines, self.periods)

    def _summed(self, place: Ints, weights: Floats | None) -> Floats:
        sums = np.bincount(place, weights=weights, minlength=self.lines * self.periods)
        return sums.reshape(self.lines, self.periods).astype(np.float64)


def _attempt_totals(calls: CallRecords, lines: tuple[Line, ...], tick_s: float, table: _Table) -> dict[str, Floats]:
    """Return the totals over attempts."""
    wait = calls.left - calls.joined
    answer_s: Floats = (calls.answered - calls.offered) * np.float64(tick_s)
    short_of = _ticks_under([line.short_abandon for line in lines], tick_s)[calls.line]
    within = _ticks_under([line.answer_target.within if line.answer_target else 0.0 for line in lines], tick_s)
    answered, abandoned = calls.outcome == Outcome.ANSWERED, calls.outcome == Outcome.ABANDONED
    engaged = calls.outcome == Outcome.ENGAGED
    first = _first_on_line(calls, table)
    served = np.zeros(int(calls.caller.max(initial=-1)) + 1, bool)
    served[calls.caller[answered]] = True
    counted = {
        "offered": np.ones(len(wait), bool),
        "fresh": calls.attempt == 0,
        "redials": (calls.attempt > 0) & ~calls.diverted,
        "diverted_in": calls.diverted,
        "answered": answered,
        "abandoned": abandoned & (wait >= short_of),
        "short_abandoned": abandoned & (wait < short_of),
        "engaged": engaged,
        "passed_on": calls.outcome == Outcome.PASSED_ON,
        "still_waiting": calls.outcome == Outcome.STILL_WAITING,
        "in_target": answered & (calls.answered - calls.offered < within[calls.line]),
        "delayed": wait > 0,
        "long_answers": answered & (answer_s >= LONG_ANSWER_S),
        "queued": ~engaged,
        "not_short": ~(abandoned & (wait < short_of)),
        "callers": first,
        "callers_never_answered": first & ~served[calls.caller],
    }
    return {name: table.count(mask) for name, mask in counted.items()} | {
        "answer_s": table.total(answer_s, answered),
        "wait_s": table.total(wait.astype(np.float64), ~engaged) * tick_s,
        "longest_answer_s": table.largest(answer_s, answered),
    }


def _ticks_under(limits_s: list[float], tick_s: float) -> Ints:
    """Return the least ticks not strictly under each limit; 1e-9 forgives a limit that is not exact in binary."""
    return np.ceil(np.array(limits_s) / tick_s - 1e-9).astype(np.int64)


def _first_on_line(calls: CallRecords, table: _Table) -> Bools:
    """Return which attempts are their caller's first measured one on the line."""
    measured = np.flatnonzero(table.place >= 0)
    keys = calls.caller[measured] * table.lines + calls.line[measured]
    first = np.zeros(len(calls.caller), bool)
    first[measured[np.unique(keys, return_index=True)[1]]] = True
    return first


def _group_totals(
    records: Records, duties: Duties, groups: int, tick_s: float, periods: Periods, period: Ints
) -> dict[str, Floats]:
    """Return the totals over people: seconds on duty, present, busy and over their duty; calls answered."""
    calls, edges = records.calls, periods.edges
    duty = np.stack([_headcount_within(duties, group, edges) for group in range(groups)])
    present = np.stack([_presence_within(records.duties, group, edges) for group in range(groups)])
    by_group = [calls.group == group for group in range(groups)]
    busy = np.stack([_time_within(calls.left[mine], calls.released[mine], edges) for mine in by_group])
    answered = [np.bincount(period[mine & (period >= 0)], minlength=len(periods)) for mine in by_group]
    return {
        "duty_s": duty * tick_s,
        "present_s": present * tick_s,
        "busy_s": busy * tick_s,
        "overrun_s": (present - duty) * tick_s,  # whole ticks are subtracted, so that nobody overruns by 1e-9 s
        "calls_answered": np.stack(answered).astype(np.float64),
    }


def _presence_within(stays: DutyRecords, group: int, edges: Ints) -> Floats:
    mine = stays.group == group
    return _time_within(stays.start[mine], stays.end[mine], edges)


def _headcount_within(duties: Duties, group: int, edges: Ints) -> Floats:
    """Return a group's headcount integrated over each period, in person-ticks."""
    mine = duties.group == group
    tick = np.append(duties.tick[mine], NEVER)
    cumulative = np.concatenate(([0], np.cumsum(np.diff(np.minimum(tick, edges[-1])) * duties.headcount[mine])))
    return np.rint(np.diff(np.interp(edges, np.minimum(tick, edges[-1]), cumulative)))


def _time_within(start: Ints, end: Ints, edges: Ints) -> Floats:
    """Return how many ticks of the spans [start, end) lie in each period, summed over the spans."""
    return _reached(end, edges) - _reached(start, edges)


def _reached(ticks: Ints, edges: Ints) -> Floats:
    """Return, for each period, how far into it the ticks reach, summed: its whole length for those beyond it."""
    periods = len(edges) - 1
    place = np.searchsorted(edges, ticks, side="right") - 1
    inside = (place >= 0) & (place < periods)
    there = place[inside]
    into = np.bincount(there, weights=ticks[inside] - edges[there], minlength=periods)
    beyond = len(ticks) - np.cumsum(np.bincount(there, minlength=periods)) - np.count_nonzero(place < 0)
    reached: Floats = into + beyond * np.diff(edges)
    return reached


def _each(line: Ints, lines: tuple[Line, ...]) -> list[Bools]:
    return [line == place for place in range(len(lines))]
