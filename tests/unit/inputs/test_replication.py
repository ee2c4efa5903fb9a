"""Several scenarios drawn together are the same as each by itself."""

from __future__ import annotations

import numpy as np
import pytest

from simcall.inputs import World, replication
from simcall.inputs.replication import draw_blueprint, draw_world, draw_worlds
from tests.making import TWO_LINES, exponential, scenario

CHANGES = {
    "as it is": {},
    "another headcount": {"groups.handlers.headcount": 3},
    "slower officers": {"groups.officers.handling_factor": 2.0},
    "no officers": {"groups.officers": None},
    "officers first": {"groups.handlers": None, "groups.others": {"lines": ["999", "101"], "headcount": 2}},
    "another pick-up": {"groups.handlers.pick_up": exponential("4 s")},
    "another reserve and target": {
        "groups.handlers.reserve": {"101": 0},
        "lines.999.answer_target": None,
        "lines.101.queue_limit": 3,
    },
    "more calls": {"lines.101.demand.growth": 1.5},
    "less patience": {"lines.101.patience": exponential("1 min")},
    "another day": {"start": "2024-02-06"},
}


def same(one: World, other: World) -> bool:
    """Tell whether two worlds have the same callers, in the same behaviour."""
    of_one, of_other = (
        (*world.callers, *world.behaviour._replace(distributions=None), *world.behaviour.distributions)
        for world in (one, other)
    )
    return all(_same_part(a, b) for a, b in zip(of_one, of_other, strict=True))


def _same_part(one: object, other: object) -> bool:
    return np.array_equal(one, other) and (not isinstance(other, np.ndarray) or other.flags.c_contiguous)


@pytest.mark.parametrize("order", [list(CHANGES), list(CHANGES)[::-1]], ids=["forwards", "backwards"])
def test_drawn_together_as_by_themselves(order):
    """Whatever else is drawn with it, before it or after it, a scenario has its own callers and people."""
    blueprints = [draw_blueprint(scenario(TWO_LINES, CHANGES[name])) for name in order]
    for name, blueprint, world in zip(order, blueprints, draw_worlds(blueprints, 3, 1), strict=True):
        assert same(draw_world(blueprint, 3, 1), world), name
        assert world.policy is blueprint.policy


def test_the_same_demand_is_drawn_once(monkeypatch):
    """Scenarios that differ in people and routing alone share one draw of the callers; others have their own.

    What they do when they have rung is drawn as it is needed: less patience leaves who rings and when.
    """
    drawn = []
    callers_of = replication.callers_of
    monkeypatch.setattr(replication, "callers_of", lambda *args: drawn.append(args) or callers_of(*args))
    blueprints = [draw_blueprint(scenario(TWO_LINES, changes)) for changes in CHANGES.values()]
    list(draw_worlds(blueprints, 1, 0))
    assert len(drawn) == 3


def test_first_attempts_are_alike_where_only_people_and_routing_differ():
    """Another headcount or reserve leaves what callers draw; any other change of callers, calls or people does not."""
    base = draw_blueprint(scenario(TWO_LINES, {})).first_attempts
    alike = [
        name for name, changes in CHANGES.items() if draw_blueprint(scenario(TWO_LINES, changes)).first_attempts == base
    ]
    assert alike == ["as it is", "another headcount", "another reserve and target"]
