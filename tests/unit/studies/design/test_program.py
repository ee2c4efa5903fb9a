"""The integer program, against all designs of small requests."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from simcall.inputs import Floats, Ints
from simcall.studies.design.hour_curves import Plane
from simcall.studies.design.limits import kept_limits, rules_of
from simcall.studies.design.options import most_steps, options_of
from simcall.studies.design.program import Program, Row, Weeks
from simcall.studies.design.request import DesignRequest
from simcall.studies.design.request_files import request_of
from tests.unit.studies.design.hubs import hub

MOST = 4
STEPS = 5
LIMITS: dict[str, dict[str, Any]] = {
    "none": {},
    "kinds": {"kinds": 1},
    "crews": {"each_shift": {"min": 2, "max": 3}},
    "people": {"people": {"min": 5, "max": 7}},
    "paid hours": {"paid_hours": {"max": 250}},
    "kinds and crews": {"kinds": 2, "each_shift": {"min": 3}},
}


def request(limits: dict[str, Any]) -> DesignRequest:
    """Return a request of three shifts on two sets of days, four options in all within few."""
    table = {"shifts": ["early", "late"], "days": ["every", "Mon-Fri"], "rules": "none", **limits}
    return request_of(hub(), {"targets": ["999.answered_in_target>=0.9"], "groups": {"handlers": table}})


def weeks_of(seed: int, options: int) -> Weeks:
    """Return covers and planes drawn at random, and kept people."""
    random = np.random.default_rng(seed)
    covers = random.integers(0, 2, (options, STEPS)) * random.choice([0.5, 1.0], (options, STEPS))
    planes = {
        (0, step): (Plane(-float(random.integers(1, 9)), (3.0,)), Plane(float(random.integers(1, 4)), (0.5,)))
        for step in range(STEPS)
    }
    return Weeks(covers, covers, random.integers(0, 2, (1, STEPS)).astype(np.float64), planes)


def spare(weeks: Weeks, people: Ints) -> Floats:
    """Return what the planes leave in each step."""
    rostered = people @ weeks.reach + weeks.kept[0]
    return np.array(
        [
            min(plane.height + plane.slope[0] * rostered[step] for plane in weeks.planes[0, step])
            for step in range(STEPS)
        ]
    )


def cheapest(program: Program, weeks: Weeks, row: Row, on: int | None = None) -> float:
    """Try all designs; return the least weight of those within the rules, with enough to spare, that keep a row.

    If an option is named, only those with somebody on it.
    """
    weights = np.array([option.weight for option in program.options])
    best = np.inf
    for numbers in product(range(MOST + 1), repeat=len(weights)):
        people = np.array(numbers)
        if on is not None and not people[on]:
            continue
        left = spare(weeks, people)
        enough = (left >= -1e-9).all() if program.by_step[0] else left.sum() >= -1e-9
        if enough and row.values @ people >= row.least - 1e-9 and program.keeps_rules(people):
            best = min(best, float(weights @ people))
    return best


@pytest.mark.parametrize("by_step", [True, False])
@pytest.mark.parametrize("limits", LIMITS)
def test_the_least_of_all_designs(limits: str, by_step: bool) -> None:
    """What the program gives is within the rules and the cheapest, or nothing is; its bound is no more than that."""
    asked_for = request(LIMITS[limits])
    options = options_of(asked_for)
    program = Program(asked_for, options, np.full(len(options), MOST), (by_step,))
    feasible = 0
    for seed in range(6):
        weeks = weeks_of(seed, len(options))
        row = Row(np.array([1.0, 0.0, 2.0, 0.5]), float(seed))
        best = cheapest(program, weeks, row)
        answer = program.solved(weeks, np.zeros((1, STEPS)), rows=[row])
        assert answer.bound <= best + 1e-6 or not np.isfinite(best)
        assert answer.objective == pytest.approx(best)
        if answer.people is not None:
            feasible += 1
            assert program.keeps_rules(answer.people.astype(np.int64))
            relaxed = program.solved(weeks, np.zeros((1, STEPS)), rows=[row], whole=False)
            assert relaxed.objective <= best + 1e-6
    assert feasible


@pytest.mark.parametrize("by_step", [True, False])
@pytest.mark.parametrize("limits", ["none", "kinds", "crews"])
def test_reduced_costs_rule_out_no_better_design(limits: str, by_step: bool) -> None:
    """No design with anybody on an option has less than the linear program's optimum and the option's reduced cost."""
    asked_for = request(LIMITS[limits])
    options = options_of(asked_for)
    program = Program(asked_for, options, np.full(len(options), MOST), (by_step,))
    positive = 0
    for seed in range(3):
        weeks = weeks_of(seed, len(options))
        row = Row(np.array([1.0, 0.0, 2.0, 0.5]), float(seed))
        optimum, reduced = program.reduced_costs(weeks, [row])
        relaxed = program.solved(weeks, np.zeros((1, STEPS)), rows=[row], whole=False)
        assert optimum == pytest.approx(relaxed.objective)
        for option in range(len(options)):
            best = cheapest(program, weeks, row, on=option)
            assert best >= optimum + reduced[option] - 1e-6
            positive += reduced[option] > 1
            if reduced[option] > 0 and np.isfinite(best):
                others = program.solved(weeks, np.zeros((1, STEPS)), rows=[row], allowed=reduced <= 0)
                assert others.people is None or not others.people[option]
    assert positive


def test_more_people_where_a_cut_is_finite() -> None:
    """A cut asks for more people in the only step that it names, and not where more cost least."""
    asked_for = request({})
    options = options_of(asked_for)
    program = Program(asked_for, options, np.full(len(options), MOST), (True,))
    covers = np.eye(len(options), STEPS)
    weeks = Weeks(covers, covers, np.zeros((1, STEPS)), {})
    dearest = int(np.argmax([option.weight for option in options]))
    cut = np.where(np.arange(STEPS) == dearest, 2.0, np.inf)[None, :]
    answer = program.solved(weeks, np.zeros((1, STEPS)), cuts=[cut])
    assert answer.people is not None
    assert answer.people.tolist() == [3 if option == dearest else 0 for option in range(len(options))]


def test_each_limit_is_a_rule_with_a_name() -> None:
    """A rule that is left aside allows anything; the others stay."""
    asked_for = request({"kinds": 1, "people": {"min": 5, "max": 7}, "each_shift": {"min": 2}})
    names = [rule.name for rule in rules_of(asked_for)]
    assert names == [
        "999.answered_in_target >= 0.9",
        "groups.handlers.kinds",
        "groups.handlers.people.max",
        "groups.handlers.people.min",
        "groups.handlers.each_shift.min",
    ]
    assert kept_limits(asked_for, frozenset(names)) == asked_for
    without = kept_limits(asked_for, frozenset(names) - {"groups.handlers.people.max"}).groups["handlers"]
    assert (without.people.least, without.people.most, without.kinds) == (5, None, 1)
    nothing = kept_limits(asked_for, frozenset()).groups["handlers"]
    assert (nothing.kinds, nothing.people.least, nothing.each_shift.least) == (None, 0, 0)


def test_the_most_on_an_option_follows_the_limits_that_are_kept() -> None:
    """A limit that is left aside does not lower it, and the smallest crew may exceed what the busiest hour needs."""
    asked_for = request({"people": {"max": 10}, "each_shift": {"min": 12}})
    crews_alone = kept_limits(asked_for, frozenset({"groups.handlers.each_shift.min"}))
    options = options_of(asked_for)
    assert [most_steps(of, options, [7]) for of in (asked_for, crews_alone)] == [[10] * 4, [12] * 4]
    assert most_steps(kept_limits(asked_for, frozenset()), options, [7]) == [7] * 4


def test_the_most_on_an_option_reaches_the_fewest_people_and_hours() -> None:
    """One option may have all of them: 40 people, or 600 hours in shifts of 7.5 hours on seven days or on five."""
    by_people, by_hours = request({"people": {"min": 40}}), request({"paid_hours": {"min": 600}})
    options = options_of(by_people)
    assert [most_steps(of, options, [7]) for of in (by_people, by_hours)] == [[40] * 4, [12, 16, 12, 16]]
