"""Twins of imports: runs are exported as phone systems write them, and the import must give their inputs back.

An interval of 95 % that is right misses its truth 5 times in 100. `MOST_MISSES` allows what that chance gives in 999 of
1,000 tests. Its power: with 100 runs, a figure whose intervals hold their truth only 80 times in 100 is caught in 95 of
100 such tests; so is a mean that is wrong by twice its standard error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

import simcall as sc
from simcall.observed.measured import Estimate, Measured
from simcall.observed.measuring import measure
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions
from simcall.scenario import Scenario
from tests.making import exponential
from tests.phone_exports import write_call_log, write_interval_report, write_queue_log

Interval = tuple[float, float]
DAYS = 28
RING_S = 4.0
"""How long phones ring on average. The event log says so; in the call log it is a part of the waits."""
LINES = ("999", "101")
WRITERS: dict[str, Callable[[pd.DataFrame, Path], Path]] = {
    "call log": write_call_log,
    "event log": write_queue_log,
    "interval report": write_interval_report,
}


@dataclass(frozen=True)
class Twin:
    """A scenario with known inputs, and its truth by the names of what is measured."""

    scenario: dict[str, Any]
    truth: dict[str, float]


def twin(seed: int) -> Twin:
    """Return a hub of one month: volumes, handling, patience, redials and busyness vary from seed to seed."""
    rng = np.random.default_rng((16, seed))
    lines, truth = {}, {}
    load = 0.0
    for priority, line in enumerate(LINES, start=1):
        calls, minutes, patience = rng.uniform(150, 500), rng.uniform(3, 9), rng.uniform(2, 8)
        redial = rng.choice([0.0, rng.uniform(0.2, 0.6)])
        lines[line] = {
            "priority": priority,
            "patience": exponential(f"{patience:.4f} min"),
            "handling": {"distribution": "lognormal", "mean": f"{minutes:.4f} min", "sd": f"{minutes:.4f} min"},
            "pick_up": {"distribution": "gamma", "mean": f"{RING_S} s", "sd": "2 s"},
            "demand": {"calls_per_day": round(calls, 2)},
        }
        if redial:
            lines[line]["redial"] = {"probability": round(redial, 4), "delay": exponential("3 min"), "limit": 20}
        load += calls * minutes / 1440
        truth |= {
            f"{line} calls per day": round(calls, 2),
            f"{line} handling": 60 * minutes,
            f"{line} patience": 60 * patience * np.log(2),
            f"{line} redials": redial,
            f"{line} ringing": RING_S,
        }
    day_cv = float(rng.choice([0.0, 0.1]))
    truth["day cv"] = day_cv
    scenario = {
        "name": "a twin",
        "start": "2026-03-02",
        "days": DAYS,
        "warm_up": "1 day",
        "busyness": {"cv": day_cv},
        "lines": lines,
        "groups": {
            "handlers": {"lines": list(LINES), "headcount": max(1, int(np.ceil(load * rng.uniform(0.9, 1.15))))}
        },
    }
    return Twin(scenario, truth)


@lru_cache(maxsize=8)
def records_of(seed: int) -> pd.DataFrame:
    """Return the records of one such month."""
    return sc.run(Scenario.model_validate(twin(seed).scenario), replications=1, seed=seed).records(replication=0)


def measured(seed: int, export: str, folder: Path) -> Measured:
    """Export a month, import it and measure."""
    path = WRITERS[export](records_of(seed), folder / f"{seed}-{export.replace(' ', '-')}")
    return measure(read_exports([path], ReadingOptions(lines={line: line for line in LINES})))


def estimates(result: Measured) -> Iterator[tuple[str, Interval | None]]:
    """Yield the interval of each figure that has a truth."""
    for line, figures in result.lines.items():
        yield f"{line} calls per day", _interval(figures.calls_per_day)
        yield f"{line} handling", figures.handling and figures.handling.mean_interval
        yield f"{line} patience", figures.patience and figures.patience.median_interval
        yield f"{line} redials", _interval(figures.redial_probability)
        yield f"{line} ringing", figures.ring and figures.ring.mean_interval
    yield "day cv", _interval(result.day_cv)


def _interval(estimate: Estimate | None) -> Interval | None:
    if estimate is None or estimate.low is None or estimate.high is None:
        return None
    return float(estimate.low), float(estimate.high)


def coverage(seeds: range, export: str, folder: Path) -> dict[str, tuple[int, int]]:
    """Count the intervals of each figure that do not hold its truth, and all of its intervals."""
    misses, intervals = Counter[str](), Counter[str]()
    for seed in seeds:
        truth = twin(seed).truth
        for name, interval in estimates(measured(seed, export, folder)):
            if interval is not None and not holds_redials(truth, name, export):
                intervals[name] += 1
                misses[name] += not interval[0] <= truth[name] <= interval[1]
    return {name: (misses[name], count) for name, count in intervals.items()}


def holds_redials(truth: dict[str, float], name: str, export: str) -> bool:
    """Tell whether a volume has redials in it that the export cannot tell from fresh calls."""
    line, _, figure = name.partition(" ")
    return export == "interval report" and figure == "calls per day" and truth[f"{line} redials"] > 0


def most_misses(runs: int) -> int:
    """Return how many misses of an interval of 95 % chance explains, in 999 of 1,000 tests."""
    return int(binom(runs, 0.05).ppf(0.999))


@pytest.mark.parametrize("export", WRITERS)
def test_a_few_months_give_their_inputs_back(export: str, tmp_path: Path):
    """Three hubs in each format: of each figure, at most one interval misses."""
    counts = coverage(range(3), export, tmp_path)
    assert {name: misses for name, (misses, intervals) in counts.items() if misses > most_misses(intervals)} == {}


@pytest.mark.long
@pytest.mark.parametrize("export", WRITERS)
def test_a_hundred_months_give_their_inputs_back(export: str, tmp_path: Path):
    """A hundred hubs in each format; `pytest -s` shows the coverage that docs/validate.md reports."""
    counts = coverage(range(100), export, tmp_path)
    for name, (misses, intervals) in counts.items():
        print(f"{export}, {name}: {intervals - misses} of {intervals} intervals hold the truth")
    assert {name: misses for name, (misses, intervals) in counts.items() if misses > most_misses(intervals)} == {}


def test_a_wrong_import_is_caught(tmp_path: Path):
    """The control: lengths read as half of what they are miss their truth every time."""
    truth, halved = twin(0).truth, records_of(0).assign(handling_s=lambda calls: calls.handling_s / 2)
    path = write_call_log(halved, tmp_path / "log")
    result = measure(read_exports([path], ReadingOptions(lines={line: line for line in LINES})))
    intervals = dict(estimates(result))
    for line in LINES:
        interval = intervals[f"{line} handling"]
        assert interval is not None
        assert interval[1] < truth[f"{line} handling"]
