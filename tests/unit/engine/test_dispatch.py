"""R6 and R11: who takes which call, and how long they are busy with it. One tick stands for one unit of time."""

from __future__ import annotations

import pytest

from tests.making import Group, Line, call, ends, stays, takers, world


def test_empty_world(simulate):
    """Without callers there are no call records; people are present from their start to the horizon."""
    records = simulate(world([], [Group(2)], horizon=50))
    assert ends(records) == []
    assert stays(records) == [(0, 0, 0, 50), (0, 0, 1, 50)]


def test_idle_person_takes_a_call_at_once(simulate):
    """R6, R11: an idle person takes a call in the tick in which it rings; released after pick-up and handling."""
    calls = simulate(world([call(5, handling=10, pick_up=3)])).calls
    assert (calls.offered[0], calls.joined[0], calls.left[0]) == (5, 5, 5)
    assert (calls.answered[0], calls.released[0]) == (8, 18)


def test_connection_comes_before_the_queue(simulate):
    """R4: an attempt is offered when the caller rings and joins the queue when the connection is made."""
    calls = simulate(world([call(5, connection=4, handling=10)])).calls
    assert (calls.offered[0], calls.joined[0], calls.left[0], calls.answered[0]) == (5, 9, 9, 9)


def test_busy_through_pick_up(simulate):
    """R11: pick-up is busy time: the next caller waits for it and for the handling."""
    records = simulate(world([call(0, handling=10, pick_up=3), call(1, handling=10)]))
    assert ends(records) == [("answered", 0), ("answered", 13)]


def test_handling_and_pick_up_of_the_group_that_takes_the_call(simulate):
    """R11: each group has its own pick-up and handling time for a call."""
    groups = [Group(1), Group(1, overflow=2)]
    calls = simulate(world([call(t, handling=(10, 20), pick_up=(1, 2)) for t in (0, 0)], groups)).calls
    assert calls.answered.tolist() == [1, 2]
    assert calls.released.tolist() == [11, 22]


def test_first_come_first_served(simulate):
    """R6: calls of one line are taken in the order in which they joined the queue."""
    records = simulate(world([call(0), call(1), call(2), call(3)]))
    assert ends(records) == [("answered", 0), ("answered", 10), ("answered", 20), ("answered", 30)]


def test_joined_counts_not_rang(simulate):
    """R6: the order is that of joining the queue: a caller who rang first but connected last is behind."""
    records = simulate(world([call(0), call(1, connection=5), call(2)]))
    assert ends(records) == [("answered", 0), ("answered", 20), ("answered", 10)]


def test_priority_comes_first(simulate):
    """R6: priority 1 is taken before priority 2 that joined earlier; a call in hand is not interrupted."""
    lines = [Line(priority=2), Line(priority=1)]
    records = simulate(world([call(0, 0), call(1, 0), call(2, 1)], [Group(1, (0, 1))], lines))
    assert ends(records) == [("answered", 0), ("answered", 20), ("answered", 10)]


def test_equal_priority_goes_by_joining(simulate):
    """R6: between lines of one priority the call that joined first is taken first, whatever its line's place."""
    records = simulate(world([call(0, 0), call(1, 1), call(2, 0)], [Group(1, (0, 1))], [Line(), Line()]))
    assert ends(records) == [("answered", 0), ("answered", 10), ("answered", 20)]


def test_line_breaks_a_tie_of_joining(simulate):
    """R6: of calls of one priority that joined in one tick the line that stands first goes first."""
    records = simulate(world([call(0, 0), call(3, 1), call(3, 0)], [Group(1, (0, 1))], [Line(), Line()]))
    assert ends(records) == [("answered", 0), ("answered", 20), ("answered", 10)]


def test_caller_breaks_a_tie_of_line(simulate):
    """R6: of calls of one line that joined in one tick the caller who first rang goes first, though connected later."""
    callers = [call(0), call(1, connection=4, handling=7), call(5, handling=9)]
    assert ends(simulate(world(callers))) == [("answered", 0), ("answered", 10), ("answered", 17)]


def test_longest_idle_person(simulate):
    """R6: the person who has been idle longest takes the next call, not the lowest number."""
    # 0 is busy until 4, 1 until 2; both are idle at 5, and 1 has been so for longer.
    records = simulate(world([call(0, handling=4), call(0, handling=2), call(5), call(5)], [Group(2)]))
    assert takers(records) == [(0, 0), (0, 1), (0, 1), (0, 0)]


def test_number_breaks_a_tie_of_idleness(simulate):
    """R6: of people of one group who are idle since the same tick the lowest number goes first."""
    # 0 and 1 end in tick 4 together, 1 having been taken to its call later.
    records = simulate(world([call(0, handling=4), call(1, handling=3), call(6), call(6)], [Group(2)]))
    assert takers(records) == [(0, 0), (0, 1), (0, 0), (0, 1)]


def test_longest_idle_across_a_pool(simulate):
    """R6: groups of one overflow number are one pool: the longest idle person of all of them goes first."""
    # Both groups' people start at 0; the first call goes to group 0 (first in order), free at 4; so group 1 is next.
    records = simulate(world([call(0, handling=4), call(5), call(6)], [Group(1), Group(1)]))
    assert takers(records) == [(0, 0), (1, 0), (0, 0)]


def test_group_breaks_a_tie_of_idleness_before_number(simulate):
    """R6: in a pool, idle since the same tick: the group that stands first goes first, whatever the numbers."""
    # Person 1 of group 0 and person 0 of group 1 are both idle since 5 (person 0 of group 0 is busy until 50).
    callers = [call(0, handling=50), call(1, handling=4), call(2, handling=3), call(6), call(6)]
    records = simulate(world(callers, [Group(2), Group(1)]))
    assert takers(records) == [(0, 0), (0, 1), (1, 0), (0, 1), (1, 0)]


def test_overflow_order_beats_idleness(simulate):
    """R6: a group with a lower overflow number is tried first, however long others have been idle."""
    groups = [Group(1, overflow=2), Group(1, overflow=1)]
    # Group 1 is free again at 10: the call at 5 overflows to group 0, that at 12 goes to group 1, just free.
    records = simulate(world([call(0), call(5, handling=1), call(12)], groups))
    assert takers(records) == [(1, 0), (0, 0), (1, 0)]


def test_negative_overflow_is_before_zero(simulate):
    """R6: overflow numbers are ordered as numbers."""
    assert takers(simulate(world([call(0)], [Group(1, overflow=0), Group(1, overflow=-1)]))) == [(1, 0)]


def test_only_groups_that_serve_the_line(simulate):
    """R6: a group takes no call of a line that it does not serve, and such a call keeps back no other line."""
    groups = [Group(1, lines=(1,))]
    records = simulate(world([call(0, 0), call(1, 1)], groups, [Line(), Line(priority=2)], horizon=30))
    assert ends(records) == [("waiting", 30), ("answered", 1)]


@pytest.mark.parametrize(("staff", "taken"), [(2, False), (3, True)])
def test_reserve_must_stay_idle_after_taking(simulate, staff, taken):
    """R6: with a reserve of 2 a call is taken only if two people stay idle then: three are needed."""
    records = simulate(world([call(0)], [Group(staff, reserve={0: 2})], horizon=30))
    assert ends(records) == [("answered", 0) if taken else ("waiting", 30)]


def test_reserve_is_for_its_line_alone(simulate):
    """R6: the reserve holds back line 1 until people are free again, and lets line 0 through at once."""
    lines, groups = [Line(), Line(priority=2)], [Group(2, (0, 1), reserve={1: 1})]
    # 0: line 1 takes one of two (one stays). 1: line 1 would leave none: waits. 2: line 0 goes through, until 7.
    # 7: one idle, none would stay. 10: both idle: the waiting line 1 call is taken.
    records = simulate(world([call(0, 1), call(1, 1), call(2, 0, 5)], groups, lines))
    assert ends(records) == [("answered", 0), ("answered", 10), ("answered", 2)]


def test_reserve_above_the_headcount(simulate):
    """R6: a reserve of at least the headcount means that the line is never taken."""
    assert ends(simulate(world([call(0)], [Group(3, reserve={0: 3})], horizon=9))) == [("waiting", 9)]


def test_reserve_belongs_to_a_group(simulate):
    """R6: a group held back by its reserve leaves the call to the next group in the overflow order."""
    groups = [Group(1, reserve={0: 1}), Group(1, overflow=2)]
    assert takers(simulate(world([call(0)], groups))) == [(1, 0)]


def test_kept_back_call_keeps_back_its_own_line_only(simulate):
    """R6: when the first call of a line may not be taken, calls of other lines of lower priority may be."""
    lines = [Line(priority=1), Line(priority=2)]
    groups = [Group(1, lines=(0, 1), reserve={0: 1})]  # line 0, of higher priority, needs somebody to stay idle
    records = simulate(world([call(0, 0), call(1, 1)], groups, lines, horizon=30))
    assert ends(records) == [("waiting", 30), ("answered", 1)]


def test_one_dispatch_takes_as_many_as_it_can(simulate):
    """R6: in one tick calls are taken one after the other until no call or no person is left."""
    records = simulate(world([call(3) for _ in range(5)], [Group(3)]))
    assert ends(records) == [("answered", 3)] * 3 + [("answered", 13)] * 2
    assert takers(records) == [(0, 0), (0, 1), (0, 2), (0, 0), (0, 1)]


def test_released_person_takes_a_call_in_the_same_tick(simulate):
    """R2 before R4 and R6: who ends a call in a tick takes one that rings in that tick."""
    assert ends(simulate(world([call(0), call(10)]))) == [("answered", 0), ("answered", 10)]


def test_release_then_longest_idle(simulate):
    """R2, R6: a person who is released in this tick is the last to be taken, after those idle for longer."""
    records = simulate(world([call(0), call(10)], [Group(2)]))
    assert takers(records) == [(0, 0), (0, 1)]


def test_five_hundred_people(simulate):
    """R6: 501 calls in one tick meet 500 people: each takes one, in the order of the numbers; the last call waits."""
    records = simulate(world([call(1) for _ in range(501)], [Group(500)]))
    assert takers(records) == [(0, number) for number in range(500)] + [(0, 0)]
    assert ends(records)[-1] == ("answered", 11)


def test_nobody_on_duty(simulate):
    """R6, R12: with nobody on duty every call still waits at the horizon."""
    records = simulate(world([call(0), call(5)], [Group(0)], horizon=20))
    assert ends(records) == [("waiting", 20), ("waiting", 20)]
    assert stays(records) == []
