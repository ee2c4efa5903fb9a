"""Numba's cache of compiled functions on disk. Whatever goes wrong with it, simcall compiles without it."""

# mypy: disallow-untyped-calls=False
# (Numba's caching has no types.)

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from numba.core.caching import FunctionCache, IndexDataCacheFile

__all__ = ["cache_of"]

_Say = Callable[[str], None]
_DIGEST_BYTES = 32
_reported = threading.Event()


def cache_of(function: Callable[..., Any], key: str, say: _Say) -> Any:
    """Return a function's cache on disk, for Numba to read from and write to.

    Numba's own key watches only the file of the function. After an edit of a rule in another file, it would load the
    old rule from the cache and give wrong numbers.

    Parameters
    ----------
    function : callable
        The function, not compiled.
    key : str
        Changes whenever what the function may call changes.
    say : callable
        Is given one line when the cache cannot be read or written.

    Returns
    -------
    numba.core.caching.FunctionCache or None
        None if Numba finds no folder that it may write to.
    """
    try:
        cache: Any = _SafeCache(function, key, say)
    except Exception as error:
        _say_fault(say, error)
        return None
    return cache


class _SafeCache(FunctionCache):
    """A cache whose faults never reach the caller: Numba lets them stop the program, whatever type they have."""

    def __init__(self, function: Callable[..., Any], key: str, say: _Say) -> None:
        super().__init__(function)
        self._key, self._say = key, say
        names = (self._impl.filename_base, self._impl.locator.get_source_stamp())
        self._cache_file = _CheckedFile(self.cache_path, *names)

    def _index_key(self, signature: Any, codegen: Any) -> Any:
        return (*super()._index_key(signature, codegen), self._key)

    def load_overload(self, signature: Any, context: Any) -> Any:
        """Return a compiled function; None if there is none that can be read."""
        try:
            return super().load_overload(signature, context)
        except Exception as error:
            _say_fault(self._say, error)
            with suppress(Exception):  # an empty index lets a good file take the place of the damaged one
                self.flush()
            return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep a compiled function, if that is possible."""
        try:
            super().save_overload(signature, compiled)
        except Exception as error:
            _say_fault(self._say, error)


class _CheckedFile(IndexDataCacheFile):
    """Files that end with a digest: damaged machine code must not run."""

    def _dump(self, content: Any) -> bytes:
        written: bytes = super()._dump(content)
        return written + sha256(written).digest()

    def _load_data(self, name: str) -> Any:
        content = Path(self._data_path(name)).read_bytes()
        written, digest = content[:-_DIGEST_BYTES], content[-_DIGEST_BYTES:]
        if sha256(written).digest() != digest:
            raise ValueError(f"{name} is damaged")
        return pickle.loads(written)


def _say_fault(say: _Say, error: Exception) -> None:
    """Say why the cache is of no use; one line, however many functions it is of no use to."""
    if not _reported.is_set():
        _reported.set()
        say(f"simcall cannot use its stored engine ({_reason(error)}), so it compiles the engine for this run")


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
