"""One replication's records reduced to totals by line or group and period. Every measure is made of these totals.

An attempt belongs to the period in which it was offered, and a caller to the period of their first measured attempt
on the line. People's time, and the time that callers wait, is split over the periods that it spans. The warm-up lies
before the first period: it is filtered in `simcall.measures.totals` and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simcall.engine import Records
from simcall.inputs import Calendar, Floats, Ints
from simcall.inputs.periods import Periods
from simcall.inputs.policy import sources_of
from simcall.inputs.quantiles import to_ticks
from simcall.measures.attendance import attendance
from simcall.measures.measure import ANSWER_TICKS, AT_END, LARGEST_OF_PERIODS, WAIT_TICKS
from simcall.measures.taken_people import without_taken_people
from simcall.measures.times import Ticks, measured_times
from simcall.measures.totals import (
    ENDS,
    GROUP_TOTALS,
    LINE_TOTALS,
    OUTCOME_TOTALS,
    LineLimits,
    add_attempts,
    add_outcomes,
    add_presence,
)
from simcall.measures.waits import Waits, waits_of
from simcall.scenario import Scenario

__all__ = ["OF_OUTCOMES", "Tally", "limits_of", "over_periods", "tally", "tally_outcomes", "ticks_reaching"]

_DERIVED = ("offered", "queued", "not_short", "not_ignored", "length_s")
_COUNTS_OF_TIMES = {
    ANSWER_TICKS: "answered",
    WAIT_TICKS: "queued",
    "since_ring_ticks": "of_ring",
    "since_answer_ticks": "of_answer",
}
"""The times that are kept one by one, and the total that says how many of each there are."""
OF_OUTCOMES = frozenset((*OUTCOME_TOTALS, *_DERIVED))
"""The totals of lines that follow from how each attempt ended: those that `tally_outcomes` has."""


@dataclass(frozen=True)
class Tally:
    """Totals of one replication.

    Attributes
    ----------
    lines : mapping of str to ndarray, shape (lines, periods)
        Totals over the attempts of a line: int64 for calls and callers, float64 for seconds (names in ``_s``).
    groups : mapping of str to ndarray, shape (groups, periods)
        Totals over the people of a group, likewise.
    answer_ticks : int32 or int64, shape (answered,)
        Answer times in ticks by line, then by period: ``lines["answered"]`` says how many of each.
    wait_ticks : int32 or int64, shape (queued,)
        Times in the queue likewise: ``lines["queued"]`` says how many of each.
    since_ring_ticks, since_answer_ticks : int64
        Times from the ring, and from the answer, of the call that led to work until it is attended, likewise:
        ``lines["of_ring"]`` and ``lines["of_answer"]`` say how many of each.
    waits : sequence of Waits or None
        By line, when calls waited, if that was to be kept.
    """

    lines: Mapping[str, Ints | Floats]
    groups: Mapping[str, Ints | Floats]
    answer_ticks: Ticks
    wait_ticks: Ticks
    since_ring_ticks: Ticks = field(default_factory=lambda: np.empty(0, np.int64))
    since_answer_ticks: Ticks = field(default_factory=lambda: np.empty(0, np.int64))
    waits: Sequence[Waits] | None = None

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.lines["offered"].shape[1])

    def over_span(self) -> Tally:
        """Return the same with the whole span as one period, which takes a fraction of the memory."""
        return replace(self, lines=_over_span(self.lines), groups=_over_span(self.groups))

    def times(self, which: str, line: int) -> tuple[Ticks, Ints]:
        """Return a line's times in ticks, and where among them each period's begin, and the last's end.

        `which` is the name of an attribute: answer, wait, since_ring or since_answer with ``_ticks``.
        """
        return _of_line(getattr(self, which), self.lines[_COUNTS_OF_TIMES[which]], line)

    def within(self, which: str, line: int, limit: int) -> Ints:
        """Return how many of a line's times are less than a number of ticks, by period."""
        times, begin = self.times(which, line)
        of_each, has_any = np.zeros(len(begin) - 1, np.int64), begin[1:] > begin[:-1]
        of_each[has_any] = np.add.reduceat(times < limit, begin[:-1][has_any], dtype=np.int64)
        return of_each


def _of_line(ticks: Ticks, counts: Ints | Floats, line: int) -> tuple[Ticks, Ints]:
    """Return a line's part of times that are by line and period, and where its periods begin."""
    begin = np.concatenate(([0], np.cumsum(counts[: line + 1], dtype=np.int64)))[-counts.shape[1] - 1 :]
    return ticks[begin[0] : begin[-1]], begin - begin[0]


def over_periods(table: npt.NDArray[Any], combine: np.ufunc) -> npt.NDArray[Any]:
    """Combine the values of each row, one for each period, from the first to the last.

    The last digit of a sum depends on the order, but for whole numbers. NumPy keeps to it if it adds rows up, and adds
    up a single row by halves.
    """
    combined: npt.NDArray[Any]
    if table.dtype.kind == "i":
        combined = combine.reduce(table, axis=1)
    elif len(table) == 1:
        combined = combine.accumulate(table, axis=1)[:, -1]
    else:
        combined = combine.reduce(np.ascontiguousarray(table.T), axis=0)
    return combined


def _over_span(totals: Mapping[str, Ints | Floats]) -> dict[str, Ints | Floats]:
    """Return totals by line or group and period as those of one period."""
    whole = {name: table[:, -1:].copy() for name, table in totals.items() if name in AT_END}
    whole |= {name: totals[name].max(axis=1, keepdims=True) for name in LARGEST_OF_PERIODS & totals.keys()}
    summed = [name for name in totals if name not in whole]
    for are_whole_numbers in (True, False):
        alike = [name for name in summed if (totals[name].dtype.kind == "i") == are_whole_numbers]
        sums = over_periods(np.concatenate([totals[name] for name in alike]), np.add) if alike else np.empty(0)
        whole |= zip(alike, sums.reshape(len(alike), -1, 1), strict=True)
    return {name: whole[name] for name in totals}


def tally(
    records: Records, scenario: Scenario, calendar: Calendar, periods: Periods, *, keeps_waits: bool = False
) -> Tally:
    """Reduce one replication's records to totals.

    Parameters
    ----------
    records : Records
        What an engine returned.
    scenario : Scenario
        For the targets and thresholds of its lines.
    calendar : Calendar
        For the length of a tick.
    periods : Periods
        How to cut the measured span.
    keeps_waits : bool
        Whether to keep when each call waited, which the queue at a moment follows from.

    Returns
    -------
    Tally
    """
    edges, tick_s, limits = periods.edges, calendar.tick_s, limits_of(scenario, calendar)
    by_line, by_group = add_attempts(records.calls, records.stints, edges, len(scenario.groups), limits)
    of_lines, of_groups = dict(zip(LINE_TOTALS, by_line, strict=True)), dict(zip(GROUP_TOTALS, by_group, strict=True))
    plan = without_taken_people(records.duties, records.plan, sources_of(scenario), int(edges[-1]))
    duty, present = add_presence(records.duties, plan, edges, len(scenario.groups))
    overrun = present - duty  # of whole ticks, so that nobody overruns by 1e-9 s
    offered = of_lines["fresh"] + of_lines["redials"] + of_lines["diverted_in"] + of_lines["transferred_in"]
    of_lines |= _derived(of_lines, edges)
    assert np.array_equal(offered, of_lines["offered"]), "offered is the sum of its ends"
    answer_ticks, wait_ticks = _times(records, periods, of_lines, limits)
    attended = attendance(records.calls, scenario, edges)
    of_groups |= {"duty_s": duty, "present_s": present, "overrun_s": overrun, "free_s": present - of_groups["busy_s"]}
    of_groups["length_s"] = np.broadcast_to(np.diff(edges), duty.shape)
    return Tally(
        lines=_in_seconds({**of_lines, **attended.totals}, tick_s),
        groups=_in_seconds(of_groups, tick_s),
        answer_ticks=answer_ticks,
        wait_ticks=wait_ticks,
        since_ring_ticks=attended.since_ring,
        since_answer_ticks=attended.since_answer,
        waits=waits_of(records.calls, len(scenario.lines)) if keeps_waits else None,
    )


def tally_outcomes(
    records: Records, scenario: Scenario, calendar: Calendar, periods: Periods, *, times: bool = True
) -> Tally:
    """Reduce one replication's records to the totals of lines in `OF_OUTCOMES` and the times, quicker than `tally`.

    Parameters
    ----------
    records : Records
        What an engine returned; its attempts may stand in any order.
    scenario, calendar, periods
        As for `tally`.
    times : bool
        Whether to keep the answer times and the times in the queue.

    Returns
    -------
    Tally
        With the same totals of lines as that of `tally`, none of groups, and the same times if they are kept; within a
        period these stand in the order of the attempts.
    """
    limits = limits_of(scenario, calendar)
    table = add_outcomes(records.calls, periods.edges, limits)
    of_lines = {name: rows for name, rows in zip(LINE_TOTALS, table, strict=True) if name in OF_OUTCOMES}
    of_lines |= _derived(of_lines, periods.edges)
    nothing = np.empty(0, np.int32)
    answer_ticks, wait_ticks = _times(records, periods, of_lines, limits) if times else (nothing, nothing)
    return Tally(_in_seconds(of_lines, calendar.tick_s), {}, answer_ticks, wait_ticks)


def _times(records: Records, periods: Periods, of_lines: Mapping[str, Ints], limits: LineLimits) -> tuple[Ticks, Ticks]:
    """Return the answer times and the times in the queue."""
    longest = int(of_lines["longest_answer_s"].max())
    counts = of_lines["answered"], of_lines["queued"]
    return measured_times(records.calls, periods.edges, *counts, longest, limits.announcement)


def limits_of(scenario: Scenario, calendar: Calendar) -> LineLimits:
    """Return the ticks that decide how attempts of a scenario's lines are counted."""
    lines, tick_s = scenario.lines.values(), calendar.tick_s
    targets_s = [line.answer_target.within if line.answer_target else 0.0 for line in lines]
    return LineLimits(
        short_of=np.array([ticks_reaching(line.short_abandon, tick_s) for line in lines], np.int64),
        ignored_of=np.array([ticks_reaching(line.service_level_ignores_s, tick_s) for line in lines], np.int64),
        within=np.array([ticks_reaching(target_s, tick_s) for target_s in targets_s], np.int64),
        announcement=to_ticks(
            np.array([line.announcement.length if line.announcement else 0 for line in lines]), tick_s
        ),
    )


def ticks_reaching(limit_s: float, tick_s: float) -> int:
    """Return the least ticks not strictly under a limit; 1e-9 forgives a limit that is not exact in binary."""
    return math.ceil(limit_s / tick_s - 1e-9)


def _derived(counted: Mapping[str, Ints], edges: Ints) -> dict[str, Ints]:
    """Return the totals of lines that follow from others."""
    offered = np.sum([counted[name] for name in ENDS], axis=0)
    return {
        "offered": offered,
        "queued": offered - counted["engaged"],
        "not_short": offered - counted["short_abandoned"],
        "not_ignored": offered - counted["ignored"],
        "length_s": np.broadcast_to(np.diff(edges), offered.shape),
    }


def _in_seconds(totals: Mapping[str, Ints], tick_s: float) -> dict[str, Ints | Floats]:
    """Return counts as they are, and times, which were summed in whole ticks, in seconds."""
    return {name: total * np.float64(tick_s) if name.endswith("_s") else total for name, total in totals.items()}
