"""Philox 4x64-10, compiled: random numbers at many addresses in one pass.

NumPy's generator is fast for many numbers from one address. A month of callers needs a few numbers from each of many
addresses, where setting up the generator would cost more than drawing. The numbers are the same as NumPy's to the last
bit: the generator is that of Salmon, Moraes, Dror and Shaw (2011), with their constants, and it increments the counter
before the first block, as NumPy does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simcall.inputs.compiling import compiled, rule
from simcall.inputs.signatures import Column, FloatColumn, Word, WordColumn, WordTable
from simcall.inputs.wide_product import high_product
from simcall.inputs.world import Floats, Ints

__all__ = ["Words", "share", "uniform", "uniforms_at", "uniforms_in_runs"]

Words = npt.NDArray[np.uint64]

_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_DROPPED, _STEP = np.uint64(12), 2.0**-52


def uniforms_at(keys: Words, dates: Words, block: Ints, index: Ints, purpose: int, number: int) -> Floats:
    """Return one uniform number for each of some callers.

    Parameters
    ----------
    keys : uint64, shape (blocks, 2)
        Key of each block's stream.
    dates : uint64, shape (blocks,)
        Date of each block, as in `Draws.uniforms`.
    block, index : int64, shape (callers,)
        Each caller's block, and index in it. It is fastest if callers next to each other are neighbours in a block.
    purpose, number : int
        As in `Draws.uniforms`.

    Returns
    -------
    ndarray of float64, shape (callers,)
        Each strictly between 0 and 1.
    """
    values = np.empty(len(block))
    scratch = np.empty(4, np.uint64)
    _fill(keys, dates, block, index, np.uint64(purpose), np.uint64(number), scratch, values)
    return values


def uniforms_in_runs(key: Words, dates: Words, sizes: Ints, purpose: int, number: int) -> Floats:
    """Return the first uniform numbers at each of several dates of one stream, date after date.

    Parameters
    ----------
    key : uint64, shape (2,)
        Key of the stream.
    dates : uint64, shape (dates,)
        The dates, as in `Draws.uniforms`.
    sizes : int64, shape (dates,)
        Numbers for each date.
    purpose, number : int
        As in `Draws.uniforms`.

    Returns
    -------
    ndarray of float64, shape (sum of sizes,)
        Each strictly between 0 and 1.
    """
    values = np.empty(int(sizes.sum()))
    _fill_runs(key[0], key[1], dates, sizes, np.uint64(purpose), np.uint64(number), np.empty(4, np.uint64), values)
    return values


@rule
def _four(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Return the four numbers of one counter."""
    for _ in range(10):
        h0, l0 = high_product(_MULTIPLIER_0, c0), _MULTIPLIER_0 * c0
        h1, l1 = high_product(_MULTIPLIER_1, c2), _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
        k0 += _WEYL_0
        k1 += _WEYL_1
    return c0, c1, c2, c3


@rule
def uniform(key_0: Any, key_1: Any, date: Any, index: int, purpose: int, number: int) -> float:
    """Return the uniform number at one address: the one with this index at a date, as in `Draws.uniforms`."""
    first, second, third, fourth = _four(
        np.uint64((index >> 2) + 1), date, np.uint64(purpose), np.uint64(number), key_0, key_1
    )
    lane = index & 3
    low = first if lane == 0 else second
    high = third if lane == 2 else fourth
    return share(low if lane < 2 else high)


@rule
def share(raw: Any) -> float:
    """Return a number between 0 and 1: the middle of one of 2^52 equal steps, which never rounds to 0 or 1."""
    uniform: float = (np.float64(raw >> _DROPPED) + 0.5) * _STEP
    return uniform


@compiled
def _fill(
    keys: WordTable,
    dates: WordColumn,
    block: Column,
    index: Column,
    purpose: Word,
    number: Word,
    scratch: WordColumn,
    values: FloatColumn,
) -> None:
    """Fill in the values of `uniforms_at`; callers next to each other share the four numbers of a counter."""
    last_block, last_four = -1, -1
    for i in range(len(block)):
        b, four, lane = block[i], index[i] >> 2, index[i] & 3
        if b != last_block or four != last_four:
            scratch[0], scratch[1], scratch[2], scratch[3] = _four(
                np.uint64(four + 1), dates[b], purpose, number, keys[b, 0], keys[b, 1]
            )
            last_block, last_four = b, four
        values[i] = share(scratch[lane])


@compiled
def _fill_runs(
    key_0: Word,
    key_1: Word,
    dates: WordColumn,
    sizes: Column,
    purpose: Word,
    number: Word,
    scratch: WordColumn,
    values: FloatColumn,
) -> None:
    """Fill in the values of `uniforms_in_runs`."""
    i = 0
    for date in range(len(sizes)):
        for index in range(sizes[date]):
            if index & 3 == 0:
                scratch[0], scratch[1], scratch[2], scratch[3] = _four(
                    np.uint64((index >> 2) + 1), dates[date], purpose, number, key_0, key_1
                )
            values[i] = share(scratch[index & 3])
            i += 1
