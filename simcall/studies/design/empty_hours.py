"""Find hours with calls that no shift to choose from covers: often the reason why a target cannot be met."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simcall.inputs import Bools
from simcall.scenario.models.week import join_steps, spans_in_words
from simcall.studies.design.program import Weeks
from simcall.studies.trials.cycle import Cycle

__all__ = ["empty_hours_in_words"]

_MOST_NAMED = 4


def empty_hours_in_words(weeks: Weeks, rang: Bools, cycle: Cycle, groups: Sequence[str]) -> str:
    """Name the hours with calls in which nobody can be on duty; return nothing if there are none.

    Parameters
    ----------
    weeks : Weeks
        What the options do, and who stays on duty.
    rang : bool, shape (steps,)
        When somebody rang.
    cycle : Cycle
        The steps.
    groups : sequence of str
        The groups that are designed.
    """
    nobody = (weeks.covers <= 0).all(axis=0) & (weeks.kept <= 0).all(axis=0)
    minutes = np.flatnonzero(cycle.week(nobody & rang)) * cycle.step_min
    if not len(minutes):
        return ""
    times = spans_in_words(join_steps(minutes.tolist(), cycle.step_min), in_full=True)
    more = f" and at {len(times) - _MOST_NAMED} more times" if len(times) > _MOST_NAMED else ""
    return (
        f"Nobody in {' or '.join(groups)} can be on duty at these times: {'; '.join(times[:_MOST_NAMED])}{more}. No "
        "shift that you allow covers them: add starts, lengths or days that do."
    )
