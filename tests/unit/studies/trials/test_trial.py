"""Bounds of figures by step, and which steps they settle."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Target
from simcall.studies.trials.trial import Trial

AT_LEAST, AT_MOST = Target("a", "answered_in_target", ">=", 0.9), Target("a", "abandonment_rate", "<=", 0.1)
REPLICATIONS, CALLS = 20, 100


def trial(target: Target, share: list[float], calls: int = CALLS, spread: float = 0.0) -> Trial:
    """Return a trial in which the steps have some shares; the replications differ by a spread."""
    sign = np.where(np.arange(REPLICATIONS) % 2, 1, -1)[:, None]
    denominator = np.full((REPLICATIONS, len(share)), float(calls))
    totals = RatioTotals(denominator * (np.array(share) + spread * sign), denominator)
    return Trial((target,), (totals,), (RatioTotals(denominator, np.ones_like(denominator)),))


def test_a_step_without_calls_meets_its_targets() -> None:
    """Where nobody rang there is nothing to meet, and no figure."""
    empty = trial(AT_LEAST, [0.5], calls=0)
    assert np.isnan(empty.values).all()
    assert empty.meets.all()
    assert empty.surely_meets(0.95).all()


def test_a_step_where_nobody_is_answered_misses() -> None:
    """Callers rang and nobody was answered: the share of answered calls is not defined, and the target is missed."""
    nobody = RatioTotals(np.zeros((5, 1)), np.zeros((5, 1)))
    calls = RatioTotals(np.ones((5, 1)), np.ones((5, 1)))
    assert not Trial((AT_LEAST,), (nobody,), (calls,)).meets.any()


@pytest.mark.parametrize("target", [AT_LEAST, AT_MOST])
def test_the_bound_is_on_the_side_of_a_miss(target: Target) -> None:
    """A figure just on the good side is not sure; far on it, it is; and far on the other it surely misses."""
    good = -1 if target is AT_MOST else 1
    own = trial(target, [target.value + good * by for by in (0.001, 0.05, -0.05)], spread=0.02)
    assert own.meets.tolist() == [[True, True, False]]
    assert own.surely_meets(0.95).tolist() == [[False, True, False]]
    assert own.surely_misses(0.95).tolist() == [[False, False, True]]


def test_the_bound_is_that_of_student() -> None:
    """With replications that differ by more than chance in the calls, the bound is the one-sided t bound."""
    spread, share = 0.05, 0.93
    own = trial(AT_LEAST, [share], calls=100_000, spread=spread)
    error = spread * np.sqrt(REPLICATIONS / (REPLICATIONS - 1)) / np.sqrt(REPLICATIONS)
    bound = share - stats.t.ppf(0.95, REPLICATIONS - 1) * error
    for value, sure in ((bound - 1e-6, True), (bound + 1e-6, False)):
        target = Target("a", "answered_in_target", ">=", value)
        assert Trial((target,), own.totals, own.offered).surely_meets(0.95).all() == sure


def test_few_calls_that_all_went_well_are_not_sure() -> None:
    """20 of 20 calls in time say that at least 88 % will be, not that all are (the score bound)."""
    own = trial(AT_LEAST, [1.0], calls=1)
    assert own.meets.all()
    assert not own.surely_meets(0.95).any()
    assert Trial((Target("a", "answered_in_target", ">=", 0.88),), own.totals, own.offered).surely_meets(0.95).all()


def test_what_chance_does_where_nobody_waits_is_taken_away() -> None:
    """With plenty of people the steps differ by chance alone; a step that lacks only that much meets its target."""
    plenty = trial(AT_LEAST, [0.93, 0.89])
    same = trial(AT_LEAST, [0.92, 0.885])
    assert same.meets.tolist() == [[True, False]]
    assert same.meets_but_for(plenty.luck()).tolist() == [[True, True]]
