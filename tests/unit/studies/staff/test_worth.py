"""What one more person is worth, where it is known exactly."""

from __future__ import annotations

import numpy as np
import pytest

import simcall as sc
from simcall.measures.targets import Target
from simcall.studies.erlang_a import ErlangA
from simcall.studies.staff.worth import worth_of
from tests.making import exponential


def test_worth_of_another_person_at_a_steady_load() -> None:
    """One more person in each hour of the day is one more all day: their worth adds up to what Erlang A says."""
    calls, handling_s, patience_s = 20, 300, 120
    line = {
        "handling": exponential(f"{handling_s} s"),
        "patience": exponential(f"{patience_s} s"),
        "demand": {"calls_per_hour": float(calls)},
    }
    span = {"name": "hub", "start": "2024-06-03", "days": 7, "warm_up": "1 day"}
    scenario = sc.Scenario.from_document(
        {**span, "lines": {"a": line}, "groups": {"g": {"lines": ["a"], "headcount": 2}}}
    )
    target = Target("a", "abandonment_rate", "<=", 0.1)
    (worth,) = worth_of(scenario, {"g": [target]}, range(40), 1).groups["g"]
    lost = [ErlangA(people, calls / 3600, handling_s, patience_s).abandoned for people in (2, 3)]
    error = (worth.high - worth.low).mean() / 2 / 1.96 / np.sqrt(168)
    assert worth.calls.mean() == pytest.approx(calls * (lost[0] - lost[1]), abs=0.1 + 3 * error)
    assert worth.points.sum() == pytest.approx(100 * (lost[0] - lost[1]), abs=1.0)
