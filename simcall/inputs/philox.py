"""Philox 4x64-10, compiled: the numbers of `simcall.inputs.draws.Draws` for many callers at once.

NumPy's generator is quick for long runs from one address; redials ask for a few numbers at each of many addresses,
where setting it costs more than drawing. The numbers are the same to the last bit: the generator is that of Salmon,
Moraes, Dror and Shaw (2011), with their constants, and NumPy's habit of stepping the counter before the first block.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import float64, int64, njit, uint64, void

from simcall.inputs.compiling import compiled
from simcall.inputs.world import Floats, Ints

__all__ = ["uniforms_at"]

Words = npt.NDArray[np.uint64]

_SIGNATURE = void(
    uint64[:, ::1], uint64[::1], int64[::1], int64[::1], int64[::1], uint64, uint64, uint64[::1], float64[::1]
)
_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_DROPPED, _STEP = np.uint64(12), 2.0**-52


def uniforms_at(keys: Words, dates: Words, block: Ints, place: Ints, who: Ints, purpose: int, number: int) -> Floats:
    """Return one uniform number for each of some callers.

    Parameters
    ----------
    keys : uint64, shape (blocks, 2)
        Key of each block's stream.
    dates : uint64, shape (blocks,)
        Date of each block, as in `Draws.uniforms`.
    block, place : int64, shape (callers,)
        Each caller's block, and index in it.
    who : int64, shape (n,)
        Which callers; quickest in ascending order.
    purpose, number : int
        As in `Draws.uniforms`.

    Returns
    -------
    ndarray of float64, shape (n,)
        What ``Draws.uniforms(stream, purpose, date, place + 1, number)[place]`` gives for each.
    """
    values = np.empty(len(who))
    fill = compiled(_fill, _SIGNATURE)
    scratch = np.empty(4, np.uint64)
    fill(keys, dates, block, place, who, np.uint64(purpose), np.uint64(number), scratch, values)
    return values


@njit(_nrt=False, nogil=True)  # type: ignore[call-overload]
def _high(a, b):  # type: ignore[no-untyped-def]
    """Return the upper 64 bits of a product of two 64-bit numbers."""
    a0, a1, b0, b1 = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    middle = a1 * b0 + (a0 * b0 >> _HALF)
    other = a0 * b1 + (middle & _LOW)
    return a1 * b1 + (middle >> _HALF) + (other >> _HALF)


@njit(_nrt=False, nogil=True)  # type: ignore[call-overload]
def _block(c0, c1, c2, c3, k0, k1, out):  # type: ignore[no-untyped-def]
    """Write the four numbers of one counter."""
    for _ in range(10):
        h0, l0 = _high(_MULTIPLIER_0, c0), _MULTIPLIER_0 * c0
        h1, l1 = _high(_MULTIPLIER_1, c2), _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
        k0 += _WEYL_0
        k1 += _WEYL_1
    out[0], out[1], out[2], out[3] = c0, c1, c2, c3


def _fill(keys, dates, block, place, who, purpose, number, scratch, values):  # type: ignore[no-untyped-def]
    """Fill in the values of `uniforms_at`; callers who follow each other share a counter's four numbers."""
    last_block, last_four = -1, -1
    for i in range(len(who)):
        b, four, lane = block[who[i]], place[who[i]] >> 2, place[who[i]] & 3
        if b != last_block or four != last_four:
            _block(np.uint64(four + 1), dates[b], purpose, number, keys[b, 0], keys[b, 1], scratch)
            last_block, last_four = b, four
        values[i] = (float64(scratch[lane] >> _DROPPED) + 0.5) * _STEP
