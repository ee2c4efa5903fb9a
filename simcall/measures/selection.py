"""Values that are put into order only as far as somebody reads them: a few quantiles cost less than a sort."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Selection"]

_FEW = 2_000
"""With at most this many values, sorting them all is quicker."""


class Selection:
    """Parts of an array, each of which is put into order in place, only as far as somebody reads it.

    Parameters
    ----------
    values : ndarray, shape (values,)
        The array. A value that was placed is where it is among all values of its part in order, and between two such
        values are those that lie between them.
    begin : sequence of int
        Where the parts begin, and the last ends.
    """

    def __init__(self, values: npt.NDArray[np.number[Any]], begin: Sequence[int]) -> None:
        self._parts = [values[first:end] for first, end in pairwise(begin)]
        self._is_sorted = max(map(len, self._parts), default=0) <= _FEW
        if self._is_sorted:
            for part in self._parts:
                part.sort()
        self._placed: list[list[int]] = [[] for _ in self._parts]

    def place(self, ranks: Sequence[int]) -> None:
        """Put the value of a rank, from 0, in its place in each part."""
        if self._is_sorted:
            return
        for part, placed, rank in zip(self._parts, self._placed, ranks, strict=True):
            _place(part, placed, rank)


def _place(values: npt.NDArray[np.number[Any]], placed: list[int], rank: int) -> None:
    """Put the value of a rank in its place, between the nearest two that were placed before."""
    after = bisect_left(placed, rank)
    first = placed[after - 1] + 1 if after else 0
    end = placed[after] if after < len(placed) else len(values)
    if first <= rank < end:
        values[first:end].partition(rank - first)
        insort(placed, rank)
