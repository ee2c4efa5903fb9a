"""The named laws: each quantile function against SciPy's, each mean against its definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats

from simcall.inputs.distributions import quantile_of
from simcall.inputs.quantiles import to_ticks
from simcall.inputs.world import NEVER
from simcall.scenario import Distribution

U = np.concatenate(
    [[2.0**-54, 1e-15, 1e-9, 1e-4], np.linspace(0.001, 0.999, 999), 1 - np.array([1e-4, 1e-9, 2.0**-53])]
)
"""Shares strictly between 0 and 1, the smallest and the largest that are drawn among them."""

_LAW: TypeAdapter[Any] = TypeAdapter(Distribution)


def law(distribution: str, **parameters: Any) -> Any:
    """Make a law from its table; bare numbers named as times are seconds."""
    times = {"value", "mean", "sd", "low", "mode", "high"}
    table = {key: f"{value!r} s" if key in times else value for key, value in parameters.items()}
    return _LAW.validate_python({"distribution": distribution, **table})


def lognormal(mean: float, sd: float) -> Any:
    """Return SciPy's lognormal of a mean and a standard deviation."""
    s = np.sqrt(np.log1p((sd / mean) ** 2))
    return stats.lognorm(s, scale=mean / np.sqrt(1 + (sd / mean) ** 2))


def gamma(mean: float, cv: float) -> Any:
    """Return SciPy's gamma law of a mean and a coefficient of variation."""
    return stats.gamma(cv**-2, scale=mean * cv**2)


def weibull(mean: float, shape: float) -> Any:
    """Return SciPy's Weibull law of a mean and a shape."""
    return stats.weibull_min(shape, scale=mean / stats.weibull_min(shape).mean())


def triangular(low: float, mode: float, high: float) -> Any:
    """Return SciPy's triangular law of its shortest, likeliest and longest time."""
    return stats.triang((mode - low) / (high - low), low, high - low)


PAIRS = [
    *[(law("exponential", mean=m), stats.expon(scale=m)) for m in (0.001, 420.0, 1e9)],
    *[(law("lognormal", mean=m, sd=m * cv), lognormal(m, m * cv)) for m in (5.0, 420.0) for cv in (0.01, 0.5, 2, 10)],
    *[(law("gamma", mean=m, sd=m * cv), gamma(m, cv)) for m in (5.0, 420.0) for cv in (0.01, 0.1, 0.5, 1, 3, 10)],
    *[
        (law("weibull", mean=m, shape=k), weibull(m, k))
        for m in (5.0, 1080.0)
        for k in (0.1, 0.7, 1.0, 1.5, 5.0, 100.0)
    ],
    *[(law("uniform", low=a, high=b), stats.uniform(a, b - a)) for a, b in ((0.0, 60.0), (30.0, 31.0), (0.0, 1e9))],
    *[
        (law("triangular", low=a, mode=m, high=b), triangular(a, m, b))
        for a, m, b in ((0.0, 20.0, 60.0), (0.0, 1.0, 60.0), (0.0, 60.0, 60.0), (0.0, 420.0, 1e9))
    ],
]


@pytest.mark.parametrize(("ours", "scipys"), PAIRS, ids=lambda value: "" if hasattr(value, "ppf") else repr(value))
class TestContinuousLaws:
    def test_quantiles(self, ours, scipys):
        """The quantile function is SciPy's, at every share that may be drawn."""
        np.testing.assert_allclose(quantile_of(ours, U), scipys.ppf(U), rtol=1e-9, atol=1e-300)

    def test_distribution_function_leads_back(self, ours, scipys):
        """The quantiles' own probabilities are the shares that went in, told from both ends."""
        values = quantile_of(ours, U)
        high = U > 0.5
        np.testing.assert_allclose(scipys.sf(values[high]), 1 - U[high], rtol=1e-6, atol=1e-15)
        normal = ~high & (values > 1e-290)  # below this a double cannot tell a value from zero
        np.testing.assert_allclose(scipys.cdf(values[normal]), U[normal], rtol=1e-6, atol=1e-15)

    def test_mean(self, ours, scipys):
        """The mean is the law's."""
        assert ours.mean_s() == pytest.approx(scipys.mean(), rel=1e-9)

    def test_share_at_zero(self, ours, scipys):
        """With a share at zero, that share is exactly zero, the rest follows the law, and the mean shrinks with it."""
        mixed = ours.model_copy(update={"at_zero": 0.25})
        values, rest = quantile_of(mixed, U), U > 0.25
        assert np.all(values[~rest] == 0)
        # A tiny remainder of a share is known to fewer figures, and the largest share may round to 1.
        safe = rest & (U - 0.25 > 1e-6) & (U < 1 - 1e-8)
        np.testing.assert_allclose(values[safe], scipys.ppf((U[safe] - 0.25) / 0.75), rtol=1e-9)
        assert mixed.mean_s() == pytest.approx(0.75 * scipys.mean(), rel=1e-9)


@pytest.mark.parametrize(("mean", "sd"), [(420.0, 420.0), (600.0, 900.0), (3.0, 2.0)])
@pytest.mark.parametrize("name", ["lognormal", "gamma"])
def test_standard_deviation(name, mean, sd):
    """The parameter ``sd`` is the standard deviation: the quantiles' own moments, by the midpoint rule."""
    values = quantile_of(law(name, mean=mean, sd=sd), (np.arange(400_000) + 0.5) / 400_000)
    assert values.mean() == pytest.approx(mean, rel=1e-3)
    assert values.std() == pytest.approx(sd, rel=1e-2)


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 5.0), (60.0, 60.0), (420.0, 60.0), (5.0, 500.0)])
def test_normal(mean, sd):
    """Of the bell curve's share from zero on, the share that went in is below the value; no time is below zero."""
    ours, bell = law("normal", mean=mean, sd=sd), stats.norm(mean, sd)
    values, high, share = quantile_of(ours, U), U > 0.5, bell.sf(0)
    np.testing.assert_allclose(bell.sf(values[high]) / share, 1 - U[high], rtol=1e-6, atol=1e-15)
    np.testing.assert_allclose((bell.cdf(values[~high]) - bell.cdf(0)) / share, U[~high], rtol=1e-6, atol=1e-15)
    assert values.min() >= 0
    assert np.all(np.diff(values) >= 0)
    assert ours.mean_s() == pytest.approx(stats.truncnorm(-mean / sd, np.inf, mean, sd).mean(), rel=1e-9)


def test_triangular_at_its_bounds():
    """A triangular law may have its mode at a bound, and is one time if the bounds are the same."""
    falling = quantile_of(law("triangular", low=0.0, mode=0.0, high=60.0), U)
    np.testing.assert_allclose(falling, 60 * (1 - np.sqrt(1 - U)), rtol=1e-9, atol=1e-13)
    assert np.all(quantile_of(law("triangular", low=7.5, mode=7.5, high=7.5), U) == 7.5)


def test_exponential_is_weibull_and_gamma_of_shape_one():
    """Three names of one law give the same caller the same time."""
    expected = quantile_of(law("exponential", mean=60.0), U)
    np.testing.assert_allclose(quantile_of(law("weibull", mean=60.0, shape=1.0), U), expected, rtol=1e-12)
    np.testing.assert_allclose(quantile_of(law("gamma", mean=60.0, sd=60.0), U), expected, rtol=1e-9)


def test_constant():
    """A constant is its value, whatever the share; with a share at zero it is zero or the value."""
    assert np.all(quantile_of(law("constant", value=7.5), U) == 7.5)
    mixed = law("constant", value=7.5, at_zero=0.4)
    assert np.array_equal(quantile_of(mixed, U), np.where(U > 0.4, 7.5, 0.0))
    assert mixed.mean_s() == pytest.approx(4.5)


def test_all_at_zero():
    """A share of 1 at zero is always zero, and its mean is zero."""
    always = law("exponential", mean=60.0, at_zero=1.0)
    assert np.all(quantile_of(always, U) == 0)
    assert always.mean_s() == 0


def test_empirical():
    """Measured values come each as often as it stands there, in ascending order of the shares."""
    measured = _LAW.validate_python({"distribution": "empirical", "values": ["9 s", "1 s", "4 s", "4 s"]})
    values = quantile_of(measured, (np.arange(4000) + 0.5) / 4000)
    assert np.array_equal(np.unique(values, return_counts=True), ([1, 4, 9], [1000, 2000, 1000]))
    assert np.all(np.diff(values) >= 0)
    assert measured.mean_s() == 4.5


COMPONENTS = [
    {"distribution": "exponential", "mean": "1 min"},
    {"distribution": "lognormal", "mean": "10 min", "sd": "3 min"},
    {"distribution": "uniform", "low": "0 s", "high": "30 s", "at_zero": 0.2},
]
SCIPYS = [stats.expon(scale=60), lognormal(600, 180), stats.uniform(0, 30)]


@pytest.mark.parametrize(
    "weights", [[1.0, 1.0, 1.0], [5.0, 3.0, 2.0], [0.0, 0.3, 0.1], [0.3, 0.0, 0.1], [2.0, 1.0, 0.0]]
)
@pytest.mark.parametrize("at_zero", [0.0, 0.1])
def test_mixture(weights, at_zero):
    """A mixture's distribution function is the weighted sum of its components', as the weights are relative.

    With shares on a grid of n the largest distance is under (components + 1)/n: no room for chance.
    """
    n = 100_000
    mixed = _LAW.validate_python({
        "distribution": "mixture", "weights": weights, "components": COMPONENTS, "at_zero": at_zero,
    })  # fmt: skip
    values = np.sort(quantile_of(mixed, (np.arange(n) + 0.5) / n))
    share = np.array(weights) / sum(weights)
    at = np.concatenate([[0.0], np.linspace(0.01, 2000, 5001)])
    parts = [SCIPYS[0].cdf(at), SCIPYS[1].cdf(at), 0.2 + 0.8 * SCIPYS[2].cdf(at)]
    expected = at_zero + (1 - at_zero) * share @ np.array(parts)
    found = np.searchsorted(values, at, side="right") / n
    assert np.abs(found - expected).max() < 5 / n
    assert mixed.mean_s() == pytest.approx((1 - at_zero) * share @ [60, 600, 12])


def test_mixture_ignores_the_scale_of_its_weights():
    """Weights are relative: ten times as much of each is the same law."""
    one, ten = (
        _LAW.validate_python(
            {"distribution": "mixture", "weights": [0.2 * k, 0.3 * k, 0.5 * k], "components": COMPONENTS}
        )
        for k in (1, 10)
    )
    np.testing.assert_allclose(quantile_of(one, U), quantile_of(ten, U), rtol=1e-6)


ANY = [
    law("exponential", mean=60.0),
    law("lognormal", mean=60.0, sd=600.0),
    law("gamma", mean=60.0, sd=600.0),
    law("weibull", mean=60.0, shape=0.1),
    law("uniform", low=1.0, high=2.0),
    _LAW.validate_python({"distribution": "empirical", "values": ["1 s", "2 s"]}),
    _LAW.validate_python({"distribution": "mixture", "weights": [0.1, 0.3, 0.3], "components": COMPONENTS}),
]


@pytest.mark.parametrize("one", ANY, ids=lambda one: one.distribution)
@pytest.mark.parametrize("at_zero", [0.0, 0.01, 0.1, 0.3, 1 / 3, 0.9, 1 - 1e-16])
def test_every_share_gives_a_finite_time(one, at_zero):
    """At the smallest and the largest share that is drawn every law gives a finite time, zero or longer."""
    ends = np.array([2.0**-54, 2.0**-53, np.nextafter(1.0, 0.0)])
    values = quantile_of(one.model_copy(update={"at_zero": at_zero}), ends)
    assert np.all(np.isfinite(values) & (values >= 0))


def test_to_ticks():
    """Lengths of time go to the nearest tick, halves up; what does not fit never comes."""
    seconds = np.array([0.0, 0.0004, 0.0005, 0.0014, 0.0015, 420.0, 1e10, 1e30, np.inf])
    assert to_ticks(seconds, 0.001).tolist() == [0, 0, 1, 1, 2, 420_000, 10**13, NEVER, NEVER]
    assert to_ticks(np.array([14.9, 15.0, 44.9, 45.0]), 30.0).tolist() == [0, 1, 1, 2]
    assert to_ticks(seconds, 0.001).dtype == np.int64


def test_the_last_component_has_the_rest() -> None:
    """A mixture with a share for all components but the last is the mixture with all weights, bit for bit."""
    parts = [{"distribution": "exponential", "mean": mean} for mean in ("1 min", "5 min", "50 min")]
    every, rest = (
        _LAW.validate_python({"distribution": "mixture", "weights": weights, "components": parts})
        for weights in ([0.25, 0.25, 0.5], [0.25, 0.25])
    )
    assert (quantile_of(every, U) == quantile_of(rest, U)).all()
    assert every.mean_s() == rest.mean_s() == pytest.approx(0.25 * 60 + 0.25 * 300 + 0.5 * 3000)
