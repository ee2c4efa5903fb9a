"""An ensemble: many sets of values that all meet the targets, as far as anybody can tell which of them is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.studies.calibrate.emulator import Emulator, standardised
from simcall.studies.calibrate.evaluating import Evaluator
from simcall.studies.calibrate.moments import Moments
from simcall.studies.calibrate.search import Found
from simcall.studies.calibrate.steps import Effort
from simcall.studies.calibrate.study import Study

__all__ = ["Ensemble", "drawn", "ensemble_of"]

_WALKERS = 128
_STEPS = 700
_SETTLING = 300
_STARTS = 4096
_BATCHES = 3
_STANDARD_ERRORS = 1.96
"""In a tolerance: it holds 95 % of what the true figure may be."""
_WIDENINGS, _CUT_OFF = 30, 20_000
"""Steps, and draws in each, to find a kernel that spreads as it should once it is cut off."""
_ON_EMULATOR = 1.2
"""Tolerances by which the emulator may miss a target with a set of values that is still worth simulating."""
_WALL = 1000.0
"""What the logarithm loses for each tolerance beyond that: finite, so that there is a way back."""
_SIMULATED = 1.0
"""Tolerances by which a member may miss a target once it is simulated."""
_FLAT = 1e-4
"""The least variance of a direction: none is held to be exact."""
_APART = 0.95
"""Correlations are taken as so much of what was found: none is so sure that two targets become one."""


@dataclass(frozen=True)
class Ensemble:
    """Sets of values that meet the targets.

    Attributes
    ----------
    members : tuple of tuple of float
        Values of all parameters, each in its own unit. Where all are whole numbers a set may come several times.
    moments : float64, shape (members, targets)
        What each gives: simulated, and put right by what more replications say at the best point.
    tried : int
        How many were drawn and simulated; the others missed a target by more than its tolerance.
    """

    members: tuple[tuple[float, ...], ...]
    moments: Floats
    tried: int

    def spans(self, share: float = 0.9) -> Floats | None:
        """Return between which values a share of the members lies, shape (parameters, 2); None if there are none."""
        if not self.members:
            return None
        tail = (1 - share) / 2
        ends: Floats = np.quantile(np.array(self.members), [tail, 1 - tail], axis=0).T
        return ends


def ensemble_of(study: Study, evaluator: Evaluator, found: Found, effort: Effort) -> Ensemble:
    """Draw sets of values that meet the targets, and simulate each to see that it does.

    Notes
    -----
    Approximate Bayesian computation with a flat prior between the bounds and a Gaussian kernel (`drawn`), on the
    emulator. Members are then simulated with the random numbers of the search: what they differ from the best point in
    is known better than where it is itself, which more replications have told. They are drawn in batches, each on an
    emulator that has learnt from those before, where it matters most.
    """
    emulator, best, replications = found.emulator, study.numbers(found.shares), effort.ladder[0]
    sets: list[tuple[float, ...]] = []
    right = np.empty((0, len(study.wanted)))
    for number, size in enumerate(_sizes(effort.ensemble)):
        shares = drawn(emulator, found.shares, found.moments, [study.seed, number], size)
        batch = [study.numbers(one) for one in shares]
        if not batch:
            break
        here = np.array([one.found for one in evaluator.at([best, *batch], replications, study.seed)])
        put_right = here[1:] + (found.moments.found - here[0])
        emulator = emulator.extended(shares, put_right).corrected(found.shares, found.moments.found)
        sets, right = [*sets, *batch], np.vstack([right, put_right])
    good = _worst(standardised(study, right)) <= _SIMULATED  # what is not a number is not
    return Ensemble(tuple(one for one, ok in zip(sets, good, strict=True) if ok), right[good], len(sets))


def _sizes(members: int) -> list[int]:
    """Return how many are drawn in each batch."""
    return [len(part) for part in np.array_split(np.arange(members), _BATCHES) if len(part)]


def drawn(emulator: Emulator, best: Floats, moments: Moments, seed: Sequence[int], members: int) -> Floats:
    """Draw points at which an emulator meets the targets, as often as they deserve.

    Parameters
    ----------
    emulator : Emulator
        Of the moments.
    best : float64, shape (parameters,)
        The best point.
    moments : Moments
        There: how far sampling errors reach, and which go together.
    seed : sequence of int
        Of the draws.
    members : int
        How many to draw.

    Returns
    -------
    ndarray of float64, shape (members, parameters)
        Shares of the way between the bounds; fewer, or none, if hardly any point meets the targets.

    Notes
    -----
    Affine-invariant ensemble sampling (Goodman and Weare 2010; emcee, Foreman-Mackey and others 2013), begun from the
    best of a spread of points, so that no region is left out that is far from the best point.
    """
    import emcee
    from scipy.stats import qmc

    walkers = max(_WALKERS, 2 * len(best) + 2)
    log_likelihood = _log_likelihood(emulator, moments)
    spread = qmc.Sobol(len(best), scramble=True, rng=np.random.default_rng([*seed, 1])).random(_STARTS)
    likely = np.argsort(-log_likelihood(spread), kind="stable")[: walkers - 1]
    rng = np.random.default_rng([*seed, 2])
    start = np.vstack([best, spread[likely]]) + 1e-3 * rng.standard_normal((walkers, len(best)))
    sampler = emcee.EnsembleSampler(walkers, len(best), log_likelihood, vectorize=True)
    sampler.random_state = np.random.RandomState(rng.integers(2**32, size=4)).get_state()
    sampler.run_mcmc(np.clip(start, 1e-4, 1 - 1e-4), _STEPS, skip_initial_state_check=True)
    chain: Floats = sampler.get_chain(discard=_SETTLING, flat=True)
    chosen = chain[rng.choice(len(chain), size=members, replace=False)]
    return chosen[_worst(standardised(emulator.study, emulator.at(chosen))) <= _ON_EMULATOR]


def _worst(off: Floats) -> Floats:
    """Return by how many tolerances the worst target of each point is missed; not a number if one is not defined."""
    worst: Floats = np.abs(off).max(axis=1)
    return worst


def widened(covariance: Floats) -> Floats:
    """Return the covariance of a Gaussian that has the one given once all that is further off than 1 is cut off.

    What is cut off narrows it, most where two targets go together; so it has to be the wider before. Where no Gaussian
    is wide enough, as with errors nearly as large as the tolerance, what comes of it is nearly even over the tolerance.

    Parameters
    ----------
    covariance : float64, shape (targets, targets)
        In tolerances.
    """
    standard = np.random.default_rng(0).standard_normal((_CUT_OFF, len(covariance)))
    wide = covariance
    for _ in range(_WIDENINGS):
        drawn = standard @ np.linalg.cholesky(wide).T
        left = drawn[_worst(drawn) <= 1]
        if len(left) <= len(covariance):
            break
        values, axes = np.linalg.eigh(wide + covariance - left.T @ left / len(left))
        wide = (axes * np.maximum(values, _FLAT)) @ axes.T
    return wide


def _log_likelihood(emulator: Emulator, moments: Moments) -> Callable[[Floats], Floats]:
    """Return the logarithm of how much points deserve to be drawn.

    The true figures are believed to lie around the targets as sampling errors do: a tolerance says how far, and the
    correlations of the simulation's own errors which of them go together. Those errors come on top, as the best point
    is known no better. Sets that miss a tolerance are left out afterwards, and the kernel is wider for it.
    """
    study = emulator.study
    reach = np.nan_to_num(moments.reach) / np.array([one.tolerance for one in study.wanted])
    together = _APART * moments.together + (1 - _APART) * np.eye(len(study.wanted))
    believed = together * (1 + np.outer(reach, reach)) / _STANDARD_ERRORS**2
    root = np.linalg.inv(np.linalg.cholesky(widened(believed)))

    def log_likelihood(points: Floats) -> Floats:
        inside = ((points >= 0) & (points <= 1)).all(axis=1)
        found = np.full(len(points), -np.inf)
        if inside.any():
            off = standardised(study, emulator.at(points[inside]))
            beyond = np.maximum(_worst(off) - _ON_EMULATOR, 0)
            found[inside] = -0.5 * ((off @ root.T) ** 2).sum(axis=1) - _WALL * beyond
        return found

    return log_likelihood
