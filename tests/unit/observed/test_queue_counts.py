"""Counts as a queue's own report has them: calls from outside, and those that other lines sent on."""

from __future__ import annotations

import numpy as np

from simcall.observed.queue_counts import TRANSFERRED_IN, queue_counts
from tests.observing import counts_frame


def test_transferred_calls_are_added_to_their_periods() -> None:
    """Two calls from another line in the hour from 09:00 are two more offered; what no file tells stays unknown."""
    counts = counts_frame("desk", np.full((1, 24), 5.0), wait_answered=20.0)
    came = counts.iloc[[9]].assign(offered=2.0, answered=1.0, abandoned=1.0, wait_answered=7.0)

    together = queue_counts(counts, came)

    columns = ["offered", "answered", "abandoned", "wait_answered", TRANSFERRED_IN]
    assert together[columns].iloc[8].tolist() == [5, 5, 0, 20, 0]
    assert together[columns].iloc[9].tolist() == [7, 6, 1, 27, 2]
    assert together["handling"].isna().all()
    assert (together["exposure"] == 1.0).all()


def test_without_transfers_the_counts_are_as_they_were() -> None:
    """No file shows any: none of the calls offered came from another line."""
    counts = counts_frame("desk", np.full((1, 24), 5.0))

    together = queue_counts(counts, None)

    assert together.drop(columns=TRANSFERRED_IN).equals(counts)
    assert not together[TRANSFERRED_IN].any()
