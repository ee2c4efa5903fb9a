"""Single calls and a report of the same days: one of them counts, the other is a check."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simcall.observed.measuring import measure
from simcall.observed.observations import Observations
from simcall.observed.queue_counts import queue_counts
from simcall.observed.reading.counting import count_calls, count_transferred
from simcall.observed.reading.together.counts import CALLS_OR_REPORT, counts_together
from tests.observing import MONDAY, calls_frame, counts_frame

DAYS = 4


def _counts(calls_an_hour: float, days: int = DAYS, line: str = "101", steps: int = 24):
    return counts_frame(line, np.full((days, steps), calls_an_hour * 24 / steps))


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


@pytest.mark.parametrize("steps", [1, 24, 48, 96])
def test_a_report_that_counts_is_without_the_calls_that_came_by_transfer(steps: int) -> None:
    """Eight of twelve calls an hour come from outside, whatever the periods of the report; the queue has all twelve."""
    report, transferred = _counts(12.0, steps=steps), _counts(4.0, steps=96)
    together = counts_together(_counts(8.0, steps=48), report, "report", transferred)

    assert together.counts["offered"].sum() == DAYS * 24 * 8
    assert queue_counts(together.counts, transferred)["offered"].sum() == DAYS * 24 * 12
    assert "384 calls of the report" in together.findings[-1].text


def test_an_hour_that_comes_twice_in_a_report_has_its_transferred_calls_once() -> None:
    """In October two rows have one start: four transferred calls are two of each row's twelve."""
    hour = _counts(12.0, days=1).iloc[[1]]
    transferred = hour.assign(offered=4.0)
    together = counts_together(_counts(8.0, days=1), pd.concat([hour, hour], ignore_index=True), "report", transferred)

    assert together.counts["offered"].tolist() == [10.0, 10.0]


def test_transferred_calls_of_a_report_are_in_the_model_once() -> None:
    """Line 999 has 5 calls an hour and sends 1 of them on to 101, whose report has 3: the model has 3 as well."""
    hours = pd.date_range(MONDAY, periods=14 * 24, freq="h")
    first = [calls_frame(hours + pd.Timedelta(minutes=10 * number), line="999", talk=60.0) for number in range(5)]
    first[0] = first[0].assign(to_line="101", to_after=0.0)
    own = [calls_frame(hours + pd.Timedelta(minutes=30 + number), talk=60.0) for number in range(2)]
    came = calls_frame(hours + pd.Timedelta(minutes=1), talk=60.0, transferred=True)
    calls = pd.concat([*first, *own, came]).sort_values("start", ignore_index=True)
    report = pd.concat([_counts(5.0, 14, "999"), _counts(3.0, 14)], ignore_index=True)
    transferred = count_transferred(calls, "Europe/London")
    together = counts_together(count_calls(calls, "Europe/London"), report, "report", transferred)

    lines = measure(
        Observations("Europe/London", {}, together.counts, calls=calls, transferred=transferred), leave_out=()
    ).lines

    (sent_on,) = lines["999"].leads_to
    of_model = lines["101"].calls_per_day.value + sent_on.share.value * lines["999"].calls_per_day.value
    assert of_model == pytest.approx(3 * 24)
