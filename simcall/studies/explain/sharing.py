"""Divide the change of a figure among its causes: the weights of Shapley and Owen.

A figure is known for every set of causes that are in force. Each cause's part is its average effect over all orders in
which the causes may come into force, where causes of one group come together. With one cause a group these are the
Shapley values. The parts add up to the whole change, and two causes that do the same get the same.

References
----------
Shapley (1953), "A value for n-person games"; Owen (1977), "Values of games with a priori unions".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import factorial

__all__ = ["Causes", "coalition_weights", "needed_coalitions"]

Causes = frozenset[int]
"""The causes that are in force, by their numbers."""


def coalition_weights(groups: Sequence[Sequence[int]]) -> list[Mapping[Causes, float]]:
    """Return each cause's part as a weighted sum of the figure over sets of causes in force.

    Parameters
    ----------
    groups : sequence of sequence of int
        The causes of each group; every cause from 0 on is in one group.

    Returns
    -------
    list of mapping of frozenset of int to float
        For each cause, the weight of each set that it needs; the weights of a cause add up to zero.
    """
    weights: list[dict[Causes, float]] = [{} for group in groups for _ in group]
    for number, group in enumerate(groups):
        others = [frozenset(other) for place, other in enumerate(groups) if place != number]
        for cause in group:
            fellows = [fellow for fellow in group if fellow != cause]
            for before, weight in _sets_before(others, fellows):
                weights[cause][before | {cause}] = weights[cause].get(before | {cause}, 0.0) + weight
                weights[cause][before] = weights[cause].get(before, 0.0) - weight
    return list(weights)


def _sets_before(others: Sequence[Causes], fellows: Sequence[int]) -> Iterator[tuple[Causes, float]]:
    """Yield the sets of causes that may be in force before a cause, with the share of all orders in which they are."""
    for groups_before in range(len(others) + 1):
        for some_groups in combinations(others, groups_before):
            for fellows_before in range(len(fellows) + 1):
                share = _share(groups_before, len(others)) * _share(fellows_before, len(fellows))
                for some_fellows in combinations(fellows, fellows_before):
                    yield frozenset().union(*some_groups, some_fellows), share


def _share(before: int, others: int) -> float:
    """Return the share of orders in which exactly these `before` of the others come first."""
    return factorial(before) * factorial(others - before) / factorial(others + 1)


def needed_coalitions(groups: Sequence[Sequence[int]]) -> list[Causes]:
    """Return every set of causes whose figure an explanation needs, the smallest first.

    These are the sets of `coalition_weights`, and those that show what each cause does first and last.
    """
    causes = frozenset(cause for group in groups for cause in group)
    ends = {frozenset(), causes}
    singles = {frozenset({cause}) for cause in causes} | {causes - {cause} for cause in causes}
    weighted = {coalition for weights in coalition_weights(groups) for coalition in weights}
    return sorted(ends | singles | weighted, key=lambda coalition: (len(coalition), sorted(coalition)))
