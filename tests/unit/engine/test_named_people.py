"""R1, R3, R5, R6 for named people: duties, breaks, and the lines that somebody is designated to."""

from __future__ import annotations

from simcall.engine.records import NONE
from tests.making import Duty, Group, Line, call, ends, stays, takers, world


def test_a_duty(simulate):
    """R1, R5: a named person is present from the start of the duty to its end, which the records name as due."""
    records = simulate(world([call(0)], [Group((Duty(0, 10, 30), Duty(2, 20, 40)))], horizon=50))
    assert stays(records) == [(10, 0, 0, 30), (20, 0, 2, 40)]
    assert records.duties.due.tolist() == [30, 40]
    assert ends(records) == [("answered", 10)]


def test_who_is_due_at_the_horizon(simulate):
    """R12: a stay ends with the run; a headcount has no end of duty by name."""
    records = simulate(world([], [Group((Duty(0, 10, 90),)), Group(1)], horizon=50))
    assert stays(records) == [(0, 1, 0, 50), (10, 0, 0, 50)]
    assert records.duties.due.tolist() == [NONE, 90]


def test_no_call_from_the_end_of_the_duty_on(simulate):
    """R1: who rings in the tick in which the only person's duty ends is not answered."""
    assert ends(simulate(world([call(30)], [Group((Duty(0, 0, 30),))], horizon=50))) == [("waiting", 50)]


def test_the_call_in_hand_is_finished(simulate):
    """R3: the named leaver finishes the call in hand, goes then, and takes no further one."""
    records = simulate(world([call(5, handling=40), call(10)], [Group((Duty(0, 0, 30),))], horizon=90))
    assert stays(records) == [(0, 0, 0, 45)]
    assert ends(records) == [("answered", 5), ("waiting", 90)]


def test_it_is_the_named_person_who_goes(simulate):
    """R3: at the end of a duty this very person takes no further call; under the count rule whoever is free goes."""
    callers = [call(0, handling=50), call(40)]
    by_name = simulate(world(callers, [Group((Duty(0, 0, 30), Duty(1, 0, 90)))], horizon=90))
    assert takers(by_name) == [(0, 0), (0, 1)]
    by_count = simulate(world(callers, [Group(((0, 2), (30, 1)))], horizon=90))
    assert ends(by_count) == [("answered", 0), ("answered", 50)]


def test_a_new_duty_begins_in_a_call(simulate):
    """R5: who is still in a call when the next duty starts is on that one from then on, in its role."""
    duties = (Duty(0, 0, 20, lines=(0,)), Duty(0, 30, 60, lines=(1,)))
    callers = [call(0, handling=35), call(36, line=1), call(50)]
    records = simulate(world(callers, [Group(duties, lines=(0, 1))], [Line(), Line()], horizon=90))
    assert stays(records) == [(0, 0, 0, 30), (30, 0, 0, 60)]
    assert records.duties.due.tolist() == [20, 60]
    assert ends(records) == [("answered", 0), ("answered", 36), ("waiting", 90)]


def test_a_duty_that_follows_at_once(simulate):
    """R1, R5: a free person whose next duty begins as this one ends goes and comes, and is idle since then."""
    duties = (Duty(0, 0, 20), Duty(0, 20, 60), Duty(1, 5, 60))
    records = simulate(world([call(30)], [Group(duties)], horizon=90))
    assert takers(records) == [(0, 1)]
    assert stays(records) == [(0, 0, 0, 20), (5, 0, 1, 60), (20, 0, 0, 60)]


def test_a_break(simulate):
    """R1, R3: a free person goes on a break when it is due and is back after its length, idle since then."""
    duties = (Duty(0, 0, 90, breaks=((20, 10),)), Duty(1, 25, 90))
    records = simulate(world([call(22), call(40)], [Group(duties)], horizon=99))
    assert stays(records) == [(0, 0, 0, 20), (25, 0, 1, 90), (30, 0, 0, 90)]
    assert ends(records) == [("answered", 25), ("answered", 40)]
    assert takers(records) == [(0, 1), (0, 0)]


def test_a_break_comes_before_a_call(simulate):
    """R3 before R6: who rings in the tick in which the break is due waits until it ends."""
    records = simulate(world([call(20)], [Group((Duty(0, 0, 90, breaks=((20, 10),)),))], horizon=99))
    assert ends(records) == [("answered", 30)]


def test_a_break_waits_for_the_call_in_hand(simulate):
    """R3: a break that is due in a call begins when it ends, in its whole length, before the next call."""
    duties = (Duty(0, 0, 90, breaks=((20, 10),)),)
    records = simulate(world([call(15, handling=10), call(16)], [Group(duties)], horizon=99))
    assert stays(records) == [(0, 0, 0, 25), (35, 0, 0, 90)]
    assert ends(records) == [("answered", 15), ("answered", 35)]


def test_two_breaks_that_are_due(simulate):
    """R3: of two breaks that came due in one call the second follows the first, with no time at work between."""
    duties = (Duty(0, 0, 90, breaks=((10, 5), (12, 7))),)
    records = simulate(world([call(5, handling=20), call(26)], [Group(duties)], horizon=99))
    assert stays(records) == [(0, 0, 0, 25), (37, 0, 0, 90)]
    assert ends(records) == [("answered", 5), ("answered", 37)]


def test_a_break_that_the_duty_ends(simulate):
    """R3: a break ends with the duty; the person does not come back for the moment."""
    duties = (Duty(0, 0, 40, breaks=((30, 10),)), Duty(1, 0, 40, breaks=((35, 20),)))
    assert stays(simulate(world([], [Group(duties)], horizon=99))) == [(0, 0, 0, 30), (0, 0, 1, 35)]


def test_a_break_that_is_due_when_the_duty_has_ended(simulate):
    """R3: who is kept by a call past the end of the duty goes home; the break that was due is lost."""
    duties = (Duty(0, 0, 40, breaks=((30, 10),)),)
    assert stays(simulate(world([call(20, handling=30)], [Group(duties)], horizon=99))) == [(0, 0, 0, 50)]


def test_designated_people_answer_their_line_only(simulate):
    """R6: who is designated to a line for the duty takes no call of another that the group serves."""
    group = Group((Duty(0, 0, 90, lines=(0,)), Duty(1, 50, 90)), lines=(0, 1))
    records = simulate(world([call(10, line=1), call(20)], [group], [Line(), Line()], horizon=99))
    assert ends(records) == [("answered", 50), ("answered", 20)]
    assert takers(records) == [(0, 1), (0, 0)]


def test_the_longest_idle_of_all_roles(simulate):
    """R6: within a group the person who has been idle longest goes first, whatever the role; then the lower number."""
    duties = (Duty(0, 5, 90), Duty(1, 0, 90, lines=(0,)), Duty(2, 0, 90))
    records = simulate(world([call(10, handling=80)] * 3, [Group(duties, lines=(0, 1))], [Line(), Line()], horizon=99))
    assert takers(records) == [(0, 1), (0, 2), (0, 0)]


def test_the_reserve_counts_the_whole_group(simulate):
    """R6: a person designated to 999 who stays idle keeps the reserve for another who takes a call of 101."""
    group = Group((Duty(0, 0, 90, lines=(0,)), Duty(1, 0, 90)), lines=(0, 1), reserve={1: 1})
    records = simulate(world([call(10, line=1)], [group], [Line(), Line()], horizon=99))
    assert takers(records) == [(0, 1)]
