"""A replication, from its first caller to the horizon."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Any

import numpy as np
import simpy

from simcall.engine.records import ITEM_COLUMNS, LOG_COLUMNS, NONE, Records, call_records, duty_records
from simcall.engine.reference.call_ups import call_up
from simcall.engine.reference.callers import end_at_horizon, engage, ring
from simcall.engine.reference.clock import Phase
from simcall.engine.reference.dispatch import dispatch
from simcall.engine.reference.hub import Hub
from simcall.engine.reference.items import Item
from simcall.engine.reference.people import (
    change_headcount,
    go_home,
    headcount_changes,
    named_duty,
    start_breaks,
)
from simcall.engine.reference.taken_people import take_away
from simcall.inputs.world import World

__all__ = ["simulate"]

ACTIONS = {
    Phase.GO_HOME: go_home,
    Phase.BREAK: start_breaks,
    Phase.TAKE_AWAY: take_away,
    Phase.DISPATCH: dispatch,
    Phase.ENGAGED: engage,
    Phase.CALL_UP: call_up,
}
"""What happens in a phase that another event has requested."""


def simulate(world: World) -> Records:
    """Run one replication.

    Parameters
    ----------
    world : World
        Callers, their behaviour, duties and policy.

    Returns
    -------
    Records
        Always the same for the same world.
    """
    hub = Hub(world, ACTIONS)
    hub.env.process(arrivals(hub))
    for tick, index, headcount, phase in headcount_changes(hub):
        hub.later(tick, phase, partial(change_headcount, hub, index, headcount, phase))
    for shift in range(len(world.duties.shifts.start)):
        named_duty(hub, shift)
    hub.env.run(until=hub.clock.at(world.policy.horizon, Phase.HORIZON))
    return records(hub)


def arrivals(hub: Hub) -> Generator[simpy.Event, Any, None]:
    """R4: callers ring for the first time."""
    now = -1
    for caller, tick in enumerate(hub.callers.ring.tolist()):
        if tick > now:
            yield hub.clock.at(tick, Phase.ARRIVE)
            now = tick
        ring(hub, Item(caller, 0, 0, int(hub.callers.line[caller])))


def records(hub: Hub) -> Records:
    """R12: what has happened when the run ends."""
    for item in hub.items:
        if item.log["outcome"] == NONE:
            end_at_horizon(hub, item)
    for group in hub.groups:
        for number in list(group.came):
            group.end_stay(number, hub.policy.horizon)
    rows = [[item.log[name] for name in (*LOG_COLUMNS, *ITEM_COLUMNS)] for item in hub.items]
    table = np.array(rows, np.int64).reshape(-1, len(LOG_COLUMNS) + len(ITEM_COLUMNS)).T.copy()
    stints = [(row, *stint) for row, item in enumerate(hub.items) for stint in item.stints]
    stays = [stay for group in hub.groups for stay in group.stays]
    calls, stint_records = call_records(table[: len(LOG_COLUMNS)], table[len(LOG_COLUMNS) :], stints)
    return Records(calls, stint_records, duty_records(stays), hub.steps)
