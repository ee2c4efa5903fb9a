"""Valid but extreme: every such scenario has a defined outcome."""

from __future__ import annotations

import json

import numpy as np
import pytest

import simcall as sc
from simcall.api import Results
from tests.making import ONE_LINE, TWO_LINES, constant, exponential, scenario

SHARES_AND_TIMES = (
    "answered_in_target",
    "service_level",
    "abandonment_rate",
    "delayed_share",
    "asa",
    "mean_wait",
    "answer_time_p50",
    "answer_time_p90",
    "answer_time_p95",
    "answer_time_max",
    "answered_after_60s",
)


def run(changes: dict[str, object], base: dict[str, object] = ONE_LINE, replications: int = 2) -> Results:
    """Run a base with changes, and see that its document is JSON."""
    results = sc.run(scenario(base, changes), replications=replications, jobs=1)
    json.dumps(results.document(), allow_nan=False)  # every figure is a number or null
    return results


@pytest.mark.parametrize("measure", SHARES_AND_TIMES)
def test_zero_calls(measure):
    """With no calls counts are zero, and a share, a mean or a maximum of nothing is null."""
    target = {"lines.999.answer_target": {"within": "10 s", "share": 0.9}}
    results = run({"lines.999.demand.calls_per_day": 0.0, **target})
    assert results.lines["999"].offered.mean == 0
    assert results.lines["999"].mean_queue.mean == 0
    assert results.groups["handlers"].occupancy.mean == 0
    assert results.groups["handlers"].duty_hours.mean == 72
    assert results.lines["999"][measure].mean is None


def test_nobody_on_duty_all_night():
    """With nobody on duty from 00:00 to 06:00, calls of that night wait until six, and are answered from then on."""
    results = run({"groups.handlers.headcount": None, "groups.handlers.headcount_profile": [0, 4, 4, 4] * 7})
    records = results.resimulate(0).calls
    six = 6 * 3600 * 1000
    assert np.sum(records.offered < six) > 20
    assert records.left.min() == six
    assert results.groups["handlers"].duty_hours.mean == 72


def test_nobody_on_duty_at_all():
    """With nobody on duty ever, every caller still waits at the end; occupancy and answer times are null."""
    results = run({"groups.handlers.headcount": 0})
    line = results.lines["999"]
    assert line.offered.mean == line.still_waiting.mean > 0
    assert line.asa.mean is None
    assert line.delayed_share.mean == 1
    assert line.callers_never_answered.mean == line.callers.mean
    assert results.groups["handlers"].occupancy.mean is None
    assert results.groups["handlers"].duty_hours.mean == 0


def test_overload_ends_with_a_queue():
    """Where the queue only grows the run ends with it: those who wait then are counted as still waiting."""
    results = run({"lines.999.demand.calls_per_day": 2000.0, "groups.handlers.headcount": 1})
    line = results.lines["999"]
    # One person answers about 288 calls a day of 5 minutes each: more than four in five are never answered.
    assert line.still_waiting.mean > 0.8 * line.offered.mean
    assert line.abandoned.mean == 0
    assert line.still_waiting.mean + line.answered.mean == line.offered.mean
    assert results.groups["handlers"].occupancy.mean > 0.99


def test_zero_handling_time():
    """Calls that need no time are all answered at once by one person, who is never busy."""
    results = run({"lines.999.handling": constant("0 s"), "groups.handlers.headcount": 1, "tick": "30 s"})
    line = results.lines["999"]
    assert line.answered.mean == line.offered.mean > 200
    assert line.delayed_share.mean == 0
    assert line.asa.mean == 0
    assert results.groups["handlers"].occupancy.mean == 0


def test_five_hundred_people():
    """With a headcount of 500 nobody waits, and duty hours are 500 people's day."""
    results = run({"groups.handlers.headcount": 500, "lines.999.demand.calls_per_day": 3000.0}, replications=1)
    assert results.lines["999"].delayed_share.mean == 0
    assert results.groups["handlers"].duty_hours.mean == 12_000


@pytest.mark.parametrize(("start", "hours"), [("2024-03-31", 23), ("2024-10-27", 25)])
def test_nights_when_the_clock_changes(start, hours):
    """A day of the local clock holds 23 or 25 hours; each hour of the profile has its own people and calls in it.

    From 01:00 to 02:00 there are 10 people: the hour is missed in March, and comes twice in October.
    """
    profile = [2] + [10] + [2] * 22
    staff = {"groups.handlers.headcount": None, "groups.handlers.headcount_profile": profile * 7}
    results = run({"start": start, **staff, "lines.999.demand": {"calls_per_hour": 100.0}}, replications=8)
    assert results.groups["handlers"].duty_hours.mean == {23: 46, 25: 2 * 23 + 2 * 10}[hours]
    by_hour = results.by("hour", line="999", measures=["offered"]).set_index("hour")
    assert by_hour.loc[1, "hours"] == 2 if hours == 25 else 1 not in by_hour.index
    assert by_hour["hours"].sum() == hours
    offered = 8 * results.lines["999"].offered.mean
    assert abs(offered - 800 * hours) < 4 * np.sqrt(800 * hours)


def test_a_run_shorter_than_a_tick():
    """A span that holds no tick is refused, not simulated."""
    with pytest.raises(sc.ScenarioError, match="shorter than one tick"):
        scenario(ONE_LINE, {"days": 1e-9})


def test_a_start_that_the_local_clock_skips():
    """A run of half an hour that starts in the hour that March skips has half an hour of duty, or is refused."""
    try:
        made = scenario(ONE_LINE, {"start": "2024-03-31T01:30:00", "days": 1 / 48})
    except sc.ScenarioError:
        return
    assert sc.run(made, replications=1, jobs=1).groups["handlers"].duty_hours.mean == pytest.approx(1.5)


def test_very_long_calls():
    """Calls of the longest time that a scenario may write are answered, keep people busy, and are in the records."""
    results = run({"lines.999.handling": constant("1e10 s"), "groups.handlers.headcount": 3})
    assert results.lines["999"].answered.mean == 3
    assert 0.9 < results.groups["handlers"].occupancy.mean <= 1
    table = results.records()
    assert table["handling_s"].max() == 1e10


def test_everybody_redials_at_once():
    """No patience, certain redials and no delay: each attempt is a tick after the one before, up to the limit."""
    line = {
        "patience": constant("0 s"),
        "handling": exponential("5 min"),
        "redial": {"probability": 1.0, "delay": constant("0 s"), "limit": 100},
        "demand": {"calls_per_day": 50.0},
    }
    results = run({"lines.999": line, "groups.handlers.headcount": 0, "tick": "1 s"})
    found = results.lines["999"]
    assert found.redials.mean == 100 * found.fresh.mean  # nobody rings in the last 100 s with this seed
    assert found.callers.mean == found.fresh.mean


def test_reserve_that_forbids_a_line():
    """A reserve as large as the headcount means that nobody ever takes the line, while the other is served."""
    results = run({"groups.handlers.reserve": {"101": 2}, "groups.officers.headcount": 0}, TWO_LINES)
    assert results.lines["101"].answered.mean == 0
    assert results.lines["999"].answered.mean > 50


def test_two_replications_differ_and_one_has_no_interval():
    """From one replication there is no interval: null, not zero width."""
    one = run({}, replications=1).lines["999"].offered
    assert one.mean > 0
    assert one.low is one.high is None
    two = run({}, replications=2).lines["999"].offered
    assert two.low < two.mean < two.high
