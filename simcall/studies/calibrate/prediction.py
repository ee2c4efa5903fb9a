"""Predictions over an ensemble: their intervals include the uncertainty of the parameters and of the sampling."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures import Estimate, Kind, RunNumbers, differences
from simcall.measures.estimates import CONFIDENCE, t_quantile
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.studies.calibrate.ensemble_files import EnsembleValues, load_ensemble
from simcall.studies.run import DEFAULT_SEED, Progress, run_all
from simcall.studies.sweep.table import kind_of
from simcall.studies.typed_figures import parse_figure

__all__ = ["DEFAULT_REPLICATIONS", "PredictionNumbers", "predict"]

DEFAULT_REPLICATIONS = 10
_DRAWS = 200
"""Draws of each member's sampling error."""


@dataclass(frozen=True)
class PredictionNumbers:
    """The figures of scenarios over an ensemble.

    A figure is named as ``"999.asa"``. Its estimate is the mean over the members, with the interval that holds the
    middle 95 % of their values and sampling errors: the uncertainty of the parameters and that of the sampling.

    Attributes
    ----------
    ensemble : EnsembleValues
        The sets of values.
    scenarios : tuple of Scenario
        The scenarios as they are; the first is the base of differences.
    results : tuple of tuple of RunNumbers
        For each member, the numbers of each scenario.
    seed : int
        Of the simulations, the same for every member.
    like : str or None
        Label of the study's scenario whose values they take, if it was given.
    """

    ensemble: EnsembleValues
    scenarios: tuple[Scenario, ...]
    results: tuple[tuple[RunNumbers, ...], ...] = field(repr=False)
    seed: int
    like: str | None = None

    @property
    def replications(self) -> int:
        """Replications with each member."""
        return self.results[0][0].replications

    def of(self, figure: Figure | str, scenario: int = 0) -> Estimate:
        """Return a figure of one of the scenarios, which are counted from 0."""
        parsed = self._figure(figure, scenario)
        estimates = [_estimate(results[scenario], parsed) for results in self.results]
        return self._combined(estimates, 0.0, 1.0 if kind_of(parsed) is Kind.SHARE else np.inf)

    def difference(self, figure: Figure | str, scenario: int = 1) -> Estimate:
        """Return a figure's difference from the base: member by member, with the same callers in both."""
        parsed = self._figure(figure, scenario)
        paired = [
            differences(results[0], results[scenario], parsed.measure, **parsed.subject)[1][0]
            for results in self.results
        ]
        estimates = [Estimate(difference.mean, difference.low, difference.high) for difference in paired]
        return self._combined(estimates, -np.inf, np.inf)

    def means(self, figure: Figure | str, scenario: int = 0) -> Floats:
        """Return a figure of each member, shape (members,); NaN where it is not defined."""
        parsed = self._figure(figure, scenario)
        return np.array([_estimate(results[scenario], parsed).mean for results in self.results], np.float64)

    def overrides(self, scenario: int = 0) -> list[dict[str, object]]:
        """Return the changes that each member makes to a scenario, by path."""
        return self.ensemble.overrides(self.scenarios[scenario], self.like)

    def _figure(self, figure: Figure | str, scenario: int) -> Figure:
        if not 0 <= scenario < len(self.scenarios):
            raise SimcallError(f"there is no scenario {scenario}: give a number from 0 to {len(self.scenarios) - 1}")
        return parse_figure(figure, self.scenarios[scenario], "figure") if isinstance(figure, str) else figure

    def _combined(self, estimates: Sequence[Estimate], least: float, most: float) -> Estimate:
        """Return the mean over members, with quantiles over the members and their sampling errors.

        Each member's sampling error is drawn from the t distribution of its own interval; members in which the figure
        is not defined are left out.
        """
        rows = [(estimate.mean, estimate.low, estimate.high) for estimate in estimates]
        defined = [row for row in rows if None not in row]
        if not defined:
            return Estimate(None, None, None)
        mean, low, high = np.array(defined, np.float64).T
        error = (high - low) / (2 * t_quantile(self.replications))
        rng = np.random.default_rng(self.seed)
        draws = mean[:, None] + error[:, None] * rng.standard_t(self.replications - 1, (len(mean), _DRAWS))
        ends = np.clip(np.quantile(draws, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]), least, most)
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
    if replications < 2:
        raise SimcallError("one replication gives no interval; give at least 2")
    changes = [values.overrides(scenario, like) for scenario in scenarios]
    cache: dict[str, tuple[RunNumbers, ...]] = {}  # members of whole numbers may be equal
    results = []
    for number, member in enumerate(zip(*changes, strict=True), start=1):
        key = json.dumps(member, sort_keys=True)
        if key not in cache:
            changed = [scenario.update(change) for scenario, change in zip(scenarios, member, strict=True)]
            cache[key] = run_all(changed, replications, seed, jobs=jobs)
        results.append(cache[key])
        if progress is not None:
            progress(number, len(values.members))
    return PredictionNumbers(values, scenarios, tuple(results), seed, like)


def _estimate(results: RunNumbers, figure: Figure) -> Estimate:
    return results.estimate(figure.measure, **figure.subject)
