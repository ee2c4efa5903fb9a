"""Any design file: it is refused in clear words, or it says what may be designed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from simcall.errors import Problem, ScenarioError
from simcall.studies.design.request_files import read_request
from simcall.studies.design.working_rules import within_rules
from tests.fuzz.forking import fuzz
from tests.fuzz.hostile import mutated, toml_of

CASES = pytest.mark.parametrize("cases", [25, pytest.param(5_000, marks=pytest.mark.long)])
HUB = """
name = "a hub"
start = 2024-06-03
days = 28
shifts.day = { start = "08:00", length = "8 h", breaks = [{ length = "30 min", after = "3 h", before = "4 h" }] }
[lines.999]
answer_target = { within = "10 s", share = 0.9 }
handling = { distribution = "exponential", mean = "5 min" }
demand = { calls_per_hour = 5.0 }
[groups]
officers = { lines = ["999"], headcount = 1, taken_from = "response" }
[groups.handlers]
lines = ["999"]
[groups.handlers.rota]
pattern = ["day", "off"]
starts = 2024-06-03
teams.A = { people = 5 }
fixed.weekday = { shift = "day", days = ["Mon", "Tue"], people = 3 }
"""
DESIGN: dict[str, Any] = {
    "scenario": "hub.toml",
    "targets": ["999.answered_in_target>=0.95", "999.asa <= 1 min"],
    "hold": "every-hour",
    "minimise": "cost",
    "confidence": 0.9,
    "groups": {
        "handlers": {
            "starts": {"from": "22:00", "to": "01:00", "step": "90 min"},
            "lengths": ["8 h", "7.5 h"],
            "breaks": {"8 h": [{"length": "30 min", "after": "3 h", "before": "4 h"}], "450 min": []},
            "days": ["every", "Mon-Fri", "Mon,Wed"],
            "kinds": 8,
            "people": {"min": 1, "max": "base"},
            "paid_hours": {"max": "base"},
            "each_shift": {"min": 2, "max": 9},
            "keep": ["rota.teams"],
            "rules": "staff",
            "cost_per_hour": 20.5,
        },
        "officers": {
            "shifts": {"core": {"start": "09:00", "end": "12:00", "on": {"Sat": {"length": "2 h"}}}},
            "cost_per_hour": 30.0,
        },
    },
}


@CASES
def test_design_files(tmp_path: Path, cases: int) -> None:
    """Values of the wrong kind or size, unknown keys, names of nothing: each message names a file and is in words."""
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    file = tmp_path / "design.toml"

    def check(tables: dict[str, Any]) -> None:
        file.write_bytes(toml_of(tables).encode("utf-8", "ignore"))
        for problem in problems_of(file):
            assert problem.file
            assert problem.message
            assert "cannot stand here" not in problem.message

    fuzz(cases, check, tables=mutated(DESIGN))


def problems_of(file: Path) -> Sequence[Problem]:
    """Return what is wrong with a design file; nothing if shifts are left that keep the rules."""
    try:
        request, _ = within_rules(read_request(file))
    except ScenarioError as error:
        return error.problems
    assert all(group.shifts or group.team_people for group in request.groups.values())
    return ()


def test_the_design_file_itself(tmp_path: Path) -> None:
    """It is right before it is changed: the test above does not fail at another fault each time."""
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    (tmp_path / "design.toml").write_text(toml_of(DESIGN), encoding="utf-8")
    assert set(read_request(tmp_path / "design.toml").groups) == {"handlers", "officers"}
