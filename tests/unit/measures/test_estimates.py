"""From replications to an estimate with its interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, stats

from simcall.measures.estimates import UNDEFINED, Estimate, Pooled, quantile_estimates, ratio_estimates
from simcall.measures.measure import Kind


def one(
    numerator: list[float], denominator: list[float] | None, kind: Kind = Kind.NUMBER, scale: float = 1.0
) -> Estimate:
    """Return the estimate of a single cell."""
    below = None if denominator is None else np.array(denominator, float)[:, None]
    return ratio_estimates(np.array(numerator, float)[:, None], below, kind, scale)[0]


def test_mean_with_a_t_interval():
    """Without a denominator it is the mean over replications, with the t interval of n - 1 degrees of freedom."""
    values = [12.0, 15.0, 11.0, 18.0]
    found = one(values, None, Kind.COUNT)
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert (found.mean, found.low, found.high) == pytest.approx((14, low, high))


def test_ratio_of_totals():
    """A share is the ratio of the totals, 12/20, not the mean of the shares (0.525); its interval by hand.

    Residuals from 0.6: 2 - 0.6 * 4 = -0.4 and 10 - 0.6 * 16 = 0.4; standard error sqrt(2 * 0.32)/20 = 0.04;
    t_1 = 12.706.
    """
    found = one([2, 10], [4, 16])
    assert found.mean == pytest.approx(0.6)
    assert found.high == pytest.approx(0.6 + 12.7062 * 0.04, abs=1e-5)
    assert found.low == pytest.approx(0.6 - 12.7062 * 0.04, abs=1e-5)


def test_equal_denominators_give_the_interval_of_the_ratios():
    """Where all replications weigh the same the interval is that of the mean of their ratios."""
    found = one([2, 3, 7], [10, 10, 10])
    low, high = stats.t.interval(0.95, 2, 0.4, stats.sem([0.2, 0.3, 0.7]))
    assert (found.mean, found.high) == pytest.approx((0.4, high))
    assert found.low == max(0, low) == 0


def test_interval_is_the_jackknife_s():
    """The delta method's standard error is that of the jackknife (Law 2015, section 9.4), but for a term of 1/n."""
    rng = np.random.default_rng(1)
    below = rng.poisson(60, 300).astype(float)
    above = rng.binomial(below.astype(int), rng.beta(8, 2, 300)).astype(float)
    left_out = (above.sum() - above) / (below.sum() - below)
    jackknife = math.sqrt(299 / 300 * ((left_out - left_out.mean()) ** 2).sum())
    found = one(above.tolist(), below.tolist())
    assert (found.high - found.low) / 2 / stats.t.ppf(0.975, 299) == pytest.approx(jackknife, rel=0.005)


def test_scale():
    """A scale multiplies the estimate and its interval."""
    plain, hours = one([3600, 7200], None), one([3600, 7200], None, Kind.HOURS, 1 / 3600)
    assert hours.mean == pytest.approx(1.5)
    assert hours.high == pytest.approx(plain.high / 3600)


def test_cells_are_apart():
    """Each cell has its own estimate."""
    table = np.array([[1.0, 0.0, 5.0], [3.0, 0.0, 5.0]])
    found = ratio_estimates(table, np.array([[2.0, 0.0, 5.0], [6.0, 0.0, 5.0]]), Kind.SHARE)
    assert [cell.mean for cell in found] == [0.5, None, 1.0]


def test_share_of_nothing():
    """A ratio with a denominator of zero is not defined, nor is its interval."""
    assert one([0, 0], [0, 0], Kind.SHARE) == Estimate(None, None, None)


def test_a_replication_of_nothing_weighs_nothing():
    """A replication with a denominator of zero is no reason for a share to be undefined, and does not move it."""
    assert one([3, 0], [4, 0], Kind.SHARE).mean == 0.75


def test_one_replication():
    """From one replication there is an estimate and no interval."""
    assert one([3], [4], Kind.SHARE) == Estimate(0.75, None, None)
    assert one([0], [4], Kind.SHARE) == Estimate(0.0, None, None)
    assert one([7], None, Kind.COUNT) == Estimate(7.0, None, None)


@pytest.mark.parametrize("n", [2, 5, 30])
def test_bound_at_a_share_of_zero_and_one(n):
    """At a share of 0 or 1 the interval is Wilson's (1927) with the t quantile, t^2/(N + t^2), not of no width."""
    t = stats.t.ppf(0.975, n - 1)
    bound = t**2 / (20 * n + t**2)
    none, all_ = one([0] * n, [20] * n, Kind.SHARE), one([20] * n, [20] * n, Kind.SHARE)
    assert (none.mean, none.low) == (0, 0)
    assert none.high == pytest.approx(bound)
    assert (all_.mean, all_.high) == (1, 1)
    assert all_.low == pytest.approx(1 - bound)


def test_bounds_of_kinds():
    """A share's interval stays within 0 and 1, a count's at 0 or over."""
    share = one([1, 9], [10, 10], Kind.SHARE)
    assert (share.low, share.high) == (0, 1)
    count = one([1, 9], None, Kind.COUNT)
    assert count.low == 0
    assert count.high > 9


def test_count_without_spread():
    """A count that is the same in all replications has an interval of no width: there is nothing to be unsure of."""
    assert one([5, 5, 5], None, Kind.COUNT) == Estimate(5, 5, 5, 5, 5)


def test_interval_covers_a_mean():
    """The interval of a mean of 5 normal replications covers it in 95 % of 4,000 runs, within 4 standard errors.

    Control: the normal quantile in place of t covers in 88 %, 20 standard errors away.
    """
    runs = np.random.default_rng(2).normal(100, 10, (5, 4000))
    cells = ratio_estimates(runs, None, Kind.COUNT)
    covered = np.mean([cell.low <= 100 <= cell.high for cell in cells])
    assert abs(covered - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 4000)
    shrink = 1.96 / stats.t.ppf(0.975, 4)
    narrow = np.mean([abs(cell.mean - 100) <= shrink * (cell.high - cell.low) / 2 for cell in cells])
    assert narrow < 0.95 - 8 * math.sqrt(0.95 * 0.05 / 4000)


def test_interval_covers_a_ratio():
    """The interval of a share over 30 unequal replications covers it in 95 % of 4,000 runs, within 2 points.

    Two points are 4 standard errors (1.4) and 0.6 for the delta method at 30 replications. Control: an interval that
    takes calls as independent covers in under 80 %.
    """
    rng = np.random.default_rng(3)
    below = rng.poisson(rng.gamma(4, 15, (30, 4000))).astype(float)
    above = rng.binomial(below.astype(int), rng.beta(7, 3, (30, 4000))).astype(float)
    cells = ratio_estimates(above, below, Kind.SHARE)
    assert abs(np.mean([cell.low <= 0.7 <= cell.high for cell in cells]) - 0.95) < 0.02
    naive = 1.96 * np.sqrt(0.21 / below.sum(axis=0))
    assert np.mean(np.abs(above.sum(axis=0) / below.sum(axis=0) - 0.7) < naive) < 0.8


def test_quantile_of_the_pooled_values():
    """The estimate is the smallest value with at least that share of all values at or under it."""
    values = [np.array([5.0, 1.0, 4.0]), np.array([2.0, 3.0, 6.0, 7.0, 8.0, 9.0, 10.0])]
    for level, expected in ((0.5, 5), (0.9, 9), (0.95, 10), (0.901, 10), (0.05, 1)):
        assert Pooled(values).estimate(level).mean == expected


def test_quantile_of_ticks():
    """Values may be whole numbers of ticks: a scale multiplies the quantile and its interval."""
    values = [np.arange(1, 11, dtype=np.int32), np.arange(3, 13, dtype=np.int64)]
    estimate = Pooled(values).estimate(0.5, 0.001)
    assert (estimate.mean, estimate.low, estimate.high) == (6 * 0.001, 1 * 0.001, 12 * 0.001)
    assert Pooled(values[:1]).estimate(0.5, 0.001) == Estimate(5 * 0.001, None, None)


def test_quantile_of_nothing():
    """Without values there is no quantile; from one replication there is no interval."""
    assert Pooled([]).estimate(0.5) == Estimate(None, None, None)
    assert Pooled([np.empty(0), np.empty(0)]).estimate(0.5) == Estimate(None, None, None)
    assert Pooled([np.array([3.0, 1.0])]).estimate(0.5) == Estimate(1.0, None, None)


@pytest.mark.parametrize("replications", [1, 2, 9, 30, 45])
def test_quantiles_of_many_cells(replications):
    """Many cells at once have the figures of each alone, to the last digit: also cells and replications without values.

    Sums round by their order. Control: another order of the replications changes the last digits of some figures.
    """
    rng = np.random.default_rng(5)
    sizes = rng.poisson(rng.choice([0.0, 2.0, 30.0], 60))
    values = [[rng.exponential(60.0, rng.poisson(size)) for _ in range(replications)] for size in sizes]
    cells = [Pooled(of_cell) for of_cell in values]
    levels = [0.9] * len(cells)
    together = quantile_estimates(cells, levels, 0.001)
    assert together == [cell.estimate(0.9, 0.001) for cell in cells]
    assert UNDEFINED in together
    assert any(estimate.mean for estimate in together)
    if replications > 2:
        assert together != quantile_estimates([Pooled(of_cell[::-1]) for of_cell in values], levels, 0.001)


def test_quantile_interval_by_hand():
    """Woodruff's interval, two replications of 1 to 10 and 3 to 12: shares at or under the median 6 are 6/10 and 4/10.

    Ratio 0.5, residuals 1 and -1, standard error sqrt(2 * 2)/20 = 0.1, t_1 = 12.7: the whole range, 1 to 12.
    """
    found = Pooled([np.arange(1.0, 11), np.arange(3.0, 13)]).estimate(0.5)
    assert (found.mean, found.low, found.high) == (6, 1, 12)


def test_quantile_interval_of_equal_replications():
    """Where all replications are alike the interval has no width."""
    found = Pooled([np.arange(100.0)] * 4).estimate(0.9)
    assert (found.mean, found.low, found.high) == (89, 89, 89)


def test_quantile_interval_covers():
    """Woodruff's interval covers the true quantile of clustered values in 95 % of 1,500 runs, within 3 points.

    Three points are 4 standard errors (2.3) and 0.7 for the few clusters. Replications of about 40 exponential times
    share a gamma factor each. Control: an interval that takes values as independent covers in under 85 %.
    """
    rng = np.random.default_rng(4)
    shape, level, runs = 8.0, 0.9, 1500
    # The mixture's survival function is Lomax's: E[exp(-x/F)] for 1/F gamma with mean 1.
    truth = optimize.brentq(lambda x: (1 + x / shape) ** -shape - (1 - level), 0, 100)
    covered = naive = 0
    for _ in range(runs):
        rate = rng.gamma(shape, 1 / shape, 30)
        values = [rng.exponential(1 / r, n) for r, n in zip(rate, rng.poisson(40, 30), strict=True)]
        found = Pooled(values).estimate(level)
        covered += found.low <= truth <= found.high
        pooled = np.sort(np.concatenate(values))
        half = 1.96 * math.sqrt(level * (1 - level) / len(pooled))
        low, high = np.quantile(pooled, [level - half, level + half])
        naive += low <= truth <= high
    assert abs(covered / runs - 0.95) < 0.03
    assert naive / runs < 0.85
