"""Attendance counted from the call: from its ring and its answer until somebody answers the work that it led to."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest

import simcall as sc
from simcall.engine import Outcome
from simcall.measures import MEASURES, differences
from simcall.measures.attendance_measures import ATTENDANCE_MEASURES
from simcall.measures.subjects import listed_measures
from simcall.scenario import Scenario
from simcall.studies.typed_figures import parse_figure
from tests.incidents import incidents
from tests.making import constant, exponential

REPLICATIONS = 3
CONNECTION, ANSWER, HANDLING, AFTER, DRIVE = 3, 2, 300, 90, 480
"""Seconds: of a call, its connection, its pick-up and its handling; of an incident, how long after, and its drive."""


def of_constants(lines: dict[str, Any], leads_to: list[dict[str, Any]]) -> Scenario:
    """Return a hub with so many people that nobody waits, in which everything takes always as long."""
    call = {
        "connection": constant(f"{CONNECTION} s"),
        "handling": constant(f"{HANDLING} s"),
        "demand": {"calls_per_day": 300},
        "leads_to": leads_to,
    }
    incident = {"kind": "work", "handling": constant("20 min")}
    every = {"999": call, "incident": incident, **lines}
    document = {
        "name": "constants",
        "start": "2024-02-05",
        "days": 1.0,
        "lines": every,
        "groups": {
            "handlers": {
                "lines": [name for name in every if name != "incident"],
                "headcount": 300,
                "pick_up": constant(f"{ANSWER} s"),
            },
            "units": {"lines": ["incident"], "headcount": 300, "pick_up": constant(f"{DRIVE} s")},
        },
    }
    return Scenario.from_document(document)


def lead(to: str, when: str, **more: Any) -> dict[str, Any]:
    """Return an entry of `leads_to` that always happens."""
    return {"to": to, "share": 1.0, "when": when, **more}


DESK = {"connection": constant("0 s"), "handling": constant("60 s")}
WORK = {"kind": "work", "handling": constant("40 s")}


@pytest.mark.parametrize(
    ("lines", "leads_to", "from_answer"),
    [
        ({}, [lead("incident", "answered")], DRIVE),
        ({}, [lead("incident", "answered", after=f"{AFTER} s")], AFTER + DRIVE),
        ({}, [lead("incident", "answered", after=f"{AFTER} s", after_counts=True)], AFTER + DRIVE),
        ({}, [lead("incident", "released")], HANDLING + DRIVE),
        # a call that is transferred was answered when somebody first spoke to the caller
        (
            {"desk": {**DESK, "leads_to": [lead("incident", "answered")]}},
            [lead("desk", "released")],
            HANDLING + ANSWER + DRIVE,
        ),
        # work between the call and the incident counts
        (
            {"check": {**WORK, "leads_to": [lead("incident", "released")]}},
            [lead("check", "answered")],
            ANSWER + 40 + DRIVE,
        ),
    ],
    ids=["at once", "after", "after counts", "released", "transferred", "through work"],
)
def test_from_the_ring_and_from_the_answer(
    lines: dict[str, Any], leads_to: list[dict[str, Any]], from_answer: float
) -> None:
    """Where everything always takes as long, each incident is attended after the sum of the parts."""
    results = sc.run(of_constants(lines, leads_to), replications=1)
    tick = 2.5 * results.blueprint.calendar.tick_s  # what follows at once joins a tick later
    figures = results.lines["incident"]
    assert figures.answered.mean > 100
    assert figures.attended_from_answer.mean == pytest.approx(from_answer, abs=tick)
    assert figures.attended_from_ring.mean == pytest.approx(CONNECTION + ANSWER + from_answer, abs=tick)
    assert figures.attended_from_ring_p90.mean == pytest.approx(CONNECTION + ANSWER + from_answer, abs=tick)


def test_a_call_back_answers_the_call_that_left_its_queue() -> None:
    """The caller rang once; somebody first spoke to them when they were rung back."""
    lines = {"call-back": {**WORK, "leads_to": [lead("incident", "answered")]}}
    scenario = of_constants(lines, [lead("call-back", "waiting", after="60 s", keep_place=True)]).update(
        {"groups.handlers.lines": ["call-back"], "groups.nobody": {"lines": ["999"], "headcount": 0}}
    )
    figures = sc.run(scenario, replications=1).lines["incident"]
    assert figures.attended_from_answer.mean == pytest.approx(DRIVE, abs=0.01)
    assert figures.attended_from_ring.mean == pytest.approx(CONNECTION + 60 + ANSWER + DRIVE, abs=0.01)


def test_a_call_that_nobody_answered_has_a_ring_alone() -> None:
    """A check after an abandoned call is counted from its ring; there is no answer to count from."""
    scenario = of_constants({}, [lead("incident", "abandoned")]).update(
        {"lines.999.patience": constant("30 s"), "groups.handlers.headcount": 0}
    )
    figures = sc.run(scenario, replications=1).lines["incident"]
    assert figures.attended_from_answer.mean is None
    assert figures.attended_from_ring.mean == pytest.approx(CONNECTION + 30 + DRIVE, abs=0.01)


@pytest.fixture(scope="module")
def busy() -> sc.Results:
    """Run a hub in which callers give up and ring again, and units are scarce and raise incidents themselves."""
    changes = {
        "groups.handlers.headcount": 1,
        "lines.999.redial": {"probability": 0.7, "delay": exponential("4 min")},
        "lines.immediate-urban.demand": {"calls_per_day": 30},
    }
    return sc.run(incidents(changes), replications=REPLICATIONS, seed=5)


def since_the_call(results: sc.Results) -> list[tuple[int, float, float]]:
    """Return the hour and the seconds since ring and answer of incidents of callers with one answered call."""
    line_of = list(results.blueprint.scenario.lines)
    edges, tick_s = results.periods.edges, results.blueprint.calendar.tick_s
    found = []
    for replication in range(REPLICATIONS):
        calls = results.resimulate(replication).calls
        rows_of: defaultdict[int, list[int]] = defaultdict(list)
        for row in range(len(calls.caller)):
            rows_of[int(calls.caller[row])].append(row)
        for rows in rows_of.values():
            answered = [row for row in rows if calls.outcome[row] == Outcome.ANSWERED]
            rang = [row for row in answered if line_of[calls.line[row]] == "999"]
            attended = [row for row in answered if line_of[calls.line[row]] == "immediate-urban" and calls.case[row]]
            for row in attended:
                assert len(rang) == 1, "a caller has one answered call in this scenario"
                hour = int(np.searchsorted(edges, calls.offered[row], side="right")) - 1
                since = [(calls.answered[row] - ticks[rang[0]]) * tick_s for ticks in (calls.offered, calls.answered)]
                if 0 <= hour < len(results.periods):
                    found.append((hour, float(since[0]), float(since[1])))
    return found


def test_the_ring_is_that_of_the_attempt_that_was_answered(busy: sc.Results) -> None:
    """Callers who gave up and rang again count from the ring that was answered; records say which that was."""
    found = since_the_call(busy)
    assert len(found) > 50
    figures = busy.lines["immediate-urban"]
    assert figures.attended_from_ring.mean == pytest.approx(np.mean([ring for _, ring, _ in found]))
    assert figures.attended_from_answer.mean == pytest.approx(np.mean([answer for _, _, answer in found]))
    times = sorted(answer for _, _, answer in found)
    assert figures.attended_from_answer_p90.mean == pytest.approx(times[math.ceil(0.9 * len(times)) - 1])
    within = busy.estimate("attended_from_ring_within_15min", line="immediate-urban").mean
    assert within == pytest.approx(np.mean([ring < 900 for _, ring, _ in found]))


def test_incidents_that_units_raise_have_no_call(busy: sc.Results) -> None:
    """They are attended and answered, and no time from a call counts them."""
    _, _, with_call = busy.totals("attended_from_ring", line="immediate-urban")
    _, _, answered = busy.totals("asa", line="immediate-urban")
    assert 0 < with_call.sum() < answered.sum() - 50


def test_an_incident_belongs_to_the_period_in_which_it_was_made(busy: sc.Results) -> None:
    """Sums by hour are those of the incidents made in it."""
    labels, sums, counts = busy.totals("attended_from_answer", line="immediate-urban", by="interval")
    expected = np.zeros((2, len(labels)))
    for hour, _, answer in since_the_call(busy):
        expected[:, hour] += (answer, 1)
    assert np.allclose(sums.sum(axis=0), expected[0])
    assert np.array_equal(counts.sum(axis=0), expected[1])


def test_a_grade_has_the_times_of_all_of_its_lines(busy: sc.Results) -> None:
    """Means are ratios of sums over lines; a quantile is of all incidents together."""
    lines = ("immediate-urban", "immediate-rural")
    sums, counts = (sum(busy.totals("attended_from_ring", line=line)[end].sum() for line in lines) for end in (1, 2))
    grade = busy.grades["immediate"]
    assert grade.attended_from_ring.mean == pytest.approx(sums / counts)
    pooled = np.sort(np.concatenate([np.concatenate(busy.times("since_ring_ticks", line)[0]) for line in lines]))
    nine_in_ten = pooled[math.ceil(0.9 * len(pooled)) - 1] * busy.blueprint.calendar.tick_s
    assert grade.attended_from_ring_p90.mean == pytest.approx(nine_in_ten)


def test_two_runs_differ_in_quantiles_of_each_kind(busy: sc.Results) -> None:
    """A quantile from the ring is paired with one from the ring, not with one of answer times."""
    same = sc.run(busy.blueprint.scenario, replications=REPLICATIONS, seed=5)
    for name in ("attended_from_ring_p90", "answer_time_p90"):
        _, (difference,) = differences(busy, same, name, line="immediate")
        assert (difference.mean, difference.base.mean) == (0, busy.grades["immediate"][name].mean)


def test_only_work_that_something_leads_to_has_them(busy: sc.Results) -> None:
    """Calls have answer times; elsewhere the figure is not defined, not listed, and refused when it is typed."""
    scenario = busy.blueprint.scenario
    names = {measure.name for measure in ATTENDANCE_MEASURES}
    assert names <= busy.lines["scheduled-rural"].keys()
    assert not names & (busy.lines["999"].keys() | busy.lines["news"].keys())
    assert busy.estimate("attended_from_ring", line="999").mean is None
    with pytest.raises(sc.SimcallError, match="news is no work that calls lead to"):
        parse_figure("news.attended_from_ring", scenario)
    with pytest.raises(sc.SimcallError, match="write attended_from_ring, attended_from_ring_p90 or"):
        parse_figure("prompt.attended_from_ringing", scenario)


def test_free_people_are_present_and_not_busy(busy: sc.Results) -> None:
    """People who attend incidents have a mean number free: present less busy hours, over the hours of the span."""
    assert "mean_free" in busy.groups["units-rural"]
    assert "mean_free" not in busy.groups["handlers"]
    for name in ("units-urban", "handlers"):
        group, hours = busy.groups[name], 48
        present = group.busy_hours.mean / group.occupancy.mean
        free = busy.estimate("mean_free", group=name).mean
        assert free == pytest.approx((present - group.busy_hours.mean) / hours)


@pytest.mark.parametrize("name", ["attended_from_ring_p90", "attended_from_answer_within_20min", "mean_free"])
def test_they_have_names_and_are_not_in_the_list_of_every_run(name: str) -> None:
    """A run without incidents works none of them out."""
    assert MEASURES[name].name == name
    assert name not in list(MEASURES)
    changes = {"lines.999.leads_to": None, "lines.incident.demand": {"calls_per_day": 9}}
    alone = of_constants({}, [lead("incident", "answered")]).update(changes)
    listed = [listed_measures(alone, "line", "incident"), listed_measures(alone, "group", "units")]
    assert name not in [measure.name for measures in listed for measure in measures]
