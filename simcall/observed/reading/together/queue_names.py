"""Find queues that two systems name in two ways: names that are near, or the same calls under both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

import pandas as pd

from simcall.observed.observations import Question
from simcall.observed.reading.lines import SAME_QUEUE, SEPARATE

__all__ = ["QueueSource", "same_queue_questions"]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")
_SYSTEM_WORDS = frozenset({"csq", "q", "queue", "skill", "split", "vdn", "acd", "line", "service", "calls", "the"})
_ALIKE = 0.85
_FEWEST_CALLS = 50
_NEARLY_EQUAL_HOURS, _NEARLY_EQUAL_DAYS = 0.1, 0.02
_MINUTES_OF_A_DAY = 1440


@dataclass(frozen=True)
class QueueSource:
    """A queue of the files.

    Attributes
    ----------
    queue, line : str
        Its name in the files, and the line that it is.
    files : frozenset of int
        The positions of the files that name it.
    counts : pandas.DataFrame
        `start`, `minutes` and `offered`.
    """

    queue: str
    line: str
    files: frozenset[int]
    counts: pd.DataFrame


def same_queue_questions(sources: Sequence[QueueSource], answers: Mapping[str, str]) -> Iterator[Question]:
    """Yield a question for each queue that may be one of other files under another name.

    Parameters
    ----------
    sources : sequence of QueueSource
        In the order of the files.
    answers : mapping of str to str
        What the planner has said, by option.
    """
    asked_about: set[str] = set()
    for earlier, later in combinations(sources, 2):
        option = f"{SAME_QUEUE} {later.queue}"
        is_open = option not in answers and later.queue not in asked_about and earlier.line != later.line
        if is_open and not earlier.files & later.files and (reason := _likeness(earlier, later)):
            asked_about.add(later.queue)
            yield _question(option, earlier.queue, later.queue, reason)


def _question(option: str, earlier: str, later: str, reason: str) -> Question:
    text = f'Are "{earlier}" and "{later}" one queue? Different files name them, and {reason}.'
    choices = (
        (earlier, f'one queue: simcall reads "{later}" as "{earlier}"'),
        (SEPARATE, "two queues: each is a line"),
    )
    return Question(option, text, choices)


def _likeness(earlier: QueueSource, later: QueueSource) -> str:
    """Return why two queues may be one, ``""`` if nothing says so."""
    if _have_same_calls(earlier.counts, later.counts):
        return "they have nearly the same calls at the same hours"
    return "their names are alike" if _are_alike(earlier.queue, later.queue) else ""


def _are_alike(queue: str, other: str) -> bool:
    ours, theirs = _plain(queue), _plain(other)
    if _digits(ours) != _digits(theirs) or not ours:
        return False
    return SequenceMatcher(None, ours, theirs).ratio() >= _ALIKE


def _plain(queue: str) -> str:
    """Return a queue's name without the words and marks that systems add: CSQ_CrimeDesk is Crime Desk."""
    words = [word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", queue))]
    return "".join(word for word in words if word not in _SYSTEM_WORDS)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _have_same_calls(ours: pd.DataFrame, theirs: pd.DataFrame) -> bool:
    """Return whether the calls by hour, or by day if one has no hours, are nearly equal where both have any."""
    is_daily = max(ours["minutes"].max(), theirs["minutes"].max()) >= _MINUTES_OF_A_DAY
    step, most = ("D", _NEARLY_EQUAL_DAYS) if is_daily else ("h", _NEARLY_EQUAL_HOURS)
    calls = [of.groupby(of["start"].dt.floor(step))["offered"].sum() for of in (ours, theirs)]
    both = pd.concat(calls, axis=1, join="inner", keys=["ours", "theirs"])
    difference = (both["ours"] - both["theirs"]).abs().sum()
    fewest = both.sum().min()
    return len(both) > 1 and bool(fewest >= _FEWEST_CALLS and difference <= most * both.sum().sum())
