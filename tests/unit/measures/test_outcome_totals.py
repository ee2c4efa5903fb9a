"""The narrow pass over attempts in any order counts what the whole pass over records in order counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.engine import kept_attempts, simulate, simulate_again
from simcall.inputs import Ints, World
from simcall.measures.totals import LINE_TOTALS, OUTCOME_TOTALS, LineLimits, add_attempts, add_outcomes
from tests.engines.worlds import random_world


def cut(world: World, seed: int) -> tuple[Ints, LineLimits]:
    """Return random periods, after a warm-up, and random limits of the lines."""
    rng, lines = np.random.default_rng(seed), len(world.policy.priority)
    edges = np.unique(rng.integers(0, world.policy.horizon, 5))
    limits = [rng.integers(0, most, lines) for most in (30, 60, 60, 10)]
    return np.append(edges, world.policy.horizon), LineLimits(*limits)


def whole_pass(world: World, edges: Ints, limits: LineLimits) -> Ints:
    """Return the totals of outcomes of the whole pass."""
    records = simulate(world, "kernel")
    by_line, _ = add_attempts(records.calls, records.stints, edges, len(world.policy.overflow), limits)
    return by_line[[LINE_TOTALS.index(name) for name in OUTCOME_TOTALS]]


def narrow_pass(world: World, edges: Ints, limits: LineLimits) -> Ints:
    """Return the same from attempts as they were logged."""
    calls = simulate_again(world, kept_attempts(world), in_order=False).calls
    return add_outcomes(calls, edges, limits)[[LINE_TOTALS.index(name) for name in OUTCOME_TOTALS]]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), grain=st.sampled_from([1, 10]))
def test_both_passes_count_the_same(seed: int, grain: int) -> None:
    """In worlds of every feature, with any periods and any limits."""
    world = random_world(seed, grain=grain)
    np.testing.assert_array_equal(narrow_pass(world, *cut(world, seed)), whole_pass(world, *cut(world, seed)))


def test_other_limits_count_otherwise() -> None:
    """The control: each limit of the narrow pass matters in some worlds."""
    for name in ("short_of", "ignored_of", "within", "announcement"):
        differ = 0
        for seed in range(20):
            world = random_world(seed)
            edges, limits = cut(world, seed)
            other = replace(limits, **{name: getattr(limits, name) + 20})
            differ += not np.array_equal(narrow_pass(world, edges, other), whole_pass(world, edges, limits))
        assert differ > 5, name
