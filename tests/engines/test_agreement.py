"""The proof that the engines agree: the same records for the same world, to the last tick and person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.engine import simulate
from simcall.inputs import draw_blueprint, draw_world
from tests.engines.worlds import difference, random_world
from tests.making import TWO_LINES, scenario


@settings(max_examples=300, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), grain=st.sampled_from([1, 1, 10, 30]), crowd=st.booleans())
def test_random_worlds(seed, grain, crowd):
    """Worlds of every feature, fine and coarse, spread out and all at once, give identical records."""
    world = random_world(seed, grain=grain, crowd=crowd)
    assert difference(simulate(world, "kernel"), simulate(world, "reference")) is None


@pytest.mark.parametrize("grain", [1, 10, 30])
def test_hundreds_at_once(grain):
    """Six hundred callers in one tick, and all that follows from it."""
    world = random_world(7, callers=600, grain=grain, crowd=True)
    assert difference(simulate(world, "kernel"), simulate(world, "reference")) is None


@pytest.mark.parametrize("tick", ["1 ms", "1 s", "10 s", "30 s"])
def test_scenarios_on_coarse_ticks(tick):
    """A scenario with redials, diverts, engaged tones and reserves gives identical records on ticks fine and coarse."""
    blueprint = draw_blueprint(scenario(TWO_LINES, {"tick": tick, "days": 3}))
    for replication in range(3):
        world = draw_world(blueprint, 1, replication)
        assert difference(simulate(world, "kernel"), simulate(world, "reference")) is None


@pytest.mark.long
@settings(max_examples=20_000, deadline=None)
@given(seed=st.integers(0, 2**63), grain=st.sampled_from([1, 2, 5, 10, 30, 100]), crowd=st.booleans())
def test_many_random_worlds(seed, grain, crowd):
    """As above, with fresh worlds each time."""
    world = random_world(seed, grain=grain, crowd=crowd)
    assert difference(simulate(world, "kernel"), simulate(world, "reference")) is None
