"""Calling machine code from Python, whether it is in a shared library or was compiled by Numba in this process.

It takes one address: of its parameters in words of 64 bits, as `simcall.inputs.numba_types` says, and behind them the
word for its result.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from simcall.inputs.signatures import Plain, Signature, plain_kinds

__all__ = ["from_python"]

_FORMATS = {"int64": "q", "float64": "d", "uint64": "Q"}


def from_python(name: str, call: Callable[[int], object], signature: Signature) -> Callable[..., Any]:
    """Return a function that calls machine code with the arguments that the same function in Python takes.

    Parameters
    ----------
    name : str
        Names the function in messages.
    call : callable
        Runs the machine code, given the address of the words.
    signature : Signature
        Types of the parameters and of the result.

    Returns
    -------
    callable
        Raises TypeError for an array of another type or shape, or one that is not contiguous and writable.
    """
    kinds = [plain for kind in signature.parameters for plain in plain_kinds(kind)]
    dtypes = [np.dtype(plain.dtype) for plain in kinds]
    words = struct.Struct("".join(map(_format, kinds)))
    result = None if signature.result is None else struct.Struct(_format(signature.result))

    def run(*arguments: Any) -> Any:
        buffer = ctypes.create_string_buffer(words.size + 8)
        values = list(_flat(arguments))  # keeps the arrays while the machine code runs
        words.pack_into(buffer, 0, *_in_words(name, values, kinds, dtypes))
        call(ctypes.addressof(buffer))
        return result.unpack_from(buffer, words.size)[0] if result else None

    return run


def _format(kind: Plain) -> str:
    return "Q" + "q" * kind.dimensions if kind.dimensions else _FORMATS[kind.dtype]


def _flat(arguments: Sequence[Any]) -> Iterator[Any]:
    """Yield the arrays and numbers of arguments, and of the named tuples among them, in their order."""
    for argument in arguments:
        if isinstance(argument, tuple):
            yield from _flat(argument)
        else:
            yield argument


def _in_words(name: str, values: Sequence[Any], kinds: Sequence[Plain], dtypes: Sequence[Any]) -> Iterator[Any]:
    for value, kind, dtype in zip(values, kinds, dtypes, strict=True):
        if not kind.dimensions:
            yield value
        elif value.dtype == dtype and value.ndim == kind.dimensions and value.flags.carray:
            yield value.ctypes.data
            yield from value.shape
        else:
            raise TypeError(f"{name} takes no array of {value.dtype} and shape {value.shape} as it is in memory")
