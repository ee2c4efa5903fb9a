"""The spread of days and hours: by hand, and against counts that are drawn from the model of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from simcall.observed.statistics import dispersion as module
from simcall.observed.statistics.dispersion import Dispersion, dispersion, lag_moments
from simcall.observed.statistics.grids import Grid
from tests.observing import grid_of

_SHAPE = 1 + 0.8 * np.sin((np.arange(24) - 9) / 24 * 2 * np.pi)


def _factors(rng: np.random.Generator, days: int, day_cv: float, hour_cv: float, correlation: float) -> np.ndarray:
    """Draw the factor of each hour, days from 06:00 on; the first six hours belong to the day before."""
    hours = np.ones(24 * days)
    if hour_cv > 0:
        noise = rng.standard_normal(24 * days)
        noise[1:] *= np.sqrt(1 - correlation**2)
        scores = list(accumulate(noise, lambda last, new: correlation * last + new))
        hours = stats.gamma.ppf(ndtr(scores), 1 / hour_cv**2, scale=hour_cv**2)
    if day_cv > 0:
        hours = hours * np.repeat(rng.gamma(1 / day_cv**2, day_cv**2, days + 1), 24)[18:-6]
    return hours.reshape(days, 24)


def _line(rng: np.random.Generator, factors: np.ndarray, calls_per_day: float, line: str = "101") -> Grid:
    offered = rng.poisson(calls_per_day / 24 * _SHAPE * factors).astype(np.float64)
    return grid_of(offered, line=line, first=date(2026, 3, 4))


def test_the_covariance_of_two_hours_by_hand() -> None:
    """Hours of 10 and 20 calls in one week, 14 and 24 in another, all other hours without a call.

    At lag 0 each hour's variance is 8, less the Poisson variance that is its mean: (8 - 12) + (8 - 22) and so on. The
    product of their means, 12 x 22, less the covariance over two weeks, 4, is 260; the covariance of 8 is 8 / 260.
    """
    table = np.zeros((2, 168))
    table[:, 30], table[:, 31] = (10, 14), (20, 24)
    covariance, weight = lag_moments(table, table)
    assert covariance[1] == pytest.approx(8 / 260)
    assert weight[1] == pytest.approx(260)
    assert covariance[0] == pytest.approx((8 - 12 + 8 - 22) / (144 - 4 + 484 - 4))
    assert covariance[2:].tolist() == [0] * 16


def test_hours_of_two_days_are_not_compared() -> None:
    """The last hour of a day and the first of the next are in two busyness days."""
    table = np.zeros((2, 168))
    table[:, 23], table[:, 24] = (10, 14), (20, 24)
    assert lag_moments(table, table)[0][1] == 0


def test_one_week_tells_nothing() -> None:
    """Weeks are compared with each other."""
    rng = np.random.default_rng(1)
    one_week = dispersion([_line(rng, np.ones((7, 24)), 500)])
    assert one_week == Dispersion(None, None, None, (None,), (None,))


def test_a_line_with_few_calls_is_passed_over() -> None:
    """The other line is measured as if it were alone."""
    rng = np.random.default_rng(2)
    busy = _line(rng, _factors(rng, 28, 0.1, 0.0, 0.0), 500)
    spread = dispersion([_line(rng, np.ones((28, 24)), 2, "desk"), busy])
    assert spread.day_cv is not None
    assert spread.own_day_cv == (None, None)


def _measured(
    runs: int, seed: int, *truth: float, calls_per_day: float = 400.0, weeks: int = 4
) -> Iterator[Dispersion]:
    rng = np.random.default_rng(seed)
    for _ in range(runs):
        yield dispersion([_line(rng, _factors(rng, 7 * weeks, *truth), calls_per_day)])


LATER_TRUTHS = ((0.15, 0.0, 0.0), (0.0, 0.15, 0.0))


@pytest.mark.parametrize(
    "truth", [(0.1, 0.2, 0.6), *(pytest.param(truth, marks=pytest.mark.long) for truth in LATER_TRUTHS)]
)
def test_the_intervals_hold_the_truth(truth: tuple[float, float, float], monkeypatch: pytest.MonkeyPatch) -> None:
    """In 95 of 100 months: of 60 at least 50, which chance gives 99.9 % of the time; at 75 % one time in twelve.

    The estimates are on average within 0.03 of the truth, but for a spread that is none: it cannot be below zero.
    """
    monkeypatch.setattr(module, "_RESAMPLES", 40)
    day_cv, hour_cv, correlation = truth
    spreads = list(_measured(60, 3, *truth))
    assert sum(spread.day_cv.low <= day_cv <= spread.day_cv.high for spread in spreads) >= 50
    assert sum(spread.hour_cv.low <= hour_cv <= spread.hour_cv.high for spread in spreads) >= 50
    if hour_cv > 0:
        found = [spread.hour_correlation for spread in spreads if spread.hour_correlation]
        assert sum(value.low <= correlation <= value.high for value in found) >= 50
        assert np.mean([spread.hour_cv.value for spread in spreads]) == pytest.approx(hour_cv, abs=0.03)
    if day_cv > 0:
        assert np.mean([spread.day_cv.value for spread in spreads]) == pytest.approx(day_cv, abs=0.03)


def test_what_two_lines_share_is_told_from_what_is_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines share days of 0.15 and hours of 0.1, and one has days of its own of 0.2.

    Means over 30 times eight weeks are within 0.03, more than three standard errors.
    """
    monkeypatch.setattr(module, "_RESAMPLES", 5)
    rng = np.random.default_rng(4)
    spreads = []
    for _ in range(30):
        shared = _factors(rng, 56, 0.15, 0.1, 0.5)
        own = shared * _factors(rng, 56, 0.2, 0.0, 0.0)
        spreads.append(dispersion([_line(rng, own, 800, "101"), _line(rng, shared, 800, "999")]))
    assert np.mean([spread.day_cv.value for spread in spreads]) == pytest.approx(0.15, abs=0.03)
    assert np.mean([spread.own_day_cv[0].value for spread in spreads]) == pytest.approx(0.2, abs=0.03)
    assert np.mean([spread.own_day_cv[1].value for spread in spreads]) < 0.06
    assert np.mean([spread.hour_cv.value for spread in spreads]) == pytest.approx(0.1, abs=0.03)


def test_the_same_counts_give_the_same_intervals() -> None:
    """The samples are seeded."""
    rng = np.random.default_rng(5)
    grid = _line(rng, _factors(rng, 28, 0.1, 0.1, 0.5), 500)
    assert dispersion([grid]) == dispersion([grid])


def test_missing_hours_are_left_out() -> None:
    """A month with a tenth of its hours missing gives a spread near that of the whole month."""
    rng = np.random.default_rng(6)
    grid = _line(rng, _factors(rng, 56, 0.1, 0.2, 0.5), 2000)
    exposure = (rng.random((56, 24)) > 0.1).astype(np.float64)
    holes = grid_of(grid.offered * exposure, exposure=exposure, first=grid.first)
    whole, partial = dispersion([grid]), dispersion([holes])
    assert partial.hour_cv.value == pytest.approx(whole.hour_cv.value, abs=0.02)
    assert partial.day_cv.value == pytest.approx(whole.day_cv.value, abs=0.03)


def test_a_line_that_is_closed_at_night_is_measured_by_its_open_hours() -> None:
    """Its rows from 08:00 to 18:00 show the spread of days that they were drawn with."""
    rng = np.random.default_rng(7)
    grid = _line(rng, _factors(rng, 56, 0.15, 0.0, 0.0), 2000)
    exposure = np.zeros((56, 24))
    exposure[:, 8:18] = 1
    office = dispersion([grid_of(grid.offered * exposure, exposure=exposure, first=grid.first)])
    assert office.day_cv is not None
    assert office.day_cv.low <= 0.15 <= office.day_cv.high
