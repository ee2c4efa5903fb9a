"""The likelihood of outcomes, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simcall.studies.fit.likelihood import deviance, dispersion, exceeds_chance, likelihood_profile

MANY = 1e9
"""Calls of the model, so that half a call more changes nothing."""


def test_the_deviance_of_one_cell() -> None:
    """2 Σ n ln(n / (N p)): 30 of 40 calls where the model says half."""
    seen, model = np.array([[30.0, 10.0]]), np.array([[MANY, MANY]])
    assert deviance(seen, model) == pytest.approx(2 * (30 * math.log(30 / 20) + 10 * math.log(10 / 20)))


def test_a_model_that_is_right_has_no_deviance() -> None:
    """A model that is right has no deviance."""
    seen = np.array([[30.0, 10.0], [1.0, 3.0]])
    assert deviance(seen, seen * MANY) == pytest.approx(0, abs=1e-6)


def test_an_outcome_the_model_never_gives_is_rare_and_not_impossible() -> None:
    """Half a call is added to each outcome: shares of 100.5/101 and 0.5/101."""
    value = deviance(np.array([[9.0, 1.0]]), np.array([[100.0, 0.0]]))
    expected = 2 * (9 * math.log(9 / (10 * 100.5 / 101)) + math.log(1 / (10 * 0.5 / 101)))
    assert value == pytest.approx(expected)


def test_the_dispersion_is_pearsons() -> None:
    """Two cells of two outcomes, 20 expected of each: Σ (n - 20)² / 20 over 4 - 2 - 1 degrees of freedom."""
    seen, model = np.array([[30.0, 10.0], [25.0, 15.0]]), np.full((2, 2), MANY)
    assert dispersion(seen, model) == pytest.approx((100 + 100 + 25 + 25) / 20)


def test_the_dispersion_is_never_under_one() -> None:
    """Data that agree better than chance do not make anything surer."""
    assert dispersion(np.full((3, 2), 20.0), np.full((3, 2), MANY)) == 1


def test_the_interval_of_a_parabola() -> None:
    """A deviance of (ln x - ln 2)² / 0.01: the best at 2, and the ends 1.96 standard deviations of 0.1 away."""
    values = np.geomspace(1.2, 3.4, 25)
    profile = likelihood_profile(values, 7 + (np.log(values / 2)) ** 2 / 0.01, 1.0)
    assert profile.best == pytest.approx(2, rel=2e-3)
    assert profile.low == pytest.approx(2 * math.exp(-0.196), rel=3e-3)
    assert profile.high == pytest.approx(2 * math.exp(0.196), rel=3e-3)
    assert profile.is_identified


def test_over_dispersion_widens_the_interval_by_its_root() -> None:
    """Over dispersion widens the interval by its root."""
    values = np.geomspace(0.5, 8, 41)
    profile = likelihood_profile(values, (np.log(values / 2)) ** 2 / 0.01, 4.0)
    assert profile.high == pytest.approx(2 * math.exp(0.392), rel=5e-3)


def test_a_flat_end_is_not_identified() -> None:
    """Where more people change nothing, the interval reaches the largest value."""
    values = np.geomspace(0.5, 4, 20)
    profile = likelihood_profile(values, np.where(values < 1.5, 400 * np.log(values / 1.5) ** 2, 0.0), 1.0)
    assert profile.reaches_high_end
    assert not profile.reaches_low_end
    assert not profile.is_identified


def test_what_chance_explains() -> None:
    """The 95 % point of chi-square with one degree of freedom is 3.84."""
    assert not exceeds_chance(3.8, 1.0)
    assert exceeds_chance(3.9, 1.0)
    assert not exceeds_chance(7.6, 2.0)
