"""A digest of everything that a compiled function is made from: machine code that does not fit it is never used."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

__all__ = ["fingerprint"]

_IMPORTS = re.compile(r"^from (simcall[\w.]*) import (\([^)]*\)|.*)$", re.MULTILINE)
_NAMES = re.compile(r"\w+")
_COMPILER = "simcall.inputs.numba_compiler"
"""The module that decides how everything is compiled."""
_ABOVE_PACKAGE = Path(__file__).parents[2]


def fingerprint(module: str) -> str:
    """Return a digest of what a module compiles to: its source, all that it imports from simcall, and the compiler's.

    It depends on files alone, and not on what has been loaded.

    Parameters
    ----------
    module : str
        Name of a module of simcall, or of another one that is loaded.

    Returns
    -------
    str
        In hexadecimal digits.
    """
    sources: dict[str, bytes] = {}
    pending = [module, _COMPILER]
    while pending:
        name = pending.pop()
        if name not in sources:
            sources[name] = _source(name)
            pending.extend(_imported_modules(sources[name]))
    return sha256(b"\0".join(sources[name] for name in sorted(sources))).hexdigest()


@cache
def _source(module: str) -> bytes:
    path = _path(module) or Path(str(sys.modules[module].__file__))
    return path.read_bytes()


@cache
def _path(module: str) -> Path | None:
    """Return the file of a module of simcall; None if there is none of that name."""
    place = _ABOVE_PACKAGE.joinpath(*module.split("."))
    candidates = (place.with_name(f"{place.name}.py"), place / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


@cache
def _imported_modules(source: bytes) -> tuple[str, ...]:
    """Return the modules of simcall that a source's top level imports from, or imports."""
    return tuple(_names_of_modules(source.decode("utf-8")))


def _names_of_modules(source: str) -> Iterator[str]:
    for module, names in _IMPORTS.findall(source):
        parts = (f"{module}.{name}" for name in _NAMES.findall(names))
        yield from (name for name in (module, *parts) if _path(name) is not None)
