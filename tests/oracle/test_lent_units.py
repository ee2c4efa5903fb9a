"""Units lent to the hub at set hours, against the solved Markov chain of the units that are left.

Incidents come at a constant rate, and a unit takes an exponential time for each. For half of each day some units are
lent: a unit in an incident finishes it first, and then is missing. So the chain has the number of incidents, and how
many units above those left still finish one.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import expm

import simcall as sc
from simcall.scenario import Scenario
from tests.making import exponential

RATE, UNITS, LENT, HALF_DAY_H = 3.0, 5, 2, 12.0
"""Incidents an hour, each of which takes a unit an hour on average; units, and how many are lent after noon."""
MOST = 70
"""Incidents at most in the chain: it has more with a probability under 1e-9."""


def generator(units: int) -> np.ndarray:
    """Return the chain's rates of change while so many units are there; states are (incidents, units that finish)."""
    rates = np.zeros((MOST, LENT + 1, MOST, LENT + 1))
    for incidents in range(MOST):
        for finishing in range(LENT + 1):
            busy = min(incidents, units + finishing)
            if incidents + 1 < MOST:
                rates[incidents, finishing, incidents + 1, finishing] += RATE
            if incidents:
                rates[incidents, finishing, incidents - 1, max(finishing - 1, 0)] += busy
    matrix = rates.reshape(MOST * (LENT + 1), -1)
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    return matrix


def when_lent() -> np.ndarray:
    """Return which state each state becomes at noon: units in an incident finish it."""
    change = np.zeros((MOST, LENT + 1, MOST, LENT + 1))
    for incidents in range(MOST):
        change[incidents, :, incidents, min(max(incidents - (UNITS - LENT), 0), LENT)] = 1
    return change.reshape(MOST * (LENT + 1), -1)


def when_back() -> np.ndarray:
    """Return which state each state becomes at midnight: all units are there again."""
    change = np.zeros((MOST, LENT + 1, MOST, LENT + 1))
    for incidents in range(MOST):
        change[incidents, :, incidents, 0] = 1
    return change.reshape(MOST * (LENT + 1), -1)


def waiting_after_noon(finishes: bool = True) -> float:
    """Return the mean number of incidents that wait in the hour after noon, on a day that is like all others.

    Where units do not finish, they leave their incidents, which then wait again.
    """
    there, left = generator(UNITS), generator(UNITS - LENT)
    gone = when_lent() if finishes else when_back()
    morning, afternoon = when_back() @ expm(there * HALF_DAY_H), gone @ expm(left * HALF_DAY_H)
    at_noon = np.linalg.matrix_power(morning @ afternoon, 64)[0] @ morning
    steps = 240
    state, step = at_noon @ gone, expm(left / steps)
    incidents, finishing = np.divmod(np.arange(state.size), LENT + 1)
    wait = np.maximum(incidents - (UNITS - LENT + finishing), 0)
    numbers = []
    for _ in range(steps + 1):
        numbers.append(float(state @ wait))
        state = state @ step
    return float(np.trapezoid(numbers, dx=1 / steps))


def scenario(taken_from: str) -> Scenario:
    """Return units of whom some are lent after noon."""
    return Scenario.from_document(
        {
            "name": "lent at set hours",
            "start": "2024-02-05",
            "days": 50.0,
            "warm_up": "3 days",
            "lines": {
                "999": {"handling": exponential("1 min"), "demand": {"calls_per_day": 1.0}},
                "incidents": {
                    "kind": "work",
                    "handling": exponential("1 h"),
                    "demand": {"calls_per_hour": RATE},
                },
            },
            "groups": {
                "units": {"lines": ["incidents"], "headcount": UNITS},
                "officers": {
                    "lines": ["999"],
                    "headcount_profile": [0, LENT] * 7,
                    "taken_from": taken_from,
                },
            },
        }
    )


def test_lent_at_set_hours() -> None:
    """The mean number that wait in the hour after noon is the chain's.

    Controls: the interval tells it apart from a chain in which units leave their incidents when they are lent, and
    from a run in which nobody is missing.
    """
    results = sc.run(scenario("units"), replications=60, seed=1)
    after_noon = results.by("hour", line="incidents", measures=["mean_queue"]).iloc[12]
    assert after_noon["low"] < waiting_after_noon() < after_noon["high"]
    assert not after_noon["low"] < waiting_after_noon(finishes=False) < after_noon["high"]
    none_missing = sc.run(scenario("response elsewhere"), replications=10, seed=1)
    assert none_missing.by("hour", line="incidents", measures=["mean_queue"]).iloc[12]["high"] < after_noon["low"]
