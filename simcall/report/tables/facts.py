"""The rows of the facts: figures, differences, targets and inputs, as the results have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simcall.measures import verdicts
from simcall.measures.estimates import ESTIMATE_COLUMNS
from simcall.measures.subjects import subject_of, subjects_in
from simcall.measures.targets import PAID_HOURS
from simcall.report.tables.sources import Sources, Swept
from simcall.scenario import Scenario, holdings
from simcall.studies.sweep import Cell

__all__ = [
    "differences",
    "differences_by_hour_of_week",
    "figures",
    "figures_by",
    "inputs",
    "point_figures",
    "scenarios_in",
    "targets",
]

Row = tuple[Any, ...]


def figures(sources: Sources) -> Iterator[Row]:
    """Yield every figure of the whole span."""
    for simulated in sources.simulated:
        for of, name, measure, *estimate, _ in simulated.results.summary_rows():
            yield simulated.key, simulated.subjects[of, name].key, measure, *estimate


def figures_by(sources: Sources, by: str) -> Iterator[Row]:
    """Yield every figure by period, of which `by` says what it is."""
    for simulated in sources.simulated:
        for of, name in subjects_in(simulated.scenario):
            key = simulated.subjects[of, name].key
            for row in simulated.results.rows_by(by, **subject_of(of, name)):
                yield simulated.key, key, row.measure, row.label, row.hours, *row.estimate.columns


def targets(sources: Sources) -> Iterator[Row]:
    """Yield every target of every line, with its figure and the verdict."""
    for simulated in sources.simulated:
        for judged in verdicts(simulated.results):
            target = judged.target
            key = simulated.subjects["line", target.line_or_group].key
            figure = (target.measure, target.comparison, target.value, *judged.estimate.columns)
            yield simulated.key, key, *figure, str(judged.verdict)


def differences(sources: Sources) -> Iterator[Row]:
    """Yield every difference of the whole span."""
    for compared in sources.compared:
        for row in compared.comparison.rows:
            subject, difference = compared.subject(row.scenario, row.of, row.name), row.difference
            means = (difference.base.mean, difference.other.mean, difference.mean)
            yield compared.keys[row.scenario], subject.key, row.measure, *means, difference.low, difference.high


def differences_by_hour_of_week(sources: Sources) -> Iterator[Row]:
    """Yield every difference by hour of the week."""
    for compared in sources.compared:
        for of, name in dict.fromkeys((row.of, row.name) for row in compared.comparison.rows):
            keys = {other: compared.subject(other, of, name).key for other in compared.others_with(of, name)}
            rows = compared.comparison.rows_by("hour_of_week", **subject_of(of, name))
            for scenario, hour, measure, *numbers in rows:
                yield compared.keys[scenario], keys[scenario], measure, hour, *numbers


def point_figures(sources: Sources) -> Iterator[Row]:
    """Yield every figure of every point of a sweep; paid hours of the plan are of groups."""
    for swept in sources.swept:
        keys = {subject: swept.subjects[subject].key for subject in swept.subjects}
        for cell in swept.sweep.cells:
            for of, name, measure, estimate in _figures_at(swept, cell):
                yield swept.point_key(cell.point.number), keys[of, name], measure, *estimate


def _figures_at(swept: Swept, cell: Cell) -> Iterator[tuple[str, str, str, list[float | None]]]:
    """Yield what has the figure, the measure and its numbers; results of earlier versions have no span."""
    if cell.error is not None:
        return
    missing = [None] * len(ESTIMATE_COLUMNS)
    for name, hours in cell.document[PAID_HOURS].items():
        yield "group", name, PAID_HOURS, [hours, *missing[1:]]
    for of, tables in cell.document["figures"].items():
        for name, table in tables.items():
            for measure, numbers in table.items():
                yield swept.of(of, name), name, measure, [*numbers, *missing[len(numbers) :]]


def inputs(sources: Sources) -> Iterator[Row]:
    """Yield every input of every scenario, that of a sweep's base included."""
    for key, scenario in scenarios_in(sources).items():
        for row in holdings(scenario):
            yield key, row.path, row.meaning or None, row.value, row.kind, row.source or None


def scenarios_in(sources: Sources) -> dict[str, Scenario]:
    """Return every scenario by its key: first those that were simulated, then the bases of sweeps."""
    simulated = {simulated.key: simulated.scenario for simulated in sources.simulated}
    return simulated | {swept.base_key: swept.base for swept in sources.swept if swept.base_key not in simulated}
