"""The smallest set of rules that cannot be kept together, for a design that no rota meets.

A deletion filter takes a rule out as long as the others still contradict each other. It ends with a set from which no
rule can be left out, but there can be smaller ones.

For few rules, the smallest is found by hitting sets (Bailey and Stuckey, 2005, "Discovery of minimal unsatisfiable
subsets of constraints using hitting set dualization"). Where some rules can be kept together, every contradiction has
at least one of the other rules: these are a correction set. The smallest set of rules with one of each correction set
is tried until it is itself a contradiction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

__all__ = ["Rule", "contradiction_in_words", "smallest_contradiction"]

_MOST_RULES = 12
"""With more rules than this, no smaller set is searched for."""


@dataclass(frozen=True)
class Rule:
    """Something that a design has to keep.

    Attributes
    ----------
    name : str
        Its name: the path of the limit in the design file, or a target.
    words : str
        What it demands, as a part of a sentence: "at most 60 posts in handlers".
    is_target : bool
        Whether it is a target, and not a limit of a group.
    """

    name: str
    words: str
    is_target: bool = False


def smallest_contradiction(rules: Sequence[Rule], feasible: Callable[[frozenset[str]], bool]) -> tuple[Rule, ...]:
    """Return the smallest set of rules that cannot be kept together.

    Parameters
    ----------
    rules : sequence of Rule
        All rules; together, they cannot be kept.
    feasible : callable
        Tells whether the rules with some names can be kept together. If some can, so can fewer of them.

    Returns
    -------
    tuple of Rule
        A smallest set if there are at most twelve rules, and otherwise one from which no rule can be left out; of
        several, the one with the rules that come first. Empty if even no rule at all cannot be kept.
    """
    names = [rule.name for rule in rules]
    compatible = _cached(feasible)
    chosen = _smallest(names, compatible) if len(names) <= _MOST_RULES else _deletion_filter(names, compatible)
    return tuple(rule for rule in rules if rule.name in chosen)


def _cached(feasible: Callable[[frozenset[str]], bool]) -> Callable[[Iterable[str]], bool]:
    answers: dict[frozenset[str], bool] = {}

    def compatible(names: Iterable[str]) -> bool:
        key = frozenset(names)
        if key not in answers:
            answers[key] = feasible(key)
        return answers[key]

    return compatible


def _deletion_filter(names: Sequence[str], compatible: Callable[[Iterable[str]], bool]) -> set[str]:
    """Leave out rules, the last first, as long as the others cannot be kept together."""
    chosen = list(names)
    for name in reversed(names):
        rest = [other for other in chosen if other != name]
        if not compatible(rest):
            chosen = rest
    return set(chosen)


def _smallest(names: Sequence[str], compatible: Callable[[Iterable[str]], bool]) -> set[str]:
    correction_sets: list[set[str]] = []
    while compatible(chosen := _smallest_hitting_set(names, correction_sets)):
        correction_sets.append(set(names) - _maximal_compatible(names, chosen, compatible))
    return chosen


def _smallest_hitting_set(names: Sequence[str], sets: Sequence[set[str]]) -> set[str]:
    """Return the smallest set of names with one of each set; of several, the one with the names that come first."""
    sizes = range(len(names) + 1)
    choices = (set(choice) for size in sizes for choice in combinations(names, size))
    return next(choice for choice in choices if all(choice & others for others in sets))


def _maximal_compatible(
    names: Sequence[str], chosen: set[str], compatible: Callable[[Iterable[str]], bool]
) -> set[str]:
    """Add rules as long as all can be kept together."""
    compatible_names = set(chosen)
    for name in names:
        if name not in compatible_names and compatible({*compatible_names, name}):
            compatible_names.add(name)
    return compatible_names


def contradiction_in_words(rules: Sequence[Rule]) -> str:
    """Say that rules contradict each other, and what follows."""
    if not rules:
        return "No rota can be made, whatever the limits and targets are."
    words = [rule.words if rule.is_target else f"{rule.words} ({rule.name})" for rule in rules]
    if len(words) == 1:
        return f"No rota keeps this rule: {words[0]}. Change it, or allow other shifts, days or groups."
    together = f"{'; '.join(words[:-1])}; and {words[-1]}"
    rest = "either of them, the other" if len(words) == 2 else f"any one of them, the other {len(words) - 1}"
    return f"No rota keeps these {len(words)} rules together: {together}. If you give up {rest} can be kept."
