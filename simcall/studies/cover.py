"""People on duty against the workload of every set of lines, in each hour of the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from simcall.inputs import Bools, Floats

__all__ = ["HourCover", "hours_by_cover", "short_hours"]

_MANY_LINES = 8
_EXACT = 1e-9
_TIE_DECIMALS = 9
"""Hours whose cover differs only by rounding keep the order of the week."""


@dataclass(frozen=True)
class HourCover:
    """The lines with the fewest people for their workload in one hour of the week.

    Attributes
    ----------
    hour : int
        Hour of the week, 0 for Monday 00:00.
    lines : tuple of str
        Of all sets of lines, the set with the fewest people present for each erlang of its workload.
    planned, present : float
        People on duty who answer any of these lines, before and after average absence.
    load : float
        Workload of these lines in erlangs.
    """

    hour: int
    lines: tuple[str, ...]
    planned: float
    present: float
    load: float


def short_hours(by_role: Floats, serves: Bools, load: Floats) -> Bools:
    """Tell in which hours some set of lines has more workload than the people who answer any of them.

    Every set of lines is checked (Hall 1935, "On representatives of subsets"); with very many lines only each line and
    all of them together.
    """
    short = np.zeros(load.shape[1], np.bool_)
    for lines in _sets(len(load)):
        able = by_role[serves[:, lines].any(axis=1)].sum(axis=0)
        short |= able + _EXACT < load[lines].sum(axis=0)
    return short


def hours_by_cover(
    planned: Floats, present: Floats, serves: Bools, load: Mapping[str, Floats]
) -> tuple[HourCover, ...]:
    """Return the hours with workload, thinnest first, from the people of each role and the load of each line."""
    names, loads = list(load), np.array(list(load.values()))
    line_sets = list(_sets(len(names)))
    able = np.array([serves[:, lines].any(axis=1) for lines in line_sets])
    workload = np.array([loads[lines].sum(axis=0) for lines in line_sets])
    people, coming = able @ planned, able @ present
    with np.errstate(divide="ignore", invalid="ignore"):
        per_erlang = np.where(workload > 0, coming / workload, np.inf)
    thinnest, lowest = per_erlang.argmin(axis=0).tolist(), per_erlang.min(axis=0)
    return tuple(
        HourCover(
            hour,
            tuple(names[line] for line in line_sets[lines]),
            *(float(values[lines, hour]) for values in (people, coming, workload)),
        )
        for hour in np.argsort(np.round(lowest, _TIE_DECIMALS), kind="stable").tolist()
        if np.isfinite(lowest[hour])
        for lines in (thinnest[hour],)
    )


def _sets(lines: int) -> Iterator[list[int]]:
    """Yield the sets of lines to check."""
    sizes = range(1, lines + 1) if lines <= _MANY_LINES else (1, lines)
    for size in sizes:
        yield from map(list, combinations(range(lines), size))
