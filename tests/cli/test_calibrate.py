"""``simcall calibrate``: what a planner types and reads, what is kept, and how it goes on after an interruption."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

import simcall as sc
from tests.cli.calling import TINY, Call, everything_in, simcall_in
from tests.cli.test_compare import forbid_simulating
from tests.cli.test_table import flat

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
PLAIN = ("--effort", "quick", "--jobs", "1", "--no-figures", "--out", "found")
HANDLING, PEOPLE = "lines.999.handling.mean", "groups.handlers.headcount"
WORDS = (
    *("calibrate", "tiny.toml", "--fit", f"{HANDLING}=1.0 min..12.0 min"),
    *("--target", "999.abandonment_rate=0.1+-0.02"),
)
STUDY = f"""
name = "What pins the hub down?"

[calibration]
seed = 3

[calibration.scenarios]
hub = "tiny.toml"

[[calibration.fit]]
name = "handling time"
path = "{HANDLING}"
values = "3.0 min..8.0 min"

[[calibration.targets]]
figure = "999.abandonment_rate"
value = 0.1
tolerance = 0.02
source = "a phone system's monthly table"
"""

Ended = subprocess.CompletedProcess[bytes]


def two_parameters(jobs: str = "1") -> tuple[str, ...]:
    """Return the words of a calibration of two parameters, without pictures."""
    return (*WORDS, "--fit", f"{PEOPLE}=1..3", *PLAIN, "--jobs", jobs)


def command(folder: Path, *words: str) -> dict:
    """Return the arguments of `subprocess` for a command."""
    return simcall_in(folder, *words, env={"COLUMNS": "120"})


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """Calibrate once, with pictures, and with nothing in the way."""
    folder = tmp_path_factory.mktemp("once")
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    words = [word for word in two_parameters() if word != "--no-figures"]
    return folder, subprocess.run(**command(folder, *words), timeout=120, check=False)


# What is printed ------------------------------------------------------------------------------------------------------


def test_what_a_planner_reads(once: tuple[Path, Ended]):
    """Targets with verdicts, values with spans, what the targets do not tell, warnings, and where it is saved."""
    folder, ended = once
    out = ended.stdout.decode()
    assert ended.returncode == 0
    assert re.match(r"Calibration of tiny\nThe target is (met|too close to call)\.\n2 parameters, 1 target; ", out)
    row = r"tiny: 999\.abandonment_rate = 0\.1 \+- 0\.02 +0\.\d+ +±0\.\d+ +±0\.\d+ +(met|too close to call)"
    assert re.search(row, out)
    assert re.search(rf"{re.escape(HANDLING)} +[\d.]+ min +1 min to 12 min +[\d.]+ min to [\d.]+ min +", out)
    assert re.search(rf"{re.escape(PEOPLE)} +\d +1 to 3, whole +\d( \(bound\))? to 3 \(bound\) ", out)
    said = flat(out)
    assert "Singular values of the targets' slopes, in tolerances from bound to bound: " in said
    assert f"The targets cannot separate {HANDLING} and {PEOPLE}: they determine only a combination of them. " in said
    assert re.search(r"Ensemble: \d+ of 32 simulated sets of values meet every target within its", said)
    assert f"Note: 1 target cannot determine 2 parameters: {HANDLING} and {PEOPLE} are free, alone or together." in said
    assert out.splitlines()[-2:] == [
        "Saved in found. The scenarios with these values are *-calibrated.toml.",
        "To make a report: simcall report found",
    ]
    assert sorted(path.name for path in (folder / "found").iterdir() if path.name != ".lock") == [
        "ensemble.csv",
        "evaluations.csv",
        "evaluations.jsonl",
        "figures",
        "manifest.json",
        "profiles.csv",
        "summary.json",
        "tiny-calibrated.toml",
    ]


def test_progress(once: tuple[Path, Ended]):
    """Messages are a line for each step: evaluations, the objective, a rough time left; not one for each point."""
    lines = [line for line in once[1].stderr.decode().splitlines() if not line.startswith("compiling")]
    assert [line.partition(":")[0] for line in lines[:4]] == ["spread of 32"] * 4
    step = re.compile(r"[^:]+: (\d+) evaluations, best misfit [\d.e+-]+(, about [\d.]+ (s|min|h) left)?")
    counts = [int(match[1]) for line in lines if (match := step.fullmatch(line))]
    assert len(counts) == len(lines) < 15
    assert counts == sorted(counts)


def test_the_calibrated_file_runs(call: Call, once: tuple[Path, Ended]):
    """The calibrated scenario loads, and checks with the values marked as calibrated, to what and when."""
    folder, _ = once
    made = sc.load(folder / "found" / "tiny-calibrated.toml")
    assert made.provenance_of(HANDLING).kind == "calibrated"
    assert "999.abandonment_rate = 0.1 +- 0.02" in made.provenance_of(PEOPLE).source
    told = call("check", folder / "found" / "tiny-calibrated.toml")
    assert told.status == 0
    assert "calibrated" in told.out


def test_the_same_again_is_at_once(call: Call, once: tuple[Path, Ended], monkeypatch: pytest.MonkeyPatch):
    """The same command, with more jobs too, finds everything done, simulates nothing, and prints the same."""
    folder, ended = once
    monkeypatch.chdir(folder)
    again = call(*two_parameters(jobs="2"))
    assert again.out == ended.stdout.decode()
    assert " left" not in again.err


def test_a_study_file(call: Call, folder: Path):
    """A study file asks for the same in a file; --json prints one document, which is the one that is saved."""
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    told = call("calibrate", "study.toml", *PLAIN, "--json")
    document = json.loads(told.out)
    assert (told.status, document["study"], document["seed"]) == (0, "What pins the hub down?", 3)
    assert document == json.loads((folder / "found" / "summary.json").read_text(encoding="utf-8"))
    (parameter,) = document["parameters"]
    assert (parameter["name"], parameter["unit"], parameter["low"], parameter["high"]) == ("handling time", "min", 3, 8)
    assert parameter["where"] == {"hub": [HANDLING]}
    assert document["targets"][0]["source"] == "a phone system's monthly table"
    assert document["not_identified"] == []
    assert (folder / "found" / "hub-calibrated.toml").is_file()


# What cannot be met ---------------------------------------------------------------------------------------------------


def test_the_nearest(call: Call, folder: Path):
    """A target that cannot be met ends with the nearest that can and the bound in the way; with 3 if so asked."""
    fit, target = f"{HANDLING}=3.0 min..4.0 min", "999.abandonment_rate=0.4+-0.01"
    words = ("calibrate", "tiny.toml", "--fit", fit, "--target", target, *PLAIN)
    told = call(*words)
    assert told.status == 0
    said = flat(told.out)
    assert re.search(r"tiny: 999\.abandonment_rate = 0\.4 \+- 0\.01: the nearest figure is 0\.\d+\.", said)
    assert f"{HANDLING} is at its upper bound, 4 min. Wider bounds would meet the targets better." in said
    assert "Ensemble: none: no simulated set of values meets every target within its tolerance." in said
    assert call(*words, "--require-target").status == 3
    assert call(*words, "--require-target", "--json").status == 3


def test_a_tolerance_under_the_noise(call: Call):
    """A tolerance below the sampling noise is told, with the replications that it would take."""
    said = flat(call(*WORDS[:4], "--target", "999.abandonment_rate=0.1+-0.0001", *PLAIN).out)
    assert re.search(
        r"Note: tiny: 999\.abandonment_rate = 0\.1 \+- 0\.0001: the tolerance is smaller than the noise of 30 "
        r"replications \(±0\.\d+\); it needs about [\d,]{6,} replications\.",
        said,
    )
    assert "Note: A single span varies by more than the tolerance: 999.abandonment_rate by ±0." in said


# What is refused ------------------------------------------------------------------------------------------------------

REFUSED = {
    "an unknown path": ((*WORDS[:2], "--fit", "lines.999.handlng.mean=3.0 min..8.0 min", *WORDS[4:]), "--fit: "),
    "an unknown measure": ((*WORDS[:4], "--target", "999.abandonment=0.1+-0.02"), '--target: "999.abandonment": '),
    "empty bounds": ((*WORDS[:2], "--fit", f"{PEOPLE}=2..2", *WORDS[4:]), f"--fit: {PEOPLE}: "),
    "a line that is not there": ((*WORDS[:4], "--target", "101.asa=10+-1"), '--target: "101.asa": '),
    "nothing to fit": ((*WORDS[:2], *WORDS[4:]), "--fit: say what may be fitted"),
    "nothing to meet": (WORDS[:4], "--target: say what is to be met"),
    "no such file": (("calibrate", "nothere.toml", *WORDS[2:]), "nothere.toml: there is no such file"),
    "an effort": ((*WORDS, "--effort", "huge"), 'there is no effort "huge"; write full or quick'),
    "an override": ((*WORDS, "--set", "lines.999.x=3"), "--set: lines.999.x: unknown key"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch, words, said):
    """What makes no sense is refused in plain lines before anything is simulated or written."""
    forbid_simulating(monkeypatch)
    before = everything_in(folder)
    told = call(*words)
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith(said)
    assert everything_in(folder) == before


def test_a_study_and_words(call: Call, folder: Path):
    """A study file says itself what is fitted: --fit beside it is refused."""
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    told = call("calibrate", "study.toml", *WORDS[2:4])
    assert told.status == 1
    assert told.err == "study.toml: a study file has its own parameters and targets; leave --fit and --target out\n"


def test_a_foreign_folder(call: Call, folder: Path):
    """A folder that holds something else is refused before the work, and stays as it is."""
    (folder / "found").mkdir()
    (folder / "found" / "mine.txt").write_text("mine", encoding="utf-8")
    told = call(*WORDS, *PLAIN)
    assert told.status == 1
    assert told.err.startswith("found: holds something that is not a calibration's results (mine.txt)")
    assert everything_in(folder / "found") == {"mine.txt": b"mine"}


def test_another_writes_there(call: Call, folder: Path):
    """While one calibration writes into a folder another is refused."""
    (folder / "found").mkdir()
    with FileLock(folder / "found" / ".lock"):
        told = call(*WORDS, *PLAIN)
    assert told.status == 1
    assert told.err.startswith("found: another calibration is writing into it; wait for it to end, or name another")


# Broken off -----------------------------------------------------------------------------------------------------------


@POSIX
@pytest.mark.parametrize(
    ("how", "jobs"),
    [pytest.param("SIGINT", "1", marks=pytest.mark.long), ("SIGINT", "2"), ("SIGKILL", "2")],
    ids=["Ctrl-C", "Ctrl-C, two jobs", "kill -9"],
)
def test_broken_off_and_taken_up(call: Call, folder: Path, once: tuple[Path, Ended], how: str, jobs: str):
    """Broken off by Ctrl-C or kill -9, the same command goes on with nothing lost, to the same words."""
    # A terminal sends the signal to all processes of the command: give it a group of its own.
    with subprocess.Popen(**command(folder, *two_parameters(jobs)), start_new_session=True) as running:
        assert running.stderr is not None
        for _ in range(3):
            running.stderr.readline()
        os.killpg(running.pid, getattr(signal, how))
        _, said = running.communicate(timeout=60)
    if how == "SIGINT":
        assert running.returncode == 130
        assert said.decode().splitlines()[-1] == (
            "Interrupted: simulated points are kept in found. To continue, run the same command."
        )
        assert b"Traceback" not in said
    kept = (folder / "found" / "evaluations.jsonl").read_bytes()
    assert kept.count(b"\n") >= 16
    told = call(*two_parameters(jobs))
    assert (told.status, told.out) == (0, once[1].stdout.decode())
    assert (folder / "found" / "evaluations.jsonl").read_bytes().startswith(kept[: kept.rfind(b"\n") + 1])
