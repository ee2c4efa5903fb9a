"""The likelihood of outcomes: how calls end, by line and hour of the day, and how far a parameter may be off."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats
from scipy.interpolate import PchipInterpolator

from simcall.inputs import Floats

__all__ = ["LikelihoodProfile", "deviance", "dispersion", "exceeds_chance", "likelihood_profile"]

_HALF_A_CALL = 0.5
"""Added to each outcome of the model, so that what it never gives in a few replications is rare and not impossible."""
_ENOUGH_EXPECTED = 5.0
"""Calls that an outcome of an hour must lead one to expect, to count in the dispersion (Cochran 1954)."""
_CONFIDENCE = 0.95
_FINE = 2001
_NEAR = 40.0
"""Points whose deviance is within this, after over-dispersion, shape the curve near the least."""
_ENOUGH_POINTS = 5


@dataclass(frozen=True)
class LikelihoodProfile:
    """The deviance of one parameter, smoothed and divided by the over-dispersion.

    Attributes
    ----------
    values : float64, shape (points,)
        The values that were simulated, ascending.
    deviances : float64, shape (points,)
        Of each, above the least, divided by the over-dispersion.
    best : float
        The value of the least deviance.
    low, high : float
        The ends of the 95 % interval by the likelihood ratio; an end of the values where it reaches so far.
    """

    values: Floats
    deviances: Floats
    best: float
    low: float
    high: float

    def widened(self, spread: float) -> LikelihoodProfile:
        """Return the profile with an interval that holds what a spread of the logarithm of the best value leaves open.

        Parameters
        ----------
        spread : float
            Standard deviation of the logarithm.
        """
        reach = float(np.exp(stats.norm.ppf((1 + _CONFIDENCE) / 2) * spread))
        low, high = max(self.best / reach, self.values[0]), min(self.best * reach, self.values[-1])
        return replace(self, low=min(self.low, float(low)), high=max(self.high, float(high)))

    @property
    def reaches_low_end(self) -> bool:
        """Whether even the smallest value agrees with the data."""
        return bool(self.low <= self.values[0])

    @property
    def reaches_high_end(self) -> bool:
        """Whether even the largest value agrees with the data."""
        return bool(self.high >= self.values[-1])

    @property
    def is_identified(self) -> bool:
        """Whether the data exclude values on both sides."""
        return not (self.reaches_low_end or self.reaches_high_end)


def deviance(observed: Floats, model: Floats) -> float:
    """Return the deviance of what happened under the shares of a model.

    Twice the log-likelihood of the observed shares less that of the model's, over multinomial outcomes.

    Parameters
    ----------
    observed : float64, shape (cells, outcomes)
        Calls by hour and line (cell), and by outcome.
    model : float64, shape (cells, outcomes)
        Calls of the model, of all its replications.
    """
    expected = observed.sum(axis=1, keepdims=True) * _shares(model)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(observed > 0, observed * np.log(observed / expected), 0.0)
    return 2 * float(terms.sum())


def dispersion(observed: Floats, model: Floats) -> float:
    """Return the over-dispersion: how many times further from the model the outcomes are than by chance; at least 1.

    Pearson's statistic over its degrees of freedom, over outcomes of which the model expects five calls or more: calls
    that wait together end alike, so they hold less information than as many calls apart.
    """
    shares = _shares(model)
    expected = observed.sum(axis=1, keepdims=True) * shares
    enough = expected >= _ENOUGH_EXPECTED
    if enough.sum() <= len(observed):
        return 1.0
    pearson = np.where(enough, (observed - expected) ** 2 / np.maximum(expected, _ENOUGH_EXPECTED), 0.0).sum()
    freedom = int(enough.sum() - enough.any(axis=1).sum()) - 1
    return max(float(pearson) / max(freedom, 1), 1.0)


def exceeds_chance(excess: float, overdispersion: float) -> bool:
    """Tell whether a deviance is above another by more than chance explains in 95 of 100 cases."""
    return bool(excess / overdispersion > stats.chi2.ppf(_CONFIDENCE, 1))


def likelihood_profile(values: Floats, deviances: Floats, overdispersion: float) -> LikelihoodProfile:
    """Return where a parameter's deviance is least, and where it is not much more.

    Parameters
    ----------
    values : float64, shape (points,)
        Positive values, ascending.
    deviances : float64, shape (points,)
        The deviance at each.
    overdispersion : float
        Divides the deviances.
    """
    scaled = (deviances - deviances.min()) / overdispersion
    fine = np.linspace(np.log(values[0]), np.log(values[-1]), _FINE)
    curve = _smooth(np.log(values), scaled, fine)
    curve -= curve.min()
    inside = np.flatnonzero(curve <= stats.chi2.ppf(_CONFIDENCE, 1))
    # The first of equally good values: where more people change nothing, the least that do.
    best, low, high = np.exp(fine[[int(curve.argmin()), inside[0], inside[-1]]])
    low, high = (values[0] if inside[0] == 0 else low), (values[-1] if inside[-1] == _FINE - 1 else high)
    return LikelihoodProfile(values, scaled, float(best), float(low), float(high))


def _smooth(at: Floats, scaled: Floats, fine: Floats) -> Floats:
    """Return the deviance between the points: near the least, a cubic through its noise; elsewhere, through each."""
    curve: Floats = PchipInterpolator(at, scaled)(fine)
    near = scaled <= _NEAR
    if near.sum() < _ENOUGH_POINTS:
        return curve
    weights = 1 / (1 + scaled[near])
    cubic = np.polynomial.Polynomial.fit(at[near], scaled[near], min(3, int(near.sum()) - 2), w=weights)
    within = (fine >= at[near].min()) & (fine <= at[near].max())
    return np.where(within, cubic(fine), curve)


def _shares(model: Floats) -> Floats:
    """Return the share of each outcome in each cell."""
    kept = model + _HALF_A_CALL
    shares: Floats = kept / kept.sum(axis=1, keepdims=True)
    return shares
