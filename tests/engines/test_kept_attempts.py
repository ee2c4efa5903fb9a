"""Runs with kept first attempts give the records of runs that keep nothing, whoever is on duty."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.engine import Records, first_attempts, simulate, simulate_again
from simcall.engine.kernel.tables import NOT_DRAWN
from simcall.inputs import draw_blueprint, draw_world
from tests.engines.worlds import difference, random_world, with_other_duties
from tests.making import TWO_LINES, scenario

OTHER_DUTIES = range(3)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), grain=st.sampled_from([1, 1, 10, 30]), crowd=st.booleans())
def test_other_people_and_the_same_callers(seed: int, grain: int, crowd: bool) -> None:
    """What an earlier run drew is what this one would draw, in worlds of every feature."""
    world = random_world(seed, grain=grain, crowd=crowd)
    first = first_attempts(world)
    for own in (world, *(with_other_duties(world, seed + other, grain) for other in OTHER_DUTIES), world):
        assert difference(simulate_again(own, first), simulate(own, "kernel")) is None


def test_numbers_of_other_callers_are_noticed() -> None:
    """The control: with what callers of other numbers drew, most worlds give other records."""
    differ = 0
    for seed in range(20):
        world = random_world(seed)
        first, other_keys = first_attempts(world), world.callers._replace(keys=world.callers.keys + np.uint64(1))
        simulate_again(world, first)
        other = type(world)(other_keys, world.behaviour, world.duties, world.policy)
        differ += difference(simulate_again(other, first), simulate(other, "kernel")) is not None
    assert differ > 15


def test_a_day_of_two_lines_draws_once() -> None:
    """A second run draws only what the first did not need, and gives the same."""
    world = draw_world(draw_blueprint(scenario(TWO_LINES, {"days": 1})), 1, 0)
    first = first_attempts(world)
    simulate_again(world, first)
    drawn = first.draws.ticks.copy()
    assert (drawn != NOT_DRAWN).mean() > 0.2
    assert difference(simulate_again(world, first), simulate(world, "kernel")) is None
    np.testing.assert_array_equal(first.draws.ticks, drawn)


def sorted_rows(records: Records) -> np.ndarray:
    """Return the rows of the records of attempts, sorted by all columns."""
    table = np.column_stack([getattr(records.calls, column.name) for column in fields(records.calls)])
    return table[np.lexsort(table.T)]


@settings(max_examples=50, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_records_out_of_order_have_the_same_rows(seed: int) -> None:
    """Attempts as they were logged are the same attempts."""
    world = random_world(seed)
    logged = simulate_again(world, first_attempts(world), in_order=False)
    np.testing.assert_array_equal(sorted_rows(logged), sorted_rows(simulate(world, "kernel")))
