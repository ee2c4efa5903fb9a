"""When work that calls lead to is attended, counted from the call: from its ring, and from its first answer.

A caller's items tell what led to what: the case of an item is made of the number of the item before it and of the lead
between them. So an item's way back to the call can be followed without keeping anything while simulating.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simcall.engine.records import NONE, CallRecords, Outcome
from simcall.inputs.behaviour_assembly import keys_of_leads
from simcall.inputs.caller_draws import mixed
from simcall.inputs.compiling import compiled, rule
from simcall.inputs.signatures import Column, Flags, WordColumn
from simcall.inputs.world import Ints
from simcall.measures.cuts import contiguous
from simcall.measures.times import Ticks
from simcall.scenario import Scenario

__all__ = ["ATTENDANCE_TOTALS", "Attendance", "attendance"]

ATTENDANCE_TOTALS = ("of_ring", "since_ring_s", "of_answer", "since_answer_s")
"""Totals of lines: how many items were attended that have a ring before them, and the ticks since then; likewise those
with an answer before them."""

# Numba compares arrays with plain whole numbers only, not with members of an IntEnum.
IS_ANSWERED = int(Outcome.ANSWERED)
NOTHING = int(NONE)


@dataclass(frozen=True)
class Attendance:
    """What was attended in one replication, counted from the call.

    Attributes
    ----------
    totals : mapping of str to int64, shape (lines, periods)
        Those of `ATTENDANCE_TOTALS`; times are in ticks.
    since_ring, since_answer : int64
        Ticks from the call's ring, and from its answer, by line and period of the item: ``totals["of_ring"]`` and
        ``totals["of_answer"]`` say how many of each.
    """

    totals: Mapping[str, Ints]
    since_ring: Ticks
    since_answer: Ticks


def attendance(calls: CallRecords, scenario: Scenario, edges: Ints) -> Attendance:
    """Measure when items of work are attended, from the ring and from the answer of the call that led to them.

    The call is the one from which a lead, or several leads one after the other, go to the item. If it was transferred,
    it rang when the caller rang, and was answered when somebody first spoke to the caller.

    Parameters
    ----------
    calls : CallRecords
        The attempts of one replication.
    scenario : Scenario
        For what leads to what.
    edges : int64, shape (periods + 1,)
        Ticks at which the periods begin, and the last ends.

    Returns
    -------
    Attendance
        An item belongs to the period in which it was made. Without work that anything leads to, all of it is zero.
    """
    shape = len(scenario.lines), len(edges) - 1
    wanted = np.array([line.is_work and name in scenario.led_to for name, line in scenario.lines.items()])
    if not wanted.any():
        nothing = np.broadcast_to(np.int64(0), shape)
        empty = np.empty(0, np.int64)
        return Attendance(dict.fromkeys(ATTENDANCE_TOTALS, nothing), empty, empty)
    ring, answer = _calls_of_items(calls, scenario, wanted)
    totals: dict[str, Ints] = {}
    times = []
    for name, since in (("ring", ring), ("answer", answer)):
        counts, ticks, ordered = _by_line_and_period(calls, since, edges, shape)
        totals |= {f"of_{name}": counts, f"since_{name}_s": ticks}
        times.append(ordered)
    return Attendance(totals, *times)


def _calls_of_items(calls: CallRecords, scenario: Scenario, wanted: Flags) -> tuple[Ints, Ints]:
    """Return when the call rang, and was first answered, that led to each answered item of some lines; or `NONE`."""
    names, lines = list(scenario.lines), scenario.lines.values()
    leads = [names.index(lead.to) for line in lines for lead in line.leads_to]
    ring, answer = np.full(len(calls.line), NOTHING), np.full(len(calls.line), NOTHING)
    _find_calls(
        *contiguous(calls.caller, calls.attempt, calls.line, calls.case, calls.offered, calls.outcome, calls.answered),
        *contiguous(wanted, np.array([line.is_work for line in lines])),
        np.cumsum([0, *(len(line.leads_to) for line in lines)]),
        np.array(leads, np.int64),
        np.array(list(keys_of_leads(scenario)), np.uint64),
        ring,
        answer,
    )
    return ring, answer


def _by_line_and_period(
    calls: CallRecords, since: Ints, edges: Ints, shape: tuple[int, int]
) -> tuple[Ints, Ints, Ticks]:
    """Return how many items have a tick to count from, their ticks until they are answered, and each of these."""
    rows = np.flatnonzero((since != NONE) & (calls.offered >= edges[0]) & (calls.offered < edges[-1]))
    cells = calls.line[rows] * shape[1] + np.searchsorted(edges, calls.offered[rows], side="right") - 1
    order = np.argsort(cells, kind="stable")
    ticks = (calls.answered[rows] - since[rows])[order]
    counts = np.bincount(cells, minlength=shape[0] * shape[1])
    sums = np.zeros_like(counts)
    np.add.at(sums, cells[order], ticks)
    return counts.reshape(shape), sums.reshape(shape), ticks


# Compiled -------------------------------------------------------------------------------------------------------------


@rule
def _cause_of(
    item: int,
    begin: int,
    caller: Column,
    attempt: Column,
    line: Column,
    case: Column,
    first_lead: Column,
    to: Column,
    keys: WordColumn,
) -> int:
    """Return the row of what led to an item, among those of its caller from `begin` on; the item's own if none did."""
    row = begin
    while row < len(caller) and caller[row] == caller[item]:
        for lead in range(first_lead[line[row]], first_lead[line[row] + 1]):
            led_here = to[lead] == line[item] and row != item
            if led_here and mixed(case[row] + attempt[row], keys[lead]) == case[item]:
                return row
        row += 1
    return item


@compiled
def _find_calls(
    caller: Column,
    attempt: Column,
    line: Column,
    case: Column,
    offered: Column,
    outcome: Column,
    answered: Column,
    wanted: Flags,
    is_work: Flags,
    first_lead: Column,
    to: Column,
    keys: WordColumn,
    ring: Column,
    answer: Column,
) -> None:
    """Fill in what `_calls_of_items` returns, going back from each item to the call, and no further."""
    begin, first_answer = 0, NOTHING
    for row in range(len(caller)):
        begin = begin if caller[row] == caller[begin] else row
        if outcome[row] != IS_ANSWERED or not wanted[line[row]]:
            continue
        item, first_answer = row, NOTHING
        while case[item] != 0 and attempt[item] == 0:
            cause = _cause_of(item, begin, caller, attempt, line, case, first_lead, to, keys)
            if cause == item or (ring[row] != NOTHING and is_work[line[cause]]):
                break
            item = cause
            if outcome[item] == IS_ANSWERED:
                first_answer = answered[item]
            if not is_work[line[item]]:
                ring[row] = offered[item]
        answer[row] = first_answer if ring[row] != NOTHING else NOTHING
