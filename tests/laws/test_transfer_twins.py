"""Twins of transfers: hubs whose calls go from line to line are exported, and the import must give the shares back.

An interval of 95 % that is right misses its truth 5 times in 100, so up to 5 of 20 hubs may miss: more than that
happens by chance in 1 of 1,000 such tests. Its power: an estimate that is wrong by two standard errors misses in half
of the hubs, and is caught by 98 of 100 such tests.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

import simcall as sc
from simcall.observed.measured import Estimate
from simcall.observed.measuring import measure
from simcall.observed.observations import Observations
from simcall.observed.queue_counts import queue_counts
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.statistics.transfers import leads_to
from simcall.scenario import Scenario
from tests.making import exponential
from tests.phone_exports import write_legs, write_queue_log, write_segments

LINES = ("101", "desk", "overflow")
HUBS = 20
DELAY_S, OVERFLOW_S = 5, 60
WRITERS: dict[str, Callable[[pd.DataFrame, Path], Path]] = {
    "event log": lambda records, path: write_queue_log(records, path, has_transfers=True),
    "legs": write_legs,
    "segments": write_segments,
}


def shares(seed: int) -> tuple[float, float]:
    """Return the share of answered 101 calls that go to the desk, and of those that wait, to the overflow."""
    rng = np.random.default_rng((17, seed))
    return float(rng.uniform(0.1, 0.6)), float(rng.uniform(0.2, 0.9))


def hub(seed: int) -> dict[str, Any]:
    """Return a hub of one week: a switchboard with a desk behind it, and an overflow after a minute in the queue."""
    transferred, overflows = shares(seed)
    line = {"priority": 1, "patience": exponential("5 min")}
    return {
        "name": "a twin",
        "start": "2026-03-02",
        "days": 7,
        "warm_up": "1 day",
        "lines": {
            "101": {
                **line,
                "handling": {"distribution": "lognormal", "mean": "2 min", "sd": "1 min"},
                "demand": {"calls_per_day": 600},
                "leads_to": [
                    {"to": "desk", "share": transferred, "when": "released", "after": f"{DELAY_S} s"},
                    {"to": "overflow", "share": overflows, "when": "waiting", "after": f"{OVERFLOW_S} s"},
                ],
            },
            "desk": {**line, "handling": exponential("6 min"), "demand": {"calls_per_day": 80}},
            "overflow": {**line, "handling": exponential("3 min")},
        },
        "groups": {
            "switchboard": {"lines": ["101"], "headcount": 1},
            "handlers": {"lines": ["desk", "overflow"], "headcount": 2},
        },
    }


@lru_cache(maxsize=HUBS)
def records_of(seed: int) -> pd.DataFrame:
    """Return the records of one such week."""
    return sc.run(Scenario.model_validate(hub(seed)), replications=1, seed=seed).records(replication=0)


def observed(seed: int, export: str, folder: Path) -> Observations:
    """Export a week and read it."""
    path = WRITERS[export](records_of(seed), folder / f"{seed}-{export.replace(' ', '-')}.csv")
    return read_exports([path], ReadingOptions(lines={line: line for line in LINES}))


def misses(seeds: range, export: str, folder: Path) -> dict[str, int]:
    """Count the hubs in which the interval of a figure does not hold its truth; nothing is faulty or left out."""
    counts = dict.fromkeys(("transferred", "overflows", "desk calls a day"), 0)
    for seed in seeds:
        lines = measure(observed(seed, export, folder), leave_out=()).lines
        desk, overflow = lines["101"].leads_to
        truths = (*shares(seed), 80.0)
        estimates = (desk.share, overflow.share, lines["desk"].calls_per_day)
        for name, truth, estimate in zip(counts, truths, estimates, strict=True):
            counts[name] += not holds(estimate, truth)
    return counts


def holds(estimate: Estimate, truth: float) -> bool:
    """Tell whether an interval holds the truth."""
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low <= truth <= estimate.high


@pytest.fixture(scope="module", params=WRITERS)
def observations(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Observations:
    """Return what the exports of one hub say."""
    return observed(0, request.param, tmp_path_factory.mktemp("exports"))


def test_transfers_are_followed_from_line_to_line(observations: Observations):
    """Every call that was sent on is counted on its second line, and none as a new call there."""
    records = records_of(0)
    calls = records[~records.in_warm_up & records.outcome.isin(["answered", "abandoned", "moved"])]
    sources = calls[calls.line == "101"].set_index("caller").outcome
    came = calls[(calls.line != "101") & calls.caller.isin(sources.index)]
    assert observations.transferred is not None
    for line in ("desk", "overflow"):
        of_line = observations.transferred[observations.transferred["line"] == line]
        assert of_line["offered"].sum() == (came.line == line).sum()
        offered = queue_counts(observations.counts, observations.transferred).groupby("line")["offered"].sum()[line]
        assert offered == (calls.line == line).sum()
    assert observations.counts.groupby("line")["offered"].sum()["overflow"] == 0


def test_shares_and_moments_are_given_back(observations: Observations):
    """Who is transferred and who overflows, after how long, in one hub."""
    calls = observations.calls
    assert calls is not None
    desk, overflow = leads_to(calls[calls["line"] == "101"])
    assert (desk.to, desk.when, overflow.to, overflow.when) == ("desk", "released", "overflow", "waiting")
    assert all(holds(lead.share, truth) for lead, truth in zip((desk, overflow), shares(0), strict=True))
    assert desk.after is not None
    assert overflow.after is not None
    assert desk.after.mean == pytest.approx(DELAY_S, abs=0.5)
    assert overflow.after.mean == pytest.approx(OVERFLOW_S, abs=0.5)


@pytest.mark.long
@pytest.mark.parametrize("export", WRITERS)
def test_twenty_hubs_give_their_shares_back(export: str, tmp_path: Path):
    """Twenty hubs in each format: misses of an interval of 95 % are as many as chance explains."""
    most = int(binom(HUBS, 0.05).ppf(0.999))
    assert max(misses(range(HUBS), export, tmp_path).values()) <= most
