"""What a cell's numbers are made with, so that those of another version are never taken for this one's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

from simcall.files.program import program
from simcall.studies.sweep.cells import Request

__all__ = ["SAME", "identity_of", "made_with", "source", "versions"]

SAME = ("simcall", "numba", "numpy", "scipy")
"""What has to be the same on two machines for their numbers to be."""
_WHERE = (
    *("scenario/**/*.py", "inputs/**/*.py", "engine/**/*.py", "measures/**/*.py"),
    *("studies/run.py", "studies/precision.py", "studies/rota.py", "studies/sweep/cells.py"),
)
"""What makes the numbers of a cell."""


def identity_of(request: Request) -> dict[str, Any]:
    """Return what the numbers of a cell depend on besides its scenario."""
    return {**request.identity(), **made_with()}


def made_with() -> dict[str, Any]:
    """Return what a cell depends on besides its scenario and the request: versions, and the program's own text.

    The text tells more than a version or a revision does: of a checkout that is being worked on these stay the same.
    """
    return {"versions": program()["versions"], "source": source()}


@cache
def source() -> str:
    """Return a hash of the program's text, as far as it makes numbers."""
    root = Path(__file__).parents[2]
    text = blake2b(digest_size=8)
    for path in sorted(path for pattern in _WHERE for path in root.glob(pattern)):
        text.update(path.relative_to(root).as_posix().encode() + b"\0")
        text.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return text.hexdigest()


def versions() -> Mapping[str, str]:
    """Return what has to be the same for the numbers to be, by name."""
    return {**{name: metadata.version(name) for name in SAME}, "source": source()}
