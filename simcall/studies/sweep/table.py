"""The results of a sweep: a tidy table, verdicts on the targets, the frontier and main effects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from simcall.errors import ScenarioError, SimcallError
from simcall.measures import CONFIDENCE, MEASURES, JudgedTarget, Kind
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, DUTY_HOURS
from simcall.measures.estimates import ESTIMATE_COLUMNS
from simcall.measures.targets import PAID_HOURS, Figure, Target, unlisted
from simcall.scenario import Scenario
from simcall.studies.precision import half_width
from simcall.studies.sweep.cells import Cell, Request
from simcall.studies.sweep.design import Design, brief
from simcall.studies.sweep.exchange import Exchange, exchanges
from simcall.studies.sweep.points import canonical
from simcall.studies.sweep.value_bins import binned
from simcall.studies.typed_figures import parse_figure, parse_target

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Aim", "Row", "SweepNumbers", "kind_of"]

Row = tuple[Any, ...]
AnyFigure = TypeVar("AnyFigure", bound=Figure)


@dataclass(frozen=True)
class Aim:
    """A figure to make as large, or as small, as possible."""

    figure: Figure
    larger: bool

    def __str__(self) -> str:
        """Write it in words."""
        return f"{'most' if self.larger else 'least'} {self.figure}"


@dataclass(frozen=True)
class SweepNumbers:
    """The results of a sweep.

    Attributes
    ----------
    design : Design
        Its points.
    request : Request
        How each was simulated.
    cells : tuple of Cell
        The results of each point, in the order of the design.
    names : mapping of str to str
        By a point's key, the name of its cell in a folder: of the point, its scenario, the request and the version.
    others : int
        Cells in its folder that are of other points, or of another scenario, seed or version, and were left alone.
    """

    design: Design
    request: Request
    cells: tuple[Cell, ...] = field(repr=False)
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    others: int = 0

    @property
    def failed(self) -> tuple[Cell, ...]:
        """The points that have no figures, each with its error."""
        return tuple(cell for cell in self.cells if cell.error is not None)

    @property
    def damaged(self) -> int:
        """Number of points whose file cannot be read, so that they count as not simulated."""
        return sum(cell.is_damaged for cell in self.cells)

    @property
    def short(self) -> tuple[Cell, ...]:
        """The points that reached the maximum of replications before their intervals were as narrow as `until`."""
        goals = self.request.until
        able = [cell for cell in self.cells if cell.error is None]
        return tuple(cell for cell in able if not all(goal.met_by(half_width(cell.estimate(goal))) for goal in goals))

    @property
    def paths(self) -> tuple[str, ...]:
        """What is varied."""
        return tuple(parameter.path for parameter in self.design.parameters)

    def columns(self) -> tuple[str, ...]:
        """Return the columns of `rows`."""
        return ("point", "key", *self.paths, "of", "name", "measure", "mean", "low", "high", "replications")

    def rows(self) -> list[Row]:
        """Return one row for each point and figure; values that are tables or lists are written as JSON."""
        return [
            (cell.point.number, cell.point.key, *self.values_of(cell), *row, cell.replications)
            for cell in self.cells
            for row in cell.rows()
        ]

    def values_of(self, cell: Cell) -> tuple[Any, ...]:
        """Return a point's values, in the order of `paths`, as a table can hold them."""
        return tuple(_plain(cell.point.values.get(path)) for path in self.paths)

    def words_of(self, path: str, value: object) -> str:
        """Write a value that `values_of` gives, in few words."""
        return self._words.get((path, canonical(value))) or brief(value)

    @cached_property
    def _words(self) -> Mapping[tuple[str, str], str]:
        values = ((path, cell.point.values.get(path)) for cell in self.cells for path in self.paths)
        return {(path, canonical(_plain(value))): brief(value) for path, value in values}

    def to_frame(self) -> pd.DataFrame:
        """Return the sweep as one tidy table.

        Returns
        -------
        DataFrame
            A row for each point and figure: ``point``, ``key``, a column for each varied path, ``of`` ("line",
            "group" or "plan"), ``name``, ``measure``, ``mean``, ``low``, ``high``, ``replications``.
        """
        import pandas as pd

        table = pd.DataFrame(self.rows(), columns=list(self.columns()))
        values = [self.values_of(cell) for cell in self.cells]
        kinds = {path: _column_kind([row[index] for row in values]) for index, path in enumerate(self.paths)}
        column_kinds = {path: kind for path, kind in kinds.items() if kind is not None}
        return table.astype({**dict.fromkeys(("mean", "low", "high"), "float64"), **column_kinds})

    def figure(self, text: str) -> Figure:
        """Read ``LINE.MEASURE``, ``GROUP.MEASURE``, ``paid_hours`` or ``paid_hours.GROUP``."""
        return self.held(parse_figure(text, self._with_all_groups, "sweep"))

    def target(self, text: str) -> Target:
        """Read ``999.answered_in_target >= 0.9``."""
        return self.held(parse_target(text, self._with_all_groups, "sweep"))

    def held(self, figure: AnyFigure) -> AnyFigure:
        """Return a figure that the points have.

        Raises
        ------
        SimcallError
            If it is worked out only when somebody names it, and nobody did before the points were simulated.
        """
        for named in unlisted([figure]):
            if any(cell.lacks(named) for cell in self.cells):
                example = ">= 0.9" if kind_of(named) is Kind.SHARE else "<= 60 s"
                raise SimcallError(
                    f"{named} was not worked out in this sweep; sweep again with it, for example with "
                    f'--target "{named} {example}": simcall then simulates the points again'
                )
        return figure

    @cached_property
    def _with_all_groups(self) -> Scenario:
        """Return the scenario of a point, which may have groups that the base does not have.

        If the point's scenario cannot be made any more, as when a roster was moved, return the base.
        """
        try:
            return self.design.scenario_of(self.cells[-1].point)
        except (ScenarioError, IndexError):
            return self.design.base

    def verdicts(self, targets: Sequence[Target]) -> list[tuple[Cell, tuple[JudgedTarget, ...]]]:
        """Return the verdict of each point on each target, with the confidence of the intervals."""
        return [(cell, tuple(cell.judged(target) for target in targets)) for cell in self.cells]

    @cached_property
    def aims(self) -> tuple[Aim, ...]:
        """What to trade off by default: the figures that differ between the points.

        These are the figures of the targets and the cost. Without targets, they are the share answered in time of the
        first line that has a target, abandonment on the other phone lines, and the share of each grade of incidents
        attended in target. Without a cost, they are paid hours and the hours of groups that are taken from other work.
        """
        outcomes = {aim.figure: aim for aim in self._outcomes()}
        # A cost that ranks all points as another does says nothing more.
        costs = {self._order(aim): aim for aim in reversed([*self._costs()]) if aim.figure not in outcomes}
        return tuple(aim for aim in (*outcomes.values(), *reversed(costs.values())) if len(set(self._order(aim))) > 1)

    def _outcomes(self) -> Iterator[Aim]:
        """Yield the figures of the targets, or of the main measures."""
        if self.design.settings.targets:
            for target in self.design.settings.targets:
                yield Aim(Figure(target.line_or_group, target.measure), larger=target.comparison.startswith(">"))
            return
        lines, grades = self._with_all_groups.lines, self._with_all_groups.grades
        ordered = sorted(lines, key=lambda name: lines[name].priority)
        first = next((name for name in ordered if lines[name].answer_target), None)
        if first:
            yield Aim(Figure(first, ANSWERED_IN_TARGET.name), larger=True)
        phones = (name for name in ordered if name != first and not lines[name].is_work)
        yield from (Aim(Figure(name, ABANDONMENT_RATE.name), larger=False) for name in phones)
        yield from (Aim(Figure(grade, ANSWERED_IN_TARGET.name), larger=True) for grade in grades)

    def _costs(self) -> Iterator[Aim]:
        """Yield the costs."""
        if self.design.settings.minimise is not None:
            yield Aim(self.design.settings.minimise, larger=False)
            return
        groups = self._with_all_groups.groups
        yield Aim(Figure("", PAID_HOURS), larger=False)
        yield from (Aim(Figure(name, DUTY_HOURS.name), larger=False) for name in groups if groups[name].taken_from)

    def _order(self, aim: Aim) -> tuple[int | None, ...]:
        """Return the rank of each point in a figure."""
        means = [_comparable(cell, aim) for cell in self.cells]
        ranks = {value: rank for rank, value in enumerate(sorted({value for value in means if value is not None}))}
        return tuple(None if value is None else ranks[value] for value in means)

    def frontier(self, aims: Sequence[Aim] | None = None) -> tuple[Cell, ...]:
        """Return the points of which no other is as good in every aim and better in one, by their estimates.

        Simulated hours count as equal if their first three digits are: beyond these they differ by chance.

        Parameters
        ----------
        aims : sequence of Aim, optional
            What is traded off; `aims` if left out.

        Returns
        -------
        tuple of Cell
            In the order of the design.
        """
        dominated = self.dominated(aims)
        return tuple(cell for cell in self.cells if dominated.get(cell.point.number, cell) is None)

    def dominated(self, aims: Sequence[Aim] | None = None) -> dict[int, int | None]:
        """Return, for each point that has all figures, one that dominates it, or None: it is on the frontier.

        If several dominate a point, the one returned is on the frontier itself.
        """
        chosen = self.aims if aims is None else tuple(aims)
        rows = {
            cell.point.number: [_comparable(cell, aim) for aim in chosen] for cell in self.cells if cell.error is None
        }
        able = {number: row for number, row in rows.items() if None not in row}
        numbers = list(able)
        table = np.array(list(able.values()), np.float64).reshape(len(numbers), len(chosen))
        better = [np.flatnonzero((table >= row).all(axis=1) & (table > row).any(axis=1)) for row in table]
        return {
            number: next((numbers[index] for index in over if not len(better[index])), None)
            for number, over in zip(numbers, better, strict=True)
        }

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What people who are taken from other work bring and cost by the hour: see `exchanges`."""
        return exchanges(self.design.base, self.paths, self.cells, [aim.figure for aim in self.aims])

    def main_effects(self, figure: Figure) -> list[Row]:
        """Return the mean of a figure over all points that share a value of a parameter.

        If a parameter has many numeric values, the mean is over each quarter of their range.

        Returns
        -------
        list of (path, value, mean, points)
            In a full grid these are the main effects. In other designs other parameters vary too, by chance.
        """
        defined = [(cell, mean) for cell in self.cells if (mean := cell.estimate(figure).mean) is not None]
        rows: list[Row] = []
        for index, path in enumerate(self.paths):
            gathered: dict[str, tuple[Any, list[float]]] = {}
            in_order = binned([self.values_of(cell)[index] for cell, _ in defined])
            for number, label in in_order:
                gathered.setdefault(canonical(label), (label, []))[1].append(defined[number][1])
            rows += [(path, value, float(np.mean(means)), len(means)) for value, means in gathered.values()]
        return rows

    def document(self) -> dict[str, Any]:
        """Return the sweep as one JSON document: figures of every point, without the totals."""
        dominated, judged = self.dominated(), self.verdicts(self.design.settings.targets)
        return {
            "schema": 1,
            "sweep": self.design.name,
            "base": self.design.base.name,
            **self.request.identity(),
            "dropped": dict(self.design.dropped),
            "confidence": CONFIDENCE,
            "targets": [str(target) for target in self.design.settings.targets],
            "aims": [str(aim) for aim in self.aims],
            "frontier": [cell.point.number for cell in self.frontier()],
            "main_effects": {
                str(aim.figure): [
                    dict(zip(("path", "value", "mean", "points"), row, strict=True))
                    for row in self.main_effects(aim.figure)
                ]
                for aim in self.aims
            },
            "exchanges": [exchange.document() for exchange in self.exchanges],
            "points": [self._entry(cell, targets, dominated) for cell, targets in judged],
        }

    def _entry(
        self, cell: Cell, targets: Sequence[JudgedTarget], dominated: Mapping[int, int | None]
    ) -> dict[str, Any]:
        values = {path: _plain(value) for path, value in cell.point.values.items()}
        entry: dict[str, Any] = {"number": cell.point.number, "key": cell.point.key, "values": values}
        if cell.error is not None:
            return {**entry, "error": cell.error}
        return {
            **entry,
            "replications": cell.replications,
            "verdicts": {str(judged.target): judged.verdict for judged in targets},
            "dominated_by": dominated.get(cell.point.number),
            PAID_HOURS: cell.document[PAID_HOURS],
            "lines": _named(cell.document["figures"]["line"]),
            "groups": _named(cell.document["figures"]["group"]),
        }


def kind_of(figure: Figure) -> Kind:
    """Return what a figure is."""
    return Kind.HOURS if figure.is_planned else MEASURES[figure.measure].kind


def _named(tables: Mapping[str, Mapping[str, Sequence[float | None]]]) -> dict[str, Any]:
    return {
        name: {measure: dict(zip(ESTIMATE_COLUMNS, estimate, strict=False)) for measure, estimate in table.items()}
        for name, table in tables.items()
    }


def _comparable(cell: Cell, aim: Aim) -> float | None:
    """Return a figure so that more is better, and chance does not tell equals apart; None where there is none."""
    mean = cell.estimate(aim.figure).mean
    if mean is None:
        return None
    if kind_of(aim.figure) is Kind.HOURS:
        mean = float(f"{mean:.9g}" if aim.figure.is_planned else f"{mean:.3g}")
    return mean if aim.larger else -mean


def _column_kind(values: Iterable[object]) -> str | None:
    """Return what a column of a parameter's values is to be; None leaves it as it is."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int}:
        return "Int64"
    if kinds <= {int, float}:
        return "float64"
    return None if kinds == {bool} else "str"


def _plain(value: object) -> Any:
    """Return a value as a cell of a table can hold it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    text = canonical(value)
    return json.loads(text) if text.startswith('"') else text  # of dates and times the bare text
