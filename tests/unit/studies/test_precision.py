"""As many replications as it takes: when it looks, when it stops, and what it says where it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pytest

import simcall as sc
from simcall.api import Results
from simcall.errors import ScenarioError, SimcallError
from simcall.measures import Estimate
from simcall.measures.targets import Precision
from simcall.studies.precision import (
    DEFAULT_CAP,
    LEAST,
    goals_of,
    half_width,
    own_half_width,
    stopped_short,
    until_precise,
)
from tests.making import ONE_LINE, TWO_LINES, scenario
from tests.measured import hours, measured

SHARE = Precision("999", "answered_in_target", 0.005)
ASA = Precision("999", "asa", 1.0)


@dataclass(frozen=True)
class Done:
    """What a plan asks of results: how many replications they are of."""

    replications: int


Reach = Callable[[int], float | None]


def looks(reach: dict[str, Reach], goals: Sequence[Precision], least: int = 30, cap: int = 1000) -> list[int]:
    """Return the numbers of replications at which a plan looks, where intervals reach as told by their number."""

    def half(results: tuple[Results, ...], goal: Precision) -> float | None:
        return reach[goal.measure](results[0].replications)

    plan = until_precise(goals, half, least, cap)
    seen = [least]
    while (more := plan(cast("tuple[Results, ...]", (Done(seen[-1]),)))) > seen[-1]:
        seen.append(more)
    return seen


def root(at_30: float) -> Reach:
    """Return the reach of an interval that narrows with the root of the number of replications."""
    return lambda n: at_30 * (30 / n) ** 0.5


# When it looks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at_30", "expected"),
    [
        (0.004, [30]),  # narrow enough at the first look
        (0.005, [30]),  # as narrow as asked is narrow enough
        (0.006, [30, 44]),  # 30 x 1.2^2 = 43.2
        (0.0051, [30, 35]),  # 31.2, but no fewer than 5 more
        (0.01, [30, 60, 120]),  # 120 are needed, but no more than twice as many at a time
        (0.02, [30, 60, 120, 240, 480]),
        (0.04, [30, 60, 120, 240, 480, 960, 1000]),  # 1,920 would be needed: the cap
    ],
)
def test_next_look(at_30, expected):
    """The next look is where the interval will be narrow enough: 5 more at least, twice as many at most, to a cap."""
    assert looks({"answered_in_target": root(at_30)}, [SHARE]) == expected


def test_it_stops_at_the_first_look_that_is_narrow_enough():
    """An interval that is narrow enough at a look ends it there, whatever it would be later."""
    reach = {"answered_in_target": lambda n: 0.01 if n in (30, 120, 240) else 0.001}
    assert looks(reach, [SHARE]) == [30, 60]


def test_all_goals_together():
    """With several goals the one that needs most decides, and it stops when all are met at one look."""
    reach = {"answered_in_target": root(0.006), "asa": root(1.5)}
    assert looks(reach, [SHARE]) == [30, 44]
    assert looks(reach, [ASA]) == [30, 60, 68]  # 67.5
    assert looks(reach, [SHARE, ASA]) == looks(reach, [ASA, SHARE]) == [30, 60, 68]


@pytest.mark.parametrize(("least", "first"), [(1, 10), (2, 10), (9, 10), (10, 10), (11, 11)])
def test_no_look_before_ten(least, first):
    """From fewer than 10 replications an interval may be narrow by chance: it goes on to 10 before it looks."""
    assert looks({"answered_in_target": lambda _n: 0.0}, [SHARE], least)[-1] == first == max(least, LEAST)


def test_what_has_no_interval_goes_on_to_the_cap():
    """A figure that is not defined may become so: the number is doubled up to the cap."""
    assert looks({"answered_in_target": lambda _n: None}, [SHARE], 30, 200) == [30, 60, 120, 200]
    found = {"answered_in_target": lambda n: None if n < 100 else 0.001}
    assert looks(found, [SHARE]) == [30, 60, 120]


@pytest.mark.parametrize(
    ("least", "cap", "words"),
    [
        (30, 29, "at most 29 replications, but 30 are asked for: raise max_replications, or ask for fewer"),
        (5, 9, "at most 9 replications, but a first look takes 10: raise max_replications"),
    ],
)
def test_a_cap_under_the_first_look(least, cap, words):
    """A cap under the number that is asked for, or under 10, is refused with the remedy."""
    with pytest.raises(SimcallError, match=f"^{words}$"):
        until_precise([SHARE], lambda *_: 0.0, least, cap)
    assert looks({"answered_in_target": lambda _n: None}, [SHARE], max(least, 10), max(least, 10)) == [max(least, 10)]


# How far an interval reaches ------------------------------------------------------------------------------------------


def test_half_width_is_the_longer_side():
    """An interval that is cut off at a bound, or of a quantile, counts by its longer side; none has no width."""
    assert half_width(Estimate(0.3, 0.1, 0.4)) == pytest.approx(0.2)
    assert half_width(Estimate(0.02, 0.0, 0.06)) == pytest.approx(0.04)
    assert half_width(Estimate(0.3, None, None)) is half_width(Estimate(None, None, None)) is None


def test_own_half_width():
    """Of several runs the widest counts; one that lacks the group is left out, one that is undefined is not."""
    narrow, wide = (measured(hours(1), {"999": {"offered": [10, 10 + far]}}) for far in (1, 5))
    goal = Precision("999", "offered", 1.0)
    assert own_half_width((narrow, wide), goal) == half_width(wide.lines["999"].offered)
    duty = {"officers": {"duty_s": [3600.0, 7200.0]}}
    officers = measured(hours(1, groups__officers={"lines": ["999"], "headcount": 1}), groups=duty)
    there = half_width(officers.groups["officers"].duty_hours)
    assert own_half_width((narrow, officers), Precision("officers", "duty_hours", 1.0)) == there
    assert own_half_width((narrow, officers), Precision("officers", "occupancy", 1.0)) is None
    assert own_half_width((narrow,), Precision("officers", "duty_hours", 1.0)) is None


# What is asked for ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["999.answered_in_target+-0.005", "999.answered_in_target ± 0.005"])
def test_goals_are_read(text):
    """A goal may be text, with +- or ±, or read already, and one alone needs no list."""
    made = hours(1)
    assert goals_of([text], [made]) == goals_of(text, [made]) == goals_of(SHARE, [made]) == (SHARE,)
    assert goals_of([text, ASA], [made]) == (SHARE, ASA)
    assert goals_of([], [made]) == ()


def test_goals_of_what_one_scenario_has():
    """Of several scenarios one that has the group is enough."""
    without, with_them = hours(1), hours(1, groups__officers={"lines": ["999"], "headcount": 1})
    expected = (Precision("officers", "duty_hours", 2.0),)
    for scenarios in ([without, with_them], [with_them, without]):
        assert goals_of("officers.duty_hours+-2", scenarios) == expected


TYPOS = {
    "999.answered_in_targt+-0.005": 'has no measure "answered_in_targt"; did you mean "answered_in_target"',
    "99.asa+-1": 'there is no line or group "99"; did you mean "999"',
    "999.answered_in_target": "write a figure and half the width of its interval",
    "999.answered_in_target+-": "write a figure and half the width",
    "999.answered_in_target+-0.5%": "0.005",
    "999.asa+-0": "an interval cannot have a width of 0",
    "paid_hours+-1": "planned",
}


@pytest.mark.parametrize(("text", "words"), TYPOS.items(), ids=TYPOS.keys())
def test_what_cannot_be_read(text, words):
    """What cannot be read, or names what is not there, is refused before any simulation, as of --until."""
    for call in (lambda: sc.run(hours(1), until=[text]), lambda: sc.compare(hours(1), hours(1, "b"), until=[text])):
        with pytest.raises(ScenarioError, match="--until") as refused:
            call()
        assert words in str(refused.value)


def test_a_goal_that_is_read_already_is_checked_too():
    """A goal that was made by hand, and names what is not there, is not taken for met."""
    with pytest.raises(ScenarioError, match="officers"):
        sc.run(hours(1), until=[Precision("officers", "duty_hours", 1.0)])


# What it says ---------------------------------------------------------------------------------------------------------


def reaching(*found: float | None) -> Callable[..., float | None]:
    """Return a reach for each goal in turn."""
    left = iter(found)
    return lambda *_: next(left)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((0.004, 0.9), None),
        ((0.0064, 0.9), "999.answered_in_target is within ±0.0064, not ±0.005"),
        ((0.005000012, 0.9), "999.answered_in_target is within ±0.00500001, not ±0.005"),
        ((0.0064, 12.34), "999.answered_in_target is within ±0.0064, not ±0.005; 999.asa is within ±12, not ±1"),
        ((None, 0.9), "999.answered_in_target has no interval, so it is not within ±0.005"),
    ],
)
def test_stopped_short(found, words):
    """Every goal that is not met is named, with how far its interval reaches in enough digits to tell it from met."""
    said = stopped_short([SHARE, ASA], reaching(*found), cast("tuple[Results, ...]", (Done(1000),)))
    assert said == (words and f"Stopped at 1000 replications: {words}.")


# The whole of it ------------------------------------------------------------------------------------------------------

QUICK: dict[str, Any] = {"days": 0.5}


@pytest.mark.parametrize("jobs", [1, 2])
def test_run_until(jobs):
    """Run stops at a look whose intervals are narrow enough, and is a run of so many replications to the bit."""
    made = scenario(TWO_LINES, QUICK)
    goals = ["999.answered_in_target+-0.03", "101.asa +- 30 s"]
    found = sc.run(made, 5, 3, jobs=jobs, until=goals)
    assert 10 < found.replications < DEFAULT_CAP
    plain = sc.run(made, found.replications, 3, jobs=1)
    assert found.document() == plain.document()
    assert half_width(found.lines["999"].answered_in_target) <= 0.03
    assert half_width(found.lines["101"].asa) <= 30
    fewer = sc.run(made, LEAST, 3, jobs=1)
    assert half_width(fewer.lines["999"].answered_in_target) > 0.03 or half_width(fewer.lines["101"].asa) > 30


def test_run_stops_at_the_cap():
    """What cannot be reached stops at the cap, and the planned number in the progress never passes it."""
    planned = set()
    found = sc.run(
        scenario(ONE_LINE, QUICK),
        3,
        until="999.offered+-0.001",
        max_replications=14,
        jobs=1,
        progress=lambda done, of: planned.add(of) or done <= of or pytest.fail("more done than planned"),
    )
    assert found.replications == 14
    assert planned == {3, 10, 14}


def test_replications_are_the_least():
    """With a goal that any number meets, the number that was asked for is run."""
    assert sc.run(scenario(ONE_LINE, QUICK), 12, until="999.offered+-1e6", jobs=1).replications == 12


def test_nobody_answered_runs_to_the_cap():
    """A share of answered calls where nobody answers stays undefined: the cap ends it."""
    nobody = hours(2, groups__handlers__headcount=0)
    found = sc.run(nobody, 2, until=[SHARE], max_replications=15, jobs=1)
    assert found.replications == 15
    said = stopped_short([SHARE], own_half_width, (found,))
    assert said == "Stopped at 15 replications: 999.answered_in_target has no interval, so it is not within ±0.005."
