"""The folders of results that the page shows: those in its folder, and those that its own work is saved in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from simcall.errors import SimcallError
from simcall.files.folder_names import folder_name
from simcall.files.manifests import COMMANDS, MANIFEST
from simcall.files.messages import shown
from simcall.files.own_folders import read_manifest
from simcall.files.own_reports import is_unchanged_report
from simcall.report.reading import KINDS
from simcall.report.tables.writing import KINDS_OF_TABLES
from simcall.scenario import Scenario

__all__ = ["REPORT_FORMS", "SAVED_IN", "ResultsFolder", "folder_of", "own_folder", "results_in", "run_folder"]

SAVED_IN = Path("results")
"""Where the page saves what it works out, as the commands do."""
REPORT_FORMS = ("html", "xlsx")
"""The reports that the page makes: one to read, and a workbook."""
_DEEPEST = 3
_MOST_FOLDERS = 5_000
_LARGEST = 20_000_000
"""Bytes: a manifest has fewer."""


@dataclass(frozen=True)
class ResultsFolder:
    """A folder of results.

    Attributes
    ----------
    path : Path
        As commands on the page name it.
    kind : str
        A key of `COMMANDS`.
    about : str
        The scenarios, or the file of the sweep or the study.
    changes : tuple of str
        What was changed for it, as ``PATH=VALUE``.
    finished : datetime or None
        When it was written; None if its manifest does not say.
    """

    path: Path
    kind: str
    about: str
    changes: tuple[str, ...]
    finished: datetime | None

    @property
    def name(self) -> str:
        """Its name in an address and on the page."""
        return self.path.as_posix()

    @property
    def forms(self) -> tuple[str, ...]:
        """What can be made of it: reports, and tables."""
        reports = REPORT_FORMS if self.kind in KINDS else ()
        return (*reports, *(("tables",) if self.kind in KINDS_OF_TABLES else ()))

    def report(self, form: str) -> Path | None:
        """Return a report that is there already and that nobody has changed; None if there is none.

        New results in a folder remove its reports, so a report that is there is about these results.
        """
        path = self.path / f"report.{form}"
        is_there = form in self.forms and path.is_file() and not path.is_symlink()
        return path if is_there and is_unchanged_report(path) else None


def own_folder(name: str, *depends_on: str) -> Path:
    """Return where an answer is saved: each question has a folder of its own, so that no answer replaces another's.

    Parameters
    ----------
    name : str
        What it is about.
    *depends_on
        All that the answer depends on. The same question leads to the same folder.
    """
    mark = blake2b("\0".join(depends_on).encode(), digest_size=3).hexdigest()
    return SAVED_IN / f"{folder_name(name)}-{mark}"


def run_folder(scenario: Scenario, overrides: Sequence[str]) -> Path:
    """Return where a run is saved: where the command saves it, or each changed scenario in a folder of its own."""
    if overrides:
        return own_folder(f"{scenario.name} changed", scenario.fingerprint())
    return SAVED_IN / folder_name(scenario.name)


def results_in(folder: Path) -> list[ResultsFolder]:
    """Return the folders of results in a folder and in `SAVED_IN`, the newest first."""
    folders: dict[Path, ResultsFolder] = {}
    for parent in (SAVED_IN, folder):
        for path in _folders_with_manifest(parent):
            results = _read(path)
            if results is not None:
                folders.setdefault(path.resolve(), results)
    return sorted(folders.values(), key=lambda each: (-_seconds(each.finished), each.name))


def folder_of(folder: Path, name: str) -> ResultsFolder:
    """Return one of the folders of results by its name; no other name leads anywhere.

    Raises
    ------
    SimcallError
        If the page shows no such results.
    """
    for results in results_in(folder):
        if results.name == name:
            return results
    raise SimcallError(f"{shown(name)} is not a folder of results that this page shows")


def _folders_with_manifest(parent: Path) -> Iterator[Path]:
    """Yield the folders with a manifest; links to folders are not followed, and nothing within results is looked at."""
    visited = 0
    for path, folders, files in os.walk(parent):
        visited += 1
        if visited > _MOST_FOLDERS:
            return
        if MANIFEST in files:
            folders.clear()
            yield Path(path)
            continue
        depth = len(Path(path).relative_to(parent).parts)
        folders[:] = sorted(name for name in folders if depth < _DEEPEST and not name.startswith((".", "_")))


def _read(path: Path) -> ResultsFolder | None:
    """Return the results in a folder; None if they are not simcall's."""
    file = path / MANIFEST
    try:
        if file.is_symlink() or file.stat().st_size > _LARGEST:
            return None
    except OSError:
        return None
    manifest = read_manifest(path)
    kind = manifest.get("kind")
    if manifest.get("written_by") != "simcall" or not isinstance(kind, str) or kind not in COMMANDS:
        return None
    return ResultsFolder(path, kind, _about(manifest), _changes(manifest), _finished(manifest.get("finished")))


def _about(manifest: Mapping[str, Any]) -> str:
    for key in ("sweep", "study"):
        if isinstance(manifest.get(key), str):
            return str(manifest[key])
    scenarios = manifest.get("scenarios")
    documents = scenarios.values() if isinstance(scenarios, dict) else scenarios
    if not isinstance(scenarios, dict | list):
        documents = [manifest.get("scenario")]
    return " and ".join(_names(list(documents or ())))


def _changes(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    changes = manifest.get("changed_for_this_run")
    return tuple(each for each in changes if isinstance(each, str)) if isinstance(changes, list) else ()


def _names(documents: Sequence[Any]) -> Iterator[str]:
    for document in documents:
        if isinstance(document, dict) and isinstance(document.get("name"), str):
            yield document["name"]


def _finished(text: Any) -> datetime | None:
    """Return a time as the clock of this machine shows it."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _seconds(time: datetime | None) -> float:
    return 0.0 if time is None else time.timestamp()
