"""Laws of what calls lead to, and of work that is put down: with every term of the model switched on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

import simcall as sc
from simcall.api import Results
from simcall.engine import NONE, Outcome, Records
from simcall.inputs import Blueprint, draw_blueprint, draw_world
from simcall.inputs.caller_draws import CallerDraws
from simcall.scenario import Scenario
from tests.making import constant, exponential

URGENT: dict[str, Any] = {
    "name": "999 and reports",
    "start": "2024-02-05",
    "days": 1.0,
    "lines": {
        "999": {
            "priority": 1,
            "patience": exponential("2 min"),
            "handling": exponential("5 min"),
            "connection": constant("2 s"),
            "redial": {"probability": 0.6, "delay": exponential("3 min"), "limit": 3},
            "demand": {"calls_per_hour": 30.0},
        },
        "reports": {
            "kind": "work",
            "interruptible": True,
            "priority": 2,
            "handling": exponential("15 min"),
            "demand": {"calls_per_hour": 6.0},
        },
    },
    "groups": {"handlers": {"lines": ["999", "reports"], "headcount_profile": [4, 3, 2, 5] * 42}},
}
"""A line that interrupts reports: on average four people's work for two to five people."""

EVERYTHING: dict[str, Any] = {
    "name": "everything at once",
    "start": "2024-02-05",
    "days": 2.0,
    "warm_up": "2 h",
    "busyness": {"cv": 0.06, "hour_cv": 0.15, "hour_correlation": 0.6},
    "lines": {
        "999": {
            "priority": 1,
            "answer_target": [{"within": "10 s", "share": 0.9}, {"within": "20 s", "share": 0.95}],
            "patience": exponential("90 s"),
            "patience_runs": ["connection", "queue", "pick_up"],
            "connection": exponential("6 s"),
            "pick_up": exponential("3 s"),
            "handling": exponential("5 min"),
            "handling_by_hour": [0.8, 1.3],
            "demand": {
                "calls_per_hour": 24.0,
                "hour_factor_cv": 0.1,
                "bursts": {
                    "crash": {
                        "incidents_per_day": 2.0,
                        "calls_per_incident": 8.0,
                        "spread": exponential("5 min"),
                        "handling": constant("80 s"),
                    }
                },
            },
            "leads_to": [
                {"to": "incidents", "share": 0.3, "when": "answered", "after": "90 s"},
                {"to": "call backs", "share": 0.8, "when": "abandoned", "after": "25 s"},
                {"to": "records", "share": 0.4, "when": "released", "same_person": True},
            ],
        },
        "101": {
            "priority": 3,
            "answer_target": {"within": "30 s", "share": 0.8},
            "short_abandon": "5 s",
            "service_level_ignores": "20 s",
            "announcement": {"length": "40 s", "leave_share": 0.08, "counted": True},
            "patience": exponential("4 min"),
            "handling": exponential("6 min"),
            "queue_limit": 4,
            "redial": {
                "probability": 0.5,
                "delay": exponential("10 min"),
                "limit": 3,
                "patience": "same",
                "divert": {"to": "999", "share": 0.1},
            },
            "demand": {"calls_per_hour": 30.0},
            "leads_to": [
                {"to": "call backs", "share": 0.7, "when": "waiting", "after": "2 min", "keep_place": True},
                {"to": "crime desk", "share": 0.3, "when": "released", "after": "7 s"},
                {"to": "news", "share": 0.5, "when": "overdue", "after": "100 s"},
            ],
        },
        "crime desk": {
            "priority": 4,
            "patience": exponential("10 min"),
            "handling": exponential("8 min"),
            "leads_to": [{"to": "records", "share": 0.2, "when": "released", "after": "3 min"}],
        },
        "news": {"priority": 5, "handling": exponential("1 min"), "pass_on": {"after": "20 min"}},
        "call backs": {"kind": "work", "priority": 2, "handling": exponential("4 min")},
        "incidents": {
            "kind": "work",
            "priority": 6,
            "interruptible": True,
            "handling": exponential("20 min"),
            "break_off": exponential("9 s"),
            "pick_up": constant("4 s"),
        },
        "records": {
            "kind": "work",
            "priority": 7,
            "interruptible": True,
            "handling": exponential("6 min"),
            "demand": {"calls_per_hour": 4.0},
        },
    },
    "groups": {
        "handlers": {
            "lines": ["999", "101", "call backs", "incidents", "records"],
            "headcount_profile": [9, 10, 10] * 56,
            "availability": 0.93,
            "reserve": {"101": 1},
        },
        "desk": {
            "lines": ["crime desk", "news", "101", "records"],
            "headcount": 3,
            "handling_factor": 1.2,
            "pick_up": exponential("5 s"),
        },
    },
}
"""Every term of the model that callers and work have, and every outcome."""


def scenario(base: Mapping[str, Any], changes: Mapping[str, object] | None = None) -> Scenario:
    """Make a scenario of a base and changes by path."""
    return Scenario.from_document(dict(base)).update(dict(changes or {}))


@cache
def everything(tick: str = "1 ms") -> Results:
    """Run everything at once."""
    return sc.run(scenario(EVERYTHING, {"tick": tick}), replications=4, seed=3, jobs=1)


# A line that interrupts -----------------------------------------------------------------------------------------------


def calls_of(made: Scenario, line: str, replication: int, seed: int) -> np.ndarray:
    """Return what became of each attempt on a line: a row each."""
    results = sc.run(made, replications=replication + 1, seed=seed, jobs=1)
    calls = results.resimulate(replication).calls
    mine = calls.line == list(made.lines).index(line)
    columns = (calls.attempt, calls.offered, calls.joined, calls.left, calls.outcome, calls.answered, calls.released)
    return np.array([column[mine] for column in columns])


@pytest.mark.parametrize("tick", ["1 ms", "30 s"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_line_that_interrupts_fares_as_without_the_work(seed: int, tick: str) -> None:
    """Work that is put down for a line costs it nothing: with a headcount and no time to break off, not one tick."""
    alone = {"tick": tick, "lines.reports": None, "groups.handlers.lines": ["999"]}
    without = calls_of(scenario(URGENT, alone), "999", 1, seed)
    assert np.array_equal(calls_of(scenario(URGENT, {"tick": tick}), "999", 1, seed), without)
    assert np.mean(without[3] > without[2]) > 0.2  # many wait


@pytest.mark.parametrize(
    "changes", [{"lines.reports.interruptible": False}, {"lines.reports.break_off": constant("5 s")}], ids=str
)
def test_the_law_fails_where_work_costs_time(changes: dict[str, object]) -> None:
    """Negative control: work that is finished first, or takes a while to break off, does cost the line time."""
    with_work = calls_of(scenario(URGENT, changes), "999", 1, 1)
    without = calls_of(scenario(URGENT, {"lines.reports": None, "groups.handlers.lines": ["999"]}), "999", 1, 1)
    assert not np.array_equal(with_work, without)


# Time on work ---------------------------------------------------------------------------------------------------------


def work_done(records: Records, line: int, pick_up: int = 0) -> dict[int, tuple[int, int]]:
    """Return (handling, times put down) of each item of a line that is finished, by caller.

    Every start is picked up, and what is put down before that is not handled at all.
    """
    calls, stints = records.calls, records.stints
    of_row: dict[int, list[int]] = {}
    columns = (stints.row.tolist(), stints.start.tolist(), stints.end.tolist(), stints.group.tolist())
    for row, start, end, group in zip(*columns, strict=True):
        if group != NONE:
            of_row.setdefault(row, []).append(max(end - start - pick_up, 0))
    finished = (calls.line == line) & (calls.outcome == Outcome.ANSWERED) & (calls.released != NONE)
    whole = (calls.released - calls.left - pick_up).tolist()
    return {
        int(calls.caller[row]): (sum(of_row.get(row, [whole[row]])), int(calls.interruptions[row]))
        for row in np.flatnonzero(finished).tolist()
    }


@pytest.mark.parametrize(("pick_up", "ticks"), [("0 s", 0), ("20 s", 20)])
def test_time_on_work_is_conserved(pick_up: str, ticks: int) -> None:
    """However often an item is put down, and by whom it is taken again, it takes the handling that it was drawn.

    Control: where every start counted as handling from the first second, items would take longer than that.
    """
    made = scenario(URGENT, {"tick": "1 s", "days": 3.0, "warm_up": "0 s", "lines.reports.pick_up": constant(pick_up)})
    results = sc.run(made, replications=2, seed=5, jobs=1)
    longer = 0
    for replication in range(2):
        world = draw_world(results.blueprint, 5, replication)
        draws, done = CallerDraws(world.callers, world.behaviour), work_done(results.resimulate(replication), 1, ticks)
        drawn = {caller: draws.handling(1, 0, 0, caller) for caller in done}
        assert {caller: handled for caller, (handled, _) in done.items()} == drawn
        assert sum(times > 1 for _, times in done.values()) > 50
        counted = work_done(results.resimulate(replication), 1)
        longer += sum(counted[caller][0] > drawn[caller] for caller in done)
    assert (longer > 100) == (ticks > 0)


# Outcomes -------------------------------------------------------------------------------------------------------------

ENDS = {
    "answered": [Outcome.ANSWERED],
    "engaged": [Outcome.ENGAGED],
    "passed_on": [Outcome.PASSED_ON],
    "moved": [Outcome.MOVED],
    "still_waiting": [Outcome.STILL_WAITING],
    "in_announcement": [Outcome.IN_ANNOUNCEMENT],
}
"""Measures by the outcomes that they count; two measures share those who gave up."""


@pytest.mark.parametrize("tick", ["1 ms", "30 s"])
def test_offered_is_the_sum_of_its_outcomes(tick: str) -> None:
    """On every line each attempt has one outcome and one origin, and measures count what the records hold.

    Control: every outcome and every origin is there, so that the sum without it is another.
    """
    results, seen = everything(tick), Counter[str]()
    for replication, tally in enumerate(results.tallies):
        calls, lines = results.resimulate(replication).calls, tally.lines
        measured = calls.offered >= results.periods.edges[0]
        for line in range(len(results.blueprint.scenario.lines)):
            mine = calls.outcome[measured & (calls.line == line)]
            total = {name: int(lines[name][line].sum()) for name in lines}
            ended = {name: int(np.isin(mine, outcomes).sum()) for name, outcomes in ENDS.items()}
            gave_up = np.isin(mine, [Outcome.ABANDONED, Outcome.LEFT_ANNOUNCEMENT]).sum()
            assert {name: total[name] for name in ENDS} == ended
            assert total["abandoned"] + total["short_abandoned"] == gave_up
            assert total["offered"] == len(mine) == sum(ended.values()) + gave_up
            origins = ("fresh", "redials", "diverted_in", "transferred_in")
            assert total["offered"] == sum(total[name] for name in origins)
            seen.update({name: total[name] for name in (*ENDS, *origins, "abandoned", "short_abandoned")})
    assert min(seen.values()) > 0, seen


# Causes ---------------------------------------------------------------------------------------------------------------


def follow_ons(records: Records) -> Iterator[int]:
    """Yield the rows of calls and work that something led to."""
    calls = records.calls
    yield from np.flatnonzero((calls.case != 0) & (calls.attempt == 0)).tolist()


def causes(blueprint: Blueprint, records: Records, row: int, later: int = 0) -> list[tuple[str, str]]:
    """Return (line, moment) of everything that may have led to a row, if moments came some ticks later than they did.

    All times of the scenario's leads are constant and each is another, so that the tick tells which lead it was.
    """
    calls, names = records.calls, list(blueprint.scenario.lines)
    found = []
    for before in np.flatnonzero(calls.caller == calls.caller[row]).tolist():
        line = names[calls.line[before]]
        for lead in blueprint.scenario.lines[line].leads_to:
            after = round(lead.after.mean_s() / blueprint.calendar.tick_s)
            moment = _moment(records, before, lead.when, after)
            if lead.to != names[calls.line[row]] or moment is None or before == row:
                continue
            at_once = lead.same_person and calls.joined[row] == calls.left[row] == moment + later
            if at_once or calls.offered[row] == moment + later + (max(after, 1) if _is_event(lead.when) else 1):
                found.append((line, lead.when))
    return found


def _is_event(when: str) -> bool:
    return when not in ("waiting", "overdue")


def _moment(records: Records, row: int, when: str, after: int) -> int | None:
    """Return the tick of a moment of an item, if there was one."""
    calls, how, joined = records.calls, records.calls.outcome[row], int(records.calls.joined[row])
    answered = how == Outcome.ANSWERED
    gave_up = how in (Outcome.ABANDONED, Outcome.LEFT_ANNOUNCEMENT)
    since_left = int(calls.released[row]) if gave_up and calls.released[row] != NONE else int(calls.left[row])
    return {
        "answered": int(calls.answered[row]) if answered else None,
        "released": int(calls.released[row]) if answered and calls.released[row] != NONE else None,
        "abandoned": since_left if gave_up else None,
        "waiting": joined + after if how == Outcome.MOVED else None,
        "overdue": joined + after if int(calls.left[row]) >= joined + after else None,
    }[when]


@pytest.mark.parametrize("tick", ["1 ms", "1 s"])
def test_nothing_comes_before_its_cause(tick: str) -> None:
    """Whatever follows has a cause of the same caller, at its moment, and joins its time later: a tick at the least.

    Control: were every moment a tick later than it is, hardly anything would have a cause.
    """
    results, seen = everything(tick), Counter[tuple[str, str]]()
    without, number = 0, 0
    for replication in range(results.replications):
        records = results.resimulate(replication)
        for row in follow_ons(records):
            known = causes(results.blueprint, records, row)
            assert known, (replication, row)
            seen.update(known)
            number += 1
            without += not causes(results.blueprint, records, row, later=1)
    leads = {(name, lead.when) for name, line in results.blueprint.scenario.lines.items() for lead in line.leads_to}
    assert {key for key, times in seen.items() if times > 20} == leads, seen
    assert without > 0.95 * number


def test_what_a_person_goes_on_with() -> None:
    """A call that the same person goes on with is theirs, at the tick of the release."""
    results = everything()
    line = list(results.blueprint.scenario.lines).index("records")
    number = 0
    for replication in range(results.replications):
        calls = results.resimulate(replication).calls
        for row in np.flatnonzero((calls.line == line) & (calls.case != 0)).tolist():
            before = np.flatnonzero((calls.caller == calls.caller[row]) & (calls.released == calls.left[row]))
            people = {(int(calls.group[one]), int(calls.agent[one])) for one in before.tolist()}
            number += (int(calls.group[row]), int(calls.agent[row])) in people and calls.offered[row] == calls.left[row]
    assert number > 100


# Volume ---------------------------------------------------------------------------------------------------------------


def lives(made: Scenario, seed: int) -> dict[tuple[int, ...], tuple[object, ...]]:
    """Return, by who a caller is, when they ring and all that they would do and lead to in two attempts."""
    world = draw_world(draw_blueprint(made), seed, 0)
    draws, behaviour, found = CallerDraws(world.callers, world.behaviour), world.behaviour, {}
    for caller, (who, ring) in enumerate(zip(world.callers.origin.tolist(), world.callers.ring.tolist(), strict=True)):
        line = who[0]
        leads = range(int(behaviour.first_lead[line]), int(behaviour.first_lead[line + 1]))
        found[tuple(who)] = (
            ring,
            *(draws.ticks_before_queue(line, 0, attempt, caller) for attempt in range(2)),
            *(draws.fate_before_queue(line, 0, attempt, caller) for attempt in range(2)),
            *(draws.patience_at_joining(line, 0, attempt, True, caller) for attempt in range(2)),
            *(draws.handling(line, group, 0, caller) for group in range(2)),
            *(draws.pick_up(line, group, 0, 0, caller) for group in range(2)),
            *(draws.break_off(line, 0, nth, caller) for nth in range(2)),
            *(draws.lead_follows(lead, number, caller) for lead in leads for number in range(2)),
            *(draws.lead(lead, 0, caller) for lead in leads),
        )
    return found


MORE = {
    "growth": {"lines.999.demand.growth": 1.2, "lines.101.demand.growth": 1.2},
    "incidents": {"lines.999.demand.bursts.crash.incidents_per_day": 6.0},
    "work": {"lines.records.demand.calls_per_hour": 8.0},
}


@pytest.mark.parametrize("changes", MORE.values(), ids=MORE)
def test_more_volume_only_adds_callers(changes: dict[str, object]) -> None:
    """Whoever rang before rings still, at the same time, and would do and lead to the same.

    Control: with another seed hardly anybody is left.
    """
    base, more = lives(scenario(EVERYTHING), 5), lives(scenario(EVERYTHING, changes), 5)
    assert len(more) > len(base) > 2000
    assert {who: life for who, life in more.items() if who in base} == base
    others = lives(scenario(EVERYTHING), 6)
    assert sum(others.get(who) == life for who, life in base.items()) == 0


GRADES: dict[str, Any] = {
    "name": "one grade a call",
    "start": "2024-02-05",
    "days": 2.0,
    "areas": {"town": {"share": 0.75}, "country": {"share": 0.25}},
    "lines": {
        "999": {
            "handling": constant("1 min"),
            "demand": {"calls_per_hour": 100.0},
            "leads_to": [
                {"to": "immediate-{area}", "share": 0.2, "when": "answered"},
                {"to": "prompt-{area}", "share": 0.5, "when": "answered"},
                {"to": "record", "share": 0.4, "when": "answered"},
            ],
        },
        **{
            name: {"kind": "work", "handling": constant("1 s")}
            for name in ("immediate-{area}", "prompt-{area}", "record")
        },
    },
    "groups": {"handlers": {"lines": ["999"], "headcount": 40}, "others": {"lines": ["record"], "headcount": 1}},
}
GRADES["groups"]["units"] = {"lines": ["immediate-{area}", "prompt-{area}"], "headcount": 5}


def incidents_by_caller(one_of: str) -> dict[int, list[str]]:
    """Return the lines on which each caller has an item, of one run of the grades."""
    lines = {**GRADES["lines"]}
    leads = [{**lead, "one_of": one_of} if "{area}" in lead["to"] else lead for lead in lines["999"]["leads_to"]]
    made = scenario({**GRADES, "lines": {**lines, "999": {**lines["999"], "leads_to": leads}}})
    calls, names = sc.run(made, replications=1, seed=5, jobs=1).resimulate(0).calls, list(made.lines)
    items: dict[int, list[str]] = {}
    for caller, line in zip(calls.caller.tolist(), calls.line.tolist(), strict=True):
        items.setdefault(caller, []).append(names[line])
    return items


def test_of_what_excludes_each_other_a_call_leads_to_one_at_most() -> None:
    """Shares hold, nobody has two grades or areas, and what excludes nothing is drawn by itself.

    4,800 calls: a share of 0.5 has a standard error of 0.7 points. Drawn one by one, 0.1 of all calls would lead to
    two incidents, and 0.6 in place of 0.7 to any.
    """
    items = incidents_by_caller("grade")
    number = Counter(sum(name not in ("999", "record") for name in names) for names in items.values())
    assert set(number) == {0, 1}
    shares = Counter(name for names in items.values() for name in names)
    expected = {"immediate-town": 0.15, "immediate-country": 0.05, "prompt-town": 0.375, "record": 0.4}
    assert {name: shares[name] / len(items) for name in expected} == pytest.approx(expected, abs=0.025)
    assert number[1] / len(items) == pytest.approx(0.7, abs=0.025)
    both = sum("record" in names and len(names) == 3 for names in items.values())
    assert both / len(items) == pytest.approx(0.28, abs=0.025)


def test_without_a_common_word_a_call_may_lead_to_several() -> None:
    """Negative control: two grades for one call in ten; but never one grade in both areas."""
    incidents = [[name.split("-") for name in names if "-" in name] for names in incidents_by_caller("").values()]
    assert sum(len(each) == 2 for each in incidents) / len(incidents) == pytest.approx(0.1, abs=0.02)
    assert all(len({grade for grade, _ in each}) == len(each) for each in incidents)


def test_time_that_counts_is_part_of_the_answer_time_alone() -> None:
    """Whether the time after an answer counts changes no queue, but the answer time by that very time."""

    def records(counts: bool) -> list[np.ndarray]:
        lead = {"to": "record", "share": 0.5, "when": "answered", "after": constant("90 s"), "after_counts": counts}
        lines = {
            "999": {**GRADES["lines"]["999"], "leads_to": [lead]},
            "record": {"kind": "work", "handling": exponential("2 min")},
        }
        groups = {"handlers": GRADES["groups"]["handlers"], "others": {"lines": ["record"], "headcount": 2}}
        made = scenario({**GRADES, "tick": "1 s", "lines": lines, "groups": groups, "areas": {}})
        return list(calls_of(made, "record", 0, 5))

    (_, offered, joined, *rest), (_, offered_late, joined_late, *rest_late) = (
        records(counts=True),
        records(counts=False),
    )
    reached = joined_late.size
    assert reached > 1000
    assert np.array_equal(joined[:reached], joined_late)
    assert np.array_equal(offered[:reached] + 89, offered_late)
    assert all(np.array_equal(of[:reached], late) for of, late in zip(rest, rest_late, strict=True))
    assert 0 < joined.size - reached < 20  # what was offered and had not joined when the run ended
