"""Folders of results: which files simcall writes into them, and how a whole folder takes the place of another."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

from simcall.errors import ResultsError
from simcall.files.folder_swap import finish_interrupted, hidden_prefix, swapped_folder
from simcall.files.own_pictures import is_own_picture
from simcall.files.own_reports import is_unchanged_report
from simcall.files.program import program
from simcall.files.whole import read_json, write_json

__all__ = [
    "MANIFEST",
    "OWN",
    "check_place",
    "drop_reports",
    "folder_name",
    "fresh_folder",
    "read_manifest",
    "refuses_unusable",
    "write_manifest",
]

MANIFEST = "manifest.json"

OWN: Mapping[str, tuple[str, ...]] = {
    "run": (
        *("summary.json", "summary.csv", "by_hour_of_week.csv", "figures", "figures/*.png", "figures/*.svg"),
        *("records", "records/replication-*.parquet"),
    ),
    "sweep": (
        *("cells", "cells/*.json", "cells/.new-*", ".new-*", ".lock", "summary.json", "table.csv", "table.parquet"),
        *("points.csv", "figures", "figures/*.png", "figures/*.svg"),
    ),
    "prediction": ("summary.json", "summary.csv"),
    "calibration": (
        *("evaluations.jsonl", ".new-*", ".lock", "summary.json", "ensemble.csv", "profiles.csv", "evaluations.csv"),
        *("*-calibrated.toml", "figures", "figures/*.png", "figures/*.svg"),
    ),
    "comparison": (
        *("summary.json", "differences.csv", "by_hour_of_week.csv", "figures", "figures/*.png", "figures/*.svg"),
    ),
}
"""What simcall writes, by the kind of results, besides the manifest."""

_REPORTS = ("report.html", "report.xlsx", "report.md")
"""What simcall writes beside results of any kind."""

_OF_KIND = {
    "run": "a run's",
    "comparison": "a comparison's",
    "sweep": "a sweep's",
    "calibration": "a calibration's",
    "prediction": "a prediction's",
}

_OF_DESKTOPS = (".DS_Store", "Thumbs.db", "desktop.ini")
"""What the desktops leave behind that have shown a folder."""

_ELSEWHERE = "name another folder with --out"

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def folder_name(scenario_name: str) -> str:
    """Return a name for a scenario's results that any file system takes.

    A name that loses letters on the way, or is long, or that Windows keeps for itself, is told apart by a short hash.
    """
    plain = unicodedata.normalize("NFKD", scenario_name)
    bare = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    lost = any(char.isalnum() and not char.isascii() for char in bare) or not slug
    if lost or len(slug) > 80 or _RESERVED.fullmatch(slug):
        mark = blake2b(scenario_name.encode(), digest_size=4).hexdigest()
        return f"{slug[:60].strip('-')}-{mark}".strip("-")
    return slug


def check_place(folder: Path, kind: str) -> None:
    """Refuse a place where results cannot be, or that holds something else.

    Parameters
    ----------
    folder : Path
        Where they are to be.
    kind : str
        What they are of: a key of `OWN`.

    Raises
    ------
    ResultsError
        If it is a file, may not be written to, or is a folder with anything in it but earlier results of the kind.
    """
    with refuses_unusable(folder):
        _check_place(folder, kind)


@contextmanager
def refuses_unusable(folder: Path) -> Iterator[None]:
    """Refuse a place for results that the operating system will not even look at, such as a name that is too long.

    Raises
    ------
    ResultsError
        In place of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise ResultsError(f"{folder}: no results can be written there ({error.strerror}); {_ELSEWHERE}") from error


def _check_place(folder: Path, kind: str) -> None:
    finish_interrupted(folder)
    place = Path(os.path.realpath(folder))
    if folder.is_symlink() and not place.exists():
        raise ResultsError(f"{folder}: is a link to a folder that is not there; {_ELSEWHERE}")
    nearest = next(path for path in (place, *place.parents) if path.exists())
    if not nearest.is_dir():
        raise ResultsError(f"{folder}: {nearest.name} is a file; {_ELSEWHERE}")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise ResultsError(f"{folder}: {nearest} may not be written to; {_ELSEWHERE}")
    for name in {place.name, *place.relative_to(nearest).parts}:
        with suppress(FileNotFoundError):  # a name that is too long fails otherwise, with room for the one beside it
            os.lstat(nearest / f"{hidden_prefix(name)}{uuid4().hex[:8]}")
    if nearest == place:
        _refuse_foreign(folder, kind)


def _refuse_foreign(folder: Path, kind: str) -> None:
    foreign = next(_foreign_names(folder, kind), None)
    if foreign is None and not _is_manifest(folder / MANIFEST, kind):
        foreign = next((path.name for path in sorted(folder.iterdir())), None)  # named as ours are, but not ours
    if foreign is not None:
        raise ResultsError(f"{folder}: holds something that is not {_OF_KIND[kind]} results ({foreign}); {_ELSEWHERE}")


def _foreign_names(folder: Path, kind: str) -> Iterator[str]:
    """Return what simcall never writes there; only folders that simcall writes are looked into."""
    for path in sorted(folder.iterdir()):
        if not _is_own_name(path.relative_to(folder), kind):
            yield path.name
        elif path.is_dir() and not path.is_symlink():
            inside = (inner.relative_to(folder) for inner in sorted(path.iterdir()))
            yield from (str(name) for name in inside if not _is_own_name(name, kind))


def _is_own_name(name: Path, kind: str) -> bool:
    """Tell whether simcall writes a file or folder of that name."""
    return any(name.match(pattern) for pattern in (MANIFEST, *OWN[kind], *_REPORTS, *_OF_DESKTOPS))


def _is_manifest(path: Path, kind: str) -> bool:
    """Tell whether a file is a manifest that simcall has written beside such results."""
    manifest = read_manifest(path.parent)
    return (manifest.get("written_by"), manifest.get("kind")) == ("simcall", kind)


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
        raise ResultsError(
            f"{folder}: the results could not be written: {error.strerror or error}; {_ELSEWHERE}"
        ) from error


def write_manifest(folder: Path, kind: str, about: Mapping[str, Any], run_time_s: float | None = None) -> None:
    """Write what made some results, so that they can be made again, and which files in the folder they are."""
    document = {
        "schema": 1,
        "written_by": "simcall",
        "kind": kind,
        **about,
        **program(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        **({} if run_time_s is None else {"run_time_s": round(run_time_s, 3)}),
        "written": sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()),
    }
    write_json(document, folder / MANIFEST)


def keep_foreign(old: Path, new: Path) -> None:
    """Copy into a new folder of results what stands in the old one and is not simcall's.

    simcall's are the files that the old manifest lists, and the reports that nobody has changed since. In results of an
    older version, which lists none, they are the tables, and the pictures and reports that bear simcall's mark.
    """
    manifest = read_manifest(old)
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old).as_posix()
        if path.is_file() and not _is_written(path, name, manifest) and not (new / name).exists():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, new / name)


def _is_written(path: Path, name: str, manifest: Mapping[str, Any]) -> bool:
    if name == MANIFEST or path.name in _OF_DESKTOPS:
        return True
    if name in _REPORTS:
        return is_unchanged_report(path)
    if "written" in manifest:
        return name in manifest["written"]
    return path.suffix not in {".png", ".svg"} or is_own_picture(path)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a folder's manifest; an empty one if there is none that can be read."""
    return read_json(folder / MANIFEST)


def drop_reports(folder: Path) -> None:
    """Remove the reports on what a folder held before, in a folder whose results are replaced piece by piece."""
    for path in (folder / name for name in _REPORTS):
        if path.is_file() and is_unchanged_report(path):
            path.unlink()
