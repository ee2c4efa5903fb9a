"""Files that the user has dropped on the page: kept in a folder that goes with it, under names of simcall's own."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from threading import Lock

from simcall.errors import SimcallError
from simcall.files.messages import listed, shown
from simcall.files.own_folders import folder_name

__all__ = ["LARGEST_BYTES", "Upload", "Uploads"]

LARGEST_BYTES = 20_000_000
"""A duty sheet has far fewer."""
_KINDS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods")
_MOST_KEPT = 10


@dataclass(frozen=True)
class Upload:
    """A file that was sent.

    Attributes
    ----------
    key : str
        As an address names it.
    path : Path
        Where it is.
    name : str
        The name under which it may be kept: that of the user's file, as any file system takes it.
    """

    key: str
    path: Path
    name: str


class Uploads:
    """The files that were sent to the page; the oldest go when there are many."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Upload] = OrderedDict()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = Lock()

    def place(self, name: str) -> Upload:
        """Return where to write a file that is about to be sent.

        Parameters
        ----------
        name : str
            The user's name of it; only its letters and its ending count.

        Raises
        ------
        SimcallError
            If it has another ending than sheets have.
        """
        written = Path(name.replace("\\", "/").rpartition("/")[2])
        if written.suffix.lower() not in _KINDS:
            raise SimcallError(f"{shown(name[-60:])} is not a sheet; choose a file that ends in {listed(_KINDS)}")
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="simcall-page-", ignore_cleanup_errors=True)
            key = token_hex(12)
            folder = Path(self._folder.name) / key
            folder.mkdir()
            own = f"{folder_name(written.stem)}{written.suffix.lower()}"
            upload = self._kept[key] = Upload(key, folder / own, own)
            while len(self._kept) > _MOST_KEPT:
                _, oldest = self._kept.popitem(last=False)
                oldest.path.unlink(missing_ok=True)
        return upload

    def get(self, key: str) -> Upload:
        """Return a file that was sent.

        Raises
        ------
        SimcallError
            If it is not there any more.
        """
        upload = self._kept.get(key)
        if upload is None or not upload.path.is_file():
            raise SimcallError("the file is not there any more; choose it again")
        return upload

    def close(self) -> None:
        """Remove them all."""
        with self._lock:
            self._kept.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None
