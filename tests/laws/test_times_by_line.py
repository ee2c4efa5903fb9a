"""What a group has on one line alone: a pick-up time and a handling factor."""

from __future__ import annotations

import pytest

import simcall as sc
from simcall.scenario import Scenario

ENGINES = ("kernel", "reference")

TWO_LINES = {
    "name": "Two lines",
    "start": "2024-02-01",
    "days": 2,
    "lines": {
        name: {
            "priority": priority,
            "answer_target": {"within": "15 s", "share": 0.9},
            "patience": {"distribution": "exponential", "mean": "5 min"},
            "handling": {"distribution": "exponential", "mean": "6 min"},
            "demand": {"calls_per_day": 400},
        }
        for priority, name in enumerate(("near", "far"), start=1)
    },
    "groups": {"units": {"lines": ["near", "far"], "headcount": 4}},
}
SLOW = {"handling_factor": 1.5, "pick_up": {"distribution": "constant", "value": "10 s"}}


def figures(scenario: Scenario, engine: str) -> dict[str, object]:
    """Return the figures of all lines."""
    return sc.run(scenario, 2, engine=engine).document()["lines"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_times_on_every_line_are_the_groups_own(engine: str) -> None:
    """A group that has them line by line does exactly what one does that has them for all."""
    base = Scenario.from_document(TWO_LINES)
    for_all = base.update({f"groups.units.{key}": value for key, value in SLOW.items()})
    by_line = base.update({"groups.units.on": {"near": SLOW, "far": SLOW}})
    assert figures(by_line, engine) == figures(for_all, engine)
    assert figures(by_line, engine) != figures(base, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_one_line_can_take_longer(engine: str) -> None:
    """A longer time on one line keeps its people busier; with people of its own, the other line notices nothing."""
    own = {"groups.others": {"lines": ["near"], "headcount": 4}, "groups.units.lines": ["far"]}
    base = Scenario.from_document(TWO_LINES).update(own)
    slower = base.update({"groups.units.on.far": SLOW})
    before, after = figures(base, engine), figures(slower, engine)
    assert after["near"] == before["near"]
    assert after["far"]["asa"]["mean"] > before["far"]["asa"]["mean"] + 10
