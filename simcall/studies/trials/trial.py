"""What numbers of people on duty gave, and whether each step of the cycle meets the targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from simcall.inputs import Bools, Floats
from simcall.measures import MEASURES, Estimate
from simcall.measures.estimates import one_sided_t, ratio_estimates
from simcall.measures.measure import Kind
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import COMPARISONS, Figure, Target

__all__ = ["Trial", "span_estimates", "trial_arrays", "trial_of"]


@dataclass(frozen=True)
class Trial:
    """What numbers of people gave.

    Attributes
    ----------
    targets : tuple of Target
        The targets.
    totals : tuple of RatioTotals
        For each target, what its figure is the ratio of, by replication and step of the cycle.
    offered : tuple of RatioTotals
        For each target, the calls that were offered to its line.
    """

    targets: tuple[Target, ...]
    totals: tuple[RatioTotals, ...]
    offered: tuple[RatioTotals, ...]

    @property
    def replications(self) -> int:
        """Number of replications."""
        return self.totals[0].replications

    @cached_property
    def values(self) -> Floats:
        """The figures, shape (targets, steps); nan where one is not defined."""
        return np.array([totals.ratio for totals in self.totals])

    @cached_property
    def rang(self) -> Bools:
        """Whether anybody rang the line of a target, shape (targets, steps)."""
        return np.array([offered.numerator.sum(axis=0) > 0 for offered in self.offered])

    @cached_property
    def meets(self) -> Bools:
        """Whether the figures meet the targets as they are, shape (targets, steps); true where nobody rang."""
        return self._meet(self.values)

    def meets_but_for(self, luck: Floats) -> Bools:
        """Return whether the figures meet the targets when what chance alone did is taken away from them."""
        return self._meet(self.values - luck)

    def surely_meets(self, confidence: float) -> Bools:
        """Return whether one-sided bounds of the figures meet the targets, shape (targets, steps)."""
        return self._meet(self._bounds(confidence, 1))

    def surely_misses(self, confidence: float) -> Bools:
        """Return whether even the bounds on the better side miss the targets, shape (targets, steps)."""
        return ~self._meet(self._bounds(confidence, -1))

    def luck(self) -> Floats:
        """Return by how much the figures of the steps differ from those of the span, shape (targets, steps).

        With so many people that nobody waits only chance makes the steps differ: how long it rang, and the like.
        """
        with np.errstate(invalid="ignore"):
            luck: Floats = np.nan_to_num(self.values - self.pooled().values)
        return luck

    def pooled(self) -> Trial:
        """Return the same for the whole span in place of its steps."""
        summed = (tuple(totals.summed() for totals in several) for several in (self.totals, self.offered))
        return Trial(self.targets, *summed)

    def joined(self, more: Trial) -> Trial:
        """Return this trial with further replications of the same people."""
        return Trial(
            self.targets,
            tuple(RatioTotals.joined(pair) for pair in zip(self.totals, more.totals, strict=True)),
            tuple(RatioTotals.joined(pair) for pair in zip(self.offered, more.offered, strict=True)),
        )

    def _meet(self, values: Floats) -> Bools:
        met = [
            COMPARISONS[target.comparison](row, target.value) for target, row in zip(self.targets, values, strict=True)
        ]
        return np.array(met) | ~self.rang

    def _bounds(self, confidence: float, worse: int) -> Floats:
        """Return one-sided bounds of the figures, on their worse side (1) or on their better side (-1)."""
        bounds = []
        for target, totals in zip(self.targets, self.totals, strict=True):
            side = -worse if target.comparison in (">=", ">") else worse
            bounds.append(_bound(totals, MEASURES[target.measure].kind, confidence, side))
        return np.array(bounds)


def trial_arrays(trial: Trial) -> Mapping[str, Floats]:
    """Return a trial as arrays by name, to be kept."""
    named = {
        f"{part} {index}": totals
        for part, several in (("judged", trial.totals), ("calls", trial.offered))
        for index, totals in enumerate(several)
    }
    numerators = {f"{name} numerator": totals.numerator for name, totals in named.items()}
    return numerators | {f"{name} denominator": totals.denominator for name, totals in named.items()}


def trial_of(targets: tuple[Target, ...], arrays: Mapping[str, Floats]) -> Trial:
    """Return the trial of the arrays that `trial_arrays` made."""
    totals, offered = (
        tuple(
            RatioTotals(arrays[f"{part} {index} numerator"], arrays[f"{part} {index} denominator"])
            for index in range(len(targets))
        )
        for part in ("judged", "calls")
    )
    return Trial(targets, totals, offered)


def span_estimates(figure: Figure, totals: RatioTotals) -> Estimate:
    """Return a figure over the span, from what it is the ratio of in the parts of it."""
    numerator = totals.numerator.sum(axis=1, keepdims=True)
    denominator = totals.denominator.sum(axis=1, keepdims=True)
    return ratio_estimates(numerator, denominator, MEASURES[figure.measure].kind)[0]


def _bound(totals: RatioTotals, kind: Kind, confidence: float, side: int) -> Floats:
    """Return a one-sided bound of a ratio: below it (-1) or above it (1).

    It is the t bound of the delta method over replications. Of a share it is never nearer than the score bound of
    independent calls (Wilson 1927), as few calls may all have ended alike.
    """
    n, ratio = totals.replications, totals.ratio
    error = np.sqrt((totals.influence**2).sum(axis=0) / (n * max(n - 1, 1)))
    bound: Floats = ratio + side * one_sided_t(confidence, n) * error
    if kind is Kind.SHARE:
        score = _score_bound(ratio, totals.denominator.sum(axis=0), float(special.ndtri(confidence)), side)
        bound = np.minimum(bound, score) if side < 0 else np.maximum(bound, score)
    return bound


def _score_bound(share: Floats, trials: Floats, z: float, side: int) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = share + z**2 / (2 * trials)
        half = z * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
        bound: Floats = (centre + side * half) / (1 + z**2 / trials)
    return bound
