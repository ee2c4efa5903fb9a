"""R7, R8, R10: callers who do not get through, and who ring again."""

from __future__ import annotations

import pytest

from simcall.inputs import NEVER
from tests.making import Attempt, Caller, Group, Line, call, ends, takers, world

BUSY = call(0, handling=100)
"""Keeps the only handler busy for a hundred ticks."""


def test_gives_up_after_patience(simulate):
    """R8: a caller gives up when they have waited their patience, counted from joining the queue."""
    records = simulate(world([BUSY, call(5, connection=3, patience=7)]))
    assert ends(records)[1] == ("abandoned", 15)


def test_whoever_gave_up_is_out_of_the_queue(simulate):
    """R8: the next in the queue is taken in the place of one who gave up."""
    records = simulate(world([BUSY, call(1, patience=7), call(2)]))
    assert ends(records) == [("answered", 0), ("abandoned", 8), ("answered", 100)]


def test_never_gives_up(simulate):
    """R8: a patience of NEVER is never used up."""
    assert ends(simulate(world([call(0)], [Group(0)], horizon=10**9))) == [("waiting", 10**9)]


@pytest.mark.parametrize(("patience", "end"), [(99, ("abandoned", 99)), (100, ("answered", 100))])
def test_an_answer_beats_an_abandonment(simulate, patience, end):
    """R8: who would give up in the tick in which somebody becomes free is answered."""
    assert ends(simulate(world([call(0, handling=100), call(0, patience=patience)])))[1] == end


def test_an_answer_beats_passing_on(simulate):
    """R8: a call that would be passed on in the tick in which somebody becomes free is answered."""
    records = simulate(world([call(0, handling=100), call(0)], lines=[Line(pass_on=100)]))
    assert ends(records)[1] == ("answered", 100)


def test_passed_on(simulate):
    """R8: a call that has waited for the line's passing-on time goes to another force, and is not made again."""
    again = Attempt(again=True, again_engaged=True)
    records = simulate(world([BUSY, Caller(1, (again, Attempt()))], lines=[Line(pass_on=30)]))
    assert ends(records) == [("answered", 0), ("passed on", 31)]


@pytest.mark.parametrize(
    ("patience", "end"), [(29, ("abandoned", 30)), (30, ("abandoned", 31)), (31, ("passed on", 31))]
)
def test_giving_up_comes_before_passing_on(simulate, patience, end):
    """R8: in one tick giving up comes first."""
    assert ends(simulate(world([BUSY, call(1, patience=patience)], lines=[Line(pass_on=30)])))[1] == end


def test_passing_on_counts_from_joining(simulate):
    """R8: the connection is not part of the passing-on time."""
    records = simulate(world([BUSY, call(1, connection=5)], lines=[Line(pass_on=30)]))
    assert ends(records)[1] == ("passed on", 36)


@pytest.mark.parametrize(("staff", "end"), [(1, ("answered", 4)), (0, ("abandoned", 4))])
def test_zero_patience(simulate, staff, end):
    """R6 before R8: with no patience at all a caller is answered by an idle person, and else gives up in that tick."""
    assert ends(simulate(world([call(4, patience=0)], [Group(staff)]))) == [end]


def test_nobody_gives_up_in_pick_up(simulate):
    """R11: a call that is taken is answered, though the pick-up is longer than the patience and the passing-on time."""
    records = simulate(world([call(4, patience=5, pick_up=20)], lines=[Line(pass_on=6)]))
    assert ends(records) == [("answered", 4)]
    assert records.calls.answered.tolist() == [24]


def test_limit_zero(simulate):
    """R6 before R7: with a limit of 0 an idle person takes the call; otherwise it hears the tone in that tick."""
    records = simulate(world([call(0), call(3), call(10)], lines=[Line(limit=0)]))
    assert ends(records) == [("answered", 0), ("engaged", 3), ("answered", 10)]


def test_limit_one(simulate):
    """R7: with a limit of 1 one caller waits, the next hears the tone; the place is free again after the answer."""
    records = simulate(world([call(0), call(3), call(4), call(10), call(12)], lines=[Line(limit=1)]))
    # 10: caller 1 is taken, so that caller 3 may wait; 12: that place is taken.
    assert ends(records) == [("answered", 0), ("answered", 10), ("engaged", 4), ("answered", 20), ("engaged", 12)]


def test_several_hear_the_tone_at_once(simulate):
    """R7: of five who ring in one tick with one idle person and a limit of 2, the last two hear the tone."""
    records = simulate(world([call(3) for _ in range(5)], lines=[Line(limit=2)]))
    assert [how for how, _ in ends(records)] == ["answered", "answered", "answered", "engaged", "engaged"]
    assert [when for _, when in ends(records)] == [3, 13, 23, 3, 3]


def test_the_last_in_the_queue_hears_the_tone(simulate):
    """R7: the last in the queue's order hears the tone: of those who joined in one tick the caller who rang last."""
    # Callers 1 (rang 1, connected at 5) and 2 (rang 5) join in tick 5; one may wait.
    records = simulate(world([call(0), call(1, connection=4), call(5)], lines=[Line(limit=1)]))
    assert ends(records) == [("answered", 0), ("answered", 10), ("engaged", 5)]


def test_a_limit_is_of_its_own_line(simulate):
    """R7: callers who wait on another line do not count."""
    lines = [Line(limit=1), Line()]
    records = simulate(world([call(0), call(1, 1), call(2, 1), call(3, 0)], [Group(1, (0, 1))], lines))
    assert [how for how, _ in ends(records)] == ["answered"] * 4


def test_the_tone_comes_before_giving_up(simulate):
    """R7 before R8: who would give up in the tick still waits when tones are given, so that the newcomer hears it."""
    records = simulate(world([call(0, handling=50), call(1, patience=9), call(10)], lines=[Line(limit=1)]))
    assert ends(records) == [("answered", 0), ("abandoned", 10), ("engaged", 10)]


def test_a_connecting_caller_does_not_wait_yet(simulate):
    """R4, R7: who is still connecting takes no place in the queue."""
    records = simulate(world([call(0), call(1, connection=20), call(2)], lines=[Line(limit=1)]))
    assert ends(records) == [("answered", 0), ("answered", 21), ("answered", 10)]


def test_rings_again_after_giving_up(simulate):
    """R10: the next attempt is offered the delay after giving up, and has a connection of its own."""
    attempts = (Attempt(patience=5, again=True, delay=3), Attempt(connection=2, patience=6))
    calls = simulate(world([BUSY, Caller(1, attempts)])).calls
    assert calls.caller.tolist() == [0, 1, 1]
    assert calls.attempt.tolist() == [0, 0, 1]
    assert calls.offered.tolist() == [0, 1, 9]  # rang at 1, gave up at 6, rang again at 9
    assert calls.joined.tolist() == [0, 1, 11]
    assert calls.left.tolist() == [0, 6, 17]


def test_rings_again_after_the_tone_only_if_so_drawn(simulate):
    """R10: after a tone the caller's answer to the tone counts, after giving up the other one."""
    only_tone = Caller(1, (Attempt(patience=5, again_engaged=True, delay=2), Attempt(patience=5)))
    only_giving_up = Caller(1, (Attempt(patience=5, again=True, delay=2), Attempt(patience=5)))
    attempts = {
        (caller, limit): len(simulate(world([BUSY, caller], lines=[Line(limit=limit)])).calls.caller) - 1
        for caller in (only_tone, only_giving_up)
        for limit in (0, NEVER)
    }
    assert list(attempts.values()) == [2, 1, 1, 2]


def test_a_redial_comes_at_least_one_tick_later(simulate):
    """R10: with a delay of one tick and no patience an attempt is made in every tick, one each."""
    attempts = (*[Attempt(patience=0, again=True, delay=1)] * 3, Attempt(patience=0))
    calls = simulate(world([Caller(5, attempts)], [Group(0)])).calls
    assert calls.offered.tolist() == [5, 6, 7, 8]


def test_whoever_is_answered_does_not_ring_again(simulate):
    """R10: only giving up and the tone lead to another attempt."""
    caller = Caller(0, (Attempt(again=True, again_engaged=True), Attempt()))
    assert ends(simulate(world([caller]))) == [("answered", 0)]


def test_a_redial_joins_at_the_end_of_the_queue(simulate):
    """R6, R10: a caller who rings again has lost their place."""
    attempts = (Attempt(patience=2, again=True, delay=1), Attempt())
    records = simulate(world([call(0), Caller(1, attempts), call(2, handling=7)]))
    assert ends(records) == [("answered", 0), ("abandoned", 3), ("answered", 17), ("answered", 10)]


def test_earlier_caller_first_when_a_redial_ties(simulate):
    """R6: a redial that joins with a new caller's call goes first: its caller's number is lower."""
    attempts = (Attempt(patience=2, handling=7, again=True, delay=2), Attempt(handling=7))
    records = simulate(world([call(0), Caller(1, attempts), call(5, handling=8)]))
    assert ends(records)[2:] == [("answered", 10), ("answered", 17)]


def test_divert(simulate):
    """R4, R10: a diverted attempt joins the other line's queue, by its priority, and is marked as diverted."""
    lines, groups = [Line(priority=1), Line(priority=2)], [Group(1, (0, 1))]
    attempts = (Attempt(1, patience=3, again=True, delay=2), Attempt(0), Attempt(0))
    records = simulate(world([BUSY, Caller(1, attempts), call(2, 1)], groups, lines))
    assert records.calls.line.tolist() == [0, 1, 0, 1]
    assert records.calls.diverted.tolist() == [False, False, True, False]
    assert ends(records) == [("answered", 0), ("abandoned", 4), ("answered", 100), ("answered", 110)]


def test_only_the_change_of_line_is_marked(simulate):
    """R10: a further attempt on the line that the caller was diverted to is a redial there, not a divert."""
    attempts = (
        Attempt(1, patience=1, again=True),
        Attempt(0, patience=1, again=True),
        Attempt(0, patience=1),
    )
    records = simulate(world([Caller(0, attempts), call(50, 0)], [Group(0, (0, 1))], [Line(), Line()]))
    assert records.calls.diverted.tolist() == [False, True, False, False]


def test_a_call_that_left_is_not_taken(simulate):
    """R8: nobody is assigned to a call that has left."""
    records = simulate(world([BUSY, call(1, patience=2)]))
    assert takers(records)[1] == (-1, -1)
    assert records.calls.answered[1] == records.calls.released[1] == -1
