"""Which numbers of units fit a log about as well as the best: a search over each structure's numbers by part of day."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import product, repeat

import numpy as np

from docs.builder.dispatch.figures import Goal, goals, read
from docs.builder.dispatch.fitting import Fitted, fitted_to
from docs.builder.dispatch.log import Incidents
from docs.builder.dispatch.response import STEPS, Team, Units, simulated
from docs.builder.dispatch.structures import CHOICE_ALONE, Structure

__all__ = ["Found", "Tried", "accepted", "misfit", "search", "simulated_weeks", "together", "weights_of"]

_WEEKS, _SEED = 20, 1
_SUNDAY = date(2025, 10, 12)
"""Of the weeks that are simulated in a search. No clock changes in them."""
_SWEEPS, _REACH = 2, 4
_FURTHER = (-3, -2, 2, 3, 4, 6, 9, 12, 20, 30)
"""From the best number in one part of the day: to see how far it may be off."""
_FEWEST = 6
_START = (13, 10, 16)
_LIMIT = 7.81
"""The 95 % point of chi-squared with three degrees of freedom: numbers of units in three parts of the day."""


@dataclass(frozen=True)
class Tried:
    """A structure with numbers of units, and the sum of the squared misses of the goals, in standard errors."""

    structure: Structure
    units: Units
    misfit: float


@dataclass(frozen=True)
class Found:
    """What a search found: everything that it tried, and the goals."""

    tried: tuple[Tried, ...]
    goals: Mapping[str, Goal]

    @property
    def best(self) -> Tried:
        """The one that misses the goals least."""
        return min(self.tried, key=lambda one: one.misfit)

    def best_of(self, structure: Structure) -> Tried:
        """Return the best of a structure."""
        return min((one for one in self.tried if one.structure == structure), key=lambda one: one.misfit)

    @property
    def excess(self) -> float:
        """By how much the best misses more than chance explains: misfit for each degree of freedom, at least 1."""
        return max(self.best.misfit / (len(self.goals) - len(STEPS)), 1.0)


def search(weeks: Sequence[Incidents], structures: Sequence[Structure]) -> Found:
    """Try numbers of units for each structure.

    Parameters
    ----------
    weeks : sequence of Incidents
        Those that began in each week of the log.
    structures : sequence of Structure
        What may explain the waits.
    """
    wanted = goals(weeks)
    log = together(weeks)
    fits = [fitted_to(log, len(weeks), structure) for structure in structures]
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        tried = workers.map(_tried, fits, structures, repeat(wanted))
        return Found(tuple(one for of_structure in tried for one in of_structure), wanted)


def together(weeks: Sequence[Incidents]) -> Incidents:
    """Return the incidents of several weeks."""
    columns = vars(weeks[0]).keys()
    return Incidents(**{name: np.concatenate([getattr(week, name) for week in weeks]) for name in columns})


def _tried(fitted: Fitted, structure: Structure, wanted: Mapping[str, Goal]) -> list[Tried]:
    """Search along each part of the day in turn, then around the best, then further away along each part."""
    known: dict[Units, float] = {}

    def best_of(candidates: Iterable[Units]) -> Units:
        new = [units for units in dict.fromkeys(candidates) if units not in known]
        for units, weeks in zip(new, simulated_weeks(fitted, structure, new), strict=True):
            known[units] = misfit(read(weeks), wanted)
        return min(known, key=lambda units: known[units])

    best = best_of([_START])
    if structure != CHOICE_ALONE:
        for _, step in product(range(_SWEEPS), range(len(STEPS))):
            near = range(best[step] - _REACH, best[step] + _REACH + 1)
            best = best_of(_with(best, step, number) for number in near if number >= _FEWEST)
        around = product(*(range(max(number - 1, _FEWEST), number + 2) for number in best))
        best = best_of(around)
        best_of(
            _with(best, step, max(best[step] + further, _FEWEST))
            for step, further in product(range(len(STEPS)), _FURTHER)
        )
    return [Tried(structure, units, value) for units, value in known.items()]


def _with(units: Units, step: int, number: int) -> Units:
    return (*units[:step], number, *units[step + 1 :])


def simulated_weeks(
    fitted: Fitted, structure: Structure, candidates: Sequence[Units], number: int = _WEEKS, seed: int = _SEED
) -> list[list[Incidents]]:
    """Return simulated weeks of a structure for each candidate's numbers of units."""
    teams = [Team.of(fitted, structure, units, _SUNDAY) for units in candidates]
    weeks = [list(simulated(teams, replication, seed)) for replication in range(number)] if teams else []
    return [list(of_team) for of_team in zip(*weeks, strict=True)]


def misfit(found: Mapping[str, float], wanted: Mapping[str, Goal]) -> float:
    """Return the sum of the squared misses of the goals, in standard errors."""
    return float(sum(((found[name] - goal.value) / goal.error) ** 2 for name, goal in wanted.items()))


def accepted(found: Found) -> list[Tried]:
    """Return what fits about as well as the best: within 95 %, if chance were as much larger as the best needs."""
    limit = found.best.misfit + _LIMIT * found.excess
    return [one for one in found.tried if one.misfit <= limit]


def weights_of(found: Found) -> list[float]:
    """Return how likely each of those that `accepted` returns is beside the others."""
    likely = np.exp([-(one.misfit - found.best.misfit) / (2 * found.excess) for one in accepted(found)])
    return [float(weight) for weight in likely / likely.sum()]
