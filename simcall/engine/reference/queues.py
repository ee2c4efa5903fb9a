"""R6a, R6b: queues of calls in their order."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter

from simcall.engine.records import Outcome
from simcall.engine.reference.clock import Phase
from simcall.engine.reference.hub import Hub
from simcall.engine.reference.items import Item
from simcall.inputs.world import Ints

__all__ = ["end_wait", "lines_in_order"]


def lines_in_order(hub: Hub, priority: Ints) -> list[int]:
    """R6a, R6b: the lines where calls wait, by the priority of their first calls."""

    def order(line: int) -> tuple[int, int, int]:
        item = hub.queues[line][0][1]
        own = int(priority[line])
        if hub.now - item.log["joined"] >= hub.policy.promote_after[line]:
            own = min(own, int(hub.policy.promoted[line]))
        return own, item.place, line

    return sorted((line for line, queue in enumerate(hub.queues) if queue), key=order)


def end_wait(hub: Hub, item: Item, outcome: Outcome) -> None:
    """R7, R8: an item leaves the queue without being taken."""
    queue = hub.queues[item.line]
    del queue[bisect_left(queue, item.key, key=itemgetter(0))]
    item.waits = False
    item.log |= {"left": hub.now, "outcome": outcome}
    hub.soon(Phase.CALL_UP)
