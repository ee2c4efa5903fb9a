"""The two real centres, read by hand: their files stand in the folder that SIMCALL_SHARED names, and nowhere here."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simcall.observed.observations import Observations
from tests.observing import calls_frame, counts_frame, observed_calls

__all__ = ["PHONE", "bank", "centre", "needs_shared"]

PHONE = Path(os.environ.get("SIMCALL_SHARED", "nowhere")) / "data" / "phone"
needs_shared = pytest.mark.skipif(
    not PHONE.is_dir(), reason="the two real centres are not here: SIMCALL_SHARED names the folder that has them"
)
_EDGES = (0.0, 10.0, 15.0, 20.0, 40.0, 60.0, 120.0, np.inf)
_BINS = ("10", "15", "20", "40", "60", "120", "121")


def bank() -> Observations:
    """Return the bank's calls that reached the agents: answered ones, and those that were given up in the queue."""
    rows = pd.read_csv(PHONE / "bank_february_1999.csv.gz")
    answered = rows["outcome"] == "AGENT"
    rows = rows[answered | ((rows["outcome"] == "HANG") & (rows["q_start"] != "0:00:00"))]
    answered = rows["outcome"] == "AGENT"
    start = pd.to_datetime("19" + rows["date"].astype(str) + " " + rows["vru_exit"], format="%Y%m%d %H:%M:%S")
    calls = calls_frame(
        start.to_numpy(),
        line="bank",
        outcome=np.where(answered, "answered", "abandoned"),
        menu=rows["vru_time"].to_numpy(dtype=np.float64),
        wait=rows["q_time"].to_numpy(dtype=np.float64),
        talk=np.where(answered, rows["ser_time"], np.nan),
        agent=rows["server"].where(rows["server"] != "NO_SERVER", "").to_numpy(),
        caller=rows["customer_id"].to_numpy(),
    )
    return observed_calls(calls, "Asia/Jerusalem")


def centre() -> Observations:
    """Return the counts and the answers by bin of the 911 centre's two lines, in four weeks."""
    rows = pd.concat([pd.read_csv(PHONE / f"centre_911_week_{week}.csv") for week in range(44, 48)], ignore_index=True)
    start = pd.to_datetime(rows["DateTime"], format="%m/%d/%Y %H:%M")
    counts, answers = [], []
    for line in ("911", "ADM"):
        offered = rows[f"{line}_T"].to_numpy(dtype=np.float64).reshape(-1, 24)
        abandoned = rows[f"{line}_AB"].to_numpy(dtype=np.float64)
        frame = counts_frame(
            line, offered, start.min().date(), abandoned=abandoned, answered=offered.ravel() - abandoned
        )
        frame["exposure"] = np.where(frame["start"] == pd.Timestamp("2025-11-02 01:00"), 2.0, 1.0)
        counts.append(frame)
        for low, high, name in zip(_EDGES, _EDGES[1:], _BINS, strict=False):
            bins = {"line": line, "start": start, "low": low, "high": high, "answered": rows[f"{line}_{name}"] * 1.0}
            answers.append(pd.DataFrame(bins))
    together = pd.concat(counts, ignore_index=True)
    queues = {"911": "911", "ADM": "ADM"}
    return Observations("America/Chicago", queues, together, answers=pd.concat(answers, ignore_index=True))
