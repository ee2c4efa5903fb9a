"""Runs with kept attempts give the records of runs that keep nothing, whoever is on duty and whoever else rings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.engine import Records, kept_attempts, log_memory, simulate, simulate_again
from simcall.engine.kernel import KeptAttempts
from simcall.engine.kernel.tables import NOT_DRAWN
from simcall.inputs import World, draw_blueprint, draw_world
from simcall.inputs.world import Ints
from tests.engines.worlds import difference, random_world, with_other_duties
from tests.making import TWO_LINES, scenario

OTHER_DUTIES = range(3)
PARTS = range(5)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), grain=st.sampled_from([1, 1, 10, 30]), crowd=st.booleans())
def test_other_people_and_the_same_callers(seed: int, grain: int, crowd: bool) -> None:
    """What an earlier run drew is what this one would draw, in worlds of every feature."""
    world = random_world(seed, grain=grain, crowd=crowd)
    kept = kept_attempts(world)
    for own in (world, *(with_other_duties(world, seed + other, grain) for other in OTHER_DUTIES), world):
        assert difference(simulate_again(own, kept), simulate(own, "kernel")) is None


def part_of(world: World, rng: np.random.Generator) -> World:
    """Return a world in which some of the callers do not ring."""
    rings, callers = rng.random(len(world.callers.ring)) < rng.uniform(0.3, 1), world.callers
    own = callers._replace(ring=callers.ring[rings], line=callers.line[rings], address=callers.address[rings])
    return replace(world, callers=own)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), grain=st.sampled_from([1, 1, 10, 30]), crowd=st.booleans())
def test_some_other_callers(seed: int, grain: int, crowd: bool) -> None:
    """Callers who ring in several worlds keep what they have drawn, and the others draw."""
    world, rng = random_world(seed, grain=grain, crowd=crowd), np.random.default_rng(seed)
    kept = None
    for own in (world, *(part_of(world, rng) for _ in PARTS), world):
        kept = kept_attempts(own, kept)
        assert difference(simulate_again(own, kept), simulate(own, "kernel")) is None


def test_numbers_of_other_callers_are_noticed() -> None:
    """The control: with what callers of other numbers drew, most worlds give other records."""
    differ = 0
    for seed in range(20):
        world = random_world(seed)
        kept, other_keys = kept_attempts(world), world.callers._replace(keys=world.callers.keys + np.uint64(1))
        simulate_again(world, kept)
        other = replace(world, callers=other_keys)
        differ += difference(simulate_again(other, kept), simulate(other, "kernel")) is not None
    assert differ > 15


def drawn(kept: KeptAttempts) -> Ints:
    """Return what attempts have drawn, in the rows that they have."""
    return kept.draws.ticks[: kept.draws.taken[0]].copy()


def two_lines(**changes: object) -> World:
    """Return the first day of two lines."""
    return draw_world(draw_blueprint(scenario(TWO_LINES, {"days": 1, **changes})), 1, 0)


def test_a_day_of_two_lines_draws_once() -> None:
    """A second run draws only what the first did not need, redials included, and gives the same."""
    world = two_lines()
    kept = kept_attempts(world)
    attempts = simulate_again(world, kept).calls.attempt
    before = drawn(kept)
    assert attempts.any()
    assert len(before) == len(attempts)
    assert (before != NOT_DRAWN).mean() > 0.2
    assert difference(simulate_again(world, kept), simulate(world, "kernel")) is None
    np.testing.assert_array_equal(drawn(kept), before)


def test_more_calls_only_add_callers() -> None:
    """All callers of a day keep their rows if more calls come on one line; callers of another day are others."""
    fewer, more = two_lines(), two_lines(**{"lines.101.demand.growth": 1.2})
    kept = kept_attempts(fewer)
    simulate_again(fewer, kept)
    taken = kept.draws.taken[0]
    added = len(more.callers.ring) - len(fewer.callers.ring)
    taken_over = kept_attempts(more, kept)
    assert added > 0
    assert set(kept.draws.first) < set(taken_over.draws.first)
    assert taken_over.draws.ticks is kept.draws.ticks
    assert taken_over.draws.taken[0] == taken + added
    assert kept_attempts(two_lines(start="2024-02-06"), kept).draws.ticks is not kept.draws.ticks


def sorted_rows(records: Records) -> np.ndarray:
    """Return the rows of the records of attempts, sorted by all columns."""
    table = np.column_stack([getattr(records.calls, column.name) for column in fields(records.calls)])
    return table[np.lexsort(table.T)]


@settings(max_examples=50, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_records_out_of_order_have_the_same_rows(seed: int) -> None:
    """Attempts as they were logged are the same attempts."""
    world = random_world(seed)
    logged = simulate_again(world, kept_attempts(world), in_order=False)
    np.testing.assert_array_equal(sorted_rows(logged), sorted_rows(simulate(world, "kernel")))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), grain=st.sampled_from([1, 10]))
def test_runs_share_the_memory_of_the_log(seed: int, grain: int) -> None:
    """Runs of fewer and of more callers that have the same memory give the records of runs that have their own."""
    world, rng, memory = random_world(seed, grain=grain), np.random.default_rng(seed), log_memory()
    for own in (part_of(world, rng), world, part_of(world, rng), with_other_duties(world, seed, grain)):
        records = simulate_again(own, kept_attempts(own), memory=memory)
        assert difference(records, simulate(own, "kernel")) is None


def test_each_thread_has_memory_of_its_own() -> None:
    """Runs at the same time do not write over each other."""
    memory = log_memory()
    with ThreadPoolExecutor(1) as other_thread:
        other = other_thread.submit(memory.log, 10).result()
    assert not np.shares_memory(memory.log(10), other)


def test_a_run_lies_in_the_memory_of_the_one_before() -> None:
    """No second log takes memory."""
    memory, world = log_memory(), two_lines()
    first, second = (simulate_again(world, kept_attempts(world), memory=memory).calls.offered for _ in range(2))
    assert np.shares_memory(first, second)
