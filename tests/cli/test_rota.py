"""`simcall rota`: what it prints, draws and refuses."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.calling import Call, everything_in

ROTA = """
extends = "tiny.toml"
name = "Rota"
days = 14

[shifts]
early = { start = "06:00", end = "14:00" }
late = { start = "14:00", end = "22:00" }

[groups.handlers.rota]
pattern = ["late", "early", "off", "off", "off", "off", "off"]
starts = 2024-02-05
teams.A = { people = 3 }
"""
FIXED = 'fixed.desk = { shift = "early", days = ["Mon"], people = 2 }'


@pytest.fixture
def rota_file(folder: Path) -> str:
    """Write a scenario with a rota."""
    (folder / "rota.toml").write_text(ROTA, encoding="utf-8")
    return "rota.toml"


def test_what_a_planner_reads(call: Call, folder: Path, rota_file: str):
    """With --all: who is on duty and the load by weekday and hour, hours worked, breaches and what they are not."""
    told = call("rota", rota_file, "--all")
    assert told.status == 0
    assert max(len(line) for line in told.out.splitlines()) <= 100
    assert "240" not in told.out
    flat = " ".join(told.out.split())
    assert "This command does not simulate calls." in flat
    # By hand: three people on Monday from 14:00 to 22:00 and on Tuesday from 06:00 to 14:00.
    short = "Monday 22:00 to Tuesday 06:00; Tuesday 14:00 to Monday 14:00"
    assert f"By the plan, 152 of 168 hours are short: {short}." in flat
    assert re.search(r"^14    3     0\*    0\*    0\*    0\*    0\*    0\*   14  0\.8 ", told.out, re.M)
    assert re.search(r"^handlers\s+3\s+48\.0\s+2\.00\s+16\.00\s+paid", told.out, re.M)
    assert (
        "! handlers, team A: under 11 h of rest in 24 h (reg. 10), 6 cases over 3 people; the first: at most 8 h"
        in flat
    )
    assert "not legal advice" in flat
    assert "results/rota-rota.png".replace("/", os.sep) in told.err
    assert sorted(path.name for path in Path("results").iterdir()) == ["rota-rota.png", "rota-rota.svg"]


def test_the_first_screen(call: Call, rota_file: str):
    """Without --all the answer fits one screen: the thinnest hours, hours worked, breaches, and how to see the rest.

    Three people for 0.83 erlangs on Monday from 14:00 and on Tuesday from 06:00, and nobody at any other time.
    """
    out = call("rota", rota_file, "--no-figures").out
    assert len(out.splitlines()) <= 30
    thinnest = out.splitlines()[out.splitlines().index("Hours with the fewest people for their workload") + 2 :]
    assert [row.split() for row in thinnest[:2]] == [
        ["Monday", f"{hour:02d}:00", "to", f"{hour + 1:02d}:00", "999", "0.0", "0.0", "0.8", "0.00"] for hour in (0, 1)
    ]
    assert "On duty: " not in out
    assert out.splitlines()[-1] == "Every hour of the week, for each group and line: the same command with --all"
    assert "the same command with --all" not in call("rota", rota_file, "--no-figures", "--all").out


def test_what_is_odd_comes_first(call: Call, rota_file: str):
    """Hours in trouble head the page, and what is odd about the staffing is told on stderr, a few lines of it."""
    told = call("rota", rota_file, "--no-figures")
    assert told.out.splitlines()[1].startswith("By the plan, 152 of 168 hours are short: ")
    odd = told.err.splitlines()
    assert odd[0].startswith(
        "Odd: 999 cannot be answered from Mon 2024-02-05 00:00 to 14:00, Mon 2024-02-05 22:00 to Tue"
    )
    assert len(odd) == 4
    assert odd[-1] == "For everything that is odd: simcall check rota.toml"
    teams = [f"groups.handlers.rota.teams.{name}={{ people = 0 }}" for name in "BCDE"]
    more = call(
        "rota", rota_file, "--no-figures", *(word for team in teams for word in ("--set", team))
    ).err.splitlines()
    assert len(more) == 5
    assert more[-1] == "3 more odd things. To list them: simcall check rota.toml"


def test_nothing_odd(call: Call):
    """Where nothing is odd about the staffing, nothing is said."""
    assert call("rota", "tiny.toml", "--no-figures").err == ""


def test_one_hour(call: Call):
    """A span of one hour is spoken of as one."""
    flat = " ".join(call("rota", "tiny.toml", "--no-figures", "--set", "days=0.04").out.split())
    assert "The plan covers the expected workload in the one hour of the span." in flat
    few = ("--set", "days=0.04", "--set", "groups.handlers.headcount=0")
    flat = " ".join(call("rota", "tiny.toml", "--no-figures", *few).out.split())
    assert "By the plan, the only hour is short." in flat


def test_absence_comes_first(call: Call, rota_file: str):
    """The first line counts the people who come; the plan by itself comes after it, and JSON has the same number.

    Three people for 0.83 erlangs on Monday from 14:00 and on Tuesday from 06:00; of 80 % absent 0.6 of them come.
    """
    absent = ("--no-figures", "--set", "groups.handlers.absence.probability=0.8")
    out = call("rota", rota_file, *absent).out
    assert out.splitlines()[2] == "With absence (handlers: 80 %), all 168 hours are short on average."
    assert "Breaks, training and lateness are not included." in out
    assert "Before absence, 152 of 168 hours are short: Monday 22:00" in " ".join(out.split())
    assert json.loads(call("rota", rota_file, "--json", *absent).out)["short_hours_after_absence"] == 168
    assert "absence (" not in call("rota", rota_file, "--no-figures").out


def test_a_plan_that_absence_empties(call: Call):
    """A plan that covers every hour is no reassurance where absence leaves too few: that is the first line."""
    always = "{ day = { start = '00:00', length = '24 h' } }"
    rota = (
        "{ fixed = { desk = { shift = 'day', days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], people = 2 } } }"
    )
    words = ("--set", f"shifts={always}", "--set", f"groups.handlers={{ lines = ['999'], rota = {rota} }}")
    few, many = (("--set", f"groups.handlers.absence.probability={share}") for share in (0.1, 0.9))
    out = call("rota", "tiny.toml", "--no-figures", *words, *many).out
    assert "With absence (handlers: 90 %), all 24 hours are short on average." in out
    assert "Before absence, the plan covers the expected workload in each of the 24 hours of the span." in out
    out = call("rota", "tiny.toml", "--no-figures", *words, *few).out
    assert "With absence (handlers: 10 %), the plan still covers the expected workload in each of the 24 hours" in out


def test_groups_with_nobody_are_one_line(call: Call):
    """A group with nobody on duty has no block of zeros; JSON keeps it."""
    nobody = ("--no-figures", "--set", 'groups.helpers={ lines = ["999"], headcount = 0 }')
    out = call("rota", "tiny.toml", "--all", *nobody).out
    assert "helpers: no planned duties." in out
    assert out.count("On duty: ") == 1
    hours = json.loads(call("rota", "tiny.toml", "--json", *nobody).out)["hours_of_week"]
    assert {hour["people"]["helpers"] for hour in hours} == {0.0}


def test_posts(call: Call, folder: Path, rota_file: str):
    """Fixed shifts are posts, of which no working time is told; beside teams the teams are judged."""
    desk = f"groups.handlers.rota.{FIXED.replace(' =', '=', 1)}"
    flat = " ".join(call("rota", rota_file, "--no-figures", "--set", desk).out.split())
    assert "handlers 3 + 2 posts 64.0 2.00 16.00 paid" in flat
    assert "Not checked for the fixed shifts of handlers: they are posts, and the plan names no people." in flat
    assert "! handlers, team A: under 11 h of rest" in flat
    (folder / "posts.toml").write_text(ROTA.partition("pattern")[0] + FIXED, encoding="utf-8")
    flat = " ".join(call("rota", "posts.toml", "--no-figures").out.split())
    assert "handlers 2 posts 16.0 - - paid" in flat
    assert "No breach found" not in flat


def test_headcount(call: Call, folder: Path):
    """A headcount is people at the phones and not paid time; without duties, no rule is looked at."""
    flat = " ".join(call("rota", "tiny.toml", "--no-figures").out.split())
    assert "handlers - 336.0 - - people at the phones, not paid time" in flat
    assert "Not checked" in flat
    assert not (folder / "results").exists()


def test_set(call: Call):
    """--set holds for this view, and is said."""
    out = call("rota", "tiny.toml", "--no-figures", "--set", "groups.handlers.headcount=7").out
    assert "Changed: groups.handlers.headcount=7" in out
    assert "1,176.0" in out


def test_json(call: Call, rota_file: str):
    """--json prints one document and nothing else, with the numbers of the page."""
    told = call("rota", rota_file, "--json", "--no-figures")
    document = json.loads(told.out)
    assert told.status == 0
    assert all(line.startswith(("Odd: ", "For everything that is odd: ")) for line in told.err.splitlines())
    assert (document["schema"], document["scenario"], document["days"], document["short_hours"]) == (
        1,
        "Rota",
        14.0,
        152,
    )
    assert document["paid_hours"]["handlers"]["hours_per_week"] == pytest.approx(48)
    assert document["working_time"][0]["cases"] == 6
    assert [hour["people"]["handlers"] for hour in document["hours_of_week"][13:15]] == [0, 3]


def test_out(call: Call, folder: Path):
    """--out names the picture; an earlier one is replaced, and nothing else is written."""
    for _ in range(2):
        assert call("rota", "tiny.toml", "--out", "my/view.png").status == 0
    assert set(everything_in(folder)) == {"tiny.toml", "my", "my/view.png", "my/view.svg"}


USAGE = {
    "no file": ("rota",),
    "two files": ("rota", "tiny.toml", "tiny.toml"),
    "no option": ("rota", "tiny.toml", "--seed", "1"),
    "another kind of picture": ("rota", "tiny.toml", "--out", "view.jpg"),
}


@pytest.mark.parametrize("words", USAGE.values(), ids=USAGE.keys())
def test_wrong_usage(call: Call, folder: Path, words):
    """Wrong usage is exit 2, with nothing written or printed as a result."""
    before = everything_in(folder)
    told = call(*words)
    assert (told.status, told.out) == (2, "")
    assert told.err
    assert everything_in(folder) == before


REFUSED = {
    "no such file": (("nowhere.toml",), "nowhere.toml"),
    "misspelt": (("tiny.toml", "--set", "groups.handler.headcount=1"), "did you mean handlers"),
    "a folder": (("tiny.toml", "--out", "taken.png"), "is a folder"),
    "under a file": (("tiny.toml", "--out", "tiny.toml/view.png"), "could not be written"),
    "not a picture of ours": (("tiny.toml", "--out", "drawn.png"), "drawn.svg: is there already, and not a picture of"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(call: Call, folder: Path, words, said):
    """What cannot be is exit 1 in one plain line, and nothing is written."""
    (folder / "taken.png").mkdir()
    (folder / "drawn.svg").write_text("<svg/>", encoding="utf-8")
    before = everything_in(folder)
    told = call("rota", *words)
    assert (told.status, told.out) == (1, "")
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert everything_in(folder) == before


def test_many_people_few_lines(call: Call, folder: Path):
    """Of many people who break a rule a few are named, and the others counted."""
    rows = [
        f"P{who:02d},2024-02-05 14:00,2024-02-05 22:00\nP{who:02d},2024-02-06 06:00,2024-02-06 14:00"
        for who in range(50)
    ]
    (folder / "people.csv").write_text("\n".join(["person,start,end", *rows]) + "\n", encoding="utf-8")
    words = ("rota", "tiny.toml", "--no-figures", "--set", "groups.handlers.roster=people.csv", "--set", "days=2")
    for in_full, named in (((), 2), (("--all",), 8)):
        told = call(*words, *in_full)
        assert told.status == 0
        assert told.out.count("reg. 10") == named
        assert f"and {50 - named} more cases of this rule" in told.out
        assert "The average week was not checked" in told.out


def test_what_was_read_of_a_roster(call: Call, folder: Path):
    """The totals of a rota sheet come first, so that a planner can compare them; JSON and check have them too."""
    sheet = "Name,05/02/2024,06/02/2024\nAnn,0700-1500,AL\nBob,2200-0700,RD"
    (folder / "duties.csv").write_text(sheet, encoding="utf-8")
    words = ("tiny.toml", "--set", "groups.handlers.roster=duties.csv", "--set", "days=2")
    said = "Roster of handlers from duties.csv (people by dates): 2 people, 2 duties, 17 h; shortest 8 h, longest 9 h;"
    for command in (("rota", *words, "--no-figures"), ("check", *words)):
        out = " ".join(call(*command).out.split())
        assert said in out
        assert "Left out of it: leave (1), rest days (1)." in out
    roster = json.loads(call("rota", *words, "--no-figures", "--json").out)["rosters"]["handlers"]
    assert (roster["people"], roster["duties"], roster["shortest"], roster["longest"]) == (2, 2, 8, 9)
    assert roster["left_out"] == {"leave": 1, "rest days": 1}
    assert roster["questions"] == []
