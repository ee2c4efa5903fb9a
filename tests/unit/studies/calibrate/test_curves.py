"""A published curve as a target: how it is written, simulated and read."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simcall.errors import SimcallError
from simcall.measures.targets import Figure
from simcall.studies.calibrate import load_study
from simcall.studies.calibrate.curves import (
    SimulatedCurve,
    check_reach,
    curve_replications,
    read_curve,
    simulate_curve,
)
from simcall.studies.calibrate.evaluator import Evaluator
from simcall.studies.calibrate.moments import moments_of
from simcall.studies.calibrate.study import Curve
from simcall.studies.sweep.parameters import Parameter
from tests.unit.studies.calibrate.conftest import Write

Told = Callable[[Callable[[], object]], list[str]]

STUDY = """
name = "a curve"
[calibration]
scenarios = { hub = "../tiny.toml" }
set = { days = 3 }
[[calibration.fit]]
path = "lines.999.patience.mean"
values = "2.0 min..10.0 min"
[[calibration.curves]]
figure = "999.abandonment_rate"
against = "999.mean_wait"
moved_by = "lines.999.demand.calls_per_day"
values = "100.0..900.0"
levels = 5
discrepancy = 0.03
pairs = [
    { at = "30 s", value = 0.1, tolerance = 0.04, force = "A", source = "a report" },
    { at = 60, low = 0.18, high = 0.24, force = "B" },
    { at = "1 min", below = 0.3, force = "C" },
]
"""
TARGET = '[[calibration.targets]]\nfigure = "999.asa"\nvalue = 10\ntolerance = 1.5\n'


def known_curve(waits: list[float], shares: list[float]) -> SimulatedCurve:
    """Return a curve that was simulated with known results, the same in two replications."""
    curve = Curve("x", Figure("l", "abandonment_rate"), Figure("l", "mean_wait"), (), len(waits))
    points = np.array([shares, waits])[:, None, :].repeat(2, axis=1)
    return SimulatedCurve(curve, points, np.ones_like(points))


def test_what_a_study_file_gives(write: Write):
    """Each pair is a target of its own. Tolerance, half a range and the curve's discrepancy add in squares."""
    write("studies/x.toml", STUDY + TARGET)
    study = load_study("studies/x.toml")
    direct, value, spread, below = study.targets
    assert (direct.curve, study.curves) == (None, (value.curve,))
    assert study.scenarios["hub"].days == 3
    assert value.full_name == "hub: 999.abandonment_rate where 999.mean_wait = 30 s, A"
    assert study.short(below) == "999.abandonment_rate where 999.mean_wait = 60 s, C"
    assert (value.value, spread.value, below.value) == pytest.approx((0.1, 0.21, 0.15))
    assert (value.tolerance, spread.tolerance, below.tolerance) == pytest.approx((0.05, np.sqrt(2) * 0.03, 0.153), 0.01)
    assert (value.force, value.source, spread.published) == ("A", "a report", pytest.approx((0.18, 0.24)))
    assert [round(spread.outside(figure), 3) for figure in (0.1, 0.2, 0.3)] == [-0.08, 0, 0.06]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("moved_by", "moved"), "unknown key"),
        (('"999.mean_wait"', '"999.answer_time_p50"'), "cannot stand on a curve"),
        (('"999.mean_wait"', '"999.abandonment_rate"'), "a curve needs two figures"),
        (('values = "100.0..900.0"', 'values = ["1.0..2.0", "1.0..2.0"]'), "give one range each"),
        (('values = "100.0..900.0"', 'values = "100.0"'), "is not a range to move"),
        (('"lines.999.demand.calls_per_day"', '"lines.101.demand.calls_per_day"'), 'there is no line "101"'),
        (("below = 0.3", "below = 0.3, value = 0.2"), "give a value, or low and high, or below"),
        (("low = 0.18, ", ""), "give low and high"),
        (("low = 0.18", "low = 0.25"), "write the lower end first"),
        ((", tolerance = 0.04", ""), "a value needs a tolerance"),
        (('force = "C"', 'force = "B"'), "this has two targets"),
        (("levels = 5", "levels = 2"), "from 3 to 50"),
    ],
)
def test_mistakes_in_a_curve(write: Write, told: Told, change: tuple[str, str], message: str):
    """A mistake in a curve is refused with its file and the curve's place."""
    text = STUDY.replace(*change)
    assert text != STUDY
    write("studies/x.toml", text)
    problems = told(lambda: load_study("studies/x.toml"))
    assert any(problem.startswith("studies/x.toml: calibration.curves") for problem in problems)
    assert any(message in problem for problem in problems), problems


def test_something_to_meet(write: Write, told: Told):
    """A study without targets and without curves is refused."""
    write("studies/x.toml", STUDY.partition("[[calibration.curves]]")[0])
    (problem,) = told(lambda: load_study("studies/x.toml"))
    assert problem.endswith("give at least one figure to meet, here or in [[calibration.curves]]")


def test_read_between_the_levels():
    """Log odds that are straight in the logarithm of the wait are read exactly; beyond the levels there is nothing."""
    waits = np.array([10.0, 40.0, 160.0, 640.0])

    def share(wait: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(4 - 0.7 * np.log(wait)))

    backwards = known_curve(waits[::-1].tolist(), share(waits)[::-1].tolist())
    means, half_widths = read_curve(backwards, [10, 25, 300, 640, 9.9, 641])
    assert means[:4] == pytest.approx(share(np.array([10, 25, 300, 640])))
    assert half_widths[:4] == pytest.approx(0, abs=1e-12)
    assert np.isnan(means[4:]).all()
    assert np.isnan(half_widths[4:]).all()


def test_a_bend_is_monotone():
    """A curve that rises and then is flat does not overshoot between its levels."""
    means, _ = read_curve(known_curve([1, 10, 100, 1000], [0.01, 0.3, 0.3, 0.3]), np.geomspace(1, 1000, 50).tolist())
    assert (np.diff(means) >= -1e-12).all()
    assert means.max() <= 0.3 + 1e-12


def test_levels_without_a_figure():
    """A level at which nobody rang has no figure and is left out; with one level left there is no curve."""
    assert read_curve(known_curve([np.nan, 10, 100], [np.nan, 0.1, 0.2]), [10])[0] == pytest.approx([0.1])
    assert np.isnan(read_curve(known_curve([np.nan, np.nan, 100], [0.1, 0.1, 0.2]), [100])[0]).all()


def test_the_law_of_exponential_patience(write: Write):
    """With exponential patience the share abandoned is the mean wait over the mean patience, wherever it is read.

    The share abandoned is the rate of giving up times the time spent waiting for each caller, exactly. Seed 1; with 24
    replications of three days the half-widths are about 0.02, so a curve that is wrong by a fifth at 60 s is caught.
    """
    write("studies/x.toml", STUDY)
    study = load_study("studies/x.toml")
    for minutes in (3.0, 6.0):
        simulated = simulate_curve(study, study.curves[0], [minutes], 24, 1)
        means, half_widths = read_curve(simulated, [30, 60])
        assert (half_widths < 0.03).all()
        assert (np.abs(means - np.array([30, 60]) / (60 * minutes)) < 1.5 * half_widths + 0.005).all()


def test_moments_hold_pairs_and_figures(write: Write):
    """The figure of the whole span and the pairs of a curve are simulated for one set of values."""
    write("studies/x.toml", STUDY + TARGET)
    study = load_study("studies/x.toml")
    moments = moments_of(study, [5.0], 4, 1)
    alone = moments_of(load_study_with_target_only(write), [5.0], 4, 1)
    assert moments.means[0] == alone.means[0]
    assert np.isfinite(moments.means).all()
    assert moments.means[2] == moments.means[3]
    assert (moments.correlations == np.eye(4)).all()


def load_study_with_target_only(write: Write):
    """Return the study without its curve."""
    write("studies/y.toml", STUDY.partition("[[calibration.curves]]")[0] + TARGET)
    return load_study("studies/y.toml")


def test_a_moved_input_counts_before_a_fitted_one(write: Write):
    """An input that a curve moves has the curve's value, even if it is fitted as well."""
    text = STUDY.replace("lines.999.patience.mean", "lines.999.demand.calls_per_day").replace(
        '"2.0 min..10.0 min"', '"150.0..400.0"'
    )
    write("studies/x.toml", text)
    study = load_study("studies/x.toml")
    low, high = (moments_of(study, [calls], 2, 1).means for calls in (150.0, 400.0))
    assert (low == high).all()


def test_pairs_out_of_reach(write: Write):
    """A pair beyond the levels is refused before the work, with how far the levels go and what to do."""
    write("studies/x.toml", STUDY.replace("100.0..900.0", "100.0..110.0"))
    with pytest.raises(SimcallError) as caught:
        check_reach(load_study("studies/x.toml"))
    assert "999.mean_wait = 60 s, B; 999.mean_wait = 60 s, C: out of reach" in str(caught.value)
    assert "Widen values" in str(caught.value)


def test_several_inputs_move_together():
    """The moved inputs go from their first values to their last together; whole numbers stay whole."""
    moved = (Parameter.of("a", "1..4"), Parameter.of("b", "10.0 min..20.0 min"))
    curve = Curve("x", Figure("l", "asa"), Figure("l", "mean_wait"), moved, 3)
    assert [curve.changes(level) for level in range(3)] == [
        {"a": 1, "b": "10.0 min"},
        {"a": 2, "b": "15.0 min"},
        {"a": 4, "b": "20.0 min"},
    ]


def test_replications_of_a_level():
    """The levels together take about as many replications as a scenario does, and at least two each."""
    assert [curve_replications(count, 8) for count in (6, 24, 96)] == [2, 3, 12]


def test_points_of_another_curve_are_not_used(write: Write):
    """A point depends on how the curve is moved, but not on its published values."""
    write("studies/x.toml", STUDY)
    write("studies/y.toml", STUDY.replace("levels = 5", "levels = 6"))
    write("studies/z.toml", STUDY.replace("discrepancy = 0.03", "discrepancy = 0.05"))
    keys = [Evaluator(load_study(f"studies/{name}.toml"))._key((5.0,), 2, 1) for name in "xyz"]
    assert keys[0] == keys[2] != keys[1]
