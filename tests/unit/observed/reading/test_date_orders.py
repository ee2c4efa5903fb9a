"""The order of day and month is that of each export: one system's dates say nothing of another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from simcall.observed.observations import Observations, Question
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions

LOG = "Started,Queue,Result,Wait,Talk\n{date} 09:00:00,101,Answered,5,60\n"
OTHER_LOG = "Call Start,Service,Result,Queue Time (s),Talk (s)\n{date} 10:00:00,999,Answered,5,60\n"
REPORT = "Interval Start,Queue Name,Offer,Answer,Abandon\n{date} 09:00,101,3,2,1\n{date} 10:00,101,3,2,1\n"
OTHER_REPORT = (
    "Date,Time,Queue,Calls Offered,Calls Answered,Calls Abandoned\n{date},09:00,999,3,2,1\n{date},10:00,999,3,2,1\n"
)


def written(folder: Path, *texts: str) -> list[Path]:
    """Write a file for each text."""
    paths = [folder / f"{number}.csv" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def about_dates(read: Observations) -> list[Question]:
    """Return what is asked about dates; of reports with so few rows, more is asked."""
    return [question for question in read.questions if question.option == "--dates"]


@pytest.mark.parametrize(("decided", "unclear"), [(LOG, OTHER_LOG), (REPORT, OTHER_REPORT)], ids=["logs", "reports"])
def test_another_systems_month_first_decides_nothing(tmp_path: Path, decided: str, unclear: str):
    """10/26/2025 in one export leaves 04/11/2025 of another open: it is asked about."""
    paths = written(tmp_path, decided.format(date="10/26/2025"), unclear.format(date="04/11/2025"))
    (question,) = about_dates(read_exports(paths, ReadingOptions()))
    assert "04/11/2025" in question.text


@pytest.mark.parametrize("export", [LOG, REPORT], ids=["logs", "reports"])
def test_another_month_of_the_same_export_decides(tmp_path: Path, export: str):
    """The days after the 12th of one file settle those of the other: both come from the same export."""
    paths = written(tmp_path, export.format(date="10/26/2025"), export.format(date="11/04/2025"))
    read = read_exports(paths, ReadingOptions())
    assert about_dates(read) == []
    counts = read.counts[read.counts["offered"] > 0]
    assert sorted(counts["start"].dt.strftime("%Y-%m-%d").unique()) == ["2025-10-26", "2025-11-04"]
