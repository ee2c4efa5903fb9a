"""Lays a scenario on the calendar, and draws its replications: of one scenario, or of several together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any, Generic, TypeVar

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

_Drawn = TypeVar("_Drawn")


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
    def conduct(self) -> str:
        """Everything but the callers themselves that what they draw depends on."""
        behaviour = self.behaviour._asdict() | self.behaviour.distributions._asdict()
        del behaviour["distributions"]
        return _digest_of(behaviour)

    @cached_property
    def people(self) -> tuple[str, str]:
        """Everything that who is on duty depends on: see `draw_duties`."""
        scenario = self.scenario
        groups = {
            name: (group.absence.model_dump_json(), group.availability, group.end_of_duty, group.has_duties)
            for name, group in scenario.groups.items()
        }
        steps = {"tick": self.duties.tick, "group": self.duties.group, "headcount": self.duties.headcount}
        plan = {f"planned {column.name}": getattr(self.plan, column.name) for column in fields(self.plan)}
        streams = plan.pop("planned streams")
        return repr((_span_of(scenario), list(scenario.shifts), groups, streams)), _digest_of(plan | steps)


def demand_of(scenario: Scenario) -> str:
    """Return everything that a scenario's callers depend on as one text: equal for scenarios with the same callers."""
    lines = {name: line.demand.model_dump_json(exclude=_OF_CALLS) for name, line in scenario.lines.items()}
    return repr((_span_of(scenario), scenario.busyness.model_dump_json(), lines))


def _span_of(scenario: Scenario) -> tuple[object, ...]:
    """Return what a scenario's calendar depends on."""
    return scenario.start, scenario.days, scenario.warm_up, scenario.time_zone, scenario.tick


def _digest_of(columns: Mapping[str, Any]) -> str:
    """Return a digest that is equal for equal arrays and numbers of these names, and hardly ever for others."""
    digest = blake2b()
    for name, column in columns.items():
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
    """Draw one replication of several scenarios; callers and duties that they share are drawn once.

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
    callers_of_each = _Shared[Callers]([blueprint.demand for blueprint in blueprints])
    duties_of_each = _Shared[Duties]([blueprint.people for blueprint in blueprints])
    for index, blueprint in enumerate(blueprints):
        duties = duties_of_each.get(index, partial(_draw_duties, blueprint, draws))
        callers = callers_of_each.get(index, partial(_draw_callers, blueprint, draws))
        yield World(callers, blueprint.behaviour, duties, blueprint.policy)


def _draw_duties(blueprint: Blueprint, draws: Draws) -> Duties:
    return draw_duties(blueprint.scenario, blueprint.duties, blueprint.plan, blueprint.calendar, draws)


def _draw_callers(blueprint: Blueprint, draws: Draws) -> Callers:
    calendar = blueprint.calendar
    return callers_of(arrivals(blueprint.demands, blueprint.scenario.busyness, calendar, draws), calendar, draws)


class _Shared(Generic[_Drawn]):
    """What is drawn once for all scenarios with the same key, and kept until the last of them.

    Parameters
    ----------
    keys : sequence
        What each scenario's depends on.
    """

    def __init__(self, keys: Sequence[Hashable]) -> None:
        self._keys = keys
        self._last = {key: index for index, key in enumerate(keys)}
        self._kept: dict[Hashable, _Drawn] = {}

    def get(self, index: int, draw: Callable[[], _Drawn]) -> _Drawn:
        """Return what a scenario has; each is asked for once, in their order."""
        key = self._keys[index]
        drawn = self._kept.pop(key) if key in self._kept else draw()
        if self._last[key] != index:  # a later scenario has it
            self._kept[key] = drawn
        return drawn
