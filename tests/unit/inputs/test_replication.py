"""Several scenarios drawn together are the same as each by itself."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from simcall import load
from simcall.inputs import Duties, World, replication
from simcall.inputs.demand import _rates
from simcall.inputs.plan_assembly import _plan_of
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


def test_callers_behave_alike_where_only_people_routing_and_volumes_differ():
    """Another headcount, reserve or volume leaves what a caller draws; other changes of callers or calls do not."""
    base = draw_blueprint(scenario(TWO_LINES, {})).conduct
    alike = [name for name, changes in CHANGES.items() if draw_blueprint(scenario(TWO_LINES, changes)).conduct == base]
    assert alike == ["as it is", "another headcount", "another reserve and target", "more calls", "another day"]


FEBRUARY = load(Path(__file__).parents[3] / "scenarios" / "2024-02-backfill.toml").update({"days": 7})
PEOPLE = {
    "absence": {"groups.handlers.absence.probability": 0.3},
    "training": {"groups.handlers.absence.training_every": "35 days"},
    "lateness": {"groups.handlers.absence.late": {"probability": 0.5, "by": exponential("10 min")}},
    "a date": {"groups.handlers.absence.on": [{"date": "2024-02-03", "people": 3}]},
    "people who are counted": {"groups.handlers.end_of_duty": "count"},
    "a larger team": {"groups.handlers.rota.teams.A.people": 6},
    "a team on other days": {"groups.handlers.rota.teams.A.offset": 1},
    "a shift's hours": {"shifts.day.start": "09:30"},
    "a shift's breaks": {"shifts.day.breaks": [{"length": "45 min", "after": "2 h", "before": "4 h"}]},
    "another day": {"start": "2024-02-02"},
    "another tick": {"tick": "500 ms"},
}
"""Changes of what decides who is on duty."""


def alike(one: Duties, other: Duties) -> bool:
    """Tell whether the same people are on duty at the same times."""
    pairs = [(getattr(one, part), getattr(other, part)) for part in ("tick", "group", "headcount")]
    pairs += [(getattr(one.shifts, part.name), getattr(other.shifts, part.name)) for part in fields(one.shifts)]
    return all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("changes", PEOPLE.values(), ids=PEOPLE)
def test_other_people_are_drawn_anew(changes):
    """After a scenario with other people, one has the people that it has by itself, and they do differ."""
    before, changed = draw_blueprint(FEBRUARY), draw_blueprint(FEBRUARY.update(changes))
    first, second = draw_worlds([before, changed], 3, 1)
    assert alike(second.duties, draw_world(changed, 3, 1).duties)
    assert not alike(second.duties, first.duties)


def test_the_same_people_are_drawn_once(monkeypatch):
    """Scenarios that differ in calls and routing alone share one draw of the people on duty."""
    drawn = []
    draw_duties = replication.draw_duties
    monkeypatch.setattr(replication, "draw_duties", lambda *args: drawn.append(args) or draw_duties(*args))
    changes = (
        {"lines.101.demand.growth": 1.5},
        {"groups.handlers.reserve.101": 0},
        {"groups.officers.handling_factor": 2},
    )
    list(draw_worlds([draw_blueprint(FEBRUARY.update(change)) for change in ({}, *changes)], 3, 1))
    assert len(drawn) == 1


def equal_columns(one: object, other: object) -> bool:
    """Tell whether two tables of arrays are equal, column by column."""
    names = [column.name for column in fields(one)]
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@pytest.mark.parametrize("changes", [*PEOPLE.values(), {"lines.101.demand.growth": 1.5}], ids=[*PEOPLE, "more calls"])
def test_what_is_kept_is_that_of_the_scenario_itself(changes):
    """After another scenario, one has the plan and the rates that it has where nothing is kept."""
    draw_blueprint(FEBRUARY)
    kept = draw_blueprint(FEBRUARY.update(changes))
    _plan_of.cache_clear()
    _rates.cache_clear()
    anew = draw_blueprint(FEBRUARY.update(changes))
    assert equal_columns(kept.plan, anew.plan)
    assert all(equal_columns(one.rates, other.rates) for one, other in zip(kept.demands, anew.demands, strict=True))


def test_what_scenarios_share_is_laid_out_once():
    """Points of a sweep with the same staffing have one plan, and one table of rates for each line with the same."""
    base = draw_blueprint(FEBRUARY)
    point = draw_blueprint(FEBRUARY.update({"lines.101.demand.growth": 1.5, "groups.handlers.reserve.101": 0}))
    assert point.plan is base.plan
    assert [one.rates is other.rates for one, other in zip(point.demands, base.demands, strict=True)] == [True, False]
    larger = draw_blueprint(FEBRUARY.update({"groups.handlers.rota.teams.A.people": 6}))
    assert len(larger.plan) > len(base.plan)
