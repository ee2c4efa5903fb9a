"""Lays a scenario on the calendar, and draws its replications: of one scenario, or of several together."""

from __future__ import annotations

import operator
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
from simcall.inputs.plan_assembly import plan_of
from simcall.inputs.policy import headcount_steps, policy_of
from simcall.inputs.world import Calls, Duties, Policy, World
from simcall.scenario import Distribution, Group, Scenario

__all__ = ["Blueprint", "demand_of", "draw_blueprint", "draw_world", "draw_worlds"]


@dataclass(frozen=True)
class Blueprint:
    """A scenario laid on the calendar: everything that its replications share.

    Attributes
    ----------
    scenario : Scenario
        The scenario.
    calendar : Calendar
        The span on the local clock.
    demands : tuple of LineDemand
        The lines' mean rates.
    duties : Duties
        The steps of the groups that have a headcount.
    plan : Plan
        The duties of the groups that have a rota, a roster or recruits.
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
        """Everything that the callers depend on: see `demand_of`."""
        return demand_of(self.scenario)


def demand_of(scenario: Scenario) -> str:
    """Return everything that a scenario's callers depend on as one text: equal for scenarios with the same callers."""
    span = (scenario.start, scenario.days, scenario.warm_up, scenario.time_zone, scenario.tick)
    lines = {name: line.model_dump_json(exclude=_OF_ROUTING) for name, line in scenario.lines.items()}
    return repr((span, scenario.busyness.model_dump_json(), lines))


_OF_ROUTING = {"priority", "answer_target", "short_abandon", "queue_limit", "pass_on", "promote"}
"""Keys of a line that do not change who calls and what the callers do."""


def draw_blueprint(scenario: Scenario) -> Blueprint:
    """Lay a scenario on the calendar, once for all replications."""
    calendar = calendar_of(scenario)
    demands = tuple(
        line_demand(index, name, line.demand, scenario.busyness, calendar)
        for index, (name, line) in enumerate(scenario.lines.items())
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
    """Draw one replication of several scenarios; callers that they share are drawn once.

    Parameters
    ----------
    blueprints : sequence of Blueprint
        The scenarios, laid on the calendar.
    seed, replication : int
        As for `draw_world`, which gives the same worlds.

    Yields
    ------
    World
        In the order of the blueprints.
    """
    draws = Draws(seed, replication)
    answering = _answering(blueprints)
    cache: dict[str, Calls] = {}
    last = {blueprint.demand: index for index, blueprint in enumerate(blueprints)}
    for index, blueprint in enumerate(blueprints):
        scenario, calendar = blueprint.scenario, blueprint.calendar
        duties = draw_duties(scenario, blueprint.duties, blueprint.plan, calendar, draws)
        groups = answering[blueprint.demand]
        calls = cache.get(blueprint.demand)
        if calls is None:
            callers = arrivals(blueprint.demands, scenario.busyness, calendar, draws)
            calls = cache[blueprint.demand] = assemble_calls(scenario, groups, callers, calendar, draws)
        if last[blueprint.demand] == index:
            del cache[blueprint.demand]  # frees the memory: no later scenario has these callers
        yield World(_for_groups(calls, groups, tuple(scenario.groups.values())), duties, blueprint.policy)


def _answering(blueprints: Sequence[Blueprint]) -> dict[str, list[Group]]:
    """Return by demand one group of each kind that answers it; groups of a kind have the same handling times."""
    answering: dict[str, list[Group]] = {}
    for blueprint in blueprints:
        groups = list(blueprint.scenario.groups.values())
        earlier = answering.setdefault(blueprint.demand, groups)
        earlier += [group for group in groups if _kind(group) not in map(_kind, earlier)]
    return answering


def _kind(group: Group) -> tuple[Distribution, float]:
    return group.pick_up, group.handling_factor


def _for_groups(calls: Calls, drawn_for: Sequence[Group], groups: Sequence[Group]) -> Calls:
    """Return calls with a column for each group, from columns drawn for groups of the same kinds."""
    if len(drawn_for) == len(groups) and all(map(operator.is_, drawn_for, groups)):
        return calls
    kinds = list(map(_kind, drawn_for))
    columns = [kinds.index(_kind(group)) for group in groups]
    return replace(calls, pick_up=np.take(calls.pick_up, columns, 1), handling=np.take(calls.handling, columns, 1))
