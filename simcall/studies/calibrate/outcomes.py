"""What came of the targets: which are met, what stands in the way of the others, and what a reader must know."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.measures.estimates import t_quantile
from simcall.studies.calibrate.identify import Identification
from simcall.studies.calibrate.study import Fit, Study, Wanted, in_words

__all__ = ["Outcome", "binding_bounds", "caveats", "obstacles"]

_AT_A_BOUND = 0.005
"""A value is at a bound if it is so near, in shares of the way between them."""
_MIDDLE = 0.5
_BEYOND = 0.1
"""Of the way between the bounds, to look beyond one."""
_GAIN = 0.005
"""A bound stands in the way if beyond it the objective would fall by so much of itself."""
_FELT = 0.5
"""What moves a target by less than so many tolerances from bound to bound does not move it."""
_PULLS = 0.25
"""A target pulls if it is missed by at least so many tolerances."""


@dataclass(frozen=True)
class Outcome:
    """One target, and what the calibrated values give on callers that the search has not seen.

    Attributes
    ----------
    wanted : Wanted
        The target.
    found : float
        The figure, on fresh seeds; not a number if it is not defined.
    reach : float
        How far its 95 % interval reaches.
    replications : int
        From how many it is.
    """

    wanted: Wanted
    found: float
    reach: float
    replications: int

    @property
    def off(self) -> float:
        """By how much it is missed, either way."""
        return abs(self.found - self.wanted.value)

    @property
    def missed(self) -> bool:
        """Whether the whole interval lies outside the tolerance, or the figure is not defined."""
        return not self.off - self.reach <= self.wanted.tolerance

    @property
    def verdict(self) -> str:
        """Met if the figure is within the tolerance; within noise if its interval reaches into it; missed otherwise."""
        return "met" if self.off <= self.wanted.tolerance else "missed" if self.missed else "within noise"

    @property
    def strays(self) -> float:
        """How far a single replication, such as the month that was observed, strays from the figure: 19 times in 20."""
        return self.reach * math.sqrt(self.replications) / t_quantile(self.replications) * 1.96

    @property
    def replications_for(self) -> int | None:
        """How many replications the tolerance would need to be wider than the noise; None if it is."""
        if not self.reach > self.wanted.tolerance:
            return None
        return math.ceil(self.replications * (self.reach / self.wanted.tolerance) ** 2)


def obstacles(
    study: Study, outcomes: Sequence[Outcome], identified: Identification, shares: Floats, off: Floats
) -> tuple[str, ...]:
    """Say which targets cannot be met, how near they can, and what stands in the way; nothing if all can.

    Parameters
    ----------
    study : Study
        The study.
    outcomes : sequence of Outcome
        Of its targets.
    identified : Identification
        At the best point.
    shares, off : float64, shape (parameters,) and (targets,)
        The best point, and by how many tolerances the targets are missed there, as the search has it.
    """
    missed = [one for one in outcomes if one.missed]
    if not missed:
        return ()
    return (
        *(f"{one.wanted}: the nearest is {_figure(one.found)}." for one in missed),
        *_why(study, outcomes, identified, shares, off),
    )


def _figure(found: float) -> str:
    return "not defined" if math.isnan(found) else f"{found:.4g}"


def _why(
    study: Study, outcomes: Sequence[Outcome], identified: Identification, shares: Floats, off: Floats
) -> Iterator[str]:
    deaf = [
        study.short(one.wanted)
        for one, slopes in zip(outcomes, identified.jacobian, strict=True)
        if one.missed and np.linalg.norm(slopes) < _FELT
    ]
    if deaf:
        yield f"Nothing that is fitted moves {in_words(deaf)}."
    bounds = [_bound(fit, share) for fit, share in binding_bounds(study, identified.jacobian, shares, off)]
    if bounds:
        yield f"What stands in the way: {in_words(bounds)}; beyond, the targets would be met better."
    pulling = [study.short(one.wanted) for one in outcomes if not one.off <= _PULLS * one.wanted.tolerance]
    if len(pulling) > 1 and not bounds:
        yield f"No bound stands in the way: {in_words(pulling)} pull the values apart, and no values meet all."
    elif not bounds and not deaf:
        steps = [fit.name for fit in study.fits if fit.whole]
        between = f", and {in_words(steps)} can only be whole" if steps else ""
        yield f"No bound stands in the way: no values between them bring it nearer{between}."


def _bound(fit: Fit, share: float) -> str:
    end, number = ("lower", fit.low) if share < _MIDDLE else ("upper", fit.high)
    return f"{fit.name} is at its {end} bound, {fit.in_words(number)}"


def binding_bounds(study: Study, jacobian: Floats, shares: Floats, off: Floats) -> list[tuple[Fit, float]]:
    """Return the parameters at a bound beyond which the targets would be met better, with their shares."""
    found = []
    before = float(off @ off)
    for fit, share, slopes in zip(study.fits, shares, jacobian.T, strict=True):
        if min(share, 1 - share) < _AT_A_BOUND and np.linalg.norm(slopes) >= _FELT:
            after = off + slopes * (_BEYOND if share > _MIDDLE else -_BEYOND)
            if float(after @ after) < (1 - _GAIN) * before:
                found.append((fit, float(share)))
    return found


def caveats(study: Study, outcomes: Sequence[Outcome], identified: Identification, members: int) -> tuple[str, ...]:
    """Say what a reader must know before using the values.

    Parameters
    ----------
    study, outcomes, identified
        As for `obstacles`.
    members : int
        Of the ensemble.
    """
    return (*_free(study, identified), *_noise(outcomes), *_strays(study, outcomes), *_thin(outcomes, members))


def _free(study: Study, identified: Identification) -> Iterator[str]:
    targets, parameters = len(study.wanted), len(study.fits)
    if targets < parameters:
        names = identified.open_names()
        few = f"{targets} target{'s' if targets > 1 else ''} cannot tell {parameters} parameters"
        if names:
            yield f"{few}: {in_words(names)} {'is' if len(names) == 1 else 'are'} free, alone or together."
        else:
            yield f"{few} by themselves: it takes their bounds, and that some are whole numbers."


def _noise(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for one in outcomes:
        if one.replications_for is not None:
            yield (
                f"{one.wanted}: the tolerance is under the noise of {one.replications} replications "
                f"(±{one.reach:.2g}); it would take about {one.replications_for:,}."
            )


def _strays(study: Study, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Warn of tolerances that claim more than one observed span can tell."""
    sure = [f"{study.short(one.wanted)} by ±{one.strays:.2g}" for one in outcomes if one.strays > one.wanted.tolerance]
    if sure:
        yield (
            f"One span by itself strays by more than its tolerance: {in_words(sure)}. If a target was observed in a "
            "single span, the values are less certain than the ensemble says; give that as its tolerance."
        )


def _thin(outcomes: Sequence[Outcome], members: int) -> Iterator[str]:
    if members < _ENOUGH and not any(one.missed for one in outcomes):
        yield f"Only {members} sets of values met every target: predictions with so few are rough."


_ENOUGH = 20
"""Members from which an interval that holds 95 % of them can be read."""
