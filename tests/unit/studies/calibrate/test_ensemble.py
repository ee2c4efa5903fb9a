from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.ensemble import draw_points, ensemble_of, kernel_covariance
from simcall.studies.calibrate.search import Optimum
from tests.unit.studies.calibrate.toy import FakeEvaluator, exact, known_moments, linear, toy_study

EFFORT = Effort(ladder=(4, 16), ensemble=90)


def ensemble(study, surface, best, found=None, effort=EFFORT, reach=0.0):
    """Draw an ensemble of a toy around its best point."""
    best = np.array(best)
    moments = known_moments(surface(best[None, :])[0] if found is None else found, reach)
    evaluator = FakeEvaluator(study, surface)
    return ensemble_of(study, evaluator, Optimum(best, moments, exact(study, surface)), effort), evaluator


def test_a_known_region():
    """Where only the sum of two counts the ensemble lies all along the line on which it is met, and not beside it."""
    study = toy_study(["0.0..1.0", "0.0..1.0"], [(0.9, 0.05)])
    found, _ = ensemble(study, linear([[1.0, 1.0]]), [0.45, 0.45])
    members = np.array(found.members)
    assert (np.abs(members.sum(axis=1) - 0.9) <= 0.05).all()
    assert found.moments[:, 0] == pytest.approx(members.sum(axis=1))
    assert np.quantile(members[:, 0], [0.02, 0.98]) == pytest.approx([0.02, 0.88], abs=0.07)
    assert found.spans() == pytest.approx(np.array([[0.045, 0.855]] * 2), abs=0.09)


def test_as_wide_as_the_tolerance_says():
    """Four in five members lie about as near as four in five true values would: a tolerance holds 95 % of them."""
    study = toy_study(["0.0..10.0"], [(5.0, 1.0)])
    points = 10 * draw_points(exact(study, linear([[10.0]])), np.array([0.5]), known_moments([5.0]), [1], 4000)
    members = points[np.abs(points - 5) <= 1]
    low, high = np.quantile(members, [0.1, 0.9])
    reach = (high - low) / 2
    assert norm.cdf(reach * 1.96) - norm.cdf(-reach * 1.96) == pytest.approx(0.82, abs=0.03)
    assert (low + high) / 2 == pytest.approx(5, abs=0.05)
    assert 0.75 < len(members) / len(points) < 0.98


@pytest.mark.parametrize("correlation", [0.0, -0.6, 0.6])
def test_errors_that_go_together(correlation):
    """Where sampling errors of two targets go together, so do the members' figures: no wider and no narrower for it."""
    study = toy_study(["0.0..10.0", "0.0..10.0"], [(5.0, 1.0), (5.0, 1.0)])
    together = np.array([[1, correlation], [correlation, 1]])
    emulator = exact(study, linear([[10.0, 0.0], [0.0, 10.0]]))
    points = 10 * draw_points(emulator, np.array([0.5, 0.5]), known_moments([5, 5], 0.0, together), [1], 4000) - 5
    inside = points[np.abs(points).max(axis=1) <= 1]
    assert np.corrcoef(inside.T)[0, 1] == pytest.approx(0.95 * correlation, abs=0.08)
    assert inside.std(axis=0) == pytest.approx([1 / 1.96] * 2, rel=0.06)


def test_the_simulation_is_not_exact_either():
    """Where the best point itself is known no better than the tolerance, members are drawn from further off."""
    study = toy_study(["0.0..10.0"], [(5.0, 1.0)])
    spreads = [
        draw_points(exact(study, linear([[10.0]])), np.array([0.5]), known_moments([5.0], reach), [1], 3000).std()
        for reach in (0.0, 0.8)
    ]
    assert spreads[1] > 1.02 * spreads[0]


@pytest.mark.parametrize("correlation", [0.0, -0.4, 0.8])
def test_a_kernel_that_is_cut_off(correlation):
    """What is left of the kernel within the tolerances spreads as the true figures do, in every direction."""
    believed = np.array([[1, correlation], [correlation, 1]]) / 1.96**2
    draws = np.random.default_rng(5).multivariate_normal([0, 0], kernel_covariance(believed), 100_000)
    left = draws[np.abs(draws).max(axis=1) <= 1]
    assert np.cov(left.T) == pytest.approx(believed, abs=0.01)
    for across in ([1, 0], [1, 1], [1, -1]):
        low, high = np.quantile(left @ across, [0.1, 0.9])
        spread = np.sqrt(np.array(across) @ believed @ across)
        assert norm.cdf(high / spread) - norm.cdf(low / spread) == pytest.approx(0.82, abs=0.03)


def test_a_kernel_that_cannot_be_wide_enough():
    """Errors larger than the tolerance leave a kernel that is nearly even over it."""
    draws = np.random.default_rng(5).multivariate_normal([0], kernel_covariance(np.array([[2.0]])), 100_000)
    left = draws[np.abs(draws) <= 1]
    assert left.std() == pytest.approx(1 / np.sqrt(3), abs=0.03)


def test_two_valleys():
    """A region far from the best point, and cut off from it, is not forgotten."""
    study = toy_study(["0.0..1.0"], [(0.2, 0.05)])
    found, _ = ensemble(study, lambda shares: np.abs(shares - 0.5), [0.3])
    low, high = (np.mean(np.array(found.members)[:, 0] < 0.5), np.mean(np.array(found.members)[:, 0] > 0.5))
    assert min(low, high) > 0.2


def test_put_right_by_more_replications():
    """Members are held against what many replications say: with few, all were off by the same."""
    study = toy_study(["0.0..10.0"], [(5.0, 1.0)])
    surface = linear([[10.0]])
    moments = known_moments([5.0])
    evaluator = FakeEvaluator(study, surface, noise=3.0)
    found = ensemble_of(study, evaluator, Optimum(np.array([0.5]), moments, exact(study, surface)), EFFORT)
    assert np.array(found.members)[:, 0] == pytest.approx(found.moments[:, 0])
    assert np.abs(found.moments - 5).max() <= 1
    assert {(one.replications, one.seed) for one in evaluator.seen} == {(4, 1)}


def test_whole_numbers_come_as_often_as_they_deserve():
    """Where all are whole numbers a set comes several times: the best the most often."""
    study = toy_study(["0..10"], [(5.0, 2.5)])
    found, _ = ensemble(study, linear([[10.0]]), [0.5])
    assert {member[0] for member in found.members} == {3, 4, 5, 6, 7}
    assert len(found.members) > 5
    shares = draw_points(exact(study, linear([[10.0]])), np.array([0.5]), known_moments([5.0]), [1], 4000)
    often = np.bincount(np.round(10 * shares[:, 0]).astype(int))[3:8]
    assert often[2] > 1.1 * often[1] > 1.1 * often[0]
    assert often[[1, 0]] == pytest.approx(often[[3, 4]], rel=0.15)


def test_a_wrong_emulator_is_found_out():
    """What the emulator thinks and the simulation does not confirm is no member; later draws know better."""
    study = toy_study(["0.0..10.0"], [(5.0, 1.0)])
    truth = lambda shares: 10 * shares + 3 * np.sin(20 * shares) * (shares > 0.52)  # noqa: E731
    moments = known_moments([5.0])
    emulator = exact(study, linear([[10.0]]))
    found = ensemble_of(study, FakeEvaluator(study, truth), Optimum(np.array([0.5]), moments, emulator), EFFORT)
    assert (np.abs(found.moments - 5) <= 1).all()
    assert found.moments[:, 0] == pytest.approx(truth(np.array(found.members) / 10)[:, 0])


def test_no_ensemble():
    """Where no values meet the targets there is none, and nothing is simulated for it."""
    study = toy_study(["0.0..1.0"], [(3.0, 0.1)])
    found, evaluator = ensemble(study, linear([[1.0]]), [1.0])
    assert (found.members, found.tried, found.spans(), evaluator.seen) == ((), 0, None, [])
    none, _ = ensemble(toy_study(["0.0..1.0"], [(0.5, 0.1)]), linear([[1.0]]), [0.5], effort=Effort(ensemble=0))
    assert none.members == ()


def test_what_is_not_defined_is_no_member():
    """A set of values with which a figure is not defined is left out."""
    study = toy_study(["0.0..10.0"], [(5.0, 1.0)])
    surface = lambda shares: np.where(shares > 0.52, np.nan, 10 * shares)  # noqa: E731
    moments = known_moments([5.0])
    emulator = exact(study, linear([[10.0]]))
    found = ensemble_of(study, FakeEvaluator(study, surface), Optimum(np.array([0.5]), moments, emulator), EFFORT)
    assert len(found.members) > 20
    assert max(found.members)[0] <= 5.2


def test_the_same_seed_the_same_members():
    """The seed of the study chooses the members."""
    study = toy_study(["0.0..1.0", "0.0..1.0"], [(0.9, 0.05)])
    surface = linear([[1.0, 1.0]])
    one_draw = Effort(ladder=(4, 16), ensemble=1)
    studies = (study, study, study.with_seed(2))
    members = [ensemble(one, surface, [0.45, 0.45], effort=one_draw)[0].members for one in studies]
    assert members[0] == members[1] != ()
    assert members[0] != members[2]
