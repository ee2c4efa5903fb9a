"""``--assumptions`` on the command line: what a planner reads, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import TINY, Call
from tests.cli.test_table import flat

SPANNED = (
    TINY
    + '"lines.999.handling.mean" = { kind = "assumed", source = "a guess", span = ["3 min", "8 min"] }\n'
    + '"groups.handlers.headcount" = { kind = "calibrated", source = "a guess", span = [2, 5] }\n'
)
QUICK = ("--assumptions", "--draws", "16", "--replications", "3", "--jobs", "1")


@pytest.fixture
def spanned(folder: Path) -> Path:
    """Give the tiny hub two inputs with a span."""
    (folder / "tiny.toml").write_text(SPANNED, encoding="utf-8")
    (folder / "more.toml").write_text(
        'name = "More"\nextends = "tiny.toml"\n[groups.handlers]\nheadcount = 6\n', encoding="utf-8"
    )
    return folder


def test_run(call: Call, spanned: Path):
    """The main figures have two intervals; then come the targets, what to measure first, and what is drawn."""
    told = call("run", "tiny.toml", *QUICK, "--no-figures")
    said = flat(told.out)
    assert told.status == 0
    assert "with assumptions" in said
    assert "sampling alone" in said
    assert "of 16 draws" in said
    assert "lines.999.handling.mean 5 min 3 min to 8 min assumed" in " ".join(told.out.split())
    assert "1 of these is calibrated." in said
    assert "Saved in" in said
    assert json.loads((spanned / "results/tiny-hub-assumptions/summary.json").read_text())["draws"] == 16


def test_json_is_the_document(call: Call, spanned: Path):
    """With --json the document is all there is on stdout, and equal to the file."""
    told = call("run", "tiny.toml", *QUICK, "--no-figures", "--json", "--out", "answer")
    assert json.loads(told.out) == json.loads((spanned / "answer/summary.json").read_text())


def test_compare(call: Call, spanned: Path):
    """Who is better in how many draws comes first."""
    told = call("compare", "tiny.toml", "more.toml", *QUICK, "--no-figures", "--all")
    assert told.status == 0
    assert '"More" is better than "Tiny hub" in' in flat(told.out).partition("with assumptions")[0]
    assert "inputs together, and chance" in told.out


def test_explain(call: Call, spanned: Path):
    """The parts have two intervals, and in how many draws each is the largest."""
    told = call("explain", "tiny.toml", "more.toml", *QUICK, "--no-figures")
    said = flat(told.out)
    assert told.status == 0
    assert "this is the largest part of the change in 999: share of calls abandoned in" in said
    assert "same direction in" in said
    assert "left for 16 draws. Ctrl-C keeps what is done." in flat(told.err)
    assert not list(spanned.glob("results/*.unfinished"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "tiny.toml", "--draws", "16"), "add --assumptions"),
        (("compare", "tiny.toml", "more.toml", "--draws", "16"), "add --assumptions"),
        (("explain", "tiny.toml", "--draws", "16"), "add --assumptions"),
        (("staff", "tiny.toml", "--like", "november"), "add --assumptions"),
        (("staff", "tiny.toml", "--assumptions", "--worth"), "--worth cannot be used with --assumptions"),
        (("run", "tiny.toml", *QUICK, "--until", "999.asa+-1"), "--until cannot be used with --assumptions"),
        (("run", "tiny.toml", *QUICK, "--records"), "cannot be used with --assumptions"),
        (("run", "tiny.toml", "--assumptions", "--draws", "3"), "give a number from 8 to 4096"),
        (
            (
                "run",
                "tiny.toml",
                *QUICK,
                "--set",
                "lines.999.handling.mean=5.5 min",
                "--set",
                "groups.handlers.headcount=3",
            ),
            "has a span, so there is nothing to draw",
        ),
    ],
)
def test_refused(call: Call, spanned: Path, words: tuple[str, ...], message: str):
    """What makes no sense is refused before anything is simulated."""
    told = call(*words)
    assert told.status == 1
    assert message in flat(told.err)
    assert not (spanned / "results").exists()
