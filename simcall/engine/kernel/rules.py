"""The rules of `simcall.engine.records`, compiled: in the same order and under the same names as in the reference.

Queues and idle people are doubly linked lists in the order in which the rules want them, so that joining, taking and
leaving cost the same however long they are. What is due at some tick stands in binary heaps of packed whole numbers,
``tick << bits | who``; what is due at the horizon or later is not put there. Nothing is allocated, nothing is random.
"""

from __future__ import annotations

from numba import boolean, int64

from simcall.engine.records import NONE, Outcome
from simcall.inputs import Bools, Ints
from simcall.inputs.compiling import rule

__all__ = ["NO_KEY", "SIGNATURE", "run"]

_COLUMN, _TABLE = int64[::1], int64[:, ::1]
_FLAGS, _FLAG_TABLE = boolean[::1], boolean[:, ::1]
SIGNATURE = int64(
    *[_COLUMN] * 6, _FLAGS, _FLAGS, _TABLE, _TABLE, *[_COLUMN] * 3, *[_COLUMN] * 4, _FLAG_TABLE, _TABLE,
    *[int64] * 3, *[_TABLE] * 8, *[_COLUMN] * 3, _FLAGS,
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
# Rows of the table of people: idle since, came, and the group.
SINCE, CAME, OF = range(3)

# Numba takes members of an IntEnum for numbers only where they are plain ones.
IS_ANSWERED, IS_ABANDONED = int(Outcome.ANSWERED), int(Outcome.ABANDONED)
IS_ENGAGED, IS_PASSED_ON = int(Outcome.ENGAGED), int(Outcome.PASSED_ON)
IS_WAITING = int(Outcome.STILL_WAITING)

NO_KEY = 2**63 - 1
"""A key of a heap that is later than any other."""


# Heaps ----------------------------------------------------------------------------------------------------------------


# A key that never comes stands behind the last one, so that neither an empty heap nor a missing child needs a test.


@rule
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
    heap[size + 1] = NO_KEY
    return size + 1


@rule
def pop(heap: Ints, size: int) -> int:
    """Take the least key, ``heap[0]``, off a heap of `size` keys; return the new size."""
    size -= 1
    key = heap[size]
    heap[size] = NO_KEY
    place, below = 0, 1
    while below < size:
        below += heap[below + 1] < heap[below]
        if heap[below] >= key:
            break
        heap[place] = heap[below]
        place, below = below, 2 * below + 1
    if size > 0:
        heap[place] = key
    return size


# Linked lists ---------------------------------------------------------------------------------------------------------


@rule
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


@rule
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


@rule
def unlink_first(links: Ints, ends: Ints, which: int) -> int:
    """Take the first one out of a list; return it."""
    one: int = ends[HEAD, which]
    after = links[AFTER, one]
    ends[HEAD, which] = after
    if after != NONE:
        links[BEFORE, after] = NONE
    else:
        ends[TAIL, which] = NONE
    ends[LENGTH, which] -= 1
    return one


# R4, R10: callers -----------------------------------------------------------------------------------------------------


@rule
def join(row: int, now: int, line: int, found: Ints, links: Ints, queues: Ints) -> None:
    """R4: a call joins its line's queue, behind those who joined before and, of this tick, the callers before."""
    found[JOINED, row] = now
    before = queues[TAIL, line]
    while before != NONE and found[JOINED, before] == now and before > row:
        before = links[BEFORE, before]
    link(links, queues, line, before, row)


@rule
def leave_later(
    row: int, now: int, patience: int, pass_on: int, horizon: int, leaving: Ints, size: int, bits: int
) -> int:
    """R8: a call will leave when its patience ends or its time to be passed on comes; return the heap's new size."""
    leaves = now + min(patience, pass_on)
    return push(leaving, size, leaves << bits | row) if leaves < horizon else size


@rule
def leave(row: int, now: int, outcome: int, found: Ints) -> None:
    """R7, R8, R12: a call's wait ends without an answer."""
    found[LEFT, row], found[OUTCOME, row] = now, outcome
    found[ANSWERED, row] = found[RELEASED, row] = found[GROUP, row] = found[AGENT, row] = NONE


@rule
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


@rule
def become_idle(group: int, slot: int, now: int, people: Ints, links: Ints, groups: Ints) -> None:
    """R2, R5: a person is idle since now, behind those idle before and, of this tick, those with lower numbers."""
    people[SINCE, slot] = now
    before = groups[TAIL, group]
    while before != NONE and people[SINCE, before] == now and before > slot:
        before = links[BEFORE, before]
    link(links, groups, group, before, slot)


@rule
def come(group: int, now: int, people: Ints, absent: Ints, links: Ints, groups: Ints) -> None:
    """R5: the lowest absent number comes, or somebody new."""
    if groups[ABSENT, group] > 0:
        slot = absent[group, 0]
        groups[ABSENT, group] = pop(absent[group], groups[ABSENT, group])
    else:
        slot = groups[FIRST, group] + groups[PRESENT, group]
    groups[PRESENT, group] += 1
    people[CAME, slot] = now
    become_idle(group, slot, now, people, links, groups)


@rule
def go_home(now: int, people: Ints, absent: Ints, links: Ints, groups: Ints, stays: Ints, stayed: int) -> int:
    """R3: free people above the headcount go, the longest idle first; note their stays, return how many there are."""
    for group in range(groups.shape[1]):
        while groups[PRESENT, group] > groups[HEADCOUNT, group] and groups[IDLE, group] > 0:
            slot = unlink_first(links, groups, group)
            groups[PRESENT, group] -= 1
            first = groups[FIRST, group]
            groups[ABSENT, group] = push(absent[group], groups[ABSENT, group], slot)
            stays[0, stayed], stays[1, stayed] = people[CAME, slot], group
            stays[2, stayed], stays[3, stayed] = slot - first, now
            people[CAME, slot] = NONE
            stayed += 1
    return stayed


# R6: dispatch ---------------------------------------------------------------------------------------------------------


@rule
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


@rule
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


@rule
def take(row: int, group: int, now: int, found: Ints, idle_links: Ints, groups: Ints) -> int:
    """R6: a call goes to the group's longest idle person; return their place."""
    slot = unlink_first(idle_links, groups, group)
    found[LEFT, row], found[OUTCOME, row] = now, IS_ANSWERED
    found[GROUP, row], found[AGENT, row] = group, slot - groups[FIRST, group]
    return slot


@rule
def hold(row: int, group: int, now: int, pick_up: Ints, handling: Ints, found: Ints) -> int:
    """R11: when a call that is taken now is picked up, and when it ends; return when it ends."""
    answered = now + pick_up[row, group]
    released: int = answered + handling[row, group]
    found[ANSWERED, row], found[RELEASED, row] = answered, released
    return released


# The run --------------------------------------------------------------------------------------------------------------


@rule
def drop_gone(leaving: Ints, size: int, row_mask: int, found: Ints) -> int:
    """Take calls off the heap whose wait has ended otherwise, until the first of those that still wait."""
    while size > 0 and found[OUTCOME, leaving[0] & row_mask] != NONE:
        size = pop(leaving, size)
    return size


@rule
def still_waiting(horizon: int, found: Ints) -> None:
    """R12: who is connecting or waiting at the horizon is still waiting then."""
    for row in range(found.shape[1]):
        if found[OUTCOME, row] == NONE and found[OFFERED, row] != NONE:
            leave(row, horizon, IS_WAITING, found)
            if found[JOINED, row] == NONE:
                found[JOINED, row] = horizon


def run(  # noqa: C901  see below
    join_tick: Ints, join_row: Ints, line_of: Ints, connection: Ints, patience: Ints, redial_delay: Ints,
    redials_if_abandoned: Bools, redials_if_engaged: Bools, pick_up: Ints, handling: Ints,
    duty_tick: Ints, duty_group: Ints, duty_headcount: Ints,
    priority: Ints, queue_limit: Ints, pass_on_after: Ints, overflow: Ints, serves: Bools, reserve: Ints,
    horizon: int, row_bits: int, slot_bits: int,
    found: Ints, queue_links: Ints, queues: Ints, idle_links: Ints, groups: Ints, people: Ints, absent: Ints,
    stays: Ints, releases: Ints, leaving: Ints, joining: Ints, kept_back: Bools,
) -> int:  # fmt: skip
    """Run one replication over work arrays; return the number of stays.

    One function, and long: what is passed from function to function costs time here. Its parts are the rules, in order.
    The ticks of those who join and of duties end with one that does not come, so that there always is a next one.
    `found`, `stays` and the other work arrays are made in `simcall.engine.kernel.simulate`.
    """
    n_releases = n_leaving = n_joining = n_stays = n_waiting = next_join = next_duty = 0
    row_mask, slot_mask = (1 << row_bits) - 1, (1 << slot_bits) - 1

    while True:
        if n_waiting > 0:
            n_leaving = drop_gone(leaving, n_leaving, row_mask, found)
        else:
            n_leaving, leaving[0] = 0, NO_KEY
        others = min(horizon, duty_tick[next_duty], joining[0] >> row_bits, leaving[0] >> row_bits)
        # The short ways, for most of what happens: at a tick at which nothing else does, a person becomes free and
        # nobody waits, or somebody rings. Those who wait already could not be taken before, and so cannot now.
        again = False
        while True:
            rings, ends = join_tick[next_join], releases[0] >> slot_bits
            if ends < min(rings, others) and n_waiting == 0:
                slot = releases[0] & slot_mask
                group = people[OF, slot]
                if groups[PRESENT, group] > groups[HEADCOUNT, group]:
                    break
                n_releases = pop(releases, n_releases)
                become_idle(group, slot, ends, people, idle_links, groups)
            elif rings < min(ends, others) and join_tick[next_join + 1] > rings:
                row = join_row[next_join]
                line = line_of[row]
                group = NONE
                if queues[LENGTH, line] == 0:
                    group = taker(line, serves, reserve, overflow, groups, people)
                if group != NONE:
                    found[JOINED, row] = rings
                    slot = take(row, group, rings, found, idle_links, groups)
                    released = hold(row, group, rings, pick_up, handling, found)
                    if released < horizon:
                        n_releases = push(releases, n_releases, released << slot_bits | slot)
                elif queues[LENGTH, line] < queue_limit[line]:
                    join(row, rings, line, found, queue_links, queues)
                    n_waiting += 1
                    n_leaving = leave_later(
                        row, rings, patience[row], pass_on_after[line], horizon, leaving, n_leaving, row_bits
                    )
                    others = min(others, leaving[0] >> row_bits)
                else:
                    break
                next_join += 1
            else:
                break
            again = True
        if again:
            continue
        now = min(rings, ends, others)
        if now >= horizon:
            still_waiting(horizon, found)
            return n_stays

        first_round, someone_joined = True, False
        duties_until = next_duty
        while duty_tick[duties_until] == now:  # R1
            group = duty_group[duties_until]
            groups[HEADCOUNT, group] = min(groups[HEADCOUNT, group], duty_headcount[duties_until])
            duties_until += 1
        while True:
            while releases[0] >> slot_bits == now:  # R2
                slot = releases[0] & slot_mask
                n_releases = pop(releases, n_releases)
                become_idle(people[OF, slot], slot, now, people, idle_links, groups)
            n_stays = go_home(now, people, absent, idle_links, groups, stays, n_stays)  # R3
            if first_round:
                while True:  # R4
                    if join_tick[next_join] == now:
                        row = join_row[next_join]
                        next_join += 1
                    elif joining[0] >> row_bits == now:
                        row = joining[0] & row_mask
                        n_joining = pop(joining, n_joining)
                    else:
                        break
                    line = line_of[row]
                    someone_joined = True
                    join(row, now, line, found, queue_links, queues)
                    n_waiting += 1
                    n_leaving = leave_later(
                        row, now, patience[row], pass_on_after[line], horizon, leaving, n_leaving, row_bits
                    )
                while next_duty < duties_until:  # R5
                    group = duty_group[next_duty]
                    groups[HEADCOUNT, group] = duty_headcount[next_duty]
                    while groups[PRESENT, group] < groups[HEADCOUNT, group]:
                        come(group, now, people, absent, idle_links, groups)
                    next_duty += 1
            kept_back[:] = False
            while n_waiting > 0:  # R6
                line = next_line(queues, priority, found, kept_back)
                if line == NONE:
                    break
                group = taker(line, serves, reserve, overflow, groups, people)
                if group == NONE:
                    kept_back[line] = True
                    continue
                row = unlink_first(queue_links, queues, line)
                n_waiting -= 1
                slot = take(row, group, now, found, idle_links, groups)
                released = hold(row, group, now, pick_up, handling, found)
                if released < horizon:
                    n_releases = push(releases, n_releases, released << slot_bits | slot)
            if someone_joined and first_round:
                for line in range(len(queue_limit)):  # R7
                    while queues[LENGTH, line] > queue_limit[line]:
                        row = queues[TAIL, line]
                        unlink(queue_links, queues, line, row)
                        n_waiting -= 1
                        leave(row, now, IS_ENGAGED, found)
                        if redials_if_engaged[row]:
                            n_joining = ring_again(
                                row, now, redial_delay, connection, horizon, found, joining, n_joining, row_bits
                            )
            while leaving[0] >> row_bits == now:  # R8
                row = leaving[0] & row_mask
                n_leaving = pop(leaving, n_leaving)
                if found[OUTCOME, row] != NONE:
                    continue
                line = line_of[row]
                unlink(queue_links, queues, line, row)
                n_waiting -= 1
                if patience[row] > pass_on_after[line]:
                    leave(row, now, IS_PASSED_ON, found)
                    continue
                leave(row, now, IS_ABANDONED, found)
                if redials_if_abandoned[row]:
                    n_joining = ring_again(
                        row, now, redial_delay, connection, horizon, found, joining, n_joining, row_bits
                    )
            first_round = False
            if releases[0] >> slot_bits != now:  # R9
                break
