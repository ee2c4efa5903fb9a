"""How a figure is worked out: from the totals and answer times of a line or group to estimates with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simcall.inputs import Floats
from simcall.measures.estimates import Estimate, Pooled, quantile_of, ratio_estimates
from simcall.measures.measure import (
    LENGTH,
    WAIT_TICKS,
    AnswerShare,
    AtEnd,
    Averaged,
    Maximum,
    Measure,
    Quantile,
    Ratio,
    WaitQuantile,
)
from simcall.measures.sample import Sample

__all__ = ["estimates_by_cell", "totals_by_cell"]


def estimates_by_cell(measures: Sequence[Measure], sample: Sample) -> list[list[Estimate]]:
    """Return the estimate of each measure in each cell."""
    kinds = {measure.times for measure in measures if isinstance(measure, Quantile)}
    pooled = {which: [Pooled(times) for times in sample.times(which)] for which in kinds}  # sorted once for all
    return [_estimates(measure, sample, pooled) for measure in measures]


def _estimates(measure: Measure, sample: Sample, pooled: Mapping[str, Sequence[Pooled]]) -> list[Estimate]:
    if isinstance(measure, Quantile):
        return [times.estimate(measure.level, sample.tick_s) for times in pooled[measure.times]]
    assert isinstance(measure, Averaged)
    numerator, denominator = totals_by_cell(measure, sample)
    return ratio_estimates(numerator, denominator, measure.kind, measure.scale, counted=measure.counted)


def totals_by_cell(measure: Averaged, sample: Sample) -> tuple[Floats, Floats]:
    """Return the two numbers that a measure is the ratio of, by replication and cell, before its scale."""
    match measure:
        case Maximum():
            has_any = sample.total(measure.among) > 0
            return sample.total(measure.total, np.maximum), has_any.astype(np.float64)
        case AtEnd():
            return sample.at_ends(measure.total)
        case WaitQuantile():
            return _wait_quantiles(measure, sample)
        case Ratio():
            return _numerator(measure, sample), _denominator(measure, sample)
    raise TypeError(f"{measure.name} has no totals")


def _wait_quantiles(measure: WaitQuantile, sample: Sample) -> tuple[Floats, Floats]:
    """Return the quantile in each replication and cell, zero where nobody queued, and whether anybody did."""
    waits = sample.times(WAIT_TICKS)
    anybody = np.array([[len(own) > 0 for own in of_cell] for of_cell in waits], np.float64)
    quantiles = [[quantile_of(own, measure.level) if len(own) else 0.0 for own in of_cell] for of_cell in waits]
    return np.array(quantiles).T * sample.tick_s, anybody.T


def _numerator(measure: Ratio, sample: Sample) -> Floats:
    if not isinstance(measure, AnswerShare):
        return sample.total(measure.numerator)
    in_time = sample.within(measure.times, measure.limit_s)
    assert measure.denominator is not None
    return sample.total(measure.denominator) - in_time if measure.late else in_time


def _denominator(measure: Ratio, sample: Sample) -> Floats:
    shape = (len(sample.tallies), len(sample.cells.labels))
    if measure.denominator is None:
        return np.ones(shape)
    if measure.needs_target and not sample.has_target:
        return np.zeros(shape)
    return sample.length_s() if measure.denominator == LENGTH else sample.total(measure.denominator)
