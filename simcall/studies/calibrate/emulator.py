"""An emulator: a smooth surface through simulated moments, that can be asked for any values at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures import Kind
from simcall.studies.calibrate.study import Study, Wanted
from simcall.studies.sweep.table import kind_of

if TYPE_CHECKING:
    from scipy.interpolate import RBFInterpolator

__all__ = ["Emulator", "fitted", "misfit", "rounded", "standardised"]

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
    surface : callable
        Gives the moments on the emulator's scale, (points, targets), at shares, (points, parameters).
    error : float64, shape (targets,)
        Root mean square error when a part of the points is left out, in the moments' own units; not a number where
        there are too few points to leave any out.
    shift : float64, shape (targets,)
        Added on the emulator's scale: what more replications have corrected.
    x, y : float64, shape (points, parameters) and (points, targets)
        What the surface is laid through, on the emulator's scale.
    """

    study: Study
    surface: Any
    error: Floats
    shift: Floats
    x: Floats
    y: Floats

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
        """Return the emulator shifted so that it gives what was found, with more replications, at one point.

        A figure that is not defined there corrects nothing.
        """
        here = self.surface(rounded(self.study, shares[None, :]))[0]
        shift = _there(found[None, :], self.study.wanted)[0] - here
        return replace(self, shift=np.where(np.isfinite(shift), shift, self.shift))

    def extended(self, shares: Floats, found: Floats) -> Emulator:
        """Return the emulator laid through further points too, whose moments are right as its own are now.

        Parameters
        ----------
        shares, found : float64, shape (points, parameters) and (points, targets)
            As for `fitted`.
        """
        known = np.isfinite(found).all(axis=1)
        y = _there(found[known], self.study.wanted) - self.shift
        laid = _laid(self.study, np.vstack([self.x, rounded(self.study, shares[known])]), np.vstack([self.y, y]))
        return replace(laid, shift=self.shift)


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

    Raises
    ------
    SimcallError
        If a target is defined at hardly any of the points.
    """
    known = np.isfinite(found).all(axis=1)
    x = rounded(study, shares[known])
    if len(np.unique(x, axis=0)) <= len(study.fits):
        least = int(np.argmin(np.isfinite(found).sum(axis=0)))
        raise SimcallError(
            f"{study.wanted[least].what}: is defined at {np.isfinite(found[:, least]).sum()} of {len(found)} values "
            "that were tried, too few to go on from: a share of no calls, as it may be, has no value. Give other "
            "bounds, or another target"
        )
    return _laid(study, x, _there(found[known], study.wanted))


def _laid(study: Study, x: Floats, y: Floats) -> Emulator:
    """Lay a surface through points, once through those that came several times."""
    x, first = np.unique(x, axis=0, return_index=True)
    y = y[first]
    errors = {smoothing: _cross(x, y, smoothing) for smoothing in _SMOOTHINGS}
    weight = np.maximum(y.std(axis=0), 1e-12)
    best = min(errors, key=lambda smoothing: float(np.nan_to_num(np.sum((errors[smoothing] / weight) ** 2))))
    own = _back(y + errors[best], study.wanted) - _back(y, study.wanted)
    return Emulator(study, _surface(x, y, best), np.sqrt((own**2).mean(axis=0)), np.zeros(y.shape[1]), x, y)


def standardised(study: Study, moments: Floats) -> Floats:
    """Return how many tolerances each moment is from its target, shape (points, targets)."""
    value = np.array([one.value for one in study.wanted])
    tolerance = np.array([one.tolerance for one in study.wanted])
    off: Floats = (moments - value) / tolerance
    return off


def misfit(study: Study, moments: Floats, power: int = 2) -> Floats:
    """Return the objective, shape (points,): the sum of squares of the tolerances by which targets are missed.

    A higher power heeds the worst of them alone. It is infinite where a moment is not defined.
    """
    total = np.sum(np.abs(standardised(study, moments)) ** power, axis=1)
    return np.where(np.isnan(total), np.inf, total)


def rounded(study: Study, shares: Floats) -> Floats:
    """Return shares at which whole numbers are whole."""
    exact = np.array(shares, np.float64, copy=True)
    for place, fit in enumerate(study.fits):
        if fit.whole:
            exact[:, place] = np.round(exact[:, place] * fit.width) / fit.width
    return exact


def _surface(x: Floats, y: Floats, smoothing: float) -> RBFInterpolator:
    from scipy.interpolate import RBFInterpolator

    return RBFInterpolator(x, y, smoothing=smoothing, kernel="thin_plate_spline", degree=1)


def _cross(x: Floats, y: Floats, smoothing: float) -> Floats:
    """Return the errors at points that were left out, an eighth of them at a time.

    They are not a number if what is left makes no surface: whole numbers may have hardly any values.
    """
    error = np.zeros_like(y)
    fold = np.arange(len(x)) % _FOLDS
    for one in range(min(_FOLDS, len(x))):
        out = fold == one
        try:
            error[out] = _surface(x[~out], y[~out], smoothing)(x[out]) - y[out]
        except (ValueError, np.linalg.LinAlgError):
            return np.full_like(y, np.nan)
    return error


def _there(moments: Floats, wanted: Sequence[Wanted]) -> Floats:
    """Return moments on the emulator's scale."""
    scaled = np.array(moments, np.float64, copy=True)
    for place in _shares(wanted):
        p = np.clip(scaled[:, place], _EDGE, 1 - _EDGE)
        scaled[:, place] = np.log(p / (1 - p))
    return scaled


def _back(scaled: Floats, wanted: Sequence[Wanted]) -> Floats:
    """Return moments in their own units."""
    moments = np.array(scaled, np.float64, copy=True)
    for place in _shares(wanted):
        moments[:, place] = 1 / (1 + np.exp(-moments[:, place]))
    return moments


def _shares(wanted: Sequence[Wanted]) -> list[int]:
    return [place for place, one in enumerate(wanted) if kind_of(one.figure) is Kind.SHARE]
