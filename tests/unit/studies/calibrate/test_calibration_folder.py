from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import simcall as sc
from simcall.api import Calibration
from simcall.errors import ResultsError
from simcall.present.folders.calibration import calibrated_file, calibrated_text
from simcall.scenario import Scenario
from simcall.studies.calibrate import Study, load_ensemble
from tests.unit.studies.calibrate.conftest import Write

HANDLING, PEOPLE = "lines.999.handling.mean", "groups.handlers.headcount"


def says(scenario: Scenario) -> dict:
    """Return all that a scenario says but its name and sources."""
    return {key: value for key, value in scenario.document().items() if key not in ("name", "provenance")}


@pytest.fixture(scope="module")
def saved(calibration: Calibration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a calibration with its pictures."""
    return calibration.save(tmp_path_factory.mktemp("saved") / "deep" / "x")


# The scenarios --------------------------------------------------------------------------------------------------------


def test_a_calibrated_file_is_a_scenario(calibration: Calibration, saved: Path):
    """The calibrated file extends the original, has the values and the overrides, and says where they are from."""
    loaded = sc.load(saved / "tiny-calibrated.toml")
    assert says(loaded) == says(calibration.scenarios()["tiny"])
    assert (loaded.name, loaded.days) == ("Tiny hub, calibrated", 2)
    assert loaded.groups["handlers"].headcount == calibration.values[PEOPLE]
    for path in (HANDLING, PEOPLE):
        provenance = loaded.provenance_of(path)
        assert provenance.kind == "calibrated"
        assert provenance.source.startswith("simcall calibrate, 20")
        assert "tiny: 999.abandonment_rate = 0.1 +- 0.05, found 0." in provenance.source
    assert loaded.provenance_of("lines.999.patience").source == "a guess"


def test_comments_stay(calibration: Calibration, saved: Path):
    """What a planner has added to a calibrated file stays: comments, values, sources; the calibrated values are new."""
    before = (
        "# Ask Jo before using this.\n"
        'name = "mine"\nextends = "elsewhere.toml"\n\n'
        '[lines.999.handling]\nmean = "99 min"  # far too long\n\n'
        '[groups.officers]  # mine\nlines = ["999"]\nheadcount = 1\n'
    )
    text = calibrated_text(calibration, "tiny", saved, before)
    assert "# Ask Jo before using this." in text
    assert f'mean = "{calibration.values[HANDLING]}"  # far too long' in text
    assert "[groups.officers]  # mine" in text
    assert "elsewhere.toml" not in text
    assert calibrated_text(calibration, "tiny", saved, text) == text


def test_values_of_an_earlier_calibration_go(calibration: Calibration, saved: Path):
    """What an earlier calibration has fitted, and this one has not, goes with its source; what somebody wrote stays."""
    before = calibrated_text(calibration, "tiny", saved)
    before = before.replace("[provenance]", '[lines.999.patience]\nmean = "1 min"\n\n[provenance]')
    mine = '"lines.999.demand.growth" = { kind = "measured", source = "my own" }\n'
    theirs = '"lines.999.patience.mean" = { kind = "calibrated", source = "simcall calibrate, 2020-01-01, x" }\n'
    text = calibrated_text(calibration, "tiny", saved, before + mine + theirs)
    assert 'mean = "1 min"' in before
    assert 'mean = "1 min"' not in text
    assert "my own" in text
    now = replace(calibration, study=replace(calibration.study, overrides={}))
    assert "days = 2" in text
    assert "days" not in calibrated_text(now, "tiny", saved, text)  # set with --set then, and not now


def test_overrides_are_written(study: Study, calibration: Calibration, tmp_path: Path):
    """What was laid over the scenario while it was calibrated is in the file: whole laws, lists and plain values."""
    over = {
        "lines.999.patience": {"distribution": "constant", "value": "3 min"},
        "lines.999.demand.profile": [1, 2, 1, 1, 1, 1, 1],
    }
    asked = sc.study_of(dict(study.files), [HANDLING, PEOPLE], ["999.asa=10+-1"], overrides=over)
    other = replace(calibration, study=replace(asked, fits=study.fits, targets=study.targets))
    (tmp_path / "x.toml").write_text(calibrated_text(other, "tiny", tmp_path), encoding="utf-8")
    assert says(sc.load(tmp_path / "x.toml")) == says(other.scenarios()["tiny"])


def test_only_its_own_parameters(study: Study, calibration: Calibration, saved: Path):
    """A scenario's file has the parameters that belong to it, and no others."""
    handling, people = study.fits
    apart = replace(study, fits=(handling, replace(people, where={"other": (PEOPLE,)})))
    text = calibrated_text(replace(calibration, study=apart), "tiny", saved)
    assert f'"{HANDLING}" = ' in text
    assert "headcount = " not in text
    assert f'"{PEOPLE}" = ' not in text


@pytest.mark.parametrize(
    "text", ["a = = b\n", "lines = 3\n", 'provenance = "mine"\n', "a = " + "[" * 50_000, "\0", "# " + "x" * 3_000_000]
)
def test_a_file_that_takes_no_values(calibration: Calibration, saved: Path, tmp_path: Path, text: str):
    """A calibrated file that somebody has broken is left as it is, and named."""
    folder = tmp_path / "x"
    shutil.copytree(saved, folder)
    (folder / "tiny-calibrated.toml").write_text(text, encoding="utf-8")
    with pytest.raises(
        ResultsError, match=r"tiny-calibrated\.toml: simcall cannot write values into this existing file"
    ):
        calibration.save(folder, figures=False)
    assert (folder / "tiny-calibrated.toml").read_text(encoding="utf-8") == text


def test_names_of_files():
    """Labels make names that any file system takes."""
    assert calibrated_file("November 2023") == "november-2023-calibrated.toml"


# The record -----------------------------------------------------------------------------------------------------------


def test_what_is_saved(saved: Path):
    """The folder holds the record, the scenarios and the pictures."""
    found = sorted(path.relative_to(saved).as_posix() for path in saved.rglob("*") if path.is_file())
    assert found == [
        "ensemble.csv",
        "evaluations.csv",
        *(f"figures/{name}.{kind}" for name in ("ensemble", "profiles") for kind in ("png", "svg")),
        "manifest.json",
        "profiles.csv",
        "summary.json",
        "tiny-calibrated.toml",
    ]


def test_the_summary(calibration: Calibration, saved: Path):
    """The summary is the document: plain JSON, the same for the same study, without time or place."""
    document = json.loads((saved / "summary.json").read_text(encoding="utf-8"))
    assert document == json.loads(json.dumps(calibration.document()))
    assert [one["name"] for one in document["parameters"]] == [HANDLING, PEOPLE]
    assert document["targets"][0]["verdict"] in ("met", "too close to call")
    assert document["not_identified"]
    assert document["confirmed_on"] == {"seed": 2, "replications": 3}
    assert len(document["singular_values"]) == 2
    assert not {"run_time_s", "finished", "versions"} & document.keys()


def test_the_manifest(study: Study, saved: Path):
    """The manifest says all that it takes to make it again: scenarios, bounds, targets, seed, effort, version."""
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["written_by"], manifest["kind"], manifest["seed"]) == ("simcall", "calibration", 1)
    assert Scenario.from_document(manifest["scenarios"]["tiny"]) == study.scenarios["tiny"]
    assert manifest["fits"][1] == {"name": PEOPLE, "bounds": "1..4", "where": {"tiny": [PEOPLE]}}
    assert manifest["targets"] == [{"target": "tiny: 999.abandonment_rate = 0.1 +- 0.05", "source": "--target"}]
    assert manifest["effort"]["ladder"] == [3]
    assert {"versions", "finished", "run_time_s"} <= manifest.keys()


def test_the_tables(calibration: Calibration, saved: Path):
    """The tables have every evaluation, every profile and every member."""

    def rows(name: str) -> list[list[str]]:
        with (saved / name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    evaluations = rows("evaluations.csv")
    what = "tiny: 999.abandonment_rate"
    assert evaluations[0] == ["seed", "replications", HANDLING, PEOPLE, what, f"{what} reach"]
    assert len(evaluations) - 1 == len(calibration.evaluations)
    assert evaluations[-1][:2] == ["2", "3"]
    members = rows("ensemble.csv")
    assert members[0] == [HANDLING, PEOPLE, "tiny: 999.abandonment_rate = 0.1 +- 0.05"]
    assert [float(one) for one in members[1][:2]] == pytest.approx(calibration.ensemble.members[0])
    assert {row[0] for row in rows("profiles.csv")[1:]} == {HANDLING, PEOPLE}


def test_the_ensemble_is_read_back(calibration: Calibration, saved: Path):
    """The ensemble that is read back has the members as scenarios take them."""
    values = load_ensemble(saved)
    assert len(values.members) == len(calibration.ensemble.members)
    first = values.members[0]["tiny"]
    handling, people = calibration.ensemble.members[0]
    assert first[PEOPLE] == people
    assert float(str(first[HANDLING]).split()[0]) == pytest.approx(handling)


def test_saved_again(calibration: Calibration, tmp_path: Path):
    """Saved again it is the same but for the time."""
    folder = calibration.save(tmp_path / "x")
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    calibration.save(folder)
    after = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] in ([], ["manifest.json"])


def test_a_foreign_folder(calibration: Calibration, tmp_path: Path):
    """A folder that holds anything else is refused."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultsError, match=r"mine\.txt"):
        calibration.save(tmp_path)


def test_nothing_is_saved_until_asked(calibration: Calibration, write: Write):
    """Plots are axes, one for each parameter; drawing writes nothing."""
    axes = calibration.plot()
    assert [ax.get_title(loc="left") for ax in axes] == [f"{HANDLING} (min)", PEOPLE]
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["other.toml", "tiny.toml"]
