"""Opening a folder of results: whole, simcall's own, and of a kind that can be reported on; or one clear refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simcall.errors import ResultsError
from simcall.files.own_folders import MANIFEST
from simcall.report.shapes import faults

__all__ = ["KINDS", "Folder", "open_results"]

SCHEMA = 1
_SUMMARY = "summary.json"
KINDS: Mapping[str, str] = {
    "run": "simcall run FILE",
    "comparison": "simcall compare BASE OTHER",
    "sweep": "simcall sweep FILE",
    "calibration": "simcall calibrate STUDY",
}
"""What can be reported on, and the command that makes it."""
_FILES: Mapping[str, Sequence[str]] = {
    "run": (_SUMMARY,),
    "comparison": (_SUMMARY,),
    "sweep": (_SUMMARY, "table.csv"),
    "calibration": (_SUMMARY,),
}
"""What is there, besides the manifest, once the work is done."""
_TOLD = 3
"""Of the faults of one manifest."""


@dataclass(frozen=True)
class Folder:
    """A folder of results.

    Attributes
    ----------
    path : Path
        Where it is, as the user named it.
    kind : str
        A key of `KINDS`.
    manifest, summary : mapping
        What made the results, and what they are.
    """

    path: Path
    kind: str
    manifest: Mapping[str, Any]
    summary: Mapping[str, Any]


def open_results(path: Path) -> Folder:
    """Open a folder of results.

    Parameters
    ----------
    path : Path
        As ``simcall run``, ``compare``, ``sweep`` or ``calibrate`` has written it.

    Returns
    -------
    Folder

    Raises
    ------
    ResultsError
        If there is none, it is not simcall's, it is not complete, or another version's.
    """
    try:
        return _opened(path)
    except OSError as error:
        raise ResultsError(
            f"{path}: cannot be read ({error.strerror or error}); name a folder of results that can be read"
        ) from error


def _opened(path: Path) -> Folder:
    manifest = _manifest(path)
    kind = str(manifest.get("kind"))
    if kind not in KINDS:
        raise ResultsError(
            f"{path}: holds results of the kind {json.dumps(kind)}, of which no report can be made; there are reports "
            f"of {', '.join(KINDS)}"
        )
    _check_schema(manifest, path / MANIFEST, kind)
    if wrong := faults(kind, manifest):
        raise ResultsError(
            f"{path / MANIFEST}: {'; '.join(wrong[:_TOLD])}: it was changed, or another version has written it; make "
            f"the results again: {KINDS[kind]}"
        )
    missing = [name for name in _FILES[kind] if not (path / name).is_file()]
    if missing:
        raise ResultsError(f"{path}: is not complete, {missing[0]} is missing; make it again: {KINDS[kind]}")
    summary = _document(path / _SUMMARY, f"make the results again: {KINDS[kind]}")
    _check_schema(summary, path / _SUMMARY, kind)
    return Folder(path, kind, manifest, summary)


def _manifest(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise ResultsError(f"{path}: there is no such folder; name one that simcall has written, such as results/NAME")
    if not path.is_dir():
        raise ResultsError(f"{path}: is a file; name the folder of results that holds it")
    if not (path / MANIFEST).exists():
        raise ResultsError(
            f"{path}: holds no {MANIFEST}, so it is not a folder of results; simcall run FILE --out "
            f"{path.resolve().name} makes one"
        )
    found = _document(path / MANIFEST, "it is not a folder of results, or was damaged: make the results again")
    if found.get("written_by") != "simcall":
        raise ResultsError(f"{path / MANIFEST}: was not written by simcall; name a folder that simcall has written")
    return found


def _document(file: Path, remedy: str) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ResultsError(f"{file}: cannot be read ({error.strerror}); {remedy}") from error
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{file}: is not JSON; {remedy}") from error
    if not isinstance(document, dict):
        raise ResultsError(f"{file}: is not what simcall writes; {remedy}")
    return document


def _check_schema(document: Mapping[str, Any], file: Path, kind: str) -> None:
    if document.get("schema") != SCHEMA:
        raise ResultsError(
            f"{file}: is of schema {json.dumps(document.get('schema'))}, and this version reads {SCHEMA}: another "
            f"version has written it; make the report with that one, or the results again: {KINDS[kind]}"
        )
