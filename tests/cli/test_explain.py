"""`simcall explain`: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.calling import QUICK, Call
from tests.cli.test_table import flat

FILES = ("tiny.toml", "more.toml")


@pytest.fixture(autouse=True)
def others(folder: Path) -> None:
    """Put scenarios beside tiny.toml that extend it."""
    for name, changes in {
        "more": 'name = "More handlers"\n[groups.handlers]\nheadcount = 3\n[lines.999.demand]\ncalls_per_day = 300\n',
        "same": 'name = "The same"\n',
        "absent": 'name = "One in five absent"\n[groups.handlers]\navailability = 0.8\n',
    }.items():
        (folder / f"{name}.toml").write_text(f'extends = "tiny.toml"\n{changes}', encoding="utf-8")


def test_a_difference(call: Call, folder: Path) -> None:
    """The answer comes before the table, each value that differs has a part, and the parts are written down."""
    told = call("explain", *FILES, *QUICK)
    assert told.status == 0
    words = flat(told.out)
    assert words.index("999: share of calls abandoned:") < words.index("last inputs")
    assert "Handlers: number of people" in words
    assert "999: calls a day: 240 -> 300" in words
    place = folder / "results" / "why-tiny-hub-and-more-handlers"
    assert {file.name for file in place.iterdir()} == {
        "manifest.json",
        "summary.json",
        "parts.csv",
        "by_hour_of_week.csv",
    }
    rows = list(csv.DictReader((place / "parts.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {row["paths"] for row in rows} == {"groups.handlers.headcount", "lines.999.demand.calls_per_day"}


def test_json_adds_up(call: Call) -> None:
    """The document is the contract's, and the parts add up to the change."""
    told = call("explain", *FILES, *QUICK, "--json", "--measure", "999.answered_in_target")
    document = json.loads(told.out)
    assert (document["schema"], document["measure"], document["line"]) == (1, "answered_in_target", "999")
    change = document["to"]["mean"] - document["from"]["mean"]
    assert sum(part["mean"] for part in document["parts"]) == pytest.approx(change, abs=1e-9)
    assert set(document["parts"][0]) == {"name", "mean", "low", "high", "paths", "first", "last"}
    assert document["replications"] == 2


def test_a_level(call: Call) -> None:
    """Only what the scenario holds is a cause, and what it is without each is said."""
    told = call("explain", "absent.toml", *QUICK, "--all")
    assert told.status == 0
    words = flat(told.out)
    assert "Absence and training" in words
    assert "absence and training: Everybody on the rota comes to every duty" in words
    assert "Callers who ring again" not in words
    assert "When each cause matters most" in words


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("tiny.toml", "same.toml"), "say the same"),
        (("tiny.toml", "--measure", "101.asa"), "101"),
        (("tiny.toml", "--measure", "999.answer_time_p90"), "quantile"),
        (("tiny.toml", "--measure", "paid_hours"), "follows from the plan"),
    ],
)
def test_refusals(call: Call, folder: Path, words: tuple[str, ...], message: str) -> None:
    """What cannot be explained is said in one line, before anything is written."""
    told = call("explain", *words, *QUICK)
    assert told.status == 1
    assert message in told.err
    assert not (folder / "results").exists()


def test_what_changes_of_one_scenario_do(call: Call, folder: Path) -> None:
    """With --change the second scenario is the first with the changes: the parts are those of two files."""
    changes = ("--change", "groups.handlers.headcount=3", "--change", "lines.999.demand.calls_per_day=300")
    told = call("explain", "tiny.toml", *changes, *QUICK, "--json")
    assert json.loads(told.out)["parts"] == json.loads(call("explain", *FILES, *QUICK, "--json").out)["parts"]
    assert (folder / "results" / "why-tiny-hub-and-tiny-hub-changed" / "parts.csv").is_file()


def test_changes_and_a_second_scenario(call: Call, folder: Path) -> None:
    """Only one of them can be B; a change that cannot be is named as one."""
    told = call("explain", *FILES, "--change", "days=2")
    assert (told.status, told.out) == (1, "")
    assert "--change is for one scenario" in told.err
    told = call("explain", "tiny.toml", "--change", "groups.handlers.headcount=few")
    assert told.status == 1
    assert "--change: groups.handlers.headcount" in told.err
    assert not (folder / "results").exists()
