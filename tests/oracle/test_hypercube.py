"""A small city: two areas with a unit each, and cross-cover, against the solved Markov chain (Larson's hypercube).

A unit takes the incidents of its own area first, and those of its neighbour only if the neighbour's unit is busy; it
then takes longer, because it drives further. Nobody waits: who finds both units busy is lost. Larson (1974), "A
hypercube queuing model for facility location and redistricting in urban emergency services", Computers & Operations
Research 1:67, treats the case in which a unit takes equally long everywhere.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

import simcall as sc

RATES = {"town": 2.4, "hills": 1.0}
"""Incidents an hour."""
SERVICE_H = 0.4
FURTHER = 1.75
IDLE = ""
REPLICATIONS = 40
T_39 = 2.0226909117347285  # 97.5 % of the t distribution with 39 degrees of freedom
LIMIT = 3.5

CITY = """
name = "Two areas"
start = 2024-02-05
days = 60
warm_up = "1 day"

[areas]
town = { share = 0.5, neighbours = ["hills"] }
hills = { share = 0.5, neighbours = ["town"] }

[lines."incident-{area}"]
queue_limit = 0
handling = { distribution = "exponential", mean = "24 min" }
demand = { calls_per_hour = 2.4, profile = "flat" }

[lines.incident-hills]
demand = { calls_per_hour = 1.0, profile = "flat" }

[groups."unit-{area}"]
lines = ["incident-{area}", "incident-{neighbour}"]
headcount = 1
on = { "incident-{neighbour}" = { handling_factor = 1.75, overflow = 2 } }
"""

State = tuple[str, str]
"""The area in which the unit of the town, and that of the hills, is at work; empty if it is idle."""


def stationary(further: float = FURTHER, own_first: bool = True) -> dict[State, float]:
    """Return the probability of each state of the two units, from the balance equations."""
    areas = list(RATES)
    states = list(itertools.product((IDLE, *areas), repeat=2))
    rates = np.zeros((len(states), len(states)))
    for state in states:
        for area, rate in RATES.items():
            own = areas.index(area)
            order = (own, 1 - own) if own_first else (0, 1)
            free = next((unit for unit in order if state[unit] == IDLE), None)
            if free is not None:
                after = tuple(area if unit == free else at for unit, at in enumerate(state))
                rates[states.index(state), states.index(after)] += rate
        for unit, at in enumerate(state):
            if at != IDLE:
                time_h = SERVICE_H * (1.0 if at == areas[unit] else further)
                after = tuple(IDLE if other == unit else place for other, place in enumerate(state))
                rates[states.index(state), states.index(after)] += 1 / time_h
    generator = rates - np.diag(rates.sum(axis=1))
    equations = np.vstack([generator.T, np.ones(len(states))])
    chances = np.linalg.lstsq(equations, np.append(np.zeros(len(states)), 1.0), rcond=None)[0]
    return dict(zip(states, chances.tolist(), strict=True))


def exact(chances: dict[State, float]) -> dict[str, float]:
    """Return the figures of the chain: how busy each unit is, and the share of incidents that find both busy."""
    busy = [sum(chance for state, chance in chances.items() if state[unit] != IDLE) for unit in (0, 1)]
    both = sum(chance for state, chance in chances.items() if IDLE not in state)
    return {"unit-town": busy[0], "unit-hills": busy[1], "incident-town": both, "incident-hills": both}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> sc.Results:
    """Simulate the city from its scenario file."""
    file: Path = tmp_path_factory.mktemp("city") / "city.toml"
    file.write_text(CITY, encoding="utf-8")
    return sc.run(sc.load(file), REPLICATIONS, seed=11, jobs=1)


def z_values(results: sc.Results, figures: dict[str, float]) -> dict[str, float]:
    """Return how many standard errors each simulated figure is from a value."""
    z = {}
    for name, value in figures.items():
        if name in results.groups:
            mean, low = results.groups[name].occupancy.mean, results.groups[name].occupancy.low
        else:
            engaged, offered = results.lines[name].engaged, results.lines[name].offered
            mean, low = engaged.mean / offered.mean, engaged.low / offered.mean
        z[name] = (mean - value) / ((mean - low) / T_39)
    return z


def test_the_hypercube_is_met(results: sc.Results) -> None:
    """Every figure is within its standard errors of the chain's."""
    z = z_values(results, exact(stationary()))
    assert all(abs(value) < LIMIT for value in z.values()), z


@pytest.mark.parametrize("wrong", [{"further": 1.0}, {"own_first": False}])
def test_another_city_would_be_noticed(results: sc.Results, wrong: dict[str, float | bool]) -> None:
    """The control: a city without longer drives, or in which the town's unit always goes first, is far off."""
    z = z_values(results, exact(stationary(**wrong)))
    assert max(abs(value) for value in z.values()) > 2 * LIMIT, z
