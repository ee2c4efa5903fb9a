"""The readable engine: the rules of `simcall.engine.records`, one after the other, on SimPy's clock.

Each caller's life is a SimPy process (`_Hub.caller`), and so is each call in hand (`_Hub.handle`) and each change of a
headcount (`_Hub.change_headcount`). SimPy orders events by (tick, priority). `_Clock` makes the priority from the phase
of the tick and the round of R9, so that a tick goes through the rules in order, whatever order its events were
scheduled in.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable, Generator, Iterator
from enum import IntEnum
from typing import Any

import numpy as np
import simpy

from simcall.engine.records import LOG_COLUMNS, NONE, Outcome, Records, call_records, duty_records
from simcall.inputs.caller_draws import CallerDraws
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
    for step in hub.headcount_changes():
        hub.env.process(hub.change_headcount(*step))
    for shift in range(len(world.duties.shifts.start)):
        hub.env.process(hub.named_duty(shift))
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
    DISPATCH = 7  # R6
    ENGAGED = 8  # R7
    LEAVE = 9  # R8
    CALL_UP = 10  # R13


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
        self.came: dict[int, int] = {}
        """Number of each person who is present, and the tick at which they came."""
        self.idle: list[tuple[int, int]] = []
        """(idle since, number) of those who are free, in order."""
        self.absent: list[int] = []
        """A heap of the numbers of people who have gone home."""
        self.named: dict[int, _Person] = {}
        """By number: the named people who are on duty, or finishing a call after it."""
        self.stood_down = NONE
        """When those who were called up were last stood down; `NONE` in a group that is not called up."""
        self.stays: list[tuple[int, int, int, int, int]] = []
        """(came, group, number, gone, due) of every time that somebody was present."""

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

    def go_home(self, now: int) -> None:
        """R3a, R3b: free people go home: the longest idle above the headcount, and those whose duty has ended."""
        for since, number in list(self.idle):
            over = self.named[number].due <= now if number in self.named else len(self.came) > self.headcount
            if over:
                self.idle.remove((since, number))
                self.end_stay(number, now)
                if number not in self.named:
                    heapq.heappush(self.absent, number)
        self.named = {
            number: person for number, person in self.named.items() if person.due > now or number in self.came
        }

    def start_breaks(self, now: int) -> Iterator[tuple[int, _Person, int]]:
        """R3c: free people whose break is due start it; yield each, and when they come back."""
        for since, number in list(self.idle):
            person = self.named.get(number)
            if person and person.breaks and person.breaks[0][0] <= now:
                _, length = person.breaks.pop(0)
                self.idle.remove((since, number))
                self.end_stay(number, now)
                yield number, person, now + length

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
        return self.holds_since is not None and now - self.holds_since >= self.held and self.called < self.pool

    def stands_down_now(self, now: int) -> bool:
        """R13: whether the people called up are stood down now."""
        if self.calm_since is None or self.coming or not self.called:
            return False
        return now - self.calm_since >= self.calm and now - self.came_at >= self.stint

    def next_looks(self, now: int, joined: list[int]) -> list[int]:
        """R13: return the ticks at which time alone may make the rule do something."""
        looks = [min(joined) + self.longest] if joined else []
        if self.holds_since is not None:
            looks.append(self.holds_since + self.held)
        if self.calm_since is not None and self.called:
            looks.append(max(self.calm_since + self.calm, self.came_at + self.stint))
        return [look for look in looks if now < look < NEVER]


class _Hub:
    """The contact centre in one replication."""

    def __init__(self, world: World) -> None:
        self.env = simpy.Environment()
        self.clock = _Clock(self.env)
        self.callers, self.steps, self.policy = world.callers, world.duties, world.policy
        self.draws = CallerDraws(world.callers, world.behaviour)
        self.groups = [_Group(index) for index in range(len(self.policy.overflow))]
        self.queues: list[list[tuple[int, int, int]]] = [[] for _ in self.policy.queue_limit]
        """By line: (joined, caller, attempt) of the calls that wait, in order."""
        self.call_ups = [_CallUp(self.policy.call_ups, index) for index in range(len(self.policy.call_ups.group))]
        for rule in self.call_ups:
            self.groups[rule.group].stood_down = NEVER
        self.waits: dict[tuple[int, int], simpy.Event] = {}
        """By caller and attempt, for a call that waits: the event that ends its wait."""
        self.log: dict[tuple[int, int], dict[str, int]] = {}
        """By caller and attempt: what is logged about each attempt, by column."""

    # R1, R3, R5: people -----------------------------------------------------------------------------------------------

    def headcount_changes(self) -> Iterator[tuple[int, int, int, _Phase]]:
        """Return (tick, group, new headcount, phase) of every change: falls are ends of duty, rises are starts."""
        before = [0] * len(self.groups)
        steps = zip(self.steps.tick.tolist(), self.steps.group.tolist(), self.steps.headcount.tolist(), strict=True)
        for tick, index, headcount in steps:
            yield tick, index, headcount, _Phase.DUTY_END if headcount < before[index] else _Phase.DUTY_START
            before[index] = headcount

    def change_headcount(self, tick: int, index: int, headcount: int, phase: _Phase) -> Life:
        """R1, R5: a headcount changes."""
        yield self.clock.at(tick, phase)
        group = self.groups[index]
        group.headcount = headcount
        while len(group.came) < headcount:
            group.come(tick)
        self.clock.soon(
            _Phase.GO_HOME if phase is _Phase.DUTY_END else _Phase.DISPATCH,
            self.go_home if phase is _Phase.DUTY_END else self.dispatch,
        )

    def named_duty(self, shift: int) -> Life:
        """R1, R3b, R3c, R5: a named person's duty starts, its breaks come due, and it ends."""
        shifts = self.steps.shifts
        breaks = slice(shifts.first_break[shift], shifts.first_break[shift + 1])
        due, end = shifts.break_at[breaks].tolist(), int(shifts.end[shift])
        person = _Person(
            int(shifts.role[shift]), end, list(zip(due, shifts.break_length[breaks].tolist(), strict=True))
        )
        start = int(shifts.start[shift])
        for tick in due:
            self.clock.at(tick, _Phase.BREAK).callbacks.append(lambda _: self.start_breaks())
        self.clock.at(end, _Phase.GO_HOME).callbacks.append(lambda _: self.go_home())
        yield self.clock.at(start, _Phase.DUTY_START)
        self.groups[shifts.group[shift]].come_by_name(int(shifts.agent[shift]), person, start)
        self.clock.soon(_Phase.DISPATCH, self.dispatch)

    def go_home(self) -> None:
        """R3a, R3b: people of every group go home."""
        for group in self.groups:
            group.go_home(int(self.env.now))

    def start_breaks(self) -> None:
        """R3c: people of every group start the breaks that are due."""
        for group in self.groups:
            for number, person, back in group.start_breaks(int(self.env.now)):
                if back < person.due:
                    self.env.process(self.come_back(group, number, back))

    def come_back(self, group: _Group, number: int, back: int) -> Life:
        """R1: a break ends."""
        yield self.clock.at(back, _Phase.DUTY_END)
        group.become_idle(number, back)
        self.clock.soon(_Phase.BREAK, self.start_breaks)
        self.clock.soon(_Phase.DISPATCH, self.dispatch)

    # R4, R10: callers -------------------------------------------------------------------------------------------------

    def arrivals(self) -> Life:
        """R4: callers ring for the first time."""
        now = -1
        for caller, ring in enumerate(self.callers.ring.tolist()):
            if ring > now:
                yield self.clock.at(ring, _Phase.ARRIVE)
                now = ring
            self.env.process(self.caller(caller, int(self.callers.line[caller])))

    def caller(self, caller: int, line: int) -> Life:
        """R4, R10: a caller rings, connects, waits, and perhaps rings again."""
        attempt, diverted = 0, False
        while True:
            self.offer(caller, attempt, line, diverted)
            if connection := self.draws.connection(line, attempt, caller):
                yield self.clock.at(int(self.env.now) + connection, _Phase.ARRIVE)
            outcome = yield self.join(caller, attempt, line)
            if not self.rings_again(caller, attempt, line, outcome):
                return
            yield self.clock.at(int(self.env.now) + self.draws.redial_delay(line, attempt, caller), _Phase.ARRIVE)
            dialled = self.draws.line_of_redial(line, attempt, caller)
            line, diverted, attempt = dialled, dialled != line, attempt + 1

    def offer(self, caller: int, attempt: int, line: int, diverted: bool) -> None:
        """R4: log an attempt that is offered."""
        row = dict.fromkeys(LOG_COLUMNS, NONE)
        row |= {"caller": caller, "attempt": attempt, "line": line, "diverted": diverted, "offered": int(self.env.now)}
        self.log[caller, attempt] = row

    def rings_again(self, caller: int, attempt: int, line: int, outcome: Outcome) -> bool:
        """R10: whether the caller rings again after an attempt that ended so."""
        if outcome not in (Outcome.ABANDONED, Outcome.ENGAGED):
            return False
        return self.draws.rings_again(line, outcome == Outcome.ENGAGED, attempt, caller)

    def join(self, caller: int, attempt: int, line: int) -> simpy.Event:
        """R4: a call joins its line's queue; return the event that ends its wait."""
        now = int(self.env.now)
        self.log[caller, attempt]["joined"] = now
        insort(self.queues[line], (now, caller, attempt))
        self.waits[caller, attempt] = self.env.event()
        self.clock.soon(_Phase.DISPATCH, self.dispatch)
        if self.policy.queue_limit[line] < NEVER:
            self.clock.soon(_Phase.ENGAGED, self.engage)
        self.clock.soon(_Phase.CALL_UP, self.call_up)
        self.leave_later(caller, attempt, line)
        return self.waits[caller, attempt]

    # R6, R11: dispatch ------------------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """R6, R6f: idle people take waiting calls, in order, until no call can be taken."""
        while taken := next(filter(None, map(self.taker, self.lines_in_order(self.policy.priority))), None):
            self.take(*taken)

    def lines_in_order(self, priority: Ints) -> list[int]:
        """R6a, R6b: the lines where calls wait, by the priority of their first calls."""

        def order(line: int) -> tuple[int, int, int]:
            joined, own = self.queues[line][0][0], int(priority[line])
            if self.env.now - joined >= self.policy.promote_after[line]:
                own = min(own, int(self.policy.promoted[line]))
            return own, joined, line

        return sorted((line for line, queue in enumerate(self.queues) if queue), key=order)

    def taker(self, line: int) -> tuple[int, int, int] | None:
        """R6e: return the line, and the group and person who take its first call, or None."""
        candidates = [
            (int(self.policy.overflow[index]), since, index, number)
            for index, group in enumerate(self.groups)
            for since, number in group.idle
            if self.may_take(index, number, line) and self.preferred_line(index, number) == line
        ]
        return (line, *min(candidates)[2:]) if candidates else None

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
        """R6: the line's first call goes to a person."""
        _, caller, attempt = self.queues[line].pop(0)
        self.groups[index].stop_being_idle(agent)
        self.log[caller, attempt] |= {"group": index, "agent": agent}
        self.end_wait(caller, attempt, Outcome.ANSWERED)
        self.env.process(self.handle(caller, attempt, line, index, agent))

    def handle(self, caller: int, attempt: int, line: int, index: int, agent: int) -> Life:
        """R11, R2: a person picks up, handles the call, and is free again."""
        answered = int(self.env.now) + self.draws.pick_up(index, attempt, caller)
        released = answered + self.draws.handling(line, index, caller)
        self.log[caller, attempt] |= {"answered": answered, "released": released}
        yield self.clock.at(released, _Phase.RELEASE)
        self.groups[index].become_idle(agent, released)
        self.clock.soon(_Phase.GO_HOME, self.go_home)
        self.clock.soon(_Phase.BREAK, self.start_breaks)
        self.clock.soon(_Phase.DISPATCH, self.dispatch)

    # R7: engaged tones ------------------------------------------------------------------------------------------------

    def engage(self) -> None:
        """R7: the last callers above a line's limit hear the engaged tone."""
        for line, queue in enumerate(self.queues):
            while len(queue) > self.policy.queue_limit[line]:
                _, caller, attempt = queue.pop()
                self.end_wait(caller, attempt, Outcome.ENGAGED)

    # R8: giving up and passing on -------------------------------------------------------------------------------------

    def leave_later(self, caller: int, attempt: int, line: int) -> None:
        """R8: a call will leave when its patience ends or its time to be passed on comes; giving up comes first."""
        patience, pass_on = self.draws.patience(line, attempt, caller), int(self.policy.pass_on_after[line])
        if min(patience, pass_on) >= NEVER:
            return
        joined, outcome = int(self.env.now), Outcome.ABANDONED if patience <= pass_on else Outcome.PASSED_ON

        def leave(_: simpy.Event) -> None:
            if (caller, attempt) in self.waits:
                queue = self.queues[line]
                del queue[bisect_left(queue, (joined, caller, attempt))]
                self.end_wait(caller, attempt, outcome)

        self.clock.at(joined + min(patience, pass_on), _Phase.LEAVE).callbacks.append(leave)

    def end_wait(self, caller: int, attempt: int, outcome: Outcome) -> None:
        """R6, R7, R8: log how and when a wait ended, and resume the caller's process."""
        self.log[caller, attempt] |= {"left": int(self.env.now), "outcome": outcome}
        self.waits.pop((caller, attempt)).succeed(outcome)
        self.clock.soon(_Phase.CALL_UP, self.call_up)

    # R13: call-up rules -----------------------------------------------------------------------------------------------

    def call_up(self) -> None:
        """R13: apply every rule, and look again when it may do something."""
        now = int(self.env.now)
        for rule in self.call_ups:
            joined = [call[0] for line in rule.lines for call in self.queues[line]]
            rule.update(now, joined)
            if rule.calls_now(now):
                rule.holds_since, rule.coming = None, min(rule.people, rule.pool - rule.called)
                self.env.process(self.called_up(rule, now + rule.delay))
            elif rule.stands_down_now(now):
                self.stand_down(rule, now)
            for tick in rule.next_looks(now, joined):
                self.clock.at(tick, _Phase.CALL_UP).callbacks.append(lambda _: self.call_up())

    def called_up(self, rule: _CallUp, tick: int) -> Life:
        """R13, R5: the people called up come."""
        yield self.clock.at(tick, _Phase.DUTY_START)
        group = self.groups[rule.group]
        rule.called, rule.coming, rule.came_at = rule.called + rule.coming, 0, tick
        group.headcount, group.stood_down = rule.called, NEVER
        while len(group.came) < group.headcount:
            group.come(tick)
        self.clock.soon(_Phase.DISPATCH, self.dispatch)
        self.clock.soon(_Phase.CALL_UP, self.call_up)

    def stand_down(self, rule: _CallUp, now: int) -> None:
        """R13: the people called up are stood down, and go home by the count rule (R3a)."""
        rule.called, self.groups[rule.group].headcount, self.groups[rule.group].stood_down = 0, 0, now
        self.clock.soon(_Phase.GO_HOME, self.go_home)

    # R12: the horizon -------------------------------------------------------------------------------------------------

    def records(self) -> Records:
        """R12: what has happened when the run ends."""
        horizon = self.policy.horizon
        for row in self.log.values():
            if row["outcome"] == NONE:
                row |= {"outcome": Outcome.STILL_WAITING, "left": horizon}
                row["joined"] = horizon if row["joined"] == NONE else row["joined"]
        for group in self.groups:
            for number in list(group.came):
                group.end_stay(number, horizon)
        log = np.array([list(row.values()) for row in self.log.values()], np.int64).reshape(-1, len(LOG_COLUMNS))
        stays = [stay for group in self.groups for stay in group.stays]
        return Records(call_records(log.T.copy()), duty_records(stays), self.steps)
