"""`simcall fit`: fit an imported scenario to all weeks but the last, and test it on those."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from simcall.errors import SimcallError
from simcall.measures import Estimate, Measure
from simcall.observed.observations import Observations
from simcall.observed.saved import SCENARIO, LeftOut
from simcall.scenario import Scenario, load
from simcall.scenario.models.paths import format_path
from simcall.studies.evidence.data import read_data
from simcall.studies.evidence.earlier_demand import with_demand_of
from simcall.studies.evidence.figures import observed_figures, share_measures
from simcall.studies.evidence.model_hours import ModelHours
from simcall.studies.evidence.observed_hours import ObservedHours, observed_hours, span_of
from simcall.studies.evidence.unrostered import unrostered
from simcall.studies.fit.fitting import Fitted, fit_inputs
from simcall.studies.fit.prediction import LogScores, log_scores, predicted_week
from simcall.studies.run import DEFAULT_REPLICATIONS, DEFAULT_SEED, Progress

__all__ = ["FitNumbers", "HeldOutFigure", "fit", "fit_observed"]

_SCHEMA = 1
_WEEKS = re.compile(r"\s*(\d{1,2})\s*w(?:eeks?)?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class HeldOutFigure:
    """A figure of a week that was not fitted.

    Attributes
    ----------
    line : str
        The line.
    measure : Measure
        The measure.
    start : date
        The first day of the week.
    observed : float
        What happened.
    model : Estimate
        What the fitted model gives, with the span in which one such week falls.
    scores : LogScores or None
        How well the answer times were foretold.
    """

    line: str
    measure: Measure
    start: date
    observed: float
    model: Estimate
    scores: LogScores | None

    @property
    def is_inside(self) -> bool:
        """Whether what happened lies in the model's interval for one week."""
        low, high = self.model.span_low, self.model.span_high
        return low is not None and high is not None and low <= self.observed <= high


@dataclass(frozen=True)
class FitNumbers:
    """What was fitted to some weeks, and how it did on the weeks held out.

    Attributes
    ----------
    scenario : Scenario
        The scenario, as it was measured.
    training : ObservedHours
        The weeks to which it was fitted.
    fitted : Fitted
        The values, and how far the data settle them.
    held_out : tuple of HeldOutFigure
        The weeks held out; empty if there are none.
    """

    scenario: Scenario
    training: ObservedHours
    fitted: Fitted
    held_out: tuple[HeldOutFigure, ...]

    def document(self) -> dict[str, Any]:
        """Return the fit as one JSON document."""
        fitted = self.fitted
        profile = fitted.staffing.profile if fitted.staffing else None
        return {
            "schema": _SCHEMA,
            "scenario": self.scenario.name,
            "from": self.training.start.isoformat(),
            "to": self.training.end.isoformat(),
            "staffing_identified": fitted.is_identified,
            "has_queue": fitted.has_queue,
            "factor": None
            if profile is None
            else {
                "best": profile.best,
                "low": None if profile.reaches_low_end else profile.low,
                "high": None if profile.reaches_high_end else profile.high,
            },
            "assumed": list(fitted.assumed),
            "values": dict(fitted.values),
            "held_out": [_figure_document(figure) for figure in self.held_out],
        }


def fit(
    folder: str | Path,
    *,
    hold_out: str = "1w",
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> FitNumbers:
    """Estimate the people on duty from how calls ended, and say how sure the estimate is.

    Parameters
    ----------
    folder : path
        A folder that an import has written.
    hold_out : str
        How many of the last weeks to test the fit on: ``"1w"``; ``"0w"`` for none.
    replications : int
        How often each of these weeks is simulated.
    seed, jobs
        As for `run`.
    progress : callable, optional
        Called with the number of values that have been simulated, and the number planned.

    Returns
    -------
    Fit

    Raises
    ------
    SimcallError
        If the folder is not an import's, or the data hold nothing to fit to.
    """
    observations, left_out = read_data([folder], Path(folder))
    return fit_observed(
        load(Path(folder) / SCENARIO),
        observations,
        left_out,
        hold_out=hold_out,
        replications=replications,
        seed=seed,
        jobs=jobs,
        progress=progress,
    )


def fit_observed(
    scenario: Scenario,
    observations: Observations,
    left_out: tuple[LeftOut, ...] = (),
    *,
    hold_out: str = "1w",
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> FitNumbers:
    """Fit a scenario to all weeks but the last, and test it on those.

    Parameters
    ----------
    scenario : Scenario
        The scenario, as it was measured.
    observations : Observations
        What happened.
    left_out : tuple of LeftOut
        Faulty or missing times.
    hold_out, replications, seed, jobs, progress
        As for `fit`.

    Raises
    ------
    SimcallError
        If there is nothing to fit, or fewer weeks than are to be held out.
    """
    spells = (*left_out, *unrostered(scenario, *span_of(observations)))
    observed = observed_hours(observations, scenario, spells)
    weeks = observed.weeks()
    number = _weeks_held_out(hold_out, len(weeks))
    training = observed.until(weeks[-number].start) if number else observed
    fitted = fit_inputs(with_demand_of(scenario, training, training), training, seed, jobs=jobs, progress=progress)
    if not fitted.values:
        raise SimcallError(
            "There is nothing to fit: no group of the scenario has a headcount or a rota, or the data do not show how "
            "calls ended in each hour. Compare the scenario with the data as it is: simcall validate"
        )
    held_out = [
        figure
        for week in weeks[len(weeks) - number :]
        for figure in _held_out(
            predicted_week(scenario, fitted.values, training, week, replications, seed, jobs=jobs), training
        )
    ]
    return FitNumbers(scenario, training, fitted, tuple(held_out))


def _weeks_held_out(hold_out: str, weeks: int) -> int:
    match = _WEEKS.fullmatch(hold_out)
    if match is None:
        raise SimcallError(f'"{hold_out}" is not a number of weeks; write --hold-out 1w, or 0w to hold out none')
    number = int(match[1])
    if number and number >= weeks:
        raise SimcallError(
            f"the data hold {weeks} whole weeks, so {number} cannot be held out; hold out fewer, for example "
            f"--hold-out {max(weeks - 1, 0)}w"
        )
    return number


def _held_out(model: ModelHours, before: ObservedHours) -> list[HeldOutFigure]:
    figures = []
    for name, hours in model.observed.lines.items():
        line = model.run.blueprint.scenario.lines[name]
        happened = observed_figures(line, hours)
        for measure in share_measures(line):
            value = happened[measure.name]
            if value is not None:
                (estimate,) = model.estimates(name, [measure])[1][0]
                scores = log_scores(model, before, name)
                figures.append(HeldOutFigure(name, measure, model.observed.start, value, estimate, scores))
    return figures


def _figure_document(figure: HeldOutFigure) -> dict[str, Any]:
    model, scores = figure.model, figure.scores
    return {
        "name": format_path((figure.line, figure.measure.name)),
        "start": figure.start.isoformat(),
        "observed": figure.observed,
        "model": {"mean": model.mean, "span_low": model.span_low, "span_high": model.span_high},
        "log_score": None if scores is None else {"model": scores.model, "constant": scores.constant},
    }
