from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simcall as sc
from simcall.api import load_sweep, sweep
from simcall.errors import ResultsError, ScenarioError, SimcallError
from simcall.files import program, whole
from simcall.files.own_folders import replace_files
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.studies.sweep import (
    Design,
    Settings,
    Standing,
    cache_key,
    cells,
    design_from_vary,
    design_of,
    listed,
    running,
    tasks,
)
from simcall.studies.sweep.cells import Request
from simcall.studies.sweep.points import Point
from simcall.studies.sweep.tasks import Task, Workers, cut, expected_work, on_this_machine
from tests.cli.calling import TINY
from tests.making import TWO_LINES, scenario

OFFICERS, GROWTH = "groups.officers.headcount", "lines.999.demand.growth"
VARY: dict[str, object] = {OFFICERS: [0, 1, 2], GROWTH: [1.0, 1.2]}
TABLES = ("table.csv", "table.parquet", "points.csv", "summary.json")
Write = Callable[[str, str], Path]


def hub() -> Scenario:
    """Return half a day of a small hub with two lines."""
    return scenario(TWO_LINES, {"days": 0.5})


def bytes_of(found: sc.Sweep, folder: Path) -> dict[str, bytes]:
    """Save a sweep, and return its tables."""
    found.save(folder, figures=False)
    return {name: (folder / name).read_bytes() for name in TABLES}


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the cells in a folder: a file that is written again is another."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (folder / "cells").iterdir()}


# How the work is cut --------------------------------------------------------------------------------------------------


def parts(points: int, demand: Callable[[int], str], work: float, workers: int) -> list[list[int]]:
    """Return the numbers of the points of each task."""
    every = [Point(number, {"days": number}) for number in range(points)]
    found = cut(every, {point.key: demand(point.number) for point in every}, work, workers)
    return [[point.number for point in task] for task in found]


@pytest.mark.parametrize("points", [1, 2, 3, 7, 99, 2000])
@pytest.mark.parametrize("work", [0.0, 1e3, 8e5, 2.4e6, 1e9])
@pytest.mark.parametrize("workers", [1, 2, 4, 64])
def test_every_point_is_in_one_task(points: int, work: float, workers: int) -> None:
    """Each point is in exactly one task; no task takes longer than some seconds or holds very many points."""
    found = parts(points, lambda number: "x", work, workers)
    assert sorted(number for task in found for number in task) == list(range(points))
    longest = max(map(len, found))
    assert longest == 1 or (longest <= 64 and longest * work <= 12e6 + work)


def test_tasks_come_out_even() -> None:
    """The tasks are as many as the workers, or some whole times that: all end at about the same time."""
    for points, workers in ((48, 2), (48, 4), (96, 4), (99, 4), (24, 4)):
        sizes = [len(task) for task in parts(points, lambda number: "x", 2.4e6, workers)]
        assert len(sizes) % workers == 0
        assert max(sizes) - min(sizes) <= 1


def test_the_same_callers_together() -> None:
    """Points with the same callers are in one task, so that these are drawn once."""
    found = parts(8, lambda number: "ab"[number % 2], 1e6, 2)
    assert found == [[0, 2, 4, 6], [1, 3, 5, 7]]


def test_short_cells_are_gathered() -> None:
    """Cells of a few milliseconds are not sent one by one: 2,000 of them are some tens of tasks."""
    assert len(parts(2000, str, 2e4, 4)) == 32


def test_work() -> None:
    """What a cell takes grows with its replications, and with a precision it is thought to take some times more."""
    one = expected_work(hub(), Request(1, 1, "kernel"))
    assert expected_work(hub(), Request(11, 1, "kernel")) > 5 * one - 100_000
    goal = running.goals_of(["999.asa+-1"], [hub()])
    assert expected_work(hub(), Request(10, 1, "kernel", goal, 1000)) > expected_work(hub(), Request(10, 1, "kernel"))
    capped = Request(10, 1, "kernel", goal, 10)
    assert expected_work(hub(), capped) == expected_work(hub(), Request(10, 1, "kernel"))


@pytest.mark.parametrize(("jobs", "points", "workers"), [(1, 5, 1), (2, 5, 2), (4, 3, 1), (4, 4, 4)])
def test_few_points_on_many_cores(jobs: int, points: int, workers: int) -> None:
    """Where there are fewer points than cores, these share the replications of each."""
    assert on_this_machine(jobs, points, 1e6).count == workers


# The same numbers however ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "changed"),
    [
        ({"jobs": 2}, {}),
        ({"jobs": 3, "engine": "reference"}, {}),
        ({"jobs": 8}, {}),  # fewer points than cores
        ({"jobs": 2}, {"_WORTH_PROCESSES": 0}),
        ({"jobs": 1}, {"_KEPT": 1}),
    ],
    ids=["threads", "reference", "replications", "processes", "made again"],
)
def test_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: dict[str, Any], changed: dict[str, int]):
    """Threads, processes, either engine, and scenarios that are made again when their turn comes: the same tables."""
    alone = bytes_of(sweep(hub(), VARY, replications=3, seed=5, jobs=1), tmp_path / "alone")
    for name, value in changed.items():
        monkeypatch.setattr(tasks if hasattr(tasks, name) else running, name, value)
    other = sweep(hub(), VARY, folder=tmp_path / "other", replications=3, seed=5, **how)
    assert bytes_of(other, tmp_path / "other") == alone


def test_order_of_ending_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks that end in another order give the same tables: each point's cell stands in the place of the point."""

    def backwards(jobs: int, points: int, work: float) -> Workers:
        return Workers(3, lambda some, request: (one for one in [*here.simulate(some, request)][::-1]))

    here = on_this_machine(1, 6, 1.0)
    alone = bytes_of(sweep(hub(), VARY, replications=2, jobs=1), tmp_path / "alone")
    monkeypatch.setattr(running, "on_this_machine", backwards)
    assert bytes_of(sweep(hub(), VARY, replications=2, jobs=1), tmp_path / "other") == alone


# Going on -------------------------------------------------------------------------------------------------------------


def test_finished_cells_stay(tmp_path: Path) -> None:
    """A sweep that is taken up again simulates what is missing, and no more: what is there is not even touched."""
    sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    before = files_of(tmp_path)
    for name in sorted(before)[::2]:
        (tmp_path / "cells" / name).unlink()
    seen: list[tuple[int, int]] = []
    sweep(
        hub(), VARY, folder=tmp_path, replications=2, jobs=1, progress=lambda now: seen.append((now.done, now.points))
    )
    after = files_of(tmp_path)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] == before[name]} == set(sorted(before)[1::2])
    assert (seen[0], seen[-1]) == ((3, 6), (6, 6))


def test_how_far_it_has_come(tmp_path: Path) -> None:
    """It tells what is done, handed out and failed, of a sweep that goes on too; time left once there is a pace."""
    calls = "lines.101.demand.calls_per_day"
    design = Design("failing", hub(), (), listed([{calls: 250.0}, {calls: 1e7, "days": 1000.0}, {calls: 300.0}]).points)
    seen: list[Standing] = []
    sweep(design, folder=tmp_path, replications=2, jobs=1, progress=seen.append)
    assert (seen[0], seen[-1]) == (Standing(0, 3), Standing(3, 3, 0, 1, 0.0))
    assert all(one.done + one.running <= one.points for one in seen)
    assert any(one.running for one in seen)
    assert all((one.left_s is None) == (one.done == 0) for one in seen)
    seen.clear()
    sweep(design, folder=tmp_path, replications=2, jobs=1, progress=seen.append)
    assert [(one.done, one.failed) for one in seen] == [(2, 0), (2, 0), (3, 1)]


def test_totals_stay_on_disk(tmp_path: Path) -> None:
    """Cells of a folder hold no totals in memory, which would grow with their number, and give them all the same."""
    kept, held = (sweep(hub(), VARY, folder=at, replications=3, jobs=1) for at in (tmp_path / "x", None))
    figure = Figure("999", "answered_in_target")
    for there, here in zip(kept.cells, held.cells, strict=True):
        assert "totals" not in there.document
        assert there.whole() == here.document
        assert np.array_equal(there.totals(figure), here.totals(figure))
    shutil.rmtree(tmp_path / "x")
    with pytest.raises(ResultsError, match=r"there is no such file.*; remove this file and run the sweep again"):
        kept.cells[0].totals(figure)


def test_nothing_to_do_needs_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all is there, no worker is asked for, and no scheduler."""
    first = sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)

    def nobody(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(running, "on_this_machine", nobody)
    monkeypatch.setattr(running, "on_cluster", nobody)
    again = sweep(hub(), VARY, folder=tmp_path, replications=2, scheduler="tcp://127.0.0.1:1")
    assert again.rows() == first.rows()


def test_each_task_is_kept_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a later task is interrupted, the cells of those before it are on the disk."""
    real = on_this_machine(1, 6, 1.0)

    def stopped(some: Sequence[Task], request: Request) -> Any:
        for place, done in enumerate(real.simulate(some, request)):
            if place == 1:
                raise KeyboardInterrupt
            yield done

    monkeypatch.setattr(running, "on_this_machine", lambda *_: Workers(3, stopped))
    with pytest.raises(KeyboardInterrupt):
        sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    assert len(files_of(tmp_path)) == 2
    monkeypatch.undo()
    again = sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    alone = sweep(hub(), VARY, replications=2, jobs=1)
    assert again.rows() == alone.rows()


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full in the middle, the sweep ends with that; with room again it goes on from what was done."""
    written = 0
    fsync = whole.os.fsync

    def full(descriptor: int) -> None:
        nonlocal written
        written += 1
        if written > 4:  # the manifest and three cells
            raise OSError(28, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(whole.os, "fsync", full)
    with pytest.raises(ResultsError, match="No space left on device"):
        sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    monkeypatch.undo()
    before = files_of(tmp_path)
    assert len(before) == 3
    again = sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    assert {name: file for name, file in files_of(tmp_path).items() if name in before} == before
    assert again.rows() == sweep(hub(), VARY, replications=2, jobs=1).rows()


def test_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written is flushed to the disk before it has its name, so that power may fail at any moment."""
    said: list[str] = []
    fsync, replace = whole.os.fsync, Path.replace

    def flushed(descriptor: int) -> None:
        said.append("flushed")
        fsync(descriptor)

    def named(self: Path, target: Path) -> Path:
        said.append("named")
        return replace(self, target)

    monkeypatch.setattr(whole.os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", named)
    sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1).save(tmp_path, figures=False)
    assert said == ["flushed", "named"] * (1 + 6 + 1 + (1 + 4 + 1))  # the manifest names the tables before and after


KILLED = """
import json, os, signal, sys, warnings
from pathlib import Path
import pandas, pyarrow.parquet  # before the fork, and in one thread
import simcall.cli.sweep
from simcall.cli import main
warnings.simplefilter("ignore")
TABLES = ("table.csv", "table.parquet", "points.csv", "summary.json")
words = ["sweep", "tiny.toml", "--vary", "groups.handlers.headcount=1..2", "--replications", "2", "--jobs", "1"]
def call(folder):
    sys.stderr = sys.stdout = open(os.devnull, "w")
    try:
        main([*words, "--no-figures", "--out", folder])
    except SystemExit as left:
        return left.code or 0

printed = sys.stdout
call("first")  # what this loads and works out, the forks have
sys.stdout = printed

def command(folder, dies_at=None, after=False):
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    replace, done = Path.replace, 0
    def killed(self, target):
        nonlocal done
        done += 1
        if done == dies_at and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(self, target)
        if done == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
    Path.replace = killed
    os._exit(call(folder))

def contents(folder):
    return {name: (Path(folder) / name).read_bytes() for name in TABLES}

def cells(folder):
    return {path.name: path.stat().st_ino for path in Path(folder).glob("cells/*.json")}

assert command("whole") == 0
before, wrong, dies_at, status = contents("whole"), [], 0, None
while status != 0:
    dies_at += 1
    for after in (False, True):
        folder = f"killed-{dies_at}-{after}"
        status = command(folder, dies_at, after)
        if status != 0:
            there = cells(folder)
            again = command(folder)
            right = again == 0 and contents(folder) == before and there.items() <= cells(folder).items()
            left = [str(path) for path in Path(folder).rglob(".new-*")]
            if status != signal.SIGKILL or not right or left:
                wrong.append([dies_at, after, status, again, left])
print(json.dumps([dies_at - 1, wrong]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX")
def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Killed (SIGKILL) before or after any file has its name, a sweep that is taken up ends with the same bytes."""
    (tmp_path / "tiny.toml").write_text(TINY, encoding="utf-8")
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
    command = [sys.executable, "-c", KILLED]
    ended = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    moments, wrong = json.loads(ended.stdout)
    assert wrong == []
    assert moments == 1 + 2 + 1 + 1 + len(TABLES) + 1  # the manifest, two cells, and the tables between manifests


# Something else -------------------------------------------------------------------------------------------------------


def test_another_version_is_not_mixed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells of another version of a library, or of another text of simcall, are counted and done anew."""
    sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    kept = files_of(tmp_path)
    versions = cache_key.program()
    versions["versions"]["numpy"] = "0.1"
    monkeypatch.setattr(cache_key, "program", lambda: versions)
    assert sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1).others == 6
    monkeypatch.undo()
    monkeypatch.setattr(cache_key, "source", lambda *_: "changed")
    assert sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1).others == 12
    monkeypatch.undo()
    found = sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    assert found.others == 12
    assert {name: file for name, file in files_of(tmp_path).items() if name in kept} == kept


def test_a_commit_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The revision of a checkout is no part of a cell's name: its own text is."""
    before = cache_key.made_with()
    monkeypatch.setattr(cache_key, "program", lambda: {**program.program(), "revision": "another"})
    assert cache_key.made_with() == before
    assert before["source"] == cache_key.source()


def test_a_changed_file_is_noticed(tmp_path: Path, write: Write) -> None:
    """When the scenario file, or a file that a value names, has changed, its points are done anew, and no others."""
    hours = "day,from,headcount\n" + "".join(
        f"{day},00:00,{{}}\n" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    )
    write("one.csv", hours.format(*[1] * 7))
    write("two.csv", hours.format(*[2] * 7))
    vary = ["groups.officers.headcount_profile=one.csv, two.csv", "days=1"]

    def again() -> sc.Sweep:
        return sweep(design_from_vary("hub.toml", vary), folder="out", replications=2, jobs=1)

    again()
    before = files_of(Path("out"))
    write("two.csv", hours.format(*[3] * 7))
    assert again().others == 1
    assert before.items() < files_of(Path("out")).items()
    text = Path("hub.toml").read_text(encoding="utf-8")
    write("hub.toml", "# a comment changes nothing\n" + text)
    assert again().others == 1
    write("hub.toml", text.replace('mean = "20 min"', 'mean = "19 min"'))
    assert again().others == 3


def test_tables_of_another_sweep_go(tmp_path: Path) -> None:
    """When something else is swept into a folder, the tables and pictures of what was there do not stay beside it."""
    sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1).save(tmp_path)
    assert set(TABLES) | {"figures"} <= {path.name for path in tmp_path.iterdir()}
    pictures = set((tmp_path / "figures").iterdir())
    sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    assert set(TABLES) <= {path.name for path in tmp_path.iterdir()}
    assert set((tmp_path / "figures").iterdir()) == pictures
    sweep(hub(), VARY, folder=tmp_path, replications=2, seed=9, jobs=1)
    assert not set(TABLES) & {path.name for path in tmp_path.iterdir()}
    assert list((tmp_path / "figures").iterdir()) == []


def test_pictures_of_this_sweep_alone(tmp_path: Path) -> None:
    """Pictures that a sweep does not draw any more are removed when it is drawn; those of the user stay."""
    found = sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    fresh = tmp_path / "fresh" / "figures"
    fresh.mkdir(parents=True)
    (fresh / "old.png").write_bytes(b"")
    replace_files(tmp_path, fresh.parent)
    (tmp_path / "figures" / "mine.png").write_bytes(b"mine")
    found.save(tmp_path)
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    assert ("old.png" in names, "mine.png" in names) == (False, True)


# Failures -------------------------------------------------------------------------------------------------------------


def test_failures_are_kept_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A point that fails has its error in its cell, and the rest goes on; the next run tries it again, and it alone."""
    real = cells.run_all

    def failing(scenarios: Sequence[Scenario], *rest: Any, **how: Any) -> Any:
        if any(one.groups["officers"].headcount == 1 for one in scenarios):
            raise MemoryError("no room")
        return real(scenarios, *rest, **how)

    monkeypatch.setattr(cells, "run_all", failing)
    found = sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    assert [(cell.point.values[OFFICERS], cell.error) for cell in found.failed] == [(1, "no room")] * 2
    assert sum(1 for path in (tmp_path / "cells").iterdir() if "no room" in path.read_text(encoding="utf-8")) == 2
    before = files_of(tmp_path)
    monkeypatch.undo()
    mended = sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    assert mended.failed == ()
    assert sum(before[name] == file for name, file in files_of(tmp_path).items()) == 4
    assert mended.rows() == sweep(hub(), VARY, replications=2, jobs=1).rows()


def test_all_fail(tmp_path: Path) -> None:
    """When all points fail, also the one by which the work is cut, each has its error and there is a table of none."""
    vary: dict[str, object] = {"lines.999.demand.calls_per_day": [9e6, 1e7], "days": [2000.0]}
    found = sweep(hub(), vary, folder=tmp_path, replications=2, jobs=1)
    assert len(found.failed) == 2
    assert all("memory" in str(cell.error) for cell in found.failed)
    found.save(tmp_path)
    assert (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()[1:] == []
    assert found.to_frame().empty
    assert (found.aims, found.frontier(), found.dominated()) == ((), (), {})
    assert [cell.error for cell in load_sweep(tmp_path).failed] == [cell.error for cell in found.failed]


def test_work_that_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no point can be laid on the calendar, the sweep goes on, and each point has its error."""

    def broken(*_: Any) -> Any:
        raise ScenarioError([])

    monkeypatch.setattr(running, "expected_work", broken)
    assert sweep(hub(), VARY, replications=2, jobs=1).failed == ()


def test_wrong_points_are_refused_first(tmp_path: Path) -> None:
    """A point that is no scenario is told of before anything is simulated or written."""
    with pytest.raises(ScenarioError, match="-1 is out of range"):
        sweep(hub(), {OFFICERS: [1, -1]}, folder=tmp_path / "new", replications=2)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((hub(),), "nothing varies; for example"),
        ((hub(), {}), "nothing varies; for example"),
        ((design_of(hub(), VARY), VARY), "a design already says what to vary"),
        ((hub(), {"groups.nobody.headcount": [1]}), "nobody"),
    ],
)
def test_what_makes_no_sense(arguments: tuple[Any, ...], said: str) -> None:
    """What cannot be a sweep is refused in a sentence."""
    with pytest.raises(SimcallError, match=said):
        sweep(*arguments)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"replications": 0}, "0 replications"),
        ({"seed": -1}, "seed -1"),
        ({"jobs": 0}, "0 jobs"),
        ({"engine": "steam"}, "there is no engine"),
        ({"until": ["999.asa"]}, "half the width"),
        ({"until": ["999.asa+-1"], "max_replications": 5}, "raise max_replications"),
    ],
)
def test_requests_that_make_no_sense(how: dict[str, Any], said: str, tmp_path: Path) -> None:
    """What `run` refuses is refused before anything is made or written."""
    with pytest.raises(SimcallError, match=said):
        sweep(hub(), VARY, folder=tmp_path / "new", **how)
    assert not (tmp_path / "new").exists()


# Reading it again -----------------------------------------------------------------------------------------------------


def test_loaded_as_it_was(tmp_path: Path) -> None:
    """A sweep that is read from its folder gives the same tables and the same scenarios."""
    found = sweep(hub(), VARY, folder=tmp_path / "a", replications=3, seed=4, jobs=1, until=["999.asa+-500"])
    loaded = load_sweep(tmp_path / "a")
    assert bytes_of(loaded, tmp_path / "b") == bytes_of(found, tmp_path / "a")
    assert (loaded.request, loaded.paths, loaded.names) == (found.request, found.paths, found.names)
    for one, other in zip(found.cells, loaded.cells, strict=True):
        scenarios = found.design.scenario_of(one.point), loaded.design.scenario_of(other.point)
        assert scenarios[0].fingerprint() == scenarios[1].fingerprint()


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("start", [date(2024, 2, 5), datetime(2024, 2, 6, 12)]),
        ("lines.101.patience", [{"mean": "2 min", "distribution": "exponential"}, None]),
        ("lines.101.demand.profile", ["flat", [1, 2, 3, 4, 5, 6, 7]]),
        ("lines.101.demand.growth", [1, 1.1, 1 / 3]),
        ("groups.handlers.reserve", [{"101": 1}, {"101": 2}]),
        ("groups.officers", [{"lines": ["101", "999"], "headcount": 1, "handling_factor": 1.25}]),
        ("description", ["x" * 200, 'naïve,\nand "more", ≥ 1']),
    ],
)
def test_values_survive(tmp_path: Path, path: str, values: list[object]) -> None:
    """A value of any kind is the same when it is read from the folder: the point, its scenario and its name."""
    found = sweep(hub(), {path: values}, folder=tmp_path / "a", replications=1, jobs=1)
    loaded = load_sweep(tmp_path / "a")
    for one, other in zip(found.cells, loaded.cells, strict=True):
        assert one.point.key == other.point.key
        assert found.design.scenario_of(one.point) == loaded.design.scenario_of(other.point)
    assert bytes_of(loaded, tmp_path / "b") == bytes_of(found, tmp_path / "a")


def test_loaded_without_its_files(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was in files that values name is in the folder: it is as it was elsewhere, and after they have changed."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    rows = "day,from,headcount\n" + "".join(f"{day},00:00,2\n" for day in days)
    write("staff/one.csv", rows)
    vary: dict[str, object] = {
        "groups.officers": [{"lines": ["999"], "headcount_profile": "staff/one.csv"}],
        "days": [1.0],
    }
    found = sweep(design_of(sc.load("hub.toml"), vary), folder="out", replications=2, jobs=1)
    write("staff/one.csv", rows.replace("2", "5"))
    monkeypatch.chdir(tmp_path / "staff")
    loaded = load_sweep("../out")
    again = loaded.design.scenario_of(loaded.cells[0].point)
    assert again.fingerprint() == found.design.scenario_of(found.cells[0].point).fingerprint()
    assert again.groups["officers"].headcount_profile == (2,) * 7
    assert sc.best(loaded, "999.asa >= 0", jobs=1).chosen is not None


def test_rosters_are_read_again(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A roster is read anew for the best point: one that has changed since, or simcall itself, is not mixed in."""
    rows = "person,date,start,end\nP1,2024-02-05,07:00,15:00\n"
    write("one.csv", rows)
    vary: dict[str, object] = {"groups.officers.roster": ["one.csv"], "days": [1.0]}
    sweep(design_of(sc.load("hub.toml"), vary), folder="out", replications=2, jobs=1)
    assert sc.best(load_sweep("out"), "999.asa >= 0", jobs=1).chosen is not None
    write("one.csv", rows.replace("15:00", "19:00"))
    with pytest.raises(SimcallError, match="is not what was swept: simcall has changed since, or a file"):
        sc.best(load_sweep("out"), "999.asa >= 0", jobs=1)
    write("one.csv", rows)
    monkeypatch.setattr(cache_key, "source", lambda *_: "changed")
    with pytest.raises(SimcallError, match="is not what was swept"):
        sc.best(load_sweep("out"), "999.asa >= 0", jobs=1)


def test_unfinished(tmp_path: Path) -> None:
    """A sweep that is not finished is read as far as it is; the others say so, and are not written as failures."""
    sweep(hub(), VARY, folder=tmp_path, replications=2, jobs=1)
    gone = sorted((tmp_path / "cells").iterdir())[:2]
    for path in gone:
        path.unlink()
    loaded = load_sweep(tmp_path)
    assert len(loaded.failed) == 2
    assert all("not simulated yet" in str(cell.error) and not cell.is_done for cell in loaded.failed)
    assert len({row[0] for row in loaded.rows()}) == 4
    loaded.save(tmp_path, figures=False)
    assert not any(path.exists() for path in gone)
    seen: list[tuple[int, int]] = []
    sweep(
        hub(), VARY, folder=tmp_path, replications=2, jobs=1, progress=lambda now: seen.append((now.done, now.points))
    )
    assert seen[0] == (4, 6)


def test_saved_without_a_folder(tmp_path: Path) -> None:
    """A sweep that was kept in memory is saved whole: it may be read, saved again and gone on with from there."""
    found = sweep(hub(), VARY, replications=2, jobs=1)
    first = bytes_of(found, tmp_path / "out")
    assert bytes_of(found, tmp_path / "out") == first
    assert bytes_of(load_sweep(tmp_path / "out"), tmp_path / "again") == first
    before = files_of(tmp_path / "out")
    sweep(hub(), VARY, folder=tmp_path / "out", replications=2, jobs=1)
    assert files_of(tmp_path / "out") == before


def test_not_saved_into_something_else(tmp_path: Path) -> None:
    """A folder that holds something else, or where another sweep is writing, is refused by `save` too."""
    found = sweep(hub(), VARY, replications=2, jobs=1)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ResultsError, match="holds something that is not a sweep's"):
        found.save(tmp_path / "mine")
    with running.CellStore(tmp_path / "other", lambda _: None), pytest.raises(ResultsError, match="another sweep"):
        found.save(tmp_path / "other")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "holds no manifest.json, so it is not a folder of results; simcall sweep FILE --out .* makes one"),
        ("{", "is not JSON .* make the results again"),
        ("[]", "is not what simcall writes"),
        ('{"written_by": "simcall", "kind": "run"}', 'holds results of the kind "run"'),
        ('{"written_by": "simcall", "kind": "sweep"}', "schema is missing"),
        ('{"written_by": "simcall", "kind": "sweep", "schema": 1, "base": {}}', "seed is missing"),
    ],
)
def test_folders_that_are_none(tmp_path: Path, text: str | None, said: str) -> None:
    """What is not a sweep's folder, or cannot be read, is refused in a sentence that names it."""
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ResultsError, match=said) as refused:
        load_sweep(tmp_path)
    assert str(tmp_path) in str(refused.value)


def test_the_manifest(tmp_path: Path) -> None:
    """The manifest says what was swept, how, and with which versions, so that it can be made again."""
    design = design_of(hub(), VARY, only=[f"{OFFICERS} < 2"])
    sweep(design, folder=tmp_path, replications=2, jobs=1)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["base_sha256"] == hub().fingerprint()
    assert (manifest["replications"], manifest["seed"], manifest["dropped"]) == (2, 1, {f"{OFFICERS} < 2": 2})
    assert [list(point["values"]) for point in manifest["points"]] == [[OFFICERS, GROWTH]] * 4
    assert {point["cell"] + ".json" for point in manifest["points"]} == set(files_of(tmp_path))
    assert "numpy" in manifest["versions"]


def test_settings_of_a_design(tmp_path: Path) -> None:
    """A design's own replications and seed hold, unless others are asked for."""
    design = replace(design_of(hub(), {OFFICERS: [1]}), settings=Settings(3, 7))
    assert isinstance(design, Design)
    asked = sweep(design, jobs=1).request
    assert (asked.replications, asked.seed) == (3, 7)
    asked = sweep(design, replications=2, seed=0, jobs=1).request
    assert (asked.replications, asked.seed) == (2, 0)
    asked = sweep(replace(design, settings=Settings(None, 0)), replications=1, jobs=1).request
    assert asked.seed == 0
