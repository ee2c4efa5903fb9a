"""The least person-hours with which targets hold over the whole span.

Erlang A says roughly in which steps the next person helps most. From there the search goes on as successive linear
programs (Cezik and L'Ecuyer 2008, Management Science 54:310, cut in the same way): simulation says what a person more
or fewer in each step does to each target, an integer program takes away and adds at most one in every step, and the
numbers that it gives are simulated before they count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint

from simcall.inputs import Bools, Floats, Ints
from simcall.studies.integer_programs import solve
from simcall.studies.trials.erlang_start import ErlangStart
from simcall.studies.trials.goals import Goals
from simcall.studies.trials.target_trials import Trials
from simcall.studies.trials.trial import Trial

__all__ = ["WeekSearch"]

_GAP = 12
"""Steps between people who are added or taken away in one trial; the effect of each is read off the steps around it."""
_BEFORE = 1
_HALVINGS = 14
_ROUNDS = 3
_CAUTION = (1.0, 1.3, 1.8, 3.0)
"""Losing a person is taken to be this many times worse than measured: each number in turn, until a trial holds."""
_MIP_GAP = 0.002
_NODES = 200
"""The most nodes of the tree; time does not count, so that the answer is the same on every machine."""
_MOST_RAISES = 200
_AT_ONCE = 20
"""While a target is missed, one step in this number gets another person at once."""


@dataclass(frozen=True)
class WeekSearch:
    """The search for targets over the span.

    Attributes
    ----------
    trials : Trials
        Where numbers of people are tried.
    goals : Goals
        The targets.
    starts : tuple of ErlangStart
        For each group.
    least, most : int64, shape (groups, steps)
        Bounds of the numbers.
    replications : range
        Whose callers decide.
    measured_on : range
        Whose callers say what a person more or fewer does: fewer of them, as it takes many trials.
    """

    trials: Trials
    goals: Goals
    starts: Sequence[ErlangStart]
    least: Ints
    most: Ints
    replications: range
    measured_on: range

    def trial(self, people: Ints) -> Trial:
        """Try numbers of people."""
        return self.trials.trial(people, self.replications)

    def rough(self) -> Ints:
        """Return numbers along one threshold of what the next person is worth to Erlang A, as few as hold."""
        worths = [start.worth_of_next(int(self.most[group].max())) for group, start in enumerate(self.starts)]
        largest = max(float(worth.max()) for worth in worths)
        low, high = largest * 1e-6, largest
        people = self._above(worths, low)
        for _ in range(_HALVINGS):
            middle = float(np.sqrt(low * high))
            tried = self._above(worths, middle)
            if self.holds(self.trial(tried)):
                low, people = middle, tried
            else:
                high = middle
        return people if self.holds(self.trial(people)) else self.raised(people)

    def _above(self, worths: Sequence[Floats], threshold: float) -> Ints:
        """Return the most people in each step of whom the last is worth at least a threshold."""
        numbers = [
            np.where(worth >= threshold, np.arange(1, worth.shape[1] + 1), 0).max(axis=1, initial=0) for worth in worths
        ]
        return np.clip(np.array(numbers, np.int64), self.least, self.most)

    def holds(self, trial: Trial) -> bool:
        """Tell whether the targets that are held over the span are met."""
        return not self.goals.over_span(trial).any()

    def improved(self, people: Ints) -> Ints:
        """Return numbers that hold with fewer person-hours, as far as the linear programs find them."""
        for _ in range(_ROUNDS):
            trial = self.trial(people)
            spare = self._spare(trial).sum(axis=1)
            loss, gain = self._effects(people, -1), self._effects(people, 1)
            better = next(
                (
                    moved
                    for caution in _CAUTION
                    for moved in (self._moved(people, spare, caution * loss, gain / caution),)
                    if moved.sum() < people.sum() and self.holds(self.trial(moved))
                ),
                None,
            )
            if better is None:
                return people
            people = better
        return people

    def raised(self, people: Ints, confidence: float | None = None, looks: range | None = None) -> Ints:
        """Return numbers with more people, where they help most, until the targets hold.

        Parameters
        ----------
        people : int64, shape (groups, steps)
            The numbers.
        confidence : float, optional
            Of one-sided bounds that have to meet the targets; by default, the figures themselves have to.
        looks : range, optional
            Whose callers decide; by default, those of the search.
        """
        replications = self.replications if looks is None else looks
        order: Ints | None = None
        for _ in range(_MOST_RAISES):
            trial = self.trials.trial(people, replications)
            missed = self._missed(trial, confidence)
            if not missed.any():
                break
            if order is None:
                order = self._where_it_helps(people, missed)
            count = max(len(order) // _AT_ONCE, 1)
            more = people.copy()
            more.flat[order[:count]] += 1
            order = np.roll(order, -count)
            people = np.minimum(more, self.most)
        return people

    def _where_it_helps(self, people: Ints, missed: Bools) -> Ints:
        """Return the steps of the groups that missed targets are a matter of, flat, the most helpful first."""
        helped = self._effects(people, 1)[missed].sum(axis=0)
        owners = {owner for owner, is_missed in zip(self.goals.owner, missed, strict=True) if is_missed}
        order = np.argsort(-helped, axis=None, kind="stable")
        return np.array([step for step in order.tolist() if step // people.shape[1] in owners], np.int64)

    def _missed(self, trial: Trial, confidence: float | None) -> Bools:
        span = trial.pooled()
        meets = span.meets if confidence is None else span.surely_meets(confidence)
        missed: Bools = ~meets[:, 0] & ~np.array(self.goals.by_step)
        return missed

    def _spare(self, trial: Trial) -> Floats:
        """Return by how many calls each target is more than met, shape (targets, steps); it adds up over the steps."""
        rows = []
        for target, totals in zip(self.goals.targets, trial.totals, strict=True):
            upward = 1 if target.comparison in (">=", ">") else -1
            rows.append(upward * (totals.numerator - target.value * totals.denominator).mean(axis=0))
        return np.array(rows)

    def _effects(self, people: Ints, change: int) -> Floats:
        """Return what a person more or fewer in each step does, in spare calls, shape (targets, groups, steps).

        It is positive: what is gained by a person more, or lost by one fewer.
        """
        steps = self.trials.cycle.steps
        effects = np.zeros((len(self.goals.targets), *people.shape))
        before = self._spare(self.trials.trial(people, self.measured_on))
        gap = min(_GAP, steps)
        for group in range(people.shape[0]):
            for first in range(gap):
                tried = np.arange(first, steps, gap)
                other = people.copy()
                other[group, tried] = np.clip(other[group, tried] + change, 0, None)
                moved = change * (self._spare(self.trials.trial(other, self.measured_on)) - before)
                for step in tried.tolist():
                    window = (step - _BEFORE + np.arange(gap)) % steps
                    effects[:, group, step] = moved[:, window].sum(axis=1)
        return np.maximum(effects, 0.0)

    def _moved(self, people: Ints, spare: Floats, loss: Floats, gain: Floats) -> Ints:
        """Take away and add at most one person in each step, so that the fewest are left and every target holds."""
        size = people.size
        may_go, may_come = (people > self.least).ravel(), (people < self.most).ravel()
        over_span = ~np.array(self.goals.by_step)
        rows = np.hstack([loss.reshape(len(loss), size), -gain.reshape(len(gain), size)])[over_span]
        one_way = np.hstack([np.eye(size), np.eye(size)])
        result = solve(
            np.concatenate([-np.ones(size), np.ones(size)]),
            integrality=np.ones(2 * size, np.int64),
            bounds=Bounds(0, np.concatenate([may_go, may_come]).astype(np.float64)),
            constraints=[
                LinearConstraint(rows, ub=spare[over_span]),
                LinearConstraint(one_way, ub=1),
            ],
            options={"mip_rel_gap": _MIP_GAP, "node_limit": _NODES},
        )
        if result.x is None:
            return people
        changes = np.rint(result.x).astype(np.int64)
        moved: Ints = people + (changes[size:] - changes[:size]).reshape(people.shape)
        return moved
