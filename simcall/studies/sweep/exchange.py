"""What people who are moved from other work bring, and what they cost there, by the hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from simcall.inputs import Floats
from simcall.measures import MEASURES, Estimate, Kind
from simcall.measures.definitions import DUTY_HOURS
from simcall.measures.estimates import half_width_of_mean
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.scenario.models.paths import parse_path
from simcall.studies.sweep.cells import Cell
from simcall.studies.sweep.points import canonical

__all__ = ["PER_HOURS", "Exchange", "exchanges"]

PER_HOURS = 100.0
"""The hours moved that a change belongs to: one hour alone changes too little to be written."""
_GROUPS = "groups"


@dataclass(frozen=True)
class Exchange:
    """What changes when more people are moved, all else being equal.

    Attributes
    ----------
    path : str
        The varied path that moves them.
    group : str
        The group that they join.
    low, high : int
        The numbers of people between which they are moved.
    hours : float
        Hours on duty that this moves, in the scenario's span.
    changes : mapping of Figure to Estimate
        By share: how many more there are of what it counts, for `PER_HOURS` hours moved, such as calls answered in
        time. The mean over replications, with a paired t interval over them: the same callers ring at both values.
    """

    path: str
    group: str
    low: int
    high: int
    hours: float
    changes: Mapping[Figure, Estimate]

    def document(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        changes = {str(figure): estimate.interval for figure, estimate in self.changes.items()}
        moved = {"path": self.path, "group": self.group, "from": self.low, "to": self.high, "hours": self.hours}
        return {**moved, f"for_each_{PER_HOURS:.0f}_hours": changes}


def exchanges(
    base: Scenario, paths: Sequence[str], cells: Sequence[Cell], figures: Sequence[Figure]
) -> tuple[Exchange, ...]:
    """Return what people who are taken from other work bring and cost, by path.

    Of each path, the first entry is from its lowest to its highest value, and the others from each value to the next.
    Only paths of a group with ``taken_from`` count, with whole numbers that move its hours; every pair of points that
    differs in nothing else is used, and their differences are added up before the ratio is taken.

    Parameters
    ----------
    base : Scenario
        What the points vary.
    paths : sequence of str
        What differs between them.
    cells : sequence of Cell
        The points, simulated.
    figures : sequence of Figure
        What is traded off; only shares of lines and grades count something.
    """
    counted = [figure for figure in figures if _is_counted(figure)]
    return tuple(
        exchange
        for path in paths
        if counted and (group := _taken_group(base, path))
        for exchange in _of_path(path, group, _columns(paths, cells, path), counted)
    )


def _is_counted(figure: Figure) -> bool:
    return not figure.is_planned and figure.is_of_line and MEASURES[figure.measure].kind is Kind.SHARE


def _taken_group(base: Scenario, path: str) -> str | None:
    """Return the group whose staffing a path changes, if its people are taken from other work."""
    table, group, *rest = (*parse_path(path), "", "")
    taken = table == _GROUPS and rest[0] and group in base.groups and base.groups[group].taken_from
    return group if taken else None


def _columns(paths: Sequence[str], cells: Sequence[Cell], path: str) -> list[dict[int, Cell]]:
    """Return the points that differ in one path alone: by its value, a dictionary for each choice of the others."""
    columns: dict[str, dict[int, Cell]] = {}
    for cell in cells:
        value = cell.point.values.get(path)
        if cell.error is None and isinstance(value, int) and not isinstance(value, bool):
            others = canonical({name: cell.point.values.get(name) for name in paths if name != path})
            columns.setdefault(others, {})[value] = cell
    return list(columns.values())


def _of_path(
    path: str, group: str, columns: Sequence[Mapping[int, Cell]], figures: Sequence[Figure]
) -> Iterator[Exchange]:
    """Yield the whole range of a path, and each of its steps."""
    values = sorted({value for column in columns for value in column})
    complete = [column for column in columns if len(column) == len(values)]
    if len(values) < 2 or not complete:
        return
    spans = [(values[0], values[-1]), *pairwise(values)]
    for low, high in spans[:1] if len(values) == 2 else spans:
        exchange = _between(path, group, low, high, [(column[low], column[high]) for column in complete], figures)
        if exchange is not None:
            yield exchange


def _between(
    path: str, group: str, low: int, high: int, pairs: Sequence[tuple[Cell, Cell]], figures: Sequence[Figure]
) -> Exchange | None:
    """Return the exchange between two values of a path; None if none can be given.

    No hours may be moved, replications may not pair, and a point may lack every figure.
    """
    if len({cell.replications for pair in pairs for cell in pair}) > 1:
        return None
    on_duty = Figure(group, DUTY_HOURS.name)
    moved = sum((more.estimate(on_duty).mean or 0.0) - (less.estimate(on_duty).mean or 0.0) for less, more in pairs)
    if moved < 1:
        return None
    changes = {}
    for figure in figures:
        counts = [(less.totals(figure), more.totals(figure)) for less, more in pairs]
        gains = [more[0] - less[0] for less, more in counts if less is not None and more is not None]
        if len(gains) == len(pairs):
            changes[figure] = _estimate(np.sum(gains, axis=0) * (PER_HOURS / moved))
    return Exchange(path, group, low, high, moved / len(pairs), changes) if changes else None


def _estimate(gains: Floats) -> Estimate:
    """Return the mean of one number a replication, with its t interval."""
    mean = float(np.mean(gains))
    if len(gains) < 2:
        return Estimate(mean, None, None)
    half = float(half_width_of_mean(gains))
    return Estimate(mean, mean - half, mean + half)
