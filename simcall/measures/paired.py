"""What differs between two runs with the same callers: paired by replication, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures.definitions import GROUP_MEASURES, LINE_MEASURES, Kind, Measure, Quantile
from simcall.measures.estimates import CONFIDENCE, Estimate, quantile_influence, t_quantile
from simcall.measures.results import Results

__all__ = ["Difference", "differences"]


@dataclass(frozen=True)
class Difference:
    """How far a figure of one run is from that of another, the base.

    Attributes
    ----------
    base, other : Estimate
        The figures themselves, each with its own interval.
    mean : float or None
        Other less base; None where either is not defined.
    low, high : float or None
        Its interval; None from one replication.
    variance_ratio : float or None
        How many times the variance would be with independent callers: so many times the replications that would take.
        None where nothing varies.
    """

    base: Estimate
    other: Estimate
    mean: float | None
    low: float | None
    high: float | None
    variance_ratio: float | None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def differences(
    base: Results,
    other: Results,
    measure: str,
    *,
    line: str | None = None,
    group: str | None = None,
    by: str | None = None,
    comparisons: int = 1,
) -> tuple[list[Any], list[Difference]]:
    """Return how a measure differs between two runs of the same seed and number of replications.

    A figure's influence values say how far each replication moves it (for a ratio the delta method's residuals, for a
    quantile those of the share of values under it); the difference of the two runs' values, replication by
    replication, has the paired t interval.

    Parameters
    ----------
    base, other : Results
        The runs, over the same periods.
    measure : str
        Any measure.
    line, group : str, optional
        Of which line or group; one of the two. A group that one of the runs does not have counts nothing there.
    by : str, optional
        As for `Results.by`; left out, the whole span.
    comparisons : int
        How many differences are to hold together: the confidence of each is raised as Bonferroni has it.

    Returns
    -------
    labels : list
        Of the periods; ``[None]`` for the whole span.
    found : list of Difference
        One for each of them.

    Raises
    ------
    SimcallError
        If the runs cannot be paired, or there is no such measure, line, group or gathering.
    """
    _check_pair(base, other)
    known = next(one for one in (LINE_MEASURES if line else GROUP_MEASURES) if one.name == measure)
    sides = [_side(results, known, line, group, by) for results in (base, other)]
    labels = next(side.labels for side in sides if side is not None)
    cells = [_absent(known, len(labels)) if side is None else side.cells for side in sides]
    quantile = t_quantile(base.replications, 1 - (1 - CONFIDENCE) / comparisons)
    return labels, [_paired(one, two, quantile, base.replications) for one, two in zip(*cells, strict=True)]


@dataclass(frozen=True)
class _Cell:
    """A figure in one period: its estimate, and how far each replication moves it."""

    estimate: Estimate
    influence: Floats | None
    bound: float = 0.0
    """How far a share of 0 or 1 may still be off, where no replication says otherwise."""


@dataclass(frozen=True)
class _Side:
    labels: list[Any]
    cells: list[_Cell]


def _check_pair(base: Results, other: Results) -> None:
    if (base.seed, base.replications) != (other.seed, other.replications):
        raise SimcallError("only runs with the same seed and number of replications can be paired")
    if base.periods.starts != other.periods.starts:
        raise SimcallError(
            f'"{base.blueprint.scenario.name}" and "{other.blueprint.scenario.name}" do not measure the same span: '
            "give them the same start and days"
        )


def _side(results: Results, measure: Measure, line: str | None, group: str | None, by: str | None) -> _Side | None:
    """Return one run's figures; None for a group that it does not have."""
    scenario = results.blueprint.scenario
    if group is not None and group not in scenario.groups:
        return None
    subject: dict[str, Any] = {"line": line, "group": group}
    if by is None:
        found = (results.lines if line is not None else results.groups)[line or group or ""]
        labels, estimates = [None], [found[measure.name]]
    else:
        rows = results.rows_by(by, **subject, measures=[measure.name])
        labels, estimates = [row[0] for row in rows], [Estimate(*row[2:5]) for row in rows]
    influences = _influences(results, measure, subject, by)
    trials = _trials(results, measure, subject, by)
    return _Side(labels, [_Cell(*cell) for cell in zip(estimates, influences, trials, strict=True)])


def _influences(results: Results, measure: Measure, subject: dict[str, Any], by: str | None) -> list[Floats | None]:
    """Return, for each period, how far each replication moves the figure; None where it is not defined."""
    if isinstance(measure, Quantile):
        tick_s = results.blueprint.calendar.tick_s
        cells = results.answers(subject["line"], by=by)
        return [quantile_influence(values, measure.level, tick_s) for values in cells]
    _, above, below = results.totals(measure.name, **subject, by=by)
    total = below.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = (above - above.sum(axis=0) / total * below) * len(below) / total
    return [moved[:, i] if total[i] else None for i in range(len(total))]


def _trials(results: Results, measure: Measure, subject: dict[str, Any], by: str | None) -> list[float]:
    """Return, for each period, how far a share of 0 or 1 may be off (Wilson 1927); 0 for what is no share."""
    if measure.kind is not Kind.SHARE:
        cells = len(results.rows_by(by, **subject, measures=[measure.name])) if by else 1
        return [0.0] * cells
    below = results.totals(measure.name, **subject, by=by)[2].sum(axis=0)
    squared = t_quantile(results.replications) ** 2 if results.replications > 1 else 0.0
    return [float(squared / (trials + squared)) if trials + squared else 0.0 for trials in below]


def _absent(measure: Measure, cells: int) -> list[_Cell]:
    """Return the figures of a group that is not there: no hours, no calls, and no share of them."""
    nothing = measure.kind in (Kind.HOURS, Kind.COUNT)
    return [_Cell(Estimate(0.0, 0.0, 0.0), None) if nothing else _Cell(Estimate(None, None, None), None)] * cells


def _paired(base: _Cell, other: _Cell, quantile: float, n: int) -> Difference:
    one, two = base.estimate.mean, other.estimate.mean
    if one is None or two is None:
        return Difference(base.estimate, other.estimate, None, None, None, None)
    mean = two - one
    if n < 2:
        return Difference(base.estimate, other.estimate, mean, None, None, None)
    before, after = (np.zeros(n) if cell.influence is None else cell.influence for cell in (base, other))
    variance = float(np.var(after - before, ddof=1))
    apart = float(np.var(before, ddof=1) + np.var(after, ddof=1))
    half = quantile * float(np.sqrt(variance / n))
    if one == two and one in (0.0, 1.0):
        half = max(half, base.bound, other.bound)
    ratio = apart / variance if variance > 0 else None
    return Difference(base.estimate, other.estimate, mean, mean - half, mean + half, ratio)
