"""The inverse of a date's cumulative rate, against NumPy's interpolation."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.inputs.calendar import LocalDate
from simcall.inputs.rates import Rates, rates_of

TURN = 360


def laid(per_minute: list[np.ndarray]) -> Rates:
    """Lay out dates of any number of minutes from 1 January 2024."""
    days = [
        LocalDate(date(2024, 1, 1 + i), 86_400.0 * i - 3600.0, np.arange(len(one))) for i, one in enumerate(per_minute)
    ]
    return rates_of(per_minute, days, TURN)


def by_hand(rate: np.ndarray, u: np.ndarray, before: float, after: float) -> np.ndarray:
    """Return the minutes at which shares of a date's calls have come, by NumPy's interpolation alone."""
    minute = np.arange(len(rate))
    busy = np.concatenate(([0.0], np.cumsum(rate * np.where(minute < TURN, before, after))))
    return np.interp(u * busy[-1], busy, np.arange(len(busy)))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    rng=st.builds(np.random.default_rng, st.integers(0, 10**6)),
    steps=st.sampled_from([1, 24, 48, 1440]),
    zero=st.sampled_from([0.0, 0.5]),
    before=st.sampled_from([0.0, 0.3, 1.0]),
    after=st.sampled_from([0.0, 1.0, 2.5]),
)
def test_the_inverse(rng, steps, zero, before, after):
    """For profiles steep and flat, with empty hours, and busyness on either side of the turn, times are as by hand."""
    per_minute = [np.repeat(rng.exponential(1, steps) ** 4 * (rng.random(steps) >= zero), 1440 // steps) for _ in "ab"]
    rates = laid(per_minute)
    factors = np.array([before, 1.0]), np.array([after, 1.0])
    sizes = np.where(rates.volumes(*factors) > 0, [40, 7], 0)
    u = rng.random(int(sizes.sum()))
    found = rates.times_s(u, sizes, *factors)
    for place, (some, shares) in enumerate(zip(np.split(found, sizes[:1]), np.split(u, sizes[:1]), strict=True)):
        minutes = by_hand(per_minute[place], shares, *(float(factor[place]) for factor in factors))
        assert some == pytest.approx(rates.start_s[place] + 60 * minutes, abs=1e-4)


def test_volumes():
    """A date's mean calls are those before the turn and those after it, each with its factor."""
    rates = laid([np.full(1440, 0.5), np.full(1380, 1.0)])
    assert rates.volumes(np.array([2.0, 1.0]), np.array([1.0, 3.0])) == pytest.approx([360 + 540, 360 + 3 * 1020])


def test_a_quiet_date_is_flat_where_asked():
    """Where a date has no calls at all, its incidents come at any minute alike; other dates keep their rates."""
    rates = laid([np.zeros(1500), np.repeat([0.0, 2.0], 720)]).or_flat()
    u, ones = np.array([0.25, 0.5, 0.5]), np.ones(2)
    assert rates.times_s(u, np.array([2, 1]), ones, ones) == pytest.approx(
        [-3600 + 375 * 60, -3600 + 750 * 60, 86_400 - 3600 + 1080 * 60]
    )
