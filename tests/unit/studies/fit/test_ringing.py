"""Phones that ring: shares by hand, and parameters given back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simcall.studies.fit.ringing import Ringing, fit_ringing

EDGES = np.array([0.0, 5.0, 10.0, 15.0, 20.0, 40.0, 60.0, np.inf])


def test_without_hang_ups_the_bins_are_the_lognormals() -> None:
    """Without hang ups the bins are the lognormals."""
    shares = Ringing(4.0, 0.8, 0.0).outcomes(EDGES)
    exact = np.diff(stats.lognorm(0.8, scale=4.0).cdf(EDGES))
    assert shares[:-1] == pytest.approx(exact, abs=1e-4)
    assert shares[-1] == pytest.approx(0, abs=1e-4)


def test_hang_ups_of_an_exponential_ring() -> None:
    """An exponential ring of 10 s against hang-ups of 1 in 40 s: a fifth is lost, and answers have a mean of 8 s."""
    shares = Ringing(1e-3, 0.1, 1 / 40, late_share=1.0, late_s=10.0).outcomes(EDGES)
    assert shares[-1] == pytest.approx(0.2, abs=1e-3)
    assert shares[0] == pytest.approx(0.8 * (1 - math.exp(-5 / 8)), abs=1e-3)


@pytest.mark.parametrize("ringing", [Ringing(4.0, 0.8, 0.02), Ringing(6.0, 0.5, 0.01, 0.1, 30.0)])
def test_its_own_shares_give_it_back(ringing: Ringing) -> None:
    """A hundred thousand calls that follow it to the letter: the outcomes of the fit are those."""
    shares = ringing.outcomes(EDGES)
    fitted = fit_ringing(1e5 * shares, EDGES)
    assert fitted is not None
    assert fitted.outcomes(EDGES) == pytest.approx(shares, abs=2e-3)
    assert fitted.hang_ups == pytest.approx(ringing.hang_ups, rel=0.1)


def test_nobody_hangs_up() -> None:
    """Nobody hangs up."""
    fitted = fit_ringing(np.array([700.0, 200.0, 70.0, 20.0, 10.0, 0.0, 0.0, 0.0]), EDGES)
    assert fitted is not None
    assert fitted.hang_ups == 0


def test_one_bin_tells_nothing() -> None:
    """One bin tells nothing."""
    assert fit_ringing(np.array([500.0, 20.0]), np.array([0.0, np.inf])) is None


def test_a_queue_is_no_ringing() -> None:
    """A third of calls wait for one to five minutes: no phone rings so long, so the fit stays far from these shares."""
    counts = np.array([400.0, 100.0, 50.0, 50.0, 50.0, 50.0, 300.0, 100.0])
    fitted = fit_ringing(counts, EDGES)
    assert fitted is not None
    assert fitted.late_share <= 0.2
    assert fitted.outcomes(EDGES)[-2] < 0.2
