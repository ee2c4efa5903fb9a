"""The compiled totals against their definitions, written out for one attempt at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from simcall.engine import NONE, CallRecords, DutyRecords, Outcome, Records, StintRecords, simulate
from simcall.inputs import Calendar
from simcall.inputs.behaviour import ANNOUNCEMENT
from simcall.inputs.periods import Periods
from simcall.measures import Tally, tally
from simcall.measures.attendance import ATTENDANCE_TOTALS
from simcall.measures.measure import ANSWER_TICKS, WAIT_TICKS
from simcall.measures.tally import ticks_reaching
from simcall.scenario import Scenario
from tests.engines.worlds import random_world
from tests.making import constant

Totals = dict[str, np.ndarray]
LIMIT_S = 60


@dataclass(frozen=True)
class Case:
    """One replication to be measured; limits by line, in seconds."""

    records: Records
    edges: tuple[int, ...]
    groups: int
    tick: Fraction
    short: tuple[Fraction, ...]
    ignored: tuple[Fraction, ...]
    within: tuple[Fraction | None, ...]
    announcement: tuple[Fraction, ...]

    @property
    def periods(self) -> range:
        """The periods, by number."""
        return range(len(self.edges) - 1)

    @cached_property
    def attempts(self) -> list[Attempt]:
        """The attempts, in the order of the records."""
        calls = self.records.calls
        rows = zip(*(getattr(calls, name).tolist() for name in vars(calls)), strict=True)
        return [attempt(dict(zip(vars(calls), row, strict=True)), self) for row in rows]

    @cached_property
    def waits(self) -> list[Wait]:
        """Every wait in a queue: the first of each attempt, and those of items that were put down."""
        calls, stints = self.records.calls, self.records.stints
        first = zip(calls.line.tolist(), calls.joined.tolist(), calls.joined.tolist(), calls.left.tolist(), strict=True)
        columns = (stints.row.tolist(), stints.start.tolist(), stints.end.tolist(), stints.group.tolist())
        again = [
            Wait(int(calls.line[row]), int(calls.joined[row]), start, end)
            for row, start, end, group in zip(*columns, strict=True)
            if group == NONE
        ]
        return [*(Wait(*wait) for wait in first), *again]

    @cached_property
    def work(self) -> list[tuple[int, int, int]]:
        """Every (group, start, end) of somebody at work on an item, picking up included."""
        calls, stints = self.records.calls, self.records.stints
        whole = (calls.group != NONE) & (calls.interruptions == 0)
        first = (calls.group[whole], calls.left[whole], calls.released[whole])
        parts = stints.group != NONE
        again = (stints.group[parts], stints.start[parts], stints.end[parts])
        return [row for columns in (first, again) for row in zip(*(c.tolist() for c in columns), strict=True)]

    def period_of(self, tick: int) -> int | None:
        """Return the period in which a tick lies; None in the warm-up."""
        return next((p for p in self.periods if self.edges[p] <= tick < self.edges[p + 1]), None)

    def shared(self, start: int, end: int, period: int) -> Fraction | int:
        """Return how many seconds of a span lie in a period."""
        ticks = min(end, self.edges[period + 1]) - max(start, self.edges[period])
        return ticks * self.tick if ticks > 0 else 0

    def tally(self) -> Tally:
        """Measure it."""
        seconds = float(self.tick)
        calendar = Calendar(datetime(2024, 2, 5), ZoneInfo("UTC"), seconds, self.edges[0], self.edges[-1])
        periods = Periods(np.array(self.edges), tuple(datetime(2024, 2, 5) for _ in self.periods))
        return tally(self.records, self.scenario(), calendar, periods)

    def scenario(self) -> Scenario:
        """Make a scenario with these limits."""
        lines: dict[str, Any] = {}
        limits = zip(self.short, self.ignored, self.within, self.announcement, strict=True)
        for place, (short, ignored, within, announcement) in enumerate(limits):
            lines[f"line {place}"] = {
                "short_abandon": f"{float(short)} s",
                "service_level_ignores": f"{float(ignored)} s",
                "announcement": {"length": f"{float(announcement)} s"},
                "handling": constant("1 s"),
                "demand": {"calls_per_day": 1.0},
            }
            if within is not None:
                lines[f"line {place}"]["answer_target"] = {"within": f"{float(within)} s", "share": 0.9}
        groups = {f"group {place}": {"lines": list(lines), "headcount": 1} for place in range(self.groups)}
        document = {"name": "made", "start": "2024-02-05", "days": 1.0, "lines": lines, "groups": groups}
        return Scenario.from_document(document)


# Definitions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wait:
    """A wait in the queue of a line; `joined` is when the item first joined it."""

    line: int
    joined: int
    start: int
    end: int


@dataclass(frozen=True)
class Attempt:
    """A row of the records, in seconds where they are measured so."""

    caller: int
    number: int
    line: int
    diverted: bool
    transferred: bool
    interruptions: int
    period: int | None
    how: Outcome
    wait_s: Fraction
    answer_s: Fraction
    group: int
    joined: int
    left: int


def attempt(row: dict[str, int], case: Case) -> Attempt:
    """Make an attempt of a row of the records; what a call led to heard no announcement."""
    transferred = row["case"] != 0 and row["attempt"] == 0
    heard_s = Fraction(0) if transferred else case.announcement[row["line"]]
    return Attempt(
        caller=row["caller"],
        number=row["attempt"],
        line=row["line"],
        diverted=bool(row["diverted"]),
        transferred=transferred,
        interruptions=row["interruptions"],
        period=case.period_of(row["offered"]),
        how=Outcome(row["outcome"]),
        wait_s=(row["left"] - row["joined"]) * case.tick,
        answer_s=(row["answered"] - row["offered"]) * case.tick - heard_s,
        group=row["group"],
        joined=row["joined"],
        left=row["left"],
    )


def is_short(one: Attempt, case: Case) -> bool:
    """Tell whether an abandonment came after strictly less than the line's threshold."""
    return one.how is Outcome.ABANDONED and one.wait_s < case.short[one.line]


def is_ignored(one: Attempt, case: Case) -> bool:
    """Tell whether an abandonment is left out of the service level."""
    return one.how is Outcome.ABANDONED and one.wait_s < case.ignored[one.line]


def has_abandoned(one: Attempt, case: Case) -> bool:
    """Tell whether a caller gave up, and not shortly; those who leave in the announcement never do so shortly."""
    return one.how is Outcome.LEFT_ANNOUNCEMENT or (one.how is Outcome.ABANDONED and not is_short(one, case))


def is_answered(one: Attempt, case: Case) -> bool:
    """Tell whether somebody took the call."""
    return one.how is Outcome.ANSWERED


SUMS: dict[str, Callable[[Attempt, Case], Fraction | int | bool]] = {
    "offered": lambda one, case: 1,
    "fresh": lambda one, case: one.number == 0 and not one.transferred,
    "redials": lambda one, case: one.number > 0 and not one.diverted,
    "diverted_in": lambda one, case: one.diverted,
    "answered": is_answered,
    "abandoned": has_abandoned,
    "short_abandoned": is_short,
    "engaged": lambda one, case: one.how is Outcome.ENGAGED,
    "passed_on": lambda one, case: one.how is Outcome.PASSED_ON,
    "still_waiting": lambda one, case: one.how is Outcome.STILL_WAITING,
    "in_target": lambda one, case: is_answered(one, case) and one.answer_s < (case.within[one.line] or 0),
    "moved": lambda one, case: one.how is Outcome.MOVED,
    "in_announcement": lambda one, case: one.how is Outcome.IN_ANNOUNCEMENT,
    "transferred_in": lambda one, case: one.transferred,
    "interruptions": lambda one, case: one.interruptions,
    "ignored": is_ignored,
    "delayed": lambda one, case: one.wait_s > 0,
    "queued": lambda one, case: one.how is not Outcome.ENGAGED,
    "not_short": lambda one, case: not is_short(one, case),
    "not_ignored": lambda one, case: not is_ignored(one, case),
    "answer_s": lambda one, case: one.answer_s if is_answered(one, case) else 0,
    "wait_s": lambda one, case: one.wait_s if one.how is not Outcome.ENGAGED else 0,
}
"""What each attempt adds to its line's totals in the period in which it was offered."""


def line_totals(case: Case) -> dict[str, dict[tuple[int, int], Fraction | int]]:
    """Return every total of lines, by line and period."""
    found: dict[str, Any] = {name: Counter() for name in (*SUMS, "longest_answer_s", "length_s")}
    for one in case.attempts:
        if one.period is not None:
            for name, amount in SUMS.items():
                found[name][one.line, one.period] += amount(one, case)
            if is_answered(one, case):
                longest = found["longest_answer_s"]
                longest[one.line, one.period] = max(longest[one.line, one.period], one.answer_s)
    for line in range(len(case.short)):
        for period in case.periods:
            found["length_s"][line, period] = case.shared(case.edges[0], case.edges[-1], period)
    nothing_is_led_to = {name: Counter[tuple[int, int]]() for name in ATTENDANCE_TOTALS}
    return found | caller_totals(case) | queue_totals(case) | nothing_is_led_to


def queue_totals(case: Case) -> dict[str, dict[tuple[int, int], Fraction | int]]:
    """Return the totals of waiting: the time of it, the time beyond the target, and who waits at each period's end.

    Whoever leaves the queue at the very end of a period waited at its end.
    """
    found: dict[str, Any] = {name: Counter() for name in ("queue_s", "overdue_s", "backlog", "oldest_s")}
    for period in case.periods:
        end = case.edges[period + 1]
        for wait in case.waits:
            cell = wait.line, period
            found["queue_s"][cell] += case.shared(wait.start, wait.end, period)
            if wait.start < end <= wait.end:
                found["backlog"][cell] += 1
                found["oldest_s"][cell] = max(found["oldest_s"][cell], (end - wait.joined) * case.tick)
        for one in case.attempts:
            within = case.within[one.line]
            if within is not None:
                late = one.joined + -(-within // case.tick)  # whole ticks, rounded up
                found["overdue_s"][one.line, period] += case.shared(late, one.left, period)
    return found


def caller_totals(case: Case) -> dict[str, dict[tuple[int, int], int]]:
    """Return the people who rang each line, by the period of their first measured attempt on it."""
    callers, never_answered = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    served = {one.caller for one in case.attempts if is_answered(one, case)}
    measured = [one for one in case.attempts if one.period is not None]
    for caller, line in {(one.caller, one.line) for one in measured}:
        mine = [one for one in measured if (one.caller, one.line) == (caller, line)]
        callers[line, mine[0].period] += 1
        never_answered[line, mine[0].period] += caller not in served
    return {"callers": callers, "callers_never_answered": never_answered}


def group_totals(case: Case) -> dict[str, dict[tuple[int, int], Fraction | int]]:
    """Return every total of groups, by group and period."""
    found: dict[str, Any] = {name: Counter() for name in ("calls_answered", "busy_s", "present_s", "duty_s")}
    stays, duties = case.records.duties, case.records.plan
    for period in case.periods:
        for one in case.attempts:
            if is_answered(one, case):
                found["calls_answered"][one.group, period] += one.period == period
        for group, start, end in case.work:
            found["busy_s"][group, period] += case.shared(start, end, period)
        columns = (stays.group.tolist(), stays.start.tolist(), stays.end.tolist(), stays.due.tolist())
        for group, start, end, due in zip(*columns, strict=True):
            found["present_s"][group, period] += case.shared(start, end, period)
            if due != NONE:
                found["duty_s"][group, period] += case.shared(start, min(end, due), period)
        for group in range(case.groups):
            mine = duties.group == group
            steps = [*duties.tick[mine].tolist(), case.edges[-1]]
            for start, end, people in zip(steps, steps[1:], duties.headcount[mine].tolist(), strict=False):
                found["duty_s"][group, period] += people * case.shared(start, end, period)
    found["overrun_s"] = Counter(found["present_s"])
    found["overrun_s"].subtract(found["duty_s"])
    found["free_s"] = Counter(found["present_s"])
    found["free_s"].subtract(found["busy_s"])
    cells = ((group, period) for group in range(case.groups) for period in case.periods)
    found["length_s"] = {cell: case.shared(case.edges[0], case.edges[-1], cell[1]) for cell in cells}
    return found


def answers(case: Case, line: int, period: int) -> list[int]:
    """Return the answer times of a line and period in ticks, ascending."""
    found = [one for one in case.attempts if (one.line, one.period) == (line, period) and is_answered(one, case)]
    return sorted(int(one.answer_s / case.tick) for one in found)


def waits(case: Case, line: int, period: int) -> list[int]:
    """Return the times in the queue of a line's and period's attempts, engaged ones left out, in ticks, ascending."""
    found = [one for one in case.attempts if (one.line, one.period) == (line, period)]
    return sorted(int(one.wait_s / case.tick) for one in found if one.how is not Outcome.ENGAGED)


# Cases --------------------------------------------------------------------------------------------------------------


def stretched(records: Records, factor: int) -> Records:
    """Return the same records with every time multiplied."""

    def times(one: CallRecords | DutyRecords | StintRecords, *names: str) -> dict[str, np.ndarray]:
        return {name: np.where(getattr(one, name) == NONE, NONE, getattr(one, name) * factor) for name in names}

    calls, stays = records.calls, records.duties
    names = ("offered", "joined", "left", "answered", "released")
    return Records(
        replace(calls, **times(calls, *names)),
        replace(records.stints, **times(records.stints, "start", "end")),
        replace(stays, **times(stays, "start", "end", "due")),
        replace(records.plan, tick=records.plan.tick * factor),
    )


def twisted(records: Records, rng: np.random.Generator) -> Records:
    """Return records as no engine makes them; the definitions hold whatever the rules are.

    Some callers are answered and ring again, wait for an engaged tone, or wait before the announcement is over.
    """
    calls = records.calls
    gave_up, luck = calls.outcome == Outcome.ABANDONED, rng.random(len(calls.outcome))
    answered, engaged = gave_up & (luck < 0.1), gave_up & (luck > 0.9)
    listens = (calls.outcome == Outcome.STILL_WAITING) & (luck < 0.3)
    outcomes = [Outcome.ANSWERED, Outcome.ENGAGED, Outcome.IN_ANNOUNCEMENT]
    columns = {
        "outcome": np.select([answered, engaged, listens], outcomes, calls.outcome),
        "answered": np.where(answered, calls.left + 3, calls.answered),
        "released": np.where(answered, calls.left + 40, calls.released),
        "group": np.where(answered, 0, calls.group),
    }
    return replace(records, calls=replace(calls, **columns))


def random_case(seed: int) -> Case:
    """Make the records of a random world, cut anywhere into up to 60 periods, on any tick."""
    rng = np.random.default_rng(seed)
    grain = int(rng.choice([1, 10, 30]))
    world = random_world(seed, int(rng.integers(0, 61)), grain, crowd=rng.random() < 0.2)
    horizon, lines = world.policy.horizon, len(world.policy.queue_limit)
    step = int(rng.choice([1, grain]))
    warm_up = int(rng.choice([0, 200, 500]))
    cuts = np.unique(np.append(rng.integers(warm_up, horizon, rng.choice([0, 5, 60])), warm_up) // step * step)
    factor = 10**8 if rng.random() < 0.5 else 1  # so many ticks do not fit into 32 bits

    announcements = world.behaviour.lines[ANNOUNCEMENT].tolist()
    if factor > 1:
        announcements = [0] * lines  # a scenario has none of thousands of years
    tick = Fraction(str(rng.choice(["0.1", "1", "7", "30"])))

    def limits() -> list[Fraction]:
        return [Fraction(text) for text in rng.choice(["0", "0.3", "1", "5", "7", "60", "600"], lines).tolist()]

    return Case(
        records=stretched(twisted(simulate(world, "kernel"), rng), factor),
        edges=(*(cuts * factor).tolist(), horizon * factor),
        groups=len(world.policy.overflow),
        tick=tick,
        short=tuple(limits()),
        ignored=tuple(limits()),
        within=tuple(limit or None for limit in limits()),
        announcement=tuple(heard * tick for heard in announcements),
    )


def check(found: Totals, expected: dict[str, dict[tuple[int, int], Any]]) -> Counter[str]:
    """Compare totals with what they should be; return how many cells of each are not zero."""
    assert found.keys() == expected.keys()
    for name, table in found.items():
        wanted = np.zeros(table.shape)
        for cell, value in expected[name].items():
            wanted[cell] = float(value)
        if name.endswith("_s"):
            assert table == pytest.approx(wanted, rel=1e-12, abs=0), name
        else:
            assert np.array_equal(table, wanted), name
    return Counter({name: int(np.count_nonzero(table)) for name, table in found.items()})


def check_times(case: Case, found: Tally) -> None:
    """Compare answer times and waits with their definitions: by line, then by period, in 32 bits where they fit."""
    for line in range(len(case.short)):
        times, begin = found.times(ANSWER_TICKS, line)
        parts = [sorted(part.tolist()) for part in np.split(times, begin[1:-1])]
        assert parts == [answers(case, line, period) for period in case.periods]
        waited = [
            sorted(part.tolist())
            for part in np.split(found.times(WAIT_TICKS, line)[0], found.times(WAIT_TICKS, line)[1][1:-1])
        ]
        assert waited == [waits(case, line, period) for period in case.periods]
        under = [sum(ticks * case.tick < LIMIT_S for ticks in part) for part in parts]
        assert found.within(ANSWER_TICKS, line, ticks_reaching(LIMIT_S, float(case.tick))).tolist() == under
    assert len(found.answer_ticks) == found.lines["answered"].sum()
    longest_wait = max((int(one.wait_s / case.tick) for one in case.attempts), default=0)
    fits = max(max(found.answer_ticks, default=0), longest_wait) < 2**31
    assert found.answer_ticks.dtype == found.wait_ticks.dtype == (np.int32 if fits else np.int64)


def test_totals_are_what_their_definitions_say():
    """Every total of every line, group and period, and every answer time, is what its definition gives.

    The worlds are not tame: every total is there dozens of times, and so are callers of the warm-up who ring again
    after it, calls that last for many periods, and times that do not fit into 32 bits.
    """
    seen: Counter[str] = Counter()
    for seed in range(200):
        case = random_case(seed)
        found = case.tally()
        seen += check(found.lines, line_totals(case))
        seen += check(found.groups, group_totals(case))
        check_times(case, found)
        calls = case.records.calls
        again = (calls.attempt[1:] > 0) & (calls.offered[1:] >= case.edges[0]) & (calls.offered[:-1] < case.edges[0])
        long = np.searchsorted(case.edges, calls.released) - np.searchsorted(case.edges, calls.left) > 3
        seen += Counter({"again after the warm-up": int(again.sum()), "over many periods": int(long.sum())})
        seen[found.answer_ticks.dtype.name] += 1
    assert min(seen.values()) > 20, seen
