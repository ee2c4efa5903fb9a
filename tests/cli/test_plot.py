"""`simcall plot`: one picture by its name, of a scenario or of saved results, with its words."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import simcall.cli.plot
from tests.cli.calling import Call, everything_in

FEW = ("--replications", "2")
TWO = (*FEW, "--set", "groups.officers={ lines = ['999'], headcount = 1 }")


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if anything is simulated."""
    monkeypatch.setattr(simcall.cli.plot, "run", lambda *_args, **_rest: pytest.fail("it was simulated"))


@pytest.mark.parametrize(
    ("what", "more", "file"),
    [
        ("abandonment_rate", (), "abandonment-rate-999-hour-of-week"),
        ("asa", ("--by", "hour", "--line", "999"), "asa-999-hour"),
        ("occupancy", TWO, "occupancy-hour-of-week"),
        ("week-map:answered_in_target", (), "week-map-answered-in-target-999"),
        ("answer_times", (), "answer-times-999"),
        ("queue", (), "queue-999"),
        ("demand_and_staff", (), "demand-and-staff"),
        ("duty_hours", ("--group", "handlers"), "duty-hours-handlers"),
    ],
)
def test_every_kind_of_picture(call: Call, folder: Path, what: str, more: tuple[str, ...], file: str):
    """The picture is there as PNG and SVG; its title and text alternative are printed, its place is told on stderr."""
    told = call("plot", "tiny.toml", what, *FEW, *(word for word in more if word not in FEW))
    assert told.status == 0, told.err
    place = f"results/tiny-hub-{file}.png"
    assert {path.name for path in (folder / "results").iterdir()} == {
        f"tiny-hub-{file}.{kind}" for kind in ("png", "svg")
    }
    assert place.replace("/", os.sep) in told.err
    title, alternative = told.out.split("\n", 1)
    assert title
    svg = Path(place).with_suffix(".svg").read_text(encoding="utf-8")
    assert f"<dc:description>{' '.join(alternative.split())}</dc:description>" in svg


def test_saved_results_are_drawn_as_they_are(call: Call, folder: Path):
    """Of a run's folder, without its figures too, the picture is the one that the scenario itself gives."""
    options = (*FEW, "--seed", "3", "--set", "groups.handlers.headcount=1")
    call("run", "tiny.toml", *options, "--no-figures", "--out", "mine")
    before = everything_in(folder / "mine")
    saved = call("plot", "mine", "queue", "--out", "saved.png")
    fresh = call("plot", "tiny.toml", "queue", *options, "--out", "fresh.png")
    assert (saved.status, fresh.status) == (0, 0)
    assert saved.out == fresh.out
    for kind in ("png", "svg"):
        assert Path(f"saved.{kind}").read_bytes() == Path(f"fresh.{kind}").read_bytes()
    assert everything_in(folder / "mine") == before


def test_other_figures_than_those_saved_are_not_drawn(call: Call, folder: Path):
    """Results that do not come out again are refused: the picture would not be of what was saved."""
    call("run", "tiny.toml", *FEW, "--no-figures", "--out", "mine")
    summary = json.loads(Path("mine/summary.json").read_text(encoding="utf-8"))
    summary["lines"]["999"]["asa"]["mean"] += 1
    Path("mine/summary.json").write_text(json.dumps(summary), encoding="utf-8")
    told = call("plot", "mine", "queue", "--out", "saved.png")
    assert told.status == 1
    assert "summary.json" in told.err
    assert "Make the results again" in told.err
    assert not Path("saved.png").exists()


REFUSALS = {
    "misspelt": (("tiny.toml", "abandonment_rat"), 'no picture "abandonment_rat"; did you mean "abandonment_rate"?'),
    "misspelt map": (("tiny.toml", "week-map:assa"), 'did you mean "week-map:asa"?'),
    "unlike anything": (
        ("tiny.toml", "%%%"),
        "there are answer_times, backlog, demand_and_staff, duty_hours, queue, offered",
    ),
    "line": (("tiny.toml", "asa", "--line", "99"), 'no line "99"; did you mean "999"?'),
    "group of a line": (("tiny.toml", "asa", "--group", "handlers"), "asa is not of a group; name a line"),
    "line of all": (("tiny.toml", "demand_and_staff", "--line", "999"), "not of a line, but of all of them together"),
    "gathering": (("tiny.toml", "asa", "--by", "huor"), 'did you mean "hour"?'),
    "gathering of a queue": (("tiny.toml", "queue", "--by", "day"), "--by goes with a measure"),
    "no file": (("no.toml", "asa"), "no.toml: there is no such file"),
    "no results": ((".", "asa"), "holds no manifest.json"),
    "name too long": (("n" * 300, "asa"), "file name too long"),
    "picture's name too long": (("tiny.toml", "asa", "--out", f"{'n' * 300}.png"), "no picture can be written there"),
    "somebody else's picture": (("tiny.toml", "asa", "--out", "own.png"), "own.png: is there already, and not a pict"),
}


@pytest.mark.parametrize(("words", "message"), REFUSALS.values(), ids=REFUSALS.keys())
def test_refusals(call: Call, folder: Path, untouched, words, message):
    """What cannot be drawn is refused in one line, with the nearest name, before anything is simulated."""
    Path("own.png").write_bytes(b"my own")
    before = everything_in(folder)
    told = call("plot", *words)
    assert (told.status, told.out) == (1, "")
    assert message in told.err
    assert len(told.err.splitlines()) == 1
    assert everything_in(folder) == before


@pytest.mark.parametrize("option", [("--seed", "2"), ("--replications", "5"), ("--set", "days=2")])
def test_saved_results_are_what_they_are(call: Call, folder: Path, option):
    """Options that would make other results are refused for results that are there."""
    Path("mine").mkdir()
    told = call("plot", "mine", "asa", *option)
    assert told.status == 1
    assert f"{option[0]} needs a scenario file" in told.err


@pytest.mark.parametrize("name", ["A.PNG", f"{'n' * 251}.png"])
def test_names_of_pictures(call: Call, folder: Path, name):
    """A name in capitals, or as long as can be, holds the PNG; the SVG is beside it, and nothing else."""
    before = {path.name for path in folder.iterdir()}
    assert call("plot", "tiny.toml", "queue", *FEW, "--out", name).status == 0
    assert {path.name for path in folder.iterdir()} - before == {name, f"{Path(name).stem}.svg"}
    assert Path(name).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("changes", [{"scenario": []}, {"seed": "x"}])
def test_a_manifest_that_was_changed(call: Call, folder: Path, changes):
    """A manifest whose parts are of another type is refused in one line, with the file and the part."""
    call("run", "tiny.toml", *FEW, "--no-figures", "--out", "mine")
    manifest = Path("mine/manifest.json")
    document = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**document, **changes}), encoding="utf-8")
    told = call("plot", "mine", "asa")
    assert (told.status, told.out, len(told.err.splitlines())) == (1, "", 1)
    assert f"{manifest}: {next(iter(changes))} is " in told.err


def test_other_results_are_not_runs(call: Call, folder: Path):
    """Of a comparison's folder no picture is made; its own pictures are named."""
    Path("other.toml").write_text('extends = "tiny.toml"\nname = "Other"\n', encoding="utf-8")
    call("compare", "tiny.toml", "other.toml", *FEW, "--no-figures", "--out", "both")
    told = call("plot", "both", "asa")
    assert told.status == 1
    assert "holds a comparison" in told.err


def test_usage(call: Call):
    """A picture that is no PNG is wrong usage."""
    told = call("plot", "tiny.toml", "asa", "--out", "asa.pdf")
    assert told.status == 2
    assert "does not end in .png" in " ".join(told.err.split())
