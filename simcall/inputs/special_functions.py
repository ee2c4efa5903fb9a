"""SciPy's special functions for compiled code: the same C functions that `scipy.special` calls, so the same numbers."""

from __future__ import annotations

__all__ = ["SCIPY_FUNCTIONS", "inverse_gamma", "inverse_normal", "symbol_of"]

SCIPY_FUNCTIONS = {"ndtri": 1, "gammaincinv": 2}
"""Functions of `scipy.special.cython_special`, and how many numbers each takes, besides one that means nothing."""


def symbol_of(name: str) -> str:
    """Return how machine code names a function of SciPy. It holds no address, because that differs by process."""
    return f"simcall_scipy_{name}"


# In Python. The last parameter belongs to Cython and means nothing.


def inverse_normal(u: float, _cython: int) -> float:
    """Return a quantile of the standard normal distribution."""
    from scipy import special  # only where nothing is compiled

    return float(special.ndtri(u))


def inverse_gamma(shape: float, u: float, _cython: int) -> float:
    """Return a quantile of the gamma distribution with a given shape and a scale of 1."""
    from scipy import special

    return float(special.gammaincinv(shape, u))
