"""Recruits, their tutors, and people who leave for good."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simcall.inputs import Blueprint, Shifts, draw_blueprint, planned_presence
from tests.making import ONE_LINE, scenario
from tests.people import SHIFTS, clock, drawn, laid

TRAINEES, HANDLERS = 1, 0
COHORT = {
    "people": 2,
    "starts": "2024-02-05",
    "classroom": "7 days",
    "supervised": "2 weeks",
    "joins": "handlers",
    "tutors": 0,
}


def learning(cohort: dict[str, Any] | None = None, rota: dict[str, Any] | None = None, **changes: Any) -> Blueprint:
    """Lay two teams of handlers, one on each day, and a cohort of recruits on the calendar."""
    teams = {"A": {"people": 3}, "B": {"people": 3, "offset": 1}}
    rota = rota or {"pattern": ["early", "off"], "starts": "2024-02-05", "teams": teams}
    groups = {
        "handlers": {"lines": ["999"], "rota": rota},
        "trainees": {"lines": ["999"], "recruits": {"spring": {**COHORT, **(cohort or {})}}},
    }
    rest = {name.replace("__", "."): value for name, value in changes.items()}
    return draw_blueprint(scenario(ONE_LINE, {"shifts": SHIFTS, "groups": groups, "days": 35.0, **rest}))


def dates(shifts: Shifts, blueprint: Blueprint, group: int, agents: tuple[int, ...]) -> list[str]:
    """Return the day of the month and month on which some people of a group work, in order."""
    own = (shifts.group == group) & np.isin(shifts.agent, agents)
    return [blueprint.calendar.local(int(tick)).strftime("%d %b") for tick in shifts.start[own]]


# Recruits -----------------------------------------------------------------------------------------------------------


def test_classroom_supervision_and_then_the_group():
    """They take no call in the first week, then two weeks in their own group, and from then on in the one they join."""
    found = learning()
    shifts = drawn(found).shifts
    # Team A works on odd days from Monday 5 February on; each team has one recruit, who is numbered after the six.
    supervised = dates(shifts, found, TRAINEES, (0,))
    assert supervised == ["13 Feb", "15 Feb", "17 Feb", "19 Feb", "21 Feb", "23 Feb", "25 Feb"]
    trained = dates(shifts, found, HANDLERS, (6,))
    assert trained == ["27 Feb", "29 Feb", "02 Mar", "04 Mar", "06 Mar", "08 Mar", "10 Mar"]
    assert dates(shifts, found, TRAINEES, (1,))[0] == "12 Feb"  # of team B
    assert set(shifts.agent[shifts.group == TRAINEES].tolist()) == {0, 1}
    assert set(shifts.agent[shifts.group == HANDLERS].tolist()) == set(range(8))


def test_they_are_spread_over_the_teams():
    """Seven recruits over two teams are four and three; over one that is named, seven."""
    shifts = drawn(learning({"people": 7})).shifts
    by_day = Counter(shifts.start[shifts.group == TRAINEES].tolist())
    assert set(by_day.values()) == {4, 3}
    named = drawn(learning({"people": 7, "teams": ["B"]})).shifts
    assert set(Counter(named.start[named.group == TRAINEES].tolist()).values()) == {7}


def test_no_classroom_and_no_supervision():
    """Recruits with nothing to learn are full members on the first day: the same plan as a team that joins then."""
    at_once = learning({"classroom": "0 days", "supervised": "0 days", "teams": ["A"], "starts": "2024-02-12"})
    rota = {
        "pattern": ["early", "off"],
        "starts": "2024-02-05",
        "teams": {
            "A": {"people": 3},
            "B": {"people": 3, "offset": 1},
            "new": {"people": 2, "joins": "2024-02-12"},
        },
    }
    as_team = laid({"rota": rota}, days=35.0)
    for column in ("agent", "began", "end", "date", "role"):
        assert np.array_equal(getattr(at_once.plan, column), getattr(as_team.plan, column))


def test_a_cohort_before_the_run():
    """A cohort that started long ago is trained when the run begins."""
    shifts = drawn(learning({"starts": "2023-06-05"})).shifts
    assert set(shifts.group.tolist()) == {HANDLERS}
    assert set(shifts.agent.tolist()) == set(range(8))


def test_the_same_recruits_are_missing_wherever_they_are():
    """A recruit's luck belongs to the person and the date: it is not drawn anew when they change group."""
    half = {"groups__handlers__absence": {"probability": 0.5}, "groups__trainees__absence": {"probability": 0.5}}
    cohort = {"people": 40, "teams": ["A"]}
    later, sooner = (learning({**cohort, "supervised": weeks}, **half) for weeks in ("2 weeks", "1 week"))
    in_third_week = []
    for found, group, first in ((later, TRAINEES, 0), (sooner, HANDLERS, 6)):
        shifts = drawn(found).shifts
        own = (shifts.group == group) & (shifts.agent >= first)
        day = [date.fromtimestamp(found.calendar.local(int(tick)).timestamp()) for tick in shifts.start[own]]
        people = (shifts.agent[own] - first).tolist()
        in_third_week.append({(who, on) for who, on in zip(people, day, strict=True) if 19 <= on.day <= 25})
    assert in_third_week[0] == in_third_week[1] != set()


# Tutors -------------------------------------------------------------------------------------------------------------


def at_work(blueprint: Blueprint, group: int, replication: int = 0) -> dict[str, set[int]]:
    """Return who of a group takes calls, by the local start of the shift."""
    shifts = drawn(blueprint, replication).shifts
    found: dict[str, set[int]] = {}
    for who, tick in zip(shifts.agent[shifts.group == group], shifts.start[shifts.group == group], strict=True):
        found.setdefault(clock(blueprint, tick), set()).add(int(who))
    return found


def test_tutors_take_no_calls():
    """A recruit with one tutor takes the team's last handler off the phones while supervised, and nobody after it."""
    found = at_work(learning({"tutors": 1.0}), HANDLERS)
    assert found["Sun 11 06:00"] == {0, 1, 2}
    assert found["Tue 13 06:00"] == {0, 1}
    assert found["Wed 14 06:00"] == {3, 4}
    assert found["Sun 25 06:00"] == {0, 1}
    assert found["Tue 27 06:00"] == {0, 1, 2, 6}


@pytest.mark.parametrize(("recruits", "tutors", "left"), [(3, 0.5, 1), (3, 1 / 3, 2), (4, 1.0, 0), (2, 0.01, 2)])
def test_how_many_tutors(recruits, tutors, left):
    """So many for each recruit, rounded up; of a team of three no more than three."""
    found = at_work(learning({"people": recruits, "tutors": tutors, "teams": ["A"]}), HANDLERS)
    assert len(found.get("Tue 13 06:00", ())) == left


def test_those_who_are_designated_tutor_last():
    """People designated to a line stay on it as long as others can sit with the recruits."""
    rota = {"pattern": ["early"], "starts": "2024-02-05", "teams": {"A": {"people": 3, "designated": {"999": 2}}}}
    found = at_work(learning({"people": 2, "tutors": 1.0}, rota), HANDLERS)
    assert found["Tue 13 06:00"] == {0}


def test_no_tutor_without_a_recruit():
    """Who would sit with a recruit who is missing takes calls; and a tutor who is missing is replaced."""
    changes = {"groups__trainees__absence": {"probability": 0.5}, "groups__handlers__absence": {"probability": 0.3}}
    found = learning({"people": 1, "tutors": 1.0, "teams": ["A"]}, **changes)
    alone = learning({"people": 0, "tutors": 1.0, "teams": ["A"]}, **changes)
    for replication in range(5):
        with_them, without = at_work(found, HANDLERS, replication), at_work(alone, HANDLERS, replication)
        recruits = at_work(found, TRAINEES, replication)
        for start in (f"{day} 06:00" for day in ("Tue 13", "Thu 15", "Sat 17", "Mon 19", "Wed 21", "Fri 23")):
            there = without.get(start, set())
            off = {max(there)} if there and start in recruits else set()
            assert with_them.get(start, set()) == there - off


def test_presence_by_plan_leaves_tutors_out():
    """Of three handlers and one recruit two and one are at the phones by plan; the hours of all four are planned."""
    found = learning({"people": 1, "tutors": 1.0, "teams": ["A"]})
    hour = 3_600_000
    edges = np.array([8 * 24 * hour + 6 * hour, 8 * 24 * hour + 14 * hour])  # Tuesday 13 February, the early
    present = planned_presence(found.duties, found.plan, 2, edges)[:, 0]
    assert present.tolist() == [2.0, 1.0]
    assert int((found.plan.began == edges[0]).sum()) == 4


# Leavers ------------------------------------------------------------------------------------------------------------

DAILY = {"pattern": ["early"], "starts": "2024-02-05", "teams": {"A": {"people": 40}}}


def last_dates(blueprint: Blueprint, replication: int = 0, group: int = 0) -> dict[int, int]:
    """Return how many duties each person of a group works."""
    shifts = drawn(blueprint, replication).shifts
    return Counter(shifts.agent[shifts.group == group].tolist())


def test_a_year_of_leavers():
    """Of 40 people at 25 % a year as many have left after a year as Binomial(40, 0.25) says, over 60 replications.

    Chi-square of the mean (two-sided z of the total of 2,400 people): a rate of 30 % in its place lies 5.7 standard
    errors off, and is refused with probability 0.97 at the significance used, 1e-4.
    """
    found = laid({"rota": DAILY, "leavers_per_year": 0.25}, days=366.0)
    gone = 0
    for replication in range(60):
        shifts = drawn(found, replication).shifts
        gone += 40 - int((shifts.start >= 365 * 86_400_000).sum())
    z = (gone - 2400 * 0.25) / np.sqrt(2400 * 0.25 * 0.75)
    assert abs(z) < stats.norm.isf(0.5e-4)
    assert abs((gone - 2400 * 0.30) / np.sqrt(2400 * 0.30 * 0.70)) > stats.norm.isf(0.5e-4)


def test_who_has_left_does_not_come_back():
    """Everybody works every day up to their last."""
    found = laid({"rota": DAILY, "leavers_per_year": 0.9}, days=60.0)
    shifts = drawn(found).shifts
    left = 0
    for who in range(40):
        days = shifts.start[shifts.agent == who] // 86_400_000
        assert days.tolist() == list(range(len(days)))
        left += len(days) < 60
    assert left > 5


def test_leavers_are_the_same_whatever_else_is_planned():
    """A longer run, a warm-up, another team: the same people leave on the same dates."""
    rate = {"leavers_per_year": 0.9}
    short = last_dates(laid({"rota": DAILY, **rate}, days=30.0))
    teams = {"A": {"people": 40}, "B": {"people": 5}}
    longer = laid({"rota": {**DAILY, "teams": teams}, **rate}, days=60.0)
    shifts = drawn(longer).shifts
    first = (shifts.agent < 40) & (shifts.start < 30 * 86_400_000)
    assert Counter(shifts.agent[first].tolist()) == short
    warmed = last_dates(laid({"rota": DAILY, **rate}, days=30.0, warm_up="10 days"))
    assert warmed == {who: days + 10 for who, days in short.items()}


def test_more_leave_at_a_higher_rate():
    """Who leaves at a low rate leaves no later at a high one: the draws are shared."""
    few, many = (last_dates(laid({"rota": DAILY, "leavers_per_year": rate}, days=60.0)) for rate in (0.3, 0.8))
    assert all(many.get(who, 0) <= days for who, days in few.items())
    assert sum(many.values()) < sum(few.values())


def test_recruits_leave_too():
    """In the classroom as under supervision: at the rate of the group they are in."""
    rates = {"groups__trainees__leavers_per_year": 0.99}
    found = learning({"people": 100, "teams": ["A"]}, **rates)
    supervised = drawn(found).shifts
    there = [int((supervised.start[supervised.group == TRAINEES] // 86_400_000 == day).sum()) for day in (8, 20)]
    # The daily chance at 99 % a year is 1.25 %: of 100, 89 are expected on the ninth day and 77 on the 21st.
    assert 76 < there[0] < 98
    assert 63 < there[1] < 90
    kept = dates(supervised, found, HANDLERS, tuple(range(6, 106)))
    assert len(set(kept)) * there[1] >= len(kept)  # who has left is not in the group that they would have joined
    assert kept.count("27 Feb") == kept.count("10 Mar") <= there[1]
