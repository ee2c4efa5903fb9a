"""The main loop over the ticks of a replication, compiled: the rules in their order."""

from __future__ import annotations

from simcall.engine.kernel.call_ups import call_up, called_up
from simcall.engine.kernel.callers import drop_ended, end_wait, join, leave_later, ring_again, still_waiting
from simcall.engine.kernel.dispatch import handle, next_line, take, taker, taker_of_only_call
from simcall.engine.kernel.heaps import NO_KEY, pop, push
from simcall.engine.kernel.lists import unlink, unlink_first
from simcall.engine.kernel.people import (
    become_free,
    break_is_due,
    come,
    come_by_name,
    end_stay,
    go_home,
    start_break,
    stop_being_idle,
)
from simcall.engine.kernel.tables import (
    BREAK_DUE,
    CAME,
    COME_AT,
    COMING,
    DOES,
    DUTY_ENDS,
    HEADCOUNT,
    IS_ABANDONED,
    IS_ENGAGED,
    IS_IDLE,
    IS_PASSED_ON,
    JOINED,
    LENGTH,
    LOOK_AT,
    OF,
    OUTCOME,
    PRESENT,
    RESTING,
    STAYED,
    TAIL,
    Attempts,
    CallUpRules,
    FirstJoins,
    GroupPolicy,
    HeadcountSteps,
    Keys,
    LinePolicy,
    NamedShifts,
    ShiftChanges,
    State,
)
from simcall.engine.records import NONE

__all__ = ["run"]


def run(  # noqa: C901  see below
    first_joins: FirstJoins,
    attempts: Attempts,
    headcount_steps: HeadcountSteps,
    shift_changes: ShiftChanges,
    shifts: NamedShifts,
    line_policy: LinePolicy,
    group_policy: GroupPolicy,
    call_up_rules: CallUpRules,
    keys: Keys,
    state: State,
) -> int:
    """Run one replication; return the number of stays.

    The loop follows the rules in their order. It is one long function because passing tables on costs time here; for
    the same reason the tuples are unpacked once, at the top. `simcall.engine.kernel.simulate` makes the tuples.
    """
    join_tick = first_joins.tick
    join_row = first_joins.row
    line_of = attempts.line
    connection = attempts.connection
    patience = attempts.patience
    redial_delay = attempts.redial_delay
    redials_if_abandoned = attempts.redials_if_abandoned
    redials_if_engaged = attempts.redials_if_engaged
    pick_up = attempts.pick_up
    handling = attempts.handling
    duty_tick = headcount_steps.tick
    duty_group = headcount_steps.group
    duty_headcount = headcount_steps.headcount
    change_tick = shift_changes.tick
    change_kind = shift_changes.kind
    change_shift = shift_changes.shift
    shift_slot = shifts.slot
    shift_end = shifts.end
    shift_role = shifts.role
    first_break = shifts.first_break
    break_at = shifts.break_at
    break_length = shifts.break_length
    priority = line_policy.priority
    promote_after = line_policy.promote_after
    promoted = line_policy.promoted
    queue_limit = line_policy.queue_limit
    pass_on_after = line_policy.pass_on_after
    overflow = group_policy.overflow
    serves = group_policy.serves
    role_group = group_policy.role_group
    reserve = group_policy.reserve
    preference = group_policy.preference
    chooses = group_policy.chooses
    called_group = call_up_rules.group
    watches = call_up_rules.watches
    call_waiting = call_up_rules.waiting
    call_longest = call_up_rules.longest
    call_held = call_up_rules.held
    call_people = call_up_rules.people
    call_pool = call_up_rules.pool
    call_delay = call_up_rules.delay
    call_stint = call_up_rules.stint
    call_calm = call_up_rules.calm
    horizon = keys.horizon
    row_bits = keys.row_bits
    slot_bits = keys.slot_bits
    log = state.attempt_log
    queue_links = state.queue_links
    queues = state.queues
    idle_links = state.idle_links
    roles = state.roles
    groups = state.groups
    people = state.people
    absent = state.absent
    call_ups = state.call_ups
    stays = state.stays
    releases = state.releases
    leaving = state.leaving
    joining = state.joining
    resting = state.resting
    counts = state.counts
    kept_back = state.kept_back
    n_releases = n_leaving = n_joining = n_waiting = next_join = next_duty = next_change = 0
    n_rules, look_at = len(called_group), NO_KEY
    row_mask, slot_mask = (1 << row_bits) - 1, (1 << slot_bits) - 1

    while True:
        if n_waiting > 0:
            n_leaving = drop_ended(leaving, n_leaving, row_mask, log)
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
                become_free(
                    slot, ends, break_at, break_length, people, idle_links, roles, groups,
                    stays, resting, counts, slot_bits,
                )  # fmt: skip
                others = min(others, resting[0] >> slot_bits)
            elif rings < min(ends, others) and join_tick[next_join + 1] > rings:
                row = join_row[next_join]
                line = line_of[row]
                role = NONE
                if queues[LENGTH, line] == 0:
                    role = taker_of_only_call(line, serves, role_group, reserve, overflow, roles, groups, people)
                if role != NONE:
                    log[JOINED, row] = rings
                    slot = take(row, role, rings, log, idle_links, roles, groups, people)
                    released = handle(row, rings, pick_up, handling, log)
                    if released < horizon:
                        n_releases = push(releases, n_releases, released << slot_bits | slot)
                elif queues[LENGTH, line] < queue_limit[line] and n_rules == 0:
                    join(row, rings, line, log, queue_links, queues)
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
        if now >= horizon:  # R12
            still_waiting(horizon, log)
            stayed: int = counts[STAYED]
            return stayed

        first_round, someone_joined = True, False
        duties_until = next_duty
        while duty_tick[duties_until] == now:  # R1
            group = duty_group[duties_until]
            groups[HEADCOUNT, group] = min(groups[HEADCOUNT, group], duty_headcount[duties_until])
            duties_until += 1
        while change_tick[next_change] == now and change_kind[next_change] == DUTY_ENDS:  # R1, R3b
            slot = shift_slot[change_shift[next_change]]
            if people[DOES, slot] == IS_IDLE:
                stop_being_idle(slot, people, idle_links, roles, groups)
                end_stay(slot, now, people, groups, stays, counts)
            next_change += 1
        while resting[0] >> slot_bits == now:  # R1
            slot = resting[0] & slot_mask
            counts[RESTING] = pop(resting, counts[RESTING])
            people[CAME, slot] = now
            become_free(
                slot, now, break_at, break_length, people, idle_links, roles, groups, stays, resting, counts, slot_bits
            )
        while True:
            while releases[0] >> slot_bits == now:  # R2
                slot = releases[0] & slot_mask
                n_releases = pop(releases, n_releases)
                become_free(
                    slot, now, break_at, break_length, people, idle_links, roles, groups,
                    stays, resting, counts, slot_bits,
                )  # fmt: skip
            go_home(now, people, absent, idle_links, roles, groups, stays, counts)  # R3a
            while change_tick[next_change] == now and change_kind[next_change] == BREAK_DUE:  # R3c
                slot = shift_slot[change_shift[next_change]]
                if people[DOES, slot] == IS_IDLE and break_is_due(slot, now, people, break_at):
                    stop_being_idle(slot, people, idle_links, roles, groups)
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
                    join(row, now, line, log, queue_links, queues)
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
                while change_tick[next_change] == now:  # R5
                    shift = change_shift[next_change]
                    come_by_name(
                        shift, shift_slot[shift], now, shift_end, shift_role, first_break,
                        people, idle_links, roles, groups, stays, counts,
                    )  # fmt: skip
                    next_change += 1
            for index in range(n_rules):  # R5, R13
                if call_ups[COMING, index] > 0 and call_ups[COME_AT, index] == now:
                    called_up(index, now, called_group[index], people, absent, idle_links, roles, groups, call_ups)
            kept_back[:] = False
            while n_waiting > 0:  # R6a, R6f
                line = next_line(now, priority, promote_after, promoted, log, queues, kept_back)
                if line == NONE:
                    break
                role = taker(
                    line, now, serves, role_group, reserve, overflow, chooses, preference, promote_after, promoted,
                    log, queues, roles, groups, people,
                )  # fmt: skip
                if role == NONE:
                    kept_back[line] = True
                    continue
                kept_back[:] = False
                row = unlink_first(queue_links, queues, line)
                n_waiting -= 1
                slot = take(row, role, now, log, idle_links, roles, groups, people)
                released = handle(row, now, pick_up, handling, log)
                if released < horizon:
                    n_releases = push(releases, n_releases, released << slot_bits | slot)
            if someone_joined and first_round:
                for line in range(len(queue_limit)):  # R7
                    while queues[LENGTH, line] > queue_limit[line]:
                        row = queues[TAIL, line]
                        unlink(queue_links, queues, line, row)
                        n_waiting -= 1
                        end_wait(row, now, IS_ENGAGED, log)
                        if redials_if_engaged[row]:
                            n_joining = ring_again(
                                row, now, redial_delay, connection, horizon, log, joining, n_joining, row_bits
                            )
            while leaving[0] >> row_bits == now:  # R8
                row = leaving[0] & row_mask
                n_leaving = pop(leaving, n_leaving)
                if log[OUTCOME, row] != NONE:
                    continue
                line = line_of[row]
                unlink(queue_links, queues, line, row)
                n_waiting -= 1
                if patience[row] > pass_on_after[line]:
                    end_wait(row, now, IS_PASSED_ON, log)
                    continue
                end_wait(row, now, IS_ABANDONED, log)
                if redials_if_abandoned[row]:
                    n_joining = ring_again(
                        row, now, redial_delay, connection, horizon, log, joining, n_joining, row_bits
                    )
            changed, look_at = False, NO_KEY
            for index in range(n_rules):  # R13
                changed |= call_up(
                    index, now, called_group[index], watches[index], call_waiting[index], call_longest[index],
                    call_held[index], call_people[index], call_pool[index], call_delay[index], call_stint[index],
                    call_calm[index], log, queues, groups, call_ups,
                )  # fmt: skip
                look_at = min(look_at, call_ups[LOOK_AT, index])
            first_round = False
            if releases[0] >> slot_bits != now and not changed:  # R9
                break
