"""The search: from a spread of points to the values that meet the targets, with more replications as it closes in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simcall.inputs import Bools, Floats
from simcall.studies.calibrate.emulator import Emulator, fitted, misfit, rounded, standardised
from simcall.studies.calibrate.evaluating import Evaluator
from simcall.studies.calibrate.moments import Moments
from simcall.studies.calibrate.steps import Effort, Steps
from simcall.studies.calibrate.study import Study

__all__ = ["Found", "best_on", "search", "spread_size"]

_PARTS = 4
"""Of the first spread, after each of which a line tells how far it is."""
_AGREED = 0.25
"""Tolerances by which the emulator and the simulation may differ where the search ends its rounds."""
_STAY = 0.25
"""Of the square of how far a value has gone from where it started, as a share of its bounds, what counts with the
squares of the tolerances by which targets are missed. It decides what the targets leave open: that stays as near the
scenario as can be. It is weak: for a value that stays by half its bounds, a target is missed by an eighth of a
tolerance at most, which is less than the noise."""
_WIDTH = 0.12
"""How far the points of the first round lie around the best, in shares of the bounds; later ones lie closer."""


@dataclass(frozen=True)
class Found:
    """Where the search ended.

    Attributes
    ----------
    shares : float64, shape (parameters,)
        The best values, as shares of the way between their bounds.
    moments : Moments
        What they give with the most replications of the search's own seed.
    emulator : Emulator
        Corrected by these.
    misfits : tuple of float
        The objective after each step.
    """

    shares: Floats
    moments: Moments
    emulator: Emulator
    misfits: tuple[float, ...] = ()


def spread_size(study: Study, effort: Effort) -> int:
    """Return how many points the first spread has."""
    return _power_of_two(effort.points * len(study.fits))


def search(study: Study, evaluator: Evaluator, effort: Effort, steps: Steps) -> Found:
    """Find values of the parameters at which the study's targets are met as nearly as can be.

    Parameters
    ----------
    study : Study
        The study.
    evaluator : Evaluator
        Simulates.
    effort : Effort
        How much.
    steps : Steps
        Is told of each step.

    Raises
    ------
    SimcallError
        If a target is defined hardly anywhere between the bounds.

    Notes
    -----
    Simulated moments with the same random numbers at every point (McFadden 1989, "A method of simulated moments",
    Econometrica 57). A Sobol design is simulated first, and an emulator laid through it; differential evolution (Storn
    and Price 1997), which needs no gradients and takes whole numbers, looks for its lowest point, and a trust-region
    least-squares step for continuous values goes on from there. What it finds is simulated, with points around it,
    and the emulator laid anew, until it says what the simulation says. Then replications grow at the best point.
    What the targets leave open stays as near the scenario's own values as can be (Tikhonov regularisation).
    """
    cloud = _Cloud(study, evaluator, effort.replications)
    spread = _sobol(len(study.fits), spread_size(study, effort), [study.seed])
    for part in np.array_split(spread, _PARTS):
        cloud.add(rounded(study, part))
        steps.say(f"spread of {len(spread)}", cloud.least())
    emulator = cloud.emulator()
    best = best_on(emulator, study.seed, stay=_STAY)
    misfits = [cloud.least()]
    for number in range(1, effort.rounds + 1):
        fresh = _around(study, best, effort.each, number)
        found = cloud.add(fresh)[:1]
        agreed = np.abs(standardised(study, emulator.at(fresh[:1])) - standardised(study, found)).max() < _AGREED
        emulator = cloud.emulator()
        best = best_on(emulator, study.seed, stay=_STAY)
        misfits.append(cloud.least())
        if agreed:
            steps.skip((effort.rounds - number) * effort.each * effort.replications)
        steps.say(f"round {number} of at most {effort.rounds}", cloud.least())
        if agreed:
            break
    return _climbed(Found(best, _none(study), emulator, tuple(misfits)), evaluator, effort, steps)


def _climbed(found: Found, evaluator: Evaluator, effort: Effort, steps: Steps) -> Found:
    """Go on with more replications: the emulator is put right at the best point, and the best point by it."""
    study, emulator, here = found.emulator.study, found.emulator, found.shares
    misfits = list(found.misfits)
    tried: list[tuple[float, Floats, Moments]] = []
    for replications in (*effort.ladder, effort.ladder[-1]):
        moments = evaluator.at([study.numbers(here)], replications, study.seed)[0]
        off = float(misfit(study, moments.found[None, :])[0])
        emulator = emulator.corrected(here, moments.found)
        if replications == effort.ladder[-1]:
            tried.append((off, here, moments))
        else:
            misfits.append(off)
            steps.say(f"{replications} replications of the best", off)
        here = best_on(emulator, study.seed, near=here, stay=_STAY)
    off, best, moments = min(tried, key=lambda one: one[0])
    misfits.append(off)
    steps.say(f"{effort.ladder[-1]} replications of the best", off)
    return Found(best, moments, emulator.corrected(best, moments.found), tuple(misfits))


def _none(study: Study) -> Moments:
    nothing = np.full(len(study.wanted), np.nan)
    return Moments(nothing, nothing, np.eye(len(study.wanted)))


@dataclass
class _Cloud:
    """The points of the spread and of the rounds, all with the same replications."""

    study: Study
    evaluator: Evaluator
    replications: int
    shares: list[Floats] = field(default_factory=list)
    found: list[Floats] = field(default_factory=list)

    def add(self, shares: Floats) -> Floats:
        """Simulate points, and return their moments."""
        every = [self.study.numbers(one) for one in shares]
        moments = self.evaluator.at(every, self.replications, self.study.seed)
        self.shares.append(shares)
        self.found.append(np.array([one.found for one in moments]))
        return self.found[-1]

    def least(self) -> float:
        """Return the least objective of any point."""
        return float(misfit(self.study, np.concatenate(self.found)).min())

    def emulator(self) -> Emulator:
        """Lay an emulator through all points."""
        return fitted(self.study, np.concatenate(self.shares), np.concatenate(self.found))


def _power_of_two(least: int) -> int:
    return int(2 ** math.ceil(math.log2(least)))


def _sobol(dimensions: int, points: int, seed: list[int]) -> Floats:
    from scipy.stats import qmc

    rng = np.random.default_rng(seed)
    return np.asarray(qmc.Sobol(dimensions, scramble=True, rng=rng).random(points), np.float64)


def _around(study: Study, best: Floats, points: int, number: int) -> Floats:
    """Return the best point, and others around it, closer from round to round."""
    spread = _WIDTH / number * (2 * _sobol(len(best), _power_of_two(points), [study.seed, number]) - 1)
    spread[0] = 0
    return rounded(study, np.clip(best + spread, 0, 1))


# On the emulator ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Free:
    """The parameters that a search on an emulator may move, the others being held.

    Whole numbers are counted from their lower bound, as the search steps by one; the others are shares.
    """

    emulator: Emulator
    held: Mapping[int, float]
    power: int
    stay: float

    @property
    def study(self) -> Study:
        return self.emulator.study

    @property
    def places(self) -> list[int]:
        return [place for place in range(len(self.study.fits)) if place not in self.held]

    @property
    def whole(self) -> Bools:
        return np.array([self.study.fits[place].whole for place in self.places], bool)

    @property
    def scale(self) -> Floats:
        """How many there are from bound to bound."""
        return np.where(self.whole, [self.study.fits[place].width for place in self.places], 1.0)

    def points(self, inner: Floats) -> Floats:
        """Return whole points, (points, parameters), of the free parameters, (free, points)."""
        points = np.empty((inner.shape[1], len(self.study.fits)))
        for place, value in self.held.items():
            points[:, place] = value
        points[:, self.places] = (inner / self.scale[:, None]).T
        return points

    def objective(self, inner: Floats) -> Floats:
        """Return the objective of points, (free, points)."""
        return self.of(self.points(inner.reshape(len(self.places), -1)))

    def of(self, points: Floats) -> Floats:
        """Return the objective of points, (points, parameters)."""
        gone: Floats = np.square(self.away(points)).sum(axis=1)
        return misfit(self.study, self.emulator.at(points), self.power) + gone

    def away(self, points: Floats) -> Floats:
        """Return what is lost for having gone from where the parameters start, by parameter, to be squared."""
        gone = points - np.array([fit.start_share for fit in self.study.fits])
        lost: Floats = math.sqrt(self.stay) * gone
        return lost


def best_on(
    emulator: Emulator,
    seed: int,
    near: Floats | None = None,
    held: Mapping[int, float] | None = None,
    power: int = 2,
    stay: float = 0.0,
) -> Floats:
    """Return the point at which an emulator meets the targets best.

    Parameters
    ----------
    emulator : Emulator
        Where to look.
    seed : int
        Of the search.
    near : float64, shape (parameters,), optional
        Where to begin; the search is then shorter.
    held : mapping of int to float, optional
        Shares of parameters that stay where they are.
    power : int
        Of the objective: 2 for the sum of squares, more for the worst target.
    stay : float
        Times the square of how far a parameter has gone from where it started, what is added to the objective.

    Returns
    -------
    ndarray of float64, shape (parameters,)
        Shares of the way between the bounds.
    """
    from scipy.optimize import differential_evolution

    free = _Free(emulator, held or {}, power, stay)
    if not free.places:
        return np.array([free.held[place] for place in range(len(free.study.fits))])
    minimise: Any = differential_evolution  # its types know neither vectors nor whole numbers
    searched = minimise(
        free.objective,
        [(0.0, float(end)) for end in free.scale],
        integrality=free.whole,
        rng=seed,
        popsize=15,
        maxiter=120 if near is None else 40,
        tol=1e-8,
        atol=1e-3,
        polish=False,
        vectorized=True,
        updating="deferred",
        x0=None if near is None else np.clip(near[free.places] * free.scale, 0, free.scale),
    )
    found = rounded(free.study, free.points(searched.x[:, None]))[0]
    return _polished(free, found)


def _polished(free: _Free, shares: Floats) -> Floats:
    """Go on from a point over the continuous parameters alone, by least squares."""
    from scipy.optimize import least_squares

    study = free.study
    continuous = [place for place in free.places if not study.fits[place].whole]
    if not continuous:
        return shares

    def moved(inner: Floats) -> Floats:
        point = shares.copy()
        point[continuous] = inner
        return point

    def off(inner: Floats) -> Floats:
        point = moved(inner)[None, :]
        apart = standardised(study, free.emulator.at(point))[0]
        root: Floats = np.sign(apart) * np.abs(apart) ** (free.power / 2)
        return np.concatenate([root, free.away(point)[0]])

    start = np.clip(shares[continuous], 1e-6, 1 - 1e-6)
    solved = least_squares(off, start, bounds=(0, 1), diff_step=np.full(len(continuous), 1e-3))
    ends = np.array([shares, moved(solved.x)])
    better: Floats = ends[int(np.argmin(free.of(ends)))]
    return better
