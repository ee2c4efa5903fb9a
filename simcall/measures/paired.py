"""Differences between two runs with the same callers, paired by replication, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.inputs.periods import cells_by
from simcall.measures.definitions import MEASURES_OF
from simcall.measures.estimates import CONFIDENCE, UNDEFINED, Estimate, Pooled, t_quantile
from simcall.measures.measure import Kind, Measure, Quantile, Ratio
from simcall.measures.ratios import RatioTotals
from simcall.measures.run_numbers import RunNumbers

__all__ = ["Difference", "Pairing", "differences"]

_ROUNDING = 1e-12
"""A variance below the square of this share of the figure comes from rounding sums, not from chance."""


@dataclass(frozen=True)
class Difference:
    """The difference between a figure of one run and the same figure of another, the base.

    Attributes
    ----------
    base, other : Estimate
        The figures themselves, each with its own interval.
    mean : float or None
        Other minus base; None if either is not defined.
    low, high : float or None
        Its interval; None from one replication.
    variance_ratio : float or None
        How many times larger the variance would be with different callers in each run, and so how many times more
        replications the same interval would need. None if nothing varies.
    """

    base: Estimate
    other: Estimate
    mean: float | None
    low: float | None
    high: float | None
    variance_ratio: float | None

    @property
    def clear(self) -> bool:
        """Whether the interval does not contain zero."""
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
    base, other : RunNumbers
        The runs, over the same periods.
    measure : str
        Any measure.
    line, group : str, optional
        Of which line or group; give one of the two. A grade may stand in place of a line. A group that one of the runs
        does not have counts nothing there.
    by : str, optional
        As for `RunNumbers.by`; by default, the whole span.
    comparisons : int
        How many differences should hold together. The confidence of each is raised accordingly (Bonferroni).

    Returns
    -------
    labels : list
        Of the periods; ``[None]`` for the whole span.
    differences : list of Difference
        One for each period.

    Raises
    ------
    SimcallError
        If the runs cannot be paired, or there is no such measure, line, group or gathering.
    """
    pairing = Pairing(base, other, line=line, group=group, by=by)
    return pairing.labels, pairing.of(measure, comparisons)


class Pairing:
    """A line or a group in two runs, to compare its measures.

    The influence of a replication is how far it moves a figure: for a ratio the delta method's residual, for a quantile
    that of the share of values under it. The paired t interval is that of the difference between the two runs'
    influences, replication by replication.

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
        self._have_same_content = _content_of(base) == _content_of(other)

    def of(self, measure: str, comparisons: int = 1) -> list[Difference]:
        """Return how a measure differs, in each period; for `comparisons` see `differences`."""
        if measure not in self._measures:
            raise SimcallError(f'there is no measure "{measure}" to compare; there are {", ".join(self._measures)}')
        base, other = (side.figures(self._measures[measure]) for side in self._sides)
        if self._replications < 2:
            return [
                Difference(*pair, _subtracted(*pair), None, None, None)
                for pair in zip(base.estimates, other.estimates, strict=True)
            ]
        quantile = t_quantile(self._replications, 1 - (1 - CONFIDENCE) / comparisons)
        variance, ratio = _variances(base, other)
        half_width = quantile * np.sqrt(variance / self._replications)
        if not self._have_same_content:
            half_width = np.maximum(half_width, _half_widths_at_ends(base, other, quantile))
        cells = zip(base.estimates, other.estimates, half_width.tolist(), ratio.tolist(), strict=True)
        return [_difference(*cell) for cell in cells]


@dataclass(frozen=True)
class _Figures:
    """One run's figures of a measure, by period.

    `influence` is how far each replication moves them (replications x periods), zero if they are not defined. `trials`
    is the number of calls or other trials that a share is of; it is infinite for figures that are not shares.
    """

    estimates: list[Estimate]
    influence: Floats
    trials: Floats


@dataclass(frozen=True)
class _Side:
    """A line or a group of one run; the run may not have the group."""

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
            return self._figures_of_absent_group(measure)
        if isinstance(measure, Quantile):
            return self._quantiles(measure)
        _, numerator, denominator = self.results.totals(measure.name, **self._subject, by=self.by)
        totals = RatioTotals(numerator, denominator)
        trials = np.full(self.cells, np.inf)
        if measure.kind is Kind.SHARE:
            counted = isinstance(measure, Ratio) and measure.counted
            trials = denominator.sum(axis=0) if counted else np.full(self.cells, float(len(denominator)))
        return _Figures(self._estimates(measure), totals.influence, trials)

    def _estimates(self, measure: Measure) -> list[Estimate]:
        """Return the figures as the run itself gives them."""
        if self.by is not None:
            rows = self.results.rows_by(self.by, **self._subject, measures=[measure.name])
            return [row.estimate for row in rows]
        numbers = self.results
        estimates = numbers.groups[self.group] if self.group is not None else numbers.of_lines(str(self.line))
        if measure.name in estimates:
            return [estimates[measure.name]]
        return [self.results.estimate(measure.name, **self._subject)]

    @cached_property
    def _pooled(self) -> dict[str, list[Pooled]]:
        """The times that quantiles are of, each kind gathered once for all of its quantiles."""
        return {}

    def _quantiles(self, measure: Quantile) -> _Figures:
        tick_s, kind = self.results.blueprint.calendar.tick_s, measure.times
        influence = np.zeros((self.results.replications, self.cells))
        if kind not in self._pooled:
            self._pooled[kind] = [Pooled(times) for times in self.results.times(kind, str(self.line), by=self.by)]
        for cell, pooled in enumerate(self._pooled[kind]):
            cell_influence = pooled.influence(measure.level, tick_s)
            influence[:, cell] = 0.0 if cell_influence is None else cell_influence
        estimates = [pooled.estimate(measure.level, tick_s) for pooled in self._pooled[kind]]
        return _Figures(estimates, influence, np.full(self.cells, np.inf))

    def _figures_of_absent_group(self, measure: Measure) -> _Figures:
        """Return the figures of a group that the run does not have: no hours, no calls, undefined shares."""
        estimate = Estimate(0.0, 0.0, 0.0, 0.0, 0.0) if measure.adds_up else UNDEFINED
        influence = np.zeros((self.results.replications, self.cells))
        return _Figures([estimate] * self.cells, influence, np.full(self.cells, np.inf))


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
        raise SimcallError('give either line="101" or group="handlers"')
    for results in (base, other):
        scenario = results.blueprint.scenario
        if line is not None and not scenario.lines_of(line):
            raise SimcallError(f'"{scenario.name}" has no line "{line}" to compare')
    if group is not None and all(group not in results.blueprint.scenario.groups for results in (base, other)):
        raise SimcallError(f'neither has a group "{group}" to compare')


def _content_of(results: RunNumbers) -> Mapping[str, Any]:
    """Return a scenario without its name and sources: runs with the same content have the same figures."""
    document = results.blueprint.scenario.document()
    return {key: value for key, value in document.items() if key not in ("name", "description", "provenance")}


def _variances(base: _Figures, other: _Figures) -> tuple[Floats, Floats]:
    """Return the variance of a replication's difference, and the ratio of that of independent runs to it."""
    variance = np.var(other.influence - base.influence, axis=0, ddof=1)
    independent = np.var(base.influence, axis=0, ddof=1) + np.var(other.influence, axis=0, ddof=1)
    rounding = [
        _ROUNDING * max(abs(base_estimate.mean or 0.0), abs(other_estimate.mean or 0.0))
        for base_estimate, other_estimate in zip(base.estimates, other.estimates, strict=True)
    ]
    variance[variance <= np.square(rounding)] = 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return variance, np.where(variance > 0, independent / variance, np.nan)


def _half_widths_at_ends(base: _Figures, other: _Figures, quantile: float) -> Floats:
    """Return half the width of the interval of a difference of two shares of 0, or of 1 (Wilson 1927); otherwise 0."""
    at_same_end = [
        base_estimate.mean == other_estimate.mean and base_estimate.mean in (0.0, 1.0)
        for base_estimate, other_estimate in zip(base.estimates, other.estimates, strict=True)
    ]
    trials = np.minimum(base.trials, other.trials)
    return np.where(at_same_end, quantile**2 / (trials + quantile**2), 0.0)


def _subtracted(base: Estimate, other: Estimate) -> float | None:
    return None if base.mean is None or other.mean is None else other.mean - base.mean


def _difference(base: Estimate, other: Estimate, half_width: float, ratio: float) -> Difference:
    mean = _subtracted(base, other)
    if mean is None:
        return Difference(base, other, None, None, None, None)
    return Difference(base, other, mean, mean - half_width, mean + half_width, None if np.isnan(ratio) else ratio)
