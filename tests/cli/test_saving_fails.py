"""Saving that fails or is cut short: the earlier results stay, or none; never a half of either."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import simcall.present.folders.run
import simcall.present.pictures
from tests.cli.calling import NO_BYTECODE, QUICK, Call, Process, everything_in

TABLES = {"manifest.json", "summary.json", "summary.csv", "by_hour_of_week.csv"}
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


@pytest.fixture
def earlier(call: Call, folder: Path) -> dict[str, bytes]:
    """Save a run with seed 1 in results/tiny-hub; return what the working folder then holds."""
    assert call("run", "tiny.toml", *QUICK).status == 0
    return everything_in(folder)


@POSIX
def test_a_full_disk(process: Process, folder: Path, earlier):
    """When the disk takes no more, one plain line says so with exit 1, and the earlier results are untouched."""

    def little_room() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    ended = process("run", "tiny.toml", *QUICK, "--seed", "2", env=NO_BYTECODE, preexec_fn=little_room)
    said = ended.stderr.decode().splitlines()
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert said[-1].startswith("results/tiny-hub: the results could not be written: ")
    assert "Traceback" not in ended.stderr.decode()
    assert everything_in(folder) == earlier


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_permission(call: Call, folder: Path):
    """A place that one may not write in is refused in one plain line."""
    (folder / "locked").mkdir(mode=0o555)
    told = call("run", "tiny.toml", *QUICK, "--out", "locked/mine")
    assert (told.status, told.out) == (1, "")
    assert told.err.splitlines()[-1].startswith("locked/mine: ")


WAYS = {"the disk fails": OSError(errno.EIO, "Input/output error"), "Ctrl-C": KeyboardInterrupt()}


@pytest.mark.parametrize("fault", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("step", [1, 2])
def test_a_fault_at_the_last_step(call: Call, folder: Path, earlier, monkeypatch, fault, step):
    """A fault while the new results take the place of the old leaves the old ones, and no other folder beside them."""
    renamed = []
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        renamed.append(path)
        if len(renamed) == step:
            raise fault
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    told = call("run", "tiny.toml", *QUICK, "--seed", "2")
    assert told.status == (130 if isinstance(fault, KeyboardInterrupt) else 1)
    assert everything_in(folder) == earlier


def test_interrupted_while_saving(call: Call, folder: Path, earlier, monkeypatch):
    """Ctrl-C while the results are written: exit 130, "nothing was saved", and that is true."""

    def interrupted(*_args, **_rest):
        raise KeyboardInterrupt

    monkeypatch.setattr(simcall.present.folders.run, "write_csv", interrupted)
    told = call("run", "tiny.toml", *QUICK, "--seed", "2")
    assert (told.status, told.out) == (130, "")
    assert "nothing was saved" in told.err
    assert everything_in(folder) == earlier


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["screen", "json"])
def test_interrupted_while_drawing(call: Call, folder: Path, earlier, monkeypatch, form):
    """Ctrl-C while the pictures are drawn: exit 130, and the answer and all tables are there as without pictures."""

    def interrupted(*_args, **_rest):
        raise KeyboardInterrupt

    words = ("run", "tiny.toml", *QUICK[:-1], *form)
    monkeypatch.setattr(simcall.present.pictures, "save_figures", interrupted)
    told = call(*words, "--seed", "2")
    assert told.status == 130
    assert told.err.splitlines()[-2:] == [
        "Drawing the pictures. Press Ctrl-C to leave them out.",
        f"Interrupted: {Path('results/tiny-hub')} has everything but the pictures. "
        "Run the same command again to draw them.",
    ]
    with_answer = (told.out, {name: text for name, text in everything_in(folder).items() if "manifest" not in name})
    told = call(*words, "--seed", "2", "--no-figures")
    assert with_answer == (
        told.out,
        {name: text for name, text in everything_in(folder).items() if "manifest" not in name},
    )


SAVING = """
import simcall as sc
both = [sc.run(sc.load("tiny.toml"), replications=2, seed=seed, jobs=1) for seed in (1, 2)]
print("ready", flush=True)
while True:
    for results in both:
        results.save("mine", figures=False)
"""


@POSIX
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_while_saving(folder: Path, seed):
    """A run that is killed while it saves leaves results that are whole and of one run, or none; the next run saves."""
    import simcall as sc

    with subprocess.Popen([sys.executable, "-c", SAVING], cwd=folder, stdout=subprocess.PIPE) as saving:
        assert saving.stdout is not None
        saving.stdout.readline()
        time.sleep(random.Random(seed).uniform(0.05, 0.4))
        saving.kill()
    mine = folder / "mine"
    if mine.exists():
        assert {path.name for path in mine.iterdir()} == TABLES
        manifest, summary = (json.loads((mine / name).read_text("utf-8")) for name in ("manifest.json", "summary.json"))
        assert manifest["seed"] == summary["seed"]
    looks_whole = [path.parent for path in folder.rglob("manifest.json") if not path.parts[-3].startswith(".mine-")]
    assert looks_whole in ([], [mine])
    sc.run(sc.load("tiny.toml"), replications=2, seed=3, jobs=1).save("mine", figures=False)
    assert json.loads((mine / "manifest.json").read_text("utf-8"))["seed"] == 3
