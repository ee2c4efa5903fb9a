"""Compiled functions: from simcall's library of machine code if that fits, otherwise from Numba, otherwise as Python.

All three run the same source and return the same numbers. A compiled function takes its arrays in named tuples, whose
annotations say what each field is: `simcall.inputs.signatures`. No index may be negative: see
`simcall.inputs.numba_arrays`. Numbers of 64 bits without a sign overflow on purpose.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache, update_wrapper
from typing import Any, Generic, TypeVar

import numpy as np

from simcall.inputs import engine_library
from simcall.inputs.fingerprints import fingerprint
from simcall.inputs.machine_code import MachineCode
from simcall.inputs.signatures import Signature, signature_of

__all__ = ["Compiled", "can_compile", "compiled", "compiled_functions", "rule", "rules"]

_Result = TypeVar("_Result")
_Rule = TypeVar("_Rule", bound=Callable[..., object])
_lock = threading.Lock()
_compiled_functions: list[Compiled[Any]] = []
_rules: list[Callable[..., Any]] = []


class Compiled(Generic[_Result]):
    """A function that becomes machine code when it is first called; the interpreter's lock is released while it runs.

    Attributes
    ----------
    function : callable
        The same in Python.
    """

    def __init__(self, function: Callable[..., _Result]) -> None:
        self.function = function
        self._machine_code: Callable[..., _Result] | None = None
        update_wrapper(self, function)

    @property
    def signature(self) -> Signature:
        """The types of its parameters and of its result."""
        return signature_of(self.function)

    def __call__(self, *arguments: Any) -> _Result:
        """Run the machine code, which is loaded or compiled now if this is the first call."""
        return self._loaded()(*arguments)

    def with_last(self, *last: Any) -> Callable[..., _Result]:
        """Return the function with its last arguments given: for a great many short calls, in one thread at a time."""
        machine_code = self._loaded()
        if isinstance(machine_code, MachineCode):
            return machine_code.with_last(*last)
        return lambda *first: machine_code(*first, *last)

    def _loaded(self) -> Callable[..., _Result]:
        if self._machine_code is None:
            with _lock:
                if self._machine_code is None:
                    self._machine_code = _machine_code(self)
        return self._machine_code


def compiled(function: Callable[..., _Result]) -> Compiled[_Result]:
    """Compile a function that is annotated, when it is first called.

    It may call functions made by `rule`, of its own module or of others, and nothing else of simcall.
    """
    made = Compiled(function)
    _compiled_functions.append(made)
    return made


def compiled_functions() -> tuple[Compiled[Any], ...]:
    """Return the compiled functions of all modules that have been imported."""
    return tuple(_compiled_functions)


def rule(function: _Rule) -> _Rule:
    """Let compiled code call a function. The compiler copies it into its caller where that pays."""
    _rules.append(function)
    return function


def rules() -> tuple[Callable[..., Any], ...]:
    """Return the rules of all modules that have been imported."""
    return tuple(_rules)


@cache
def can_compile() -> bool:
    """Return whether Numba can be loaded; if it cannot, say what that means."""
    try:
        import simcall.inputs.numba_compiler  # noqa: F401  the only module that imports Numba
    except (ImportError, OSError) as error:
        _say(f"simcall works more slowly: it cannot load Numba here ({' '.join(str(error).split())})")
        return False
    return True


def _machine_code(entry: Compiled[_Result]) -> Callable[..., _Result]:
    key = fingerprint(entry.function.__module__)
    stored = engine_library.stored(entry.function, entry.signature, key)
    if stored is not None:
        return stored
    if not can_compile():
        return _plain(entry.function)
    from simcall.inputs.numba_compiler import compile_now

    return compile_now(entry.function, entry.signature, key, rules(), _say)


def _plain(function: Callable[..., _Result]) -> Callable[..., _Result]:
    """Return a function that runs in Python as it would run compiled: arithmetic says nothing about its limits."""

    def run(*arguments: Any) -> _Result:
        with np.errstate(all="ignore"):
            return function(*arguments)

    return run


@cache
def _say(line: str) -> None:
    """Print a line on stderr if that can be written to, and each line only once."""
    with suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)
