"""Answers to no question are refused; answers about what is in no file are said once."""

from __future__ import annotations

import pytest

from simcall.errors import SimcallError
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.known_answers import unused_answers, wrong_answers
from simcall.observed.reading.options import ReadingOptions


@pytest.mark.parametrize(
    ("option", "answer", "message"),
    [
        ("--duration", "s", 'simcall has no question duration; did you mean "durations"?'),
        ("--xyzzy", "bar", "simcall has no question xyzzy; the questions are durations, call-length"),
        ("--repeats", "first", '"first" is not a choice; write add or last'),
        ("--durations", "m:ss,seconds", "is not a choice; write m:ss or h:mm or s"),
        ("--outcome of Gone", "lost", "write answered or abandoned or other"),
    ],
)
def test_an_answer_that_nothing_asks_for_is_refused(option: str, answer: str, message: str) -> None:
    """The nearest question or the choices stand beside it."""
    (problem,) = wrong_answers({option: answer, "--no-row": "zero"})

    given = f"{option.removeprefix('--')}={answer}"
    quoted = f'"{given}"' if " " in given else given  # as a shell needs it
    assert problem.startswith(f"--answer {quoted}: ")
    assert message in problem


@pytest.mark.parametrize(
    ("option", "answer"),
    [("--durations", "m:ss, ms"), ("--same-calls", "last"), ("--outcome of Gone", "other"), ("--queue A", "B")],
)
def test_a_right_answer_passes(option: str, answer: str) -> None:
    """Of two forms of durations, both may be said."""
    assert wrong_answers({option: answer}) == []


def test_it_is_refused_before_a_file_is_read() -> None:
    """The file need not even exist."""
    with pytest.raises(SimcallError, match="no question durtions"):
        read_exports(["nowhere.csv"], ReadingOptions(answers={"--durtions": "s"}))


def test_an_answer_about_a_name_that_has_gone_is_said() -> None:
    """Kept answers of last month may be about a queue or a word that no file has."""
    answers = ["--outcome of Gone", "--outcome of Lost", "--queue A", "--queue B", "--repeats"]

    texts = [finding.text for finding in unused_answers(answers, {"Lost"}, {"B"})]

    assert [text.split('"')[1] for text in texts] == ["outcome of Gone", "queue A"]
