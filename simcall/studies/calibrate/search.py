"""The search: from a spread of points to the values that meet the targets, with more replications as it closes in."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import differential_evolution, least_squares
from scipy.stats import qmc

from simcall.inputs import Floats
from simcall.studies.calibrate.emulator import Emulator, fitted, misfit, rounded, standardised
from simcall.studies.calibrate.evaluating import Evaluator, Moments
from simcall.studies.calibrate.study import Study

__all__ = ["Effort", "Found", "best_on", "search"]


@dataclass(frozen=True)
class Effort:
    """How much is simulated.

    Attributes
    ----------
    points : int
        Of the first spread, for each parameter; rounded up to a power of two in all.
    replications : int
        Of each point of the spread and of the rounds.
    rounds, each : int
        Rounds that close in, at most, and points of each.
    ladder : tuple of int
        Replications at the best point as the search ends.
    confirm : int
        Replications on fresh seeds.
    ensemble : int
        Sets of values that are simulated for the ensemble.
    """

    points: int = 32
    replications: int = 6
    rounds: int = 6
    each: int = 16
    ladder: tuple[int, ...] = (24, 48, 96)
    confirm: int = 60
    ensemble: int = 48


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
    misfits: tuple[float, ...]


def search(study: Study, evaluator: Evaluator, effort: Effort, told: Callable[[str], None]) -> Found:
    """Find values of the parameters at which the study's targets are met as nearly as can be.

    Parameters
    ----------
    study : Study
        The study.
    evaluator : Evaluator
        Simulates.
    effort : Effort
        How much.
    told : callable
        Called with a line on each step.

    Notes
    -----
    Simulated moments with the same random numbers at every point (McFadden 1989, "A method of simulated moments",
    Econometrica 57). A Sobol design is simulated first, and an emulator laid through it; differential evolution (Storn
    and Price 1997), which needs no gradients and takes whole numbers, looks for its lowest point, and a trust-region
    least-squares step for continuous values goes on from there. What it finds is simulated, with points around it,
    and the emulator laid anew, until it says what the simulation says. Then replications grow at the best point.
    """
    dimensions = len(study.fits)
    points = 2 ** math.ceil(math.log2(effort.points * dimensions))
    shares = rounded(study, np.asarray(qmc.Sobol(dimensions, scramble=True, rng=study.seed).random(points)))
    found = _simulated(study, evaluator, shares, effort.replications)
    emulator, misfits = fitted(study, shares, found), []
    best = best_on(emulator, study.seed)
    for number in range(1, effort.rounds + 1):
        fresh = _around(study, best, effort.each, number)
        moments = _simulated(study, evaluator, fresh, effort.replications)
        said = emulator.at(fresh[:1])
        shares, found = np.concatenate([shares, fresh]), np.concatenate([found, moments])
        misfits.append(float(misfit(study, moments[:1])[0]))
        told(f"round {number}: {len(shares)} points, misfit {misfits[-1]:.3g}")
        emulator = fitted(study, shares, found)
        best = best_on(emulator, study.seed)
        if np.nanmax(np.abs(standardised(study, said) - standardised(study, moments[:1]))) < _AGREED:
            break
    for replications in effort.ladder:
        at = evaluator.at([numbers(study, best)], replications, study.seed)[0]
        misfits.append(float(misfit(study, at.found[None, :])[0]))
        told(f"{replications} replications: misfit {misfits[-1]:.3g}")
        emulator = emulator.corrected(best, at.found)
        if replications != effort.ladder[-1]:
            best = best_on(emulator, study.seed, near=best)
    return Found(best, at, emulator, tuple(misfits))


_AGREED = 0.25
"""Tolerances by which the emulator and the simulation may differ where the search ends its rounds."""
_WIDTH = 0.12
"""How far the points of the first round lie around the best, in shares of the bounds; later ones lie closer."""


def numbers(study: Study, shares: Floats) -> tuple[float, ...]:
    """Return the values of the parameters at some shares of the way between their bounds."""
    return tuple(fit.number(float(share)) for fit, share in zip(study.fits, shares, strict=True))


def _simulated(study: Study, evaluator: Evaluator, shares: Floats, replications: int) -> Floats:
    every = [numbers(study, one) for one in shares]
    return np.array([one.found for one in evaluator.at(every, replications, study.seed)])


def _around(study: Study, best: Floats, points: int, number: int) -> Floats:
    """Return the best point, and others around it, closer from round to round."""
    cloud = np.asarray(qmc.Sobol(len(best), scramble=True, rng=[study.seed, number]).random(points))
    spread = _WIDTH / number * (2 * cloud - 1)
    spread[0] = 0
    return rounded(study, np.clip(best + spread, 0, 1))


def best_on(emulator: Emulator, seed: int, near: Floats | None = None, held: dict[int, float] | None = None) -> Floats:
    """Return the point at which an emulator meets the targets best.

    Parameters
    ----------
    emulator : Emulator
        Where to look.
    seed : int
        Of the search.
    near : float64, shape (parameters,), optional
        Where to begin; the search is local if it is given, but for whole numbers.
    held : dict of int to float, optional
        Parameters that stay where they are.
    """
    study, fixed = emulator.study, held or {}
    free = [place for place in range(len(study.fits)) if place not in fixed]
    steps = np.array([(study.fits[place].high - study.fits[place].low) for place in free])
    whole = np.array([study.fits[place].whole for place in free])

    def full(inner: Floats) -> Floats:
        points = np.empty((inner.shape[1], len(study.fits)))
        for place, value in fixed.items():
            points[:, place] = value
        points[:, free] = (inner / np.where(whole, steps, 1)[:, None]).T
        return points

    def objective(inner: Floats) -> Floats:
        return misfit(study, emulator.at(full(inner.reshape(len(free), -1))))

    if not free:
        return np.array([fixed[place] for place in range(len(study.fits))])
    bounds = [(0.0, float(step) if is_whole else 1.0) for step, is_whole in zip(steps, whole, strict=True)]
    start = None if near is None else near[free] * np.where(whole, steps, 1)
    minimise: Any = differential_evolution  # its types know neither vectors nor whole numbers
    searched = minimise(
        objective,
        bounds,
        integrality=whole,
        rng=seed,
        popsize=15,
        maxiter=120 if near is None else 40,
        tol=1e-8,
        polish=False,
        vectorized=True,
        updating="deferred",
        x0=start,
    )
    start_at = np.asarray(full(searched.x[:, None])[0], np.float64)
    return _polished(emulator, start_at, [place for place in free if not study.fits[place].whole])


def _polished(emulator: Emulator, shares: Floats, continuous: list[int]) -> Floats:
    """Go on from a point over the continuous parameters alone."""
    study = emulator.study
    if not continuous:
        return shares

    def off(inner: Floats) -> Floats:
        point = shares.copy()
        point[continuous] = inner
        values: Floats = standardised(study, emulator.at(point[None, :]))[0]
        return values

    solved = least_squares(
        off, np.clip(shares[continuous], 1e-6, 1 - 1e-6), bounds=(0, 1), diff_step=np.full(len(continuous), 1e-3)
    )
    point = shares.copy()
    point[continuous] = solved.x
    better = misfit(study, emulator.at(point[None, :]))[0] <= misfit(study, emulator.at(shares[None, :]))[0]
    return point if better else shares
