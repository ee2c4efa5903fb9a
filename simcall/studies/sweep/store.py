"""The cells of a sweep on disk: each written whole at once, none lost, none of another scenario mixed in."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from simcall.errors import ResultsError
from simcall.files.advice import ANOTHER_FOLDER, Advice
from simcall.files.documents import read_json
from simcall.files.manifests import MANIFEST
from simcall.files.own_folders import check_place, refuses_unusable
from simcall.files.whole import BESIDE, remove_unfinished, whole_file
from simcall.studies.sweep.cells import is_cell

__all__ = ["KIND", "CellStore", "cell_file", "cell_name", "check_folder", "read_cell"]

KIND = "sweep"
"""What a sweep's manifest says that its folder is."""
_CELLS = "cells"
_LOCK = ".lock"


class CellStore:
    """The finished cells in a folder, held by one process at a time.

    A cell is a JSON document in a file of its own, named by the point and by all that its numbers depend on. So a cell
    of another scenario, seed or version has another name, and is never read for this one.

    The lock is the operating system's, on an open file: a process that dies, however it dies, lets it go.

    Parameters
    ----------
    folder : Path
        Of the sweep.
    mark : callable
        Writes into the folder, once it is taken, what it is of.
    """

    def __init__(self, folder: Path, mark: Callable[[Path], None]) -> None:
        self.folder = folder
        self._mark = mark
        self._lock = FileLock(folder / _LOCK, timeout=0)
        self._made_here = False

    def __enter__(self) -> Self:
        """Take the folder.

        Raises
        ------
        ResultsError
            If another process has it, it holds something else, or it cannot be written to.
        """
        check_folder(self.folder)
        self._made_here = not self.folder.exists()
        try:
            (self.folder / _CELLS).mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout:
            raise ResultsError(
                Advice(f"{self.folder}: another sweep is writing into it; wait for it to end, or ", ANOTHER_FOLDER)
            ) from None
        except OSError as error:
            raise self._cannot_write(error) from error
        try:
            remove_unfinished(self.folder)
            self._mark(self.folder)
        except OSError as error:
            self._let_go(after=error)
            raise self._cannot_write(error) from error
        except BaseException as error:
            self._let_go(after=error)
            raise
        return self

    def _cannot_write(self, error: OSError) -> ResultsError:
        return ResultsError(Advice(f"{self.folder}: cannot be written ({error.strerror}); ", ANOTHER_FOLDER))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Release the folder, and remove it if a failed sweep created it and left no cell."""
        self._let_go(after=error)

    def _let_go(self, after: BaseException | None) -> None:
        came_to_nothing = isinstance(after, Exception) and not any((self.folder / _CELLS).iterdir())
        self._lock.release()
        if came_to_nothing and self._made_here:
            self._remove_beginning()

    def _remove_beginning(self) -> None:
        """Remove what a sweep without a cell has written, and the folder if nothing else is in it."""
        for name in (MANIFEST, _LOCK):
            (self.folder / name).unlink(missing_ok=True)
        with suppress(OSError):  # somebody has put a file into it
            (self.folder / _CELLS).rmdir()
            self.folder.rmdir()

    def read(self, name: str) -> dict[str, Any] | None:
        """Return a finished cell, or None if it is absent or unreadable."""
        return read_cell(self.folder, name)

    def has(self, name: str) -> bool:
        """Return whether there is a cell of that name, without reading it."""
        return self.file(name).is_file()

    def file(self, name: str) -> Path:
        """Return where a cell is, or would be."""
        return cell_file(self.folder, name)

    def write(self, name: str, cell: Mapping[str, Any]) -> None:
        """Write a cell: whole, or not at all, also if the power fails.

        Raises
        ------
        ResultsError
            If there is no room, or the folder may not be written to.
        """
        text = json.dumps(cell, separators=(",", ":"), ensure_ascii=False, allow_nan=False) + "\n"
        try:
            with whole_file(cell_file(self.folder, name)) as file:
                file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise ResultsError(
                f"{self.folder}: a finished cell could not be written ({error.strerror or error}). The "
                "other finished cells are kept. Run the same command to continue"
            ) from error

    def others(self, names: Collection[str]) -> int:
        """Return the number of cells with other names: of other points, or of another scenario, seed or version."""
        return sum(1 for path in (self.folder / _CELLS).glob("*.json") if path.stem not in names)


def cell_name(point: str, scenario: str, identity: Mapping[str, Any]) -> str:
    """Return the name of a cell: of the point's key, and of all that its numbers depend on.

    Parameters
    ----------
    point : str
        The point's key.
    scenario : str
        The fingerprint of its scenario.
    identity : mapping
        What the numbers depend on besides: seed, replications, version.
    """
    made_of = json.dumps([identity, scenario], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"{point}-{blake2b(made_of.encode(), digest_size=8).hexdigest()}"


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot hold a sweep or holds something else.

    Raises
    ------
    ResultsError
        If it is not a folder, is read-only, or holds anything but an earlier sweep.
    """
    with refuses_unusable(folder):
        if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK) and _is_only_begun(folder)):
            check_place(folder, KIND)


def _is_only_begun(folder: Path) -> bool:
    """Tell whether a sweep was killed here before it had said what it is: it has left its lock, and no cell."""
    names = {path.name for path in folder.iterdir() if not path.name.startswith(BESIDE)}
    return names in ({_CELLS}, {_CELLS, _LOCK}) and all(
        path.name.startswith(BESIDE) for path in (folder / _CELLS).iterdir()
    )


def read_cell(folder: Path, name: str) -> dict[str, Any] | None:
    """Return a finished cell of a folder, or None. This is safe while a sweep writes: a cell is complete or absent."""
    document = read_json(cell_file(folder, name))
    return document if is_cell(document) else None


def cell_file(folder: Path, name: str) -> Path:
    """Return where a cell of a folder is, or would be."""
    return folder / _CELLS / f"{name}.json"
