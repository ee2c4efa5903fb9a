"""Duties with one more person of a group for a while."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simcall.inputs import Duties, Ints

__all__ = ["with_one_more"]


def with_one_more(duties: Duties, group: int, spells: Ints) -> Duties:
    """Return duties with one more person of a group, who takes no break, in some spells of time.

    Parameters
    ----------
    duties : Duties
        Of one replication.
    group : int
        Index of the group.
    spells : int64, shape (spells, 2)
        Ticks at which each begins and ends, in order.
    """
    own = duties.group == group
    if own.any():
        return _with_higher_headcount(duties, group, spells)
    shifts = duties.shifts
    count = len(spells)
    agent = int(shifts.agent[shifts.group == group].max(initial=-1)) + 1
    start = np.concatenate([shifts.start, spells[:, 0]])
    groups = np.concatenate([shifts.group, np.full(count, group)])
    agents = np.concatenate([shifts.agent, np.full(count, agent)])
    order = np.lexsort((agents, groups, start))
    sizes = np.concatenate([np.diff(shifts.first_break), np.zeros(count, np.int64)])
    sizes = sizes[order]
    first_break = np.concatenate([[0], np.cumsum(sizes)])
    first_before = np.concatenate([shifts.first_break[:-1], np.zeros(count, np.int64)])[order]
    taken = np.arange(first_break[-1]) + np.repeat(first_before - first_break[:-1], sizes)
    return replace(
        duties,
        shifts=replace(
            shifts,
            group=groups[order],
            agent=agents[order],
            start=start[order],
            end=np.concatenate([shifts.end, spells[:, 1]])[order],
            role=np.concatenate([shifts.role, np.full(count, group)])[order],
            first_break=first_break,
            break_at=shifts.break_at[taken],
            break_length=shifts.break_length[taken],
        ),
    )


def _with_higher_headcount(duties: Duties, group: int, spells: Ints) -> Duties:
    own = duties.group == group
    tick, headcount = duties.tick[own], duties.headcount[own]
    ticks = np.union1d(tick, spells)
    levels = headcount[np.searchsorted(tick, ticks, side="right") - 1]
    inside = np.searchsorted(spells[:, 0], ticks, side="right") - np.searchsorted(spells[:, 1], ticks, side="right")
    rows = np.column_stack([ticks, np.full(len(ticks), group), levels + inside])
    table = np.concatenate([np.column_stack([duties.tick, duties.group, duties.headcount])[~own], rows])
    tick, groups, headcount = table[np.lexsort((table[:, 1], table[:, 0]))].T
    return replace(duties, tick=tick, group=groups, headcount=headcount)
