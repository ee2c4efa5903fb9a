"""What compiled code calls in place of a function that Numba would not compile to a single instruction."""

# mypy: disallow-untyped-calls=False
# (Numba's extensions have no types.)

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import uint64
from numba.extending import intrinsic

from simcall.inputs.wide_product import high_product

__all__ = ["REPLACED"]


def _generated_high(_: Any, a: Any, b: Any) -> Any:
    """Return the upper 64 bits of a product of two 64-bit numbers, which the processor computes in one instruction."""

    def generate(_context: Any, builder: Any, _signature: Any, factors: Any) -> Any:
        left, right = (builder.zext(factor, ir.IntType(128)) for factor in factors)
        product = builder.mul(left, right)
        return builder.trunc(builder.lshr(product, ir.Constant(ir.IntType(128), 64)), ir.IntType(64))

    return uint64(a, b), generate


_high: Any = intrinsic(_generated_high)


def _product(a: Any, b: Any) -> Any:
    return _high(a, b)


REPLACED = {high_product: _product}
"""Functions in Python, and what compiled code calls in their place."""
