"""The rows of the dimensions: what the figures are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from simcall.measures import MEASURES, Kind, RunNumbers, overall
from simcall.measures.definition_texts import general_definition
from simcall.measures.measure_texts import label_of
from simcall.measures.targets import PAID_HOURS
from simcall.report.reading import Folder
from simcall.report.tables.facts import scenarios_in
from simcall.report.tables.keys import Subject
from simcall.report.tables.layout import layout_of
from simcall.report.tables.sources import Sources, Swept
from simcall.scenario.models.week import DAY_NAMES, HOURS_OF_WEEK, WEEKDAYS
from simcall.studies.sweep import Cell
from simcall.studies.sweep.cells import Request

__all__ = [
    "UNITS",
    "comparisons",
    "dates",
    "groups",
    "hours_of_week",
    "lines",
    "measures",
    "point_values",
    "points",
    "scenarios",
    "subjects",
]

Row = tuple[Any, ...]

UNITS: Mapping[Kind, str] = {
    Kind.COUNT: "number in one replication, on average",
    Kind.SHARE: "share from 0 to 1",
    Kind.SECONDS: "seconds",
    Kind.HOURS: "hours in one replication, on average",
    Kind.NUMBER: "number, on average",
}
_PAID = (
    PAID_HOURS,
    "paid hours of the plan",
    str(Kind.HOURS),
    "hours a week",
    "hours a week of the planned duties, without unpaid breaks; for a headcount, hours of people at the phones, which "
    "are not paid time. They are known before the simulation and have no interval",
    None,
    False,
)
_DIGITS = 10


def scenarios(sources: Sources) -> Iterator[Row]:
    """Yield every scenario: those that were simulated, then bases of sweeps that were not."""
    named = scenarios_in(sources)
    times = Counter(scenario.name for scenario in named.values())
    about: dict[str, tuple[Folder, Request | RunNumbers, bool]] = {
        **{swept.base_key: (swept.folder, swept.sweep.request, False) for swept in reversed(sources.swept)},
        **{run.key: (run.folder, run.results, True) for run in sources.simulated},
    }
    for key, scenario in named.items():
        folder, how, has_figures = about[key]
        label = scenario.name if times[scenario.name] == 1 else f"{scenario.name} ({key[-_DIGITS:]})"
        changes = "; ".join(folder.manifest["changed_for_this_run"]) if has_figures else ""
        yield (
            *(key, scenario.name, label, _moment(scenario.start), float(scenario.days), scenario.time_zone),
            *(str(how.seed), how.replications, changes or None, folder.manifest.get("versions", {}).get("simcall")),
            *(folder.path.resolve().name, has_figures),
        )


def _moment(start: date) -> datetime:
    """Return when a span starts; a date alone is its midnight."""
    return start.replace(tzinfo=None) if isinstance(start, datetime) else datetime(start.year, start.month, start.day)


def subjects(sources: Sources) -> Iterator[Row]:
    """Yield everything that has figures."""
    for subject in _subjects(sources):
        yield subject.key, subject.of, subject.name


def lines(sources: Sources) -> Iterator[Row]:
    """Yield the lines with their settings."""
    yield from _with_settings(sources, "line", "dim_line")


def groups(sources: Sources) -> Iterator[Row]:
    """Yield the groups with their settings."""
    yield from _with_settings(sources, "group", "dim_group")


def _with_settings(sources: Sources, of: str, table: str) -> Iterator[Row]:
    width = len(layout_of(table).columns)
    for subject in _subjects(sources):
        if subject.of == of:
            row = (subject.key, subject.name, *subject.settings)
            yield row + (None,) * (width - len(row))


def _subjects(sources: Sources) -> tuple[Subject, ...]:
    """Return each once, as the scenarios have them."""
    parts: tuple[Any, ...] = (*sources.simulated, *sources.swept)
    return tuple({subject.key: subject for part in parts for subject in part.subjects.values()}.values())


def measures(used: Iterable[str]) -> Iterator[Row]:
    """Yield the measures of some names, in their order."""
    for name in used:
        if name == PAID_HOURS:
            yield _PAID
            continue
        measure = MEASURES[name]
        about = (label_of(measure), str(measure.kind), UNITS[measure.kind], general_definition(measure))
        yield name, *about, None if measure.worse is None else str(measure.worse), measure.adds_up


def hours_of_week() -> Iterator[Row]:
    """Yield the hours of the week."""
    for number in range(HOURS_OF_WEEK):
        day, hour = divmod(number, 24)
        yield number, day + 1, DAY_NAMES[day], hour, f"{WEEKDAYS[day]} {hour:02}:00"


def dates(used: Iterable[date]) -> Iterator[Row]:
    """Yield every date from the first to the last of some."""
    known = set(used)
    first = min(known, default=date.max)
    for number in range((max(known) - first).days + 1 if known else 0):
        day = first + timedelta(days=number)
        monday = day - timedelta(days=day.weekday())
        yield day, day.year, f"{day:%Y-%m}", monday, day.weekday() + 1, DAY_NAMES[day.weekday()]


def comparisons(sources: Sources) -> Iterator[Row]:
    """Yield each scenario that is compared with a base."""
    for compared in sources.compared:
        base = compared.base
        for name, other in compared.others.items():
            label = f"{name}, compared with {base.scenario.name}"
            yield compared.keys[name], label, other.key, base.key, len(compared.others)


def points(sources: Sources) -> Iterator[Row]:
    """Yield every point of every sweep."""
    for swept in sources.swept:
        sweep = swept.sweep
        frontier = {cell.point.number for cell in sweep.frontier()}
        for cell, judged in sweep.verdicts(sweep.design.settings.targets):
            is_known = cell.error is None
            verdict = str(overall(target.verdict for target in judged)) if judged and is_known else None
            yield (
                *(swept.point_key(cell.point.number), swept.base_key, sweep.design.name, cell.point.number),
                *(sweep.design.label_of(cell.point), cell.replications if is_known else None, verdict),
                *(cell.point.number in frontier, cell.error),
            )


def point_values(sources: Sources) -> Iterator[Row]:
    """Yield every value of every point of every sweep."""
    for swept in sources.swept:
        for cell in swept.sweep.cells:
            yield from _values_at(swept, cell)


def _values_at(swept: Swept, cell: Cell) -> Iterator[Row]:
    key = swept.point_key(cell.point.number)
    for path, value in zip(swept.sweep.paths, swept.sweep.values_of(cell), strict=True):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        yield key, path, swept.sweep.words_of(path, value), float(value) if is_number else None
