"""What people who are moved from other work bring, and what they cost there, by the hour."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.inputs import Floats
from simcall.measures import MEASURES, Estimate, Kind
from simcall.measures.definitions import DUTY_HOURS
from simcall.measures.estimates import t_quantile
from simcall.measures.targets import Figure
from simcall.scenario.models.paths import parse_path
from simcall.studies.sweep.cells import Cell
from simcall.studies.sweep.points import canonical

if TYPE_CHECKING:
    from simcall.studies.sweep.table import SweepNumbers

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
    low, high : number
        The values of the path between which they are moved.
    hours : float
        Hours on duty that this moves, in the scenario's span.
    changes : mapping of Figure to Estimate
        By share: how many more there are of what it counts, for `PER_HOURS` hours moved, such as calls answered in
        time. The mean over replications, with a paired t interval over them: the same callers ring at both values.
    """

    path: str
    group: str
    low: Any
    high: Any
    hours: float
    changes: Mapping[Figure, Estimate]

    def document(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        changes = {str(figure): estimate.interval for figure, estimate in self.changes.items()}
        moved = {"path": self.path, "group": self.group, "from": self.low, "to": self.high, "hours": self.hours}
        return {**moved, f"for_each_{PER_HOURS:.0f}_hours": changes}


def exchanges(sweep: SweepNumbers) -> tuple[Exchange, ...]:
    """Return what people who are taken from other work bring and cost, by path.

    Of each path, the first entry is from its lowest to its highest value, and the others from each value to the next.
    Only paths of a group with ``taken_from`` count, with numbers that move its hours; every pair of points that
    differs in nothing else is used, and their differences are added up before the ratio is taken.

    Parameters
    ----------
    sweep : SweepNumbers
        A sweep, simulated.
    """
    figures = [aim.figure for aim in sweep.aims if _is_counted(aim.figure)]
    return tuple(
        exchange
        for path in sweep.paths
        if figures and (group := _taken_group(sweep, path))
        for exchange in _of_path(sweep, path, group, figures)
    )


def _is_counted(figure: Figure) -> bool:
    return not figure.is_planned and figure.is_of_line and MEASURES[figure.measure].kind is Kind.SHARE


def _taken_group(sweep: SweepNumbers, path: str) -> str | None:
    """Return the group whose staffing a path changes, if its people are taken from other work."""
    table, group, *rest = (*parse_path(path), "", "")
    groups = sweep.design.base.groups
    return group if table == _GROUPS and rest[0] and group in groups and groups[group].taken_from else None


def _of_path(sweep: SweepNumbers, path: str, group: str, figures: Sequence[Figure]) -> Iterator[Exchange]:
    """Yield the whole range of a path, and each of its steps."""
    columns = _columns(sweep, path)
    values = sorted({value for column in columns for value in column})
    complete = [column for column in columns if len(column) == len(values)]
    if len(values) < 2 or not complete:
        return
    spans = [(values[0], values[-1]), *pairwise(values)]
    for low, high in spans[:1] if len(values) == 2 else spans:
        exchange = _between(path, group, low, high, [(column[low], column[high]) for column in complete], figures)
        if exchange is not None:
            yield exchange


def _columns(sweep: SweepNumbers, path: str) -> list[dict[Any, Cell]]:
    """Return the points that differ in one path alone: by its value, a dictionary for each choice of the others."""
    columns: dict[str, dict[Any, Cell]] = {}
    for cell in sweep.cells:
        value = cell.point.values.get(path)
        if cell.error is None and isinstance(value, int | float) and not isinstance(value, bool):
            others = canonical({name: cell.point.values.get(name) for name in sweep.paths if name != path})
            columns.setdefault(others, {})[value] = cell
    return list(columns.values())


def _between(
    path: str, group: str, low: Any, high: Any, pairs: Sequence[tuple[Cell, Cell]], figures: Sequence[Figure]
) -> Exchange | None:
    """Return the exchange between two values of a path; None if no hours are moved, or replications do not pair."""
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
    return Exchange(path, group, low, high, moved / len(pairs), changes)


def _estimate(gains: Floats) -> Estimate:
    """Return the mean of one number a replication, with its t interval."""
    mean, n = float(np.mean(gains)), len(gains)
    if n < 2:
        return Estimate(mean, None, None)
    half = t_quantile(n) * float(np.std(gains, ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half)
