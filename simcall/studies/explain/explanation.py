"""An explanation: a figure before and after, and the part that each cause has in the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.errors import SimcallError
from simcall.measures import CONFIDENCE, MEASURES, Estimate
from simcall.measures.estimates import half_width_of_mean, ratio_estimates
from simcall.measures.measure import Ratio
from simcall.measures.ratios import RatioTotals, averaged
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.scenario.models.paths import format_path
from simcall.studies.explain.causes import Cause
from simcall.studies.explain.sharing import Causes, coalition_weights

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ExplanationNumbers", "Part", "parts_of"]

_SCHEMA = 1
COLUMNS = ("cause", "mean", "low", "high", "first", "last", "paths")


@dataclass(frozen=True)
class Part:
    """What a cause does to a figure.

    Attributes
    ----------
    cause : Cause
        The cause.
    mean : float or None
        Its part in the change, in the measure's own unit; the parts of all causes add up to the change. None if the
        figure has no value in one of the mixtures that the part rests on.
    low, high : float or None
        The interval; None from one replication, or if there is no part.
    first : float or None
        What the cause does alone, before all others.
    last : float or None
        What it does when all others are in force.
    """

    cause: Cause
    mean: float | None
    low: float | None
    high: float | None
    first: float | None
    last: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval does not contain zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class ExplanationNumbers:
    """The parts of a change. Nothing is written until `save` is called.

    Attributes
    ----------
    figure : Figure
        The figure that is explained.
    scenario : Scenario
        The scenario whose figure is explained.
    base : Scenario or None
        The scenario that it is held against; None if its level is held against itself without the causes.
    causes : tuple of Cause
        The causes, those of one kind together.
    groups : tuple of tuple of int
        The numbers of the causes that come into force together; each by itself for Shapley's parts.
    totals : mapping of frozenset of int to RatioTotals
        What the figure is the ratio of when some of the causes are in force; over the whole span.
    hourly : mapping of frozenset of int to RatioTotals
        The same for each hour of the week; empty if the figure does not add up over hours, or the two scenarios do not
        have the same hours of the week.
    hours_of_week : tuple of int
        The hours of the week that the span has, 0 for Monday 00:00.
    seed : int
        The seed of the run.
    run_time_s : float
        How long it took.
    changes : tuple of str
        What was changed in the scenarios' files, as ``PATH=VALUE``.
    """

    figure: Figure
    scenario: Scenario
    base: Scenario | None
    causes: tuple[Cause, ...] = field(repr=False)
    groups: tuple[tuple[int, ...], ...] = field(repr=False)
    totals: Mapping[Causes, RatioTotals] = field(repr=False)
    hourly: Mapping[Causes, RatioTotals] = field(repr=False)
    hours_of_week: tuple[int, ...] = field(repr=False)
    seed: int
    run_time_s: float = field(default=0.0, repr=False, compare=False)
    changes: tuple[str, ...] = ()

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, the first of two first."""
        return (self.scenario,) if self.base is None else (self.base, self.scenario)

    @property
    def is_level(self) -> bool:
        """Whether a level is explained, and not a difference between two scenarios."""
        return self.base is None

    @property
    def replications(self) -> int:
        """Number of replications."""
        return next(iter(self.totals.values())).replications

    @property
    def start(self) -> Estimate:
        """The figure without any of the causes."""
        return self._estimate(frozenset())

    @property
    def end(self) -> Estimate:
        """The figure with all causes in force."""
        return self._estimate(frozenset(range(len(self.causes))))

    @property
    def undefined(self) -> int:
        """Number of mixtures in which the figure has no value, such as a share of no calls."""
        return sum(bool(np.isnan(totals.ratio).any()) for totals in self.totals.values())

    @property
    def parts(self) -> tuple[Part, ...]:
        """The part of each cause, in the order of the causes."""
        columns = parts_of(self.causes, self.groups, self.totals)
        return tuple(column[0] for column in columns)

    @property
    def largest_first(self) -> tuple[Part, ...]:
        """The parts, the largest first; those that have no value come last."""
        return tuple(sorted(self.parts, key=lambda part: np.inf if part.mean is None else -abs(part.mean)))

    def of(self, cause: str) -> Part:
        """Return the part of a cause, by its name.

        Raises
        ------
        KeyError
            If there is no such cause.
        """
        return {part.cause.name: part for part in self.parts}[cause]

    def to_frame(self, by: str | None = None) -> pd.DataFrame:
        """Return the parts as a table.

        Parameters
        ----------
        by : str, optional
            "hour_of_week" for the parts in each hour of the week.

        Returns
        -------
        DataFrame
            Columns ``cause``, ``mean``, ``low``, ``high``, ``first``, ``last``, ``paths``; with `by`, first
            ``hour_of_week``.

        Raises
        ------
        SimcallError
            As for `by_hour_of_week`.
        """
        import pandas as pd

        if by is None:
            return pd.DataFrame([part_row(part) for part in self.parts], columns=list(COLUMNS))
        rows = [(hour, *part_row(part)) for hour, parts in self.by_hour_of_week(by) for part in parts]
        return pd.DataFrame(rows, columns=["hour_of_week", *COLUMNS])

    def by_hour_of_week(self, by: str = "hour_of_week") -> list[tuple[int, tuple[Part, ...]]]:
        """Return the parts of all causes in each hour of the week; those of an hour add up to its change.

        Raises
        ------
        SimcallError
            For another period, or if the hours of the week have no parts.
        """
        if by != "hour_of_week":
            raise SimcallError(f'an explanation has parts by "hour_of_week", not by "{by}"')
        if not self.hourly:
            raise SimcallError(f"{self.figure} cannot be explained hour by hour")
        columns = parts_of(self.causes, self.groups, self.hourly)
        return list(zip(self.hours_of_week, zip(*columns, strict=True), strict=True))

    def document(self) -> dict[str, Any]:
        """Return the explanation as tables, lists, text and numbers that JSON can hold."""
        return {
            "schema": _SCHEMA,
            "measure": self.figure.measure,
            "line" if self.figure.is_of_line else "group": self.figure.line_or_group,
            "from": {"scenario": None if self.base is None else self.base.name, **self.start.interval},
            "to": {"scenario": self.scenario.name, **self.end.interval},
            "parts": [_part_document(part) for part in self.parts],
            "replications": self.replications,
            "seed": self.seed,
            "confidence": CONFIDENCE,
        }

    def _estimate(self, coalition: Causes) -> Estimate:
        measure = averaged(MEASURES[self.figure.measure])
        totals = self.totals[coalition]
        (estimate,) = ratio_estimates(totals.numerator, totals.denominator, measure.kind, counted=measure.counted)
        return estimate


def adds_up_over_hours(figure: Figure) -> bool:
    """Tell whether what a figure is the ratio of adds up over hours: not for a longest wait, or a number at the end."""
    return isinstance(MEASURES[figure.measure], Ratio)


def over_span(figure: Figure, totals: RatioTotals) -> RatioTotals:
    """Return a figure's totals of the whole span from those of its hours, or as they are if there is one cell."""
    measure = MEASURES[figure.measure]
    if not isinstance(measure, Ratio):
        return totals
    summed = totals.summed()
    is_count = measure.denominator is None
    return RatioTotals(summed.numerator, np.ones_like(summed.numerator)) if is_count else summed


def parts_of(
    causes: Sequence[Cause], groups: Sequence[Sequence[int]], totals: Mapping[Causes, RatioTotals]
) -> list[list[Part]]:
    """Return the part of each cause in each cell.

    A part is a weighted sum of figures that rest on the same callers, so its interval is that of the same sum of each
    replication's influences: a t interval over replications.

    Parameters
    ----------
    causes : sequence of Cause
        The causes.
    groups : sequence of sequence of int
        As for `simcall.studies.explain.sharing.coalition_weights`.
    totals : mapping of frozenset of int to RatioTotals
        What the figure is the ratio of, for every set of causes that the weights need.
    """
    everything = frozenset(range(len(causes)))
    parts = []
    for number, weights in enumerate(coalition_weights(groups)):
        mean = np.sum([weight * totals[coalition].ratio for coalition, weight in weights.items()], axis=0)
        half = half_width_of_mean(
            np.sum([weight * totals[coalition].influence for coalition, weight in weights.items()], axis=0)
        )
        alone = totals[frozenset({number})].ratio - totals[frozenset()].ratio
        last = totals[everything].ratio - totals[everything - {number}].ratio
        columns = (mean, mean - half, mean + half, alone, last)
        cells = zip(*(column.tolist() for column in columns), strict=True)
        parts.append([Part(causes[number], *_without_nan(cell)) for cell in cells])
    return parts


def _without_nan(cell: Sequence[float]) -> list[Any]:
    return [None if np.isnan(value) else value for value in cell]


def part_row(part: Part) -> tuple[Any, ...]:
    """Return a part as a row of `COLUMNS`."""
    paths = ", ".join(map(format_path, part.cause.paths))
    return part.cause.name, part.mean, part.low, part.high, part.first, part.last, paths


def _part_document(part: Part) -> dict[str, Any]:
    return {
        "name": part.cause.name,
        "mean": part.mean,
        "low": part.low,
        "high": part.high,
        "paths": [format_path(path) for path in part.cause.paths],
        "first": part.first,
        "last": part.last,
    }
