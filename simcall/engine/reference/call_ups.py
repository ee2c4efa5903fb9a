"""R13: how people are called up and stood down."""

from __future__ import annotations

from functools import partial

from simcall.engine.records import NONE
from simcall.engine.reference.call_up_rules import CallUp
from simcall.engine.reference.clock import Phase
from simcall.engine.reference.hub import Hub
from simcall.inputs.world import NEVER

__all__ = ["call_up"]


def call_up(hub: Hub) -> None:
    """R13: apply every rule, and look again when it may do something."""
    now = hub.now
    for rule in hub.call_ups:
        joined = [item.log["joined"] for line in rule.lines for _, item in hub.queues[line]]
        rule.update(now, joined)
        if rule.calls_now(now) and left_to_call(hub, rule) > 0:
            rule.holds_since, rule.coming = None, min(rule.people, left_to_call(hub, rule))
            hub.later(now + rule.delay, Phase.DUTY_START, partial(called_up, hub, rule))
        elif rule.stands_down_now(now):
            stand_down(hub, rule, now)
        for tick in rule.next_looks(now, joined):
            hub.later(tick, Phase.CALL_UP, partial(call_up, hub))


def left_to_call(hub: Hub, rule: CallUp) -> int:
    """R13: how many people a rule may still call: those left of its pool, and of the group they are taken from."""
    left, source = rule.pool - rule.called, int(hub.policy.source[rule.group])
    if source == NONE:
        return left
    coming = sum(other.coming for other in hub.call_ups if hub.policy.source[other.group] == source)
    return min(left, hub.groups[source].left_on_duty(hub.now) - coming)


def called_up(hub: Hub, rule: CallUp) -> None:
    """R13, R5: the people called up come."""
    group = hub.groups[rule.group]
    rule.called, rule.coming, rule.came_at = rule.called + rule.coming, 0, hub.now
    group.headcount, group.stood_down = rule.called, NEVER
    group.come_up_to_headcount(hub.now)
    hub.soon(Phase.TAKE_AWAY)
    hub.soon(Phase.DISPATCH)
    hub.soon(Phase.CALL_UP)


def stand_down(hub: Hub, rule: CallUp, now: int) -> None:
    """R13: the people called up are stood down, and go home by the count rule (R3a)."""
    rule.called, hub.groups[rule.group].headcount, hub.groups[rule.group].stood_down = 0, 0, now
    rule.stood_down_at = now
    hub.soon(Phase.GO_HOME)
