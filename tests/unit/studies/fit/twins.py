"""Twins: a run of a scenario with a known share of its people, written down as a phone system would count it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simcall import Scenario
from simcall.observed.observations import ANSWER_COLUMNS, COUNT_COLUMNS, Observations
from simcall.studies.run import run

__all__ = ["planned", "twin_of"]

EDGES_S = (0, 20, 60, 180)
"""The ends of the bins of answer times; the last bin has no end."""


def planned(days: int = 14, **line: Any) -> Scenario:
    """Return a centre whose people are planned, with a day and a night."""
    base = {
        "patience": {"distribution": "exponential", "mean": "3 min"},
        "handling": {"distribution": "lognormal", "mean": "6 min", "sd": "4 min"},
        "demand": {"calls_per_day": 700.0, "profile": [0.5] * 8 + [1.4] * 12 + [0.8] * 4},
    }
    return Scenario.from_document(
        {
            "name": "planned",
            "start": "2024-02-05",
            "days": days,
            "lines": {"101": {**base, **line}},
            "groups": {"handlers": {"lines": ["101"], "headcount_profile": [3] * 8 + [6] * 12 + [4] * 4}},
        }
    )


def twin_of(scenario: Scenario, seed: int) -> Observations:
    """Return one replication of a scenario as counts by hour and by bin of the answer time."""
    shares = [f"answered_within_{edge}s" for edge in EDGES_S[1:]]
    measures = ["offered", "answered", "abandoned", *shares]
    rows = run(scenario, 1, seed, jobs=1).rows_by("interval", line="101", measures=measures)
    table = pd.DataFrame([(row.label.replace(tzinfo=None), row.measure, row.mean) for row in rows])
    by_hour = table.pivot(index=0, columns=1, values=2)
    counts = by_hour[["offered", "answered", "abandoned"]].reset_index(names="start")
    counts = counts.assign(line="101", minutes=60, exposure=1.0).reindex(columns=list(COUNT_COLUMNS))
    below = by_hour[shares].fillna(0.0).mul(by_hour["answered"], axis=0).to_numpy()
    answered = np.diff(np.column_stack((np.zeros(len(below)), below, by_hour["answered"])), axis=1)
    bins = [
        ("101", start, float(low), float(high), count)
        for start, of_hour in zip(by_hour.index, answered, strict=True)
        for low, high, count in zip(EDGES_S, (*EDGES_S[1:], np.inf), of_hour.tolist(), strict=True)
    ]
    return Observations(
        "Europe/London", {"101": "101"}, counts, answers=pd.DataFrame(bins, columns=list(ANSWER_COLUMNS))
    )
