"""The results folder as the command line writes it."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simcall.cli.run
from simcall.scenario import load
from tests.cli.calling import QUICK, Call, everything_in

TABLES = {"manifest.json", "summary.json", "summary.csv", "by_hour_of_week.csv"}
FIGURES = {
    *("abandonment_by_hour_of_week", "answer_times", "answered_in_target_by_hour_of_week", "demand_and_staff"),
    *("abandonment_week_map", "answered_in_target_week_map", "queue"),
}


def read_json(path: Path) -> dict:
    """Read a JSON file in UTF-8."""
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if anything is simulated."""
    monkeypatch.setattr(simcall.cli.run, "run", lambda *_args, **_rest: pytest.fail("it was simulated"))


def test_default_place(call: Call, folder: Path):
    """Without --out a run is saved in results/<slug of its name> under the current folder, and nowhere else."""
    told = call("run", "tiny.toml", *QUICK, "--set", 'name="Nacht: Köln / 999?"')
    assert told.status == 0
    there = set(everything_in(folder)) - {"tiny.toml"}
    slug = "results/nacht-koln-999"
    assert there == {"results", slug, *(f"{slug}/{name}" for name in TABLES)}


PLACES = ["mine", "with blanks/ünï 🚓/", "a/b/c", "./mine/.", "other/../mine", "-x", "[red]"]


@pytest.mark.parametrize("place", PLACES)
def test_any_place(call: Call, folder: Path, place):
    """--out takes any folder, there or not, with blanks, in any script, in folders that are not there yet."""
    told = call("run", "tiny.toml", *QUICK, f"--out={place}")
    assert (told.status, told.err.splitlines()[-1]) == (0, "simulated 2 of 2")
    assert {path.name for path in (folder / place).resolve().iterdir()} == TABLES
    assert not (folder / "results").exists()


def test_the_current_folder(call: Call, folder: Path, monkeypatch):
    """`--out .` fills the empty folder that one stands in: it stays the same folder, and can be run in again."""
    here = folder / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    number = here.stat().st_ino
    for _ in range(2):
        assert call("run", "../tiny.toml", *QUICK, "--out", ".").status == 0
        assert {path.name for path in here.iterdir()} == TABLES
    assert here.stat().st_ino == number


def test_through_a_link(call: Call, folder: Path):
    """A link to a folder stays a link: the results go where it points."""
    (folder / "far").mkdir()
    (folder / "link").symlink_to("far")
    assert call("run", "tiny.toml", *QUICK, "--out", "link").status == 0
    assert (folder / "link").is_symlink()
    assert {path.name for path in (folder / "far").iterdir()} == TABLES


def test_a_second_run_replaces_the_first(call: Call, folder: Path):
    """A second run leaves nothing of the first: no picture, no record, no temporary folder."""
    assert call("run", "tiny.toml", "--replications", "2", "--jobs", "1", "--records").status == 0
    before = set(everything_in(folder))
    assert call("run", "tiny.toml", *QUICK, "--seed", "2").status == 0
    after = set(everything_in(folder))
    mine = folder / "results" / "tiny-hub"
    assert {path.name for path in mine.iterdir()} == TABLES
    assert before - after == {path for path in before if "figures" in path or "records" in path}
    assert read_json(mine / "manifest.json")["seed"] == 2


def test_figures_and_records(call: Call, folder: Path):
    """Figures are PNG and SVG; --records gives Parquet in which each attempt of a replication is one row."""
    words = ("--replications", "2", "--jobs", "1", "--records", "--json", "--set", "warm_up=1 day")
    document = json.loads(call("run", "tiny.toml", *words).out)
    mine = folder / "results" / "tiny-hub"
    assert {path.name for path in (mine / "figures").iterdir()} == {
        f"{name}.{kind}" for name in FIGURES for kind in ("png", "svg")
    }
    for path in (mine / "figures").iterdir():
        start = path.read_bytes()[:300]
        assert start.startswith(b"\x89PNG") if path.suffix == ".png" else b"<svg" in start or b"<?xml" in start
        assert path.stat().st_size > 5000
    tables = [pd.read_parquet(path) for path in sorted((mine / "records").iterdir())]
    assert [set(table["replication"]) for table in tables] == [{0}, {1}]
    measured = np.mean([(~table["in_warm_up"]).sum() for table in tables])
    assert measured == document["lines"]["999"]["offered"]["mean"]
    # The same callers ring if the warm-up is measured too.
    whole = ("--set", "start=2024-02-04", "--set", "days=2", "--set", "warm_up=0 s")
    longer = json.loads(call("run", "tiny.toml", *QUICK, "--json", *whole).out)
    assert np.mean([len(table) for table in tables]) == longer["lines"]["999"]["offered"]["mean"]


def test_no_numbers_or_names_of_callers_in_records(call: Call, folder: Path):
    """Records hold the columns of a phone system's export and nothing that could be a caller's name or number."""
    call("run", "tiny.toml", *QUICK, "--records")
    table = pd.read_parquet(folder / "results" / "tiny-hub" / "records" / "replication-0000.parquet")
    assert {"caller", "attempt", "line", "offered", "answered", "outcome", "wait_s", "group"} <= set(table.columns)
    assert np.issubdtype(table["caller"].dtype, np.integer)


def test_manifest(call: Call, folder: Path):
    """The manifest holds the scenario as it was run, its hash, the seed, the versions, the revision and run time."""
    call("run", "tiny.toml", *QUICK, "--seed", "7", "--set", "days=2")
    manifest = read_json(folder / "results" / "tiny-hub" / "manifest.json")
    scenario = load("tiny.toml", ["days=2"])
    assert manifest["scenario"] == scenario.document()
    assert manifest["scenario"]["days"] == 2
    assert manifest["scenario_sha256"] == scenario.fingerprint()
    assert (manifest["seed"], manifest["replications"], manifest["engine"]) == (7, 2, "kernel")
    assert {"python", "simcall", "numpy"} <= set(manifest["versions"])
    assert manifest["revision"] is None or len(manifest["revision"].rstrip("+")) == 40
    assert manifest["run_time_s"] >= 0
    assert str(folder) not in json.dumps(manifest)


def test_tables(call: Call, folder: Path):
    """summary.json is what --json prints; the CSV files hold each measure once, and each hour that the span covers."""
    out = call(
        "run", "tiny.toml", *QUICK, "--json", "--set", "days=7", "--set", "lines.999.demand.calls_per_day=40"
    ).out
    mine = folder / "results" / "tiny-hub"
    assert (mine / "summary.json").read_text(encoding="utf-8") == out
    document = json.loads(out)
    summary = pd.read_csv(mine / "summary.csv", dtype={"name": "str"}).set_index(["of", "name", "measure"])
    assert summary.index.is_unique
    for measure, found in document["lines"]["999"].items():
        for bound, value in found.items():
            written = summary.loc[("line", "999", measure), bound]
            assert (value is None and np.isnan(written)) or written == pytest.approx(value, rel=1e-9)
    assert summary["definition"].notna().all()
    hours = pd.read_csv(mine / "by_hour_of_week.csv", dtype={"name": "str"})
    counts = hours.groupby(["of", "name", "measure"]).size()
    assert set(counts) == {168}
    assert len(counts) == len(document["lines"]["999"]) + len(document["groups"]["handlers"])
    offered = hours.query("of == 'line' and measure == 'offered'")["mean"].sum()
    assert offered == pytest.approx(document["lines"]["999"]["offered"]["mean"])


def test_a_day_has_its_own_hours_only(call: Call, folder: Path):
    """A span of one Monday fills the 24 hours of Monday."""
    call("run", "tiny.toml", *QUICK)
    hours = pd.read_csv(folder / "results" / "tiny-hub" / "by_hour_of_week.csv")
    assert set(hours["day"]) == {"Mon"}
    assert set(hours["hour_of_week"]) == set(range(24))


def test_a_foreign_folder_is_refused_before_any_simulation(call: Call, folder: Path, untouched):
    """A folder that holds something else is named with it, refused before the work, and left as it is."""
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.docx").write_text("years of work", encoding="utf-8")
    before = everything_in(folder)
    for place in ("mine", ".", str(folder), ""):
        told = call("run", "tiny.toml", "--out", place)
        assert (told.status, told.out) == (1, "")
        assert "--out" in told.err
        assert "Traceback" not in told.err
    assert everything_in(folder) == before


def test_a_place_that_one_may_not_look_into(call: Call, folder: Path, untouched, monkeypatch):
    """A folder that one may not look into is refused before the work in one plain line, not called our own fault."""

    def forbidden(*_args, **_rest):
        raise PermissionError(errno.EACCES, "Permission denied", "locked/mine")

    (folder / "locked" / "mine").mkdir(parents=True)
    monkeypatch.setattr(Path, "exists", forbidden)
    monkeypatch.setattr(Path, "is_dir", forbidden)
    monkeypatch.setattr(Path, "iterdir", forbidden)
    told = call("run", "tiny.toml", "--out", "locked/mine")
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith("locked/mine: ")


IMPOSSIBLE = ["tiny.toml", "tiny.toml/x", "dangling", "x" * 300]


@pytest.mark.parametrize("place", IMPOSSIBLE, ids=["file", "under a file", "dangling link", "too long"])
def test_an_impossible_place_is_refused_before_any_simulation(call: Call, folder: Path, untouched, place):
    """A place where no folder can be is refused before the work, in one plain line that says what to do."""
    (folder / "dangling").symlink_to("nowhere/at/all")
    before = everything_in(folder)
    told = call("run", "tiny.toml", "--out", place)
    assert (told.status, told.out) == (1, "")
    assert len(told.err.splitlines()) == 1
    assert "simcall itself has failed" not in told.err
    assert "--out" in told.err
    assert everything_in(folder) == before


STRANGERS = {"figures/my-annotated.png": b"\x89PNG mine", "report.md": b"# my own notes\n"}


def test_strangers_files_survive_ten_reruns(call: Call, folder: Path):
    """What simcall has not written stays as it is beside the results, whatever it is called."""
    assert call("run", "tiny.toml", *QUICK).status == 0
    results = folder / "results" / "tiny-hub"
    (results / "figures").mkdir(exist_ok=True)
    for name, content in STRANGERS.items():
        (results / name).write_bytes(content)
    for seed in range(10):
        assert call("run", "tiny.toml", *QUICK, "--seed", str(seed)).status == 0
        assert {name: (results / name).read_bytes() for name in STRANGERS} == STRANGERS
    assert not list(folder.glob("results/.*"))


def test_a_report_that_somebody_changed_survives(call: Call, folder: Path):
    """Simcall removes the report on earlier results, but not one that somebody has changed."""
    results = folder / "results" / "tiny-hub"
    assert call("run", "tiny.toml", *QUICK).status == 0
    for form in ("html", "md", "xlsx"):
        assert call("report", str(results), "--format", form).status == 0
    changed = (results / "report.md").read_text("utf-8") + "\nA note of mine.\n"
    (results / "report.md").write_text(changed, "utf-8")
    assert call("run", "tiny.toml", *QUICK, "--seed", "2").status == 0
    assert not (results / "report.html").exists()
    assert not (results / "report.xlsx").exists()
    assert (results / "report.md").read_text("utf-8") == changed
