"""R9: SimPy's clock, with the phases of a tick in the order of the rules."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import simpy

__all__ = ["Clock", "Phase"]


class Phase(IntEnum):
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


class Clock:
    """SimPy's clock with the phases of a tick."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self._tick, self._round, self._phase = -1, 0, Phase.HORIZON
        self._requested: set[tuple[int, Phase]] = set()

    def at(self, tick: int, phase: Phase) -> simpy.Event:
        """R9: return the event that is a phase of a tick, in this round or, if the phase is over, in the next."""
        in_round = self._round + (phase <= self._phase) if tick == self._tick else 0
        event = simpy.Event(self.env)
        event._ok, event._value = True, None  # as in SimPy's own Timeout: the event is certain to happen
        event.callbacks.append(lambda _: self._enter(tick, in_round, phase))
        priority: Any = in_round * len(Phase) + phase
        self.env.schedule(event, priority, tick - self.env.now)
        return event

    def soon(self, phase: Phase, action: Callable[[], None]) -> None:
        """Schedule an action once in a phase of this tick, however often it is requested."""
        key = (self._round + (phase <= self._phase), phase)
        if key not in self._requested:
            self._requested.add(key)
            self.at(self._tick, phase).callbacks.append(lambda _: action())

    def _enter(self, tick: int, in_round: int, phase: Phase) -> None:
        if tick != self._tick:
            self._requested.clear()
        self._tick, self._round, self._phase = tick, in_round, phase
