"""Lay out callers' attempts, compiled: each caller's together, in the order in which callers ring."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import boolean, int64, void

from simcall.inputs.compiling import compiled
from simcall.inputs.world import Bools, Ints

__all__ = ["Columns", "put", "rows_of"]


class Columns(NamedTuple):
    """The columns of attempts, as in `simcall.inputs.world.Calls`: one row for each attempt."""

    line: Ints
    connection: Ints
    patience: Ints
    redials_if_abandoned: Bools
    redials_if_engaged: Bools
    redial_delay: Ints
    pick_up: Ints
    handling: Ints


_COLUMNS = (*[int64[::1]] * 3, *[boolean[::1]] * 2, int64[::1], *[int64[:, ::1]] * 2)
_SIGNATURE = void(int64[::1], *_COLUMNS, *_COLUMNS)
_ROWS_SIGNATURE = void(*[int64[::1]] * 4)


def rows_of(order: Ints, attempts: Ints) -> tuple[Ints, Ints]:
    """Give every caller as many rows as they may make attempts.

    Parameters
    ----------
    order : int64, shape (callers,)
        The callers, in the order in which their rows come.
    attempts : int64, shape (callers,)
        How many each of them may make.

    Returns
    -------
    first_row : int64, shape (callers + 1,)
        The first row of each caller in that order, and how many rows there are.
    row_of : int64, shape (callers,)
        The first row of each caller.
    """
    first_row, row_of = np.empty(len(order) + 1, np.int64), np.empty(len(order), np.int64)
    compiled(_rows_of, _ROWS_SIGNATURE)(order, attempts, first_row, row_of)
    return first_row, row_of


def _rows_of(order, attempts, first_row, row_of):  # type: ignore[no-untyped-def]
    """Fill in what `rows_of` returns."""
    row = 0
    for i in range(len(order)):
        caller = order[i]
        first_row[i] = row_of[caller] = row
        row += attempts[caller]
    first_row[len(order)] = row


def put(rows: Ints, attempts: Columns, into: Columns) -> None:
    """Write attempts into the rows of the columns that are theirs."""
    compiled(_put, _SIGNATURE)(rows, *attempts, *into)


def _put(  # type: ignore[no-untyped-def]
    rows, line, connection, patience, if_abandoned, if_engaged, delay, pick_up, handling,
    to_line, to_connection, to_patience, to_if_abandoned, to_if_engaged, to_delay, to_pick_up, to_handling,
):  # fmt: skip
    """Write every column in one pass, which costs less than one pass for each."""
    for i in range(len(rows)):
        row = rows[i]
        to_line[row], to_connection[row], to_patience[row] = line[i], connection[i], patience[i]
        to_if_abandoned[row], to_if_engaged[row], to_delay[row] = if_abandoned[i], if_engaged[i], delay[i]
        for group in range(pick_up.shape[1]):
            to_pick_up[row, group], to_handling[row, group] = pick_up[i, group], handling[i, group]
