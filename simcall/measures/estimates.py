"""From replications to an estimate with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from simcall.inputs import Floats, Ints
from simcall.measures.measure import Kind
from simcall.measures.selection import Selection
from simcall.measures.spans import span_ends
from simcall.measures.t_distribution import student_quantile

__all__ = [
    "CONFIDENCE",
    "ESTIMATE_COLUMNS",
    "UNDEFINED",
    "Estimate",
    "Estimates",
    "Pooled",
    "half_width_of_mean",
    "one_sided_t",
    "quantile_estimates",
    "quantile_of",
    "ratio_estimates",
    "t_quantile",
]

CONFIDENCE = 0.95
_FORGIVEN = 1e-9
"""Of a place among sorted values: it forgives a level that is rounded."""


@dataclass(frozen=True)
class Estimate:
    """A figure and its interval.

    Attributes
    ----------
    mean : float or None
        The estimate; None where it is not defined, such as a share of nothing.
    low, high : float or None
        The interval of the mean, at the confidence of the results; None where there is no estimate or only one
        replication. More replications make it narrower.
    span_low, span_high : float or None
        Where one span falls, such as one month, in 95 of 100 cases; None likewise. More replications do not make it
        narrower.
    """

    mean: float | None
    low: float | None
    high: float | None
    span_low: float | None = None
    span_high: float | None = None

    @property
    def interval(self) -> dict[str, float | None]:
        """The mean and its interval by name, without the span."""
        return {"mean": self.mean, "low": self.low, "high": self.high}

    @property
    def columns(self) -> tuple[float | None, float | None, float | None, float | None, float | None]:
        """Its numbers, in the order of `ESTIMATE_COLUMNS`."""
        return self.mean, self.low, self.high, self.span_low, self.span_high


ESTIMATE_COLUMNS = tuple(field.name for field in fields(Estimate))
"""Its numbers, as they are called in tables and files."""
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
    numerator: Floats, denominator: Floats | None, kind: Kind, scale: float | Floats = 1.0, *, counted: bool = True
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
    scale : float or ndarray of float64, shape (cells,)
        Multiplies the ratio.
    counted : bool
        Whether the denominator counts trials; if not, the score interval of a share takes each replication for one.

    Returns
    -------
    list of Estimate
        One per cell. Each replication's own ratio says where a single span falls.
    """
    n = len(numerator)
    divisor = np.ones_like(numerator) if denominator is None else denominator
    ratio, low, high = _ratio_intervals(numerator, divisor)
    with np.errstate(invalid="ignore", divide="ignore"):
        span_low, span_high = span_ends(numerator / divisor, kind)
    if kind is Kind.SHARE and n > 1:
        trials = divisor.sum(axis=0) if counted else n
        bound = t_quantile(n) ** 2 / (trials + t_quantile(n) ** 2)
        low, high = np.where(ratio == 1, 1 - bound, low), np.where(ratio == 0, bound, np.minimum(high, 1.0))
    return _estimates_of([column * scale for column in (ratio, low, high, span_low, span_high)])


def _ratio_intervals(numerator: Floats, divisor: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the ratios of `ratio_estimates`, and the ends of their t intervals."""
    n, total = len(numerator), divisor.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = numerator.sum(axis=0) / total
        residual = numerator - ratio * divisor
        error = np.sqrt((residual**2).sum(axis=0) * n / max(n - 1, 1)) / total
    half = t_quantile(n) * error if n > 1 else np.full_like(ratio, np.nan)
    return ratio, np.maximum(ratio - half, 0.0), ratio + half


def _estimates_of(columns: Sequence[Floats]) -> list[Estimate]:
    """Return an estimate for each row of `ESTIMATE_COLUMNS`; what is not finite is not defined."""
    defined = ([value if math.isfinite(value) else None for value in column.tolist()] for column in columns)
    return [Estimate(*cell) for cell in zip(*defined, strict=True)]


class Pooled:
    """Values of all replications together: what any number of their quantiles are read from.

    Parameters
    ----------
    values : sequence of ndarray
        Each replication's values.

    Attributes
    ----------
    sizes : float64, shape (replications,)
        How many values each replication has.
    """

    def __init__(self, values: Sequence[npt.NDArray[np.number[Any]]]) -> None:
        self._by_replication = np.concatenate(values) if values else np.empty(0)
        self._together = self._by_replication.copy()
        self._begin = np.cumsum([0, *map(len, values)])
        self._of_each = Selection(self._by_replication, self._begin.tolist())
        self._of_all = Selection(self._together, [0, len(self._together)])
        self.sizes = np.diff(self._begin).astype(np.float64)

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._by_replication)

    def estimate(self, level: float, scale: float = 1.0) -> Estimate:
        """Estimate a quantile of the pooled replications; see `quantile_estimates`."""
        return quantile_estimates([self], [level], scale)[0]

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
        if not len(self) or len(self.sizes) < 2:
            return None
        under = self.under(self.read(level))
        half = _half_shares(under[:, None], self.sizes[:, None]).item()
        low, high = max(level - half, 0.0), min(level + half, 1.0)
        per_share = (self.read(high) - self.read(low)) / (high - low) if half > 0 else 0.0
        total = self.sizes.sum()
        moved: Floats = (under.sum() / total * self.sizes - under) * len(under) / total * per_share * scale
        return moved

    def read(self, level: float) -> float:
        """Return the smallest value with at least a share `level` of all at or under it."""
        last = len(self) - 1
        place = math.ceil(level * len(self) - _FORGIVEN) - 1  # as `_quantile_index` has it, of one size alone
        rank = min(max(place, 0), last)
        self._of_all.place([rank])
        value: float = self._together[rank].item()
        return value

    def read_each(self, level: float) -> Floats:
        """Return the quantile in each replication; nan where it has no values."""
        sizes = np.diff(self._begin)
        has_any, ranks = sizes > 0, _quantile_index(level, sizes)
        self._of_each.place(ranks.tolist())
        quantiles = np.full(len(sizes), np.nan)
        quantiles[has_any] = self._by_replication[(self._begin[:-1] + ranks)[has_any]]
        return quantiles

    def under(self, value: float) -> Floats:
        """Return how many values of each replication are at or under a value."""
        is_under = self._by_replication <= value
        counts = [np.count_nonzero(is_under[first:end]) for first, end in pairwise(self._begin.tolist())]
        return np.array(counts, np.float64)


def quantile_estimates(pooled: Sequence[Pooled], levels: Sequence[float], scale: float = 1.0) -> list[Estimate]:
    """Estimate a quantile of the pooled replications in each of some cells.

    The interval is Woodruff's (1952): the t interval of the share of values at or under the estimate, read back
    through the pooled distribution. Replications are the clusters.

    Parameters
    ----------
    pooled : sequence of Pooled
        The values of each cell, of as many replications in each.
    levels : sequence of float
        Between 0 and 1, one for each cell. To estimate several quantiles of a cell, give it once for each.
    scale : float
        Multiplies the quantiles.
    """
    some = [(cell, level) for cell, level in zip(pooled, levels, strict=True) if len(cell)]
    if not some:
        return [UNDEFINED] * len(pooled)
    quantiles = [cell.read(level) for cell, level in some]
    undefined = np.full(len(some), np.nan)
    low = high = span_low = span_high = undefined
    if len(some[0][0].sizes) > 1:
        # Cells are rows in memory, so that sums over replications round as they do for a single cell.
        under = np.array([cell.under(quantile) for (cell, _), quantile in zip(some, quantiles, strict=True)]).T
        half = _half_shares(under, np.array([cell.sizes for cell, _ in some]).T).tolist()
        low = np.array([cell.read(level - width) for (cell, level), width in zip(some, half, strict=True)], np.float64)
        high = np.array([cell.read(level + width) for (cell, level), width in zip(some, half, strict=True)], np.float64)
        span_low, span_high = span_ends(np.array([cell.read_each(level) for cell, level in some]).T, Kind.SECONDS)
    columns = (np.array(quantiles, np.float64), low, high, span_low, span_high)
    defined = iter(_estimates_of([column * scale for column in columns]))
    return [next(defined) if len(cell) else UNDEFINED for cell in pooled]


def _half_shares(under: Floats, sizes: Floats) -> Floats:
    """Return half the width of the interval of the share at or under a value, for each cell."""
    _, low, high = _ratio_intervals(under, sizes)
    half: Floats = (high - low) / 2
    return half


def quantile_of(values: npt.NDArray[np.number[Any]], level: float) -> float:
    """Return the smallest value with at least a share `level` of all at or under it."""
    index = int(_quantile_index(level, np.array(len(values))))
    value: float = np.partition(values, index)[index].item()
    return value


def _quantile_index(level: float, sizes: Ints) -> Ints:
    """Return the place of a quantile among sorted values, of each of several sizes."""
    index: Ints = np.clip(np.ceil(level * sizes - _FORGIVEN).astype(np.int64) - 1, 0, sizes - 1)
    return index


def one_sided_t(confidence: float, replications: int) -> float:
    """Return how many standard errors a one-sided t bound is from a mean of some replications."""
    return float(student_quantile(max(replications - 1, 1), confidence))


def half_width_of_mean(values: Floats) -> Floats:
    """Return half the width of the t interval of a mean over replications.

    Parameters
    ----------
    values : ndarray of float64, shape (replications, ...)
        Each replication's own.

    Returns
    -------
    ndarray of float64, shape (...)
        nan if there is only one replication.
    """
    n = len(values)
    if n < 2:
        return np.full(values.shape[1:], np.nan)
    half: Floats = t_quantile(n) * values.std(axis=0, ddof=1) / np.sqrt(n)
    return half


@cache
def t_quantile(n: int, confidence: float = CONFIDENCE) -> float:
    """Return the two-sided t quantile with n - 1 degrees of freedom; n is 2 or more."""
    return float(student_quantile(n - 1, (1 + confidence) / 2))
