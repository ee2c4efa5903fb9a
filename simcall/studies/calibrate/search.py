"""The search for the values that meet the targets: from a spread of points, with more replications as it closes in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simcall.inputs import Bools, Floats
from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.emulator import Emulator, fit_emulator, misfit, standardised, with_whole_numbers
from simcall.studies.calibrate.evaluator import Evaluator
from simcall.studies.calibrate.moments import Moments
from simcall.studies.calibrate.steps import Steps
from simcall.studies.calibrate.study import Study

__all__ = ["STAY", "Optimum", "best_on", "search", "spread_of", "spread_size"]

_PARTS = 4
"""Parts of the first spread; after each a line reports the progress."""
_AGREED = 0.25
"""The rounds end once emulator and simulation differ by less than this, in tolerances."""
STAY = 0.25
"""Weight of the squared distance of a value from its start, as a share of its bounds, against the squares of the
tolerances by which targets are missed. It decides what the targets leave open: such values stay near the scenario.
It is weak: to keep a value from moving by half its bounds, a target is missed by an eighth of a tolerance at most,
which is less than the noise."""
_WIDTH = 0.12
"""Distance of the first round's points from the best, in shares of the bounds; later rounds lie closer."""


@dataclass(frozen=True)
class Optimum:
    """The point at which the search ended.

    Attributes
    ----------
    shares : float64, shape (parameters,)
        The best values, as shares of the way between their bounds.
    moments : Moments
        Their moments, from the most replications, with the seed of the search.
    emulator : Emulator
        Corrected by these moments.
    misfits : tuple of float
        The objective after each step.
    """

    shares: Floats
    moments: Moments
    emulator: Emulator
    misfits: tuple[float, ...] = ()


def spread_size(study: Study, effort: Effort) -> int:
    """Return the number of points of the first spread."""
    return _power_of_two(effort.points * len(study.fits))


def spread_of(study: Study, effort: Effort) -> Floats:
    """Return the points of the first spread, as shares of the way between the bounds."""
    return with_whole_numbers(study, _sobol(len(study.fits), spread_size(study, effort), [study.seed]))


def search(study: Study, evaluator: Evaluator, effort: Effort, steps: Steps) -> Optimum:
    """Find the values of the parameters at which the study's targets are met best.

    Parameters
    ----------
    study : Study
        The study.
    evaluator : Evaluator
        Simulates the points.
    effort : Effort
        How much to simulate.
    steps : Steps
        Reports each step.

    Raises
    ------
    SimcallError
        If a target is defined almost nowhere between the bounds.

    Notes
    -----
    The method of simulated moments, with the same random numbers at every point (McFadden 1989, "A method of simulated
    moments", Econometrica 57). A Sobol design is simulated first, and an emulator fitted to it. Differential evolution
    (Storn and Price 1997), which needs no gradients and takes whole numbers, looks for the emulator's lowest point; a
    trust-region least-squares step improves the continuous values. That point and points around it are simulated, and
    the emulator is fitted again, until it agrees with the simulation. Then replications grow at the best point.
    Values that the targets leave open stay near the scenario's own (Tikhonov regularisation).
    """
    cloud = _Cloud(study, evaluator, effort.replications)
    spread = spread_of(study, effort)
    for part in np.array_split(spread, _PARTS):
        cloud.add(part)
        steps.say(f"spread of {len(spread)}", cloud.least())
    emulator = cloud.emulator()
    best = best_on(emulator, study.seed, stay=STAY)
    misfits = [cloud.least()]
    for number in range(1, effort.rounds + 1):
        fresh = _around(study, best, effort.each, number)
        simulated = cloud.add(fresh)[:1]
        agreed = np.abs(standardised(study, emulator.at(fresh[:1])) - standardised(study, simulated)).max() < _AGREED
        emulator = cloud.emulator()
        best = best_on(emulator, study.seed, stay=STAY)
        misfits.append(cloud.least())
        if agreed:
            steps.skip((effort.rounds - number) * effort.each * effort.replications)
        steps.say(f"round {number} of at most {effort.rounds}", cloud.least())
        if agreed:
            break
    return _refined(emulator, best, misfits, evaluator, effort, steps)


def _refined(
    emulator: Emulator, best: Floats, misfits: list[float], evaluator: Evaluator, effort: Effort, steps: Steps
) -> Optimum:
    """Correct the emulator at the best point with more replications, and the best point with the emulator, in turn."""
    study, point = emulator.study, best
    misfits = list(misfits)
    tried: list[tuple[float, Floats, Moments]] = []
    for replications in (*effort.ladder, effort.ladder[-1]):
        moments = evaluator.at([study.numbers(point)], replications, study.seed)[0]
        off = float(misfit(study, moments.means[None, :])[0])
        emulator = emulator.corrected(point, moments.means)
        if replications == effort.ladder[-1]:
            tried.append((off, point, moments))
        else:
            misfits.append(off)
            steps.say(f"{replications} replications of the best", off)
        point = best_on(emulator, study.seed, near=point, stay=STAY)
    off, best, moments = min(tried, key=lambda trial: trial[0])
    misfits.append(off)
    steps.say(f"{effort.ladder[-1]} replications of the best", off)
    return Optimum(best, moments, emulator.corrected(best, moments.means), tuple(misfits))


@dataclass
class _Cloud:
    """The points of the spread and of the rounds, all with the same replications."""

    study: Study
    evaluator: Evaluator
    replications: int
    shares: list[Floats] = field(default_factory=list)
    means: list[Floats] = field(default_factory=list)

    def add(self, shares: Floats) -> Floats:
        """Simulate points, and return their moments."""
        points = [self.study.numbers(point) for point in shares]
        moments = self.evaluator.at(points, self.replications, self.study.seed)
        self.shares.append(shares)
        self.means.append(np.array([point.means for point in moments]))
        return self.means[-1]

    def least(self) -> float:
        """Return the least objective of any point."""
        return float(misfit(self.study, np.concatenate(self.means)).min())

    def emulator(self) -> Emulator:
        """Fit an emulator to all points."""
        return fit_emulator(self.study, np.concatenate(self.shares), np.concatenate(self.means))


def _power_of_two(least: int) -> int:
    return int(2 ** math.ceil(math.log2(least)))


def _sobol(dimensions: int, points: int, seed: list[int]) -> Floats:
    from scipy.stats import qmc

    rng = np.random.default_rng(seed)
    return np.asarray(qmc.Sobol(dimensions, scramble=True, rng=rng).random(points), np.float64)


def _around(study: Study, best: Floats, points: int, number: int) -> Floats:
    """Return the best point and others around it, closer with each round."""
    spread = _WIDTH / number * (2 * _sobol(len(best), _power_of_two(points), [study.seed, number]) - 1)
    spread[0] = 0
    return with_whole_numbers(study, np.clip(best + spread, 0, 1))


# On the emulator ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _FreeParameters:
    """The parameters that a search on an emulator may move; the others are held.

    Whole numbers count from their lower bound, because the search steps by one; the others are shares.
    """

    emulator: Emulator
    held: Mapping[int, float]
    power: int
    stay: float

    @property
    def study(self) -> Study:
        return self.emulator.study

    @property
    def columns(self) -> list[int]:
        return [column for column in range(len(self.study.fits)) if column not in self.held]

    @property
    def whole(self) -> Bools:
        return np.array([self.study.fits[column].whole for column in self.columns], bool)

    @property
    def scale(self) -> Floats:
        """The length of each from bound to bound."""
        return np.where(self.whole, [self.study.fits[column].width for column in self.columns], 1.0)

    def points(self, inner: Floats) -> Floats:
        """Return points over all parameters, (points, parameters), from the free ones, (free, points)."""
        points = np.empty((inner.shape[1], len(self.study.fits)))
        for column, value in self.held.items():
            points[:, column] = value
        points[:, self.columns] = (inner / self.scale[:, None]).T
        return points

    def objective(self, inner: Floats) -> Floats:
        """Return the objective of points, (free, points)."""
        return self.of(self.points(inner.reshape(len(self.columns), -1)))

    def of(self, points: Floats) -> Floats:
        """Return the objective of points, (points, parameters)."""
        penalty: Floats = np.square(self.penalty_roots(points)).sum(axis=1)
        return misfit(self.study, self.emulator.at(points), self.power) + penalty

    def penalty_roots(self, points: Floats) -> Floats:
        """Return the square root of each parameter's penalty for its distance from its start."""
        distance = points - np.array([fit.start_share for fit in self.study.fits])
        roots: Floats = math.sqrt(self.stay) * distance
        return roots


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
        The emulator to search.
    seed : int
        Of the search.
    near : float64, shape (parameters,), optional
        The point to start from; the search is then shorter.
    held : mapping of int to float, optional
        By column, the shares of parameters that are held.
    power : int
        Of the objective: 2 for the sum of squares, more for the worst target.
    stay : float
        Weight in the objective of the squared distance of a parameter from its start.

    Returns
    -------
    ndarray of float64, shape (parameters,)
        Shares of the way between the bounds.
    """
    from scipy.optimize import differential_evolution

    free = _FreeParameters(emulator, held or {}, power, stay)
    if not free.columns:
        return np.array([free.held[column] for column in range(len(free.study.fits))])
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
        x0=None if near is None else np.clip(near[free.columns] * free.scale, 0, free.scale),
    )
    return _polished(free, with_whole_numbers(free.study, free.points(searched.x[:, None]))[0])


def _polished(free: _FreeParameters, shares: Floats) -> Floats:
    """Improve a point over the continuous parameters alone, by least squares."""
    from scipy.optimize import least_squares

    study = free.study
    continuous = [column for column in free.columns if not study.fits[column].whole]
    if not continuous:
        return shares

    def moved(inner: Floats) -> Floats:
        point = shares.copy()
        point[continuous] = inner
        return point

    def residuals(inner: Floats) -> Floats:
        point = moved(inner)[None, :]
        off = standardised(study, free.emulator.at(point))[0]
        root: Floats = np.sign(off) * np.abs(off) ** (free.power / 2)
        return np.concatenate([root, free.penalty_roots(point)[0]])

    start = np.clip(shares[continuous], 1e-6, 1 - 1e-6)
    solved = least_squares(residuals, start, bounds=(0, 1), diff_step=np.full(len(continuous), 1e-3))
    ends = np.array([shares, moved(solved.x)])
    better: Floats = ends[int(np.argmin(free.of(ends)))]
    return better
