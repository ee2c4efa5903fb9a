"""Files that the user has dropped on the page: kept in a folder that goes with it, under names of simcall's own."""

from __future__ import annotations

import re
import tempfile
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from threading import Lock

from simcall.errors import SimcallError
from simcall.files.folder_names import folder_name
from simcall.files.messages import listed, shown

__all__ = ["EXPORTS", "LARGEST_BYTES", "MOST_EXPORTS", "SHEETS", "Upload", "Uploads"]

LARGEST_BYTES = 20_000_000
"""The largest file that can be sent. Duty sheets are far smaller; a month of calls is smaller, or can be packed."""
SHEETS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods")
"""The endings of duty sheets' names."""
EXPORTS = (*SHEETS, ".log", ".gz")
"""The endings of the names of a phone system's exports; an event log may have no ending."""
MOST_EXPORTS = 10
"""Exports at a time."""
_MOST_KEPT = MOST_EXPORTS + 1
"""Files at a time: exports and a duty sheet."""
_PLAIN = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)\b)\w[\w ()&+.-]{0,98}\w", re.IGNORECASE)
"""Names that any file system takes as they are: Windows keeps some for itself, with any ending."""


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
        """Return where to write a duty sheet that is about to be sent.

        Parameters
        ----------
        name : str
            The user's name of it; only its letters and its ending count.

        Raises
        ------
        SimcallError
            If it has another ending than sheets have.
        """
        written = _last_part(name)
        if written.suffix.lower() not in SHEETS:
            raise SimcallError(f"{shown(name[-60:])} is not a sheet; choose a file that ends in {listed(SHEETS)}")
        return self._placed(_own_name(written))

    def place_export(self, name: str) -> Upload:
        """Return where to write an export that is about to be sent.

        Parameters
        ----------
        name : str
            The user's name of it; it is kept if any file system takes it, so that the user knows the file again.

        Raises
        ------
        SimcallError
            If it has another ending than exports have.
        """
        written = _last_part(name)
        if (written.suffix and written.suffix.lower() not in EXPORTS) or written.name[:1] in ("", "."):
            kinds = f"choose a file that ends in {listed(EXPORTS)}, or has no ending"
            raise SimcallError(f"{shown(name[-60:])} is not an export that simcall reads; {kinds}")
        return self._placed(written.name if _PLAIN.fullmatch(written.name) else _own_name(written))

    def _placed(self, own: str) -> Upload:
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="simcall-page-", ignore_cleanup_errors=True)
            key = token_hex(12)
            folder = Path(self._folder.name) / key
            folder.mkdir()
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
            raise SimcallError("simcall no longer has this file; choose it again")
        return upload

    def forget(self, keys: Iterable[str]) -> None:
        """Remove files that are not needed any more."""
        with self._lock:
            for key in keys:
                if (upload := self._kept.pop(key, None)) is not None:
                    upload.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Remove them all."""
        with self._lock:
            self._kept.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None


def _last_part(name: str) -> Path:
    """Return the name of a file without the folders before it."""
    return Path(name.replace("\\", "/").rpartition("/")[2])


def _own_name(written: Path) -> str:
    """Return a name that any file system takes."""
    return f"{folder_name(written.stem)}{written.suffix.lower()}"
