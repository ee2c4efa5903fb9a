"""Mark reports as simcall's, so that a report never replaces somebody else's file of the same name."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from simcall.errors import ResultsError
from simcall.files.advice import ANOTHER_FILE, Advice, Give

__all__ = ["CREATOR", "IN_HTML", "IN_MARKDOWN", "check_own"]

CREATOR = "simcall report"
IN_HTML = f'<meta name="generator" content="{CREATOR}">'
IN_MARKDOWN = f"<!-- {CREATOR} -->"
_LOOKED_AT = 2048


def check_own(path: Path, form: str) -> None:
    """Refuse a place where a report cannot be, or would take the place of another's file.

    Raises
    ------
    ResultsError
        If there is a folder of that name, none around it, or one that may not be written to, no such name can be, or
        there is a file that simcall has not written.
    """
    try:
        _check_own(path, form)
    except OSError as error:
        raise ResultsError(
            Advice(f"{path}: no report can be written there ({error.strerror or error}); ", ANOTHER_FILE)
        ) from error


def _check_own(path: Path, form: str) -> None:
    if path.is_dir():
        raise ResultsError(Advice(f"{path}: is a folder; ", Give("--out", request="name a file")))
    if not path.parent.is_dir():
        raise ResultsError(Advice(f"{path}: there is no folder {path.parent}; make it, or ", ANOTHER_FILE))
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise ResultsError(Advice(f"{path}: {path.parent} may not be written to; ", ANOTHER_FILE))
    if path.exists() and path.stat().st_size and not _has_mark(path, form):
        raise ResultsError(Advice(f"{path}: is there already, and no report of simcall's; ", ANOTHER_FILE))


def _has_mark(path: Path, form: str) -> bool:
    try:
        return _MARKED[form](path)
    except (OSError, zipfile.BadZipFile, KeyError):
        return False


def _in_text(mark: str) -> Callable[[Path], bool]:
    def is_marked(path: Path) -> bool:
        with path.open("rb") as file:
            return mark.encode() in file.read(_LOOKED_AT)

    return is_marked


def _in_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as book:
        return f"<dc:creator>{CREATOR}</dc:creator>".encode() in book.read("docProps/core.xml")


_MARKED: Mapping[str, Callable[[Path], bool]] = {
    "html": _in_text(IN_HTML),
    "md": _in_text(IN_MARKDOWN),
    "xlsx": _in_workbook,
}
