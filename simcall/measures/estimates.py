"""From replications to an estimate with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from simcall.inputs import Floats
from simcall.measures.measure import Kind

__all__ = ["CONFIDENCE", "UNDEFINED", "Estimate", "Estimates", "Pooled", "ratio_estimates", "t_quantile"]

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


class Estimates(Mapping[str, Estimate]):
    """Measures of one line or group by name, as items and as attributes."""

    def __init__(self, estimates: Mapping[str, Estimate]) -> None:
        self._estimates = dict(estimates)

    def __getitem__(self, name: str) -> Estimate:
        return self._estimates[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._estimates)

    def __len__(self) -> int:
        return len(self._estimates)

    def __getattr__(self, name: str) -> Estimate:
        if name.startswith("_") or name not in self._estimates:
            raise AttributeError(f"no measure {name!r}; there are {', '.join(self.__dict__.get('_estimates', ()))}")
        return self._estimates[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._estimates]


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
    divisor = np.ones_like(numerator) if denominator is None else denominator
    total = divisor.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = numerator.sum(axis=0) / total
        residual = numerator - ratio * divisor
        error = np.sqrt((residual**2).sum(axis=0) * n / max(n - 1, 1)) / total
    half = t_quantile(n) * error if n > 1 else np.full_like(ratio, np.nan)
    low, high = np.maximum(ratio - half, 0.0), ratio + half
    if kind is Kind.SHARE and n > 1:
        trials = total if counted else n
        bound = t_quantile(n) ** 2 / (trials + t_quantile(n) ** 2)
        low, high = np.where(ratio == 1, 1 - bound, low), np.where(ratio == 0, bound, np.minimum(high, 1.0))
    cells = zip((ratio * scale).tolist(), (low * scale).tolist(), (high * scale).tolist(), strict=True)
    return [Estimate(*(value if math.isfinite(value) else None for value in cell)) for cell in cells]


class Pooled:
    """Values of all replications together, sorted once: what any number of their quantiles are read from.

    Parameters
    ----------
    values : sequence of ndarray
        Each replication's values.
    """

    def __init__(self, values: Sequence[npt.NDArray[np.number[Any]]]) -> None:
        pooled = np.concatenate(values) if values else np.empty(0)
        order = np.argsort(pooled)
        self._sorted = pooled[order]
        self._sizes = np.array([len(own) for own in values], dtype=np.float64)
        self._replication = np.repeat(np.arange(len(values)), self._sizes.astype(np.int64))[order]

    def estimate(self, level: float, scale: float = 1.0) -> Estimate:
        """Estimate a quantile of the pooled replications.

        The interval is Woodruff's (1952): the t interval of the share of values at or under the estimate, read back
        through the pooled distribution. Replications are the clusters.

        Parameters
        ----------
        level : float
            Between 0 and 1.
        scale : float
            Multiplies the quantile.
        """
        if not len(self._sorted):
            return UNDEFINED
        quantile = self._read(level)
        if len(self._sizes) < 2:
            return Estimate(quantile * scale, None, None)
        half = self._half_share(self._under(quantile))
        return Estimate(quantile * scale, self._read(level - half) * scale, self._read(level + half) * scale)

    def influence(self, level: float, scale: float = 1.0) -> Floats | None:
        """Return how far each replication moves a quantile.

        By Bahadur's (1966) representation a quantile moves as the share of values at or under it does, divided by the
        density there, which is read off the pooled distribution over the width of Woodruff's interval.

        Parameters
        ----------
        level, scale : float
            As for `estimate`.

        Returns
        -------
        ndarray of float64, shape (replications,), or None
            Their mean is zero, and the variance of their mean that of the quantile; None if there are no values, or
            those of one replication.
        """
        if not len(self._sorted) or len(self._sizes) < 2:
            return None
        under = self._under(self._read(level))
        half = self._half_share(under)
        low, high = max(level - half, 0.0), min(level + half, 1.0)
        per_share = (self._read(high) - self._read(low)) / (high - low) if half > 0 else 0.0
        total = self._sizes.sum()
        moved: Floats = (under.sum() / total * self._sizes - under) * len(under) / total * per_share * scale
        return moved

    def _read(self, level: float) -> float:
        """Return the smallest value with at least a share `level` of all at or under it."""
        index = math.ceil(level * len(self._sorted) - 1e-9) - 1
        value: float = self._sorted[min(max(index, 0), len(self._sorted) - 1)].item()
        return value

    def _under(self, value: float) -> Floats:
        """Return how many values of each replication are at or under one of the values."""
        replications = self._replication[: np.searchsorted(self._sorted, value, side="right")]
        return np.bincount(replications, minlength=len(self._sizes)).astype(np.float64)

    def _half_share(self, under: Floats) -> float:
        """Return half the width of the interval of the share at or under a value."""
        share = ratio_estimates(under[:, None], self._sizes[:, None], Kind.NUMBER)[0]
        assert share.low is not None
        assert share.high is not None
        return (share.high - share.low) / 2


def t_quantile(n: int, confidence: float = CONFIDENCE) -> float:
    """Return the two-sided t quantile with n - 1 degrees of freedom; n is 2 or more."""
    return float(special.stdtrit(n - 1, (1 + confidence) / 2))
