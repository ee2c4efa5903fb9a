"""What differs between two runs with the same callers: paired by replication, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures.definitions import MEASURES_OF
from simcall.measures.estimates import CONFIDENCE, Estimate, Pooled, t_quantile
from simcall.measures.measure import Kind, Measure, Quantile, Ratio
from simcall.measures.periods import cells_by
from simcall.measures.run_numbers import RunNumbers

__all__ = ["Difference", "Pairing", "differences"]

_ROUNDING = 1e-12
"""What differs by less than this share of itself is a sum that was rounded."""


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
    base: RunNumbers,
    other: RunNumbers,
    measure: str,
    *,
    line: str | None = None,
    group: str | None = None,
    by: str | None = None,
    comparisons: int = 1,
) -> tuple[list[Any], list[Difference]]:
    """Return how a measure differs between two runs of the same seed and number of replications.

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
    pairing = Pairing(base, other, line=line, group=group, by=by)
    return pairing.labels, pairing.of(measure, comparisons)


class Pairing:
    """A line or a group of two runs, whose measures are to be held against each other.

    A figure's influence values say how far each replication moves it (for a ratio the delta method's residuals, for a
    quantile those of the share of values under it); the difference of the two runs' values, replication by
    replication, has the paired t interval.

    Parameters
    ----------
    base, other, line, group, by
        As for `differences`.

    Raises
    ------
    SimcallError
        As for `differences`.
    """

    def __init__(
        self,
        base: RunNumbers,
        other: RunNumbers,
        *,
        line: str | None = None,
        group: str | None = None,
        by: str | None = None,
    ) -> None:
        _check_pair(base, other)
        _check_subject(base, other, line, group)
        self._measures = MEASURES_OF["line" if line is not None else "group"]
        self.labels: list[Any] = cells_by(base.periods, by).labels
        self._sides = [_Side(results, line, group, by, len(self.labels)) for results in (base, other)]
        self._replications = base.replications
        self._one_world = _says(base) == _says(other)

    def of(self, measure: str, comparisons: int = 1) -> list[Difference]:
        """Return how a measure differs, in each period; for `comparisons` see `differences`."""
        if measure not in self._measures:
            raise SimcallError(f'there is no measure "{measure}" to compare; there are {", ".join(self._measures)}')
        base, other = (side.figures(self._measures[measure]) for side in self._sides)
        n = self._replications
        if n < 2:
            return [
                Difference(*pair, _less(*pair), None, None, None) for pair in zip(base.found, other.found, strict=True)
            ]
        quantile = t_quantile(n, 1 - (1 - CONFIDENCE) / comparisons)
        variance, ratio = _variances(base, other)
        half = quantile * np.sqrt(variance / n)
        if not self._one_world:
            half = np.maximum(half, _bounds(base, other, quantile))
        cells = zip(base.found, other.found, half.tolist(), ratio.tolist(), strict=True)
        return [_difference(one, two, reach, gain) for one, two, reach, gain in cells]


@dataclass(frozen=True)
class _Figures:
    """One run's figures of a measure, by period.

    `moved` is how far each replication moves them (replications x periods), zero where they are not defined; `trials`
    says of a share how many it is of, and is infinite for what is no share.
    """

    found: list[Estimate]
    moved: Floats
    trials: Floats


@dataclass(frozen=True)
class _Side:
    """A line or a group of one run; of a group that it may not have."""

    results: RunNumbers
    line: str | None
    group: str | None
    by: str | None
    cells: int

    @property
    def _subject(self) -> Mapping[str, Any]:
        return {"line": self.line, "group": self.group}

    def figures(self, measure: Measure) -> _Figures:
        if self.group is not None and self.group not in self.results.blueprint.scenario.groups:
            return self._absent(measure)
        if isinstance(measure, Quantile):
            return self._quantiles(measure)
        _, above, below = self.results.totals(measure.name, **self._subject, by=self.by)
        total = below.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            moved = (above - above.sum(axis=0) / total * below) * len(below) / total
        trials = np.full(self.cells, np.inf)
        if measure.kind is Kind.SHARE:
            counted = isinstance(measure, Ratio) and measure.counted
            trials = total if counted else np.full(self.cells, float(len(below)))
        return _Figures(self._found(measure), np.nan_to_num(moved, copy=False), trials)

    def _found(self, measure: Measure) -> list[Estimate]:
        """Return the figures as the run itself tells them."""
        if self.by is not None:
            rows = self.results.rows_by(self.by, **self._subject, measures=[measure.name])
            return [Estimate(*row[2:5]) for row in rows]
        tables = self.results.lines if self.line is not None else self.results.groups
        return [tables[self.line or self.group or ""][measure.name]]

    @cached_property
    def _pooled(self) -> list[Pooled]:
        return [Pooled(values) for values in self.results.answers(str(self.line), by=self.by)]

    def _quantiles(self, measure: Quantile) -> _Figures:
        tick_s = self.results.blueprint.calendar.tick_s
        moved = np.zeros((self.results.replications, self.cells))
        for cell, pooled in enumerate(self._pooled):
            influence = pooled.influence(measure.level, tick_s)
            moved[:, cell] = 0.0 if influence is None else influence
        found = [pooled.estimate(measure.level, tick_s) for pooled in self._pooled]
        return _Figures(found, moved, np.full(self.cells, np.inf))

    def _absent(self, measure: Measure) -> _Figures:
        """Return the figures of a group that is not there: no hours, no calls, and no share of them."""
        nothing = measure.kind in (Kind.HOURS, Kind.COUNT)
        found = Estimate(0.0, 0.0, 0.0) if nothing else Estimate(None, None, None)
        moved = np.zeros((self.results.replications, self.cells))
        return _Figures([found] * self.cells, moved, np.full(self.cells, np.inf))


def _check_pair(base: RunNumbers, other: RunNumbers) -> None:
    if (base.seed, base.replications) != (other.seed, other.replications):
        raise SimcallError("only runs with the same seed and number of replications can be paired")
    if base.periods.starts != other.periods.starts:
        raise SimcallError(
            f'"{base.blueprint.scenario.name}" and "{other.blueprint.scenario.name}" do not measure the same span: '
            "give them the same start and days"
        )


def _check_subject(base: RunNumbers, other: RunNumbers, line: str | None, group: str | None) -> None:
    if (line is None) == (group is None):
        raise SimcallError('say of what: line="101" or group="handlers"')
    for results in (base, other):
        scenario = results.blueprint.scenario
        if line is not None and line not in scenario.lines:
            raise SimcallError(f'"{scenario.name}" has no line "{line}" to compare')
    if group is not None and all(group not in results.blueprint.scenario.groups for results in (base, other)):
        raise SimcallError(f'neither has a group "{group}" to compare')


def _says(results: RunNumbers) -> Mapping[str, Any]:
    """Return what a scenario says but for its name and sources: where that is the same, so is everything."""
    document = results.blueprint.scenario.document()
    return {key: value for key, value in document.items() if key not in ("name", "description", "provenance")}


def _variances(base: _Figures, other: _Figures) -> tuple[Floats, Floats]:
    """Return the variance of a replication's difference, and how many times that of independent runs would be."""
    variance = np.var(other.moved - base.moved, axis=0, ddof=1)
    apart = np.var(base.moved, axis=0, ddof=1) + np.var(other.moved, axis=0, ddof=1)
    least = [
        _ROUNDING * max(abs(one.mean or 0.0), abs(two.mean or 0.0))
        for one, two in zip(base.found, other.found, strict=True)
    ]
    variance[variance <= np.square(least)] = 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return variance, np.where(variance > 0, apart / variance, np.nan)


def _bounds(base: _Figures, other: _Figures, quantile: float) -> Floats:
    """Return how far the difference of two shares of 0, or of 1, may still reach (Wilson 1927); 0 for all else."""
    alike = [one.mean == two.mean and one.mean in (0.0, 1.0) for one, two in zip(base.found, other.found, strict=True)]
    fewer = np.minimum(base.trials, other.trials)
    return np.where(alike, quantile**2 / (fewer + quantile**2), 0.0)


def _less(base: Estimate, other: Estimate) -> float | None:
    return None if base.mean is None or other.mean is None else other.mean - base.mean


def _difference(base: Estimate, other: Estimate, half: float, ratio: float) -> Difference:
    mean = _less(base, other)
    if mean is None:
        return Difference(base, other, None, None, None, None)
    return Difference(base, other, mean, mean - half, mean + half, None if np.isnan(ratio) else ratio)
