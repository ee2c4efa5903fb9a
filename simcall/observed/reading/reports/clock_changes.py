"""Times of another clock on the local one, and the periods that the local clock goes through twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simcall.observed.reading.counting import clock_hours

__all__ = ["is_repeated", "to_local"]


def is_repeated(starts: pd.Series, minutes: int, zone: str) -> np.ndarray:
    """Return of each period whether the clock goes through some of it twice.

    Parameters
    ----------
    starts : pandas.Series
        Of datetime64, on the local clock.
    minutes : int
        Length of a period by the clock.
    zone : str
        Such as ``"Europe/London"``.
    """
    different = pd.DatetimeIndex(starts.unique())
    twice = different[clock_hours(different, minutes, zone) > minutes / 60.0]
    return starts.isin(twice).to_numpy()


def to_local(starts: pd.Series, zone: str, local_zone: str) -> pd.Series:
    """Return moments of one zone's clock on the local clock, without a zone.

    An hour that comes twice on the first clock is taken for its first time.
    """
    if zone == local_zone:
        return starts
    first = np.ones(len(starts), dtype=bool)
    placed: pd.Series = starts.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    local: pd.Series = placed.dt.tz_convert(local_zone).dt.tz_localize(None)
    return local
