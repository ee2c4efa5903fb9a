"""The results of a scenario as it stands, and as the levers change it: first from few replications, then from all."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from simcall.measures import RunNumbers
from simcall.page.turns import Turn
from simcall.scenario import Scenario, load
from simcall.studies.early_results import FEW, early_results
from simcall.studies.run import DEFAULT_REPLICATIONS, DEFAULT_SEED

__all__ = ["Answer", "Answers", "Changes"]

Changes = Callable[[Scenario], tuple[str, ...]]
"""Gives the overrides of a question, for the scenario as it stands."""

_MOST_KEPT = 4
"""Scenarios whose results stay in memory."""


@dataclass(frozen=True)
class Answer:
    """What a page shows of a scenario.

    Attributes
    ----------
    base : RunNumbers
        The scenario as it stands.
    changed : RunNumbers or None
        The scenario as the levers change it, with the same callers and as many replications; None if none is moved.
    overrides : tuple of str
        What the levers change, as ``PATH=VALUE``.
    planned : int
        The replications of a settled answer.
    """

    base: RunNumbers
    changed: RunNumbers | None
    overrides: tuple[str, ...]
    planned: int

    @property
    def is_settled(self) -> bool:
        """Whether these are the numbers that `simcall run` gives."""
        return self.base.replications == self.planned

    @property
    def results(self) -> RunNumbers:
        """What was asked for: the changed scenario, or the one that stands."""
        return self.base if self.changed is None else self.changed


class Answers:
    """Answers what-if questions; keeps the results of scenarios as they stand.

    Parameters
    ----------
    replications, seed, jobs
        As for `simcall.run`.
    """

    def __init__(
        self, replications: int = DEFAULT_REPLICATIONS, seed: int = DEFAULT_SEED, jobs: int | None = None
    ) -> None:
        self.replications, self.seed, self.jobs = replications, seed, jobs
        self._bases: OrderedDict[Path, Scenario] = OrderedDict()
        self._changed: OrderedDict[tuple[str, tuple[str, ...]], Scenario] = OrderedDict()
        self._kept: dict[str, dict[int, RunNumbers]] = {}  # by fingerprint and number of replications
        self._lock, self._working = Lock(), Lock()

    def of(self, file: Path, changes: Changes, turn: Turn) -> Iterator[Answer]:
        """Yield a first estimate and then the settled answer; only the latter if it is known already.

        Parameters
        ----------
        file : Path
            The scenario.
        changes : callable
            Gives the overrides; what it raises is raised here.
        turn : Turn
            Ends the work when it is over.

        Raises
        ------
        SupersededError
            If a newer question has come.
        SimcallError
            If the scenario cannot be read or simulated.
        """
        steps = self._steps(file, changes, turn)
        while True:
            with self._working:  # one at a time: questions that wait here are over when a newer one has come
                answer = next(steps, None)
            if answer is None:
                return
            if answer.is_settled or answer.base.replications == self._counts[0]:
                yield answer

    def _steps(self, file: Path, changes: Changes, turn: Turn) -> Iterator[Answer]:
        turn.check()
        scenario, is_fresh = self._scenario(file)
        last = None
        for answer in self._answers(file, scenario, changes, turn):
            turn.check()
            if not answer.is_settled:
                yield answer
                turn.check()
            last = answer
        if is_fresh or load(file).fingerprint() == scenario.fingerprint():
            if last is not None:
                yield last
            return
        self.forget(file)  # the file was changed meanwhile: what was kept is not the scenario that stands
        yield from self._steps(file, changes, turn)

    def base(self, file: Path) -> Scenario:
        """Return the scenario of a file as it is now."""
        scenario = load(file)
        self._keep(file, scenario)
        return scenario

    def changed(self, file: Path, overrides: tuple[str, ...]) -> Scenario:
        """Return the scenario of a file with overrides; what has just been read is not read again."""
        base, _ = self._scenario(file)
        if not overrides:
            return base
        key = (base.fingerprint(), overrides)
        known = self._changed.get(key)
        if known is None:
            known = load(file, overrides)
            with self._lock:
                self._changed[key] = known
                while len(self._changed) > _MOST_KEPT:
                    self._changed.popitem(last=False)
        return known

    def forget(self, file: Path) -> None:
        """Forget what is kept of a file."""
        with self._lock:
            self._bases.pop(file, None)

    def _scenario(self, file: Path) -> tuple[Scenario, bool]:
        """Return the scenario of a file, and whether it has just been read."""
        known = self._bases.get(file)
        return (known, False) if known is not None else (self.base(file), True)

    def _keep(self, file: Path, scenario: Scenario) -> None:
        with self._lock:
            self._bases[file] = scenario
            self._bases.move_to_end(file)
            while len(self._bases) > _MOST_KEPT:
                self._bases.popitem(last=False)
            in_use = {each.fingerprint() for each in self._bases.values()}
            self._kept = {key: results for key, results in self._kept.items() if key in in_use}

    def _answers(self, file: Path, scenario: Scenario, changes: Changes, turn: Turn) -> Iterator[Answer]:
        overrides = changes(scenario)
        key = scenario.fingerprint()
        bases = self._kept.get(key)
        if bases is None:
            bases = {}
            for base in self._results(scenario):  # not broken off: every later question needs it
                bases[base.replications] = base
                if not overrides:
                    yield Answer(base, None, (), self.replications)
            self._kept[key] = bases
        elif not overrides:
            yield Answer(bases[self.replications], None, (), self.replications)
        if overrides:
            changed_scenario = self.changed(file, overrides)
            turn.check()
            for changed in self._results(changed_scenario, turn):
                changed = replace(changed, changes=overrides)
                yield Answer(bases[changed.replications], changed, overrides, self.replications)

    def _results(self, scenario: Scenario, turn: Turn | None = None) -> Iterator[RunNumbers]:
        advance = None if turn is None else turn.check
        return early_results(scenario, self._counts, self.seed, jobs=self.jobs, advance=advance)

    @property
    def _counts(self) -> Sequence[int]:
        """The number of replications after which other questions get their turn."""
        return (*range(FEW, self.replications, FEW), self.replications)
