"""What a caller does and a call needs, worked out when it is asked for, compiled.

A number depends only on (seed, replication, line first dialled, date, caller, item, purpose), and on no other draw. So
it can be worked out when it is needed, in any order, and a scenario that needs more numbers does not change the others.

Two numbers identify each of a caller's items. The case is 0 for what the caller rang about, and another number for
each item that something led to. The attempt is 0, and one more each time that the caller rings again about the case.
All lengths of time are in ticks.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simcall.inputs.behaviour import (
    AFTER,
    ANNOUNCEMENT,
    BREAK_OFF,
    CONNECTION,
    DIVERT_SHARE,
    DIVERT_TO,
    ENGAGED_PROBABILITY,
    FACTORS,
    HANDLING,
    LEAVE_SHARE,
    LINE_PICK_UP,
    PATIENCE,
    REDIAL_DELAY,
    REDIAL_LIMIT,
    REDIAL_PROBABILITY,
    RUNS_IN_CONNECTION,
    RUNS_IN_QUEUE,
    SAME_PATIENCE,
    WRAP_UP,
    Behaviour,
)
from simcall.inputs.compiling import compiled, rule
from simcall.inputs.distributions import NO_DISTRIBUTION, is_constant, quantile
from simcall.inputs.draws import Purpose
from simcall.inputs.philox import uniform
from simcall.inputs.signatures import Column
from simcall.inputs.world import INDEX_BITS, NEVER, Callers, Ints

__all__ = [
    "GIVES_UP",
    "JOINS",
    "LEAVES",
    "CallerDraws",
    "break_off_ticks",
    "case_of_lead",
    "connection_ticks",
    "fate_before_queue",
    "handling_ticks",
    "join_ticks",
    "lead_follows",
    "lead_ticks",
    "line_of_redial",
    "patience_at_joining",
    "pick_up_ticks",
    "queue_patience",
    "redial_delay_ticks",
    "rings_again",
    "ticks_before_queue",
]

# Numba knows plain whole numbers, and not the members of an IntEnum.
_CONNECTION, _PATIENCE, _HANDLING, _WRAP_UP = map(
    int, (Purpose.CONNECTION, Purpose.PATIENCE, Purpose.HANDLING, Purpose.WRAP_UP)
)
_PICK_UP, _REDIAL, _REDIAL_DELAY, _DIVERT = map(
    int, (Purpose.PICK_UP, Purpose.REDIAL, Purpose.REDIAL_DELAY, Purpose.DIVERT)
)
_LINE_PICK_UP, _ANNOUNCEMENT, _BREAK_OFF, _LEAD, _LEAD_AFTER = map(
    int, (Purpose.LINE_PICK_UP, Purpose.ANNOUNCEMENT, Purpose.BREAK_OFF, Purpose.LEAD, Purpose.LEAD_AFTER)
)
_INDEX_MASK = (1 << INDEX_BITS) - 1
# What becomes of a caller before the queue.
FATES = range(3)
JOINS, GIVES_UP, LEAVES = FATES
# The constants of the mixing function of SplitMix64 (Steele, Lea and Flood 2014).
_GOLDEN, _MIX_1, _MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@rule
def draw(purpose: int, number: int, caller: int, callers: Callers) -> float:
    """Return a caller's uniform number for a purpose; `number` is that of the item, or of what is about it."""
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
def mixed(number: int, key: Any) -> int:
    """Return a number that belongs to two others, and hardly ever to another pair: SplitMix64."""
    word = (np.uint64(number) + np.uint64(1)) * _GOLDEN ^ key
    word = (word ^ (word >> np.uint64(30))) * _MIX_1
    word = (word ^ (word >> np.uint64(27))) * _MIX_2
    return int((word ^ (word >> np.uint64(31))) >> np.uint64(2)) + (1 << 20)


# Before the queue -----------------------------------------------------------------------------------------------------


@rule
def connection_ticks(line: int, number: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long the connection takes."""
    distribution = behaviour.lines[CONNECTION, line]
    return in_ticks(seconds(distribution, _CONNECTION, number, caller, callers, behaviour), behaviour)


@rule
def patience_ticks(line: int, case: int, attempt: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return for how long the caller's patience lasts; `NEVER` on a line where nobody gives up."""
    distribution = behaviour.lines[PATIENCE, line]
    if distribution == NO_DISTRIBUTION:
        return NEVER
    number = case if behaviour.lines[SAME_PATIENCE, line] else case + attempt
    return in_ticks(seconds(distribution, _PATIENCE, number, caller, callers, behaviour), behaviour)


@rule
def share_of_announcement(line: int, number: int, caller: int, callers: Callers, behaviour: Behaviour) -> float:
    """Return how much of the announcement the caller hears before they leave; 1 for a caller who does not leave."""
    share = behaviour.shares[LEAVE_SHARE, line]
    if share == 0:
        return 1.0
    u = draw(_ANNOUNCEMENT, number, caller, callers)
    return u / share if u < share else 1.0


@rule
def ticks_before_queue(line: int, case: int, attempt: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long after ringing the caller joins the queue, gives up or leaves: see `fate_before_queue`."""
    number = case + attempt
    connection = connection_ticks(line, number, caller, callers, behaviour)
    if behaviour.lines[RUNS_IN_CONNECTION, line]:
        patience = patience_ticks(line, case, attempt, caller, callers, behaviour)
        if patience < connection:
            return patience
    announcement = behaviour.lines[ANNOUNCEMENT, line]
    if announcement == 0:
        return connection
    heard = share_of_announcement(line, number, caller, callers, behaviour)
    return connection + announcement if heard == 1 else connection + int(np.floor(announcement * heard))


@rule
def fate_before_queue(line: int, case: int, attempt: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return whether the caller joins the queue, gives up during the connection, or leaves in the announcement."""
    number = case + attempt
    if behaviour.lines[RUNS_IN_CONNECTION, line]:
        connection = connection_ticks(line, number, caller, callers, behaviour)
        if patience_ticks(line, case, attempt, caller, callers, behaviour) < connection:
            return GIVES_UP
    return LEAVES if share_of_announcement(line, number, caller, callers, behaviour) < 1 else JOINS


# In the queue and after it --------------------------------------------------------------------------------------------


@rule
def patience_at_joining(
    line: int, case: int, attempt: int, rang: bool, caller: int, callers: Callers, behaviour: Behaviour
) -> int:
    """Return what is left of the caller's patience when they join the queue, if they `rang` to join it."""
    patience = patience_ticks(line, case, attempt, caller, callers, behaviour)
    if rang and patience < NEVER and behaviour.lines[RUNS_IN_CONNECTION, line]:
        patience -= connection_ticks(line, case + attempt, caller, callers, behaviour)
    return patience


@rule
def queue_patience(
    line: int, case: int, attempt: int, rang: bool, caller: int, callers: Callers, behaviour: Behaviour
) -> int:
    """Return how long the caller waits in the queue before giving up; `NEVER` where patience does not run there."""
    if not behaviour.lines[RUNS_IN_QUEUE, line]:
        return NEVER
    return patience_at_joining(line, case, attempt, rang, caller, callers, behaviour)


@rule
def hour_factor(line: int, caller: int, callers: Callers, behaviour: Behaviour) -> float:
    """Return the factor of handling times at the local time at which the caller first rang."""
    row = behaviour.lines[FACTORS, line]
    if row < 0:
        return 1.0
    minute = int((callers.ring[caller] * behaviour.tick_s - behaviour.first_minute_s) // 60)
    factor: float = behaviour.factors[row, min(minute, behaviour.factors.shape[1] - 1)]
    return factor


@rule
def handling_ticks(line: int, group: int, case: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long a person of a group would handle the call: the same in every attempt on that line."""
    handling = behaviour.lines[HANDLING, line]
    if behaviour.burst_handling.shape[1] > 1 and case == 0:
        block = callers.address[caller] >> INDEX_BITS
        of_burst = behaviour.burst_handling[callers.blocks[block, 0], callers.blocks[block, 1]]
        handling = of_burst if of_burst != NO_DISTRIBUTION else handling
    length_s = seconds(handling, _HANDLING, case, caller, callers, behaviour)
    length_s += seconds(behaviour.lines[WRAP_UP, line], _WRAP_UP, case, caller, callers, behaviour)
    factor = hour_factor(line, caller, callers, behaviour)
    return in_ticks(length_s * factor * behaviour.handling_factors[group, line], behaviour)


@rule
def pick_up_ticks(
    line: int, group: int, number: int, nth: int, caller: int, callers: Callers, behaviour: Behaviour
) -> int:
    """Return how long a person of a group takes to pick up: the group's time, and the line's.

    An item that was put down n times is picked up in a time of its own; `nth` is n.
    """
    if nth > 0:
        number = mixed(number, np.uint64(nth))
    of_group = seconds(behaviour.pick_ups[group, line], _PICK_UP, number, caller, callers, behaviour)
    of_line = seconds(behaviour.lines[LINE_PICK_UP, line], _LINE_PICK_UP, number, caller, callers, behaviour)
    return in_ticks(of_group + of_line, behaviour)


@rule
def break_off_ticks(line: int, number: int, nth: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long a person takes to put work of a line down for the nth time."""
    distribution = behaviour.lines[BREAK_OFF, line]
    if distribution == NO_DISTRIBUTION:
        return 0
    number = mixed(number, np.uint64(nth))
    return in_ticks(seconds(distribution, _BREAK_OFF, number, caller, callers, behaviour), behaviour)


# Ringing again, and what follows --------------------------------------------------------------------------------------


@rule
def rings_again(
    line: int, engaged: bool, case: int, attempt: int, caller: int, callers: Callers, behaviour: Behaviour
) -> bool:
    """Return whether the caller rings again after giving up, or after the engaged tone."""
    if attempt >= behaviour.lines[REDIAL_LIMIT, line]:
        return False
    probability = behaviour.shares[ENGAGED_PROBABILITY if engaged else REDIAL_PROBABILITY, line]
    again: bool = draw(_REDIAL, case + attempt, caller, callers) < probability
    return again


@rule
def redial_delay_ticks(line: int, number: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long after an attempt the caller rings again: at least one tick."""
    distribution = behaviour.lines[REDIAL_DELAY, line]
    return max(in_ticks(seconds(distribution, _REDIAL_DELAY, number, caller, callers, behaviour), behaviour), 1)


@rule
def line_of_redial(line: int, number: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return the line that the caller rings after an attempt."""
    share = behaviour.shares[DIVERT_SHARE, line]
    if share == 0 or draw(_DIVERT, number, caller, callers) >= share:
        return line
    diverted: int = behaviour.lines[DIVERT_TO, line]
    return diverted


@rule
def case_of_lead(lead: int, number: int, behaviour: Behaviour) -> int:
    """Return the case of what an item leads to."""
    return mixed(number, behaviour.lead_keys[lead])


@rule
def lead_follows(lead: int, number: int, caller: int, callers: Callers, behaviour: Behaviour) -> bool:
    """Return whether an item leads to what a column of `Behaviour.leads` says."""
    share, skipped = behaviour.lead_shares[lead], behaviour.lead_skips[lead]
    if share == 1:
        return True
    choice = mixed(number, behaviour.lead_choices[lead])
    follows: bool = skipped <= draw(_LEAD, choice, caller, callers) < skipped + share
    return follows


@rule
def lead_ticks(lead: int, number: int, caller: int, callers: Callers, behaviour: Behaviour) -> int:
    """Return how long after its moment a lead happens."""
    case = case_of_lead(lead, number, behaviour)
    return in_ticks(seconds(behaviour.leads[AFTER, lead], _LEAD_AFTER, case, caller, callers, behaviour), behaviour)


def join_ticks(callers: Callers, behaviour: Behaviour) -> Ints:
    """Return the tick at which each caller's first attempt joins its queue, or ends before it, shape (callers,)."""
    if (behaviour.lines[CONNECTION] == NO_DISTRIBUTION).all() and not behaviour.lines[ANNOUNCEMENT].any():
        return callers.ring
    joins = np.empty(len(callers.ring), np.int64)
    _fill_joins(callers, behaviour, joins)
    return joins


@compiled
def _fill_joins(callers: Callers, behaviour: Behaviour, joins: Column) -> None:
    """Fill in what `join_ticks` returns."""
    for caller in range(len(joins)):
        line = callers.line[caller]
        joins[caller] = callers.ring[caller] + ticks_before_queue(line, 0, 0, caller, callers, behaviour)


# For the engine that is not compiled ----------------------------------------------------------------------------------


class CallerDraws:
    """The same answers for code that is not compiled: each method asks the function that its docstring names."""

    def __init__(self, callers: Callers, behaviour: Behaviour) -> None:
        self._answer = _answer.with_last(callers, behaviour)

    def ticks_before_queue(self, line: int, case: int, attempt: int, caller: int) -> int:
        """See `ticks_before_queue`."""
        return self._ask(0, line, case, attempt, caller)

    def fate_before_queue(self, line: int, case: int, attempt: int, caller: int) -> int:
        """See `fate_before_queue`."""
        return self._ask(1, line, case, attempt, caller)

    def patience_at_joining(self, line: int, case: int, attempt: int, rang: bool, caller: int) -> int:
        """See `patience_at_joining`."""
        return self._ask(2, line, case, attempt, caller, int(rang))

    def handling(self, line: int, group: int, case: int, caller: int) -> int:
        """See `handling_ticks`."""
        return self._ask(3, line, case, 0, caller, group)

    def pick_up(self, line: int, group: int, number: int, nth: int, caller: int) -> int:
        """See `pick_up_ticks`."""
        return self._ask(4, line, number, nth, caller, group)

    def break_off(self, line: int, number: int, nth: int, caller: int) -> int:
        """See `break_off_ticks`."""
        return self._ask(5, line, number, 0, caller, nth)

    def rings_again(self, line: int, engaged: bool, case: int, attempt: int, caller: int) -> bool:
        """See `rings_again`."""
        return bool(self._ask(6, line, case, attempt, caller, int(engaged)))

    def redial_delay(self, line: int, number: int, caller: int) -> int:
        """See `redial_delay_ticks`."""
        return self._ask(7, line, number, 0, caller)

    def line_of_redial(self, line: int, number: int, caller: int) -> int:
        """See `line_of_redial`."""
        return self._ask(8, line, number, 0, caller)

    def lead_follows(self, lead: int, number: int, caller: int) -> bool:
        """See `lead_follows`."""
        return bool(self._ask(9, 0, number, 0, caller, lead))

    def lead(self, lead: int, number: int, caller: int) -> int:
        """See `lead_ticks`."""
        return self._ask(10, 0, number, 0, caller, lead)

    def case_of_lead(self, lead: int, number: int) -> int:
        """See `case_of_lead`."""
        return self._ask(11, 0, number, 0, 0, lead)

    def connection(self, line: int, number: int, caller: int) -> int:
        """See `connection_ticks`."""
        return self._ask(12, line, number, 0, caller)

    def _ask(self, question: int, line: int, case: int, attempt: int, caller: int, more: int = 0) -> int:
        return int(self._answer(question, line, case, attempt, caller, more))


@compiled
def _answer(  # noqa: C901  one case a question
    question: int, line: int, case: int, attempt: int, caller: int, more: int, callers: Callers, behaviour: Behaviour
) -> int:
    """Answer a question of `CallerDraws`."""
    if question == 0:
        return ticks_before_queue(line, case, attempt, caller, callers, behaviour)
    if question == 1:
        return fate_before_queue(line, case, attempt, caller, callers, behaviour)
    if question == 2:
        return patience_at_joining(line, case, attempt, more == 1, caller, callers, behaviour)
    if question == 3:
        return handling_ticks(line, more, case, caller, callers, behaviour)
    if question == 4:
        return pick_up_ticks(line, more, case, attempt, caller, callers, behaviour)
    if question == 5:
        return break_off_ticks(line, case, more, caller, callers, behaviour)
    if question == 6:
        return int(rings_again(line, more == 1, case, attempt, caller, callers, behaviour))
    if question == 7:
        return redial_delay_ticks(line, case, caller, callers, behaviour)
    if question == 8:
        return line_of_redial(line, case, caller, callers, behaviour)
    if question == 9:
        return int(lead_follows(more, case, caller, callers, behaviour))
    if question == 10:
        return lead_ticks(more, case, caller, callers, behaviour)
    if question == 11:
        return case_of_lead(more, case, behaviour)
    return connection_ticks(line, case, caller, callers, behaviour)
