"""A calibration: the values that meet the targets, what the targets leave open, and an ensemble of all that fit."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.measures.saving import check_place
from simcall.scenario import Scenario
from simcall.studies.calibrate.ensemble import Ensemble, ensemble_of
from simcall.studies.calibrate.evaluating import KIND, Evaluator, Moments
from simcall.studies.calibrate.identify import Identification, identification
from simcall.studies.calibrate.search import Effort, Found, numbers, search
from simcall.studies.calibrate.study import Study, Wanted, load_study
from simcall.studies.run import Progress

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Calibration", "Outcome", "calibrate"]

_AT_A_BOUND = 0.005
"""A value is at a bound if it is so near, in shares of the way between them."""
_MIDDLE = 0.5
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
        The figure, on fresh seeds.
    reach : float
        How far its 95 % interval reaches.
    """

    wanted: Wanted
    found: float
    reach: float

    @property
    def missed(self) -> bool:
        """Whether the whole interval lies outside the tolerance."""
        return not abs(self.found - self.wanted.value) - self.reach <= self.wanted.tolerance

    @property
    def word(self) -> str:
        """Met if the figure is within the tolerance; near if its interval reaches into it; missed otherwise."""
        off = abs(self.found - self.wanted.value)
        return "met" if off <= self.wanted.tolerance else "missed" if self.missed else "within noise"

    def replications_for(self, done: int) -> int | None:
        """Return how many replications the tolerance would need to be wider than the noise; None if it is."""
        if not self.reach > self.wanted.tolerance:
            return None
        return math.ceil(done * (self.reach / self.wanted.tolerance) ** 2)


@dataclass(frozen=True)
class Calibration:
    """What a calibration found. Nothing but its evaluations is written until `save` is called.

    Attributes
    ----------
    study : Study
        What was asked.
    effort : Effort
        How much was simulated.
    found : Found
        Where the search ended.
    confirmed : Moments
        What the values give on fresh seeds.
    identified : Identification
        What the targets tell.
    ensemble : Ensemble
        Sets of values that all meet the targets.
    evaluations : int
        How many points were simulated in all.
    run_time_s : float
        How long it took.
    """

    study: Study
    effort: Effort
    found: Found = field(repr=False)
    confirmed: Moments = field(repr=False)
    identified: Identification = field(repr=False)
    ensemble: Ensemble = field(repr=False)
    evaluations: int
    run_time_s: float = field(default=0.0, compare=False)

    @property
    def numbers(self) -> tuple[float, ...]:
        """The calibrated values, each in its own unit."""
        return numbers(self.study, self.found.shares)

    @property
    def values(self) -> dict[str, object]:
        """The calibrated values by the parameter's name, as a scenario file has them."""
        return {fit.name: fit.written(number) for fit, number in zip(self.study.fits, self.numbers, strict=True)}

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Each target, and what was found on fresh seeds."""
        pairs = zip(self.study.wanted, self.confirmed.found, self.confirmed.reach, strict=True)
        return tuple(Outcome(wanted, float(found), float(reach)) for wanted, found, reach in pairs)

    @property
    def missed(self) -> bool:
        """Whether some target cannot be met."""
        return any(outcome.missed for outcome in self.outcomes)

    def scenarios(self) -> dict[str, Scenario]:
        """Return the calibrated scenarios by label."""
        return {label: self.study.scenario_of(label, self.numbers) for label in self.study.scenarios}

    def why_missed(self) -> tuple[str, ...]:
        """Say what stands in the way of the targets that cannot be met."""
        if not self.missed:
            return ()
        bound = [
            f"{fit.name} is at its {'lower' if share < _MIDDLE else 'upper'} bound, {fit.in_words(number)}"
            for fit, share, number in zip(self.study.fits, self.found.shares, self.numbers, strict=True)
            if min(share, 1 - share) < _AT_A_BOUND
        ]
        missed = [one for one in self.outcomes if one.missed]
        nearest = [f"{one.wanted}: the nearest is {one.found:.4g}" for one in missed]
        if bound:
            return (*nearest, f"What stands in the way: {'; '.join(bound)}.")
        pulling = [
            str(one.wanted.figure)
            for one in self.outcomes
            if abs(one.found - one.wanted.value) > _PULLS * one.wanted.tolerance
        ]
        return (
            *nearest,
            f"No bound stands in the way: {' and '.join(pulling)} pull the values apart, and no values meet all.",
        )

    def warnings(self) -> tuple[str, ...]:
        """Say what a reader must know before using the values."""
        found = []
        if len(self.study.wanted) < len(self.study.fits):
            found.append(
                f"{len(self.study.wanted)} targets cannot tell {len(self.study.fits)} parameters: some are free"
            )
        for one in self.outcomes:
            needed = one.replications_for(self.effort.confirm)
            if needed is not None:
                found.append(
                    f"{one.wanted}: the tolerance is under the noise of {self.effort.confirm} replications "
                    f"(±{one.reach:.2g}); it would take about {needed}"
                )
        return tuple(found)

    def document(self) -> dict[str, Any]:
        """Return the calibration as one JSON document."""
        spans, members = self.ensemble.spans(), self.ensemble.members
        return {
            "schema": 1,
            "study": self.study.name,
            "seed": self.study.seed,
            "parameters": [
                {
                    "name": fit.name,
                    "paths": list(fit.paths),
                    "scenarios": list(fit.scenarios),
                    "low": fit.written(fit.low),
                    "high": fit.written(fit.high),
                    "whole": fit.whole,
                    "unit": fit.parameter.unit,
                    "value": fit.written(number),
                    "allowed": _ends(self.identified.spans[place]),
                    "ensemble_90": _ends(spans[place]) if members else None,
                }
                for place, (fit, number) in enumerate(zip(self.study.fits, self.numbers, strict=True))
            ],
            "targets": [
                {
                    "target": str(one.wanted),
                    "value": one.wanted.value,
                    "tolerance": one.wanted.tolerance,
                    "found": one.found,
                    "reach": one.reach,
                    "verdict": one.word,
                    "source": one.wanted.source,
                }
                for one in self.outcomes
            ],
            "confirmed_on": {"seed": self.study.seed + 1, "replications": self.effort.confirm},
            "jacobian": np.round(self.identified.jacobian, 6).tolist(),
            "singular_values": np.round(self.identified.singular_values, 6).tolist(),
            "not_identified": list(self.identified.sentences()),
            "emulator_error": self.found.emulator.error.tolist(),
            "ensemble": {"members": [list(one) for one in members], "tried": self.ensemble.tried},
            "evaluations": self.evaluations,
        }

    def plot(self) -> Sequence[Axes]:
        """Draw the profile of each parameter, with the ensemble below it."""
        from simcall.studies.calibrate.pictures import draw

        return draw(self)

    def save(self, folder: str | Path, *, figures: bool = True) -> Path:
        """Write the study's record, the calibrated scenarios and the pictures into its folder.

        Raises
        ------
        ResultsError
            If the folder holds something else, or cannot be written.
        """
        from simcall.studies.calibrate.folder import save

        return save(self, Path(folder), figures=figures)


def calibrate(
    study: Study | str | os.PathLike[str],
    *,
    folder: str | Path | None = None,
    effort: Effort | None = None,
    jobs: int | None = None,
    told: Callable[[str], None] | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Find the values of some parameters at which scenarios meet their targets, and what the targets leave open.

    Parameters
    ----------
    study : Study or path
        What is asked; or a study file.
    folder : path, optional
        Where each evaluation is kept as soon as it is done: a study that is broken off goes on from there.
    effort : Effort, optional
        How much is simulated.
    jobs : int, optional
        Points simulated at a time; all cores if left out. The numbers do not depend on it.
    told : callable, optional
        Called with a line on each step.
    progress : callable, optional
        Called with the number of points of a step that are done, and of all of them.

    Returns
    -------
    Calibration

    Raises
    ------
    SimcallError
        If the study cannot be read, or the folder is another's.
    """
    asked = study if isinstance(study, Study) else load_study(study)
    work, say = effort or Effort(), told or (lambda _: None)
    place = None if folder is None else Path(folder)
    if place is not None:
        check_place(place, KIND)
    started = time.perf_counter()
    with Evaluator(asked, place, jobs or os.cpu_count() or 1, progress) as evaluator:
        found = search(asked, evaluator, work, say)
        say("looking at what the targets identify")
        identified = identification(found.emulator, found.shares)
        say("drawing the ensemble")
        ensemble = ensemble_of(asked, evaluator, found, work)
        say("confirming on fresh seeds")
        confirmed = evaluator.at([numbers(asked, found.shares)], work.confirm, asked.seed + 1)[0]
        evaluations = len(evaluator.seen)
    return Calibration(asked, work, found, confirmed, identified, ensemble, evaluations, time.perf_counter() - started)


def _ends(span: Any) -> list[float] | None:
    return None if np.isnan(span).any() else [float(end) for end in span]
