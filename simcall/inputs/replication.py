"""Lays a scenario on the calendar, and draws its replications: of one scenario, or of several together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np

from simcall.inputs.behaviour import Behaviour
from simcall.inputs.behaviour_assembly import behaviour_of
from simcall.inputs.calendar import Calendar, calendar_of
from simcall.inputs.callers import callers_of
from simcall.inputs.demand import LineDemand, arrivals, line_demand
from simcall.inputs.draws import Draws
from simcall.inputs.duties import draw_duties
from simcall.inputs.headcounts import headcount_steps
from simcall.inputs.plan import Plan
from simcall.inputs.plan_assembly import plan_of
from simcall.inputs.policy import policy_of
from simcall.inputs.world import Callers, Duties, Policy, World
from simcall.scenario import Scenario

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
    behaviour : Behaviour
        What callers do and calls need.
    """

    scenario: Scenario
    calendar: Calendar
    demands: tuple[LineDemand, ...]
    duties: Duties
    plan: Plan
    policy: Policy
    behaviour: Behaviour

    @cached_property
    def demand(self) -> str:
        """Everything that the callers depend on: see `demand_of`."""
        return demand_of(self.scenario)

    @cached_property
    def first_attempts(self) -> tuple[str, str]:
        """Everything that what the callers' first attempts draw depends on: who rings, and how they behave."""
        return self.demand, _digest_of(self.behaviour)


def demand_of(scenario: Scenario) -> str:
    """Return everything that a scenario's callers depend on as one text: equal for scenarios with the same callers."""
    span = (scenario.start, scenario.days, scenario.warm_up, scenario.time_zone, scenario.tick)
    lines = {name: line.demand.model_dump_json(exclude=_OF_CALLS) for name, line in scenario.lines.items()}
    return repr((span, scenario.busyness.model_dump_json(), lines))


def _digest_of(behaviour: Behaviour) -> str:
    """Return a digest that is equal for equal behaviours, and hardly ever for others."""
    digest = blake2b()
    for name, column in (behaviour._asdict() | behaviour.distributions._asdict()).items():
        if name != "distributions":
            digest.update(f"{name} {np.shape(column)} ".encode() + np.asarray(column).tobytes())
    return digest.hexdigest()


_OF_CALLS = {"bursts": {"__all__": {"handling"}}}
"""What demand says about calls, and not about who rings when."""


def draw_blueprint(scenario: Scenario) -> Blueprint:
    """Lay a scenario on the calendar, once for all replications."""
    calendar = calendar_of(scenario)
    demands = tuple(
        line_demand(index, name, line.demand, scenario.busyness, calendar)
        for index, (name, line) in enumerate(scenario.lines.items())
    )
    steps, plan = headcount_steps(scenario, calendar), plan_of(scenario, calendar)
    policy, behaviour = policy_of(scenario, calendar), behaviour_of(scenario, calendar)
    return Blueprint(scenario, calendar, demands, steps, plan, policy, behaviour)


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
    cache: dict[str, Callers] = {}
    last = {blueprint.demand: index for index, blueprint in enumerate(blueprints)}
    for index, blueprint in enumerate(blueprints):
        scenario, calendar = blueprint.scenario, blueprint.calendar
        duties = draw_duties(scenario, blueprint.duties, blueprint.plan, calendar, draws)
        callers = cache.get(blueprint.demand)
        if callers is None:
            rings = arrivals(blueprint.demands, scenario.busyness, calendar, draws)
            callers = cache[blueprint.demand] = callers_of(rings, calendar, draws)
        if last[blueprint.demand] == index:
            del cache[blueprint.demand]  # frees the memory: no later scenario has these callers
        yield World(callers, blueprint.behaviour, duties, blueprint.policy)
