"""Places that ``--out`` may name and that no results can go to, or whose names are unusual."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from simcall.files import own_folders
from tests.cli.calling import QUICK, Call, everything_in

FEW = ("--replications", "2", "--jobs", "1")
FIT = ("--fit", "lines.999.handling.mean=1.0 min..12.0 min", "--target", "999.abandonment_rate=0.1+-0.05")
FOLDERS = {
    "run": ("run", "tiny.toml", *QUICK),
    "records": ("run", "tiny.toml", *QUICK, "--records"),
    "compare": ("compare", "tiny.toml", "more.toml", *QUICK),
    "sweep": ("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1..2", *QUICK),
    "calibrate": ("calibrate", "tiny.toml", *FIT, "--effort", "quick", "--jobs", "1", "--no-figures"),
}
"""Commands that save a folder."""
SAVING = [
    pytest.param(words, id=name, marks=[pytest.mark.long] * (name == "calibrate")) for name, words in FOLDERS.items()
]
"""The same to the end: a calibration takes long."""
PICTURES = {
    "plot": ("plot", "tiny.toml", "still_waiting", "--replications", "2"),
    "rota": ("rota", "tiny.toml"),
}
LONG = "x" * 300
PLACES = {
    "long": LONG,
    "long inside": f"{LONG}/mine",
    "long below": f"mine/{LONG}",
    "no room for the name beside it": "x" * 250,
    "file": "tiny.toml",
}
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="names and devices of POSIX")


@pytest.fixture(autouse=True)
def other_scenario(folder: Path) -> None:
    """Write a scenario to compare with."""
    text = 'extends = "tiny.toml"\nname = "More"\ngroups.handlers.headcount = 3\n'
    (folder / "more.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("words", FOLDERS.values(), ids=FOLDERS.keys())
def test_a_place_that_cannot_be(call: Call, folder: Path, words, place):
    """A name that is too long, or that is a file's, is refused in one line before the work, and nothing is written."""
    before = everything_in(folder)
    told = call(*words, "--out", place)
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith(f"{place}: ")
    assert told.err.endswith("name another folder with --out\n")
    assert told.err.count("\n") == 1
    assert everything_in(folder) == before


@pytest.mark.parametrize("words", PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_that_cannot_be(call: Call, folder: Path, words):
    """A picture whose name is too long is refused in one line."""
    told = call(*words, "--out", f"{LONG}.png")
    assert told.status == 1
    assert told.err.splitlines()[-1].startswith(f"{LONG}.png: ")
    assert "itself has failed" not in told.err


@pytest.mark.parametrize("words", [*FOLDERS.values(), ("new", "mine", "--yes")], ids=[*FOLDERS, "new"])
def test_the_root_of_a_disk(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch, words):
    """The root of a disk is refused by name, through a link too, before anything in it is looked at or written."""

    def refuse_to_look(*_args: object) -> None:
        raise AssertionError("something of the disk was looked at or written")

    (folder / "link").symlink_to(folder.anchor)
    with monkeypatch.context() as patch:
        for name in ("rglob", "iterdir", "mkdir"):
            patch.setattr(Path, name, refuse_to_look)
        patch.setattr(os, "walk", refuse_to_look)
        for place in (folder.anchor, "link"):
            told = call(*words, "--out", place)
            assert (told.status, told.out) == (1, "")
            assert told.err == f"{place}: is the root of a disk; name a folder in it with --out\n"


@pytest.mark.parametrize("words", FOLDERS.values(), ids=FOLDERS.keys())
def test_the_home_folder(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch, words):
    """Results are a whole folder, which the home folder of the user cannot be, even if it is empty."""
    home = folder / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for place in ("~", "home"):
        told = call(*words, "--out", place)
        assert (told.status, told.out) == (1, "")
        assert told.err.endswith("is your home folder; name a folder in it with --out\n")
    assert not list(home.iterdir())


def test_a_new_scenario_in_the_home_folder(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch):
    """`simcall new` replaces nothing, so it may write into the home folder."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    assert call("new", "mine", "--yes", "--out", "~").status == 0
    assert (folder / "mine.toml").exists()


@POSIX
@pytest.mark.parametrize("words", SAVING)
def test_a_name_that_is_not_utf_8(call: Call, folder: Path, words):
    """A name that an old system wrote, and that is not UTF-8, is a name as any other: results are saved, and again."""
    name = os.fsdecode(b"caf\xe9")
    if os.fsencode(name) != b"caf\xe9":
        pytest.skip("this file system has no such names")
    for _ in range(2):
        told = call(*words, "--out", name)
        assert told.status == 0, told.err
    assert own_folders.read_manifest(folder / name)["written_by"] == "simcall"


@pytest.mark.parametrize("words", SAVING)
def test_a_tilde_is_the_folder_of_the_user(call: Call, folder: Path, monkeypatch, words):
    """A shell does not expand ~ after an equals sign: results went into a folder called ~."""
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.setenv("USERPROFILE", str(folder / "home"))
    assert call(*words, "--out=~/mine").status == 0
    assert (folder / "home" / "mine" / "manifest.json").exists()
    assert not (folder / "~").exists()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "s3://a/b", "file:///etc/passwd", "HTTPS://a.example"])
@pytest.mark.parametrize("command", [*FOLDERS.values(), *PICTURES.values(), ("report", "x")], ids=lambda c: c[0])
def test_an_address_is_refused(call: Call, folder: Path, command: tuple[str, ...], address: str):
    """A library that is given an address opens it, and fails with an error of its own."""
    before = everything_in(folder)
    last = f"{address}.png" if command[0] in ("plot", "rota") else address
    for words in ((*command, "--out", last), (command[0], address, *command[2:])):
        told = call(*words)
        assert told.status == 1
        assert "this is an address" in told.err
    assert everything_in(folder) == before


@pytest.mark.parametrize(
    "text",
    ['extends = "http://a.example/x"', '[groups.handlers]\nroster = "http://a.example/x"'],
    ids=["file", "table"],
)
def test_an_address_in_a_scenario_is_refused(call: Call, folder: Path, text: str):
    """A file of a scenario that is named by an address is not looked for on the disk."""
    (folder / "far.toml").write_text(text, encoding="utf-8")
    assert "this is an address" in call("check", "far.toml").err
