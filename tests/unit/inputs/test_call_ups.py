"""Promotion, preference and call-up rules of a scenario as the arrays of its policy."""

from __future__ import annotations

import numpy as np

from simcall.inputs import NEVER, draw_blueprint
from tests.making import TWO_LINES, scenario

RULE = {
    "lines": ["999"],
    "waiting": 3,
    "for": "20 s",
    "people": 2,
    "pool": 5,
    "after": "10 min",
    "stint": "1 h",
    "calm": "5 min",
}


def test_a_call_up_rule():
    """Every number of the rule in ticks; what is left out does not matter to it."""
    rules = draw_blueprint(scenario(TWO_LINES, {"groups.officers": {"lines": ["999", "101"], "call_up": RULE}})).policy
    found = rules.call_ups
    assert found.group.tolist() == [len(rules.overflow) - 1]
    assert found.watches.tolist() == [[True, False]]
    assert (found.waiting.tolist(), found.longest.tolist()) == ([3], [NEVER])
    assert (found.held.tolist(), found.people.tolist(), found.pool.tolist()) == ([20_000], [2], [5])
    times = [column.tolist() for column in (found.delay, found.stint, found.calm)]
    assert times == [[600_000], [3_600_000], [300_000]]


def test_the_lines_that_a_rule_watches_unless_said():
    """Left out, they are the lines that the group answers; a rule by the longest wait alone counts nobody."""
    rule = {"longest": "45 s", "pool": 1}
    found = draw_blueprint(scenario(TWO_LINES, {"groups.sergeants": {"lines": ["101"], "call_up": rule}})).policy
    assert found.call_ups.watches.tolist() == [[False, True]]
    assert (found.call_ups.waiting.tolist(), found.call_ups.longest.tolist()) == ([NEVER], [45_000])


def test_no_rules():
    """Without call-up rules there are none, of every line."""
    found = draw_blueprint(scenario(TWO_LINES)).policy.call_ups
    assert found.group.shape == (0,)
    assert found.watches.shape == (0, 2)


def test_promotion():
    """A line's promotion, and none: its own priority, never."""
    found = draw_blueprint(scenario(TWO_LINES, {"lines.101.promote": {"after": "10 min"}})).policy
    assert found.promote_after.tolist() == [NEVER, 600_000]
    assert found.promoted.tolist() == [1, 1]


def test_preference():
    """Lines that a group prefers come first in its order, the others after by priority; without, all by priority."""
    found = draw_blueprint(scenario(TWO_LINES, {"groups.handlers.prefers": ["101"]})).policy
    assert found.preference[0].tolist() == [2, 1]
    assert np.array_equal(found.preference[1], found.priority)
