"""The main loop over the ticks of a replication, compiled: the rules in their order."""

from __future__ import annotations

from simcall.engine.kernel.call_ups import call_up, come_if_called
from simcall.engine.kernel.callers import arrive, engage, forget_ended, join, leave, still_waiting
from simcall.engine.kernel.dispatch import dispatch, handle, take, taker_of_only_call
from simcall.engine.kernel.heaps import LEAST, NO_KEY, pop
from simcall.engine.kernel.people import (
    become_free,
    end_breaks,
    end_duties,
    go_home,
    lower_headcounts,
    raise_headcounts,
    start_breaks,
    start_duties,
)
from simcall.engine.kernel.tables import (
    HEADCOUNT,
    JOINED,
    LENGTH,
    LOOK_AT,
    OF,
    PRESENT,
    STAYED,
    WAITING,
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


def run(  # noqa: C901  the rules in their order, and the short ways before them
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

    The loop follows the rules in their order. `simcall.engine.kernel.simulate` makes the tuples. They are unpacked
    once, at the top, because Numba counts references to every array of a tuple that is handed on.
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
    step_tick = headcount_steps.tick
    step_group = headcount_steps.group
    step_headcount = headcount_steps.headcount
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
    held_back = state.held_back
    next_join = next_step = next_change = 0
    look_at, slot_mask = NO_KEY, (1 << slot_bits) - 1

    while True:
        forget_ended(leaving, row_bits, log, counts)
        people_change = min(step_tick[next_step], change_tick[next_change], resting[LEAST] >> slot_bits)
        other_event = min(horizon, people_change, look_at, joining[LEAST] >> row_bits, leaving[LEAST] >> row_bits)
        # The short ways, for most of what happens: at a tick at which nothing else does, a person becomes free and
        # nobody waits, or somebody rings. Those who wait already could not be taken before, and so cannot now.
        took_short_way = False
        while True:
            rings, release = join_tick[next_join], releases[LEAST] >> slot_bits
            if release < min(rings, other_event) and counts[WAITING] == 0:
                slot = releases[LEAST] & slot_mask
                group = people[OF, slot]
                if groups[PRESENT, group] > groups[HEADCOUNT, group]:
                    break
                pop(releases)
                become_free(
                    slot, release, break_at, break_length, people, idle_links, roles, groups,
                    stays, resting, counts, slot_bits,
                )  # fmt: skip
                other_event = min(other_event, resting[LEAST] >> slot_bits)
            elif rings < min(release, other_event) and join_tick[next_join + 1] > rings:
                row = join_row[next_join]
                line = line_of[row]
                role = NONE
                if queues[LENGTH, line] == 0:
                    role = taker_of_only_call(line, serves, role_group, reserve, overflow, roles, groups, people)
                if role != NONE:
                    log[JOINED, row] = rings
                    slot = take(row, role, rings, log, idle_links, roles, groups, people)
                    handle(row, slot, rings, pick_up, handling, horizon, slot_bits, log, releases)
                elif queues[LENGTH, line] < queue_limit[line] and len(called_group) == 0:
                    join(
                        row, rings, line, patience[row], pass_on_after[line], horizon, row_bits,
                        log, queue_links, queues, leaving, counts,
                    )  # fmt: skip
                    other_event = min(other_event, leaving[LEAST] >> row_bits)
                else:
                    break
                next_join += 1
            else:
                break
            took_short_way = True
        if took_short_way:
            continue
        now = min(rings, release, other_event)
        if now >= horizon:  # R12
            still_waiting(horizon, log)
            stayed: int = counts[STAYED]
            return stayed

        lower_headcounts(now, next_step, step_tick, step_group, step_headcount, groups)  # R1
        next_change = end_duties(  # R1, R3b
            now, next_change, change_tick, change_kind, change_shift, shift_slot,
            people, idle_links, roles, groups, stays, counts,
        )  # fmt: skip
        end_breaks(  # R1
            now, break_at, break_length, slot_bits, people, idle_links, roles, groups, stays, resting, counts
        )
        first_round = True
        while True:
            while releases[LEAST] >> slot_bits == now:  # R2, R3b, R3c
                slot = releases[LEAST] & slot_mask
                pop(releases)
                become_free(
                    slot, now, break_at, break_length, people, idle_links, roles, groups,
                    stays, resting, counts, slot_bits,
                )  # fmt: skip
            go_home(now, people, absent, idle_links, roles, groups, stays, counts)  # R3a
            next_change = start_breaks(  # R3c
                now, next_change, change_tick, change_kind, change_shift, shift_slot, break_at, break_length, slot_bits,
                people, idle_links, roles, groups, stays, resting, counts,
            )  # fmt: skip
            if first_round:
                next_join = arrive(  # R4
                    now, next_join, join_tick, join_row, line_of, patience, pass_on_after, horizon, row_bits,
                    log, queue_links, queues, leaving, joining, counts,
                )  # fmt: skip
                next_step = raise_headcounts(  # R5
                    now, next_step, step_tick, step_group, step_headcount, people, absent, idle_links, roles, groups
                )
                next_change = start_duties(  # R5
                    now, next_change, change_tick, change_shift, shift_slot, shift_end, shift_role, first_break,
                    people, idle_links, roles, groups, stays, counts,
                )  # fmt: skip
            come_if_called(now, called_group, people, absent, idle_links, roles, groups, call_ups)  # R5, R13
            dispatch(  # R6, R11
                now, pick_up, handling, priority, promote_after, promoted, overflow, serves, role_group, reserve,
                preference, chooses, horizon, slot_bits, log, queue_links, queues, idle_links, roles, groups, people,
                releases, counts, held_back,
            )  # fmt: skip
            if first_round:
                engage(  # R7, R10
                    now, queue_limit, redials_if_engaged, redial_delay, connection, horizon, row_bits,
                    log, queue_links, queues, joining, counts,
                )  # fmt: skip
            leave(  # R8, R10
                now, line_of, patience, pass_on_after, redials_if_abandoned, redial_delay, connection, horizon,
                row_bits, log, queue_links, queues, leaving, joining, counts,
            )  # fmt: skip
            changed, look_at = False, NO_KEY
            for index in range(len(called_group)):  # R13
                changed |= call_up(
                    index, now, called_group[index], watches[index], call_waiting[index], call_longest[index],
                    call_held[index], call_people[index], call_pool[index], call_delay[index], call_stint[index],
                    call_calm[index], log, queues, groups, call_ups,
                )  # fmt: skip
                look_at = min(look_at, call_ups[LOOK_AT, index])
            first_round = False
            if releases[LEAST] >> slot_bits != now and not changed:  # R9
                break
