"""Predictions over an ensemble: their intervals hold what nobody knows of the parameters, and the sampling too."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures import Estimate, Kind, RunNumbers, differences
from simcall.measures.estimates import CONFIDENCE, t_quantile
from simcall.scenario import Scenario
from simcall.studies.calibrate.ensemble_files import EnsembleValues, load_ensemble
from simcall.studies.run import DEFAULT_SEED, Progress, run_all
from simcall.studies.sweep.table import kind_of
from simcall.studies.targets import Figure, parse_figure

__all__ = ["DEFAULT_REPLICATIONS", "PredictionNumbers", "predict"]

DEFAULT_REPLICATIONS = 10
_DRAWS = 200
"""Draws of each member's sampling error."""


@dataclass(frozen=True)
class PredictionNumbers:
    """What scenarios give over an ensemble.

    A figure is named as ``"999.asa"``. Its estimate is the mean over the members, and the middle 95 % of what each of
    them may be: what the targets leave open of the parameters, and the sampling.

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
    like : str or None
        Label of the study's scenario whose values they take, where that was said.
    """

    ensemble: EnsembleValues
    scenarios: tuple[Scenario, ...]
    results: tuple[tuple[RunNumbers, ...], ...] = field(repr=False)
    seed: int
    like: str | None = None

    @property
    def replications(self) -> int:
        """With each member."""
        return self.results[0][0].replications

    def of(self, figure: Figure | str, scenario: int = 0) -> Estimate:
        """Return a figure of one of the scenarios, by its place."""
        wanted = self._figure(figure, scenario)
        found = [_estimate(results[scenario], wanted) for results in self.results]
        kind = kind_of(wanted)
        return self._spread(found, 0.0, 1.0 if kind is Kind.SHARE else np.inf)

    def difference(self, figure: Figure | str, scenario: int = 1) -> Estimate:
        """Return by how much a figure is more than in the base: member by member, with the same callers in both."""
        wanted = self._figure(figure, scenario)
        found = []
        for results in self.results:
            one = differences(results[0], results[scenario], wanted.measure, **_subject(wanted))[1][0]
            found.append(Estimate(one.mean, one.low, one.high))
        return self._spread(found, -np.inf, np.inf)

    def means(self, figure: Figure | str, scenario: int = 0) -> Floats:
        """Return a figure of each member, shape (members,); not a number where it is not defined."""
        wanted = self._figure(figure, scenario)
        return np.array([_estimate(results[scenario], wanted).mean for results in self.results], np.float64)

    def overrides(self, scenario: int = 0) -> list[dict[str, object]]:
        """Return what each member writes into a scenario, by path."""
        return self.ensemble.overrides(self.scenarios[scenario], self.like)

    def _figure(self, figure: Figure | str, scenario: int) -> Figure:
        if not 0 <= scenario < len(self.scenarios):
            raise SimcallError(f"scenario {scenario}: {len(self.scenarios)} were predicted, counted from 0")
        return parse_figure(figure, self.scenarios[scenario], "figure") if isinstance(figure, str) else figure

    def _spread(self, found: Sequence[Estimate], least: float, most: float) -> Estimate:
        """Return the mean over members, and the quantiles of what each of them may be.

        Each member's sampling error is drawn from the t distribution of its own interval; members in which the figure
        is not defined are left out.
        """
        known = [(one.mean, one.low, one.high) for one in found if None not in (one.mean, one.low, one.high)]
        if not known:
            return Estimate(None, None, None)
        mean, low, high = np.array(known, np.float64).T
        error = (high - low) / (2 * t_quantile(self.replications))
        rng = np.random.default_rng(self.seed)
        drawn = mean[:, None] + error[:, None] * rng.standard_t(self.replications - 1, (len(mean), _DRAWS))
        ends = np.clip(np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]), least, most)
        return Estimate(float(mean.mean()), float(ends[0]), float(ends[1]))


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
        The sets; or a calibration's folder.
    *scenarios : Scenario
        What to predict; the first is the base of differences.
    replications, seed, jobs
        Of each member, as for `run`.
    like : str, optional
        Label of the study's scenario whose values they take, where that is not plain.
    progress : callable, optional
        Called with the number of members done, and of all.

    Returns
    -------
    PredictionNumbers

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
    changes = [values.overrides(scenario, like) for scenario in scenarios]
    known: dict[str, tuple[RunNumbers, ...]] = {}  # of whole numbers a set may come several times
    found = []
    for number, own in enumerate(zip(*changes, strict=True), start=1):
        key = json.dumps(own, sort_keys=True)
        if key not in known:
            some = [scenario.update(change) for scenario, change in zip(scenarios, own, strict=True)]
            known[key] = run_all(some, replications, seed, jobs=jobs)
        found.append(known[key])
        if progress is not None:
            progress(number, len(values.members))
    return PredictionNumbers(values, scenarios, tuple(found), seed, like)


def _subject(figure: Figure) -> dict[str, Any]:
    return {"line" if figure.is_of_line else "group": figure.line_or_group}


def _estimate(results: RunNumbers, figure: Figure) -> Estimate:
    return results.estimate(figure.measure, **_subject(figure))
