"""`simcall sweep`: what it asks for, what it prints, and what it writes."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from simcall.files import whole
from simcall.studies.sweep import cells
from tests.cli.calling import TINY, Call, Process, simcall_in

HANDLERS, GROWTH = "groups.handlers.headcount", "lines.999.demand.growth"
QUICK = ("--replications", "3", "--jobs", "1", "--no-figures")
SWEEP = ("sweep", "tiny.toml", "--vary", f"{HANDLERS}=1..3", *QUICK)
TABLES = {"manifest.json", "cells", "table.csv", "table.parquet", "points.csv", "summary.json", ".lock"}


def flat(text: str) -> str:
    """Return a text without the breaks that the width of a screen makes."""
    return " ".join(text.split())


def test_what_is_written(folder: Path, call: Call):
    """The folder is named after the scenario and what varies; it holds the manifest, the cells and the tables."""
    told = call(*SWEEP)
    assert (told.status, told.err.splitlines()[0]) == (0, "3 points")
    place = folder / "results" / "tiny-hub-handlers-headcount"
    assert {path.name for path in place.iterdir()} == TABLES
    assert len(list((place / "cells").iterdir())) == 3
    assert f"Saved in {Path('results', place.name)}" in told.out
    with (place / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row[HANDLERS] for row in rows} == {"1", "2", "3"}
    assert {row["of"] for row in rows} == {"plan", "line", "group"}


def test_pictures(folder: Path, call: Call):
    """Pictures are drawn unless they are not wanted, as PNG and as SVG."""
    assert call(*SWEEP[:-1], "--out", "mine").status == 0
    names = {path.name for path in (folder / "mine" / "figures").iterdir()}
    assert names == {f"{kind}-999-answered-in-target.{end}" for kind in ("frontier", "lines") for end in ("png", "svg")}


def test_what_is_printed(folder: Path, call: Call):
    """The number of points, the frontier from the cheapest on, and main effects; each figure with its reach."""
    told = call("sweep", "tiny.toml", "--vary", f"{HANDLERS}=1..3", "--vary", f"{GROWTH}=1,1.2", *QUICK)
    out = flat(told.out)
    assert out.startswith("Tiny hub: handlers.headcount x demand.growth 6 points, 3 replications of each, seed 1:")
    assert "Frontier: no other point is as good in all of these and better in one: most 999 answered in 10 s, " in out
    assert re.search(r"\d\.\d % ±\d", told.out)
    assert "168 h" in told.out
    assert "Main effects: mean 999 answered in 10 s over all points" in out
    costs = [line.split()[-2] for line in told.out.splitlines() if line.endswith(" h")]
    assert costs == sorted(costs)
    assert "…" not in told.out


def test_targets(folder: Path, call: Call):
    """With targets: how many points surely meet them, the cheapest of these first, and what the choice needs."""
    told = call(*SWEEP, "--target", "999.answered_in_target>=0.5", "--minimise", "handlers.duty_hours")
    out = flat(told.out)
    assert "Target: at least 50 % of answered 999 calls in less than 10 s. " in out
    assert re.search(r"\d of 3 points surely meets? it; too close to call: \d\.", out)
    assert "by hours of handlers on duty" in out
    assert "simcall best checks the choice on fresh callers" in out


def test_json(folder: Path, call: Call):
    """--json prints the document and nothing else; it is the summary in the folder, and the same each time."""
    first, second = call(*SWEEP, "--json"), call(*SWEEP, "--json")
    assert first.out == second.out
    document = json.loads(first.out)
    assert [point["values"] for point in document["points"]] == [{HANDLERS: n} for n in (1, 2, 3)]
    saved = folder / "results" / "tiny-hub-handlers-headcount" / "summary.json"
    assert saved.read_text(encoding="utf-8") == first.out


def test_the_numbers_of_a_run(folder: Path, call: Call):
    """A point of a sweep has the figures of `simcall run` with the same value set."""
    assert call(*SWEEP, "--seed", "5", "--out", "swept").status == 0
    run = call("run", "tiny.toml", "--set", f"{HANDLERS}=2", *QUICK, "--seed", "5", "--json")
    point = json.loads((folder / "swept" / "summary.json").read_text(encoding="utf-8"))["points"][1]
    assert point["lines"] == json.loads(run.out)["lines"]
    assert point["groups"] == json.loads(run.out)["groups"]


def test_sweep_files(folder: Path, call: Call):
    """A sweep file is run by its name, with its own replications, seed and targets, which options override."""
    (folder / "my.toml").write_text(
        f'name = "Mine"\nscenario = "tiny.toml"\nreplications = 4\nseed = 3\ntargets = ["999.asa <= 60"]\n'
        f'only = ["{HANDLERS} >= 2"]\n[vary]\n"{HANDLERS}" = "1..3"\n',
        encoding="utf-8",
    )
    told = call("sweep", "my.toml", "--jobs", "1", "--no-figures", "--set", "days=2")
    assert told.status == 0
    assert told.err.splitlines()[0] == f"2 points (1 dropped: {HANDLERS} >= 2)"
    assert "2 points, 4 replications of each, seed 3" in flat(told.out)
    assert "Target: 999 mean answer time at most 60 s." in flat(told.out)
    assert (folder / "results" / "mine" / "table.csv").is_file()
    told = call("sweep", "my.toml", *QUICK, "--seed", "1", "--target", "999.asa<=10 s")
    assert "2 points, 3 replications of each, seed 1" in flat(told.out)
    assert "Target: 999 mean answer time at most 10 s." in flat(told.out)
    assert "also has 2 cells of other points, or of another scenario, seed or version. This sweep" in flat(told.out)


def test_until(folder: Path, call: Call):
    """--until gives each point the replications that it takes, and says how many points fell short."""
    told = call(*SWEEP, "--until", "999.answered_in_target+-0.02", "--max-replications", "12", "--out", "mine")
    assert told.status == 0
    assert "3 replications of each or more, until 999 answered in 10 s within ±2 points" in flat(told.out)
    assert re.search(r"\d points? stopped before reaching 999 answered in 10 s within ±2 points\.", flat(told.out))
    document = json.loads((folder / "mine" / "summary.json").read_text(encoding="utf-8"))
    assert {point["replications"] for point in document["points"]} <= set(range(10, 13))


MILLION = ("--vary", f"{HANDLERS}=1..1000", "--vary", "lines.999.demand.growth=1.001..2 step 0.001")


def test_a_million_points(folder: Path, call: Call):
    """A million points are begun only with --yes: it says how many there are, and about how long and how large."""
    told = call("sweep", "tiny.toml", *MILLION, "--replications", "2", "--jobs", "2")
    assert told.status == 1
    said = flat(told.err)
    assert "tiny.toml: a grid of 1000 x 1000 has 1,000,000 points. On this machine's 2 cores they would take" in said
    assert re.search(r"about [\d.]+ (min|h|days) and \d+ GB on disk", said)
    assert "or add --yes to run all of them" in said
    assert not (folder / "results").exists()


def test_all_that_is_wrong_with_what_is_asked(folder: Path, call: Call):
    """Targets that cannot be read, and what should be least, are told together."""
    told = call(*SWEEP, "--target", "nonsense", "--target", "999.foo>=1", "--minimise", "bar")
    assert told.status == 1
    assert all(word in told.err for word in ("nonsense", "foo", "bar"))
    assert not (folder / "results").exists()


def test_yes(folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch):
    """With --yes very many points are swept as any others."""
    monkeypatch.setattr("simcall.cli.sweep.MANY", 2)
    assert call(*SWEEP).status == 1
    told = call(*SWEEP, "--yes")
    assert (told.status, "3 points, " in flat(told.out)) == (0, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--vary", "groups.handlers.headcount"], "is not PATH=VALUES; write PATH=VALUES, such as"),
        (["--vary", f"{HANDLERS}="], "a value is missing"),
        (["--vary", f"{HANDLERS}=1,,2"], "a value is missing"),
        (["--vary", "=1..3"], "--vary"),
        (["--vary", f"{HANDLERS}=1..3", "--vary", f"{HANDLERS}=4"], "this is varied twice"),
        (["--vary", f"{HANDLERS}=1..2000000"], "more than 100,000"),
        (["--vary", f"{HANDLERS}=0.5..1.5"], "a grid needs each of them; give a step"),
        (["--vary", f"{HANDLERS}=1.5"], "1.5"),
        (["--vary", f"{HANDLERS}=-1..1"], "-1 is out of range"),
        (["--vary", "lines.999.patience.mean=none"], "missing and has no default"),
        (["--vary", "groups.handlers.rota=missing.csv"], "rota"),
        (["--vary", "lines.999.demand.profile=missing.csv"], "there is no such file"),
        (["--vary", "name=a,b"], "the name cannot be varied"),
        (["--vary", f"{HANDLERS}=1", "--minimise", "nobody.duty_hours"], "nobody"),
        (["--vary", f"{HANDLERS}=1", "--until", "999.asa"], "--until"),
        (["--vary", f"{HANDLERS}=1", "--scheduler", "nonsense"], "is not the address of a scheduler"),
        (["--vary", f"{HANDLERS}=1", "--set", "days=x"], "days"),
        (["--vary", "lines.999.patience={distribution"], "{distribution"),
    ],
)
def test_odd_requests(folder: Path, call: Call, words: list[str], said: str):
    """What makes no sense is refused in plain lines with a remedy: exit 1, nothing printed, no results."""
    told = call("sweep", "tiny.toml", *words, *QUICK)
    assert (told.status, told.out) == (1, "")
    assert said in flat(told.err)
    assert "Traceback" not in told.err
    assert "simcall itself" not in told.err
    assert not list(folder.glob("results/*/table.csv"))


def test_odd_values(folder: Path, call: Call):
    """Text, tables, times with units and what is left out may vary, and stand in the tables as they were written."""
    laws = '{distribution="exponential",mean="2 min"}, none, {distribution="constant",value="5 min"}'
    told = call(
        "sweep", "tiny.toml", "--vary", f"lines.999.patience={laws}", "--vary", "days=1,0.5", *QUICK, "--out", "o"
    )
    assert told.status == 0
    assert "{exponential, mean = 2 min}" in flat(told.out)
    with (folder / "o" / "points.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["lines.999.patience"] for row in rows][2:4] == ["", ""]
    assert json.loads(rows[0]["lines.999.patience"]) == {"distribution": "exponential", "mean": "2 min"}


def test_long_names(folder: Path, call: Call):
    """A scenario with a very long name, and odd letters in it, has a folder, and goes on in it."""
    name = "Überlange 🚓 " * 30
    (folder / "long.toml").write_text(TINY.replace("Tiny hub", name), encoding="utf-8")
    words = ("sweep", "long.toml", "--vary", f"{HANDLERS}=1,2", *QUICK)
    first, second = call(*words), call(*words)
    assert first.status == second.status == 0
    assert first.out == second.out
    (place,) = (folder / "results").iterdir()
    assert len(place.name) < 100


def test_one_point(folder: Path, call: Call):
    """A sweep of a single point is a sweep; there is nothing to trade off."""
    told = call("sweep", "tiny.toml", "--vary", f"{HANDLERS}=2", *QUICK)
    assert told.status == 0
    assert told.err.splitlines()[0] == "1 point"
    assert "Frontier" not in told.out
    assert "1 point, 3 replications of each" in flat(told.out)


def test_no_point_left(folder: Path, call: Call):
    """Where rules drop every point, it is said which drops how many."""
    (folder / "my.toml").write_text(
        f'name = "Mine"\nscenario = "tiny.toml"\nonly = ["{HANDLERS} > 5"]\n[vary]\n"{HANDLERS}" = "1..3"\n', "utf-8"
    )
    told = call("sweep", "my.toml", *QUICK)
    assert (told.status, told.out) == (1, "")
    assert "no point is left of 3" in told.err


def test_neither_or_both(folder: Path, call: Call):
    """A scenario needs --vary, and a sweep file has none; each is told which."""
    (folder / "my.toml").write_text(f'name = "Mine"\nscenario = "tiny.toml"\n[vary]\n"{HANDLERS}" = "1..3"\n', "utf-8")
    told = call("sweep", "my.toml", "--vary", "days=1,2")
    assert (told.status, "a sweep file already says what to vary" in told.err) == (1, True)
    told = call("sweep", "tiny.toml")
    assert (told.status, "nothing varies; add, for example, --vary" in told.err) == (1, True)


def test_something_else_there(folder: Path, call: Call):
    """A folder that holds something else, or is a file, is refused before anything is simulated."""
    (folder / "mine").mkdir()
    (folder / "mine" / "notes.txt").write_text("x", encoding="utf-8")
    assert call("run", "tiny.toml", *QUICK[:4], "--no-figures", "--out", "run").status == 0
    for place in ("mine", "run", "tiny.toml"):
        told = call(*SWEEP, "--out", place)
        assert (told.status, told.out) == (1, "")
        assert place in told.err
        assert "name another folder with --out" in told.err
    assert (folder / "mine" / "notes.txt").read_text(encoding="utf-8") == "x"


def test_failing_points(folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch):
    """Points that fail are told with their error and exit 1, and the others have figures; they are tried again."""
    real = cells.run_all

    def failing(scenarios, *rest, **how):
        if any(one.groups["handlers"].headcount == 2 for one in scenarios):
            raise MemoryError("no room [for this]")
        return real(scenarios, *rest, **how)

    with monkeypatch.context() as patched:
        patched.setattr(cells, "run_all", failing)
        told = call(*SWEEP)
    assert told.status == 1
    assert "1 point failed. Run the same command to try again:" in told.out
    assert "1 (handlers.headcount = 2): no room [for this]" in told.out
    assert call(*SWEEP).status == 0


def test_a_full_disk(folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch):
    """A full disk is said in a line with how to go on: exit 1."""
    written = 0

    def full(_: int) -> None:
        nonlocal written
        written += 1
        if written > 2:
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(whole.os, "fsync", full)
        told = call(*SWEEP)
    assert (told.status, told.out) == (1, "")
    assert "a finished cell could not be written (No space left on device)" in told.err
    assert "Run the same command to continue" in told.err
    told = call(*SWEEP)
    assert (told.status, told.err.splitlines()) == (0, ["3 points", "done 1 of 3", "done 3 of 3"])


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@POSIX
def test_two_at_once(folder: Path, call: Call):
    """A second sweep into the folder is refused with what to do; killed, the first leaves no lock behind."""
    words = ("sweep", "tiny.toml", "--vary", f"{HANDLERS}=1..40", "--set", "days=9", "--no-figures", "--out", "mine")
    command = simcall_in(folder, *words, "--jobs", "2", "--replications", "40")
    with subprocess.Popen(**command, start_new_session=True) as first:
        deadline = time.monotonic() + 60
        while not list(folder.glob("mine/cells/*.json")) and time.monotonic() < deadline:
            time.sleep(0.01)
        first.send_signal(signal.SIGSTOP)  # so that it has not ended when the second begins
        told = call(*words, *QUICK[:4])
        os.killpg(first.pid, signal.SIGKILL)
    assert (told.status, told.out) == (1, "")
    assert "mine: another sweep is writing into it; wait for it to end, or name another folder with --out" in told.err
    assert call("sweep", "tiny.toml", "--vary", f"{HANDLERS}=1", *QUICK, "--out", "mine").status == 0


@POSIX
@pytest.mark.parametrize("how", [pytest.param(signal.SIGINT, marks=pytest.mark.long), signal.SIGKILL])
def test_processes_end_with_the_command(folder: Path, how: signal.Signals):
    """Processes that simulate for a large sweep end with it, whether it is interrupted or killed."""
    words = ("sweep", "tiny.toml", "--vary", f"{HANDLERS}=1..60", "--set", "days=365", "--no-figures", "--jobs", "2")
    command = simcall_in(folder, *words, "--replications", "12", "--out", "mine")
    with subprocess.Popen(**command, start_new_session=True) as process:
        started, deadline = psutil.Process(process.pid), time.monotonic() + 60
        while len(helpers := started.children(recursive=True)) < 4 and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(3)  # they have begun to work
        os.kill(process.pid, how)
        _, said = process.communicate(timeout=30)
    assert len(helpers) >= 2
    assert "Traceback" not in said.decode()
    gone, alive = psutil.wait_procs(helpers, timeout=20)
    assert (len(gone), alive) == (len(helpers), [])


def test_progress_and_notes_are_no_results(folder: Path, process: Process):
    """Progress and notes are on stderr, results on stdout, whatever letters the stream knows."""
    ended = process(*SWEEP, env={"PYTHONIOENCODING": "ascii"})
    assert ended.returncode == 0
    told = ended.stderr.decode().replace(
        "compiling the engine, once: up to half a minute", ""
    )  # by whoever comes first
    assert told.split() == ["3", "points", "done", "3", "of", "3"]
    assert b"Saved in" in ended.stdout
