"""How a figure is worked out: from the totals and answer times of a line or group to estimates with intervals."""

from __future__ import annotations

from collections.abc import Collection, Sequence

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

__all__ = ["estimates_by_cell", "estimates_of", "totals_by_cell"]


def estimates_by_cell(measures: Sequence[Measure], sample: Sample) -> list[list[Estimate]]:
    """Return the estimate of each measure in each cell."""
    return estimates_of([(measure, sample) for measure in measures])


def estimates_of(figures: Sequence[tuple[Measure, Sample]]) -> list[list[Estimate]]:
    """Return the estimates of figures of one run in each cell. Those that are bounded alike are worked out together.

    Parameters
    ----------
    figures : sequence of (Measure, Sample)
        What of which line or group; all samples have the same replications and cells.

    Returns
    -------
    list of list of Estimate
        For each figure, one for each cell.
    """
    quantiles: dict[int, tuple[Quantile, Sample]] = {}
    ratios: dict[tuple[Kind, bool], dict[int, tuple[Averaged, Sample]]] = {}
    for place, (measure, sample) in enumerate(figures):
        if isinstance(measure, Quantile):
            quantiles[place] = measure, sample
        elif isinstance(measure, Averaged):
            ratios.setdefault((measure.kind, measure.counted), {})[place] = measure, sample
    estimates = _by_figure(quantiles, _quantile_estimates(list(quantiles.values()))) if quantiles else {}
    for alike in ratios.values():
        estimates |= _by_figure(alike, _ratio_estimates(list(alike.values())))
    return [estimates[place] for place in range(len(figures))]


def _by_figure(places: Collection[int], estimates: Sequence[Estimate]) -> dict[int, list[Estimate]]:
    """Return the estimates of each figure by its place: as many of each, one after the other."""
    cells = len(estimates) // len(places)
    return {place: list(estimates[i * cells : (i + 1) * cells]) for i, place in enumerate(places)}


def _quantile_estimates(figures: Sequence[tuple[Quantile, Sample]]) -> list[Estimate]:
    """Return the estimates of quantiles, each in every cell; the times of a line are gathered once for all."""
    gathered: dict[tuple[int, str], list[Pooled]] = {}
    for measure, sample in figures:
        if (id(sample), measure.times) not in gathered:
            gathered[id(sample), measure.times] = list(map(Pooled, sample.times(measure.times)))
    of_each = [gathered[id(sample), measure.times] for measure, sample in figures]
    levels = np.repeat([measure.level for measure, _ in figures], [len(cells) for cells in of_each]).tolist()
    return quantile_estimates([cell for cells in of_each for cell in cells], levels, figures[0][1].tick_s)


def _ratio_estimates(figures: Sequence[tuple[Averaged, Sample]]) -> list[Estimate]:
    """Return the estimates of ratios that are bounded alike, each in every cell."""
    (first, sample), *_ = figures
    numerators, denominators = zip(*(totals_by_cell(measure, sample) for measure, sample in figures), strict=True)
    scale = np.repeat([measure.scale for measure, _ in figures], len(sample.cells.labels))
    return ratio_estimates(
        _side_by_side(numerators), _side_by_side(denominators), first.kind, scale, counted=first.counted
    )


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
    if measure not in sample.worked_out:
        sample.worked_out[measure] = _totals_by_cell(measure, sample)
    return sample.worked_out[measure]


def _totals_by_cell(measure: Averaged, sample: Sample) -> tuple[Floats, Floats]:
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
