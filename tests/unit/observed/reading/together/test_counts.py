"""Single calls and a report of the same days: one of them counts, the other is a check."""

from __future__ import annotations

import numpy as np
import pytest

from simcall.observed.reading.together.counts import CALLS_OR_REPORT, counts_together
from tests.observing import counts_frame

DAYS = 4


def _counts(calls_an_hour: float, days: int = DAYS, line: str = "101"):
    return counts_frame(line, np.full((days, 24), calls_an_hour))


@pytest.mark.parametrize("of_report", [10.0, 10.2])
def test_a_report_that_agrees_is_a_check(of_report: float) -> None:
    """The totals of both stand in a finding, without the first and the last day."""
    together = counts_together(_counts(10.0), _counts(of_report), None)

    assert together.questions == ()
    assert together.counts["offered"].sum() == DAYS * 240
    assert f"101: 480 in the calls and {48 * of_report:.0f} in the report" in together.findings[0].text


def test_totals_that_differ_are_asked_about() -> None:
    """A tenth more calls may be another site's."""
    (question,) = counts_together(_counts(10.0), _counts(11.0), None).questions

    assert question.option == CALLS_OR_REPORT
    assert "480 in the calls and 528 in the report" in question.text


def test_a_report_has_the_calls_that_came_by_transfer_too() -> None:
    """Ten calls an hour from outside and one by transfer are the eleven of the report; only the ten are new calls."""
    together = counts_together(_counts(10.0), _counts(11.0), None, _counts(1.0))

    assert together.questions == ()
    assert "101: 528 in the calls and 528 in the report" in together.findings[0].text
    assert together.counts["offered"].sum() == DAYS * 240


@pytest.mark.parametrize(("answer", "expected"), [("calls", 10.0), ("report", 11.0)])
def test_the_answer_decides_which_counts(answer: str, expected: float) -> None:
    """A day that only the report has counts in any case."""
    together = counts_together(_counts(10.0), _counts(11.0, DAYS + 1), answer)

    assert together.questions == ()
    assert together.counts["offered"].sum() == DAYS * 24 * expected + 24 * 11.0


def test_other_lines_of_a_report_are_left_alone() -> None:
    """A report may hold a queue of which there are no calls."""
    together = counts_together(_counts(10.0), _counts(7.0, line="999"), None)

    assert (together.questions, together.findings) == ((), ())
    assert together.counts["offered"].sum() == DAYS * 24 * 17.0
