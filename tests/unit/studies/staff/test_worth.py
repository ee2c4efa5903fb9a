"""What one more person does: their duties, and their worth where it is known exactly."""

from __future__ import annotations

import numpy as np
import pytest

import simcall as sc
from simcall.inputs import Duties, Shifts
from simcall.measures.targets import Target
from simcall.studies.erlang_a import ErlangA
from simcall.studies.staff.worth import with_one_more, worth_of
from tests.making import exponential

SPELLS = np.array([[10, 20], [40, 50]])


def whole(*values: int) -> np.ndarray:
    """Return whole numbers as an array."""
    return np.array(values, np.int64)


def test_a_headcount_is_higher_for_a_while() -> None:
    """The steps of the group rise by one in each spell and fall back; those of other groups stay."""
    duties = Duties(tick=whole(0, 0, 15), group=whole(0, 1, 0), headcount=whole(3, 7, 5))
    more = with_one_more(duties, 0, SPELLS)
    own = more.group == 0
    assert list(zip(more.tick[own].tolist(), more.headcount[own].tolist(), strict=True)) == [
        (0, 3),
        (10, 4),
        (15, 6),
        (20, 5),
        (40, 6),
        (50, 5),
    ]
    assert more.headcount[~own].tolist() == [7]


def test_a_named_person_joins_the_others() -> None:
    """The person has a number of their own and no break, and the others keep theirs, in the order of the starts."""
    shifts = Shifts(
        group=whole(1, 1),
        agent=whole(0, 3),
        start=whole(5, 30),
        end=whole(25, 60),
        role=whole(1, 1),
        first_break=whole(0, 1, 2),
        break_at=whole(15, 45),
        break_length=whole(2, 3),
    )
    duties = Duties(whole(), whole(), whole(), shifts)
    more = with_one_more(duties, 1, SPELLS).shifts
    assert more.start.tolist() == [5, 10, 30, 40]
    assert more.agent.tolist() == [0, 4, 3, 4]
    assert more.end.tolist() == [25, 20, 60, 50]
    assert more.first_break.tolist() == [0, 1, 1, 2, 2]
    assert more.break_at.tolist() == [15, 45]


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
