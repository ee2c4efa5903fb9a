"""The decision: the best designs of the search on callers that it has not seen, each time on others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    replications : range
        Of these callers.
    meets : bool, shape (targets, steps)
        Where the targets surely hold; over the span in every step alike.
    """

    people: Ints
    trial: Trial
    replications: range
    meets: Bools


def final_check(
    search: RotaSearch,
    best: Tried,
    looks: Sequence[range],
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
    looks : sequence of range
        Replications that it has not seen.
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
    for callers in _callers(looks):
        trial = search.trials.trial(people, callers, once=True, progress=progress())
        meets = trial.pooled().surely_meets(each) & np.ones((1, hours.cycle.steps), np.bool_)
        if by_step.any():
            with_plenty = hours.trial(plenty, callers, once=True, progress=progress())
            meets = np.where(by_step, _meets_by_step(trial, with_plenty, each), meets)
        if meets.all():
            return FinalCheck(people, trial, callers, meets)
        people = _next_after(search, people, ~meets)
    raise SimcallError(
        "no rota was found that surely meets the targets on callers that the search has not seen; the rules leave "
        "hardly any room. Allow more people, more paid hours or more kinds of shift"
    )


def _callers(looks: Sequence[range]) -> Iterator[range]:
    """Yield ranges of replications that do not overlap."""
    first, size = looks[0].start, looks[-1].stop - looks[0].start
    for number in range(_CHECKS):
        yield range(first + number * size, first + (number + 1) * size)


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
