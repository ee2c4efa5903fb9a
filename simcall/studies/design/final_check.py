"""The decision: the best designs of the search on callers that it has not seen, each time on others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Bools, Ints
from simcall.studies.design.search import RotaSearch, Tried
from simcall.studies.run import Progress
from simcall.studies.trials.target_trials import Trials
from simcall.studies.trials.trial import Trial

__all__ = ["FinalCheck", "final_check"]

_CHECKS = 4
"""So many designs are checked at most, each on callers of its own."""
_FRESH_SEEDS = 1000
"""How far the seeds of the checks are from that of the search, so that a search with another seed has not seen them."""
_CAN_BE_SURE = 0.99
"""With plenty of people a step must meet its targets at this confidence; otherwise its calls are too few to be sure."""


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
    """

    people: Ints
    trial: Trial
    seed: int
    replications: int
    meets: Bools


def final_check(
    search: RotaSearch,
    best: Tried,
    replications: int,
    plenty: Ints,
    hours: Trials,
    confidence: float,
    progress: Callable[[], Progress],
) -> FinalCheck:
    """Return the first design that surely meets the targets on fresh callers; after each miss, try a safer one.

    Parameters
    ----------
    search : RotaSearch
        The search, which adds people where they help most.
    best : Tried
        Its best design.
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

    Raises
    ------
    SimcallError
        If none of them surely holds.
    """
    each = 1 - (1 - confidence) / _CHECKS
    people, by_step = best.people, np.array(search.program.by_step)[:, None]
    callers, first = range(replications), search.trials.seed + _FRESH_SEEDS
    for seed in range(first, first + _CHECKS):
        trial = search.trials.with_seed(seed).trial(people, callers, once=True, progress=progress())
        meets = trial.pooled().surely_meets(each) & np.ones((1, hours.cycle.steps), np.bool_)
        if by_step.any():
            with_plenty = hours.with_seed(seed).trial(plenty, callers, once=True, progress=progress())
            meets = np.where(by_step, _meets_by_step(trial, with_plenty, each), meets)
        if meets.all():
            return FinalCheck(people, trial, seed, replications, meets)
        people = _next_after(search, people, ~meets)
    raise SimcallError(
        "no rota was found that surely meets the targets on callers that the search has not seen; the rules leave "
        "hardly any room. Allow more people, more paid hours or more kinds of shift"
    )


def _meets_by_step(trial: Trial, plenty: Trial, confidence: float) -> Bools:
    """Return where the targets surely hold, shape (targets, steps); where too few call, the figures decide."""
    never_sure = ~plenty.surely_meets(_CAN_BE_SURE)
    return np.where(never_sure, trial.meets_but_for(plenty.luck()), trial.surely_meets(confidence))


def _next_after(search: RotaSearch, people: Ints, missed: Bools) -> Ints:
    """Return a design that costs the same and has more to spare; otherwise one with one more step where it helps most.

    Parameters
    ----------
    search : RotaSearch
        The search.
    people : int64, shape (options,)
        The design that missed.
    missed : bool, shape (targets, steps)
        Where targets do not surely hold.
    """
    safer = search.safer(people, missed)
    more = search.one_more(people, missed) if safer is None else safer
    if more is None:
        raise SimcallError(
            "the best rota within the rules is too close to call: on callers that the search has not seen it does not "
            "surely meet the targets, and nobody can be added. Allow more people or more paid hours"
        )
    return more
