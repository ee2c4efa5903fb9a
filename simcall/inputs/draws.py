"""Random numbers by address: an address always has the same number, and no other draw changes it.

An address is (seed, replication, stream, purpose, date, number, index). Seed, replication and stream become the key
of a Philox counter generator, the rest its counter (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as
easy as 1, 2, 3"). So numbers do not depend on the order of events, and a scenario that draws more of them does not
change the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from hashlib import blake2b

import numpy as np

from simcall.inputs.philox import Words, uniforms_in_runs
from simcall.inputs.world import Floats, Ints

__all__ = ["Draws", "Purpose"]


class Purpose(IntEnum):
    """The use of a number. The values are part of the address, so a value must never be reused."""

    DAY_FACTOR = 1
    COUNT = 2
    TIME = 3
    HANDLING = 4
    WRAP_UP = 5
    CONNECTION = 6
    PATIENCE = 7
    PICK_UP = 8
    REDIAL = 9
    REDIAL_DELAY = 10
    DIVERT = 11
    BURST_SIZE = 12
    BURST_SPREAD = 13
    ABSENCE = 14
    TRAINING = 15
    LATE = 16
    LATE_BY = 17
    BREAK = 18
    LEAVING = 19
    HOUR_FACTOR = 30
    AVAILABILITY = 31
    EXTRA_ABSENCE = 32
    LINE_PICK_UP = 40
    ANNOUNCEMENT = 41
    BREAK_OFF = 42
    LEAD = 43
    LEAD_AFTER = 44


class Draws:
    """The random numbers of one replication.

    Parameters
    ----------
    seed : int
        Any whole number.
    replication : int
        0, 1, 2, …
    """

    def __init__(self, seed: int, replication: int) -> None:
        self._address = f"{seed}/{replication}/"
        self._keys: dict[str, Words] = {}

    def uniforms(
        self, stream: str, purpose: Purpose, dates: int | Sequence[int] | Ints, n: int | Ints, number: int = 0
    ) -> Floats:
        """Return the first `n` uniform numbers at an address, or at each of several dates.

        Parameters
        ----------
        stream : str
            The owner of the numbers: a line, a burst of a line, something that lines share, a team or a person.
        purpose : Purpose
            Their use.
        dates : int, or int64 of shape (dates,)
            Proleptic ordinal of the local date, or of several, with an incident's number in the high bits.
        n : int, or int64 of shape (dates,)
            Numbers for every date, or for each. A larger `n` continues the same sequence.
        number : int, optional
            The attempt, for numbers that each attempt draws anew.

        Returns
        -------
        ndarray of float64, shape (n,)
            Each strictly between 0 and 1; date after date.
        """
        days = np.atleast_1d(np.asarray(dates)).astype(np.uint64)
        sizes = np.broadcast_to(np.asarray(n, np.int64), days.shape).copy()
        return uniforms_in_runs(self.key(stream), days, sizes, purpose, number)

    def key(self, stream: str) -> Words:
        """Return the key of a stream's generator: two uint64."""
        key = self._keys.get(stream)
        if key is None:
            digest = blake2b((self._address + stream).encode(), digest_size=16).digest()
            key = self._keys[stream] = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
        return key
