"""History matching and forces left out, on surfaces that are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simcall.measures.targets import Figure
from simcall.studies.calibrate import CalibrationTarget
from simcall.studies.calibrate.curve_fits import curve_fits, left_out_forces
from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.matching import implausibilities, match_history
from simcall.studies.calibrate.search import Optimum, spread_of
from simcall.studies.calibrate.study import Curve
from tests.unit.studies.calibrate.toy import FakeEvaluator, exact, known_moments, linear, toy_study

EFFORT = Effort(points=32, replications=2, ladder=(4, 16), ensemble=20)


def test_the_distance_of_a_set():
    """It is in standard deviations, of which 1.96 make a tolerance; of three targets the second largest counts."""
    study = toy_study(["0.0..1.0"], [(0.0, 1.96), (0.0, 1.96), (0.0, 0.98)])
    moments = [known_moments([2.0, 4.0, 1.0]), known_moments([9.0, 1.0, 0.0]), known_moments([np.nan, 4.0, 5.0])]
    assert implausibilities(study, moments, 2) == pytest.approx([2.0, 1.0, 4.0])
    two = replace(study, targets=study.targets[:2])
    assert implausibilities(two, [known_moments([2.0, 4.0])], 2) == pytest.approx([4.0])


def test_what_is_undefined_says_nothing():
    """A set with too few figures that are defined is neither ruled out nor kept."""
    study = toy_study(["0.0..1.0"], [(0.0, 1.0)])
    assert np.isnan(implausibilities(study, [known_moments([np.nan])], 2)).all()


def test_the_simulation_is_not_exact():
    """The variance of the simulation counts besides that of the target: at equal sizes the distance is 1.41 less."""
    study = toy_study(["0.0..1.0"], [(0.0, 1.96)])
    (distance,) = implausibilities(study, [known_moments([3.0], reach=12.706)], 2)
    assert distance == pytest.approx(3 / np.sqrt(2), rel=1e-3)


def test_what_remains():
    """The sets that remain are those within three standard deviations, and the ensemble is spread over all of them."""
    study = toy_study(["0.0..10.0"], [(5.0, 1.96)])
    matching = match_history(study, FakeEvaluator(study, linear([[10.0]])), EFFORT)
    inside = np.abs(10 * spread_of(study, EFFORT)[:, 0] - 5) <= 3
    assert (matching.simulated, matching.remaining) == (32, inside.sum())
    members = np.array(matching.ensemble.members)[:, 0]
    assert len(members) == min(20, inside.sum())
    assert (members.min(), members.max()) == pytest.approx((2, 8), abs=0.5)
    assert matching.ensemble.moments[:, 0] == pytest.approx(members)
    assert f"{32 - inside.sum()} of 32 sets of values (41%) are ruled out" in matching.sentence()


def test_nothing_remains():
    """If every set is ruled out there is no ensemble."""
    study = toy_study(["0.0..10.0"], [(50.0, 1.0)])
    matching = match_history(study, FakeEvaluator(study, linear([[10.0]])), EFFORT)
    assert (matching.remaining, matching.ensemble.members) == (0, ())


def curve_study():
    """Ask for one parameter by the pairs of three forces, of which C has published a range."""
    curve = Curve("x", Figure("l", "asa"), Figure("l", "mean_wait"), (), 3)
    published = [("A", 2.0, 2.0), ("A", 2.0, 2.0), ("B", 4.0, 4.0), ("C", 0.0, 3.5)]
    study = toy_study(["0.0..10.0"], [(0.0, 1.0)])
    targets = tuple(
        CalibrationTarget(
            "x", curve.figure, (low + high) / 2, 1.0, curve=curve, where=1.0, force=force, published=(low, high)
        )
        for force, low, high in published
    )
    return replace(study, targets=targets)


def test_each_force_left_out():
    """A force that is left out is predicted by the value that the others want: here their mean."""
    study = curve_study()
    surface = linear([[10.0]] * 4)
    optimum = Optimum(np.array([0.25]), known_moments([2.5] * 4), exact(study, surface))
    left = left_out_forces(study, FakeEvaluator(study, surface), optimum, EFFORT)
    assert [entry.force for entry in left] == ["A", "B", "C"]
    assert left[0].errors == pytest.approx((5.75 / 2 - 2,) * 2, abs=0.1)
    assert left[1].errors == pytest.approx((5.75 / 3 - 4,), abs=0.1)
    assert left[2].errors == (0.0,)
    (fit,) = curve_fits(study, np.array([2.0, 3.0, 4.0, 5.5]), left)
    assert fit.rms == pytest.approx(np.sqrt((0 + 1 + 0 + 4) / 4))
    squares = [error**2 for entry in left for error in entry.errors]
    assert fit.left_out_rms == pytest.approx(np.sqrt(np.mean(squares)))
