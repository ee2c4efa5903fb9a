"""Simulating parameter values: each once, each kept as soon as it is done, several at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from filelock import FileLock, Timeout

from simcall.errors import ResultsError
from simcall.inputs import Floats
from simcall.measures import Estimate, Results
from simcall.measures.saving import program, write_manifest
from simcall.studies.calibrate.study import Study, Wanted
from simcall.studies.precision import half_width
from simcall.studies.run import Progress, run_all

__all__ = ["KIND", "Evaluator", "Moments", "mark"]

KIND = "calibration"
"""What a folder's manifest says it is."""

_FILE = "evaluations.jsonl"
_LOCK = ".lock"


@dataclass(frozen=True)
class Moments:
    """What some values of the parameters give.

    Attributes
    ----------
    found : float64, shape (targets,)
        Each target's figure; not a number where it is not defined.
    reach : float64, shape (targets,)
        How far its 95 % interval reaches.
    """

    found: Floats
    reach: Floats


class Evaluator:
    """Simulates a study's scenarios at values of its parameters.

    What is done is kept in memory, and in a file of the study's folder if there is one: a line for each, written at
    once. A study that was broken off reads them back, so that the same search finds them done.

    Parameters
    ----------
    study : Study
        The study.
    folder : Path or None
        Where to keep them.
    jobs : int
        How many are simulated at a time; the numbers do not depend on it.
    progress : callable or None
        Called with the number that are done, and that are known to be wanted.
    """

    def __init__(self, study: Study, folder: Path | None, jobs: int, progress: Progress | None = None) -> None:
        self._study, self._folder, self._jobs, self._progress = study, folder, jobs, progress
        prints = [one.fingerprint() for one in study.scenarios.values()]
        asked = [str(one) for one in study.wanted]
        fits = [(fit.paths, fit.scenarios) for fit in study.fits]
        self._made_of = json.dumps([prints, asked, fits, program()], sort_keys=True, default=str)
        self._known: dict[str, Moments] = {}
        self._lock = FileLock(folder / _LOCK, timeout=0) if folder is not None else None
        self.simulated = 0
        """How many were simulated now, and not read back."""
        self.seen: list[tuple[tuple[float, ...], int, int, Moments]] = []
        """Every (values, replications, seed, moments) that was asked for, in order."""

    def __enter__(self) -> Self:
        """Take the folder and read back what is there."""
        if self._folder is not None and self._lock is not None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._lock.acquire()
            except Timeout:
                raise ResultsError(
                    f"{self._folder}: another calibration is writing into it; wait for it to end, or name another "
                    "folder with --out"
                ) from None
            except OSError as error:
                raise ResultsError(f"{self._folder}: cannot be written ({error.strerror})") from error
            self._read_back()
            mark(self._folder, self._study)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the folder go."""
        if self._lock is not None:
            self._lock.release()

    def at(self, every: Sequence[Sequence[float]], replications: int, seed: int) -> list[Moments]:
        """Return the moments at some values of the parameters, in their order.

        Parameters
        ----------
        every : sequence of sequence of float
            Values of all parameters, each in its own unit.
        replications, seed : int
            Of each.
        """
        keys = [self._key(numbers, replications, seed) for numbers in every]
        todo = {key: numbers for key, numbers in zip(keys, every, strict=True) if key not in self._known}
        for done, (key, moments) in enumerate(self._simulated(todo, replications, seed), start=1):
            self._known[key] = moments
            self.simulated += 1
            self._keep(key, moments)
            if self._progress is not None:
                self._progress(len(keys) - len(todo) + done, len(keys))
        found = [self._known[key] for key in keys]
        self.seen += [(tuple(x), replications, seed, one) for x, one in zip(every, found, strict=True)]
        return found

    def _simulated(
        self, todo: Mapping[str, Sequence[float]], replications: int, seed: int
    ) -> Iterator[tuple[str, Moments]]:
        if self._jobs == 1 or len(todo) < 2:
            for key, numbers in todo.items():
                yield key, moments_of(self._study, numbers, replications, seed, self._jobs)
            return
        from joblib import Parallel, delayed

        work = (delayed(_one)(key, self._study, numbers, replications, seed) for key, numbers in todo.items())
        yield from Parallel(n_jobs=self._jobs, batch_size=1, return_as="generator_unordered", backend="threading")(work)

    def _key(self, numbers: Sequence[float], replications: int, seed: int) -> str:
        values = {label: self._study.values(label, numbers) for label in self._study.scenarios}
        made_of = json.dumps([self._made_of, values, replications, seed], sort_keys=True, default=str)
        return blake2b(made_of.encode(), digest_size=12).hexdigest()

    def _keep(self, key: str, moments: Moments) -> None:
        if self._folder is None:
            return
        line = json.dumps({"key": key, "found": _plain(moments.found), "reach": _plain(moments.reach)})
        try:
            with (self._folder / _FILE).open("a", encoding="utf-8", newline="\n") as file:
                file.write(line + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ResultsError(
                f"{self._folder}: could not be written ({error.strerror or error}); what is done stays, and the same "
                "command goes on from it"
            ) from error

    def _read_back(self) -> None:
        """Read what an earlier run has kept; a last line that was cut off is left out."""
        assert self._folder is not None
        try:
            lines = (self._folder / _FILE).read_text(encoding="utf-8").splitlines(keepends=True)
        except OSError:
            return
        whole = [line for line in lines if line.endswith("\n")]
        if len(whole) < len(lines):
            (self._folder / _FILE).write_text("".join(whole), encoding="utf-8", newline="\n")
        for line in whole:
            try:
                one: dict[str, Any] = json.loads(line)
                self._known[one["key"]] = Moments(_floats(one["found"]), _floats(one["reach"]))
            except (ValueError, KeyError, TypeError):
                continue


def mark(folder: Path, study: Study, run_time_s: float | None = None) -> None:
    """Write into a folder what it is of."""
    about = {
        "study": study.name,
        "scenarios": {label: one.document() for label, one in study.scenarios.items()},
        "scenario_sha256": {label: one.fingerprint() for label, one in study.scenarios.items()},
        "targets": [str(one) for one in study.wanted],
        "fits": [f"{', '.join(fit.paths)} = {fit.parameter.in_words()}" for fit in study.fits],
        "seed": study.seed,
    }
    write_manifest(folder, KIND, about, run_time_s)


def moments_of(study: Study, numbers: Sequence[float], replications: int, seed: int, jobs: int = 1) -> Moments:
    """Simulate a study's scenarios at some values of its parameters."""
    labels = list(study.scenarios)
    scenarios = [study.scenario_of(label, numbers) for label in labels]
    results = dict(zip(labels, run_all(scenarios, replications, seed, jobs=jobs), strict=True))
    found = [_estimate(results[one.scenario], one) for one in study.wanted]
    reach = [half_width(one) for one in found]
    return Moments(_floats([one.mean for one in found]), _floats(reach))


def _one(key: str, study: Study, numbers: Sequence[float], replications: int, seed: int) -> tuple[str, Moments]:
    return key, moments_of(study, numbers, replications, seed)


def _estimate(results: Results, wanted: Wanted) -> Estimate:
    figure = wanted.figure
    subject: dict[str, Any] = {"line" if figure.is_of_line else "group": figure.line_or_group}
    if wanted.by is None:
        return results.estimate(figure.measure, **subject)
    rows = results.rows_by(wanted.by, **subject, measures=[figure.measure])
    of_period = [row for row in rows if row[0] == wanted.label()]
    return Estimate(*of_period[0][2:5]) if of_period else Estimate(None, None, None)


def _plain(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], np.float64)
