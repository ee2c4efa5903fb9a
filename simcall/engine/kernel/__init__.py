"""The engine to be fast: the rules of `simcall.engine.records`, compiled by Numba, to the same records.

`simcall.engine.kernel.rules` holds the rules; here are the arrays that they work on.
"""

from __future__ import annotations

import numpy as np

from simcall.engine.kernel import rules
from simcall.engine.records import FOUND, NONE, Records, call_records, duty_records
from simcall.errors import SimcallError
from simcall.inputs.compiling import compiled
from simcall.inputs.ordering import in_order
from simcall.inputs.world import NEVER, Duties, Ints, Shifts, World

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
    attempts, lines = len(calls.line), len(policy.priority)
    join_tick, join_row = _first_joins(world)
    most = _most_people(duties, len(policy.overflow))
    people, first = int(most.sum()), np.cumsum(most) - most
    found = np.empty((len(FOUND), attempts), np.int64)
    found[[rules.OFFERED, rules.JOINED, rules.OUTCOME]] = NONE  # the others are written where a wait ends
    found[rules.OFFERED, calls.first_row[:-1]] = np.where(calls.ring < policy.horizon, calls.ring, NONE)
    groups, folk = _empty_groups(duties, most), _empty_people(most)
    shifts = duties.shifts
    stays = np.empty((5, _most_stays(duties, len(most))), np.int64)
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
        policy.queue_limit,
        policy.pass_on_after,
        policy.overflow,
        policy.serves,
        policy.role_group,
        policy.reserve,
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


def _most_people(duties: Duties, groups: int) -> Ints:
    """Return the most people of each group who can be present: its highest headcount, or those who are named."""
    most = np.zeros(groups, np.int64)
    np.maximum.at(most, duties.group, duties.headcount)
    np.maximum.at(most, duties.shifts.group, duties.shifts.agent + 1)
    return most


def _most_stays(duties: Duties, groups: int) -> int:
    """Return how many stays there can be: people come when a headcount rises, for a duty, and back from a break."""
    total = 2 * len(duties.shifts.start) + len(duties.shifts.break_at)
    for group in range(groups):
        levels = np.concatenate(([0], duties.headcount[duties.group == group]))
        total += int(np.maximum(np.diff(levels), 0).sum())
    return total


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


def _empty_groups(duties: Duties, most: Ints) -> Ints:
    """Return the table of groups before anybody has come; named people are never above a headcount."""
    groups = np.zeros((rules.ABSENT + 1, len(most)), np.int64)
    groups[rules.FIRST] = np.cumsum(most) - most
    groups[rules.HEADCOUNT, duties.shifts.group] = NEVER
    return groups


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
            folk[rules.DUE, slots],
        ]
    )
    table = np.concatenate([stays, present], axis=1)
    return Records(call_records(world.calls, found), duty_records(table.T), world.duties)
