"""The shared library of compiled functions that a wheel of simcall brings, called without Numba.

Each function in it is named after the digest of the sources that it was made from. So a library that does not fit the
sources has no function of the name that is looked for. `distribution.library` builds it.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from simcall.inputs.special_functions import SCIPY_FUNCTIONS, symbol_of

__all__ = ["DIGEST", "LIBRARY", "address_in_scipy", "address_of", "name_in_library", "stored"]

LIBRARY = Path(__file__).with_name("engine.bin")
"""Where the library is, if there is one. With the usual ending, Python would take it for a module."""
DIGEST = LIBRARY.with_suffix(".sha256")
"""The digest of the library, in hexadecimal digits."""
_DIGITS = 16
"""How much of a digest is in a name: 64 bits."""


def name_in_library(function: Callable[..., Any], key: str) -> str:
    """Return a function's name in the library, given the digest of its sources."""
    return f"{function.__module__}.{function.__qualname__}.{key[:_DIGITS]}".replace(".", "_")


def address_of(symbol: str) -> str:
    """Return the name in the library of the place that holds the address of a function of SciPy."""
    return f"{symbol}_address"


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
        library = ctypes.CDLL(str(LIBRARY))
        for name in SCIPY_FUNCTIONS:
            ctypes.c_void_p.in_dll(library, address_of(symbol_of(name))).value = address_in_scipy(name)
    except (OSError, ValueError):  # made for another machine, or not allowed on this one
        return None
    return library


def _is_whole() -> bool:
    """Return whether there is a library that is not damaged: damaged machine code must not run."""
    try:
        return sha256(LIBRARY.read_bytes()).hexdigest() == DIGEST.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return False


def address_in_scipy(name: str) -> int:
    """Return where a function of SciPy is in this process."""
    from scipy.special import cython_special

    functions: Mapping[str, object] = cython_special.__pyx_capi__
    capsule = functions[name]
    name_of, pointer_of = ctypes.pythonapi.PyCapsule_GetName, ctypes.pythonapi.PyCapsule_GetPointer
    name_of.restype, name_of.argtypes = ctypes.c_char_p, [ctypes.py_object]
    pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return int(pointer_of(capsule, name_of(capsule)))
