"""Scenarios run with many sets of values: each set changes the same inputs, and callers are the same with every set.

The sets are those of a calibration's ensemble, or drawn from the spans of assumed inputs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures import Estimate, Kind, RunNumbers, differences
from simcall.measures.estimates import CONFIDENCE, t_quantile
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.studies.run import Progress, run_all
from simcall.studies.sweep.table import kind_of
from simcall.studies.typed_figures import parse_figure

__all__ = ["DEFAULT_REPLICATIONS", "SetNumbers", "Values", "combined", "run_sets"]

DEFAULT_REPLICATIONS = 10
"""Replications with each set."""
_DRAWS = 200
"""Draws of each set's sampling error."""

Values = Mapping[str, object]
"""Changes to a scenario, by path."""


@dataclass(frozen=True)
class SetNumbers:
    """The figures of scenarios with each of many sets of values.

    A figure is named as ``"999.asa"``. Its estimate is the mean over the sets, with the interval that holds the
    middle 95 % of their values and sampling errors: the uncertainty of the inputs and that of the sampling.

    Attributes
    ----------
    scenarios : tuple of Scenario
        The scenarios as they are; the first is the base of differences.
    results : tuple of tuple of RunNumbers
        For each set, the numbers of each scenario.
    seed : int
        Of the simulations, the same for every set.
    """

    scenarios: tuple[Scenario, ...]
    results: tuple[tuple[RunNumbers, ...], ...] = field(repr=False)
    seed: int

    @property
    def replications(self) -> int:
        """Replications with each set."""
        return self.results[0][0].replications

    def of(self, figure: Figure | str, scenario: int = 0, *, confidence: float = CONFIDENCE) -> Estimate:
        """Return a figure of one of the scenarios, which are counted from 0."""
        parsed = self._figure(figure, scenario)
        estimates = [_estimate(results[scenario], parsed) for results in self.results]
        return self._combined(estimates, 0.0, 1.0 if kind_of(parsed) is Kind.SHARE else np.inf, confidence)

    def difference(self, figure: Figure | str, scenario: int = 1, *, confidence: float = CONFIDENCE) -> Estimate:
        """Return a figure's difference from the base: set by set, with the same callers in both."""
        return self._combined(self.differences(figure, scenario), -np.inf, np.inf, confidence)

    def means(self, figure: Figure | str, scenario: int = 0) -> Floats:
        """Return a figure with each set, shape (sets,); NaN where it is not defined."""
        parsed = self._figure(figure, scenario)
        return np.array([_estimate(results[scenario], parsed).mean for results in self.results], np.float64)

    def mean_differences(self, figure: Figure | str, scenario: int = 1) -> Floats:
        """Return a figure's difference from the base with each set, shape (sets,); NaN where it is not defined."""
        return np.array([difference.mean for difference in self.differences(figure, scenario)], np.float64)

    def differences(self, figure: Figure | str, scenario: int = 1) -> list[Estimate]:
        """Return a figure's difference from the base with each set, with its interval of sampling."""
        parsed = self._figure(figure, scenario)
        paired = [
            differences(results[0], results[scenario], parsed.measure, **parsed.subject)[1][0]
            for results in self.results
        ]
        return [Estimate(difference.mean, difference.low, difference.high) for difference in paired]

    def _figure(self, figure: Figure | str, scenario: int) -> Figure:
        if not 0 <= scenario < len(self.scenarios):
            raise SimcallError(f"there is no scenario {scenario}: give a number from 0 to {len(self.scenarios) - 1}")
        return parse_figure(figure, self.scenarios[scenario], "figure") if isinstance(figure, str) else figure

    def _combined(self, estimates: Sequence[Estimate], least: float, most: float, confidence: float) -> Estimate:
        return combined(estimates, self.replications, self.seed, ends=(least, most), confidence=confidence)


def combined(
    estimates: Sequence[Estimate],
    replications: int,
    seed: int,
    *,
    ends: tuple[float, float] = (-np.inf, np.inf),
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return the mean over sets, with quantiles over the sets and their sampling errors.

    Each set's sampling error is drawn from the t distribution of its own interval; sets with which the figure is not
    defined are left out.

    Parameters
    ----------
    estimates : sequence of Estimate
        The figure with each set, with its interval of sampling.
    replications : int
        Of each set.
    seed : int
        Of the draws.
    ends : tuple of float
        The least and the most that the figure can be.
    confidence : float
        The share of the values that the interval holds.
    """
    rows = [(estimate.mean, estimate.low, estimate.high) for estimate in estimates]
    defined = [row for row in rows if None not in row]
    if not defined:
        return Estimate(None, None, None)
    mean, low, high = np.array(defined, np.float64).T
    error = (high - low) / (2 * t_quantile(replications))
    rng = np.random.default_rng(seed)
    draws = mean[:, None] + error[:, None] * rng.standard_t(replications - 1, (len(mean), _DRAWS))
    interval = np.clip(np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2]), *ends)
    return Estimate(float(mean.mean()), float(interval[0]), float(interval[1]))


def run_sets(
    scenarios: Sequence[Scenario],
    changes: Sequence[Sequence[Values]],
    replications: int,
    seed: int,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[RunNumbers, ...], ...]:
    """Run scenarios with every set of values.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The scenarios.
    changes : sequence of sequence of mapping
        For each scenario, the changes that each set makes to it, by path.
    replications, seed, jobs
        Of each set, as for `run`.
    progress : callable, optional
        Called with the number of sets that are done, and of all.

    Returns
    -------
    tuple of tuple of RunNumbers
        For each set, the numbers of each scenario.

    Raises
    ------
    SimcallError
        If there is only one replication, or as for `run`.
    """
    if replications < 2:
        raise SimcallError("one replication gives no interval; give at least 2")
    changed = {  # before the work, because values that are valid one by one may not be valid together
        json.dumps(values, sort_keys=True): [
            scenario.update(change) for scenario, change in zip(scenarios, values, strict=True)
        ]
        for values in zip(*changes, strict=True)
    }
    done: dict[str, tuple[RunNumbers, ...]] = {}  # sets of whole numbers may be equal
    results = []
    for number, values in enumerate(zip(*changes, strict=True), start=1):
        key = json.dumps(values, sort_keys=True)
        if key not in done:
            done[key] = run_all(changed[key], replications, seed, jobs=jobs)
        results.append(done[key])
        if progress is not None:
            progress(number, len(changes[0]))
    return tuple(results)


def _estimate(results: RunNumbers, figure: Figure) -> Estimate:
    return results.estimate(figure.measure, **figure.subject)
