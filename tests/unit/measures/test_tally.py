"""Every measure of the contract on records made by hand. Ticks are seconds; measured: 600 to 7,800."""

from __future__ import annotations

from functools import reduce
from operator import add, itemgetter
from typing import Any

import numpy as np
import pytest

from simcall.api import Results
from simcall.engine import NONE, CallRecords, DutyRecords, Outcome, Records, StintRecords
from simcall.inputs import Blueprint, draw_blueprint
from simcall.inputs.periods import periods_of
from simcall.measures import tally
from simcall.measures.tally import over_periods
from tests.making import constant, scenario

W, A, B, E, P = Outcome.STILL_WAITING, Outcome.ANSWERED, Outcome.ABANDONED, Outcome.ENGAGED, Outcome.PASSED_ON
M, N, L = Outcome.MOVED, Outcome.IN_ANNOUNCEMENT, Outcome.LEFT_ANNOUNCEMENT

HAND: dict[str, Any] = {
    "name": "by hand",
    "start": "2024-02-05T00:10:00",
    "days": 2 / 24,
    "warm_up": "10 min",
    "tick": "1 s",
    "lines": {
        "999": {
            "answer_target": {"within": "10 s", "share": 0.9},
            "short_abandon": "5 s",
            "handling": constant("1 min"),
            "demand": {"calls_per_day": 1.0},
        },
        "101": {
            "answer_target": {"within": "30 s", "share": 0.8},
            "handling": constant("1 min"),
            "demand": {"calls_per_day": 1.0},
        },
        "desk": {
            "kind": "work",
            "interruptible": True,
            "answer_target": {"within": "15 min", "share": 0.8},
            "handling": constant("1 min"),
            "demand": {"calls_per_day": 1.0},
        },
    },
    "groups": {
        "handlers": {"lines": ["999", "101", "desk"], "headcount": 2},
        "officers": {"lines": ["999", "101", "desk"], "headcount": 2},
    },
}

# caller, attempt, line, diverted, offered, joined, left, outcome, answered, released, group, agent; case, interruptions
CALLS = [
    (0, 0, 0, 0, 100, 103, 103, A, 103, 900, 0, 0),  # in the warm-up; busy until 900
    (1, 0, 0, 0, 599, 602, 700, B, -1, -1, -1, -1),  # offered in the warm-up, waits into the measured time
    (1, 1, 0, 0, 800, 803, 803, A, 805, 1005, 0, 0),  # picked up in 2 s: answer time 5
    (2, 0, 0, 0, 1000, 1003, 1010, A, 1010, 1310, 0, 1),  # answer time 10, not under 10
    (3, 0, 0, 0, 2000, 2003, 2007, B, -1, -1, -1, -1),  # gave up after 4: short
    (4, 0, 0, 0, 2100, 2103, 2108, B, -1, -1, -1, -1),  # gave up after 5: not short
    (5, 0, 0, 0, 3000, 3003, 3003, E, -1, -1, -1, -1),
    (6, 0, 0, 0, 4190, 4193, 4253, A, 4253, 4300, 1, 0),  # answer time 63; waits over 4200, the hour's edge
    (7, 0, 0, 0, 5000, 5003, 5103, P, -1, -1, -1, -1),
    (8, 0, 0, 0, 7700, 7703, 7800, W, -1, -1, -1, -1),
    (9, 0, 0, 0, 4250, 4253, 4253, A, 4310, 4400, 0, 0),  # picked up in 57 s: answer time 60
    (10, 0, 1, 0, 2500, 2500, 2600, B, -1, -1, -1, -1),
    (10, 1, 0, 1, 2700, 2703, 2703, A, 2703, 2803, 0, 0),  # diverted: answer time 3
    (11, 0, 1, 0, 3500, 3500, 3529, A, 3529, 7900, 1, 1),  # answer time 29; over the end of duty and the horizon
    (12, 0, 1, 0, 6000, 6000, 6000, B, -1, -1, -1, -1),  # gave up after 0, where nothing is short
    (12, 1, 1, 0, 6100, 6100, 6200, B, -1, -1, -1, -1),
    (10, 0, 2, 0, 3500, 3500, 3700, M, -1, -1, -1, -1, 1, 0),  # what the call to 101 led to, moved to another line
    (13, 0, 2, 0, 3000, 3000, 3000, A, 3000, 3400, 1, 0, 0, 1),  # put down once, see `STINTS`
    (14, 0, 2, 0, 5000, 5000, 7800, W, -1, -1, -1, -1),  # waits beyond the target from 5900
    (15, 0, 1, 0, 7750, 7800, 7800, N, -1, -1, -1, -1),
    (16, 0, 0, 0, 6500, 6530, 6530, L, -1, -1, -1, -1),  # hangs up in the announcement: abandoned, never short
]
STINTS = {13: [(3000, 3100, 1, 0), (3100, 3300, -1, -1), (3300, 3400, 0, 0)]}  # of a caller: start, end, group, agent
STAYS = [(0, 0, 0, 7800), (0, 1, 0, 7800), (1, 0, 0, 5000), (1, 1, 0, 7800)]  # group, agent, start, end
NAMES = [
    *("caller", "attempt", "line", "diverted", "offered", "joined", "left"),
    *("outcome", "answered", "released", "group", "agent", "case", "interruptions"),
]

WHOLE: dict[str, dict[str, float]] = {
    "999": {
        "offered": 11,  # callers 1 (again) to 9, 10, diverted, and 16
        "fresh": 9,
        "redials": 1,
        "diverted_in": 1,
        "transferred_in": 0,
        "answered": 5,  # 1, 2, 6, 9, 10
        "abandoned": 2,
        "short_abandoned": 1,
        "engaged": 1,
        "passed_on": 1,
        "moved": 0,
        "still_waiting": 1,
        "in_announcement": 0,
        "interruptions": 0,
        "answered_in_target": 2 / 5,  # answer times 3 and 5; the others 10, 60, 63
        "service_level": 2 / 10,
        "abandonment_rate": 2 / 10,
        "delayed_share": 6 / 11,  # 2, 3, 4, 6, 7, 8
        "asa": (5 + 10 + 63 + 60 + 3) / 5,
        "mean_wait": (0 + 7 + 4 + 5 + 60 + 100 + 97 + 0 + 0 + 0) / 10,  # all but the engaged one
        "mean_queue": (98 + 7 + 4 + 5 + 60 + 100 + 97) / 7200,  # with 98 s of the call offered in the warm-up
        "overdue": (88 + 50 + 90 + 87) / 7200,  # callers 1, 6, 7, 8, each from 10 s after joining
        "backlog_end": 1,  # 8
        "oldest_end": 97,
        "answer_time_p50": 10,
        "answer_time_p90": 63,
        "answer_time_p95": 63,
        "answer_time_max": 63,
        "answered_after_60s": 2 / 5,
        "callers": 11,
        "callers_never_answered": 6,  # 3, 4, 5, 7, 8, 16
    },
    "101": {
        "offered": 5,
        "fresh": 4,
        "redials": 1,
        "diverted_in": 0,
        "transferred_in": 0,
        "answered": 1,
        "abandoned": 3,
        "short_abandoned": 0,
        "engaged": 0,
        "passed_on": 0,
        "moved": 0,
        "still_waiting": 0,
        "in_announcement": 1,  # 15
        "interruptions": 0,
        "answered_in_target": 1,
        "service_level": 1 / 5,
        "abandonment_rate": 3 / 5,
        "delayed_share": 3 / 5,
        "asa": 29,
        "mean_wait": (100 + 29 + 0 + 100 + 0) / 5,
        "mean_queue": 229 / 7200,
        "overdue": (70 + 70) / 7200,  # 10 and 12 (again), each from 30 s after joining
        "backlog_end": 0,
        "oldest_end": 0,
        "answer_time_p50": 29,
        "answer_time_p90": 29,
        "answer_time_p95": 29,
        "answer_time_max": 29,
        "answered_after_60s": 0,
        "callers": 4,
        "callers_never_answered": 2,  # 12 and 15; caller 10 was answered on the other line
    },
    "desk": {
        "offered": 3,
        "fresh": 2,
        "redials": 0,
        "diverted_in": 0,
        "transferred_in": 1,
        "answered": 1,
        "abandoned": 0,
        "short_abandoned": 0,
        "engaged": 0,
        "passed_on": 0,
        "moved": 1,
        "still_waiting": 1,
        "in_announcement": 0,
        "interruptions": 1,
        "answered_in_target": 1,
        "service_level": 1 / 3,
        "abandonment_rate": 0,
        "delayed_share": 2 / 3,
        "asa": 0,  # to the first start
        "mean_wait": (200 + 0 + 2800) / 3,
        "mean_queue": (200 + 200 + 2800) / 7200,  # with what was put down
        "overdue": 1900 / 7200,
        "backlog_end": 1,
        "oldest_end": 2800,
        "answer_time_p50": 0,
        "answer_time_p90": 0,
        "answer_time_p95": 0,
        "answer_time_max": 0,
        "answered_after_60s": 0,
        "callers": 3,
        "callers_never_answered": 1,  # 14; what caller 10 led to was moved, but the caller was answered
    },
    "handlers": {
        # 600 to 900 of the call of the warm-up, 803 to 1005, 1010 to 1310, 4253 to 4400, 2703 to 2803, 3300 to 3400
        "occupancy": (300 + 202 + 300 + 147 + 100 + 100) / (2 * 7200),
        "duty_hours": 4,
        "busy_hours": 1149 / 3600,
        "overrun_hours": 0,
        "calls_answered": 4,  # the one of the warm-up is not counted
    },
    "officers": {
        # On duty two until 5000; one finishes a call from 3529 past the horizon; the other was busy from 3000 to
        # 3100, when the work was put down, and from 4253 to 4300.
        "occupancy": (100 + 47 + 4271) / (4400 + 7200),
        "duty_hours": 2 * 4400 / 3600,
        "busy_hours": 4418 / 3600,
        "overrun_hours": 2800 / 3600,
        "calls_answered": 3,
    },
}


def blueprint() -> Blueprint:
    """Lay the scenario on the calendar; the officers' duty ends at 5000."""
    made = draw_blueprint(scenario(HAND))
    duties = made.duties
    fields = {"tick": [0, 0, 5000], "group": [0, 1, 1], "headcount": [2, 2, 0]}
    ended = type(duties)(**{name: np.array(values, np.int64) for name, values in fields.items()})
    return Blueprint(made.scenario, made.calendar, made.demands, ended, made.plan, made.policy, made.behaviour)


def records(rows: list[tuple[int, ...]]) -> Records:
    """Make records of rows."""
    full = [(*row, 0, 0)[: len(NAMES)] for row in rows]
    order = [NAMES.index(name) for name in ("caller", "offered", "case", "attempt")]
    table = np.array(sorted(full, key=itemgetter(*order)), dtype=np.int64).reshape(-1, len(NAMES))
    columns = {name: table[:, i].astype(bool) if name == "diverted" else table[:, i] for i, name in enumerate(NAMES)}
    group, agent, start, end = np.array(STAYS, dtype=np.int64).T
    due = np.full(len(start), NONE)
    duties = DutyRecords(group, agent, start, end, due)
    return Records(CallRecords(**columns), stints(table[:, 0].tolist()), duties, blueprint().duties)


def stints(callers: list[int]) -> StintRecords:
    """Make records of the stints, each of its caller's only row."""
    rows = [(callers.index(who), *stint) for who, own in STINTS.items() if who in callers for stint in own]
    return StintRecords(*np.array(rows, np.int64).reshape(-1, 5).T)


def results(*replications: list[tuple[int, ...]]) -> Results:
    """Make results of replications, each a list of rows."""
    made = blueprint()
    found = [records(rows) for rows in replications]
    periods = periods_of(made.calendar, 60)
    tallies = [tally(one, made.scenario, made.calendar, periods) for one in found]
    return Results(made, "by hand", 1, tuple(tallies), found.__getitem__)


@pytest.fixture(scope="module")
def by_hand() -> Results:
    """One replication of the records above."""
    return results(CALLS)


@pytest.mark.parametrize(("name", "measure"), [(name, measure) for name, found in WHOLE.items() for measure in found])
def test_measure(by_hand, name, measure):
    """Each measure is what its definition gives by hand."""
    found = (by_hand.lines | by_hand.groups)[name][measure]
    assert found.mean == pytest.approx(WHOLE[name][measure], rel=1e-12)
    assert found.low is found.high is None


def test_every_measure_is_computed_by_hand(by_hand):
    """Nothing is left out of the table above."""
    assert {name: set(found) for name, found in (by_hand.lines | by_hand.groups).items()} == {
        name: set(found) for name, found in WHOLE.items()
    }


PERIODS = [
    # Local hour 0 holds 600 to 3600, hour 1 to 7200, hour 2 the last ten minutes.
    ("999", "offered", [6, 4, 1]),
    ("999", "answered", [3, 2, None]),
    ("999", "engaged", [1, 0, 0]),
    ("999", "passed_on", [0, 1, 0]),
    ("999", "still_waiting", [0, 0, 1]),
    ("999", "callers", [6, 4, 1]),
    ("999", "callers_never_answered", [3, 2, 1]),
    ("999", "asa", [18 / 3, 123 / 2, None]),
    ("999", "answer_time_p50", [5, 60, None]),  # of 5, 10, 3 and of 63, 60, in the order of the records
    ("999", "answer_time_max", [10, 63, None]),
    ("999", "mean_wait", [16 / 5, 160 / 4, 97]),
    ("999", "mean_queue", [(98 + 16) / 3000, 160 / 3600, 97 / 600]),
    ("999", "overdue", [88 / 3000, 140 / 3600, 87 / 600]),
    ("999", "oldest_end", [0, 0, 97]),
    ("101", "offered", [2, 2, 1]),
    ("101", "callers", [2, 1, 1]),
    ("101", "abandonment_rate", [1 / 2, 1, 0]),
    ("101", "in_announcement", [0, 0, 1]),
    ("desk", "transferred_in", [1, 0, 0]),
    ("desk", "moved", [1, 0, 0]),
    ("desk", "interruptions", [1, 0, 0]),
    ("desk", "mean_queue", [300 / 3000, (100 + 2200) / 3600, 1]),
    ("desk", "overdue", [0, 1300 / 3600, 1]),
    ("desk", "backlog_end", [1, 1, 1]),
    ("desk", "oldest_end", [100, 2200, 2800]),
    ("handlers", "busy_hours", [1002 / 3600, 147 / 3600, 0]),
    ("handlers", "duty_hours", [6000 / 3600, 2, 1200 / 3600]),
    ("officers", "busy_hours", [171 / 3600, (47 + 3600) / 3600, 600 / 3600]),
    ("officers", "duty_hours", [6000 / 3600, 2 * 1400 / 3600, 0]),
    ("officers", "overrun_hours", [0, 2200 / 3600, 600 / 3600]),
    ("officers", "occupancy", [171 / 6000, (47 + 3600) / (2 * 1400 + 2200), 1]),
    ("officers", "calls_answered", [2, 1, 0]),
]


@pytest.mark.parametrize(
    ("name", "measure", "expected"), PERIODS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_measure_by_hour(by_hand, name, measure, expected):
    """An attempt belongs to the hour in which it was offered; time is split over the hours that it spans."""
    subject = {"line" if name in by_hand.lines else "group": name}
    found = by_hand.by("hour", **subject, measures=[measure])
    assert found["hours"].tolist() == pytest.approx([3000 / 3600, 1, 600 / 3600])
    wanted = [0.0 if value is None and measure == "answered" else value for value in expected]
    for mean, value in zip(found["mean"], wanted, strict=True):
        assert np.isnan(mean) if value is None else mean == pytest.approx(value, rel=1e-12)


def test_a_caller_is_counted_once_a_line(by_hand):
    """Of one person's attempts on a line the first measured one counts as a caller, in its hour; on each line once."""
    again = [(12, k, 1, 0, t, t, t, B, -1, -1, -1, -1) for k, t in ((2, 7300), (3, 7400))]
    found = results([*CALLS, *again])
    assert found.lines["101"].callers.mean == by_hand.lines["101"].callers.mean
    assert found.by("hour", line="101", measures=["callers"])["mean"].tolist() == [2, 1, 1]


def test_answered_on_another_line_or_later(by_hand):
    """Whoever is answered in the end, on whatever line, is not among those never answered."""
    rescued = (12, 2, 0, 1, 6300, 6300, 6300, A, 6300, 6301, 0, 0)
    found = results([*CALLS, rescued])
    assert found.lines["101"].callers_never_answered.mean == 1  # 15
    assert found.lines["999"].callers.mean == by_hand.lines["999"].callers.mean + 1
    assert found.lines["999"].diverted_in.mean == 2


def test_two_replications():
    """Counts are means per replication; shares and means are ratios of the totals; maxima are averaged."""
    other = [(0, 0, 0, 0, 1000, 1000, 1007, A, 1007, 1100, 0, 0), (1, 0, 0, 0, 1000, 1000, 1002, B, -1, -1, -1, -1)]
    found = results(CALLS, other).lines["999"]
    assert found.offered.mean == (11 + 2) / 2
    assert found.answered_in_target.mean == pytest.approx((2 + 1) / (5 + 1))
    assert found.asa.mean == pytest.approx((141 + 7) / 6)
    assert found.service_level.mean == pytest.approx(3 / (10 + 1))
    assert found.answer_time_max.mean == (63 + 7) / 2
    assert found.answer_time_p50.mean == 7  # of 3, 5, 7, 10, 60, 63
    assert found.offered.low < 6.5 < found.offered.high


def test_maximum_of_nothing_is_not_averaged():
    """A replication in which nobody was answered has no longest answer time: it is not a zero among the others."""
    found = results(CALLS, CALLS[4:7])
    assert found.lines["999"].answer_time_max.mean == 63


def test_no_records():
    """A replication without callers has counts of zero."""
    found = results([], [])
    assert found.lines["999"].offered.mean == found.lines["999"].callers.mean == 0
    assert found.lines["999"].asa.mean is None
    assert found.groups["handlers"].occupancy.mean == 0


@pytest.mark.parametrize(("tick", "limit"), [("1 ms", 10_000), ("1 s", 10), ("30 s", 1), ("7 s", 2), ("0.1 s", 100)])
def test_target_is_strict_in_ticks(tick, limit):
    """An answer time is in the target if it is strictly under it: with ticks of 7 s, 7 s is and 14 s is not."""
    made = draw_blueprint(scenario(HAND, {"tick": tick, "warm_up": "0 s"}))
    rows = [(i, 0, 0, 0, 0, 0, t, A, t, t, 0, 0) for i, t in enumerate((limit - 1, limit))]
    found = tally(records(rows), made.scenario, made.calendar, periods_of(made.calendar, 60))
    assert found.lines["in_target"][0].sum() == 1


def test_a_line_without_a_target():
    """Without a target the share answered in it and the service level are not defined."""
    made = draw_blueprint(scenario(HAND, {"lines.999.answer_target": None}))
    found = tally(records(CALLS), made.scenario, made.calendar, periods_of(made.calendar, 60))
    line = Results(made, "by hand", 1, (found, found), lambda _: records(CALLS)).lines["999"]
    assert line.answered_in_target.mean is line.service_level.mean is None
    assert line.abandonment_rate.mean == pytest.approx(2 / 10)


@pytest.mark.parametrize("rows", [1, 2, 3, 40])
def test_periods_are_added_from_first_to_last(rows):
    """Seconds are added in the order of the periods, as a loop adds them. Control: NumPy's own order gives others."""
    table = np.random.default_rng(4).exponential(1000, (rows, 696))
    in_order = [reduce(add, row) for row in table.tolist()]
    assert over_periods(table, np.add).tolist() == in_order
    assert over_periods(np.rint(table).astype(np.int64), np.add).tolist() == np.rint(table).sum(axis=1).tolist()
    assert over_periods(table, np.maximum).tolist() == table.max(axis=1).tolist()
    assert table.sum(axis=1).tolist() != in_order
