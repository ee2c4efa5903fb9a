"""Rows of the log put in the order of callers, compiled: by counting, in a few passes over memory."""

from __future__ import annotations

import numpy as np

from simcall.engine.kernel.tables import CALLER
from simcall.inputs.compiling import compiled
from simcall.inputs.signatures import Column, Table
from simcall.inputs.world import Ints

__all__ = ["put_by_caller"]


def put_by_caller(log: Ints, rows: int, callers: int) -> None:
    """Put the rows of a log in the order of callers; rows of one caller keep their order.

    Parameters
    ----------
    log : int64, shape (`LOG_COLUMNS`, most rows)
        Changed in place.
    rows : int
        How many rows it has.
    callers : int
        How many callers there are.
    """
    _put(log, np.empty(rows, np.int64), np.zeros(callers + 1, np.int64), np.empty(rows, np.int64))


@compiled
def _put(log: Table, places: Column, free: Column, spare: Column) -> None:
    """Do the work of `put_by_caller`, one column after the other, so that there is no second log in memory."""
    rows = len(places)
    for row in range(rows):
        free[log[CALLER, row] + 1] += 1
    for caller in range(1, len(free)):
        free[caller] += free[caller - 1]
    for row in range(rows):
        caller = log[CALLER, row]
        places[row] = free[caller]
        free[caller] += 1
    for column in range(log.shape[0]):
        for row in range(rows):
            spare[places[row]] = log[column, row]
        for row in range(rows):
            log[column, row] = spare[row]
