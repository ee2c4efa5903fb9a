"""R5a, R13: people who are taken from another group are missing there."""

from __future__ import annotations

from tests.making import CallUp, Duty, Group, Line, call, ends, stays, takers, world

HUB, STREET = 0, 1
"""The lines: calls, and work on the street."""
LINES = (Line(), Line())


def test_called_up_people_are_missing_until_they_go(simulate):
    """The longest idle leaves when they come, and somebody is back when the last call here is over."""
    groups = [Group(2, (STREET,)), Group(CallUp(waiting=1, delay=5), (HUB,), source=0)]
    records = simulate(world([call(10, handling=10)], groups, LINES, horizon=99))
    assert ends(records) == [("answered", 15)]
    assert stays(records) == [(0, 0, 0, 15), (0, 0, 1, 99), (15, 1, 0, 25), (25, 0, 0, 99)]


def test_a_call_in_hand_is_finished_first(simulate):
    """Who is busy there finishes, and takes nothing else before the people here have gone."""
    groups = [Group(1, (STREET,)), Group(CallUp(waiting=1, delay=5), (HUB,), source=0)]
    callers = [call(10, handling=50), call(12, STREET, handling=20), call(40, STREET, handling=5)]
    records = simulate(world(callers, groups, LINES, horizon=99))
    assert ends(records) == [("answered", 15), ("answered", 12), ("answered", 65)]
    assert stays(records) == [(0, 0, 0, 32), (15, 1, 0, 65), (65, 0, 0, 99)]


def test_no_more_are_called_than_there_are(simulate):
    """A rule calls those who are left, and again when others are back."""
    groups = [Group(((0, 1), (30, 2)), (STREET,)), Group(CallUp(waiting=1, people=3, pool=3), (HUB,), source=0)]
    records = simulate(world([call(10, handling=99), call(10, handling=99)], groups, LINES, horizon=99))
    assert ends(records) == [("answered", 10), ("answered", 30)]


def test_two_rules_call_different_people(simulate):
    """A person who is on the way to one group cannot be called to another."""
    rule = CallUp(waiting=1, delay=5)
    groups = [Group(1, (STREET,)), Group(rule, (HUB,), source=0), Group(rule, (HUB,), source=0)]
    records = simulate(world([call(10), call(10)], groups, LINES, horizon=99))
    assert takers(records) == [(1, 0), (1, 0)]
    assert ends(records) == [("answered", 15), ("answered", 25)]


def test_people_on_a_rota_are_missing_on_their_breaks_too(simulate):
    """A duty here is an absence there, from its start to its end."""
    groups = [Group(1, (STREET,)), Group((Duty(0, 20, 60, breaks=((40, 10),)),), (HUB,), source=0)]
    records = simulate(world([], groups, LINES, horizon=99))
    assert [stay for stay in stays(records) if stay[1] == 0] == [(0, 0, 0, 20), (60, 0, 0, 99)]


def test_named_people_go_away_and_come_back(simulate):
    """The longest idle goes, and comes back when fewer are missing; who is busy goes when free."""
    response = Group((Duty(0, 0, 90), Duty(1, 5, 90)), (STREET,))
    groups = [response, Group(((0, 0), (20, 1), (30, 2), (50, 1), (60, 0)), (HUB,), source=0)]
    records = simulate(world([call(10, STREET, handling=25)], groups, LINES, horizon=99))
    assert takers(records) == [(0, 0)]
    there = [stay for stay in stays(records) if stay[1] == 0]
    assert there == [(0, 0, 0, 35), (5, 0, 1, 20), (50, 0, 1, 90), (60, 0, 0, 90)]


def test_a_duty_that_ends_while_its_person_is_away(simulate):
    """The person does not come back, and somebody else is missing instead."""
    response = Group((Duty(0, 0, 40), Duty(1, 0, 90)), (STREET,))
    groups = [response, Group(((0, 0), (20, 1), (60, 0)), (HUB,), source=0)]
    records = simulate(world([], groups, LINES, horizon=99))
    there = [stay for stay in stays(records) if stay[1] == 0]
    assert there == [(0, 0, 0, 20), (0, 0, 1, 40), (60, 0, 1, 90)]


def test_a_break_that_came_due_meanwhile(simulate):
    """Who comes back starts the break that is due, at its full length."""
    response = Group((Duty(0, 0, 90, breaks=((30, 10),)),), (STREET,))
    groups = [response, Group(((0, 0), (20, 1), (60, 0)), (HUB,), source=0)]
    records = simulate(world([], groups, LINES, horizon=99))
    assert [stay for stay in stays(records) if stay[1] == 0] == [(0, 0, 0, 20), (70, 0, 0, 90)]


def test_no_more_named_people_are_called_than_there_are(simulate):
    """People of a rota can be called away while they are on duty."""
    response = Group((Duty(0, 30, 90),), (STREET,))
    groups = [response, Group(CallUp(waiting=1, people=2, pool=2), (HUB,), source=0)]
    records = simulate(world([call(10, handling=99), call(10, handling=99)], groups, LINES, horizon=99))
    assert ends(records) == [("answered", 30), ("waiting", 99)]


def test_more_here_than_there_are_there(simulate):
    """Nobody is left there, and nothing else happens."""
    groups = [Group(1, (STREET,)), Group(((0, 0), (20, 3), (60, 0)), (HUB,), source=0)]
    records = simulate(world([call(30, STREET)], groups, LINES, horizon=99))
    assert ends(records) == [("answered", 60)]
