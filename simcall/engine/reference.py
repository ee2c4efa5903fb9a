"""The readable engine: the rules of `simcall.engine.records`, one after the other, on SimPy's clock.

SimPy orders events by (tick, priority). `_Clock` makes the priority from the phase of the tick and the round of R9, so
that a tick goes through the rules in order, whatever order its events were scheduled in.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable, Generator, Iterator
from enum import IntEnum
from functools import partial
from operator import itemgetter
from typing import Any

import numpy as np
import simpy

from simcall.engine.records import ITEM_COLUMNS, LOG_COLUMNS, NONE, Outcome, Records, call_records, duty_records
from simcall.inputs.behaviour import (
    ABANDONED,
    ANNOUNCEMENT,
    ANSWERED,
    COUNTS_LEAVERS,
    IS_INTERRUPTIBLE,
    KEEPS_PLACE,
    OVERDUE,
    RELEASED,
    RUNS_IN_PICK_UP,
    RUNS_IN_QUEUE,
    SAME_PERSON,
    TO,
    WAITING,
    WHEN,
)
from simcall.inputs.caller_draws import JOINS, LEAVES, CallerDraws
from simcall.inputs.world import NEVER, CallUps, Ints, World

__all__ = ["simulate"]

Life = Generator[simpy.Event, Any, None]


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
    hub = _Hub(world)
    hub.env.process(hub.arrivals())
    for tick, index, headcount, phase in hub.headcount_changes():
        hub.later(tick, phase, partial(hub.change_headcount, index, headcount, phase))
    for shift in range(len(world.duties.shifts.start)):
        hub.named_duty(shift)
    hub.env.run(until=hub.clock.at(world.policy.horizon, _Phase.HORIZON))
    return hub.records()


class _Phase(IntEnum):
    """The parts of a tick, in the order of the rules."""

    HORIZON = 0  # R12
    DUTY_END = 1  # R1: of breaks too
    RELEASE = 2  # R2
    GO_HOME = 3  # R3a, R3b
    BREAK = 4  # R3c
    ARRIVE = 5  # R4
    DUTY_START = 6  # R5
    TAKE_AWAY = 7  # R5a
    DISPATCH = 8  # R6
    ENGAGED = 9  # R7
    LEAVE = 10  # R8
    CALL_UP = 11  # R13


class _Clock:
    """SimPy's clock with the phases of a tick."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self._tick, self._round, self._phase = -1, 0, _Phase.HORIZON
        self._requested: set[tuple[int, _Phase]] = set()

    def at(self, tick: int, phase: _Phase) -> simpy.Event:
        """R9: return the event that is a phase of a tick, in this round or, if the phase is over, in the next."""
        in_round = self._round + (phase <= self._phase) if tick == self._tick else 0
        event = simpy.Event(self.env)
        event._ok, event._value = True, None  # as in SimPy's own Timeout: the event is certain to happen
        event.callbacks.append(lambda _: self._enter(tick, in_round, phase))
        priority: Any = in_round * len(_Phase) + phase
        self.env.schedule(event, priority, tick - self.env.now)
        return event

    def soon(self, phase: _Phase, action: Callable[[], None]) -> None:
        """Schedule an action once in a phase of this tick, however often it is requested."""
        key = (self._round + (phase <= self._phase), phase)
        if key not in self._requested:
            self._requested.add(key)
            self.at(self._tick, phase).callbacks.append(lambda _: action())

    def _enter(self, tick: int, in_round: int, phase: _Phase) -> None:
        if tick != self._tick:
            self._requested.clear()
        self._tick, self._round, self._phase = tick, in_round, phase


class _Item:
    """An attempt of a caller, or an item of work."""

    def __init__(self, caller: int, case: int, attempt: int, line: int) -> None:
        self.caller, self.case, self.attempt, self.line = caller, case, attempt, line
        self.log = dict.fromkeys((*LOG_COLUMNS, *ITEM_COLUMNS), NONE)
        self.log |= {"caller": caller, "case": case, "attempt": attempt, "line": line}
        self.log |= {"diverted": 0, "interruptions": 0}
        self.place = NONE
        """The tick by which it stands in its queue."""
        self.waits = False
        """Whether it waits for its first start."""
        self.patience = NEVER
        """What is left of the caller's patience when it joins the queue."""
        self.left: tuple[int, int] | None = None
        """For work that was put down: the ticks of handling that are left, and the group to whose times they belong."""
        self.stints: list[list[int]] = []
        """(start, end, group, number) since it was first taken; nobody while it waits again."""

    @property
    def number(self) -> int:
        """Which of the caller's items it is, for random numbers."""
        return self.case + self.attempt

    @property
    def rang(self) -> bool:
        """Whether the caller rang for it: not if another item led to it."""
        return self.case == 0 or self.attempt > 0

    @property
    def key(self) -> tuple[int, int, int, int]:
        """R6a: its place in the order of its queue."""
        return self.place, self.caller, self.case, self.attempt


class _Work:
    """An item in a person's hands."""

    def __init__(self, item: _Item, start: int, answered: int, released: int) -> None:
        self.item, self.start, self.answered, self.released = item, start, answered, released


class _Person:
    """A named person, from the start of a duty to the end of its last call."""

    def __init__(self, role: int, due: int, breaks: list[tuple[int, int]]) -> None:
        self.role = role
        self.due = due
        """When the duty ends."""
        self.breaks = breaks
        """(due, length) of those still to come, in order."""


class _Group:
    """The people of one group: how many should be present, who is, and who of them is idle."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.headcount = 0
        self.away = 0
        """How many of the headcount are on duty in groups that are taken from this one."""
        self.came: dict[int, int] = {}
        """Number of each person who is present, and the tick at which they came."""
        self.idle: list[tuple[int, int]] = []
        """(idle since, number) of those who are free, in order."""
        self.absent: list[int] = []
        """A heap of the numbers of people who have gone home."""
        self.named: dict[int, _Person] = {}
        """By number: the named people who are on duty, or finishing a call after it."""
        self.works: dict[int, _Work] = {}
        """By number: what each person has in hand."""
        self.stood_down = NONE
        """When those who were called up were last stood down; `NONE` in a group that is not called up."""
        self.stays: list[tuple[int, int, int, int, int]] = []
        """(came, group, number, gone, due) of every time that somebody was present."""

    @property
    def left(self) -> int:
        """R5a: how many people should be present."""
        return max(self.headcount - self.away, 0)

    def on_duty(self, now: int) -> int:
        """R5a: how many people are on duty, on a break, or finishing a call."""
        return len(self.came.keys() | {number for number, person in self.named.items() if person.due > now})

    def come_up_to_headcount(self, now: int) -> None:
        """R5: people come until as many are present as the headcount."""
        while len(self.came) < self.left:
            self.come(now)

    def come(self, now: int) -> None:
        """R5: the lowest absent number comes, or a new person."""
        number = heapq.heappop(self.absent) if self.absent else len(self.came)
        self.came[number] = now
        insort(self.idle, (now, number))

    def come_by_name(self, number: int, person: _Person, now: int) -> None:
        """R5: a named person comes, or stays from the duty before."""
        self.named[number] = person if number not in self.came else self.change_duty(number, person, now)
        if number not in self.came:
            self.become_idle(number, now)

    def change_duty(self, number: int, person: _Person, now: int) -> _Person:
        """R5: a person who is still in a call of the duty before is on the new one from now on."""
        self.end_stay(number, now)
        self.came[number] = now
        return person

    def become_idle(self, number: int, now: int) -> None:
        """R1, R2, R5: a person is idle since now."""
        self.came.setdefault(number, now)
        insort(self.idle, (now, number))

    def end_stay(self, number: int, now: int) -> None:
        """R3, R5: a person is no longer present; log the stay."""
        due = self.named[number].due if number in self.named else self.stood_down
        self.stays.append((self.came.pop(number), self.index, number, now, due))

    def is_over(self, number: int, now: int) -> bool:
        """R3a, R3b: whether a person is above the headcount, or their duty has ended."""
        return self.named[number].due <= now if number in self.named else len(self.came) > self.left

    def go_home(self, now: int) -> None:
        """R3a, R3b: free people go home: the longest idle above the headcount, and those whose duty has ended."""
        for since, number in list(self.idle):
            if self.is_over(number, now):
                self.idle.remove((since, number))
                self.leave(number, now)

    def leave(self, number: int, now: int) -> None:
        """R3a, R3b: a person goes home."""
        self.end_stay(number, now)
        if number not in self.named:
            heapq.heappush(self.absent, number)

    def forget_gone(self, now: int) -> None:
        """R3b: forget the named people who have gone home."""
        self.named = {
            number: person for number, person in self.named.items() if person.due > now or number in self.came
        }

    def break_is_due(self, number: int, now: int) -> bool:
        """R3c: whether a named person's break is due."""
        person = self.named.get(number)
        return bool(person and person.breaks and person.breaks[0][0] <= now)

    def start_break(self, number: int, now: int) -> int:
        """R3c: a person starts the break that is due; return when they come back."""
        _, length = self.named[number].breaks.pop(0)
        self.end_stay(number, now)
        return now + length

    def role(self, number: int) -> int:
        """Return a person's role, as an index in `Policy.serves`."""
        return self.named[number].role if number in self.named else self.index

    def stop_being_idle(self, number: int) -> None:
        """R3, R6: a person is no longer idle."""
        self.idle = [entry for entry in self.idle if entry[1] != number]


class _CallUp:
    """A call-up rule and its state."""

    def __init__(self, rules: CallUps, index: int) -> None:
        self.group = int(rules.group[index])
        self.lines = [line for line, watched in enumerate(rules.watches[index].tolist()) if watched]
        self.waiting, self.longest, self.held = (
            int(rules.waiting[index]),
            int(rules.longest[index]),
            int(rules.held[index]),
        )
        self.people, self.pool, self.delay = int(rules.people[index]), int(rules.pool[index]), int(rules.delay[index])
        self.stint, self.calm = int(rules.stint[index]), int(rules.calm[index])
        self.holds_since: int | None = None
        self.calm_since: int | None = None
        self.coming = 0
        self.called = 0
        """How many have come and have not been stood down."""
        self.came_at = 0
        self.stood_down_at = NONE

    def update(self, now: int, joined: list[int]) -> None:
        """R13: update since when the rule holds and no call waits; `joined` has the waiting calls' ticks of joining."""
        holds = len(joined) >= self.waiting or bool(joined and now - min(joined) >= self.longest)
        if not holds or self.coming:
            self.holds_since = None
        elif self.holds_since is None:
            self.holds_since = now
        if joined:
            self.calm_since = None
        elif self.calm_since is None:
            self.calm_since = now

    def calls_now(self, now: int) -> bool:
        """R13: whether the rule calls people up now."""
        if self.holds_since is None or self.stood_down_at == now:
            return False
        return now - self.holds_since >= self.held and self.called < self.pool

    def stands_down_now(self, now: int) -> bool:
        """R13: whether the people called up are stood down now."""
        if self.calm_since is None or self.coming or not self.called:
            return False
        return now - self.calm_since >= self.calm and now - self.came_at >= self.stint

    def next_looks(self, now: int, joined: list[int]) -> list[int]:
        """R13: return the ticks at which time alone may make the rule do something."""
        looks = [min(joined) + self.longest] if joined else []
        if self.holds_since is not None:
            looks.append(max(self.holds_since + self.held, self.stood_down_at + 1))
        if self.calm_since is not None and self.called:
            looks.append(max(self.calm_since + self.calm, self.came_at + self.stint))
        return [look for look in looks if now < look < NEVER]


class _Hub:
    """The contact centre in one replication."""

    def __init__(self, world: World) -> None:
        self.env = simpy.Environment()
        self.clock = _Clock(self.env)
        self.callers, self.behaviour, self.steps, self.policy = (
            world.callers,
            world.behaviour,
            world.duties,
            world.policy,
        )
        self.draws = CallerDraws(world.callers, world.behaviour)
        self.groups = [_Group(index) for index in range(len(self.policy.overflow))]
        self.queues: list[list[tuple[tuple[int, int, int, int], _Item]]] = [[] for _ in self.policy.queue_limit]
        """By line: the items that wait, in order, with their keys."""
        self.call_ups = [_CallUp(self.policy.call_ups, index) for index in range(len(self.policy.call_ups.group))]
        for rule in self.call_ups:
            self.groups[rule.group].stood_down = NEVER
        self.items: list[_Item] = []
        """Everything that was offered."""

    @property
    def now(self) -> int:
        """The tick."""
        return int(self.env.now)

    def later(self, tick: int, phase: _Phase, action: Callable[[], object]) -> None:
        """Do something in a phase of a tick; nothing that never comes."""
        if tick < self.policy.horizon:
            self.clock.at(tick, phase).callbacks.append(lambda _: (action(), None)[1])

    # R1, R3, R5: people -----------------------------------------------------------------------------------------------

    def headcount_changes(self) -> Iterator[tuple[int, int, int, _Phase]]:
        """Return (tick, group, new headcount, phase) of every change: falls are ends of duty, rises are starts."""
        before = [0] * len(self.groups)
        steps = zip(self.steps.tick.tolist(), self.steps.group.tolist(), self.steps.headcount.tolist(), strict=True)
        for tick, index, headcount in steps:
            yield tick, index, headcount, _Phase.DUTY_END if headcount < before[index] else _Phase.DUTY_START
            before[index] = headcount

    def change_headcount(self, index: int, headcount: int, phase: _Phase) -> None:
        """R1, R5: a headcount changes."""
        group = self.groups[index]
        group.headcount = headcount
        group.come_up_to_headcount(self.now)
        self.clock.soon(_Phase.TAKE_AWAY, self.take_away)
        self.clock.soon(
            _Phase.GO_HOME if phase is _Phase.DUTY_END else _Phase.DISPATCH,
            self.go_home if phase is _Phase.DUTY_END else self.dispatch,
        )

    def named_duty(self, shift: int) -> None:
        """R1, R3b, R3c, R5: a named person's duty starts, its breaks come due, and it ends."""
        shifts = self.steps.shifts
        breaks = slice(shifts.first_break[shift], shifts.first_break[shift + 1])
        due, end = shifts.break_at[breaks].tolist(), int(shifts.end[shift])
        person = _Person(
            int(shifts.role[shift]), end, list(zip(due, shifts.break_length[breaks].tolist(), strict=True))
        )
        for tick in due:
            self.later(tick, _Phase.BREAK, self.start_breaks)
        self.later(end, _Phase.GO_HOME, self.go_home)
        start, index, number = int(shifts.start[shift]), int(shifts.group[shift]), int(shifts.agent[shift])
        self.later(start, _Phase.DUTY_START, lambda: self.start_duty(index, number, person))

    def start_duty(self, index: int, number: int, person: _Person) -> None:
        """R5: a named person's duty starts."""
        self.groups[index].come_by_name(number, person, self.now)
        self.clock.soon(_Phase.TAKE_AWAY, self.take_away)
        self.clock.soon(_Phase.DISPATCH, self.dispatch)

    def go_home(self) -> None:
        """R3a, R3b, R15b: people of every group go home, free or with work that they put down."""
        for group in self.groups:
            self.go_home_from(group)
        self.clock.soon(_Phase.TAKE_AWAY, self.take_away)

    def go_home_from(self, group: _Group) -> None:
        """R3a, R3b, R15b: people of a group go home."""
        group.go_home(self.now)
        for number in self.by_urgency(group):
            if group.is_over(number, self.now):
                self.put_down(group, number)
                group.leave(number, self.now)
        group.forget_gone(self.now)

    def take_away(self) -> None:
        """R5a: people go home or come, in groups of which people are on duty in another."""
        for index, group in enumerate(self.groups):
            takers = np.flatnonzero(self.policy.source == index).tolist()
            if takers:
                group.away = sum(self.groups[taker].on_duty(self.now) for taker in takers)
                self.go_home_from(group)
                group.come_up_to_headcount(self.now)
                self.clock.soon(_Phase.DISPATCH, self.dispatch)
                self.clock.soon(_Phase.CALL_UP, self.call_up)

    def start_breaks(self) -> None:
        """R3c, R15b: people of every group start the breaks that are due, free or with work that they put down."""
        for group in self.groups:
            idle = [number for _, number in group.idle]
            for number in (*idle, *self.by_urgency(group)):
                if group.break_is_due(number, self.now):
                    if number in group.works:
                        self.put_down(group, number)
                    group.stop_being_idle(number)
                    back = group.start_break(number, self.now)
                    if back < group.named[number].due:
                        self.come_back(group, number, back)

    def come_back(self, group: _Group, number: int, back: int) -> None:
        """R1: a break will end."""

        def end() -> None:
            group.become_idle(number, back)
            self.clock.soon(_Phase.BREAK, self.start_breaks)
            self.clock.soon(_Phase.DISPATCH, self.dispatch)

        self.later(back, _Phase.DUTY_END, end)

    # R4, R10: callers -------------------------------------------------------------------------------------------------

    def arrivals(self) -> Life:
        """R4: callers ring for the first time."""
        now = -1
        for caller, ring in enumerate(self.callers.ring.tolist()):
            if ring > now:
                yield self.clock.at(ring, _Phase.ARRIVE)
                now = ring
            self.ring(_Item(caller, 0, 0, int(self.callers.line[caller])))

    def ring(self, item: _Item) -> None:
        """R4: a caller rings."""
        self.offer(item)
        ticks = self.draws.ticks_before_queue(item.line, item.case, item.attempt, item.caller)
        if ticks:
            self.later(self.now + ticks, _Phase.ARRIVE, lambda: self.arrive(item))
        else:
            self.arrive(item)

    def offer(self, item: _Item) -> None:
        """R4, R14a: an item is offered."""
        item.log["offered"] = self.now
        self.items.append(item)

    def arrive(self, item: _Item) -> None:
        """R4, R4a, R4b: the connection is made and the announcement is over, or the caller has hung up."""
        fate = self.draws.fate_before_queue(item.line, item.case, item.attempt, item.caller)
        if fate == JOINS:
            item.patience = self.draws.patience_at_joining(item.line, item.case, item.attempt, item.rang, item.caller)
            self.join(item, self.now)
            return
        outcome = Outcome.LEFT_ANNOUNCEMENT if fate == LEAVES else Outcome.ABANDONED
        item.log |= {"joined": self.now, "left": self.now, "outcome": outcome}
        if fate == LEAVES and not self.of_line(COUNTS_LEAVERS, item):
            item.log["offered"] = NONE
            self.ring_again(item, engaged=False)
        else:
            self.give_up(item)

    def of_line(self, row: int, item: _Item) -> int:
        """Return what `Behaviour.lines` says about an item's line."""
        return int(self.behaviour.lines[row, item.line])

    def give_up(self, item: _Item) -> None:
        """R10, R14a: what comes of giving up."""
        self.follow(item, ABANDONED, self.now)
        self.ring_again(item, engaged=False)

    def ring_again(self, item: _Item, engaged: bool) -> None:
        """R10: the caller may ring again."""
        if not self.draws.rings_again(item.line, engaged, item.case, item.attempt, item.caller):
            return
        line = self.draws.line_of_redial(item.line, item.number, item.caller)
        redial = _Item(item.caller, item.case, item.attempt + 1, line)
        redial.log["diverted"] = int(line != item.line)
        delay = self.draws.redial_delay(item.line, item.number, item.caller)
        self.later(self.now + delay, _Phase.ARRIVE, lambda: self.ring(redial))

    def join(self, item: _Item, place: int) -> None:
        """R4: an item joins its line's queue."""
        item.log["joined"], item.place, item.waits = self.now, place, True
        insort(self.queues[item.line], (item.key, item), key=itemgetter(0))
        self.clock.soon(_Phase.DISPATCH, self.dispatch)
        if self.policy.queue_limit[item.line] < NEVER:
            self.clock.soon(_Phase.ENGAGED, self.engage)
        self.clock.soon(_Phase.CALL_UP, self.call_up)
        self.leave_later(item)

    # R6, R11: dispatch ------------------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """R6, R6f: people take waiting calls, in order, until no call can be taken."""
        while taken := next(filter(None, map(self.taker, self.lines_in_order(self.policy.priority))), None):
            self.take(*taken)

    def lines_in_order(self, priority: Ints) -> list[int]:
        """R6a, R6b: the lines where calls wait, by the priority of their first calls."""

        def order(line: int) -> tuple[int, int, int]:
            item = self.queues[line][0][1]
            own = int(priority[line])
            if self.now - item.log["joined"] >= self.policy.promote_after[line]:
                own = min(own, int(self.policy.promoted[line]))
            return own, item.place, line

        return sorted((line for line, queue in enumerate(self.queues) if queue), key=order)

    def taker(self, line: int) -> tuple[int, int, int] | None:
        """R6e, R15a: return the line, and the group and person who take its first call, or None."""
        candidates = [
            (int(self.policy.overflow[index]), since, index, number)
            for index, group in enumerate(self.groups)
            for since, number in group.idle
            if self.may_take(index, number, line) and self.preferred_line(index, number) == line
        ]
        return (line, *min(candidates)[2:]) if candidates else self.interrupter(line)

    def may_take(self, index: int, number: int, line: int) -> bool:
        """R6c: whether an idle person may take a call of a line."""
        group = self.groups[index]
        serves = self.policy.serves[group.role(number), line]
        return bool(serves and len(group.idle) > self.policy.reserve[index, line])

    def preferred_line(self, index: int, number: int) -> int | None:
        """R6d: the line that the group prefers, of those whose calls a person may take."""
        lines = self.lines_in_order(self.policy.preference[index])
        return next((line for line in lines if self.may_take(index, number, line)), None)

    def take(self, line: int, index: int, agent: int) -> None:
        """R6, R15a: the line's first call goes to a person, who puts work down for it if they are not idle."""
        group, break_off = self.groups[index], 0
        if agent in group.works:
            item = group.works[agent].item
            break_off = self.draws.break_off(item.line, item.number, item.log["interruptions"], item.caller)
            self.put_down(group, agent)
        _, item = self.queues[line].pop(0)
        group.stop_being_idle(agent)
        if item.waits:
            item.waits = False
            item.log |= {"left": self.now, "outcome": Outcome.ANSWERED, "group": index, "agent": agent}
        self.clock.soon(_Phase.CALL_UP, self.call_up)
        self.start(item, group, agent, break_off)

    def start(self, item: _Item, group: _Group, agent: int, break_off: int) -> None:
        """R11, R15d: a person picks an item up, and handles what is left of it."""
        pick_up = break_off + self.draws.pick_up(
            item.line, group.index, item.number, item.log["interruptions"], item.caller
        )
        answered = self.now + pick_up
        released = answered + self.handling(item, group)
        if item.left is None:
            patience = self.patience_in_pick_up(item)
            if patience < pick_up:
                answered, released = NONE, self.now + patience
                item.log["outcome"] = Outcome.ABANDONED
            else:
                self.follow(item, ANSWERED, answered)
            item.log["answered"] = answered
        else:
            item.stints[-1][1] = self.now
            item.stints.append([self.now, released, group.index, agent])
        item.log["released"] = released
        work = group.works[agent] = _Work(item, self.now, answered, released)
        self.later(released, _Phase.RELEASE, lambda: self.release(group, agent, work))

    def handling(self, item: _Item, group: _Group) -> int:
        """R11, R15d: return the ticks of handling that are left of an item, for a person of a group."""
        if item.left is None:
            return self.draws.handling(item.line, group.index, item.case, item.caller)
        ticks, index = item.left
        factors = self.behaviour.handling_factors
        if factors[index] == factors[group.index]:
            return ticks
        return int(np.floor(ticks * factors[group.index] / factors[index] + 0.5))

    def patience_in_pick_up(self, item: _Item) -> int:
        """R11: return what is left of the caller's patience when the call is taken; `NEVER` if it does not run."""
        if not self.of_line(RUNS_IN_PICK_UP, item):
            return NEVER
        waited = self.now - item.log["joined"] if self.of_line(RUNS_IN_QUEUE, item) else 0
        return item.patience - waited if item.patience < NEVER else NEVER

    def release(self, group: _Group, agent: int, work: _Work) -> None:
        """R2, R11, R14b: a person is free again, or goes on with what follows."""
        if group.works.get(agent) is not work:
            return
        del group.works[agent]
        self.clock.soon(_Phase.GO_HOME, self.go_home)
        self.clock.soon(_Phase.BREAK, self.start_breaks)
        self.clock.soon(_Phase.DISPATCH, self.dispatch)
        if work.answered == NONE:
            self.give_up(work.item)
            group.become_idle(agent, self.now)
        elif follower := self.follow(work.item, RELEASED, self.now):
            self.go_on(follower, group, agent)
        else:
            group.become_idle(agent, self.now)

    def go_on(self, item: _Item, group: _Group, agent: int) -> None:
        """R14b: a person goes on at once with what follows."""
        self.offer(item)
        item.place = self.now
        item.patience = self.draws.patience_at_joining(item.line, item.case, item.attempt, item.rang, item.caller)
        item.log |= {"joined": self.now, "left": self.now, "outcome": Outcome.ANSWERED}
        item.log |= {"group": group.index, "agent": agent}
        self.start(item, group, agent, 0)

    # R7: engaged tones ------------------------------------------------------------------------------------------------

    def engage(self) -> None:
        """R7: the last callers above a line's limit hear the engaged tone."""
        for line, queue in enumerate(self.queues):
            while len(queue) > self.policy.queue_limit[line]:
                item = queue[-1][1]
                self.end_wait(item, Outcome.ENGAGED)
                self.ring_again(item, engaged=True)

    # R8: giving up, passing on and moving -----------------------------------------------------------------------------

    def leave_later(self, item: _Item) -> None:
        """R8, R14a: note when a call will leave the queue, if nobody takes it before, and when it will be overdue."""
        patience = item.patience if self.of_line(RUNS_IN_QUEUE, item) else NEVER
        exits = [(patience, 0, NONE), (int(self.policy.pass_on_after[item.line]), 1, NONE)]
        exits += [(self.draws.lead(lead, item.number, item.caller), 2, lead) for lead in self.leads(item, WAITING)]
        after, how, lead = min(exits)
        self.later(self.now + after, _Phase.LEAVE, lambda: self.leave(item, how, lead))
        for overdue in self.leads(item, OVERDUE):
            after = self.draws.lead(overdue, item.number, item.caller)
            self.later(self.now + after, _Phase.LEAVE, partial(self.be_overdue, item, overdue))

    def leave(self, item: _Item, how: int, lead: int) -> None:
        """R8: a call leaves the queue."""
        if not item.waits:
            return
        self.end_wait(item, (Outcome.ABANDONED, Outcome.PASSED_ON, Outcome.MOVED)[how])
        if how == 0:
            self.give_up(item)
        if how == 2:
            self.lead_to(item, lead, self.now + 1)

    def be_overdue(self, item: _Item, lead: int) -> None:
        """R14a: what follows a call that is overdue, which stays."""
        if item.waits:
            self.lead_to(item, lead, self.now + 1)

    def end_wait(self, item: _Item, outcome: Outcome) -> None:
        """R7, R8: an item leaves the queue without being taken."""
        queue = self.queues[item.line]
        del queue[bisect_left(queue, item.key, key=itemgetter(0))]
        item.waits = False
        item.log |= {"left": self.now, "outcome": outcome}
        self.clock.soon(_Phase.CALL_UP, self.call_up)

    # R14: what follows ------------------------------------------------------------------------------------------------

    def leads(self, item: _Item, moment: int) -> list[int]:
        """R14: return what an item leads to at a moment."""
        first, last = self.behaviour.first_lead[item.line : item.line + 2].tolist()
        return [
            lead
            for lead in range(first, last)
            if self.behaviour.leads[WHEN, lead] == moment and self.draws.lead_follows(lead, item.number, item.caller)
        ]

    def follow(self, item: _Item, moment: int, tick: int) -> _Item | None:
        """R14a, R14b: what follows an item joins its queue later; return what the same person goes on with."""
        goes_on = None
        for lead in self.leads(item, moment):
            if goes_on is None and self.behaviour.leads[SAME_PERSON, lead]:
                goes_on = self.follower(item, lead)
            else:
                self.lead_to(item, lead, tick + max(self.draws.lead(lead, item.number, item.caller), 1))
        return goes_on

    def follower(self, item: _Item, lead: int) -> _Item:
        """R14: return the item that another leads to."""
        case = self.draws.case_of_lead(lead, item.number)
        return _Item(item.caller, case, 0, int(self.behaviour.leads[TO, lead]))

    def lead_to(self, item: _Item, lead: int, tick: int) -> None:
        """R14a: what follows an item joins its queue at a tick."""
        follower = self.follower(item, lead)

        def join() -> None:
            self.offer(follower)
            follower.patience = self.draws.patience_at_joining(
                follower.line, follower.case, follower.attempt, follower.rang, follower.caller
            )
            self.join(follower, item.place if self.behaviour.leads[KEEPS_PLACE, lead] else self.now)

        self.later(tick, _Phase.ARRIVE, join)

    # R15: interruptions -----------------------------------------------------------------------------------------------

    def by_urgency(self, group: _Group) -> list[int]:
        """R15c: the people of a group who could put work down, in the order in which they do."""
        numbers = [number for number, work in group.works.items() if self.of_line(IS_INTERRUPTIBLE, work.item)]
        return sorted(numbers, key=lambda number: self.urgency(group.works[number].item), reverse=True)

    def urgency(self, item: _Item) -> tuple[int, int, int, int, int, int]:
        """R15c: return an item's place among those that could be put down: the last is put down first."""
        return int(self.policy.priority[item.line]), item.place, item.line, item.caller, item.case, item.attempt

    def interrupter(self, line: int) -> tuple[int, int, int] | None:
        """R15a: return the line, and the group and person who put work down for its first call, or None."""
        candidates = [
            (self.urgency(group.works[number].item), index, number)
            for index, group in enumerate(self.groups)
            for number in self.by_urgency(group)
            if self.policy.priority[group.works[number].item.line] > self.policy.priority[line]
            and self.policy.serves[group.role(number), line]
            and len(group.idle) >= self.policy.reserve[index, line]
        ]
        return (line, *max(candidates)[1:]) if candidates else None

    def put_down(self, group: _Group, agent: int) -> None:
        """R15d: a person puts work down, which goes back to its queue."""
        work = group.works.pop(agent)
        item = work.item
        if item.left is None:
            item.stints.append([work.start, self.now, group.index, agent])
            ticks = self.handling(item, group)
        else:
            item.stints[-1][1] = self.now
            ticks = work.released - work.answered
        item.left = ticks - max(self.now - work.answered, 0), group.index
        item.stints.append([self.now, self.policy.horizon, NONE, NONE])
        item.log["interruptions"] += 1
        item.log["released"] = NONE
        insort(self.queues[item.line], (item.key, item), key=itemgetter(0))
        self.clock.soon(_Phase.DISPATCH, self.dispatch)
        self.clock.soon(_Phase.CALL_UP, self.call_up)

    # R13: call-up rules -----------------------------------------------------------------------------------------------

    def call_up(self) -> None:
        """R13: apply every rule, and look again when it may do something."""
        now = self.now
        for rule in self.call_ups:
            joined = [item.log["joined"] for line in rule.lines for _, item in self.queues[line]]
            rule.update(now, joined)
            if rule.calls_now(now) and self.left_to_call(rule) > 0:
                rule.holds_since, rule.coming = None, min(rule.people, self.left_to_call(rule))
                self.later(now + rule.delay, _Phase.DUTY_START, partial(self.called_up, rule))
            elif rule.stands_down_now(now):
                self.stand_down(rule, now)
            for tick in rule.next_looks(now, joined):
                self.later(tick, _Phase.CALL_UP, self.call_up)

    def left_to_call(self, rule: _CallUp) -> int:
        """R13: how many people a rule may still call: those left of its pool, and of the group they are taken from."""
        left, source = rule.pool - rule.called, int(self.policy.source[rule.group])
        if source == NONE:
            return left
        coming = sum(other.coming for other in self.call_ups if self.policy.source[other.group] == source)
        return min(left, self.groups[source].left - coming)

    def called_up(self, rule: _CallUp) -> None:
        """R13, R5: the people called up come."""
        group = self.groups[rule.group]
        rule.called, rule.coming, rule.came_at = rule.called + rule.coming, 0, self.now
        group.headcount, group.stood_down = rule.called, NEVER
        group.come_up_to_headcount(self.now)
        self.clock.soon(_Phase.TAKE_AWAY, self.take_away)
        self.clock.soon(_Phase.DISPATCH, self.dispatch)
        self.clock.soon(_Phase.CALL_UP, self.call_up)

    def stand_down(self, rule: _CallUp, now: int) -> None:
        """R13: the people called up are stood down, and go home by the count rule (R3a)."""
        rule.called, self.groups[rule.group].headcount, self.groups[rule.group].stood_down = 0, 0, now
        rule.stood_down_at = now
        self.clock.soon(_Phase.GO_HOME, self.go_home)

    # R12: the horizon -------------------------------------------------------------------------------------------------

    def records(self) -> Records:
        """R12: what has happened when the run ends."""
        for item in self.items:
            if item.log["outcome"] == NONE:
                self.end_at_horizon(item)
        for group in self.groups:
            for number in list(group.came):
                group.end_stay(number, self.policy.horizon)
        rows = [[item.log[name] for name in (*LOG_COLUMNS, *ITEM_COLUMNS)] for item in self.items]
        table = np.array(rows, np.int64).reshape(-1, len(LOG_COLUMNS) + len(ITEM_COLUMNS)).T.copy()
        stints = [(row, *stint) for row, item in enumerate(self.items) for stint in item.stints]
        stays = [stay for group in self.groups for stay in group.stays]
        calls, stint_records = call_records(table[: len(LOG_COLUMNS)], table[len(LOG_COLUMNS) :], stints)
        return Records(calls, stint_records, duty_records(stays), self.steps)

    def end_at_horizon(self, item: _Item) -> None:
        """R12, R4b: an item is connecting, in an announcement or waiting at the horizon."""
        horizon = self.policy.horizon
        outcome = Outcome.STILL_WAITING
        if item.log["joined"] == NONE and self.of_line(ANNOUNCEMENT, item):
            if not self.of_line(COUNTS_LEAVERS, item):
                item.log["offered"] = NONE
            connected = item.log["offered"] + self.draws.connection(item.line, item.number, item.caller)
            outcome = Outcome.IN_ANNOUNCEMENT if connected <= horizon else outcome
        joined = horizon if item.log["joined"] == NONE else item.log["joined"]
        item.log |= {"outcome": outcome, "left": horizon, "joined": joined}
