"""`simcall merge`: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomlkit

import simcall as sc
from tests.cli.calling import QUICK, Call
from tests.cli.test_table import flat
from tests.incidents import INCIDENTS

FORCES = ("north=tiny.toml", "south=more.toml")


@pytest.fixture(autouse=True)
def other(folder: Path) -> None:
    """Put a second room beside tiny.toml."""
    (folder / "more.toml").write_text(
        'extends = "tiny.toml"\nname = "More handlers"\n[groups.handlers]\nheadcount = 3\n', encoding="utf-8"
    )


def test_it_answers_first_and_writes_both_rooms(call: Call, folder: Path) -> None:
    """The answer comes before the table; the merged scenario extends the rooms apart, and both can be run."""
    told = call("merge", *FORCES, "--together", "999", *QUICK)
    assert told.status == 0
    words = flat(told.out)
    assert words.index("the merged room answers") < words.index("apart merged difference")
    assert "Assumed: people take 10.0 % longer over calls of the other force" in words
    merged, apart = sc.load(folder / "merged.toml"), sc.load(folder / "merged-apart.toml")
    assert merged.groups["handlers-north"].on_line("999-south").handling_factor == 1.1
    assert apart.groups["handlers-north"].lines == ("999-north",)
    assert merged.start == apart.start
    assert (folder / "results" / "north-and-south-merged" / "summary.json").exists()
    assert call("merge", *FORCES, "--together", "999", *QUICK).status == 0


def test_json(call: Call) -> None:
    """One document, with the forces' own names."""
    told = call("merge", *FORCES, "--together", "999", *QUICK, "--json", "--other-force", "1.0")
    document = json.loads(told.out)
    assert document["forces"] == ["north", "south"]
    assert document["other_force"] == 1.0
    assert set(document["lines"]) == {"999-north", "999-south"}


def test_two_forces_keep_their_own_grades(call: Call, folder: Path) -> None:
    """Each force attends its own incidents, also if the files say nothing about where values come from."""
    (folder / "hub.toml").write_text(tomlkit.dumps({**INCIDENTS, "days": 0.2, "warm_up": "0 s"}), encoding="utf-8")
    assert call("merge", "north=hub.toml", "south=hub.toml", "--together", "999", *QUICK).status == 0
    merged = sc.load(folder / "merged.toml")
    assert list(merged.grades) == [
        f"{grade}-{force}" for force in ("north", "south") for grade in ("immediate", "prompt", "scheduled")
    ]
    assert merged.lines["prompt-rural-south"].area == "rural-south"


def test_it_replaces_no_file_of_another(call: Call, folder: Path) -> None:
    """A scenario that somebody has written stays, and nothing is simulated."""
    told = call("merge", *FORCES, "--together", "999", *QUICK, "--out", "more.toml")
    assert told.status == 1
    assert "simcall merge has not written this file; name another with --out" in flat(told.err)
    assert not (folder / "results").exists()


@pytest.mark.parametrize(
    ("out", "said"),
    [("absent/merged.toml", "there is no folder absent"), (".", "ends in .toml"), ("merged", "ends in .toml")],
)
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    call: Call, folder: Path, out: str, said: str
) -> None:
    """Nothing is simulated for a file that nobody could write."""
    told = call("merge", *FORCES, "--together", "999", *QUICK, "--out", out)
    assert told.status == 1
    assert said in flat(told.err)
    assert not (folder / "results").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tiny.toml", "tiny.toml"), 'both forces are called "tiny"'),
        (("north=", "tiny.toml"), "write NAME=FILE"),
        (("north=tiny.toml", "south=absent.toml"), "absent.toml"),
    ],
)
def test_refusals(call: Call, words: tuple[str, ...], said: str) -> None:
    """What cannot be merged is said in one message."""
    told = call("merge", *words, "--together", "999", *QUICK)
    assert told.status == 1
    assert said in flat(told.err)
