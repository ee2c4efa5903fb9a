"""Some reports write the calls since midnight in each row: simcall asks, and takes the differences."""

from __future__ import annotations

import numpy as np

from tests.unit.observed.reading.reports.invented import of_line, read_text

DAYS = 3
OFFERED = np.array([2 + hour % 5 for hour in range(24)])


def _report(by_day: list[np.ndarray]) -> str:
    rows = [
        f"{13 + day}/10/2026,{hour:02d}:00,999,{calls},{calls},0,60\n"
        for day, of_day in enumerate(by_day)
        for hour, calls in enumerate(of_day)
    ]
    return "Date,Time,Queue,Offered,Answered,Abandoned,Average handling time (s)\n" + "".join(rows)


def test_counts_since_midnight_are_asked_about(tmp_path):
    """The answer gives the calls and the handling of each hour."""
    text = _report([np.cumsum(OFFERED)] * DAYS)

    (question,) = read_text(tmp_path, text).questions
    counts = of_line(read_text(tmp_path, text, answers={"--counts": "since-midnight"}), "999")
    as_they_stand = of_line(read_text(tmp_path, text, answers={"--counts": "each"}), "999")

    assert question.option == "--counts"
    assert counts["offered"].tolist() == OFFERED.tolist() * DAYS
    assert counts["handling"].tolist() == (60 * OFFERED).tolist() * DAYS
    assert as_they_stand["offered"].sum() == DAYS * np.cumsum(OFFERED).sum()


def test_counts_of_each_period_are_not(tmp_path):
    """A day that rises by chance, and counts that rise from day to day, are counts of periods."""
    rising = np.arange(24 * DAYS).reshape(DAYS, 24)

    assert not read_text(tmp_path, _report([np.cumsum(OFFERED), OFFERED, OFFERED])).questions
    assert not read_text(tmp_path, _report(list(100 + rising))).questions
