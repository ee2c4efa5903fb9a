"""A queue that two systems name in two ways is asked about."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simcall.observed.reading.together.queue_names import QueueSource, same_queue_questions

SOME_CALLS = 5.0 + np.arange(72) % 24


def _source(queue: str, file: int, calls: np.ndarray = SOME_CALLS, first: str = "2026-10-01") -> QueueSource:
    starts = pd.date_range(first, periods=len(calls), freq="h")
    counts = pd.DataFrame({"start": starts, "minutes": 60, "offered": calls})
    return QueueSource(queue, queue.casefold(), frozenset({file}), counts)


def _questions(*sources: QueueSource, **answers: str) -> list[str]:
    return [question.option for question in same_queue_questions(sources, answers)]


@pytest.mark.parametrize(
    ("queue", "other"),
    [("Crime Desk", "CSQ_CrimeDesk"), ("Crime Desk", "crime-desk queue"), ("Non-Emergency", "NonEmergncy")],
)
def test_names_that_are_alike(queue: str, other: str) -> None:
    """Months apart, only the names say it."""
    earlier, later = _source(queue, 0), _source(other, 1, first="2026-11-01")

    assert _questions(earlier, later) == [f"--queue {other}"]


@pytest.mark.parametrize(("queue", "other"), [("Team 1", "Team 2"), ("Crime Desk", "Switchboard"), ("999", "101")])
def test_names_that_differ(queue: str, other: str) -> None:
    """Numbers part queues, however alike the rest is."""
    assert _questions(_source(queue, 0), _source(other, 1, first="2026-11-01")) == []


def test_the_same_calls_under_two_names() -> None:
    """The calls by hour tell, whatever the names are."""
    nearly = SOME_CALLS + (np.arange(72) % 9 == 0)

    assert _questions(_source("Crime Desk", 0), _source("Skill 14", 1, nearly)) == ["--queue Skill 14"]
    assert _questions(_source("Crime Desk", 0), _source("Skill 14", 1, SOME_CALLS[::-1])) == []


def test_queues_of_one_file_are_different() -> None:
    """A system gives each of its queues one name."""
    assert _questions(_source("Crime Desk", 0), _source("Crime Desks", 0)) == []


def test_an_answer_closes_the_question() -> None:
    """Whatever the planner has answered."""
    earlier, later = _source("Crime Desk", 0), _source("CSQ_CrimeDesk", 1)
    answers = {"--queue CSQ_CrimeDesk": "separate"}

    assert list(same_queue_questions([earlier, later], answers)) == []
