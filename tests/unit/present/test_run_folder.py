"""The results folder."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

import simcall as sc
from simcall.files.folder_names import folder_name
from simcall.present.folders import run as run_folder

FILES = ["by_hour_of_week.csv", "manifest.json", "summary.csv", "summary.json"]


def names(folder) -> list[str]:
    """Return what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_files(two_days, tmp_path):
    """Saving writes the tables and the manifest, in a folder that is made, and leaves nothing else behind."""
    folder = tmp_path / "results" / "mine"
    assert two_days.save(folder, figures=False) == folder
    assert names(folder) == FILES
    assert names(folder.parent) == ["mine"]
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == two_days.document()


def test_tables(two_days, tmp_path):
    """The CSV files hold the summary, and every measure by hour of the week."""
    two_days.save(tmp_path / "mine", figures=False)
    summary = pd.read_csv(tmp_path / "mine" / "summary.csv", dtype={"name": str})
    assert summary["mean"].tolist() == pytest.approx(two_days.summary()["mean"].tolist(), rel=1e-9, nan_ok=True)
    by_hour = pd.read_csv(tmp_path / "mine" / "by_hour_of_week.csv", dtype={"name": str})
    offered = by_hour[(by_hour["name"] == "999") & (by_hour["measure"] == "offered")]
    assert offered["mean"].sum() == pytest.approx(two_days.lines["999"].offered.mean)
    assert offered["day"].unique().tolist() == ["Mon", "Sat", "Sun"]
    assert b"\r" not in (tmp_path / "mine" / "summary.csv").read_bytes()


def test_manifest(two_days, tmp_path):
    """The manifest says what made the results: the scenario and its hash, seed, replications, engine and versions."""
    two_days.save(tmp_path / "mine", figures=False)
    manifest = json.loads((tmp_path / "mine" / "manifest.json").read_text(encoding="utf-8"))
    scenario = two_days.blueprint.scenario
    assert sc.Scenario.from_document(manifest["scenario"]).fingerprint() == manifest["scenario_sha256"]
    assert manifest["scenario_sha256"] == scenario.fingerprint()
    assert (manifest["seed"], manifest["replications"], manifest["engine"]) == (4, 3, "kernel")
    assert manifest["versions"]["simcall"] == sc.__version__
    assert {"revision", "run_time_s"} <= manifest.keys()


def test_records_as_parquet(two_days, tmp_path):
    """With records, each replication's table is a Parquet file that reads back the same."""
    two_days.save(tmp_path / "mine", figures=False, records=True)
    files = sorted((tmp_path / "mine" / "records").iterdir())
    assert [file.name for file in files] == [f"replication-000{i}.parquet" for i in range(3)]
    back = pd.read_parquet(files[1])
    assert (back.pop("replication") == 1).all()
    assert back["offered"].tolist() == two_days.records(1)["offered"].tolist()
    assert back["answer_time_s"].equals(two_days.records(1)["answer_time_s"])


def test_saving_again_replaces(two_days, tmp_path):
    """A second save replaces all of the first: files that it does not write are gone."""
    folder = tmp_path / "mine"
    two_days.save(folder, figures=False, records=True)
    (folder / "summary.csv").write_text("old", encoding="utf-8")
    two_days.save(folder, figures=False)
    assert names(folder) == FILES
    assert (folder / "summary.csv").read_text(encoding="utf-8") != "old"
    assert names(tmp_path) == ["mine"]


def test_an_empty_folder_is_taken(two_days, tmp_path):
    """A folder with nothing in it is as good as none."""
    (tmp_path / "mine").mkdir()
    two_days.save(tmp_path / "mine", figures=False)
    assert names(tmp_path / "mine") == FILES


def test_a_foreign_file_alone_is_refused(two_days, tmp_path):
    """A folder that holds something else and no results is refused, by name, and left as it was."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.docx").write_text("do not lose me", encoding="utf-8")
    with pytest.raises(sc.ResultsError, match=r"thesis\.docx"):
        two_days.save(folder, figures=False)
    assert names(folder) == ["thesis.docx"]
    assert names(tmp_path) == ["mine"]


def test_results_without_a_manifest_are_refused(two_days, tmp_path):
    """Files that are named as ours but have no manifest beside them may be somebody else's: refused."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "summary.csv").write_text("a,b", encoding="utf-8")
    with pytest.raises(sc.ResultsError, match=r"summary\.csv"):
        two_days.save(tmp_path / "mine", figures=False)
    assert (tmp_path / "mine" / "summary.csv").read_text(encoding="utf-8") == "a,b"


@pytest.mark.parametrize("text", ['{"name": "My web app", "icons": []}', "not JSON"], ids=["a web app's", "no JSON"])
def test_a_manifest_of_another_program_is_refused(two_days, tmp_path, text):
    """A manifest.json that simcall did not write is something else: refused and left as it was."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(sc.ResultsError):
        two_days.save(tmp_path / "mine", figures=False)
    assert (tmp_path / "mine" / "manifest.json").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("inner", [".", "figures", "records"])
def test_a_foreign_file_beside_results_is_kept(two_days, tmp_path, inner):
    """Something else beside results, or among their figures or records, is there after they are made again."""
    two_days.save(tmp_path / "mine", figures=False)
    (tmp_path / "mine" / inner).mkdir(exist_ok=True)
    note = tmp_path / "mine" / inner / "my notes.docx"
    note.write_text("do not lose me", encoding="utf-8")
    (tmp_path / "mine" / "summary.csv").write_text("old", encoding="utf-8")
    two_days.save(tmp_path / "mine", figures=False)
    assert note.read_text(encoding="utf-8") == "do not lose me"
    assert (tmp_path / "mine" / "summary.csv").read_text(encoding="utf-8") != "old"
    assert names(tmp_path) == ["mine"]


def test_a_file_is_refused(two_days, tmp_path):
    """A file in the folder's place is refused."""
    (tmp_path / "mine").write_text("do not lose me", encoding="utf-8")
    with pytest.raises(sc.ResultsError, match="is a file"):
        two_days.save(tmp_path / "mine", figures=False)
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "do not lose me"


def test_a_failure_leaves_the_old_results(two_days, tmp_path, monkeypatch):
    """When writing fails the earlier results are still whole, and nothing half-written is left beside them."""
    folder = tmp_path / "mine"
    two_days.save(folder, figures=False)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run_folder, "_write_manifest", full)
    with pytest.raises(sc.ResultsError, match="No space left"):
        two_days.save(folder, figures=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert names(tmp_path) == ["mine"]
    with pytest.raises(sc.ResultsError):
        two_days.save(tmp_path / "new", figures=False)
    assert names(tmp_path) == ["mine"]


ODD = [
    *("🚨", "🚨🚨", "con", "CON", "nul", "com1", "lpt9.txt", "..", ".", "/", "a/b", "C:\\x", "", " ", "-", "--json"),
    *(
        "x" * 300,
        "ж" * 300,
        "x" * 299 + "y",
        "Überlast",
        "Жара",
        "ночь",
        "½ more",
        "a\0b",
        "a\nb",
        "trailing. ",
        "~",
        "$HOME",
    ),
]


@pytest.mark.parametrize("name", ODD, ids=lambda name: ascii(name)[:20])
def test_any_name_becomes_a_folder(name, tmp_path):
    """Whatever the scenario's name, the folder's name is one that every file system takes as one name."""
    slug = folder_name(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 80
    assert slug.split(".")[0] not in {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{p}{d}" for p in ("com", "lpt") for d in range(10)),
    }
    (tmp_path / slug).mkdir()
    assert names(tmp_path) == [slug]


def test_plain_names_stay_readable():
    """Ordinary names keep their letters: accents go, other signs become hyphens."""
    assert (
        folder_name("February 2024: officers backfill at peak times") == "february-2024-officers-backfill-at-peak-times"
    )
    assert folder_name("Café, été") == "cafe-ete"
    assert folder_name("growth +27 %") == "growth-27"


def test_names_that_lose_letters_are_told_apart():
    """Names that would come to the same folder since letters are lost, or cut, are told apart by a mark."""
    for one, other in (("🚨", "🚒"), ("жара", "ночь"), ("x" * 300, "x" * 299 + "y"), ("con", "nul")):
        assert folder_name(one) != folder_name(other)
    assert folder_name("жара") == folder_name("жара")
