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
    assert "| at least 90 % of answered 999 calls in less than 10 s | 0 of 2 | 0 of 2 | 0 of 2 | 2 of 2 |" in page


def test_nobody_rings_on_the_screen_of_a_sweep(call: Call, folder):
    """The counts of a sweep name such points."""
    command = ("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1,2", "--target", TARGET, "--no-figures")
    out = call(*command, *OPTIONS, *SILENT).out
    assert "0 of 2 points surely meet it; too close to call: 0; nobody rang: 2." in out


SEVERAL = ("--set", 'lines.999.answer_target=[{ within = "10 s", share = 0.0 }, { within = "20 s", share = 1.0 }]')
ABANDONMENT = ("--set", "lines.999.abandonment_target=1.0")
BUSY = ("--set", "lines.999.demand.calls_per_day=2000")
TARGETS = (*SEVERAL, *ABANDONMENT, *BUSY)


def test_every_target_of_a_run(call: Call, folder):
    """A run has a sentence for each target, and any of them that is missed decides the exit status."""
    command = ("run", "tiny.toml", *OPTIONS, *ABANDONMENT, *BUSY, "--no-figures", "--require-target")
    met, missed = call(*command, "--set", SEVERAL[1].replace("1.0", "0.0")), call(*command, *SEVERAL)
    sentences = [line for line in missed.out.splitlines() if line.startswith("999: ")]
    assert (met.status, missed.status) == (0, 3)
    assert len(sentences) == 3
    assert sentences[1].startswith("999: missed.")
    assert sentences[1].endswith("of answered calls within 20 s (target 100 %).")
    assert sentences[2].endswith("of calls abandoned (target at most 100 %).")


def test_every_target_of_a_sweep(call: Call, folder):
    """A choice judges the targets of the scenario itself, all of them, in every point."""
    command = ("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1,2", "--out", "swept", *TARGETS)
    swept = call(*command, *OPTIONS, "--json", "--no-figures")
    assert swept.status == 0, swept.err
    targets = ["999.answered_in_target >= 0", "999.answered_within_20s >= 1", "999.abandonment_rate <= 1"]
    points = json.loads(swept.out)["points"]
    assert [list(point["verdicts"]) for point in points] == [targets] * 2
    assert {point["verdicts"][targets[2]] for point in points} == {"met"}
    assert points[0]["verdicts"][targets[1]] == "missed"
    choice = call("best", "swept", "--jobs", "1", "--json")
    assert json.loads(choice.out)["targets"] == targets


def test_every_target_of_a_comparison_and_a_report(call: Call, folder):
    """A comparison has a sentence for each target, and a report a row."""
    assert call("run", "tiny.toml", *OPTIONS, *TARGETS, "--no-figures", "--out", "ran").status == 0
    assert call("report", "ran", "--out", "ran.md").status == 0
    page = (folder / "ran.md").read_text(encoding="utf-8")
    for target in ("0 % in 10 s", "100 % in 20 s", "at most 100 % abandoned"):
        assert target in page
    assert "999 (100 % in 20 s)" in page
    (folder / "other.toml").write_text('name = "Other"\nextends = "tiny.toml"\n', encoding="utf-8")
    compared = call("compare", "tiny.toml", "other.toml", *OPTIONS, *TARGETS, "--no-figures")
    assert "999, target at most 100 % abandoned: met. In the base: met." in " ".join(compared.out.split())
