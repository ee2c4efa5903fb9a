"""Compile with Numba: once, kept on disk, and announced when it happens.

Compiled functions take their arrays in named tuples, whose annotations say what each field is. Numba counts references
to the arrays of a tuple wherever it hands one on, unless the function that is called is a `rule`. No index may be
negative: see `simcall.inputs.unsigned_indices`.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

__all__ = [
    "Column",
    "FlagTable",
    "Flags",
    "FloatColumn",
    "FloatCube",
    "FloatTable",
    "Table",
    "WordColumn",
    "WordTable",
    "compiled",
    "fingerprint",
    "numba_type",
    "rule",
]

Column = npt.NDArray[np.int64]
Table = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
FlagTable = npt.NDArray[np.bool_]
FloatColumn = npt.NDArray[np.float64]
FloatTable = npt.NDArray[np.float64]
FloatCube = npt.NDArray[np.float64]
WordColumn = npt.NDArray[np.uint64]
WordTable = npt.NDArray[np.uint64]

_Rule = TypeVar("_Rule", bound=Callable[..., object])
_lock = threading.Lock()
_IMPORTS = re.compile(r"^from (simcall[\w.]*) import (\([^)]*\)|.*)$", re.MULTILINE)
_NAMES = re.compile(r"\w+")
_PASS = "simcall.inputs.unsigned_indices"
"""The module that changes how everything is compiled."""
_compilations: dict[Callable[..., Any], Callable[..., Any]] = {}


def compiled(function: Callable[..., Any], signature: Any) -> Callable[..., Any]:
    """Return a function compiled for one signature, the interpreter's lock released while it runs.

    Parameters
    ----------
    function : callable
        What Numba can compile. It may call functions made by `rule`, of its own module or of others.
    signature : numba signature
        Types of the arguments and the result.

    Returns
    -------
    callable
        From the cache on disk, or compiled now and kept there if anything can be written.
    """
    if function not in _compilations:
        with _lock:
            if function not in _compilations:
                _compilations[function] = _compile(function, signature)
    return _compilations[function]


def _compile(function: Callable[..., Any], signature: Any) -> Callable[..., Any]:
    from numba import njit
    from numba.core import event

    from simcall.inputs.compiled_cache import cache_of

    compiler: Any = njit
    compilation = compiler(**_options())(function)
    if (source_cache := cache_of(function, fingerprint(function.__module__), _say)) is not None:
        compilation._cache = source_cache
    with event.install_listener("numba:compile", _announcer()):
        compilation.compile(signature)
    compilation.disable_compile()
    function_of_signature: Callable[..., Any] = compilation
    return function_of_signature


def numba_type(arguments: Any) -> Any:
    """Return a named tuple's type in Numba, from the annotations of its fields, which may be named tuples themselves.

    Parameters
    ----------
    arguments : type
        A subclass of `typing.NamedTuple`; its fields are annotated with the names of arrays above, int or float.

    Returns
    -------
    numba type
    """
    from numba import boolean, float64, int64, uint64
    from numba.core.types import BaseTuple

    plain = {
        "int": int64,
        "float": float64,
        "Column": int64[::1],
        "Table": int64[:, ::1],
        "Flags": boolean[::1],
        "FlagTable": boolean[:, ::1],
        "FloatColumn": float64[::1],
        "FloatTable": float64[:, ::1],
        "FloatCube": float64[:, :, ::1],
        "WordColumn": uint64[::1],
        "WordTable": uint64[:, ::1],
    }
    names = [annotation.__forward_arg__ for annotation in arguments.__annotations__.values()]
    module = sys.modules[arguments.__module__]
    fields = [plain[name] if name in plain else numba_type(getattr(module, name)) for name in names]
    return BaseTuple.from_types(fields, arguments)  # type: ignore[no-untyped-call]


def fingerprint(module: str) -> str:
    """Return a digest of what a module compiles to: its source, all that it imports from simcall, and the pass.

    Parameters
    ----------
    module : str
        Name of a module that is loaded.

    Returns
    -------
    str
        In hexadecimal digits.
    """
    sources: dict[str, bytes] = {}
    pending = [module, _PASS]
    while pending:
        name = pending.pop()
        if name not in sources:
            sources[name] = _source(name)
            pending.extend(_imported_modules(sources[name].decode("utf-8")))
    return sha256(b"\0".join(sources[name] for name in sorted(sources))).hexdigest()


def _source(module: str) -> bytes:
    return Path(str(sys.modules[module].__file__)).read_bytes()


def _imported_modules(source: str) -> Iterator[str]:
    """Yield the loaded modules of simcall that a source's top level imports from, or imports."""
    for module, names in _IMPORTS.findall(source):
        parts = (f"{module}.{name}" for name in _NAMES.findall(names))
        yield from (name for name in (module, *parts) if name in sys.modules)


@cache
def _say(line: str) -> None:
    """Print a line on stderr if that can be written to, and each line only once."""
    with suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)


@cache
def _announcer() -> Any:
    """Return a listener that says that the engine is compiled; loading it from the cache is no such event."""
    from numba.core import event

    class Announcer(event.Listener):
        def on_start(self, _event: Any) -> None:
            _say("compiling the engine, once")

        def on_end(self, _event: Any) -> None:
            """Do nothing: the end of compiling needs no message."""

    return Announcer()


def rule(function: _Rule) -> _Rule:
    """Compile a short function that only compiled code calls.

    Numba copies it into its caller, which saves passing the arrays. It also leaves out counting references, which
    would cost more than the function's work (``_nrt=False``, an option that Numba does not document): every array
    that the function is given must outlive it. Leaving out the ways for Python and C to call it halves the time to
    compile.
    """
    from numba import njit

    options = _options() | {"_nrt": False, "forceinline": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    compiler: Any = njit
    short: _Rule = compiler(**options)(function)
    return short


def _options() -> dict[str, Any]:
    """Return the options of all that is compiled."""
    from simcall.inputs.unsigned_indices import UnsignedIndicesCompiler

    return {"nogil": True, "error_model": "numpy", "pipeline_class": UnsignedIndicesCompiler}
