"""The two numbers that a figure is the ratio of, replication by replication: what differences and choices rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures.evaluation import totals_by_cell
from simcall.measures.measure import Averaged, Measure
from simcall.measures.sample import Sample

__all__ = ["RatioTotals", "averaged"]


@dataclass(frozen=True)
class RatioTotals:
    """What a figure is the ratio of, in each replication and cell of the span.

    Attributes
    ----------
    numerator, denominator : float64, shape (replications, cells)
        The figure is the ratio of their sums over the replications. A count has ones below.
    """

    numerator: Floats
    denominator: Floats

    @classmethod
    def of(cls, measure: Averaged, sample: Sample) -> RatioTotals:
        """Return the totals of a measure in a line or a group of a run."""
        numerator, denominator = totals_by_cell(measure, sample)
        return cls(numerator * measure.scale, denominator)

    @classmethod
    def joined(cls, parts: Sequence[RatioTotals]) -> RatioTotals:
        """Return the totals of several runs of the same scenario with other replications as those of one run."""
        return cls(
            np.concatenate([part.numerator for part in parts]), np.concatenate([part.denominator for part in parts])
        )

    def summed(self) -> RatioTotals:
        """Return the totals of all cells as one cell. It is not for counts, whose ones below do not add up."""
        return RatioTotals(self.numerator.sum(axis=1, keepdims=True), self.denominator.sum(axis=1, keepdims=True))

    @property
    def replications(self) -> int:
        """Number of replications."""
        return len(self.numerator)

    @cached_property
    def ratio(self) -> Floats:
        """The figure, shape (cells,); nan where it is not defined."""
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio: Floats = self.numerator.sum(axis=0) / self.denominator.sum(axis=0)
        return ratio

    @cached_property
    def influence(self) -> Floats:
        """How far each replication moves the figure, shape (replications, cells): the residuals of the delta method.

        Its mean over the replications is zero, and the variance of that mean is the variance of the figure. It is zero
        where the figure is not defined.
        """
        total = self.denominator.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            moved = (self.numerator - self.ratio * self.denominator) * len(self.denominator) / total
        finite: Floats = np.nan_to_num(moved, copy=False)
        return finite


def averaged(measure: Measure) -> Averaged:
    """Return a measure that is a ratio of totals.

    Raises
    ------
    SimcallError
        If it is a quantile.
    """
    if isinstance(measure, Averaged):
        return measure
    raise SimcallError(
        f"{measure.name} is a quantile of all replications together, so no single replication has a value"
    )
