"""R2, R11, R14b, R15: what people do with an item in hand."""

from __future__ import annotations

from bisect import insort
from operator import itemgetter

import numpy as np

from simcall.engine.records import NONE, Outcome
from simcall.engine.reference.callers import follow, give_up, offer
from simcall.engine.reference.clock import Phase
from simcall.engine.reference.groups import Group
from simcall.engine.reference.hub import Hub
from simcall.engine.reference.items import Item, Work
from simcall.inputs.behaviour import ANSWERED, IS_INTERRUPTIBLE, RELEASED, RUNS_IN_PICK_UP, RUNS_IN_QUEUE
from simcall.inputs.world import NEVER

__all__ = ["by_urgency", "interrupter", "put_down", "start"]


def start(hub: Hub, item: Item, group: Group, agent: int, break_off: int) -> None:
    """R11, R15d: a person picks an item up, and handles what is left of it."""
    pick_up = break_off + hub.draws.pick_up(item.line, group.index, item.number, item.log["interruptions"], item.caller)
    answered = hub.now + pick_up
    released = answered + handling(hub, item, group)
    if item.left is None:
        patience = patience_in_pick_up(hub, item)
        if patience < pick_up:
            answered, released = NONE, hub.now + patience
            item.log["outcome"] = Outcome.ABANDONED
        else:
            follow(hub, item, ANSWERED, answered)
        item.log["answered"] = answered
    else:
        item.stints[-1][1] = hub.now
        item.stints.append([hub.now, released, group.index, agent])
    item.log["released"] = released
    work = group.works[agent] = Work(item, hub.now, answered, released)
    hub.later(released, Phase.RELEASE, lambda: release(hub, group, agent, work))


def handling(hub: Hub, item: Item, group: Group) -> int:
    """R11, R15d: return the ticks of handling that are left of an item, for a person of a group."""
    if item.left is None:
        return hub.draws.handling(item.line, group.index, item.case, item.caller)
    ticks, index = item.left
    factors = hub.behaviour.handling_factors[:, item.line]
    if factors[index] == factors[group.index]:
        return ticks
    return int(np.floor(ticks * factors[group.index] / factors[index] + 0.5))


def patience_in_pick_up(hub: Hub, item: Item) -> int:
    """R11: return what is left of the caller's patience when the call is taken; `NEVER` if it does not run."""
    if not hub.of_line(RUNS_IN_PICK_UP, item):
        return NEVER
    waited = hub.now - item.log["joined"] if hub.of_line(RUNS_IN_QUEUE, item) else 0
    return item.patience - waited if item.patience < NEVER else NEVER


def release(hub: Hub, group: Group, agent: int, work: Work) -> None:
    """R2, R11, R14b: a person is free again, or goes on with what follows."""
    if group.works.get(agent) is not work:
        return
    del group.works[agent]
    hub.soon(Phase.GO_HOME)
    hub.soon(Phase.BREAK)
    hub.soon(Phase.DISPATCH)
    if work.answered == NONE:
        give_up(hub, work.item)
        group.become_idle(agent, hub.now)
    elif follower := follow(hub, work.item, RELEASED, hub.now):
        go_on(hub, follower, group, agent)
    else:
        group.become_idle(agent, hub.now)


def go_on(hub: Hub, item: Item, group: Group, agent: int) -> None:
    """R14b: a person goes on at once with what follows."""
    offer(hub, item)
    item.place = hub.now
    item.patience = hub.draws.patience_at_joining(item.line, item.case, item.attempt, item.rang, item.caller)
    item.log |= {"joined": hub.now, "left": hub.now, "outcome": Outcome.ANSWERED}
    item.log |= {"group": group.index, "agent": agent}
    start(hub, item, group, agent, 0)


def by_urgency(hub: Hub, group: Group) -> list[int]:
    """R15c: the people of a group who could put work down, in the order in which they do."""
    numbers = [number for number, work in group.works.items() if hub.of_line(IS_INTERRUPTIBLE, work.item)]
    return sorted(numbers, key=lambda number: urgency(hub, group.works[number].item), reverse=True)


def urgency(hub: Hub, item: Item) -> tuple[int, int, int, int, int, int]:
    """R15c: return an item's place among those that could be put down: the last is put down first."""
    return int(hub.policy.priority[item.line]), item.place, item.line, item.caller, item.case, item.attempt


def interrupter(hub: Hub, line: int) -> tuple[int, int, int] | None:
    """R15a: return the line, and the group and person who put work down for its first call, or None."""
    candidates = [
        (urgency(hub, group.works[number].item), index, number)
        for index, group in enumerate(hub.groups)
        for number in by_urgency(hub, group)
        if hub.policy.priority[group.works[number].item.line] > hub.policy.priority[line]
        and hub.policy.serves[group.role(number), line]
        and len(group.idle) >= hub.policy.reserve[index, line]
    ]
    return (line, *max(candidates)[1:]) if candidates else None


def put_down(hub: Hub, group: Group, agent: int) -> None:
    """R15d: a person puts work down, which goes back to its queue."""
    work = group.works.pop(agent)
    item = work.item
    if item.left is None:
        item.stints.append([work.start, hub.now, group.index, agent])
        ticks = handling(hub, item, group)
    else:
        item.stints[-1][1] = hub.now
        ticks = work.released - work.answered
    item.left = ticks - max(hub.now - work.answered, 0), group.index
    item.stints.append([hub.now, hub.policy.horizon, NONE, NONE])
    item.log["interruptions"] += 1
    item.log["released"] = NONE
    insort(hub.queues[item.line], (item.key, item), key=itemgetter(0))
    hub.soon(Phase.DISPATCH)
    hub.soon(Phase.CALL_UP)
