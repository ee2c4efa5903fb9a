"""Profiles: how nearly the targets can be met while one parameter is held and the others are free."""

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
"""Of the way between two points of the profile, to find where all targets can just be met."""
_WORST = 16
"""Power of the objective at which hardly any target but the worst counts."""


@dataclass(frozen=True)
class Profile:
    """What holding one parameter costs.

    Attributes
    ----------
    values : float64, shape (points,)
        At which it was held, ascending, in its own unit.
    off : float64, shape (points,)
        By how many tolerances the worst target is missed at least, whatever the others are; under 1, all can be met.
    span : tuple of float or None
        Between which values all targets can be met; None if nowhere.
    """

    values: Floats
    off: Floats
    span: tuple[float, float] | None


def profile_of(emulator: Emulator, best: Floats, place: int) -> Profile:
    """Hold a parameter at values between its bounds, and at that of the best point.

    Parameters
    ----------
    emulator : Emulator
        Of the moments.
    best : float64, shape (parameters,)
        Where the search ended.
    place : int
        Which parameter.
    """
    fit = emulator.study.fits[place]
    known: dict[float, float] = {}

    def off(share: float) -> float:
        if share not in known:
            known[share] = _least(emulator, best, place, share)
        return known[share]

    count = min(_POINTS, round(fit.width) + 1) if fit.whole else _POINTS
    even = {fit.share(fit.number(float(share))) for share in np.linspace(0, 1, count)}
    shares = sorted({*even, fit.share(fit.number(float(best[place])))})
    met = [share for share in shares if off(share) <= 1]
    span = None
    if met:
        low, high = _end(shares, met[0], -1, off, fit.whole), _end(shares, met[-1], 1, off, fit.whole)
        span = fit.number(low), fit.number(high)
    at = sorted(known)
    return Profile(np.array([fit.number(one) for one in at]), np.array([known[one] for one in at]), span)


def _end(shares: list[float], met: float, step: int, off: Callable[[float], float], whole: bool) -> float:
    """Return how far out all targets can be met, from the outermost point where they are; by halving."""
    beyond = shares.index(met) + step
    if whole or not 0 <= beyond < len(shares):
        return met
    inside, outside = met, shares[beyond]
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if off(middle) <= 1 else (inside, middle)
    return inside


def _least(emulator: Emulator, best: Floats, place: int, share: float) -> float:
    """Return by how many tolerances the worst target is missed at least where one parameter is held."""
    near = best.copy()
    near[place] = share
    point = best_on(emulator, emulator.study.seed, near=near, held={place: share}, power=_WORST)
    return float(np.abs(standardised(emulator.study, emulator.at(point[None, :]))).max())
