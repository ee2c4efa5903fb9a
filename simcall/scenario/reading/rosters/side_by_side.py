"""Write tables that stand side by side, such as two weeks or two teams, one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from simcall.scenario.reading.rosters.codes import Codes
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.headings import heading_columns
from simcall.scenario.reading.rosters.tables import Row, Table

__all__ = ["stacked"]

_SEARCHED = 40
"""Rows in which the headings may stand."""
_FEWEST_COLUMNS = 3
"""Of a table; with fewer, a repeated name is a second column of names, on the right of a wide grid."""
_LABELS = ("person", "number", "label", "date", "week")


def stacked(table: Table, codes: Codes) -> Table:
    """Return a sheet whose tables stand one below the other.

    Each table keeps its columns, so that messages name the right ones. Only rows of duties and the weeks of a pattern,
    of which every table has the same header, move under the columns of the first.

    Parameters
    ----------
    table : Table
        The sheet.
    codes : Codes
        The meanings of codes, which tell a column of names from one of entries.
    """
    for at, (_, header) in enumerate(table.rows[:_SEARCHED]):
        starts = _starts_by_label(header) or _starts_by_names(header, table.rows[at + 1 :], codes)
        if starts:
            return replace(table, rows=tuple(_one_below_the_other(table.rows, at, starts)))
    return table


# Where tables begin -------------------------------------------------------------------------------------------------


def _starts_by_label(header: Sequence[str]) -> list[int]:
    """Return the first columns of tables whose headers begin with the same name, such as Name or Shift."""
    label = next((folded(cell) for cell in header if cell), "")
    if not any(is_named(use, label) for use in _LABELS):
        return []
    starts = [at for at, cell in enumerate(header) if folded(cell) == label]
    parts = [tuple(filter(None, header[first:last])) for first, last in pairwise([*starts, len(header)])]
    are_tables = all(len(set(map(folded, part))) >= _FEWEST_COLUMNS for part in parts)
    are_alike = len(set(parts)) == 1 or all(heading_columns(part) for part in parts)
    return starts if len(starts) > 1 and are_tables and are_alike else []


def _starts_by_names(header: Sequence[str], rows: Sequence[Row], codes: Codes) -> list[int]:
    """Return the first columns of tables whose names stand in a wider gap between the headings of days."""
    days = heading_columns(header)
    if len(days) < _FEWEST_COLUMNS or not days[0]:
        return []
    usual = min(after - before for before, after in pairwise(days))
    first = range(days[0])
    labels = {cells[at] for _, cells in rows for at in first if cells[at]}
    starts = [
        next((at for at in range(before + 1, after) if _are_names(at, after, rows, labels, codes)), None)
        for before, after in pairwise(days)
        if after - before > usual
    ]
    others = [at for at in starts if at is not None]
    return [0, *others] if others else []


def _are_names(column: int, day: int, rows: Sequence[Row], labels: set[str], codes: Codes) -> bool:
    """Tell whether a column left of a day holds the names, or the shifts, of the rows of a further table."""
    texts = [cells[column] for _, cells in rows if cells[day]]
    names = [text for text in texts if text in labels or (text[:1].isalpha() and codes.read(text) is None)]
    return bool(names) and len(names) * 2 > len(texts) and len(set(names)) * 2 > len(names)


# One below the other ------------------------------------------------------------------------------------------------


def _one_below_the_other(rows: Sequence[Row], header: int, starts: Sequence[int]) -> Iterator[Row]:
    width = len(rows[header][1])
    edges = [0, *starts[1:], width]
    names = [tuple(map(folded, filter(None, rows[header][1][first:last]))) for first, last in pairwise(edges)]
    are_one = len(set(names)) == 1 and (not heading_columns(names[0]) or is_named("week", names[0][0]))
    for first, last in pairwise(edges):
        for at, (number, cells) in enumerate(rows):
            if first and are_one and at <= header:
                continue
            part = cells[first:last]
            if first and at < header and not any(part):
                part = _title(cells, last - first)
            if any(part):
                before = 0 if are_one else first
                yield number, ("",) * before + part + ("",) * (width - before - len(part))


def _title(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a title over the first table, which stands for the others too: the month, or the week."""
    filled = tuple(filter(None, dict.fromkeys(cells)))
    return (*filled, *("",) * (width - 1)) if len(filled) == 1 else ()
