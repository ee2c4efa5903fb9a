"""The results that tables are made of: read and checked as for a report, each under its key, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from simcall.measures import RunNumbers
from simcall.report.again import comparison_again, run_again
from simcall.report.finished_sweep import finished_sweep
from simcall.report.reading import Folder
from simcall.report.tables.keys import Subject, key_of, scenario_key, subjects_by_name
from simcall.scenario import Scenario
from simcall.studies.compare import ComparisonNumbers
from simcall.studies.run import Progress
from simcall.studies.sweep import SweepNumbers

__all__ = ["Compared", "Simulated", "Sources", "Swept", "sources_in"]

Source = TypeVar("Source")


@dataclass(frozen=True)
class Simulated:
    """A scenario that was simulated, in a run or a comparison.

    Attributes
    ----------
    results : RunNumbers
        Its figures.
    folder : Folder
        Where they are.
    """

    results: RunNumbers
    folder: Folder

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.results.blueprint.scenario

    @cached_property
    def key(self) -> str:
        """The key of the scenario as it was simulated."""
        return scenario_key(self.scenario, self.results.seed, self.results.replications)

    @cached_property
    def subjects(self) -> Mapping[tuple[str, str], Subject]:
        """The subjects that have figures."""
        return subjects_by_name(self.scenario)


@dataclass(frozen=True)
class Compared:
    """A comparison, with its scenarios as they were simulated, the base first."""

    comparison: ComparisonNumbers
    simulated: tuple[Simulated, ...]

    @property
    def base(self) -> Simulated:
        """The base."""
        return self.simulated[0]

    @cached_property
    def others(self) -> Mapping[str, Simulated]:
        """The scenarios that are compared with it, by name."""
        return {simulated.scenario.name: simulated for simulated in self.simulated[1:]}

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The key of each pair, by the other scenario's name: intervals depend on all that are compared together."""
        together = [simulated.key for simulated in self.simulated]
        return {name: key_of(name, simulated.key, together) for name, simulated in self.others.items()}

    def others_with(self, of: str, name: str) -> list[str]:
        """Return the names of the scenarios that have a subject, if the base or they have it."""
        return [other for other, own in self.others.items() if (of, name) in {*own.subjects, *self.base.subjects}]

    def subject(self, scenario: str, of: str, name: str) -> Subject:
        """Return what a difference is of, with the settings of the scenario compared, or else of the base."""
        own = self.others[scenario].subjects
        return own[of, name] if (of, name) in own else self.base.subjects[of, name]


@dataclass(frozen=True)
class Swept:
    """A sweep whose points are all simulated."""

    sweep: SweepNumbers
    folder: Folder

    @property
    def base(self) -> Scenario:
        """The scenario that is varied."""
        return self.sweep.design.base

    @cached_property
    def base_key(self) -> str:
        """The key of the base."""
        return scenario_key(self.base, self.sweep.request.seed, self.sweep.request.replications)

    @cached_property
    def key(self) -> str:
        """The key of the sweep: of its base, its points and how they were simulated."""
        points = [cell.point.key for cell in self.sweep.cells]
        return key_of(self.sweep.design.name, self.base.fingerprint(), self.sweep.request.identity(), points)

    def point_key(self, number: int) -> str:
        """Return the key of a point."""
        return f"{self.key}-{number}"

    @cached_property
    def subjects(self) -> Mapping[tuple[str, str], Subject]:
        """What has figures; a point may have a group that the base does not have."""
        known = subjects_by_name(self.base)
        tables = (cell.document["figures"] for cell in self.sweep.cells if cell.error is None)
        named = {(self.of(of, name), name) for figures in tables for of in figures for name in figures[of]}
        return {**known, **{subject: Subject(*subject) for subject in sorted(named - known.keys())}}

    def of(self, of: str, name: str) -> str:
        """Return what a name in a point's figures is: grades stand among lines there."""
        return "grade" if of == "line" and name in self.base.grades else of


@dataclass(frozen=True)
class Sources:
    """All results.

    Attributes
    ----------
    simulated, compared, swept : tuple
        Runs and the scenarios of comparisons; comparisons; sweeps.
    """

    simulated: tuple[Simulated, ...]
    compared: tuple[Compared, ...]
    swept: tuple[Swept, ...]


def sources_in(folders: Sequence[Folder], progress: Progress | None = None) -> Sources:
    """Read and check the results in some folders.

    Results that are in several folders are taken once.

    Raises
    ------
    ResultsError
        If results do not come out the same, or a sweep is not finished.
    """
    runs = [Simulated(run_again(folder, progress), folder) for folder in folders if folder.kind == "run"]
    compared = [_compared(folder, progress) for folder in folders if folder.kind == "comparison"]
    swept = [Swept(finished_sweep(folder), folder) for folder in folders if folder.kind == "sweep"]
    every = [*runs, *(simulated for comparison in compared for simulated in comparison.simulated)]
    return Sources(
        _once((simulated.key, simulated) for simulated in every),
        _once((str(comparison.keys), comparison) for comparison in compared),
        _once((sweep.key, sweep) for sweep in swept),
    )


def _compared(folder: Folder, progress: Progress | None) -> Compared:
    comparison = comparison_again(folder, progress)
    return Compared(comparison, tuple(Simulated(results, folder) for results in comparison.results))


def _once(keyed: Iterable[tuple[str, Source]]) -> tuple[Source, ...]:
    """Return the first of those that have the same key."""
    kept: dict[str, Source] = {}
    for key, source in keyed:
        kept.setdefault(key, source)
    return tuple(kept.values())
