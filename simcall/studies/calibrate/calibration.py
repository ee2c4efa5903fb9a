"""A calibration: the values that meet the targets, those that the targets leave open, and an ensemble that fits."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from simcall.inputs import Floats, draw_blueprint
from simcall.scenario import Scenario
from simcall.studies.calibrate.curve_fits import CurveFit, LeftOut, curve_fits, left_out_forces
from simcall.studies.calibrate.curves import check_reach
from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.emulator import standardised
from simcall.studies.calibrate.ensemble import Ensemble, ensemble_of
from simcall.studies.calibrate.evaluator import Evaluation, Evaluator
from simcall.studies.calibrate.identification import Identification, identify
from simcall.studies.calibrate.matching import Matching, match_history
from simcall.studies.calibrate.moments import Moments
from simcall.studies.calibrate.outcomes import Outcome, caveats, obstacles
from simcall.studies.calibrate.search import Optimum, search, spread_size
from simcall.studies.calibrate.steps import Steps
from simcall.studies.calibrate.study import HISTORY_MATCHING, CalibrationTarget, Study
from simcall.studies.calibrate.study_files import load_study
from simcall.studies.memory import check_memory
from simcall.studies.run import DEFAULT_ENGINE, Progress, check_request

__all__ = ["CalibrationNumbers", "calibrate"]

_WIDER = 4
"""Times as many points in the spread with history matching, because only they can remain."""


@dataclass(frozen=True)
class CalibrationNumbers:
    """The numbers of a calibration. Only its evaluations are written before `save` is called.

    Attributes
    ----------
    study : Study
        The scenarios, parameters and targets.
    effort : Effort
        How much was simulated.
    optimum : Optimum
        The point at which the search ended.
    confirmed : Moments
        The figures at that point on fresh seeds.
    identification : Identification
        The parameters that the targets determine, and those that they leave open.
    ensemble : Ensemble
        Sets of values that all meet the targets.
    evaluations : tuple of Evaluation
        Every simulated point, in order.
    run_time_s : float
        Its duration in seconds.
    matching : Matching or None
        With history matching, which sets of values the targets rule out.
    left_out : tuple of LeftOut
        Of published curves, each force predicted from the others.
    """

    study: Study
    effort: Effort
    optimum: Optimum = field(repr=False)
    confirmed: Moments = field(repr=False)
    identification: Identification = field(repr=False)
    ensemble: Ensemble = field(repr=False)
    evaluations: tuple[Evaluation, ...] = field(repr=False)
    run_time_s: float = field(default=0.0, compare=False)
    matching: Matching | None = field(default=None, repr=False)
    left_out: tuple[LeftOut, ...] = field(default=(), repr=False)

    @property
    def numbers(self) -> tuple[float, ...]:
        """The calibrated values, each in its own unit."""
        return self.study.numbers(self.optimum.shares)

    @property
    def values(self) -> dict[str, object]:
        """The calibrated values by the parameter's name, as a scenario file has them."""
        return {fit.name: fit.written(number) for fit, number in zip(self.study.fits, self.numbers, strict=True)}

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Each target with its figure on fresh seeds."""
        means, half_widths = self.confirmed.means.tolist(), self.confirmed.half_widths.tolist()
        rows = zip(self.study.targets, means, half_widths, strict=True)
        return tuple(Outcome(target, mean, half_width, self.effort.confirm) for target, mean, half_width in rows)

    @property
    def missed(self) -> bool:
        """Whether some target cannot be met."""
        return any(outcome.missed for outcome in self.outcomes)

    @property
    def curve_fits(self) -> tuple[CurveFit, ...]:
        """How well the calibrated values meet each published curve."""
        return curve_fits(self.study, self.confirmed.means, self.left_out)

    def scenarios(self) -> dict[str, Scenario]:
        """Return the calibrated scenarios by label."""
        return {label: self.study.scenario_of(label, self.numbers) for label in self.study.scenarios}

    def why_missed(self) -> tuple[str, ...]:
        """Return sentences on the targets that cannot be met: how near they come, and what prevents more."""
        off = np.nan_to_num(standardised(self.study, self.optimum.moments.means[None, :])[0])
        return obstacles(self.study, self.outcomes, self.identification, self.optimum.shares, off)

    def warnings(self) -> tuple[str, ...]:
        """Return warnings for the reader who wants to use the values."""
        return caveats(self.study, self.outcomes, self.identification, len(self.ensemble.members))

    def document(self) -> dict[str, Any]:
        """Return the calibration as one JSON document: the same study, seed and effort give the same."""
        return {
            "schema": 1,
            "study": self.study.name,
            "seed": self.study.seed,
            "effort": self.effort.document(),
            "parameters": self._parameters(),
            "targets": self._targets(),
            "curves": [fit.document() for fit in self.curve_fits],
            "confirmed_on": {"seed": self.study.seed + 1, "replications": self.effort.confirm},
            "why_missed": list(self.why_missed()),
            "warnings": list(self.warnings()),
            "jacobian": _listed(self.identification.jacobian),
            "singular_values": _listed(self.identification.singular_values),
            "not_identified": list(self.identification.sentences()),
            "settled": list(self.identification.settled_sentences()),
            "misfits": _listed(np.array(self.optimum.misfits)),
            "emulator_error": _listed(self.optimum.emulator.error),
            "ensemble": {"members": [list(member) for member in self.ensemble.members], "tried": self.ensemble.tried},
            "evaluations": len(self.evaluations),
            **({"matching": self.matching.document()} if self.matching else {}),
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
                "ensemble_90": None if spans is None else spans[row].tolist(),
            }
            for row, (fit, number, profile) in enumerate(
                zip(self.study.fits, self.numbers, self.identification.profiles, strict=True)
            )
        ]

    def _targets(self) -> list[dict[str, Any]]:
        return [
            {
                "scenario": outcome.target.scenario,
                "figure": str(outcome.target.figure),
                "at": outcome.target.at,
                "value": outcome.target.value,
                "tolerance": outcome.target.tolerance,
                "found": _listed(outcome.mean),
                "reach": _listed(outcome.half_width),
                "one_span_strays": _listed(outcome.single_span_half_width),
                "verdict": outcome.verdict,
                "source": outcome.target.source,
                **self._pair(outcome.target),
            }
            for outcome in self.outcomes
        ]

    def _pair(self, target: CalibrationTarget) -> dict[str, Any]:
        """Return what the summary says of a pair besides what it says of any target."""
        if target.curve is None or target.published is None:
            return {}
        return {
            "curve": self.study.curves.index(target.curve),
            "where": target.where,
            "force": target.force,
            "published": list(target.published),
        }


def calibrate(
    study: Study | str | os.PathLike[str],
    *,
    folder: str | os.PathLike[str] | None = None,
    effort: Effort | str = "full",
    jobs: int | None = None,
    log: Callable[[str], None] | None = None,
    progress: Progress | None = None,
) -> CalibrationNumbers:
    """Find the values of some parameters at which scenarios meet their targets, and those that the targets leave open.

    Parameters
    ----------
    study : Study or path
        The study, or a study file.
    folder : path, optional
        Where each evaluation is kept as soon as it is done, so that an interrupted calibration can continue.
    effort : Effort or str
        How much to simulate: "full", "quick" for a first look, or in numbers.
    jobs : int, optional
        Points simulated at a time; by default, as many as there are cores. The numbers do not depend on it.
    log : callable, optional
        Called with a line after each step: the evaluations so far, the objective, a rough time left.
    progress : callable, optional
        Called with the number of points of a step that are done, and of all of them.

    Returns
    -------
    CalibrationNumbers

    Raises
    ------
    SimcallError
        If the study cannot be read, the folder holds something else, or a target is defined almost nowhere.
    """
    started = time.perf_counter()
    study = study if isinstance(study, Study) else load_study(study)
    effort = effort if isinstance(effort, Effort) else Effort.named(effort)
    if study.method == HISTORY_MATCHING:
        effort = replace(effort, points=_WIDER * effort.points)
    check_request(effort.confirm, study.seed, DEFAULT_ENGINE, jobs)
    jobs = jobs or os.cpu_count() or 1
    blueprints = [draw_blueprint(scenario) for scenario in study.scenarios.values()]
    check_memory(blueprints, max(effort.confirm, *effort.ladder), jobs)
    path = None if folder is None else Path(folder)
    check_reach(study, jobs)
    with Evaluator(study, path, jobs, progress, {"effort": effort.document()}) as evaluator:
        steps = Steps(effort, spread_size(study, effort), evaluator, log or (lambda _: None))
        optimum = search(study, evaluator, effort, steps)
        identification = identify(optimum.emulator, optimum.shares)
        steps.say("profiles", optimum.misfits[-1])
        matching = match_history(study, evaluator, effort) if study.method == HISTORY_MATCHING else None
        ensemble = ensemble_of(study, evaluator, optimum, effort) if matching is None else matching.ensemble
        steps.say(f"{len(ensemble.members)} of {ensemble.tried} sets of values in the ensemble", optimum.misfits[-1])
        left_out = left_out_forces(study, evaluator, optimum, effort)
        confirmed = evaluator.at([study.numbers(optimum.shares)], effort.confirm, study.seed + 1)[0]
        evaluations = tuple(evaluator.seen)
    return CalibrationNumbers(
        study,
        effort,
        optimum,
        confirmed,
        identification,
        ensemble,
        evaluations,
        time.perf_counter() - started,
        matching,
        left_out,
    )


def _listed(values: Floats | float) -> Any:
    """Return numbers as JSON can hold them: NaN and infinity as null."""
    if isinstance(values, float):
        return values if np.isfinite(values) else None
    rows = np.round(values, 9).tolist() if values.ndim == 1 else values
    return [_listed(row) for row in rows]
