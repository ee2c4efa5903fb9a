"""The contact centre in one replication: its people, its queues, and what will happen in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import simpy

from simcall.engine.reference.call_up_rules import CallUp
from simcall.engine.reference.clock import Clock, Phase
from simcall.engine.reference.groups import Group
from simcall.engine.reference.items import Item
from simcall.inputs.caller_draws import CallerDraws
from simcall.inputs.world import NEVER, World

__all__ = ["Hub"]


class Hub:
    """The contact centre in one replication."""

    def __init__(self, world: World, actions: Mapping[Phase, Callable[[Hub], None]]) -> None:
        self.env = simpy.Environment()
        self.clock = Clock(self.env)
        self.actions = actions
        self.callers, self.behaviour = world.callers, world.behaviour
        self.steps, self.policy = world.duties, world.policy
        self.draws = CallerDraws(world.callers, world.behaviour)
        self.groups = [Group(index) for index in range(len(self.policy.overflow))]
        self.queues: list[list[tuple[tuple[int, int, int, int], Item]]] = [[] for _ in self.policy.queue_limit]
        """By line: the items that wait, in order, with their keys."""
        self.call_ups = [CallUp(self.policy.call_ups, index) for index in range(len(self.policy.call_ups.group))]
        for rule in self.call_ups:
            self.groups[rule.group].stood_down = NEVER
        self.items: list[Item] = []
        """Everything that was offered."""

    @property
    def now(self) -> int:
        """The tick."""
        return int(self.env.now)

    def later(self, tick: int, phase: Phase, action: Callable[[], object]) -> None:
        """Do something in a phase of a tick; nothing that never comes."""
        if tick < self.policy.horizon:
            self.clock.at(tick, phase).callbacks.append(lambda _: (action(), None)[1])

    def soon(self, phase: Phase) -> None:
        """Request what happens in a phase of this tick: once, however often it is requested."""
        self.clock.soon(phase, partial(self.actions[phase], self))

    def of_line(self, row: int, item: Item) -> int:
        """Return what `Behaviour.lines` says about an item's line."""
        return int(self.behaviour.lines[row, item.line])
