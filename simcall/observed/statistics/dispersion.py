"""How much days and hours differ besides chance: the spread of the gamma factors that multiply a line's volume.

The model is that of a scenario: calls of a line in an hour are Poisson. Their mean is multiplied by a factor of the day
and a factor of the hour, both of mean 1, which all lines share, and by two more of the line's own. The normal scores of
the hours' factors are an AR(1) process.

Weeks are compared with each other, so that no profile has to be fitted: the covariance of two hours of a day over the
weeks, divided by the product of their means, is D + (1 + D) H r^lag, where D and H are the squares of the coefficients
of variation of the day and of the hour and r is the correlation of neighbouring hours. (Between the factors themselves
the correlation is slightly below that of their normal scores: by 1 % at a coefficient of variation of 0.2.) Numerator
and denominator are both without bias. At lag 0 the Poisson variance is taken off.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from scipy import optimize, signal, stats
from scipy.special import ndtr

from simcall.observed.measured import Estimate
from simcall.observed.statistics.grids import HOURS_PER_DAY, Floats, Grid

__all__ = ["DAY_STARTS_HOUR", "Dispersion", "dispersion", "lag_moments"]

DAY_STARTS_HOUR = 6
"""A scenario's busyness day begins then, so that Friday night is one night."""
_LEAST_WEEKS = 2
_LEAST_CALLS = 200
_LAGS = 18
_LARGEST_CORRELATION = 0.9
"""Hours that are more alike than this cannot be told from the day that they are in."""
_CERTAIN = 1.0
_CORRELATIONS = np.linspace(0.0, _LARGEST_CORRELATION, 46)
_RESAMPLES = 100
_SCORES = np.linspace(-5.0, 5.0, 401)
_SEED = 1


@dataclass(frozen=True)
class Dispersion:
    """The spread that lines share, and each line's own; None where fewer than two weeks tell.

    Attributes
    ----------
    day_cv, hour_cv, hour_correlation : Estimate or None
        Shared by the lines; of a line alone all of its spread.
    own_day_cv, own_hour_cv : tuple of Estimate or None
        Of each line besides; None for a line alone.
    """

    day_cv: Estimate | None
    hour_cv: Estimate | None
    hour_correlation: Estimate | None
    own_day_cv: tuple[Estimate | None, ...]
    own_hour_cv: tuple[Estimate | None, ...]


@dataclass(frozen=True)
class _Fit:
    """The squared coefficients of variation; negative where chance alone would give more spread than there is."""

    day: float
    hour: float
    own_day: Floats
    own_hour: Floats
    correlation: float

    @property
    def values(self) -> Floats:
        return np.concatenate(([self.day, self.hour], self.own_day, self.own_hour, [self.correlation]))


@dataclass(frozen=True)
class _Sample:
    """What the intervals are made of: how much was observed, and how fits to samples from the model vary."""

    calls: int
    days: int
    uncorrelated: _Fit
    fits: Floats


def dispersion(grids: Sequence[Grid]) -> Dispersion:
    """Measure the spread of days and hours from the counts by hour, faulty spells taken out.

    Intervals are from samples drawn from the fitted model, seeded: a variance is treated as a multiple of a chi-square
    variable, less the noise of hours and calls.
    """
    weeks = [_weeks(grid.by(HOURS_PER_DAY)) for grid in grids]
    used = [position for position, table in enumerate(weeks) if _is_enough(table)]
    nothing: tuple[Estimate | None, ...] = (None,) * len(grids)
    if not used:
        return Dispersion(None, None, None, nothing, nothing)
    tables = [weeks[position] for position in used]
    fit = _fit(tables)
    sample = _Sample(
        int(sum(np.nansum(table) for table in tables)),
        7 * (max(len(table) for table in tables) - 1),
        _fit(tables, correlation=0.0),
        _resampled_fits(tables, fit),
    )
    return _estimates(fit, sample, used, len(grids))


def _weeks(hours: Grid) -> Floats:
    """Return the calls of each week (rows) by hour from Monday's turn of the day on; NaN where not all was recorded."""
    counts = np.where(np.abs(hours.exposure - 1) < 1e-9, hours.offered, np.nan).ravel()
    before = int(hours.weekdays[0]) * HOURS_PER_DAY + (7 * HOURS_PER_DAY - DAY_STARTS_HOUR)
    after = -(before + len(counts)) % (7 * HOURS_PER_DAY)
    table = np.concatenate([np.full(before, np.nan), counts, np.full(after, np.nan)]).reshape(-1, 7 * HOURS_PER_DAY)
    return np.asarray(table[~np.isnan(table).all(axis=1)])


def _is_enough(table: Floats) -> bool:
    weeks = (~np.isnan(table)).sum(axis=0)
    is_open = weeks > 0
    return bool(is_open.any() and np.median(weeks[is_open]) >= _LEAST_WEEKS and np.nansum(table) >= _LEAST_CALLS)


def lag_moments(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Return the relative covariance of the hours of a day, by lag, and the weight of each.

    Parameters
    ----------
    first, second : Floats
        Counts of shape (weeks, 168) of two lines, or twice those of one.
    """
    is_same = first is second
    covariance, weight = np.zeros(_LAGS), np.zeros(_LAGS)
    for lag in range(_LAGS):
        numerator, denominator = _pair_sums(_first_hours(first, lag), _last_hours(second, lag))
        if is_same and lag == 0:
            numerator -= _poisson_part(first)
        elif not is_same and lag > 0:
            more = _pair_sums(_first_hours(second, lag), _last_hours(first, lag))
            numerator, denominator = numerator + more[0], denominator + more[1]
        covariance[lag], weight[lag] = numerator / denominator if denominator > 0 else 0.0, max(denominator, 0.0)
    return covariance, weight


def _first_hours(table: Floats, lag: int) -> Floats:
    days = table.reshape(len(table), 7, HOURS_PER_DAY)
    return days[:, :, : HOURS_PER_DAY - lag].reshape(len(table), -1)


def _last_hours(table: Floats, lag: int) -> Floats:
    return table.reshape(len(table), 7, HOURS_PER_DAY)[:, :, lag:].reshape(len(table), -1)


def _pair_sums(first: Floats, second: Floats) -> tuple[float, float]:
    """Return the sums of the covariances over weeks and of the products of means, weighted by degrees of freedom."""
    weeks = min(len(first), len(second))
    both = ~np.isnan(first[:weeks]) & ~np.isnan(second[:weeks])
    a, b = np.where(both, first[:weeks], 0.0), np.where(both, second[:weeks], 0.0)
    n = both.sum(axis=0)
    products, means = (a * b).sum(axis=0), a.sum(axis=0) * b.sum(axis=0)
    compared = n >= _LEAST_WEEKS
    n, products, means = n[compared], products[compared], means[compared]
    return float((products - means / n).sum()), float(((means - products) / n).sum())


def _poisson_part(table: Floats) -> float:
    """Return what Poisson counts add to the sum of the covariances at lag 0."""
    n = (~np.isnan(table)).sum(axis=0)
    compared = n >= _LEAST_WEEKS
    return float((np.nansum(table, axis=0)[compared] * (n[compared] - 1) / n[compared]).sum())


def _fit(tables: Sequence[Floats], correlation: float | None = None) -> _Fit:
    """Fit the model; without a correlation, choose the one that fits best."""
    own = [lag_moments(table, table) for table in tables]
    if correlation is None:
        correlation = _best_correlation(own)
    lines = np.asarray([_parts(*moments, correlation) for moments in own])
    if len(tables) == 1:
        return _Fit(lines[0, 0], lines[0, 1], np.zeros(1), np.zeros(1), correlation)
    pairs = [(a, b) for a, b in combinations_with_replacement(range(len(tables)), 2) if a != b]
    crossed = [lag_moments(tables[a], tables[b]) for a, b in pairs]
    day, hour = _parts(*_pooled(crossed), correlation)
    return _Fit(day, hour, _beside(lines[:, 0], day), _beside(lines[:, 1], hour), correlation)


def _beside(total: Floats, shared: float) -> Floats:
    """Return the squared coefficient of variation of the factor that makes up a total with a shared one."""
    return np.asarray((1 + total) / (1 + max(0.0, shared)) - 1)


def _pooled(moments: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    weight = np.sum([weight for _, weight in moments], axis=0)
    total = np.sum([covariance * weight for covariance, weight in moments], axis=0)
    return np.divide(total, weight, out=np.zeros(_LAGS), where=weight > 0), weight


def _best_correlation(moments: Sequence[tuple[Floats, Floats]]) -> float:
    """Return the correlation of neighbouring hours that fits the covariances by lag of all lines together."""
    covariance, weight = _pooled(moments)
    misfits = [_least_squares(covariance, weight, correlation)[1] for correlation in _CORRELATIONS]
    return float(_CORRELATIONS[int(np.argmin(misfits))])


def _design(correlation: float) -> Floats:
    decay = np.where(np.arange(_LAGS) == 0, 1.0, correlation ** np.arange(_LAGS))
    return np.column_stack([np.ones(_LAGS), decay])


def _least_squares(covariance: Floats, weight: Floats, correlation: float) -> tuple[Floats, float]:
    root = np.sqrt(weight)
    solution, misfit = optimize.nnls(_design(correlation) * root[:, np.newaxis], covariance * root)
    return np.asarray(solution), float(misfit)


def _parts(covariance: Floats, weight: Floats, correlation: float) -> tuple[float, float]:
    """Return the squared coefficients of variation of the day and of the hour, which may be slightly negative."""
    root = np.sqrt(weight)
    solution = np.linalg.lstsq(_design(correlation) * root[:, np.newaxis], covariance * root, rcond=None)[0]
    day = float(solution[0])
    return day, float(solution[1]) / (1 + max(0.0, day))


def _resampled_fits(tables: Sequence[Floats], fit: _Fit) -> Floats:
    """Return the values of the fits to samples that are drawn from a fit, a row for each."""
    rng = np.random.default_rng(_SEED)
    return np.asarray([_fit(_resampled(tables, fit, rng)).values for _ in range(_RESAMPLES)])


def _resampled(tables: Sequence[Floats], fit: _Fit, rng: np.random.Generator) -> list[Floats]:
    """Draw counts as the fitted model has them, missing where they were missing."""
    shape = (max(len(table) for table in tables), 7 * HOURS_PER_DAY)
    shared = _factors(shape, fit.day, fit.hour, fit.correlation, rng)
    drawn = []
    for position, table in enumerate(tables):
        own = _factors(shape, fit.own_day[position], fit.own_hour[position], fit.correlation, rng)
        mean = np.nan_to_num(_mean_by_hour(table)) * (shared * own)[: len(table)]
        drawn.append(np.where(np.isnan(table), np.nan, rng.poisson(mean)))
    return drawn


def _mean_by_hour(table: Floats) -> Floats:
    n = (~np.isnan(table)).sum(axis=0)
    return np.asarray(np.divide(np.nansum(table, axis=0), n, out=np.zeros(table.shape[1]), where=n > 0))


def _factors(shape: tuple[int, int], day: float, hour: float, correlation: float, rng: np.random.Generator) -> Floats:
    """Draw the factor of each hour: that of its day times its own."""
    weeks, hours = shape
    factors = np.ones(shape)
    if day > 0:
        factors *= np.repeat(rng.gamma(1 / day, day, size=(weeks, 7)), HOURS_PER_DAY, axis=1)
    if hour > 0:
        noise = rng.standard_normal(weeks * hours)
        noise[1:] *= math.sqrt(1 - correlation**2)
        scores = _autoregression(noise, correlation)
        factors *= np.interp(scores, _SCORES, stats.gamma.ppf(ndtr(_SCORES), 1 / hour, scale=hour)).reshape(shape)
    return factors


def _autoregression(noise: Floats, correlation: float) -> Floats:
    return np.asarray(signal.lfilter([1.0], [1.0, -correlation], noise))


def _estimates(fit: _Fit, sample: _Sample, used: Sequence[int], lines: int) -> Dispersion:
    persistence = (1 - fit.correlation) / (1 + fit.correlation)
    hours = max(sample.days, round(sample.days * HOURS_PER_DAY * persistence))
    n = len(fit.own_day)
    freedom = [sample.days, hours, *([sample.days] * n), *([hours] * n)]
    errors = sample.fits.std(axis=0, ddof=1)
    cvs = [
        _cv(value, least, error, degrees, sample.calls)
        for value, least, error, degrees in zip(fit.values, sample.uncorrelated.values, errors, freedom, strict=False)
    ]
    own_day: list[Estimate | None] = [None] * lines
    own_hour: list[Estimate | None] = [None] * lines
    if n > 1:
        for position, line in enumerate(used):
            own_day[line], own_hour[line] = cvs[2 + position], cvs[2 + n + position]
    correlation = _correlation(fit.correlation, sample, is_there=bool(cvs[1].low)) if cvs[1].value > 0 else None
    return Dispersion(cvs[0], cvs[1], correlation, tuple(own_day), tuple(own_hour))


def _cv(square: float, uncorrelated: float, error: float, freedom: int, calls: int) -> Estimate:
    """Return a coefficient of variation with its interval.

    The correlation was chosen because it fits, which finds a spread of hours where there is none. So the lower end is
    that of the fit without correlation if that is lower.
    """
    noise = max(0.0, error * math.sqrt(freedom / 2) - max(0.0, square))
    least, total = (max(value + noise, 1e-12) for value in (min(square, uncorrelated), square))
    low = least * freedom / stats.chi2.ppf(0.975, freedom) - noise
    high = total * freedom / stats.chi2.ppf(0.025, freedom) - noise
    value, low, high = (math.sqrt(max(0.0, end)) for end in (square, low, high))
    return Estimate(value, low, high, calls)


def _correlation(value: float, sample: _Sample, *, is_there: bool) -> Estimate:
    """Return the correlation with its interval: the resampled quantiles, as they are and mirrored on Fisher's scale.

    Where hours may not differ at all, nothing is known of it.
    """
    if not is_there:
        return Estimate(value, 0.0, _CERTAIN, sample.calls)
    quantiles = np.quantile(sample.fits[:, -1], [0.025, 0.975])
    mirrored = np.tanh(2 * np.arctanh(value) - np.arctanh(quantiles))
    low, high = min(*quantiles, *mirrored), max(*quantiles, *mirrored)
    high = _CERTAIN if high >= _LARGEST_CORRELATION else float(high)
    return Estimate(value, max(0.0, float(low)), high, sample.calls)
