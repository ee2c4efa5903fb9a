"""A grade of incidents may be named wherever a line may: in targets, precisions, sweeps, explanations and pictures."""

from __future__ import annotations

import re

import pytest

import simcall as sc
from simcall.errors import ScenarioError, SimcallError
from simcall.measures.targets import Figure, Target
from simcall.present.pictures.catalogue import choose
from simcall.scenario import Scenario
from simcall.studies.calibrate.moments import moments_of
from simcall.studies.calibrate.study import CalibrationTarget, Study
from simcall.studies.explain.study import explain
from simcall.studies.precision import goals_of, half_width
from simcall.studies.staff.groups import targets_of
from simcall.studies.typed_figures import parse_figure, parse_target
from tests.incidents import incidents

FIGURE = "immediate.answered_in_target"


@pytest.fixture(scope="module")
def hub() -> Scenario:
    """Return one day of the hub with response."""
    return incidents({"days": 1.0, "warm_up": "0 s"})


def test_figures_are_read(hub: Scenario) -> None:
    """A typed figure of a grade is one of a line to everything else."""
    figure = parse_figure(FIGURE, hub)
    assert figure == Figure("immediate", "answered_in_target")
    assert figure.subject == {"line": "immediate"}
    assert parse_target("prompt.answer_time_p90 <= 2 h", hub) == Target("prompt", "answer_time_p90", "<=", 7200)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("imediate.asa", 'did you mean "immediate"?'),
        ("immediate.callers", 'immediate has no measure "callers"'),
        ("scheduled.answered_in_target", "scheduled-urban has no answer_target"),
        ("whatever.asa", "the grades are immediate, prompt, scheduled"),
        ("immediate.answered_within_soon", "such as answered_within_15s"),
    ],
)
def test_what_is_not_there_is_refused(hub: Scenario, text: str, said: str) -> None:
    """The message names what there is, grades included."""
    with pytest.raises(ScenarioError, match=re.escape(said)):
        parse_figure(text, hub)


def test_replications_are_added_until_a_figure_of_a_grade_is_precise(hub: Scenario) -> None:
    """The interval of the grade itself decides."""
    results = sc.run(hub, 4, until=[f"{FIGURE}+-0.08"], max_replications=60)
    (goal,) = goals_of([f"{FIGURE}+-0.08"], [hub])
    assert goal.met_by(half_width(results.estimate(goal.measure, **goal.subject)))
    assert results.replications > 4


def test_a_comparison_has_grades(hub: Scenario) -> None:
    """They are beside lines and groups, in the table, in the document and by period."""
    more = hub.update({"groups.units-urban.headcount": 9}, name="more")
    comparison = sc.compare(hub, more, replications=3)
    difference = comparison.of("more", "asa", line="immediate")
    assert comparison.document()["differences"]["more"]["grades"]["immediate"]["asa"]["mean"] == difference.mean
    assert "grade" in set(comparison.differences()["of"])
    assert set(comparison.by("day", line="immediate", measures=["offered"])["measure"]) == {"offered"}


def test_the_best_point_of_a_sweep_meets_targets_of_a_grade(hub: Scenario) -> None:
    """Each point has the figure, and what it is the ratio of; with one unit in the towns hardly anybody is in time."""
    sweep = sc.sweep(hub, {"groups.units-urban.headcount": [1, 12, 14]}, replications=3)
    few, many, _ = (cell.estimate(Figure("immediate", "answered_in_target")).mean for cell in sweep.cells)
    assert few is not None
    assert many is not None
    assert few < many
    choice = sc.best(sweep, f"{FIGURE} > {(few + many) / 2}", "units-urban.duty_hours", replications=8)
    assert choice.chosen is not None
    assert choice.chosen.cell.point.number == 1


def test_an_explanation_of_a_grade(hub: Scenario) -> None:
    """Parts add up to the difference of the grade's figure."""
    more = hub.update({"groups.units-urban.headcount": 9}, name="more")
    explanation = explain(hub, more, measure=FIGURE, replications=3)
    difference = explanation.end.mean - explanation.start.mean
    assert sum(part.mean for part in explanation.parts) == pytest.approx(difference)


def test_a_calibration_may_have_targets_of_a_grade(hub: Scenario) -> None:
    """What is compared with a published figure is the grade's own, a quantile from the call too."""
    figures = [Figure("immediate", name) for name in ("answered_in_target", "attended_from_ring_p90")]
    targets = tuple(CalibrationTarget("hub", figure, 0.5, 0.1) for figure in figures)
    study = Study("grade", {"hub": hub}, {"hub": "hub.toml"}, (), targets, 1)
    moments = moments_of(study, [], 3, seed=1)
    results = sc.run(hub, replications=3, seed=1)
    assert moments.means.tolist() == [results.estimate(one.measure, **one.subject).mean for one in figures]
    assert (moments.half_widths > 0).all()


def test_assumptions_give_grades_intervals(hub: Scenario) -> None:
    """A run with draws of what is assumed has every figure of a grade, beside lines and groups."""
    source = {"kind": "assumed", "source": "a guess", "span": ["30 min", "70 min"]}
    guessed = hub.update({"provenance": {"lines.immediate-urban.handling.mean": source}})
    assumed = sc.assume(guessed, draws=8, replications=2)
    figure = Figure("immediate", "answered_in_target")
    table = assumed.to_frame()
    row = table[(table["of"] == "grade") & (table["name"] == "immediate") & (table["measure"] == figure.measure)]
    assert row["mean"].tolist() == [assumed.of(figure, 0).mean]
    tree = assumed.document()["results"][guessed.name]
    assert tree["grades"]["immediate"][figure.measure]["mean"] == row["mean"].item()


def test_pictures_of_a_grade(hub: Scenario) -> None:
    """A grade may be named with --line; the queue is drawn line by line."""
    assert choose(hub, "answered_in_target", line="immediate").names == ("immediate",)
    with pytest.raises(SimcallError, match="there is no line"):
        choose(hub, "queue", line="immediate")


def test_people_are_found_for_lines(hub: Scenario) -> None:
    """`staff` and `design` refuse a grade and name its lines."""
    with pytest.raises(SimcallError, match="name one of its lines: immediate-urban, immediate-rural"):
        targets_of(hub, [f"{FIGURE} >= 0.9"])
