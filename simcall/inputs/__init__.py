"""One replication's world as arrays: who calls and what they would do; who is on duty. All randomness is here."""

from __future__ import annotations

from dataclasses import dataclass

from simcall.inputs.attempts import assemble_calls
from simcall.inputs.calendar import Calendar, LocalDate, calendar_of
from simcall.inputs.demand import LineDemand, arrivals, line_demand
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.duties import draw_duties
from simcall.inputs.plan import Plan
from simcall.inputs.planning import plan_of, planned_presence
from simcall.inputs.staffing import headcount_steps, policy_of
from simcall.inputs.world import NEVER, Bools, Calls, Duties, Floats, Ints, Policy, Shifts, World
from simcall.scenario import Scenario

__all__ = [
    "NEVER",
    "Blueprint",
    "Bools",
    "Calendar",
    "Calls",
    "Draws",
    "Duties",
    "Floats",
    "Ints",
    "LocalDate",
    "Plan",
    "Policy",
    "Purpose",
    "Shifts",
    "World",
    "draw_blueprint",
    "draw_world",
    "planned_presence",
]


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
    draws = Draws(seed, replication)
    scenario, calendar = blueprint.scenario, blueprint.calendar
    callers = arrivals(blueprint.demands, scenario.busyness, calendar, draws)
    duties = draw_duties(scenario, blueprint.duties, blueprint.plan, calendar, draws)
    return World(assemble_calls(scenario, callers, calendar, draws), duties, blueprint.policy)
