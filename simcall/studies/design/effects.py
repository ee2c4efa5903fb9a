"""What one more person in each step of the cycle does to each target, on the duties of a trial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Duties, Floats, Ints
from simcall.studies.design.hour_curves import spare_calls
from simcall.studies.design.options import Option
from simcall.studies.design.rota_trials import RotaTrials, key_of
from simcall.studies.trials.one_more_person import with_one_more
from simcall.studies.trials.trial import Trial

__all__ = ["PersonEffects"]

_GAP = 8
"""Steps between people who are added in one trial; the effect of each is read off the steps around it."""
_BEFORE = 1


@dataclass(frozen=True)
class PersonEffects:
    """What one more person does, in each step or on an option.

    Attributes
    ----------
    trials : RotaTrials
        Where people are tried.
    options : sequence of Option
        The options.
    covers : float64, shape (options, steps)
        People rostered, for each step on an option.
    attendance : float64, shape (groups,)
        The chance of each person of a group to be there.
    by_step : sequence of bool
        Whether each target is held in every step.
    replications : range
        Whose callers say what one more person does.
    """

    trials: RotaTrials
    options: Sequence[Option]
    covers: Floats
    attendance: Floats
    by_step: Sequence[bool]
    replications: range

    def of_person(self, people: Ints) -> Floats:
        """Return what one more person does besides some people on the options, in spare calls over the span.

        Parameters
        ----------
        people : int64, shape (options,)
            Steps on each option.

        Returns
        -------
        ndarray of float64, shape (targets, steps, groups, steps)
            What one person of a group in the last step, on every day, does to the spare calls of each step. It is 0
            for steps that are farther away than it is followed, and never negative.
        """
        return self.trials.kept.once(
            key_of("effects", people, self.replications), lambda: {"effects": self._of_person(people)}
        )["effects"]

    def _of_person(self, people: Ints) -> Floats:
        trials, callers = self.trials, self.replications
        steps, groups = trials.cycle.steps, trials.group_numbers
        gap = min(_GAP, steps)
        before = self._spare(trials.trial(people, callers))
        moved = np.zeros((len(trials.targets), steps, len(groups), steps))
        for index, group in enumerate(groups):
            for first in range(gap):
                few = np.arange(first, steps, gap)
                spells = trials.spells(few)

                def more(duties: Duties, number: int = group, when: Ints = spells) -> Duties:
                    return with_one_more(duties, number, when)

                after = self._spare(trials.changed(people, more, callers))
                for step in few.tolist():
                    window = (step - _BEFORE + np.arange(gap)) % steps
                    moved[:, window, index, step] = (after - before)[:, window]
        return moved

    def _spare(self, trial: Trial) -> Floats:
        """Return the mean spare calls, shape (targets, steps)."""
        mean: Floats = spare_calls(trial, self.by_step).mean(axis=-1)
        return mean

    def of_options(self, moved: Floats) -> Floats:
        """Return what a step on each option does, shape (options,).

        Parameters
        ----------
        moved : float64, shape (groups, steps)
            What a person of each group in each step does.
        """
        names = list(dict.fromkeys(option.group for option in self.options))
        rows = [names.index(option.group) for option in self.options]
        present = self.covers * self.attendance[rows][:, None]
        values: Floats = np.maximum((moved[rows] * present).sum(axis=1), 0.0)
        return values
