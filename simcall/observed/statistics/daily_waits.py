"""How long callers waited on each date."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simcall.observed.statistics.grids import Floats, Grid

__all__ = ["daily_waits"]


def daily_waits(counts: pd.DataFrame, grid: Grid) -> Floats | None:
    """Return the seconds that callers waited on each date of a grid; None if the files do not have them.

    Parameters
    ----------
    counts : pandas.DataFrame
        The line's rows, as `simcall.observed.observations.COUNT_COLUMNS`.
    grid : Grid
        The line's counts.
    """
    waits = counts[["wait_answered", "wait_abandoned"]]
    if waits.isna().all(axis=None):
        return None
    day = (counts["start"] - pd.Timestamp(grid.first)).dt.days.to_numpy()
    total = np.bincount(day, weights=waits.fillna(0.0).sum(axis=1), minlength=len(grid.offered))
    return np.where(grid.exposure.sum(axis=1) > 0, total, 0.0)
