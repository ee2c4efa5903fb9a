"""Answers without a queue: a phone that rings until somebody picks it up, or until the caller hangs up.

It is what a centre looks like in which somebody is always free. If it explains how calls ended as well as any number
of people does, nothing in the data says how many people there were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats
from scipy.special import expit, logit, ndtr

from simcall.inputs import Floats

__all__ = ["Ringing", "fit_ringing"]

_GRID_S = np.concatenate(([0.0], np.geomspace(0.05, 3600.0, 400)))
_LEAST_SHARE = 1e-12
_FIRST_MEDIAN_S, _FIRST_SIGMA = 4.0, 0.8
_FIRST_LATE = (-3.0, 3.0)
"""Where the search for phones that ring for long begins: 5 % of calls, 20 s on average."""
_LONGEST = (20.0, 1.5, 1.0, 0.2, 60.0)
"""A phone does not ring for minutes: the largest median, spread and rate of hang-ups, and of rings that last, their
share and their mean. What takes longer is a queue."""
_BOUNDS = tuple(
    (None, bound) for bound in (*np.log(_LONGEST[:3]).tolist(), float(logit(_LONGEST[3])), float(np.log(_LONGEST[4])))
)
"""The same on the scale of the search."""
_LEAST_BINS = 2
_BINS_FOR_LATE = 5
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Ringing:
    """How phones ring: mostly a lognormal time, and sometimes a longer one; and how callers hang up meanwhile.

    Attributes
    ----------
    median_s : float
        Median of the lognormal time.
    sigma : float
        Standard deviation of its logarithm.
    hang_ups : float
        Rate at which callers hang up, a second.
    late_share : float
        Share of calls whose phone rings for an exponential time instead; 0 where the data do not show it.
    late_s : float
        Mean of that time.
    """

    median_s: float
    sigma: float
    hang_ups: float
    late_share: float = 0.0
    late_s: float = 1.0

    @property
    def mean_s(self) -> float:
        """Mean of the lognormal time."""
        return float(self.median_s * np.exp(self.sigma**2 / 2))

    @property
    def sd_s(self) -> float:
        """Standard deviation of the lognormal time."""
        return float(self.mean_s * np.sqrt(np.expm1(self.sigma**2)))

    def outcomes(self, edges: Floats) -> Floats:
        """Return the share of calls answered in each bin of the answer time, then the share abandoned."""
        at = np.union1d(_GRID_S, edges[np.isfinite(edges)])
        with np.errstate(divide="ignore"):
            usual = ndtr((np.log(at) - np.log(self.median_s)) / self.sigma)
        rung = (1 - self.late_share) * usual - self.late_share * np.expm1(-at / self.late_s)
        middle = (at[1:] + at[:-1]) / 2
        answered = np.append(np.diff(rung) * np.exp(-self.hang_ups * middle), 0.0)
        of_bin = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, len(edges) - 2)
        shares = np.bincount(of_bin, answered, len(edges) - 1)
        return np.append(shares, max(1 - shares.sum(), 0.0))


def fit_ringing(counts: Floats, edges: Floats) -> Ringing | None:
    """Return the likeliest ringing; None if the bins are too few to tell.

    Parameters
    ----------
    counts : float64, shape (bins + 1,)
        Calls answered in each bin of the answer time, then calls abandoned.
    edges : float64, shape (bins + 1,)
        The ends of the bins.
    """
    filled = int((counts[:-1] > 0).sum())
    if filled < _LEAST_BINS:
        return None
    lost = counts[-1] / counts.sum()
    first = [np.log(_FIRST_MEDIAN_S), np.log(_FIRST_SIGMA), np.log(max(lost, _LEAST_SHARE) / _FIRST_MEDIAN_S)]
    plain, misfit = _likeliest(first, counts, edges)
    if filled < _BINS_FOR_LATE:
        return _of(plain, counts)
    with_late, less = _likeliest([*plain, *_FIRST_LATE], counts, edges)
    is_better = 2 * (misfit - less) > stats.chi2.ppf(_CONFIDENCE, len(_FIRST_LATE))
    return _of(with_late if is_better else plain, counts)


def _likeliest(first: Sequence[float], counts: Floats, edges: Floats) -> tuple[list[float], float]:
    """Return the likeliest parameters, and minus the logarithm of their likelihood."""

    def misfit(parameters: Floats) -> float:
        shares = _of(parameters, counts).outcomes(edges)
        return -float((counts * np.log(np.maximum(shares, _LEAST_SHARE))).sum())

    best = optimize.minimize(
        misfit,
        first,
        method="Nelder-Mead",
        bounds=_BOUNDS[: len(first)],
        options={"xatol": 1e-4, "fatol": 1e-3, "maxfev": 4000},
    )
    return best.x.tolist(), float(best.fun)


def _of(parameters: Sequence[float] | Floats, counts: Floats) -> Ringing:
    """Return the ringing of parameters on the scale of the search, without hang-ups where nobody hung up."""
    median_s, sigma, hang_ups = np.exp(parameters[:3]).tolist()
    rate = hang_ups if counts[-1] else 0.0
    if len(parameters) == 3:
        return Ringing(median_s, sigma, rate)
    return Ringing(median_s, sigma, rate, float(expit(parameters[3])), float(np.exp(parameters[4])))
