"""An ensemble: many sets of values that all meet the targets, as far as anybody can tell which of them is right."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import emcee
import numpy as np

from simcall.inputs import Floats
from simcall.studies.calibrate.emulator import Emulator, misfit, standardised
from simcall.studies.calibrate.evaluating import Evaluator
from simcall.studies.calibrate.search import Effort, Found, numbers
from simcall.studies.calibrate.study import Study

__all__ = ["Ensemble", "ensemble_of"]

_WALKERS = 64
_STEPS = 1500
_SETTLING = 500
_WITHIN = 1.96
"""A target's tolerance holds 95 % of what is drawn."""
_ROOM = 1.0
"""Tolerances by which a member may miss a target once it is simulated."""


@dataclass(frozen=True)
class Ensemble:
    """Sets of values that meet the targets.

    Attributes
    ----------
    members : tuple of tuple of float
        Values of all parameters, each in its own unit.
    moments : float64, shape (members, targets)
        What each gives: simulated, and put right by what more replications say at the best point.
    tried : int
        How many were simulated; the others missed a target by more than its tolerance.
    """

    members: tuple[tuple[float, ...], ...]
    moments: Floats
    tried: int

    def spans(self) -> Floats:
        """Return between which values 90 % of the members lie, shape (parameters, 2)."""
        if not self.members:
            return np.full((0, 2), np.nan)
        ends: Floats = np.quantile(np.array(self.members), [0.05, 0.95], axis=0).T
        return ends


def ensemble_of(study: Study, evaluator: Evaluator, found: Found, effort: Effort) -> Ensemble:
    """Draw sets of values that meet the targets, and simulate each to see that it does.

    Notes
    -----
    Approximate Bayesian computation with a flat prior between the bounds and a Gaussian kernel of which a tolerance
    holds 95 %, on the emulator, drawn by affine-invariant ensemble sampling (Goodman and Weare 2010; emcee,
    Foreman-Mackey and others 2013). Members are then simulated with the random numbers of the search: what they differ
    from the best point in is known better than where it is itself, which more replications have told.
    """
    drawn = _drawn(found.emulator, found.shares, study.seed, effort.ensemble)
    sets = list(dict.fromkeys(numbers(study, shares) for shares in drawn))
    best = numbers(study, found.shares)
    replications = effort.ladder[0]
    moments = evaluator.at([best, *sets], replications, study.seed)
    here = np.array([one.found for one in moments])
    put_right = here[1:] + (found.moments.found - here[0])
    good = np.abs(standardised(study, put_right)).max(axis=1) <= _ROOM if len(sets) else np.empty(0, bool)
    kept = tuple(one for one, ok in zip(sets, good, strict=True) if ok)
    return Ensemble(kept, put_right[good], len(sets))


def _drawn(emulator: Emulator, best: Floats, seed: int, members: int) -> Floats:
    """Draw points from the emulator's likelihood, spread over the chains."""
    study, dimensions = emulator.study, len(best)
    walkers = max(_WALKERS, 2 * dimensions + 2)
    rng = np.random.default_rng([seed, 1])
    start = np.clip(best + 0.05 * rng.standard_normal((walkers, dimensions)), 0.001, 0.999)

    def log_likelihood(points: Floats) -> Floats:
        inside = ((points >= 0) & (points <= 1)).all(axis=1)
        found = np.full(len(points), -np.inf)
        if inside.any():
            found[inside] = -0.5 * _WITHIN**2 * misfit(study, emulator.at(points[inside]))
        return found

    sampler = emcee.EnsembleSampler(walkers, dimensions, log_likelihood, vectorize=True)
    sampler.random_state = np.random.RandomState(seed).get_state()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampler.run_mcmc(start, _STEPS, skip_initial_state_check=True)
    chain: Floats = sampler.get_chain(discard=_SETTLING, flat=True)
    return chain[rng.choice(len(chain), size=members, replace=False)]
