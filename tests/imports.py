"""Observations and measurements of an invented centre, for tests of what an import writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from simcall.observed.measured import (
    Estimate,
    FaultySpell,
    LineMeasured,
    LineTotals,
    Measured,
    Missing,
    Staffing,
    StaffingReading,
    TimeDistribution,
    WeekProfile,
)
from simcall.observed.observations import COUNT_COLUMNS, FileRead, Finding, Observations

__all__ = ["MEASURED", "OBSERVATIONS", "with_line", "with_lines", "with_staffing"]

_WEEK = tuple(1.0 + 0.5 * (8 <= hour % 24 < 20) for hour in range(168))
_DAYS = {date(2026, 3, 2 + day): 40 for day in range(14)}
_TOTALS_999 = LineTotals("999 Emergency", 560, 540, 20, 4.5, 5.25, 300.0, _DAYS, (20,) * 12 + (26,) * 12 + ())
_TOTALS_101 = LineTotals("101 Public", 1400, 1200, 200, 61.0, 75.5, None, _DAYS, None)

LINE_999 = LineMeasured(
    Estimate(40.0, 38.5, 41.5, 14),
    profile=WeekProfile(_WEEK, "14 days, hour of week drawn towards day times hour"),
    handling=TimeDistribution(
        {"distribution": "lognormal", "mean": "5 min", "sd": "4 min"}, mean=300.0, calls=540, basis="Talk"
    ),
    handling_by_hour=(1.0,) * 12 + (1.1,) * 12,
    patience=TimeDistribution(
        {"distribution": "empirical"}, (20.0, 60.0, 240.0), median=60.0, calls=560, basis="Kaplan-Meier"
    ),
    kaplan_meier_median=60.0,
    ring=TimeDistribution(
        {"distribution": "lognormal", "mean": "4 s", "sd": "3 s"}, mean=4.0, calls=300, basis="Quiet hours"
    ),
    redial_probability=Estimate(0.4, 0.3, 0.5, 20),
    redial_delay=TimeDistribution(
        {"distribution": "exponential", "mean": "5 min"}, mean=300.0, calls=8, basis="Callers' numbers"
    ),
    redial_excess=Estimate(0.38, 0.3, 0.46, 20),
)
LINE_101 = LineMeasured(
    Estimate(100.0),
    patience=TimeDistribution(
        {"distribution": "exponential", "mean": "9 min"}, mean=540.0, calls=200, basis="Counts alone", is_assumed=True
    ),
    patience_runs=("queue", "pick_up"),
)
MEASURED = Measured(
    start=date(2026, 3, 2),
    end=date(2026, 3, 16),
    totals={"999": _TOTALS_999, "101": _TOTALS_101},
    queue_totals={"999": _TOTALS_999, "101": _TOTALS_101},
    lines={"999": LINE_999, "101": LINE_101},
    day_cv=Estimate(0.12, 0.08, 0.17, 14),
    hour_cv=Estimate(0.17),
    hour_correlation=Estimate(0.62),
    staffing=Staffing(
        "agents",
        (
            StaffingReading("gaps of up to 10 min between calls count as on duty", 472.0, WeekProfile((2.5,) * 168)),
            StaffingReading("gaps of up to 30 min between calls count as on duty", 572.0, WeekProfile((3.5,) * 168)),
        ),
        chosen=1,
    ),
    faulty_spells=(
        FaultySpell(
            datetime(2026, 3, 5, 7),
            datetime(2026, 3, 5, 21),
            "abandonment",
            ("101",),
            "46 % of 101 calls were abandoned on 5 March, and 14 % on other days.",
        ),
    ),
    missing=(
        Missing(
            datetime(2026, 3, 9, 8), datetime(2026, 3, 9, 12), ("999", "101"), "No calls where there are always some."
        ),
    ),
    findings=(Finding("assumed", "Times are on the local clock of Europe/London."),),
)
_START = pd.Timestamp("2026-03-02")
OBSERVATIONS = Observations(
    zone="Europe/London",
    queues={"999": "999 Emergency", "101": "101 Public"},
    counts=pd.DataFrame(
        [
            (line, _START + pd.Timedelta(hour, "h"), 60, 1.0, calls, calls - 1, 1.0, 9.0, 60.0, 900.0, np.nan)
            for line, calls in (("101", 4.0), ("999", 2.0))
            for hour in range(24 * 14)
        ],
        columns=list(COUNT_COLUMNS),
    ).astype(dict(COUNT_COLUMNS)),
    files=(
        FileRead(
            "march.csv",
            "calls",
            2000,
            {"an outbound call": 40},
            (("Start", "when the call reached the queue", "2026-03-02 09:00:00", "day first"),),
            "",
        ),
    ),
    findings=(Finding("left out", "40 outbound calls are left out."),),
)


def with_line(name: str, line: LineMeasured) -> Measured:
    """Return the measurements with another line in a line's place."""
    return replace(MEASURED, lines={**MEASURED.lines, name: line})


def with_lines(lines: Mapping[str, LineMeasured]) -> Measured:
    """Return the measurements with other lines in place of all, each with the totals of 999."""
    totals = dict.fromkeys(lines, _TOTALS_999)
    return replace(MEASURED, lines=lines, totals=totals, queue_totals=totals)


def with_staffing(staffing: Staffing) -> Measured:
    """Return the measurements with other people on duty."""
    return replace(MEASURED, staffing=staffing)
