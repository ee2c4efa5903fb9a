"""Figures that cannot be right are asked about, with their file, row and value."""

from __future__ import annotations

import pytest

from tests.unit.observed.reading.reports.invented import HEADER, of_line, read_text, rows_of

GOOD = HEADER + rows_of("2026-10-13 08:00", 8)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("99999999,5,1,9,300", "99,999,999 calls offered"),
        ("6,5,1,9,1e18", "1e+18 s of handling for each call"),
        ("6,5,1,123456,300", "123,456 s of wait for each answered call"),
        ("2600,2600,0,9,300", "2,600 calls offered"),
    ],
)
def test_a_row_that_cannot_be_right_is_asked_about(tmp_path, row, words):
    """The question comes at once, not when the scenario loads; the answer leaves the row out and counts it."""
    text = f"{GOOD}13/10/2026,12:00,999,{row}\n"

    (question,) = read_text(tmp_path, text).questions
    observed = read_text(tmp_path, text, answers={question.option: "leave-out"})

    assert question.option == "--impossible"
    assert f"report0.csv, row 10: {words}" in question.text
    assert of_line(observed, "999")["offered"].sum() == sum(range(1, 9))
    assert observed.files[0].left_out == {"figures that cannot be right": 1}


@pytest.mark.parametrize("row", ["900,100,800,300,86000", "1000,900,100,9,300"])
def test_the_worst_hour_of_a_year_is_possible(tmp_path, row):
    """A line with a few calls in each period may have hundreds in one, and waits of hours."""
    assert not read_text(tmp_path, f"{GOOD}13/10/2026,12:00,999,{row}\n").questions
