"""The arrivals are the process that they claim to be: dispersion by window, and Poisson within constant rates.

Each test has a fixed seed, a significance of about 1e-4 (|z| < 4), and a power over 0.99 against the wrong process that
it shows to fail.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats

from simcall.inputs import Draws, draw_blueprint, draw_world
from simcall.inputs.demand import arrivals as draw_arrivals
from tests.making import ONE_LINE, exponential, scenario

WINDOWS = (1, 5, 30)


def counts(demand: dict[str, object], days: int, busyness: float = 0.0) -> np.ndarray:
    """Return the calls in each minute of each day; days of busyness change at midnight, and the clock never."""
    changes = {"time_zone": "UTC", "days": float(days), "busyness": {"cv": busyness, "day_starts": "00:00"}}
    made = draw_blueprint(scenario(ONE_LINE, {**changes, "lines.999.demand": demand}))
    sources = draw_arrivals(made.demands, made.scenario.busyness, made.calendar, Draws(1, 0))
    rings = [one.ring_s for one in sources]
    minute = (np.concatenate(rings) // 60).astype(int)
    return np.bincount(minute[minute < days * 1440], minlength=days * 1440).reshape(-1, 1440)


@cache
def burst_counts(size: str) -> np.ndarray:
    """Return the calls in each minute of 500 days: a third ordinary calls, the others in bursts of 5."""
    burst = {"incidents_per_day": 96.0, "calls_per_incident": 5.0, "size": size, "spread": exponential("90 s")}
    return counts({"calls_per_hour": 10.0, "bursts": {"b": burst}}, 500)


def dispersion_z(minutes: np.ndarray, window: int, mean: float, predicted: float) -> float:
    """Return how many standard errors the index of dispersion (variance / mean) in windows is off its prediction.

    Days are independent: the standard error is that of a ratio of totals over days.
    """
    n = minutes.reshape(len(minutes), -1, window).sum(axis=2)
    square, total = ((n - mean * window) ** 2).sum(axis=1), np.full(len(minutes), mean * 1440)
    residual = square - square.sum() / total.sum() * total
    error = np.sqrt((residual**2).sum()) / total.sum()
    return float((square.sum() / total.sum() - predicted) / error)


def cluster_excess(window: int, spread_min: float, pairs: float, share: float) -> float:
    """Return what clusters add to the index of dispersion in windows (the variance of a Neyman-Scott process).

    `pairs` is E[K(K - 1)]/E[K] of the cluster size K, `share` the share of calls that come in clusters; offsets from
    the incident are exponential, so that two calls of one are a Laplace time apart.
    """
    x = window / spread_min
    return share * pairs * (1 - (1 - np.exp(-x)) / x)


@pytest.mark.parametrize("window", WINDOWS)
def test_plain_poisson_has_an_index_of_one(window):
    """Without a day factor and bursts the variance of counts is their mean in windows of every length.

    Power: an index of 1.18 (one caller in ten rings twice, 120 days) is over 6.3 standard errors away in each window.
    """
    minutes = counts({"calls_per_hour": 60.0}, 120)
    assert abs(dispersion_z(minutes, window, 1.0, 1.0)) < 4
    # Control: one caller in ten rings twice in the same minute.
    doubled = minutes + np.random.default_rng(1).binomial(minutes, 0.1)
    assert abs(dispersion_z(doubled, window, 1.1, 1.0)) > 4
    # Control: more regular than Poisson, of the same mean.
    assert abs(dispersion_z(np.random.default_rng(1).binomial(5, 0.2, minutes.shape), window, 1.0, 1.0)) > 4


@pytest.mark.parametrize("source", ["line", "busyness"])
def test_day_factor_inflates_long_windows(source):
    """A gamma factor of the day adds (mean in the window) x cv^2 to the index: m/alpha, so most in long windows.

    Power: with 1,500 days a cv of 0.36 in place of 0.3 (44 % more excess) is about 9 standard errors away.
    """
    cv = 0.3
    demand = {"calls_per_hour": 20.0, "day_factor_cv": cv if source == "line" else 0.0}
    minutes = counts(demand, 1500, cv if source == "busyness" else 0.0)
    for window in WINDOWS:
        assert abs(dispersion_z(minutes, window, 1 / 3, 1 + cv**2 * window / 3)) < 4, window
    assert dispersion_z(minutes, 30, 1 / 3, 1 + 0.36**2 * 10) < -4
    assert dispersion_z(minutes, 30, 1 / 3, 1.0) > 4
    whole = minutes.sum(axis=1)  # the factor is the same all day long: the day's own index is 1 + 480 cv^2
    assert whole.var() / whole.mean() == pytest.approx(1 + 480 * cv**2, rel=4 * np.sqrt((2 + 6 * cv**2) / 1500))


def test_two_factors_multiply():
    """The shared factor and the line's own multiply: variances of the product of two gamma factors."""
    minutes = counts({"calls_per_hour": 20.0, "day_factor_cv": 0.2}, 1500, 0.2)
    assert abs(dispersion_z(minutes, 30, 1 / 3, 1 + 10 * (1.04**2 - 1))) < 4
    assert dispersion_z(minutes, 30, 1 / 3, 1 + 10 * 0.04) > 4  # control: only one of them


@pytest.mark.parametrize("turn", [0, 6, 23])
def test_a_day_of_busyness_runs_from_turn_to_turn(turn):
    """The factor holds from one turn of the day to the next, over midnight: Friday night is one night.

    Days have a cv of 0.5 and some 24,000 calls: every hour is within 6 standard errors of its day's mean.
    Control: the hours of the same counts from another hour on, as days, are not.
    """
    demand = {"calls_per_hour": 1000.0}
    changes = {"time_zone": "UTC", "days": 30.0, "busyness": {"cv": 0.5, "day_starts": f"{turn:02}:00"}}
    blueprint = draw_blueprint(scenario(ONE_LINE, {**changes, "lines.999.demand": demand}))
    hourly = np.bincount(draw_world(blueprint, 1, 0).callers.ring // 3_600_000, minlength=720)

    def worst(first: int) -> float:
        days = hourly[first : first + 29 * 24 - 24].reshape(-1, 24)
        mean = days.mean(axis=1, keepdims=True)
        return float(np.abs((days - mean) / np.sqrt(mean)).max())

    assert worst(turn) < 6
    assert worst(turn + 1) > 6


@pytest.mark.parametrize(("size", "pairs"), [("geometric", 8.0), ("poisson", 5.0), ("fixed", 4.0)])
def test_bursts_inflate_short_windows(size, pairs):
    """Bursts of 5 calls add to the index up to E[K(K - 1)]/E[K], most of it within minutes (mean offset 90 s).

    Power: an excess 20 % larger than predicted is over 4 + 2.3 standard errors away in every window (500 days).
    """
    minutes = burst_counts(size)
    mean, share = 0.5, 2 / 3
    for window in WINDOWS:
        excess = cluster_excess(window, 1.5, pairs, share)
        assert abs(dispersion_z(minutes, window, mean, 1 + excess)) < 4, window
        assert dispersion_z(minutes, window, mean, 1 + 1.2 * excess) < -4, window
        assert dispersion_z(minutes, window, mean, 1.0) > 4, window


def test_windows_tell_the_two_apart():
    """From 5 to 30 minutes a day factor's excess grows sixfold, that of bursts of 90 s by a third."""

    def excess(minutes: np.ndarray, window: int) -> float:
        n = minutes.reshape(-1, window).sum(axis=1)
        return float(n.var() / n.mean() - 1)

    factor = counts({"calls_per_hour": 20.0, "day_factor_cv": 0.3}, 500)
    bursts = burst_counts("geometric")
    assert 5 < excess(factor, 30) / excess(factor, 5) < 7
    assert 1.2 < excess(bursts, 30) / excess(bursts, 5) < 1.5


def arrivals(profile: list[float]) -> np.ndarray:
    """Return the seconds at which some 30,000 callers ring in 56 days."""
    demand = {"calls_per_hour": 22.0, "profile": profile}
    blueprint = draw_blueprint(scenario(ONE_LINE, {"time_zone": "UTC", "days": 56.0, "lines.999.demand": demand}))
    return draw_world(blueprint, 1, 0).callers.ring / 1000


HOURLY = [float(w) for w in np.tile(np.linspace(0.4, 1.6, 24), 7)]
SLOPED = [float(w * f) for w in HOURLY for f in (0.85, 1.15)]
"""Half hours: not constant within the hours."""


def test_conditional_uniformity():
    """Within hours of constant rate arrivals are uniform: Kolmogorov and Smirnov at 1e-4 on 30,000 places in the hour.

    Control: a rate 15 % lower in the first half of each hour and higher in the second is found (power over 0.999).
    """
    assert stats.kstest(arrivals(HOURLY) % 3600 / 3600, "uniform").pvalue > 1e-4
    assert stats.kstest(arrivals(SLOPED) % 3600 / 3600, "uniform").pvalue < 1e-4


def log_gaps(times: np.ndarray, period: float) -> np.ndarray:
    """Return Brown et al.'s (2005) transform: unit exponential for a Poisson process of constant rate in each period.

    X_j = (J + 1 - j) (-log((L - T_j) / (L - T_{j-1}))), for the J ordered times T_j in a period of length L.
    """
    place, within = (times // period).astype(int), times % period
    found = []
    for some in np.split(within, np.flatnonzero(np.diff(place)) + 1):
        ordered = np.concatenate([[0.0], np.sort(some)])
        left = np.arange(len(some), 0, -1)
        found.append(left * -np.diff(np.log(period - ordered)))
    return np.concatenate(found)


def test_gaps_are_those_of_a_poisson_process():
    """Within hours of constant rate the gaps are a Poisson process's (Brown et al. 2005): KS at 1e-4 on 30,000 gaps.

    Control: the same number of calls, one in ten of which follows another by seconds, fails.
    """
    times = arrivals(HOURLY)
    assert stats.kstest(log_gaps(times, 3600.0), "expon").pvalue > 1e-4
    rng = np.random.default_rng(1)
    follow = rng.random(len(times)) < 0.1
    clustered = np.sort(np.where(follow, np.roll(times, 1) + rng.exponential(5, len(times)), times))
    assert stats.kstest(log_gaps(clustered, 3600.0), "expon").pvalue < 1e-4
