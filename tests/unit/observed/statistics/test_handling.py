"""Handling: which calls count, which distribution fits, and how the hour of the day changes it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simcall.observed.statistics.distributions import fitted_distribution, seconds_text
from simcall.observed.statistics.handling import (
    handled,
    handling_from_calls,
    handling_from_totals,
    hour_factors,
    hour_totals,
    left_out,
    means_differ,
    totals_from_counts,
)
from tests.observing import MONDAY, calls_frame, counts_frame


def test_talk_hold_and_wrap_up_are_added_and_odd_calls_left_out() -> None:
    """A test call of 4 s, a call of 36,291 s and one that was given up are no handling; a transferred call is."""
    calls = calls_frame(
        [pd.Timestamp(MONDAY) + pd.Timedelta(hours=hour) for hour in range(7)],
        outcome=["answered", "answered", "answered", "answered", "abandoned", "answered", "answered"],
        talk=[100, 4, 36291, np.nan, np.nan, 80, 60],
        hold=[20, 0, 0, np.nan, np.nan, 0, np.nan],
        wrap=[30, 0, 0, np.nan, np.nan, 0, np.nan],
        transferred=[False, False, False, False, False, True, False],
    )
    length, hour = handled(calls)
    assert length.tolist() == [150, 80, 60]
    assert hour.tolist() == [0, 5, 6]
    assert left_out(calls) == (1, 1)


@pytest.mark.parametrize("name", ["lognormal", "gamma"])
def test_the_law_that_made_the_calls_is_found(name: str) -> None:
    """Two thousand calls of mean 420 s and standard deviation 360 s give the name and both within 5 %."""
    rng = np.random.default_rng(1)
    sigma2 = np.log1p((360 / 420) ** 2)
    draws = {
        "lognormal": np.exp(rng.normal(np.log(420) - sigma2 / 2, np.sqrt(sigma2), 2000)),
        "gamma": rng.gamma((420 / 360) ** 2, 360**2 / 420, 2000),
    }
    distribution = fitted_distribution(draws[name], "answered calls")
    assert distribution.written["distribution"] == name
    assert distribution.mean == pytest.approx(420, rel=0.05)
    assert float(str(distribution.written["sd"]).removesuffix(" s")) == pytest.approx(360, rel=0.07)


def test_where_no_law_fits_quantiles_keep_the_mean() -> None:
    """Half the calls take 60 s and half 600 s, more or less: no simple distribution."""
    rng = np.random.default_rng(2)
    sample = np.concatenate([rng.normal(60, 5, 1000), rng.normal(600, 30, 1000)])
    distribution = fitted_distribution(sample, "answered calls")
    assert distribution.written == {"distribution": "empirical"}
    assert len(distribution.values) == 100
    assert np.mean(distribution.values) == pytest.approx(sample.mean())


def test_a_few_long_ones_among_many_zeros_are_kept() -> None:
    """As of phones that nearly always ring for less than a second: 5 of 2,000 ring for 3 s."""
    sample = np.zeros(2000)
    sample[:5] = 3.0
    distribution = fitted_distribution(sample, "answered calls")
    assert distribution.values[:-1] == (0.0,) * 99
    assert np.mean(distribution.values) == pytest.approx(sample.mean(), rel=0.01)


def test_calls_of_one_length_are_constant() -> None:
    """Every call takes a minute: there is nothing to fit, and no hour differs."""
    distribution = fitted_distribution(np.full(500, 60.0), "answered calls")
    assert distribution.written == {"distribution": "constant", "value": "60 s"}
    assert hour_factors(hour_totals(np.full(500, 60.0), np.arange(500) % 24)) is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(345.678, "345.7 s"), (12_345.6, "12350 s"), (1e7, "10000000 s"), (0.00012, "0.00012 s")]
)
def test_lengths_of_time_are_written_without_exponents(seconds: float, text: str) -> None:
    """Four digits count, and a scenario does not read 1.2e+04 s."""
    assert seconds_text(seconds) == text


def test_few_calls_are_exponential_and_said_to_be_assumed() -> None:
    """Thirty calls do not tell a shape."""
    distribution = fitted_distribution(np.full(30, 200.0) + np.arange(30), "answered calls")
    assert distribution.is_assumed
    assert distribution.mean == pytest.approx(214.5)


def test_the_interval_of_the_mean_holds_the_truth() -> None:
    """In 95 of 100, or slightly less because calls are skewed: of 400 at least 365.

    Chance gives fewer once in 1,000 times at 95 %; at a true coverage of 88 % it does nine times in ten.
    """
    rng = np.random.default_rng(3)
    sigma2 = np.log1p(0.85**2)
    hits = 0
    for _ in range(400):
        distribution = fitted_distribution(
            np.exp(rng.normal(np.log(420) - sigma2 / 2, np.sqrt(sigma2), 600)), "answered calls"
        )
        hits += distribution.mean_interval[0] <= 420 <= distribution.mean_interval[1]
    assert hits >= 365


_TRUE = 1 + 0.15 * np.sin((np.arange(24) - 9) / 24 * 2 * np.pi)


def _calls(rng: np.random.Generator, factors: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    hour = rng.integers(0, 24, n)
    return rng.gamma(1.4, 300 / 1.4, n) * factors[hour], hour


def test_factors_by_hour_are_found_and_average_one_over_the_calls() -> None:
    """Calls are 15 % longer by day than at the mean; with 800 an hour each factor is within 0.08."""
    length, hour = _calls(np.random.default_rng(4), _TRUE, 20_000)
    factors = hour_factors(hour_totals(length, hour))
    assert factors == pytest.approx(_TRUE, abs=0.08)
    assert factors[hour].mean() == pytest.approx(1)
    assert handling_from_calls(length, hour, factors).mean == pytest.approx(300, rel=0.02)


def test_factors_are_nearer_to_the_truth_than_the_plain_means() -> None:
    """With 60 calls an hour: they are smoothed by how uncertain they are."""
    rng = np.random.default_rng(5)
    ours, plain = [], []
    for _ in range(40):
        length, hour = _calls(rng, _TRUE, 1440)
        totals = hour_totals(length, hour)
        factors = hour_factors(totals)
        if factors is not None:
            ours.append(np.mean((factors - _TRUE) ** 2))
            plain.append(np.mean((totals.mean_s / length.mean() - _TRUE) ** 2))
    assert len(ours) > 10
    assert np.mean(ours) < 0.7 * np.mean(plain)


def test_hours_that_do_not_differ_have_no_factors() -> None:
    """Of 200 months at most eight claim factors: the error is 1 %."""
    rng = np.random.default_rng(6)
    claimed = [hour_factors(hour_totals(*_calls(rng, np.ones(24), 2000))) is not None for _ in range(200)]
    assert sum(claimed) <= 8


def test_a_report_gives_the_mean_and_assumes_the_shape() -> None:
    """Ten calls in 3,000 s: 300 s, exponential, assumed."""
    distribution = handling_from_totals(3000, 10)
    assert distribution.mean == 300
    assert distribution.is_assumed
    assert handling_from_totals(0, 0) is None


def test_a_report_by_hours_gives_means_by_hour() -> None:
    """Calls of 200 s by night and 400 s by day."""
    seconds = np.where(np.arange(48) % 24 < 12, 200.0, 400.0)
    counts = counts_frame("101", np.full((2, 24), 9.0), handling=9 * seconds)
    assert totals_from_counts(counts).mean_s.tolist() == seconds[:24].tolist()
    assert totals_from_counts(counts_frame("101", np.full((2, 24), 9.0))) is None


def test_calls_of_one_kind_seldom_seem_to_take_differently_long() -> None:
    """Two samples of one exponential distribution differ in about one of 100 draws.

    At 1 %, eleven of 400 or fewer is what chance gives in 99.9 % of cases. A rule without a test of chance,
    that means must differ by 5 %, would find a difference in most of them.
    """
    rng = np.random.default_rng(20261128)
    draws = [rng.exponential(300, (2, 60)) for _ in range(400)]

    assert sum(means_differ(first, second) for first, second in draws) <= 11


@pytest.mark.parametrize(("calls", "ratio", "expected"), [(200, 2.0, True), (19, 9.0, False), (200_000, 1.03, False)])
def test_means_differ_if_it_matters_and_there_are_calls_enough(calls: int, ratio: float, expected: bool) -> None:
    """Twice as long counts; 19 calls are too few, and 3 % is nothing to a planner, however certain."""
    rng = np.random.default_rng(20261129)

    assert means_differ(ratio * rng.gamma(4, 75, calls), rng.gamma(4, 75, 200_000)) is expected
