"""From replications to an estimate with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from simcall.inputs import Floats
from simcall.measures.definitions import Kind

__all__ = ["CONFIDENCE", "Estimate", "quantile_estimate", "quantile_influence", "ratio_estimates", "t_quantile"]

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure and its interval.

    Attributes
    ----------
    mean : float or None
        The estimate; None where it is not defined, such as a share of nothing.
    low, high : float or None
        The interval at the confidence of the results; None where there is no estimate or only one replication.
    """

    mean: float | None
    low: float | None
    high: float | None


UNDEFINED = Estimate(None, None, None)


def ratio_estimates(
    numerator: Floats, denominator: Floats | None, kind: Kind, scale: float = 1.0, *, counted: bool = True
) -> list[Estimate]:
    """Estimate ratios of totals over replications, with a t interval by the delta method.

    The estimate is the ratio of the totals, not the mean of the replications' ratios, which is biased (Law 2015,
    "Simulation Modeling and Analysis", section 9.4). Where every trial of a share came out alike the t interval would
    have no width, and the score interval (Wilson 1927) stands in its place.

    Parameters
    ----------
    numerator, denominator : ndarray of float64, shape (replications, cells)
        Totals; no denominator: means per replication.
    kind : Kind
        Bounds the interval: shares lie in 0 to 1, and nothing is negative.
    scale : float
        Multiplies the ratio.
    counted : bool
        Whether the denominator counts trials; if not, the score interval of a share takes each replication for one.

    Returns
    -------
    list of Estimate
        One per cell.
    """
    n = len(numerator)
    below = np.ones_like(numerator) if denominator is None else denominator
    total = below.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = numerator.sum(axis=0) / total
        residual = numerator - ratio * below
        error = np.sqrt((residual**2).sum(axis=0) * n / max(n - 1, 1)) / total
    half = t_quantile(n) * error if n > 1 else np.full_like(ratio, np.nan)
    low, high = np.maximum(ratio - half, 0.0), ratio + half
    if kind is Kind.SHARE and n > 1:
        trials = total if counted else n
        bound = t_quantile(n) ** 2 / (trials + t_quantile(n) ** 2)
        low, high = np.where(ratio == 1, 1 - bound, low), np.where(ratio == 0, bound, np.minimum(high, 1.0))
    cells = zip((ratio * scale).tolist(), (low * scale).tolist(), (high * scale).tolist(), strict=True)
    return [Estimate(*(value if math.isfinite(value) else None for value in cell)) for cell in cells]


def quantile_estimate(values: Sequence[npt.NDArray[np.number[Any]]], level: float, scale: float = 1.0) -> Estimate:
    """Estimate a quantile of the pooled replications.

    The interval is Woodruff's (1952): the t interval of the share of values at or under the estimate, read back
    through the pooled distribution. Replications are the clusters.

    Parameters
    ----------
    values : sequence of ndarray
        Each replication's values.
    level : float
        Between 0 and 1.
    scale : float
        Multiplies the quantile.

    Returns
    -------
    Estimate
    """
    pooled = np.concatenate(values) if values else np.empty(0)
    if not len(pooled):
        return UNDEFINED
    pooled.sort()
    estimate = _read(pooled, level)
    if len(values) < 2:
        return Estimate(estimate * scale, None, None)
    half = _half_share(*_under(values, estimate))
    return Estimate(estimate * scale, _read(pooled, level - half) * scale, _read(pooled, level + half) * scale)


def quantile_influence(
    values: Sequence[npt.NDArray[np.number[Any]]], level: float, scale: float = 1.0
) -> Floats | None:
    """Return how far each replication moves a quantile of the pooled replications.

    By Bahadur's (1966) representation a quantile moves as the share of values at or under it does, divided by the
    density there, which is read off the pooled distribution over the width of Woodruff's interval.

    Parameters
    ----------
    values, level, scale
        As for `quantile_estimate`.

    Returns
    -------
    ndarray of float64, shape (replications,), or None
        Their mean is about zero, and the variance of their mean that of the quantile; None if there are no values.
    """
    pooled = np.concatenate(values) if values else np.empty(0)
    if not len(pooled) or len(values) < 2:
        return None
    pooled.sort()
    estimate = _read(pooled, level)
    under, sizes = _under(values, estimate)
    half = _half_share(under, sizes)
    width = _read(pooled, level + half) - _read(pooled, level - half)
    per_share = width / (2 * half) if half > 0 else 0.0
    moved: Floats = (level * sizes - under)[:, 0] * len(values) / sizes.sum() * per_share * scale
    moved -= moved.mean()
    return moved


def _under(values: Sequence[npt.NDArray[np.number[Any]]], estimate: float) -> tuple[Floats, Floats]:
    """Return how many values of each replication are at or under an estimate, and how many there are."""
    under = np.array([[np.count_nonzero(some <= estimate)] for some in values], dtype=np.float64)
    return under, np.array([[len(some)] for some in values], dtype=np.float64)


def _half_share(under: Floats, sizes: Floats) -> float:
    """Return half the width of the interval of the share at or under an estimate."""
    share = ratio_estimates(under, sizes, Kind.NUMBER)[0]
    assert share.low is not None
    assert share.high is not None
    return (share.high - share.low) / 2


def _read(ordered: npt.NDArray[np.number[Any]], level: float) -> float:
    """Return the smallest value with at least a share `level` of all at or under it."""
    place = math.ceil(level * len(ordered) - 1e-9) - 1
    value: float = ordered[min(max(place, 0), len(ordered) - 1)].item()
    return value


def t_quantile(n: int, confidence: float = CONFIDENCE) -> float:
    """Return the two-sided t quantile with n - 1 degrees of freedom; n is 2 or more."""
    return float(special.stdtrit(n - 1, (1 + confidence) / 2))
