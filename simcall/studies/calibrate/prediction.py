"""Predictions over an ensemble: their intervals include the uncertainty of the parameters and of the sampling."""

from __future__ import annotations

import os
from dataclasses import dataclass

from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.studies.calibrate.ensemble_files import EnsembleValues, load_ensemble
from simcall.studies.run import DEFAULT_SEED, Progress
from simcall.studies.value_sets import DEFAULT_REPLICATIONS, SetNumbers, run_sets

__all__ = ["DEFAULT_REPLICATIONS", "PredictionNumbers", "predict"]


@dataclass(frozen=True)
class PredictionNumbers(SetNumbers):
    """The figures of scenarios over an ensemble; each set of values is a member.

    Attributes
    ----------
    ensemble : EnsembleValues
        The sets of values.
    like : str or None
        Label of the study's scenario whose values they take, if it was given.
    """

    ensemble: EnsembleValues
    like: str | None = None

    def overrides(self, scenario: int = 0) -> list[dict[str, object]]:
        """Return the changes that each member makes to a scenario, by path."""
        return self.ensemble.overrides(self.scenarios[scenario], self.like)


def predict(
    ensemble: EnsembleValues | str | os.PathLike[str],
    *scenarios: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    like: str | None = None,
    progress: Progress | None = None,
) -> PredictionNumbers:
    """Run scenarios with every set of values of an ensemble.

    Parameters
    ----------
    ensemble : EnsembleValues or path
        The sets of values, or a calibration's folder.
    *scenarios : Scenario
        The scenarios to predict; the first is the base of differences.
    replications, seed, jobs
        Of each member, as for `run`.
    like : str, optional
        Label of the study's scenario whose values they take; needed if that is not clear from the scenarios.
    progress : callable, optional
        Called with the number of members that are done, and of all.

    Returns
    -------
    PredictionNumbers

    Raises
    ------
    SimcallError
        If no scenario is given, a scenario has none of the fitted values, or there is only one replication.
    """
    values = ensemble if isinstance(ensemble, EnsembleValues) else load_ensemble(ensemble)
    if not scenarios:
        raise SimcallError("give a scenario to predict")
    changes = [values.overrides(scenario, like) for scenario in scenarios]
    results = run_sets(scenarios, changes, replications, seed, jobs=jobs, progress=progress)
    return PredictionNumbers(scenarios, results, seed, values, like)
