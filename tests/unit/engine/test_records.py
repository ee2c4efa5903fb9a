"""From what an engine found out about every possible attempt to the records of those that were offered."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.engine.records import FOUND, NONE, call_records
from tests.engines.worlds import random_world


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_only_what_was_offered(seed):
    """Each caller's attempts up to the last that was made, in their order, with all that was found out about them."""
    rng = np.random.default_rng(seed)
    calls = random_world(seed, 10).calls
    attempts = np.diff(calls.first_row)
    made = rng.integers(0, attempts + 1)
    found = rng.integers(0, 1000, (len(FOUND), int(attempts.sum())))
    expected = []
    for caller, (first, n, all_of_them) in enumerate(zip(calls.first_row[:-1], made, attempts, strict=True)):
        found[0, first + n : first + all_of_them] = NONE
        for attempt in range(n):
            row = first + attempt
            diverted = attempt > 0 and calls.line[row] != calls.line[row - 1]
            expected.append((caller, attempt, calls.line[row], diverted, *found[:, row].tolist()))
    records = call_records(calls, found)
    columns = ("caller", "attempt", "line", "diverted", *FOUND)
    assert list(zip(*(getattr(records, name).tolist() for name in columns), strict=True)) == expected
