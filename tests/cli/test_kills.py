"""kill -9 of a command while it works or saves, and of the processes that work for it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

import simcall as sc
from tests.cli.calling import QUICK, Call, everything_in, simcall_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

REFERENCE = ("run", "tiny.toml", "--engine", "reference", "--jobs", "2", "--no-figures", "--out", "mine")


def workers_of(pid: int) -> list[psutil.Process]:
    """Return the processes that simulate for another, without the one that only tracks them."""
    with suppress(psutil.Error):  # any of them may end meanwhile
        children = psutil.Process(pid).children(recursive=True)
        return [child for child in children if "resource_tracker" not in " ".join(child.cmdline())]
    return []


# Processes that work for a command ------------------------------------------------------------------------------------


def kill_a_worker_once() -> Callable[..., None]:
    """Return a progress that kills a worker process of this process when something is done for the first time."""
    killed: list[int] = []

    def progress(*_done: object) -> None:
        workers = workers_of(os.getpid())
        if workers and not killed:
            killed.append(workers[0].pid)
            workers[0].kill()

    progress.killed = killed  # type: ignore[attr-defined]
    return progress


@pytest.mark.long
def test_a_run_whose_worker_is_killed(folder: Path):
    """The work of a killed process is done again: the run gives what it gives undisturbed."""
    scenario, progress = sc.load("tiny.toml"), kill_a_worker_once()
    disturbed = sc.run(scenario, 12, engine="reference", jobs=2, progress=progress)
    assert progress.killed
    assert disturbed.document() == sc.run(scenario, 12, engine="reference", jobs=1).document()


def test_a_sweep_whose_worker_is_killed(folder: Path):
    """A sweep whose worker process is killed gives the same points, none failed and none twice."""
    vary, progress = {"groups.handlers.headcount": range(1, 7)}, kill_a_worker_once()
    options = {"replications": 3, "engine": "reference"}
    disturbed = sc.sweep(sc.load("tiny.toml"), vary, folder="mine", jobs=2, progress=progress, **options)
    assert progress.killed
    assert not disturbed.failed
    assert disturbed.document() == sc.sweep(sc.load("tiny.toml"), vary, jobs=1, **options).document()


def test_a_run_whose_workers_are_always_killed(folder: Path):
    """A run whose worker processes are killed again and again gives up: exit 1, one line, and the old results stay."""
    with subprocess.Popen(**simcall_in(folder, *REFERENCE, "--replications", "4", "--set", "days=60")) as process:
        while process.poll() is None:
            for worker in workers_of(process.pid):
                with suppress(psutil.Error):
                    worker.kill()
            time.sleep(0.05)
        out, said = process.communicate()
    lines = said.decode().splitlines()
    assert (process.returncode, out) == (1, b"")
    assert lines[-1].startswith("worker processes were killed 3 times over the same work, most likely because memory")
    assert "Traceback" not in said.decode()
    assert not (folder / "mine").exists()


def test_a_sweep_that_gives_up_says_what_is_kept(call: Call, monkeypatch: pytest.MonkeyPatch):
    """A sweep whose worker processes are killed again and again says that its finished points are kept."""
    from simcall.studies.workers import LostWorkersError

    def give_up(*_args: object, **_options: object) -> None:
        raise LostWorkersError("worker processes were killed")

    monkeypatch.setattr("simcall.cli.sweep.sweep", give_up)
    told = call("sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1..2", *QUICK, "--out", "mine")
    assert told.status == 1
    assert told.err.splitlines()[-1] == (
        "worker processes were killed. mine has the finished points. Run the same command to continue."
    )


def test_workers_end_with_a_run(folder: Path):
    """Processes that simulate for a run of the reference engine end when it is killed."""
    command = simcall_in(folder, *REFERENCE, "--replications", "9", "--set", "days=120")
    with subprocess.Popen(**command) as process:
        deadline = time.monotonic() + 60
        while len(workers := workers_of(process.pid)) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
    assert len(workers) >= 2
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []


# Commands that are killed while they save -----------------------------------------------------------------------------

SAVING = """
import sys
from simcall.cli import main

for seed in [1, 2] * 500:
    try:
        main([*sys.argv[1:], "--seed", str(seed)])
    except SystemExit:
        print("saved", flush=True)
"""
"""A command with seed 1 and 2 in turn, in one process, so that a kill falls into its saving as often as its work."""

COMMANDS = {
    "run": ("run", "tiny.toml", *QUICK, "--out", "mine"),
    "compare": ("compare", "tiny.toml", "more.toml", *QUICK, "--out", "mine"),
}


def results_in(folder: Path) -> dict[str, bytes]:
    """Return the files of results, without the manifest, which says when they were made."""
    return {name: text for name, text in everything_in(folder).items() if name != "manifest.json"}


def kill_while_saving(folder: Path, words: Sequence[str], after_s: float) -> None:
    """Start a command that saves over and over, and kill it some time after it has saved first."""
    command = {**simcall_in(folder), "args": [sys.executable, "-c", SAVING, *words], "stderr": subprocess.DEVNULL}
    with subprocess.Popen(**command) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != b"saved":
            assert process.poll() is None
        time.sleep(after_s)
        process.kill()


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.long)])
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS.keys())
def test_killed_while_it_saves(folder: Path, call: Call, words, kills):
    """After a kill -9, the next command finds the earlier results or the later ones, whole, and leaves nothing hidden.

    A report of the user's own stays through all of it. Few moments are tried here; that a process may die at each step
    of the swap of folders, `tests.unit.files.test_folder_swap` shows.
    """
    (folder / "more.toml").write_text('extends = "tiny.toml"\nname = "More"\ngroups.handlers.headcount = 3\n')
    assert call(*words).status == 0
    (folder / "mine" / "report.md").write_text("My own report", encoding="utf-8")
    either = []
    for seed in ("1", "2"):
        assert call(*words, "--seed", seed).status == 0
        either.append(results_in(folder / "mine"))
    beside = {path.name for path in folder.iterdir()}
    moments = random.Random(kills)
    for _ in range(kills):
        kill_while_saving(folder, words, moments.uniform(0, 0.3))
        assert call(*words, "--until", "nonsense").status == 1  # this is refused after a look at the folder
        assert results_in(folder / "mine") in either
        assert {path.name for path in folder.iterdir()} == beside
