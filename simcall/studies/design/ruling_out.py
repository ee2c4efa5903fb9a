"""Designs that are cheaper than the best, ruled out one after the other, where there are few options."""

from __future__ import annotations

import numpy as np

from simcall.inputs import Floats, Ints
from simcall.studies.design.program import Weeks
from simcall.studies.design.tried_designs import Tried, TriedDesigns

__all__ = ["FEW_OPTIONS", "ruled_out"]

FEW_OPTIONS = 10
"""With more options too many designs are left to be ruled out."""
_MOST_CUTS = 40
_NODES = 1000
_CHEAPER = 1e-6
_CLEARLY = 4.0
"""A part of the replications rules a design out if it misses by this many standard errors."""
_PART = 8
"""One replication in this number is tried first."""
_FEWEST = 4


def ruled_out(designs: TriedDesigns, weeks: Weeks, best: Tried, bound: float, sure: float) -> tuple[Tried, float]:
    """Try the cheapest designs that nothing rules out; return the best design and a bound that may now be higher.

    A design that surely misses rules out all that have nowhere more people, as long as more people never make a figure
    worse. This soon leaves no design that is cheaper than the best.

    Parameters
    ----------
    designs : TriedDesigns
        Where designs are tried.
    weeks : Weeks
        What the options do.
    best : Tried
        A design that holds.
    bound : float
        The bound so far.
    sure : float
        By how many standard errors the figures of the trials may be off.
    """
    cuts: list[Floats] = []
    is_sure, no_needs = True, np.zeros(designs.luck.shape)
    for _ in range(_MOST_CUTS):
        solution = designs.program.solved(weeks, no_needs, cuts=cuts, gap=0.0, nodes=_NODES)
        if is_sure:
            bound = max(bound, min(solution.bound, best.objective))
        if solution.people is None or solution.bound >= best.objective - _CHEAPER:
            break
        people = solution.people.astype(np.int64)
        tried = _raced(designs, people, sure)
        if tried.holds:
            best = min(tried, best, key=lambda design: design.objective)
            return best, min(bound, best.objective)
        is_sure = is_sure and tried.misses(sure)
        cuts.append(_rostered(designs, weeks, people))
    return best, bound


def _raced(designs: TriedDesigns, people: Ints, sure: float) -> Tried:
    """Simulate a design with a part of the replications, and with all if that part does not rule it out."""
    race = designs.race(people, max(len(designs.replications) // _PART, _FEWEST))
    return race if race.misses(max(sure, _CLEARLY)) else designs.trial(people)


def _rostered(designs: TriedDesigns, weeks: Weeks, people: Ints) -> Floats:
    """Return the people whom a design has in each step, shape (groups, steps)."""
    program = designs.program
    of_group = np.array([[option.group == name for option in program.options] for name in program.request.groups])
    return (of_group * people) @ weeks.covers + weeks.kept
