"""Ask about logs in which a row may count several calls: to read each row as one call would lose most of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from simcall.observed.observations import Question
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table
from simcall.sheets.column_names import plain_name

__all__ = ["weight_questions"]

_NAMES = frozenset(
    {
        *("calls", "call count", "count", "count of calls", "no of calls", "number of calls", "num calls", "qty"),
        *("quantity", "total calls", "weight", "volume"),
    }
)
"""Plain names of columns that may say how many calls a row stands for."""
_MOST = 0.5
"""Of a count of calls, this share of the rows has a whole number from 1."""


def weight_questions(table: Table, read: Collection[int], options: ReadingOptions) -> Iterator[Question]:
    """Ask about columns that may say that a row stands for several calls.

    Parameters
    ----------
    table : Table
        A table of calls.
    read : collection of int
        The columns that are read as something else.
    options : ReadingOptions
        What the planner says: a column that they name is not asked about.
    """
    mapped = {plain_name(name) for name in options.columns}
    for position, name in enumerate(table.names):
        if position in read or plain_name(name) in mapped or plain_name(name) not in _NAMES:
            continue
        counts = [int(text) for text in table.body[position] if text.isdecimal()]
        if len(counts) > _MOST * len(table.body) and max(counts) > 1 and min(counts) >= 1:
            text = (
                f'{table.where}: column "{name}" goes up to {max(counts):,}. Does each row stand for that many calls? '
                "simcall reads each row as one call. If it stands for several, ask your phone system for a log with a "
                "row for each call, or for a report by the hour"
            )
            yield Question("--map", text, ((f"{name}=ignore", "no, each row is one call"),))
