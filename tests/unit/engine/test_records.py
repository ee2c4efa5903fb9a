"""From an engine's log of attempts to the records of calls."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.engine.records import ITEM_COLUMNS, LOG_COLUMNS, NONE, call_records

NO_ITEMS = np.zeros((len(ITEM_COLUMNS), 0), np.int64)


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
    records, _ = call_records(log, NO_ITEMS, [])
    assert list(zip(*(getattr(records, name).tolist() for name in LOG_COLUMNS), strict=True)) == [
        tuple(rows[pair]) for pair in pairs
    ]


def test_what_follows_and_what_is_put_down():
    """Items that a call led to stand among their caller's, stints point to the row of theirs, and some are left out.

    A caller rings, rings again, and leads to work between the two. Another is never offered.
    """
    rows = {
        "caller": [0, 1, 0, 0],
        "attempt": [0, 0, 1, 0],
        "offered": [100, NONE, 300, 200],
    }
    log = np.array([rows.get(name, [0, 1, 2, 3]) for name in LOG_COLUMNS], np.int64)
    items = np.array([[0, 0, 0, 4], [0, 0, 0, 2]], np.int64)
    stints = [(3, 260, 280, 0, 1), (3, 210, 260, NONE, NONE), (2, 300, 310, 1, 0), (3, 280, 280, 0, 0)]
    records, put_down = call_records(log, items, stints)
    assert records.offered.tolist() == [100, 200, 300]
    assert records.line.tolist() == [0, 3, 2]
    assert (records.case.tolist(), records.interruptions.tolist()) == ([0, 4, 0], [0, 2, 0])
    columns = (put_down.row, put_down.start, put_down.end, put_down.group, put_down.agent)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == [
        (1, 210, 260, NONE, NONE),
        (1, 260, 280, 0, 1),
        (2, 300, 310, 1, 0),
    ]
