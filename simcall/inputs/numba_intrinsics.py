"""What compiled code calls in place of a few functions that Numba cannot compile, or not to a single instruction."""

# mypy: disallow-untyped-calls=False
# (Numba's extensions have no types.)

from __future__ import annotations

from typing import Any

from llvmlite import binding, ir  # type: ignore[import-untyped]
from numba import float64, types, uint64
from numba.extending import get_cython_function_address, intrinsic

from simcall.inputs.special_functions import SCIPY_FUNCTIONS, inverse_gamma, inverse_normal, symbol_of
from simcall.inputs.wide_product import high_product

__all__ = ["REPLACED", "scipy_function"]


def scipy_function(name: str) -> Any:
    """Return a function of SciPy as compiled code calls it; whoever links the code says where the function is."""
    return types.ExternalFunction(symbol_of(name), float64(*[float64] * SCIPY_FUNCTIONS[name], types.int32))


for _name in SCIPY_FUNCTIONS:
    binding.add_symbol(symbol_of(_name), get_cython_function_address("scipy.special.cython_special", _name))


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


REPLACED = {
    inverse_normal: scipy_function("ndtri"),
    inverse_gamma: scipy_function("gammaincinv"),
    high_product: _product,
}
"""Functions in Python, and what compiled code calls in their place: a type of Numba, or what it can compile."""
