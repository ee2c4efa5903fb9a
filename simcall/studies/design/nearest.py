"""The design that comes nearest to the targets, where none within the rules meets them.

It begins with the best design of the search, or with the program's answer to the targets relaxed as little as the
program needs. Exchanges of people follow, each simulated with the same callers, as long as less is lacking.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from simcall.inputs import Floats, Ints
from simcall.studies.design.search import RotaSearch
from simcall.studies.design.tried_designs import Tried

__all__ = ["nearest_design"]

_HALVINGS = 8
_RELAXED = (1.0, 1.1, 1.3, 1.6, np.inf)
"""Whole numbers of people may need targets that are relaxed further, by these factors; last, only the limits remain."""
_ROUNDS = 24
_CANDIDATES = 14
_LESS = 1e-9
_GAP, _NODES = 5e-3, 50


def nearest_design(search: RotaSearch) -> Tried | None:
    """Return a design within the rules from which no exchange that was tried comes nearer to the targets.

    None if no design keeps the rules.

    Parameters
    ----------
    search : RotaSearch
        A search that found no design that holds.
    """
    people = _relaxed(search)
    if people is not None:
        search.designs.trial(people)
    now = search.designs.nearest
    if now is None:
        return None
    for _ in range(_ROUNDS):
        better = next((tried for tried in _exchanged(search, now) if tried.shortfall < now.shortfall - _LESS), now)
        if better is now:
            break
        now = better
    return now


def _relaxed(search: RotaSearch) -> Ints | None:
    """Return the program's people for the targets relaxed as little as it needs; None if it finds nobody."""
    floor = _floor(search)
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_enough = search.designs.program.solved(search.learned.weeks, middle * floor, whole=False).people is not None
        low, high = (low, middle) if is_enough else (middle, high)
    for factor in _RELAXED:
        needs = min(high * factor, 1.0) * floor
        solution = search.designs.program.solved(search.learned.weeks, needs, gap=_GAP, nodes=_NODES)
        if solution.people is not None:
            return solution.people.astype(np.int64)
    return None


def _floor(search: RotaSearch) -> Floats:
    """Return the spare calls of each target and step, never positive, with nobody on the options."""
    floor = np.zeros(search.designs.luck.shape)
    for (target, step), planes in search.learned.weeks.planes.items():
        kept = search.learned.weeks.kept[:, step]
        floor[target, step] = min(0.0, *(plane.height + float(np.array(plane.slope) @ kept) for plane in planes))
    return floor


def _exchanged(search: RotaSearch, start: Tried) -> Iterator[Tried]:
    """Yield designs with one more person, or with people moved, those first that should lack least."""
    helped = _helped(search, start)
    designs = (_moved(start.people, move) for move in _moves(start.people, search.designs.program.most, helped))
    for people in islice(filter(search.designs.program.keeps_rules, designs), _CANDIDATES):
        yield search.designs.trial(people)


_Move = tuple[int | None, int, int]
"""The option that people leave, if they come from one, the option that they join, and their number."""


def _moves(people: Ints, most: Ints, helped: Floats) -> list[_Move]:
    """Return the moves that should help most first: of one person who joins, and of one or all who leave an option."""
    room = np.flatnonzero(people < most).tolist()
    moves: list[_Move] = [(None, to, 1) for to in room]
    for away in np.flatnonzero(people > 0).tolist():
        numbers = {1, int(people[away])}
        moves += [(away, to, n) for to in room if to != away for n in numbers if people[to] + n <= most[to]]

    def gain(move: _Move) -> float:
        away, to, number = move
        return float(number * (helped[to] - (0.0 if away is None else helped[away])))

    return sorted(moves, key=gain, reverse=True)


def _moved(people: Ints, move: _Move) -> Ints:
    away, to, number = move
    moved = people.copy()
    moved[to] += number
    if away is not None:
        moved[away] -= number
    return moved


def _helped(search: RotaSearch, tried: Tried) -> Floats:
    """Return by how much less is lacking with one more step on each option."""
    weights = search.moves.missed(tried) / tried.calls[:, None]
    moved = np.tensordot(weights, search.moves.effects.of_person(tried.people), axes=((0, 1), (0, 1)))
    return search.moves.effects.of_options(moved)
