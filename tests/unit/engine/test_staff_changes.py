"""R1, R3, R5, R9, R12: people come and go, second rounds of a tick, and the end of the run."""

from __future__ import annotations

import pytest

from tests.making import Attempt, Caller, Group, Line, call, ends, stays, takers, world


def test_a_rise_brings_people(simulate):
    """R5: people who come take waiting calls in that tick, and are present from then on."""
    records = simulate(world([call(0), call(1)], [Group(((0, 0), (20, 2)))], horizon=50))
    assert ends(records) == [("answered", 20), ("answered", 20)]
    assert stays(records) == [(20, 0, 0, 50), (20, 0, 1, 50)]


def test_arrivals_come_before_duties_start(simulate):
    """R4 before R5 and R6: who rings in the tick in which somebody comes is answered in it."""
    assert ends(simulate(world([call(20)], [Group(((0, 0), (20, 1)))]))) == [("answered", 20)]


def test_those_who_come_are_idle_since_then(simulate):
    """R5, R6: somebody who has been idle since before goes first, though the numbers of those who come are lower."""
    # Person 0 goes home at 5 (the lowest of two idle since 0) and is back at 8; person 1 is idle since 0.
    staff = ((0, 2), (5, 1), (8, 2))
    records = simulate(world([call(10)], [Group(staff)], horizon=50))
    assert takers(records) == [(0, 1)]
    assert stays(records) == [(0, 0, 0, 5), (0, 0, 1, 50), (8, 0, 0, 50)]


def test_a_fall_sends_home_the_longest_idle(simulate):
    """R3: of those who are free the longest idle goes home first, then the lowest number."""
    # Person 0 is free since 4, person 1 since 2, person 2 since 0: at 6 two go home: 2, then 1.
    records = simulate(world([call(0, handling=4), call(0, handling=2)], [Group(((0, 3), (6, 1)))], horizon=9))
    assert stays(records) == [(0, 0, 0, 9), (0, 0, 1, 6), (0, 0, 2, 6)]


def test_a_call_in_hand_is_finished(simulate):
    """R1, R3: who is on a call when the headcount falls to none finishes it, and goes home then."""
    records = simulate(world([call(0, handling=30), call(15)], [Group(((0, 1), (10, 0)))], horizon=99))
    assert records.calls.released[0] == 30
    assert ends(records)[1] == ("waiting", 99)
    assert stays(records) == [(0, 0, 0, 30)]


def test_count_rule(simulate):
    """R3: a group starts no call while as many as its new headcount are busy."""
    # Three busy until 20, 30, 40; at 10 the headcount falls to 2. At 20 the first goes home; at 30 the second stays.
    callers = [call(0, handling=20), call(0, handling=30), call(0, handling=40), call(12)]
    records = simulate(world(callers, [Group(((0, 3), (10, 2)))], horizon=99))
    assert ends(records)[3] == ("answered", 30)
    assert takers(records)[3] == (0, 1)
    assert stays(records) == [(0, 0, 0, 20), (0, 0, 1, 99), (0, 0, 2, 99)]


def test_the_idle_go_home_before_the_busy(simulate):
    """R3: on a fall a free person goes home at once, and the busy one stays on duty after the call."""
    records = simulate(world([call(0, handling=30), call(35)], [Group(((0, 2), (10, 1)))], horizon=99))
    assert takers(records) == [(0, 0), (0, 0)]
    assert stays(records) == [(0, 0, 0, 99), (0, 0, 1, 10)]


def test_a_fall_leaves_enough_free_people_alone(simulate):
    """R3: nobody free goes home when those present are no more than the headcount."""
    records = simulate(world([], [Group(((0, 3), (10, 2), (20, 2), (30, 1)))], horizon=40))
    assert stays(records) == [(0, 0, 0, 10), (0, 0, 1, 30), (0, 0, 2, 40)]


def test_call_ends_in_the_tick_of_the_fall(simulate):
    """R1, R2, R3: whose call ends in the tick of the fall goes home and takes no call that waits."""
    records = simulate(world([call(0), call(5)], [Group(((0, 1), (10, 0)))], horizon=50))
    assert ends(records) == [("answered", 0), ("waiting", 50)]
    assert stays(records) == [(0, 0, 0, 10)]


def test_released_in_the_tick_of_the_fall_is_not_the_longest_idle(simulate):
    """R2 before R3: who is released in the tick of the fall counts among the free, idle for the shortest time."""
    # Person 0 ends at 10; person 1 has been idle since 0 and goes home; person 0 takes the call of tick 10.
    records = simulate(world([call(0), call(10)], [Group(((0, 2), (10, 1)))], horizon=50))
    assert takers(records) == [(0, 0), (0, 0)]
    assert stays(records) == [(0, 0, 0, 50), (0, 0, 1, 10)]


def test_a_rise_while_people_overrun(simulate):
    """R5: those who still finish a call count as present: a rise up to their number brings nobody new."""
    # Two busy until 40; the headcount falls to 0 at 10 and rises to 1 at 20: nobody comes; at 40 one of them goes.
    callers = [call(0, handling=40), call(0, handling=40), call(25)]
    records = simulate(world(callers, [Group(((0, 2), (10, 0), (20, 1)))], horizon=99))
    assert ends(records)[2] == ("answered", 40)
    assert takers(records)[2] == (0, 1)  # both are idle since 40: the lower number goes home
    assert stays(records) == [(0, 0, 0, 40), (0, 0, 1, 99)]


def test_a_rise_above_those_who_overrun(simulate):
    """R5: a rise above the number present brings the lowest absent numbers, or new ones."""
    # 0 is busy until 40, 1 goes home at 10; at 20 a headcount of 3 brings 1 back and 2.
    records = simulate(world([call(0, handling=40)], [Group(((0, 2), (10, 0), (20, 3)))], horizon=99))
    assert stays(records) == [(0, 0, 0, 99), (0, 0, 1, 10), (20, 0, 1, 99), (20, 0, 2, 99)]


def test_overrun_ends_in_the_tick_of_a_rise(simulate):
    """R3 before R5: who ends an overrun in the tick of a rise goes home and comes back in it, idle since then."""
    records = simulate(world([call(0, handling=20), call(15)], [Group(((0, 1), (10, 0), (20, 1)))], horizon=50))
    assert ends(records)[1] == ("answered", 20)
    assert stays(records) == [(0, 0, 0, 20), (20, 0, 0, 50)]


def test_a_fall_is_of_its_own_group(simulate):
    """R3: a fall in one group sends nobody of another home; the pool goes on with the others."""
    groups = [Group(((0, 1), (5, 0))), Group(1)]
    records = simulate(world([call(6)], groups, horizon=50))
    assert takers(records) == [(1, 0)]
    assert stays(records) == [(0, 0, 0, 5), (0, 1, 0, 50)]


def test_reserve_counts_those_who_came(simulate):
    """R5, R6: a rise can free a call that a reserve kept back."""
    records = simulate(world([call(3)], [Group(((0, 1), (20, 2)), reserve={0: 1})]))
    assert ends(records) == [("answered", 20)]


def test_zero_handling_frees_the_person_in_the_same_tick(simulate):
    """R9: with no handling time one person takes all calls of a tick, one round after the other."""
    records = simulate(world([call(3, handling=0) for _ in range(4)]))
    assert ends(records) == [("answered", 3)] * 4
    assert records.calls.released.tolist() == [3] * 4
    assert takers(records) == [(0, 0)] * 4


def test_the_first_round_ends_before_the_second(simulate):
    """R7, R8 before R9: tones and abandonments of the first round come before the second round's dispatch."""
    callers = [call(3, handling=0), call(3), call(3)]
    toned = simulate(world(callers, lines=[Line(limit=1)]))
    assert ends(toned) == [("answered", 3), ("answered", 3), ("engaged", 3)]
    impatient = simulate(world([call(3, handling=0), call(3, patience=0), call(3, patience=1)]))
    assert ends(impatient) == [("answered", 3), ("abandoned", 3), ("answered", 3)]


def test_the_second_round_is_for_those_who_stay(simulate):
    """R3, R9: after a fall the second round is worked by those who stay on duty."""
    # At 10 person 1, idle since 0, goes home; person 0 is released, takes the call of no length, and the next one.
    callers = [call(0), call(10, handling=0), call(10, handling=5)]
    records = simulate(world(callers, [Group(((0, 2), (10, 1)))], horizon=50))
    assert ends(records) == [("answered", 0), ("answered", 10), ("answered", 10)]
    assert takers(records) == [(0, 0)] * 3


def test_zero_pick_up_and_zero_handling_with_a_redial(simulate):
    """R9, R10: a redial after a zero patience is not part of the same tick, however many rounds it has."""
    again = Caller(3, (Attempt(patience=0, again=True, delay=1), Attempt(handling=0)))
    records = simulate(world([call(3, handling=0), again]))
    assert ends(records) == [("answered", 3), ("abandoned", 3), ("answered", 4)]


@pytest.mark.parametrize(
    ("ring", "end"), [(49, ("answered", 49)), (50, None), (51, None)], ids=["before", "at it", "after"]
)
def test_nothing_happens_at_the_horizon(simulate, ring, end):
    """R12: the run ends before anything that would happen at the horizon."""
    assert ends(simulate(world([call(ring)], horizon=50))) == ([end] if end else [])


def test_connecting_at_the_horizon(simulate):
    """R12: who is connecting at the horizon is still waiting, and joins at the horizon in the records: no wait."""
    calls = simulate(world([call(45, connection=5)], horizon=50)).calls
    assert (calls.joined[0], calls.left[0], calls.outcome[0]) == (50, 50, 0)


def test_waiting_at_the_horizon(simulate):
    """R12: who would give up, or be passed on, at the horizon is still waiting there."""
    records = simulate(world([call(0, handling=50), call(40, patience=10)], horizon=50))
    assert ends(records)[1] == ("waiting", 50)
    passed = simulate(world([call(0, handling=50), call(40)], lines=[Line(pass_on=10)], horizon=50))
    assert ends(passed)[1] == ("waiting", 50)


def test_in_pick_up_and_in_a_call_at_the_horizon(simulate):
    """R12: a call that is taken counts as answered, also when it is picked up or ends after the horizon."""
    records = simulate(world([call(30, handling=40), call(48, pick_up=5, handling=10)], [Group(2)], horizon=50))
    assert ends(records) == [("answered", 30), ("answered", 48)]
    assert records.calls.answered.tolist() == [30, 53]
    assert records.calls.released.tolist() == [70, 63]
    assert stays(records) == [(0, 0, 0, 50), (0, 0, 1, 50)]


def test_a_redial_after_the_horizon_is_not_made(simulate):
    """R12: an attempt that would be offered at the horizon or later is not in the records."""
    caller = Caller(40, (Attempt(patience=5, again=True, delay=5), Attempt()))
    assert ends(simulate(world([caller], [Group(0)], horizon=50))) == [("abandoned", 45)]


def test_an_overrun_past_the_horizon(simulate):
    """R12: who finishes a call past the horizon is present until the horizon in the records."""
    records = simulate(world([call(0, handling=80)], [Group(((0, 1), (10, 0)))], horizon=50))
    assert stays(records) == [(0, 0, 0, 50)]


def test_a_change_at_the_horizon_does_not_happen(simulate):
    """R12: a duty that would start at the horizon starts no stay."""
    assert stays(simulate(world([], [Group(((0, 1), (50, 2)))], horizon=50))) == [(0, 0, 0, 50)]


def test_the_order_of_a_whole_tick(simulate):
    """R1 to R8 in one tick: fall, release, go home, arrival, rise, dispatch, tone, giving up.

    At tick 10: group 0 falls from 1 to 0 as its call ends, so that it takes nothing; group 1 rises from 0 to 1 and
    takes the call that has waited longest, though it would give up now (an answer first); of the two that ring now one
    may wait and the other hears the tone, since the one who gives up in this tick (joined at 5) still holds a place.
    """
    callers = [call(0), call(4, patience=6), call(5, patience=5), call(10), call(10)]
    groups = [Group(((0, 1), (10, 0))), Group(((0, 0), (10, 1)))]
    records = simulate(world(callers, groups, [Line(limit=2)], horizon=50))
    assert ends(records) == [
        ("answered", 0),
        ("answered", 10),
        ("abandoned", 10),
        ("answered", 20),
        ("engaged", 10),
    ]
    assert takers(records)[1] == (1, 0)


def test_records_are_in_order(simulate):
    """Records stand by caller, then attempt, whatever the order of events; stays by start, group, number."""
    attempts = (Attempt(patience=2, again=True, delay=30), Attempt())
    records = simulate(
        world([Caller(0, attempts), call(1), call(2)], [Group(((0, 0), (5, 1))), Group(((0, 0), (5, 1)))])
    )
    assert list(zip(records.calls.caller.tolist(), records.calls.attempt.tolist(), strict=True)) == [
        (0, 0),
        (0, 1),
        (1, 0),
        (2, 0),
    ]
    assert stays(records) == [(5, 0, 0, 1000), (5, 1, 0, 1000)]
