"""The shared library of compiled functions that a wheel of simcall brings, called without Numba.

Each function in it is named after the digest of the sources that it was made from. So a library that does not fit the
sources has no function of the name that is looked for. `distribution.library` builds it.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

__all__ = ["DIGEST", "LIBRARY", "name_in_library", "stored"]

LIBRARY = Path(__file__).with_name("engine.bin")
"""Where the library is, if there is one. With the usual ending, Python would take it for a module."""
DIGEST = LIBRARY.with_suffix(".sha256")
"""The digest of the library, in hexadecimal digits."""
_DIGITS = 16
"""How much of a digest is in a name: 64 bits."""


def name_in_library(function: Callable[..., Any], key: str) -> str:
    """Return a function's name in the library, given the digest of its sources."""
    return f"{function.__module__}.{function.__qualname__}.{key[:_DIGITS]}".replace(".", "_")


def stored(name: str) -> Callable[[int], int] | None:
    """Return a function of the library by its name; None if there is no library here, or none of such sources.

    It takes the address that `simcall.inputs.machine_code` says, and returns its status.
    """
    library = _library()
    if library is None or not hasattr(library, name):
        return None
    machine_code: Callable[[int], int] = library[name]
    machine_code.argtypes, machine_code.restype = [ctypes.c_void_p], ctypes.c_int32  # type: ignore[attr-defined]
    return machine_code


@cache
def _library() -> ctypes.CDLL | None:
    # The library checks no bounds of arrays: whoever asks Numba for that wants code from Numba.
    if not _is_whole() or os.environ.get("NUMBA_BOUNDSCHECK", "0") != "0":
        return None
    try:
        return ctypes.CDLL(str(LIBRARY))
    except OSError:  # made for another machine, or not allowed on this one
        return None


def _is_whole() -> bool:
    """Return whether there is a library that is not damaged: damaged machine code must not run."""
    try:
        return sha256(LIBRARY.read_bytes()).hexdigest() == DIGEST.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return False
