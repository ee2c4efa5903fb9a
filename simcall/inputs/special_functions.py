"""SciPy's special functions for compiled code: the same C functions that `scipy.special` calls, so the same numbers."""

from __future__ import annotations

from typing import Any

from llvmlite import binding  # type: ignore[import-untyped]
from numba import float64, types
from numba.extending import get_cython_function_address

__all__ = ["inverse_gamma", "inverse_normal"]


def _external(name: str, parameters: int) -> Any:
    """Return a C function of SciPy as Numba calls it; the last parameter belongs to Cython and means nothing.

    Numba keeps compiled code on disk. There it holds a symbol's name, and not the address, which differs by process.
    """
    symbol = f"simcall_scipy_{name}"
    binding.add_symbol(symbol, get_cython_function_address("scipy.special.cython_special", name))
    return types.ExternalFunction(symbol, float64(*[float64] * parameters, types.int32))


inverse_normal = _external("ndtri", 1)
"""The quantile function of the standard normal distribution."""
inverse_gamma = _external("gammaincinv", 2)
"""The quantile function of the gamma distribution with a given shape and a scale of 1."""
