"""The upper half of a product of two 64-bit numbers, for which processors have an instruction and Python has none."""

from __future__ import annotations

from simcall.inputs.signatures import Word

__all__ = ["high_product"]


def high_product(a: Word, b: Word) -> Word:
    """Return the upper 64 bits of a product; compiled code uses the instruction: `simcall.inputs.numba_intrinsics`."""
    return Word(int(a) * int(b) >> 64)
