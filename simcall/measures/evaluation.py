"""How a figure is worked out: from the totals and answer times of a line or group to estimates with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simcall.inputs import Floats
from simcall.measures.estimates import Estimate, Pooled, ratio_estimates
from simcall.measures.measure import AnswerShare, Maximum, Measure, Quantile, Ratio
from simcall.measures.sample import Sample

__all__ = ["estimates_by_cell", "totals_by_cell"]


def estimates_by_cell(measures: Sequence[Measure], sample: Sample) -> list[list[Estimate]]:
    """Return the estimate of each measure in each cell."""
    pooled: list[Pooled] = []
    if any(isinstance(measure, Quantile) for measure in measures):  # sorted once for all quantiles
        pooled = [Pooled(answers) for answers in sample.answers()]
    return [_estimates(measure, sample, pooled) for measure in measures]


def _estimates(measure: Measure, sample: Sample, pooled: Sequence[Pooled]) -> list[Estimate]:
    if isinstance(measure, Quantile):
        return [answers.estimate(measure.level, sample.tick_s) for answers in pooled]
    assert isinstance(measure, Ratio | Maximum)
    numerator, denominator = totals_by_cell(measure, sample)
    return ratio_estimates(numerator, denominator, measure.kind, measure.scale, counted=measure.counted)


def totals_by_cell(measure: Ratio | Maximum, sample: Sample) -> tuple[Floats, Floats]:
    """Return the two totals that a measure is the ratio of, by replication and cell, before its scale."""
    if isinstance(measure, Maximum):
        has_any = sample.total(measure.among) > 0
        return sample.total(measure.total, np.maximum), has_any.astype(np.float64)
    numerator = _numerator(measure, sample)
    if measure.denominator is None:
        return numerator, np.ones_like(numerator)
    if measure.needs_target and not sample.has_target:
        return numerator, np.zeros_like(numerator)
    return numerator, sample.total(measure.denominator)


def _numerator(measure: Ratio, sample: Sample) -> Floats:
    if not isinstance(measure, AnswerShare):
        return sample.total(measure.numerator)
    in_time = sample.answered_within(measure.limit_s)
    assert measure.denominator is not None
    return sample.total(measure.denominator) - in_time if measure.late else in_time
