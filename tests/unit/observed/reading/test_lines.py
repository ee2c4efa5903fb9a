"""The line of a scenario that each queue of the files is."""

from __future__ import annotations

import pytest

from simcall.observed.reading.lines import lines_of_queues
from simcall.observed.reading.options import ReadingOptions


@pytest.mark.parametrize("queue", ["CSQ_999", "q999", "999 Emergency", "Queue-999", "ACD999A"])
def test_a_number_that_stands_apart_from_other_digits_names_the_line(queue: str) -> None:
    """Systems put letters and marks around the number that callers ring."""
    assert lines_of_queues([queue], ReadingOptions()) == {queue: "999"}


@pytest.mark.parametrize("queue", ["Desk 9990", "Site 2101", "1019"])
def test_a_number_within_a_longer_one_names_no_line(queue: str) -> None:
    """Part of an extension is not the number that callers ring."""
    assert lines_of_queues([queue], ReadingOptions())[queue] not in ("999", "101")


def test_the_total_of_a_queue_takes_no_line_from_it() -> None:
    """A report with a total below each queue names its number twice."""
    lines = lines_of_queues(["CSQ_999", "Total for CSQ_999", "CSQ_101", "Grand total"], ReadingOptions())

    assert (lines["CSQ_999"], lines["CSQ_101"]) == ("999", "101")


def test_two_queues_with_one_number_keep_their_own_names() -> None:
    """Nothing says which of them is the line."""
    assert set(lines_of_queues(["101 Day", "101 Night"], ReadingOptions()).values()) == {"101-day", "101-night"}
