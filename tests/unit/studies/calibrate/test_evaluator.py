from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simcall as sc
from simcall.errors import ResultsError
from simcall.files.own_folders import begin_results, replace_files
from simcall.measures.targets import Figure
from simcall.studies.calibrate import Study, evaluation_folder, evaluator
from simcall.studies.calibrate.evaluation_folder import KIND, check_folder
from simcall.studies.calibrate.evaluator import Evaluator
from simcall.studies.calibrate.moments import Moments, moments_of
from simcall.studies.calibrate.study import CalibrationTarget

POINTS = [(5.0, 2.0), (6.0, 2.0), (5.0, 3.0)]
KEPT = "evaluations.jsonl"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, ...]]:
    """Return the values that are simulated, as they are."""
    simulated: list[tuple[float, ...]] = []

    def moments(study: Study, numbers: tuple[float, ...], replications: int, seed: int, jobs: int = 1) -> Moments:
        simulated.append(numbers)
        return moments_of(study, numbers, replications, seed, jobs)

    monkeypatch.setattr(evaluator, "moments_of", moments)
    return simulated


def evaluated(study: Study, folder: Path | None = None, jobs: int = 1, points=POINTS, replications=2) -> list[list]:
    """Simulate points, and return what they give."""
    with Evaluator(study, folder, jobs) as evaluator:
        return [[one.means.tolist(), one.half_widths.tolist()] for one in evaluator.at(points, replications, 1)]


# What is simulated ----------------------------------------------------------------------------------------------------


def test_what_a_run_says(study: Study):
    """A point gives what `simcall.run` says of each scenario: the same figures, the same intervals."""
    (moments,) = Evaluator(study).at([(5.0, 2.0)], 4, 3)
    of_run = sc.run(study.scenario_of("tiny", (5.0, 2.0)), 4, 3, jobs=1).lines["999"].abandonment_rate
    assert moments.means[0] == of_run.mean
    assert moments.half_widths[0] == pytest.approx(max(of_run.high - of_run.mean, of_run.mean - of_run.low))


def test_any_measure_of_any_period(study: Study):
    """Figures of any kind, of the whole span, an hour of the week or a week, are as a run's tables say."""
    figures = [
        ("offered", None, None),
        ("answer_time_p90", "hour_of_week", 9),
        ("answered_in_target", "hour_of_week", 20),
    ]
    figures += [("asa", "week", None), ("answer_time_max", None, None), ("backlog_end", None, None)]
    figures += [("wait_p90", None, None), ("wait_p90", "hour_of_week", 9), ("answered_within_2min", None, None)]
    results = sc.run(study.scenario_of("tiny", (5.0, 2.0)), 5, 3, jobs=1)
    week = results.rows_by("week", line="999", measures=["asa"])[0][0]
    wanted = tuple(
        CalibrationTarget("tiny", Figure("999", name), 1, 1, by, "x", week if by == "week" else label)
        for name, by, label in figures
    )
    (moments,) = Evaluator(replace(study, targets=wanted)).at([(5.0, 2.0)], 5, 3)
    for found, (name, by, label) in zip(moments.means, figures, strict=True):
        if by is None:
            expected = results.estimate(name, line="999").mean
        else:
            label = week if by == "week" else label
            expected = next(row[2] for row in results.rows_by(by, line="999", measures=[name]) if row[0] == label)
        assert found == expected


def test_errors_that_go_together(study: Study):
    """Sampling errors of one scenario's figures go together as its replications do; of two scenarios' by nothing."""
    names = ("offered", "abandonment_rate", "answer_time_p90", "answered")
    wanted = tuple(CalibrationTarget(label, Figure("999", name), 1, 1) for name in names for label in ("tiny", "other"))
    both = replace(study, scenarios={label: study.scenarios["tiny"] for label in ("tiny", "other")}, targets=wanted)
    (moments,) = Evaluator(both).at([(5.0, 2.0)], 40, 3)
    together = moments.correlations
    assert together == pytest.approx(together.T)
    assert np.diag(together) == pytest.approx(1)
    assert not together[::2, 1::2].any()
    own = together[::2, ::2]
    assert own[0, 3] > 0.8  # more callers, more answered
    assert own[0, 1] > 0.3  # a busy span: more give up…
    assert own[1, 2] > 0.5  # …and the others wait longer
    counts = sc.run(both.scenario_of("tiny", (5.0, 2.0)), 40, 3, jobs=1)
    columns = [counts.totals(name, line="999")[1][:, 0] for name in ("offered", "answered")]
    assert own[0, 3] == pytest.approx(np.corrcoef(columns)[0, 1], abs=1e-6)


def test_what_is_not_defined(study: Study):
    """A figure that is not defined, or does not vary, is no number, and goes together with nothing."""
    wanted = (
        CalibrationTarget("tiny", Figure("999", "asa"), 1, 1),
        CalibrationTarget("tiny", Figure("handlers", "duty_hours"), 1, 1),
    )
    nobody = replace(
        study, targets=wanted, scenarios={"tiny": study.scenarios["tiny"].update({"groups.handlers.headcount": 0})}
    )
    fits = tuple(fit for fit in study.fits if "headcount" not in fit.name)
    (moments,) = Evaluator(replace(nobody, fits=fits)).at([(5.0,)], 3, 1)
    assert np.isnan(moments.means[0])
    assert moments.correlations.tolist() == [[1, 0], [0, 1]]


def test_each_once(study: Study, counted):
    """A point that is asked for again is not simulated again, nor told twice; the order is that of asking."""
    with Evaluator(study) as evaluator:
        first = evaluator.at([*POINTS, POINTS[0]], 2, 1)
        again = evaluator.at(POINTS[::-1], 2, 1)
        evaluator.at(POINTS[:1], 3, 1)
        evaluator.at(POINTS[:1], 2, 2)
    assert first[0] is first[3]
    assert [one.means[0] for one in again] == [one.means[0] for one in first[2::-1]]
    assert len(counted) == 5
    assert [(one.numbers, one.replications, one.seed) for one in evaluator.seen] == [
        *((point, 2, 1) for point in POINTS),
        (POINTS[0], 3, 1),
        (POINTS[0], 2, 2),
    ]
    assert evaluator.work.replications == 3 * 2 + 3 + 2
    assert evaluator.work.seconds > 0


def test_any_number_of_jobs(study: Study, tmp_path: Path):
    """Several at a time give the same numbers in the same order, whichever ends first."""
    assert evaluated(study, tmp_path / "one") == evaluated(study, tmp_path / "two", jobs=2)
    lines = [sorted((tmp_path / name / KEPT).read_text(encoding="utf-8").splitlines()) for name in ("one", "two")]
    assert lines[0] == lines[1]


def test_progress(study: Study, tmp_path: Path):
    """Progress counts the points of a batch, those that were known already included."""
    evaluated(study, tmp_path / "x", points=POINTS[:1])
    told: list[tuple[int, int]] = []
    with Evaluator(study, tmp_path / "x", 1, lambda done, planned: told.append((done, planned))) as evaluator:
        evaluator.at(POINTS, 2, 1)
    assert told == [(2, 3), (3, 3)]


# What is kept ---------------------------------------------------------------------------------------------------------


def test_kept_and_read_back(study: Study, tmp_path: Path, counted):
    """What is done is kept at once, readable, and read back to the last digit."""
    first = evaluated(study, tmp_path / "x")
    assert evaluated(study, tmp_path / "x") == first
    assert len(counted) == 3
    kept = [json.loads(line) for line in (tmp_path / "x" / KEPT).read_text(encoding="utf-8").splitlines()]
    assert kept[0]["values"] == {"lines.999.handling.mean": "5.0 min", "groups.handlers.headcount": 2}
    assert (kept[0]["replications"], kept[0]["seed"], kept[0]["found"]) == (2, 1, first[0][0])


def test_broken_off_in_a_batch(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted):
    """What was done before an interruption is kept, and only the rest simulated later."""

    def interrupted(study: Study, numbers: tuple[float, ...], replications: int, seed: int, jobs: int = 1) -> Moments:
        if numbers == POINTS[2]:
            raise KeyboardInterrupt
        return moments_of(study, numbers, replications, seed, jobs)

    with monkeypatch.context() as patched:
        patched.setattr(evaluator, "moments_of", interrupted)
        with pytest.raises(KeyboardInterrupt):
            evaluated(study, tmp_path / "x")
    assert evaluated(study, tmp_path / "x") == evaluated(study)
    assert counted == [POINTS[2], *POINTS]


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_line_that_was_cut_off(study: Study, tmp_path: Path, counted, cut):
    """A last line that was cut off, as a kill or a full disk leaves it, is left out, and does not spoil the next."""
    first = evaluated(study, tmp_path / "x")
    file = tmp_path / "x" / KEPT
    file.write_bytes(file.read_bytes()[:-cut])
    assert evaluated(study, tmp_path / "x") == first
    assert len(counted) == 4
    assert evaluated(study, tmp_path / "x") == first
    assert len(counted) == 4


def test_lines_of_something_else(study: Study, tmp_path: Path, counted):
    """Lines that are no evaluations are passed over."""
    first = evaluated(study, tmp_path / "x")
    file = tmp_path / "x" / KEPT
    key = json.loads(file.read_text(encoding="utf-8").splitlines()[0])["key"]
    wrong = json.dumps({"key": key, "found": [1.0, 2.0], "reach": [1.0, 2.0], "together": [[1.0]]})
    file.write_bytes(b"\xff\xfe nonsense\n{}\n[]\n" + file.read_bytes() + wrong.encode() + b"\n")
    evaluated(study, tmp_path / "x")
    assert len(counted) == 3
    assert evaluated(study, tmp_path / "x") == first


def test_nothing_of_another_is_taken(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted):
    """What another scenario, figure, seed, number of replications or version gave is never taken for this one's."""
    evaluated(study, tmp_path / "x")
    other = replace(study, scenarios={"tiny": study.scenarios["tiny"].update({"days": 3})})
    evaluated(other, tmp_path / "x")
    evaluated(replace(study, targets=(replace(study.targets[0], figure=Figure("999", "asa")),)), tmp_path / "x")
    evaluated(study, tmp_path / "x", replications=3)
    monkeypatch.setattr(evaluator, "program", lambda: {"versions": "others"})
    evaluated(study, tmp_path / "x")
    assert len(counted) == 15


def test_other_targets_for_the_same_figures(study: Study, tmp_path: Path, counted):
    """What a point gives does not depend on what it is held against: another value or tolerance finds it done."""
    evaluated(study, tmp_path / "x")
    other = replace(study, targets=(replace(study.targets[0], value=0.3, tolerance=0.01),))
    evaluated(other, tmp_path / "x")
    assert len(counted) == 3


def test_one_at_a_time(study: Study, tmp_path: Path):
    """While one calibration writes into a folder another is refused; afterwards it is not."""
    with Evaluator(study, tmp_path / "x"), pytest.raises(ResultsError, match="another calibration is writing into it"):
        evaluated(study, tmp_path / "x")
    evaluated(study, tmp_path / "x")


def test_a_failure_lets_go(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where the folder cannot be marked it is let go of, and the reason told."""

    def full(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(evaluation_folder, "begin_results", full)
        with pytest.raises(ResultsError, match=r"cannot be written \(No space left on device\); name another folder"):
            evaluated(study, tmp_path / "x")
    evaluated(study, tmp_path / "x")


def test_a_full_disk(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where an evaluation cannot be kept it says so, and that what is done stays."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(evaluation_folder.os, "fsync", full)
        patched.setattr(evaluation_folder, "begin_results", lambda *_words: None)
        with pytest.raises(ResultsError, match=r"could not be written \(No space left on device\); what is done stays"):
            evaluated(study, tmp_path / "x")


# Folders --------------------------------------------------------------------------------------------------------------


def test_a_foreign_folder(study: Study, tmp_path: Path):
    """A folder that holds anything else is refused; one that was killed before it said what it is goes on."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultsError, match=r"holds something that is not a calibration's results \(mine\.txt\)"):
        evaluated(study, tmp_path)
    begun = tmp_path / "begun"
    begun.mkdir()
    (begun / ".lock").touch()
    check_folder(begun)
    evaluated(study, begun)


def test_what_a_kill_leaves(study: Study, tmp_path: Path):
    """A file that was being written when the process was killed is swept up."""
    evaluated(study, tmp_path / "x")
    left = tmp_path / "x" / f".new-{'0123456789abcdef' * 2}"
    left.write_text("half", encoding="utf-8")
    evaluated(study, tmp_path / "x")
    assert not left.exists()


def test_tables_of_what_was_there_before(study: Study, tmp_path: Path):
    """A folder that is taken for another study loses the tables and pictures of the earlier; evaluations stay."""
    evaluated(study, tmp_path)
    about = study.document()
    begin_results(tmp_path, KIND, about)
    tables = tmp_path / "tables"
    tables.mkdir()
    for name in ("summary.json", "ensemble.csv"):
        (tables / name).write_text("", encoding="utf-8")
    replace_files(tmp_path, tables)
    shutil.rmtree(tables)
    for name in ("mine.csv", "tiny-calibrated.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    begin_results(tmp_path, KIND, about)
    assert (tmp_path / "summary.json").exists()
    begin_results(tmp_path, KIND, replace(study, name="another").document())
    assert sorted(path.name for path in tmp_path.iterdir() if path.name[0] != ".") == [
        KEPT,
        "manifest.json",
        "mine.csv",
        "tiny-calibrated.toml",
    ]
