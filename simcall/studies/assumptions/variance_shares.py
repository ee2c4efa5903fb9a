"""Which input matters most for a figure: the share of the variance over the draws that each input accounts for.

The shares are first-order Sobol indices: of the variance of a figure, the part that would go if one input were known
exactly, on average (Saltelli and others, *Global Sensitivity Analysis*, 2008). They are estimated with a polynomial of
degree 2 in each input (Legendre polynomials, a polynomial chaos expansion without cross terms: Sudret 2008), by least
squares over the draws. What this leaves is due to inputs together, to bends of higher degree, and to chance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simcall.inputs import Bools, Floats, Ints

__all__ = ["InputShare", "VarianceShares", "fewest_draws", "variance_shares"]

_RESAMPLES = 400
_SHUFFLES = 400
_CHANCE = 0.95
"""A largest share counts if it is above what this share of shuffled draws give."""
_PER_COLUMN = 2.0
"""Draws for each column of the regression; with fewer, only straight lines are fitted."""
_STREAM = (19, 3)
_NOTHING = 1e-300


@dataclass(frozen=True)
class InputShare:
    """The share of an input in the variance of a figure.

    Attributes
    ----------
    name : str
        The input's path, or the name of an ensemble.
    share : float
        From 0 to 1.
    low, high : float
        The 95 % interval of the share, by bootstrap.
    slope : float
        The sign of the effect: by how much the figure changes from the low to the high end of the input's span, along
        a straight line; zero for an ensemble.
    """

    name: str
    share: float
    low: float
    high: float
    slope: float


@dataclass(frozen=True)
class VarianceShares:
    """The shares of all inputs in the variance of a figure over the draws.

    Attributes
    ----------
    inputs : tuple of InputShare
        The largest first.
    rest : float
        The share of inputs together, of bends that the polynomial cannot follow, and of chance.
    chance : float
        The largest share that an input would have by chance alone, in 95 of 100 cases.
    draws : int
        The draws with which the figure is defined.
    spread : float
        The standard deviation of the figure over the draws.
    """

    inputs: tuple[InputShare, ...]
    rest: float
    chance: float
    draws: int
    spread: float

    @property
    def is_clear(self) -> bool:
        """Whether the largest share is more than chance would give."""
        return bool(self.inputs) and self.inputs[0].share > self.chance


@dataclass(frozen=True)
class _Regression:
    """Columns of a regression, less their means, and the number of the input that each belongs to."""

    columns: Floats
    owners: Ints

    @cached_property
    def inverse(self) -> Floats:
        """What turns values into coefficients, shape (columns, draws)."""
        inverse: Floats = np.asarray(np.linalg.pinv(self.columns), np.float64)
        return inverse

    @cached_property
    def spare(self) -> int:
        """Draws that are left when the columns and the mean are fitted."""
        return len(self.columns) - int(np.linalg.matrix_rank(self.columns)) - 1

    @cached_property
    def inputs(self) -> int:
        """The number of inputs."""
        return int(self.owners.max()) + 1

    @cached_property
    def taken(self) -> Floats:
        """The variance that each input's columns show when the figure is noise of variance 1, summed over draws."""
        parts = [float(((self.columns[:, own] @ self.inverse[own]) ** 2).sum()) for own in self._owned()]
        return np.array(parts, np.float64)

    def shares(self, values: Floats) -> Floats:
        """Return each input's share, corrected for what its columns take of the noise.

        Parameters
        ----------
        values : float64, shape (draws, series)
            One or more series of a figure.

        Returns
        -------
        float64, shape (inputs, series)
        """
        centred = values - values.mean(axis=0)
        effects = self.inverse @ centred
        noise = ((centred - self.columns @ effects) ** 2).sum(axis=0) / self.spare
        total = np.maximum((centred**2).sum(axis=0), _NOTHING)
        parts = [((self.columns[:, own] @ effects[own]) ** 2).sum(axis=0) for own in self._owned()]
        less_noise = np.array(parts, np.float64) - self.taken[:, None] * noise
        shares: Floats = np.clip(less_noise / total, 0.0, 1.0)
        return shares

    def fitted(self, values: Floats) -> Floats:
        """Return the values of the polynomial, shape (draws,)."""
        mean = values.mean()
        fitted: Floats = mean + self.columns @ (self.inverse @ (values - mean))
        return fitted

    def _owned(self) -> list[Bools]:
        return [self.owners == owner for owner in range(self.inputs)]


def variance_shares(positions: Mapping[str, Floats], values: Floats, seed: int = 1) -> VarianceShares | None:
    """Divide the variance of a figure over draws among the inputs.

    Parameters
    ----------
    positions : mapping of str to float64, shape (draws, columns)
        What the figure may depend on, by input, from -1 to 1 in each column; the inputs are independent.
    values : float64, shape (draws,)
        The figure; NaN where it is not defined.
    seed : int
        Of the bootstrap and the shuffles.

    Returns
    -------
    VarianceShares or None
        None if the figure is the same with all draws, or there are too few draws for straight lines.
    """
    defined = np.isfinite(values)
    y = values[defined]
    names = list(positions)
    blocks = [positions[name][defined] for name in names]
    if len(y) < 2 or np.ptp(y) <= 1e-12 * max(1.0, np.abs(y).max()):
        return None
    regression = _regression(blocks)
    if regression is None:
        return None
    rng = np.random.default_rng([seed, *_STREAM])
    shares = regression.shares(y[:, None])[:, 0]
    low, high = _intervals(regression, y, shares, rng)
    slopes = [_slope(block[:, 0], y) if block.shape[1] == 1 else 0.0 for block in blocks]
    rows = [InputShare(*row) for row in zip(names, *(c.tolist() for c in (shares, low, high)), slopes, strict=True)]
    return VarianceShares(
        tuple(sorted(rows, key=lambda row: -row.share)),
        float(max(0.0, 1.0 - shares.sum())),
        _by_chance(regression, y, rng),
        len(y),
        float(y.std(ddof=1)),
    )


def fewest_draws(positions: Mapping[str, Floats]) -> int:
    """Return how many draws there must be for shares: enough for a straight line through each input.

    Parameters
    ----------
    positions : mapping of str to float64, shape (draws, columns)
        As for `variance_shares`.
    """
    columns = sum(len(_polynomials(block, 1).T) for block in positions.values())
    return math.ceil(_PER_COLUMN * (columns + 1))


def _regression(blocks: Sequence[Floats]) -> _Regression | None:
    """Return columns of degree 2, or of degree 1 if there are few draws; None if there are too few for that."""
    for degree in (2, 1):
        columns = [(owner, column) for owner, block in enumerate(blocks) for column in _polynomials(block, degree).T]
        draws = len(blocks[0]) if blocks else 0
        if columns and draws >= _PER_COLUMN * (len(columns) + 1):
            table = np.array([column for _, column in columns]).T
            return _Regression(table - table.mean(axis=0), np.array([owner for owner, _ in columns], np.int64))
    return None


def _polynomials(block: Floats, degree: int) -> Floats:
    """Return the Legendre polynomials of each column that has enough different values for them."""
    kept = []
    for column in block.T:
        levels = len(np.unique(np.round(column, 9)))
        if levels > 1:
            kept.append(column)
        if degree > 1 and levels > 2:
            kept.append((3 * column**2 - 1) / 2)
    return np.array(kept).T if kept else np.empty((len(block), 0))


def _intervals(
    regression: _Regression, values: Floats, shares: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return the ends of the shares' intervals: residuals are drawn again, and the shares estimated anew.

    The polynomial itself holds some noise, so the resampled shares lie a little above the estimates; the interval is
    moved by the difference of their means.
    """
    fitted = regression.fitted(values)
    residuals = (values - fitted) * np.sqrt(len(values) / regression.spare)
    again = regression.shares(fitted[:, None] + rng.choice(residuals, (len(values), _RESAMPLES)))
    moved = again - again.mean(axis=1, keepdims=True) + shares[:, None]
    low, high = np.clip(np.quantile(moved, [0.025, 0.975], axis=1), 0.0, 1.0)
    return np.minimum(low, shares), np.maximum(high, shares)


def _by_chance(regression: _Regression, values: Floats, rng: np.random.Generator) -> float:
    """Return the largest share of any input that shuffled values give, in 95 of 100 cases."""
    shuffled = rng.permuted(np.repeat(values[:, None], _SHUFFLES, axis=1), axis=0)
    largest = regression.shares(shuffled).max(axis=0)
    return float(np.quantile(largest, _CHANCE))


def _slope(column: Floats, values: Floats) -> float:
    """Return how much a straight line rises over the whole span."""
    centred = column - column.mean()
    return float(2 * (centred @ values) / max(centred @ centred, 1e-12))
