"""The folder of a calibration: its lock, its manifest, and the evaluations that it keeps line by line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from simcall.errors import ResultsError
from simcall.files.advice import ANOTHER_FOLDER, Advice
from simcall.files.documents import LIMIT_MB, parse_json
from simcall.files.own_folders import begin_results, check_place, refuses_unusable
from simcall.files.text import BadFileError, read_bytes
from simcall.files.whole import remove_unfinished
from simcall.inputs import Floats
from simcall.studies.calibrate.moments import Moments

__all__ = ["KIND", "EvaluationFolder", "check_folder"]

KIND = "calibration"
"""The kind that a calibration's manifest states."""

_FILE = "evaluations.jsonl"
_LOCK = ".lock"


class EvaluationFolder:
    """Keeps evaluations in a file of a folder that only one calibration at a time writes to.

    Parameters
    ----------
    folder : Path
        The folder.
    about : mapping
        What its manifest says.
    """

    def __init__(self, folder: Path, about: Mapping[str, Any]) -> None:
        self._folder, self._about = folder, about
        self._lock = FileLock(folder / _LOCK, timeout=0)

    def open(self, targets: int) -> dict[str, Moments]:
        """Take the folder, and return the moments of an earlier run by key.

        Parameters
        ----------
        targets : int
            Number of targets; evaluations with another number are left out.

        Raises
        ------
        ResultsError
            If another process has the folder, it holds something else, or it cannot be written to.
        """
        check_folder(self._folder)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout:
            raise ResultsError(
                Advice(
                    f"{self._folder}: another calibration is writing into it; wait for it to end, or ", ANOTHER_FOLDER
                )
            ) from None
        except OSError as error:
            raise self._cannot_write(error) from error
        try:
            remove_unfinished(self._folder)
            moments = dict(_read_back(self._folder / _FILE, targets))
            begin_results(self._folder, KIND, self._about)
        except OSError as error:
            self._lock.release()
            raise self._cannot_write(error) from error
        except BaseException:
            self._lock.release()
            raise
        return moments

    def release(self) -> None:
        """Let other calibrations use the folder."""
        self._lock.release()

    def append(self, line: Mapping[str, Any], moments: Moments) -> None:
        """Keep one evaluation, on the disk before this returns."""
        record = {
            **line,
            "found": [None if np.isnan(value) else value for value in moments.means.tolist()],
            "reach": [None if np.isnan(value) else value for value in moments.half_widths.tolist()],
            "together": moments.correlations.tolist(),
        }
        try:
            with (self._folder / _FILE).open("a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps(record) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ResultsError(
                f"{self._folder}: could not be written ({error.strerror or error}); what is done stays, and the same "
                "command continues from it"
            ) from error

    def _cannot_write(self, error: OSError) -> ResultsError:
        return ResultsError(Advice(f"{self._folder}: cannot be written ({error.strerror}); ", ANOTHER_FOLDER))


def _read_back(file: Path, targets: int) -> Iterator[tuple[str, Moments]]:
    """Read the evaluations of an earlier run; a last line that was cut off is removed."""
    if not file.exists():
        return
    try:
        content = read_bytes(str(file), "a file of evaluations", LIMIT_MB)
    except BadFileError as error:
        raise ResultsError(Advice(f"{file}: {error}; remove it, or ", ANOTHER_FOLDER)) from error
    complete = content.rfind(b"\n") + 1
    if complete < len(content):
        os.truncate(file, complete)
    for line in content[:complete].decode("utf-8", errors="replace").splitlines():
        try:
            record = parse_json(line)
            key, moments = (
                str(record["key"]),
                Moments(*(_floats(record[name]) for name in ("found", "reach", "together"))),
            )
        except (ValueError, KeyError, TypeError, OverflowError):
            continue
        shapes = (moments.means.shape, moments.half_widths.shape, moments.correlations.shape)
        if shapes == ((targets,), (targets,), (targets, targets)):
            yield key, moments


def check_folder(folder: Path) -> None:
    """Refuse a folder that a calibration cannot use, or that holds something else.

    Raises
    ------
    ResultsError
        If it is not a folder, cannot be written to, or holds anything but an earlier calibration.
    """
    with refuses_unusable(folder):
        has_only_a_lock = folder.is_dir() and {path.name for path in folder.iterdir()} == {_LOCK}
        if not has_only_a_lock:  # a calibration killed before it wrote its manifest leaves only the lock
            check_place(folder, KIND)


def _floats(values: Sequence[Any]) -> Floats:
    return np.array(values, np.float64)
