"""A digest of everything that a compiled function is made from: machine code that does not fit it is never used."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

__all__ = ["fingerprint"]

_IMPORTS = re.compile(r"^from (simcall[\w.]*) import (\([^)]*\)|.*)$", re.MULTILINE)
_NAMES = re.compile(r"([\w*]+)(?: as \w+)?")
_COMPILER = "simcall.inputs.numba_compiler"
"""The module that decides how everything is compiled."""
_OF_PACKAGE = "__init__.py"
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
    candidates = (place.with_name(f"{place.name}.py"), place / _OF_PACKAGE)
    return next((path for path in candidates if path.is_file()), None)


@cache
def _imported_modules(source: bytes) -> frozenset[str]:
    """Return the modules of simcall that a source's top level imports, or imports from."""
    imports = _IMPORTS.findall(source.decode("utf-8"))
    return frozenset(name for module, names in imports for name in _modules_of_import(module, _NAMES.findall(names)))


def _modules_of_import(module: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the modules that names are imported from. A package counts only for names that are not modules in it."""
    path = _path(module)
    if path is None:
        return
    for name in names:
        part = f"{module}.{name}"
        yield part if path.name == _OF_PACKAGE and _path(part) is not None else module
