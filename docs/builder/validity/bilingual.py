"""The bilingual contact centre of ContactCenters, simulated independently of simcall, by its authors' rules.

Source: Buist and L'Ecuyer, ContactCenters, ``doc/examples/Bilingual.java``, with its output in ``Bilingual.res``.
English and Spanish callers ring from 08:00 to 17:00 on five days. Seven people speak English only, seven Spanish only,
and four both. A caller who gives up rings again 20 minutes later with probability 0.75, with the same patience. The
authors give a call to one of the idle people at random. simcall gives it to the person who has been idle longest. So
this program has both rules. It shares no code with simcall.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

__all__ = ["ENGLISH", "GROUPS", "SPANISH", "Week", "simulate"]

ENGLISH, SPANISH = 0, 1
GROUPS = ("English only", "Spanish only", "bilingual")
_SPEAKS = ((ENGLISH,), (SPANISH,), (ENGLISH, SPANISH))
_PEOPLE = (7, 7, 4)
_DAYS, _OPEN_MIN, _FIRST_HOUR_MIN = 5, 540.0, 60.0
_FIRST_HOUR_RATE, _RATE = 100 / 60, 50 / 60
_SERVICE_MIN = ((3.0, 7.0), (4.0, 6.0))
_PATIENCE_MIN, _AGAIN, _AGAIN_AFTER_MIN, _TARGET_MIN = 2.0, 0.75, 20.0, 1.0


@dataclass(eq=False)
class Call:
    """A caller, who keeps patience and need when ringing again."""

    language: int
    patience: float
    service: float
    rang: float = 0.0
    is_waiting: bool = False


@dataclass
class Week:
    """What is counted in a week, by language or by group."""

    arrived: list[int] = field(default_factory=lambda: [0, 0])
    again: list[int] = field(default_factory=lambda: [0, 0])
    served: list[int] = field(default_factory=lambda: [0, 0])
    in_target: list[int] = field(default_factory=lambda: [0, 0])
    abandoned: list[int] = field(default_factory=lambda: [0, 0])
    busy_min: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    def occupancy(self, group: int) -> float:
        """Return a group's busy time over its hours on duty."""
        return self.busy_min[group] / (_PEOPLE[group] * _OPEN_MIN * _DAYS)


def simulate(weeks: int, seed: int, *, longest_idle: bool) -> list[Week]:
    """Simulate weeks; a call goes to the person idle longest, or to one of the idle people at random."""
    rng = np.random.default_rng(seed)
    return [_week(rng, longest_idle) for _ in range(weeks)]


def _week(rng: np.random.Generator, longest_idle: bool) -> Week:
    week = Week()
    for _ in range(_DAYS):
        _Day(rng, week, longest_idle).run()
    return week


class _Day:
    """One day, as a list of events in order of time."""

    def __init__(self, rng: np.random.Generator, week: Week, longest_idle: bool) -> None:
        self.rng, self.week, self.longest_idle = rng, week, longest_idle
        self.group_of = [group for group, people in enumerate(_PEOPLE) for _ in range(people)]
        self.idle = dict.fromkeys(range(len(self.group_of)), 0.0)
        self.queue: list[Call] = []
        self.events: list[tuple[float, int, str, Call | int]] = []
        self.scheduled = 0
        for language in (ENGLISH, SPANISH):
            for rang in self._arrivals():
                call = Call(language, rng.exponential(_PATIENCE_MIN), rng.uniform(*_SERVICE_MIN[language]))
                self.schedule(rang, "ring", call)

    def _arrivals(self) -> Sequence[float]:
        first = self.rng.uniform(0, _FIRST_HOUR_MIN, self.rng.poisson(_FIRST_HOUR_RATE * _FIRST_HOUR_MIN))
        length = _OPEN_MIN - _FIRST_HOUR_MIN
        return [*first, *self.rng.uniform(_FIRST_HOUR_MIN, _OPEN_MIN, self.rng.poisson(_RATE * length))]

    def schedule(self, at: float, what: str, whom: Call | int) -> None:
        """Put an event on the list."""
        self.scheduled += 1
        heapq.heappush(self.events, (at, self.scheduled, what, whom))

    def run(self) -> None:
        """Go through the events until none is left. At closing time the callers who wait are cut off."""
        while self.events:
            at, _, what, whom = heapq.heappop(self.events)
            if at >= _OPEN_MIN:
                self.queue.clear()
            getattr(self, what)(at, whom)

    def ring(self, at: float, call: Call) -> None:
        """Take a call, or let it wait."""
        self.week.arrived[call.language] += 1
        self.week.again[call.language] += call.rang > 0
        call.rang = at
        if at >= _OPEN_MIN:
            return
        able = [person for person in self.idle if call.language in _SPEAKS[self.group_of[person]]]
        if able:
            chosen = min(able, key=self.idle.__getitem__) if self.longest_idle else able[self.rng.integers(len(able))]
            del self.idle[chosen]
            self.answer(at, chosen, call)
            return
        call.is_waiting = True
        self.queue.append(call)
        self.schedule(at + call.patience, "give_up", call)

    def answer(self, at: float, person: int, call: Call) -> None:
        """Let a person take a call."""
        call.is_waiting = False
        self.week.served[call.language] += 1
        self.week.in_target[call.language] += at - call.rang < _TARGET_MIN
        self.week.busy_min[self.group_of[person]] += call.service
        self.schedule(at + call.service, "hang_up", person)

    def give_up(self, at: float, call: Call) -> None:
        """Let a caller who still waits go, and perhaps ring again."""
        if not call.is_waiting or call not in self.queue:
            return
        call.is_waiting = False
        self.queue.remove(call)
        self.week.abandoned[call.language] += 1
        if self.rng.random() < _AGAIN:
            self.schedule(at + _AGAIN_AFTER_MIN, "ring", call)

    def hang_up(self, at: float, person: int) -> None:
        """Give a person who is free again the call that has waited longest."""
        speaks = _SPEAKS[self.group_of[person]]
        call = next((call for call in self.queue if call.language in speaks), None)
        if call is None:
            self.idle[person] = at
            return
        self.queue.remove(call)
        self.answer(at, person, call)
