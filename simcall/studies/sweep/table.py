"""What a sweep found: one tidy table, which points meet the targets, which are on the frontier, main effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.measures import GROUP_MEASURES, LINE_MEASURES, Estimate, Kind
from simcall.studies.sweep.cells import Cell, Request
from simcall.studies.sweep.design import Design
from simcall.studies.sweep.points import canonical
from simcall.studies.targets import PAID_HOURS, Figure, Target, parse_figure, parse_target

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CLOSE", "MET", "MISSED", "Aim", "Row", "Sweep", "Verdict", "kind_of"]

Row = tuple[Any, ...]

MET, MISSED, CLOSE = "met", "missed", "too close to call"
"""What may be said of a point and a target."""


@dataclass(frozen=True)
class Aim:
    """A figure that is to be as large, or as small, as can be."""

    figure: Figure
    larger: bool

    def __str__(self) -> str:
        """Write it in words."""
        return f"{'most' if self.larger else 'least'} {self.figure}"


@dataclass(frozen=True)
class Verdict:
    """Whether a point meets a target.

    Attributes
    ----------
    target : Target
        What is wanted.
    found : Estimate
        The point's figure.
    """

    target: Target
    found: Estimate

    @property
    def word(self) -> str:
        """Met or missed if the whole interval says so; otherwise too close to call."""
        ends = [self.target.met_by(end) for end in (self.found.low, self.found.high)]
        if self.found.mean is None or self.found.low is None:
            return MISSED if self.found.mean is None else CLOSE
        return MET if all(ends) else CLOSE if any(ends) else MISSED


@dataclass(frozen=True)
class Sweep:
    """What a sweep found.

    Attributes
    ----------
    design : Design
        Its points.
    request : Request
        How each was simulated.
    cells : tuple of Cell
        What was found of each point, in the order of the design.
    others : int
        Cells in its folder that are of other points, or of another scenario, seed or version, and were left alone.
    """

    design: Design
    request: Request
    cells: tuple[Cell, ...] = field(repr=False)
    others: int = 0

    @property
    def failed(self) -> tuple[Cell, ...]:
        """The points that have no figures, each with its error."""
        return tuple(cell for cell in self.cells if cell.error is not None)

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
        return table.astype(dict.fromkeys(("mean", "low", "high"), "float64"))

    def figure(self, text: str) -> Figure:
        """Read ``LINE.MEASURE``, ``GROUP.MEASURE``, ``paid_hours`` or ``paid_hours.GROUP``."""
        return parse_figure(text, self._with_all_groups, "sweep")

    def target(self, text: str) -> Target:
        """Read ``999.answered_in_target >= 0.9``."""
        return parse_target(text, self._with_all_groups, "sweep")

    @cached_property
    def _with_all_groups(self) -> Any:
        """Return the scenario of some point; groups may be in it that the base does not have."""
        made = [self.design.scenario_of(cell.point) for cell in self.cells[-1:]]
        return made[0] if made else self.design.base

    def verdicts(self, targets: Sequence[Target]) -> list[tuple[Cell, tuple[Verdict, ...]]]:
        """Return whether each point meets each of some targets; each statement has the intervals' confidence."""
        return [(cell, tuple(Verdict(target, cell.estimate(target)) for target in targets)) for cell in self.cells]

    @cached_property
    def aims(self) -> tuple[Aim, ...]:
        """What is traded off unless something else is asked for.

        The share of the first line that has a target that is answered in it, abandonment on the others, paid hours,
        and the hours of groups that are taken from other work; of these what differs between the points.
        """
        scenario = self._with_all_groups
        ordered = sorted(scenario.lines, key=lambda name: scenario.lines[name].priority)
        first = next((name for name in ordered if scenario.lines[name].answer_target), None)
        aims = [Aim(Figure(first, "answered_in_target"), larger=True)] if first else []
        aims += [Aim(Figure(name, "abandonment_rate"), larger=False) for name in ordered if name != first]
        aims.append(Aim(Figure("", PAID_HOURS), larger=False))
        taken = [name for name, group in scenario.groups.items() if group.taken_from]
        aims += [Aim(Figure(name, "duty_hours"), larger=False) for name in taken]
        return tuple(aim for aim in aims if self._differs(aim.figure))

    def _differs(self, figure: Figure) -> bool:
        found = {cell.estimate(figure).mean for cell in self.cells}
        return len(found - {None}) > 1

    def frontier(self, aims: Sequence[Aim] | None = None) -> tuple[Cell, ...]:
        """Return the points of which no other is as good in every aim and better in one, by their estimates.

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
        """Return, for each point that has all figures, one that dominates it, or None: it is on the frontier."""
        wanted = self.aims if aims is None else tuple(aims)
        able = [cell for cell in self.cells if all(cell.estimate(aim.figure).mean is not None for aim in wanted)]
        numbers = [cell.point.number for cell in able]
        table = np.array(
            [[_larger(cell.estimate(aim.figure).mean, aim) for aim in wanted] for cell in able], np.float64
        ).reshape(len(able), len(wanted))
        found: dict[int, int | None] = {}
        for place, number in enumerate(numbers):
            better = (table >= table[place]).all(axis=1) & (table > table[place]).any(axis=1)
            found[number] = numbers[int(np.argmax(better))] if better.any() else None
        return found

    def main_effects(self, figure: Figure) -> list[Row]:
        """Return the mean of a figure over all points that share a value of a parameter.

        Returns
        -------
        list of (path, value, mean, points)
            Of a full grid these are the main effects; of other designs other parameters vary with it by chance.
        """
        rows: list[Row] = []
        for place, path in enumerate(self.paths):
            gathered: dict[str, tuple[Any, list[float]]] = {}
            for cell in self.cells:
                value, mean = self.values_of(cell)[place], cell.estimate(figure).mean
                if mean is not None:
                    gathered.setdefault(canonical(value), (value, []))[1].append(mean)
            rows += [(path, value, float(np.mean(means)), len(means)) for value, means in gathered.values()]
        return rows

    def document(self) -> dict[str, Any]:
        """Return the sweep as one JSON document: figures of every point, without the totals."""
        return {
            "schema": 1,
            "sweep": self.design.name,
            "base": self.design.base.name,
            **self.request.identity(),
            "dropped": dict(self.design.dropped),
            "aims": [str(aim) for aim in self.aims],
            "frontier": [cell.point.number for cell in self.frontier()],
            "points": [self._entry(cell) for cell in self.cells],
        }

    def _entry(self, cell: Cell) -> dict[str, Any]:
        values = {path: _plain(value) for path, value in cell.point.values.items()}
        entry: dict[str, Any] = {"number": cell.point.number, "key": cell.point.key, "values": values}
        if cell.error is not None:
            return {**entry, "error": cell.error}
        return {
            **entry,
            "replications": cell.replications,
            PAID_HOURS: cell.document[PAID_HOURS],
            "lines": _named(cell.document["figures"]["line"]),
            "groups": _named(cell.document["figures"]["group"]),
        }

    @property
    def plot(self) -> Any:
        """Pictures: ``plot.frontier()``, ``plot.heat_map("999.answered_in_target")``, ``plot.lines(…)``."""
        from simcall.studies.sweep.pictures import SweepPlots

        return SweepPlots(self)

    def save(self, folder: str | Path, *, figures: bool = True) -> Path:
        """Write the tables and pictures of a sweep into its folder; each file is there whole, or as it was.

        Raises
        ------
        ResultsError
            If the folder holds something else, or cannot be written.
        """
        from simcall.studies.sweep.folder import save

        return save(self, Path(folder), figures=figures)


def kind_of(figure: Figure) -> Kind:
    """Return what a figure is."""
    if figure.is_planned:
        return Kind.HOURS
    return next(one.kind for one in (*LINE_MEASURES, *GROUP_MEASURES) if one.name == figure.measure)


def _named(tables: Mapping[str, Mapping[str, Sequence[float | None]]]) -> dict[str, Any]:
    return {
        name: {measure: dict(zip(("mean", "low", "high"), found, strict=True)) for measure, found in table.items()}
        for name, table in tables.items()
    }


def _larger(mean: float | None, aim: Aim) -> float:
    assert mean is not None
    return mean if aim.larger else -mean


def _plain(value: object) -> Any:
    """Return a value as a cell of a table can hold it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return canonical(value)
