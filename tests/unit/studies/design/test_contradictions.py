"""Which rules contradict each other, against a search through all sets of rules."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcall.studies.design import contradictions
from simcall.studies.design.contradictions import Rule, contradiction_in_words, smallest_contradiction

RULES = [Rule(name, f"rule {name}") for name in "abcdefg"]


def feasible_without(conflicts: list[frozenset[str]]) -> Callable[[frozenset[str]], bool]:
    """Return whether a set of rules has none of some conflicts in it."""
    return lambda rules: not any(conflict <= rules for conflict in conflicts)


CONFLICTS = st.lists(st.frozensets(st.sampled_from("abcdefg")), min_size=1, max_size=6)


@given(CONFLICTS)
def test_it_is_the_first_of_the_smallest_conflicts(conflicts: list[frozenset[str]]) -> None:
    """All sets are tried in order of their size and of the rules; the first that cannot be kept is the answer."""
    feasible = feasible_without(conflicts)
    sets = (choice for size in range(8) for choice in combinations(RULES, size))
    first = next(choice for choice in sets if not feasible(frozenset(rule.name for rule in choice)))
    assert smallest_contradiction(RULES, feasible) == first


@given(CONFLICTS)
def test_of_many_rules_none_is_spare(conflicts: list[frozenset[str]]) -> None:
    """Beyond the most rules, the set cannot be kept, and can be without any one of its rules."""
    feasible = feasible_without(conflicts)
    many = [*RULES, *(Rule(str(number), "") for number in range(10))]
    names = frozenset(rule.name for rule in smallest_contradiction(many, feasible))
    assert not feasible(names)
    assert all(feasible(names - {name}) for name in names)


def test_no_set_is_tried_twice() -> None:
    """Each answer may take an integer program, so that none is tried for again."""
    tried: list[frozenset[str]] = []
    feasible = feasible_without([frozenset("bdf"), frozenset("ag")])

    def counting(rules: frozenset[str]) -> bool:
        tried.append(rules)
        return feasible(rules)

    assert smallest_contradiction(RULES, counting) == (RULES[0], RULES[6])
    assert len(tried) == len(set(tried)) < 2**7 / 2


TARGET = Rule(
    "999.answered_in_target >= 0.9", "at least 90 % of answered 999 calls in less than 10 s, over the whole span", True
)
PEOPLE = Rule("groups.handlers.people.max", "at most 3 posts in handlers")
KINDS = Rule("groups.handlers.kinds", "at most 1 kind of shift in handlers")


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([], "No rota can be made, whatever the limits and targets are."),
        ([TARGET], f"No rota keeps this rule: {TARGET.words}. Change it, or allow other shifts, days or groups."),
        (
            [TARGET, PEOPLE],
            f"No rota keeps these 2 rules together: {TARGET.words}; and at most 3 posts in handlers "
            "(groups.handlers.people.max). If you give up either of them, the other can be kept.",
        ),
        (
            [TARGET, PEOPLE, KINDS],
            f"No rota keeps these 3 rules together: {TARGET.words}; at most 3 posts in handlers "
            "(groups.handlers.people.max); and at most 1 kind of shift in handlers (groups.handlers.kinds). If you "
            "give up any one of them, the other 2 can be kept.",
        ),
    ],
)
def test_in_words(rules: list[Rule], words: str) -> None:
    """A sentence names the rules, where they are written, and what to do."""
    assert contradiction_in_words(rules) == words


def test_the_limit_lies_between() -> None:
    """The two tests above are of the two ways to search."""
    assert len(RULES) <= contradictions._MOST_RULES < len(RULES) + 10
