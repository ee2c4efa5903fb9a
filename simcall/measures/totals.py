"""The compiled passes over one replication's records: every total by line or group and period, in whole numbers.

Rows are nearly in the order of time, so an attempt's period is found by steps from the period of the row before.
Cuts separate the periods. The warm-up is one period before the measured ones, and the time after the horizon is one
period behind them. Both are summed like the others and dropped at the end, which is cheaper than a test for each row.

Nothing is allocated in the compiled functions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcall.engine.records import CallRecords, DutyRecords, Outcome, StintRecords
from simcall.inputs.compiling import compiled, rule
from simcall.inputs.signatures import Column, Flags, Table
from simcall.inputs.world import Duties, Ints
from simcall.measures.cuts import contiguous, cuts_of, split, walk

__all__ = [
    "ENDS",
    "GROUP_TOTALS",
    "LINE_TOTALS",
    "OUTCOME_TOTALS",
    "LineLimits",
    "add_attempts",
    "add_outcomes",
    "add_presence",
]

ENDS = (*(how.name.lower() for how in Outcome if how != Outcome.LEFT_ANNOUNCEMENT), "short_abandoned")
"""How an attempt may end. A caller who leaves in the announcement has abandoned."""
LINE_TOTALS = (
    *("fresh", "redials", "diverted_in", "transferred_in"),
    *ENDS,
    *("callers", "callers_never_answered", "delayed", "in_target", "ignored", "interruptions"),
    *("wait_s", "queue_s", "overdue_s", "answer_s", "longest_answer_s", "backlog", "oldest_s"),
)
"""The rows of the table of lines. Those named in seconds are in ticks here."""
OUTCOME_TOTALS = (*ENDS, "delayed", "in_target", "ignored", "wait_s", "answer_s", "longest_answer_s")
"""The rows that follow from how each attempt ended, whatever became of the others."""
GROUP_TOTALS = ("calls_answered", "busy_s")
"""The rows of the table of groups."""

# Rows of the table of lines, and of the table of groups.
FRESH = LINE_TOTALS.index("fresh")
REDIALS = LINE_TOTALS.index("redials")
DIVERTED_IN = LINE_TOTALS.index("diverted_in")
TRANSFERRED_IN = LINE_TOTALS.index("transferred_in")
FIRST_END = LINE_TOTALS.index(ENDS[0])
ABANDONED = LINE_TOTALS.index("abandoned")
SHORT_ABANDONED = LINE_TOTALS.index("short_abandoned")
CALLERS = LINE_TOTALS.index("callers")
NEVER_ANSWERED = LINE_TOTALS.index("callers_never_answered")
DELAYED = LINE_TOTALS.index("delayed")
IN_TARGET = LINE_TOTALS.index("in_target")
IGNORED = LINE_TOTALS.index("ignored")
INTERRUPTIONS = LINE_TOTALS.index("interruptions")
WAIT = LINE_TOTALS.index("wait_s")
QUEUE = LINE_TOTALS.index("queue_s")
OVERDUE = LINE_TOTALS.index("overdue_s")
ANSWER = LINE_TOTALS.index("answer_s")
LONGEST_ANSWER = LINE_TOTALS.index("longest_answer_s")
BACKLOG = LINE_TOTALS.index("backlog")
OLDEST = LINE_TOTALS.index("oldest_s")
CALLS_ANSWERED = GROUP_TOTALS.index("calls_answered")
BUSY = GROUP_TOTALS.index("busy_s")
# Rows of the table of presence.
PRESENCE_ROWS = range(2)
DUTY, PRESENT = PRESENCE_ROWS
# Rows of the table of callers: the caller that each line counted last, and the cell that counts them.
SEEN_ROWS = range(2)
WHO, CELL = SEEN_ROWS

# Numba compares arrays with plain whole numbers only, not with members of an IntEnum.
IS_ANSWERED, IS_ABANDONED, IS_ENGAGED = int(Outcome.ANSWERED), int(Outcome.ABANDONED), int(Outcome.ENGAGED)
IS_LEFT_ANNOUNCEMENT = int(Outcome.LEFT_ANNOUNCEMENT)


@dataclass(frozen=True)
class LineLimits:
    """Ticks that decide how attempts of each line are counted, each of shape (lines,).

    Attributes
    ----------
    short_of : int64
        The least ticks in the queue after which giving up is not short.
    ignored_of : int64
        The least ticks in the queue after which giving up is not left out of the service level.
    within : int64
        The least answer time that misses the target.
    announcement : int64
        What is heard of recorded messages before the answer time starts.
    """

    short_of: Ints
    ignored_of: Ints
    within: Ints
    announcement: Ints


def add_attempts(
    calls: CallRecords, stints: StintRecords, edges: Ints, groups: int, limits: LineLimits
) -> tuple[Ints, Ints]:
    """Sum over the attempts of one replication.

    Parameters
    ----------
    calls : CallRecords
        The attempts.
    stints : StintRecords
        What became of those that were put down.
    edges : int64, shape (periods + 1,)
        Ticks at which the periods begin, and the last ends.
    groups : int
        How many groups there are.
    limits : LineLimits
        How attempts are counted.

    Returns
    -------
    by_line : int64, shape (`LINE_TOTALS`, lines, periods)
        Totals over the attempts of each line.
    by_group : int64, shape (`GROUP_TOTALS`, groups, periods)
        Totals over the attempts that each group answered.
    """
    cuts = cuts_of(edges)
    lines = len(limits.within)
    by_line = np.zeros((len(LINE_TOTALS), lines * (len(cuts) - 1)), np.int64)
    by_group = np.zeros((len(GROUP_TOTALS), groups * (len(cuts) - 1)), np.int64)
    by_line[OLDEST] = cuts[-1]
    waiting, overdue, busy = _no_whole(lines, cuts), _no_whole(lines, cuts), _no_whole(groups, cuts)
    _add_attempts(
        *contiguous(calls.caller, calls.attempt, calls.line, calls.diverted, calls.offered, calls.joined, calls.left),
        *contiguous(calls.outcome, calls.answered, calls.released, calls.group, calls.case, calls.interruptions),
        cuts,
        *contiguous(limits.short_of, limits.ignored_of, limits.within, limits.announcement),
        np.full((len(SEEN_ROWS), lines), -1),
        by_line,
        by_group,
        waiting,
        overdue,
        busy,
    )
    if len(stints.row):
        _add_stints(
            *contiguous(stints.row, stints.start, stints.end, stints.group, calls.line, calls.joined),
            cuts,
            by_line,
            by_group,
            waiting,
            busy,
        )
    _add_ends(by_line.reshape(len(LINE_TOTALS), lines, -1), cuts)
    line_ticks, group_ticks = _measured(by_line, cuts), _measured(by_group, cuts)
    _add_whole(waiting, edges, line_ticks[QUEUE])
    _add_whole(overdue, edges, line_ticks[OVERDUE])
    _add_whole(busy, edges, group_ticks[BUSY])
    return line_ticks, group_ticks


def add_outcomes(calls: CallRecords, edges: Ints, limits: LineLimits) -> Ints:
    """Sum over the attempts of one replication, in any order, what follows from how each of them ended.

    Parameters
    ----------
    calls, edges, limits
        As for `add_attempts`.

    Returns
    -------
    int64, shape (`LINE_TOTALS`, lines, periods)
        As `add_attempts` has them, the rows of `OUTCOME_TOTALS` alone; the others are 0.
    """
    cuts = cuts_of(edges)
    by_line = np.zeros((len(LINE_TOTALS), len(limits.within) * (len(cuts) - 1)), np.int64)
    _add_outcomes(
        *contiguous(calls.attempt, calls.line, calls.offered, calls.joined, calls.left, calls.outcome, calls.answered),
        *contiguous(calls.case, cuts, limits.short_of, limits.ignored_of, limits.within, limits.announcement),
        by_line,
    )
    return _measured(by_line, cuts)


def add_presence(stays: DutyRecords, duties: Duties, edges: Ints, groups: int) -> tuple[Ints, Ints]:
    """Sum over the people of one replication.

    Parameters
    ----------
    stays : DutyRecords
        When each of them was present. Named people are on duty while present, up to the end of the duty.
    duties : Duties
        The headcounts of the others.
    edges, groups
        As for `add_attempts`.

    Returns
    -------
    duty, present : int64, shape (groups, periods)
        Ticks on duty, and present, of all people of each group together.
    """
    cuts = cuts_of(edges)
    table = np.zeros((len(PRESENCE_ROWS), groups * (len(cuts) - 1)), np.int64)
    filled = _no_whole(groups, cuts), _no_whole(groups, cuts)
    _add_presence(
        *contiguous(stays.group, stays.start, stays.end, stays.due),
        *contiguous(duties.group, duties.tick, duties.headcount),
        cuts,
        np.full(groups, edges[-1]),
        table,
        *filled,
    )
    duty, present = _measured(table, cuts)
    for ticks, changes in zip((duty, present), filled, strict=True):
        _add_whole(changes, edges, ticks)
    return duty, present


def _measured(table: Ints, cuts: Ints) -> Ints:
    """Return the measured periods of a table's rows, by line or group."""
    return table.reshape(len(table), -1, len(cuts) - 1)[:, :, 1:-1]


def _no_whole(rows: int, cuts: Ints) -> Ints:
    """Return an empty table of changes, from one period to the next, in how many people fill it."""
    return np.zeros((rows, len(cuts) - 1), np.int64)


def _add_whole(filled: Ints, edges: Ints, ticks: Ints) -> None:
    """Add the whole periods that were filled to the ticks by line or group and period."""
    ticks += np.cumsum(filled, axis=1)[:, 1:-1] * np.diff(edges)


def _add_ends(table: Ints, cuts: Ints) -> None:
    """Turn changes in how many items wait into numbers at the end of each period, and when they joined into ages."""
    np.cumsum(table[BACKLOG], axis=1, out=table[BACKLOG])
    table[OLDEST] = np.where(table[BACKLOG] > 0, cuts[1:] - table[OLDEST], 0)


# Compiled -------------------------------------------------------------------------------------------------------------


@rule
def _count_waiting(first: int, last: int, backlog: Column) -> None:
    """Note that an item waits at the ends of the periods from the first to the one before the last."""
    backlog[first] += 1
    backlog[last] -= 1


@rule
def _wait(
    joined: int, left: int, first: int, cuts: Column, queue: Column, waiting: Column, backlog: Column, oldest: Column
) -> int:
    """Add the wait of an item that joined in the first period to its line's rows; return the period of the end.

    The loop goes back in time. An item that is noted already, and joined no later, is noted at every end before, too.
    So items in the order of joining cost no more if they wait for days.
    """
    last = split(joined, left, 1, first, cuts, queue, waiting)
    if last > first:
        _count_waiting(first, last, backlog)
        for period in range(last - 1, first - 1, -1):
            if oldest[period] <= joined:
                break
            oldest[period] = joined
    return last


@rule
def _count_outcome(how: int, wait: int, cell: int, short_of: int, ignored_of: int, lines: Table) -> None:
    """Count how an attempt ended."""
    short = how == IS_ABANDONED and wait < short_of
    if how == IS_LEFT_ANNOUNCEMENT:
        lines[ABANDONED, cell] += 1
    else:
        lines[SHORT_ABANDONED if short else FIRST_END + how, cell] += 1
        lines[IGNORED, cell] += how == IS_ABANDONED and wait < ignored_of


@rule
def _count_wait(how: int, wait: int, cell: int, lines: Table) -> None:
    """Count an attempt that waited by the time for which it did."""
    lines[DELAYED, cell] += 1
    lines[WAIT, cell] += wait if how != IS_ENGAGED else 0


@rule
def _count_answer(time: int, within: int, cell: int, lines: Table) -> None:
    """Count an answer by the time that it took."""
    lines[IN_TARGET, cell] += time < within
    lines[ANSWER, cell] += time
    lines[LONGEST_ANSWER, cell] = max(lines[LONGEST_ANSWER, cell], time)


@rule
def _count_never_answered(who: int, seen: Table, lines: Table) -> None:
    """Count a caller who was never answered once for each line that they rang, in the cell of the caller."""
    for line in range(seen.shape[1]):
        if seen[WHO, line] == who:
            lines[NEVER_ANSWERED, seen[CELL, line]] += 1


@compiled
def _add_attempts(
    caller: Column,
    attempt: Column,
    line: Column,
    diverted: Flags,
    offered: Column,
    joined: Column,
    left: Column,
    outcome: Column,
    answered: Column,
    released: Column,
    group: Column,
    case: Column,
    interruptions: Column,
    cuts: Column,
    short_of: Column,
    ignored_of: Column,
    within: Column,
    announcement: Column,
    seen: Table,
    lines: Table,
    groups: Table,
    waiting: Table,
    overdue: Table,
    busy: Table,
) -> None:
    """Fill in the tables of `add_attempts`."""
    rows, width, period, served = len(caller), len(cuts) - 1, 0, False
    for row in range(rows):
        here, how, wait = line[row], outcome[row], left[row] - joined[row]
        period = walk(offered[row], period, cuts)
        cell = here * width + period
        transferred = case[row] != 0 and attempt[row] == 0
        fresh = TRANSFERRED_IN if transferred else FRESH
        lines[DIVERTED_IN if diverted[row] else (REDIALS if attempt[row] > 0 else fresh), cell] += 1
        _count_outcome(how, wait, cell, short_of[here], ignored_of[here], lines)
        lines[INTERRUPTIONS, cell] += interruptions[row]
        now = walk(joined[row], period, cuts)
        if wait > 0:
            _count_wait(how, wait, cell, lines)
            backlog, oldest = lines[BACKLOG, here * width :], lines[OLDEST, here * width :]
            queue = lines[QUEUE, here * width :]
            now = _wait(joined[row], left[row], now, cuts, queue, waiting[here], backlog, oldest)
            if 0 < within[here] < wait:
                since = joined[row] + within[here]
                late = walk(since, now, cuts)
                split(since, left[row], 1, late, cuts, lines[OVERDUE, here * width :], overdue[here])
        if how == IS_ANSWERED:
            served = True
            heard = 0 if transferred else announcement[here]
            _count_answer(answered[row] - offered[row] - heard, within[here], cell, lines)
            groups[CALLS_ANSWERED, group[row] * width + period] += 1
        if group[row] >= 0 and interruptions[row] == 0:  # who gave up during the pick-up kept somebody busy, too
            split(left[row], released[row], 1, now, cuts, groups[BUSY, group[row] * width :], busy[group[row]])
        if period > 0 and seen[WHO, here] != caller[row]:
            seen[WHO, here], seen[CELL, here] = caller[row], cell
            lines[CALLERS, cell] += 1
        if row + 1 == rows or caller[row + 1] != caller[row]:
            if not served:
                _count_never_answered(caller[row], seen, lines)
            served = False


@compiled
def _add_outcomes(
    attempt: Column,
    line: Column,
    offered: Column,
    joined: Column,
    left: Column,
    outcome: Column,
    answered: Column,
    case: Column,
    cuts: Column,
    short_of: Column,
    ignored_of: Column,
    within: Column,
    announcement: Column,
    lines: Table,
) -> None:
    """Fill in the table of `add_outcomes`."""
    width, period = len(cuts) - 1, 0
    for row in range(len(line)):
        here, how, wait = line[row], outcome[row], left[row] - joined[row]
        period = walk(offered[row], period, cuts)
        cell = here * width + period
        _count_outcome(how, wait, cell, short_of[here], ignored_of[here], lines)
        if wait > 0:
            _count_wait(how, wait, cell, lines)
        if how == IS_ANSWERED:
            heard = 0 if case[row] != 0 and attempt[row] == 0 else announcement[here]
            _count_answer(answered[row] - offered[row] - heard, within[here], cell, lines)


@compiled
def _add_stints(
    stint_row: Column,
    start: Column,
    end: Column,
    group: Column,
    line: Column,
    joined: Column,
    cuts: Column,
    lines: Table,
    groups: Table,
    waiting: Table,
    busy: Table,
) -> None:
    """Add the time that people worked on items that were put down, and that these waited again."""
    width, period = len(cuts) - 1, 0
    for i in range(len(stint_row)):
        period = walk(start[i], period, cuts)
        if group[i] < 0:
            row = stint_row[i]
            here = line[row]
            last = split(start[i], end[i], 1, period, cuts, lines[QUEUE, here * width :], waiting[here])
            _count_waiting(period, last, lines[BACKLOG, here * width :])
            for waited in range(period, last):  # it did not wait all the time since it joined
                cell = here * width + waited
                lines[OLDEST, cell] = min(lines[OLDEST, cell], joined[row])
        else:
            split(start[i], end[i], 1, period, cuts, groups[BUSY, group[i] * width :], busy[group[i]])


@compiled
def _add_presence(
    stay_group: Column,
    stay_start: Column,
    stay_end: Column,
    stay_due: Column,
    duty_group: Column,
    duty_tick: Column,
    headcount: Column,
    cuts: Column,
    until: Column,
    groups: Table,
    duty: Table,
    present: Table,
) -> None:
    """Fill in the table of `add_presence`; `until` has each group's next step, as the loop goes back in time."""
    width, period = len(cuts) - 1, 0
    for i in range(len(stay_start)):
        period = walk(stay_start[i], period, cuts)
        group = stay_group[i]
        split(stay_start[i], stay_end[i], 1, period, cuts, groups[PRESENT, group * width :], present[group])
        if stay_due[i] > stay_start[i]:  # named people only: NONE is before any tick
            end = min(stay_end[i], stay_due[i])
            split(stay_start[i], end, 1, period, cuts, groups[DUTY, group * width :], duty[group])
    for i in range(len(duty_tick) - 1, -1, -1):
        period, group = walk(duty_tick[i], period, cuts), duty_group[i]
        split(duty_tick[i], until[group], headcount[i], period, cuts, groups[DUTY, group * width :], duty[group])
        until[group] = duty_tick[i]
