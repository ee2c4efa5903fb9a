"""Check the planner's answers, and report every answer that no question asks for or that is not among its choices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from simcall.files.advice import Advice, Give
from simcall.files.messages import meant
from simcall.observed.observations import Finding
from simcall.observed.reading.durations import DURATION_WORDS, DURATIONS
from simcall.observed.reading.lines import SAME_QUEUE
from simcall.observed.reading.logs import outcomes, times
from simcall.observed.reading.logs.queue_paths import ANSWERS as PATH_ANSWERS
from simcall.observed.reading.logs.queue_paths import QUEUE_PATH
from simcall.observed.reading.reports.bins import BINS
from simcall.observed.reading.reports.bins import CHOICES as BIN_CHOICES
from simcall.observed.reading.reports.impossible import IMPOSSIBLE, IMPOSSIBLE_CHOICES
from simcall.observed.reading.reports.rows import EMPTY_CHOICES, EMPTY_PERIODS, REPEAT_CHOICES, REPEATS
from simcall.observed.reading.reports.running_counts import COUNTS, COUNTS_CHOICES
from simcall.observed.reading.together.counts import CALLS_OR_REPORT
from simcall.observed.reading.together.counts import CHOICES as COUNT_CHOICES
from simcall.observed.reading.together.repeated_calls import ANSWERS as SAME_CALLS
from simcall.observed.reading.together.repeated_calls import REPEATED_CALLS

__all__ = ["unused_answers", "wrong_answers"]

_ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    DURATIONS: tuple(DURATION_WORDS),
    times.OPTION: tuple(name for name, _ in times.CHOICES),
    BINS: tuple(name for name, _ in BIN_CHOICES),
    REPEATS: tuple(name for name, _ in REPEAT_CHOICES),
    EMPTY_PERIODS: tuple(name for name, _ in EMPTY_CHOICES),
    IMPOSSIBLE: tuple(name for name, _ in IMPOSSIBLE_CHOICES),
    COUNTS: tuple(name for name, _ in COUNTS_CHOICES),
    CALLS_OR_REPORT: tuple(name for name, _ in COUNT_CHOICES),
    REPEATED_CALLS: SAME_CALLS,
    QUEUE_PATH: PATH_ANSWERS,
}
"""What may be written to each question that is about all files."""
_OUTCOMES: Final = tuple(name for name, _ in outcomes.CHOICES)


def wrong_answers(answers: Mapping[str, str]) -> list[str]:
    """Return a message for each answer that no question asks for, and for each that is not among the choices.

    Parameters
    ----------
    answers : mapping of str to str
        By option, with ``--``.
    """
    return [message for option, answer in answers.items() if (message := _wrong(option, answer))]


def _wrong(option: str, answer: str) -> str:
    question = option.removeprefix("--")
    if option.startswith(f"{SAME_QUEUE} "):
        return ""
    if option.startswith(f"{outcomes.OPTION} "):
        choices = _OUTCOMES
    elif option in _ANSWERS:
        choices = _ANSWERS[option]
    else:
        names = [name.removeprefix("--") for name in (*_ANSWERS, f"{outcomes.OPTION} WORD", f"{SAME_QUEUE} NAME")]
        hint = meant(question, names, "the questions are")
        return Advice(Give("--answer", f"{question}={answer}"), f": simcall has no question {question}; {hint}")
    # A file may have lengths of time in two forms.
    if all(part.strip() in choices for part in (answer.split(",") if option == DURATIONS else [answer])):
        return ""
    remedy = f': "{answer}" is not a choice; write {" or ".join(choices)}'
    return Advice(Give("--answer", f"{question}={answer}"), remedy)


def unused_answers(answers: Iterable[str], words: Collection[str], queues: Collection[str]) -> Iterator[Finding]:
    """Yield findings on answers about outcomes and queues that are in no file. They may be left from last month.

    Parameters
    ----------
    answers : iterable of str
        The options of the planner's answers.
    words, queues : collection of str
        The outcomes and the queues of the files.
    """
    present = {f"{outcomes.OPTION} {word}" for word in words} | {f"{SAME_QUEUE} {queue}" for queue in queues}
    for option in answers:
        is_of_a_name = option.startswith((f"{outcomes.OPTION} ", f"{SAME_QUEUE} "))
        if is_of_a_name and option not in present:
            text = f'simcall did not use the answer to "{option.removeprefix("--")}": no file has this name'
            yield Finding("assumed", text)
