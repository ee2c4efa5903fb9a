"""The decision: the best designs of the search on callers that it has not seen, each time on others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from simcall.inputs import Bools, Ints
from simcall.measures.verdicts import Verdict
from simcall.studies.design.search import RotaSearch
from simcall.studies.run import Progress
from simcall.studies.trials.target_trials import Trials
from simcall.studies.trials.trial import Trial

__all__ = ["FinalCheck", "FinalChecks"]

_CHECKS = 4
"""The most designs that are checked, each on callers of its own."""
_FRESH_SEEDS = 1000
"""The distance of the checks' seeds from the seed of the search, so that no search with a near seed has seen them."""
_CAN_BE_SURE = 0.99
"""With plenty of people a step must meet its targets at this confidence; otherwise its calls are too few to be sure."""
_NO_ROOM = (
    "The best rota within the rules is too close to call: with callers that the search had not seen, it does not "
    "surely meet the targets, and nobody can be added. Allow more people or more paid hours."
)
_NEVER_SURE = (
    f"simcall checked {_CHECKS} rotas with callers that the search had not seen, each with more to spare than the "
    "one before. None of them surely meets the targets. Allow more kinds of shift or other starts."
)


@dataclass(frozen=True)
class FinalCheck:
    """A design, and what it gave on fresh callers.

    Attributes
    ----------
    people : int64, shape (options,)
        Steps on each option.
    trial : Trial
        What it gave.
    seed : int
        Seed of these callers.
    replications : int
        How many there were: the same as in a run with this number and seed.
    meets : bool, shape (targets, steps)
        Where the targets surely hold; over the span in every step alike.
    misses : bool, shape (targets, steps)
        Where they are surely missed.
    obstacle : str
        Why the targets do not all surely hold; empty if they do.
    """

    people: Ints
    trial: Trial
    seed: int
    replications: int
    meets: Bools
    misses: Bools
    obstacle: str = ""

    def verdict(self, target: int) -> Verdict:
        """Return the verdict on a target that is held in every step."""
        if self.meets[target].all():
            return Verdict.MET
        return Verdict.MISSED if self.misses[target].any() else Verdict.TOO_CLOSE


@dataclass(frozen=True)
class FinalChecks:
    """Checks designs on fresh callers.

    Attributes
    ----------
    search : RotaSearch
        The search, which adds people where they help most.
    replications : int
        How many replications each check has. Each has a seed of its own.
    plenty : int64, shape (groups, steps)
        So many people that hardly anybody waits.
    hours : Trials
        Where these are tried.
    confidence : float
        How sure it has to be. As several designs may be checked, each of them has to hold at a confidence whose
        errors add up to that.
    progress : callable
        Gives, for each trial of a check, what to call with the replications done and those planned.
    """

    search: RotaSearch
    replications: int
    plenty: Ints
    hours: Trials
    confidence: float
    progress: Callable[[], Progress]

    def decided(self, people: Ints) -> FinalCheck:
        """Return the first design that surely meets the targets; after each miss, a safer one is checked.

        If none surely meets them, the last one says so.
        """
        for number in range(_CHECKS):
            check = self.check(people, number)
            if check.meets.all():
                return check
            safer = self.search.moves.safer(people, ~check.meets)
            if safer is None:
                return replace(check, obstacle=_NO_ROOM)
            people = safer
        return replace(check, obstacle=_NEVER_SURE)

    def check(self, people: Ints, number: int = 0) -> FinalCheck:
        """Simulate a design; checks with other numbers have other callers."""
        callers, confidence = range(self.replications), 1 - (1 - self.confidence) / _CHECKS
        seed = self.search.designs.trials.seed + _FRESH_SEEDS + number
        trial = self.search.designs.trials.with_seed(seed).trial(people, callers, once=True, progress=self.progress())
        by_step = np.array(self.search.designs.program.by_step)[:, None]
        span = trial.pooled()
        meets, misses = (
            np.where(by_step, of_steps, of_span)
            for of_steps, of_span in (
                (trial.surely_meets(confidence), span.surely_meets(confidence)),
                (trial.surely_misses(confidence), span.surely_misses(confidence)),
            )
        )
        if by_step.any():
            with_plenty = self.hours.with_seed(seed).trial(self.plenty, callers, once=True, progress=self.progress())
            too_few_call = by_step & ~with_plenty.surely_meets(_CAN_BE_SURE)
            meets = np.where(too_few_call, trial.meets_but_for(with_plenty.luck()), meets)
        return FinalCheck(people, trial, seed, self.replications, meets, misses)
