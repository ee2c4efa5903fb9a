"""A centre's log of incidents: which count, who raised them, and from when to when each of them kept a unit busy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["DAY_S", "OFFICERS", "PRIORITIES", "WEEK_DAYS", "Bools", "Floats", "Incidents", "Ints", "read"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

PRIORITIES = (1, 2, 3, 4)
DAY_S, WEEK_DAYS = 86_400.0, 7
OFFICERS = 0
"""The priority that this page gives to incidents which officers raise themselves."""
_BY_CALLERS = ("Phone", "E-911", "Text", "VCIN", "Cell Phone", "911 Center", "TDD", "STORM")
_OFF_DUTY = "OFF DUTY DETAIL"


@dataclass(frozen=True)
class Incidents:
    """Incidents of a log, or of a simulated week. Times are seconds.

    Attributes
    ----------
    start_s : ndarray of float64
        When each began, from the first midnight of a week.
    priority : ndarray of int64
        1 to 4, or `OFFICERS`.
    by_radio : ndarray of bool
        Whether it came over the radio, and not from a caller.
    queued_s, dispatched_s, arrived_s, free_s : ndarray of float64
        From the start until the incident was in the dispatchers' list; until a unit was sent; until the first unit
        arrived, or NaN; and until it was free again.
    in_progress : ndarray of int64
        How many incidents kept a unit busy when it began.
    """

    start_s: Floats
    priority: Ints
    by_radio: Bools
    queued_s: Floats
    dispatched_s: Floats
    arrived_s: Floats
    free_s: Floats
    in_progress: Ints

    @classmethod
    def of_columns(cls, **columns: npt.NDArray[Any]) -> Self:
        """Return incidents in order of their start, and count how many were in progress at each."""
        order = np.argsort(columns["start_s"], kind="stable")
        ordered = {name: values[order] for name, values in columns.items()}
        start = ordered["start_s"]
        sent, free = (np.sort(start + ordered[name]) for name in ("dispatched_s", "free_s"))
        return cls(**ordered, in_progress=np.searchsorted(sent, start) - np.searchsorted(free, start, side="right"))

    def __len__(self) -> int:
        return len(self.start_s)

    def where(self, chosen: Bools | Ints) -> Incidents:
        """Return some of the incidents."""
        return Incidents(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    def of(self, priority: int) -> Incidents:
        """Return the incidents of a priority."""
        return self.where(self.priority == priority)

    @property
    def reached(self) -> Bools:
        """Whether an arrival is recorded."""
        return ~np.isnan(self.arrived_s)

    @property
    def hour(self) -> Ints:
        """The hour of the day at the start."""
        return (self.start_s // 3600).astype(np.int64) % 24

    @property
    def day(self) -> Ints:
        """The day from the first one, a Sunday."""
        return (self.start_s // DAY_S).astype(np.int64)

    @property
    def week(self) -> Ints:
        """The week from the first one."""
        return self.day // WEEK_DAYS

    def from_to(self, start_s: float, end_s: float) -> Incidents:
        """Return those that began in a span."""
        return self.where((self.start_s >= start_s) & (self.start_s < end_s))


def read(file: Path) -> tuple[Incidents, Mapping[str, int]]:
    """Read a log of incidents.

    Parameters
    ----------
    file : Path
        A row for each incident: start, priority, reception, problem, and seconds from the start.

    Returns
    -------
    tuple of Incidents and mapping of str to int
        Those that count, from the midnight before the first, which must be a Sunday's; and what is odd in the file: how
        many rows, by what it is.
    """
    rows = pd.read_csv(file, parse_dates=["start"]).sort_values("start", kind="stable")
    off_duty, graded = rows["problem"].eq(_OFF_DUTY), rows["priority"].isin(PRIORITIES)
    backwards = rows[["dispatched_s", "arrived_s", "cleared_s", "closed_s"]].lt(0).any(axis=1)
    backwards |= rows["arrived_s"].lt(rows["dispatched_s"])
    kept = rows[graded & ~off_duty & ~backwards]
    oddities = {
        "rows": len(rows),
        "off-duty details": int(off_duty.sum()),
        "other priorities": int((~graded & ~off_duty).sum()),
        "times that run backwards": int((graded & ~off_duty & backwards).sum()),
        **_oddities_of(kept),
    }
    first = rows["start"].iloc[0].normalize()
    officer = kept["reception"].eq("OFFICER").to_numpy()
    incidents = Incidents.of_columns(
        start_s=(kept["start"] - first).dt.total_seconds().to_numpy(dtype=np.float64),
        priority=np.where(officer, OFFICERS, kept["priority"].to_numpy(dtype=np.int64)),
        by_radio=~officer & ~kept["reception"].isin(_BY_CALLERS).to_numpy(),
        queued_s=kept["queued_s"].to_numpy(dtype=np.float64),
        dispatched_s=kept["dispatched_s"].to_numpy(dtype=np.float64),
        arrived_s=kept["arrived_s"].to_numpy(dtype=np.float64),
        free_s=_free_s(kept),
    )
    return incidents, oddities


def _oddities_of(kept: pd.DataFrame) -> dict[str, int]:
    """Return what is odd among the incidents that count."""
    officer = kept["reception"].eq("OFFICER")
    main = kept["priority"].eq(2)
    return {
        "incidents": len(kept),
        "raised by officers": int(officer.sum()),
        "raised by officers, sent and there at once": int((officer & kept["arrived_s"].eq(0)).sum()),
        "no arrival": int(kept["arrived_s"].isna().sum()),
        "no time of clearing": int(kept["cleared_s"].isna().sum()),
        "cleared before the arrival": int(kept["cleared_s"].lt(kept["arrived_s"]).sum()),
        "closed before cleared": int(kept["closed_s"].lt(kept["cleared_s"]).sum()),
        "on the telephone after the dispatch": int(kept["phone_stop_s"].gt(kept["dispatched_s"]).sum()),
        "per cent of priority 2 within 15 min": _in_target(kept[main]),
        "the same without officers": _in_target(kept[main & ~officer]),
    }


def _in_target(rows: pd.DataFrame) -> int:
    """Return the per cent of incidents with an arrival that have it within 15 min."""
    return round(100 * float(rows["arrived_s"].dropna().le(900).mean()))


def _free_s(rows: pd.DataFrame) -> Floats:
    """Return when the first unit was free: cleared; if that is missing or before the arrival, closed.

    A unit that was called off before another one arrived is cleared first. Nothing says when the other was free.
    """
    last = rows[["dispatched_s", "arrived_s"]].max(axis=1)
    cleared = rows["cleared_s"].where(rows["cleared_s"] >= last)
    closed = rows["closed_s"].where(rows["closed_s"] >= last)
    return cleared.fillna(closed).fillna(last).to_numpy(dtype=np.float64)
