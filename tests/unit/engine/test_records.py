"""From an engine's log of every possible attempt to the records of those that were offered."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.engine.records import ATTEMPT_COLUMNS, NONE, call_records
from tests.engines.worlds import random_world


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_only_what_was_offered(seed):
    """Each caller's attempts up to the last that was made, in order, with all that the engine logged about them."""
    rng = np.random.default_rng(seed)
    calls = random_world(seed, 10).calls
    attempts = np.diff(calls.first_row)
    made = rng.integers(0, attempts + 1)
    log = rng.integers(0, 1000, (len(ATTEMPT_COLUMNS), int(attempts.sum())))
    expected = []
    for caller, (first, n, all_of_them) in enumerate(zip(calls.first_row[:-1], made, attempts, strict=True)):
        log[0, first + n : first + all_of_them] = NONE
        for attempt in range(n):
            row = first + attempt
            diverted = attempt > 0 and calls.line[row] != calls.line[row - 1]
            expected.append((caller, attempt, calls.line[row], diverted, *log[:, row].tolist()))
    records = call_records(calls, log)
    columns = ("caller", "attempt", "line", "diverted", *ATTEMPT_COLUMNS)
    assert list(zip(*(getattr(records, name).tolist() for name in columns), strict=True)) == expected
