"""An emulator: a smooth surface through simulated moments, that can be asked for any values at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.interpolate import RBFInterpolator

from simcall.inputs import Floats
from simcall.measures import Kind
from simcall.studies.calibrate.study import Study, Wanted
from simcall.studies.sweep.table import kind_of

__all__ = ["Emulator", "fitted", "misfit", "standardised"]

_SMOOTHINGS = (1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_FOLDS = 8
_EDGE = 1e-4
"""Shares are emulated as log odds, and are kept this far from 0 and 1."""


@dataclass(frozen=True)
class Emulator:
    """Thin-plate splines through the moments, over the parameters' shares of the way between their bounds.

    Attributes
    ----------
    study : Study
        The study.
    surface : RBFInterpolator
        Of the moments: shares as log odds.
    error : float64, shape (targets,)
        Root mean square error when a part of the points is left out, in the moments' own units.
    shift : float64, shape (targets,)
        Added on the emulator's scale: what more replications have corrected.
    """

    study: Study
    surface: Any
    error: Floats
    shift: Floats

    def at(self, shares: Floats) -> Floats:
        """Return the moments at some points.

        Parameters
        ----------
        shares : float64, shape (points, parameters)
            From 0, the lower bound, to 1; whole numbers are rounded.

        Returns
        -------
        ndarray of float64, shape (points, targets)
        """
        return _back(self.surface(rounded(self.study, shares)) + self.shift, self.study.wanted)

    def corrected(self, shares: Floats, found: Floats) -> Emulator:
        """Return the emulator shifted so that it gives what was found, with more replications, at one point."""
        here = self.surface(rounded(self.study, shares[None, :]))[0]
        return replace(self, shift=_there(found[None, :], self.study.wanted)[0] - here)


def fitted(study: Study, shares: Floats, found: Floats) -> Emulator:
    """Fit an emulator to simulated moments.

    How closely it follows them is chosen by leaving parts of the points out (cross-validation), as simulated moments
    have noise.

    Parameters
    ----------
    study : Study
        The study.
    shares : float64, shape (points, parameters)
        Where they were simulated.
    found : float64, shape (points, targets)
        The moments; points with one that is not defined are left out.
    """
    known = np.isfinite(found).all(axis=1)
    x, y = rounded(study, shares[known]), _there(found[known], study.wanted)
    x, first = np.unique(x, axis=0, return_index=True)
    y = y[first]
    errors = {smoothing: _left_out(x, y, smoothing) for smoothing in _SMOOTHINGS}
    weight = np.maximum(y.std(axis=0), 1e-12)
    best = min(errors, key=lambda smoothing: float(np.sum((errors[smoothing] / weight) ** 2)))
    surface = RBFInterpolator(x, y, smoothing=best, kernel="thin_plate_spline", degree=1)
    residual = _cross(x, y, best)
    own = _back(y + residual, study.wanted) - _back(y, study.wanted)
    return Emulator(study, surface, np.sqrt((own**2).mean(axis=0)), np.zeros(y.shape[1]))


def standardised(study: Study, moments: Floats) -> Floats:
    """Return how many tolerances each moment is from its target, shape (points, targets)."""
    value = np.array([one.value for one in study.wanted])
    tolerance = np.array([one.tolerance for one in study.wanted])
    off: Floats = (moments - value) / tolerance
    return off


def misfit(study: Study, moments: Floats) -> Floats:
    """Return the objective: the sum of squared tolerances by which targets are missed, shape (points,)."""
    total: Floats = np.nansum(standardised(study, moments) ** 2, axis=1)
    return total


def rounded(study: Study, shares: Floats) -> Floats:
    """Return shares at which whole numbers are whole."""
    exact = np.array(shares, np.float64, copy=True)
    for place, fit in enumerate(study.fits):
        if fit.whole:
            steps = fit.high - fit.low
            exact[:, place] = np.round(exact[:, place] * steps) / steps
    return exact


def _left_out(x: Floats, y: Floats, smoothing: float) -> Floats:
    error: Floats = np.sqrt((_cross(x, y, smoothing) ** 2).mean(axis=0))
    return error


def _cross(x: Floats, y: Floats, smoothing: float) -> Floats:
    """Return the errors at points that were left out, an eighth of them at a time."""
    error = np.zeros_like(y)
    fold = np.arange(len(x)) % _FOLDS
    for one in range(_FOLDS):
        out = fold == one
        surface = RBFInterpolator(x[~out], y[~out], smoothing=smoothing, kernel="thin_plate_spline", degree=1)
        error[out] = surface(x[out]) - y[out]
    return error


def _there(moments: Floats, wanted: Sequence[Wanted]) -> Floats:
    """Return moments on the emulator's scale."""
    scaled = np.array(moments, np.float64, copy=True)
    for place in _shares(wanted):
        p = np.clip(scaled[:, place], _EDGE, 1 - _EDGE)
        scaled[:, place] = np.log(p / (1 - p))
    return scaled


def _back(scaled: Floats, wanted: Sequence[Wanted]) -> Floats:
    moments = np.array(scaled, np.float64, copy=True)
    for place in _shares(wanted):
        moments[:, place] = 1 / (1 + np.exp(-moments[:, place]))
    return moments


def _shares(wanted: Sequence[Wanted]) -> list[int]:
    return [place for place, one in enumerate(wanted) if kind_of(one.figure) is Kind.SHARE]
