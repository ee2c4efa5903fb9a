"""Each counterfactual takes out one thing, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import simcall as sc
from simcall.scenario.models.paths import Table
from simcall.studies.explain.counterfactuals import counterfactuals, with_everybody_present
from simcall.studies.explain.spread_hours import HoursOfGroup, hours_of_groups, spread_by_demand
from tests.making import TWO_LINES, constant, scenario

BASE = scenario(TWO_LINES, {"days": 7, "groups.handlers.availability": 0.8})
ALL_WEEK = np.ones(168)


def without(cause: str, base: sc.Scenario = BASE) -> sc.Scenario:
    """Return a scenario without one cause."""
    (chosen,) = (each for each in counterfactuals(base, {}) if each.name == cause)
    return made(chosen.switch(base.document()))


def made(document: Table) -> sc.Scenario:
    """Return the scenario of a document."""
    return sc.Scenario.from_document({key: value for key, value in document.items() if key != "provenance"})


def test_only_what_a_scenario_holds_is_taken_out() -> None:
    """No incidents and no growth here, so neither is a cause."""
    names = [cause.name for cause in counterfactuals(BASE, {})]
    assert names == ["absence", "reserve", "variation", "redial", "uneven calls"]
    plain = scenario(changes={"lines.999.handling": constant("5 min")})
    assert counterfactuals(plain, {}) == []


@pytest.mark.parametrize(
    ("cause", "changes"),
    [
        ("absence", {"groups.handlers.availability": None}),
        ("reserve", {"groups.handlers.reserve": None}),
        ("variation", {"busyness.cv": None, "lines.999.demand.day_factor_cv": None}),
        ("redial", {"lines.999.redial": None, "lines.101.redial": None}),
    ],
)
def test_nothing_else_changes(cause: str, changes: dict[str, Any]) -> None:
    """What is taken out is what one would take out by hand."""
    by_hand = BASE.update(changes)
    assert without(cause).model_copy(update={"provenance": {}}) == by_hand.model_copy(update={"provenance": {}})


def test_even_calls_have_the_same_mean() -> None:
    """Every call of a line takes as long as the average did."""
    even = without("uneven calls")
    for name, line in BASE.lines.items():
        assert even.lines[name].handling.distribution == "constant"
        assert even.lines[name].mean_handling_s() == pytest.approx(line.mean_handling_s(), abs=0.002)


def test_more_people_than_planned_stay() -> None:
    """An availability above 1 is not absence: those who come in addition stay."""
    more = BASE.update({"groups.handlers.availability": 1.1})
    assert with_everybody_present(more.document())["groups"]["handlers"]["availability"] == 1.1


def hours(present: float, load: np.ndarray, least: int = 1) -> HoursOfGroup:
    """Return the hours of a group in one whole week."""
    return HoursOfGroup(present, 0.8, load, ALL_WEEK, least)


def test_the_same_hours_at_other_times() -> None:
    """The spread people work the same hours: what whole people cannot give, their availability does."""
    load = np.where(np.arange(168) % 24 < 8, 1.0, 6.0)
    group = hours(1200.0, load)
    spread = spread_by_demand({"handlers": group}, with_everybody_present(BASE.document()))["groups"]["handlers"]
    assert np.dot(spread["headcount_profile"], ALL_WEEK) * spread["availability"] == pytest.approx(1200.0, abs=0.01)
    people = np.array(spread["headcount_profile"])
    assert (people[load == 6.0] > people[load == 1.0].max()).all()


def test_who_is_absent_stays_absent() -> None:
    """Where the document has absence, the spread people are there in the same share of their hours."""
    group = hours(1200.0, np.full(168, 5.0))
    spread = spread_by_demand({"handlers": group}, BASE.document())["groups"]["handlers"]
    assert np.dot(spread["headcount_profile"], ALL_WEEK) * spread["availability"] == pytest.approx(960.0, abs=0.01)


def test_too_few_hours_are_shared_by_workload() -> None:
    """With half the hours that the work needs, every hour has half of its work covered."""
    load = np.where(np.arange(168) % 24 < 8, 10.0, 40.0)
    people = hours(float(load.sum()) / 2, load).people()
    assert people.tolist() == (load / 2).tolist()


def test_a_reserve_does_not_shut_a_line_at_night() -> None:
    """With a reserve of one, two people are the fewest who answer every line."""
    load = np.where(np.arange(168) % 24 < 8, 0.1, 6.0)
    assert hours(700.0, load, least=2).people().min() == 2


def test_hours_are_those_at_the_phones() -> None:
    """Of a constant headcount of 2 with a fifth absent: 336 hours a week, of which four fifths are worked."""
    present = made(with_everybody_present(BASE.document()))
    of_groups = hours_of_groups(BASE, present, range(40), 1, 1)
    handlers = of_groups["handlers"]
    assert handlers.present == pytest.approx(2 * 168)
    assert handlers.share_there == pytest.approx(0.8, abs=0.02)
    assert handlers.least == 2
