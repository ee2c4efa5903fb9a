"""Keep arrays in a folder as soon as they are made, so that interrupted work goes on where it stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from simcall.errors import ResultsError
from simcall.files.advice import ANOTHER_FOLDER, Advice
from simcall.files.whole import remove_unfinished, whole_file
from simcall.studies.sweep.cache_key import made_with

__all__ = ["NOT_KEPT", "KeptArrays", "forget_arrays", "unfinished_beside"]

_FILE = re.compile(r"[0-9a-f]{32}\.npz")

Arrays = Mapping[str, npt.NDArray[Any]]


class KeptArrays:
    """Arrays by what they depend on, a file for each.

    A file is named by all that its numbers depend on, so those of another scenario, seed or version are never read for
    these. Two processes may use a folder at once: each writes whole files, and the same ones.

    Parameters
    ----------
    folder : Path or None
        The folder; None to keep nothing.
    identity : mapping
        What all the arrays depend on besides the version.
    maker : str
        The module that makes them: they are read back only while it, and all that it imports, is the same.
    """

    def __init__(self, folder: Path | None, identity: Mapping[str, Any], maker: str) -> None:
        self._folder = folder
        self._identity = {} if folder is None else {**identity, **made_with(maker)}

    def once(self, key: str, make: Callable[[], Arrays]) -> Arrays:
        """Return the arrays kept under a key; if there are none, make them and keep them."""
        arrays = self.read(key)
        if arrays is None:
            arrays = make()
            self.write(key, arrays)
        return arrays

    def read(self, key: str) -> Arrays | None:
        """Return what was kept under a key, or None if there is nothing that can be read."""
        if self._folder is None:
            return None
        try:
            with self._file(self._folder, key).open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
                return {name: kept[name] for name in kept.files}
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):
            return None

    def write(self, key: str, arrays: Arrays) -> None:
        """Keep arrays under a key, on the disk before this returns.

        Raises
        ------
        ResultsError
            If they cannot be written.
        """
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with whole_file(self._file(self._folder, key)) as fresh, fresh.open("wb") as file:
                np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
        except OSError as error:
            problem = (
                f"{self._folder}: what is simulated could not be kept there ({error.strerror or error}); make room or "
            )
            raise ResultsError(Advice(problem, ANOTHER_FOLDER, ", and run the same command again")) from error

    def _file(self, folder: Path, key: str) -> Path:
        made_of = json.dumps([self._identity, key], sort_keys=True)
        return folder / f"{blake2b(made_of.encode(), digest_size=16).hexdigest()}.npz"


NOT_KEPT = KeptArrays(None, {}, __name__)
"""Keeps nothing: each array is made anew whenever it is needed."""


def forget_arrays(folder: Path) -> None:
    """Remove the arrays that a folder holds, and the folder if nothing else is in it."""
    if not folder.is_dir():
        return
    with suppress(OSError):  # files that cannot be removed do no harm
        remove_unfinished(folder)
        for path in folder.iterdir():
            if _FILE.fullmatch(path.name):
                path.unlink()
        folder.rmdir()


def unfinished_beside(folder: Path) -> Path:
    """Return the folder for unfinished work beside the one for the answer."""
    return folder.with_name(f"{folder.name}.unfinished")
