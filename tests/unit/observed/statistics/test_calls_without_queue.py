"""Ring times from the waits of calls that found somebody free: by hand, and in centres whose ring time is known."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
import pytest

from simcall.observed.statistics.calls_without_queue import rang_at_once, rings_of_calls
from tests.observing import MONDAY, calls_frame

_START = pd.Timestamp(MONDAY) + pd.Timedelta("09:00:00")


def _frame(rows: list[tuple[float, float, float, str]], **columns: object) -> pd.DataFrame:
    """Return answered calls from rows of start, wait and talk in seconds and agent."""
    start, wait, talk, agent = zip(*rows, strict=True)
    given = {"wait": wait, "talk": talk, "agent": agent, "wrap": 0.0, **columns}
    return calls_frame(_START + pd.to_timedelta(np.array(start), unit="s"), **given)


def _at_once(calls: pd.DataFrame) -> list[float]:
    """Return when the calls that rang at once came, in seconds from 09:00."""
    return ((rang_at_once(calls)["start"] - _START) / pd.Timedelta("1s")).tolist()


def test_whoever_answers_has_been_free() -> None:
    """The second call comes while A01 talks and waits for A01; the third comes 50 s after that, and rings at once."""
    assert _at_once(_frame([(0, 3, 100, "A01"), (90, 16, 44, "A01"), (200, 4, 60, "A01")])) == [200]


def test_wrap_up_is_not_free_time() -> None:
    """A call that comes 50 s after the end found nobody free if wrap-up took 55 s, or if the files do not tell it."""
    calls = _frame([(0, 0, 100, "A01"), (150, 9, 60, "A01")])
    assert _at_once(calls) == [150]
    assert _at_once(calls.assign(wrap=55.0)) == []
    assert _at_once(calls.assign(wrap=np.nan)) == []


def test_a_call_behind_another_queues() -> None:
    """Somebody else rings from 395 s to 405 s: the call of 400 s may have waited behind it, that of 410 s did not."""
    first = [(0, 0, 100, "A01"), (10, 0, 100, "A02")]
    assert _at_once(_frame([*first, (395, 10, 100, "A02"), (400, 8, 60, "A01")])) == [395]
    assert _at_once(_frame([*first, (395, 10, 100, "A02"), (410, 8, 60, "A01")])) == [395, 410]


def test_after_an_hour_without_a_call_somebody_may_have_been_off_duty() -> None:
    """The first call of a shift tells nothing."""
    assert _at_once(_frame([(0, 0, 100, "A01"), (3800, 9, 60, "A01")])) == []


def _centre(agents: int, ring_mean_s: float, seed: int) -> pd.DataFrame:
    """Serve 4,000 callers in busy and quiet spells in turn; phones ring for a gamma time, and waits are whole."""
    rng = np.random.default_rng(seed)
    mean_gap = np.where(np.arange(4000) // 100 % 2, 500 / agents, 150 / agents)
    start = np.cumsum(rng.exponential(mean_gap)).round()
    free = [(0.0, agent) for agent in range(agents)]
    rows, wraps = [], []
    for moment in start:
        ready, agent = heapq.heappop(free)
        ring, talk, wrap = rng.gamma(3, ring_mean_s / 3), rng.exponential(120), rng.exponential(20)
        answer = max(moment, ready) + ring
        rows.append((moment, round(answer - moment), talk, f"A{agent:02}"))
        wraps.append(wrap)
        heapq.heappush(free, (answer + talk + wrap, agent))
    return _frame(rows, wrap=wraps)


def _misses(calls: pd.DataFrame, mean_s: float) -> float:
    """Return by how much the interval of the mean ring time misses the truth, in seconds."""
    low, high = rings_of_calls(calls, ["101"]).distributions["101"].mean_interval
    return max(low - mean_s, mean_s - high, 0.0)


@pytest.mark.parametrize("is_named", [True, False])
def test_the_ring_time_comes_back_from_a_busy_centre(is_named: bool) -> None:
    """A mean of 4 s where callers wait for many times as long: of ten intervals of 95 %, seven or more hold it.

    That happens 999 times in 1,000; intervals that are off by three standard errors do it once in 7,000.
    """
    misses = 0
    for seed in range(10):
        calls = _centre(8, 4.0, seed)
        assert calls["wait"].mean() > 5 * 4.0
        low, high = (
            rings_of_calls(calls if is_named else calls.assign(agent=""), ["101"]).distributions["101"].mean_interval
        )
        misses += not low <= 4.0 <= high
    assert misses <= 3


def test_ringing_is_taken_out_of_queueing_once() -> None:
    """A call that rang at once did not queue; of other answered calls the mean counts, of those given up nothing."""
    calls = _centre(8, 4.0, 1)
    calls.loc[0, "outcome"] = "abandoned"
    rings = rings_of_calls(calls, ["101"])
    at_once = rang_at_once(calls)
    short = at_once.index[at_once["wait"] <= 60]
    assert (rings.calls["ring"][short] == calls["wait"][short]).all()
    others = rings.calls.drop(index=[0, *short])
    assert others["ring"].to_numpy() == pytest.approx(np.minimum(others["wait"], rings.distributions["101"].mean))
    assert np.isnan(rings.calls["ring"][0])


def _waits_of_free_people(waits: np.ndarray) -> pd.DataFrame:
    """Return calls ten minutes apart that one person answers, always free since the call before."""
    return _frame([(600.0 * k, wait, 30.0, "A01") for k, wait in enumerate(waits)])


@pytest.mark.parametrize(
    ("waits", "reason"),
    [
        (
            np.repeat([0.0, 7.0], [181, 20]),
            "of 200 calls that found somebody free and nobody else waiting, 90 % waited 0 s",
        ),
        (np.repeat([4.0, 90.0], [161, 40]), "20 % waited for over a minute"),
        (np.repeat(4.0, 60), "only 59 calls found somebody free"),
    ],
)
def test_a_ring_time_that_is_not_known_says_why(waits: np.ndarray, reason: str) -> None:
    """Waits of nothing leave the ringing out; waits of minutes are no ringing; few calls tell nothing."""
    rings = rings_of_calls(_waits_of_free_people(waits), ["101"])
    (finding,) = rings.findings
    assert rings.distributions == {}
    assert rings.calls["ring"].isna().all()
    assert finding.kind == "missing"
    assert reason in finding.text
    assert "shares answered in target are too high" in finding.text


def test_a_measured_ring_time_says_from_how_many_calls() -> None:
    """Half of 200 calls ring for 3 s and half for 4 s: the first call of the shift does not count."""
    rings = rings_of_calls(_waits_of_free_people(np.repeat([3.0, 4.0], [101, 100])), ["101"])
    (finding,) = rings.findings
    assert "101: 200 calls, half within 3.5 s" in finding.text
    assert rings.distributions["101"].mean == pytest.approx(3.5)


def test_a_column_of_ring_times_goes_before_the_waits() -> None:
    """The calls wait 10 s and ring for 4 s of them."""
    rings = rings_of_calls(_waits_of_free_people(np.repeat(10.0, 200)).assign(ring=4.0), ["101"])
    assert rings.distributions["101"].mean == pytest.approx(4.0)
    assert rings.findings == ()


@pytest.mark.parametrize(("transferred", "others", "mean_s"), [(40, 151, 5.0), (151, 0, 1.0)])
def test_transferred_calls_count_where_all_are_transferred(transferred: int, others: int, mean_s: float) -> None:
    """Transferred calls ring for 1 s and the others for 5 s: only a line without others rings for 1 s."""
    waits = np.repeat([1.0, 5.0], [transferred, others])
    calls = _waits_of_free_people(waits).assign(transferred=waits == 1.0)
    assert rings_of_calls(calls, ["101"]).distributions["101"].mean == pytest.approx(mean_s)
