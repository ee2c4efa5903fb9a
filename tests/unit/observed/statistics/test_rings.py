"""Ring times from bins and from columns, against ring times that are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simcall.observed.statistics.rings import interval_censored_lognormal, ring_from_calls, rings_from_bins
from tests.observing import MONDAY, calls_frame, grid_of

_EDGES = np.array([0.0, 5, 10, 15, 20, 40, 60, np.inf])


def _binned(seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return _EDGES[:-1], _EDGES[1:], np.histogram(seconds, _EDGES)[0].astype(np.float64)


def test_two_bins_by_hand() -> None:
    """Half of the calls are answered in 10 s, and 84.13 % in 20 s: a median of 10 s and a sigma of log 2."""
    bins = {"101": (np.array([0.0, 10, 20]), np.array([10.0, 20, np.inf]), np.array([5000.0, 3413, 1587]))}
    fit = interval_censored_lognormal(bins)
    assert fit.medians["101"] == pytest.approx(10, rel=1e-3)
    assert fit.sigma == pytest.approx(np.log(2), rel=1e-3)


def test_lines_share_a_sigma_and_have_medians_of_their_own() -> None:
    """Medians of 3.1 and 3.8 s and a sigma of 0.77 come back from bins of 5 s, within 5 %."""
    rng = np.random.default_rng(1)
    bins = {
        name: _binned(median * np.exp(rng.normal(0, 0.77, 20_000))) for name, median in (("999", 3.1), ("101", 3.8))
    }
    fit = interval_censored_lognormal(bins)
    assert fit.medians["999"] == pytest.approx(3.1, rel=0.05)
    assert fit.medians["101"] == pytest.approx(3.8, rel=0.05)
    assert fit.sigma == pytest.approx(0.77, rel=0.05)


def test_the_interval_of_the_median_holds_the_truth() -> None:
    """In 95 of 100: of 200 at least 179, which chance gives 99.9 % of the time; at 85 % one time in four.

    Six hundred calls with a median of 6 s and a sigma of 0.6, in bins of 5 s.
    """
    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(200):
        fit = interval_censored_lognormal({"101": _binned(6 * np.exp(rng.normal(0, 0.6, 600)))})
        hits += abs(np.log(fit.medians["101"] / 6)) <= 1.96 * fit.errors["101"]
    assert hits >= 179


def test_bins_that_are_too_coarse_claim_nothing() -> None:
    """Of 221 quiet calls 216 are answered in 10 s and five in 20 s: any median up to 8 s fits."""
    answers = pd.DataFrame(
        {"line": "101", "start": pd.Timestamp(MONDAY), "low": [0.0, 10], "high": [10.0, 20], "answered": [216.0, 5]}
    )
    assert rings_from_bins(answers, [grid_of(np.full((1, 24), 221.0))]) == {}


def test_only_the_quietest_hours_tell_of_ringing() -> None:
    """Busy hours have 60 calls that wait a minute; quiet hours have ten calls with a median ring of 6 s."""
    rng = np.random.default_rng(2)
    offered = np.where(np.arange(28 * 24).reshape(28, 24) % 24 < 6, 10.0, 60.0)
    rows = []
    for hour, calls in enumerate(offered.ravel()):
        ring = 6 * np.exp(rng.normal(0, 0.5, int(calls))) + (60 if calls > 10 else 0)
        start = pd.Timestamp(MONDAY) + pd.Timedelta(hours=hour)
        low, high, counts = _binned(ring)
        rows.append(pd.DataFrame({"line": "101", "start": start, "low": low, "high": high, "answered": counts}))
    rings = rings_from_bins(pd.concat(rows), [grid_of(offered)])
    assert rings["101"].median == pytest.approx(6, rel=0.1)


def test_bins_that_all_hold_the_same_tell_nothing() -> None:
    """Where every call is in one bin there is no shape."""
    answers = pd.DataFrame(
        {"line": "101", "start": [pd.Timestamp(MONDAY)], "low": [0.0], "high": [10.0], "answered": [500.0]}
    )
    assert rings_from_bins(answers, [grid_of(np.full((1, 24), 500.0))]) == {}


def test_quiet_hours_in_which_callers_wait_tell_nothing() -> None:
    """Three of ten callers wait for 90 s on average, whatever the hour: that is not ringing alone."""
    rng = np.random.default_rng(5)
    waits = np.where(rng.random(3000) < 0.3, rng.exponential(90, 3000), 2.0)
    low, high, counts = _binned(waits)
    answers = pd.DataFrame({"line": "101", "start": pd.Timestamp(MONDAY), "low": low, "high": high, "answered": counts})
    assert rings_from_bins(answers, [grid_of(np.full((1, 24), 3000.0))]) == {}


def test_a_ring_column_is_taken_as_it_is() -> None:
    """The mean of answered calls; those that were given up do not count."""
    rng = np.random.default_rng(3)
    ring = rng.gamma(4, 1.5, 500)
    calls = calls_frame(
        np.full(500, np.datetime64(MONDAY)), ring=ring, outcome=["answered"] * 400 + ["abandoned"] * 100
    )
    assert ring_from_calls(calls).mean == pytest.approx(ring[:400].mean())
