"""Compare scenarios that have the same callers and people: what differs, when, and whether it is more than chance."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simcall.errors import SimcallError
from simcall.files.documents import RESULTS_SCHEMA
from simcall.measures import CONFIDENCE, MEASURES, Difference, Kind, Pairing, RunNumbers
from simcall.measures.subjects import listed_measures, subject_of
from simcall.measures.targets import Precision
from simcall.scenario import Scenario
from simcall.studies.precision import DEFAULT_CAP, goals_of, until_precise
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, DEFAULT_SEED, Progress, run_all

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ComparisonNumbers", "Row", "check_comparable", "compare", "difference_half_width"]


@dataclass(frozen=True)
class Row:
    """One measure of one line or group, in one scenario against the base.

    Attributes
    ----------
    scenario : str
        The other scenario's name.
    of, name, measure : str
        "line", "grade" or "group", which, and the measure.
    difference : Difference
        The other scenario less the base, with its interval.
    """

    scenario: str
    of: str
    name: str
    measure: str
    difference: Difference


@dataclass(frozen=True)
class ComparisonNumbers:
    """The numbers of a comparison. Nothing is written until `save` is called.

    Attributes
    ----------
    results : tuple of Results
        The base, and the scenarios that are compared with it.
    run_time_s : float
        How long it took.
    changes : tuple of str
        What was changed in all of them, as ``PATH=VALUE``.
    """

    results: tuple[RunNumbers, ...]
    run_time_s: float = field(default=0.0, repr=False, compare=False)
    changes: tuple[str, ...] = ()

    @property
    def base(self) -> RunNumbers:
        """The scenario that the others are compared with."""
        return self.results[0]

    @property
    def others(self) -> tuple[RunNumbers, ...]:
        """The scenarios that are compared with it."""
        return self.results[1:]

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios' names, the base first."""
        return tuple(scenario.name for scenario in self.scenarios)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios themselves, the base first."""
        return tuple(results.blueprint.scenario for results in self.results)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every measure of every line and group of every other scenario.

        If several scenarios are compared with the base, the intervals of one measure hold for all of them together,
        with the confidence of the results (Bonferroni).
        """
        return tuple(
            Row(scenario.name, of, entity, measure, difference)
            for scenario, variant in zip(self.scenarios[1:], self.others, strict=True)
            for of, entity in _subjects(self.scenarios[0], scenario)
            for pairing in [Pairing(self.base, variant, **subject_of(of, entity))]
            for measure in _listed_in_both(self.scenarios[0], scenario, of, entity)
            for difference in pairing.of(measure, len(self.others))
        )

    def of(self, scenario: str, measure: str, *, line: str | None = None, group: str | None = None) -> Difference:
        """Return how a measure of one scenario differs from the base's.

        Raises
        ------
        SimcallError
            If there is no such scenario, line, group or measure.
        """
        for row in self.rows:
            is_meant = subject_of(row.of, row.name) == subject_of(
                "group" if line is None else "line", str(line or group)
            )
            if is_meant and (row.scenario, row.measure) == (scenario, measure):
                return row.difference
        raise SimcallError(f'"{scenario}" has no {measure} of {line or group} to compare')

    def differences(self) -> pd.DataFrame:
        """Return every difference as a table.

        Returns
        -------
        DataFrame
            Columns ``scenario``, ``of``, ``name``, ``measure``, ``base``, ``other``, ``difference``, ``low``,
            ``high``, ``variance_ratio``, ``base_span_low``, ``base_span_high``, ``other_span_low``,
            ``other_span_high``, ``definition``.
        """
        import pandas as pd

        return pd.DataFrame(self.difference_rows(), columns=list(COLUMNS))

    def difference_rows(self) -> list[tuple[Any, ...]]:
        """Return the rows of `differences`, of `COLUMNS`."""
        return [
            (
                *(row.scenario, row.of, row.name, row.measure, row.difference.base.mean, row.difference.other.mean),
                *(row.difference.mean, row.difference.low, row.difference.high, row.difference.variance_ratio),
                *_spans(row.difference),
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
            Of which line or group; give one of the two.
        measures : sequence of str, optional
            Which measures; by default, all of them.

        Returns
        -------
        DataFrame
            Columns ``scenario``, `by`, ``measure``, ``base``, ``other``, ``difference``, ``low``, ``high``. Each
            interval is for its own period, and for all the scenarios together. A scenario without the line is left out.

        Raises
        ------
        SimcallError
            If no scenario has such a line or group in common with the base, or there is no such measure or gathering.
        """
        import pandas as pd

        rows = self.rows_by(by, line=line, group=group, measures=measures)
        return pd.DataFrame(rows, columns=["scenario", by, *PERIOD_COLUMNS])

    def rows_by(
        self, by: str, *, line: str | None = None, group: str | None = None, measures: Sequence[str] | None = None
    ) -> list[tuple[Any, ...]]:
        """Return the rows of `by`: the scenario, the period's label, then `PERIOD_COLUMNS`."""
        if (line is None) == (group is None):
            raise SimcallError('give either line="101" or group="handlers"')
        of, subject = ("group", group) if line is None else (_kind_of(line, self.scenarios[0]), line)
        pairs = [
            (scenario, Pairing(self.base, variant, line=line, group=group, by=by))
            for scenario, variant in zip(self.scenarios[1:], self.others, strict=True)
            if (of, subject) in _subjects(self.scenarios[0], scenario)
        ]
        if not pairs:
            raise SimcallError(f'there is no {of} "{subject}" to compare with the base')
        return [
            (
                scenario.name,
                label,
                measure,
                difference.base.mean,
                difference.other.mean,
                difference.mean,
                difference.low,
                difference.high,
            )
            for scenario, pairing in pairs
            for measure in measures or _listed_in_both(self.scenarios[0], scenario, of, str(subject))
            for label, difference in zip(pairing.labels, pairing.of(measure, len(self.others)), strict=True)
        ]

    def definition(self, row: Row) -> str:
        """Return the definition in force of the measure of a row: both, where they are not the same."""
        pair = (self.base, self.results[self.names.index(row.scenario)])
        runs = [run for run in pair if row.name in run.tables[row.of]]
        texts = list(dict.fromkeys(run.definition(row.measure, row.name) for run in runs))
        return texts[0] if len(texts) == 1 else f"base: {texts[0]}; this: {texts[1]}"

    def document(self) -> dict[str, Any]:
        """Return the comparison as one JSON document: the same scenarios, seed and replications give the same."""
        return {
            "schema": RESULTS_SCHEMA,
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

    @property
    def _has_grades(self) -> bool:
        return any(scenario.grades for scenario in self.scenarios)

    def _tree(self, scenario: str) -> dict[str, Any]:
        tree: dict[str, Any] = {"lines": {}, **({"grades": {}} if self._has_grades else {}), "groups": {}}
        for row in self.rows:
            if row.scenario == scenario:
                difference = row.difference
                tree[f"{row.of}s"].setdefault(row.name, {})[row.measure] = {
                    "base": difference.base.mean,
                    "other": difference.other.mean,
                    "mean": difference.mean,
                    "low": difference.low,
                    "high": difference.high,
                    "variance_ratio": difference.variance_ratio,
                    **dict(zip(SPAN_COLUMNS, _spans(difference), strict=True)),
                }
        return tree


SPAN_COLUMNS = ("base_span_low", "base_span_high", "other_span_low", "other_span_high")
COLUMNS = (
    *("scenario", "of", "name", "measure", "base", "other", "difference", "low", "high", "variance_ratio"),
    *SPAN_COLUMNS,
    "definition",
)
PERIOD_COLUMNS = ("measure", "base", "other", "difference", "low", "high")


def _spans(difference: Difference) -> tuple[float | None, ...]:
    """Return where a single span of each of the two falls, of `SPAN_COLUMNS`."""
    base, other = difference.base, difference.other
    return base.span_low, base.span_high, other.span_low, other.span_high


def compare(
    *scenarios: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    until: Sequence[Precision | str] = (),
    max_replications: int = DEFAULT_CAP,
    progress: Progress | None = None,
) -> ComparisonNumbers:
    """Run scenarios with the same callers and people, and pair them replication by replication.

    Parameters
    ----------
    *scenarios : Scenario
        The base, then at least one scenario to compare with it. They measure the same span.
    replications : int
        The number of replications; with `until`, the smallest number.
    seed, engine, jobs
        As for `run`.
    until : sequence of Precision or str
        Replications are added until the intervals of these *differences* are narrow enough:
        ``"999.answered_in_target+-0.005"``.
    max_replications : int
        With `until`, the largest number.
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
    check_comparable(scenarios)
    goals = _goals(until, scenarios)
    plan = until_precise(goals, difference_half_width, replications, max_replications) if goals else None
    started = time.perf_counter()
    results = run_all(scenarios, replications, seed, engine=engine, jobs=jobs, plan=plan, progress=progress)
    return ComparisonNumbers(results, time.perf_counter() - started)


def check_comparable(scenarios: Sequence[Scenario]) -> None:
    """Refuse what cannot be compared, before anything is simulated."""
    if len(scenarios) < 2:
        raise SimcallError("a comparison needs a base and at least one scenario to compare with it")
    names = [scenario.name for scenario in scenarios]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise SimcallError(f'{names.count(twice[0])} scenarios are called "{twice[0]}"; give each a name of its own')
    first = scenarios[0]
    for variant in scenarios[1:]:
        for key, read in _SPAN.items():
            base_value, value = getattr(first, key), getattr(variant, key)
            if read(base_value) != read(value):
                raise SimcallError(
                    f'"{first.name}" and "{variant.name}" do not measure the same span: {key} is {base_value} and '
                    f"{value}; set {key} in one of them, or in both"
                )


def _moment(start: date) -> datetime:
    """Return when a span begins; a date alone is its midnight."""
    return start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)


_SPAN: Mapping[str, Callable[[Any], object]] = {"start": _moment, "days": float, "time_zone": str}
"""What two scenarios need to have in common, and how it is read."""


def _goals(until: Sequence[Precision | str], scenarios: Sequence[Scenario]) -> tuple[Precision, ...]:
    """Read goals, and refuse those that no number of replications can reach."""
    goals = goals_of(until, scenarios)
    for goal in goals:
        of = _kind_of(goal.line_or_group, scenarios[0]) if goal.is_of_line else "group"
        pairs = [
            (scenarios[0], variant)
            for variant in scenarios[1:]
            if (of, goal.line_or_group) in _subjects(scenarios[0], variant)
        ]
        if not pairs:
            raise SimcallError(f"--until: {goal}: no scenario has {goal.line_or_group} in common with the base")
        for scenario in (member for pair in pairs for member in pair):
            if lacking := _lacks(scenario, goal):
                raise SimcallError(f'--until: {goal}: "{scenario.name}" has no {lacking}, and so no such figure')
    return goals


def _lacks(scenario: Scenario, goal: Precision) -> str:
    """Return what a scenario lacks for a figure to be defined."""
    name, measure = goal.line_or_group, MEASURES[goal.measure]
    if not goal.is_of_line:
        return f"group {name}" if name not in scenario.groups and measure.kind is Kind.SHARE else ""
    untimed = [line for line in scenario.lines_of(name) if scenario.lines[line].answer_target is None]
    return f"answer_target of {untimed[0]}" if measure.needs_target and untimed else ""


def difference_half_width(results: tuple[RunNumbers, ...], goal: Precision) -> float | None:
    """Return how far the interval of a difference reaches, in the comparison where it is widest."""
    of = _kind_of(goal.line_or_group, results[0].blueprint.scenario) if goal.is_of_line else "group"
    reach: list[float | None] = []
    for variant in results[1:]:
        if (of, goal.line_or_group) in _subjects(results[0].blueprint.scenario, variant.blueprint.scenario):
            (difference,) = Pairing(results[0], variant, **goal.subject).of(goal.measure, len(results) - 1)
            reach.append(
                None if difference.mean is None or difference.high is None else difference.high - difference.mean
            )
    return None if None in reach else max((width for width in reach if width is not None), default=None)


def _listed_in_both(base: Scenario, variant: Scenario, of: str, name: str) -> list[str]:
    """Return the measures that tables show of a line, a grade or a group, in both scenarios if both have it."""
    having = [scenario for scenario in (base, variant) if of != "group" or name in scenario.groups]
    listed = [[measure.name for measure in listed_measures(scenario, of, name)] for scenario in having]
    return [measure for measure in listed[0] if all(measure in own for own in listed)]


def _kind_of(name: str, scenario: Scenario) -> str:
    """Return whether what stands in place of a line is one, or a grade."""
    return "grade" if name in scenario.grades else "line"


def _subjects(base: Scenario, variant: Scenario) -> list[tuple[str, str]]:
    """Return the lines and grades of two scenarios in common, and the groups of either: people count.

    A line or a grade that only one scenario has cannot be compared. A group that only one scenario has works no hours
    in the other.
    """
    lines = [("line", name) for name in base.lines if name in variant.lines]
    grades = [("grade", name) for name in base.grades if name in variant.grades]
    return lines + grades + [("group", name) for name in dict.fromkeys([*base.groups, *variant.groups])]
