"""Opening a folder of results: whole, simcall's own, and of a kind that can be reported on; or one clear refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simcall.errors import ResultsError
from simcall.files.documents import RESULTS_SCHEMA, SCHEMA, check_schema, read_document
from simcall.files.manifests import COMMANDS, open_manifest

__all__ = ["KINDS", "SUMMARY", "Folder", "open_results"]

SUMMARY = "summary.json"
_WITHOUT_REPORT = ("prediction", "import", "validation", "merger", "tables")
KINDS: Mapping[str, str] = {kind: command for kind, command in COMMANDS.items() if kind not in _WITHOUT_REPORT}
"""What can be reported on, and the command that makes it."""
_FILES: Mapping[str, Sequence[str]] = {
    "run": (SUMMARY,),
    "comparison": (SUMMARY,),
    "explanation": (SUMMARY,),
    "staffing": (SUMMARY,),
    "design": (SUMMARY,),
    "sweep": (SUMMARY, "table.csv"),
    "calibration": (SUMMARY,),
    "assumptions": (SUMMARY,),
}
"""What is there, besides the manifest, once the work is done."""


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
        As a command of `KINDS` has written it.

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
    manifest = open_manifest(path, KINDS, "there are reports")
    kind: str = manifest["kind"]
    missing = [name for name in _FILES[kind] if not (path / name).exists()]
    if missing:
        raise ResultsError(f"{path}: is not complete, {missing[0]} is missing; make it again: {KINDS[kind]}")
    return Folder(path, kind, manifest, _summary(path / SUMMARY, kind))


def _summary(path: Path, kind: str) -> Mapping[str, Any]:
    """Read a summary. That of a calibration is not made again to be compared, so each of its values is checked."""
    if kind == "calibration":
        from simcall.studies.calibrate.calibration_summary import read_summary  # SciPy's fits take a third of a report

        return read_summary(path)
    remedy = f"make the results again: {KINDS[kind]}"
    summary = read_document(path, remedy)
    check_schema(summary, path, remedy, RESULTS_SCHEMA if kind in ("run", "comparison") else SCHEMA)
    return summary
