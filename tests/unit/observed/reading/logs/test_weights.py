"""A row that may stand for several calls is asked about, and never read as one call in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions


def log(tmp_path: Path, name: str, counts: list[str]) -> str:
    """Write a call log whose last column may be a count."""
    rows = [
        f"2026-10-{1 + number:02d} 09:{number:02d}:00,999,00:00:05,00:05:00,Answered,{count}"
        for number, count in enumerate(counts)
    ]
    file = tmp_path / "log.csv"
    file.write_text("\n".join([f"Start Time,Queue,Wait,Talk Time,Result,{name}", *rows]) + "\n", encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("name", ["Count", "No. of Calls", "Calls", "Qty"])
def test_rows_that_may_stand_for_several_calls_are_asked_about(tmp_path: Path, name: str) -> None:
    """The question names the column and its largest number, and says what to write."""
    observed = read_exports([log(tmp_path, name, ["1", "10", "3"] * 5)], ReadingOptions(dates="ymd"))
    texts = [question for question in observed.questions if "Does each row stand for that many calls?" in question.text]
    (question,) = texts
    assert f'column "{name}" goes up to 10' in question.text
    assert question.choices[0][0] == f"{name}=ignore"


@pytest.mark.parametrize(
    ("name", "counts"),
    [("Count", ["1"] * 15), ("Count", ["", "x", "2"] * 5), ("Position", ["1", "10", "3"] * 5)],
)
def test_what_counts_nothing_is_not_asked_about(tmp_path: Path, name: str, counts: list[str]) -> None:
    """Ones, texts, and columns of another name."""
    observed = read_exports([log(tmp_path, name, counts)], ReadingOptions(dates="ymd"))
    assert not any("Does each row" in question.text for question in observed.questions)


def test_a_column_that_the_planner_ignores_is_not_asked_about(tmp_path: Path) -> None:
    """The remedy works."""
    options = ReadingOptions(dates="ymd", columns={"Count": "ignore"})
    observed = read_exports([log(tmp_path, "Count", ["1", "10", "3"] * 5)], options)
    assert not any("Does each row" in question.text for question in observed.questions)
