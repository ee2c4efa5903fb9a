"""The search for the least people in each step, by simulation with the same callers.

More people in a step help that step and those after it, and hardly ever hurt one. So the search raises the steps that
miss a target, then takes people away in many steps at once, and puts back those without whom a step misses its target.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Bools, Floats, Ints
from simcall.studies.trials.erlang_start import ErlangStart
from simcall.studies.trials.goals import Goals
from simcall.studies.trials.target_trials import Trials
from simcall.studies.trials.trial import Trial

__all__ = ["HourSearch", "raised"]

_ERLANG_ROUNDS = 7
_MOST_ROUNDS = 200
_LEAST_GAP = 3
"""Steps between people who are taken away in one trial, so that the search knows whose absence a step shows."""
_GAP_OF_CALLS = 3.0
_HARDLY_BETTER = 0.2
"""If a step gains less than this share of what it lacks, the search adds people in the step before."""
_CALLS_OUTLAST_A_STEP = 1 / 3
"""In terms of a step, the mean handling time from which exchanges between steps are tried."""
_EXCHANGES = ((1, 2), (1, 1), (-1, 1), (1, 3), (2, 3), (2, 2), (-1, 2), (-1, -1))
"""Steps after the added person in which two people are taken away."""
_REACH = 6
_SCREENED, _FEWEST, _RULED_OUT = 8, 4, 0.95
"""An eighth of the replications, but at least four, rule out an exchange if it surely misses a target."""


@dataclass
class HourSearch:
    """The search, for the groups one after another.

    Attributes
    ----------
    trials : Trials
        Where numbers of people are tried.
    goals : Goals
        What they have to meet.
    starts : tuple of ErlangStart
        For each group.
    least, most : int64, shape (groups, steps)
        Bounds of the numbers.
    replications : range
        Whose callers decide.
    luck : float64, shape (targets, steps)
        What chance alone does to the figures of each step with these callers.
    """

    trials: Trials
    goals: Goals
    starts: Sequence[ErlangStart]
    least: Ints
    most: Ints
    replications: range
    luck: Floats

    def trial(self, people: Ints) -> Trial:
        """Try numbers of people."""
        return self.trials.trial(people, self.replications)

    def misses(self, people: Ints) -> Bools:
        """Return the steps in which each group misses a target, shape (groups, steps)."""
        return self._missed(self.trial(people))

    def _missed(self, trial: Trial) -> Bools:
        return self.goals.missed_steps(trial.meets_but_for(self.luck))

    def near(self, people: Ints) -> Ints:
        """Return numbers of people near those needed, by moves along the curves of Erlang A."""
        for _ in range(_ERLANG_ROUNDS):
            trial = self.trial(people)
            moved = people.copy()
            for group, start in enumerate(self.starts):
                own = [self.goals.targets.index(aim.target) for aim in start.aims]
                values, meets = trial.values - self.luck, trial.meets_but_for(self.luck)
                moves = start.moves(people[group], values[own], ~meets[own])
                moved[group] += moves
            moved = np.clip(moved, self.least, self.most)
            if (moved == people).all():
                break
            people = moved
        return people

    def repaired(self, people: Ints) -> Ints:
        """Return numbers of people with which every step meets its targets, by raising those that do not.

        Raises
        ------
        SimcallError
            If no number does.
        """
        trial = self.trial(people)
        for _ in range(_MOST_ROUNDS):
            missed = self._missed(trial)
            if not missed.any():
                return people
            more = raised(people, missed, self.most)
            if (more == people).all():
                break
            people, before = more, trial
            trial = self.trial(people)
            people = self._with_the_step_before(people, before, trial)
        raise SimcallError("the search found no numbers of people that meet the targets in every hour")

    def _with_the_step_before(self, people: Ints, before: Trial, now: Trial) -> Ints:
        """Add people one step earlier where a step was raised and hardly gained."""
        stuck = stuck_steps(self.goals, before, now)
        return raised(people, np.roll(stuck, -1, axis=1), self.most) if stuck.any() else people

    def trimmed(self, people: Ints, *, once: bool = False) -> Ints:
        """Return numbers from which no single person can be taken away in any step.

        Parameters
        ----------
        people : int64, shape (groups, steps)
            The numbers.
        once : bool
            Whether to try each step only until it is found to need its people. It may be found so wrongly, where others
            were taken away beside it.
        """
        while True:
            before = people
            for group in range(self.goals.groups):
                people = self._trimmed_group(people, group)
            if once or (people == before).all():
                return people

    def _trimmed_group(self, people: Ints, group: int) -> Ints:
        needed = ~self.trials.in_span | (people[group] <= self.least[group])
        while not needed.all():
            for colour in self._colours(self._gap(group)):
                tried = [step for step in colour if not needed[step]]
                fewer, kept = self._without(people, group, tried)
                needed[[step for step in tried if step not in kept]] = True
                people = fewer
                needed |= people[group] <= self.least[group]
        return people

    def _without(self, people: Ints, group: int, steps: Sequence[int]) -> tuple[Ints, list[int]]:
        """Take a person away in as many of some steps as possible; return the numbers, and the steps."""
        tried = list(steps)
        while tried:
            fewer = people.copy()
            fewer[group, tried] -= 1
            missed = np.flatnonzero(self.misses(fewer).any(axis=0)).tolist()
            if not missed:
                return fewer, tried
            blamed = {latest_before(step, tried, self.trials.cycle.steps) for step in missed}
            tried = [step for step in tried if step not in blamed]
        return people, []

    def exchanged(self, people: Ints) -> Ints:
        """Return numbers that are smaller in all, by adding a person in one step for two fewer in others near it.

        It does nothing where calls are short against a step.
        """
        for group in range(self.goals.groups):
            if self._gap(group) > _LEAST_GAP or self._outlast(group):
                people = self._exchanged_group(people, group)
        return people

    def _exchanged_group(self, people: Ints, group: int) -> Ints:
        improved = True
        while improved:
            improved = False
            for pattern in _EXCHANGES:
                for colour in self._colours(_REACH):
                    better = self._with_exchanges(people, group, colour, pattern)
                    improved |= better is not people
                    people = better
        return people

    def _with_exchanges(self, people: Ints, group: int, colour: Sequence[int], pattern: tuple[int, int]) -> Ints:
        """Exchange people around some steps, wherever all steps still meet their targets then."""
        steps = self.trials.cycle.steps
        tried = [step for step in colour if self._is_possible(people, group, step, pattern)]
        tried = self._promising(people, group, tried, pattern)
        while tried:
            other = exchange(people, group, tried, pattern)
            missed = np.flatnonzero(self.misses(other).any(axis=0)).tolist()
            if not missed:
                return other
            blamed = {latest_before(step + 1, tried, steps) for step in missed}
            tried = [step for step in tried if step not in blamed]
        return people

    def _promising(self, people: Ints, group: int, tried: Sequence[int], pattern: tuple[int, int]) -> list[int]:
        """Return the steps whose exchange a few replications do not rule out."""
        if not tried:
            return []
        few = self.replications[: max(len(self.replications) // _SCREENED, _FEWEST)]
        trial = self.trials.trial(exchange(people, group, tried, pattern), few)
        missed = np.flatnonzero(self.goals.missed_steps(~trial.surely_misses(_RULED_OUT)).any(axis=0)).tolist()
        blamed = {latest_before(step + 1, tried, self.trials.cycle.steps) for step in missed}
        return [step for step in tried if step not in blamed]

    def _is_possible(self, people: Ints, group: int, step: int, pattern: tuple[int, int]) -> bool:
        after = exchange(people, group, [step], pattern)[group]
        in_bounds = (after >= self.least[group]) & (after <= self.most[group])
        return bool(in_bounds.all()) and self.most[group, step] > 0

    def _colours(self, gap: int) -> Iterator[list[int]]:
        """Yield steps that lie at least a gap apart, until all have come."""
        steps = np.flatnonzero(self.trials.in_span).tolist()
        for first in range(min(gap, self.trials.cycle.steps)):
            yield [step for step in steps if step % gap == first]

    def _gap(self, group: int) -> int:
        step_s = 60 * self.trials.cycle.step_min
        return max(_LEAST_GAP, int(np.ceil(_GAP_OF_CALLS * self.starts[group].handling_s / step_s)))

    def _outlast(self, group: int) -> bool:
        """Tell whether calls last so long against a step that people in one can stand in for those of others."""
        steps, step_s = self.trials.cycle.steps, 60 * self.trials.cycle.step_min
        return steps > 1 and self.starts[group].handling_s >= _CALLS_OUTLAST_A_STEP * step_s


def raised(people: Ints, steps: Bools, most: Ints) -> Ints:
    """Return numbers of people with one more in some steps, up to the most."""
    return np.minimum(people + steps, most)


def stuck_steps(goals: Goals, before: Trial, now: Trial) -> Bools:
    """Return the steps that missed a target before and now, and gained hardly anything of what they lacked."""
    stuck = np.zeros((goals.groups, now.meets.shape[1]), np.bool_)
    for index, (target, owner, held) in enumerate(zip(goals.targets, goals.owner, goals.by_step, strict=True)):
        if held:
            lacked, lacks = (abs(trial.values[index] - target.value) for trial in (before, now))
            missed = ~before.meets[index] & ~now.meets[index]
            stuck[owner] |= missed & ~(lacks <= (1 - _HARDLY_BETTER) * lacked)
    return stuck


def exchange(people: Ints, group: int, steps: Sequence[int], pattern: tuple[int, int]) -> Ints:
    """Return numbers of people with one more in some steps, and two fewer in steps near each of them."""
    other = people.copy()
    for step in steps:
        other[group, step] += 1
        for offset in pattern:
            other[group, (step + offset) % people.shape[1]] -= 1
    return other


def latest_before(step: int, tried: Sequence[int], steps: int) -> int:
    """Return the last of some steps of a cycle that is at or before a step."""
    return min(tried, key=lambda candidate: (step - candidate) % steps)
