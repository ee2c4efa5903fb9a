"""Nothing is lost, and nobody does what the rules forbid: small scenarios with every feature, made by hypothesis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import simcall as sc
from simcall.api import Results
from simcall.engine import NONE, CallRecords, Outcome, Records
from simcall.inputs import World, draw_world
from simcall.scenario import Scenario
from tests.lives import lives_of
from tests.making import constant

OUTCOMES = ("STILL_WAITING", "ANSWERED", "ABANDONED", "ENGAGED", "PASSED_ON")
"""Those of calls that lead to nothing and hear no announcement; for the others see the laws of follow-ons."""
ENDS = ("answered", "abandoned", "short_abandoned", "engaged", "passed_on", "still_waiting")

durations = st.sampled_from(["0 s", "1 s", "30 s", "2 min", "10 min"])


@st.composite
def laws(draw: st.DrawFn, longest: str = "10 min") -> dict[str, Any]:
    """Make a law of a length of time, which is often zero or a whole number of ticks."""
    at_zero = draw(st.sampled_from([0.0, 0.0, 0.3]))
    if draw(st.booleans()):
        return {**constant(draw(durations)), "at_zero": at_zero}
    mean = draw(st.sampled_from(["10 s", "2 min", longest]))
    return {"distribution": "exponential", "mean": mean, "at_zero": at_zero}


@st.composite
def lines(draw: st.DrawFn, other: str) -> dict[str, Any]:
    """Make a line that may divert to another."""
    line: dict[str, Any] = {
        "priority": draw(st.integers(1, 2)),
        "handling": draw(laws()),
        "connection": draw(laws("1 min")),
        "short_abandon": draw(durations),
        "demand": {"calls_per_hour": draw(st.sampled_from([0.0, 20.0, 60.0, 120.0]))},
    }
    if draw(st.booleans()):
        line["patience"] = draw(laws())
    if draw(st.booleans()):
        line["queue_limit"] = draw(st.integers(0, 3))
    if draw(st.booleans()):
        line["pass_on"] = {"after": draw(st.sampled_from(["1 s", "30 s", "5 min"]))}
    if draw(st.booleans()):
        line["redial"] = {
            "probability": draw(st.sampled_from([0.5, 1.0])),
            "delay": draw(laws()),
            "limit": draw(st.integers(0, 3)),
            "divert": {"to": other, "share": draw(st.sampled_from([0.0, 0.5, 1.0]))},
        }
    return line


@st.composite
def groups(draw: st.DrawFn, serves: list[str]) -> dict[str, Any]:
    """Make a group whose headcount steps up and down every half hour."""
    levels = draw(st.lists(st.integers(0, 4), min_size=6, max_size=6))
    return {
        "lines": serves,
        "headcount_profile": levels * 56,  # 336 half hours
        "reserve": {name: draw(st.integers(0, 2)) for name in serves},
        "overflow": draw(st.integers(1, 2)),
        "handling_factor": draw(st.sampled_from([1.0, 1.5])),
        "pick_up": draw(laws("1 min")),
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Make a scenario of three hours and a warm-up, on coarse ticks as a rule, so that many things happen at once."""
    return Scenario.from_document({
        "name": "made",
        "start": "2024-02-05",
        "days": 0.125,
        "warm_up": "1 h",
        "tick": draw(st.sampled_from(["1 ms", "1 s", "30 s", "30 s"])),
        "lines": {"999": draw(lines("101")), "101": draw(lines("999"))},
        "groups": {"both": draw(groups(["999", "101"])), "one": draw(groups(["101"]))},
    })  # fmt: skip


def overlaps(who: np.ndarray, start: np.ndarray, end: np.ndarray) -> bool:
    """Tell whether somebody's spans overlap."""
    order = np.lexsort((end, start, who))
    who, start, end = who[order], start[order], end[order]
    return bool(np.any((who[1:] == who[:-1]) & (start[1:] < end[:-1])))


def people(group: np.ndarray, agent: np.ndarray) -> np.ndarray:
    """Return one number for each person."""
    return group * 1_000_000 + agent


def headcount_at(world: World, group: int, tick: int) -> int:
    """Return the headcount of a group after a tick's changes."""
    steps = world.duties
    return int(steps.headcount[(steps.group == group) & (steps.tick <= tick)][-1])


def starts(world: World, calls: CallRecords) -> Iterator[tuple[int, int, int, int]]:
    """Yield (tick, group, busy before and after its calls), for each tick and group in which calls are taken."""
    taken = calls.outcome == Outcome.ANSWERED
    for group in range(len(world.policy.overflow)):
        mine = taken & (calls.group == group)
        left, released = calls.left[mine], calls.released[mine]
        for tick in np.unique(left).tolist():
            carried = int(np.sum((left < tick) & (released > tick)))
            yield tick, group, carried, carried + int(np.sum((left == tick) & (released > tick)))


def check_people(world: World, records: Records) -> None:
    """Nobody handles two calls at once, is present twice, or starts a call above the headcount or into the reserve."""
    calls, stays = records.calls, records.duties
    taken = calls.outcome == Outcome.ANSWERED
    who = people(calls.group[taken], calls.agent[taken])
    assert not overlaps(who, calls.left[taken], calls.released[taken])
    assert not overlaps(people(stays.group, stays.agent), stays.start, stays.end)
    for tick, group, carried, busy in starts(world, calls):
        level = headcount_at(world, group, tick)
        assert carried < level
        assert busy <= level
    check_reserve(world, calls)


def check_reserve(world: World, calls: CallRecords) -> None:
    """Whoever took a call left at least the reserve of its line idle."""
    taken, rank = calls.outcome == Outcome.ANSWERED, rank_of(world, calls)
    for row in np.flatnonzero(taken & (calls.released > calls.left)):
        group, tick = int(calls.group[row]), int(calls.left[row])
        mine = taken & (calls.group == group) & (calls.left <= tick) & (calls.released > tick)
        # Those taken in this tick after this call may have eaten into this line's reserve: they do not count.
        busy = np.sum(mine & ((calls.left < tick) | (rank <= rank[row])))
        assert headcount_at(world, group, tick) - busy >= world.policy.reserve[group, calls.line[row]]


def rank_of(world: World, calls: CallRecords) -> np.ndarray:
    """Return each attempt's place in the order of the queue."""
    keys = (calls.attempt, calls.caller, calls.line, calls.joined, world.policy.priority[calls.line])
    rank = np.empty(len(calls.line), np.int64)
    rank[np.lexsort(keys)] = np.arange(len(rank))
    return rank


def check_order(world: World, records: Records) -> None:
    """Calls of one line are taken in the order of joining unless they left: nobody waits who is ahead of one taken."""
    calls = records.calls
    rank = rank_of(world, calls)
    for line in range(len(world.policy.queue_limit)):
        mine = np.flatnonzero(calls.line == line)
        mine = mine[np.argsort(rank[mine])]
        for place, row in enumerate(mine):
            if calls.outcome[row] != Outcome.ANSWERED:
                continue
            ahead = mine[:place]
            assert np.all(calls.left[ahead] <= calls.left[row])


def check_times(world: World, records: Records) -> None:
    """Every attempt rings, joins, leaves and is released in that order, within its patience, by its own columns."""
    calls, inputs, horizon = records.calls, lives_of(world), world.policy.horizon
    row = inputs.first_row[calls.caller] + calls.attempt
    taken, gave_up = calls.outcome == Outcome.ANSWERED, calls.outcome == Outcome.ABANDONED
    waiting, passed = calls.outcome == Outcome.STILL_WAITING, calls.outcome == Outcome.PASSED_ON
    assert np.all((calls.offered <= calls.joined) & (calls.joined <= calls.left) & (calls.offered < horizon))
    joined = np.minimum(calls.offered + inputs.connection[row], horizon)
    assert np.array_equal(calls.joined, joined)
    wait, patience = calls.left - calls.joined, inputs.patience[row]
    assert np.array_equal(wait[gave_up], patience[gave_up])
    assert np.all(wait <= np.minimum(patience, world.policy.pass_on_after[calls.line]))
    assert np.array_equal(wait[passed], world.policy.pass_on_after[calls.line[passed]])
    assert np.all(wait[calls.outcome == Outcome.ENGAGED] == 0)
    assert np.all(calls.left[waiting] == horizon)
    assert np.all(calls.left[~waiting] < horizon)
    pick_up = inputs.pick_up[row[taken], calls.group[taken]]
    handling = inputs.handling[row[taken], calls.group[taken]]
    assert np.array_equal(calls.answered[taken], calls.left[taken] + pick_up)
    assert np.array_equal(calls.released[taken], calls.answered[taken] + handling)
    assert np.all(calls.group[~taken] == NONE)


def check_redials(world: World, records: Records) -> None:
    """A further attempt comes its delay after one that gave up or heard the tone; none is missing."""
    calls, inputs = records.calls, lives_of(world)
    row = inputs.first_row[calls.caller] + calls.attempt
    again = np.where(
        calls.outcome == Outcome.ENGAGED,
        inputs.redials_if_engaged[row],
        inputs.redials_if_abandoned[row] & (calls.outcome == Outcome.ABANDONED),
    )
    due = {
        (caller, attempt + 1): tick
        for caller, attempt, tick in zip(
            calls.caller[again].tolist(),
            calls.attempt[again].tolist(),
            (calls.left + inputs.redial_delay[row])[again].tolist(),
            strict=True,
        )
        if tick < world.policy.horizon
    }
    further = calls.attempt > 0
    made = zip(calls.caller[further].tolist(), calls.attempt[further].tolist(), strict=True)
    assert dict(zip(made, calls.offered[further].tolist(), strict=True)) == due
    assert np.array_equal(calls.caller[~further], np.flatnonzero(inputs.ring < world.policy.horizon))


def check_balance(results: Results) -> None:
    """Offered is exactly the sum of its ends, and of its kinds, in every replication and period."""
    for tally in results.tallies:
        lines = tally.lines
        assert np.array_equal(lines["offered"], sum(lines[name] for name in ENDS))
        assert np.array_equal(lines["offered"], lines["fresh"] + lines["redials"] + lines["diverted_in"])


def test_balance_and_invariants():
    """In every scenario each attempt ends once, and the records keep the rules that need no engine to be checked.

    The scenarios are not tame: every outcome, redials and diverts are among them, hundreds of times.
    """
    seen: Counter[str] = Counter()

    @settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(scenarios())
    def every(made: Scenario) -> None:
        results = sc.run(made, replications=1, seed=3, jobs=1)
        check_balance(results)
        world, records = draw_world(results.blueprint, 3, 0), results.resimulate(0)
        check_times(world, records)
        check_redials(world, records)
        check_people(world, records)
        check_order(world, records)
        seen.update(Outcome(how).name for how in records.calls.outcome.tolist())
        seen["DIVERTED"] += int(records.calls.diverted.sum())
        seen["AGAIN"] += int(np.sum(records.calls.attempt > 0))

    every()
    assert min(seen[name] for name in (*OUTCOMES, "DIVERTED", "AGAIN")) > 200
