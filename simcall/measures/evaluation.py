"""How a figure is worked out: from the totals and answer times of a line or group to estimates with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simcall.inputs import Floats
from simcall.measures.estimates import Estimate, Pooled, quantile_estimates, quantile_of, ratio_estimates
from simcall.measures.measure import (
    LENGTH,
    WAIT_TICKS,
    AnswerShare,
    AtEnd,
    Averaged,
    Kind,
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
    quantiles = [measure for measure in measures if isinstance(measure, Quantile)]
    ratios = [measure for measure in measures if isinstance(measure, Averaged)]
    by_name = _quantile_estimates(quantiles, sample) | _ratio_estimates(ratios, sample)
    return [by_name[measure.name] for measure in measures]


def _quantile_estimates(measures: Sequence[Quantile], sample: Sample) -> dict[str, list[Estimate]]:
    """Return the estimates of each quantile by its name; times are sorted once for all."""
    pooled = {which: list(map(Pooled, sample.times(which))) for which in {measure.times for measure in measures}}
    return {
        measure.name: quantile_estimates(pooled[measure.times], measure.level, sample.tick_s) for measure in measures
    }


def _ratio_estimates(measures: Sequence[Averaged], sample: Sample) -> dict[str, list[Estimate]]:
    """Return the estimates of each ratio by its name. Those that are bounded alike are worked out together."""
    alike: dict[tuple[Kind, bool], list[Averaged]] = {}
    for measure in measures:
        alike.setdefault((measure.kind, measure.counted), []).append(measure)
    estimates: dict[str, list[Estimate]] = {}
    for (kind, counted), some in alike.items():
        numerators, denominators = zip(*(totals_by_cell(measure, sample) for measure in some), strict=True)
        cells = len(sample.cells.labels)
        scale = np.repeat([measure.scale for measure in some], cells)
        every = ratio_estimates(_side_by_side(numerators), _side_by_side(denominators), kind, scale, counted=counted)
        estimates |= {measure.name: every[i * cells : (i + 1) * cells] for i, measure in enumerate(some)}
    return estimates


def _side_by_side(tables: Sequence[Floats]) -> Floats:
    """Return tables by replication and cell beside each other.

    The values of a single cell stay next to each other in memory: NumPy adds such values up in another order than
    others, and the last digit of a sum depends on the order.
    """
    if tables[0].shape[1] == 1:
        return np.array([table[:, 0] for table in tables]).T
    return np.hstack(tables)


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
