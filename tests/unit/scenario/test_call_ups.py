"""What a scenario may say about promotion, preference and people who are called up."""

from __future__ import annotations

import pytest

from simcall.errors import ScenarioError
from simcall.scenario import Scenario
from tests.making import TWO_LINES, scenario

RULE = {"waiting": 2, "pool": 3}


def with_rule(**changes: object) -> Scenario:
    """Return two lines and officers who are called up."""
    return scenario(TWO_LINES, {"groups.officers": {"lines": ["999"], "call_up": {**RULE, **changes}}})


def test_a_rule_is_kept():
    """A rule comes back as it was written, also from the scenario's own document."""
    made = with_rule(**{"for": "20 s", "after": "10 min"})
    again = Scenario.from_document(made.document())
    for one in (made, again):
        rule = one.groups["officers"].call_up
        assert rule is not None
        assert (rule.waiting, rule.longest, rule.held, rule.after, rule.people, rule.pool) == (2, None, 20, 600, 1, 3)


def test_one_value_of_a_rule_can_be_changed():
    """A path leads to each value of the rule."""
    rule = with_rule().update({"groups.officers.call_up.pool": 7}).groups["officers"].call_up
    assert rule is not None
    assert rule.pool == 7


def test_a_headcount_displaces_a_rule():
    """People who are always there are not called up: the ways of staffing displace each other."""
    group = with_rule().update({"groups.officers.headcount": 2}).groups["officers"]
    assert (group.headcount, group.call_up) == (2, None)


REFUSALS = {
    "no reason": ({"waiting": None}, "groups.officers.call_up", "give waiting or longest"),
    "nobody waits": ({"waiting": 0}, "groups.officers.call_up.waiting", "1 or more"),
    "no unit": ({"after": 10}, "groups.officers.call_up.after", "needs a unit"),
    "unknown line": ({"lines": ["998"]}, "groups.officers.call_up.lines", "998"),
    "unknown key": ({"wating": 2}, "groups.officers.call_up.wating", 'did you mean "waiting"'),
}


@pytest.mark.parametrize(("changes", "path", "remedy"), REFUSALS.values(), ids=REFUSALS)
def test_refused(changes, path, remedy):
    """A rule that makes no sense is refused with its path and the remedy."""
    kept = {key: value for key, value in {**RULE, **changes}.items() if value is not None}
    with pytest.raises(ScenarioError) as refused:
        scenario(TWO_LINES, {"groups.officers": {"lines": ["999"], "call_up": kept}})
    problems = [problem for problem in refused.value.problems if problem.path == path]
    assert problems, refused.value.problems
    assert remedy in problems[0].message


@pytest.mark.parametrize(
    ("prefers", "remedy"),
    [(["102"], "not a line"), (["101", "101"], "more than once")],
    ids=["unknown", "twice"],
)
def test_preferences_refused(prefers, remedy):
    """A preference names lines that the group serves, each once."""
    with pytest.raises(ScenarioError) as refused:
        scenario(TWO_LINES, {"groups.handlers.prefers": prefers})
    assert [problem.path for problem in refused.value.problems] == ["groups.handlers.prefers"]
    assert remedy in refused.value.problems[0].message
