"""The factors of the hours: their joint distribution, exactly; their addresses; and callers who follow them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from simcall.inputs import Calendar, Draws, draw_blueprint
from simcall.inputs.busy_hours import BusyHours, hour_factors
from simcall.inputs.calendar import calendar_of
from simcall.inputs.demand import arrivals
from simcall.inputs.quantiles import gamma_factor_quantile
from tests.making import ONE_LINE, TWO_LINES, scenario

HOUR_S = 3600.0


def calendar(**changes: Any) -> Calendar:
    """Lay a span on the calendar."""
    return calendar_of(scenario(ONE_LINE, changes))


class OneHour(Draws):
    """Random numbers with the normal score of one hour at 1 and all others at 0."""

    def __init__(self, hour: int) -> None:
        super().__init__(1, 0)
        self.hour = hour

    def uniforms(self, stream, purpose, dates, n, number=0):
        """Return the median everywhere, and in one hour one standard deviation above it."""
        hours = (np.asarray(dates)[:, None] - 719_163) * 24 + np.arange(n)
        return special.ndtr(np.where(hours == self.hour, 1.0, 0.0)).ravel()


@pytest.mark.parametrize(("correlation", "reach"), [(0.0, 1), (0.3, 80), (0.6, 150)])
def test_joint_distribution(correlation, reach):
    """The scores are sums of independent ones whose covariance is the correlation to the power of the distance.

    Each column of `weights` is what one hour's own number adds to the scores of two days, read from the factors.
    """
    span = calendar(start="2024-02-05", days=2.0).hours
    columns = range(int(span.number[0]) - reach, int(span.number[-1]) + reach)
    cv = 0.5
    factors = np.array([hour_factors("x", cv, correlation, span, OneHour(hour)) for hour in columns]).T
    weights = special.ndtri(special.gammainc(cv**-2, factors * cv**-2))
    distance = np.abs(np.subtract.outer(span.number, span.number))
    expected = correlation**distance if correlation else np.eye(len(distance))
    np.testing.assert_allclose(weights @ weights.T, expected, atol=1e-9)


def test_marginal_distribution():
    """Factors have the gamma distribution of mean 1: KS at 1e-4 over 20,000 independent hours.

    Control: a coefficient of variation that is 10 % off fails.
    """
    span = calendar(days=833.0).hours
    factors = hour_factors("x", 0.3, 0.0, span, Draws(1, 0))
    p_value = {cv: stats.kstest(factors, stats.gamma(cv**-2, scale=cv**2).cdf).pvalue for cv in (0.3, 0.33)}
    assert p_value[0.3] > 1e-4 > p_value[0.33]


@pytest.mark.parametrize("correlation", [0.0, 0.6, 0.99])
def test_address(correlation):
    """An hour has the same factor, to the last bit, whenever the run starts and however long it is."""
    long = calendar(start="2024-03-25", days=14.0, time_zone="Europe/London").hours
    short = calendar(start="2024-03-30T17:00:00", days=1.3, time_zone="Europe/London").hours
    of_long, of_short = (hour_factors("x", 0.3, correlation, span, Draws(1, 0)) for span in (long, short))
    np.testing.assert_array_equal(of_short, of_long[np.isin(long.number, short.number)])


def test_streams_and_replications_differ():
    """Another stream or replication has other factors."""
    span = calendar().hours
    first = hour_factors("x", 0.3, 0.6, span, Draws(1, 0))
    assert not np.any(first == hour_factors("y", 0.3, 0.6, span, Draws(1, 0)))
    assert not np.any(first == hour_factors("x", 0.3, 0.6, span, Draws(1, 1)))


def test_larger_variation_of_the_same_hours():
    """A larger coefficient of variation stretches the factors: the same hours are the busy ones."""
    span = calendar().hours
    small, large = (hour_factors("x", cv, 0.6, span, Draws(1, 0)) for cv in (0.1, 0.5))
    assert np.array_equal(np.argsort(small), np.argsort(large))


@pytest.mark.parametrize(
    ("start", "zone", "hours"),
    [
        ("2024-02-05", "Europe/London", 24),
        ("2024-03-31", "Europe/London", 23),
        ("2024-10-27", "Europe/London", 25),
        ("2024-02-05", "Asia/Kolkata", 24),
        ("2011-12-30", "Pacific/Apia", 0),  # a date that the country left out
    ],
)
def test_hours_of_a_date(start, zone, hours):
    """A date has the hours that its clock shows, each of 60 minutes, numbered one after the other across midnights."""
    found = calendar(start=start, days=1.0 if hours else 2.0, warm_up="1 day", time_zone=zone)
    place = [day.date.isoformat() for day in found.dates].index(start) if hours else 0
    assert not hours or found.hours.first[place + 1] - found.hours.first[place] == hours
    assert np.all(found.hours.end - found.hours.start == 60)
    assert np.all(np.diff(found.hours.number) == 1)


def test_hours_where_the_clock_changes_by_half_an_hour():
    """On Lord Howe Island the hour that is repeated in part is an hour and a half, in two parts."""
    found = calendar(start="2024-04-07", time_zone="Australia/Lord_Howe").hours
    assert (found.end - found.start).tolist() == [60, 60, 30, *[60] * 22]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    rng=st.builds(np.random.default_rng, st.integers(0, 10**6)),
    start=st.sampled_from(["2024-02-05", "2024-03-30", "2024-10-26"]),
    turn=st.sampled_from(["00:00", "06:00", "06:30"]),
    zero=st.sampled_from([0.0, 0.5]),
)
def test_the_inverse(rng, start, turn, zero):
    """Callers' times are the inverse of the cumulative rate under all factors, by NumPy's interpolation alone."""
    profile = (rng.exponential(1, 336) * (rng.random(336) >= zero)).tolist()
    changes = {
        "start": start,
        "days": 2.0,
        "busyness.day_starts": turn,
        "time_zone": "Europe/London",
        "lines.999.demand": {"calls_per_hour": 6.0, "profile": profile},
    }
    blueprint = draw_blueprint(scenario(ONE_LINE, changes))
    rates, hours, dates = blueprint.demands[0].rates, blueprint.calendar.hours, blueprint.calendar.dates
    before, after, by_hour = rng.gamma(2, 1, len(dates)), rng.gamma(2, 1, len(dates)), rng.gamma(2, 1, len(hours.date))
    busy = BusyHours.of(rates, hours, by_hour, before, after)
    sizes = np.full(len(dates), 20)
    u = rng.random(int(sizes.sum()))
    found = rates.times_s(busy.plain_shares(u, sizes), sizes, before, after)
    for place, day in enumerate(dates):
        per_minute = np.diff(rates.cumulative[rates.first[place] : rates.first[place + 1]])
        is_late = np.arange(len(day.clock)) >= rates.turn[place]
        factor = np.where(is_late, after[place], before[place]) * by_hour[hours.date == place][day.hour]
        edges = np.concatenate(([0.0], np.cumsum(per_minute * factor)))
        assert busy.volumes[place] == pytest.approx(edges[-1])
        shares, some = u[20 * place : 20 * place + 20], found[20 * place : 20 * place + 20]
        back = np.interp((some - day.start_s) / 60, np.arange(len(edges)), edges) / edges[-1]
        assert back == pytest.approx(shares, abs=1e-9)


def rings(table: dict[str, Any], **changes: Any) -> list[np.ndarray]:
    """Return the seconds at which the callers of each line ring."""
    blueprint = draw_blueprint(scenario(table, {"days": 3.0, **changes}))
    drawn = arrivals(blueprint.demands, blueprint.scenario.busyness, blueprint.calendar, Draws(1, 0))
    return [source.ring_s for source in drawn]


def test_correlation_without_variation():
    """Without variation a correlation changes nobody's call."""
    plain, correlated = rings(TWO_LINES), rings(TWO_LINES, **{"busyness.hour_correlation": 0.5})
    for before, after in zip(plain, correlated, strict=True):
        np.testing.assert_array_equal(before, after)


def test_only_the_line_itself_follows_its_own_factor():
    """A line's own factor moves its callers and nobody else's."""
    plain, own = rings(TWO_LINES), rings(TWO_LINES, **{"lines.101.demand.hour_factor_cv": 0.5})
    np.testing.assert_array_equal(plain[0], own[0])
    assert not np.array_equal(plain[1], own[1])


def test_more_volume_only_adds_callers():
    """With hours' factors, a larger volume keeps every caller and adds others."""
    busy = {"busyness": {"cv": 0.2, "hour_cv": 0.4, "hour_correlation": 0.6}}
    few, many = (rings(ONE_LINE, **busy, **{"lines.999.demand.growth": growth})[0] for growth in (1.0, 1.5))
    assert len(few) < len(many)
    assert np.abs(np.subtract.outer(few, many)).min(axis=1) == pytest.approx(0, abs=1e-6)


def test_lines_share_the_factor():
    """Counts of two lines by hour have the covariance of the shared factor alone: 4 standard errors over replications.

    The shared factor has a variance of 0.09, each line's own of 0.25, with 60 calls an hour.
    """
    lines = {
        "demand": {"calls_per_hour": 60.0, "hour_factor_cv": 0.5},
        "handling": TWO_LINES["lines"]["999"]["handling"],
    }
    table = {**ONE_LINE, "lines": {"a": lines, "b": lines}, "groups": {"g": {"lines": ["a", "b"], "headcount": 1}}}
    blueprint = draw_blueprint(scenario(table, {"days": 7.0, "busyness": {"hour_cv": 0.3}}))
    products = []
    for replication in range(100):
        drawn = arrivals(blueprint.demands, blueprint.scenario.busyness, blueprint.calendar, Draws(1, replication))
        hours = [np.bincount((source.ring_s // HOUR_S).astype(int), minlength=168) - 60.0 for source in drawn]
        products.append(np.mean(hours[0] * hours[1]))
    error = np.std(products) / 10
    assert abs(np.mean(products) - 3600 * 0.09) < 4 * error
    assert 4 * error < 3600 * 0.03


def test_the_largest_score_has_a_finite_factor():
    """Even the largest normal score that can be drawn gives a factor that is a number."""
    assert np.isfinite(gamma_factor_quantile(10.0, np.array([1 - 2.0**-53])))[0]
