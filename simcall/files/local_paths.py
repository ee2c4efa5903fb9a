"""Names of files and folders as people write them: with ~ for their own folder, and never an address of the web."""

from __future__ import annotations

import os
import re
from pathlib import Path

from simcall.errors import ResultsError, SimcallError
from simcall.files.advice import Advice, Give

__all__ = ["ADDRESS_REFUSED", "check_shared_folder", "expanded", "is_address", "local_path", "relative_path"]

ADDRESS_REFUSED = (
    "this is an address; simcall reads and writes files on this computer only: download it, and name the file"
)
_WITHIN = Give("--out", request="name a folder in it")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[/\\]")
"""A single letter before the colon is a disk of Windows; and `Path` leaves one of two slashes."""


def is_address(name: str) -> bool:
    """Tell whether a name is an address, such as ``https://…``, which a library might open."""
    return _ADDRESS.match(name) is not None


def expanded(path: Path) -> Path:
    """Return a path with ``~`` replaced by the folder of the user; as it is if there is none."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def local_path(path: Path) -> Path:
    """Return the path that a person means on a command line.

    Raises
    ------
    SimcallError
        If it is an address.
    """
    if is_address(str(path)):
        raise SimcallError(f"{path}: {ADDRESS_REFUSED}")
    return expanded(path)


def relative_path(file: str | Path, folder: Path) -> str:
    """Return a file's path relative to a folder; absolute if there is none, as between two drives."""
    try:
        path = os.path.relpath(os.path.realpath(file), os.path.realpath(folder))
    except ValueError:
        path = os.path.realpath(file)
    return Path(path).as_posix()


def check_shared_folder(folder: Path, *, may_be_home: bool = False) -> None:
    """Refuse to write straight into the root of a disk or the home folder of the user.

    Parameters
    ----------
    folder : Path
        The folder that a command is to write into.
    may_be_home : bool, optional
        Allow the home folder, for a command that replaces nothing.

    Raises
    ------
    ResultsError
        If it is such a folder, or a link to it.
    """
    target = Path(os.path.realpath(folder))  # unlike resolve, this follows what it can of a link in a circle
    if target == target.parent:
        raise ResultsError(Advice(f"{folder}: is the root of a disk; ", _WITHIN))
    if not may_be_home and target == Path(os.path.realpath(expanded(Path("~")))):
        raise ResultsError(Advice(f"{folder}: is your home folder; ", _WITHIN))
