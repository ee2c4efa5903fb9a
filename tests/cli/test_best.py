"""`simcall best`: the point that meets the targets for the least, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calling import TINY, Call, Told

HANDLERS, TARGET = "groups.handlers.headcount", "999.answered_in_target>=0.8"
Swept = Callable[..., Told]


@pytest.fixture
def swept(call: Call) -> Swept:
    """Sweep one to five handlers into the folder `swept`."""

    def _swept(*words: str) -> Told:
        vary = ("--vary", f"{HANDLERS}=1..5", "--replications", "10", "--jobs", "1", "--no-figures", "--out", "swept")
        told = call("sweep", "tiny.toml", *vary, *words)
        assert told.status == 0
        return told

    return _swept


def flat(text: str) -> str:
    """Return a text without the breaks that the width of a screen makes."""
    return " ".join(text.split())


def test_chosen(swept: Swept, call: Call):
    """The cheapest point that surely meets the target is named first, with its figures on fresh callers; exit 0."""
    swept("--target", TARGET)
    told = call("best", "swept", "--jobs", "1")
    out = flat(told.out)
    assert told.status == 0
    assert out.startswith(
        "Tiny hub: handlers.headcount: least paid hours a week with at least 80 % of answered 999 calls in less "
        "than 10 s"
    )
    assert "The sweep rules out 1 of 5 points. Simulated again, the cheapest first: " in out
    assert "20 replications of fresh callers (seed 2)" in out
    assert "Chosen: point 1." in out
    assert "Point 1: handlers.headcount = 2; paid hours a week 336 h: met" in out
    assert (
        "In 95 of 100 such choices, the chosen point meets the targets, and every point "
        "reported as missing a target misses it." in out
    )
    assert "Nearest" not in out
    assert "Not simulated again: 3 points that cost more." in out
    assert "checked" in told.err


def test_a_damaged_cell(swept: Swept, call: Call, folder: Path):
    """A point whose file is damaged is left out, and one line says so and what to do."""
    swept("--target", TARGET)
    next((folder / "swept" / "cells").iterdir()).write_text("{", encoding="utf-8")
    told = call("best", "swept", "--jobs", "1")
    assert told.err.splitlines()[0] == (
        f"{Path('swept')}: 1 point with a damaged file in cells counts as not simulated. The same "
        "simcall sweep command simulates what is missing."
    )


def test_json(swept: Swept, call: Call):
    """--json prints the choice as one document and nothing else, the same each time."""
    swept()
    words = ("best", "swept", "--target", TARGET, "--minimise", "handlers.duty_hours", "--json")
    first, second = call(*words, "--jobs", "1"), call(*words, "--jobs", "2")
    assert first.out == second.out
    document = json.loads(first.out)
    assert document["chosen"]["values"] == {HANDLERS: 2}
    assert document["minimise"] == "handlers.duty_hours"
    assert [one["verdict"] for one in document["candidates"]][-1] == "met"


def test_too_close_to_call(swept: Swept, call: Call):
    """Points that cost less and may meet the target too are named, and what would tell; more replications do."""
    swept("--target", "999.answered_in_target>=0.875")
    few = call("best", "swept", "--jobs", "1", "--replications", "10")
    assert "1 point that cost less is too close to call: run more replications to decide (--replications)." in flat(
        few.out
    )
    assert "paid hours a week 336 h: too close to call" in few.out


def test_nothing_meets_it(swept: Swept, call: Call):
    """Where no point meets the target, the nearest is told with its figures, and what to do; exit 1."""
    swept()
    told = call("best", "swept", "--target", "999.answered_in_target>=0.9999999", "--jobs", "1")
    assert told.status == 1
    assert "No point surely meets the targets" in told.out
    told = call("best", "swept", "--target", "999.abandonment_rate<=0", "--jobs", "1", "--json")
    assert (told.status, json.loads(told.out)["chosen"]) == (1, None)
    told = call("best", "swept", "--target", "handlers.duty_hours>=1000", "--jobs", "1")
    out = flat(told.out)
    assert told.status == 1
    assert (
        "No point surely meets the targets. The nearest is point 4, as the sweep found it. To find one, try more values"
    ) in out
    assert (
        "Point 4: handlers.headcount = 5; paid hours a week 840 h: missed hours of handlers on duty at least 1,000 h: "
        "120 h"
    ) in out
    assert "In 95 of 100 such choices, every point reported as missing a target misses it." in out
    assert "chosen point" not in out


def test_unfinished_sweeps(swept: Swept, call: Call, folder: Path):
    """Points that are not simulated yet are told of: one of them might be better."""
    swept()
    sorted((folder / "swept" / "cells").iterdir())[0].unlink()
    told = call("best", "swept", "--target", TARGET, "--jobs", "1")
    assert told.status == 0
    assert "has no figures for 1" in flat(told.out)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "nowhere: there is no such folder; name one that simcall has written"),
        (("tiny.toml",), "tiny.toml: is a file; name the folder of results that holds it"),
        (("untargeted",), 'name a target: --target "999.answered_in_target >= 0.90"'),
        (
            ("swept", "--target", TARGET, "--seed", "1"),
            "seed 1 is the sweep's own: the second stage needs fresh callers",
        ),
        (("swept", "--target", "998.asa<=1"), "998"),
        (("swept", "--target", TARGET, "--minimise", "handler.duty_hours"), 'did you mean "handlers"?'),
        (("swept", "--target", "999.answered_in_target=0.8"), ">="),
    ],
)
def test_refusals(folder: Path, swept: Swept, call: Call, words: tuple[str, ...], said: str):
    """What cannot be a choice is refused in plain lines: exit 1, nothing printed."""
    if words[0] == "swept":
        swept()
    if words[0] == "untargeted":
        bare = "".join(line for line in TINY.splitlines(keepends=True) if "answer_target" not in line)
        (folder / "bare.toml").write_text(bare, encoding="utf-8")
        how = ("--replications", "2", "--jobs", "1", "--no-figures", "--out", "untargeted")
        assert call("sweep", "bare.toml", "--vary", "groups.handlers.headcount=1,2", *how).status == 0
    told = call("best", *words)
    assert (told.status, told.out) == (1, "")
    assert said in flat(told.err)
    assert "Traceback" not in told.err


def test_a_run_is_no_sweep(call: Call):
    """The folder of a run is refused as what it is not."""
    assert call("run", "tiny.toml", "--replications", "1", "--no-figures", "--out", "one").status == 0
    told = call("best", "one", "--target", TARGET)
    assert (told.status, told.err.strip()) == (
        1,
        'one: holds results of the kind "run"; simcall needs the results of sweep',
    )


def test_usage(call: Call):
    """One replication gives no interval, and is refused as usage."""
    assert call("best", "swept", "--replications", "1").status == 2


def test_the_scenario_s_own_targets(folder: Path, call: Call):
    """Where nobody says what has to be met, it is what the scenario's lines are to meet, for sweep and choice alike."""
    how = ("--replications", "6", "--jobs", "1", "--no-figures", "--out", "own")
    swept = call("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1,6", *how)
    assert "Target: at least 90 % of answered 999 calls in less than 10 s." in flat(swept.out)
    assert call("best", "own", "--jobs", "1").status == 0
