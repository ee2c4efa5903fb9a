"""R14: what items lead to, compiled."""

from __future__ import annotations

from simcall.engine.kernel.heaps import push
from simcall.engine.kernel.queues import item_case
from simcall.engine.kernel.rows import new_row
from simcall.engine.kernel.tables import ATTEMPT, CALLER, PLACE, State, WorldTables
from simcall.engine.records import NONE
from simcall.inputs.behaviour import COUNTS_AFTER, KEEPS_PLACE, SAME_PERSON, TO, WHEN
from simcall.inputs.caller_draws import case_of_lead, lead_follows, lead_ticks
from simcall.inputs.compiling import rule

__all__ = ["follow", "follower", "lead_to"]


@rule
def follow(row: int, line: int, moment: int, tick: int, world: WorldTables, state: State) -> int:
    """R14a, R14b: what follows an item joins its queue later; return the lead that the same person goes on with."""
    goes_on = NONE
    if not world.keys.has_items:
        return goes_on
    behaviour, caller = world.behaviour, state.log[CALLER, row]
    number = item_case(row, world, state) + state.log[ATTEMPT, row]
    for lead in range(behaviour.first_lead[line], behaviour.first_lead[line + 1]):
        if behaviour.leads[WHEN, lead] != moment:
            continue
        if not lead_follows(lead, number, caller, world.callers, behaviour):
            continue
        if goes_on == NONE and behaviour.leads[SAME_PERSON, lead]:
            goes_on = lead
        else:
            after = lead_ticks(lead, number, caller, world.callers, behaviour)
            joins = tick + max(after, 1)
            offered = tick + 1 if behaviour.leads[COUNTS_AFTER, lead] else joins
            lead_to(row, lead, offered, joins, world, state)
    return goes_on


@rule
def follower(row: int, lead: int, tick: int, world: WorldTables, state: State) -> int:
    """R14: start the row of what an item leads to."""
    caller = state.log[CALLER, row]
    case = case_of_lead(lead, item_case(row, world, state) + state.log[ATTEMPT, row], world.behaviour)
    return new_row(caller, case, 0, world.behaviour.leads[TO, lead], tick, world, state)


@rule
def lead_to(row: int, lead: int, offered: int, joins: int, world: WorldTables, state: State) -> None:
    """R14a: what follows an item is offered at a tick, and joins its queue at the same or at a later one."""
    if offered >= world.keys.horizon:
        return
    following = follower(row, lead, offered, world, state)
    if world.behaviour.leads[KEEPS_PLACE, lead]:
        state.items[PLACE, following] = state.items[PLACE, row]
    if joins < world.keys.horizon:
        push(state.joining, joins << world.keys.row_bits | following)
