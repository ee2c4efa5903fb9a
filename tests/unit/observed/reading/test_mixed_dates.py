"""Columns in which a spreadsheet has changed day and month of some dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.mixed_dates import mixed_dates_question
from simcall.observed.reading.options import ReadingOptions

OCTOBER = [date(2026, 10, day) for day in range(1, 32)]


def changed(day: date) -> date:
    """Return a date as a spreadsheet of another country reads it."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day


@pytest.mark.parametrize("days", [OCTOBER, [date(2026, 10, 1) + timedelta(days=day) for day in range(100)]])
def test_changed_dates_are_asked_about(days):
    """A month or a quarter, in which the first twelve days of each month have gone to other months."""
    question = mixed_dates_question("log.csv", map(changed, days), "mdy")
    assert question.option == "--dates"
    assert f"{days[0].day} October 2026 to {days[-1].day}" in question.text


@pytest.mark.parametrize("length", [1, 5, 12, 20, 31, 92, 200, 365, 700])
@pytest.mark.parametrize("first", [date(2026, 1, 1), date(2026, 2, 5), date(2026, 6, 10), date(2026, 12, 20)])
def test_dates_that_nobody_changed_raise_no_question(first, length):
    """Any stretch of days, however long and wherever it begins."""
    assert mixed_dates_question("log.csv", [first + timedelta(days=day) for day in range(length)], "dmy") is None


def test_dates_of_every_month_raise_no_question():
    """The first of each month, or one week of each, is no changed column."""
    assert mixed_dates_question("log.csv", [date(2026, month, 1) for month in range(1, 13)], "dmy") is None
    weeks = [date(2026, month, day) for month in range(1, 13) for day in range(10, 17)]
    assert mixed_dates_question("log.csv", weeks, "dmy") is None


REPORT = "Date,Queue,Offered,Answered\n" + "".join(f"{changed(day)},999,5,5\n" for day in OCTOBER)
LOG = "Call Start,Queue,Result,Talk\n" + "".join(f"{changed(day)} 09:00:07,999,Answered,60\n" for day in OCTOBER)


@pytest.mark.parametrize("text", [REPORT, LOG])
def test_both_readers_ask(tmp_path, text):
    """Reports and logs stop with the question; the planner may say that the dates are right."""
    path = tmp_path / "october.csv"
    path.write_text(text)
    assert read_exports([str(path)]).questions[0].option == "--dates"
    kept = read_exports([str(path)], ReadingOptions(dates="ymd"))
    assert "--dates" not in {question.option for question in kept.questions}
