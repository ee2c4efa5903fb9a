"""Parts add up, do not depend on names or order, and are those of games whose solution is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial

import numpy as np
import pytest

from simcall.studies.explain.sharing import Causes, coalition_weights, needed_coalitions

Game = Callable[[Causes], float]


def parts(groups: Sequence[Sequence[int]], game: Game) -> list[float]:
    """Return each cause's part in a game."""
    return [sum(weight * game(s) for s, weight in weights.items()) for weights in coalition_weights(groups)]


def singles(n: int) -> list[list[int]]:
    """Return each cause in a group of its own."""
    return [[cause] for cause in range(n)]


def test_causes_that_only_add_keep_their_own_effect() -> None:
    """In an additive game a part is the effect alone, with groups or without."""
    effects = [3.0, -1.0, 0.5, 7.0]
    game: Game = lambda s: sum(effects[cause] for cause in s)  # noqa: E731
    assert parts(singles(4), game) == pytest.approx(effects, abs=1e-12)
    assert parts([[0, 1], [2, 3]], game) == pytest.approx(effects, abs=1e-12)


def test_shapley_of_the_glove_game() -> None:
    """One left glove and two right gloves: 2/3, 1/6 and 1/6 (Shapley and Shubik 1969)."""
    game: Game = lambda s: float(0 in s and bool(s & {1, 2}))  # noqa: E731
    assert parts(singles(3), game) == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-12)


def test_owen_of_unanimity() -> None:
    """If all must come together, each group has the same, and within it each cause (Owen 1977)."""
    game: Game = lambda s: float(len(s) == 3)  # noqa: E731
    assert parts([[0, 1], [2]], game) == pytest.approx([1 / 4, 1 / 4, 1 / 2], abs=1e-12)
    assert parts(singles(3), game) == pytest.approx([1 / 3] * 3, abs=1e-12)


@pytest.mark.parametrize("groups", [singles(5), [[0, 1, 2], [3, 4]], [[0], [1, 2, 3], [4]], [[0, 1, 2, 3, 4]]])
def test_parts_add_up_to_the_whole_change(groups: list[list[int]]) -> None:
    """Whatever the figure of each set of causes is, the parts add up to all less none."""
    rng = np.random.default_rng(4)
    values: dict[Causes, float] = {}
    game: Game = lambda s: values.setdefault(s, float(rng.normal()))  # noqa: E731
    total = sum(parts(groups, game))
    assert total == pytest.approx(values[frozenset(range(5))] - values[frozenset()], abs=1e-12)


def test_the_average_over_all_orders() -> None:
    """A Shapley part is the mean, over every order, of what the cause changes when it comes."""
    from itertools import permutations

    rng = np.random.default_rng(5)
    values: dict[Causes, float] = {}
    game: Game = lambda s: values.setdefault(s, float(rng.normal()))  # noqa: E731
    effects = np.zeros(4)
    for order in permutations(range(4)):
        for place, cause in enumerate(order):
            before = frozenset(order[:place])
            effects[cause] += game(before | {cause}) - game(before)
    assert parts(singles(4), game) == pytest.approx(effects / factorial(4), abs=1e-12)


def test_how_many_sets_are_needed() -> None:
    """Six causes by themselves need all 64 sets; eight in groups of 3, 3, 1 and 1 need 112 and no more than that."""
    assert len(needed_coalitions(singles(6))) == 64
    needed = needed_coalitions([[0, 1, 2], [3, 4, 5], [6], [7]])
    # 16 of whole groups; for either group of three, its 6 incomplete sets with each of the 8 sets of other groups;
    # and those with one cause left out or alone, which are among them.
    assert len(needed) == 16 + 2 * 6 * 8
    assert needed[0] == frozenset()
    assert needed[-1] == frozenset(range(8))
