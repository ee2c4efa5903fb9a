"""What waits at the end of a period: how many, and for how long the oldest of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from simcall.api import Results
from simcall.engine import NONE, Outcome, Records, simulate
from simcall.engine.records import CallRecords, StintRecords, duty_records
from simcall.inputs import Calendar, draw_blueprint
from simcall.inputs.periods import Periods, periods_of
from simcall.inputs.world import Duties
from simcall.measures import Tally, tally
from simcall.scenario import Scenario
from tests.engines.worlds import random_world
from tests.making import constant, scenario

HOUR = 3600
WORK = {
    "name": "reports",
    "start": "2024-02-05",
    "days": 2,
    "warm_up": "0 s",
    "tick": "1 s",
    "lines": {
        "reports": {
            "kind": "work",
            "interruptible": True,
            "handling": constant("1 min"),
            "demand": {"calls_per_day": 1.0},
        },
        "101": {"handling": constant("1 min"), "demand": {"calls_per_day": 1.0}},
    },
    "groups": {"desk": {"lines": ["reports", "101"], "headcount": 1}},
}
NO_DUTIES = Duties(np.zeros(1, np.int64), np.zeros(1, np.int64), np.ones(1, np.int64))


def records(rows: list[tuple[int, int, int, int]], again: list[tuple[int, int, int, int]]) -> Records:
    """Make records of (line, joined, left, outcome), one caller each, and of stints (row, start, end, group)."""
    line, joined, left, outcome = np.array(rows, np.int64).T
    zero, nobody = np.zeros_like(line), np.full_like(line, NONE)
    answered = np.where(outcome == Outcome.ANSWERED, left, NONE)
    calls = CallRecords(
        *(np.arange(len(line)), zero, line, zero > 0, zero, zero, joined, joined, left),
        *(outcome, answered, answered, np.where(answered == NONE, nobody, zero), nobody),
    )
    row, start, end, group = np.array(again, np.int64).reshape(-1, 4).T
    return Records(calls, StintRecords(row, start, end, group, group), duty_records([]), NO_DUTIES)


def results(*replications: Records) -> Results:
    """Measure replications of the scenario above."""
    blueprint = draw_blueprint(scenario(WORK))
    periods = periods_of(blueprint.calendar, 60)
    tallies = [tally(own, blueprint.scenario, blueprint.calendar, periods) for own in replications]
    return Results(blueprint, "by hand", 1, tuple(tallies), replications.__getitem__)


W, A = Outcome.STILL_WAITING, Outcome.ANSWERED
END = 48 * HOUR
EXAMPLE = records(
    [
        (0, 1000, 2 * HOUR, A),  # waits over 1:00, until 2:00 sharp: it waits at the end of the hour before
        (0, 3000, 3000, A),  # taken at once, and put down until 4:30
        (0, 47 * HOUR, END, W),
        (0, 47 * HOUR + 60, END, W),
        (1, 50, 3599, Outcome.ABANDONED),  # gone before the hour ends
        (1, 23 * HOUR, END, W),
    ],
    [(1, 3500, 4 * HOUR + 1800, NONE), (1, 4 * HOUR + 1800, 5 * HOUR, 0)],
)


def test_at_the_end_of_the_span():
    """Of the whole span it is the value at its end, in every replication: what waited before does not count."""
    lines = results(EXAMPLE, records([(0, END - 40, END, W)], [])).lines
    assert lines["reports"].backlog_end.mean == (2 + 1) / 2
    assert lines["reports"].oldest_end.mean == (HOUR + 40) / 2
    assert lines["101"].backlog_end.mean == (1 + 0) / 2
    assert lines["101"].oldest_end.mean == (25 * HOUR + 0) / 2


def test_at_the_end_of_each_hour_and_day():
    """What is put down waits again since it joined; a day's value is that at its end, not the sum of its hours."""
    numbers = results(EXAMPLE)
    by_hour = numbers.by("interval", line="reports", measures=["backlog_end", "oldest_end"])
    backlog, oldest = by_hour["mean"].to_numpy().reshape(2, -1)
    assert backlog[:6].tolist() == [2, 2, 1, 1, 0, 0]
    assert oldest[:6].tolist() == [2600, 6200, 3 * HOUR - 3000, 4 * HOUR - 3000, 0, 0]
    of_days = numbers.by("day", line="101", measures=["backlog_end", "oldest_end"])["mean"].tolist()
    assert of_days == [1, 1, HOUR, 25 * HOUR]


def test_by_hour_of_the_day():
    """By the hour of the day it is the mean over the ends of that hour on all days."""
    by_hour = results(EXAMPLE).by("hour", line="reports", measures=["backlog_end"])["mean"].tolist()
    assert by_hour == [1, 1, 0.5, 0.5, *[0] * 19, 1]


def waits(made: Records) -> Iterator[tuple[int, int, int, int]]:
    """Yield (line, joined, from, until) of everything that waited, again where it was put down."""
    calls, stints = made.calls, made.stints
    for row in range(len(calls.line)):
        yield calls.line[row], calls.joined[row], calls.joined[row], calls.left[row]
    for row, start, end in zip(stints.row[stints.group == NONE], *_spans(stints), strict=True):
        yield calls.line[row], calls.joined[row], start, end


def _spans(stints: StintRecords) -> tuple[np.ndarray, np.ndarray]:
    waited = stints.group == NONE
    return stints.start[waited], stints.end[waited]


def random_tally(seed: int) -> tuple[Records, Tally, list[int]]:
    """Measure a random world, cut anywhere; return the edges of its periods too."""
    rng = np.random.default_rng(seed)
    world = random_world(seed, 60)
    lines, groups, horizon = len(world.policy.priority), len(world.policy.overflow), world.policy.horizon
    edges = [*np.unique(rng.integers(0, horizon, 30)).tolist(), horizon]
    names = [str(line) for line in range(lines)]
    document = {"name": "made", "start": "2024-02-05", "days": 1.0, "groups": {}}
    document["lines"] = {name: {"handling": constant("1 s"), "demand": {"calls_per_day": 1.0}} for name in names}
    document["groups"] = {f"group {i}": {"lines": names, "headcount": 1} for i in range(groups)}
    start = datetime(2024, 2, 5)
    calendar = Calendar(start, ZoneInfo("UTC"), 1.0, edges[0], horizon)
    periods = Periods(np.array(edges), tuple(start + timedelta(seconds=edge) for edge in edges[:-1]))
    made = simulate(world, "kernel")
    return made, tally(made, Scenario.from_document(document), calendar, periods), edges


def test_what_waits_at_the_end_of_every_period_of_random_worlds():
    """At each end the number, and the age of the oldest, are those counted one by one, whatever happened before."""
    several = put_down = 0
    for seed in range(150):
        made, totals, edges = random_tally(seed)
        waited = list(waits(made))
        for line in range(len(totals.lines["backlog"])):
            for period, end in enumerate(edges[1:]):
                ages = [end - joined for of, joined, since, until in waited if of == line and since < end <= until]
                assert totals.lines["backlog"][line, period] == len(ages), (seed, line, period)
                assert totals.lines["oldest_s"][line, period] == max(ages, default=0), (seed, line, period)
                several += len(ages) > 1
        put_down += bool(np.any(made.stints.group == NONE))
    assert several > 1000
    assert put_down > 20


def test_it_does_not_grow_with_the_span():
    """The lower of its two numbers counts ends, of which a day has one, and not hours."""
    _, values, ends = results(EXAMPLE).totals("backlog_end", line="101", by="day")
    assert (values.tolist(), ends.tolist()) == ([[1, 1]], [[1, 1]])
