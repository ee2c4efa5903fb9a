"""Run, sweep and best give the same verdict on a target, also of a line that nobody rings."""

from __future__ import annotations

import json

import pytest

from tests.cli.calling import Call

SILENT = ("--set", "lines.999.demand.calls_per_day=0")
OPTIONS = ("--replications", "2", "--jobs", "1")
TARGET = "999.answered_in_target >= 0.9"


@pytest.fixture
def silent_sweep(call: Call, folder) -> dict:
    """Sweep the staff of a line that nobody rings."""
    command = ("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1,2", "--target", TARGET, "--out", "swept")
    told = call(*command, *OPTIONS, *SILENT, "--json", "--no-figures")
    assert told.status == 0, told.err
    return json.loads(told.out)


def test_nobody_rings_in_a_run(call: Call, folder):
    """A run says so, and does not count it as a miss."""
    told = call("run", "tiny.toml", *OPTIONS, *SILENT, "--no-figures", "--require-target")
    assert told.status == 0
    assert "999: nobody rang (target 90 % within 10 s)." in told.out


def test_nobody_rings_in_a_sweep(silent_sweep: dict):
    """No point of a sweep misses the target."""
    assert [point["verdicts"] for point in silent_sweep["points"]] == [{TARGET: "nobody rang"}] * 2


def test_nobody_rings_in_a_choice(call: Call, silent_sweep: dict):
    """No point is ruled out, and the cheapest is chosen."""
    told = call("best", "swept", "--target", TARGET, "--jobs", "1", "--json")
    assert told.status == 0
    choice = json.loads(told.out)
    assert (choice["ruled_out"], choice["chosen"]["point"], choice["chosen"]["verdict"]) == (0, 0, "nobody rang")
    assert "the chosen point meets" not in call("best", "swept", "--target", TARGET, "--jobs", "1").out


def test_nobody_rings_in_a_report(call: Call, silent_sweep: dict, folder):
    """A report of the sweep counts such points apart, and marks them."""
    assert call("report", "swept", "--out", "swept.md").status == 0
    page = (folder / "swept.md").read_text(encoding="utf-8")
    assert "Of the points where nobody rings, point 0 has the least paid hours a week" in page
    assert "0 would miss, and nobody would ring in 2." in page
    assert r"| 999.answered\_in\_target &gt;= 0.9 | 0 of 2 | 0 of 2 | 0 of 2 | 2 of 2 |" in page


def test_nobody_rings_on_the_screen_of_a_sweep(call: Call, folder):
    """The counts of a sweep name such points."""
    command = ("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1,2", "--target", TARGET, "--no-figures")
    out = call(*command, *OPTIONS, *SILENT).out
    assert f"0 of 2 points surely meet {TARGET}; too close to call: 0; nobody rang: 2." in out
