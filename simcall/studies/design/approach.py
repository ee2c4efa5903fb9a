"""Trials that just miss the targets, between designs that have enough people and those that have too few.

Such a trial says more about the best designs than one that misses by far (the extended supporting hyperplanes of
Kronqvist, Lundell and Westerlund 2016, Journal of Global Optimization 64:249). These designs need not keep the limits
of people, hours, crews and kinds: what their trials say holds for all designs.
"""

from __future__ import annotations

import numpy as np

from simcall.inputs import Floats, Ints
from simcall.studies.design.learned_rows import LearnedRow, LearnedRows
from simcall.studies.design.options import Option

__all__ = ["approach"]

_MOST_ROUNDS = 45
_SLOW, _SLOWLY = 10, 1e-3
"""It ends when the linear program's optimum has risen in this number of rounds by less than this part."""
_HALVINGS = 3
_PARTS_MORE = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 1.0)
"""Parts by which the linear program's people are raised until there are enough."""
_PART = 4
"""One replication in this number tells whether a design on the way has enough people."""
_CONTRADICTS = 1e-6


def approach(learned: LearnedRows) -> None:
    """Learn rows until the linear program's optimum hardly rises any more."""
    enough = _enough(learned)
    if enough is None:
        return
    learned.designs.correct_by(_whole(learned, enough))
    optima: list[float] = []
    for _ in range(_MOST_ROUNDS):
        linear = learned.linear()
        optima.append(linear.objective)
        if linear.people is None or (len(optima) > _SLOW and optima[-1] < optima[-1 - _SLOW] * (1 + _SLOWLY)):
            return
        if not _learn_between(learned, enough, np.asarray(linear.people, np.float64)):
            return


def _enough(learned: LearnedRows) -> Floats | None:
    """Return some people on each option who have calls to spare: the linear program's, and a part more."""
    people = learned.linear().people
    if people is None:
        return None
    parts = (np.asarray(people * (1 + part), np.float64) for part in _PARTS_MORE)
    return next((more for more in parts if learned.designs.trial(_whole(learned, more)).spare.min() >= 0), None)


def _learn_between(learned: LearnedRows, enough: Floats, too_few: Floats) -> bool:
    """Learn from a design that just misses, otherwise from the last; tell whether too few people contradict it."""
    last = _whole(learned, too_few)
    for people in (_first_that_misses(learned, enough, too_few), last):
        if any(_is_missed(row, too_few) for row in learned.add(learned.designs.trial(people))):
            return True
    return False


def _first_that_misses(learned: LearnedRows, enough: Floats, too_few: Floats) -> Ints:
    """Return a design about as near to enough people as one can miss, on the way from there to too few."""
    designs = learned.designs
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        people = _whole(learned, enough + middle * (too_few - enough))
        has_enough = designs.race(people, len(designs.replications) // _PART).spare.min() >= 0
        low, high = (middle, high) if has_enough else (low, middle)
    return _whole(learned, enough + high * (too_few - enough))


def _is_missed(row: LearnedRow, people: Floats) -> bool:
    return row.least - float(row.values @ people) > _CONTRADICTS


def _whole(learned: LearnedRows, people: Floats) -> Ints:
    """Return whole people, rounded up or down in turn, so that about as many are there at any time."""
    program = learned.program
    order = sorted(range(len(people)), key=lambda index: _side_by_side(program.options[index]))
    whole, carried = np.zeros(len(people), np.int64), 0.0
    for index in order:
        whole[index] = max(round(float(people[index]) + carried), 0)
        carried += float(people[index]) - int(whole[index])
    return np.minimum(whole, program.most)


def _side_by_side(option: Option) -> tuple[str, tuple[str, ...], str]:
    """Return what to sort options by, so that those that cover about the same time are side by side."""
    return option.group, option.days, option.shift
