"""Ticks are put in order, and those of one tick stay as they stood."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.inputs.ordering import in_order

TICKS = st.one_of(st.integers(0, 3), st.integers(0, 5000), st.integers(0, 2**45), st.integers(0, 2**61))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(TICKS, max_size=60))
def test_as_a_stable_sort(ticks):
    """Ticks of every size, many of them alike, come out as from a stable sort of NumPy's."""
    given_ = np.array(ticks, np.int64)
    ordered, places = in_order(given_)
    assert np.array_equal(places, np.argsort(given_, kind="stable"))
    assert np.array_equal(ordered, given_[places])


@pytest.mark.parametrize("bits", [1, 11, 12, 22, 23, 44])
def test_many(bits):
    """Thousands of ticks, of one digit of the sort or several, and just more than those."""
    ticks = np.random.default_rng(1).integers(0, 2**bits, 5000)
    ordered, places = in_order(ticks)
    assert np.array_equal(places, np.argsort(ticks, kind="stable"))
    assert np.array_equal(ordered, np.sort(ticks))
