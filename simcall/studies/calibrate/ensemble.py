"""An ensemble: many sets of values that all meet the targets, each as plausible as the data allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.emulator import Emulator, standardised
from simcall.studies.calibrate.evaluator import Evaluator
from simcall.studies.calibrate.moments import Moments
from simcall.studies.calibrate.search import Optimum
from simcall.studies.calibrate.study import Study

__all__ = ["Ensemble", "draw_points", "ensemble_of", "kernel_covariance"]

_WALKERS = 128
_STEPS = 700
_SETTLING = 300
_STARTS = 4096
_BATCHES = 3
_STANDARD_ERRORS = 1.96
"""Standard errors in a tolerance: the true figure lies within it with a probability of 95 %."""
_WIDENINGS, _CUT_OFF = 30, 20_000
"""Steps, and draws in each, to find a kernel that has the right spread once it is cut off."""
_ON_EMULATOR = 1.2
"""A set of values is worth simulating if the emulator misses no target by more tolerances than this."""
_WALL = 1000.0
"""What the logarithm loses for each tolerance beyond that: finite, so that the sampler can return."""
_SIMULATED = 1.0
"""Tolerances by which a simulated member may miss a target."""
_FLAT = 1e-4
"""The smallest variance of a direction: none is taken as exact."""
_SHRINKAGE = 0.95
"""Correlations are multiplied by this, so that two targets never become one."""


@dataclass(frozen=True)
class Ensemble:
    """Sets of values that meet the targets.

    Attributes
    ----------
    members : tuple of tuple of float
        Values of all parameters, each in its own unit. Where all are whole numbers a set may come several times.
    moments : float64, shape (members, targets)
        The moments of each: simulated, and corrected by the run with more replications at the best point.
    tried : int
        Number of sets drawn and simulated; those left out missed a target by more than its tolerance.
    """

    members: tuple[tuple[float, ...], ...]
    moments: Floats
    tried: int

    def spans(self, share: float = 0.9) -> Floats | None:
        """Return the values that hold a share of the members, shape (parameters, 2); None if there are no members."""
        if not self.members:
            return None
        tail = (1 - share) / 2
        ends: Floats = np.quantile(np.array(self.members), [tail, 1 - tail], axis=0).T
        return ends


def ensemble_of(study: Study, evaluator: Evaluator, optimum: Optimum, effort: Effort) -> Ensemble:
    """Draw sets of values that meet the targets, and simulate each to check that it does.

    Notes
    -----
    Approximate Bayesian computation with a flat prior between the bounds and a Gaussian kernel (`draw_points`), on the
    emulator. Members are then simulated with the random numbers of the search, so that their difference from the best
    point is precise; the best point itself is known from more replications. They are drawn in batches: each batch
    improves the emulator for the next where it matters most.
    """
    emulator, best, replications = optimum.emulator, study.numbers(optimum.shares), effort.ladder[0]
    sets: list[tuple[float, ...]] = []
    corrected = np.empty((0, len(study.targets)))
    for number, size in enumerate(_sizes(effort.ensemble)):
        shares = draw_points(emulator, optimum.shares, optimum.moments, [study.seed, number], size)
        batch = [study.numbers(point) for point in shares]
        if not batch:
            break
        means = np.array([moments.means for moments in evaluator.at([best, *batch], replications, study.seed)])
        fresh = means[1:] + (optimum.moments.means - means[0])
        emulator = emulator.extended(shares, fresh).corrected(optimum.shares, optimum.moments.means)
        sets, corrected = [*sets, *batch], np.vstack([corrected, fresh])
    is_member = _worst(standardised(study, corrected)) <= _SIMULATED  # NaN compares false
    members = tuple(numbers for numbers, keep in zip(sets, is_member, strict=True) if keep)
    return Ensemble(members, corrected[is_member], len(sets))


def _sizes(members: int) -> list[int]:
    """Return the number to draw in each batch."""
    return [len(part) for part in np.array_split(np.arange(members), _BATCHES) if len(part)]


def draw_points(emulator: Emulator, best: Floats, moments: Moments, seed: Sequence[int], members: int) -> Floats:
    """Draw points at which an emulator meets the targets, in proportion to their likelihood.

    Parameters
    ----------
    emulator : Emulator
        Of the moments.
    best : float64, shape (parameters,)
        The best point.
    moments : Moments
        At the best point: the half-widths and the correlations of sampling errors.
    seed : sequence of int
        Of the draws.
    members : int
        Number of points to draw.

    Returns
    -------
    ndarray of float64, shape (members, parameters)
        Shares of the way between the bounds; fewer, or none, if hardly any point meets the targets.

    Notes
    -----
    Affine-invariant ensemble sampling (Goodman and Weare 2010; emcee, Foreman-Mackey and others 2013). It starts from
    the best of a spread of points, so that regions far from the best point are not left out.
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
    """Return how many tolerances each point's worst target is missed by; NaN if a target is not defined."""
    worst: Floats = np.abs(off).max(axis=1)
    return worst


def kernel_covariance(covariance: Floats) -> Floats:
    """Return the covariance of a Gaussian that has a given covariance once it is cut off beyond one tolerance.

    Cutting off narrows a Gaussian, most where two targets are correlated, so the kernel has to be wider. If no Gaussian
    is wide enough, because the errors are nearly as large as the tolerance, the result is nearly uniform over the
    tolerance.

    Parameters
    ----------
    covariance : float64, shape (targets, targets)
        In tolerances.
    """
    standard = np.random.default_rng(0).standard_normal((_CUT_OFF, len(covariance)))
    wide = covariance
    for _ in range(_WIDENINGS):
        draws = standard @ np.linalg.cholesky(wide).T
        kept = draws[_worst(draws) <= 1]
        if len(kept) <= len(covariance):
            break
        values, axes = np.linalg.eigh(wide + covariance - kept.T @ kept / len(kept))
        wide = (axes * np.maximum(values, _FLAT)) @ axes.T
    return wide


def _log_likelihood(emulator: Emulator, moments: Moments) -> Callable[[Floats], Floats]:
    """Return the log-likelihood of points.

    The true figures are assumed to lie around the targets like sampling errors: the tolerance gives their spread, and
    the simulation's own errors their correlations. The simulation's errors are added, because the best point itself is
    known only that well. Sets that miss a tolerance are left out afterwards; the kernel is wider to make up for it.
    """
    study = emulator.study
    noise = np.nan_to_num(moments.half_widths) / np.array([target.tolerance for target in study.targets])
    correlations = _SHRINKAGE * moments.correlations + (1 - _SHRINKAGE) * np.eye(len(study.targets))
    covariance = correlations * (1 + np.outer(noise, noise)) / _STANDARD_ERRORS**2
    root = np.linalg.inv(np.linalg.cholesky(kernel_covariance(covariance)))

    def log_likelihood(points: Floats) -> Floats:
        inside = ((points >= 0) & (points <= 1)).all(axis=1)
        values = np.full(len(points), -np.inf)
        if inside.any():
            off = standardised(study, emulator.at(points[inside]))
            beyond = np.maximum(_worst(off) - _ON_EMULATOR, 0)
            values[inside] = -0.5 * ((off @ root.T) ** 2).sum(axis=1) - _WALL * beyond
        return values

    return log_likelihood
