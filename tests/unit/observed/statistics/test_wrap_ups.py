"""Wrap-up from the gaps between an agent's calls: by hand, and where it is known."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
import pytest

from simcall.observed.statistics.queues import waiting_at
from simcall.observed.statistics.wrap_ups import gaps_while_waiting, wrap_up_distribution
from tests.observing import MONDAY, calls_frame

_START = pd.Timestamp(MONDAY)


def test_waiting_callers_by_hand() -> None:
    """Two wait from 0 s, one until 10 s and one until 30 s; a third joins at 20 s and leaves at once."""
    joined, left = np.array([0.0, 0, 20]), np.array([10.0, 30, 20])
    assert waiting_at(np.array([-1.0, 0, 10, 20, 30]), joined, left).tolist() == [0, 2, 1, 1, 0]


def _frame(rows: list[tuple[float, float, float, str]]) -> pd.DataFrame:
    """Return answered calls from rows of start, wait and talk in seconds and agent."""
    start, wait, talk, agent = zip(*rows, strict=True)
    return calls_frame(_START + pd.to_timedelta(np.array(start), unit="s"), wait=wait, talk=talk, agent=agent)


def test_gaps_count_only_while_two_wait() -> None:
    """The first call ends at 100 s, when two wait: the gap of 15 s counts. At the end of the second, nobody waits."""
    waiting = [(50.0, 200.0, 10.0, "A02"), (60.0, 300.0, 10.0, "A02")]
    calls = _frame([(0, 0, 100, "A01"), (90, 25, 285, "A01"), (500, 0, 10, "A01"), *waiting])
    assert gaps_while_waiting(calls).tolist() == [15]


def test_a_gap_of_two_minutes_is_a_break() -> None:
    """Two wait, and the agent comes back after 120 s."""
    waiting = [(50.0, 300.0, 10.0, "A02"), (60.0, 400.0, 10.0, "A03")]
    calls = _frame([(0, 0, 100, "A01"), (90, 130, 285, "A01"), *waiting])
    assert gaps_while_waiting(calls).tolist() == []


def test_ringing_is_not_wrap_up() -> None:
    """The next call is answered 15 s after the end, and the agent's phone rang for 4 s of them."""
    waiting = [(50.0, 200.0, 10.0, "A02"), (60.0, 300.0, 10.0, "A02")]
    calls = _frame([(0, 0, 100, "A01"), (90, 25, 285, "A01"), *waiting])
    assert gaps_while_waiting(calls.assign(ring=4.0)).tolist() == [11]


def test_a_mean_ring_time_that_is_longer_than_the_gap_leaves_no_wrap_up() -> None:
    """The next call is answered 15 s after the end, and phones ring for 16 s on average."""
    waiting = [(50.0, 200.0, 10.0, "A02"), (60.0, 300.0, 10.0, "A02")]
    calls = _frame([(0, 0, 100, "A01"), (90, 25, 285, "A01"), *waiting])
    assert gaps_while_waiting(calls.assign(ring=16.0)).tolist() == [0]


def _busy_centre(rng: np.random.Generator, wrap_up_s: float) -> pd.DataFrame:
    """Serve 2,000 callers by ten agents who are too few, so that callers wait nearly always."""
    start = np.cumsum(rng.exponential(20, 2000))
    free = [(0.0, agent) for agent in range(10)]
    rows = []
    for moment in start:
        ready, agent = heapq.heappop(free)
        taken, talk = max(moment, ready), rng.exponential(180)
        rows.append((moment, taken - moment, talk, f"A{agent:02}"))
        heapq.heappush(free, (taken + talk + rng.exponential(wrap_up_s), agent))
    return _frame(rows)


def test_the_mean_wrap_up_is_found() -> None:
    """A mean of 25 s, of which 1 % are over two minutes and are not seen: within 10 %."""
    distribution = wrap_up_distribution(gaps_while_waiting(_busy_centre(np.random.default_rng(1), 25.0)))
    assert distribution.mean == pytest.approx(25, rel=0.1)


def test_few_gaps_tell_nothing() -> None:
    """Ninety-nine are too few."""
    assert wrap_up_distribution(np.full(99, 10.0)) is None
