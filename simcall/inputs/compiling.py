"""Compile with Numba: once, kept on disk, and announced when it happens."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

__all__ = ["compiled", "rule"]

_Rule = TypeVar("_Rule", bound=Callable[..., object])
_lock = threading.Lock()
_announced = threading.Event()
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
    from numba.core import event

    compiler: Callable[..., Callable[..., Callable[..., Any]]] = njit
    with event.install_listener("numba:compile", _announcer()):
        try:
            return compiler(signature, cache=True, nogil=True, error_model="numpy")(function)
        except RuntimeError:  # Numba finds no folder that it may write a cache to
            return compiler(signature, nogil=True, error_model="numpy")(function)


@cache
def _announcer() -> Any:
    """Return a listener that says that the engine is compiled; loading it from the cache is no such event."""
    from numba.core import event

    class Announcer(event.Listener):
        def on_start(self, _event: Any) -> None:
            if not _announced.is_set():
                _announced.set()
                print("compiling the engine, once", file=sys.stderr, flush=True)

        def on_end(self, _event: Any) -> None:
            """Do nothing: the end of compiling needs no message."""

    return Announcer()


def rule(function: _Rule) -> _Rule:
    """Compile a short function, to be called from compiled code of its own module alone.

    Numba's reference counting costs more than its work, and is left out (``_nrt=False``, an option of its own making):
    every array that it is given must outlive it. It is put into its caller whole, which saves passing the arrays.
    """
    from numba import njit

    compiler: Any = njit
    short: _Rule = compiler(_nrt=False, nogil=True, forceinline=True, error_model="numpy")(function)
    return short
