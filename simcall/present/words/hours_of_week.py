"""Numbers by step of the week as numbers by hour of the week, and as tables by hour and weekday."""

from __future__ import annotations

import math

import numpy as np

from simcall.inputs.world import Bools, Floats
from simcall.scenario.models.week import HOURS_OF_WEEK

__all__ = ["hourly_any", "hourly_most", "week_rows"]


def hourly_most(values: Floats) -> Floats:
    """Return the largest value of the steps of each hour of the week, shape (168,); nan where the span has none."""
    most: Floats = np.fmax.reduce(values.reshape(HOURS_OF_WEEK, -1), axis=1)
    return most


def week_rows(values: Floats, decimals: int) -> tuple[tuple[str, ...], ...]:
    """Return the largest value of each hour of the week in words: a row for each hour, which begins with its name.

    Parameters
    ----------
    values : float64, shape (steps,)
        By step of the week from Monday 00:00; nan in a step that the span does not have.
    decimals : int
        Decimals of the numbers.
    """
    written = ["-" if math.isnan(value) else f"{value:.{decimals}f}" for value in hourly_most(values).tolist()]
    return tuple((f"{hour:02d}:00", *written[hour::24]) for hour in range(24))


def hourly_any(marked: Bools) -> Bools:
    """Return which hours of the week have a marked step, shape (168,)."""
    return np.asarray(marked.reshape(HOURS_OF_WEEK, -1).any(axis=1), np.bool_)
