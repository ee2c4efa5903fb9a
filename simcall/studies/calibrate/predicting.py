"""Predictions over an ensemble: their intervals hold what nobody knows of the parameters, and the sampling too."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from simcall.errors import ResultsError, SimcallError
from simcall.inputs import Floats
from simcall.measures import Estimate, Results, differences
from simcall.measures.estimates import CONFIDENCE, t_quantile
from simcall.measures.saving import MANIFEST
from simcall.scenario import Scenario
from simcall.scenario.paths import MISSING, lookup, parse_path
from simcall.studies.run import DEFAULT_SEED, Progress, run_all
from simcall.studies.targets import Figure

__all__ = ["EnsembleValues", "Prediction", "load_ensemble", "predict"]

DEFAULT_REPLICATIONS = 10
_DRAWS = 200
"""Draws of each member's sampling error."""


@dataclass(frozen=True)
class EnsembleValues:
    """Sets of values that a calibration found to fit, as a scenario takes them.

    Attributes
    ----------
    study : str
        The calibration's name.
    members : tuple of mapping
        Each the values of one set, by path.
    """

    study: str
    members: tuple[Mapping[str, object], ...]

    def overrides(self, scenario: Scenario) -> list[dict[str, object]]:
        """Return what each member writes into a scenario: the values at paths that it has.

        Raises
        ------
        SimcallError
            If it has none of them.
        """
        document = scenario.document()
        found = [
            {path: value for path, value in member.items() if lookup(document, parse_path(path)) is not MISSING}
            for member in self.members
        ]
        if not any(found):
            raise SimcallError(f'"{scenario.name}" has none of the values that "{self.study}" fitted')
        return found


def load_ensemble(folder: str | os.PathLike[str]) -> EnsembleValues:
    """Read the ensemble of a calibration from its folder.

    Raises
    ------
    ResultsError
        If it is not a calibration's folder, or no set of values fitted.
    """
    place = Path(folder)
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        document = json.loads((place / "summary.json").read_text(encoding="utf-8"))
        right = (manifest["written_by"], manifest["kind"]) == ("simcall", "calibration")
    except (OSError, ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise ResultsError(f"{place}: is not the folder of a calibration; simcall calibrate makes one")
    parameters, members = document["parameters"], document["ensemble"]["members"]
    if not members:
        raise ResultsError(f"{place}: no set of values met its targets, so that there is no ensemble")
    return EnsembleValues(
        document["study"],
        tuple(
            {
                path: _written(number, parameter)
                for number, parameter in zip(member, parameters, strict=True)
                for path in parameter["paths"]
            }
            for member in members
        ),
    )


def _written(number: float, parameter: Mapping[str, Any]) -> object:
    plain: object = round(number) if parameter["whole"] else float(f"{number:.8g}")
    return f"{plain} {parameter['unit']}" if parameter["unit"] else plain


@dataclass(frozen=True)
class Prediction:
    """What scenarios give over an ensemble.

    Attributes
    ----------
    ensemble : EnsembleValues
        The sets of values.
    scenarios : tuple of Scenario
        The scenarios as they are; the first is the base of differences.
    results : tuple of tuple of Results
        For each member, the results of each scenario.
    seed : int
        Of the simulations, the same for every member.
    """

    ensemble: EnsembleValues
    scenarios: tuple[Scenario, ...]
    results: tuple[tuple[Results, ...], ...] = field(repr=False)
    seed: int

    def of(self, figure: Figure, scenario: int = 0) -> Estimate:
        """Return a figure of one of the scenarios: its mean over the members, and an interval that holds both."""
        own = [_estimate(results[scenario], figure) for results in self.results]
        return self._spread(own)

    def difference(self, figure: Figure, scenario: int = 1) -> Estimate:
        """Return how a figure differs from the base's, member by member with the same callers."""
        subject: dict[str, Any] = {"line" if figure.is_of_line else "group": figure.line_or_group}
        own = []
        for results in self.results:
            found = differences(results[0], results[scenario], figure.measure, **subject)[1][0]
            own.append(Estimate(found.mean, found.low, found.high))
        return self._spread(own)

    def means(self, figure: Figure, scenario: int = 0) -> Floats:
        """Return a figure of each member, shape (members,)."""
        found = [_estimate(results[scenario], figure).mean for results in self.results]
        return np.array([np.nan if mean is None else mean for mean in found])

    def _spread(self, own: Sequence[Estimate]) -> Estimate:
        """Return the mean over members, and the quantiles of what each of them may be."""
        known = [one for one in own if one.mean is not None and one.low is not None and one.high is not None]
        if not known:
            return Estimate(None, None, None)
        replications = self.results[0][0].replications
        mean = np.array([one.mean for one in known], np.float64)
        error = np.array([(one.high or 0) - (one.low or 0) for one in known]) / (2 * t_quantile(replications))
        rng = np.random.default_rng(self.seed)
        drawn = mean[:, None] + error[:, None] * rng.standard_t(replications - 1, (len(mean), _DRAWS))
        low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
        return Estimate(float(mean.mean()), float(low), float(high))


def predict(
    ensemble: EnsembleValues | str | os.PathLike[str],
    *scenarios: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Prediction:
    """Run scenarios with every set of values of an ensemble.

    Parameters
    ----------
    ensemble : EnsembleValues or path
        The sets; or a calibration's folder.
    *scenarios : Scenario
        What to predict; the first is the base of differences.
    replications, seed, jobs
        Of each member, as for `run`.
    progress : callable, optional
        Called with the number of members done, and of all.

    Returns
    -------
    Prediction

    Raises
    ------
    SimcallError
        If there is nothing to predict, a scenario has none of the fitted values, or one replication is asked for.
    """
    values = ensemble if isinstance(ensemble, EnsembleValues) else load_ensemble(ensemble)
    if not scenarios:
        raise SimcallError("give a scenario to predict")
    if replications < 2:
        raise SimcallError("one replication gives no interval; give 2 or more")
    changes = [values.overrides(scenario) for scenario in scenarios]
    found = []
    for number, own in enumerate(zip(*changes, strict=True), start=1):
        some = [scenario.update(change) for scenario, change in zip(scenarios, own, strict=True)]
        found.append(run_all(some, replications, seed, jobs=jobs))
        if progress is not None:
            progress(number, len(values.members))
    return Prediction(values, scenarios, tuple(found), seed)


def _estimate(results: Results, figure: Figure) -> Estimate:
    subject: dict[str, Any] = {"line" if figure.is_of_line else "group": figure.line_or_group}
    return results.estimate(figure.measure, **subject)
