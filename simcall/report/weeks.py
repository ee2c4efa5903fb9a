"""Figures by hour of the week: tables of hours by days for a page, and long ones for a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from simcall.measures import MEASURES, Kind, Measure, RunNumbers
from simcall.measures.definitions import (
    ABANDONMENT_RATE,
    ANSWERED_IN_TARGET,
    ASA,
    BACKLOG_END,
    BUSY_HOURS,
    DUTY_HOURS,
    MEAN_OVERDUE,
    MEAN_QUEUE,
    OCCUPANCY,
    OFFERED,
    OLDEST_END,
)
from simcall.measures.subjects import subject_of
from simcall.report.content import Cell, Number, Rows, Table
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.compare import ComparisonNumbers

__all__ = ["difference_tables", "hour_tables", "week_tables"]

_LONG_COLUMNS = ("hour of week", "day", "hour", "measured hours", "measure", "figure", "from", "to")
_DIFFERENCE_COLUMNS = (
    *("scenario", "hour of week", "day", "hour", "measure", "base", "this", "difference", "from", "to"),
)
_OF_LINES = tuple(measure.name for measure in (OFFERED, ANSWERED_IN_TARGET, ABANDONMENT_RATE, ASA, MEAN_QUEUE))
_OF_WORK = tuple(measure.name for measure in (MEAN_OVERDUE, BACKLOG_END, OLDEST_END))
_OF_GROUPS = tuple(measure.name for measure in (DUTY_HOURS, BUSY_HOURS, OCCUPANCY))
_TITLES: Mapping[Measure, str] = {
    ANSWERED_IN_TARGET: "{name}: share of answered calls answered in time, by hour and day",
    ABANDONMENT_RATE: "{name}: share of calls abandoned, by hour and day",
    MEAN_QUEUE: "{name}: mean number waiting, by hour and day",
    DUTY_HOURS: "{name}: people on duty, by hour and day",
}
_OF_INCIDENTS: Mapping[Measure, str] = {
    ANSWERED_IN_TARGET: "{name}: share of incidents attended in time, by hour and day",
    MEAN_QUEUE: "{name}: mean number of incidents waiting, by hour and day",
}


def week_tables(results: RunNumbers) -> tuple[Table, ...]:
    """Return the figures behind the heat maps, and who is on duty: a row for each hour, a column for each day."""
    scenario = results.blueprint.scenario
    subjects = [
        ("line", name, measure)
        for name, line in scenario.lines.items()
        for measure in (ANSWERED_IN_TARGET, ABANDONMENT_RATE)
        if (line.answer_target or not measure.needs_target) and not (line.is_work and measure is ABANDONMENT_RATE)
    ]
    subjects += [("line", name, MEAN_QUEUE) for name, line in scenario.lines.items() if line.is_work]
    subjects += [("group", name, DUTY_HOURS) for name in scenario.groups]
    return tuple(_week(results, *subject) for subject in subjects)


def _week(results: RunNumbers, of: str, name: str, measure: Measure) -> Table:
    by_hour = results.rows_by("hour_of_week", **subject_of(of, name), measures=[measure.name])
    hours = {row.label: (row.mean, row.hours) for row in by_hour}
    cells = {hour: _cell(measure, *hours.get(hour, (None, 0.0))) for hour in range(168)}
    rows: Rows = tuple((f"{hour:02d}:00", *(cells[day * 24 + hour] for day in range(7))) for hour in range(24))
    line = results.blueprint.scenario.lines.get(name) if of == "line" else None
    title = _OF_INCIDENTS.get(measure, _TITLES[measure]) if line is not None and line.grade else _TITLES[measure]
    return Table(title.format(name=name), ("hour", *WEEKDAYS), rows, name, is_folded=True)


def _cell(measure: Measure, mean: float | None, hours: float) -> Number:
    """Return a cell; person-hours are shown as people, who are there in an hour on average."""
    if measure.kind is not Kind.HOURS:
        return Number(mean, measure.kind)
    return Number(mean / hours if mean is not None and hours else None, Kind.NUMBER)


def hour_tables(results: RunNumbers) -> tuple[Table, ...]:
    """Return a row for each hour of the week and measure, of each line and group: for a workbook alone."""
    scenario = results.blueprint.scenario
    subjects: list[tuple[str, str, tuple[str, ...]]] = [
        ("line", name, (*_OF_LINES, *_OF_WORK) if line.is_work else _OF_LINES) for name, line in scenario.lines.items()
    ]
    subjects += [("group", name, _OF_GROUPS) for name in scenario.groups]
    return tuple(
        Table(
            f"{name} by hour of the week",
            _LONG_COLUMNS,
            tuple(_hours(results, *subject)),
            name,
            "By hour of week",
            on_page=False,
        )
        for subject in subjects
        for name in [subject[1]]
    )


def _hours(results: RunNumbers, of: str, name: str, measures: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    for row in results.rows_by("hour_of_week", **subject_of(of, name), measures=measures):
        kind = MEASURES[row.measure].kind
        ends = (Number(row.mean, kind), Number(row.low, kind), Number(row.high, kind))
        yield *_place(row.label), Number(row.hours, Kind.COUNT), row.measure, *ends


def difference_tables(comparison: ComparisonNumbers) -> tuple[Table, ...]:
    """Return every difference by hour of the week, of each line and group: for a workbook alone."""
    subjects = dict.fromkeys((row.of, row.name) for row in comparison.rows)
    return tuple(
        Table(
            f"{name} by hour of the week",
            _DIFFERENCE_COLUMNS,
            tuple(_difference_hours(comparison, of, name)),
            name,
            "By hour of week",
            on_page=False,
        )
        for of, name in subjects
    )


def _difference_hours(comparison: ComparisonNumbers, of: str, name: str) -> Iterator[tuple[Cell, ...]]:
    measures = _OF_GROUPS if of == "group" else _OF_LINES
    for scenario, hour, measure, base, this, *ends in comparison.rows_by(
        "hour_of_week", **subject_of(of, name), measures=measures
    ):
        kind = MEASURES[measure].kind
        levels = (Number(base, kind), Number(this, kind))
        yield scenario, *_place(hour), measure, *levels, *(Number(end, kind, True) for end in ends)


def _place(hour: int) -> tuple[Cell, ...]:
    """Return an hour of the week, its day and its hour of the day."""
    return Number(float(hour), Kind.COUNT), WEEKDAYS[hour // 24], Number(float(hour % 24), Kind.COUNT)
