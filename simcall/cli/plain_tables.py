"""Tables without lines, for the terminal."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.table import Table
from rich.text import Text

__all__ = ["PlainTable", "plain_table"]

_GAP = 2
"""Spaces between the columns of a table."""


@dataclass(frozen=True)
class PlainTable:
    """A table without lines, in which no word is broken if the terminal is wide enough for whole words.

    Attributes
    ----------
    headings : tuple of str
        The heading of each column.
    rows : tuple of tuple of Text
        The cells of each row. Text in them is printed as it is.
    numbers, unbroken : container of str
        The headings of columns to align right, and of those to keep on one line.
    has_header : bool
        Whether to print the headings.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    numbers: Container[str]
    unbroken: Container[str]
    has_header: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Table]:
        """Yield the table for the available width. Exchange rows and columns if only that keeps the words whole."""
        for table in (self, *([self._turned()] if self.has_header else ())):
            if widths := table._widths(options.max_width):
                yield table._table(widths)
                return
        yield self._table([None] * len(self.headings))

    def _turned(self) -> PlainTable:
        """Return the table with its rows as columns."""
        first, *others = zip(*self.rows, strict=True) if self.rows else ((),)
        names = tuple(cell.plain for cell in first)
        rows = tuple((Text(heading), *cells) for heading, cells in zip(self.headings[1:], others, strict=False))
        numbers = names if any(heading in self.numbers for heading in self.headings) else ()
        return PlainTable((self.headings[0], *names), rows, numbers, (), self.has_header)

    def _widths(self, available: int) -> list[int]:
        """Return the width of each column; empty if the longest words do not fit."""
        columns = [
            [heading] * self.has_header + [row[number].plain for row in self.rows]
            for number, heading in enumerate(self.headings)
        ]
        longest = [max(map(cell_len, cells), default=0) for cells in columns]
        widths = [self._word_width(heading, cells) for heading, cells in zip(self.headings, columns, strict=True)]
        left = available - sum(widths) - _GAP * (len(widths) - 1)
        if left < 0:
            return []
        for _ in range(min(left, sum(longest) - sum(widths))):
            short = [number for number, width in enumerate(widths) if width < longest[number]]
            widths[min(short, key=widths.__getitem__)] += 1
        return widths

    def _word_width(self, heading: str, cells: Sequence[str]) -> int:
        """Return the length of a column's longest word; a number and its unit are one word."""
        is_whole = heading in self.numbers or heading in self.unbroken
        words = [word for cell in cells for word in ([cell] if is_whole and cell != heading else cell.split())]
        return max(map(cell_len, words), default=0)

    def _table(self, widths: Sequence[int | None]) -> Table:
        table = Table(box=None, show_header=self.has_header, pad_edge=False, padding=(0, _GAP, 0, 0))
        for heading, width in zip(self.headings, widths, strict=True):
            table.add_column(
                Text(heading),
                header_style="underline",
                justify="right" if heading in self.numbers else "left",
                overflow="fold",
                no_wrap=heading in self.unbroken,
                width=width,
            )
        for row in self.rows:
            table.add_row(*row)
        return table


def plain_table(
    headings: Iterable[str],
    rows: Iterable[Iterable[str | Text]],
    *,
    numbers: Container[str] = (),
    unbroken: Container[str] = (),
    has_header: bool = True,
) -> PlainTable:
    """Return a table without lines. Text that is too wide is wrapped, between words if possible, and never cut.

    Parameters
    ----------
    headings : iterable of str
        The heading of each column.
    rows : iterable of iterable of str or Text
        The cells of each row. Text in them is printed as it is.
    numbers, unbroken : container of str
        The headings of columns to align right, and of those to keep on one line.
    has_header : bool
        Whether to print the headings.
    """
    cells = tuple(tuple(Text(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)
    return PlainTable(tuple(headings), cells, numbers, unbroken, has_header)
