"""What the files say of a line, faulty days included, for the planner to compare with their own report."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simcall.observed.measured import LineTotals
from simcall.observed.statistics.grids import HOURS_PER_DAY, Grid

__all__ = ["line_totals"]

_WITHIN_S = (5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0, 120.0)


def line_totals(
    queue: str, grid: Grid, counts: pd.DataFrame, calls: pd.DataFrame | None, answers: pd.DataFrame | None
) -> LineTotals:
    """Return the totals of a line.

    Parameters
    ----------
    queue : str
        The queue as the files call it.
    grid : Grid
        The line's counts.
    counts, calls, answers : pandas.DataFrame or None
        The line's rows of the observations.
    """
    answered, abandoned = float(grid.answered.sum()), float(grid.abandoned.sum())
    waited, gave_up_waits, handling = (_sum(counts[name]) for name in ("wait_answered", "wait_abandoned", "handling"))
    return LineTotals(
        queue=queue,
        offered=round(float(grid.offered.sum())),
        answered=round(answered) if _is_told(counts, "answered", "abandoned") else None,
        abandoned=round(abandoned) if _is_told(counts, "abandoned", "answered") else None,
        asa=_mean(waited, answered),
        mean_wait=None
        if gave_up_waits is None or waited is None
        else _mean(waited + gave_up_waits, answered + abandoned),
        mean_handling=_mean(handling, answered),
        by_day={day: round(float(total)) for day, total in zip(grid.dates, grid.offered.sum(axis=1), strict=True)},
        by_hour=_by_hour(grid),
        answered_within=_from_calls(calls) if calls is not None else _from_bins(answers),
    )


def _is_told(counts: pd.DataFrame, outcome: str, other: str) -> bool:
    """Return whether the files tell how many calls ended in one way: by its own count, or by the rest of the others.

    Calls of which none was answered and none abandoned are those of a file without outcomes.
    """
    has_count = counts[outcome].notna() | (counts["offered"].notna() & counts[other].notna())
    has_outcomes = counts[[outcome, other]].sum().sum() > 0 or counts["offered"].sum() == 0
    return bool(has_count.any() and has_outcomes)


def _sum(column: pd.Series) -> float | None:
    return float(column.sum()) if column.notna().any() else None


def _mean(total: float | None, calls: float) -> float | None:
    return None if total is None or calls == 0 else total / calls


def _by_hour(grid: Grid) -> tuple[int, ...] | None:
    if not grid.has_hours:
        return None
    return tuple(round(float(total)) for total in grid.by(HOURS_PER_DAY).offered.sum(axis=0))


def _from_calls(calls: pd.DataFrame) -> dict[float, float]:
    wait = calls.loc[calls["outcome"] == "answered", "wait"].dropna().to_numpy()
    return {within: float((wait < within).mean()) for within in _WITHIN_S} if len(wait) else {}


def _from_bins(answers: pd.DataFrame | None) -> dict[float, float]:
    """Return the shares at the upper ends of the bins."""
    if answers is None or answers.empty:
        return {}
    by_end = answers.groupby("high")["answered"].sum().sort_index()
    ends, counts = by_end.index.to_numpy(dtype=np.float64), by_end.to_numpy(dtype=np.float64)
    shares = np.cumsum(counts) / counts.sum() if counts.sum() > 0 else np.zeros(len(counts))
    return {float(end): float(share) for end, share in zip(ends, shares, strict=True) if np.isfinite(end)}
