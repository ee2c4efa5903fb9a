"""How soon the numbers of people repeat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pytest

import simcall as sc
from simcall.errors import SimcallError
from simcall.studies.trials.cycle import Cycle, cycle_of, step_minutes
from tests.making import exponential

HOUR, DAY, WEEK = 60, 1440, 10080


def hub(profile: Any = "flat", **others: Any) -> sc.Scenario:
    """Return a hub with a profile of demand, and other groups beside the one that is searched."""
    line = {"handling": exponential("5 min"), "demand": {"calls_per_hour": 20.0, "profile": profile}}
    groups = {"g": {"lines": ["a"], "headcount": 3}, **others}
    return sc.Scenario.from_document(
        {"name": "hub", "start": "2024-06-03", "days": 7, "lines": {"a": line}, "groups": groups}
    )


@pytest.mark.parametrize(
    ("scenario", "length_min"),
    [
        (hub(), HOUR),
        (hub([1.0] * 12 + [2.0] * 12), WEEK),  # two weeks' halves: steps of seven hours
        (hub(([1.0] * 12 + [2.0] * 12) * 7), DAY),
        (hub([1.0] * 167 + [2.0]), WEEK),
        (hub(other={"lines": ["a"], "headcount": 2}), HOUR),
        (hub(other={"lines": ["a"], "headcount_profile": ([1] * 12 + [2] * 12) * 7}), DAY),
        (
            hub(
                other={
                    "lines": ["a"],
                    "headcount_by_date": [{"date": "2024-06-03", "from": "00:00", "to": "08:00", "people": 1}],
                }
            ),
            WEEK,
        ),
    ],
)
def test_the_cycle_is_the_shortest_in_which_everything_repeats(scenario: sc.Scenario, length_min: int) -> None:
    """Demand and the people of other groups decide; the people who are searched do not."""
    assert cycle_of(scenario, {"g"}, 60).length_min == length_min


def test_the_searched_group_does_not_lengthen_the_cycle() -> None:
    """A profile of the searched group is replaced, so that it does not matter."""
    scenario = hub().update({"groups.g.headcount_profile": [1] * 167 + [2]})
    assert cycle_of(scenario, {"g"}, 60).length_min == HOUR


def test_steps_of_a_week() -> None:
    """A step is named by its local start, and the values of a day stand seven times in a week."""
    day = Cycle(30, DAY)
    assert day.step_of(datetime(2024, 6, 4, 13, 30)) == 27
    assert Cycle(15, WEEK).step_of(datetime(2024, 6, 4, 0, 15)) == 97
    assert day.week(np.arange(48)).tolist() == [*range(48)] * 7


def test_steps_are_hours_or_parts_of_them() -> None:
    """1 h, 30 min and 15 min are possible; others are refused with what is."""
    assert [step_minutes(step) for step in ("1 h", "30min", "15min")] == [60, 30, 15]
    with pytest.raises(SimcallError, match=r"--step .7min.: write 1h, 30min or 15min"):
        step_minutes("7min")
