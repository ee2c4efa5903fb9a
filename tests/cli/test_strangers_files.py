"""Files that simcall has not written stay in a folder of results, whatever they are called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import Call, everything_in
from tests.cli.test_recruits import HUB

STRANGERS = {"figures/my-annotated.png": b"\x89PNG mine", "report.md": b"# my own notes\n", "notes.txt": b"mine"}
FEW = ("--replications", "2", "--jobs", "1")
RESULTS = ("--no-figures", "--out", "kept")
HEADCOUNT = "groups.handlers.headcount"
COMMANDS = {
    "run": ("run", "tiny.toml", *FEW, *RESULTS),
    "sweep": ("sweep", "tiny.toml", "--vary", f"{HEADCOUNT}=1..2", *FEW, *RESULTS),
    "compare": ("compare", "tiny.toml", "busy.toml", *FEW, *RESULTS),
    "calibrate": (
        *("calibrate", "tiny.toml", "--fit", f"{HEADCOUNT}=1..3", "--target", "999.abandonment_rate=0.1+-0.05"),
        *("--effort", "quick", "--jobs", "1", *RESULTS),
    ),
    "recruits": ("recruits", "hub.toml", *FEW, "--out", "kept/figures/recruits.png"),
    "rota": ("rota", "hub.toml", "--out", "kept/figures/rota.png"),
    "report": ("report", "kept"),
    "import": ("import", "report.csv", "--yes", "--out", "kept"),
}
TAKE_SEEDS = ("run", "sweep", "compare", "recruits")
"""Another seed gives other results, so that the next run has something to remove."""


@pytest.mark.parametrize("command", COMMANDS)
def test_kept_through_reruns(call: Call, folder: Path, command: str):
    """Three reruns over a folder with the user's files in it replace the results, and leave those files as they are."""
    (folder / "busy.toml").write_text(f'extends = "tiny.toml"\nname = "Busy"\n{HEADCOUNT} = 1\n', encoding="utf-8")
    (folder / "hub.toml").write_text(HUB, encoding="utf-8")
    rows = (f"2026-03-{day:02d} {hour:02d}:00,999,5,4,1" for day in range(2, 16) for hour in range(24))
    (folder / "report.csv").write_text("\n".join(["Start,Queue,Offered,Answered,Abandoned", *rows]), encoding="utf-8")
    for words in ((COMMANDS["run"],) if command == "report" else ()) + (COMMANDS[command],):
        assert call(*words).status == 0
    before = set(everything_in(folder / "kept"))
    for name, content in STRANGERS.items():
        (folder / "kept" / name).parent.mkdir(exist_ok=True)
        (folder / "kept" / name).write_bytes(content)
    for seed in range(3):
        ended = call(*COMMANDS[command], *(("--seed", str(seed)) if command in TAKE_SEEDS else ()))
        assert ended.status == 0, ended.err
    there = everything_in(folder / "kept")
    assert {name: there[name] for name in STRANGERS} == STRANGERS
    assert {name for name in there if not name.startswith("cells/")} >= {
        name for name in before if not name.startswith("cells/")
    }


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_a_name_that_the_results_need(call: Call, folder: Path, kind: str):
    """A file of the user's with a name that simcall needs gets another name and keeps its contents."""
    assert call(*COMMANDS[kind]).status == 0
    manifest = folder / "kept" / "manifest.json"
    document = json.loads(manifest.read_text("utf-8"))
    document["written"] = [name for name in document["written"] if name != "summary.json"]
    manifest.write_text(json.dumps(document), "utf-8")
    (folder / "kept" / "summary.json").write_bytes(b"mine")
    assert call(*COMMANDS[kind]).status == 0
    assert (folder / "kept" / "summary-kept.json").read_bytes() == b"mine"
    assert json.loads((folder / "kept" / "summary.json").read_text("utf-8"))["schema"] in (1, 2)


@pytest.mark.parametrize("place", ["../outside.txt", "link/outside.txt"])
def test_a_list_cannot_lead_outside(call: Call, folder: Path, place: str):
    """A manifest that somebody changed does not make simcall remove a file outside the folder."""
    assert call(*COMMANDS["sweep"]).status == 0
    (folder / "outside.txt").write_bytes(b"mine")
    (folder / "kept" / "link").symlink_to("..")
    manifest = folder / "kept" / "manifest.json"
    document = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**document, "written": [*document["written"], place]}), "utf-8")
    assert call(*COMMANDS["sweep"], "--seed", "2").status == 0
    assert (folder / "outside.txt").read_bytes() == b"mine"


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_results_without_a_list(call: Call, folder: Path, kind: str):
    """Results that list no files are refused before the work, and the message says what to do."""
    assert call(*COMMANDS[kind]).status == 0
    manifest = folder / "kept" / "manifest.json"
    document = json.loads(manifest.read_text("utf-8"))
    del document["written"]
    manifest.write_text(json.dumps(document), "utf-8")
    ended = call(*COMMANDS[kind])
    assert (ended.status, ended.out) == (1, "")
    assert "did not list its files" in ended.err
    assert "--out" in ended.err
