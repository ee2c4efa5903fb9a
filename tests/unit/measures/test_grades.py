"""Figures of a grade: those of all of its lines together, from sums over the lines."""

from __future__ import annotations

import math

import numpy as np
import pytest

import simcall as sc
from simcall.engine import CallRecords, Outcome
from simcall.measures import Estimate, differences
from simcall.measures.attendance_measures import ATTENDANCE_MEASURES
from simcall.measures.definitions import GRADE_MEASURES, LINE_MEASURES
from tests.incidents import incidents

REPLICATIONS = 4
GRADE = "immediate"
LINES = {"immediate-urban": 900, "immediate-rural": 1200}
"""The lines of the grade, with the seconds of their targets."""


@pytest.fixture(scope="module")
def results() -> sc.Results:
    """Run the hub with response."""
    return sc.run(incidents(), replications=REPLICATIONS, seed=3)


@pytest.fixture(scope="module")
def attended(results: sc.Results) -> list[tuple[str, float]]:
    """Return the line and the answer time of each measured incident of the grade that was answered."""
    names = list(results.blueprint.scenario.lines)
    rows = []
    for replication in range(REPLICATIONS):
        calls: CallRecords = results.resimulate(replication).calls
        measured = calls.offered >= results.blueprint.calendar.measured_from
        for row in np.flatnonzero(measured & (calls.outcome == Outcome.ANSWERED)):
            name = names[calls.line[row]]
            if name in LINES:
                seconds = (calls.answered[row] - calls.offered[row]) * results.blueprint.calendar.tick_s
                rows.append((name, float(seconds)))
    return rows


def test_shares_and_means_weigh_each_line_by_its_incidents(
    results: sc.Results, attended: list[tuple[str, float]]
) -> None:
    """Each incident counts once, against the target of its own line."""
    figures = results.grades[GRADE]
    times = [seconds for _, seconds in attended]
    assert figures.answered.mean == len(attended) / REPLICATIONS
    in_time = [seconds < LINES[line] for line, seconds in attended]
    assert figures.answered_in_target.mean == pytest.approx(np.mean(in_time))
    assert figures.asa.mean == pytest.approx(np.mean(times))
    assert results.estimate("answered_within_5min", line=GRADE).mean == pytest.approx(
        np.mean([seconds < 300 for seconds in times])
    )


def test_quantiles_are_of_all_lines_together(results: sc.Results, attended: list[tuple[str, float]]) -> None:
    """Nine in ten incidents of the grade, wherever they happen, were answered within the figure."""
    times = sorted(seconds for _, seconds in attended)
    nine_in_ten = times[math.ceil(0.9 * len(times)) - 1]
    assert results.grades[GRADE].answer_time_p90.mean == pytest.approx(nine_in_ten)


@pytest.mark.parametrize("by", ["hour", "hour_of_week", "day"])
def test_counts_add_up_over_lines(results: sc.Results, by: str) -> None:
    """In every period a grade's counts, waiting and backlog are the sums of its lines'."""
    for name in ("offered", "interruptions", "mean_queue", "overdue", "backlog_end"):
        _, whole, below = results.totals(name, line=GRADE, by=by)
        parts = [results.totals(name, line=line, by=by) for line in LINES]
        assert np.allclose(whole, sum(part[1] for part in parts)), name
        assert np.allclose(below, parts[0][2]), name


def test_the_longest_and_the_oldest_are_the_largest_of_the_lines(results: sc.Results) -> None:
    """Nobody waits for the sum of two waits."""
    for name in ("answer_time_max", "oldest_end"):
        _, whole, _ = results.totals(name, line="prompt")
        parts = [results.totals(name, line=line)[1] for line in ("prompt-urban", "prompt-rural")]
        assert np.array_equal(whole, np.maximum(*parts)), name


def test_one_line_of_a_grade_is_the_grade() -> None:
    """A grade of one line has that line's figures, to the last digit and with the same intervals."""
    alone = incidents({"lines.immediate-rural.grade": "immediate-country"})
    results = sc.run(alone, replications=3)
    line, grade = results.lines["immediate-rural"], results.grades["immediate-country"]
    assert {name: grade[name] for name in grade} == {name: line[name] for name in grade}
    assert list(grade) == [measure.name for measure in (*GRADE_MEASURES, *ATTENDANCE_MEASURES)]


def test_people_are_not_added_up() -> None:
    """One caller may be counted by two lines, so a grade does not count callers."""
    assert {measure.name for measure in LINE_MEASURES} - {measure.name for measure in GRADE_MEASURES} == {
        "callers",
        "callers_never_answered",
    }


def test_what_depends_on_a_target_needs_one_for_every_line(results: sc.Results) -> None:
    """A share in time of some lines alone would be taken for that of the grade."""
    part = incidents({"lines.immediate-rural.answer_target": None})
    assert sc.run(part, replications=1).grades[GRADE].answered_in_target == Estimate(None, None, None)
    assert results.grades["scheduled"].answered_in_target.mean is None


def test_the_definition_names_the_targets(results: sc.Results) -> None:
    """Lines may have targets of their own; the definition in force has all of them."""
    assert "each line's own target (15 min, 20 min)" in results.definition("answered_in_target", GRADE)
    assert "in strictly less than 1 h, from when" in results.definition("answered_in_target", "prompt")


def test_nothing_else_changes() -> None:
    """Grades do not touch the simulation or any other figure."""
    keys = [(grade, key) for grade in ("immediate", "prompt", "scheduled") for key in ("grade", "area")]
    plain = incidents({f"lines.{grade}-{{area}}.{key}": None for grade, key in keys})
    one, other = sc.run(incidents(), replications=2), sc.run(plain, replications=2)
    assert other.grades == {}
    document = one.document()
    assert document.pop("grades").keys() == {"immediate", "prompt", "scheduled"}
    for name in ("units-urban", "units-rural"):  # which attend incidents
        assert document["groups"][name].pop("mean_free")["mean"] > 0
    assert document == other.document()


def test_two_runs_are_paired_by_replication(results: sc.Results) -> None:
    """The difference is that of the ratios of sums; its interval that of the residuals, replication by replication."""
    more = sc.run(incidents({"groups.units-urban.headcount": 7}), replications=REPLICATIONS, seed=3)
    _, (difference,) = differences(results, more, "answered_in_target", line=GRADE)
    sides = []
    for run in (results, more):
        _, above, below = run.totals("answered_in_target", line=GRADE)
        ratio = above.sum() / below.sum()
        sides.append((ratio, (above - ratio * below)[:, 0] / below.mean()))
    assert difference.mean == pytest.approx(sides[1][0] - sides[0][0])
    half = 3.182446 * np.std(sides[1][1] - sides[0][1], ddof=1) / math.sqrt(REPLICATIONS)
    assert difference.high == pytest.approx(difference.mean + half)
