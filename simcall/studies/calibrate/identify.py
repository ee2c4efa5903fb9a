"""What the targets tell about the parameters, and what they leave open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.studies.calibrate.emulator import Emulator, standardised
from simcall.studies.calibrate.search import best_on
from simcall.studies.calibrate.study import Study

__all__ = ["Identification", "identification"]

_STEP = 0.04
"""Of the way between the bounds, to either side: wide enough to be no ripple of the emulator."""
_PROFILE_POINTS = 15
_FEEBLE = 2.0
"""A direction is not identified if going from bound to bound along it moves no target by so many tolerances."""
_PART = 0.3
"""A parameter belongs to a direction if its part of it is at least this."""


@dataclass(frozen=True)
class Identification:
    """What the targets identify around the best point.

    Attributes
    ----------
    jacobian : float64, shape (targets, parameters)
        By how many tolerances each target moves as a parameter goes from bound to bound, at the slope it has here.
    singular_values : float64, shape (parameters,)
        Of the Jacobian, the largest first; zeros where there are fewer targets than parameters.
    directions : float64, shape (parameters, parameters)
        Row i goes with singular value i: how the parameters move together along it.
    profile_at : float64, shape (parameters, points)
        Values of each parameter at which it was held…
    profiles : float64, shape (parameters, points)
        …and the least objective that the others allow there.
    spans : float64, shape (parameters, 2)
        Between which values of each parameter all targets can still be met within their tolerances, the others free;
        not a number where they cannot.
    """

    study: Study
    best: Floats
    jacobian: Floats
    singular_values: Floats
    directions: Floats
    profile_at: Floats
    profiles: Floats
    spans: Floats

    @property
    def unidentified(self) -> tuple[int, ...]:
        """Which directions the targets say nothing about."""
        return tuple(np.flatnonzero(self.singular_values < _FEEBLE).tolist())

    def sentences(self) -> tuple[str, ...]:
        """Say in words what the targets do not separate."""
        found = []
        for direction in self.unidentified:
            parts = self.directions[direction]
            named = [place for place in np.argsort(-np.abs(parts)) if abs(parts[place]) >= _PART]
            if len(named) == 1:
                found.append(f"{self._name(named[0])} is not identified: no target depends on it enough to tell.")
            else:
                found.append(self._together(named, parts))
        return tuple(found)

    def _together(self, named: list[int], parts: Floats) -> str:
        """Say which parameters can be exchanged for each other, and how."""
        first = named[0]
        sign = 1.0 if parts[first] > 0 else -1.0
        size = 0.1 / abs(parts[first])
        moves = []
        for place in named:
            fit = self.study.fits[place]
            change = sign * parts[place] * size * (fit.high - fit.low)
            moves.append(f"{self._name(place)} {'+' if change > 0 else '-'}{_amount(abs(change), fit.parameter.unit)}")
        names = " and ".join(self._name(place) for place in named)
        return (
            f"{names} are not separated by the targets, only a combination of them is: {', '.join(moves)} together "
            "leaves every target where it is."
        )

    def _name(self, place: int) -> str:
        return self.study.fits[place].name


def identification(emulator: Emulator, best: Floats) -> Identification:
    """Look at what the targets tell around the best point.

    Parameters
    ----------
    emulator : Emulator
        Of the moments.
    best : float64, shape (parameters,)
        Where the search ended.
    """
    study = emulator.study
    jacobian = _jacobian(emulator, best)
    _, values, directions = np.linalg.svd(jacobian, full_matrices=True)
    singular = np.zeros(len(study.fits))
    singular[: len(values)] = values
    at, profiles, spans = _profiles(emulator, best)
    return Identification(study, best, jacobian, singular, directions, at, profiles, spans)


def _jacobian(emulator: Emulator, best: Floats) -> Floats:
    """Return the slopes of the standardised moments by central differences, one-sided at a bound."""
    study = emulator.study
    columns = []
    for place, fit in enumerate(study.fits):
        step = max(_STEP, 1 / (fit.high - fit.low)) if fit.whole else _STEP
        up, down = best.copy(), best.copy()
        up[place], down[place] = min(best[place] + step, 1.0), max(best[place] - step, 0.0)
        ends = standardised(study, emulator.at(np.array([up, down])))
        columns.append((ends[0] - ends[1]) / (up[place] - down[place]))
    return np.array(columns).T


def _profiles(emulator: Emulator, best: Floats) -> tuple[Floats, Floats, Floats]:
    study = emulator.study
    at, least, spans = [], [], []
    for place, fit in enumerate(study.fits):
        points = np.linspace(0, 1, _points(fit.whole, fit.high - fit.low))
        values = np.array([_least(emulator, best, place, float(share)) for share in points])
        met = np.flatnonzero(values <= 1.0)
        at.append(_padded(np.array([fit.number(float(share)) for share in points])))
        least.append(_padded(values))
        spans.append(
            [fit.number(float(points[met[0]])), fit.number(float(points[met[-1]]))] if len(met) else [np.nan] * 2
        )
    return np.array(at), np.array(least), np.array(spans)


def _points(whole: bool, steps: float) -> int:
    return min(_PROFILE_POINTS, round(steps) + 1) if whole else _PROFILE_POINTS


def _padded(values: Floats) -> Floats:
    """Return values in a row of the length that all have."""
    return np.concatenate([values, np.full(_PROFILE_POINTS - len(values), np.nan)])


def _least(emulator: Emulator, best: Floats, place: int, share: float) -> float:
    """Return the largest square of a target's tolerances where one parameter is held and the others are free."""
    near = best.copy()
    near[place] = share
    point = best_on(emulator, emulator.study.seed, near=near, held={place: share})
    return float(np.max(standardised(emulator.study, emulator.at(point[None, :])) ** 2))


def _amount(number: float, unit: str) -> str:
    return f"{number:.3g}{f' {unit}' if unit else ''}"
