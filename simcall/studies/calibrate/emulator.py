"""An emulator: a smooth surface through simulated moments, which gives them at any values at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures import Kind
from simcall.studies.calibrate.study import CalibrationTarget, Study
from simcall.studies.sweep.table import kind_of

if TYPE_CHECKING:
    from scipy.interpolate import RBFInterpolator

__all__ = ["Emulator", "fit_emulator", "misfit", "standardised", "with_whole_numbers"]

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
        Root mean square error at points left out of the fit, in the moments' own units; NaN where there are too few
        points to leave any out.
    shift : float64, shape (targets,)
        Added on the emulator's scale: the correction from runs with more replications.
    x, y : float64, shape (points, parameters) and (points, targets)
        The points that the surface goes through, on the emulator's scale.
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
        scaled = self.surface(with_whole_numbers(self.study, shares)) + self.shift
        return _from_emulator_scale(scaled, self.study.targets)

    def corrected(self, shares: Floats, means: Floats) -> Emulator:
        """Return the emulator shifted so that it gives, at one point, the means of a run with more replications.

        A figure that is not defined there corrects nothing.
        """
        emulated = self.surface(with_whole_numbers(self.study, shares[None, :]))[0]
        shift = _to_emulator_scale(means[None, :], self.study.targets)[0] - emulated
        return replace(self, shift=np.where(np.isfinite(shift), shift, self.shift))

    def extended(self, shares: Floats, means: Floats) -> Emulator:
        """Return the emulator fitted to further points too; their moments need no correction.

        Parameters
        ----------
        shares, means : float64, shape (points, parameters) and (points, targets)
            As for `fit_emulator`.
        """
        defined = np.isfinite(means).all(axis=1)
        x = np.vstack([self.x, with_whole_numbers(self.study, shares[defined])])
        y = np.vstack([self.y, _to_emulator_scale(means[defined], self.study.targets) - self.shift])
        return replace(_emulator_through(self.study, x, y), shift=self.shift)


def fit_emulator(study: Study, shares: Floats, means: Floats) -> Emulator:
    """Fit an emulator to simulated moments.

    Cross-validation chooses how closely it follows them, as simulated moments have noise.

    Parameters
    ----------
    study : Study
        The study.
    shares : float64, shape (points, parameters)
        Where they were simulated.
    means : float64, shape (points, targets)
        The moments; points with one that is not defined are left out.

    Raises
    ------
    SimcallError
        If a target is defined at hardly any of the points.
    """
    defined = np.isfinite(means).all(axis=1)
    x = with_whole_numbers(study, shares[defined])
    if len(np.unique(x, axis=0)) <= len(study.fits):
        rarest = int(np.argmin(np.isfinite(means).sum(axis=0)))
        raise SimcallError(
            f"{study.targets[rarest].full_name}: is defined at {np.isfinite(means[:, rarest]).sum()} of {len(means)} "
            f"values that were tried, too few to fit. {_why_undefined(study.targets[rarest])}"
        )
    return _emulator_through(study, x, _to_emulator_scale(means[defined], study.targets))


def _why_undefined(target: CalibrationTarget) -> str:
    if target.curve is not None:
        return "Elsewhere the curve does not reach there: widen its values, or give other bounds"
    return "A share of no calls, for example, has no value. Give other bounds, or another target"


def _emulator_through(study: Study, x: Floats, y: Floats) -> Emulator:
    """Fit a surface to points; a point that occurs several times counts once."""
    x, first = np.unique(x, axis=0, return_index=True)
    y = y[first]
    errors = {smoothing: _left_out_errors(x, y, smoothing) for smoothing in _SMOOTHINGS}
    weight = np.maximum(y.std(axis=0), 1e-12)
    best = min(errors, key=lambda smoothing: float(np.nan_to_num(np.sum((errors[smoothing] / weight) ** 2))))
    own = _from_emulator_scale(y + errors[best], study.targets) - _from_emulator_scale(y, study.targets)
    return Emulator(study, _surface(x, y, best), np.sqrt((own**2).mean(axis=0)), np.zeros(y.shape[1]), x, y)


def standardised(study: Study, moments: Floats) -> Floats:
    """Return how many tolerances each moment is from its target, shape (points, targets)."""
    value = np.array([target.value for target in study.targets])
    tolerance = np.array([target.tolerance for target in study.targets])
    off: Floats = (moments - value) / tolerance
    return off


def misfit(study: Study, moments: Floats, power: int = 2) -> Floats:
    """Return the objective, shape (points,): the sum of squares of the tolerances by which targets are missed.

    With a higher power the worst target dominates. The objective is infinite where a moment is not defined.
    """
    total = np.sum(np.abs(standardised(study, moments)) ** power, axis=1)
    return np.where(np.isnan(total), np.inf, total)


def with_whole_numbers(study: Study, shares: Floats) -> Floats:
    """Return shares moved to the nearest at which whole-number parameters are whole."""
    exact = np.array(shares, np.float64, copy=True)
    for column, fit in enumerate(study.fits):
        if fit.whole:
            exact[:, column] = np.round(exact[:, column] * fit.width) / fit.width
    return exact


def _surface(x: Floats, y: Floats, smoothing: float) -> RBFInterpolator:
    from scipy.interpolate import RBFInterpolator

    return RBFInterpolator(x, y, smoothing=smoothing, kernel="thin_plate_spline", degree=1)


def _left_out_errors(x: Floats, y: Floats, smoothing: float) -> Floats:
    """Return the errors at points left out of the fit, an eighth of them at a time.

    They are NaN if the remaining points make no surface: whole numbers may have hardly any values.
    """
    error = np.zeros_like(y)
    folds = np.arange(len(x)) % _FOLDS
    for fold in range(min(_FOLDS, len(x))):
        out = folds == fold
        try:
            error[out] = _surface(x[~out], y[~out], smoothing)(x[out]) - y[out]
        except (ValueError, np.linalg.LinAlgError):
            return np.full_like(y, np.nan)
    return error


def _to_emulator_scale(moments: Floats, targets: Sequence[CalibrationTarget]) -> Floats:
    scaled = np.array(moments, np.float64, copy=True)
    for column in _share_columns(targets):
        p = np.clip(scaled[:, column], _EDGE, 1 - _EDGE)
        scaled[:, column] = np.log(p / (1 - p))
    return scaled


def _from_emulator_scale(scaled: Floats, targets: Sequence[CalibrationTarget]) -> Floats:
    moments = np.array(scaled, np.float64, copy=True)
    for column in _share_columns(targets):
        moments[:, column] = 1 / (1 + np.exp(-moments[:, column]))
    return moments


def _share_columns(targets: Sequence[CalibrationTarget]) -> list[int]:
    return [column for column, target in enumerate(targets) if kind_of(target.figure) is Kind.SHARE]
