"""Blocks of numbers on the screen: a row for each hour of the day, a column for each weekday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.text import Text

from simcall.inputs import Bools, Floats
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["MARK", "WeekBlock", "print_blocks"]

MARK = "*"
"""Stands beside the numbers that are marked."""
_CELL = 6
_GAP = "   "
_BLOCK = 2 + 7 * _CELL
_SIDE_BY_SIDE = 2


@dataclass(frozen=True)
class WeekBlock:
    """One number for each hour of the week.

    Attributes
    ----------
    title : str
        What stands above it.
    values : float64, shape (168,)
        From Monday 00:00; nan prints as a dash.
    places : int
        Decimals.
    marked : bool, shape (168,), optional
        The hours that have a mark.
    """

    title: str
    values: Floats
    places: int
    marked: Bools | None = None

    def rows(self) -> list[str]:
        """Return the lines of the block, all of one width."""
        heading = "  " + "".join(f"{day:>{_CELL - 1}} " for day in WEEKDAYS)
        marked = np.zeros(168, np.bool_) if self.marked is None else self.marked
        cells = [
            _cell(value, self.places, mark) for value, mark in zip(self.values.tolist(), marked.tolist(), strict=True)
        ]
        hours = [f"{hour:02d}" + "".join(cells[hour::24]) for hour in range(24)]
        return [f"{self.title[:_BLOCK]:<{_BLOCK}}", heading, *hours]


def _cell(value: float, places: int, mark: bool) -> str:
    text = "-" if np.isnan(value) else f"{value:.{0 if value >= 1000 else places}f}"
    return f"{text:>{_CELL - 1}}{MARK if mark else ' '}"


def print_blocks(out: Console, blocks: Sequence[WeekBlock]) -> None:
    """Print blocks two by two; one below the other where there is no room."""
    beside = _SIDE_BY_SIDE if out.width >= 2 * _BLOCK + len(_GAP) else 1
    for first in range(0, len(blocks), beside):
        out.print()
        rows = zip(*(block.rows() for block in blocks[first : first + beside]), strict=True)
        for number, cells in enumerate(rows):
            line = Text(_GAP.join(cells).rstrip(), style=("bold", "underline", "")[min(number, 2)])
            line.highlight_regex(r"[\d.]+\*", "bold red")
            out.print(line, soft_wrap=True)
