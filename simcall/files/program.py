"""The program that made some results: versions of the libraries and the revision of the source."""

from __future__ import annotations

import platform
import shutil
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["program"]

_LIBRARIES = ("simcall", "numba", "numpy", "scipy", "simpy", "pandas")


def program() -> dict[str, Any]:
    """Return what the numbers are made with: the versions of the libraries, and the revision of the source."""
    versions = {"python": platform.python_version(), **{name: _version(name) for name in _LIBRARIES}}
    return {"versions": versions, "revision": _revision()}


def _version(library: str) -> str | None:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def _revision() -> str | None:
    """Return the git revision of the source, with a + if it was changed, or None where it is not a checkout."""
    git = shutil.which("git")
    if git is None:
        return None

    def ask(*words: str) -> str:
        here = Path(__file__).parent
        return subprocess.run([git, *words], cwd=here, capture_output=True, check=True, timeout=10, text=True).stdout

    try:
        ask("ls-files", "--error-unmatch", Path(__file__).name)  # a checkout may merely hold the environment
        # `git describe --dirty` writes git's index, and on a full disk leaves a lock that stops git.
        changes = ask("--no-optional-locks", "status", "--porcelain", "--untracked-files=no")
        return ask("rev-parse", "HEAD").strip() + ("+" if changes else "")
    except (OSError, subprocess.SubprocessError):
        return None
