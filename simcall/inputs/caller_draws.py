"""What a caller does and a call needs, worked out when it is asked for, compiled.

A number belongs to (seed, replication, line first dialled, date, caller, attempt, purpose), whatever else was drawn. So
it may be worked out when it is needed, in any order, and a scenario that asks for more of them does not change the
others. All lengths of time are in ticks.
"""

from __future__ import annotations

import numpy as np
from numba import int64, void

from simcall.inputs.behaviour import (
    CONNECTION,
    DIVERT_SHARE,
    DIVERT_TO,
    ENGAGED_PROBABILITY,
    HANDLING,
    PATIENCE,
    PICK_UP,
    REDIAL_DELAY,
    REDIAL_LIMIT,
    REDIAL_PROBABILITY,
    WRAP_UP,
    Behaviour,
)
from simcall.inputs.compiling import compiled, numba_type, rule
from simcall.inputs.distributions import NO_DISTRIBUTION, is_constant, quantile
from simcall.inputs.draws import Purpose
from simcall.inputs.philox import uniform
from simcall.inputs.world import INDEX_BITS, NEVER, Callers, Ints

__all__ = [
    "CallerDraws",
    "connection_ticks",
    "handling_ticks",
    "join_ticks",
    "line_of_redial",
    "patience_ticks",
    "pick_up_ticks",
    "redial_delay_ticks",
    "rings_again",
]

# Numba knows plain whole numbers, and not the members of an IntEnum.
_CONNECTION, _PATIENCE, _HANDLING, _WRAP_UP = map(
    int, (Purpose.CONNECTION, Purpose.PATIENCE, Purpose.HANDLING, Purpose.WRAP_UP)
)
_PICK_UP, _REDIAL, _REDIAL_DELAY, _DIVERT = map(
    int, (Purpose.PICK_UP, Purpose.REDIAL, Purpose.REDIAL_DELAY, Purpose.DIVERT)
)
_INDEX_MASK = (1 << INDEX_BITS) - 1
NO_LINE = NO_GROUP = -1


@rule
def draw(purpose: int, number: int, caller: int, callers: Callers) -> float:
    """Return a caller's uniform number for a purpose; `number` is the attempt, if each attempt has its own."""
    block, index = callers.address[caller] >> INDEX_BITS, callers.address[caller] & _INDEX_MASK
    if callers.given.shape[2] > 0:
        given: float = callers.given[purpose, index, min(number, callers.given.shape[2] - 1)]
        return given
    return uniform(callers.keys[block, 0], callers.keys[block, 1], callers.dates[block], index, purpose, number)


@rule
def seconds(distribution: int, purpose: int, number: int, caller: int, callers: Callers, behaviour: Behaviour) -> float:
    """Return a length of time of a caller."""
    if distribution == NO_DISTRIBUTION:
        return 0.0
    if is_constant(distribution, behaviour.distributions):
        return quantile(distribution, 0.5, behaviour.distributions)
    return quantile(distribution, draw(purpose, number, caller, callers), behaviour.distributions)


@rule
def in_ticks(length_s: float, behaviour: Behaviour) -> int:
    """Round a length of time to whole ticks, halves up; a length that does not fit becomes `NEVER`."""
    return int(min(np.floor(length_s / behaviour.tick_s + 0.5), float(NEVER)))


@rule
def connection_ticks(line: int, attempt: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long the connection takes."""
    distribution = behaviour.lines[CONNECTION, line]
    return in_ticks(seconds(distribution, _CONNECTION, attempt, caller, callers, behaviour), behaviour)


@rule
def patience_ticks(line: int, attempt: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long the caller waits before giving up; `NEVER` on a line where nobody does."""
    distribution = behaviour.lines[PATIENCE, line]
    if distribution == NO_DISTRIBUTION:
        return NEVER
    return in_ticks(seconds(distribution, _PATIENCE, attempt, caller, callers, behaviour), behaviour)


@rule
def handling_ticks(line: int, group: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long a person of a group would handle the call: the same in every attempt on that line."""
    length_s = seconds(behaviour.lines[HANDLING, line], _HANDLING, 0, caller, callers, behaviour)
    length_s += seconds(behaviour.lines[WRAP_UP, line], _WRAP_UP, 0, caller, callers, behaviour)
    return in_ticks(length_s * behaviour.handling_factors[group], behaviour)


@rule
def pick_up_ticks(group: int, attempt: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long a person of a group takes to pick up."""
    distribution = behaviour.groups[PICK_UP, group]
    return in_ticks(seconds(distribution, _PICK_UP, attempt, caller, callers, behaviour), behaviour)


@rule
def rings_again(line: int, engaged: bool, attempt: int, caller: int, callers: Callers, behaviour: Behaviour) -> bool:
    """Return whether the caller rings again after giving up, or after the engaged tone."""
    if attempt >= behaviour.lines[REDIAL_LIMIT, line]:
        return False
    probability = behaviour.shares[ENGAGED_PROBABILITY if engaged else REDIAL_PROBABILITY, line]
    again: bool = draw(_REDIAL, attempt, caller, callers) < probability
    return again


@rule
def redial_delay_ticks(line: int, attempt: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long after an attempt the caller rings again: at least one tick."""
    distribution = behaviour.lines[REDIAL_DELAY, line]
    return max(in_ticks(seconds(distribution, _REDIAL_DELAY, attempt, caller, callers, behaviour), behaviour), 1)


@rule
def line_of_redial(line: int, attempt: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return the line that the caller rings after an attempt."""
    share = behaviour.shares[DIVERT_SHARE, line]
    if share == 0 or draw(_DIVERT, attempt, caller, callers) >= share:
        return line
    diverted: int = behaviour.lines[DIVERT_TO, line]
    return diverted


# For the engine that is not compiled ----------------------------------------------------------------------------------


class CallerDraws:
    """The same answers for code that is not compiled."""

    def __init__(self, callers: Callers, behaviour: Behaviour) -> None:
        self._callers, self._behaviour = callers, behaviour

    def connection(self, line: int, attempt: int, caller: int) -> int:
        """See `connection_ticks`."""
        return self._ask(_CONNECTION, line, NO_GROUP, attempt, caller)

    def patience(self, line: int, attempt: int, caller: int) -> int:
        """See `patience_ticks`."""
        return self._ask(_PATIENCE, line, NO_GROUP, attempt, caller)

    def handling(self, line: int, group: int, caller: int) -> int:
        """See `handling_ticks`."""
        return self._ask(_HANDLING, line, group, 0, caller)

    def pick_up(self, group: int, attempt: int, caller: int) -> int:
        """See `pick_up_ticks`."""
        return self._ask(_PICK_UP, NO_LINE, group, attempt, caller)

    def rings_again(self, line: int, engaged: bool, attempt: int, caller: int) -> bool:
        """See `rings_again`."""
        return bool(self._ask(_REDIAL, line, int(engaged), attempt, caller))

    def redial_delay(self, line: int, attempt: int, caller: int) -> int:
        """See `redial_delay_ticks`."""
        return self._ask(_REDIAL_DELAY, line, NO_GROUP, attempt, caller)

    def line_of_redial(self, line: int, attempt: int, caller: int) -> int:
        """See `line_of_redial`."""
        return self._ask(_DIVERT, line, NO_GROUP, attempt, caller)

    def _ask(self, *question: int) -> int:
        return int(compiled(_answer, _ANSWER)(*question, self._callers, self._behaviour))


def _answer(purpose, line, group, attempt, caller, callers, behaviour):  # type: ignore[no-untyped-def]
    """Answer a question of `CallerDraws`."""
    if purpose == _CONNECTION:
        return connection_ticks(line, attempt, caller, callers, behaviour)
    if purpose == _PATIENCE:
        return patience_ticks(line, attempt, caller, callers, behaviour)
    if purpose == _HANDLING:
        return handling_ticks(line, group, caller, callers, behaviour)
    if purpose == _PICK_UP:
        return pick_up_ticks(group, attempt, caller, callers, behaviour)
    if purpose == _REDIAL:
        return int(rings_again(line, group == 1, attempt, caller, callers, behaviour))
    if purpose == _REDIAL_DELAY:
        return redial_delay_ticks(line, attempt, caller, callers, behaviour)
    return line_of_redial(line, attempt, caller, callers, behaviour)


_ANSWER = int64(*[int64] * 5, numba_type(Callers), numba_type(Behaviour))
_FILL_JOINS = void(numba_type(Callers), numba_type(Behaviour), int64[::1])


def join_ticks(callers: Callers, behaviour: Behaviour) -> Ints:
    """Return the tick at which each caller's first attempt joins its queue, shape (callers,)."""
    if (behaviour.lines[CONNECTION] == NO_DISTRIBUTION).all():
        return callers.ring
    joins = np.empty(len(callers.ring), np.int64)
    compiled(_fill_joins, _FILL_JOINS)(callers, behaviour, joins)
    return joins


def _fill_joins(callers, behaviour, joins):  # type: ignore[no-untyped-def]
    """Fill in what `join_ticks` returns."""
    for caller in range(len(joins)):
        line = callers.line[caller]
        joins[caller] = callers.ring[caller] + connection_ticks(line, 0, caller, callers, behaviour)
