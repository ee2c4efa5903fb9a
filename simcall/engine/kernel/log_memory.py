"""Memory for the log of attempts, which several runs use one after the other.

The log is by far the largest table of a run. A new one for each run has to be cleared by the operating system, which
takes about a thirtieth of the time of a short run.
"""

from __future__ import annotations

import threading

import numpy as np

from simcall.engine.records import LOG_COLUMNS
from simcall.inputs.world import Ints

__all__ = ["LogMemory"]


class LogMemory(threading.local):
    """Memory for one log in each thread. The records of a run lie in it until the thread's next run begins."""

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.int64)

    def log(self, rows: int) -> Ints:
        """Return an unwritten log of this many rows, shape (`LOG_COLUMNS`, rows)."""
        needed = len(LOG_COLUMNS) * rows
        if len(self._numbers) < needed:
            spare = needed // 4 if len(self._numbers) else 0  # if runs have ever more calls, so may the next
            self._numbers = np.empty(0, np.int64)  # frees it before there is more
            self._numbers = np.empty(needed + spare, np.int64)
        log: Ints = self._numbers[:needed].reshape(len(LOG_COLUMNS), rows)
        return log
