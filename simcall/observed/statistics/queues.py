"""How many callers wait at a moment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simcall.observed.statistics.grids import Floats

__all__ = ["call_times", "seconds_of", "waiting_at"]


def seconds_of(times: pd.Series) -> Floats:
    """Return moments as seconds since 1970 on the local clock."""
    return np.asarray(times.to_numpy().astype("datetime64[ms]").astype(np.int64) / 1000)


def call_times(calls: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return when each call joined the queue and when it left it, in seconds; calls without a wait are left out."""
    timed = calls[calls["wait"].notna()]
    joined = seconds_of(timed["start"])
    return joined, joined + timed["wait"].to_numpy()


def waiting_at(moments: Floats, joined: Floats, left: Floats) -> Floats:
    """Return how many have joined before each moment or at it, and not left yet."""
    before = np.searchsorted(np.sort(joined), moments, side="right")
    gone = np.searchsorted(np.sort(left), moments, side="right")
    return (before - gone).astype(np.float64)
