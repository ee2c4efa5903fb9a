"""Each week predicted from the weeks before it: by the model, and by what a planner has without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simcall.measures import Estimate, Measure
from simcall.scenario import Line, Scenario
from simcall.studies.evidence.earlier_demand import with_demand_of
from simcall.studies.evidence.figures import main_measure, observed_figures
from simcall.studies.evidence.model_hours import ModelHours
from simcall.studies.evidence.observed_hours import ObservedHours
from simcall.studies.fit.fitting import fit_inputs
from simcall.studies.fit.prediction import LogScores, log_scores, predicted_week
from simcall.studies.validate.erlang_prediction import ErlangPrediction, erlang_prediction

__all__ = ["PREDICTORS", "HeldOut", "HeldOutWeek", "held_out_weeks"]

PREDICTORS = ("model", "last", "earlier_mean", "erlang_a")
"""The model, the week before, the mean of all weeks before, and Erlang A by half hour with the model's inputs."""
_MOST_WEEKS = 8
"""Weeks that are predicted: the latest."""


@dataclass(frozen=True)
class HeldOutWeek:
    """A week of a line, predicted from the weeks before it.

    Attributes
    ----------
    line : str
        The line.
    measure : Measure
        What is predicted.
    start : date
        The first day of the week.
    observed : float
        What happened.
    model : Estimate
        The model, with the span in which one such week falls.
    last, earlier_mean, erlang_a : float or None
        The simpler predictors.
    scores : LogScores or None
        How well the answer times were foretold; None where the data hold none.
    """

    line: str
    measure: Measure
    start: date
    observed: float
    model: Estimate
    last: float | None
    earlier_mean: float | None
    erlang_a: float | None
    scores: LogScores | None

    @property
    def is_inside(self) -> bool:
        """Whether the week lies in the model's interval for one week."""
        low, high = self.model.span_low, self.model.span_high
        return low is not None and high is not None and low <= self.observed <= high

    def prediction(self, predictor: str) -> float | None:
        """Return what a predictor gave."""
        return self.model.mean if predictor == "model" else getattr(self, predictor)


@dataclass(frozen=True)
class HeldOut:
    """All weeks that were predicted.

    Attributes
    ----------
    weeks : tuple of HeldOutWeek
        By line and week.
    """

    weeks: tuple[HeldOutWeek, ...] = ()

    @property
    def inside(self) -> int:
        """How many weeks lie in the model's interval."""
        return sum(week.is_inside for week in self.weeks)

    @property
    def mean_errors(self) -> Mapping[str, float | None]:
        """Mean distance of each predictor from what happened."""
        return {predictor: self._mean_error(predictor) for predictor in PREDICTORS}

    def _mean_error(self, predictor: str) -> float | None:
        errors = [
            abs(value - week.observed) for week in self.weeks if (value := week.prediction(predictor)) is not None
        ]
        return float(np.mean(errors)) if errors else None


def held_out_weeks(
    scenario: Scenario,
    observed: ObservedHours,
    replications: int,
    seed: int,
    *,
    jobs: int | None = None,
    advance: Callable[[], None] = lambda: None,
) -> HeldOut:
    """Predict each week but the first from those before it.

    The volume of the week is known to the model and to Erlang A; the shape of the week and the availability are of the
    weeks before it alone.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    observed : ObservedHours
        What happened.
    replications, seed, jobs
        As for `simcall.studies.run.run`.
    advance : callable
        Called after each week.
    """
    weeks = [week for week in observed.weeks() if any(not line.totals.empty for line in week.lines.values())]
    predicted: list[HeldOutWeek] = []
    for number in range(1, len(weeks))[-_MOST_WEEKS:]:
        predicted += _predicted(scenario, weeks[: number + 1], observed, replications, seed, jobs)
        advance()
    return HeldOut(tuple(sorted(predicted, key=lambda week: (list(observed.lines).index(week.line), week.start))))


def _predicted(
    scenario: Scenario,
    weeks: Sequence[ObservedHours],
    observed: ObservedHours,
    replications: int,
    seed: int,
    jobs: int | None,
) -> list[HeldOutWeek]:
    *earlier, week = weeks
    before = observed.between(earlier[0].start, week.start)
    fitted = fit_inputs(with_demand_of(scenario, before, before), before, seed, jobs=jobs, needs_interval=False)
    model = predicted_week(scenario, fitted.values, before, week, replications, seed, jobs=jobs)
    erlang = erlang_prediction(model.run.blueprint, week)
    return [
        _of_line(name, model, earlier, before, erlang.get(name))
        for name in week.lines
        if _has_figure(scenario, name, week)
    ]


def _has_figure(scenario: Scenario, name: str, week: ObservedHours) -> bool:
    measure = main_measure(scenario.lines[name], week.lines[name])
    return measure is not None and observed_figures(scenario.lines[name], week.lines[name])[measure.name] is not None


def _of_line(
    name: str,
    model: ModelHours,
    earlier: Sequence[ObservedHours],
    before: ObservedHours,
    erlang: ErlangPrediction | None,
) -> HeldOutWeek:
    line, hours = model.run.blueprint.scenario.lines[name], model.observed.lines[name]
    measure = main_measure(line, hours)
    assert measure is not None
    (estimate,) = model.estimates(name, [measure])[1][0]
    values = [observed_figures(line, week.lines[name])[measure.name] for week in earlier]
    happened = observed_figures(line, hours)[measure.name]
    assert happened is not None
    given = [value for value in values if value is not None]
    return HeldOutWeek(
        name,
        measure,
        model.observed.start,
        happened,
        estimate,
        values[-1],
        float(np.mean(given)) if given else None,
        _figure_of(erlang, line, measure),
        log_scores(model, before, name),
    )


def _figure_of(erlang: ErlangPrediction | None, line: Line, measure: Measure) -> float | None:
    """Return a line's figure by Erlang A; None if it has none."""
    if erlang is None:
        return None
    return erlang.figures(line.answer_target.within if line.answer_target else None)[measure.name]
