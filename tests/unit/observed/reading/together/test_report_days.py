"""A report by day has the totals of its days, and single calls show their hours."""

from __future__ import annotations

import numpy as np
import pytest

from simcall.observed.reading.together.counts import counts_together
from simcall.observed.statistics.grids import line_grid
from tests.observing import MONDAY, counts_frame

DAYS = 4


def _calls(days: int = DAYS, **columns: object):
    """Return one call in the first half hour of each day and three in the last."""
    offered = np.zeros((days, 48))
    offered[:, 0], offered[:, -1] = 1, 3
    return counts_frame("101", offered, **columns)


def _report(calls_a_day: float, days: int, **columns: object):
    return counts_frame("101", np.full((days, 1), calls_a_day), **columns)


def test_days_of_a_report_have_the_hours_of_the_calls() -> None:
    """Two of four days are in the report, with twice the calls: no day is without data, and the shape is the calls'."""
    counts = counts_together(_calls(), _report(8.0, 2, answered=6.0, abandoned=2.0), "report").counts

    grid = line_grid(counts, "101", MONDAY, DAYS)
    assert grid.exposure.sum(axis=1).tolist() == [24] * DAYS
    assert grid.offered[:, [0, -1]].tolist() == [[2, 6], [2, 6], [1, 3], [1, 3]]
    assert grid.answered[0, [0, -1]].tolist() == [1.5, 4.5]
    # No single call was abandoned: those of the report are spread as the calls offered are.
    assert grid.abandoned[0, [0, -1]].tolist() == [0.5, 1.5]


def test_waits_that_a_report_does_not_have_grow_with_its_calls() -> None:
    """Twice the calls have twice the seconds of waiting."""
    calls = _calls(wait_answered=10.0)
    counts = counts_together(calls, _report(8.0, DAYS), "report").counts

    assert counts["wait_answered"].sum() == 2 * calls["wait_answered"].sum()


def test_a_day_that_the_log_covers_in_part_keeps_its_calls() -> None:
    """The log begins at noon: a whole day's calls cannot be spread over the afternoon."""
    is_morning = np.arange(48 * DAYS) < 24
    counts = counts_together(_calls(exposure=np.where(is_morning, 0.0, 0.5)), _report(8.0, DAYS), "report").counts

    assert line_grid(counts, "101", MONDAY, DAYS).offered.sum(axis=1).tolist() == [4, 8, 8, 8]


@pytest.mark.parametrize("answer", ["calls", "report"])
def test_days_that_only_a_report_by_day_has_are_named(answer: str) -> None:
    """Nobody knows the hours of the fifth and the sixth day."""
    texts = [finding.text for finding in counts_together(_calls(), _report(4.0, DAYS + 2), answer).findings]

    assert any("leaves out 2 days of 101, between 2026-03-06 and 2026-03-07" in text for text in texts)


def test_a_report_by_day_alone_needs_no_hours() -> None:
    """The line has days and no hours at all: nothing is left out."""
    assert counts_together(None, _report(4.0, DAYS), None).findings == ()
