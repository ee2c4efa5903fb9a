"""When calls started and stopped waiting. The length of the queue at every moment follows from these times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simcall.engine.records import CallRecords
from simcall.inputs.world import Ints

__all__ = ["Waits", "waits_of"]


@dataclass(frozen=True)
class Waits:
    """The calls of a line that waited at all, in one replication.

    Attributes
    ----------
    joined, left : int64, shape (waited,)
        The ticks at which each call joined the queue and left it.
    """

    joined: Ints
    left: Ints


def waits_of(calls: CallRecords, lines: int) -> Sequence[Waits]:
    """Return the calls of each line that waited, those of the warm-up included.

    Parameters
    ----------
    calls : CallRecords
        One replication's attempts.
    lines : int
        Number of lines.
    """
    waited = calls.left > calls.joined
    own = [waited & (calls.line == line) for line in range(lines)]
    return tuple(Waits(calls.joined[chosen], calls.left[chosen]) for chosen in own)
