"""Profiles: how closely the targets can be met while one parameter is held and the others are free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.studies.calibrate.emulator import Emulator, standardised
from simcall.studies.calibrate.search import best_on

__all__ = ["Profile", "profile_of"]

_POINTS = 13
_HALVINGS = 6
"""Halvings of the interval between two points of the profile, to find where all targets can just be met."""
_WORST = 16
"""Power of the objective at which almost only the worst target counts."""


@dataclass(frozen=True)
class Profile:
    """The cost of holding one parameter.

    Attributes
    ----------
    values : float64, shape (points,)
        The values at which it was held, ascending, in its own unit.
    misses : float64, shape (points,)
        How many tolerances the worst target is missed by, at least, whatever the others are; under 1, all can be met.
    span : tuple of float or None
        The lowest and the highest value at which all targets can be met; None if there is none.
    """

    values: Floats
    misses: Floats
    span: tuple[float, float] | None


def profile_of(emulator: Emulator, best: Floats, column: int) -> Profile:
    """Hold a parameter at values between its bounds, and at the value of the best point.

    Parameters
    ----------
    emulator : Emulator
        Of the moments.
    best : float64, shape (parameters,)
        The point at which the search ended.
    column : int
        Of the parameter.
    """
    fit = emulator.study.fits[column]
    misses: dict[float, float] = {}

    def miss(share: float) -> float:
        if share not in misses:
            misses[share] = _least_miss(emulator, best, column, share)
        return misses[share]

    count = min(_POINTS, round(fit.width) + 1) if fit.whole else _POINTS
    even = {fit.share(fit.number(float(share))) for share in np.linspace(0, 1, count)}
    shares = sorted({*even, fit.share(fit.number(float(best[column])))})
    met = [share for share in shares if miss(share) <= 1]
    span = None
    if met:
        low, high = _end(shares, met[0], -1, miss, fit.whole), _end(shares, met[-1], 1, miss, fit.whole)
        span = fit.number(low), fit.number(high)
    held = sorted(misses)
    return Profile(np.array([fit.number(share) for share in held]), np.array([misses[share] for share in held]), span)


def _end(shares: list[float], met: float, step: int, miss: Callable[[float], float], is_whole: bool) -> float:
    """Return the outermost share at which all targets can be met, beyond the outermost point where they are met."""
    beyond = shares.index(met) + step
    if is_whole or not 0 <= beyond < len(shares):
        return met
    inside, outside = met, shares[beyond]
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if miss(middle) <= 1 else (inside, middle)
    return inside


def _least_miss(emulator: Emulator, best: Floats, column: int, share: float) -> float:
    """Return how many tolerances the worst target is missed by, at least, with one parameter held."""
    near = best.copy()
    near[column] = share
    point = best_on(emulator, emulator.study.seed, near=near, held={column: share}, power=_WORST)
    return float(np.abs(standardised(emulator.study, emulator.at(point[None, :]))).max())
