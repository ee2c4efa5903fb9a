"""The final check, on callers that the search has not seen: a step that misses its targets gets one more person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Bools, Ints
from simcall.studies.staff.search import raised, stuck_steps
from simcall.studies.trials.goals import Goals
from simcall.studies.trials.target_trials import Trials
from simcall.studies.trials.trial import Trial

__all__ = ["CONFIDENCE", "Checked", "checked"]

CONFIDENCE = 0.95
"""How sure it is that a step meets its targets: the confidence of one-sided bounds."""
_SETTLED = 0.999
"""The confidence at which the first replications alone settle a step, so that a second look adds hardly any error."""
_CAN_BE_SURE = 0.99
"""With the most people a step must meet its targets at this confidence; otherwise its calls are too few to be sure."""
_MOST_ROUNDS = 40


@dataclass(frozen=True)
class Checked:
    """Numbers of people with which every step holds on fresh callers.

    Attributes
    ----------
    people : int64, shape (groups, steps)
        The numbers.
    trial : Trial
        What they gave on the fresh callers.
    too_close : bool, shape (groups, steps)
        Steps that were raised because it was too close to call whether one fewer would do.
    open : bool, shape (groups, steps)
        Steps that do not surely hold even with the most people, as too few call. Their figure decides, without a bound.
    """

    people: Ints
    trial: Trial
    too_close: Bools
    open: Bools


def checked(
    trials: Trials,
    goals: Goals,
    people: Ints,
    most: Ints,
    looks: Sequence[range],
    progress: Callable[[], None] | None = None,
) -> Checked:
    """Check numbers of people on fresh callers, and raise them until every step holds.

    Parameters
    ----------
    trials : Trials
        Where they are tried.
    goals : Goals
        What they have to meet.
    people : int64, shape (groups, steps)
        The numbers.
    most : int64, shape (groups, steps)
        Bounds of them.
    looks : sequence of range
        Fresh replications, in the order in which they are added while a step is too close to call.
    progress : callable, optional
        Called after each round.
    """
    plenty = _looked_at(trials, goals, most, looks)
    never_sure, luck = goals.missed_steps(plenty.surely_meets(_CAN_BE_SURE)), plenty.luck()
    too_close = np.zeros(people.shape, np.bool_)
    before: Trial | None = None
    for _ in range(_MOST_ROUNDS):
        trial = _looked_at(trials, goals, people, looks)
        if progress is not None:
            progress()
        unsure = goals.missed_steps(trial.surely_meets(CONFIDENCE))
        doubtful = np.where(never_sure, goals.missed_steps(trial.meets_but_for(luck)), unsure)
        more = raised(people, doubtful, most)
        if before is not None:
            stuck = stuck_steps(goals, before, trial) & ~never_sure
            more = raised(more, np.roll(stuck, -1, axis=1), most)
        if (more == people).all():
            break
        too_close |= doubtful & ~goals.missed_steps(trial.meets)
        too_close &= ~(doubtful & goals.missed_steps(trial.meets))
        people, before = more, trial
    return Checked(people, trial, too_close & ~never_sure, never_sure)


def _looked_at(trials: Trials, goals: Goals, people: Ints, looks: Sequence[range]) -> Trial:
    """Try numbers of people, with more replications while a step is too close to call."""
    trial = trials.trial(people, looks[0])
    for more in looks[1:]:
        doubtful = goals.missed_steps(trial.surely_meets(_SETTLED)) & ~goals.missed_steps(
            ~trial.surely_misses(_SETTLED)
        )
        if not doubtful.any():
            break
        trial = trial.joined(trials.trial(people, more))
    return trial
