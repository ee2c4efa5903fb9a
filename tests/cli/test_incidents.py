"""Incidents on the first screen of a run, in its report and in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit

from simcall.report import report
from tests.cli.calling import QUICK, Call
from tests.cli.test_table import flat
from tests.incidents import INCIDENTS


@pytest.fixture
def hub(folder: Path) -> Path:
    """Write a quarter of a day of the hub with response."""
    path = folder / "hub.toml"
    path.write_text(tomlkit.dumps({**INCIDENTS, "days": 0.25, "warm_up": "0 s"}), encoding="utf-8")
    return path


def test_the_first_screen_has_incidents_by_grade_and_area(call: Call, hub: Path) -> None:
    """Calls have a block for each line; incidents one for each grade, with its areas; then who attends."""
    told = call("run", hub.name, *QUICK)
    assert told.status == 0
    words = flat(told.out)
    assert "immediate-urban: " in words
    assert "of incidents attended within 15 min (target 90 %)" in words
    blocks = ["Line 999", "Incidents: immediate", "Incidents: prompt", "Incidents: scheduled", "Who attends incidents"]
    places = [words.index(block) for block in blocks]
    assert places == sorted(places)
    assert "Line immediate-urban" not in words
    assert "first unit at the scene within 15 min or 20 min of when it was made, of those attended" in words
    assert "units-urban: lent 6.0 h officers on duty, who are missing here" in words
    assert "taken from units-urban" not in words, "the hours stand in the block"


def test_hours_with_a_price_keep_their_sentence(call: Call, hub: Path) -> None:
    """The block has no room for what the hours cost."""
    told = call("run", hub.name, *QUICK, "--set", "groups.officers.cost_per_hour=40")
    assert "taken from units-urban. At 40 an hour that costs 240." in flat(told.out)


def test_all_measures_in_words_of_incidents(call: Call, hub: Path) -> None:
    """The tables of lines and grades have definitions of incidents, and no row that only callers can have."""
    words = flat(call("run", hub.name, *QUICK, "--all").out)
    _, _, grade = words.partition("Grade immediate")
    table = grade.partition("Grade prompt")[0]
    assert "incidents that were made" in table
    assert "abandon" not in table
    assert "attended_from_answer_p90" in table


def test_the_report_has_a_section_of_incidents(call: Call, hub: Path, folder: Path) -> None:
    """Before the pictures of the week; the picture of the backlog is among these."""
    assert call("run", hub.name, *QUICK, "--out", "out").status == 0
    text = report(folder / "out", out=folder / "out.md").read_text(encoding="utf-8")
    assert text.index("## Incidents by grade and area") < text.index("## Through the week")
    assert "| of these, rural |" in text
    assert "share of incidents attended in time, by hour and day" in text
    assert "Most waiting, on average: " in text or "Nothing ever waits" in text
