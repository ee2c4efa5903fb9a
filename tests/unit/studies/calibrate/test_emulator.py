from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from simcall.errors import SimcallError
from simcall.studies.calibrate.emulator import fit_emulator, misfit, standardised, with_whole_numbers
from tests.unit.studies.calibrate.toy import toy_study

TWO = ["0.0..1.0", "0.0..1.0"]


def spread(points: int, dimensions: int = 2) -> np.ndarray:
    """Return points that fill the square evenly."""
    return np.asarray(qmc.Sobol(dimensions, rng=3).random(points))


def smooth(shares: np.ndarray) -> np.ndarray:
    """Return two smooth moments."""
    a, b = shares.T
    return np.column_stack([5 + 4 * a + 2 * b**2, 3 + np.sin(2 * a) * (1 + b)])


def test_a_smooth_surface():
    """Through points of a smooth function it gives the function between them, and says how far off it is."""
    study = toy_study(TWO, [(6, 1), (3, 1)])
    points, fresh = spread(64), np.random.default_rng(1).uniform(0.1, 0.9, (200, 2))
    emulator = fit_emulator(study, points, smooth(points))
    off = np.abs(emulator.at(fresh) - smooth(fresh))
    assert off.max() < 0.05
    assert (emulator.error < 0.1).all()
    assert (emulator.error > off.mean(axis=0)).all()


def test_noise_is_smoothed():
    """What is noise is not followed: the surface is nearer to the truth than the points are."""
    study = toy_study(TWO, [(6, 1), (3, 1)])
    points, fresh = spread(128), spread(512)[128:]
    noise = 0.3 * np.random.default_rng(2).standard_normal((128, 2))
    emulator = fit_emulator(study, points, smooth(points) + noise)
    off = np.sqrt(((emulator.at(fresh) - smooth(fresh)) ** 2).mean(axis=0))
    assert (off < 0.2).all()
    assert (np.abs(emulator.error - 0.3) < 0.12).all()  # a point that is left out is met with its own noise


def test_shares_stay_shares():
    """A share is emulated between 0 and 1, wherever it is asked for, also where it was simulated to be just that."""
    study = toy_study(TWO, [(0.5, 0.1)], measure="abandonment_rate")
    points = spread(64)
    steep = 1 / (1 + np.exp(-12 * (points[:, :1] - 0.5)))
    emulator = fit_emulator(study, points, np.where(steep < 0.01, 0.0, np.where(steep > 0.99, 1.0, steep)))
    found = emulator.at(spread(512))
    assert found.min() >= 0
    assert found.max() <= 1
    assert abs(emulator.at(np.array([[0.5, 0.5]]))[0, 0] - 0.5) < 0.05


def test_whole_numbers():
    """Of a whole number there is nothing in between: the surface is a step."""
    study = toy_study(["1..4", "0.0..1.0"], [(6, 1)])
    shares = np.array([[0.0, 0.2], [0.1, 0.2], [0.17, 0.2], [0.3, 0.2], [1.0, 0.2]])
    assert with_whole_numbers(study, shares)[:, 0] == pytest.approx([0, 0, 1 / 3, 1 / 3, 1])
    points = with_whole_numbers(study, spread(32))
    emulator = fit_emulator(study, points, points @ np.array([[3.0], [1.0]]))
    found = emulator.at(shares)[:, 0]
    assert found == pytest.approx([0.2, 0.2, 1.2, 1.2, 3.2], abs=1e-3)


@pytest.mark.parametrize("bounds", [["1..2"], ["1..3"], ["1..2", "1..2"]], ids=str)
def test_hardly_any_values(bounds):
    """A few whole numbers make a surface too, though too few to leave any out."""
    study = toy_study(bounds, [(2, 1)])
    points = with_whole_numbers(study, spread(16, len(bounds)))
    found = points.sum(axis=1, keepdims=True)
    assert fit_emulator(study, points, found).at(points) == pytest.approx(found, abs=1e-3)


@pytest.mark.parametrize("measure", ["asa", "abandonment_rate"])
def test_corrected(measure):
    """Where more replications have told a figure, it is exactly that; elsewhere it is moved along."""
    study = toy_study(TWO, [(0.5, 0.1), (0.4, 0.1)], measure)
    points = spread(64)
    emulator = fit_emulator(study, points, 0.2 + 0.5 * points)
    here, there = np.array([0.3, 0.7]), np.array([[0.8, 0.1]])
    right = emulator.corrected(here, np.array([0.45, 0.6]))
    assert right.at(here[None, :])[0] == pytest.approx([0.45, 0.6], abs=1e-12)
    assert ((right.at(there) - emulator.at(there)) * (np.array([0.45, 0.6]) - emulator.at(here[None, :])[0]) > 0).all()
    undefined = right.corrected(here, np.array([np.nan, 0.65]))
    assert undefined.at(here[None, :])[0] == pytest.approx([0.45, 0.65], abs=1e-12)


def test_extended():
    """Further points tell more where they are, and keep what was corrected."""
    study = toy_study(TWO, [(6, 1), (3, 1)])
    points = spread(8)
    emulator = fit_emulator(study, points, smooth(points))
    emulator = emulator.corrected(np.array([0.5, 0.5]), smooth(np.array([[0.5, 0.5]]))[0] + 1)
    near = 0.8 + 0.1 * spread(32)
    more = emulator.extended(near, np.vstack([smooth(near[:-1]) + 1, [np.nan, 1.0]]))
    fresh = 0.82 + 0.06 * spread(64)[32:]
    assert np.abs(more.at(fresh) - smooth(fresh) - 1).max() < 0.02
    assert np.abs(emulator.at(fresh) - smooth(fresh) - 1).max() > 0.02


def test_what_is_not_defined():
    """Points at which a moment is not defined are left out; where hardly any are left, it says of which target."""
    study = toy_study(TWO, [(6, 1), (3, 1)])
    points = spread(64)
    found = smooth(points)
    found[points[:, 0] < 0.3, 1] = np.nan
    emulator = fit_emulator(study, points, found)
    assert np.isfinite(emulator.at(points)).all()
    found[:, 1] = np.nan
    found[:2] = 3.0
    with pytest.raises(SimcallError, match=r"x: line1\.asa: is defined at 2 of 64 values that were tried, too few"):
        fit_emulator(study, points, found)


def test_misfit():
    """The objective is the sum of squared tolerances; the power tells how much the worst counts; undefined is worst."""
    study = toy_study(TWO, [(6, 2), (3, 0.5)])
    moments = np.array([[6.0, 3.0], [8.0, 2.0], [6.0, np.nan]])
    assert standardised(study, moments)[:2].tolist() == [[0, 0], [1, -2]]
    assert misfit(study, moments).tolist() == [0, 5, np.inf]
    assert misfit(study, moments, power=8)[1] == 257
