"""Putting ticks in order, compiled: a radix sort, whose cost per tick does not grow with how many there are."""

from __future__ import annotations

import numpy as np

from simcall.inputs.compiling import compiled
from simcall.inputs.signatures import Column
from simcall.inputs.world import Ints

__all__ = ["in_order"]

_DIGIT = 11
_VALUES = 1 << _DIGIT


def in_order(ticks: Ints) -> tuple[Ints, Ints]:
    """Sort ticks that are not negative.

    Returns
    -------
    ticks : int64, shape (n,)
        In order.
    order : int64, shape (n,)
        The index that each of them had; equal ticks keep their order.
    """
    if np.all(ticks[:-1] <= ticks[1:]):
        return ticks, np.arange(len(ticks))
    index_bits = len(ticks).bit_length()
    tick_bits = int(ticks.max(initial=0)).bit_length()
    if index_bits + tick_bits > 63:  # a tick and its index do not fit into one number
        order = np.argsort(ticks, kind="stable")
        return ticks[order], order
    keys, spare = ticks << index_bits, np.empty_like(ticks)
    keys |= np.arange(len(ticks))
    passes = _sort(keys, spare, np.empty(_VALUES, np.int64), index_bits, tick_bits)
    ordered = spare if passes % 2 else keys
    return ordered >> index_bits, ordered & ((1 << index_bits) - 1)


@compiled
def _sort(keys: Column, spare: Column, starts: Column, low_bit: int, bits: int) -> int:
    """Sort by some bits, the lowest digit first, from one array into the other and back; count the passes."""
    passes = 0
    for shift in range(low_bit, low_bit + bits, _DIGIT):
        for digit in range(_VALUES):
            starts[digit] = 0
        for index in range(len(keys)):
            starts[(keys[index] >> shift) & (_VALUES - 1)] += 1
        start = 0
        for digit in range(_VALUES):
            start, starts[digit] = start + starts[digit], start
        for index in range(len(keys)):
            digit = (keys[index] >> shift) & (_VALUES - 1)
            spare[starts[digit]] = keys[index]
            starts[digit] += 1
        keys, spare = spare, keys
        passes += 1
    return passes
