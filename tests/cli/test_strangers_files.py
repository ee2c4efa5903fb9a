"""Files that simcall has not written stay in a folder of results, whatever they are called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import Call

STRANGERS = {"figures/my-annotated.png": b"\x89PNG mine", "report.md": b"# my own notes\n", "notes.txt": b"mine"}
FEW = ("--replications", "2", "--jobs", "1", "--no-figures", "--out", "kept")
COMMANDS = {
    "run": ("run", "tiny.toml", *FEW),
    "sweep": ("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1..2", *FEW),
}


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_kept_through_ten_reruns(call: Call, folder: Path, kind: str):
    """Ten reruns over a folder with the user's files in it replace the results, and leave those files as they are."""
    assert call(*COMMANDS[kind]).status == 0
    for name, content in STRANGERS.items():
        (folder / "kept" / name).parent.mkdir(exist_ok=True)
        (folder / "kept" / name).write_bytes(content)
    for seed in range(10):
        ended = call(*COMMANDS[kind], "--seed", str(seed))
        assert ended.status == 0, ended.err
        assert {name: (folder / "kept" / name).read_bytes() for name in STRANGERS} == STRANGERS


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
    assert json.loads((folder / "kept" / "summary.json").read_text("utf-8"))["schema"] == 1


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
