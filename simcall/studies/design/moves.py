"""Designs that one or two people make from another: added where they help most, exchanged, or taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from simcall.inputs import Bools, Floats, Ints
from simcall.studies.design.effects import PersonEffects
from simcall.studies.design.program import Program
from simcall.studies.design.tried_designs import Tried, TriedDesigns

__all__ = ["Moves"]

_CANDIDATES = 14
_SAME = 1e-9
"""Weights that differ by less count as equal."""
_NOWHERE = -1
"""Stands in place of an option when a step is taken away and no option gets it."""
_ROUNDS = 24
_MOST_RAISES = 60
_BY_PRESENCE = 1e-6
"""Where the few replications show no effect, being on duty in a missed step counts as this many calls."""
_RACE, _LOST = 3, 2.0
"""The search gives up a neighbour that, after this many replications, misses by this many standard errors."""


@dataclass(frozen=True)
class Moves:
    """The moves of a search.

    Attributes
    ----------
    designs : TriedDesigns
        Where designs are tried.
    effects : PersonEffects
        What one more person does.
    """

    designs: TriedDesigns
    effects: PersonEffects

    @property
    def _program(self) -> Program:
        return self.designs.program

    @property
    def _weights(self) -> Floats:
        return np.array([option.weight for option in self._program.options])

    def raised(self, start: Tried) -> Tried | None:
        """Return a design that holds, with people added where they help most; None if the rules forbid it."""
        now = start
        for _ in range(_MOST_RAISES):
            if now.holds:
                return now
            people = self.one_more(now.people, self.missed(now))
            if people is None:
                return None
            now = self.designs.trial(people)
        return None

    def missed(self, tried: Tried) -> Bools:
        """Return which targets are missed in which steps; over the span in all of them."""
        missed = np.zeros(self.designs.luck.shape, np.bool_)
        for target, held in enumerate(self._program.by_step):
            missed[target] = ~tried.meets[target] if held else not tried.meets[target].all()
        return missed

    def one_more(self, people: Ints, missed: Bools) -> Ints | None:
        """Return a design with another step where it helps most for what it adds to what is minimised.

        Parameters
        ----------
        people : int64, shape (options,)
            Steps on each option.
        missed : bool, shape (targets, steps)
            What it is to help.
        """
        helped = self._help(people, missed)
        for option in np.argsort(-helped / np.maximum(self._weights, _SAME), kind="stable").tolist():
            more = people.copy()
            more[option] += 1
            if helped[option] > 0 and more[option] <= self._program.most[option] and self._program.keeps_rules(more):
                return more
        return None

    def _help(self, people: Ints, missed: Bools) -> Floats:
        """Return how much another step on each option helps what is missed, shape (options,)."""
        helped = self.effects.of_options(self.effects.of_person(people)[missed].sum(axis=0))
        helped += _BY_PRESENCE * (self.effects.covers * missed.any(axis=0)).sum(axis=1)
        return helped

    def safer(self, people: Ints, missed: Bools) -> Ints | None:
        """Return a design that has more to spare: at the same cost, or the cheapest that is known or has a step more.

        Parameters
        ----------
        people : int64, shape (options,)
            Steps on each option.
        missed : bool, shape (targets, steps)
            What is to be helped.

        Returns
        -------
        int64, shape (options,), or None
            None if the rules leave no such design.
        """
        start = self.designs.trial(people)
        exchanged = self._safest_exchange(start, missed)
        if exchanged is not None:
            return exchanged.people
        more = self.one_more(people, missed)
        others = [*self.designs.tried.values(), *([] if more is None else [self.designs.trial(more)])]
        safer = [tried for tried in others if tried.holds and tried.clearance > start.clearance]
        best = min(safer, key=lambda tried: (tried.objective, -tried.clearance), default=None)
        return more if best is None else best.people

    def _safest_exchange(self, start: Tried, missed: Bools) -> Tried | None:
        """Return the design with most to spare of those that exchange one person and cost the same."""
        helped = self._help(start.people, missed)
        weights = self._weights
        pairs = [
            (away, more)
            for away in np.flatnonzero(start.people > 0).tolist()
            for more in np.flatnonzero(np.abs(weights - weights[away]) < _SAME).tolist()
            if more != away
        ]
        helpful = islice(self._moved(start.people, pairs, helped[None, :], 0.0), _CANDIDATES)
        best = max(map(self.designs.trial, helpful), key=lambda tried: tried.clearance, default=start)
        return best if best.holds and best.clearance > start.clearance else None

    def _moved(
        self, people: Ints, pairs: Sequence[tuple[int, int]], worth: Floats, above: float = -np.inf
    ) -> Iterator[Ints]:
        """Yield designs within the rules that have one step moved, those that are worth most first.

        Parameters
        ----------
        people : int64, shape (options,)
            The design.
        pairs : sequence of (int, int)
            The option that loses a step, and the one that gets it or `_NOWHERE`. Thousands of pairs are usual.
        worth : float64, shape (targets, options)
            What a step on each option is worth to each target; the least of the targets counts.
        above : float
            Only designs that are worth more than this.
        """
        if not pairs:
            return
        away, more = np.array(pairs, np.int64).T
        gain = (np.where(more == _NOWHERE, 0.0, worth[:, more]) - worth[:, away]).min(axis=0)
        for number in np.argsort(-gain, kind="stable").tolist():
            if gain[number] <= above:
                return
            moved = people.copy()
            moved[away[number]] -= 1
            if more[number] != _NOWHERE:
                moved[more[number]] += 1
            if (moved <= self._program.most).all() and self._program.keeps_rules(moved):
                yield moved

    def improved(self, start: Tried) -> Tried:
        """Return the best design that exchanges of one or two people lead to."""
        best = start
        for _ in range(_ROUNDS):
            better = self._better_neighbour(best)
            if better is None:
                return best
            best = better
        return best

    def _better_neighbour(self, start: Tried) -> Tried | None:
        cheaper = self._moved(start.people, list(self._cheaper(start.people)), self._worth(start))
        for people in islice(cheaper, _CANDIDATES):
            if not self._loses_race(people) and self.designs.trial(people).holds:
                return self.designs.trial(people)
        return None

    def _loses_race(self, people: Ints) -> bool:
        """Tell whether a design clearly misses after a few replications, unless it has been tried."""
        if people.tobytes() in self.designs.tried or len(self.designs.replications) <= _RACE:
            return False
        return self.designs.race(people, _RACE).misses(_LOST)

    def _cheaper(self, people: Ints) -> Iterator[tuple[int, int]]:
        """Yield what leads to less of what is minimised: a step taken away from an option, or put on a cheaper one."""
        weights = self._weights
        for away in np.flatnonzero(people > 0).tolist():
            yield away, _NOWHERE
            yield from ((away, more) for more in np.flatnonzero(weights < weights[away] - _SAME).tolist())

    def _worth(self, tried: Tried) -> Floats:
        """Return the spare calls of one more step on each option, shape (targets, options)."""
        moved = self.effects.of_person(tried.people).sum(axis=1)
        return np.array([self.effects.of_options(of_target) for of_target in moved])
