"""The rules of `simcall.engine.records`, compiled: in the same order and under the same names as in the reference.

Queues and idle people are doubly linked lists in the order in which the rules want them, so that joining, taking and
leaving cost the same however long they are. What is due at some tick stands in binary heaps of packed whole numbers,
``tick << bits | who``; what is due at the horizon or later is not put there. Nothing is allocated, nothing is random.

The short functions are compiled without Numba's reference counting (``_nrt=False``), which costs more than their work:
every array that they are given outlives them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import boolean, int64, njit

from simcall.engine.records import NONE, Outcome
from simcall.inputs import Bools, Ints

__all__ = ["SIGNATURE", "run"]

_COLUMN, _TABLE = int64[::1], int64[:, ::1]
_FLAGS, _FLAG_TABLE = boolean[::1], boolean[:, ::1]
SIGNATURE = int64(
    *[_COLUMN] * 6, _FLAGS, _FLAGS, _TABLE, _TABLE, *[_COLUMN] * 3, *[_COLUMN] * 4, _FLAG_TABLE, _TABLE,
    *[int64] * 3, *[_TABLE] * 7, *[_COLUMN] * 3, _FLAGS,
)  # fmt: skip
"""The one signature of `run`."""

# Rows of the table of what is found out about each attempt: `simcall.engine.records.FOUND`.
OFFERED, JOINED, LEFT, OUTCOME, ANSWERED, RELEASED, GROUP, AGENT = range(8)
# Rows of the table of lines: the ends of the queue and its length.
HEAD, TAIL, LENGTH = range(3)
# Rows of the table of groups: the ends of the list of idle people and its length, people present, and the headcount;
# the group's first place in the table of people, and how many of them have gone home.
IDLE, PRESENT, HEADCOUNT, FIRST, ABSENT = 2, 3, 4, 5, 6
# Rows of the links of queues and of idle people.
AFTER, BEFORE = range(2)
# Rows of the table of people: idle since, came, the group's heap of those who have gone home, and the group.
SINCE, CAME, GONE, OF = range(4)

# Numba takes members of an IntEnum for numbers only where they are plain ones.
IS_ANSWERED, IS_ABANDONED = int(Outcome.ANSWERED), int(Outcome.ABANDONED)
IS_ENGAGED, IS_PASSED_ON = int(Outcome.ENGAGED), int(Outcome.PASSED_ON)
IS_WAITING = int(Outcome.STILL_WAITING)

_Rule = TypeVar("_Rule", bound=Callable[..., object])


def _rule(function: _Rule) -> _Rule:
    """Compile a short function, to be called from compiled code alone."""
    compiler: Any = njit
    compiled: _Rule = compiler(_nrt=False, nogil=True, error_model="numpy")(function)
    return compiled


# Heaps ----------------------------------------------------------------------------------------------------------------


@_rule
def push(heap: Ints, size: int, key: int) -> int:
    """Put a key on a heap of `size` keys; return the new size."""
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if heap[above] <= key:
            break
        heap[place] = heap[above]
        place = above
    heap[place] = key
    return size + 1


@_rule
def pop(heap: Ints, size: int) -> int:
    """Take the least key, ``heap[0]``, off a heap of `size` keys; return the new size."""
    size -= 1
    key = heap[size]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= key:
            break
        heap[place] = heap[below]
        place = below
    heap[place] = key
    return size


# Linked lists ---------------------------------------------------------------------------------------------------------


@_rule
def link(links: Ints, ends: Ints, which: int, before: int, one: int) -> None:
    """Put one into a list after `before`, or first if that is `NONE`."""
    after = links[AFTER, before] if before != NONE else ends[HEAD, which]
    links[BEFORE, one], links[AFTER, one] = before, after
    if before != NONE:
        links[AFTER, before] = one
    else:
        ends[HEAD, which] = one
    if after != NONE:
        links[BEFORE, after] = one
    else:
        ends[TAIL, which] = one
    ends[LENGTH, which] += 1


@_rule
def unlink(links: Ints, ends: Ints, which: int, one: int) -> None:
    """Take one out of a list."""
    before, after = links[BEFORE, one], links[AFTER, one]
    if before != NONE:
        links[AFTER, before] = after
    else:
        ends[HEAD, which] = after
    if after != NONE:
        links[BEFORE, after] = before
    else:
        ends[TAIL, which] = before
    ends[LENGTH, which] -= 1


# R4, R10: callers -----------------------------------------------------------------------------------------------------


@_rule
def join(row: int, now: int, line: int, found: Ints, links: Ints, queues: Ints) -> None:
    """R4: a call joins its line's queue, behind those who joined before and, of this tick, the callers before."""
    found[JOINED, row] = now
    before = queues[TAIL, line]
    while before != NONE and found[JOINED, before] == now and before > row:
        before = links[BEFORE, before]
    link(links, queues, line, before, row)


@_rule
def leave_later(
    row: int, now: int, patience: int, pass_on: int, horizon: int, leaving: Ints, size: int, bits: int
) -> int:
    """R8: a call will leave when its patience ends or its time to be passed on comes; return the heap's new size."""
    leaves = now + min(patience, pass_on)
    return push(leaving, size, leaves << bits | row) if leaves < horizon else size


@_rule
def ring_again(
    row: int, now: int, delay: Ints, connection: Ints, horizon: int, found: Ints, joining: Ints, size: int, bits: int
) -> int:
    """R10: the caller's next attempt is offered after their delay, and joins the queue when it is connected."""
    rings = now + delay[row]
    if rings >= horizon:
        return size
    found[OFFERED, row + 1] = rings
    joins = rings + connection[row + 1]
    return push(joining, size, joins << bits | (row + 1)) if joins < horizon else size


# R1, R2, R3, R5: people -----------------------------------------------------------------------------------------------


@_rule
def become_idle(group: int, slot: int, now: int, people: Ints, links: Ints, groups: Ints) -> None:
    """R2, R5: a person is idle since now, behind those idle before and, of this tick, those with lower numbers."""
    people[SINCE, slot] = now
    before = groups[TAIL, group]
    while before != NONE and people[SINCE, before] == now and before > slot:
        before = links[BEFORE, before]
    link(links, groups, group, before, slot)


@_rule
def come(group: int, now: int, people: Ints, links: Ints, groups: Ints) -> None:
    """R5: the lowest absent number comes, or somebody new."""
    first = groups[FIRST, group]
    if groups[ABSENT, group] > 0:
        gone = people[GONE, first:]
        slot = gone[0]
        groups[ABSENT, group] = pop(gone, groups[ABSENT, group])
    else:
        slot = first + groups[PRESENT, group]
    groups[PRESENT, group] += 1
    people[CAME, slot] = now
    become_idle(group, slot, now, people, links, groups)


@_rule
def go_home(now: int, people: Ints, links: Ints, groups: Ints, stays: Ints, stayed: int) -> int:
    """R3: free people above the headcount go, the longest idle first; note their stays, return how many there are."""
    for group in range(groups.shape[1]):
        while groups[PRESENT, group] > groups[HEADCOUNT, group] and groups[IDLE, group] > 0:
            slot = groups[HEAD, group]
            unlink(links, groups, group, slot)
            groups[PRESENT, group] -= 1
            first = groups[FIRST, group]
            groups[ABSENT, group] = push(people[GONE, first:], groups[ABSENT, group], slot)
            stays[0, stayed], stays[1, stayed] = people[CAME, slot], group
            stays[2, stayed], stays[3, stayed] = slot - first, now
            people[CAME, slot] = NONE
            stayed += 1
    return stayed


# R6: dispatch ---------------------------------------------------------------------------------------------------------


@_rule
def next_line(queues: Ints, priority: Ints, found: Ints, kept_back: Bools) -> int:
    """R6: the line whose first call is next, of those not kept back."""
    best, earliest = NONE, 0
    for line in range(len(priority)):
        if queues[LENGTH, line] > 0 and not kept_back[line]:
            joined = found[JOINED, queues[HEAD, line]]
            earlier = priority[line] == priority[best] and joined < earliest
            if best == NONE or priority[line] < priority[best] or earlier:
                best, earliest = line, joined
    return best


@_rule
def taker(line: int, serves: Bools, reserve: Ints, overflow: Ints, groups: Ints, people: Ints) -> int:
    """R6: which group takes a call of a line now, if any."""
    best, longest = NONE, 0
    for group in range(len(overflow)):
        if serves[group, line] and groups[IDLE, group] > reserve[group, line]:
            since = people[SINCE, groups[HEAD, group]]
            longer = overflow[group] == overflow[best] and since < longest
            if best == NONE or overflow[group] < overflow[best] or longer:
                best, longest = group, since
    return best


@_rule
def take(row: int, group: int, now: int, found: Ints, idle_links: Ints, groups: Ints) -> int:
    """R6: a call goes to the group's longest idle person; return their place."""
    slot: int = groups[HEAD, group]
    unlink(idle_links, groups, group, slot)
    found[LEFT, row], found[OUTCOME, row] = now, IS_ANSWERED
    found[GROUP, row], found[AGENT, row] = group, slot - groups[FIRST, group]
    return slot


@_rule
def hold(row: int, group: int, now: int, pick_up: Ints, handling: Ints, found: Ints) -> int:
    """R11: when a call that is taken now is picked up, and when it ends; return when it ends."""
    answered = now + pick_up[row, group]
    released: int = answered + handling[row, group]
    found[ANSWERED, row], found[RELEASED, row] = answered, released
    return released


# The run --------------------------------------------------------------------------------------------------------------


@_rule
def due(heap: Ints, size: int, bits: int, horizon: int) -> int:
    """Return the tick of the least key of a heap, or the horizon if it is empty."""
    tick: int = heap[0] >> bits if size > 0 else horizon
    return tick


@_rule
def drop_gone(leaving: Ints, size: int, row_mask: int, found: Ints) -> int:
    """Take calls off the heap whose wait has ended otherwise, until the first of those that still wait."""
    while size > 0 and found[OUTCOME, leaving[0] & row_mask] != NONE:
        size = pop(leaving, size)
    return size


@_rule
def still_waiting(horizon: int, found: Ints) -> None:
    """R12: who is connecting or waiting at the horizon is still waiting then."""
    for row in range(found.shape[1]):
        if found[OUTCOME, row] == NONE and found[OFFERED, row] != NONE:
            found[OUTCOME, row], found[LEFT, row] = IS_WAITING, horizon
            if found[JOINED, row] == NONE:
                found[JOINED, row] = horizon


def run(  # noqa: C901  see below
    join_tick: Ints, join_row: Ints, line_of: Ints, connection: Ints, patience: Ints, redial_delay: Ints,
    redials_if_abandoned: Bools, redials_if_engaged: Bools, pick_up: Ints, handling: Ints,
    duty_tick: Ints, duty_group: Ints, duty_headcount: Ints,
    priority: Ints, queue_limit: Ints, pass_on_after: Ints, overflow: Ints, serves: Bools, reserve: Ints,
    horizon: int, row_bits: int, slot_bits: int,
    found: Ints, queue_links: Ints, queues: Ints, idle_links: Ints, groups: Ints, people: Ints,
    stays: Ints, releases: Ints, leaving: Ints, joining: Ints, kept_back: Bools,
) -> int:  # fmt: skip
    """Run one replication over work arrays; return the number of stays.

    One function, and long: what is passed from function to function costs time here. Its parts are the rules, in order.
    `found`, `stays` and the other work arrays are made in `simcall.engine.kernel.simulate`.
    """
    n_releases = n_leaving = n_joining = n_stays = next_join = next_duty = 0
    row_mask, slot_mask = (1 << row_bits) - 1, (1 << slot_bits) - 1

    while True:
        n_leaving = drop_gone(leaving, n_leaving, row_mask, found)
        now = min(
            due(releases, n_releases, slot_bits, horizon),
            due(leaving, n_leaving, row_bits, horizon),
            due(joining, n_joining, row_bits, horizon),
            duty_tick[next_duty] if next_duty < len(duty_tick) else horizon,
        )
        # The short way, for most calls: a caller who joins an empty queue when nothing else happens, and somebody is
        # free. Whoever waits on another line could not be taken before, and so cannot now.
        while next_join < len(join_tick) and join_tick[next_join] < now:
            tick = join_tick[next_join]
            if next_join + 1 < len(join_tick) and join_tick[next_join + 1] == tick:
                break
            row = join_row[next_join]
            line = line_of[row]
            if queues[LENGTH, line] > 0:
                break
            group = taker(line, serves, reserve, overflow, groups, people)
            if group == NONE:
                break
            found[JOINED, row] = tick
            slot = take(row, group, tick, found, idle_links, groups)
            released = hold(row, group, tick, pick_up, handling, found)
            if released < horizon:
                n_releases = push(releases, n_releases, released << slot_bits | slot)
                now = min(now, released)
            next_join += 1
        if next_join < len(join_tick):
            now = min(now, join_tick[next_join])
        if now >= horizon:
            still_waiting(horizon, found)
            return n_stays

        first_round, someone_joined = True, False
        duties_until = next_duty
        while duties_until < len(duty_tick) and duty_tick[duties_until] == now:  # R1
            group = duty_group[duties_until]
            groups[HEADCOUNT, group] = min(groups[HEADCOUNT, group], duty_headcount[duties_until])
            duties_until += 1
        while True:
            while n_releases > 0 and releases[0] >> slot_bits == now:  # R2
                slot = releases[0] & slot_mask
                n_releases = pop(releases, n_releases)
                become_idle(people[OF, slot], slot, now, people, idle_links, groups)
            n_stays = go_home(now, people, idle_links, groups, stays, n_stays)  # R3
            if first_round:
                while True:  # R4
                    if next_join < len(join_tick) and join_tick[next_join] == now:
                        row = join_row[next_join]
                        next_join += 1
                    elif n_joining > 0 and joining[0] >> row_bits == now:
                        row = joining[0] & row_mask
                        n_joining = pop(joining, n_joining)
                    else:
                        break
                    line = line_of[row]
                    someone_joined = True
                    join(row, now, line, found, queue_links, queues)
                    n_leaving = leave_later(
                        row, now, patience[row], pass_on_after[line], horizon, leaving, n_leaving, row_bits
                    )
                while next_duty < duties_until:  # R5
                    group = duty_group[next_duty]
                    groups[HEADCOUNT, group] = duty_headcount[next_duty]
                    while groups[PRESENT, group] < groups[HEADCOUNT, group]:
                        come(group, now, people, idle_links, groups)
                    next_duty += 1
            kept_back[:] = False
            while True:  # R6
                line = next_line(queues, priority, found, kept_back)
                if line == NONE:
                    break
                group = taker(line, serves, reserve, overflow, groups, people)
                if group == NONE:
                    kept_back[line] = True
                    continue
                row = queues[HEAD, line]
                unlink(queue_links, queues, line, row)
                slot = take(row, group, now, found, idle_links, groups)
                released = hold(row, group, now, pick_up, handling, found)
                if released < horizon:
                    n_releases = push(releases, n_releases, released << slot_bits | slot)
            if someone_joined and first_round:
                for line in range(len(queue_limit)):  # R7
                    while queues[LENGTH, line] > queue_limit[line]:
                        row = queues[TAIL, line]
                        unlink(queue_links, queues, line, row)
                        found[LEFT, row], found[OUTCOME, row] = now, IS_ENGAGED
                        if redials_if_engaged[row]:
                            n_joining = ring_again(
                                row, now, redial_delay, connection, horizon, found, joining, n_joining, row_bits
                            )
            while n_leaving > 0 and leaving[0] >> row_bits == now:  # R8
                row = leaving[0] & row_mask
                n_leaving = pop(leaving, n_leaving)
                if found[OUTCOME, row] != NONE:
                    continue
                line = line_of[row]
                unlink(queue_links, queues, line, row)
                found[LEFT, row] = now
                if patience[row] > pass_on_after[line]:
                    found[OUTCOME, row] = IS_PASSED_ON
                    continue
                found[OUTCOME, row] = IS_ABANDONED
                if redials_if_abandoned[row]:
                    n_joining = ring_again(
                        row, now, redial_delay, connection, horizon, found, joining, n_joining, row_bits
                    )
            first_round = False
            if n_releases == 0 or releases[0] >> slot_bits != now:  # R9
                break
