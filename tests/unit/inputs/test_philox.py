"""The compiled generator gives NumPy's numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.inputs import Draws, Purpose
from simcall.inputs.philox import share, uniforms_at

STREAMS = ("line '999'", "line '101'", "line '999' burst 'a14'")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**64),
    dates=st.lists(st.integers(0, 2**63), min_size=3, max_size=3),
    purpose=st.sampled_from(Purpose),
    number=st.integers(0, 100),
    who=st.lists(st.integers(0, 89), max_size=40),
)
def test_the_same_numbers_as_numpy(seed, dates, purpose, number, who):
    """For any callers of any blocks, in any order, the numbers are those of NumPy's Philox to the last bit."""
    keys = np.array([Draws(seed, 5).key(stream) for stream in STREAMS])
    callers = np.array(who, np.int64)
    found = uniforms_at(keys, np.array(dates, np.uint64), callers // 30, callers % 30, purpose, number)
    raw = []
    for key, date in zip(keys.tolist(), dates, strict=True):
        counter = date << 64 | purpose << 128 | number << 192
        raw.append(np.random.Philox(key=key[0] | key[1] << 64, counter=counter).random_raw(30))
    assert np.array_equal(found, ((np.concatenate(raw)[callers] >> np.uint64(12)) + 0.5) * 2.0**-52)


@pytest.mark.parametrize("raw", [0, 2**64 - 1])
def test_strictly_between_zero_and_one(raw):
    """The smallest and the largest raw number of the generator give a share strictly between 0 and 1."""
    assert 0 < share(np.uint64(raw)) < 1
