"""Where calls are sent on: the share, the moment and the delay, against figures by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from simcall.observed.statistics.transfers import leads_to
from tests.observing import MONDAY, calls_frame

Row = tuple[str, float, str, float]
"""Outcome, wait, the line to which the call was sent on, and how soon it joined that line."""
_NEVER = float("nan")


def _calls(rows: Sequence[Row], **columns: object) -> pd.DataFrame:
    starts = [pd.Timestamp(MONDAY) + pd.Timedelta(minutes=number) for number in range(len(rows))]
    outcome, wait, to_line, to_after = (list(column) for column in zip(*rows, strict=True))
    return calls_frame(starts, outcome=outcome, wait=wait, to_line=to_line, to_after=to_after, **columns)


def test_calls_that_go_nowhere_lead_to_nothing() -> None:
    """Answered and given up on one line."""
    assert leads_to(_calls([("answered", 5, "", _NEVER), ("abandoned", 9, "", _NEVER)])) == ()


def test_a_transfer_is_a_share_of_answered_calls() -> None:
    """Of 100 answered calls 30 go to the desk and 20 to crime, whoever gave up or left the queue besides."""
    rows = [("answered", 5.0, "desk", 8.0)] * 30 + [("answered", 5.0, "crime", 0.0)] * 20
    rows += [("answered", 5.0, "", _NEVER)] * 50 + [("abandoned", 50.0, "", _NEVER)] * 40

    desk, crime = leads_to(_calls(rows))

    assert (desk.to, desk.when, desk.share.value, desk.calls) == ("desk", "released", 0.3, 30)
    # Wilson's interval of 30 of 100, as published tables have it.
    assert (desk.share.low, desk.share.high) == pytest.approx((0.2189, 0.3958), abs=1e-4)
    assert desk.after is not None
    assert desk.after.written == {"distribution": "constant", "value": "8 s"}
    assert (crime.to, crime.share.value, crime.after) == ("crime", 0.2, None)


def test_wrap_up_runs_while_the_caller_is_already_on_the_other_line() -> None:
    """A scenario's handling ends after 30 s of wrap-up, so a caller who joins 40 s after the talk joins 10 s later."""
    (lead,) = leads_to(_calls([("answered", 5.0, "desk", 40.0)] * 20, wrap=30.0))

    assert lead.after is not None
    assert lead.after.mean == 10.0


def test_few_calls_show_a_share_but_no_delay() -> None:
    """With 19 transferred calls no length of time is written, which could be that of single calls."""
    (lead,) = leads_to(_calls([("answered", 5.0, "desk", 8.0)] * 19 + [("answered", 5.0, "", _NEVER)] * 19))

    assert (lead.share.value, lead.after) == (0.5, None)


def test_overflow_after_a_minute_is_a_share_of_those_who_wait_so_long() -> None:
    """Of 50 calls that wait for a minute 40 leave the queue; the 100 that were answered before say nothing of it."""
    rows = [("answered", 20.0, "", _NEVER)] * 100 + [("other", 60.0, "desk", 0.0)] * 20
    rows += [("other", 61.0, "desk", 0.0)] * 20 + [("abandoned", 90.0, "", _NEVER)] * 10

    (lead,) = leads_to(_calls(rows))

    assert (lead.to, lead.when, lead.calls, lead.share.value) == ("desk", "waiting", 40, 0.8)
    assert lead.after is not None
    assert lead.after.written == {"distribution": "constant", "value": "60.5 s"}


def test_overflow_after_waits_that_differ_follows_the_curve() -> None:
    """Of 100 calls 20 leave at 30 s. Of the 60 left after 20 answers, 30 leave at 120 s: 1 - 0.8 x 0.5 in all."""
    rows = [("other", 30.0, "desk", 0.0)] * 20 + [("answered", 60.0, "", _NEVER)] * 20
    rows += [("other", 120.0, "desk", 0.0)] * 30 + [("answered", 300.0, "", _NEVER)] * 30

    (lead,) = leads_to(_calls(rows))

    assert lead.share.value == pytest.approx(0.6)
    assert lead.share.low is not None
    assert lead.share.high is not None
    assert lead.share.low < 0.6 < lead.share.high
    assert lead.after is not None
    # A third of those who leave do so at 30 s, two thirds at 120 s; 50 calls give two steps.
    assert lead.after.values == (30.0, 120.0)


def test_overflow_drawn_from_a_law_is_given_back() -> None:
    """Half of 4,000 calls leave after exponential times of mean 60 s unless they are answered first."""
    rng = np.random.default_rng(17)
    leaves = np.where(rng.random(4000) < 0.5, rng.exponential(60, 4000), np.inf)
    answered = rng.exponential(150, 4000)
    is_sent = leaves < answered
    rows: list[Row] = [
        ("other", float(wait), "desk", 0.0) if sent else ("answered", float(wait), "", _NEVER)
        for sent, wait in zip(is_sent, np.minimum(leaves, answered), strict=True)
    ]

    (lead,) = leads_to(_calls(rows))

    assert lead.share.value == pytest.approx(0.5, abs=0.03)
    assert lead.after is not None
    assert lead.after.mean == pytest.approx(60, rel=0.1)
