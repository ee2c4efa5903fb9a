"""Headcounts of groups that people are taken from, without the people who are on duty elsewhere.

The plan has the whole headcount. People who are missing by rule R5a of the engines are on duty in the group that took
them, and nobody is on duty twice.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simcall.engine.records import DutyRecords
from simcall.inputs.world import Duties, Ints, Shifts

__all__ = ["without_taken_people"]


def without_taken_people(stays: DutyRecords, duties: Duties, source: Ints, horizon: int) -> Duties:
    """Return the duties with headcounts that are less by the people who are missing.

    Parameters
    ----------
    stays : DutyRecords
        When each person was present.
    duties : Duties
        As planned.
    source : int64, shape (groups,)
        From which group each group's people are taken; negative if from none.
    horizon : int
        The tick at which the run ends.

    Returns
    -------
    Duties
    """
    # Named people are on duty only while they are present. (`np.intersect1d` would import NumPy's masked arrays.)
    for home in sorted(set(source.tolist()) & set(duties.group.tolist())):
        left, back = _absences(stays, duties.shifts, np.flatnonzero(source == home))
        duties = _reduced(duties, home, left, back, horizon)
    return duties


def _absences(stays: DutyRecords, shifts: Shifts, takers: Ints) -> tuple[Ints, Ints]:
    """Return when people of some groups come on duty, and when they have gone: breaks and last calls included."""
    group, agent, start, end = (
        np.concatenate([getattr(stays, name), getattr(shifts, name)]) for name in ("group", "agent", "start", "end")
    )
    own = np.isin(group, takers)
    group, agent, tick = (np.tile(group[own], 2), np.tile(agent[own], 2), np.concatenate([start[own], end[own]]))
    change = np.repeat([1, -1], own.sum())
    order = np.lexsort((-change, tick, agent, group))  # a start before an end, so that a stay may follow on a stay
    tick, change = tick[order], change[order]
    under_way = np.cumsum(change)
    return np.sort(tick[(under_way == 1) & (change == 1)]), np.sort(tick[under_way == 0])


def _reduced(duties: Duties, home: int, left: Ints, back: Ints, horizon: int) -> Duties:
    """Return the duties with a headcount of one group that is less by those who have left and are not back."""
    own = duties.group == home
    tick = np.unique(np.concatenate([duties.tick[own], left, back]))
    tick = tick[tick < horizon]
    planned = duties.headcount[own][np.searchsorted(duties.tick[own], tick, side="right") - 1]
    missing = np.searchsorted(left, tick, side="right") - np.searchsorted(back, tick, side="right")
    ticks = np.concatenate([duties.tick[~own], tick])
    order = np.argsort(ticks, kind="stable")
    return replace(
        duties,
        tick=ticks[order],
        group=np.concatenate([duties.group[~own], np.full(len(tick), home)])[order],
        headcount=np.concatenate([duties.headcount[~own], np.maximum(planned - missing, 0)])[order],
    )
