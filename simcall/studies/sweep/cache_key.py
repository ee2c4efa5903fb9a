"""The versions and the source code that a cell's numbers depend on: a sweep reuses a cell only while they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

from simcall.files.program import program
from simcall.studies.sweep.cells import Request

__all__ = ["SAME", "identity_of", "made_with", "source", "source_hash", "versions"]

SAME = ("simcall", "numba", "numpy", "scipy")
"""The packages whose versions must agree on two machines, or their numbers may differ."""
_PACKAGE = Path(__file__).parents[2]
_START = "simcall.studies.sweep.cells"
_IMPORTS = re.compile(rb"^[ \t]*(?:from (simcall[\w.]*) import (\([^)]*\)|.*)|import (simcall.*))", re.MULTILINE)
_NAMES = re.compile(rb"[\w.]+")
_LISTING = "simcall.scenario.listing"
"""The room that describes a scenario in words; `Scenario` imports it, but no number comes from it."""


def identity_of(request: Request) -> dict[str, Any]:
    """Return what the numbers of a cell depend on besides its scenario."""
    return {**request.identity(), **made_with()}


def made_with(start: str = _START) -> dict[str, Any]:
    """Return the versions of the libraries and a hash of the source code.

    The hash notices what a version or a revision does not: a change in a checkout that somebody is working on.

    Parameters
    ----------
    start : str
        The module that makes the numbers; by default, the one that makes cells.
    """
    return {"versions": program()["versions"], "source": source(start)}


@cache
def source(start: str = _START) -> str:
    """Return a hash of the source code that makes numbers."""
    return source_hash(_PACKAGE, start)


def source_hash(package: Path, start: str = _START) -> str:
    """Return a hash of the modules that make numbers.

    These are the module that makes them and every module of simcall that it imports, directly or through others,
    except those that only describe a scenario. A change to a picture, a report or a command therefore keeps the cells
    of a sweep, and a change to a rule of the engine does not.

    Parameters
    ----------
    package : Path
        The folder of the package ``simcall``.
    start : str
        The module that makes the numbers.
    """
    digest = blake2b(digest_size=8)
    for path in _modules_behind(start, package):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _modules_behind(start: str, package: Path) -> list[Path]:
    files = {_module_name(path, package): path for path in package.rglob("*.py")}
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        module = waiting.pop()
        if module in files and module not in reached and not module.startswith(_LISTING):
            reached.add(module)
            waiting += _imports(files[module].read_bytes())
    return sorted(files[module] for module in reached)


def _module_name(path: Path, package: Path) -> str:
    names = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


@cache  # studies that start from different modules share most of the others
def _imports(code: bytes) -> tuple[str, ...]:
    """Return the modules of simcall that code may import: for ``from a import b``, both ``a`` and ``a.b``.

    Reading the lines takes a tenth of the time of parsing the code. Words of a comment beside them do no harm.
    """
    names: list[str] = []
    for module, imported, modules in _IMPORTS.findall(code):
        parts = [module + b"." + name for name in _NAMES.findall(imported)]
        names += (name.decode() for name in ([module, *parts] if module else _NAMES.findall(modules)))
    return tuple(names)


def versions() -> Mapping[str, str]:
    """Return the versions and the hash that must agree on two machines, by name."""
    return {**{name: metadata.version(name) for name in SAME}, "source": source()}
