"""Totals and answer times of every replication, gathered from its periods into cells: hours of the week, weeks, all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from simcall.inputs import Floats, Ints
from simcall.measures.tally import Tally
from simcall.measures.totals import Ticks

__all__ = ["answers_by_cell", "gathered"]


def gathered(
    tallies: Sequence[Tally], of: str, total: str, entity: int, place: Ints, cells: int, combine: np.ufunc = np.add
) -> Floats:
    """Return a total by replication and cell, the cell's periods combined."""
    table = np.zeros((len(tallies), cells))
    by_period = [(one.lines if of == "line" else one.groups)[total][entity] for one in tallies]
    for row, values in zip(table, by_period, strict=True):
        combine.at(row, place, values.astype(np.float64))  # of one type, which is many times quicker
    return table


def answers_by_cell(tallies: Sequence[Tally], line: int, place: Ints, cells: int) -> list[list[Ticks]]:
    """Return, for each cell, every replication's answer times in ticks."""
    turns = np.flatnonzero(np.diff(place, prepend=-1, append=-1))  # runs of periods that lie in one cell begin there
    found: list[list[Ticks]] = [[] for _ in range(cells)]
    for one in tallies:
        times, begin = one.answers(line)
        parts: list[list[Ticks]] = [[] for _ in range(cells)]
        for cell, (first, after) in zip(place[turns[:-1]].tolist(), pairwise(begin[turns].tolist()), strict=True):
            parts[cell].append(times[first:after])
        for values, some in zip(found, parts, strict=True):
            values.append(some[0] if len(some) == 1 else np.concatenate(some))
    return found
