"""``simcall run --ensemble``: what is predicted with every set of values that fits."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from simcall.api import calibrate
from simcall.studies.calibrate import Effort, study_of
from tests.cli.calling import QUICK, TINY, Call, everything_in, simcall_in
from tests.cli.test_compare import forbid_simulating
from tests.cli.test_table import flat

HANDLING, PEOPLE, GROWTH = "lines.999.handling.mean", "groups.handlers.headcount", "lines.999.demand.growth"
SMALL = Effort(points=4, replications=2, rounds=1, each=4, ladder=(3,), confirm=3, ensemble=16)
BUSY = 'extends = "tiny.toml"\nname = "Busy"\nlines.999.demand.growth = 1.5\n'


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Calibrate two states of the hub, whose demand is fitted apart, and return the folder."""
    folder = tmp_path_factory.mktemp("calibrated")
    grown = TINY.replace("calls_per_day = 240", "calls_per_day = 240, growth = 1.0")
    (folder / "tiny.toml").write_text(grown, encoding="utf-8")
    (folder / "busy.toml").write_text(BUSY, encoding="utf-8")
    fits = [f"{HANDLING}=3.0 min..8.0 min", *(f"{one}:{GROWTH}=0.5..2.0" for one in ("tiny", "busy"))]
    targets = ["tiny:999.abandonment_rate=0.1+-0.05", "busy:999.abandonment_rate=0.2+-0.05"]
    study = study_of([folder / "tiny.toml", folder / "busy.toml"], fits, targets, name="Two states")
    found = calibrate(study, effort=SMALL, jobs=1)
    assert len(found.ensemble.members) > 2
    return found.save(folder / "found", figures=False)


def words_of(calibrated: Path, *rest: str, like: str = "tiny") -> tuple[str, ...]:
    """Return the words of a quick prediction of tiny.toml."""
    return ("run", "tiny.toml", "--ensemble", str(calibrated), "--replications", "2", "--like", like, *rest)


def test_what_a_planner_reads(call: Call, folder: Path, calibrated: Path):
    """Each line and group with the mean over the sets and an interval that holds both; what differs between them."""
    told = call(*words_of(calibrated, "--jobs", "1"))
    said = flat(told.out)
    assert told.status == 0
    assert re.match(
        r'Tiny hub Predicted with \d+ sets of values that meet the targets of "Two states": 2 replications of each, '
        r"seed 1\. 95 % of the results lie in the interval, which includes the uncertainty of the values and of the ",
        said,
    )
    assert f"The sets differ in: {HANDLING}, {GROWTH}." in said
    assert (
        "Fitted to: tiny: 999.abandonment_rate; busy: 999.abandonment_rate. Every other figure is a prediction" in said
    )
    assert re.search(r"abandonment_rate +\d+\.\d % +\[\d+\.\d %, \d+\.\d %\]", told.out)
    assert "Group handlers" in said
    assert told.out.splitlines()[-1] == f"Saved in {Path('results/tiny-hub-ensemble')}"
    assert re.fullmatch(r"(predicted \d+ of \d+\n)+", told.err)
    saved = folder / "results" / "tiny-hub-ensemble"
    assert sorted(path.name for path in saved.iterdir()) == ["manifest.json", "summary.csv", "summary.json"]


def test_the_document(call: Call, folder: Path, calibrated: Path):
    """--json prints the document that is saved; its lines and groups are a run's; jobs do not change it."""
    words = words_of(calibrated, "--json", "--set", f"{PEOPLE}=3", "--out", "mine", like="busy")
    told = call(*words, "--jobs", "1")
    document = json.loads(told.out)
    assert document == json.loads((folder / "mine" / "summary.json").read_text(encoding="utf-8"))
    assert (document["ensemble"], document["replications"], document["seed"]) == ("Two states", 2, 1)
    assert document["paths"] == [HANDLING, GROWTH]
    run = json.loads(call("run", "tiny.toml", *QUICK, "--json").out)
    assert document["lines"]["999"].keys() == run["lines"]["999"].keys()
    assert document["groups"]["handlers"].keys() == run["groups"]["handlers"].keys()
    assert document["groups"]["handlers"]["duty_hours"]["mean"] == 72
    assert call(*words, "--jobs", "2").out == told.out
    manifest = json.loads((folder / "mine" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["kind"], manifest["changes"]) == ("prediction", [f"{PEOPLE}=3"])


def test_changed_for_this_run(call: Call, calibrated: Path):
    """What --set changes stands above the figures."""
    told = call(*words_of(calibrated, "--jobs", "1", "--set", f"{PEOPLE}=3"))
    assert told.out.splitlines()[1] == f"Changed for this run: {PEOPLE}=3"


def test_which_values_it_takes(call: Call, folder: Path, calibrated: Path):
    """A scenario of the study's name needs no --like; another whose values were fitted apart does."""
    (folder / "busy.toml").write_text(BUSY, encoding="utf-8")
    plain = ("--ensemble", str(calibrated), "--replications", "2", "--jobs", "1")
    assert call("run", "busy.toml", *plain).status == 0
    other = call("run", "tiny.toml", "--set", "name=Other", *plain)
    assert other.status == 1
    assert other.err == (
        f'{GROWTH} was fitted separately for tiny, busy: say which of tiny, busy "Other" resembles (--like)\n'
    )


REFUSED = {
    "no calibration": (
        ("--ensemble", "."),
        ".: holds no manifest.json, so it is not a folder of results; simcall calibrate STUDY --out",
    ),
    "no folder": (("--ensemble", "nowhere"), "nowhere: there is no such folder"),
    "--until": (
        ("--ensemble", "CALIBRATED", "--until", "999.asa+-1"),
        "with --ensemble, use only --like, --replications, --seed, --jobs, --out and --json\n",
    ),
    "--records": (("--ensemble", "CALIBRATED", "--records"), "with --ensemble, use only --like"),
    "--require-target": (("--ensemble", "CALIBRATED", "--require-target"), "with --ensemble, use only --like"),
    "--engine": (("--ensemble", "CALIBRATED", "--engine", "reference"), "with --ensemble, use only --like"),
    "one replication": (("--ensemble", "CALIBRATED", "--replications", "1"), "one replication gives no interval"),
    "like nobody": (
        ("--ensemble", "CALIBRATED", "--like", "bussy"),
        '"Two states" has no scenario "bussy"; it has tiny',
    ),
    "--like alone": (("--like", "busy"), "--like chooses among fitted values; use it with --ensemble\n"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(call: Call, folder: Path, calibrated: Path, monkeypatch: pytest.MonkeyPatch, words, said):
    """Another folder, options that make no sense with it, and one replication are refused before any simulation."""
    forbid_simulating(monkeypatch)
    before = everything_in(folder)
    told = call("run", "tiny.toml", *(str(calibrated) if word == "CALIBRATED" else word for word in words))
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith(said)
    assert everything_in(folder) == before


def test_none_of_the_values(call: Call, folder: Path, calibrated: Path):
    """A scenario that has none of the places that were fitted is refused by its name."""
    text = TINY.replace("999", "112").replace("Tiny hub", "Elsewhere")
    (folder / "other.toml").write_text(text, encoding="utf-8")
    told = call("run", "other.toml", "--ensemble", str(calibrated))
    assert told.status == 1
    assert told.err == '"Elsewhere" has none of the values that "Two states" fitted\n'


def test_a_calibration_that_is_not_done(call: Call, folder: Path, calibrated: Path):
    """A calibration that was broken off has no ensemble yet: the same command goes on with it."""
    begun = folder / "begun"
    begun.mkdir()
    (begun / "manifest.json").write_bytes((calibrated / "manifest.json").read_bytes())
    told = call("run", "tiny.toml", "--ensemble", "begun")
    assert (told.status, told.err) == (
        1,
        "begun: the calibration is not finished; run the same command again\n",
    )


def test_a_foreign_place(call: Call, folder: Path, calibrated: Path):
    """A folder that holds something else is refused before the work; an earlier prediction is replaced."""
    (folder / "mine").mkdir()
    (folder / "mine" / "mine.txt").write_text("mine", encoding="utf-8")
    words = words_of(calibrated, "--jobs", "1", "--out")
    told = call(*words, "mine")
    assert told.status == 1
    assert told.err.startswith("mine: holds something that is not a prediction's results (mine.txt)")
    assert call(*words, str(calibrated)).status == 1
    assert call(*words, "new").status == 0
    assert call(*words, "new").status == 0


def test_on_a_narrow_stream(folder: Path, calibrated: Path):
    """On a stream that knows few letters it ends well."""
    words = words_of(calibrated, "--jobs", "1")
    ended = subprocess.run(**simcall_in(folder, *words, env={"PYTHONIOENCODING": "ascii"}), timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
