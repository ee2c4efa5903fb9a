"""People who have duties are fitted by their absence: a roster's twin gives it back, and nobody is there twice."""

from __future__ import annotations

import pytest

from simcall import Scenario
from simcall.scenario.models.staffing import Roster
from simcall.studies.evidence.earlier_demand import with_demand_of
from simcall.studies.evidence.observed_hours import observed_hours
from simcall.studies.fit.availability import adjustable_groups, availability_values, headcount_groups
from simcall.studies.fit.fitting import Fitted, fit_inputs
from tests.unit.studies.fit.twins import planned, twin_of

DAYS, SHIFTS = 14, ((0, 8, 4), (8, 20, 8), (20, 24, 5))
"""From hour to hour, and people: an absence of 15 to 25 % leaves as many as the calls need."""
ABSENCE = "groups.handlers.absence.probability"


def rostered(absence: float) -> Scenario:
    """Return the planned centre with named people in place of its headcount."""
    duties = [
        {"person": f"{first}-{number}", "start": at(day, first), "end": at(day, end)}
        for day in range(DAYS)
        for first, end, people in SHIFTS
        for number in range(people)
    ]
    people = {"lines": ["101"], "roster": {"duties": duties}, "absence": {"probability": absence}}
    return Scenario.from_document({**planned(DAYS).document(), "groups": {"handlers": people}})


def at(day: int, hour: int) -> str:
    """Return an hour after the first midnight, as a roster writes it."""
    return f"2024-02-{5 + day + hour // 24:02d}T{hour % 24:02d}:00"


def fitted(truth: float, given: float, seed: int) -> Fitted:
    """Fit the roster, of which some absence was given, to two weeks in which it was another."""
    scenario = rostered(given)
    observed = observed_hours(twin_of(rostered(truth), seed), scenario)
    return fit_inputs(with_demand_of(scenario, observed, observed), observed, 1, jobs=1)


@pytest.mark.parametrize(("truth", "given", "seed"), [(0.25, 0.0, 2000), (0.15, 0.3, 2001)])
def test_a_rosters_absence_is_given_back(truth: float, given: float, seed: int) -> None:
    """Whether fewer or more were there than the roster says: the truth is inside, and what was given is outside.

    Of 20 such twins each, 19 or more held the truth, as 95 % intervals should, and all excluded what was given: a fit
    that moved nothing would fail.
    """
    fit = fitted(truth, given, seed)
    assert fit.staffing is not None
    profile = fit.staffing.profile
    assert profile.low <= (1 - truth) / (1 - given) <= profile.high
    assert not profile.low <= 1 <= profile.high
    assert fit.values[ABSENCE] == pytest.approx(1 - (1 - given) * profile.best, abs=1e-6)
    assert fit.is_identified


def test_no_more_people_are_there_than_the_roster_names() -> None:
    """Of a twin whose people were all there, the fit says so: the top of the range is an answer, not an open end."""
    fit = fitted(0.0, 0.1, 2002)
    assert fit.staffing is not None
    assert fit.staffing.ends_with_everybody
    assert fit.staffing.profile.values[-1] == pytest.approx(1 / 0.9)
    assert fit.staffing.profile.reaches_high_end
    assert fit.values[ABSENCE] <= 0.05
    assert fit.is_identified


@pytest.mark.parametrize(
    ("given", "factor", "absence"), [(0.0, 0.8, 0.2), (0.2, 0.5, 0.6), (0.2, 1.25, 0.0), (0.2, 3, 0)]
)
def test_the_share_who_are_there_by_hand(given: float, factor: float, absence: float) -> None:
    """The share who are there is multiplied, up to all of them."""
    assert availability_values(rostered(given), ["handlers"], factor) == {ABSENCE: pytest.approx(absence)}


def test_a_roster_is_adjusted_but_no_headcount() -> None:
    """A rota names who was planned: the fit finds who was absent."""
    scenario = rostered(0.1)
    assert isinstance(scenario.groups["handlers"].roster, Roster)
    assert (adjustable_groups(scenario), headcount_groups(scenario)) == (("handlers",), ())
