"""Designed rotas, against cases whose best design is known exactly or found by trying every one."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest

from simcall.inputs import Ints
from simcall.scenario import Scenario
from simcall.studies.design.designed import RotaDesignNumbers
from simcall.studies.design.designing import design
from simcall.studies.design.hour_curves import Plane
from simcall.studies.design.options import options_of
from simcall.studies.design.program import Program, Weeks
from simcall.studies.design.request import DesignRequest
from simcall.studies.design.request_files import request_of
from simcall.studies.design.rota_trials import RotaTrials
from simcall.studies.kept_arrays import NOT_KEPT
from simcall.studies.trials.cycle import Cycle
from simcall.studies.trials.trial import Trial
from tests.making import exponential
from tests.oracle.cases import CASES
from tests.oracle.test_second_cases import CASES as SECOND_CASES

DS1, SC1, SC2 = SECOND_CASES["DS1"], CASES["SC1"], CASES["SC2"]
OTHER_SEED = 20
SURE = 0.999
RACE = (range(10), range(100), range(800))
"""Replications that have to tell whether a design misses; the next only if the former do not."""


def ds1(kinds: int | None) -> DesignRequest:
    """Return DS1, with another number of different shifts, or any."""
    group: dict[str, Any] = {
        "days": ["every"],
        "shifts": {name: {"start": start, "end": end} for name, (start, end) in DS1["shifts"].items()},
    }
    group |= {} if kinds is None else {"kinds": kinds}
    tables = {"targets": ["a.abandonment_rate<=0.1"], "hold": "every-hour", "groups": {"g": group}}
    return request_of(Scenario.from_document(tomllib.loads(DS1["scenario_toml"])), tables)


def sc1() -> DesignRequest:
    """Return SC1 as a day of 8 hours."""
    given = SC1["parameters"]
    day = [*given["lambda_per_hour"], *[0.0] * 16]
    line = {
        "answer_target": {"within": f"{given['T_s']} s", "share": 0.8},
        "handling": exponential(f"{given['aht_s']} s"),
        "patience": exponential(f"{given['patience_mean_s']} s"),
        "demand": {"calls_per_hour": sum(day) / 24, "profile": day * 7},
    }
    groups = {"g": {"lines": ["a"], "headcount": 1}}
    scenario = {"name": "SC1", "start": "2024-06-03", "days": 1, "lines": {"a": line}, "groups": groups}
    shifts = {
        f"{first}-{last}": {"start": f"{first:02}:00", "end": f"{last:02}:00"} for first, last in given["shifts_hours"]
    }
    tables = {
        "targets": [f"a.service_level>={given['target_sl_each_hour']}"],
        "hold": "every-hour",
        "minimise": "people",
        "groups": {"g": {"days": ["once"], "shifts": shifts, "rules": "none"}},
    }
    return request_of(Scenario.from_document(scenario), tables)


def people_on(answer: RotaDesignNumbers) -> dict[str, int]:
    """Return the people on each shift."""
    return {post.shift: post.people for post in answer.posts}


def trials_of(request: DesignRequest, most: int) -> RotaTrials:
    """Return trials by the hour of the day, with other callers than any search has."""
    options = options_of(request)
    return RotaTrials(request, options, [most] * len(options), Cycle(60, 1440), OTHER_SEED, None, NOT_KEPT)


@pytest.mark.long
def test_two_kinds_of_shift() -> None:
    """DS1: 78 paid hours a day are the least with two kinds of shift; a single design has them."""
    answer = design(ds1(2))
    assert answer.objective == answer.paid_hours == DS1["metrics"][1]["value"]
    assert [people_on(answer)] == [optimum["people"] for optimum in DS1["optima"]]
    assert answer.gap == 0


@pytest.mark.long
def test_a_rota_that_covers_what_each_hour_needs_can_miss() -> None:
    """SC1: 17 people are the least, on one of six designs; no 16 hold, though 16 cover the need of every hour."""
    request = sc1()
    answer = design(request)
    people = [people_on(answer).get(shift, 0) for shift in request.groups["g"].shifts]
    assert people in [optimum["staff_per_shift"] for optimum in SC1["metrics"]["optimal_schedules"]]
    assert answer.bound == SC1["metrics"]["min_total_staff"]


def test_sixteen_people_who_cover_what_each_hour_needs_miss() -> None:
    """SC1: all 16 people who have what Erlang A asks for in each hour surely miss the target in the last."""
    need = np.array(SC1["metrics"]["sipp_requirement_per_hour"])
    trials, covers = trials_of(sc1(), 12), np.array([np.arange(8) // 4 == 0] * 5)
    covers = np.array([np.roll(row, number) for number, row in enumerate(covers)])
    designs = [np.array(people) for people in product(range(13), repeat=5) if sum(people) == 16]
    covering = [people for people in designs if (people @ covers >= need).all()]
    assert covering
    for people in covering:
        looks = (trials.trial(people, replications) for replications in (*RACE, range(2000)))
        assert any(trial.surely_misses(SURE)[0, 7] for trial in looks)


def test_covering_half_hours() -> None:
    """SC2: 43 shifts of 8 hours cover a day that has no end, if the program is left to cover and nothing else."""
    given, shifts = SC2["parameters"], 48
    starts = [f"{number // 2:02}:{number % 2 * 30:02}" for number in given["shift_starts_half_hour"]]
    group = {"days": ["every"], "starts": starts, "lengths": ["8 h"], "breaks": {"8 h": []}, "rules": "none"}
    document = tomllib.loads(DS1["scenario_toml"])
    tables = {"targets": ["a.abandonment_rate<=0.1"], "minimise": "people", "groups": {"g": group}}
    request = request_of(Scenario.from_document(document), tables)
    first = np.repeat([True, False], [given["shift_length_half_hours"], shifts - given["shift_length_half_hours"]])
    covers = np.array([np.roll(first, start) for start in given["shift_starts_half_hour"]], np.float64)
    planes = {(0, step): (Plane(-float(need), (1.0,)),) for step, need in enumerate(given["requirement_per_half_hour"])}
    weeks = Weeks(covers, covers, np.zeros((1, shifts)), planes)
    program = Program(request, options_of(request), np.full(shifts, 50), (True,))
    answer = program.solved(weeks, np.zeros((1, shifts)))
    assert answer.objective == answer.bound == pytest.approx(SC2["metrics"]["min_shifts"])
    assert answer.people is not None
    assert (answer.people @ covers >= given["requirement_per_half_hour"]).all()


def cheaper_designs(request: DesignRequest, below: float) -> list[Ints]:
    """Return every design of DS1 with fewer paid hours a day than so many, those with the most hours first."""
    hours = np.array([shift.minutes // 60 for shift in request.groups["g"].shifts.values()])
    kinds = request.groups["g"].kinds or len(hours)
    numbers = np.array(list(product(*(range(math.ceil(below / length)) for length in hours))))
    numbers = numbers[(numbers @ hours < below) & ((numbers > 0).sum(axis=1) <= kinds)]
    return list(numbers[np.argsort(-numbers @ hours, kind="stable")])


def not_surely_missing(trials: RotaTrials, designs: Sequence[Ints]) -> Iterator[tuple[Ints, Trial]]:
    """Yield the designs that do not surely miss; those with no more people in any hour than one that does, do too."""
    covers, _ = trials.covers()
    missing = np.zeros((0, covers.shape[1]))
    for people in designs:
        rostered = people @ covers
        if (rostered <= missing + 1e-9).all(axis=1).any():
            continue
        for replications in RACE:
            trial = trials.trial(people, replications)
            if trial.surely_misses(SURE).any():
                missing = np.vstack([missing, rostered])
                break
        else:
            yield people, trial


@pytest.mark.long
@pytest.mark.parametrize("kinds", [1, 2, 3, None])
def test_no_cheaper_design_holds(kinds: int | None) -> None:
    """DS1 with more or fewer kinds of shift: each cheaper design is tried with other callers, and none surely holds."""
    request = ds1(kinds)
    answer = design(request)
    trials = trials_of(request, 30)
    designs = cheaper_designs(request, answer.objective / 7)
    close = list(not_surely_missing(trials, designs))
    assert designs
    assert not [people for people, trial in close if trial.surely_meets(SURE).all()]
    weights = np.array([option.weight for option in options_of(request)])
    assert answer.bound is not None
    assert all(weights @ people >= answer.bound - 1e-6 for people, _ in close)
