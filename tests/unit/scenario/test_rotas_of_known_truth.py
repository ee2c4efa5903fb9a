"""Rotas of known truth, where the folder SIMCALL_SHARED has them."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from simcall.errors import ScenarioError
from simcall.scenario import Scenario, load

SHARED = Path(os.environ.get("SIMCALL_SHARED", "nowhere")) / "files"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="SIMCALL_SHARED names no folder of rotas")
TRUTH: dict[str, Any] = json.loads((SHARED / "expected.json").read_text("utf-8"))["rotas"] if SHARED.is_dir() else {}
ANSWERS = {"b/two_to_a_pod.csv": 'people_in_cell = "split"', "b/shift_pattern.xlsx": "people = 8"}
FAILING = (
    ("01-two-people-in-one-cell", "name two people each?"),
    ("03-grid-people-by-dates", 'What does "E" (once), "L" (once), "N" (once) mean?'),
    ("04-misleading-hint-late-for-date", "nobody on it is on duty in the run"),
    ("05-roster-of-the-whole-room", ""),
    ("06-rest-days-and-clock-styles", ""),
    ("11-counts-without-names", ""),
    ("16-variable-shift-arrangement", ""),
)


def read(folder: Path, file: str, options: str) -> Scenario:
    """Load a scenario whose handlers have the rota of a file."""
    table = f'{{ file = "{(SHARED / file).as_posix()}", {options} }}' if options else f'"{(SHARED / file).as_posix()}"'
    (folder / "s.toml").write_text(
        f"""name = "rota"
start = 2026-10-05
days = 35
[lines.101]
handling = {{ distribution = "exponential", mean = "5 min" }}
demand = {{ calls_per_day = 100 }}
[groups.handlers]
lines = ["101"]
roster = {table}
""",
        encoding="utf-8",
    )
    return load(folder / "s.toml")


@pytest.mark.parametrize("file", [file for file, truth in TRUTH.items() if truth["verdict"] != "refuse"])
def test_people_duties_and_hours(tmp_path: Path, file: str) -> None:
    """Each layout gives the people, duties and hours that are known, and the people on duty at given hours."""
    truth = TRUTH[file]
    if truth["verdict"] == "ask":
        with pytest.raises(ScenarioError):
            read(tmp_path, file, "")
    scenario = read(tmp_path, file, ANSWERS.get(file, ""))
    summary = scenario.history.rosters["handlers"]
    assert summary.people == truth["people"]
    if truth["layout"] == "pattern":
        return
    assert summary.duties == truth["duties"]
    assert summary.hours == truth["hours_by_clock"]
    group = scenario.groups["handlers"]
    spells = [(duty.start, duty.end, 1) for duty in group.roster.duties] if group.roster else []
    spells += [(row.begins, row.ends, row.people) for row in group.headcount_by_date or ()]
    for hour, people in truth["on_duty"].items():
        at = dt.datetime.fromisoformat(hour) + dt.timedelta(minutes=15)
        assert sum(number for start, end, number in spells if start <= at < end) == people


@pytest.mark.parametrize("file", [file for file, truth in TRUTH.items() if truth["verdict"] == "refuse"])
def test_what_must_be_refused(tmp_path: Path, file: str) -> None:
    """A rota whose meaning is in its colours alone is refused, and says so."""
    with pytest.raises(ScenarioError, match="coloured but empty"):
        read(tmp_path, file, "")


@pytest.mark.parametrize(("folder", "said"), FAILING)
def test_small_cases(folder: str, said: str) -> None:
    """Small public rotas are read, or asked about."""
    for file in sorted((SHARED.parent / "failing" / folder).glob("s*.toml")):
        if said:
            with pytest.raises(ScenarioError) as caught:
                load(file)
            assert said in str(caught.value)
        else:
            assert load(file).groups
