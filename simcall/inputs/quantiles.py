"""Quantile functions: one uniform number in, one value of the distribution out.

By inversion a caller keeps the same rank in the distribution whatever its parameters: a caller who talks long in one
scenario talks long in all. SciPy's special functions are used because `scipy.stats` takes more than a second to import.
"""

from __future__ import annotations

from typing import assert_never

import numpy as np
from scipy import special

from simcall.inputs.world import NEVER, Floats, Ints
from simcall.scenario.models.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    LogNormal,
    Mixture,
    Normal,
    Triangular,
    Uniform,
    Weibull,
)

__all__ = ["gamma_factor_quantile", "geometric_quantile", "poisson_quantile", "quantile", "to_ticks"]


def quantile(distribution: Distribution, u: Floats) -> Floats:
    """Return the quantiles of a distribution.

    Parameters
    ----------
    distribution : Distribution
        Of a length of time.
    u : ndarray of float64
        Probabilities strictly between 0 and 1.

    Returns
    -------
    ndarray of float64
        Seconds, in the shape of `u`.
    """
    if distribution.at_zero == 0:
        return _quantile_of_rest(distribution, u)
    values = np.zeros_like(u)
    rest = u > distribution.at_zero
    if distribution.at_zero < 1:
        inside = (u[rest] - distribution.at_zero) / (1 - distribution.at_zero)
        values[rest] = _quantile_of_rest(distribution, _within(inside))
    return values


def _quantile_of_rest(distribution: Distribution, u: Floats) -> Floats:
    """Return the quantiles of the distribution without its share at zero."""
    match distribution:
        case Constant():
            return np.full_like(u, distribution.value)
        case Mixture():
            return _mixture_quantile(distribution, u)
        case Empirical():
            values = np.sort(np.asarray(distribution.values))
            return np.asarray(values[(u * len(values)).astype(np.int64)])
        case _:
            return _curve_quantile(distribution, u)


def _curve_quantile(
    distribution: Exponential | LogNormal | Gamma | Weibull | Uniform | Triangular | Normal, u: Floats
) -> Floats:
    """Return the quantiles of a distribution with a density."""
    match distribution:
        case Exponential():
            return -distribution.mean * np.log1p(-u)
        case LogNormal():
            variance = np.log1p((distribution.sd / distribution.mean) ** 2)
            return np.asarray(np.exp(np.log(distribution.mean) - variance / 2 + np.sqrt(variance) * special.ndtri(u)))
        case Gamma():
            return distribution.mean * gamma_factor_quantile(distribution.sd / distribution.mean, u)
        case Weibull():
            scale = distribution.mean / special.gamma(1 + 1 / distribution.shape)
            return np.asarray(scale * (-np.log1p(-u)) ** (1 / distribution.shape))
        case Uniform():
            return distribution.low + (distribution.high - distribution.low) * u
        case Triangular():
            return _triangular_quantile(distribution, u)
        case Normal():
            return _normal_quantile(distribution, u)
        case _:
            assert_never(distribution)


def _triangular_quantile(distribution: Triangular, u: Floats) -> Floats:
    """Invert the two parabolas of the distribution function, which meet at the mode."""
    low, mode, high = distribution.low, distribution.mode, distribution.high
    rising = u * (high - low) < mode - low
    from_low = np.sqrt(u * (high - low) * (mode - low))
    from_high = np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(rising, low + from_low, high - from_high)


def _normal_quantile(distribution: Normal, u: Floats) -> Floats:
    """Invert the distribution function from the nearer end, where probabilities keep their digits."""
    below, at_least = (special.ndtr(sign * distribution.mean / distribution.sd) for sign in (-1, 1))
    from_mean = np.where(u < 0.5, special.ndtri(below + u * at_least), -special.ndtri((1 - u) * at_least))
    return np.maximum(distribution.mean + distribution.sd * from_mean, 0)


def _mixture_quantile(distribution: Mixture, u: Floats) -> Floats:
    """Choose the component by the position of `u` among the weights; the position within a weight is uniform again."""
    bounds = np.concatenate(([0.0], np.cumsum(distribution.weights) / np.sum(distribution.weights)))
    chosen = np.minimum(np.searchsorted(bounds, u, side="right") - 1, len(distribution.components) - 1)
    values = np.empty_like(u)
    for i, component in enumerate(distribution.components):
        rows = chosen == i
        if rows.any():
            inside = (u[rows] - bounds[i]) / (bounds[i + 1] - bounds[i])
            values[rows] = quantile(component, _within(inside))
    return values


def _within(u: Floats) -> Floats:
    """Keep probabilities off 0 and 1, where a quantile may be infinite and which rounding could reach."""
    return np.clip(u, 2.0**-54, 1 - 2.0**-53)


def gamma_factor_quantile(cv: float, u: Floats) -> Floats:
    """Return the quantiles of the gamma distribution with mean 1 and coefficient of variation `cv`."""
    if cv < 1e-4:  # with a shape over 1e8 the distribution is normal to nine figures, and the inverse is slow
        return 1 + cv * special.ndtri(u)
    shape = cv**-2
    return np.asarray(special.gammaincinv(shape, u) / shape)


def poisson_quantile(mean: Floats, u: Floats) -> Ints:
    """Return the smallest whole numbers k with P(N <= k) >= u for Poisson N; k never falls as the mean grows."""
    k = np.ceil(special.pdtrik(u, mean))
    k = np.where(np.isfinite(k), np.maximum(k, 0), 0)
    below = np.maximum(k - 1, 0)
    least: Ints = np.where(special.pdtr(below, mean) >= u, below, k).astype(np.int64)
    return least


def geometric_quantile(mean: float, u: Floats) -> Ints:
    """Return the quantiles of the geometric distribution on 1, 2, 3, … with the given mean, at least 1."""
    if mean == 1:
        return np.ones(u.shape, dtype=np.int64)
    least: Ints = np.maximum(1, np.ceil(np.log1p(-u) / np.log1p(-1 / mean))).astype(np.int64)
    return least


def to_ticks(seconds: Floats | float, tick_s: float) -> Ints:
    """Round lengths of time to whole ticks, halves up; a length that does not fit becomes `NEVER`."""
    ticks = np.divide(seconds, tick_s)
    ticks = np.floor(ticks + 0.5)
    return np.minimum(ticks, NEVER).astype(np.int64)
