"""A week predicted from the weeks before it, with its volume known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.scenario import Scenario
from simcall.studies.evidence.earlier_demand import with_demand_of
from simcall.studies.evidence.model_hours import ModelHours, over_the_dates
from simcall.studies.evidence.observed_hours import ObservedHours
from simcall.studies.evidence.outcomes import model_outcomes, observed_outcomes
from simcall.studies.run import run

__all__ = ["LogScores", "log_scores", "predicted_week"]

_HALF_A_CALL = 0.5


@dataclass(frozen=True)
class LogScores:
    """How well what became of calls was foretold: the mean logarithm of the share that was given to it.

    Attributes
    ----------
    model : float
        Of the model.
    constant : float
        Of the shares of the weeks before.
    """

    model: float
    constant: float


def predicted_week(
    scenario: Scenario,
    values: Mapping[str, object],
    before: ObservedHours,
    week: ObservedHours,
    replications: int,
    seed: int,
    *,
    jobs: int | None = None,
) -> ModelHours:
    """Run the model over a week that it has not seen.

    Parameters
    ----------
    scenario : Scenario
        The scenario, as it was measured.
    values : mapping of str to object
        What was fitted to the weeks before, by path.
    before, week : ObservedHours
        The weeks before, whose shape the demand gets, and the week, whose volume it gets.
    replications, seed, jobs
        As for `simcall.run`.
    """
    with_volume = with_demand_of(over_the_dates(scenario, week).update(values), before, week)
    return ModelHours(run(with_volume, replications, seed, jobs=jobs), week)


def log_scores(model: ModelHours, before: ObservedHours, name: str) -> LogScores | None:
    """Return the log scores of a line's week; None where the data hold no answer times."""
    hours, earlier = model.observed.lines[name], before.lines[name]
    if hours.answers.empty or not np.array_equal(hours.edges, earlier.edges):
        return None
    happened = observed_outcomes(hours, hours.edges)
    return LogScores(
        _log_score(happened, model_outcomes(model, name, hours.edges).sum(axis=0)),
        _log_score(happened, observed_outcomes(earlier, hours.edges)),
    )


def _log_score(happened: Floats, predicted: Floats) -> float:
    """Return the mean logarithm of the shares of all hours together."""
    kept = predicted.sum(axis=0) + _HALF_A_CALL
    return float((happened.sum(axis=0) * np.log(kept / kept.sum())).sum() / happened.sum())
