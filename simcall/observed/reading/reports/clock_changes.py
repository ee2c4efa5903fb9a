"""The periods that the local clock goes through twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simcall.observed.reading.counting import clock_hours

__all__ = ["is_repeated"]


def is_repeated(starts: pd.Series, minutes: int, zone: str) -> np.ndarray:
    """Return for each period whether the clock goes through some of it twice.

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
