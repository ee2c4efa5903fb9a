"""R5a: people who are missing in the group that they are taken from."""

from __future__ import annotations

import numpy as np

from simcall.engine.reference.clock import Phase
from simcall.engine.reference.groups import Group
from simcall.engine.reference.hub import Hub
from simcall.engine.reference.people import go_home_from, start_breaks
from simcall.engine.reference.work import by_urgency, put_down

__all__ = ["take_away"]


def take_away(hub: Hub) -> None:
    """R5a: people go home or come, in groups of which people are on duty in another."""
    for index, group in enumerate(hub.groups):
        takers = np.flatnonzero(hub.policy.source == index).tolist()
        if takers:
            group.away = sum(hub.groups[taker].on_duty(hub.now) for taker in takers)
            if group.named:
                send_away(hub, group)
            else:
                go_home_from(hub, group)
                group.come_up_to_headcount(hub.now)
            hub.soon(Phase.DISPATCH)
            hub.soon(Phase.CALL_UP)


def send_away(hub: Hub, group: Group) -> None:
    """R5a: named people go away, the longest idle first, or come back, those who went first."""
    free = [number for _, number in group.idle]
    for number in (*free, *by_urgency(hub, group))[: max(group.away - len(group.gone), 0)]:
        if number in group.works:
            put_down(hub, group, number)
        group.send_away(number, hub.now)
    while len(group.gone) > group.away:
        group.call_back(hub.now)
    start_breaks(hub)
