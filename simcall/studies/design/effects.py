"""What one more person in each step of the cycle does to each target, on the duties of a trial."""

from __future__ import annotations

import numpy as np

from simcall.inputs import Duties, Floats, Ints
from simcall.studies.design.hour_curves import spare_calls
from simcall.studies.design.rota_trials import RotaTrials, key_of
from simcall.studies.trials.one_more_person import with_one_more

__all__ = ["effects"]

_GAP = 12
"""Steps between people who are added at once; what each does is read off the steps around it."""
_BEFORE = 1


def effects(trials: RotaTrials, people: Ints, replications: range) -> Floats:
    """Return what one more person does, in spare calls over the span.

    Parameters
    ----------
    trials : RotaTrials
        Where people are tried.
    people : int64, shape (options,)
        Steps on each option.
    replications : range
        Whose callers.

    Returns
    -------
    ndarray of float64, shape (targets, steps, groups, steps)
        What one person of a group in the last step, on every day, does to the spare calls of each step. It is 0 for
        steps that are farther away than it is followed, and never negative.
    """
    key = key_of("effects", people, replications)
    return trials.kept.once(key, lambda: {"effects": _effects(trials, people, replications)})["effects"]


def _effects(trials: RotaTrials, people: Ints, replications: range) -> Floats:
    steps, groups = trials.cycle.steps, trials.group_numbers
    gap = min(_GAP, steps)
    before = spare_calls(trials.trial(people, replications)).mean(axis=-1)
    moved = np.zeros((len(trials.targets), steps, len(groups), steps))
    for index, group in enumerate(groups):
        for first in range(gap):
            few = np.arange(first, steps, gap)
            spells = trials.spells(few)

            def more(duties: Duties, number: int = group, when: Ints = spells) -> Duties:
                return with_one_more(duties, number, when)

            after = spare_calls(trials.changed(people, more, replications)).mean(axis=-1)
            for step in few.tolist():
                window = (step - _BEFORE + np.arange(gap)) % steps
                moved[:, window, index, step] = (after - before)[:, window]
    return moved
