"""Find cells that hold the way of a call through several queues, "999 Emergency > Switchboard", and take one of them.

A row has one queue, and its line is that queue. Which end of the way that should be, only the planner knows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from simcall.files.advice import Advice, Give
from simcall.files.messages import counted
from simcall.observed.observations import Finding, Question
from simcall.observed.reading.options import ReadingOptions

__all__ = ["ANSWERS", "QUEUE_PATH", "QueuePaths", "read_queue_paths"]

QUEUE_PATH: Final = "--queue-path"
FIRST, LAST, WHOLE = "first", "last", "whole"
ANSWERS: Final = (FIRST, LAST, WHOLE)

_ARROW = re.compile(r"\s*(?:-+>|=+>|→|»|>+)\s*")
_SLASH = re.compile(r"\s*(?:::|[/\\|])\s*")
_LIST = re.compile(r"\s*[;,]\s*|\s+[-\N{EN DASH}]\s+")
_SHORTEST_NAME = 3
"""Letters of a queue's name between slashes: 24/7 and N/A are no ways."""
_OFTEN = 5
"""Rows from which on a way may be shown: in a rare one somebody's name may stand for a queue."""

_Ways = Mapping[str, tuple[str, ...]]
_Example = tuple[str, tuple[str, ...]] | None


@dataclass(frozen=True)
class QueuePaths:
    """The queue of each row, and what a planner has to decide or know of cells with several queues."""

    queue: pd.Series
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_queue_paths(queue: pd.Series, options: ReadingOptions, people: Collection[str]) -> QueuePaths:
    """Return the queue of each row: of a way through several queues, the end that the planner chose.

    An arrow shows that a cell is a way. Other marks may belong to a name: simcall asks if one of the names also stands
    alone, or in several ways.

    Parameters
    ----------
    queue : pandas.Series
        The cells of the column of queues.
    options : ReadingOptions
        Cells that the planner names as a whole with ``--line`` are queues.
    people : collection of str
        Agents and callers, who must not be shown.
    """
    rows = Counter(queue)
    names = [name for name in rows if name and name not in options.line_of_queue]
    ways, is_certain = _ways(names)
    answer = options.answers.get(QUEUE_PATH)
    if not ways or not _matter(ways, options) or answer == WHOLE:
        return QueuePaths(queue)
    cells, example = counted(sum(rows[name] for name in ways), "row"), _example(ways, rows, people)
    if answer in (FIRST, LAST):
        ends = {name: parts[0 if answer == FIRST else -1] for name, parts in ways.items()}
        taken = queue.map(ends).fillna(queue).astype("str")
        return QueuePaths(taken, findings=(_taken(cells, example, answer),))
    if is_certain:
        return QueuePaths(queue, (_question(cells, example),))
    return QueuePaths(queue, findings=(_perhaps(cells, example),))


def _ways(names: Sequence[str]) -> tuple[_Ways, bool]:
    """Return the names that may be ways, with their parts, and whether they certainly are."""
    possible = [(_split(names, mark, shortest), is_way) for mark, shortest, is_way in _MARKS]
    for ways, is_way in possible:
        if ways and is_way(ways, names):
            return ways, True
    return possible[1][0], False


def _split(names: Sequence[str], mark: re.Pattern[str], shortest: int) -> _Ways:
    parts = {name: tuple(mark.split(name.strip())) for name in names}
    return {name: of for name, of in parts.items() if len(of) > 1 and min(map(len, of)) >= shortest}


def _is_sure(_ways: _Ways, _names: Sequence[str]) -> bool:
    return True


def _stand_alone(ways: _Ways, names: Sequence[str]) -> bool:
    alone = {name.casefold() for name in names if name not in ways}
    return any(part.casefold() in alone for parts in ways.values() for part in parts)


def _come_again(ways: _Ways, names: Sequence[str]) -> bool:
    uses = Counter(part.casefold() for parts in ways.values() for part in set(parts))
    return _stand_alone(ways, names) or max(uses.values()) > 1


_MARKS: Final[Sequence[tuple[re.Pattern[str], int, Callable[[_Ways, Sequence[str]], bool]]]] = (
    (_ARROW, 1, _is_sure),
    (_SLASH, _SHORTEST_NAME, _come_again),
    (_LIST, _SHORTEST_NAME, _stand_alone),
)
"""What stands between queues, the shortest name there, and what shows that it does."""


def _matter(ways: _Ways, options: ReadingOptions) -> bool:
    """Return whether ways can be calls of a line: if the planner names the lines, one of them is on a way."""
    lines = {queue.casefold().strip() for queue in options.line_of_queue}
    return not lines or any(part.casefold() in lines for parts in ways.values() for part in parts)


def _example(ways: _Ways, rows: Mapping[str, int], people: Collection[str]) -> _Example:
    """Return the most frequent way and its parts; None if it may name somebody."""
    for name, parts in sorted(ways.items(), key=lambda way: (-rows[way[0]], way[0])):
        if rows[name] >= _OFTEN and not set(parts).intersection(people):
            return name, parts
    return None


def _in_words(example: _Example) -> str:
    return f', for example "{example[0]}"' if example else ""


def _question(cells: str, example: _Example) -> Question:
    first, last = (f', "{example[1][0]}"', f', "{example[1][-1]}"') if example else ("", "")
    text = f"In {cells}, the cell holds several queues{_in_words(example)}. Which of them is the line of the call?"
    choices = (
        (FIRST, f"the first queue{first}, which the call reached first"),
        (LAST, f"the last queue{last}, where the call ended"),
        (WHOLE, "all of the cell: it is the name of one queue"),
    )
    return Question(QUEUE_PATH, text, choices)


def _taken(cells: str, example: _Example, end: str) -> Finding:
    text = (
        f"In {cells}, the cell holds several queues{_in_words(example)}. simcall counts the call on the {end} of them. "
        "The file does not show how long the call was on each, so these calls are not transferred in the scenario."
    )
    return Finding("assumed", text)


def _perhaps(cells: str, example: _Example) -> Finding:
    first, last = (Give("--answer", f"{QUEUE_PATH.removeprefix('--')}={end}") for end in (FIRST, LAST))
    text = Advice(
        f"In {cells}, the cell may hold several queues{_in_words(example)}. simcall takes it for one queue. If the "
        "first or last name is the queue, add ",
        first,
        " or ",
        last,
        ".",
    )
    return Finding("assumed", text)
