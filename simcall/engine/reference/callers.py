"""R4, R7, R8, R10, R14a: what callers do, and what their calls lead to."""

from __future__ import annotations

from bisect import insort
from functools import partial
from operator import itemgetter

from simcall.engine.records import NONE, Outcome
from simcall.engine.reference.clock import Phase
from simcall.engine.reference.follow_ons import follower, leads
from simcall.engine.reference.hub import Hub
from simcall.engine.reference.items import Item
from simcall.engine.reference.queues import end_wait
from simcall.inputs.behaviour import (
    ABANDONED,
    ANNOUNCEMENT,
    COUNTS_AFTER,
    COUNTS_LEAVERS,
    KEEPS_PLACE,
    OVERDUE,
    RUNS_IN_QUEUE,
    SAME_PERSON,
    WAITING,
)
from simcall.inputs.caller_draws import JOINS, LEAVES
from simcall.inputs.world import NEVER

__all__ = ["end_at_horizon", "engage", "follow", "give_up", "offer", "ring"]


def ring(hub: Hub, item: Item) -> None:
    """R4: a caller rings."""
    offer(hub, item)
    ticks = hub.draws.ticks_before_queue(item.line, item.case, item.attempt, item.caller)
    if ticks:
        hub.later(hub.now + ticks, Phase.ARRIVE, lambda: arrive(hub, item))
    else:
        arrive(hub, item)


def offer(hub: Hub, item: Item) -> None:
    """R4, R14a: an item is offered."""
    item.log["offered"] = hub.now
    hub.items.append(item)


def arrive(hub: Hub, item: Item) -> None:
    """R4, R4a, R4b: the connection is made and the announcement is over, or the caller has hung up."""
    fate = hub.draws.fate_before_queue(item.line, item.case, item.attempt, item.caller)
    if fate == JOINS:
        item.patience = hub.draws.patience_at_joining(item.line, item.case, item.attempt, item.rang, item.caller)
        join(hub, item, hub.now)
        return
    outcome = Outcome.LEFT_ANNOUNCEMENT if fate == LEAVES else Outcome.ABANDONED
    item.log |= {"joined": hub.now, "left": hub.now, "outcome": outcome}
    if fate == LEAVES and not hub.of_line(COUNTS_LEAVERS, item):
        item.log["offered"] = NONE
        ring_again(hub, item, engaged=False)
    else:
        give_up(hub, item)


def join(hub: Hub, item: Item, place: int) -> None:
    """R4: an item joins its line's queue."""
    item.log["joined"], item.place, item.waits = hub.now, place, True
    insort(hub.queues[item.line], (item.key, item), key=itemgetter(0))
    hub.soon(Phase.DISPATCH)
    if hub.policy.queue_limit[item.line] < NEVER:
        hub.soon(Phase.ENGAGED)
    hub.soon(Phase.CALL_UP)
    leave_later(hub, item)


def engage(hub: Hub) -> None:
    """R7: the last callers above a line's limit hear the engaged tone."""
    for line, queue in enumerate(hub.queues):
        while len(queue) > hub.policy.queue_limit[line]:
            item = queue[-1][1]
            end_wait(hub, item, Outcome.ENGAGED)
            ring_again(hub, item, engaged=True)


def leave_later(hub: Hub, item: Item) -> None:
    """R8, R14a: note when a call will leave the queue, if nobody takes it before, and when it will be overdue."""
    patience = item.patience if hub.of_line(RUNS_IN_QUEUE, item) else NEVER
    exits = [(patience, 0, NONE), (int(hub.policy.pass_on_after[item.line]), 1, NONE)]
    exits += [(hub.draws.lead(lead, item.number, item.caller), 2, lead) for lead in leads(hub, item, WAITING)]
    after, how, lead = min(exits)
    hub.later(hub.now + after, Phase.LEAVE, lambda: leave(hub, item, how, lead))
    for overdue in leads(hub, item, OVERDUE):
        after = hub.draws.lead(overdue, item.number, item.caller)
        hub.later(hub.now + after, Phase.LEAVE, partial(be_overdue, hub, item, overdue))


def leave(hub: Hub, item: Item, how: int, lead: int) -> None:
    """R8: a call leaves the queue."""
    if not item.waits:
        return
    end_wait(hub, item, (Outcome.ABANDONED, Outcome.PASSED_ON, Outcome.MOVED)[how])
    if how == 0:
        give_up(hub, item)
    if how == 2:
        lead_to(hub, item, lead, hub.now + 1, hub.now + 1)


def be_overdue(hub: Hub, item: Item, lead: int) -> None:
    """R14a: what follows a call that is overdue, which stays."""
    if item.waits:
        lead_to(hub, item, lead, hub.now + 1, hub.now + 1)


def give_up(hub: Hub, item: Item) -> None:
    """R10, R14a: what comes of giving up."""
    follow(hub, item, ABANDONED, hub.now)
    ring_again(hub, item, engaged=False)


def ring_again(hub: Hub, item: Item, engaged: bool) -> None:
    """R10: the caller may ring again."""
    if not hub.draws.rings_again(item.line, engaged, item.case, item.attempt, item.caller):
        return
    line = hub.draws.line_of_redial(item.line, item.number, item.caller)
    redial = Item(item.caller, item.case, item.attempt + 1, line)
    redial.log["diverted"] = int(line != item.line)
    delay = hub.draws.redial_delay(item.line, item.number, item.caller)
    hub.later(hub.now + delay, Phase.ARRIVE, lambda: ring(hub, redial))


def follow(hub: Hub, item: Item, moment: int, tick: int) -> Item | None:
    """R14a, R14b: what follows an item joins its queue later; return what the same person goes on with."""
    goes_on = None
    for lead in leads(hub, item, moment):
        if goes_on is None and hub.behaviour.leads[SAME_PERSON, lead]:
            goes_on = follower(hub, item, lead)
        else:
            joins = tick + max(hub.draws.lead(lead, item.number, item.caller), 1)
            lead_to(hub, item, lead, tick + 1 if hub.behaviour.leads[COUNTS_AFTER, lead] else joins, joins)
    return goes_on


def lead_to(hub: Hub, item: Item, lead: int, offered: int, joins: int) -> None:
    """R14a: what follows an item is offered at a tick, and joins its queue at the same or at a later one."""
    following = follower(hub, item, lead)

    def join_later() -> None:
        following.patience = hub.draws.patience_at_joining(
            following.line, following.case, following.attempt, following.rang, following.caller
        )
        join(hub, following, item.place if hub.behaviour.leads[KEEPS_PLACE, lead] else hub.now)

    hub.later(offered, Phase.ARRIVE, lambda: offer(hub, following))
    hub.later(joins, Phase.ARRIVE, join_later)


def end_at_horizon(hub: Hub, item: Item) -> None:
    """R12, R4b: an item is connecting, in an announcement or waiting at the horizon."""
    horizon = hub.policy.horizon
    outcome = Outcome.STILL_WAITING
    if item.log["joined"] == NONE and item.rang and hub.of_line(ANNOUNCEMENT, item):
        if not hub.of_line(COUNTS_LEAVERS, item):
            item.log["offered"] = NONE
        connected = item.log["offered"] + hub.draws.connection(item.line, item.number, item.caller)
        outcome = Outcome.IN_ANNOUNCEMENT if connected <= horizon else outcome
    joined = horizon if item.log["joined"] == NONE else item.log["joined"]
    item.log |= {"outcome": outcome, "left": horizon, "joined": joined}
