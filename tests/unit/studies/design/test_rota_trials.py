"""Trials of people on options: what a run of the designed scenario gives, and whom the plan has when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simcall as sc
from simcall.measures.targets import Figure
from simcall.present.folders.designed_scenario import designed_text
from simcall.studies.design.options import options_of, staffed, tables_of
from simcall.studies.design.request import DesignRequest
from simcall.studies.design.request_files import request_of
from simcall.studies.design.rota_trials import RotaTrials
from simcall.studies.kept_arrays import NOT_KEPT
from simcall.studies.trials.cycle import Cycle
from simcall.studies.variants import minute_of_week, totals_of_variants
from tests.designs import hub_file, made_up_design

WEEK = Cycle(60, 7 * 24 * 60)
ABSENCE = ["groups.handlers.absence.probability=0.22", 'groups.handlers.absence.training_every="10 weeks"']
ALL = {"shifts": ["early", "late", "night"], "days": ["every", "Fri-Sat"]}
SEED = 3


def request(folder: Path, changes: list[str], **table: Any) -> DesignRequest:
    """Return a design of the hub in a folder, with changes, whose handlers may have every shift."""
    scenario = sc.load(hub_file(folder), changes)
    return request_of(scenario, {"hold": "every-hour", "groups": {"handlers": {**ALL, **table}}})


def trials_of(asked_for: DesignRequest, most: int = 6, jobs: int = 1) -> RotaTrials:
    """Return trials by the hour of the week."""
    options = options_of(asked_for)
    return RotaTrials(asked_for, options, [most] * len(options), WEEK, SEED, jobs, NOT_KEPT)


@pytest.mark.parametrize(
    ("changes", "table", "people"),
    [
        ([], {}, [2, 1, 0, 3, 2, 0]),
        (ABSENCE, {"keep": ["rota.teams"]}, [2, 1, 0, 3, 2, 0]),
        (ABSENCE, {"keep": ["rota.fixed.nights"], "team_people": {"max": 5}}, [3, 0, 2, 1, 0, 0, 1]),
        (['groups.handlers.end_of_duty="count"'], {}, [2, 0, 0, 4, 2, 1]),
    ],
    ids=["posts", "with absent people and kept teams", "teams and kept posts", "counted"],
)
def test_a_trial_is_a_run(tmp_path: Path, changes: list[str], table: dict[str, Any], people: list[int]) -> None:
    """The people of the wide plan give what a run of the scenario with just these people gives, to the last digit."""
    asked_for = request(tmp_path, changes, **table)
    trial = trials_of(asked_for).trial(np.array(people), range(4))
    figures = [Figure(target.line_or_group, target.measure) for target in asked_for.targets]
    designed = staffed(asked_for, options_of(asked_for), people)
    labels, (totals,) = totals_of_variants([designed], figures, range(4), SEED, label=minute_of_week)
    steps = np.array(labels[0]) // WEEK.step_min
    for of_trial, figure in zip(trial.totals, figures, strict=True):
        np.testing.assert_array_equal(of_trial.numerator[:, steps], totals[figure].numerator)
        np.testing.assert_array_equal(of_trial.denominator[:, steps], totals[figure].denominator)


def test_the_most_people_do_not_change_a_trial(tmp_path: Path) -> None:
    """Absences, training and breaks are the same, however many people an option may have; so are covers."""
    asked_for, people = request(tmp_path, ABSENCE, keep=["rota.teams"]), np.array([2, 1, 0, 3, 2, 0])
    few, many = (trials_of(asked_for, most) for most in (3, 40))
    of_few, of_many = (trials.trial(people, range(3)).totals[0].numerator for trials in (few, many))
    np.testing.assert_array_equal(of_few, of_many)
    np.testing.assert_array_equal(few.covers()[0], many.covers()[0])


def test_the_written_file_runs_as_it_was_tried(tmp_path: Path) -> None:
    """What `simcall run` gives of the file that a design writes is what its trial gave, with another seed too."""
    asked_for = request(tmp_path, ABSENCE, keep=["rota.teams"])
    people, options = [2, 1, 0, 3, 2, 0], options_of(asked_for)
    designed = staffed(asked_for, options, people)
    tables = tables_of(asked_for, options, people)
    answer = made_up_design(
        tmp_path / "hub.toml", request=asked_for, scenario=designed, changes=tables, without=("groups.handlers.rota",)
    )
    file = tmp_path / "designed.toml"
    file.write_text(designed_text(answer, tmp_path), encoding="utf-8")
    trials, read = trials_of(asked_for), sc.load(file)
    for of_seed in (trials, trials.with_seed(SEED + 1)):
        of_run = sc.run(read, replications=4, seed=of_seed.seed).lines["101"]
        of_trial = of_seed.trial(np.array(people), range(4)).pooled()
        for target, (value,) in zip(of_trial.targets, of_trial.values, strict=True):
            assert getattr(of_run, target.measure).mean == pytest.approx(value, rel=1e-12)


def covers_of(asked_for: DesignRequest) -> dict[str, np.ndarray]:
    """Return the covers of each option by day and hour, shape (7, 24)."""
    of_options, _ = trials_of(asked_for).covers()
    return {option.name: row.reshape(7, 24) for option, row in zip(options_of(asked_for), of_options, strict=True)}


def test_covers_by_hand(tmp_path: Path) -> None:
    """Breaks at their mean over the two hours in which they begin, and nights that reach into the next day."""
    covers = covers_of(request(tmp_path, []))
    early = np.zeros(24)
    early[7:15] = 1
    early[10:13] -= 0.1875, 0.25, 0.0625  # a break of half an hour that begins evenly between 10:00 and 12:00
    np.testing.assert_allclose(covers["early every"], [early] * 7, atol=1e-3)
    night = np.zeros((7, 24))
    night[[4, 5], 22:] = 1
    night[[5, 6], :7] = 1
    np.testing.assert_array_equal(covers["night Fri-Sat"], night)


def test_covers_when_the_clocks_change(tmp_path: Path) -> None:
    """The hour that is left out in March has nobody; a shift ends when its length has passed."""
    spring = covers_of(request(tmp_path, ["start=2024-03-25"]))["night Fri-Sat"]
    assert spring[5, :9].tolist() == [1] * 7 + [0] * 2
    assert spring[6, :9].tolist() == [1, 0, 1, 1, 1, 1, 1, 0, 0]


def test_kept_staffing_is_covered_apart(tmp_path: Path) -> None:
    """Two people every night, and nothing of what is designed."""
    asked_for = request(tmp_path, [], keep=["rota.fixed.nights"])
    _, kept = trials_of(asked_for).covers()
    night = np.zeros(24)
    night[22:], night[:7] = 2, 2
    np.testing.assert_array_equal(kept.reshape(7, 24), [night] * 7)


def test_who_is_there_of_those_rostered(tmp_path: Path) -> None:
    """22 % are absent; of the others, one duty in so many is for training."""
    assert trials_of(request(tmp_path, [])).attendance().tolist() == [1.0]
    absent = trials_of(request(tmp_path, ["groups.handlers.absence.probability=0.22"])).attendance()
    assert absent.tolist() == pytest.approx([0.78])


def test_threads_do_not_change_a_trial(tmp_path: Path) -> None:
    """One thread and two give the same totals, replication by replication."""
    asked_for, people = request(tmp_path, []), np.array([2, 1, 0, 3, 2, 0])
    alone, both = (trials_of(asked_for, jobs=jobs).trial(people, range(6)) for jobs in (1, 2))
    np.testing.assert_array_equal(alone.totals[0].numerator, both.totals[0].numerator)
