"""A fault is found, and a busy day, a holiday and a quiet night are not taken for one."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from simcall.observed.statistics.faults import abandonment_spells, robust_z, volume_spells
from tests.observing import grid_of


def test_robust_z_by_hand() -> None:
    """Of 1, 2, 3, 4, 100 the median is 3 and the MAD 1: 100 is 97 / 1.4826 off."""
    z = robust_z(np.array([1.0, 2, 3, 4, 100]))
    assert z[-1] == pytest.approx(97 / 1.4826)
    assert z[2] == 0


def test_robust_z_without_spread_finds_nothing() -> None:
    """All values are equal: there is nothing to compare with."""
    assert robust_z(np.full(4, 5.0)).tolist() == [0, 0, 0, 0]


def test_where_most_values_are_equal_the_mean_distance_is_the_spread() -> None:
    """Seven zeros and one 8 are 1 from their median on average, so the 8 is 8 / 1.2533 standard deviations off."""
    assert robust_z(np.array([0.0] * 7 + [8.0]))[-1] == pytest.approx(8 / 1.2533)


def _days(shares: list[float], calls: float = 100.0) -> np.ndarray:
    return np.array(shares)[:, np.newaxis] * calls


_USUAL = [0.10, 0.12, 0.11, 0.09, 0.13, 0.10, 0.12, 0.11, 0.08, 0.12, 0.10, 0.13, 0.11, 0.09]


def test_a_fault_shows_on_a_line_on_which_hardly_anybody_gives_up() -> None:
    """On 20 of 28 days nobody gave up, on seven one in a hundred; on one day half did."""
    shares = [0.0, 0.0, 0.01, 0.0] * 7
    shares[9] = 0.5
    offered = np.full((28, 1), 100.0)
    (spell,) = abandonment_spells([grid_of(offered, abandoned=_days(shares))])
    assert (spell.start, spell.end) == (datetime(2026, 3, 11), datetime(2026, 3, 12))


def test_days_on_which_far_more_gave_up_are_one_spell() -> None:
    """Days 4 and 5 follow each other: one spell of two whole days, with the figures that give it away."""
    shares = [*_USUAL[:4], 0.46, 0.5, *_USUAL[4:]]
    (spell,) = abandonment_spells([grid_of(np.full((16, 1), 100.0), abandoned=_days(shares))])
    assert (spell.start, spell.end) == (datetime(2026, 3, 6), datetime(2026, 3, 8))
    assert spell.lines == ("101",)
    assert "96 of 200 calls to 101 were abandoned (48 %). On a usual day it is 11.0 %." in spell.text


def test_a_day_that_stands_out_by_little_is_not_faulty() -> None:
    """19 % beside 11 % is over the limit of z and less than twice the usual: a bad day, not a fault."""
    z = robust_z(np.array([*_USUAL, 0.19]))
    assert z[-1] > 3.5
    assert not abandonment_spells([grid_of(np.full((15, 1), 100.0), abandoned=_days([*_USUAL, 0.19]))])


def test_a_day_on_which_callers_waited_three_times_as_long_is_not_faulty() -> None:
    """A third gave up, because they waited: too few people were on duty, and that is no fault of the files.

    On a day with usual waits the same share is one.
    """
    grid = grid_of(np.full((15, 1), 300.0), abandoned=_days([*_USUAL, 0.33], 300.0))
    waits = 20 * _days([*_USUAL, 0.33], 300.0)[:, 0]
    assert not abandonment_spells([grid], {"101": 100 * waits})
    waits[-1] = waits[0]
    assert len(abandonment_spells([grid], {"101": 100 * waits})) == 1


def test_a_day_with_a_handful_of_calls_is_not_judged() -> None:
    """Three of five calls were abandoned: that is no evidence."""
    offered = np.full((15, 1), 100.0)
    offered[-1] = 5
    abandoned = _days([*_USUAL, 0.0])
    abandoned[-1] = 3
    assert not abandonment_spells([grid_of(offered, abandoned=abandoned)])


def test_months_of_a_small_line_have_no_faulty_day_by_chance() -> None:
    """Twenty calls a day of which 13 % are abandoned: at most seven of 200 months are flagged, where 1 % may be.

    By the robust z alone one month in ten would be.
    """
    rng = np.random.default_rng(7)
    offered = rng.poisson(20, (200, 31, 1)).astype(np.float64)
    abandoned = rng.binomial(offered.astype(int), 0.13).astype(np.float64)
    months = [abandonment_spells([grid_of(n, abandoned=lost)]) for n, lost in zip(offered, abandoned, strict=True)]
    assert sum(map(bool, months)) <= 7


def test_lines_that_are_faulty_at_the_same_time_are_one_spell() -> None:
    """One fault shows in two lines: one spell, which names both."""
    shares = [*_USUAL, 0.5]
    grids = [grid_of(np.full((15, 1), 100.0), abandoned=_days(shares), line=line) for line in ("999", "101")]
    (spell,) = abandonment_spells(grids)
    assert spell.lines == ("101", "999")


def _month(seed: int) -> np.ndarray:
    shape = 30 * (1 + 0.8 * np.sin((np.arange(24) - 9) / 24 * 2 * np.pi))
    return np.random.default_rng(seed).poisson(np.tile(shape, (28, 1))).astype(np.float64)


def test_hours_with_four_times_the_calls_are_a_spell() -> None:
    """An outage sends everybody to the phone between 21:00 and 23:00 of the second Sunday."""
    offered = _month(1)
    offered[13, 21:23] = 150
    (spell,) = volume_spells([grid_of(offered)])
    assert (spell.start, spell.end) == (datetime(2026, 3, 15, 21), datetime(2026, 3, 15, 23))
    assert spell.kind == "volume"


def test_hours_with_far_fewer_calls_are_a_spell() -> None:
    """Between 11:00 and 13:00 of a Monday two calls came through, where about 90 are usual."""
    offered = _month(2)
    offered[7, 11:13] = 1
    (spell,) = volume_spells([grid_of(offered)])
    assert (spell.start, spell.end) == (datetime(2026, 3, 9, 11), datetime(2026, 3, 9, 13))


def test_months_of_chance_alone_have_no_spell() -> None:
    """Of 100 months without a fault at most five have a spell: each has 672 hours that could seem odd."""
    odd = sum(bool(volume_spells([grid_of(_month(seed))])) for seed in range(100))
    assert odd <= 5


def test_a_holiday_with_half_the_calls_is_not_faulty() -> None:
    """Less demand is demand: a month with a day of half the volume has no spell."""
    offered = _month(3)
    offered[9] = np.floor(offered[9] / 2)
    assert not volume_spells([grid_of(offered)])
