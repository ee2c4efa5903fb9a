"""Keep the log of the attempts that were offered, compiled."""

from __future__ import annotations

import numpy as np
from numba import boolean, int64, void

from simcall.inputs.compiling import compiled
from simcall.inputs.world import Bools, Calls, Ints

__all__ = ["keep_offered"]

_SIGNATURE = void(int64[::1], int64[::1], int64[:, ::1], int64, int64[::1], int64[::1], int64[::1], boolean[::1])


def keep_offered(calls: Calls, log: Ints, none: int) -> tuple[Ints, Ints, Ints, Bools]:
    """Move what an engine logged about the offered attempts to the front of its table.

    Parameters
    ----------
    calls : Calls
        The attempts.
    log : int64, shape (columns, attempts)
        A row for each thing logged; the first is the tick at which an attempt was offered. Changed in place.
    none : int
        The first row's value for an attempt that was not made.

    Returns
    -------
    caller, attempt, line : int64, shape (offered,)
        Whose attempt it was, which one, and of which line.
    diverted : bool, shape (offered,)
        Whether the attempt before was on another line.
    """
    n = int(np.count_nonzero(log[0] != none))
    caller, attempt, line, diverted = *(np.empty(n, np.int64) for _ in range(3)), np.empty(n, np.bool_)
    compiled(_keep, _SIGNATURE)(calls.first_row, calls.line, log, none, caller, attempt, line, diverted)
    return caller, attempt, line, diverted


def _keep(first_row, line_of, log, none, caller, attempt, line, diverted):  # type: ignore[no-untyped-def]
    """Walk through each caller's attempts up to the first that was not made; none after it was made."""
    kept = 0
    for c in range(len(first_row) - 1):
        first = first_row[c]
        for row in range(first, first_row[c + 1]):
            if log[0, row] == none:
                break
            if kept < row:
                for column in range(log.shape[0]):
                    log[column, kept] = log[column, row]
            caller[kept], attempt[kept], line[kept] = c, row - first, line_of[row]
            diverted[kept] = row > first and line_of[row] != line_of[row - 1]
            kept += 1
