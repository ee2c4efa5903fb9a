"""Compiled functions: from simcall's library of machine code, from object code that Numba made, or else as Python.

All of them run the same source and return the same numbers. A compiled function takes its arrays in named tuples, whose
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
_Kept = TypeVar("_Kept")
_Rule = TypeVar("_Rule", bound=Callable[..., object])
_lock = threading.Lock()
_reported = threading.Event()
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
    function, key = entry.function, fingerprint(entry.function.__module__)
    name = engine_library.name_in_library(function, key)
    call = engine_library.stored(name) or _call_of_object_code(entry, key, name)
    return _plain(function) if call is None else MachineCode(function.__name__, call, entry.signature)


def _call_of_object_code(entry: Compiled[Any], key: str, name: str) -> Callable[[int], int] | None:
    """Return a function from object code that is kept on disk, or that Numba makes now; None if that cannot be."""
    code = _unless_faulty(lambda: _code_kept(entry, key))
    if code is None:
        if not can_compile():
            return None
        from simcall.inputs.numba_compiler import object_code

        _say("compiling the engine, once: up to half a minute")
        made = object_code(entry.function, entry.signature, rules(), name)
        _unless_faulty(lambda: _keep(entry, key, made))
        code = made
    from simcall.inputs.object_code import function_in

    return function_in(code, name)


def _code_kept(entry: Compiled[Any], key: str) -> bytes | None:
    try:
        from simcall.inputs.kept_code import code_kept
    except (ImportError, OSError):  # LLVM cannot be loaded, as `can_compile` is about to say
        return None
    return code_kept(entry.function, key)


def _keep(entry: Compiled[Any], key: str, code: bytes) -> None:
    from simcall.inputs.kept_code import keep_code

    keep_code(entry.function, key, code)


def _unless_faulty(use_disk: Callable[[], _Kept]) -> _Kept | None:
    """Return what kept code is used for. Whatever goes wrong, one line says that it does, for all functions."""
    try:
        return use_disk()
    except Exception as error:
        if not _reported.is_set():
            _reported.set()
            _say(f"simcall cannot use its stored engine ({_reason(error)}), so it compiles the engine for this run")
        return None


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


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
