"""Quantile functions of counts and factors: one uniform number in, one value out.

By inversion a larger mean never gives fewer calls, so that more volume only adds callers. Nothing here needs SciPy,
whose import takes longer than many a run. Quantiles of lengths of time are in `distributions`.
"""

from __future__ import annotations

import numpy as np

from simcall.inputs.compiling import compiled
from simcall.inputs.gamma_quantiles import inverse_gamma, inverse_poisson
from simcall.inputs.signatures import Column, FloatColumn
from simcall.inputs.world import NEVER, Floats, Ints

__all__ = ["gamma_factor_quantile", "geometric_quantile", "poisson_quantile", "to_ticks"]


def gamma_factor_quantile(cv: float, u: Floats) -> Floats:
    """Return the quantiles of the gamma distribution with mean 1 and coefficient of variation `cv`."""
    factors = np.empty(len(u))
    _fill_gamma_factors(cv, u, factors)
    return factors


def poisson_quantile(mean: Floats, u: Floats) -> Ints:
    """Return the smallest whole numbers k with P(N <= k) >= u for Poisson N; k never falls as the mean grows."""
    counts = np.empty(len(u), np.int64)
    _fill_poisson_counts(mean, u, counts)
    return counts


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


# Compiled -------------------------------------------------------------------------------------------------------------


@compiled
def _fill_gamma_factors(cv: float, u: FloatColumn, factors: FloatColumn) -> None:
    for i in range(len(u)):
        factors[i] = inverse_gamma(cv, u[i])


@compiled
def _fill_poisson_counts(mean: FloatColumn, u: FloatColumn, counts: Column) -> None:
    for i in range(len(u)):
        counts[i] = inverse_poisson(mean[i], u[i])
