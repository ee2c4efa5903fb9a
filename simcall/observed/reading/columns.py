"""Show the planner what each column is read as, without a caller's number or a person's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from simcall.observed.reading.tables import Table

__all__ = ["NOT_READ", "NOT_SHOWN", "Meaning", "describe_columns", "names_anybody"]

NOT_READ = "not read"
NOT_SHOWN = "not shown"
_BETWEEN = re.compile(r"([;,:]\s*)")
_SHOWN = 3
_WORDS = 20
_SHORTEST_PART = 6
"""Letters of what names somebody within a longer text: shorter words are also in the names of queues."""
_SHORTEST_KEY = 3
"""Letters of a caller's number or a name; what is shorter occurs in any column."""


@dataclass(frozen=True)
class Meaning:
    """What a column is read as.

    Attributes
    ----------
    text : str
        In words: ``"time in queue"``.
    assumed : str
        What was assumed in reading it: ``"seconds"``. May be empty.
    is_private : bool
        Whether its values name callers or people, and must not be shown.
    hidden : frozenset of str
        Those of its values that may name somebody; the others are shown.
    """

    text: str
    assumed: str = ""
    is_private: bool = False
    hidden: frozenset[str] = frozenset()


def describe_columns(
    table: Table, meanings: Mapping[int, Meaning], rows: Collection[int] | None = None
) -> tuple[tuple[str, str, str, str], ...]:
    """Return a line for each column, as `FileRead.columns` holds them.

    In a damaged file a name may stand in another column, or in the header: what also stands in a column of callers or
    people is shown nowhere.

    Parameters
    ----------
    table : Table
        The table.
    meanings : mapping of int to Meaning
        By the column's position. A column without one is not read, and its values are not shown: they may be names,
        addresses or notes.
    rows : collection of int, optional
        The numbers of rows that are data; the values come from them.
    """
    body = table.body if rows is None else table.body.loc[list(rows)[:1000]]
    private = _private_texts(table, meanings)
    lines = []
    for position, name in enumerate(table.names):
        meaning = meanings.get(position, Meaning(NOT_READ, is_private=True))
        name = f"column {position + 1}" if name in private else name
        values = (
            NOT_SHOWN
            if meaning.is_private
            else ", ".join(_examples(body[position], private | meaning.hidden)) or NOT_SHOWN
        )
        hidden = "a hidden column" if position in table.hidden and position in meanings else ""
        assumed = "; ".join(filter(None, (_without(meaning.assumed, private), hidden)))
        if name or position in meanings:
            lines.append((name, meaning.text, values, assumed))
    return tuple(lines)


def _private_texts(table: Table, meanings: Mapping[int, Meaning]) -> frozenset[str]:
    """Return what stands in the columns of callers and people."""
    columns = [table.body[position] for position, meaning in meanings.items() if meaning.is_private]
    return frozenset(text for column in columns for text in column.unique() if len(text) >= _SHORTEST_KEY)


def _without(text: str, private: Collection[str]) -> str:
    """Return a text, such as ``"Q: answered; R: abandoned"``, without what names callers or people."""
    return "".join(NOT_SHOWN if names_anybody(part, private) else part for part in _BETWEEN.split(text))


def names_anybody(text: str, private: Collection[str]) -> bool:
    """Return whether a text is what names a caller or a person, or has it among its words.

    Parameters
    ----------
    text : str
        The text.
    private : collection of str
        What stands in the columns of callers and people.
    """
    if text in private:
        return True
    words = text.split()[:_WORDS]
    runs = (" ".join(words[first:last]) for first in range(len(words)) for last in range(first + 1, len(words) + 1))
    return any(len(run) >= _SHORTEST_PART and run in private for run in runs)


def _examples(values: object, private: Collection[str]) -> list[str]:
    different: list[str] = []
    for value in values:  # type: ignore[attr-defined]
        if value and value not in different and not names_anybody(value, private):
            different.append(value)
            if len(different) == _SHOWN:
                break
    return different
