"""Say what stands in the columns that are not read: words for time off, and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from simcall.scenario.reading.rosters.clocks import read_minutes, spans_in
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.findings import times
from simcall.scenario.reading.rosters.headings import Block
from simcall.scenario.reading.rosters.tables import columns_in_words
from simcall.scenario.reading.rosters.words import BREAK, DUTY, meaning_of

__all__ = ["ignored_beside", "ignored_column", "ignored_columns"]

_SHOWN = 3
_LONGEST_NAME = 40
"""What is longer is a title over the names."""
_READ_BESIDE = ("number", "forename", "group", "team", "site", "hours", "week")
"""What a grid reads besides the names and the days."""


def ignored_column(name: str, cells: Sequence[str]) -> str:
    """Return the name of a column, with what in it might matter: ``Notes (Sick once; hours once)``."""
    away = Counter(cell for cell in cells if cell and meaning_of(cell) not in (None, DUTY, BREAK))
    words = ", ".join(f"{word} {times(number)}" for word, number in away.most_common(_SHOWN))
    timed = sum(map(_has_times, cells))
    parts = [*filter(None, [words]), *([f"times {times(timed)}"] if timed else [])]
    return f"{name} ({'; '.join(parts)})" if parts else name


def ignored_columns(
    names: Sequence[str], columns: Sequence[Sequence[str]], read: Collection[int], only: Iterable[str]
) -> list[str]:
    """Return the named columns of a table that are not read, and by which the planner chooses no rows."""
    chosen = {folded(name) for name in only}
    return [
        ignored_column(name, columns[at])
        for at, name in enumerate(names)
        if name and at not in read and folded(name) not in chosen
    ]


def ignored_beside(blocks: Sequence[Block], read: Collection[int | None], only: Iterable[str]) -> list[str]:
    """Return the columns of a grid that are not read: beside the days, and further columns of a day.

    Parameters
    ----------
    blocks : sequence of Block
        The blocks of the grid.
    read : collection of int
        The columns of names.
    only : iterable of str
        The columns by which the planner chooses rows.
    """
    chosen = {folded(name) for name in only}
    ignored: dict[str, list[str]] = {}
    for block in blocks:
        for at, name in (*block.labels.items(), *block.after.items()):
            is_read = at in read or folded(name) in chosen or any(is_named(use, folded(name)) for use in _READ_BESIDE)
            cells = [] if is_read else [cells[at] for _, cells in block.rows if cells[at]]
            if cells and len(name) <= _LONGEST_NAME:
                ignored.setdefault(name or columns_in_words([at]), []).extend(cells)
    listed = [ignored_column(name, cells) for name, cells in ignored.items()]
    second = sorted({at for block in blocks for at in _second_columns(block)})
    return [*listed, *([f"{columns_in_words(second)} under the dates"] if second else [])]


def _second_columns(block: Block) -> Iterator[int]:
    """Yield the columns of a day that hold something and are not read."""
    for day in block.days:
        read = {day.start, day.end, day.hours} if day.start is not None else {day.first}
        for at in {*range(day.first, day.last + 1)} - read:
            if any(cells[at] for _, cells in block.rows):
                yield at


def _has_times(cell: str) -> bool:
    if spans_in(cell)[0]:
        return True
    try:
        read_minutes(cell)
    except ValueError:
        return False
    return ":" in cell
