"""`simcall recruits`: what it prints, draws and refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.calling import Call

HUB = """
extends = "tiny.toml"
name = "Recruits"
days = 14

[shifts]
early = { start = "00:00", length = "12 h" }
late = { start = "12:00", length = "12 h" }

[groups.handlers.rota]
pattern = ["early", "late"]
starts = 2024-02-05
teams.A = { people = 1 }
teams.B = { people = 1, offset = 1 }

[groups.trainees]
lines = ["999"]

[groups.trainees.recruits.spring]
people = 12
starts = 2024-02-05
classroom = "7 days"
supervised = "0 days"
joins = "handlers"

[groups.officers]
lines = ["999"]
headcount = 3
overflow = 2
taken_from = "response"
"""
QUICK = ("--replications", "4", "--jobs", "1")


@pytest.fixture
def hub(folder: Path) -> str:
    """Write a scenario in which twelve recruits join after a week."""
    (folder / "hub.toml").write_text(HUB, encoding="utf-8")
    return "hub.toml"


def test_what_a_planner_reads(call: Call, hub: str):
    """The answer first, what the help costs until then, and a row for each week with its definition."""
    told = call("recruits", hub, *QUICK)
    assert told.status == 0
    flat = " ".join(told.out.split())
    assert "officers can go back from Mon 12 Feb 2024: from then on, 90 % of 999 in 10 s is met" in flat
    assert "Their help: 504 h until then, and 1,008 h over the whole span, taken from response." in flat
    assert re.search(r"^Mon 5 Feb 2024 .*504  ", told.out, re.M)
    assert re.search(r"^Mon 12 Feb 2024 .* 4$", told.out, re.M)
    assert "answered in the target's time / answered" in flat
    assert sorted(path.name for path in Path("results").iterdir()) == ["recruits-recruits.png", "recruits-recruits.svg"]
    assert "simulated 4 of 4" in told.err


def test_not_within_the_span(call: Call, hub: str):
    """Where the last week is not sure, this is said with its figure."""
    flat = " ".join(call("recruits", hub, *QUICK, "--no-figures", "--set", "days=7").out.split())
    assert (
        "officers cannot go back within this span without risk to the target, 90 % of 999 in 10 s: in the last week"
        in flat
    )
    assert "Changed for this run: days=7" in flat
    assert not Path("results").exists()


def test_weeks_that_are_cut_off(call: Call, hub: str):
    """A week of which only some days are in the span is marked, and the mark is explained."""
    out = call("recruits", hub, *QUICK, "--no-figures", "--set", "start=2024-02-07", "--set", "days=14").out
    assert re.search(r"^Mon 5 Feb 2024 \* .*360  ", out, re.M)
    assert re.search(r"^Mon 12 Feb 2024  .*504  ", out, re.M)
    flat = " ".join(out.split())
    assert "* Only part of the week is in the span: Mon 5 Feb 2024 (5 days), Mon 19 Feb 2024 (2 days)." in flat
    assert "Only part" not in call("recruits", hub, *QUICK, "--no-figures").out


def test_what_is_odd_is_told_before_the_work(call: Call, hub: str):
    """Recruits who come after the run are told on stderr, and the answer is given all the same."""
    late = ("--set", "groups.trainees.recruits.spring.starts=2025-02-05")
    told = call("recruits", hub, *QUICK, "--no-figures", *late)
    assert told.status == 0
    assert told.err.startswith(
        "Odd: cohort spring of trainees takes its first calls on 2025-02-12, and the run ends on"
    )
    assert "For everything that is odd: simcall check hub.toml" in told.err


def test_json(call: Call, hub: str):
    """JSON holds the answer and every week, and nothing else is on stdout."""
    document = json.loads(call("recruits", hub, *QUICK, "--no-figures", "--json").out)
    assert document["back_from"] == "2024-02-12"
    assert [week["week"] for week in document["weeks"]] == ["2024-02-05", "2024-02-12"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("tiny.toml",), 1, "no group is taken from other work"),
        (("hub.toml", "--without", "officer"), 1, 'there is no group "officer"'),
        (("hub.toml", "--line", "112"), 1, 'there is no line "112"'),
        (("hub.toml", "--without", "trainees"), 1, "without trainees (--without): it cannot go, as its recruits join"),
        (("hub.toml", "--without", "handlers"), 1, "it cannot go, as the recruits of trainees join it; name officers"),
        (
            ("hub.toml", "--replications", "1"),
            1,
            "so no week is sure; give at least 2 (--replications)",
        ),
        (("hub.toml", "--out", "hub.png"), 1, "hub.png: is there already, and not a picture of simcall's; name anoth"),
        (("hub.toml", "--out", "weeks.pdf"), 2, "does not end in .png"),
        (("missing.toml",), 1, "missing.toml"),
    ],
)
def test_what_is_refused(call: Call, hub: str, words: tuple[str, ...], status: int, said: str):
    """One plain message, and no picture."""
    Path("hub.png").write_text("drawn by hand", encoding="utf-8")
    told = call("recruits", *words)
    assert told.status == status
    assert said in " ".join(told.err.split())
    assert "Traceback" not in told.err
    assert not Path("results").exists()
