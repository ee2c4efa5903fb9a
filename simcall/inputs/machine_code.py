"""Calling machine code from Python, whether it is in a shared library or in object code that Numba has made.

It takes one address: of its parameters in words of 64 bits, as `simcall.inputs.numba_types` says, and behind them the
word for its result. It returns 0, or the status that Numba gives an exception.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from simcall.inputs.signatures import Plain, Signature, plain_kinds

__all__ = ["MachineCode"]

_FORMATS = {"int64": "q", "float64": "d", "uint64": "Q"}
_at_beginning = (ctypes.c_char * 0).from_buffer
"""Returns an object of no size where an array begins, which an empty array has, too."""


class MachineCode:
    """Machine code that takes the arguments which the same function in Python takes.

    Parameters
    ----------
    name : str
        Names the function in messages.
    call : callable
        Runs the machine code, given the address of the words, and returns its status.
    signature : Signature
        Types of the parameters and of the result.
    """

    def __init__(self, name: str, call: Callable[[int], int], signature: Signature) -> None:
        self._name, self._call, self._signature = name, call, signature
        self._words = _Words(name, signature.parameters)
        self._result = None if signature.result is None else struct.Struct(_format(signature.result))

    def __call__(self, *arguments: Any) -> Any:
        """Run it.

        Raises
        ------
        TypeError
            For an array of another type or shape, or one that is not contiguous and writable.
        RuntimeError
            If it raises an exception, such as for an index outside an array where Numba checks this.
        """
        values = list(_flat(arguments))  # keeps the arrays while the machine code runs
        words = self._words.packed(values)
        buffer = ctypes.create_string_buffer(words, len(words) + 8)
        self._run(ctypes.addressof(buffer))
        return self._result.unpack_from(buffer, len(words))[0] if self._result else None

    def with_last(self, *last: Any) -> Callable[..., Any]:
        """Return it with its last arguments given, for a great many short calls whose first arguments are numbers.

        What is returned is for one thread at a time.

        Raises
        ------
        TypeError
            As when it is called.
        """
        before = len(self._signature.parameters) - len(last)
        first = _Words(self._name, self._signature.parameters[:before]).layout
        values = list(_flat(last))
        last_words = _Words(self._name, self._signature.parameters[before:]).packed(values)
        end = first.size + len(last_words)
        buffer = ctypes.create_string_buffer(bytes(first.size) + last_words, end + 8)
        address = ctypes.addressof(buffer)

        def run(*numbers: Any, _kept: object = values) -> Any:  # the arrays stay as long as this can be called
            first.pack_into(buffer, 0, *numbers)
            self._run(address)
            return self._result.unpack_from(buffer, end)[0] if self._result else None

        return run

    def _run(self, address: int) -> None:
        if status := self._call(address):
            raise RuntimeError(f"{self._name} ended with status {status}")


class _Words:
    """How parameters become words."""

    def __init__(self, name: str, parameters: Sequence[Any]) -> None:
        self._name = name
        self._kinds = [plain for kind in parameters for plain in plain_kinds(kind)]
        self._dtypes = [np.dtype(plain.dtype) for plain in self._kinds]
        self.layout = struct.Struct("".join(map(_format, self._kinds)))

    def packed(self, values: Sequence[Any]) -> bytes:
        """Return the words of arrays and numbers."""
        return self.layout.pack(*_in_words(self._name, values, self._kinds, self._dtypes))


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
            yield ctypes.addressof(_at_beginning(value))  # several times quicker than `value.ctypes.data`
            yield from value.shape
        else:
            raise TypeError(f"{name} takes no array of {value.dtype} and shape {value.shape} as it is in memory")
