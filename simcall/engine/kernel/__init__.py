"""The fast engine: the rules of `simcall.engine.records`, compiled by Numba.

It gives the same records as `simcall.engine.reference`. `simcall.engine.kernel.run` holds the main loop, and the
modules beside it hold the rules. This module makes their tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from simcall.engine.kernel import tables
from simcall.engine.kernel.by_caller import put_by_caller
from simcall.engine.kernel.heaps import LEAST, NO_KEY, SIZE
from simcall.engine.kernel.kept_attempts import KeptAttempts, kept_attempts
from simcall.engine.kernel.log_memory import LogMemory
from simcall.engine.kernel.run import run
from simcall.engine.records import (
    ITEM_COLUMNS,
    NONE,
    STAY_COLUMNS,
    STINT_COLUMNS,
    Records,
    call_records,
    duty_records,
)
from simcall.errors import SimcallError
from simcall.inputs.behaviour import (
    IS_INTERRUPTIBLE,
    LEAVE_SHARE,
    RUNS_IN_CONNECTION,
    RUNS_IN_PICK_UP,
    Behaviour,
    attempts_per_caller,
)
from simcall.inputs.world import NEVER, Bools, Callers, CallUps, Duties, Ints, Policy, Shifts, World

__all__ = ["KeptAttempts", "LogMemory", "kept_attempts", "simulate"]

_Arguments = TypeVar("_Arguments")
_SPARE_ROWS = 1000
"""Rows of the log that a run begins with besides those that its callers are likely to need."""


def simulate(
    world: World, kept: KeptAttempts | None = None, *, in_order: bool = True, memory: LogMemory | None = None
) -> Records:
    """Run one replication.

    Parameters
    ----------
    world : World
        Callers, their behaviour, duties and policy.
    kept : KeptAttempts, optional
        What is kept of the attempts of these callers with this behaviour, from runs with other duties.
    in_order : bool
        Whether the records of attempts are put in their order. Otherwise first attempts come first, then the others as
        they were made; for totals that do not depend on the order, this is quicker.
    memory : LogMemory, optional
        Memory for the log. The records are valid until the thread's next run that is given it.

    Returns
    -------
    Records
        The same as the reference engine's, to the last tick and person.

    Raises
    ------
    SimcallError
        If the span has so many ticks and calls that they cannot be told apart in 63 bits.
    """
    most = _most_people(world.duties, world.policy)
    kept = kept_attempts(world, keep=False) if kept is None else kept
    callers = int(np.searchsorted(world.callers.ring, world.policy.horizon))
    memory = LogMemory() if memory is None else memory
    rows = _likely_rows(world, callers)
    while True:
        state = _empty_state(world, kept.draws, most, callers, memory.log(rows))
        n_stays = run(_world_tables(world, kept, most, rows), state)
        if n_stays != NONE:
            return _records(world, state, n_stays, in_order)
        del state  # frees its memory before the next one takes more
        rows += rows // 2


def _likely_rows(world: World, callers: int) -> int:
    """Return how many rows of the log are enough for nearly every run; a run that needs more starts again.

    Rows beyond those that a run needs take no memory: nobody touches them.
    """
    behaviour = world.behaviour
    with_leads = 1 + np.diff(np.concatenate(([0.0], np.cumsum(behaviour.lead_shares)))[behaviour.first_lead])
    by_line = np.bincount(world.callers.line[:callers], minlength=len(with_leads))
    return int(by_line @ (attempts_per_caller(behaviour) * with_leads)) + _SPARE_ROWS


def _world_tables(world: World, kept: KeptAttempts, most: Ints, rows: int) -> tables.WorldTables:
    """Return what does not change during a run."""
    return tables.WorldTables(
        first_joins=kept.joins,
        kept=kept.draws,
        callers=world.callers,
        behaviour=world.behaviour,
        steps=_headcount_steps(world.duties),
        changes=_shift_changes(world.duties.shifts),
        shifts=_named_shifts(world.duties.shifts, most),
        lines=_line_policy(world.policy, world.behaviour),
        groups=_group_policy(world.policy, world.behaviour),
        rules=_from(world.policy.call_ups, tables.CallUpRules),
        keys=_keys(world.policy.horizon, rows, int(most.sum()), _has_items(world.behaviour)),
    )


def _from(source: Any, arguments: Callable[..., _Arguments], **others: Any) -> _Arguments:
    """Return a named tuple of a source's columns of the same names, and of others."""
    fields = arguments._fields  # type: ignore[attr-defined]
    columns = {name: others.get(name, getattr(source, name, None)) for name in fields}
    return arguments(**{name: np.ascontiguousarray(column) for name, column in columns.items()})


def _headcount_steps(duties: Duties) -> tables.HeadcountSteps:
    return _from(duties, tables.HeadcountSteps, tick=np.append(duties.tick, NEVER))


def _named_shifts(shifts: Shifts, most: Ints) -> tables.NamedShifts:
    return _from(shifts, tables.NamedShifts, slot=_first_slots(most)[shifts.group] + shifts.agent)


def _line_policy(policy: Policy, behaviour: Behaviour) -> tables.LinePolicy:
    line, role = np.nonzero(policy.serves.T)
    order = np.lexsort((role, policy.overflow[policy.role_group[role], line], line))
    first_role = _starts(line, len(policy.priority))
    return _from(policy, tables.LinePolicy, first_role=first_role, roles=role[order], is_plain=_is_plain(behaviour))


def _is_plain(behaviour: Behaviour) -> Bools:
    """Return for each line whether its calls always join the queue, lead to nothing and are never put down."""
    hangs_up = behaviour.lines[[RUNS_IN_CONNECTION, RUNS_IN_PICK_UP]].any(axis=0) | (behaviour.shares[LEAVE_SHARE] > 0)
    plain: Bools = ~hangs_up & (np.diff(behaviour.first_lead) == 0) & (behaviour.lines[IS_INTERRUPTIBLE] == 0)
    return plain


def _has_items(behaviour: Behaviour) -> bool:
    """Return whether there are items that lead to others, or are put down."""
    return bool(behaviour.leads.shape[1] or behaviour.lines[IS_INTERRUPTIBLE].any())


def _group_policy(policy: Policy, behaviour: Behaviour) -> tables.GroupPolicy:
    groups = len(policy.overflow)
    may_take = np.zeros((groups, len(policy.priority)), bool)
    np.logical_or.at(may_take, policy.role_group, policy.serves)
    group, line = np.nonzero(may_take)
    chooses = (policy.preference != policy.priority).any(axis=1)
    is_plain = ~(may_take & ~_is_plain(behaviour)).any(axis=1) & (policy.source == NONE)
    is_plain &= ~np.isin(np.arange(groups), policy.source)
    first_line = _starts(group, groups)
    taken = np.flatnonzero(policy.source != NONE)
    columns = {"chooses": chooses, "first_line": first_line, "lines": line, "is_plain": is_plain, "taken": taken}
    return _from(policy, tables.GroupPolicy, **columns)


def _starts(owner: Ints, owners: int) -> Ints:
    """Return where each owner's entries begin in a list in the order of owners, and where the last one's end."""
    return np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=owners))))


def _shift_changes(shifts: Shifts) -> tables.ShiftChanges:
    n = len(shifts.start)
    of_break = np.repeat(np.arange(n), np.diff(shifts.first_break))
    tick = np.concatenate([shifts.end, shifts.break_at, shifts.start])
    kind = np.repeat([tables.DUTY_ENDS, tables.BREAK_DUE, tables.DUTY_STARTS], [n, len(of_break), n])
    shift = np.concatenate([np.arange(n), of_break, np.arange(n)])
    order = np.lexsort((shift, kind, tick))
    return tables.ShiftChanges(
        np.append(tick[order], NEVER), np.append(kind[order], NONE), np.append(shift[order], NONE)
    )


def _most_people(duties: Duties, policy: Policy) -> Ints:
    """Return the most people of each group who can be present: its highest headcount, its pool, or those named."""
    most = np.zeros(len(policy.overflow), np.int64)
    most[policy.call_ups.group] = policy.call_ups.pool
    np.maximum.at(most, duties.group, duties.headcount)
    np.maximum.at(most, duties.shifts.group, duties.shifts.agent + 1)
    return most


def _most_stays(world: World, rows: int) -> int:
    """Return how many stays there can be: people come when a headcount rises, for a duty, from a break, or are called.

    Between one time that people are called up and the next, a call must have joined, and the rule's times have passed.
    """
    duties, call_ups, horizon = world.duties, world.policy.call_ups, world.policy.horizon
    total = 2 * len(duties.shifts.start) + len(duties.shifts.break_at)
    for group in range(len(world.policy.overflow)):
        levels = np.concatenate(([0], duties.headcount[duties.group == group]))
        total += int(np.maximum(np.diff(levels), 0).sum())
    apart = call_ups.held + call_ups.delay + np.maximum(call_ups.stint, call_ups.calm)
    times = np.minimum(rows, horizon // np.maximum(apart, 1)) + 1
    total += int((call_ups.pool * times).sum())
    # Whenever somebody leaves a group, a person may come to the group that they are missing in.
    return 2 * total if (world.policy.source != NONE).any() else total


def _keys(horizon: int, attempts: int, people: int, has_items: bool) -> tables.Keys:
    row_bits, slot_bits = max(attempts, 1).bit_length(), max(people, 1).bit_length()
    if horizon.bit_length() + max(row_bits, slot_bits) > 62:
        raise SimcallError("the run has too many ticks and calls for the compiled engine; set a coarser tick")
    return tables.Keys(horizon, row_bits, slot_bits, int(has_items))


def _first_slots(most: Ints) -> Ints:
    """Return the first slot of each group in the table of people."""
    slots: Ints = np.cumsum(most) - most
    return slots


def _empty_state(world: World, draws: tables.KeptDraws, most: Ints, callers: int, log: Ints) -> tables.State:
    """Return the tables before anything has happened."""
    rows = log.shape[1]
    _begin_log(log, world.callers, callers)
    lines, groups, people = len(world.policy.queue_limit), len(most), int(most.sum())
    behaviour = world.behaviour
    most_leads = int(np.diff(behaviour.first_lead).max(initial=0))
    put_down = rows if behaviour.lines[IS_INTERRUPTIBLE].any() else 0
    return tables.State(
        log=log,
        draw_row=_draw_rows(draws, rows),
        items=_empty_items(callers, rows if _has_items(behaviour) else 0),
        stints=np.empty((len(STINT_COLUMNS), 4 * put_down), np.int64),
        queue_links=np.empty((len(tables.LINK_ROWS), rows), np.int64),
        queues=_empty_lists(lines),
        candidates=np.empty(lines, np.int64),
        held_back=np.empty(lines, np.bool_),
        idle_links=np.empty((len(tables.LINK_ROWS), people), np.int64),
        roles=_empty_lists(len(world.policy.role_group)),
        groups=_empty_groups(world, most),
        over=np.empty(groups, np.int64),
        people=_empty_people(most),
        workers=_empty_lists(groups),
        ending=np.empty(people, np.int64),
        went_on=np.empty(people, np.int64),
        absent=np.tile(_empty_heap(int(most.max())), (groups, 1)),
        call_ups=_empty_call_ups(world.policy.call_ups),
        stays=np.empty((len(STAY_COLUMNS), _most_stays(world, rows)), np.int64),
        releases=_empty_heap(people + put_down),
        leaving=_empty_heap(rows * (1 + most_leads)),
        joining=_empty_heap(rows),
        resting=_empty_heap(people),
        counts=_empty_counts(callers),
    )


def _begin_log(log: Ints, callers: Callers, n: int) -> None:
    """Write the first attempts of the first n callers, who offer them, into the log; the kernel writes the rest."""
    log[tables.CALLER, :n] = np.arange(n)
    log[tables.LINE, :n], log[tables.OFFERED, :n] = callers.line[:n], callers.ring[:n]
    log[[tables.ATTEMPT, tables.DIVERTED], :n] = 0
    log[[tables.JOINED, tables.OUTCOME], :n] = NONE


def _draw_rows(draws: tables.KeptDraws, rows: int) -> Ints:
    """Return which row of draws each row of the log has, with those of first attempts; none if nothing is kept."""
    draw_rows = np.empty(rows if len(draws.ticks) else 0, np.int64)
    draw_rows[: len(draws.first)] = draws.first
    return draw_rows


def _empty_items(n: int, rows: int) -> Ints:
    """Return the table of items with the first attempts of n callers; the kernel writes the rest."""
    items = np.empty((len(tables.ITEM_ROWS), rows), np.int64)
    items[[tables.CASE, tables.INTERRUPTIONS], :n] = 0
    items[[tables.PLACE, tables.TICKS_LEFT], :n] = NONE
    return items


def _empty_counts(callers: int) -> Ints:
    counts = np.zeros(len(tables.COUNT_ROWS), np.int64)
    counts[tables.ROWS] = callers
    return counts


def _empty_heap(most: int) -> Ints:
    heap = np.empty(most + 2, np.int64)
    heap[SIZE], heap[LEAST] = 0, NO_KEY
    return heap


def _empty_lists(lists: int) -> Ints:
    table = np.zeros((len(tables.LIST_ROWS), lists), np.int64)
    table[[tables.HEAD, tables.TAIL]] = NONE
    return table


def _empty_groups(world: World, most: Ints) -> Ints:
    """Return the table of groups before anyone has come. A group of named people has no limit on its headcount."""
    groups = np.zeros((len(tables.GROUP_ROWS), len(most)), np.int64)
    groups[tables.FIRST] = _first_slots(most)
    groups[tables.HEADCOUNT, world.duties.shifts.group] = NEVER
    groups[tables.STOOD_DOWN] = NONE
    groups[tables.STOOD_DOWN, world.policy.call_ups.group] = NEVER
    return groups


def _empty_call_ups(call_ups: CallUps) -> Ints:
    """Return the table of call-up rules before anyone has been called up."""
    table = np.zeros((len(tables.CALL_UP_ROWS), len(call_ups.group)), np.int64)
    table[[tables.HOLDS_SINCE, tables.CALM_SINCE]] = NONE
    table[tables.LOOK_AT] = NO_KEY
    return table


def _empty_people(most: Ints) -> Ints:
    """Return the table of people before anyone has come. Unnamed people have the group's own role and no breaks."""
    people = np.full((len(tables.PEOPLE_ROWS), int(most.sum())), NONE, np.int64)
    people[tables.OF] = people[tables.ROLE] = np.repeat(np.arange(len(most)), most)
    people[tables.DOES] = tables.IS_OFF
    people[[tables.BREAK, tables.LAST_BREAK]] = 0
    return people


def _records(world: World, state: tables.State, n_stays: int, in_order: bool) -> Records:
    """Make the records. Whoever is present at the horizon leaves then."""
    groups, people = state.groups, state.people
    slots = np.flatnonzero(people[tables.CAME] != NONE)
    group = people[tables.OF, slots]
    stood_down = groups[tables.STOOD_DOWN, group]
    present = np.empty((len(STAY_COLUMNS), len(slots)), np.int64)
    present[tables.STAY_START] = people[tables.CAME, slots]
    present[tables.STAY_GROUP] = group
    present[tables.STAY_AGENT] = slots - groups[tables.FIRST, group]
    present[tables.STAY_END] = world.policy.horizon
    present[tables.STAY_DUE] = np.where(stood_down == NONE, people[tables.DUE, slots], stood_down)
    stays = np.concatenate([state.stays[:, :n_stays], present], axis=1)
    rows = state.counts[tables.ROWS]
    items, stints = state.items[: len(ITEM_COLUMNS), :rows], state.stints[:, : state.counts[tables.STINTS]]
    if in_order and not items.shape[1]:  # all are what somebody rang about, so that callers and attempts are the order
        put_by_caller(state.log, rows, len(world.callers.ring))
    calls, stint_records = call_records(state.log[:, :rows], items, stints.T, in_order=in_order)
    return Records(calls, stint_records, duty_records(stays.T), world.duties)
