"""Exact parts of a group that is added to a pool, and of a level whose counterfactuals are known exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations

import numpy as np
import pytest
from scipy import special

import simcall as sc
from simcall.studies.explain.explanation import ExplanationNumbers
from simcall.studies.explain.study import explain
from tests.making import constant, exponential

REPLICATIONS = 20
T_19 = 2.093024054408263  # 97.5 % of the t distribution with 19 degrees of freedom
LIMIT = 3.5
CALLS_PER_HOUR = 120
PATIENCE_S = 120

Switched = frozenset[str]
"""The causes that are in force."""


def shapley(causes: tuple[str, ...], figure: Callable[[Switched], float]) -> Mapping[str, float]:
    """Return each cause's mean effect over all orders, straight from the definition."""
    orders = list(permutations(causes))
    parts = dict.fromkeys(causes, 0.0)
    for order in orders:
        for number, cause in enumerate(order):
            before = frozenset(order[:number])
            parts[cause] += (figure(before | {cause}) - figure(before)) / len(orders)
    return parts


def abandoned(people: int, calls_per_hour: float, handling_s: float) -> float:
    """Return the share abandoned in M/M/n+M, from its birth-death chain."""
    states = np.arange(1, 600)
    leaving = np.minimum(states, people) / handling_s + np.maximum(states - people, 0) / PATIENCE_S
    logs = np.concatenate(([0.0], np.cumsum(np.log(calls_per_hour / 3600) - np.log(leaving))))
    chance = np.exp(logs - logs.max())
    queue = np.maximum(np.arange(600) - people, 0) @ (chance / chance.sum())
    return float(queue / PATIENCE_S / (calls_per_hour / 3600))


def lost(people: int, load: float) -> float:
    """Return the share lost in M/G/n/n (Erlang B), whatever the handling times are."""
    return float(np.exp(people * np.log(load) - load - special.gammaln(people + 1)) / special.pdtr(people, load))


def assert_parts(explanation: ExplanationNumbers, exact: Mapping[str, float], smallest: float) -> None:
    """Hold each part within 3.5 of its standard errors, which are small against the smallest error to be caught."""
    assert {part.cause.name for part in explanation.parts} == set(exact)
    for part in explanation.parts:
        assert part.mean is not None
        assert part.high is not None
        error = (part.high - part.mean) / T_19
        assert abs(part.mean - exact[part.cause.name]) <= LIMIT * error
        assert 2 * LIMIT * error < smallest


def hub(**group: object) -> sc.Scenario:
    """Return a hub in which one group of seven answers one line, and whoever waits gives up after a while."""
    return sc.Scenario.from_document(
        {
            "name": "one pool",
            "start": "2024-01-01",
            "time_zone": "UTC",
            "days": 7,
            "warm_up": "2 h",
            "lines": {
                "999": {
                    "handling": exponential("180 s"),
                    "patience": exponential(f"{PATIENCE_S} s"),
                    "demand": {"calls_per_hour": float(CALLS_PER_HOUR), "profile": "flat"},
                }
            },
            "groups": {"g": {"lines": ["999"], "headcount": 7, **group}},
        }
    )


def test_a_group_that_joins_the_pool() -> None:
    """Three people in a group of their own, and longer calls: the pool is M/M/n+M with all ten.

    Twenty replications of 20,000 calls. A part that is what the cause does first is refused.
    """
    longer = {"lines.999.handling.mean": "300 s", "groups.more": {"lines": ["999"], "headcount": 3}}
    names = ("groups.more", "lines.999.handling")

    def figure(on: Switched) -> float:
        return abandoned(10 if names[0] in on else 7, CALLS_PER_HOUR, 300 if names[1] in on else 180)

    exact = shapley(names, figure)
    first = {name: figure(frozenset({name})) - figure(frozenset()) for name in names}
    explanation = explain(
        hub(), hub().update(longer), measure="999.abandonment_rate", replications=REPLICATIONS, seed=4
    )
    assert_parts(explanation, exact, smallest=min(abs(exact[name] - first[name]) for name in names))


@pytest.fixture(scope="module")
def level() -> ExplanationNumbers:
    """Explain a level: six of eight people are there, demand has grown by a fifth, and nobody waits."""
    changes = {
        "groups.g.headcount": 8,
        "groups.g.availability": 0.75,
        "lines.999.patience": constant("0 s"),
        "lines.999.demand.growth": 1.2,
    }
    return explain(hub().update(changes), measure="999.abandonment_rate", replications=REPLICATIONS, seed=5)


def test_a_level_against_counterfactuals_in_closed_form(level: ExplanationNumbers) -> None:
    """Erlang's loss formula gives absence and growth their parts; even calls and moved hours have none at all.

    The formula holds for calls of any lengths with this mean, and a flat hub has no better hours. So two parts are
    exactly zero, and one that was mixed up with them would be caught.
    """
    load = CALLS_PER_HOUR * 180 / 3600

    def figure(on: Switched) -> float:
        return lost(6 if "absence" in on else 8, load * (1.2 if "growth" in on else 1.0))

    parts = shapley(("absence", "growth"), figure)
    assert_parts(level, {**parts, "hours of work": 0.0, "uneven calls": 0.0}, smallest=min(parts.values()) / 2)
    assert level.start.mean == pytest.approx(lost(8, load), abs=0.01)
    assert level.end.mean == pytest.approx(lost(6, 1.2 * load), abs=0.01)
