"""Join rows of starts and rows of finishes, where each person of a grid has one of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.headings import Block
from simcall.scenario.reading.rosters.tables import Row
from simcall.sheets.clocks import read_clock

__all__ = ["with_joined_rows"]


def with_joined_rows(block: Block) -> Block:
    """Return a block in which a row of starts and the row of finishes below it are one row: 07:00 and 15:00 in a cell.

    Parameters
    ----------
    block : Block
        A column on the left of its days says Start or Finish; if there is none, the block is returned as it is.
    """
    column = next((at for at in block.labels if _has_pairs(block.rows, at)), None)
    return block if column is None else replace(block, rows=tuple(_joined(block, column)))


def _has_pairs(rows: Sequence[Row], column: int) -> bool:
    return any(_are_pair(above, below, column) for above, below in pairwise(rows))


def _are_pair(above: Row, below: Row, column: int) -> bool:
    return is_named("start", folded(above[1][column])) and is_named("end", folded(below[1][column]))


def _joined(block: Block, column: int) -> Iterator[Row]:
    rows = iter(zip(block.rows, (*block.rows[1:], None), strict=True))
    days = range(block.days[0].first, block.days[-1].last + 1)
    for row, below in rows:
        if below is None or not _are_pair(row, below, column):
            yield row
            continue
        number, cells = row
        texts = list(cells)
        texts[column] = ""
        for at in days:
            texts[at] = _span(cells[at], below[1][at])
        yield number, tuple(texts)
        next(rows)


def _span(start: str, end: str) -> str:
    """Return what stands in two cells: times with a dash, or a word such as OFF, which may stand in one or both."""
    if read_clock(start) is not None and read_clock(end) is not None:
        return f"{start}-{end}"
    return start if end in ("", start) else f"{start} {end}".strip()
