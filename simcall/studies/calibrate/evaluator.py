"""Simulates a study at values of its parameters: each point once, several at a time, kept as soon as it is done."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from simcall.files.program import program
from simcall.studies.calibrate.evaluation_folder import EvaluationFolder
from simcall.studies.calibrate.moments import Moments, moments_of
from simcall.studies.calibrate.study import Study
from simcall.studies.run import Progress
from simcall.studies.workers import in_threads

__all__ = ["Evaluation", "Evaluator", "Work"]

Numbers = tuple[float, ...]
"""Values of all parameters, each in its own unit."""


class Evaluation(NamedTuple):
    """One simulated point."""

    numbers: Numbers
    replications: int
    seed: int
    moments: Moments


@dataclass
class Work:
    """The work of this process, without what it read back: for an estimate of the time left.

    Attributes
    ----------
    replications : int
        Of all points together.
    seconds : float
        The time that they took.
    """

    replications: int = 0
    seconds: float = 0.0


class Evaluator:
    """Simulates a study's scenarios at values of its parameters.

    Each result is kept in memory and, if there is a folder, appended to a file at once. After an interruption the next
    run reads that file and simulates only the rest. A point depends on the scenarios, the figures, the values, the
    replications, the seed and the version of the program, but not on the values or tolerances of the targets. So a
    study with other targets for the same figures finds the points too.

    Parameters
    ----------
    study : Study
        The study.
    folder : Path or None
        Where to keep the points.
    jobs : int
        Points simulated at a time; the numbers do not depend on it.
    progress : callable or None
        Called with the number of points of a batch that are done, and with all of them.
    about : mapping, optional
        Entries of the folder's manifest besides the study.
    """

    def __init__(
        self,
        study: Study,
        folder: Path | None = None,
        jobs: int = 1,
        progress: Progress | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        self._study, self._jobs, self._progress = study, jobs, progress
        fingerprints = {label: scenario.fingerprint() for label, scenario in study.scenarios.items()}
        self._sources = [fingerprints, _simulated_figures(study), program()]
        self._moments: dict[str, Moments] = {}
        self._folder = EvaluationFolder(folder, {**study.document(), **(about or {})}) if folder is not None else None
        self.work = Work()
        self.seen: list[Evaluation] = []
        """All requested points in order, simulated or read back; each once."""

    def __enter__(self) -> Self:
        """Take the folder and read back its evaluations.

        Raises
        ------
        ResultsError
            If another process has it, it holds something else, or it cannot be written to.
        """
        if self._folder is not None:
            self._moments |= self._folder.open(len(self._study.targets))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Release the folder."""
        if self._folder is not None:
            self._folder.release()

    def at(self, points: Sequence[Numbers], replications: int, seed: int) -> list[Moments]:
        """Return the moments at some values of the parameters, in their order.

        Parameters
        ----------
        points : sequence of tuple of float
            Values of all parameters, each in its own unit.
        replications, seed : int
            Of each.
        """
        keys = [self._key(numbers, replications, seed) for numbers in points]
        batch = dict(zip(keys, points, strict=True))
        self._simulate_missing(batch, replications, seed)
        have = {(seen.numbers, seen.replications, seen.seed) for seen in self.seen}
        evaluations = [Evaluation(numbers, replications, seed, self._moments[key]) for key, numbers in batch.items()]
        self.seen += [evaluation for evaluation in evaluations if evaluation[:3] not in have]
        return [self._moments[key] for key in keys]

    def _simulate_missing(self, batch: Mapping[str, Numbers], replications: int, seed: int) -> None:
        missing = {key: numbers for key, numbers in batch.items() if key not in self._moments}
        started = time.perf_counter()
        for done, (key, moments) in enumerate(self._simulated(missing, replications, seed), start=1):
            self._moments[key] = moments
            if self._folder is not None:
                self._folder.append(self._line(key, Evaluation(missing[key], replications, seed, moments)), moments)
            if self._progress is not None:
                self._progress(len(batch) - len(missing) + done, len(batch))
        self.work.replications += len(missing) * replications
        self.work.seconds += time.perf_counter() - started

    def _simulated(self, missing: Mapping[str, Numbers], replications: int, seed: int) -> Iterator[tuple[str, Moments]]:
        """Simulate several points at a time; for a single point, several replications."""
        if self._jobs == 1 or len(missing) < 2:
            for key, numbers in missing.items():
                yield key, moments_of(self._study, numbers, replications, seed, self._jobs)
            return

        def simulate(keyed: tuple[str, Numbers]) -> tuple[str, Moments]:
            key, numbers = keyed
            return key, moments_of(self._study, numbers, replications, seed)

        yield from in_threads(simulate, missing.items(), self._jobs, ordered=False)

    def _key(self, numbers: Numbers, replications: int, seed: int) -> str:
        values = {label: self._study.values(label, numbers) for label in self._study.scenarios}
        sources = json.dumps([self._sources, values, replications, seed], sort_keys=True)
        return blake2b(sources.encode(), digest_size=12).hexdigest()

    def _line(self, key: str, evaluation: Evaluation) -> dict[str, Any]:
        """Return what a line of the file says besides the moments."""
        fits = zip(self._study.fits, evaluation.numbers, strict=True)
        return {
            "key": key,
            "values": {fit.name: fit.written(number) for fit, number in fits},
            "replications": evaluation.replications,
            "seed": evaluation.seed,
        }


def _simulated_figures(study: Study) -> list[Any]:
    """Return the figures that a point depends on: without the targets' values, and with how a curve is made."""
    names: list[Any] = [target.full_name for target in study.targets]
    curves = [{**curve.document(), "discrepancy": None} for curve in study.curves]
    return [*names, curves] if curves else names
