"""Reading text files that people write, on Windows too; every fault is a sentence, never a traceback."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from simcall.files.local_paths import ADDRESS_REFUSED, expanded, is_address
from simcall.files.messages import nearest

__all__ = ["BadFileError", "UnreadableFileError", "beside", "decoded", "read_bytes", "read_text"]

MEGABYTE = 1_000_000


class BadFileError(Exception):
    """What is in a file cannot be understood; each message says why."""

    def __init__(self, *messages: str) -> None:
        self.messages = messages
        super().__init__("\n".join(messages))


class UnreadableFileError(BadFileError):
    """No text file of this name can be read."""


def beside(folder: str, name: str) -> str:
    """Return where a file is that is named relative to a folder, written with either kind of slash."""
    if is_address(name):
        return name
    return os.path.normpath(Path(folder) / expanded(Path(name.replace("\\", "/"))))


def read_text(path: str, kind: str, limit_mb: int) -> str:
    """Read a UTF-8 file, with or without a byte order mark, or one in UTF-16, which has a mark.

    Parameters
    ----------
    path : str
        The file.
    kind : str
        What the file should be, for messages: "a scenario file".
    limit_mb : int
        The largest size in megabytes; a larger file is refused unread.

    Returns
    -------
    str
        The text, its line ends as they are.

    Raises
    ------
    UnreadableFileError
        If it is missing, not a file, too large, unreadable or not such text.
    """
    return decoded(read_bytes(path, kind, limit_mb), kind)


def read_bytes(path: str, kind: str, limit_mb: int) -> bytes:
    """Read a file as it is; parameters and errors as for `read_text`."""
    if is_address(path):
        raise UnreadableFileError(ADDRESS_REFUSED)
    try:
        status = Path(path).stat()
        # Devices and pipes have no end.
        if not stat.S_ISREG(status.st_mode):
            kind_found = "a folder" if stat.S_ISDIR(status.st_mode) else "not an ordinary file"
            raise UnreadableFileError(f"this is {kind_found}; {kind} is needed")
        if status.st_size > limit_mb * MEGABYTE:
            raise UnreadableFileError(
                f"the file has {status.st_size / MEGABYTE:.0f} MB; {kind} has no more than {limit_mb} MB"
            )
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError(_missing(path)) from None
    except ValueError:
        raise UnreadableFileError("this is not a name that a file can have") from None
    except OSError as error:
        raise UnreadableFileError(f"the file cannot be read ({(error.strerror or str(error)).lower()})") from None


def _missing(path: str) -> str:
    folder = Path(path).parent
    if not folder.exists():
        return f"there is no such file, nor the folder {folder}"
    try:
        files_there = [entry.name for entry in folder.iterdir() if entry.is_file()]
    except OSError:
        files_there = []
    guess = nearest(Path(path).name, files_there)
    return "there is no such file" + (f'; did you mean "{guess}"?' if guess else "")


def decoded(content: bytes, kind: str) -> str:
    """Read bytes as text; parameters and errors as for `read_text`."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # What Excel saves as "Unicode Text".
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise UnreadableFileError(f"this is not UTF-16 text; save {kind} as UTF-8") from None
    if b"\0" in content:
        raise UnreadableFileError(f"this is not a text file; {kind} is needed, saved as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(
            f"this is not UTF-8 text (line {row} has other bytes); save {kind} as UTF-8"
        ) from None
