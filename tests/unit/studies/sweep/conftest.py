"""A small scenario with a rota and officers, in the current folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.errors import ScenarioError
from simcall.scenario import Scenario, load

BASE = """
name = "hub"
start = 2024-02-05
days = 7

[shifts.early]
start = "06:00"
length = "8 h"

[shifts.late]
start = "14:00"
length = "8 h"

[lines.999]
answer_target = { within = "10 s", share = 0.90 }
patience = { distribution = "exponential", mean = "20 min" }
handling = { distribution = "exponential", mean = "5 min" }
demand = { calls_per_day = 240, profile = [1, 2, 1, 1, 1, 1, 1] }

[lines.101]
priority = 2
patience = { distribution = "exponential", mean = "5 min" }
handling = { distribution = "exponential", mean = "5 min" }
demand = { calls_per_day = 240 }

[groups.handlers]
lines = ["999", "101"]
reserve = { "101" = 1 }

[groups.handlers.rota.fixed.day]
shift = "early"
days = ["Mon", "Tue", "Wed", "Thu", "Fri"]
people = 5

[groups.handlers.rota.fixed.evening]
shift = "late"
days = ["Mon", "Tue", "Wed", "Thu", "Fri"]
people = 4

[groups.officers]
lines = ["999"]
headcount = 2
"""
"""Handlers are paid 5 x 5 x 8 + 4 x 5 x 8 = 360 hours a week; officers are 2 x 168 = 336 hours at the phones."""

Write = Callable[[str, str], Path]


@pytest.fixture
def write(write: Write) -> Write:
    """Write files into the current folder, which holds hub.toml."""
    write("hub.toml", BASE)
    return write


@pytest.fixture
def hub(write: Write) -> Scenario:
    """Load the scenario."""
    return load("hub.toml")


@pytest.fixture
def told() -> Callable[[Callable[[], object]], list[str]]:
    """Return the problems, as text, that something is refused with."""

    def _told(act: Callable[[], object]) -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            act()
        return [str(problem) for problem in caught.value.problems]

    return _told
