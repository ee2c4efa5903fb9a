"""`simcall sweep` that is killed, and what the same command makes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.cli.calling import Call, simcall_in

COMMAND = (
    *("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1..8", "--vary", "lines.999.demand.growth=1.0,1.2"),
    *("--replications", "40", "--set", "days=6", "--jobs", "2", "--no-figures"),
)
TABLES = ("table.csv", "table.parquet")


def test_kill_9_loses_nothing(folder: Path, call: Call):
    """Killed twice at other moments and taken up again, a sweep ends with the tables of one that was left alone."""
    assert call(*COMMAND, "--out", "alone").status == 0
    for cells in (1, 6):
        kill_once(folder, lambda cells=cells: len(list(folder.glob("killed/cells/*.json"))) >= cells)
    done = {path.name: path.stat().st_mtime_ns for path in folder.glob("killed/cells/*.json")}
    assert 1 <= len(done) <= 16
    assert call(*COMMAND, "--out", "killed").status == 0
    after = {path.name: path.stat().st_mtime_ns for path in folder.glob("killed/cells/*.json")}
    assert len(after) == 16
    assert {name: after[name] for name in done} == done
    for name in TABLES:
        assert (folder / "killed" / name).read_bytes() == (folder / "alone" / name).read_bytes()
    assert not list(folder.glob("killed/**/.new-*"))


@pytest.mark.long
def test_kill_9_twenty_times(folder: Path, call: Call):
    """Killed twenty times, each at a moment drawn between its start and its end, it loses nothing and ends the same.

    What is done when it is killed is done for good: the cells never become fewer, and none is written twice.
    """
    began = time.monotonic()
    assert call(*COMMAND, "--out", "alone").status == 0
    whole_s = time.monotonic() - began
    moments = np.random.default_rng(3).uniform(0, whole_s, 20)
    done: dict[str, int] = {}
    for moment in moments:
        until = time.monotonic() + moment
        kill_once(folder, lambda until=until: time.monotonic() >= until)
        after = {path.name: path.stat().st_mtime_ns for path in folder.glob("killed/cells/*.json")}
        assert {name: after.get(name) for name in done} == done
        done = after
    assert call(*COMMAND, "--out", "killed").status == 0
    for name in TABLES:
        assert (folder / "killed" / name).read_bytes() == (folder / "alone" / name).read_bytes()
    assert not list(folder.glob("killed/**/.new-*"))


def kill_once(folder: Path, when: Callable[[], bool]) -> None:
    """Begin the sweep, and kill it when it is time, or when it has ended."""
    with subprocess.Popen(**simcall_in(folder, *COMMAND, "--out", "killed")) as process:
        deadline = time.monotonic() + 60
        while not when() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_says_how_to_go_on(folder: Path):
    """Interrupted, it ends with 130, keeps what is done, and says that the same command goes on.

    Its 320 points are cut into six tasks, so that most of the work is left when the first cells are there.
    """
    growths = ",".join(f"{1 + step / 100:g}" for step in range(40))
    points = (*COMMAND[:4], "--vary", f"lines.999.demand.growth={growths}", "--replications", "4", *COMMAND[8:])
    with subprocess.Popen(**simcall_in(folder, *points, "--out", "broken")) as process:
        deadline = time.monotonic() + 60
        while not list(folder.glob("broken/cells/*.json")) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Run the same command to continue" in " ".join(told.decode().split())
    assert list(folder.glob("broken/cells/*.json"))


def test_what_a_planner_reads(folder: Path, call: Call):
    """The points that meet the targets, the frontier, main effects and where it is saved; then the best of them."""
    told = call(
        *("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1..5", "--replications", "6", "--jobs", "1"),
        *("--target", "999.answered_in_target>=0.8", "--out", "found"),
    )
    assert told.status == 0
    flat = " ".join(told.out.split())
    assert "at least 80 % of answered 999 calls in less than 10 s" in flat
    assert "Saved in found" in flat
    assert {"table.csv", "table.parquet", "points.csv", "summary.json", "figures"} <= {
        path.name for path in (folder / "found").iterdir()
    }
    chosen = call("best", "found", "--jobs", "1")
    assert chosen.status == 0
    assert "In 95 of 100 such choices" in " ".join(chosen.out.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tiny.toml",), "--vary"),
        (("tiny.toml", "--vary", "groups.handlers.headcont=1..3"), "headcount"),
        (("tiny.toml", "--vary", "groups.handlers.headcount=3..1"), "3..1"),
        (("tiny.toml", "--vary", "groups.handlers.headcount=1..2", "--target", "998.asa<=10"), "999"),
        (("missing.toml", "--vary", "groups.handlers.headcount=1..2"), "missing.toml"),
    ],
)
def test_what_is_refused(folder: Path, call: Call, words: tuple[str, ...], said: str):
    """One plain message, and no results."""
    told = call("sweep", *words)
    assert told.status == 1
    assert said in told.err
    assert "Traceback" not in told.err
    assert not (folder / "results").exists()
