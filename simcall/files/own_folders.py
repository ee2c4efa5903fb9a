"""Folders of results: which files simcall writes into them, and how a whole folder takes the place of another."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Any
from uuid import uuid4

from simcall.errors import ResultsError
from simcall.files.advice import ANOTHER_FOLDER, Advice
from simcall.files.documents import SCHEMA, check_schema, parse_json, read_json
from simcall.files.folder_swap import finish_interrupted, hidden_prefix, swapped_folder
from simcall.files.local_paths import check_shared_folder
from simcall.files.manifests import MANIFEST, check_manifest
from simcall.files.own_reports import is_unchanged_report
from simcall.files.program import program
from simcall.files.whole import copy_whole, whole_file, write_json

__all__ = [
    "begin_results",
    "check_place",
    "digests_in",
    "fresh_folder",
    "fresh_pictures",
    "read_manifest",
    "refuses_unusable",
    "replace_files",
    "write_manifest",
]

_REPORTS = ("report.html", "report.xlsx", "report.md")
"""What simcall writes beside results of any kind."""
_PICTURES = "figures"
"""The folder in which the pictures of results stand."""
_TABLES = "tables"
"""The folder in which simcall writes their tables, with a manifest of its own."""

_OF_KIND = {
    "run": "a run's results",
    "comparison": "a comparison's results",
    "explanation": "an explanation's results",
    "sweep": "a sweep's results",
    "calibration": "a calibration's results",
    "prediction": "a prediction's results",
    "import": "an import's results",
    "validation": "a validation's results",
    "staffing": "a staffing's results",
    "design": "a design's results",
    "merger": "a merger's results",
    "assumptions": "an answer with assumptions' results",
    "tables": "a folder of simcall's tables",
}

_OF_DESKTOPS = (".DS_Store", "Thumbs.db", "desktop.ini")
"""Files that a desktop leaves in a folder that it has shown."""


def check_place(folder: Path, kind: str) -> None:
    """Refuse a place where results cannot be, or that holds something else.

    Parameters
    ----------
    folder : Path
        Where they are to be.
    kind : str
        What they are of, such as "run".

    Raises
    ------
    ResultsError
        If it is a file, may not be written to, is the root of a disk or the home folder of the user, or is a folder
        with files in it and no earlier results of the kind, or with results of another version.
    """
    with refuses_unusable(folder):
        _check_place(folder, kind)


@contextmanager
def refuses_unusable(folder: Path) -> Iterator[None]:
    """Refuse the root of a disk or a home folder for results, and any place that the operating system cannot look at.

    Raises
    ------
    ResultsError
        If it is the root of a disk or the home folder of the user, and in place of an OSError, such as of a name that
        is too long.
    """
    check_shared_folder(folder)
    try:
        yield
    except OSError as error:
        raise ResultsError(
            Advice(f"{folder}: no results can be written there ({error.strerror}); ", ANOTHER_FOLDER)
        ) from error


def _check_place(folder: Path, kind: str) -> None:
    finish_interrupted(folder)
    target = Path(os.path.realpath(folder))
    if folder.is_symlink() and not target.exists():
        raise ResultsError(Advice(f"{folder}: is a link to a folder that is not there; ", ANOTHER_FOLDER))
    nearest = next(path for path in (target, *target.parents) if path.exists())
    if not nearest.is_dir():
        raise ResultsError(Advice(f"{folder}: {nearest.name} is a file; ", ANOTHER_FOLDER))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise ResultsError(Advice(f"{folder}: {nearest} may not be written to; ", ANOTHER_FOLDER))
    for name in {target.name, *target.relative_to(nearest).parts}:
        with suppress(FileNotFoundError):  # a name that is too long raises another error; test the longer hidden name
            os.lstat(nearest / f"{hidden_prefix(name)}{uuid4().hex[:8]}")
    if nearest == target:
        _refuse_foreign(folder, kind)


def _refuse_foreign(folder: Path, kind: str) -> None:
    """Refuse a folder with anything in it, unless its manifest says that it holds earlier results of the kind."""
    manifest = read_manifest(folder)
    if (manifest.get("written_by"), manifest.get("kind")) != ("simcall", kind):
        foreign = sorted(path.name for path in folder.iterdir() if path.name not in _OF_DESKTOPS)
        if foreign:
            problem = f"{folder}: holds something that is not {_OF_KIND[kind]} ({foreign[0]}); "
            raise ResultsError(Advice(problem, ANOTHER_FOLDER))
        return
    remedy = Advice("remove the folder, or ", ANOTHER_FOLDER)
    check_schema(manifest, folder / MANIFEST, remedy)
    if not isinstance(manifest.get("written"), list):
        problem = (
            f"{folder}: an older simcall wrote these results and did not list its files, so simcall cannot tell them "
            "from yours; "
        )
        raise ResultsError(Advice(problem, remedy))


@contextmanager
def fresh_folder(folder: Path, kind: str) -> Iterator[Path]:
    """Give a new folder to write results of a kind into, and put it in its place when all has been written.

    Raises
    ------
    ResultsError
        If the place holds something else, or it cannot be written.
    """
    check_place(folder, kind)
    try:
        with swapped_folder(folder, keep_foreign) as fresh:
            yield fresh
    except OSError as error:
        problem = f"{folder}: the results could not be written: {error.strerror or error}; "
        raise ResultsError(Advice(problem, ANOTHER_FOLDER)) from error


@contextmanager
def fresh_pictures(folder: Path) -> Iterator[Path]:
    """Give a new folder to draw the pictures of results into, and put it among them when all are drawn.

    Until then the results stay as they are: whole, without pictures.

    Parameters
    ----------
    folder : Path
        The results folder, as `fresh_folder` has put it in its place.

    Raises
    ------
    ResultsError
        If the pictures cannot be written, or other results have taken the place of these.
    """
    manifest = read_manifest(folder)
    before = {name for name in _listed(manifest) if Path(name).parts[0] == _PICTURES}
    own = frozenset(Path(name).relative_to(_PICTURES).as_posix() for name in before)
    try:
        _set_aside(folder / _PICTURES)  # a link of the user's of that name, or a file
        with swapped_folder(folder / _PICTURES, partial(_keep, own=own), within=folder) as fresh:
            yield fresh
            if read_manifest(folder) != manifest:
                problem = (
                    f"{folder}: other results were saved there while the pictures were drawn, so these are left out; "
                )
                raise ResultsError(Advice(problem, "to have both, ", ANOTHER_FOLDER))
            names = {f"{_PICTURES}/{name}" for name in _files_in(fresh)}
            _write_manifest(fresh, {**manifest, "written": sorted(_listed(manifest) - before | names)})
            (fresh / MANIFEST).replace(folder / MANIFEST)  # it lists the pictures before they are there
    except OSError as error:
        raise ResultsError(
            f"{folder}: the pictures could not be written: {error.strerror or error}; the rest of the results is saved"
        ) from error


def write_manifest(folder: Path, kind: str, about: Mapping[str, Any], run_time_s: float | None = None) -> None:
    """Write what made some results, so that they can be made again, and which files in the folder they are."""
    _write_manifest(folder, _manifest(kind, about, run_time_s, _files_in(folder)))


def begin_results(folder: Path, kind: str, about: Mapping[str, Any], run_time_s: float | None = None) -> None:
    """Write the manifest of results that are written piece by piece, and remove those of anything else.

    Only files that the earlier manifest lists are removed, and reports that nobody has changed.
    """
    _drop_reports(folder)
    before = read_manifest(folder)
    written = _listed(before)
    if any(before.get(key) != value for key, value in parse_json(json.dumps(about)).items()):
        _remove(folder, written)
        written = frozenset()
    _write_manifest(folder, _manifest(kind, about, run_time_s, written))


def replace_files(folder: Path, fresh: Path) -> None:
    """Put new tables and pictures in the place of the files that the folder's manifest lists.

    The manifest lists a file before it is there, so that a process that is killed leaves nothing that a later one
    would take for the user's.

    Parameters
    ----------
    folder : Path
        The results folder; `begin_results` has written its manifest.
    fresh : Path
        The folder that holds all new files, and nothing else.
    """
    manifest = read_manifest(folder)
    listed, names = _listed(manifest), _files_in(fresh)
    for name in names - listed:
        _set_aside(folder / name)
    _write_manifest(folder, {**manifest, "written": sorted(listed | names)})
    for name in sorted(names, key=lambda name: (name == "summary.json", name)):  # a summary says that all is there
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy_whole(fresh / name, folder / name)
    _remove(folder, listed - names)
    _write_manifest(folder, {**manifest, "written": sorted(names)})


def _manifest(kind: str, about: Mapping[str, Any], run_time_s: float | None, written: Set[str]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "written_by": "simcall",
        "kind": kind,
        **about,
        **program(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        **({} if run_time_s is None else {"run_time_s": round(run_time_s, 3)}),
        "written": sorted(written),
    }


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    check_manifest(parse_json(json.dumps(manifest)), manifest["kind"], folder / MANIFEST)
    with whole_file(folder / MANIFEST) as file:
        write_json(manifest, file)


def _files_in(folder: Path) -> frozenset[str]:
    return frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _listed(manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the files that a manifest lists. Leave out entries, written by hand, that are not names of such files."""
    written = manifest.get("written")
    names = (name for name in written if isinstance(name, str)) if isinstance(written, list) else ()
    return frozenset(name for name in names if not Path(name).is_absolute() and ".." not in Path(name).parts)


def _remove(folder: Path, names: Set[str]) -> None:
    """Remove files of a folder, but nothing that a link in it leads to."""
    for path in (folder / name for name in names):
        if path.is_file() and path.parent.resolve().is_relative_to(folder.resolve()):
            path.unlink()


def _set_aside(path: Path) -> None:
    """Give another name to a file of the user's whose name is needed."""
    if path.is_file() or path.is_symlink():
        path.rename(_free_name(path))


def _free_name(path: Path) -> Path:
    """Return a free name: the path's own, or one that says that simcall kept the user's file."""
    stems = (path.stem, f"{path.stem}-kept", *(f"{path.stem}-kept-{number}" for number in range(2, 1000)))
    return next(name for name in map(path.with_stem, stems) if not os.path.lexists(name))


def digests_in(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a folder by its name, so that simcall notices later changes."""
    return {name: _digest(folder / name) for name in sorted(_files_in(folder))}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def keep_foreign(old: Path, new: Path) -> None:
    """Copy the user's own files from an old folder of results into the new one.

    simcall's are the files that the old manifest lists, and the reports and tables that nobody has changed since. A
    file of the user's whose name the new results need gets another name.
    """
    _keep(old, new, own=_listed(read_manifest(old)) | {MANIFEST} | _unchanged_beside(old))


def _keep(old: Path, new: Path, own: Set[str]) -> None:
    """Copy all files of a folder but simcall's own into another, under a free name."""
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old).as_posix()
        is_file = path.is_symlink() or path.is_file()
        if is_file and name not in own:
            kept = _free_name(new / name)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, kept, follow_symlinks=False)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a folder's manifest; an empty one if there is none that can be read."""
    return read_json(folder / MANIFEST)


def _drop_reports(folder: Path) -> None:
    """Remove the reports on what a folder held before, in a folder whose results are replaced piece by piece."""
    _remove(folder, _unchanged_beside(folder))
    tables = folder / _TABLES
    for path in (*tables.glob("*/"), tables):
        with suppress(OSError):  # there is none, or something is left in it
            path.rmdir()


def _unchanged_beside(folder: Path) -> frozenset[str]:
    """Return what simcall wrote about the results of a folder and nobody has changed: reports and tables."""
    reports = {name for name in _REPORTS if (folder / name).is_file() and is_unchanged_report(folder / name)}
    return frozenset(reports) | {f"{_TABLES}/{name}" for name in _unchanged_tables(folder / _TABLES)}


def _unchanged_tables(folder: Path) -> frozenset[str]:
    """Return the files of a folder of tables that are as simcall wrote them; its manifest is among them."""
    manifest = read_manifest(folder)
    digests = manifest.get("sha256")
    if (manifest.get("written_by"), manifest.get("kind")) != ("simcall", "tables") or not isinstance(digests, dict):
        return frozenset()
    named = {name for name in _listed(manifest) if (folder / name).is_file()}
    return frozenset(name for name in named if digests.get(name) == _digest(folder / name)) | {MANIFEST}
