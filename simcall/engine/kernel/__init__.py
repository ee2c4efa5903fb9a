"""The engine to be fast: the rules of `simcall.engine.records`, compiled by Numba, to the same records.

`simcall.engine.kernel.rules` holds the rules; here are the arrays that they work on.
"""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from simcall.engine.kernel import rules
from simcall.engine.records import FOUND, NONE, Records, call_records, duty_records
from simcall.errors import SimcallError
from simcall.inputs.compiling import compiled
from simcall.inputs.ordering import in_order
from simcall.inputs.world import NEVER, CallUps, Duties, Ints, Policy, Shifts, World

__all__ = ["simulate"]


def simulate(world: World) -> Records:
    """Run one replication.

    Parameters
    ----------
    world : World
        Calls, duties and policy.

    Returns
    -------
    Records
        The same as the reference engine's, to the last tick and person.

    Raises
    ------
    SimcallError
        If the span has so many ticks and calls that they cannot be told apart in 63 bits.
    """
    calls, duties, policy = world.calls, world.duties, world.policy
    attempts, lines = len(calls.line), len(policy.queue_limit)
    join_tick, join_row = _first_joins(world)
    most = _most_people(duties, policy)
    people, first = int(most.sum()), np.cumsum(most) - most
    found = np.empty((len(FOUND), attempts), np.int64)
    found[[rules.OFFERED, rules.JOINED, rules.OUTCOME]] = NONE  # the others are written where a wait ends
    found[rules.OFFERED, calls.first_row[:-1]] = np.where(calls.ring < policy.horizon, calls.ring, NONE)
    groups, folk = _empty_groups(world, most), _empty_people(most)
    shifts = duties.shifts
    stays = np.empty((5, _most_stays(world)), np.int64)
    n_stays = compiled(rules.run, rules.SIGNATURE)(
        join_tick,
        join_row,
        calls.line,
        calls.connection,
        calls.patience,
        calls.redial_delay,
        calls.redials_if_abandoned,
        calls.redials_if_engaged,
        calls.pick_up,
        calls.handling,
        np.append(duties.tick, NEVER),
        *(np.ascontiguousarray(column) for column in (duties.group, duties.headcount)),
        *_changes(shifts),
        first[shifts.group] + shifts.agent,
        *(np.ascontiguousarray(column) for column in (shifts.end, shifts.role)),
        shifts.first_break,
        shifts.break_at,
        shifts.break_length,
        policy.priority,
        policy.promote_after,
        policy.promoted,
        policy.preference,
        (policy.preference != policy.priority).any(axis=1),
        policy.queue_limit,
        policy.pass_on_after,
        policy.overflow,
        policy.serves,
        policy.role_group,
        policy.reserve,
        *(getattr(policy.call_ups, field.name) for field in fields(policy.call_ups)),
        policy.horizon,
        *_bits(policy.horizon, attempts, people),
        found,
        np.empty((2, attempts), np.int64),
        _empty_lists(lines),
        np.empty((2, people), np.int64),
        _empty_lists(len(policy.role_group)),
        groups,
        folk,
        np.full((len(most), int(most.max()) + 1), rules.NO_KEY),
        _empty_rules(policy.call_ups),
        stays,
        _empty_heap(people),
        _empty_heap(attempts),
        _empty_heap(attempts),
        _empty_heap(people),
        np.zeros(2, np.int64),
        np.empty(lines, np.bool_),
    )
    return _records(world, found, stays[:, :n_stays], folk, groups)


def _changes(shifts: Shifts) -> tuple[Ints, Ints, Ints]:
    """Return when duties of named people end and start and breaks come due: tick, what, which shift; in order."""
    n = len(shifts.start)
    of_break = np.repeat(np.arange(n), np.diff(shifts.first_break))
    tick = np.concatenate([shifts.end, shifts.break_at, shifts.start])
    kind = np.repeat([rules.DUTY_ENDS, rules.BREAK_DUE, rules.DUTY_STARTS], [n, len(of_break), n])
    shift = np.concatenate([np.arange(n), of_break, np.arange(n)])
    order = np.lexsort((shift, kind, tick))
    return np.append(tick[order], NEVER), np.append(kind[order], NONE), np.append(shift[order], NONE)


def _first_joins(world: World) -> tuple[Ints, Ints]:
    """Return when first attempts join their queues, and which rows they are, in the order in which they do."""
    calls, rows = world.calls, world.calls.first_row[:-1]
    joins, order = in_order(calls.ring + calls.connection[rows])
    within = int(np.searchsorted(joins, world.policy.horizon))
    return np.append(joins[:within], NEVER), rows[order[:within]]


def _most_people(duties: Duties, policy: Policy) -> Ints:
    """Return the most people of each group who can be present: its highest headcount, its pool, or those named."""
    most = np.zeros(len(policy.overflow), np.int64)
    most[policy.call_ups.group] = policy.call_ups.pool
    np.maximum.at(most, duties.group, duties.headcount)
    np.maximum.at(most, duties.shifts.group, duties.shifts.agent + 1)
    return most


def _most_stays(world: World) -> int:
    """Return how many stays there can be: people come when a headcount rises, for a duty, from a break, or are called.

    Between one time that people are called up and the next, a call must have joined, and the rule's times have passed.
    """
    duties, call_ups, horizon = world.duties, world.policy.call_ups, world.policy.horizon
    total = 2 * len(duties.shifts.start) + len(duties.shifts.break_at)
    for group in range(len(world.policy.overflow)):
        levels = np.concatenate(([0], duties.headcount[duties.group == group]))
        total += int(np.maximum(np.diff(levels), 0).sum())
    apart = call_ups.held + call_ups.delay + np.maximum(call_ups.stint, call_ups.calm)
    times = np.minimum(len(world.calls.line), horizon // np.maximum(apart, 1)) + 1
    return total + int((call_ups.pool * times).sum())


def _bits(horizon: int, attempts: int, people: int) -> tuple[int, int]:
    """Return the bits that tell attempts, and people, apart in a key beside its tick."""
    row_bits, slot_bits = max(attempts, 1).bit_length(), max(people, 1).bit_length()
    if horizon.bit_length() + max(row_bits, slot_bits) > 62:
        raise SimcallError("the run has too many ticks and calls for the compiled engine; set a coarser tick")
    return row_bits, slot_bits


def _empty_heap(most: int) -> Ints:
    heap = np.empty(most + 1, np.int64)
    heap[0] = rules.NO_KEY
    return heap


def _empty_lists(lists: int) -> Ints:
    table = np.zeros((3, lists), np.int64)
    table[[rules.HEAD, rules.TAIL]] = NONE
    return table


def _empty_groups(world: World, most: Ints) -> Ints:
    """Return the table of groups before anybody has come; named people are never above a headcount."""
    groups = np.zeros((rules.STOOD_DOWN + 1, len(most)), np.int64)
    groups[rules.FIRST] = np.cumsum(most) - most
    groups[rules.HEADCOUNT, world.duties.shifts.group] = NEVER
    groups[rules.STOOD_DOWN] = NONE
    groups[rules.STOOD_DOWN, world.policy.call_ups.group] = NEVER
    return groups


def _empty_rules(call_ups: CallUps) -> Ints:
    """Return the table of call-up rules before anybody has been called."""
    table = np.zeros((rules.LOOK_AT + 1, len(call_ups.group)), np.int64)
    table[[rules.HOLDS_SINCE, rules.CALM_SINCE]] = NONE
    table[rules.LOOK_AT] = rules.NO_KEY
    return table


def _empty_people(most: Ints) -> Ints:
    """Return the table of people before anybody has come; who is not named has the group's own role, and no breaks."""
    people = np.full((rules.LAST_BREAK + 1, int(most.sum())), NONE, np.int64)
    people[rules.OF] = people[rules.ROLE] = np.repeat(np.arange(len(most)), most)
    people[rules.DOES] = rules.IS_OFF
    people[[rules.BREAK, rules.LAST_BREAK]] = 0
    return people


def _records(world: World, found: Ints, stays: Ints, folk: Ints, groups: Ints) -> Records:
    """Make the records; who is present when the run ends goes then."""
    horizon = world.policy.horizon
    slots = np.flatnonzero(folk[rules.CAME] != NONE)
    group = folk[rules.OF, slots]
    present = np.stack(
        [
            folk[rules.CAME, slots],
            group,
            slots - groups[rules.FIRST, group],
            np.full(len(slots), horizon),
            np.where(groups[rules.STOOD_DOWN, group] == NONE, folk[rules.DUE, slots], groups[rules.STOOD_DOWN, group]),
        ]
    )
    table = np.concatenate([stays, present], axis=1)
    return Records(call_records(world.calls, found), duty_records(table.T), world.duties)
