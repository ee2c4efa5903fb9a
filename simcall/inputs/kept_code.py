"""Object code that is kept on disk from one process to the next. Whatever goes wrong, simcall compiles without it.

It stands beside the sources, as Python's own compiled modules do, or where those cannot be written, in a folder of the
user's. ``NUMBA_CACHE_DIR`` names another folder, as it does for Numba. An old file is replaced.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from simcall.files.whole import whole_file
from simcall.inputs.object_code import processor

__all__ = ["code_kept", "keep_code"]

_DIGEST_BYTES = 32
_FOLDER = "NUMBA_CACHE_DIR"
_MAKERS = ("numba", "llvmlite")
_OPTIONS = "NUMBA_"
"""The beginnings of environment variables that may change what Numba makes."""
_NO_OPTIONS = {_FOLDER, "NUMBA_NUM_THREADS"}
"""Those that do not. Worker processes of joblib have the second one."""


def code_kept(function: Callable[..., Any], key: str) -> bytes | None:
    """Return a function's object code.

    Parameters
    ----------
    function : callable
        The function, in Python.
    key : str
        Changes whenever what the function may call changes.

    Returns
    -------
    bytes or None
        None if there is none for this key, this processor and these versions of Numba and LLVM.

    Raises
    ------
    OSError
        If a file cannot be read, and there is no other.
    ValueError
        If a file is damaged, and there is no other: damaged machine code must not run.
    """
    fault: OSError | ValueError | None = None
    for path in _paths(function):
        try:
            code = _code_in(path, key)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            fault = error
            continue
        if code is not None:
            return code
    if fault is not None:
        raise fault
    return None


def keep_code(function: Callable[..., Any], key: str, code: bytes) -> None:
    """Keep a function's object code in the first folder that takes it.

    Raises
    ------
    OSError
        If none does.
    """
    content = _full_key(key) + code
    fault = OSError("there is no folder for it")
    for path in _paths(function):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(path) as fresh:
                fresh.write_bytes(sha256(content).digest() + content)
            return
        except OSError as error:
            fault = error
    raise fault


def _code_in(path: Path, key: str) -> bytes | None:
    """Return the code in a file; None if it has another key."""
    content = path.read_bytes()
    digest, rest = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if sha256(rest).digest() != digest:
        raise ValueError(f"{path.name} is damaged")
    return rest[_DIGEST_BYTES:] if rest[:_DIGEST_BYTES] == _full_key(key) else None


def _paths(function: Callable[..., Any]) -> Iterator[Path]:
    """Yield where a function's code may be, the best place first."""
    source = Path(function.__code__.co_filename).resolve()
    name = f"{source.stem}.{function.__qualname__}.{sys.implementation.cache_tag}.object"
    folder_of_source = sha256(str(source.parent).encode()).hexdigest()[:16]
    if chosen := os.environ.get(_FOLDER):
        yield Path(chosen, folder_of_source, name)
    yield source.parent / "__pycache__" / name

    from platformdirs import user_cache_path  # only where the folders before have no code

    yield user_cache_path("simcall", appauthor=False) / folder_of_source / name


def _full_key(key: str) -> bytes:
    return sha256(f"{key} {_maker()}".encode()).digest()


@cache
def _maker() -> str:
    """Return what else the code depends on."""
    versions = [metadata.version(name) for name in _MAKERS]
    options = sorted((name, os.environ[name]) for name in {*os.environ} - _NO_OPTIONS if name.startswith(_OPTIONS))
    return f"{versions} {options} {processor()}"
