"""Callers who ring again: by hand, and against a centre whose callers redial with a known chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simcall.observed.statistics.intervals import excess_share, share_interval
from simcall.observed.statistics.redials import DAY_S, line_redials, next_calls, redial_excess, redials
from tests.observing import MONDAY, calls_frame

_START = pd.Timestamp(MONDAY)


_Row = tuple[float, int, str, float, float]
_MUCH_LATER: _Row = (10 * DAY_S, 0, "answered", 0.0, 10.0)
"""The last call of a file, from a withheld number: everybody has had time to ring again."""


def _calls(rows: list[_Row], lines: list[str] | None = None, last: tuple[_Row, ...] = (_MUCH_LATER,)) -> pd.DataFrame:
    """Return calls from rows of start in seconds, caller, outcome, wait and talk."""
    start, caller, outcome, wait, talk = zip(*rows, *last, strict=True)
    times = _START + pd.to_timedelta(np.array(start), unit="s")
    line = [*(lines or ["101"] * len(rows)), *["101"] * len(last)]
    return calls_frame(times, caller=caller, outcome=outcome, wait=wait, talk=talk, line=line)


def test_the_next_call_is_counted_from_the_end_of_the_one_before() -> None:
    """Caller 1 gives up after 60 s and rings 100 s later; caller 2 is answered, talks 200 s and rings 300 s later."""
    calls = _calls(
        [
            (0, 1, "abandoned", 60, np.nan),
            (160, 1, "answered", 5, 90),
            (0, 2, "answered", 10, 200),
            (510, 2, "answered", 0, 30),
            (700, 0, "abandoned", 5, np.nan),
        ]
    )
    following = next_calls(calls)
    assert following.delay_s.tolist() == [100, np.inf, 300, np.inf]
    assert following.abandoned.tolist() == [True, False, False, False]


def test_without_a_known_caller_nothing_is_claimed() -> None:
    """Withheld numbers are not one caller."""
    assert next_calls(_calls([(0, 0, "abandoned", 60, np.nan), (100, 0, "answered", 0, 5)])) is None
    assert redials(_calls([(0, 0, "abandoned", 60, np.nan)]), ["101"]) is None


def _hundred_who_gave_up(again: int, line: str = "101") -> tuple[list[_Row], list[str]]:
    """Return 100 callers who give up on a line; so many ring it again after 5 minutes and are answered."""
    gave_up = [(1000.0 * caller, caller, "abandoned", 50.0, np.nan) for caller in range(1, 101)]
    back = [(1000.0 * caller + 350, caller, "answered", 0.0, 10.0) for caller in range(1, again + 1)]
    return gave_up + back, [line] * (100 + again)


def test_the_excess_is_the_chance_of_those_who_would_not_have_rung_anyway() -> None:
    """55 of 100 ring again, and 20 of 200 after an answered call: (0.55 - 0.1) / (1 - 0.1) is a half."""
    assert excess_share((55, 100), (20, 200)).value == pytest.approx(0.5)


def test_the_excess_of_calls_by_hand() -> None:
    """40 of 100 ring again; none of the 40 answered calls is followed by another."""
    rows, _ = _hundred_who_gave_up(40)
    estimate = redial_excess(next_calls(_calls(rows)), 900, ["101"])
    assert estimate.value == pytest.approx(0.4)
    assert estimate.low < 0.4 < estimate.high
    assert estimate.calls == 100
    assert redial_excess(next_calls(_calls(rows)), 299, ["101"]).value == 0


def test_callers_at_the_end_of_the_files_had_no_time_to_ring_again() -> None:
    """Every second caller rings again ten hours after giving up, so in a file of one day 42 of 144 are seen to.

    Of the callers until 14:00 the file shows all that they do: half of them ring again.
    """
    gave_up = [(600.0 * caller, caller, "abandoned", 0.0, np.nan) for caller in range(1, 144)]
    back = [(600.0 * caller + 36_000, caller, "answered", 0.0, 10.0) for caller in range(1, 84, 2)]
    share, callers = next_calls(_calls(gave_up + back, last=())).within(DAY_S, ["101"], abandoned=True)
    assert share / callers == pytest.approx(0.5, abs=0.01)


def test_too_few_who_gave_up_tell_nothing() -> None:
    """Forty-nine are too few."""
    rows = [(1000.0 * caller, caller, "abandoned", 50.0, np.nan) for caller in range(1, 50)]
    assert redial_excess(next_calls(_calls(rows)), 900, ["101"]) is None


def test_a_call_to_another_line_is_a_redial_and_comes_off_that_line() -> None:
    """All 40 who ring again ring 999: its 40 calls hold no fresh caller."""
    rows, lines = _hundred_who_gave_up(40)
    lines[100:] = ["999"] * 40
    known = redials(_calls(rows, lines), ["101", "999"])
    assert known.lines["101"].by_line == {"999": pytest.approx(0.4)}
    assert known.calls_to("999") == pytest.approx(40)
    assert known.calls_to("101") == 0


def test_lines_with_an_excess_are_taken_together_and_others_apart() -> None:
    """Callers of 101 and 999 ring again (40 and 60 of 100), callers of the desk do not."""
    rows, lines = _hundred_who_gave_up(40)
    more, _ = _hundred_who_gave_up(60)
    desk, _ = _hundred_who_gave_up(0)
    rows += [(start, caller + 1000, *rest) for start, caller, *rest in more]
    rows += [(start, caller + 2000, *rest) for start, caller, *rest in desk]
    lines += ["999"] * 160 + ["desk"] * 100
    excess = redials(_calls(rows, lines), ["101", "999", "desk"]).excess
    assert excess["101"] == excess["999"]
    assert excess["101"].value == pytest.approx(0.5)
    assert excess["desk"].value == 0


def _centre(rng: np.random.Generator, probability: float) -> pd.DataFrame:
    """Draw 1,000 callers who each ring every ten days on average, for 20 days, and give up one time in five.

    Whoever gave up rings again with the probability, after 5 minutes on average, and is answered.
    """
    caller = np.repeat(np.arange(1, 1001), rng.poisson(2, 1000))
    start = rng.uniform(0, 20 * DAY_S, len(caller))
    gave_up = rng.random(len(caller)) < 0.2
    again = gave_up & (rng.random(len(caller)) < probability)
    back = start[again] + rng.exponential(300, int(again.sum()))
    outcome = np.concatenate([np.where(gave_up, "abandoned", "answered"), np.full(len(back), "answered")])
    times = _START + pd.to_timedelta(np.concatenate([start, back]), unit="s")
    return calls_frame(times, caller=np.concatenate([caller, caller[again]]), outcome=outcome, wait=0.0, talk=0.0)


def test_the_interval_of_the_probability_holds_the_truth_and_the_delay_is_found() -> None:
    """In 95 of 100 centres: of 200 at least 179, which chance gives 99.9 % of the time.

    One caller in ten rings within a day anyway. Left in, that would add 5 points to a probability of 45 %, two standard
    errors, and half the intervals would miss. The mean of the median delays is within 5 % of 208 s.
    """
    rng = np.random.default_rng(5)
    known = [line_redials(next_calls(_centre(rng, 0.45)), "101") for _ in range(200)]
    assert sum(k.probability.low <= 0.45 <= k.probability.high for k in known) >= 179
    assert np.mean([k.delay.median for k in known]) == pytest.approx(300 * np.log(2), rel=0.05)


def test_wilsons_interval_by_hand() -> None:
    """Of 0 in 10 it ends at z² / (n + z²); of 5 in 10 it is symmetric."""
    assert share_interval(0, 10) == (0.0, pytest.approx(3.8415 / 13.8415, rel=1e-4))
    low, high = share_interval(5, 10)
    assert low + high == pytest.approx(1)


def test_who_rings_again_within_the_second_has_a_delay() -> None:
    """A log in whole seconds shows the next call 0 s after the last; a scenario needs a delay above 0."""
    gave_up = [(1000.0 * caller, caller, "abandoned", 50.0, np.nan) for caller in range(1, 101)]
    at_once = [(1000.0 * caller + 50, caller, "answered", 0.0, 10.0) for caller in range(1, 81)]
    delay = line_redials(next_calls(_calls(gave_up + at_once)), "101").delay
    assert delay.mean > 0
    assert min(delay.values, default=1.0) > 0
