"""The outcome of each target, the obstacles to those missed, and warnings on the use of the values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.measures import Verdict
from simcall.measures.estimates import t_quantile
from simcall.studies.calibrate.identification import Identification
from simcall.studies.calibrate.study import CalibrationTarget, FittedParameter, Study, in_words

__all__ = ["Outcome", "binding_bounds", "caveats", "obstacles"]

_AT_A_BOUND = 0.005
"""A value nearer to a bound than this, in shares of the way between the bounds, is at that bound."""
_MIDDLE = 0.5
_BEYOND = 0.1
"""How far beyond a bound to look, as a share of the way between the bounds."""
_GAIN = 0.005
"""A bound is an obstacle if the objective would fall by this share beyond it."""
_EFFECT = 0.5
"""A parameter that moves a target by fewer tolerances than this, from bound to bound, does not move it."""
_ENOUGH = 20
"""Members that an interval with 95 % of them needs."""
_CONFLICT = 0.25
"""A target is in conflict with others if it is missed by more tolerances than this."""


@dataclass(frozen=True)
class Outcome:
    """One target, and its figure with the calibrated values on callers that the search has not seen.

    Attributes
    ----------
    target : CalibrationTarget
        The target.
    mean : float
        The figure, on fresh seeds; NaN if it is not defined.
    half_width : float
        Half the width of its 95 % interval.
    replications : int
        Number of replications.
    """

    target: CalibrationTarget
    mean: float
    half_width: float
    replications: int

    @property
    def error(self) -> float:
        """The distance of the figure from the target's value."""
        return abs(self.mean - self.target.value)

    @property
    def missed(self) -> bool:
        """Whether the whole interval lies outside the tolerance, or the figure is not defined."""
        return not self.error - self.half_width <= self.target.tolerance

    @property
    def verdict(self) -> Verdict:
        """Met if the figure is within the tolerance; too close to call if only its interval reaches into it."""
        if self.error <= self.target.tolerance:
            return Verdict.MET
        return Verdict.MISSED if self.missed else Verdict.TOO_CLOSE

    @property
    def single_span_half_width(self) -> float:
        """The distance within which 95 % of single spans, such as the observed month, lie from the figure.

        NaN for a pair of a curve, which no single span gives.
        """
        if self.target.curve is not None:
            return math.nan
        return self.half_width * math.sqrt(self.replications) / t_quantile(self.replications) * 1.96

    @property
    def replications_needed(self) -> int | None:
        """Replications after which the noise would be within the tolerance; None if it already is."""
        if not self.half_width > self.target.tolerance:
            return None
        return math.ceil(self.replications * (self.half_width / self.target.tolerance) ** 2)


def obstacles(
    study: Study, outcomes: Sequence[Outcome], identification: Identification, shares: Floats, off: Floats
) -> tuple[str, ...]:
    """Return sentences on the targets that cannot be met: how near they come, and what prevents more; none if all can.

    Parameters
    ----------
    study : Study
        The study.
    outcomes : sequence of Outcome
        Of its targets.
    identification : Identification
        At the best point.
    shares, off : float64, shape (parameters,) and (targets,)
        The best point, and the tolerances by which the search misses the targets there.
    """
    missed = [outcome for outcome in outcomes if outcome.missed]
    if not missed:
        return ()
    return (
        *(f"{outcome.target}: {_nearest(outcome)}." for outcome in missed),
        *_reasons(study, outcomes, identification, shares, off),
    )


def _nearest(outcome: Outcome) -> str:
    if not math.isnan(outcome.mean):
        return f"the nearest figure is {outcome.mean:.4g}"
    if outcome.target.curve is not None:
        return "with these values the curve does not reach there; widen its values"
    return "the nearest figure is not defined"


def _reasons(
    study: Study, outcomes: Sequence[Outcome], identification: Identification, shares: Floats, off: Floats
) -> Iterator[str]:
    unmoved = [
        study.short(outcome.target)
        for outcome, slopes in zip(outcomes, identification.jacobian, strict=True)
        if outcome.missed and np.linalg.norm(slopes) < _EFFECT
    ]
    if unmoved:
        yield f"No fitted parameter moves {in_words(unmoved)}."
    bounds = [_bound(fit, share) for fit, share in binding_bounds(study, identification.jacobian, shares, off)]
    if bounds:
        yield f"{in_words(bounds)}. Wider bounds would meet the targets better."
    conflicting = [
        study.short(outcome.target) for outcome in outcomes if not outcome.error <= _CONFLICT * outcome.target.tolerance
    ]
    if len(conflicting) > 1 and not bounds:
        yield f"The bounds are not the reason: {in_words(conflicting)} need different values, and no values meet all."
    elif not bounds and not unmoved:
        steps = [fit.name for fit in study.fits if fit.whole]
        whole_only = f", and {in_words(steps)} can only be whole" if steps else ""
        yield f"The bounds are not the reason: no values between them come nearer{whole_only}."


def _bound(fit: FittedParameter, share: float) -> str:
    end, number = ("lower", fit.low) if share < _MIDDLE else ("upper", fit.high)
    return f"{fit.name} is at its {end} bound, {fit.in_words(number)}"


def binding_bounds(study: Study, jacobian: Floats, shares: Floats, off: Floats) -> list[tuple[FittedParameter, float]]:
    """Return the parameters at a bound beyond which the targets would be met better, with their shares."""
    binding = []
    before = float(off @ off)
    for fit, share, slopes in zip(study.fits, shares, jacobian.T, strict=True):
        if min(share, 1 - share) < _AT_A_BOUND and np.linalg.norm(slopes) >= _EFFECT:
            after = off + slopes * (_BEYOND if share > _MIDDLE else -_BEYOND)
            if float(after @ after) < (1 - _GAIN) * before:
                binding.append((fit, float(share)))
    return binding


def caveats(study: Study, outcomes: Sequence[Outcome], identification: Identification, members: int) -> tuple[str, ...]:
    """Return warnings for the reader who wants to use the values.

    Parameters
    ----------
    study, outcomes, identification
        As for `obstacles`.
    members : int
        Size of the ensemble.
    """
    return (
        *_too_few_targets(study, identification),
        *_noisy(outcomes),
        *_uncertain_targets(study, outcomes),
        *_small_ensemble(outcomes, members),
    )


def _too_few_targets(study: Study, identification: Identification) -> Iterator[str]:
    targets, parameters = len(study.targets), len(study.fits)
    if targets < parameters:
        names = identification.open_names()
        few = f"{targets} target{'s' if targets > 1 else ''} cannot determine {parameters} parameters"
        if names:
            yield f"{few}: {in_words(names)} {'is free' if len(names) == 1 else 'are free, alone or together'}."
        else:
            yield f"{few} without their bounds and the whole numbers among them."


def _noisy(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.replications_needed is not None:
            yield (
                f"{outcome.target}: the tolerance is smaller than the noise of {outcome.replications} replications "
                f"(±{outcome.half_width:.2g}); it needs about {outcome.replications_needed:,} replications."
            )


def _uncertain_targets(study: Study, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Warn of tolerances that are smaller than the variation of a single observed span."""
    varying = [
        f"{study.short(outcome.target)} by ±{outcome.single_span_half_width:.2g}"
        for outcome in outcomes
        if outcome.single_span_half_width > outcome.target.tolerance
    ]
    if varying:
        yield (
            f"A single span varies by more than the tolerance: {in_words(varying)}. If a target was observed in a "
            "single span, the values are less certain than the ensemble says; use that variation as its tolerance."
        )


def _small_ensemble(outcomes: Sequence[Outcome], members: int) -> Iterator[str]:
    if members < _ENOUGH and not any(outcome.missed for outcome in outcomes):
        yield f"Only {members} sets of values met every target: predictions from so few are rough."
