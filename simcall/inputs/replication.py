"""A scenario laid on the calendar, and its replications drawn: one by one, or of several scenarios together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from simcall.inputs.attempts import assemble_calls
from simcall.inputs.calendar import Calendar, calendar_of
from simcall.inputs.demand import LineDemand, arrivals, line_demand
from simcall.inputs.draws import Draws
from simcall.inputs.duties import draw_duties
from simcall.inputs.plan import Plan
from simcall.inputs.planning import plan_of
from simcall.inputs.policy import headcount_steps, policy_of
from simcall.inputs.world import Calls, Duties, Policy, World
from simcall.scenario import Distribution, Group, Scenario

__all__ = ["Blueprint", "demand_of", "draw_blueprint", "draw_world", "draw_worlds"]


@dataclass(frozen=True)
class Blueprint:
    """A scenario laid on the calendar: all that its replications share.

    Attributes
    ----------
    scenario : Scenario
        What it was made from.
    calendar : Calendar
        The span on the local clock.
    demands : tuple of LineDemand
        The lines' mean rates.
    duties : Duties
        The steps of the groups that have a headcount.
    plan : Plan
        The duties of the groups that have a rota or a roster.
    policy : Policy
        The rules of routing.
    """

    scenario: Scenario
    calendar: Calendar
    demands: tuple[LineDemand, ...]
    duties: Duties
    plan: Plan
    policy: Policy

    @cached_property
    def demand(self) -> str:
        """What the callers depend on: see `demand_of`."""
        return demand_of(self.scenario)


def demand_of(scenario: Scenario) -> str:
    """Return what a scenario's callers depend on, in one text: equal for scenarios that draw the same ones."""
    span = (scenario.start, scenario.days, scenario.warm_up, scenario.time_zone, scenario.tick)
    lines = {name: line.model_dump_json(exclude=_OF_ROUTING) for name, line in scenario.lines.items()}
    return repr((span, scenario.busyness.model_dump_json(), lines))


_OF_ROUTING = {"priority", "answer_target", "short_abandon", "queue_limit", "pass_on", "promote"}
"""What a line says about its calls once they are there."""


def draw_blueprint(scenario: Scenario) -> Blueprint:
    """Lay a scenario on the calendar, once for all replications."""
    calendar = calendar_of(scenario)
    demands = tuple(
        line_demand(place, name, line.demand, scenario.busyness, calendar)
        for place, (name, line) in enumerate(scenario.lines.items())
    )
    steps, plan = headcount_steps(scenario, calendar), plan_of(scenario, calendar)
    return Blueprint(scenario, calendar, demands, steps, plan, policy_of(scenario, calendar))


def draw_world(blueprint: Blueprint, seed: int, replication: int) -> World:
    """Draw one replication.

    Parameters
    ----------
    blueprint : Blueprint
        The scenario, laid on the calendar.
    seed : int
        Any whole number.
    replication : int
        0, 1, 2, …

    Returns
    -------
    World
        The same for the same scenario, seed and replication, on every machine and in every order.
    """
    return next(draw_worlds([blueprint], seed, replication))


def draw_worlds(blueprints: Sequence[Blueprint], seed: int, replication: int) -> Iterator[World]:
    """Draw one replication of several scenarios, callers who are the same in some of them once.

    Parameters
    ----------
    blueprints : sequence of Blueprint
        The scenarios, laid on the calendar.
    seed, replication : int
        As for `draw_world`, which gives the same worlds one by one.

    Yields
    ------
    World
        In the order of the blueprints.
    """
    draws = Draws(seed, replication)
    answering = _answering(blueprints)
    drawn: dict[str, Calls] = {}
    last = {blueprint.demand: place for place, blueprint in enumerate(blueprints)}
    for place, blueprint in enumerate(blueprints):
        scenario, calendar = blueprint.scenario, blueprint.calendar
        duties = draw_duties(scenario, blueprint.duties, blueprint.plan, calendar, draws)
        groups = answering[blueprint.demand]
        calls = drawn.get(blueprint.demand)
        if calls is None:
            callers = arrivals(blueprint.demands, scenario.busyness, calendar, draws)
            calls = drawn[blueprint.demand] = assemble_calls(scenario, groups, callers, calendar, draws)
        if last[blueprint.demand] == place:
            del drawn[blueprint.demand]  # nobody asks for them again
        yield World(_for_groups(calls, groups, tuple(scenario.groups.values())), duties, blueprint.policy)


def _answering(blueprints: Sequence[Blueprint]) -> dict[str, list[Group]]:
    """Return, for each demand, groups of every kind that answers it: of one kind are those that take as long."""
    found: dict[str, list[Group]] = {}
    for blueprint in blueprints:
        groups = list(blueprint.scenario.groups.values())
        known = found.setdefault(blueprint.demand, groups)
        known += [group for group in groups if _kind(group) not in map(_kind, known)]
    return found


def _kind(group: Group) -> tuple[Distribution, float]:
    return group.pick_up, group.handling_factor


def _for_groups(calls: Calls, drawn_for: Sequence[Group], groups: Sequence[Group]) -> Calls:
    """Return calls with the columns of some groups, of columns that were drawn for others of their kinds."""
    if len(drawn_for) == len(groups) and all(one is other for one, other in zip(drawn_for, groups, strict=True)):
        return calls
    kinds = list(map(_kind, drawn_for))
    places = [kinds.index(_kind(group)) for group in groups]
    return replace(calls, pick_up=np.take(calls.pick_up, places, 1), handling=np.take(calls.handling, places, 1))
