"""Tutors: people of a team who sit beside its recruits and take no calls."""

from __future__ import annotations

import numpy as np

from simcall.inputs.plan import Plan
from simcall.inputs.world import Bools

__all__ = ["tutoring"]

_EXACT = 1e-9
"""Three recruits with a third of a tutor each need one tutor, although the floats may add up to more than 1."""


def tutoring(plan: Plan, there: Bools) -> Bools:
    """Tell which duties are spent beside recruits.

    On each shift of a team, the recruits present need a number of tutors, rounded up. The tutors are the team's own
    people present with the highest numbers, or all of them if they are too few. People designated to a line have the
    lowest numbers.

    Parameters
    ----------
    plan : Plan
        The duties.
    there : bool, shape (duties,)
        Duties whose person is present.

    Returns
    -------
    ndarray of bool, shape (duties,)
    """
    sits = np.zeros(len(plan), bool)
    shift = plan.crew * (int(plan.date.max(initial=0)) + 1) + plan.date
    learning = np.flatnonzero(there & (plan.tutors > 0))
    shifts, which = np.unique(shift[learning], return_inverse=True)
    needed = np.ceil(np.bincount(which, plan.tutors[learning]) - _EXACT)
    able = np.flatnonzero(there & (plan.crew >= 0) & (plan.tutors == 0) & np.isin(shift, shifts))
    able = able[np.lexsort((-plan.agent[able], shift[able]))]
    index = np.searchsorted(shifts, shift[able])
    rank = np.arange(len(able)) - np.searchsorted(index, index)
    sits[able[rank < needed[index]]] = True
    return sits
