"""The compiled generator gives NumPy's numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.inputs import Draws, Purpose
from simcall.inputs.philox import uniforms_at

STREAMS = ("line '999'", "line '101'", "line '999' burst 'a14'")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**64),
    dates=st.lists(st.integers(0, 2**63), min_size=3, max_size=3),
    purpose=st.sampled_from(Purpose),
    number=st.integers(0, 100),
    who=st.lists(st.integers(0, 89), max_size=40).map(sorted),
)
def test_the_same_numbers_as_numpy(seed, dates, purpose, number, who):
    """For any callers of any blocks, whoever is left out, the numbers are those of `Draws` to the last bit."""
    draws = Draws(seed, 5)
    found = uniforms_at(
        np.array([draws.key(stream) for stream in STREAMS]),
        np.array(dates, np.uint64),
        np.repeat(np.arange(3), 30),
        np.tile(np.arange(30), 3),
        np.array(who, np.int64),
        purpose,
        number,
    )
    blocks = [draws.uniforms(stream, purpose, date, 30, number) for stream, date in zip(STREAMS, dates, strict=True)]
    assert np.array_equal(found, np.concatenate(blocks)[who])
