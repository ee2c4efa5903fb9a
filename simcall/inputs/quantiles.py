"""Quantile functions: one uniform number in, one value of the law out.

By inversion a caller keeps their place in the law whatever its parameters: who talks long in one scenario talks long
in all. SciPy's special functions are used rather than `scipy.stats`, which takes more than a second to import.
"""

from __future__ import annotations

from typing import assert_never

import numpy as np
from scipy import special

from simcall.inputs.world import NEVER, Floats, Ints
from simcall.scenario import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    LogNormal,
    Mixture,
    Uniform,
    Weibull,
)

__all__ = ["gamma_factor_quantile", "geometric_quantile", "poisson_quantile", "quantile", "to_ticks"]


def quantile(law: Distribution, u: Floats) -> Floats:
    """Return the quantiles of a law.

    Parameters
    ----------
    law : Distribution
        A law of a length of time.
    u : ndarray of float64
        Probabilities strictly between 0 and 1.

    Returns
    -------
    ndarray of float64
        Seconds, in the shape of `u`.
    """
    if law.at_zero == 0:
        return _quantile_of_rest(law, u)
    values = np.zeros_like(u)
    rest = u > law.at_zero
    if law.at_zero < 1:
        values[rest] = _quantile_of_rest(law, _within((u[rest] - law.at_zero) / (1 - law.at_zero)))
    return values


def _quantile_of_rest(law: Distribution, u: Floats) -> Floats:
    """Return the quantiles of what is not the share at zero."""
    match law:
        case Constant():
            return np.full_like(u, law.value)
        case Exponential():
            return -law.mean * np.log1p(-u)
        case LogNormal():
            variance = np.log1p((law.sd / law.mean) ** 2)
            return np.asarray(np.exp(np.log(law.mean) - variance / 2 + np.sqrt(variance) * special.ndtri(u)))
        case Gamma():
            return law.mean * gamma_factor_quantile(law.sd / law.mean, u)
        case Weibull():
            scale = law.mean / special.gamma(1 + 1 / law.shape)
            return np.asarray(scale * (-np.log1p(-u)) ** (1 / law.shape))
        case Uniform():
            return law.low + (law.high - law.low) * u
        case Mixture():
            return _mixture_quantile(law, u)
        case Empirical():
            values = np.sort(np.asarray(law.values))
            return np.asarray(values[(u * len(values)).astype(np.int64)])
        case _:
            assert_never(law)


def _mixture_quantile(law: Mixture, u: Floats) -> Floats:
    """Choose the component by where `u` falls among the weights, and use its place there again as a uniform number."""
    bounds = np.concatenate(([0.0], np.cumsum(law.weights) / np.sum(law.weights)))
    chosen = np.minimum(np.searchsorted(bounds, u, side="right") - 1, len(law.components) - 1)
    values = np.empty_like(u)
    for i, component in enumerate(law.components):
        mine = chosen == i
        if mine.any():
            inside = (u[mine] - bounds[i]) / (bounds[i + 1] - bounds[i])
            values[mine] = quantile(component, _within(inside))
    return values


def _within(u: Floats) -> Floats:
    """Keep rounding from putting a probability on 0 or 1, where a quantile may be infinite."""
    return np.clip(u, 2.0**-54, 1 - 2.0**-53)


def gamma_factor_quantile(cv: float, u: Floats) -> Floats:
    """Return the quantiles of the gamma law with mean 1 and coefficient of variation `cv`."""
    if cv < 1e-4:  # the shape would be over 1e8, where the law is normal to nine figures and the inverse is slow
        return 1 + cv * special.ndtri(u)
    shape = cv**-2
    return np.asarray(special.gammaincinv(shape, u) / shape)


def poisson_quantile(mean: Floats, u: Floats) -> Ints:
    """Return the smallest whole numbers k with P(N <= k) >= u for Poisson N; it never falls when the mean grows."""
    k = np.ceil(special.pdtrik(u, mean))
    k = np.where(np.isfinite(k), np.maximum(k, 0), 0)
    below = np.maximum(k - 1, 0)
    least: Ints = np.where(special.pdtr(below, mean) >= u, below, k).astype(np.int64)
    return least


def geometric_quantile(mean: float, u: Floats) -> Ints:
    """Return the quantiles of the geometric law on 1, 2, 3, … with the given mean, 1 or more."""
    if mean == 1:
        return np.ones(u.shape, dtype=np.int64)
    least: Ints = np.maximum(1, np.ceil(np.log1p(-u) / np.log1p(-1 / mean))).astype(np.int64)
    return least


def to_ticks(seconds: Floats | float, tick_s: float) -> Ints:
    """Round lengths of time to whole ticks, halves up; what would not fit is `NEVER`."""
    ticks = np.divide(seconds, tick_s)
    ticks = np.floor(ticks + 0.5)
    return np.minimum(ticks, NEVER).astype(np.int64)
