"""The engine to be read: the rules of `simcall.engine.records`, one after the other, on SimPy's clock.

Each caller's life is a SimPy process (`_Hub.caller`), and so is each call in hand (`_Hub.conversation`) and each
change of a headcount (`_Hub.duty`). SimPy orders events by (tick, priority); `_Clock` makes the priority of the phase
of the tick and the round of R9, so that a tick goes through the rules in their order however its events came to be
scheduled.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable, Generator, Iterator
from enum import IntEnum
from typing import Any

import numpy as np
import simpy

from simcall.engine.records import FOUND, NONE, Outcome, Records, call_records, duty_records
from simcall.inputs import NEVER, World

__all__ = ["simulate"]

Life = Generator[simpy.Event, Any, None]


def simulate(world: World) -> Records:
    """Run one replication.

    Parameters
    ----------
    world : World
        Calls, duties and policy.

    Returns
    -------
    Records
        Always the same for the same world.
    """
    hub = _Hub(world)
    hub.env.process(hub.arrivals())
    for step in hub.headcount_changes():
        hub.env.process(hub.duty(*step))
    hub.env.run(until=hub.clock.at(world.policy.horizon, _Phase.HORIZON))
    return hub.records()


class _Phase(IntEnum):
    """The parts of a tick, in the order of the rules."""

    HORIZON = 0  # R12
    DUTY_END = 1  # R1
    RELEASE = 2  # R2
    GO_HOME = 3  # R3
    ARRIVE = 4  # R4
    DUTY_START = 5  # R5
    DISPATCH = 6  # R6
    ENGAGED = 7  # R7
    LEAVE = 8  # R8


class _Clock:
    """SimPy's clock with the phases of a tick."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self._tick, self._round, self._phase = -1, 0, _Phase.HORIZON
        self._asked: set[tuple[int, _Phase]] = set()

    def at(self, tick: int, phase: _Phase) -> simpy.Event:
        """Return the event that is a phase of a tick: in this round, or in the next if the phase is over (R9)."""
        in_round = self._round + (phase <= self._phase) if tick == self._tick else 0
        event = simpy.Event(self.env)
        event._ok, event._value = True, None  # as SimPy's own Timeout does: it is bound to happen
        event.callbacks.append(lambda _: self._enter(tick, in_round, phase))
        priority: Any = in_round * len(_Phase) + phase
        self.env.schedule(event, priority, tick - self.env.now)
        return event

    def soon(self, phase: _Phase, action: Callable[[], None]) -> None:
        """Do something once in a phase of this tick, however often it is asked for."""
        key = (self._round + (phase <= self._phase), phase)
        if key not in self._asked:
            self._asked.add(key)
            self.at(self._tick, phase).callbacks.append(lambda _: action())

    def _enter(self, tick: int, in_round: int, phase: _Phase) -> None:
        if tick != self._tick:
            self._asked.clear()
        self._tick, self._round, self._phase = tick, in_round, phase


class _Group:
    """The people of one group: how many should be present, who is, and who of them is idle."""

    def __init__(self) -> None:
        self.headcount = 0
        self.came: dict[int, int] = {}
        """Number of each person who is present, and the tick at which they came."""
        self.idle: list[tuple[int, int]] = []
        """(idle since, number) of those who are free, in order."""
        self.absent: list[int] = []
        """A heap of the numbers of those who have gone home."""

    def come(self, now: int) -> None:
        """R5: the lowest absent number comes, or somebody new."""
        number = heapq.heappop(self.absent) if self.absent else len(self.came)
        self.came[number] = now
        insort(self.idle, (now, number))

    def go_home(self) -> Iterator[tuple[int, int]]:
        """R3: free people above the headcount go, the longest idle first; return who, and when they came."""
        while len(self.came) > self.headcount and self.idle:
            _, number = self.idle.pop(0)
            heapq.heappush(self.absent, number)
            yield number, self.came.pop(number)


class _Hub:
    """The contact centre in one replication."""

    def __init__(self, world: World) -> None:
        self.env = simpy.Environment()
        self.clock = _Clock(self.env)
        self.calls, self.steps, self.policy = world.calls, world.duties, world.policy
        self.groups = [_Group() for _ in self.policy.overflow]
        self.queues: list[list[tuple[int, int, int]]] = [[] for _ in self.policy.priority]
        """By line: (joined, caller, row) of the calls that wait, in order; a row is an attempt of `Calls`."""
        self.waits: dict[int, simpy.Event] = {}
        """By row of a call that waits: the event that ends its wait."""
        self.stays: list[tuple[int, int, int, int]] = []
        self.found = np.full((len(FOUND), len(self.calls.line)), NONE, np.int64)
        self.columns = dict(zip(FOUND, self.found, strict=True))

    # R4, R10: callers
    # ---------------------------------------------------------------------------------------------------

    def arrivals(self) -> Life:
        """R4: callers ring for the first time."""
        now = -1
        for caller, ring in enumerate(self.calls.ring.tolist()):
            if ring > now:
                yield self.clock.at(ring, _Phase.ARRIVE)
                now = ring
            self.env.process(self.caller(caller))

    def caller(self, caller: int) -> Life:
        """R4, R10: a caller rings, connects, waits, and perhaps rings again."""
        for row in range(self.calls.first_row[caller], self.calls.first_row[caller + 1]):
            self.columns["offered"][row] = self.env.now
            if connection := int(self.calls.connection[row]):
                yield self.clock.at(int(self.env.now) + connection, _Phase.ARRIVE)
            outcome = yield self.join(caller, row)
            if not self.rings_again(row, outcome):
                return
            yield self.clock.at(int(self.env.now) + int(self.calls.redial_delay[row]), _Phase.ARRIVE)

    def rings_again(self, row: int, outcome: Outcome) -> bool:
        """R10: whether the caller rings again after an attempt that ended so."""
        if outcome == Outcome.ABANDONED:
            return bool(self.calls.redials_if_abandoned[row])
        return outcome == Outcome.ENGAGED and bool(self.calls.redials_if_engaged[row])

    def join(self, caller: int, row: int) -> simpy.Event:
        """R4: a call joins its line's queue; return the event that ends its wait."""
        now, line = int(self.env.now), int(self.calls.line[row])
        self.columns["joined"][row] = now
        insort(self.queues[line], (now, caller, row))
        self.waits[row] = self.env.event()
        self.clock.soon(_Phase.DISPATCH, self.dispatch)
        if self.policy.queue_limit[line] < NEVER:
            self.clock.soon(_Phase.ENGAGED, self.engage)
        self.leave_later(caller, row, line, now)
        return self.waits[row]

    # R8: giving up and passing on
    # ---------------------------------------------------------------------------------------

    def leave_later(self, caller: int, row: int, line: int, joined: int) -> None:
        """R8: a call will leave when its patience ends or its time to be passed on comes; giving up comes first."""
        patience, pass_on = int(self.calls.patience[row]), int(self.policy.pass_on_after[line])
        if min(patience, pass_on) >= NEVER:
            return
        outcome = Outcome.ABANDONED if patience <= pass_on else Outcome.PASSED_ON

        def leave(_: simpy.Event) -> None:
            if row in self.waits:
                queue = self.queues[line]
                del queue[bisect_left(queue, (joined, caller, row))]
                self.end_wait(row, outcome)

        self.clock.at(joined + min(patience, pass_on), _Phase.LEAVE).callbacks.append(leave)

    def end_wait(self, row: int, outcome: Outcome) -> None:
        """Note how and when a wait ended, and tell the caller."""
        self.columns["left"][row] = self.env.now
        self.columns["outcome"][row] = outcome
        self.waits.pop(row).succeed(outcome)

    # R6, R11: dispatch
    # --------------------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """R6: waiting calls meet idle people, in order, until no call can be taken."""
        lines = {line for line, queue in enumerate(self.queues) if queue}
        while lines:
            line = min(lines, key=lambda line: (self.policy.priority[line], self.queues[line][0][0], line))
            group = self.taker(line)
            if group is None:
                lines.discard(line)
                continue
            self.take(line, group)
            if not self.queues[line]:
                lines.discard(line)

    def taker(self, line: int) -> int | None:
        """R6: which group takes a call of a line now, if any."""
        able = [
            (self.policy.overflow[place], group.idle[0][0], place)
            for place, group in enumerate(self.groups)
            if self.policy.serves[place, line] and len(group.idle) > self.policy.reserve[place, line]
        ]
        return min(able)[2] if able else None

    def take(self, line: int, place: int) -> None:
        """R6: the line's first call goes to the group's longest idle person."""
        _, _, row = self.queues[line].pop(0)
        _, agent = self.groups[place].idle.pop(0)
        self.columns["group"][row], self.columns["agent"][row] = place, agent
        self.end_wait(row, Outcome.ANSWERED)
        self.env.process(self.conversation(row, place, agent))

    def conversation(self, row: int, place: int, agent: int) -> Life:
        """R11, R2: a person picks up, handles the call, and is free again."""
        answered = int(self.env.now + self.calls.pick_up[row, place])
        released = answered + int(self.calls.handling[row, place])
        self.columns["answered"][row], self.columns["released"][row] = answered, released
        yield self.clock.at(released, _Phase.RELEASE)
        group = self.groups[place]
        insort(group.idle, (released, agent))
        if len(group.came) > group.headcount:
            self.clock.soon(_Phase.GO_HOME, self.go_home)
        self.clock.soon(_Phase.DISPATCH, self.dispatch)

    # R7: engaged tones
    # --------------------------------------------------------------------------------------------------

    def engage(self) -> None:
        """R7: the last callers above a line's limit hear the engaged tone."""
        for line, queue in enumerate(self.queues):
            while len(queue) > self.policy.queue_limit[line]:
                _, _, row = queue.pop()
                self.end_wait(row, Outcome.ENGAGED)

    # R1, R3, R5: people
    # -------------------------------------------------------------------------------------------------

    def headcount_changes(self) -> Iterator[tuple[int, int, int, _Phase]]:
        """Return (tick, group, new headcount, phase) of every change: falls are ends of duty, rises are starts."""
        before = [0] * len(self.groups)
        steps = zip(self.steps.tick.tolist(), self.steps.group.tolist(), self.steps.headcount.tolist(), strict=True)
        for tick, place, headcount in steps:
            yield tick, place, headcount, _Phase.DUTY_END if headcount < before[place] else _Phase.DUTY_START
            before[place] = headcount

    def duty(self, tick: int, place: int, headcount: int, phase: _Phase) -> Life:
        """R1, R5: a headcount changes."""
        yield self.clock.at(tick, phase)
        group = self.groups[place]
        group.headcount = headcount
        while len(group.came) < headcount:
            group.come(tick)
        self.clock.soon(
            _Phase.GO_HOME if phase is _Phase.DUTY_END else _Phase.DISPATCH,
            self.go_home if phase is _Phase.DUTY_END else self.dispatch,
        )

    def go_home(self) -> None:
        """R3: the count rule, in every group."""
        for place, group in enumerate(self.groups):
            self.stays += [(came, place, number, int(self.env.now)) for number, came in group.go_home()]

    # R12: the horizon
    # ---------------------------------------------------------------------------------------------------

    def records(self) -> Records:
        """R12: what has happened when the run ends."""
        horizon = self.policy.horizon
        open_ = (self.columns["offered"] != NONE) & (self.columns["outcome"] == NONE)
        self.columns["outcome"][open_] = Outcome.STILL_WAITING
        self.columns["left"][open_] = horizon
        self.columns["joined"][open_ & (self.columns["joined"] == NONE)] = horizon
        present = [
            (came, place, number, horizon)
            for place, group in enumerate(self.groups)
            for number, came in group.came.items()
        ]
        return Records(call_records(self.calls, self.found), duty_records(self.stays + present))
