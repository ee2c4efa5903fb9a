"""Pictures by themselves, outside any results folder: marked as simcall's, so that none of somebody else's is lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from simcall.errors import ResultsError
from simcall.files.advice import ANOTHER_FILE, Advice

__all__ = ["check_own_picture", "check_picture", "marks"]


_MARKS: Mapping[str, Mapping[str, str | None]] = {
    "png": {"Software": "simcall"},
    "svg": {"Creator": "simcall", "Date": None},
}
"""By kind, what Matplotlib writes into a picture: no date, so that the same picture is the same bytes."""

_IN_PNG, _IN_SVG = b"tEXtSoftware\0simcall", b"<dc:title>simcall</dc:title>"
"""How the marks stand in the files, near their beginnings."""
_LOOKED_AT = 65536
"""Before the mark of an SVG stands its text alternative."""


def marks(kind: str, alternative: str) -> dict[str, str | None]:
    """Return what Matplotlib is to write into a picture.

    Parameters
    ----------
    kind : str
        "png" or "svg".
    alternative : str
        What is to be said to those who cannot see it; may be empty.
    """
    return {**_MARKS[kind], **({"Description": alternative} if alternative else {})}


def check_own_picture(picture: Path) -> None:
    """Refuse a place where a picture, and the SVG beside it, cannot be, or would take the place of somebody else's.

    Parameters
    ----------
    picture : Path
        Of the PNG.

    Raises
    ------
    ResultsError
        If there is a folder of that name, no such name can be, or there is a file with something in it that simcall
        has not written.
    """
    try:
        _check_own_picture(picture)
    except OSError as error:
        raise ResultsError(
            Advice(f"{picture}: no picture can be written there ({error.strerror or error}); ", ANOTHER_FILE)
        ) from error


def _check_own_picture(picture: Path) -> None:
    check_picture(picture)
    for path, mark in ((picture, _IN_PNG), (picture.with_suffix(".svg"), _IN_SVG)):
        if path.exists() and not _has(mark, path):
            raise ResultsError(Advice(f"{path}: is there already, and not a picture of simcall's; ", ANOTHER_FILE))


def _has(mark: bytes, path: Path) -> bool:
    """Tell whether simcall has marked a picture; an empty file is as good as none."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
    except OSError:
        return False
    return not start or mark in start


def check_picture(picture: Path) -> None:
    """Refuse a place where a picture, and the SVG beside it, cannot be.

    Raises
    ------
    ResultsError
        If there is a folder of that name.
    """
    for path in (picture, picture.with_suffix(".svg")):
        if path.is_dir():
            raise ResultsError(Advice(f"{path}: is a folder; ", ANOTHER_FILE))
