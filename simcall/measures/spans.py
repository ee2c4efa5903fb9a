"""Where the figure of a single span falls, such as that of one month: wider than the interval of the average."""

from __future__ import annotations

import numpy as np

from simcall.inputs import Floats
from simcall.measures.measure import Kind
from simcall.measures.t_distribution import student_quantile

__all__ = ["SPAN_COVERAGE", "span_ends"]

_TAIL = 0.025
SPAN_COVERAGE = 1 - 2 * _TAIL
"""The share of single spans whose figure lies between the two ends."""
_ENOUGH_TO_RANK = 39
"""Replications from which the smallest and the largest, or values between them, are ends for 95 in 100 spans."""


def span_ends(values: Floats, kind: Kind) -> tuple[Floats, Floats]:
    """Return the ends of the prediction interval of one more replication, for each cell.

    Each replication is one such span, so these ends show how far a real one may be from the average. From 39
    replications on they are order statistics, which cover 95 % whatever the distribution, or more if values tie: those
    of rank 0.025 (n + 1) from either side (Meeker, Hahn and Escobar 2017, "Statistical Intervals", section 5.4). With
    fewer, order statistics cannot cover 95 %: the smallest and the largest of ten replications cover 82 %.
    The ends are then those of the t interval, mean - t s √(1 + 1/n) to mean + t s √(1 + 1/n), of values that are made
    nearly normal first (sections 3.1 and 4.9): the square root, or the arcsine of it for a share (Anscombe 1948). So
    the ends stay in the range of the measure, and are further away on the side on which the values spread more. If
    all replications are alike the ends are alike; from 19 replications on, one more differs in at most 5 of 100 cases.

    Parameters
    ----------
    values : float64, shape (replications, cells)
        The figure in each replication; nan where it is not defined.
    kind : Kind
        Shares lie between 0 and 1; nothing is negative.

    Returns
    -------
    low, high : float64, shape (cells,)
        nan if fewer than two replications have a figure.
    """
    defined = np.count_nonzero(~np.isnan(values), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = _by_spread(values, defined, kind)
    if (by_rank := defined >= _ENOUGH_TO_RANK).any():
        ranked, rank = np.sort(values, axis=0), (defined + 1) * _TAIL - 1
        low = np.where(by_rank, _at_rank(ranked, rank, defined), low)
        high = np.where(by_rank, _at_rank(ranked, defined - 1 - rank, defined), high)
    least, most = np.fmin.reduce(values), np.fmax.reduce(values)
    alike = (defined > 1) & (least == most)
    return np.where(alike, least, low), np.where(alike, least, high)


def _by_spread(values: Floats, defined: Floats, kind: Kind) -> tuple[Floats, Floats]:
    """Return the ends by the spread of the transformed values; nan where fewer than two are defined."""
    plain = np.sqrt(np.clip(values, 0.0, 1.0 if kind is Kind.SHARE else None))
    plain = np.arcsin(plain) if kind is Kind.SHARE else plain
    mean = np.nansum(plain, axis=0) / defined
    variance = np.nansum(np.square(plain - mean), axis=0) / (defined - 1)
    reach = student_quantile(defined - 1, 1 - _TAIL) * np.sqrt(variance * (1 + 1 / defined))
    low, high = np.maximum(mean - reach, 0.0), mean + reach
    if kind is Kind.SHARE:
        return np.square(np.sin(low)), np.square(np.sin(np.minimum(high, np.pi / 2)))
    return np.square(low), np.square(high)


def _at_rank(ranked: Floats, rank: Floats, defined: Floats) -> Floats:
    """Return the value at a rank from 0, between two ranks by interpolation."""
    last = np.maximum(defined - 1, 0)
    below = np.clip(np.floor(rank), 0, last).astype(np.int64)
    above = np.minimum(below + 1, last).astype(np.int64)
    lower, upper = (np.take_along_axis(ranked, at[None, :], axis=0)[0] for at in (below, above))
    at_rank: Floats = lower + (rank - below) * (upper - lower)
    return at_rank
