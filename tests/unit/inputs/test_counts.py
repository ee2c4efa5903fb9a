"""Poisson and geometric numbers by inversion."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from simcall.inputs.quantiles import geometric_quantile, poisson_quantile

SHARES = np.concatenate([[1e-12, 1e-6, 1e-3], np.linspace(0.0005, 0.9995, 1999), 1 - np.array([1e-3, 1e-6, 1e-10])])


@pytest.mark.parametrize("mean", [1e-9, 1e-3, 0.1, 0.7, 1.0, 2.0, 3.7, 10.0, 47.3, 385.0, 1000.0, 1e4, 1e5, 1e6])
def test_poisson_is_scipys(mean):
    """The number is SciPy's Poisson quantile."""
    found = poisson_quantile(np.full(SHARES.shape, mean), SHARES)
    assert np.array_equal(found, stats.poisson(mean).ppf(SHARES))


@pytest.mark.parametrize("mean", [0.1, 0.7, 1.0, 2.0, 3.7, 10.0, 47.3, 385.0, 1000.0, 1e4, 1e5, 1e6])
def test_poisson_by_definition(mean):
    """The number is the smallest k with P(N <= k) >= u, for shares half-way between one k's and the next's."""
    spread = 6 * np.sqrt(mean) + 6
    k = np.unique(np.linspace(max(0, mean - spread), mean + spread, 2000).astype(np.int64))
    below = np.where(k > 0, special.pdtr(np.maximum(k - 1, 0), mean), 0.0)
    half_way = (below + special.pdtr(k, mean)) / 2
    inside = (special.pdtr(k, mean) - below) > 1e-13  # where doubles can tell the two apart
    assert inside.sum() > 3
    assert np.array_equal(poisson_quantile(np.full(k.shape, mean), half_way)[inside], k[inside])


def test_poisson_by_exact_sums():
    """For a mean of 2 and 1/2 the quantiles are those of exact rational sums."""
    for mean in (Fraction(2), Fraction(1, 2)):
        e = Fraction(np.exp(-float(mean)))
        term, total, bounds = e, e, []
        for k in range(12):
            bounds.append(float(total))
            term = term * mean / (k + 1)
            total += term
        for k, bound in enumerate(bounds[:8]):  # further on, doubles near 1 tell the bounds apart less well
            shares = np.array([bound * (1 - 1e-12), bound * (1 + 1e-12)])
            assert poisson_quantile(np.full(2, float(mean)), shares).tolist() == [k, k + 1]


def test_nobody_for_a_mean_of_zero():
    """A mean of zero gives zero at every share."""
    assert np.all(poisson_quantile(np.zeros(SHARES.shape), SHARES) == 0)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.floats(1e-9, 1e7),
    st.floats(0, 1),
    st.floats(2.0**-54, 1 - 2.0**-53),
)
def test_poisson_never_falls_when_the_mean_grows(mean, step, u):
    """More volume only adds callers: at one share a larger mean never gives a smaller number."""
    means = mean * (1 + step * np.concatenate([[0, 1e-15, 1e-12, 1e-9, 1e-6], np.linspace(1e-4, 1, 50)]))
    assert np.all(np.diff(poisson_quantile(means, np.full(means.shape, u))) >= 0)


@pytest.mark.parametrize("mean", [1 + 1e-9, 1.5, 2, 8, 100, 1e4])
def test_geometric_is_scipys(mean):
    """The number of calls about an incident is SciPy's geometric quantile, on 1, 2, 3, …"""
    found = geometric_quantile(mean, SHARES)
    assert np.array_equal(found, stats.geom(1 / mean).ppf(SHARES))
    assert found.min() >= 1


def test_geometric_of_mean_one():
    """With a mean of 1 each incident has exactly one call."""
    assert np.all(geometric_quantile(1.0, SHARES) == 1)


@pytest.mark.parametrize("mean", [1.5, 8, 100])
def test_geometric_mean(mean):
    """The mean of the quantiles on a fine grid is the mean asked for."""
    found = geometric_quantile(mean, (np.arange(1_000_000) + 0.5) / 1_000_000)
    assert found.mean() == pytest.approx(mean, rel=1e-4)
