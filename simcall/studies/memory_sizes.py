"""Work out the memory of a run from its size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from simcall.studies.defaults import replications_of_queue

__all__ = ["RunSize", "bytes_needed"]

_PER_ATTEMPT = 236
"""Bytes at the peak of a replication, for each attempt that a caller may make: the arrays drawn, the engine's log and
its work arrays. Measured with tracemalloc, which a test repeats."""
_PER_CELL = 8 * 25
"""Bytes kept of a replication, for each hour and line or group: the totals."""
_PER_ANSWER = 4
"""Bytes kept of a replication, for each call: its answer time."""
_PER_WAIT = 16
"""Bytes kept of the replications in which the queue is looked at, for each call: when it joined and left the queue."""
_PER_POOLED_ANSWER = 16
"""Bytes for each call of all replications while quantiles are taken."""
_MARGIN = 1.1


class RunSize(NamedTuple):
    """How large one replication of a scenario is.

    Attributes
    ----------
    attempts : float
        The mean number of attempts that are drawn, made or not.
    dates : int
        The number of local dates, including those of the warm-up.
    rows : int
        The number of lines and groups.
    days : float
        The number of days that are counted.
    """

    attempts: float
    dates: int
    rows: int
    days: float


def bytes_needed(sizes: Sequence[RunSize], replications: int, jobs: int) -> float:
    """Return about how many bytes a run of some scenarios needs at its peak, besides the programs themselves.

    Scenarios are drawn and simulated one after the other. The callers that they share stay in memory.
    """
    most_attempts = max(size.attempts for size in sizes)
    kept = sum(_kept(size, replications) for size in sizes)
    drawn = most_attempts * _PER_ATTEMPT * min(len(sizes), 2)
    at_the_end = replications * most_attempts * _PER_POOLED_ANSWER
    return _MARGIN * (kept + max(min(jobs, replications) * drawn, at_the_end))


def _kept(size: RunSize, replications: int) -> float:
    """Return the bytes that are kept of some replications."""
    cells = 24 * size.dates * size.rows
    of_queue = min(replications, replications_of_queue(size.days))
    return replications * (cells * _PER_CELL + size.attempts * _PER_ANSWER) + of_queue * size.attempts * _PER_WAIT
