"""R6: which call goes to whom."""

from __future__ import annotations

from simcall.engine.records import Outcome
from simcall.engine.reference.clock import Phase
from simcall.engine.reference.hub import Hub
from simcall.engine.reference.queues import lines_in_order
from simcall.engine.reference.work import interrupter, put_down, start

__all__ = ["dispatch"]


def dispatch(hub: Hub) -> None:
    """R6, R6f: people take waiting calls, in order, until no call can be taken."""
    while taken := next_taker(hub):
        take(hub, *taken)


def next_taker(hub: Hub) -> tuple[int, int, int] | None:
    """R6a, R6f: return the first line whose first call can be taken, and the group and person who take it, or None."""
    takers = (taker(hub, line) for line in lines_in_order(hub, hub.policy.priority))
    return next(filter(None, takers), None)


def taker(hub: Hub, line: int) -> tuple[int, int, int] | None:
    """R6e, R15a: return the line, and the group and person who take its first call, or None."""
    candidates = [
        (int(hub.policy.overflow[index, line]), since, index, number)
        for index, group in enumerate(hub.groups)
        for since, number in group.idle
        if may_take(hub, index, number, line) and preferred_line(hub, index, number) == line
    ]
    return (line, *min(candidates)[2:]) if candidates else interrupter(hub, line)


def may_take(hub: Hub, index: int, number: int, line: int) -> bool:
    """R6c: whether an idle person may take a call of a line."""
    group = hub.groups[index]
    serves = hub.policy.serves[group.role(number), line]
    return bool(serves and len(group.idle) > hub.policy.reserve[index, line])


def preferred_line(hub: Hub, index: int, number: int) -> int | None:
    """R6d: the line that the group prefers, of those whose calls a person may take."""
    lines = lines_in_order(hub, hub.policy.preference[index])
    return next((line for line in lines if may_take(hub, index, number, line)), None)


def take(hub: Hub, line: int, index: int, agent: int) -> None:
    """R6, R15a: the line's first call goes to a person, who puts work down for it if they are not idle."""
    group, break_off = hub.groups[index], 0
    if agent in group.works:
        item = group.works[agent].item
        break_off = hub.draws.break_off(item.line, item.number, item.log["interruptions"], item.caller)
        put_down(hub, group, agent)
    _, item = hub.queues[line].pop(0)
    group.stop_being_idle(agent)
    if item.waits:
        item.waits = False
        item.log |= {"left": hub.now, "outcome": Outcome.ANSWERED, "group": index, "agent": agent}
    hub.soon(Phase.CALL_UP)
    start(hub, item, group, agent, break_off)
