"""A calibration: the values that meet the targets, what the targets leave open, and an ensemble of all that fit."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.inputs import Floats, draw_blueprint
from simcall.scenario import Scenario
from simcall.studies.calibrate.emulator import standardised
from simcall.studies.calibrate.ensemble import Ensemble, ensemble_of
from simcall.studies.calibrate.evaluating import Evaluation, Evaluator
from simcall.studies.calibrate.identify import Identification, identification
from simcall.studies.calibrate.moments import Moments
from simcall.studies.calibrate.outcomes import Outcome, caveats, obstacles
from simcall.studies.calibrate.search import Found, search, spread_size
from simcall.studies.calibrate.steps import Effort, Steps
from simcall.studies.calibrate.study import Study
from simcall.studies.calibrate.study_files import load_study
from simcall.studies.memory import check_memory
from simcall.studies.run import DEFAULT_ENGINE, Progress, check_request

if TYPE_CHECKING:
    pass

__all__ = ["CalibrationNumbers", "calibrate"]


@dataclass(frozen=True)
class CalibrationNumbers:
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
    evaluations : tuple of Evaluation
        Every point that was simulated, in order.
    run_time_s : float
        How long it took.
    """

    study: Study
    effort: Effort
    found: Found = field(repr=False)
    confirmed: Moments = field(repr=False)
    identified: Identification = field(repr=False)
    ensemble: Ensemble = field(repr=False)
    evaluations: tuple[Evaluation, ...] = field(repr=False)
    run_time_s: float = field(default=0.0, compare=False)

    @property
    def numbers(self) -> tuple[float, ...]:
        """The calibrated values, each in its own unit."""
        return self.study.numbers(self.found.shares)

    @property
    def values(self) -> dict[str, object]:
        """The calibrated values by the parameter's name, as a scenario file has them."""
        return {fit.name: fit.written(number) for fit, number in zip(self.study.fits, self.numbers, strict=True)}

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Each target, and what was found on fresh seeds."""
        rows = zip(self.study.wanted, self.confirmed.found.tolist(), self.confirmed.reach.tolist(), strict=True)
        return tuple(Outcome(wanted, found, reach, self.effort.confirm) for wanted, found, reach in rows)

    @property
    def missed(self) -> bool:
        """Whether some target cannot be met."""
        return any(outcome.missed for outcome in self.outcomes)

    def scenarios(self) -> dict[str, Scenario]:
        """Return the calibrated scenarios by label."""
        return {label: self.study.scenario_of(label, self.numbers) for label in self.study.scenarios}

    def why_missed(self) -> tuple[str, ...]:
        """Say which targets cannot be met, how near they can, and which bound or which other target is in the way."""
        off = np.nan_to_num(standardised(self.study, self.found.moments.found[None, :])[0])
        return obstacles(self.study, self.outcomes, self.identified, self.found.shares, off)

    def warnings(self) -> tuple[str, ...]:
        """Say what a reader must know before using the values."""
        return caveats(self.study, self.outcomes, self.identified, len(self.ensemble.members))

    def document(self) -> dict[str, Any]:
        """Return the calibration as one JSON document: the same study, seed and effort give the same."""
        return {
            "schema": 1,
            "study": self.study.name,
            "seed": self.study.seed,
            "effort": self.effort.document(),
            "parameters": self._parameters(),
            "targets": self._targets(),
            "confirmed_on": {"seed": self.study.seed + 1, "replications": self.effort.confirm},
            "why_missed": list(self.why_missed()),
            "warnings": list(self.warnings()),
            "jacobian": _listed(self.identified.jacobian),
            "singular_values": _listed(self.identified.singular_values),
            "not_identified": list(self.identified.sentences()),
            "settled": list(self.identified.settled_sentences()),
            "misfits": _listed(np.array(self.found.misfits)),
            "emulator_error": _listed(self.found.emulator.error),
            "ensemble": {"members": [list(one) for one in self.ensemble.members], "tried": self.ensemble.tried},
            "evaluations": len(self.evaluations),
        }

    def _parameters(self) -> list[dict[str, Any]]:
        spans = self.ensemble.spans()
        return [
            {
                "name": fit.name,
                "paths": list(fit.paths),
                "where": {label: list(paths) for label, paths in fit.where.items()},
                "unit": fit.unit,
                "whole": fit.whole,
                "low": fit.low,
                "high": fit.high,
                "value": number,
                "written": fit.written(number),
                "can_be_met_with": None if profile.span is None else list(profile.span),
                "ensemble_90": None if spans is None else spans[place].tolist(),
            }
            for place, (fit, number, profile) in enumerate(
                zip(self.study.fits, self.numbers, self.identified.profiles, strict=True)
            )
        ]

    def _targets(self) -> list[dict[str, Any]]:
        return [
            {
                "scenario": one.wanted.scenario,
                "figure": str(one.wanted.figure),
                "at": one.wanted.at,
                "value": one.wanted.value,
                "tolerance": one.wanted.tolerance,
                "found": _listed(one.found),
                "reach": _listed(one.reach),
                "one_span_strays": _listed(one.strays),
                "verdict": one.verdict,
                "source": one.wanted.source,
            }
            for one in self.outcomes
        ]


def calibrate(
    study: Study | str | os.PathLike[str],
    *,
    folder: str | os.PathLike[str] | None = None,
    effort: Effort | str = "full",
    jobs: int | None = None,
    told: Callable[[str], None] | None = None,
    progress: Progress | None = None,
) -> CalibrationNumbers:
    """Find the values of some parameters at which scenarios meet their targets, and what the targets leave open.

    Parameters
    ----------
    study : Study or path
        What is asked; or a study file.
    folder : path, optional
        Where each evaluation is kept as soon as it is done: a study that is broken off goes on from there.
    effort : Effort or str
        How much is simulated: "full", "quick" for a first look, or in numbers.
    jobs : int, optional
        Points simulated at a time; all cores if left out. The numbers do not depend on it.
    told : callable, optional
        Called with a line on each step: the evaluations so far, the objective, a rough time left.
    progress : callable, optional
        Called with the number of points of a step that are done, and of all of them.

    Returns
    -------
    Calibration

    Raises
    ------
    SimcallError
        If the study cannot be read, the folder is another's, or a target is defined hardly anywhere.
    """
    asked = study if isinstance(study, Study) else load_study(study)
    work = effort if isinstance(effort, Effort) else Effort.named(effort)
    check_request(work.confirm, asked.seed, DEFAULT_ENGINE, jobs)
    at_once = jobs or os.cpu_count() or 1
    check_memory([draw_blueprint(one) for one in asked.scenarios.values()], max(work.confirm, *work.ladder), at_once)
    started = time.perf_counter()
    place = None if folder is None else Path(folder)
    with Evaluator(asked, place, at_once, progress, {"effort": work.document()}) as evaluator:
        steps = Steps(work, spread_size(asked, work), evaluator, told or (lambda _: None))
        found = search(asked, evaluator, work, steps)
        identified = identification(found.emulator, found.shares)
        steps.say("profiles", found.misfits[-1])
        ensemble = ensemble_of(asked, evaluator, found, work)
        steps.say(f"{len(ensemble.members)} of {ensemble.tried} sets of values in the ensemble", found.misfits[-1])
        confirmed = evaluator.at([asked.numbers(found.shares)], work.confirm, asked.seed + 1)[0]
        evaluations = tuple(evaluator.seen)
    return CalibrationNumbers(
        asked, work, found, confirmed, identified, ensemble, evaluations, time.perf_counter() - started
    )


def _listed(values: Floats | float) -> Any:
    """Return numbers as JSON can hold them: what is not a number, or has no end, as null."""
    if isinstance(values, float):
        return values if np.isfinite(values) else None
    return (
        [_listed(one) for one in np.round(values, 9).tolist()] if values.ndim == 1 else [_listed(one) for one in values]
    )
