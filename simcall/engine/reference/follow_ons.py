"""R14: what items lead to."""

from __future__ import annotations

from simcall.engine.reference.hub import Hub
from simcall.engine.reference.items import Item
from simcall.inputs.behaviour import TO, WHEN

__all__ = ["follower", "leads"]


def leads(hub: Hub, item: Item, moment: int) -> list[int]:
    """R14: return what an item leads to at a moment."""
    first, last = hub.behaviour.first_lead[item.line : item.line + 2].tolist()
    return [
        lead
        for lead in range(first, last)
        if hub.behaviour.leads[WHEN, lead] == moment and hub.draws.lead_follows(lead, item.number, item.caller)
    ]


def follower(hub: Hub, item: Item, lead: int) -> Item:
    """R14: return the item that another leads to."""
    case = hub.draws.case_of_lead(lead, item.number)
    return Item(item.caller, case, 0, int(hub.behaviour.leads[TO, lead]))
