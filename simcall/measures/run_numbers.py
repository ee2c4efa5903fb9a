"""The results of a run: every measure, whole or by period, with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simcall.errors import SimcallError
from simcall.files.documents import RESULTS_SCHEMA
from simcall.inputs import Blueprint, Floats
from simcall.inputs.periods import HOUR, Cells, Periods, cells_by, periods_of
from simcall.measures.definition_texts import definition_in
from simcall.measures.definitions import (
    MEASURES,
    MEASURES_OF,
    TOTAL_MEASURES,
)
from simcall.measures.estimates import CONFIDENCE, ESTIMATE_COLUMNS, Estimate, Estimates
from simcall.measures.evaluation import estimates_by_cell, estimates_of
from simcall.measures.measure import ANSWER_TICKS, Measure
from simcall.measures.ratios import RatioTotals, averaged
from simcall.measures.sample import Sample, have_targets, line_indices
from simcall.measures.subjects import listed_measures, subjects_in
from simcall.measures.tally import Tally, tally
from simcall.measures.times import Ticks
from simcall.measures.waits import Waits, waits_of
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import parse_duration

if TYPE_CHECKING:
    import pandas as pd

    from simcall.engine import Records

__all__ = ["PeriodRow", "Resimulate", "RunNumbers"]

SUMMARY_COLUMNS = ("of", "name", "measure", "mean", "low", "high", "span_low", "span_high", "definition")

Row = tuple[Any, ...]
TOTAL = "total"
"""In tables, what all phone lines together are called, where others have the name of a line or a group."""


class PeriodRow(NamedTuple):
    """A measure of a line or group in a period.

    Attributes
    ----------
    label : Any
        The period.
    measure : str
        The measure.
    mean, low, high, span_low, span_high : float or None
        As in `Estimate`.
    hours : float
        How many measured hours the period has in each replication.
    """

    label: Any
    measure: str
    mean: float | None
    low: float | None
    high: float | None
    span_low: float | None
    span_high: float | None
    hours: float

    @property
    def estimate(self) -> Estimate:
        """The figure with its interval."""
        return Estimate(*self[2:-1])


Resimulate = Callable[[int], "Records"]
"""Simulates one replication of a run again: the same numbers give the same records."""


@dataclass(frozen=True)
class RunNumbers:
    """Every measure of a run, worked out when somebody asks for it.

    Attributes
    ----------
    blueprint : Blueprint
        The scenario, laid on the calendar.
    engine : str
        Name of the engine.
    seed : int
        Seed of the run.
    tallies : tuple of Tally
        One per replication: in hours, or over the span, if no more was to be kept.
    resimulate : callable
        Returns the records of one replication.
    run_time_s : float
        How long the run took.
    changes : tuple of str
        What was changed in the scenario's file for this run, as ``PATH=VALUE``.
    """

    blueprint: Blueprint = field(repr=False)
    engine: str
    seed: int
    tallies: tuple[Tally, ...] = field(repr=False)
    resimulate: Resimulate = field(repr=False)
    run_time_s: float = field(default=0.0, repr=False, compare=False)
    changes: tuple[str, ...] = ()

    @property
    def replications(self) -> int:
        """Number of replications."""
        return len(self.tallies)

    @cached_property
    def periods(self) -> Periods:
        """The hours of the measured span."""
        return periods_of(self.blueprint.calendar, HOUR)

    @cached_property
    def _hourly(self) -> tuple[Tally, ...]:
        """The tallies in hours; if only those over the span were kept, the replications are simulated again."""
        return self.tallies if self.tallies[0].periods == len(self.periods) else self._tallies_of(HOUR)[0]

    @property
    def lines(self) -> Mapping[str, Estimates]:
        """Every measure of every line."""
        return self.tables["line"]

    @property
    def grades(self) -> Mapping[str, Estimates]:
        """The measures of each grade of incidents: of all of its lines together."""
        return self.tables["grade"]

    @property
    def groups(self) -> Mapping[str, Estimates]:
        """Every measure of every group."""
        return self.tables["group"]

    @cached_property
    def total(self) -> Estimates:
        """The measures that add up over phone lines, of all of them together. Lines of work are not among them."""
        estimates = self._whole_span(TOTAL, TOTAL, TOTAL_MEASURES)
        return Estimates({measure.name: estimate for measure, estimate in zip(TOTAL_MEASURES, estimates, strict=True)})

    def of_lines(self, name: str) -> Estimates:
        """Return every measure of a line or a grade."""
        return self.grades[name] if name in self.blueprint.scenario.grades else self.lines[name]

    @cached_property
    def tables(self) -> Mapping[str, Mapping[str, Estimates]]:
        """Every measure of every line, grade and group: by "line", "grade" and "group", in this order."""
        scenario = self.blueprint.scenario
        listed = {(of, name): listed_measures(scenario, of, name) for of, name in subjects_in(scenario)}
        figures = ((measure, self._whole(*subject)) for subject, measures in listed.items() for measure in measures)
        estimates = (of_cells[0] for of_cells in estimates_of(list(figures)))
        tables: dict[str, dict[str, Estimates]] = {"line": {}, "grade": {}, "group": {}}
        for (of, name), measures in listed.items():
            tables[of][name] = Estimates({measure.name: next(estimates) for measure in measures})
        return tables

    @property
    def adds_lines(self) -> bool:
        """Whether there are several phone lines, so that the total says more than one of them."""
        return len(self._indices(TOTAL, TOTAL)) > 1

    def document(self) -> dict[str, Any]:
        """Return the run as one JSON document: the same scenario, seed and replications give the same."""
        grades = {name: _as_dicts(estimates) for name, estimates in self.grades.items()}
        return {
            "schema": RESULTS_SCHEMA,
            "scenario": self.blueprint.scenario.name,
            "engine": self.engine,
            "seed": self.seed,
            "replications": self.replications,
            "days": self.blueprint.scenario.days,
            "confidence": CONFIDENCE,
            "lines": {name: _as_dicts(estimates) for name, estimates in self.lines.items()},
            **({"grades": grades} if grades else {}),
            "groups": {name: _as_dicts(estimates) for name, estimates in self.groups.items()},
            "total": _as_dicts(self.total),
        }

    def estimate(self, measure: str, *, line: str | None = None, group: str | None = None) -> Estimate:
        """Return one measure of one line or group, without working out the others. `line` may be a grade.

        Raises
        ------
        SimcallError
            For an unknown line, group or measure.
        """
        of, name = self._subject(line, group)
        return self._whole_span(of, name, self._measures(of, [measure]))[0]

    def summary(self) -> pd.DataFrame:
        """Return every measure as a table.

        Returns
        -------
        DataFrame
            Columns ``of`` ("line", "grade", "group" or "total"), ``name``, ``measure``, ``mean``, ``low``, ``high``,
            ``span_low``, ``span_high``, ``definition``.
        """
        import pandas as pd

        return pd.DataFrame(self.summary_rows(), columns=list(SUMMARY_COLUMNS))

    def summary_rows(self) -> list[Row]:
        """Return the rows of `summary`, of `SUMMARY_COLUMNS`: for those who can do without pandas, slow to import."""
        return [
            (of, name, measure, *estimate.columns, self.definition(measure, name if of != TOTAL else ""))
            for of, tables in (*self.tables.items(), (TOTAL, {TOTAL: self.total}))
            for name, estimates in tables.items()
            for measure, estimate in estimates.items()
        ]

    def by(
        self,
        by: str,
        *,
        line: str | None = None,
        group: str | None = None,
        measures: Sequence[str] | None = None,
        width: str = "1 h",
    ) -> pd.DataFrame:
        """Return measures of one line or group by period.

        Parameters
        ----------
        by : str
            ``"hour"`` (of the day), ``"hour_of_week"`` (0 is Monday 00:00), ``"day"`` (local date), ``"week"``
            (the date of its Monday) or ``"interval"`` (each period of the span by itself).
        line, group : str, optional
            Of which line or group; give one of the two.
        measures : sequence of str, optional
            Which measures; by default, all of them.
        width : str, optional
            Length of the intervals, such as ``"15 min"``; for ``by="interval"`` only. Other than one hour, the
            replications are simulated again.

        Returns
        -------
        DataFrame
            Columns `by`, ``measure``, ``mean``, ``low``, ``high``, ``span_low``, ``span_high``, and ``hours``: how
            many measured hours the period has in each replication. Counts are per replication, over all of them. Each
            interval is for its own period, not for all of them together.

        Raises
        ------
        SimcallError
            For an unknown gathering, line, group, measure or width.
        """
        import pandas as pd

        rows = self.rows_by(by, line=line, group=group, measures=measures, width=width)
        table = pd.DataFrame(rows, columns=[by, *PeriodRow._fields[1:]])
        return table.astype(dict.fromkeys(ESTIMATE_COLUMNS, "float64"))

    def rows_by(
        self,
        by: str,
        *,
        line: str | None = None,
        group: str | None = None,
        measures: Sequence[str] | None = None,
        width: str = "1 h",
    ) -> list[PeriodRow]:
        """Return the rows of `by`: for those who can do without pandas, slow to import."""
        of, name = self._subject(line, group)
        width_min = _width(width, by)
        tallies, periods = self._hourly, self.periods
        if width_min != HOUR:
            tallies, periods = self._tallies_of(width_min)
        cells = cells_by(periods, by)
        hours = np.bincount(cells.of_period, np.diff(periods.edges)) * self.blueprint.calendar.tick_s / 3600
        scenario = self.blueprint.scenario
        chosen = listed_measures(scenario, of, name) if measures is None else self._measures(of, measures)
        by_measure = estimates_by_cell(chosen, self._sample(of, name, cells, tallies))
        return [
            PeriodRow(label, measure.name, *estimate.columns, length)
            for measure, estimates in zip(chosen, by_measure, strict=True)
            for label, estimate, length in zip(cells.labels, estimates, hours.tolist(), strict=True)
        ]

    def totals(
        self, measure: str, *, line: str | None = None, group: str | None = None, by: str | None = None
    ) -> tuple[list[Any], Floats, Floats]:
        """Return what a measure is the ratio of, in each replication: for those who compare or judge replications.

        Parameters
        ----------
        measure : str
            Any measure but a quantile, which is of all replications together.
        line, group : str, optional
            Of which line or group; give one of the two. A grade may stand in place of a line.
        by : str, optional
            As for the method `by`; by default, the whole span.

        Returns
        -------
        labels : list
            Of the periods; ``[None]`` for the whole span.
        numerator, denominator : float64, shape (replications, periods)
            The measure is the ratio of their sums over replications. A count has ones below.

        Raises
        ------
        SimcallError
            For an unknown measure, line, group or gathering, or a quantile.
        """
        of, name = self._subject(line, group)
        (chosen,) = self._measures(of, [measure])
        ratio = averaged(chosen)
        sample = self._sample_by(by, of, name)
        totals = RatioTotals.of(ratio, sample)
        return sample.cells.labels, totals.numerator, totals.denominator

    def answers(self, line: str, *, by: str | None = None) -> list[list[Ticks]]:
        """Return the answer times of a line or a grade in ticks, for each period and replication.

        By default, of the whole span.
        """
        return self.times(ANSWER_TICKS, line, by=by)

    def times(self, which: str, line: str, *, by: str | None = None) -> list[list[Ticks]]:
        """Return the times of a line or a grade that a quantile is of, as `answers` does; `which` is its `times`."""
        return self._sample_by(by, *self._subject(line, None)).times(which)

    def records(self, replication: int = 0) -> pd.DataFrame:
        """Return the call records of one replication, as a phone system would export them.

        Parameters
        ----------
        replication : int
            0 for the first.

        Returns
        -------
        DataFrame
            One row per attempt, the warm-up included and marked; times are local.

        Raises
        ------
        SimcallError
            If the run had no such replication.
        """
        from simcall.measures.export import call_table

        if not 0 <= replication < self.replications:
            raise SimcallError(f"replication {replication}: the run had {self.replications}, counted from 0")
        return call_table(self.resimulate(replication).calls, self.blueprint)

    def waits(self, replication: int) -> Sequence[Waits]:
        """Return by line when the calls of a replication waited; it is simulated again if the run has not kept that."""
        kept = self.tallies[replication].waits
        lines = len(self.blueprint.scenario.lines)
        return waits_of(self.resimulate(replication).calls, lines) if kept is None else kept

    def definition(self, measure: str, name: str) -> str:
        """Return the definition in force of a measure of a line, grade or group; with an empty name, of the total."""
        return definition_in(self.blueprint.scenario, MEASURES[measure], name)

    def _whole_span(self, of: str, name: str, measures: Sequence[Measure]) -> list[Estimate]:
        return [estimates[0] for estimates in estimates_by_cell(measures, self._whole(of, name))]

    def _whole(self, of: str, name: str) -> Sample:
        """Return the sample of the whole span, with the totals that were worked out before."""
        if (of, name) not in self._of_whole_span:
            # Several lines are added hour by hour: the last digit of a sum depends on the order.
            tallies = self.tallies if of in ("line", "group") else self._hourly
            cells = Cells([None], np.zeros(tallies[0].periods, np.int64))
            self._of_whole_span[of, name] = self._sample(of, name, cells, tallies)
        return self._of_whole_span[of, name]

    def _sample_by(self, by: str | None, of: str, name: str) -> Sample:
        """Return the sample of the whole span, or that of periods."""
        return self._whole(of, name) if by is None else self._sample(of, name, cells_by(self.periods, by), self._hourly)

    @cached_property
    def _of_whole_span(self) -> dict[tuple[str, str], Sample]:
        return {}

    def _sample(self, of: str, name: str, cells: Cells, tallies: Sequence[Tally]) -> Sample:
        indices = self._indices(of, name)
        return Sample(
            tallies,
            of,
            indices,
            cells,
            self.blueprint.calendar.tick_s,
            has_target=of in ("line", "grade") and have_targets(self.blueprint.scenario, indices),
        )

    def _indices(self, of: str, name: str) -> list[int]:
        """Return which lines or groups are meant: of the total, all phone lines."""
        scenario = self.blueprint.scenario
        if of == "group":
            return [list(scenario.groups).index(name)]
        if of != TOTAL:
            return line_indices(scenario, name)
        return [index for index, line in enumerate(scenario.lines.values()) if not line.is_work]

    def _tallies_of(self, width_min: int) -> tuple[tuple[Tally, ...], Periods]:
        blueprint = self.blueprint
        periods = periods_of(blueprint.calendar, width_min)
        tallies = (
            tally(self.resimulate(i), blueprint.scenario, blueprint.calendar, periods) for i in range(self.replications)
        )
        return tuple(tallies), periods

    def _subject(self, line: str | None, group: str | None) -> tuple[str, str]:
        if (line is None) == (group is None):
            raise SimcallError('give either line="101" or group="handlers"')
        scenario = self.blueprint.scenario
        if line in scenario.grades:
            return "grade", str(line)
        of, name, known = ("line", line, scenario.lines) if line is not None else ("group", group, scenario.groups)
        if name not in known:
            raise SimcallError(f'there is no {of} "{name}"; there are {", ".join((*known, *_grades(of, scenario)))}')
        return of, str(name)

    def _measures(self, of: str, names: Sequence[str]) -> list[Measure]:
        """Return measures by name."""
        measures = MEASURES_OF[of]
        if unknown := [name for name in names if name not in measures]:
            raise SimcallError(f'a {of} has no measure "{unknown[0]}"; it has {", ".join(measures)}')
        return [measures[name] for name in names]


def _grades(of: str, scenario: Scenario) -> tuple[str, ...]:
    """Return the grades, which may be named in place of a line."""
    return tuple(scenario.grades) if of == "line" else ()


def _width(width: str, by: str) -> int:
    """Return the width of an interval in minutes."""
    try:
        minutes = parse_duration(width) / 60
    except ValueError as error:
        raise SimcallError(f'width "{width}": {error}') from error
    if not (minutes == int(minutes) and 1 <= minutes <= 1440):
        raise SimcallError(f'width "{width}": give whole minutes, from "1 min" to "1 day"')
    if minutes != HOUR and by != "interval":
        raise SimcallError(f'width is for by="interval"; by="{by}" is made of hours')
    return int(minutes)


def _as_dicts(estimates: Estimates) -> dict[str, dict[str, float | None]]:
    return {name: dict(zip(ESTIMATE_COLUMNS, estimate.columns, strict=True)) for name, estimate in estimates.items()}
