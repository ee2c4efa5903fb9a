"""The rules of `simcall.engine.records`, compiled: in the same order and under the same names as in the reference.

Queues and idle people are doubly linked lists in the order in which the rules want them, so that joining, taking and
leaving cost the same however long they are. What is due at some tick stands in binary heaps of packed whole numbers,
``tick << bits | who``; what is due at the horizon or later is not put there. Nothing is allocated, nothing is random.
"""

from __future__ import annotations

from numba import boolean, int64

from simcall.engine.records import NONE, Outcome
from simcall.inputs.compiling import rule
from simcall.inputs.world import NEVER, Bools, Ints

__all__ = ["NO_KEY", "SIGNATURE", "run"]

_COLUMN, _TABLE = int64[::1], int64[:, ::1]
_FLAGS, _FLAG_TABLE = boolean[::1], boolean[:, ::1]
SIGNATURE = int64(
    *[_COLUMN] * 6, _FLAGS, _FLAGS, _TABLE, _TABLE,
    *[_COLUMN] * 3,
    *[_COLUMN] * 9,
    *[_COLUMN] * 3, _TABLE, _FLAGS, *[_COLUMN] * 3, _FLAG_TABLE, _COLUMN, _TABLE,
    _COLUMN, _FLAG_TABLE, *[_COLUMN] * 8,
    *[int64] * 3,
    *[_TABLE] * 10, *[_COLUMN] * 5, _FLAGS,
)  # fmt: skip
"""The one signature of `run`."""

# Rows of the table of what is found out about each attempt: `simcall.engine.records.FOUND`.
OFFERED, JOINED, LEFT, OUTCOME, ANSWERED, RELEASED, GROUP, AGENT = range(8)
# Rows of the tables of lines and of roles: the ends of the list of calls that wait, or of idle people, and its length.
HEAD, TAIL, LENGTH = range(3)
# Rows of the table of groups: people idle, people present, the headcount, the group's first place in the table of
# people, how many of them have gone home, and when they were stood down, if they are called up.
IDLE, PRESENT, HEADCOUNT, FIRST, ABSENT, STOOD_DOWN = range(6)
# Rows of the table of call-up rules: since when each holds, and since when nobody waits, or `NONE`; how many are on the
# way, and when they come; how many are there, and when the last of them came; and when to look at it again.
HOLDS_SINCE, CALM_SINCE, COMING, COME_AT, CALLED, CAME_AT, LOOK_AT = range(7)
# Rows of the links of queues and of idle people.
AFTER, BEFORE = range(2)
# Rows of the table of people: idle since, came, the group, the role, and what they do; of a named person also when the
# duty ends, the next break, and the one that is no longer of this duty.
SINCE, CAME, OF, ROLE, DOES, DUE, BREAK, LAST_BREAK = range(8)
IS_OFF, IS_IDLE, IS_BUSY, IS_RESTING = range(4)
# What comes about for named people at known ticks.
DUTY_ENDS, BREAK_DUE, DUTY_STARTS = range(3)
# How many stays there are, and how many people on a break.
STAYED, RESTING = range(2)

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
def become_idle(slot: int, now: int, people: Ints, links: Ints, roles: Ints, groups: Ints) -> None:
    """R1, R2, R5: a person is idle since now, behind those idle before and, of this tick, those with lower numbers."""
    role = people[ROLE, slot]
    people[SINCE, slot], people[DOES, slot] = now, IS_IDLE
    before = roles[TAIL, role]
    while before != NONE and people[SINCE, before] == now and before > slot:
        before = links[BEFORE, before]
    link(links, roles, role, before, slot)
    groups[IDLE, people[OF, slot]] += 1


@rule
def no_longer_idle(slot: int, people: Ints, links: Ints, roles: Ints, groups: Ints) -> None:
    """R1, R3: a person who was idle goes home, or on a break."""
    unlink(links, roles, people[ROLE, slot], slot)
    groups[IDLE, people[OF, slot]] -= 1


@rule
def go(slot: int, now: int, people: Ints, groups: Ints, stays: Ints, counts: Ints) -> None:
    """R1, R3, R5: a person is no longer present; note the stay, if it was any."""
    group, stay = people[OF, slot], counts[STAYED]
    if people[CAME, slot] < now:
        stays[0, stay], stays[1, stay], stays[2, stay] = people[CAME, slot], group, slot - groups[FIRST, group]
        due = people[DUE, slot] if groups[STOOD_DOWN, group] == NONE else groups[STOOD_DOWN, group]
        stays[3, stay], stays[4, stay] = now, due
        counts[STAYED] += 1
    people[CAME, slot], people[DOES, slot] = NONE, IS_OFF


@rule
def come(group: int, now: int, people: Ints, absent: Ints, links: Ints, roles: Ints, groups: Ints) -> None:
    """R5: the lowest absent number comes, or somebody new."""
    if groups[ABSENT, group] > 0:
        slot = absent[group, 0]
        groups[ABSENT, group] = pop(absent[group], groups[ABSENT, group])
    else:
        slot = groups[FIRST, group] + groups[PRESENT, group]
    groups[PRESENT, group] += 1
    people[CAME, slot] = now
    become_idle(slot, now, people, links, roles, groups)


@rule
def come_by_name(
    shift: int, slot: int, now: int, shift_end: Ints, shift_role: Ints, first_break: Ints,
    people: Ints, links: Ints, roles: Ints, groups: Ints, stays: Ints, counts: Ints,
) -> None:  # fmt: skip
    """R5: a named person comes; or stays, who is still in a call of the duty before."""
    busy = people[DOES, slot] == IS_BUSY
    if busy:
        go(slot, now, people, groups, stays, counts)
    people[CAME, slot], people[DUE, slot], people[ROLE, slot] = now, shift_end[shift], shift_role[shift]
    people[BREAK, slot], people[LAST_BREAK, slot] = first_break[shift], first_break[shift + 1]
    if busy:
        people[DOES, slot] = IS_BUSY
    else:
        become_idle(slot, now, people, links, roles, groups)


@rule
def go_home(
    now: int, people: Ints, absent: Ints, links: Ints, roles: Ints, groups: Ints, stays: Ints, counts: Ints
) -> None:
    """R3: free people above the headcount go, the longest idle first."""
    for group in range(groups.shape[1]):
        while groups[PRESENT, group] > groups[HEADCOUNT, group] and groups[IDLE, group] > 0:
            slot = roles[HEAD, group]
            no_longer_idle(slot, people, links, roles, groups)
            go(slot, now, people, groups, stays, counts)
            groups[PRESENT, group] -= 1
            groups[ABSENT, group] = push(absent[group], groups[ABSENT, group], slot)


@rule
def break_is_due(slot: int, now: int, people: Ints, break_at: Ints) -> bool:
    """R3: whether a named person has a break to take now."""
    due: bool = people[BREAK, slot] < people[LAST_BREAK, slot] and break_at[people[BREAK, slot]] <= now
    return due


@rule
def start_break(
    slot: int,
    now: int,
    break_length: Ints,
    people: Ints,
    groups: Ints,
    stays: Ints,
    resting: Ints,
    counts: Ints,
    bits: int,
) -> None:
    """R3: a person goes on the break that is due, and comes back if the duty has not ended by then."""
    back = now + break_length[people[BREAK, slot]]
    people[BREAK, slot] += 1
    go(slot, now, people, groups, stays, counts)
    if back < people[DUE, slot]:
        people[DOES, slot] = IS_RESTING
        counts[RESTING] = push(resting, counts[RESTING], back << bits | slot)


@rule
def be_free(
    slot: int, now: int, break_at: Ints, break_length: Ints, people: Ints, links: Ints, roles: Ints, groups: Ints,
    stays: Ints, resting: Ints, counts: Ints, bits: int,
) -> None:  # fmt: skip
    """R1, R2, R3: after a call, or a break: home, if the duty has ended; on a break, if one is due; or idle."""
    if people[DUE, slot] != NONE and people[DUE, slot] <= now:
        go(slot, now, people, groups, stays, counts)
    elif break_is_due(slot, now, people, break_at):
        start_break(slot, now, break_length, people, groups, stays, resting, counts, bits)
    else:
        become_idle(slot, now, people, links, roles, groups)


# R6: dispatch ---------------------------------------------------------------------------------------------------------


@rule
def comes_before(role: int, other: int, role_group: Ints, overflow: Ints, roles: Ints, people: Ints) -> bool:
    """R6: whether the first idle person of a role goes before that of another."""
    slot, theirs = roles[HEAD, role], roles[HEAD, other]
    order, their_order = overflow[role_group[role]], overflow[role_group[other]]
    since, their_since = people[SINCE, slot], people[SINCE, theirs]
    before: bool = since < their_since or (since == their_since and slot < theirs)
    sooner: bool = order < their_order or (order == their_order and before)
    return sooner


@rule
def may_take(role: int, line: int, serves: Bools, role_group: Ints, reserve: Ints, roles: Ints, groups: Ints) -> bool:
    """R6: whether somebody of a role is idle and may take a call of a line."""
    group = role_group[role]
    able: bool = roles[LENGTH, role] > 0 and serves[role, line] and groups[IDLE, group] > reserve[group, line]
    return able


@rule
def rank(line: int, now: int, own: int, promote_after: Ints, promoted: Ints, found: Ints, queues: Ints) -> int:
    """R6: the priority of a line's first call now, where the line's own is `own`."""
    waited = now - found[JOINED, queues[HEAD, line]]
    return min(own, promoted[line]) if waited >= promote_after[line] else own


@rule
def next_line(
    now: int, priority: Ints, promote_after: Ints, promoted: Ints, found: Ints, queues: Ints, kept_back: Bools
) -> int:
    """R6: the line whose first call is next, of those not kept back."""
    best, first, earliest = NONE, 0, 0
    for line in range(len(priority)):
        if queues[LENGTH, line] > 0 and not kept_back[line]:
            joined = found[JOINED, queues[HEAD, line]]
            own = rank(line, now, priority[line], promote_after, promoted, found, queues)
            if best == NONE or own < first or (own == first and joined < earliest):
                best, first, earliest = line, own, joined
    return best


@rule
def prefers_another(
    role: int, line: int, now: int, serves: Bools, role_group: Ints, reserve: Ints, preference: Ints,
    promote_after: Ints, promoted: Ints, found: Ints, queues: Ints, roles: Ints, groups: Ints,
) -> bool:  # fmt: skip
    """R6: whether a call waits that a role's people may take and that comes before this line's by their preference."""
    group, joined = role_group[role], found[JOINED, queues[HEAD, line]]
    own = rank(line, now, preference[group, line], promote_after, promoted, found, queues)
    for other in range(len(promoted)):
        if other == line or queues[LENGTH, other] == 0:
            continue
        if not may_take(role, other, serves, role_group, reserve, roles, groups):
            continue
        theirs = rank(other, now, preference[group, other], promote_after, promoted, found, queues)
        their_joined = found[JOINED, queues[HEAD, other]]
        if theirs < own or (theirs == own and (their_joined < joined or (their_joined == joined and other < line))):
            return True
    return False


@rule
def taker(
    line: int, now: int, serves: Bools, role_group: Ints, reserve: Ints, overflow: Ints, chooses: Bools,
    preference: Ints, promote_after: Ints, promoted: Ints,
    found: Ints, queues: Ints, roles: Ints, groups: Ints, people: Ints,
) -> int:  # fmt: skip
    """R6: of which role the person is who takes the first call of a line, if anybody does."""
    best = NONE
    for role in range(len(role_group)):
        if not may_take(role, line, serves, role_group, reserve, roles, groups):
            continue
        if best != NONE and not comes_before(role, best, role_group, overflow, roles, people):
            continue
        if chooses[role_group[role]] and prefers_another(
            role, line, now, serves, role_group, reserve, preference, promote_after, promoted,
            found, queues, roles, groups,
        ):  # fmt: skip
            continue
        best = role
    return best


@rule
def taker_of_lone(
    line: int, serves: Bools, role_group: Ints, reserve: Ints, overflow: Ints, roles: Ints, groups: Ints, people: Ints
) -> int:
    """R6: the same for a call that has just rung, where all that wait could not be taken before."""
    best = NONE
    for role in range(len(role_group)):
        if not may_take(role, line, serves, role_group, reserve, roles, groups):
            continue
        if best == NONE or comes_before(role, best, role_group, overflow, roles, people):
            best = role
    return best


@rule
def take(row: int, role: int, now: int, found: Ints, links: Ints, roles: Ints, groups: Ints, people: Ints) -> int:
    """R6: a call goes to the role's longest idle person; return their place."""
    slot = unlink_first(links, roles, role)
    group = people[OF, slot]
    groups[IDLE, group] -= 1
    people[DOES, slot] = IS_BUSY
    found[LEFT, row], found[OUTCOME, row] = now, IS_ANSWERED
    found[GROUP, row], found[AGENT, row] = group, slot - groups[FIRST, group]
    return slot


@rule
def hold(row: int, now: int, pick_up: Ints, handling: Ints, found: Ints) -> int:
    """R11: when a call that is taken now is picked up, and when it ends; return when it ends."""
    group = found[GROUP, row]
    answered = now + pick_up[row, group]
    released: int = answered + handling[row, group]
    found[ANSWERED, row], found[RELEASED, row] = answered, released
    return released


# R13: call-up rules ---------------------------------------------------------------------------------------------------


@rule
def first_joined(watches: Bools, found: Ints, queues: Ints) -> int:
    """R13: when the call that has waited longest on some lines joined; `NO_KEY` if none waits."""
    first: int = NO_KEY
    for line in range(len(watches)):
        if watches[line] and queues[LENGTH, line] > 0:
            first = min(first, found[JOINED, queues[HEAD, line]])
    return first


@rule
def look_at_rule(
    one: int, now: int, waits: int, first: int, longest: int, held: int, pool: int, stint: int, calm: int, rules: Ints
) -> None:
    """R13: when something may come about by a rule that nothing else brings about."""
    look = NO_KEY
    if rules[COMING, one] > 0:
        look = rules[COME_AT, one]
    elif rules[HOLDS_SINCE, one] != NONE:
        if rules[CALLED, one] < pool:
            look = rules[HOLDS_SINCE, one] + held
    elif waits > 0 and longest < NEVER:
        look = first + longest
    elif waits == 0 and rules[CALLED, one] > 0:
        look = max(rules[CAME_AT, one] + stint, rules[CALM_SINCE, one] + calm)
    rules[LOOK_AT, one] = look if look > now else NO_KEY


@rule
def call_up(
    one: int, now: int, group: int, watches: Bools, waiting: int, longest: int, held: int, people: int, pool: int,
    delay: int, stint: int, calm: int, found: Ints, queues: Ints, groups: Ints, rules: Ints,
) -> bool:  # fmt: skip
    """R13: apply one rule; return whether it changes anything in this tick."""
    waits = 0
    for line in range(len(watches)):
        if watches[line]:
            waits += queues[LENGTH, line]
    first = first_joined(watches, found, queues)
    holds = waits >= waiting or (waits > 0 and now - first >= longest)
    changed = False
    if not holds or rules[COMING, one] > 0:
        rules[HOLDS_SINCE, one] = NONE
    elif rules[HOLDS_SINCE, one] == NONE:
        rules[HOLDS_SINCE, one] = now
    if waits > 0:
        rules[CALM_SINCE, one] = NONE
    elif rules[CALM_SINCE, one] == NONE:
        rules[CALM_SINCE, one] = now
    if rules[HOLDS_SINCE, one] != NONE and now - rules[HOLDS_SINCE, one] >= held and rules[CALLED, one] < pool:
        rules[COMING, one], rules[COME_AT, one] = min(people, pool - rules[CALLED, one]), now + delay
        rules[HOLDS_SINCE, one] = NONE
        changed = delay == 0
    elif (
        waits == 0
        and rules[CALLED, one] > 0
        and rules[COMING, one] == 0
        and now >= max(rules[CAME_AT, one] + stint, rules[CALM_SINCE, one] + calm)
    ):
        rules[CALLED, one] = 0
        groups[HEADCOUNT, group], groups[STOOD_DOWN, group] = 0, now
        changed = True
    look_at_rule(one, now, waits, first, longest, held, pool, stint, calm, rules)
    return changed


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
    change_tick: Ints, change_kind: Ints, change_shift: Ints, shift_slot: Ints, shift_end: Ints, shift_role: Ints,
    first_break: Ints, break_at: Ints, break_length: Ints,
    priority: Ints, promote_after: Ints, promoted: Ints, preference: Ints, chooses: Bools,
    queue_limit: Ints, pass_on_after: Ints, overflow: Ints,
    serves: Bools, role_group: Ints, reserve: Ints,
    called_group: Ints, watches: Bools, call_waiting: Ints, call_longest: Ints, call_held: Ints, call_people: Ints,
    call_pool: Ints, call_delay: Ints, call_stint: Ints, call_calm: Ints,
    horizon: int, row_bits: int, slot_bits: int,
    found: Ints, queue_links: Ints, queues: Ints,
    idle_links: Ints, roles: Ints, groups: Ints, people: Ints, absent: Ints, rules: Ints,
    stays: Ints, releases: Ints, leaving: Ints, joining: Ints, resting: Ints, counts: Ints, kept_back: Bools,
) -> int:  # fmt: skip
    """Run one replication over work arrays; return the number of stays.

    One function, and long: what is passed from function to function costs time here. Its parts are the rules, in order.
    The ticks of those who join and of duties end with one that does not come, so that there always is a next one.
    `found`, `stays` and the other work arrays are made in `simcall.engine.kernel.simulate`.
    """
    n_releases = n_leaving = n_joining = n_waiting = next_join = next_duty = next_change = 0
    n_rules, look_at = len(called_group), NO_KEY
    row_mask, slot_mask = (1 << row_bits) - 1, (1 << slot_bits) - 1

    while True:
        if n_waiting > 0:
            n_leaving = drop_gone(leaving, n_leaving, row_mask, found)
        else:
            n_leaving, leaving[0] = 0, NO_KEY
        people_change = min(duty_tick[next_duty], change_tick[next_change], resting[0] >> slot_bits)
        others = min(horizon, people_change, look_at, joining[0] >> row_bits, leaving[0] >> row_bits)
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
                be_free(
                    slot, ends, break_at, break_length, people, idle_links, roles, groups,
                    stays, resting, counts, slot_bits,
                )  # fmt: skip
                others = min(others, resting[0] >> slot_bits)
            elif rings < min(ends, others) and join_tick[next_join + 1] > rings:
                row = join_row[next_join]
                line = line_of[row]
                role = NONE
                if queues[LENGTH, line] == 0:
                    role = taker_of_lone(line, serves, role_group, reserve, overflow, roles, groups, people)
                if role != NONE:
                    found[JOINED, row] = rings
                    slot = take(row, role, rings, found, idle_links, roles, groups, people)
                    released = hold(row, rings, pick_up, handling, found)
                    if released < horizon:
                        n_releases = push(releases, n_releases, released << slot_bits | slot)
                elif queues[LENGTH, line] < queue_limit[line] and n_rules == 0:
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
            stayed: int = counts[STAYED]
            return stayed

        first_round, someone_joined = True, False
        duties_until = next_duty
        while duty_tick[duties_until] == now:  # R1
            group = duty_group[duties_until]
            groups[HEADCOUNT, group] = min(groups[HEADCOUNT, group], duty_headcount[duties_until])
            duties_until += 1
        while change_tick[next_change] == now and change_kind[next_change] == DUTY_ENDS:
            slot = shift_slot[change_shift[next_change]]
            if people[DOES, slot] == IS_IDLE:
                no_longer_idle(slot, people, idle_links, roles, groups)
                go(slot, now, people, groups, stays, counts)
            next_change += 1
        while resting[0] >> slot_bits == now:
            slot = resting[0] & slot_mask
            counts[RESTING] = pop(resting, counts[RESTING])
            people[CAME, slot] = now
            be_free(
                slot, now, break_at, break_length, people, idle_links, roles, groups, stays, resting, counts, slot_bits
            )
        while True:
            while releases[0] >> slot_bits == now:  # R2
                slot = releases[0] & slot_mask
                n_releases = pop(releases, n_releases)
                be_free(
                    slot, now, break_at, break_length, people, idle_links, roles, groups,
                    stays, resting, counts, slot_bits,
                )  # fmt: skip
            go_home(now, people, absent, idle_links, roles, groups, stays, counts)  # R3
            while change_tick[next_change] == now and change_kind[next_change] == BREAK_DUE:
                slot = shift_slot[change_shift[next_change]]
                if people[DOES, slot] == IS_IDLE and break_is_due(slot, now, people, break_at):
                    no_longer_idle(slot, people, idle_links, roles, groups)
                    start_break(slot, now, break_length, people, groups, stays, resting, counts, slot_bits)
                next_change += 1
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
                        come(group, now, people, absent, idle_links, roles, groups)
                    next_duty += 1
                while change_tick[next_change] == now:
                    shift = change_shift[next_change]
                    come_by_name(
                        shift, shift_slot[shift], now, shift_end, shift_role, first_break,
                        people, idle_links, roles, groups, stays, counts,
                    )  # fmt: skip
                    next_change += 1
            for one in range(n_rules):  # R5
                if rules[COMING, one] > 0 and rules[COME_AT, one] == now:
                    group = called_group[one]
                    rules[CALLED, one], rules[COMING, one] = rules[CALLED, one] + rules[COMING, one], 0
                    rules[CAME_AT, one] = now
                    groups[HEADCOUNT, group], groups[STOOD_DOWN, group] = rules[CALLED, one], NEVER
                    while groups[PRESENT, group] < groups[HEADCOUNT, group]:
                        come(group, now, people, absent, idle_links, roles, groups)
            kept_back[:] = False
            while n_waiting > 0:  # R6
                line = next_line(now, priority, promote_after, promoted, found, queues, kept_back)
                if line == NONE:
                    break
                role = taker(
                    line, now, serves, role_group, reserve, overflow, chooses, preference, promote_after, promoted,
                    found, queues, roles, groups, people,
                )  # fmt: skip
                if role == NONE:
                    kept_back[line] = True
                    continue
                kept_back[:] = False
                row = unlink_first(queue_links, queues, line)
                n_waiting -= 1
                slot = take(row, role, now, found, idle_links, roles, groups, people)
                released = hold(row, now, pick_up, handling, found)
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
            changed, look_at = False, NO_KEY
            for one in range(n_rules):  # R13
                changed |= call_up(
                    one, now, called_group[one], watches[one], call_waiting[one], call_longest[one], call_held[one],
                    call_people[one], call_pool[one], call_delay[one], call_stint[one], call_calm[one],
                    found, queues, groups, rules,
                )  # fmt: skip
                look_at = min(look_at, rules[LOOK_AT, one])
            first_round = False
            if releases[0] >> slot_bits != now and not changed:  # R9
                break
