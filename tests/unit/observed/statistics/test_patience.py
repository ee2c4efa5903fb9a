"""Patience: Kaplan and Meier by hand, and against callers whose patience is known."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from simcall.observed.statistics.patience import (
    patience_distribution,
    patience_from_totals,
    spikes,
    survival,
    wait_bins,
    waits_move_abandonment,
)


def test_kaplan_meier_by_hand() -> None:
    """Ten callers; three give up, after 10, 20 and 20 s, and answers at 5, 10 and 20 s are censored.

    At 10 s nine are waiting and one gives up: 8/9. At 20 s seven are waiting (the two who are answered then among
    them) and two give up: 8/9 x 5/7. The others are answered at 30 s.
    """
    wait = np.array([5, 10, 10, 20, 20, 20, 20, 30, 30, 30], dtype=float)
    gave_up = np.array([0, 1, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
    curve = survival(wait, gave_up)
    assert curve.time_s.tolist() == [10, 20]
    assert curve.share.tolist() == pytest.approx([8 / 9, 8 / 9 * 5 / 7])
    assert curve.at_risk.tolist() == [9, 7]
    assert curve.at(9.9) == 1
    assert curve.at(25) == pytest.approx(40 / 63)
    assert curve.median_s is None


def test_the_median_is_where_half_have_given_up() -> None:
    """Of four who all give up, half have after the second."""
    curve = survival(np.array([10.0, 20, 30, 40]), np.ones(4, dtype=bool))
    assert curve.median_s == 20


def test_nobody_who_gave_up_gives_no_curve() -> None:
    """Nothing is known of patience."""
    assert survival(np.array([10.0, 20]), np.zeros(2, dtype=bool)) is None


def _callers(
    rng: np.random.Generator, n: int, patience: np.ndarray, mean_wait: float = 60.0
) -> tuple[np.ndarray, np.ndarray]:
    """Draw callers of whom 40 % would have to wait, and return their waits and who gave up."""
    offered_wait = np.where(rng.random(n) < 0.4, rng.exponential(mean_wait, n), 2.0)
    return np.minimum(patience, offered_wait), patience < offered_wait


def test_the_law_follows_the_curve_and_not_those_who_gave_up() -> None:
    """Weibull patience of shape 1.4 and median 253 s: quantiles within 10 % as far as the calls reach.

    The median wait of those who gave up is not half of it.
    """
    rng = np.random.default_rng(6)
    patience = 253 / math.log(2) ** (1 / 1.4) * rng.weibull(1.4, 40_000)
    wait, gave_up = _callers(rng, 40_000, patience, 120.0)
    distribution = patience_distribution(survival(wait, gave_up), len(wait))
    assert np.median(wait[gave_up]) < 0.55 * 253
    assert distribution.median == pytest.approx(253, rel=0.05)
    for share in (0.1, 0.3, 0.5):
        assert np.quantile(distribution.values, share) == pytest.approx(np.quantile(patience, share), rel=0.1)


def test_the_law_is_exponential_beyond_the_last_hundred() -> None:
    """Exponential patience of 12 minutes, with waits that end long before: the mean is within 12 % all the same."""
    rng = np.random.default_rng(7)
    wait, gave_up = _callers(rng, 40_000, rng.exponential(720, 40_000))
    distribution = patience_distribution(survival(wait, gave_up), len(wait))
    assert distribution.mean == pytest.approx(720, rel=0.12)
    assert distribution.median is None or distribution.median > 300
    assert "simcall assumes an exponential distribution" in distribution.basis


def test_every_step_has_twenty_callers_behind_it() -> None:
    """The values lie between points with 20 more who gave up, so that no caller's wait stands in a file."""
    rng = np.random.default_rng(8)
    wait, gave_up = _callers(rng, 3000, rng.exponential(200, 3000))
    distribution = patience_distribution(survival(wait, gave_up), len(wait))
    own = set(np.round(wait[gave_up], 3))
    assert not own & set(distribution.values)
    assert len(distribution.values) == 100


def test_with_few_who_gave_up_it_is_exponential_and_said_to_be_assumed() -> None:
    """Thirty of 100 give up; the mean is the total wait over those who gave up."""
    wait = np.full(100, 50.0)
    gave_up = np.arange(100) < 30
    distribution = patience_distribution(survival(wait, gave_up), 100)
    assert distribution.written["distribution"] == "exponential"
    assert distribution.mean == pytest.approx(5000 / 30)
    assert distribution.is_assumed


def test_with_fewer_than_twenty_nothing_is_claimed() -> None:
    """Nineteen who gave up are too few."""
    assert patience_distribution(survival(np.full(100, 50.0), np.arange(100) < 19), 100) is None


def test_who_hangs_up_at_once_is_at_zero() -> None:
    """A tenth of 1,000 callers hang up at 0 s; the others are exponential with a mean of 100 s and never answered."""
    wait = np.concatenate([np.zeros(100), np.random.default_rng(9).exponential(100, 900)])
    distribution = patience_distribution(survival(wait, np.ones(1000, dtype=bool)), 1000)
    assert distribution.written["at_zero"] == pytest.approx(0.1)
    assert np.mean(distribution.values) == pytest.approx(100, rel=0.1)
    assert distribution.mean == pytest.approx(90, rel=0.1)


def test_patience_from_totals_by_hand() -> None:
    """Ten hours of waiting and 40 who gave up: 900 s, with the interval of a Poisson count of 40."""
    distribution = patience_from_totals(36_000, 40, "")
    assert distribution.mean == 900
    assert distribution.is_assumed
    assert distribution.mean_interval == pytest.approx((36_000 / 53.31, 36_000 / 28.58), rel=1e-3)


def test_the_interval_of_patience_from_totals_holds_the_truth() -> None:
    """In 95 of 100: of 400 at least 367, which chance gives 99.9 % of the time; at 88 % nine times in ten fewer."""
    rng = np.random.default_rng(10)
    hits = 0
    for _ in range(400):
        wait, gave_up = _callers(rng, 1500, rng.exponential(500, 1500))
        distribution = patience_from_totals(float(wait.sum()), float(gave_up.sum()), "")
        hits += distribution.mean_interval[0] <= 500 <= distribution.mean_interval[1]
    assert hits >= 367


def test_the_interval_of_the_median_holds_the_truth() -> None:
    """In 95 of 100: of 400 at least 367, as above. Waits are long enough to reach the median."""
    rng = np.random.default_rng(11)
    truth, hits = 253.0, 0
    for _ in range(400):
        patience = truth / math.log(2) ** (1 / 1.4) * rng.weibull(1.4, 1500)
        curve = survival(*_callers(rng, 1500, patience, 300.0))
        hits += curve.median_interval_s[0] <= truth <= curve.median_interval_s[1]
    assert hits >= 367


def test_a_recorded_message_shows_as_a_spike() -> None:
    """At 60 s one caller in 25 hangs up; elsewhere nothing stands out."""
    rng = np.random.default_rng(12)
    wait, gave_up = _callers(rng, 20_000, rng.exponential(400, 20_000), 200.0)
    leave = (wait > 60) & (rng.random(len(wait)) < 0.04)
    wait, gave_up = np.where(leave, 60 + 3 * rng.random(len(wait)), wait), gave_up | leave
    ((start, end, calls, expected),) = spikes(wait, gave_up)
    assert (start, end) == (60, 65)
    assert calls > 3 * expected


def test_without_a_message_there_is_no_spike() -> None:
    """Of 100 centres at most one has a spike: the error of each is 1 in 1,000."""
    rng = np.random.default_rng(13)
    assert sum(bool(spikes(*_callers(rng, 5000, rng.exponential(400, 5000), 200.0))) for _ in range(100)) <= 1


def test_abandonment_that_rises_with_waits_is_patience() -> None:
    """Hours of 20 calls whose share abandoned is the wait over 10 minutes."""
    rng = np.random.default_rng(14)
    waits = rng.exponential(60, 400)
    shares = rng.binomial(20, np.minimum(1, waits / 600)) / 20
    rank, moves = waits_move_abandonment(waits, shares)
    assert moves
    assert rank > 0.2


def test_abandonment_that_does_not_move_with_waits_is_no_patience() -> None:
    """Of 100 centres in which a tenth hangs up whatever the wait, at most five seem to move: the error is 1 %."""
    rng = np.random.default_rng(15)
    moves = [waits_move_abandonment(rng.exponential(60, 400), rng.binomial(20, 0.1, 400) / 20)[1] for _ in range(100)]
    assert sum(moves) <= 5


def test_with_few_hours_waits_are_taken_to_move_abandonment() -> None:
    """A day cannot tell, and patience is the rule."""
    assert waits_move_abandonment(np.arange(24.0), np.ones(24))[1]


def test_waits_of_bins_by_hand() -> None:
    """Ten answers in 10 s, four in 20 s, two in 40 s and one later: 5, 15, 30 and 60 s each."""
    bins = pd.DataFrame({"low": [0.0, 10, 20, 40], "high": [10.0, 20, 40, np.inf], "answered": [10.0, 4, 2, 1]})
    waits = wait_bins(bins)
    assert waits.seconds == 50 + 60 + 60 + 60
    assert waits.mean_of_late == pytest.approx(180 / 7)
    assert wait_bins(bins[:3]) is None
    assert wait_bins(None) is None


def test_who_gives_up_waits_as_long_as_those_who_are_answered_late() -> None:
    """Exponential patience and exponential waits: the two means agree within 3 %."""
    rng = np.random.default_rng(16)
    wait, gave_up = _callers(rng, 100_000, rng.exponential(300, 100_000), 120.0)
    assert wait[gave_up & (wait > 2)].mean() == pytest.approx(wait[~gave_up & (wait > 2)].mean(), rel=0.03)
