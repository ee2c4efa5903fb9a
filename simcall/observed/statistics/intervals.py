"""Estimates with their 95 % intervals, by formulas."""

from __future__ import annotations

import math

import numpy as np
from scipy import special, stats

from simcall.observed.measured import Estimate
from simcall.observed.statistics.grids import Floats

__all__ = ["excess_share", "mean_estimate", "poisson_interval", "share_interval"]

_LEVEL = 0.975
_Z = float(special.ndtri(_LEVEL))


def share_interval(hits: float, cases: float) -> tuple[float, float]:
    """Return Wilson's interval of a share."""
    if cases == 0:
        return 0.0, 1.0
    share, weight = hits / cases, _Z**2 / cases
    middle = (share + weight / 2) / (1 + weight)
    half = _Z / (1 + weight) * math.sqrt(share * (1 - share) / cases + weight / (4 * cases))
    return max(0.0, middle - half), min(1.0, middle + half)


def excess_share(first: tuple[float, float], second: tuple[float, float]) -> Estimate:
    """Return what makes a share p of a share b, if it comes besides: (p - b) / (1 - b).

    Abbott's formula (1925). The interval joins those of 1 - p and 1 - b on the log scale (Donner and Zou, 2012).

    Parameters
    ----------
    first, second : tuple of (float, float)
        How many of how many, for p and for b.
    """
    shares = [hits / cases if cases else 0.0 for hits, cases in (first, second)]
    rest = _log_rest(shares[0]) - _log_rest(shares[1])
    (low1, high1), (low2, high2) = share_interval(*first), share_interval(*second)
    least = rest - math.hypot(_log_rest(shares[0]) - _log_rest(high1), _log_rest(low2) - _log_rest(shares[1]))
    most = rest + math.hypot(_log_rest(low1) - _log_rest(shares[0]), _log_rest(shares[1]) - _log_rest(high2))
    return Estimate(-math.expm1(rest), -math.expm1(most), -math.expm1(least), int(first[1]))


def _log_rest(share: float) -> float:
    return math.log(max(1e-12, 1 - share))


def poisson_interval(events: float) -> tuple[float, float]:
    """Return the exact interval of a Poisson mean from one count (Garwood, 1936)."""
    low = float(stats.chi2.ppf(1 - _LEVEL, 2 * events)) / 2 if events > 0 else 0.0
    return low, float(stats.chi2.ppf(_LEVEL, 2 * events + 2)) / 2


def mean_estimate(values: Floats) -> Estimate:
    """Return a mean with its t interval; without one if there are fewer than two values."""
    mean, n = float(np.mean(values)), len(values)
    if n < 2:
        return Estimate(mean, calls=n)
    half = float(stats.t.ppf(_LEVEL, n - 1)) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n)
