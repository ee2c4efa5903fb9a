"""Scenarios side by side, with the same callers and people: what differs, where, and whether it is more than noise."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simcall.errors import SimcallError
from simcall.measures import CONFIDENCE, GROUP_MEASURES, LINE_MEASURES, Difference, Results, differences
from simcall.scenario import Scenario
from simcall.studies.precision import DEFAULT_CAP, goals_of, until_precise
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, DEFAULT_SEED, Progress, run_all
from simcall.studies.targets import Precision

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Comparison", "Row", "compare"]

SCHEMA = 1


@dataclass(frozen=True)
class Row:
    """One measure of one line or group, in one scenario against the base.

    Attributes
    ----------
    scenario : str
        The other scenario's name.
    of, name, measure : str
        "line" or "group", which, and the measure.
    found : Difference
        What differs.
    """

    scenario: str
    of: str
    name: str
    measure: str
    found: Difference


@dataclass(frozen=True)
class Comparison:
    """What a comparison found. Nothing is written until `save` is called.

    Attributes
    ----------
    results : tuple of Results
        The base, and the scenarios that are held against it.
    run_time_s : float
        How long it took.
    changes : tuple of str
        What was changed in all of them, as ``PATH=VALUE``.
    """

    results: tuple[Results, ...]
    run_time_s: float = field(default=0.0, repr=False, compare=False)
    changes: tuple[str, ...] = ()

    @property
    def base(self) -> Results:
        """The scenario that the others are held against."""
        return self.results[0]

    @property
    def others(self) -> tuple[Results, ...]:
        """The scenarios that are held against it."""
        return self.results[1:]

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios' names, the base first."""
        return tuple(results.blueprint.scenario.name for results in self.results)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every measure of every line and group of every other scenario.

        Where several scenarios are held against the base, the intervals of one measure hold for all of them together
        with the confidence of the results (Bonferroni).
        """
        return tuple(
            Row(name, of, entity, measure, found)
            for name, other in zip(self.names[1:], self.others, strict=True)
            for of, entity, measure in _subjects(self.base, other)
            for found in self._differences(other, of, entity, measure)[1]
        )

    def of(self, scenario: str, measure: str, *, line: str | None = None, group: str | None = None) -> Difference:
        """Return how a measure of one scenario differs from the base's.

        Raises
        ------
        SimcallError
            If there is no such scenario, line, group or measure.
        """
        wanted = (scenario, "line" if line is not None else "group", line or group, measure)
        for row in self.rows:
            if (row.scenario, row.of, row.name, row.measure) == wanted:
                return row.found
        raise SimcallError(f'"{scenario}" has no {measure} of {line or group} to compare')

    def differences(self) -> pd.DataFrame:
        """Return every difference as a table.

        Returns
        -------
        DataFrame
            Columns ``scenario``, ``of``, ``name``, ``measure``, ``base``, ``other``, ``difference``, ``low``,
            ``high``, ``variance_ratio``, ``definition``.
        """
        import pandas as pd

        return pd.DataFrame(self.difference_rows(), columns=list(COLUMNS))

    def difference_rows(self) -> list[tuple[Any, ...]]:
        """Return the rows of `differences`, of `COLUMNS`."""
        return [
            (
                *(row.scenario, row.of, row.name, row.measure, row.found.base.mean, row.found.other.mean),
                *(row.found.mean, row.found.low, row.found.high, row.found.variance_ratio),
                self.definition(row),
            )
            for row in self.rows
        ]

    def by(
        self,
        by: str,
        *,
        line: str | None = None,
        group: str | None = None,
        measures: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return the differences of one line or group by period.

        Parameters
        ----------
        by : str
            As for `Results.by`: "hour", "hour_of_week", "day", "week" or "interval".
        line, group : str, optional
            Of which line or group; one of the two.
        measures : sequence of str, optional
            Which measures; all of them if left out.

        Returns
        -------
        DataFrame
            Columns ``scenario``, `by`, ``measure``, ``base``, ``other``, ``difference``, ``low``, ``high``. Each
            interval is for its own period.
        """
        import pandas as pd

        rows = self.rows_by(by, line=line, group=group, measures=measures)
        return pd.DataFrame(rows, columns=["scenario", by, *PERIOD_COLUMNS])

    def rows_by(
        self, by: str, *, line: str | None = None, group: str | None = None, measures: Sequence[str] | None = None
    ) -> list[tuple[Any, ...]]:
        """Return the rows of `by`: the scenario, the period's label, then `PERIOD_COLUMNS`."""
        of, entity = ("line", line) if line is not None else ("group", group)
        found = []
        for name, other in zip(self.names[1:], self.others, strict=True):
            known = [measure for kind, one, measure in _subjects(self.base, other) if (kind, one) == (of, entity)]
            if not known or set(measures or ()) - set(known):
                wrong = [measure for measure in measures or () if measure not in known]
                raise SimcallError(f"there is no {wrong[0] if wrong and known else of} {entity} to compare")
            for measure in measures or known:
                labels, cells = self._differences(other, of, str(entity), measure, by)
                found += [
                    (name, label, measure, one.base.mean, one.other.mean, one.mean, one.low, one.high)
                    for label, one in zip(labels, cells, strict=True)
                ]
        return found

    def definition(self, row: Row) -> str:
        """Return the definition in force of the measure of a row."""
        results = next(one for one in self.results if row.name in (one.lines if row.of == "line" else one.groups))
        return results.definition(row.measure, row.name)

    def document(self) -> dict[str, Any]:
        """Return the comparison as one JSON document: the same scenarios, seed and replications give the same."""
        return {
            "schema": SCHEMA,
            "base": self.names[0],
            "scenarios": list(self.names[1:]),
            "engine": self.base.engine,
            "seed": self.base.seed,
            "replications": self.base.replications,
            "days": self.base.blueprint.scenario.days,
            "confidence": CONFIDENCE,
            "joint_over": len(self.others),
            "differences": {name: self._tree(name) for name in self.names[1:]},
        }

    def _tree(self, scenario: str) -> dict[str, Any]:
        tree: dict[str, Any] = {"lines": {}, "groups": {}}
        for row in self.rows:
            if row.scenario == scenario:
                found = row.found
                tree[f"{row.of}s"].setdefault(row.name, {})[row.measure] = {
                    "base": found.base.mean,
                    "other": found.other.mean,
                    "mean": found.mean,
                    "low": found.low,
                    "high": found.high,
                    "variance_ratio": found.variance_ratio,
                }
        return tree

    def _differences(
        self, other: Results, of: str, entity: str, measure: str, by: str | None = None
    ) -> tuple[list[Any], list[Difference]]:
        subject: Mapping[str, Any] = {of: entity}
        return differences(self.base, other, measure, **subject, by=by, comparisons=len(self.others))

    def plot(self, measure: str, *, line: str, by: str = "hour_of_week", ax: Axes | None = None) -> Axes:
        """Draw how far a measure of a line differs from the base's by period, with its interval as a band."""
        from simcall.studies.compare_picture import draw

        return draw(self, measure, line, by, ax)

    def save(self, folder: str | Path, *, figures: bool = True) -> Path:
        """Write the comparison's folder, replacing an earlier one of this kind.

        Parameters
        ----------
        folder : path
            Where; made if it is not there.
        figures : bool
            Whether to draw the pictures.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        ResultsError
            If the folder holds something else, or cannot be written.
        """
        from simcall.studies.compare_folder import save

        return save(self, Path(folder), figures=figures)


COLUMNS = (
    *("scenario", "of", "name", "measure", "base", "other", "difference", "low", "high", "variance_ratio"),
    "definition",
)
PERIOD_COLUMNS = ("measure", "base", "other", "difference", "low", "high")


def compare(
    *scenarios: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    until: Sequence[Precision | str] = (),
    max_replications: int = DEFAULT_CAP,
    progress: Progress | None = None,
) -> Comparison:
    """Run scenarios with the same callers and people, and pair them replication by replication.

    Parameters
    ----------
    *scenarios : Scenario
        The base, and one or several to hold against it. They measure the same span.
    replications : int
        How many; with `until`, at least so many.
    seed, engine, jobs
        As for `run`.
    until : sequence of Precision or str
        Replications are added until the intervals of these *differences* are narrow enough:
        ``"999.answered_in_target+-0.005"``.
    max_replications : int
        With `until`, no more than so many.
    progress : callable, optional
        As for `run`.

    Returns
    -------
    Comparison

    Raises
    ------
    SimcallError
        If there are fewer than two, two have one name, they do not measure the same span, or as for `run`.
    """
    _check(scenarios)
    goals = goals_of(until, scenarios)
    plan = until_precise(goals, _half_width, replications, max_replications) if goals else None
    started = time.perf_counter()
    results = run_all(scenarios, replications, seed, engine=engine, jobs=jobs, plan=plan, progress=progress)
    return Comparison(results, time.perf_counter() - started)


def _check(scenarios: Sequence[Scenario]) -> None:
    """Refuse what cannot be compared, before anything is simulated."""
    if len(scenarios) < 2:
        raise SimcallError("a comparison needs a base and one scenario or several to hold against it")
    names = [scenario.name for scenario in scenarios]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise SimcallError(f'{names.count(twice[0])} scenarios are called "{twice[0]}"; give each a name of its own')
    first = scenarios[0]
    for other in scenarios[1:]:
        for what in ("start", "days", "time_zone"):
            one, two = getattr(first, what), getattr(other, what)
            if one != two:
                raise SimcallError(
                    f'"{first.name}" and "{other.name}" do not measure the same span: {what} is {one} and {two}; '
                    f"set {what} in one of them, or in both"
                )


def _half_width(results: tuple[Results, ...], goal: Precision) -> float | None:
    """Return how far the interval of a difference reaches, in the comparison where it is widest."""
    widest = 0.0
    for other in results[1:]:
        for of, entity, measure in _subjects(results[0], other):
            if (entity, measure) == (goal.line_or_group, goal.measure):
                subject: Mapping[str, Any] = {of: entity}
                found = differences(results[0], other, measure, **subject, comparisons=len(results) - 1)[1][0]
                if found.mean is None or found.high is None:
                    return None
                widest = max(widest, found.high - found.mean)
    return widest


def _subjects(base: Results, other: Results) -> Iterator[tuple[str, str, str]]:
    """Return every measure of every line and group of two runs: those of both, and groups of one alone."""
    for of, measures, tables in (
        ("line", LINE_MEASURES, (base.lines, other.lines)),
        ("group", GROUP_MEASURES, (base.groups, other.groups)),
    ):
        names = dict.fromkeys(name for table in tables for name in table)
        for name in names:
            if of == "group" or all(name in table for table in tables):
                yield from ((of, name, measure.name) for measure in measures)
