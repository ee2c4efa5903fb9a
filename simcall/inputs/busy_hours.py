"""The factor of each local hour: gamma with mean 1, joined to its neighbours' by a Gaussian copula.

The normal scores of the hours are a stationary AR(1) process. Such a process is usually drawn from a first hour on, so
that each value depends on all earlier ones and on where the process starts. Here each hour has one random number at its
own address. Hours whose number is a multiple of a large power of two are drawn by themselves: they are so far apart
that their correlation is below rounding. The hour in the middle of two known hours is then drawn given both, and so on
down to neighbours (a bridge, as for Brownian motion: Glasserman 2004, "Monte Carlo methods in financial engineering",
section 3.1). So the process is exact, and an hour has the same factor whenever a run starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from simcall.inputs.calendar import Hours
from simcall.inputs.compiling import compiled
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.gamma_quantiles import inverse_gamma
from simcall.inputs.normal_quantiles import inverse_normal, normal_share
from simcall.inputs.rates import Rates
from simcall.inputs.signatures import Column, FloatColumn
from simcall.inputs.world import Floats, Ints

__all__ = ["BusyHours", "hour_factors"]

_EPOCH = datetime(1970, 1, 1).toordinal()
_HOURS_PER_DAY = 24
_NEGLIGIBLE = 2.0**-53
"""A correlation under this changes no normal score: it is below the rounding of a double."""


def hour_factors(stream: str, cv: float, correlation: float, hours: Hours, draws: Draws) -> Floats:
    """Draw the factor of each hour.

    Parameters
    ----------
    stream : str
        Name of the stream of random numbers.
    cv : float
        Coefficient of variation of the factors, over 0.
    correlation : float
        Correlation of the normal scores of neighbouring hours, under 1.
    hours : Hours
        The hours of the run.
    draws : Draws
        The replication's random numbers.
    """
    first, last = int(hours.number[0]), int(hours.number[-1])
    scores = _normal_scores(stream, correlation, first, last, draws)[hours.number - first]
    factors = np.empty(len(scores))
    _fill_factors(cv, scores, factors)
    return factors


def _normal_scores(stream: str, correlation: float, first: int, last: int, draws: Draws) -> Floats:
    """Return the normal scores of the hours from `first` to `last`: a stationary AR(1) process."""
    step = 1
    while correlation**step > _NEGLIGIBLE:
        step *= 2
    begin, end = first // step * step, -(-last // step) * step
    uniforms = _uniforms(stream, begin, end, draws)
    scores = np.empty(len(uniforms))
    _fill_scores(uniforms, scores)
    while step > 1:
        step //= 2
        apart = correlation**step
        around = scores[: -2 * step : 2 * step] + scores[2 * step :: 2 * step]
        spread = np.sqrt((1 - apart**2) / (1 + apart**2))
        scores[step :: 2 * step] = apart / (1 + apart**2) * around + spread * scores[step :: 2 * step]
    return np.asarray(scores[first - begin : last - begin + 1])


def _uniforms(stream: str, begin: int, end: int, draws: Draws) -> Floats:
    """Return one number for each hour from `begin` to `end`, addressed by its date and hour in UTC."""
    days = np.arange(begin // _HOURS_PER_DAY, end // _HOURS_PER_DAY + 1)
    numbers = draws.uniforms(stream, Purpose.HOUR_FACTOR, _EPOCH + days, _HOURS_PER_DAY)
    skipped = begin - int(days[0]) * _HOURS_PER_DAY
    return numbers[skipped : skipped + end - begin + 1]


@dataclass(frozen=True)
class BusyHours:
    """A line's mean calls in each hour of a replication, in proportion to which its callers ring.

    Attributes
    ----------
    hours : Hours
        The hours of the run.
    means : float64, shape (hours,)
        Mean number of calls in each hour under the busyness of its day.
    factors : float64, shape (hours,)
        The factor of each hour.
    """

    hours: Hours
    means: Floats
    factors: Floats

    @classmethod
    def of(cls, rates: Rates, hours: Hours, factors: Floats, before: Floats, after: Floats) -> BusyHours:
        """Return the hours of a line with some rates, under the busyness of its days before and after the turn."""
        until, since = (rates.volumes_before(hours.date, edge, before, after) for edge in (hours.end, hours.start))
        return cls(hours, until - since, factors)

    @cached_property
    def volumes(self) -> Floats:
        """Mean number of calls on each date."""
        return np.bincount(self.hours.date, self.means * self.factors, len(self.hours.first) - 1).astype(np.float64)

    def plain_shares(self, u: Floats, sizes: Ints) -> Floats:
        """Return the shares of each date's calls before some moments without the hours' factors.

        Parameters
        ----------
        u : float64, shape (calls,)
            The shares of the date's calls before the same moments with them, date after date.
        sizes : int64, shape (dates,)
            Number of moments on each date.
        """
        shares = np.empty(len(u))
        _plain_shares(u, sizes, self.hours.first, self.means, self.factors, shares)
        return shares


# Compiled -------------------------------------------------------------------------------------------------------------


@compiled
def _fill_scores(u: FloatColumn, scores: FloatColumn) -> None:
    """Fill in normal scores that are independent."""
    for i in range(len(u)):
        scores[i] = inverse_normal(u[i])


@compiled
def _fill_factors(cv: float, scores: FloatColumn, factors: FloatColumn) -> None:
    """Fill in the factors at some normal scores."""
    for i in range(len(scores)):
        # The largest scores would round to a probability of 1, where a factor is infinite.
        factors[i] = inverse_gamma(cv, min(normal_share(scores[i]), 1 - _NEGLIGIBLE))


@compiled
def _plain_shares(
    u: FloatColumn, sizes: Column, first: Column, means: FloatColumn, factors: FloatColumn, shares: FloatColumn
) -> None:
    """Fill in the shares of `BusyHours.plain_shares`."""
    i = 0
    for date in range(len(sizes)):
        volume, plain = 0.0, 0.0
        for hour in range(first[date], first[date + 1]):
            volume += means[hour] * factors[hour]
            plain += means[hour]
        for _ in range(sizes[date]):
            hour, before, plain_before = first[date], 0.0, 0.0
            target = u[i] * volume
            while hour < first[date + 1] - 1 and before + means[hour] * factors[hour] <= target:
                before += means[hour] * factors[hour]
                plain_before += means[hour]
                hour += 1
            within = (target - before) / factors[hour] if factors[hour] > 0 else 0.0
            shares[i] = min((plain_before + min(within, means[hour])) / plain, 1.0)
            i += 1
