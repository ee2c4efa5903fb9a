"""R13: who is called up when, when they come, and when they are stood down."""

from __future__ import annotations

from tests.making import CallUp, Group, Line, call, ends, stays, takers, world

WATCH = Group(((0, 0),))
"""A group of nobody, so that calls wait."""


def crowd(*rings: int, handling: int = 10) -> list:
    """Return callers of the only line."""
    return [call(ring, handling=handling) for ring in rings]


def test_called_by_number(simulate):
    """When two wait, one is called, who comes after the delay and answers them one after the other."""
    rule = CallUp(waiting=2, delay=15)
    records = simulate(world(crowd(10, 20), [WATCH, Group(rule)], horizon=99))
    assert ends(records) == [("answered", 35), ("answered", 45)]
    assert stays(records) == [(35, 1, 0, 55)]
    assert records.duties.due.tolist() == [45]  # from then on nobody waits; the call in hand is finished


def test_called_by_the_longest_wait(simulate):
    """A rule by time holds when the first has waited so long, though nothing else happens then."""
    records = simulate(world(crowd(10), [WATCH, Group(CallUp(longest=30, delay=5))], horizon=99))
    assert ends(records) == [("answered", 45)]


def test_held(simulate):
    """A rule must hold for its time without a break: a caller who gives up ends it."""
    rule = CallUp(waiting=2, held=20)
    callers = [call(10, patience=15), call(10), call(30)]
    assert ends(simulate(world(callers, [WATCH, Group(rule)], horizon=99))) == [
        ("abandoned", 25),
        ("answered", 50),
        ("answered", 60),
    ]


def test_at_once(simulate):
    """Who is called with no delay takes the call in the same tick, and goes when it is over."""
    records = simulate(world(crowd(10), [WATCH, Group(CallUp(waiting=1))], horizon=99))
    assert ends(records) == [("answered", 10)]
    assert stays(records) == [(10, 1, 0, 20)]


def test_no_more_than_the_pool(simulate):
    """People are called so many at a time, again while the rule holds, and no more than the pool in all."""
    rule = CallUp(waiting=1, people=2, pool=3, delay=5)
    records = simulate(world(crowd(10, 10, 10, 10, 10, handling=50), [WATCH, Group(rule)], horizon=200))
    assert [when for _, when in ends(records)] == [15, 15, 20, 65, 65]
    assert {agent for _, agent in takers(records)} == {0, 1, 2}


def test_the_stint(simulate):
    """Those who came stay for the stint at least, and take calls meanwhile."""
    rule = CallUp(waiting=1, stint=40)
    records = simulate(world(crowd(10, 35, 60), [WATCH, Group(rule)], horizon=99))
    assert stays(records)[0] == (10, 1, 0, 50)
    assert ends(records) == [("answered", 10), ("answered", 35), ("answered", 60)]
    assert records.duties.due.tolist()[0] == 50


def test_calm(simulate):
    """They go when nobody has waited for the calm time; a wait begins it anew."""
    rule = CallUp(waiting=1, calm=20)
    records = simulate(world(crowd(10, 15), [WATCH, Group(rule)], horizon=99))
    assert ends(records) == [("answered", 10), ("answered", 20)]
    assert stays(records) == [(10, 1, 0, 40)]


def test_only_the_lines_that_it_watches(simulate):
    """Calls of other lines call nobody up, though those who come answer them too."""
    rule = CallUp(waiting=1, watches=(0,), calm=30)
    group = Group(rule, lines=(0, 1))
    callers = [call(10, line=1), call(20, line=0)]
    records = simulate(world(callers, [WATCH, group], [Line(), Line()], horizon=99))
    assert ends(records) == [("answered", 20), ("answered", 30)]  # the first joined before


def test_promotion(simulate):
    """R6: a call that has waited for its line's time goes before one of a line that came first till then."""
    lines = [Line(priority=1), Line(priority=2, promote=(20, 1))]
    callers = [call(0, handling=30), call(5, line=1), call(15, line=0)]
    records = simulate(world(callers, [Group(1, lines=(0, 1))], lines))
    assert ends(records) == [("answered", 0), ("answered", 30), ("answered", 40)]
    late = [call(0, handling=30), call(11, line=1), call(15, line=0)]
    assert [when for _, when in ends(simulate(world(late, [Group(1, lines=(0, 1))], lines)))] == [0, 40, 30]


def test_preference(simulate):
    """R6: somebody whose group prefers 101 takes it first, unless there is none that they may take."""
    lines = [Line(priority=1), Line(priority=2)]
    callers = [call(0, line=0, handling=30), call(5, line=0), call(6, line=1)]
    group = Group(1, lines=(0, 1), prefers={1: 0})
    assert [when for _, when in ends(simulate(world(callers, [group], lines)))] == [0, 40, 30]
    kept = Group(1, lines=(0, 1), prefers={1: 0}, reserve={1: 1})
    assert ends(simulate(world(callers, [kept], lines, horizon=99))) == [
        ("answered", 0),
        ("answered", 30),
        ("waiting", 99),
    ]
