"""Laws of people who are taken from another group: nobody is in two places, and nobody is lost."""

from __future__ import annotations

import numpy as np
import pytest

from simcall import Scenario
from simcall.engine import DutyRecords, simulate
from simcall.inputs import World, draw_blueprint, draw_world
from simcall.measures.taken_people import without_taken_people
from simcall.measures.totals import add_presence

RESPONSE, OFFICERS = 1, 2
HEADCOUNT = 6
HOUR_TICKS = 3_600_000
STAFFING = {
    "headcount": {"headcount": 2},
    "call-up": {"call_up": {"waiting": 3, "people": 2, "pool": 4, "after": "5 min", "stint": "20 min"}},
    "rota": {"rota": {"fixed": {"days": {"shift": "day", "days": ["Mon"], "people": 3}}}},
}


RESPONSES = {
    "headcount": {"headcount": HEADCOUNT},
    "rota": {"rota": {"fixed": {"posts": {"shift": "long", "days": ["Mon"], "people": HEADCOUNT}}}},
}


def world(staffing: str, source: str, response: str = "headcount") -> World:
    """Return a day in which officers help with 101, and work on the street that nobody asks for."""
    document = {
        "name": "officers in the hub",
        "start": "2024-02-05",
        "days": 1.0,
        "shifts": {
            "day": {"start": "10:00", "end": "18:00", "breaks": [{"after": "3 h", "before": "5 h", "length": "1 h"}]},
            "long": {"start": "06:00", "end": "22:00"},
        },
        "lines": {
            "101": {
                "patience": {"distribution": "exponential", "mean": "5 min"},
                "handling": {"distribution": "exponential", "mean": "8 min"},
                "demand": {"calls_per_hour": 30.0},
            },
            "street": {
                "kind": "work",
                "handling": {"distribution": "exponential", "mean": "1 h"},
                "demand": {"calls_per_day": 0},
            },
        },
        "groups": {
            "handlers": {"lines": ["101"], "headcount": 3},
            "response": {"lines": ["street"], **RESPONSES[response]},
            "officers": {"lines": ["101"], "overflow": 2, "taken_from": source, **STAFFING[staffing]},
        },
    }
    return draw_world(draw_blueprint(Scenario.from_document(document)), seed=1, replication=0)


def on_duty(duties: DutyRecords, group: int, ticks: np.ndarray) -> np.ndarray:
    """Return how many of a group are present at some ticks."""
    own = duties.group == group
    starts, ends = np.sort(duties.start[own]), np.sort(duties.end[own])
    return np.searchsorted(starts, ticks, side="right") - np.searchsorted(ends, ticks, side="right")


@pytest.mark.parametrize("engine", ["kernel", "reference"])
@pytest.mark.parametrize("staffing", ["headcount", "call-up"])
@pytest.mark.parametrize(("response", "from_h", "to_h"), [("headcount", 0, 24), ("rota", 6, 22)])
def test_nobody_is_in_two_places(staffing, response, from_h, to_h, engine):
    """While the street has people, those in the hub and those there are as many as the street would have alone."""
    records = simulate(world(staffing, "response", response), engine)
    moments = np.unique(
        np.concatenate([records.duties.start, records.duties.end[records.duties.end < records.duties.end.max()]])
    )
    officers, there = (on_duty(records.duties, group, moments) for group in (OFFICERS, RESPONSE))
    staffed = (moments >= from_h * HOUR_TICKS) & (moments < to_h * HOUR_TICKS)
    assert officers[staffed].max() > 0
    np.testing.assert_array_equal((officers + there)[staffed], HEADCOUNT)
    assert not there[~staffed].any()


@pytest.mark.parametrize("staffing", STAFFING)
def test_the_hub_does_not_notice(staffing):
    """What officers do in the hub is the same whether they come from a group or from work outside the scenario."""
    outside, inside = (
        simulate(world(staffing, source), "kernel") for source in ("response in another hub", "response")
    )
    for column in ("caller", "attempt", "joined", "left", "outcome", "group", "agent", "released"):
        np.testing.assert_array_equal(getattr(inside.calls, column), getattr(outside.calls, column), column)
    assert on_duty(outside.duties, RESPONSE, np.array([0])) == HEADCOUNT
    away = (
        HEADCOUNT * outside.duties.end.max()
        - (inside.duties.end - inside.duties.start)[inside.duties.group == RESPONSE].sum()
    )
    assert away > 0


@pytest.mark.parametrize("staffing", STAFFING)
@pytest.mark.parametrize("response", RESPONSES)
def test_nobody_is_on_duty_twice(staffing, response):
    """Nobody on the street has a call to finish, so they are on duty exactly while they are there."""
    drawn = world(staffing, "response", response)
    records, horizon = simulate(drawn, "kernel"), drawn.policy.horizon
    plan = without_taken_people(records.duties, records.plan, drawn.policy.source, horizon)
    duty, present = add_presence(records.duties, plan, np.array([0, horizon]), 3)
    assert duty[RESPONSE] == present[RESPONSE] < HEADCOUNT * horizon
