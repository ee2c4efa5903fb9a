"""Observations of invented centres, built from a few arrays, for tests of what is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from simcall.observed.observations import CALL_COLUMNS, COUNT_COLUMNS, Observations
from simcall.observed.reading.counting import count_calls
from simcall.observed.statistics.grids import Grid, never_recorded

__all__ = ["MONDAY", "calls_frame", "counts_frame", "grid_of", "observations_of", "observed_calls"]

MONDAY = date(2026, 3, 2)
_EMPTY = {"str": "", "float64": np.nan, "int64": 0, "int32": 0, "bool": False}


def calls_frame(start: Sequence[object] | npt.NDArray[np.generic], **columns: object) -> pd.DataFrame:
    """Return calls with some columns given; of the others nothing is known, and all are answered on line 101."""
    given = {"line": "101", "outcome": "answered", **columns, "start": pd.to_datetime(pd.Series(start))}
    frame = pd.DataFrame(
        {name: given.get(name, _EMPTY.get(kind)) for name, kind in CALL_COLUMNS.items()}, index=range(len(start))
    )
    return frame.astype(dict(CALL_COLUMNS)).sort_values(["start", "wait", "line"], ignore_index=True)


def observed_calls(calls: pd.DataFrame, zone: str = "Europe/London") -> Observations:
    """Return the observations that hold these calls."""
    lines = sorted(calls["line"].unique())
    return Observations(zone, {line: f"queue {line}" for line in lines}, count_calls(calls, zone), calls)


def counts_frame(line: str, offered: npt.NDArray[np.float64], first: date = MONDAY, **columns: object) -> pd.DataFrame:
    """Return the counts of a line in equal steps: `offered` has a row for each date, and every step was recorded."""
    days, steps = offered.shape
    minutes = 1440 // steps
    given = {
        "line": line,
        "start": pd.Timestamp(first) + pd.to_timedelta(np.arange(days * steps) * minutes, unit="min"),
        "minutes": minutes,
        "exposure": minutes / 60,
        "offered": offered.ravel(),
        "answered": offered.ravel(),
        "abandoned": 0.0,
        **columns,
    }
    frame = pd.DataFrame({name: given.get(name, np.nan) for name in COUNT_COLUMNS}, index=range(days * steps))
    return frame.astype(dict(COUNT_COLUMNS))


def observations_of(counts: Sequence[pd.DataFrame], **parts: object) -> Observations:
    """Return the observations that hold these counts."""
    together = pd.concat(counts, ignore_index=True)
    queues: Mapping[str, str] = {line: line for line in together["line"].unique()}
    return Observations("Europe/London", queues, together, **parts)  # type: ignore[arg-type]


def grid_of(
    offered: npt.NDArray[np.float64],
    *,
    abandoned: npt.NDArray[np.float64] | None = None,
    exposure: npt.NDArray[np.float64] | None = None,
    line: str = "101",
    first: date = MONDAY,
) -> Grid:
    """Return the counts of a line; `offered` has a row for each date, and every step was recorded."""
    lost = np.zeros_like(offered) if abandoned is None else abandoned
    hours = np.full_like(offered, 24 / offered.shape[1]) if exposure is None else exposure
    return Grid(line, first, offered, offered - lost, lost, hours, never_recorded(hours, first))
