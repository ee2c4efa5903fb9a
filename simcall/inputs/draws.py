"""Random numbers by address: the same question always gets the same answer, whatever else was asked before.

An address is (seed, replication, stream, purpose, date, number, index). Seed, replication and stream become the key
of a Philox counter generator, the rest its counter (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as
easy as 1, 2, 3"), so that nothing is consumed in the order of events and a scenario that asks for more disturbs
nobody.
"""

from __future__ import annotations

from enum import IntEnum
from hashlib import blake2b

import numpy as np

from simcall.inputs.world import Floats

__all__ = ["Draws", "Purpose"]

_STEP = np.float64(2.0**-52)


class Purpose(IntEnum):
    """What a number is drawn for. The values are part of the address: never reuse one."""

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
        self._keys: dict[str, np.ndarray] = {}
        self._philox = np.random.Philox(0)
        self._state = self._philox.state

    def uniforms(self, stream: str, purpose: Purpose, date: int, n: int, number: int = 0) -> Floats:
        """Return the first `n` uniform numbers at an address, each strictly between 0 and 1.

        Parameters
        ----------
        stream : str
            Whose numbers: a line, a burst of a line, or a thing that lines share.
        purpose : Purpose
            What they are for.
        date : int
            Proleptic ordinal of the local date, with an incident's number in the high bits.
        n : int
            How many. A larger `n` continues the same sequence.
        number : int, optional
            The attempt, for what is drawn anew in each.

        Returns
        -------
        ndarray of float64, shape (n,)
        """
        state = self._state
        state["state"]["key"] = self.key(stream)
        state["state"]["counter"] = np.array([0, date, purpose, number], dtype=np.uint64)
        state["buffer_pos"] = 4  # nothing left over from another address
        self._philox.state = state
        # The raw numbers, not Generator.random: only theirs is a stream that NumPy promises to keep.
        raw = self._philox.random_raw(n)
        # The middles of 2^52 equal steps: none of them rounds to 0 or 1.
        uniforms: Floats = ((raw >> np.uint64(12)) + 0.5) * _STEP
        return uniforms

    def key(self, stream: str) -> np.ndarray:
        """Return the key of a stream's generator: two uint64."""
        key = self._keys.get(stream)
        if key is None:
            digest = blake2b((self._address + stream).encode(), digest_size=16).digest()
            key = self._keys[stream] = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
        return key
