"""Quantile functions of counts and factors: one uniform number in, one value out.

By inversion a larger mean never gives fewer calls, so that more volume only adds callers. SciPy's special functions are
used because `scipy.stats` takes more than a second to import; they are imported when a replication is drawn, because
much is done without. Those of lengths of time are in `distributions`.
"""

from __future__ import annotations

import numpy as np

from simcall.inputs.world import NEVER, Floats, Ints

__all__ = ["gamma_factor_quantile", "geometric_quantile", "poisson_quantile", "to_ticks"]


def gamma_factor_quantile(cv: float, u: Floats) -> Floats:
    """Return the quantiles of the gamma distribution with mean 1 and coefficient of variation `cv`."""
    from scipy import special

    if cv < 1e-4:  # with a shape over 1e8 the distribution is normal to nine figures, and the inverse is slow
        return 1 + cv * special.ndtri(u)
    shape = cv**-2
    return np.asarray(special.gammaincinv(shape, u) / shape)


def poisson_quantile(mean: Floats, u: Floats) -> Ints:
    """Return the smallest whole numbers k with P(N <= k) >= u for Poisson N; k never falls as the mean grows."""
    from scipy import special

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
