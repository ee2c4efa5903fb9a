"""Calls that two files both hold count once, as the planner says."""

from __future__ import annotations

import pandas as pd
import pytest

from simcall.observed.reading.together.repeated_calls import REPEATED_CALLS, keep_calls_once

NAMES = ("log.csv", "legs.csv")
STARTS = pd.date_range("2026-10-01 08:00", periods=40, freq="7min")


def _calls(starts: pd.DatetimeIndex, file: int, line: str = "999") -> pd.DataFrame:
    return pd.DataFrame({"line": line, "start": starts, "file": file})


def _both(later: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([_calls(STARTS, 0), later], ignore_index=True)


@pytest.mark.parametrize("seconds", [0, 2])
def test_the_same_calls_in_two_files_are_asked_about(seconds: int) -> None:
    """The clocks of two systems may differ by a second or two."""
    once = keep_calls_once(_both(_calls(STARTS + pd.Timedelta(seconds=seconds), 1)), NAMES, None)

    (question,) = once.questions
    assert question.option == REPEATED_CALLS
    assert "log.csv and legs.csv" in question.text
    assert [choice for choice, _ in question.choices] == ["first", "last", "add"]


@pytest.mark.parametrize(("answer", "kept", "dropped"), [("first", 0, 1), ("last", 1, 0)])
def test_the_file_that_the_planner_names_counts(answer: str, kept: int, dropped: int) -> None:
    """Calls of times that only one file covers count in any case."""
    later = _calls(STARTS[20:].append(pd.date_range("2026-10-02", periods=9, freq="h")), 1)

    once = keep_calls_once(_both(later), NAMES, answer)

    assert not once.questions
    assert once.left_out == {dropped: 20}
    assert len(once.calls) == 40 + 9
    assert set(once.calls.loc[once.calls["start"].isin(STARTS[20:]), "file"]) == {kept}


def test_different_calls_of_one_queue_are_added_with_a_word() -> None:
    """Such as the answered calls in one file, and the lost ones in another."""
    once = keep_calls_once(_both(_calls(STARTS[:20] + pd.Timedelta(minutes=3), 1)), NAMES, None)

    assert (len(once.calls), once.questions) == (60, ())
    assert "log.csv, legs.csv have calls of the same queues on the same days" in once.findings[0].text


def test_an_answer_adds_calls_that_look_the_same() -> None:
    """The planner may know that two sites log calls at the same seconds."""
    once = keep_calls_once(_both(_calls(STARTS, 1)), NAMES, "add")

    assert (len(once.calls), once.questions) == (80, ())
    assert once.findings


def test_equal_days_are_asked_about_even_if_the_clocks_differ_by_an_hour() -> None:
    """One system may write UTC."""
    starts = pd.date_range("2026-10-01 04:00", periods=300, freq="11min")
    calls = pd.concat([_calls(starts, 0), _calls(starts - pd.Timedelta(minutes=59, seconds=54), 1)], ignore_index=True)

    assert keep_calls_once(calls, NAMES, None).questions


@pytest.mark.parametrize(
    "later",
    [_calls(STARTS, 1, "101"), _calls(STARTS + pd.Timedelta(days=1), 1), _calls(STARTS[:4], 1)],
    ids=["another line", "another day", "a few at a border"],
)
def test_files_without_an_overlap_need_no_word(later: pd.DataFrame) -> None:
    """Other queues, other days, or a handful of calls."""
    once = keep_calls_once(_both(later), NAMES, None)

    assert (len(once.calls), once.questions, once.findings) == (40 + len(later), (), ())
