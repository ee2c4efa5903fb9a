"""From what an engine found out about every possible attempt to those that were offered, compiled."""

from __future__ import annotations

import numpy as np
from numba import boolean, int64, void

from simcall.inputs import Bools, Calls, Ints
from simcall.inputs.compiling import compiled

__all__ = ["keep_offered"]

_SIGNATURE = void(int64[::1], int64[::1], int64[:, ::1], int64, int64[::1], int64[::1], int64[::1], boolean[::1])


def keep_offered(calls: Calls, found: Ints, none: int) -> tuple[Ints, Ints, Ints, Bools]:
    """Move what was found out about the attempts that were offered to the front of its table.

    Parameters
    ----------
    calls : Calls
        The attempts.
    found : int64, shape (columns, attempts)
        A row for each thing found out; the first is the tick at which an attempt was offered. Changed in place.
    none : int
        Stands there for an attempt that was not made.

    Returns
    -------
    caller, attempt, line : int64, shape (offered,)
        Whose attempt it was, which one, and of which line.
    diverted : bool, shape (offered,)
        Whether the attempt before was on another line.
    """
    n = int(np.count_nonzero(found[0] != none))
    caller, attempt, line, diverted = *(np.empty(n, np.int64) for _ in range(3)), np.empty(n, np.bool_)
    compiled(_keep, _SIGNATURE)(calls.first_row, calls.line, found, none, caller, attempt, line, diverted)
    return caller, attempt, line, diverted


def _keep(first_row, line_of, found, none, caller, attempt, line, diverted):  # type: ignore[no-untyped-def]
    """Walk through each caller's attempts until one that was not made: nor were those after it."""
    kept = 0
    for c in range(len(first_row) - 1):
        first = first_row[c]
        for row in range(first, first_row[c + 1]):
            if found[0, row] == none:
                break
            if kept < row:
                for column in range(found.shape[0]):
                    found[column, kept] = found[column, row]
            caller[kept], attempt[kept], line[kept] = c, row - first, line_of[row]
            diverted[kept] = row > first and line_of[row] != line_of[row - 1]
            kept += 1
