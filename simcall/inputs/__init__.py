"""One replication's world as arrays: who calls and what they would do; who is on duty. All randomness is here."""

from __future__ import annotations

from simcall.inputs.calendar import Calendar, LocalDate
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.plan import Plan
from simcall.inputs.plan_assembly import planned_presence
from simcall.inputs.replication import Blueprint, demand_of, draw_blueprint, draw_world, draw_worlds
from simcall.inputs.world import NEVER, Bools, Callers, Duties, Floats, Ints, Policy, Shifts, World

__all__ = [
    "NEVER",
    "Blueprint",
    "Bools",
    "Calendar",
    "Callers",
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
    "demand_of",
    "draw_blueprint",
    "draw_world",
    "draw_worlds",
    "planned_presence",
]
