"""Columns of lengths of time, and the ways in which they can be read."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from simcall.sheets.durations import read_duration

__all__ = ["DURATIONS", "DURATION_WORDS", "TWO_PARTS_S", "UNITS_S", "seconds_of_texts"]

DURATIONS: Final = "--durations"
"""The option that says how lengths of time are written."""
UNITS_S: Final = {"s": 1.0, "ms": 0.001, "min": 60.0, "days": 86_400.0}
"""By the planner's word for it: seconds in one of what a number alone counts."""
TWO_PARTS_S: Final = {"m:ss": 60.0, "h:mm": 3600.0}
"""By the planner's word for it: seconds in one of the first of two parts, as in ``2:14``."""
DURATION_WORDS: Final = {
    "m:ss": "minutes and seconds",
    "h:mm": "hours and minutes",
    "s": "seconds",
    "ms": "milliseconds",
    "min": "minutes",
    "days": "days, as Excel keeps times",
}


def seconds_of_texts(texts: pd.Series, *, unit: float, two_parts: float, decimal_comma: bool) -> pd.Series:
    """Return a column as seconds, NaN of what is no length of time; each different text is read once.

    Parameters
    ----------
    texts : pandas.Series
        The column.
    unit, two_parts : float
        As in `simcall.sheets.durations.read_duration`.
    decimal_comma : bool
        Whether a comma stands before decimals.
    """
    codes, different = pd.factorize(texts)
    values = [read_duration(text, unit=unit, two_parts=two_parts, decimal_comma=decimal_comma) for text in different]
    seconds = np.array(values, dtype="float64")
    return pd.Series(seconds[codes] if len(seconds) else np.nan, index=texts.index, dtype="float64")
