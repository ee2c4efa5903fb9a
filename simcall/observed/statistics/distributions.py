"""Distributions of lengths of time, as a scenario writes them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy import stats
from scipy.special import digamma, polygamma

from simcall.observed.measured import TimeDistribution
from simcall.observed.statistics.grids import Floats
from simcall.observed.statistics.intervals import mean_estimate

__all__ = [
    "STEP_CALLS",
    "empirical_distribution",
    "equal_levels",
    "exponential_distribution",
    "fitted_distribution",
    "lognormal_distribution",
    "seconds_text",
    "step_count",
]

STEP_CALLS = 20
"""Each step of an empirical distribution has at least as many calls behind it, so that no call can be recognised."""
_MOST_STEPS = 100
_FITS_WITHIN = 0.03
_KOLMOGOROV_95 = 1.36


def seconds_text(seconds: float) -> str:
    """Return a length of time as a scenario writes it."""
    return f"{np.format_float_positional(float(f'{seconds:.4g}'), trim='-')} s"


def step_count(calls: int) -> int:
    """Return how many equally likely values may be written for a number of calls."""
    return min(_MOST_STEPS, calls // STEP_CALLS)


def equal_levels(steps: int) -> Floats:
    """Return the probabilities in the middle of equally likely steps."""
    return (np.arange(steps) + 0.5) / steps


def empirical_distribution(values: Floats, calls: int, basis: str, *, median: float | None) -> TimeDistribution:
    """Return an empirical distribution of equally likely values, in seconds, without intervals."""
    rounded = tuple(round(float(value), 3) for value in values)
    mean = float(np.mean(values))
    return TimeDistribution({"distribution": "empirical"}, rounded, mean, median, calls=calls, basis=basis)


def exponential_distribution(mean: float, events: int, calls: int, basis: str) -> TimeDistribution:
    """Return an exponential distribution of a mean in seconds; its shape is assumed.

    Parameters
    ----------
    mean : float
        The time at risk, divided by the events.
    events : int
        How many lengths of time ended in the data: the interval is that of a Poisson count of this size.
    calls : int
        How many calls are behind it.
    basis : str
        From what it was made, and how.
    """
    written = {"distribution": "exponential", "mean": seconds_text(mean)}
    low, high = (2 * events * mean / float(stats.chi2.ppf(level, 2 * events)) for level in (0.975, 0.025))
    half = math.log(2)
    return TimeDistribution(
        written,
        mean=mean,
        median=mean * half,
        mean_interval=(low, high),
        median_interval=(low * half, high * half),
        calls=calls,
        basis=basis,
        is_assumed=True,
    )


def lognormal_distribution(median: float, sigma: float, calls: int, basis: str) -> TimeDistribution:
    """Return a lognormal distribution of a median in seconds and a standard deviation of the logarithm."""
    mean = median * math.exp(sigma**2 / 2)
    sd = mean * math.sqrt(math.expm1(sigma**2))
    written = {"distribution": "lognormal", "mean": seconds_text(mean), "sd": seconds_text(sd)}
    return TimeDistribution(written, mean=mean, median=median, calls=calls, basis=basis)


def fitted_distribution(sample: Floats, what: str) -> TimeDistribution:
    """Return the lognormal or the gamma distribution if it fits, otherwise an empirical one.

    The nearer of the two is taken if its distribution function is nowhere more than 3 points from the sample's, or
    than chance explains. The mean is the sample's in either case, because the workload depends on it.

    Parameters
    ----------
    sample : Floats
        Lengths of time in seconds.
    what : str
        What they are, for the basis: ``"answered calls"``.
    """
    estimate = mean_estimate(sample)
    calls, mean, median = len(sample), estimate.value, float(np.median(sample))
    basis = f"{calls:,} {what}, mean {seconds_text(mean)}."
    if mean == 0:
        return TimeDistribution(
            {"distribution": "constant", "value": "0 s"}, mean=0.0, median=0.0, calls=calls, basis=basis
        )
    if step_count(calls) < 2:
        return exponential_distribution(
            mean, calls, calls, f"{basis} These are too few to show the shape, which is assumed."
        )
    if np.ptp(sample) == 0:
        written = {"distribution": "constant", "value": seconds_text(mean)}
        return TimeDistribution(written, mean=mean, median=median, mean_interval=(mean, mean), calls=calls, basis=basis)
    distribution = _parametric(sample, mean, median, basis)
    if distribution is None:
        # The mean of each group, not its middle: most values may be 0, and the longest calls are much of the mean.
        groups = np.array_split(np.sort(sample), step_count(calls))
        values = np.array([group.mean() for group in groups])
        text = f"{basis} No simple distribution fits, so simcall uses the measured quantiles."
        distribution = empirical_distribution(values * (mean / np.mean(values)), calls, text, median=median)
    return replace(distribution, mean_interval=(max(0.0, estimate.low or 0.0), estimate.high or mean))


def _parametric(sample: Floats, mean: float, median: float, basis: str) -> TimeDistribution | None:
    """Return the lognormal or the gamma distribution, whichever is nearer; None if neither fits."""
    if sample.min() <= 0:
        return None
    name, distance, cv = min(_lognormal_fit(sample), _gamma_fit(sample), key=lambda fit: fit[1])
    if distance > max(_FITS_WITHIN, _KOLMOGOROV_95 / math.sqrt(len(sample))):
        return None
    written = {"distribution": name, "mean": seconds_text(mean), "sd": seconds_text(mean * cv)}
    text = f"{basis} A {name} distribution differs from theirs by at most {100 * distance:.1f} percentage points."
    return TimeDistribution(written, mean=mean, median=median, calls=len(sample), basis=text)


def _lognormal_fit(sample: Floats) -> tuple[str, float, float]:
    """Return the name, the largest distance from the sample's distribution and the coefficient of variation."""
    logs = np.log(sample)
    sigma = float(logs.std(ddof=1))
    distance = float(stats.kstest(logs, "norm", args=(float(logs.mean()), sigma)).statistic)
    return "lognormal", distance, math.sqrt(math.expm1(sigma**2))


def _gamma_fit(sample: Floats) -> tuple[str, float, float]:
    mean = float(sample.mean())
    shape = _gamma_shape(math.log(mean) - float(np.log(sample).mean()))
    distance = float(stats.kstest(sample, "gamma", args=(shape, 0.0, mean / shape)).statistic)
    return "gamma", distance, 1 / math.sqrt(shape)


def _gamma_shape(gap: float) -> float:
    """Return the likeliest shape, given the log of the mean less the mean of the logs (Minka, 2002)."""
    shape = (3 - gap + math.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    for _ in range(5):
        slope = 1 / shape - float(polygamma(1, shape))
        shape = 1 / (1 / shape + (math.log(shape) - float(digamma(shape)) - gap) / (shape**2 * slope))
    return shape
