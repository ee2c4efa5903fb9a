"""Compiling with Numba: once, kept on disk, and said when it takes a while."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["compiled", "rule"]

_QUICK_S = 1.0
"""What was compiled before is loaded in less than this."""
_Rule = TypeVar("_Rule", bound=Callable[..., object])
_lock = threading.Lock()
_said = threading.Event()
_known: dict[Callable[..., Any], Callable[..., Any]] = {}


def compiled(function: Callable[..., Any], signature: Any) -> Callable[..., Any]:
    """Return a function compiled for one signature, the interpreter's lock released while it runs.

    Parameters
    ----------
    function : callable
        What Numba can compile. It may call compiled functions of its own module only: the cache watches no other.
    signature : numba signature
        Types of the arguments and the result.

    Returns
    -------
    callable
        From the cache on disk, or compiled now and kept there if anything can be written.
    """
    if function not in _known:
        with _lock:
            if function not in _known:
                _known[function] = _compile(function, signature)
    return _known[function]


def _compile(function: Callable[..., Any], signature: Any) -> Callable[..., Any]:
    from numba import njit

    message = threading.Timer(_QUICK_S, _say_compiling)
    message.daemon = True
    message.start()
    compiler: Callable[..., Callable[..., Callable[..., Any]]] = njit
    try:
        return compiler(signature, cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # Numba finds no folder that it may write a cache to
        return compiler(signature, nogil=True, error_model="numpy")(function)
    finally:
        message.cancel()


def _say_compiling() -> None:
    """Say so once, of however many functions."""
    if not _said.is_set():
        _said.set()
        print("compiling the engine, once", file=sys.stderr, flush=True)


def rule(function: _Rule) -> _Rule:
    """Compile a short function, to be called from compiled code of its own module alone.

    Numba's reference counting costs more than its work, and is left out (``_nrt=False``, an option of its own making):
    every array that it is given must outlive it. It is put into its caller whole, which saves passing the arrays.
    """
    from numba import njit

    compiler: Any = njit
    short: _Rule = compiler(_nrt=False, nogil=True, forceinline=True, error_model="numpy")(function)
    return short
