"""Find what stands in the titles of a table and not in its columns: the queue, or a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from simcall.observed.reading.tables import Table

__all__ = ["QUEUE_TITLE", "title_after", "titled_queue"]

QUEUE_TITLE = re.compile(
    r"(?:split\s*/\s*skill|contact service queue|split|skill|queue|csq|vdn|service|line)(?:\s+name)?\s*:\s*(.*)",
    re.IGNORECASE,
)
_POLICE_LINE = re.compile(r"(?<!\d)(?:999|101|112|911|111)(?!\d)")


def titled_queue(table: Table, queues: Iterable[str]) -> str:
    """Return the queue that a title, the sheet or the file names, ``""`` if none does.

    Parameters
    ----------
    table : Table
        The table.
    queues : iterable of str
        Queues that the planner names.
    """
    titled = title_after(table.titles, QUEUE_TITLE)
    if titled:
        return titled
    named = {queue.casefold(): queue for queue in queues}
    titles = [cell for cells in table.titles for cell in cells]
    for name in (*titles, table.sheet or "", Path(table.file).stem):
        if name.casefold() in named:
            return named[name.casefold()]
    for names in (titles, [table.sheet or ""], [Path(table.file).stem]):
        numbers: set[str] = {number for name in names for number in _POLICE_LINE.findall(name)}
        if len(numbers) == 1:
            number = numbers.pop()
            return named.get(number, number)
    return ""


def title_after(titles: Iterable[Sequence[str]], pattern: re.Pattern[str]) -> str:
    """Return what stands after a word and a colon in the titles, in the same cell or in the next."""
    for cells in titles:
        for number, cell in enumerate(cells):
            match = pattern.fullmatch(cell)
            if match:
                return match[1].strip() or (cells[number + 1] if number + 1 < len(cells) else "")
    return ""
