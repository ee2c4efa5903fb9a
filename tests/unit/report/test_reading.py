"""Opening folders of results: each fault is refused in one message that names the place and the remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simcall.errors import ResultsError
from simcall.report.again import comparison_again, run_again
from simcall.report.reading import open_results


def change(file: Path, **changes: object) -> None:
    """Write other values into a JSON document."""
    document = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**document, **changes}), encoding="utf-8")


@pytest.mark.parametrize("kind", ["run", "comparison", "sweep", "calibration"])
def test_each_kind(results, kind):
    """A folder of each kind opens, and says of which kind it is."""
    assert open_results(results[kind]).kind == kind


def refusal(path: Path) -> str:
    """Return what is said of a folder."""
    with pytest.raises(ResultsError) as refused:
        open_results(path)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_no_folder(tmp_path):
    """A folder that is not there, a file, and a folder of something else are refused, each in its own words."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "photos").mkdir()
    assert refusal(tmp_path / "none") == f"{tmp_path / 'none'}: there is no such folder; name one that simcall has " + (
        "written, such as results/NAME"
    )
    assert "is a file; name the folder of results that holds it" in refusal(tmp_path / "file")
    assert "holds no manifest.json, so it is not a folder of results" in refusal(tmp_path / "photos")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"written_by": "another"}, "was not written by simcall"),
        ({"kind": "prediction"}, 'of the kind "prediction"; there are reports of run'),
        *(({"schema": value}, "this version reads 1: it was changed") for value in (0, None, "1", 1.0, True)),
        ({"schema": 2}, "a newer simcall wrote this file: it is of schema 2, and this version reads 1"),
    ],
)
def test_other_manifests(own, changes, words):
    """A manifest of another program, another kind or another version is refused."""
    folder = own("run")
    change(folder / "manifest.json", **changes)
    assert words in refusal(folder)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '"x"'])
def test_damaged(own, text):
    """A manifest or a summary that is no JSON document is refused with the file's name."""
    folder = own("run")
    (folder / "summary.json").write_text(text)
    assert f"{folder / 'summary.json'}: " in refusal(folder)
    (folder / "manifest.json").write_text(text)
    assert f"{folder / 'manifest.json'}: " in refusal(folder)


@pytest.mark.parametrize(
    ("kind", "file"), [("run", "summary.json"), ("sweep", "table.csv"), ("calibration", "summary.json")]
)
def test_half_written(own, kind, file):
    """A folder whose work is not done is refused, and the command that makes it is named."""
    folder = own(kind)
    (folder / file).unlink()
    assert f"is not complete, {file} is missing; make it again: simcall" in refusal(folder)


def test_made_again(results):
    """Runs and comparisons come out of their manifests with the very figures that are saved."""
    run, comparison = open_results(results["run"]), open_results(results["comparison"])
    assert run_again(run).document() == run.summary
    assert comparison_again(comparison).document() == comparison.summary


def test_other_figures(own):
    """Saved figures that the manifest does not give are refused: the first that differs, both values, the remedy."""
    folder = own("run")
    summary = json.loads((folder / "summary.json").read_text())
    summary["lines"]["999"]["asa"]["mean"] += 0.001
    (folder / "summary.json").write_text(json.dumps(summary))
    with pytest.raises(
        ResultsError, match=r"lines\.999\.asa\.mean is .* made again from manifest\.json it is .* again"
    ):
        run_again(open_results(folder))


def test_other_scenario(own):
    """A scenario in the manifest that was changed is not taken for the one that was simulated."""
    folder = own("run")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["scenario"]["groups"]["handlers"]["headcount"] = 9
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultsError, match="the scenario in it is not the one that was simulated"):
        run_again(open_results(folder))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        *(("run", {"scenario": value}) for value in ([], None, "x")),
        *(("run", {"versions": value}) for value in ([], None, {"simcall": 1})),
        *(("run", {"changed_for_this_run": value}) for value in ([1], "abc", None)),
        *(("run", {"seed": value}) for value in ("x", True, -1, 1.5)),
        *(("run", {"replications": value}) for value in ("1", True, 0)),
        *(("run", {key: 7}) for key in ("scenario_sha256", "engine", "revision", "finished")),
        *(("comparison", {"scenarios": value}) for value in ({}, [[]], None)),
        *(("comparison", {"scenario_sha256": value}) for value in ("x", [1])),
        *(("sweep", {key: 7}) for key in ("base", "paths", "points", "dropped", "files", "targets", "until", "sweep")),
        ("sweep", {"points": [{"number": 1, "key": "x", "cell": [], "values": {}}]}),
        *(("calibration", {key: 7}) for key in ("study", "scenarios", "scenario_sha256", "fits", "targets")),
        ("calibration", {"fits": [{"name": "x", "bounds": "1..2", "where": []}]}),
    ],
)
def test_parts_of_another_type(own, kind, changes):
    """A manifest of which a part is of another type is refused where it is read: the file, the part, the remedy."""
    folder = own(kind)
    change(folder / "manifest.json", **changes)
    said = refusal(folder)
    assert said.startswith(f"{folder / 'manifest.json'}: {next(iter(changes))}")
    assert f"make the results again: simcall {'calibrate' if kind == 'calibration' else ''}" in said


def test_a_part_that_is_missing(own):
    """A manifest without one of its parts is refused, and the part is named."""
    folder = own("run")
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["seed"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "manifest.json: seed is missing" in refusal(folder)


def test_a_folder_that_may_not_be_entered(tmp_path, monkeypatch):
    """A folder that the system does not let anybody into is refused with the system's reason."""

    def denied(*_args: object, **_rest: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", denied)
    assert "cannot be read (Permission denied); name a folder" in refusal(tmp_path / "closed")


@pytest.mark.parametrize(
    "changes", [{"scenario": {"name": "x"}}, {"scenario": 7}, {"replications": "many"}, {"engine": "x"}]
)
def test_unreadable_manifest(own, changes):
    """What this version cannot read is said in one message, never as a traceback."""
    folder = own("run")
    change(folder / "manifest.json", **changes)
    with pytest.raises(ResultsError, match=r"manifest\.json: .*make the results again"):
        run_again(open_results(folder))
