"""Simulating parameter values: each once, each kept as soon as it is done, several at a time."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
from filelock import FileLock, Timeout

from simcall.errors import ResultsError
from simcall.files.own_folders import MANIFEST, check_place, drop_reports, write_manifest
from simcall.files.program import program
from simcall.files.whole import BESIDE, whole_file
from simcall.inputs import Floats
from simcall.studies.calibrate.moments import Moments, moments_of
from simcall.studies.calibrate.study import Study
from simcall.studies.run import Progress

__all__ = ["FIGURES", "KIND", "TABLES", "Evaluation", "Evaluator", "check_folder", "mark"]

KIND = "calibration"
"""What a folder's manifest says it is."""

TABLES = ("summary.json", "ensemble.csv", "profiles.csv", "evaluations.csv")
"""What is written besides the scenarios once a calibration is done."""
FIGURES = "figures"

_FILE = "evaluations.jsonl"
_LOCK = ".lock"
_ELSEWHERE = "name another folder with --out"

Numbers = tuple[float, ...]
"""Values of all parameters, each in its own unit."""


class Evaluation(NamedTuple):
    """One point that was simulated."""

    numbers: Numbers
    replications: int
    seed: int
    moments: Moments


@dataclass
class Work:
    """How much has been simulated now, and not read back: for an estimate of the time left.

    Attributes
    ----------
    replications : int
        Of all points together.
    seconds : float
        How long they took.
    """

    replications: int = 0
    seconds: float = 0.0


class Evaluator:
    """Simulates a study's scenarios at values of its parameters.

    What is done is kept in memory, and in a file of the study's folder if there is one: a line for each, written at
    once. A study that was broken off reads them back, so that the same search finds them done. What a point gives
    depends on the scenarios, the figures, the values, the replications, the seed and the version of the program; not on
    what the figures are held against. So other targets for the same figures find them too.

    Parameters
    ----------
    study : Study
        The study.
    folder : Path or None
        Where to keep them.
    jobs : int
        How many are simulated at a time; the numbers do not depend on it.
    progress : callable or None
        Called with the number of points of a batch that are done, and of all of them.
    about : mapping, optional
        What the folder's manifest says besides the study.
    """

    def __init__(
        self,
        study: Study,
        folder: Path | None = None,
        jobs: int = 1,
        progress: Progress | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        self._about = {**study.document(), **(about or {})}
        self._study, self._folder, self._jobs, self._progress = study, folder, jobs, progress
        prints = {label: one.fingerprint() for label, one in study.scenarios.items()}
        self._made_of = [prints, [one.what for one in study.wanted], program()]
        self._known: dict[str, Moments] = {}
        self._lock = FileLock(folder / _LOCK, timeout=0) if folder is not None else None
        self.work = Work()
        self.seen: list[Evaluation] = []
        """All that was asked for, in order, whether it was simulated or read back; each once."""

    def __enter__(self) -> Self:
        """Take the folder and read back what is there.

        Raises
        ------
        ResultsError
            If another process has it, it holds something else, or it cannot be written to.
        """
        if self._folder is None or self._lock is None:
            return self
        check_folder(self._folder)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout:
            raise ResultsError(
                f"{self._folder}: another calibration is writing into it; wait for it to end, or {_ELSEWHERE}"
            ) from None
        except OSError as error:
            raise ResultsError(f"{self._folder}: cannot be written ({error.strerror}); {_ELSEWHERE}") from error
        try:
            self._sweep_up(self._folder)
            self._read_back(self._folder / _FILE)
            mark(self._folder, self._about)
        except OSError as error:
            self._lock.release()
            raise ResultsError(f"{self._folder}: cannot be written ({error.strerror}); {_ELSEWHERE}") from error
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the folder go."""
        if self._lock is not None:
            self._lock.release()

    def at(self, every: Sequence[Numbers], replications: int, seed: int) -> list[Moments]:
        """Return the moments at some values of the parameters, in their order.

        Parameters
        ----------
        every : sequence of tuple of float
            Values of all parameters, each in its own unit.
        replications, seed : int
            Of each.
        """
        keys = [self._key(numbers, replications, seed) for numbers in every]
        wanted = dict(zip(keys, every, strict=True))
        todo = {key: numbers for key, numbers in wanted.items() if key not in self._known}
        started = time.perf_counter()
        for done, (key, moments) in enumerate(self._simulated(todo, replications, seed), start=1):
            self._known[key] = moments
            self._keep(key, Evaluation(todo[key], replications, seed, moments))
            if self._progress is not None:
                self._progress(len(wanted) - len(todo) + done, len(wanted))
        self.work.replications += len(todo) * replications
        self.work.seconds += time.perf_counter() - started
        have = {(one.numbers, one.replications, one.seed) for one in self.seen}
        fresh = [(numbers, self._known[key]) for key, numbers in wanted.items()]
        self.seen += [
            Evaluation(numbers, replications, seed, moments)
            for numbers, moments in fresh
            if (numbers, replications, seed) not in have
        ]
        return [self._known[key] for key in keys]

    def _simulated(self, todo: Mapping[str, Numbers], replications: int, seed: int) -> Iterator[tuple[str, Moments]]:
        """Simulate points several at a time; of a single one, replications."""
        if self._jobs == 1 or len(todo) < 2:
            for key, numbers in todo.items():
                yield key, moments_of(self._study, numbers, replications, seed, self._jobs)
            return
        from joblib import Parallel, delayed

        def one(key: str, numbers: Numbers) -> tuple[str, Moments]:
            return key, moments_of(self._study, numbers, replications, seed)

        work = (delayed(one)(key, numbers) for key, numbers in todo.items())
        yield from Parallel(n_jobs=self._jobs, batch_size=1, return_as="generator_unordered", backend="threading")(work)

    def _key(self, numbers: Numbers, replications: int, seed: int) -> str:
        values = {label: self._study.values(label, numbers) for label in self._study.scenarios}
        made_of = json.dumps([self._made_of, values, replications, seed], sort_keys=True)
        return blake2b(made_of.encode(), digest_size=12).hexdigest()

    # What is kept -----------------------------------------------------------------------------------------------------

    def _keep(self, key: str, one: Evaluation) -> None:
        if self._folder is None:
            return
        written = [fit.written(number) for fit, number in zip(self._study.fits, one.numbers, strict=True)]
        line = {
            "key": key,
            "values": dict(zip((fit.name for fit in self._study.fits), written, strict=True)),
            "replications": one.replications,
            "seed": one.seed,
            "found": _plain(one.moments.found),
            "reach": _plain(one.moments.reach),
            "together": one.moments.together.tolist(),
        }
        try:
            with (self._folder / _FILE).open("a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps(line) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ResultsError(
                f"{self._folder}: could not be written ({error.strerror or error}); what is done stays, and the same "
                "command goes on from it"
            ) from error

    def _read_back(self, file: Path) -> None:
        """Read what an earlier run has kept; what was cut off as it was written is left out."""
        if not file.exists():
            return
        content = file.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(file, whole)
        for line in content[:whole].decode("utf-8", errors="replace").splitlines():
            try:
                one: dict[str, Any] = json.loads(line)
                moments = Moments(_floats(one["found"]), _floats(one["reach"]), _floats(one["together"]))
            except (ValueError, KeyError, TypeError):
                continue
            of = len(self._study.wanted)
            if (moments.found.shape, moments.reach.shape, moments.together.shape) == ((of,), (of,), (of, of)):
                self._known[one["key"]] = moments

    @staticmethod
    def _sweep_up(folder: Path) -> None:
        """Remove what a process that was killed while it wrote has left: nobody else writes here now."""
        for path in folder.glob(f"{BESIDE}*"):
            path.unlink(missing_ok=True)


def check_folder(folder: Path) -> None:
    """Refuse a place where a calibration cannot be, or that holds something else.

    Raises
    ------
    ResultsError
        If it is no folder, may not be written to, or has anything in it but an earlier calibration.
    """
    only_begun = folder.is_dir() and {path.name for path in folder.iterdir()} == {_LOCK}
    if not only_begun:  # killed before it had said what it is
        check_place(folder, KIND)


def mark(folder: Path, about: Mapping[str, Any], run_time_s: float | None = None) -> None:
    """Write into a folder what it is of; tables of what was there before go, if that was something else."""
    drop_reports(folder)
    before = _manifest(folder)
    if any(before.get(key) != value for key, value in about.items()):
        for path in (*(folder / name for name in TABLES), *(folder / FIGURES).glob("*")):
            path.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as scratch, whole_file(folder / MANIFEST) as file:
        write_manifest(Path(scratch), KIND, about, run_time_s)
        file.write_bytes((Path(scratch) / MANIFEST).read_bytes())


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _plain(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def _floats(values: Sequence[Any]) -> Floats:
    return np.array(values, np.float64)
