"""From an engine's log of attempts to the records of calls."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.engine.records import ITEM_COLUMNS, LOG_COLUMNS, call_records


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 4), max_size=10), st.randoms(use_true_random=False))
def test_by_caller_then_attempt(attempts, random):
    """Each caller's attempts stand together, in order, with all that the engine logged about them."""
    pairs = [(caller, attempt) for caller, n in enumerate(attempts) for attempt in range(n)]
    rows = {pair: [*pair, *(random.randrange(1000) for _ in LOG_COLUMNS[2:])] for pair in pairs}
    for row in rows.values():
        row[LOG_COLUMNS.index("diverted")] %= 2
    first, later = [pair for pair in pairs if pair[1] == 0], [pair for pair in pairs if pair[1] > 0]
    random.shuffle(later)
    later.sort(key=lambda pair: pair[1])
    log = np.array([rows[pair] for pair in (*first, *later)], np.int64).reshape(-1, len(LOG_COLUMNS)).T.copy()
    records, _ = call_records(log, np.zeros((len(ITEM_COLUMNS), 0), np.int64), [])
    assert list(zip(*(getattr(records, name).tolist() for name in LOG_COLUMNS), strict=True)) == [
        tuple(rows[pair]) for pair in pairs
    ]
