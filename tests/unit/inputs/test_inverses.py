"""The inverses of distribution functions that a run draws with, against SciPy's and against exact values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from simcall.inputs.gamma_quantiles import inverse_gamma, inverse_poisson
from simcall.inputs.normal_quantiles import inverse_normal, normal_share
from simcall.inputs.quantiles import gamma_factor_quantile, poisson_quantile

_rng = np.random.default_rng(20240201)
U = np.sort(
    np.concatenate([
        [2.0**-54, 2.0**-53, 0.075, 0.5, 0.925, 1 - 2.0**-52, 1 - 2.0**-53],
        _rng.random(4000),
        10.0 ** -_rng.uniform(0, 16, 2000),
        1 - 10.0 ** -_rng.uniform(0, 15.9, 2000),
    ])
)  # fmt: skip
"""Probabilities, half of them in the tails, as far out as they are drawn."""


def test_normal_quantiles():
    """A normal quantile is SciPy's but for the last digits, and never falls."""
    found = np.array([inverse_normal(u) for u in U])
    np.testing.assert_allclose(found, special.ndtri(U), rtol=2e-15, atol=1e-16)
    assert np.all(np.diff(found) >= 0)


def test_normal_shares():
    """The share of the normal distribution below a value is SciPy's."""
    z = np.linspace(-37, 9, 5000)
    np.testing.assert_allclose([normal_share(each) for each in z], special.ndtr(z), rtol=1e-12)


@pytest.mark.parametrize("cv", [0.005, 0.01, 0.0101, 0.02, 0.06, 0.1, 0.3, 0.32, 0.5, 0.9, 1, 1.2, 2, 5, 10, 30])
def test_gamma_quantiles(cv):
    """A gamma quantile is SciPy's but for the last digits, which weigh more the wider the distribution; it never falls.

    Narrower ones are not compared: SciPy's error is up to 1e-5 there.
    """
    found = gamma_factor_quantile(cv, U)
    np.testing.assert_allclose(found, special.gammaincinv(cv**-2, U) * cv**2, rtol=3e-14 * max(1, cv**2), atol=1e-290)
    assert np.all(np.diff(found) >= 0)


EXACT = [
    (0.0001, 2.0**-54, 0.99917098975569744857),
    (0.0001, 0.3, 0.99994755753214681771),
    (0.0001, 1 - 2.0**-53, 1.0008211749505441249),
    (0.001, 2.0**-54, 0.99173021243006863056),
    (0.001, 0.3, 0.99947535791723595891),
    (0.001, 1 - 2.0**-53, 1.0082316820684779162),
    (0.01, 2.0**-54, 0.91932075543005712607),
    (0.01, 0.3, 0.9947319262019583633),
    (0.01, 1 - 2.0**-53, 1.08432217798933061),
    (0.0100001, 2.0**-54, 0.91931997093557220117),
    (0.0100001, 1 - 2.0**-53, 1.0843230436137901544),
    (0.1, 2.0**-54, 0.38050007180055559998),
    (0.1, 1e-06, 0.59436320698122892315),
    (0.1, 1 - 2.0**-53, 2.054438454953044982),
    (1.0, 2.0**-54, 5.5511151231257828562e-17),
    (1.0, 0.3, 0.35667494393873236305),
    (1.0, 1 - 2.0**-53, 36.736800569677101417),
    (3.0, 2.0**-54, 2.7584899479543436302e-146),
    (3.0, 0.3, 0.00010847890733008386456),
    (3.0, 1 - 2.0**-53, 283.50338222993089826),
    (10.0, 0.3, 2.9174171917458613048e-51),
    (10.0, 1 - 2.0**-53, 2877.8516948644556753),
]
"""Coefficient of variation, probability and quantile, worked out with 40 digits."""


@pytest.mark.parametrize(("cv", "u", "expected"), EXACT)
def test_exact_gamma_quantiles(cv, u, expected):
    """A gamma quantile is exact but for the last digits, on both sides of where the expansion for narrow ones ends."""
    assert inverse_gamma(cv, u) == pytest.approx(expected, rel=2e-15 * max(1, cv**2))


@pytest.mark.parametrize("cv", [1e-300, 1e-8, 1e-6])
def test_a_very_narrow_gamma_distribution(cv):
    """The narrower it is, the nearer it is to the normal: their difference is `cv` squared (z squared - 1) / 3."""
    z = special.ndtri(U)
    np.testing.assert_allclose(gamma_factor_quantile(cv, U) - 1, cv * z + cv**2 * (z * z - 1) / 3, atol=1e-15)


@pytest.mark.parametrize("cv", [1e3, 1e6, 1e12])
def test_a_very_wide_gamma_distribution(cv):
    """However wide it is, a quantile is a number from zero on, and the mean of all but the largest is not over 1."""
    found = gamma_factor_quantile(cv, U)
    assert np.all(np.isfinite(found) & (found >= 0))
    assert gamma_factor_quantile(cv, (np.arange(10_000) + 0.5) / 10_000).mean() <= 1


@pytest.mark.parametrize("mean", [1e-9, 1e-3, 0.1, 0.7, 1.0, 2.0, 3.7, 10.0, 47.3, 385.0, 1000.0, 1e4, 1e5])
def test_poisson_quantiles(mean):
    """The number is SciPy's, as far up the tail as 1 less the probability is known to seven digits."""
    u = U[1 - U > 1e-9].copy()
    means = mean * np.random.default_rng(1).uniform(1, 2, len(u))
    assert np.array_equal(poisson_quantile(means, u), stats.poisson(means).ppf(u))


@pytest.mark.parametrize(("mean", "u", "expected"), [
    (1650955.1563079474, 0.9999970673406917, 1656781),
    (11208681.761870602, 0.9999999765085325, 11226974),
])  # fmt: skip
def test_large_poisson_quantiles(mean, u, expected):
    """In the tails of large means, where SciPy is one off, the number is that of sums with 50 digits."""
    assert inverse_poisson(mean, u) == expected


@pytest.mark.parametrize("u", [2.0**-54, 1 - 2.0**-53])
def test_the_last_poisson_quantile(u):
    """At the ends of what is drawn, no fewer have the share, and as many have it: by SciPy's nearer tail."""
    means = np.geomspace(1e-3, 1e4, 200)
    k = poisson_quantile(means, np.full(len(means), u))
    if u < 0.5:
        assert np.all(special.pdtr(k, means) >= u * (1 - 1e-9))
        assert np.all((k == 0) | (special.pdtr(np.maximum(k - 1, 0), means) < u * (1 + 1e-9)))
    else:
        assert np.all(special.pdtrc(k, means) <= (1 - u) * (1 + 1e-9))
        assert np.all((k == 0) | (special.pdtrc(np.maximum(k - 1, 0), means) > (1 - u) * (1 - 1e-9)))


def test_python_gives_the_numbers_of_compiled_code():
    """Python gives the very numbers that compiled code gives."""
    some = U[::10].copy()
    for cv in (1e-3, 0.06, 0.5, 3.0):
        assert [inverse_gamma(cv, u) for u in some] == gamma_factor_quantile(cv, some).tolist()
    for mean in (0.3, 385.0):
        assert [inverse_poisson(mean, u) for u in some] == poisson_quantile(np.full(len(some), mean), some).tolist()
