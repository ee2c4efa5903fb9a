"""Show the planner what each column is taken for, without a caller's number or a person's name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from simcall.observed.reading.tables import Table

__all__ = ["NOT_READ", "NOT_SHOWN", "Meaning", "describe_columns"]

NOT_READ = "not read"
NOT_SHOWN = "not shown"
_SHOWN = 3


@dataclass(frozen=True)
class Meaning:
    """What a column is taken for.

    Attributes
    ----------
    text : str
        In words: ``"time in queue"``.
    assumed : str
        What was assumed in reading it: ``"seconds"``. May be empty.
    is_private : bool
        Whether its values name callers or people, and must not be shown.
    """

    text: str
    assumed: str = ""
    is_private: bool = False


def describe_columns(
    table: Table, meanings: Mapping[int, Meaning], rows: Collection[int] | None = None
) -> tuple[tuple[str, str, str, str], ...]:
    """Return a line for each column, as `FileRead.columns` holds them.

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
    lines = []
    for position, name in enumerate(table.names):
        meaning = meanings.get(position, Meaning(NOT_READ, is_private=True))
        values = NOT_SHOWN if meaning.is_private else ", ".join(_examples(body[position]))
        hidden = "a hidden column" if position in table.hidden and position in meanings else ""
        assumed = "; ".join(filter(None, (meaning.assumed, hidden)))
        if name or position in meanings:
            lines.append((name, meaning.text, values, assumed))
    return tuple(lines)


def _examples(values: object) -> list[str]:
    different: list[str] = []
    for value in values:  # type: ignore[attr-defined]
        if value and value not in different:
            different.append(value)
            if len(different) == _SHOWN:
                break
    return different
