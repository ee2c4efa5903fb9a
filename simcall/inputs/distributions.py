"""Distributions as arrays for compiled code, and their quantiles: a uniform number in, a length of time out.

By inversion a caller keeps the same rank in the distribution whatever its parameters: a caller who talks long in one
scenario talks long in all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, assert_never

import numpy as np

from simcall.inputs.compiling import compiled, rule
from simcall.inputs.gamma_quantiles import inverse_gamma
from simcall.inputs.normal_quantiles import inverse_normal, normal_share
from simcall.inputs.signatures import Column, FloatColumn, FloatTable, Table
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

__all__ = ["NO_DISTRIBUTION", "DistributionIndex", "Distributions", "is_constant", "quantile", "quantile_of"]

NO_DISTRIBUTION = -1
"""The number of a distribution that is not there."""

# Kinds.
CONSTANT, EXPONENTIAL, LOGNORMAL, GAMMA, WEIBULL, UNIFORM, TRIANGULAR, NORMAL, EMPIRICAL, MIXTURE = range(10)
# Rows of `Distributions.kinds`: the kind, where its numbers begin, and how many there are.
KIND_ROWS = range(3)
KIND, FIRST, COUNT = KIND_ROWS
# Rows of `Distributions.parameters`: the share at zero, and four parameters that depend on the kind.
PARAMETER_ROWS = range(5)
AT_ZERO, A, B, C, D = PARAMETER_ROWS


class Distributions(NamedTuple):
    """Distributions as arrays, a column for each.

    Attributes
    ----------
    kinds : int64, shape (`KIND_ROWS`, distributions)
        The kind of each, and where its numbers are.
    parameters : float64, shape (`PARAMETER_ROWS`, distributions)
        Its parameters.
    numbers : float64, shape (numbers,)
        Values of empirical distributions in order; of a mixture of n components the n + 1 bounds of their shares.
    parts : int64, shape (numbers,)
        The number of each component of a mixture, beside its lower bound.
    """

    kinds: Table
    parameters: FloatTable
    numbers: FloatColumn
    parts: Column


class DistributionIndex:
    """Distributions collected one by one: each gets a number, and equal ones get the same."""

    def __init__(self) -> None:
        self._numbers: dict[Distribution, int] = {}
        self._kinds: list[tuple[int, int, int]] = []
        self._parameters: list[tuple[float, ...]] = []
        self._values: list[float] = []
        self._parts: list[int] = []

    def number_of(self, distribution: Distribution | None) -> int:
        """Return a distribution's number; `NO_DISTRIBUTION` for None."""
        if distribution is None:
            return NO_DISTRIBUTION
        if distribution not in self._numbers:
            kind, parameters, values = _form_of(distribution)
            components = distribution.components if isinstance(distribution, Mixture) else ()
            parts = [self.number_of(component) for component in components]
            self._kinds.append((kind, len(self._values), len(values)))
            self._parameters.append(
                (distribution.at_zero, *parameters, *[0.0] * (len(PARAMETER_ROWS) - 1 - len(parameters)))
            )
            self._values += values
            self._parts += [*parts, *[NO_DISTRIBUTION] * (len(values) - len(parts))]
            self._numbers[distribution] = len(self._kinds) - 1
        return self._numbers[distribution]

    def tables(self) -> Distributions:
        """Return the distributions collected so far."""
        return Distributions(
            kinds=np.array(self._kinds, np.int64).reshape(-1, len(KIND_ROWS)).T.copy(),
            parameters=np.array(self._parameters, np.float64).reshape(-1, len(PARAMETER_ROWS)).T.copy(),
            numbers=np.array(self._values, np.float64),
            parts=np.array(self._parts, np.int64),
        )


def _form_of(distribution: Distribution) -> tuple[int, tuple[float, ...], Sequence[float]]:
    """Return the kind, the parameters and the numbers of a distribution's part above zero."""
    match distribution:
        case Constant():
            return CONSTANT, (distribution.value,), []
        case Empirical():
            return EMPIRICAL, (), sorted(distribution.values)
        case Mixture():
            bounds = np.concatenate(([0.0], np.cumsum(distribution.each_weight) / np.sum(distribution.each_weight)))
            return MIXTURE, (), bounds.tolist()
        case _:
            return (*_curve_of(distribution), [])


def _curve_of(
    distribution: Exponential | LogNormal | Gamma | Weibull | Uniform | Triangular | Normal,
) -> tuple[int, tuple[float, ...]]:
    """Return the kind and the parameters of a distribution with a density."""
    match distribution:
        case Exponential():
            return EXPONENTIAL, (distribution.mean,)
        case LogNormal():
            variance = float(np.log1p((distribution.sd / distribution.mean) ** 2))
            return LOGNORMAL, (float(np.log(distribution.mean)) - variance / 2, float(np.sqrt(variance)))
        case Gamma():
            return GAMMA, (distribution.mean, distribution.sd / distribution.mean)
        case Weibull():
            scale = distribution.mean / math.gamma(1 + 1 / distribution.shape)
            return WEIBULL, (scale, 1 / distribution.shape)
        case Uniform():
            return UNIFORM, (distribution.low, distribution.high - distribution.low)
        case Triangular():
            return TRIANGULAR, (distribution.low, distribution.mode, distribution.high)
        case Normal():
            below_zero, above = (normal_share(sign * distribution.mean / distribution.sd) for sign in (-1, 1))
            return NORMAL, (distribution.mean, distribution.sd, below_zero, above)
        case _:
            assert_never(distribution)


def quantile_of(distribution: Distribution, u: FloatColumn) -> FloatColumn:
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
    index = DistributionIndex()
    number = index.number_of(distribution)
    seconds = np.empty(u.size)
    _fill_quantiles(index.tables(), number, np.ascontiguousarray(u).ravel(), seconds)
    return seconds.reshape(u.shape)


# Compiled -------------------------------------------------------------------------------------------------------------


@rule
def is_constant(number: int, distributions: Distributions) -> bool:
    """Return whether a distribution has a single value, so that no random number is needed."""
    constant: bool = distributions.kinds[KIND, number] == CONSTANT and distributions.parameters[AT_ZERO, number] == 0
    return constant


@rule
def _within(u: float) -> float:
    """Keep a probability off 0 and 1, where a quantile may be infinite and which rounding could reach."""
    return min(max(u, 2.0**-54), 1 - 2.0**-53)


@rule
def _component(number: int, u: float, distributions: Distributions) -> int:
    """Return which component of a mixture a probability falls to."""
    first, components = distributions.kinds[FIRST, number], distributions.kinds[COUNT, number] - 1
    chosen = 0
    while chosen < components - 1 and distributions.numbers[first + chosen + 1] <= u:
        chosen += 1
    return chosen


@rule
def quantile(number: int, u: float, distributions: Distributions) -> float:
    """Return a quantile of a distribution, in seconds.

    A mixture's component is chosen by the position of `u` among the weights. The position within a weight is uniform
    again, and so is that above the share at zero.
    """
    while True:
        at_zero = distributions.parameters[AT_ZERO, number]
        if at_zero > 0:
            if u <= at_zero or at_zero >= 1:
                return 0.0
            u = _within((u - at_zero) / (1 - at_zero))
        if distributions.kinds[KIND, number] != MIXTURE:
            return _quantile_of_rest(number, u, distributions)
        at = distributions.kinds[FIRST, number] + _component(number, u, distributions)
        low, high = distributions.numbers[at], distributions.numbers[at + 1]
        number, u = distributions.parts[at], _within((u - low) / (high - low))


@rule
def _quantile_of_rest(number: int, u: float, distributions: Distributions) -> float:
    """Return a quantile of a distribution without its share at zero."""
    if distributions.kinds[KIND, number] == EMPIRICAL:
        first, count = distributions.kinds[FIRST, number], distributions.kinds[COUNT, number]
        value: float = distributions.numbers[first + int(u * count)]
        return value
    kind, parameters = distributions.kinds[KIND, number], distributions.parameters
    a, b, c, d = parameters[A, number], parameters[B, number], parameters[C, number], parameters[D, number]
    return _curve_quantile(kind, u, a, b, c, d)


@rule
def _curve_quantile(kind: int, u: float, a: float, b: float, c: float, d: float) -> float:
    """Return a quantile of a constant, or of a distribution with a density."""
    value: float = a
    if kind == EXPONENTIAL:
        value = -a * math.log1p(-u)
    elif kind == LOGNORMAL:
        value = math.exp(a + b * inverse_normal(u))
    elif kind == GAMMA:
        value = a * inverse_gamma(b, u)
    elif kind == WEIBULL:
        value = a * (-math.log1p(-u)) ** b
    elif kind == UNIFORM:
        value = a + b * u
    elif kind == TRIANGULAR:
        value = _triangular_quantile(u, a, b, c)
    elif kind == NORMAL:
        value = _normal_quantile(u, a, b, c, d)
    return value


@rule
def _triangular_quantile(u: float, low: float, mode: float, high: float) -> float:
    """Invert the two parabolas of the distribution function, which meet at the mode."""
    if u * (high - low) < mode - low:
        value: float = low + math.sqrt(u * (high - low) * (mode - low))
    else:
        value = high - math.sqrt((1 - u) * (high - low) * (high - mode))
    return value


@rule
def _normal_quantile(u: float, mean: float, sd: float, below_zero: float, above: float) -> float:
    """Invert the distribution function from the nearer end, where probabilities keep their digits."""
    if u < 0.5:
        value: float = mean + sd * inverse_normal(below_zero + u * above)
    else:
        value = mean - sd * inverse_normal((1 - u) * above)
    return max(value, 0.0)


@compiled
def _fill_quantiles(distributions: Distributions, number: int, u: FloatColumn, seconds: FloatColumn) -> None:
    """Fill in what `quantile_of` returns."""
    for i in range(len(u)):
        seconds[i] = quantile(number, u[i], distributions)
