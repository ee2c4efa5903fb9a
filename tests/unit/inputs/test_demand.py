"""Rates follow the profile, the special days and the incidents. Each test of chance has a fixed seed and a control."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from scipy import stats

from simcall.inputs import Blueprint, draw_blueprint, draw_world
from tests.making import ONE_LINE, constant, exponential, scenario

H = 3600.0
NOBODY = {"calls_per_day": 0.0}


def laid(demand: dict[str, object], **changes: object) -> Blueprint:
    """Lay a demand of the only line on a calendar, by UTC unless a zone is named."""
    return draw_blueprint(scenario(ONE_LINE, {"time_zone": "UTC", **changes, "lines.999.demand": demand}))


def rates(demand: dict[str, object], **changes: object) -> np.ndarray:
    """Return the mean calls in each minute of the dates."""
    found = laid(demand, **changes).demands[0].rates
    return np.concatenate([np.diff(edges) for edges in np.split(found.cumulative, found.first[1:-1])])


def rings_s(blueprint: Blueprint, replications: int = 1, seed: int = 1) -> np.ndarray:
    """Return the seconds at which callers ring, of all replications together."""
    rings = [draw_world(blueprint, seed, i).callers.ring for i in range(replications)]
    return np.concatenate(rings) * blueprint.calendar.tick_s


def chi_square(counts: np.ndarray, expected: np.ndarray) -> float:
    """Return the p value of Poisson counts against their means."""
    return float(stats.chi2.sf(((counts - expected) ** 2 / expected).sum(), len(counts)))


def test_flat_rate():
    """A flat profile has the same rate in each minute; the volume is a day's, an hour's, with growth."""
    assert rates({"calls_per_day": 720.0}) == pytest.approx(np.full(1440, 0.5))
    assert rates({"calls_per_hour": 30.0, "growth": 2.0}) == pytest.approx(np.full(1440, 1.0))


def test_weights_are_relative():
    """The weights' mean over the week counts as 1: the volume is the week's mean, whatever the weights' scale."""
    weights = [1.0, 3.0] * 7
    expected = np.tile(np.repeat([0.25, 0.75], 720), 7)
    for scale in (1.0, 1000.0):
        found = rates({"calls_per_day": 720.0, "profile": [scale * w for w in weights]}, days=7.0)
        assert found == pytest.approx(expected)


def test_profile_starts_on_monday():
    """The first weight is Monday's, also where the run starts on another day."""
    demand = {"calls_per_day": 1440.0, "profile": [7.0, 0, 0, 0, 0, 0, 0]}
    found = rates(demand, start="2024-02-10", days=3.0)  # Saturday to Monday
    assert found.reshape(3, 1440).sum(axis=1) == pytest.approx([0, 0, 7 * 1440])


@pytest.mark.parametrize(("start", "hours"), [("2024-03-31", (1, 0, 1)), ("2024-10-27", (1, 2, 1))])
def test_profile_on_the_nights_when_the_clock_changes(start, hours):
    """An hour that the clock skips has no calls, one that comes twice has its rate both times; others keep theirs."""
    day = [24.0, 48.0, 72.0] + [0.0] * 21
    found = rates({"calls_per_hour": 6.0, "profile": day * 7}, start=start, time_zone="Europe/London")
    assert found.sum() == pytest.approx(24 * hours[0] + 48 * hours[1] + 72 * hours[2])


def test_special_days_scale_only_their_hours():
    """A factor holds from its start to its end on its dates; past midnight it runs into the next date."""
    special = {
        "all day": {"dates": ["2024-02-06"], "factor": 2.0},
        "evening": {"dates": ["2024-02-07"], "from": "20:00", "to": "22:30", "factor": 3.0},
        "night": {"dates": ["2024-02-08"], "from": "23:00", "to": "02:00", "factor": 5.0},
        "from": {"dates": ["2024-02-10"], "from": "18:00", "factor": 0.0},
    }
    found = rates({"calls_per_hour": 60.0, "special_days": special}, days=7.0).reshape(7, 1440)
    expected = np.ones((7, 1440))
    expected[1] = 2
    expected[2, 20 * 60 : 22 * 60 + 30] = 3
    expected[3, 23 * 60 :] = 5
    expected[4, : 2 * 60] = 5
    expected[5, 18 * 60 :] = 0
    assert found == pytest.approx(expected)


def test_special_days_multiply():
    """Where two special days hold at once their factors multiply; one with several dates holds once on each."""
    special = {
        "week": {"dates": ["2024-02-05", "2024-02-06"], "from": "22:00", "to": "04:00", "factor": 2.0},
        "storm": {"dates": ["2024-02-06"], "to": "01:00", "factor": 10.0},
    }
    found = rates({"calls_per_hour": 60.0, "special_days": special}, days=2.0)
    assert found[[0, 23 * 60, 24 * 60 + 30, 24 * 60 + 90, 24 * 60 + 300]] == pytest.approx([1, 2, 20, 2, 1])


def test_special_day_before_the_run():
    """The night of a special day that began on the date before the run is in it."""
    special = {"eve": {"dates": ["2024-02-04"], "from": "22:00", "to": "03:00", "factor": 4.0}}
    found = rates({"calls_per_hour": 60.0, "special_days": special})
    assert found[[0, 179, 180]] == pytest.approx([4, 4, 1])


def test_counts_follow_the_profile():
    """Calls by hour of the week have the profile's means: chi-square (168 cells, 84,000 calls) at 1e-4.

    Control: the same counts against the profile shifted by an hour, or with one day's hours 10 % up, fail.
    """
    weights = 1 + np.sin(np.arange(168) * 2 * np.pi / 24 - 2) * 0.6 + (np.arange(168) // 24 == 4) * 0.3
    blueprint = laid({"calls_per_hour": 50.0, "profile": weights.tolist()}, days=70.0)
    hours = (rings_s(blueprint) // H).astype(int) % 168
    counts, expected = np.bincount(hours, minlength=168), 500 * weights / weights.mean()
    assert chi_square(counts, expected) > 1e-4
    assert chi_square(counts, np.roll(expected, 1)) < 1e-4
    assert chi_square(counts, expected * np.where(np.arange(168) // 24 == 2, 1.1, 1.0)) < 1e-4


def test_no_calls_where_the_weight_is_zero():
    """In hours of weight zero nobody rings."""
    blueprint = laid({"calls_per_hour": 50.0, "profile": [0.0, 1.0] * 84}, days=28.0)
    hours = (rings_s(blueprint) // H).astype(int)
    assert len(hours) > 30_000
    assert np.all(hours % 2 == 1)


def test_step_from_2_to_60_an_hour():
    """After a step in the profile from 2 to 60 calls an hour there are 60 an hour at once, and 2 before.

    4 standard errors over 364 days (an hour: 1.6 calls of 60; the first 5 minutes: 0.47 of 5). Thinning that looks the
    rate up once per gap gives 35 in the hour, and 2 in those 5 minutes at most.
    """
    step = [2.0] * 12 + [60.0] * 12
    blueprint = laid({"calls_per_hour": 31.0, "profile": step * 7}, days=364.0)
    second = rings_s(blueprint) % 86_400
    for low, high, mean in ((11 * H, 12 * H, 2), (12 * H, 13 * H, 60), (12 * H, 12 * H + 300, 5), (0, H, 2)):
        count = np.sum((second >= low) & (second < high)) / 364
        assert abs(count - mean) < 4 * np.sqrt(mean / 364)


def test_number_of_a_date_is_poisson():
    """The number who ring on a date is Poisson: chi-square over 2,000 dates of mean 5 at 1e-4.

    Control: the same numbers against a mean 5 % off fail (power over 0.99: 5 standard errors of the mean).
    """
    blueprint = laid({"calls_per_day": 5.0}, days=2000.0)
    numbers = np.bincount((rings_s(blueprint) // 86_400).astype(int), minlength=2000)
    cells = np.arange(13)

    def p_value(mean: float) -> float:
        expected = stats.poisson(mean).pmf(cells)
        expected[-1] += stats.poisson(mean).sf(cells[-1])
        counts = np.bincount(np.minimum(numbers, cells[-1]), minlength=len(cells))
        return float(stats.chisquare(counts, expected * 2000).pvalue)

    assert p_value(5.0) > 1e-4
    assert p_value(5.35) < 1e-4


def incident(at: list[str], calls: float, spread: dict[str, object], size: str = "fixed") -> dict[str, object]:
    """Return a demand of nothing but incidents at given times."""
    return {**NOBODY, "bursts": {"crash": {"at": at, "calls_per_incident": calls, "size": size, "spread": spread}}}


def test_incidents_at_given_times():
    """Incidents that do happen have exactly as many calls as is fixed, each from its own time on."""
    blueprint = laid(incident(["2024-02-05T08:00:00", "2024-02-05T17:30:00"], 40.0, exponential("10 min")))
    rings = rings_s(blueprint)
    assert len(rings) == 80
    assert rings[0] >= 8 * H
    late = np.sum(rings >= 17.5 * H)
    assert late == 40
    callers = draw_world(blueprint, 1, 0).callers
    assert np.all(callers.origin[:, 1] == 1)
    assert np.unique(callers.origin[:, 2] >> 32).tolist() == [0, 1]


def test_incident_without_a_spread():
    """Calls about an incident with no spread come in its very tick."""
    assert rings_s(laid(incident(["2024-02-05T08:00:00"], 3.0, constant("0 s")))).tolist() == [8 * H] * 3


def test_incident_on_the_local_clock():
    """The times of incidents are on the local clock: 08:00 in summer, and after the night of 31 March."""
    found = laid(
        incident(["2024-03-31T08:00:00"], 2.0, constant("90 s")), start="2024-03-31", time_zone="Europe/London"
    )
    assert rings_s(found).tolist() == [7 * H + 90] * 2


def test_incidents_reach_over_the_edges_of_the_run():
    """Calls about an incident before the run that come in it are in it; those after its end are not."""
    before = laid(incident(["2024-02-04T23:59:00"], 5.0, constant("2 min")))
    assert rings_s(before).tolist() == [60.0] * 5
    after = laid(incident(["2024-02-05T23:59:00"], 5.0, constant("2 min")))
    assert len(rings_s(after)) == 0
    assert len(rings_s(laid(incident(["2024-02-06T00:00:00"], 5.0, constant("0 s"))))) == 0


@pytest.mark.parametrize("size", ["fixed", "geometric", "poisson"])
def test_size_of_incidents(size):
    """The number of calls per incident has its mean and variance: 4 standard errors over 3,000 incidents.

    Control: the law of another size fails on its variance (0, m(m-1) and m for a mean of m = 6).
    """
    at = [datetime(2024, 2, 5, 0, i // 60, i % 60).isoformat() for i in range(3000)]
    callers = draw_world(laid(incident(at, 6.0, constant("0 s"), size)), 1, 0).callers
    sizes = np.bincount(callers.origin[:, 2] >> 32, minlength=3000)
    variance = {"fixed": 0.0, "geometric": 30.0, "poisson": 6.0}
    assert abs(sizes.mean() - 6) <= 4 * np.sqrt(variance[size] / 3000)
    squares = (sizes - 6.0) ** 2
    error = squares.std() / np.sqrt(3000)
    for other, value in variance.items():
        assert (abs(squares.mean() - value) <= 4 * error) == (other == size)


def test_random_incidents_follow_the_profile():
    """Incidents at random have their own mean number a day, whatever the volume, and the profile's times.

    4 standard errors: 2,000 incidents in 500 days, all in the evening hours, which alone have weight.
    """
    demand = {
        "calls_per_day": 0.001,
        "profile": ([0.0] * 18 + [1.0] * 6) * 7,
        "bursts": {
            "b": {"incidents_per_day": 4.0, "calls_per_incident": 1.0, "size": "fixed", "spread": constant("0 s")}
        },
    }
    rings = rings_s(laid(demand, days=500.0))
    assert abs(len(rings) - 2000) < 4 * np.sqrt(2000)
    hours = (rings // H).astype(int) % 24
    assert hours.min() == 18
    assert chi_square(np.bincount(hours - 18, minlength=6), np.full(6, len(rings) / 6)) > 1e-4


def test_random_incidents_without_ordinary_demand():
    """With no ordinary demand to follow, incidents come at any minute of the day alike: KS at 1e-4 (2,000)."""
    burst = {"incidents_per_day": 4.0, "calls_per_incident": 1.0, "size": "fixed", "spread": constant("0 s")}
    rings = rings_s(laid({**NOBODY, "bursts": {"b": burst}}, days=500.0))
    assert abs(len(rings) - 2000) < 4 * np.sqrt(2000)
    assert stats.kstest(rings % 86_400 / 86_400, "uniform").pvalue > 1e-4
