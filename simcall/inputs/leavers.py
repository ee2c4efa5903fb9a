"""Leavers: drawn for each person and date, so that the same people leave for good in every scenario."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.plan import Plan, Stay, Stream
from simcall.inputs.world import NEVER, Bools, Ints

__all__ = ["before_leaving"]

_DAYS_PER_YEAR = 365.2425


def before_leaving(plan: Plan, draws: Draws) -> Bools:
    """Tell which duties of a plan are before the day on which the person leaves for good.

    On every date of a stay each person leaves with the same small probability, so that the stated share has left after
    a year. The last shift is on the date before.

    Parameters
    ----------
    plan : Plan
        The duties.
    draws : Draws
        The replication's random numbers.

    Returns
    -------
    ndarray of bool, shape (duties,)
    """
    if not any(stay.leavers_per_year for stream in plan.streams for stay in stream.stays):
        return np.ones(len(plan), bool)
    last = int(plan.date.max(initial=0))
    leaves = [_leaves(stream, last, draws) for stream in plan.streams]
    first = np.cumsum([0, *map(len, leaves)])[:-1]
    is_before_leaving: Bools = plan.date < np.concatenate(leaves)[first[plan.stream] + plan.person]
    return is_before_leaving


def _leaves(stream: Stream, last: int, draws: Draws) -> Ints:
    """Return the date on which each person leaves, or NEVER, shape (people,)."""
    leaves = np.full(stream.people, NEVER)
    for dates, probability in _probabilities(stream.stays, last):
        u = draws.uniforms(stream.name, Purpose.LEAVING, dates, stream.people).reshape(len(dates), stream.people)
        leaving = u < probability
        leaves = np.minimum(leaves, np.where(leaving.any(axis=0), dates[leaving.argmax(axis=0)], NEVER))
    return leaves


def _probabilities(stays: tuple[Stay, ...], last: int) -> Iterator[tuple[Ints, float]]:
    """Yield the dates of each stay, up to the last of the plan, and the probability of leaving on each."""
    for stay in stays:
        dates = np.arange(stay.first, min(stay.until, last + 1))
        if stay.leavers_per_year and len(dates):
            yield dates, 1 - (1 - stay.leavers_per_year) ** (1 / _DAYS_PER_YEAR)
