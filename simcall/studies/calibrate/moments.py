"""Moments: the simulated figures that are compared with targets, for given values of the parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcall.inputs import Floats
from simcall.measures import MEASURES, Estimate, RunNumbers
from simcall.measures.definitions import OFFERED
from simcall.measures.estimates import Pooled
from simcall.measures.measure import Quantile
from simcall.studies.calibrate.curves import curve_replications, read_curve, simulate_curve
from simcall.studies.calibrate.study import CalibrationTarget, Study
from simcall.studies.precision import half_width
from simcall.studies.run import run_all

__all__ = ["Moments", "moments_of"]


@dataclass(frozen=True)
class Moments:
    """The simulated figures of a study's targets for one set of values.

    Attributes
    ----------
    means : float64, shape (targets,)
        Each target's figure; NaN where it is not defined.
    half_widths : float64, shape (targets,)
        Half the width of its 95 % interval.
    correlations : float64, shape (targets, targets)
        Of their sampling errors: a busy month lowers one figure and raises another. Between figures of different
        scenarios they are zero, as those were observed separately; so were the pairs of a curve.
    """

    means: Floats
    half_widths: Floats
    correlations: Floats


def moments_of(study: Study, numbers: Sequence[float], replications: int, seed: int, jobs: int = 1) -> Moments:
    """Simulate a study's scenarios at given values of its parameters.

    Parameters
    ----------
    study : Study
        The study.
    numbers : sequence of float
        Values of all parameters, each in its own unit.
    replications, seed, jobs
        As for `simcall.run`.
    """
    means, half_widths = np.full((2, len(study.targets)), np.nan)
    direct = [column for column, target in enumerate(study.targets) if target.curve is None]
    labels = list(dict.fromkeys(study.targets[column].scenario for column in direct))
    influences = np.zeros((len(study.targets), replications))
    if labels:
        scenarios = [study.scenario_of(label, numbers) for label in labels]
        results = dict(zip(labels, run_all(scenarios, replications, seed, jobs=jobs), strict=True))
        for column in direct:
            target = study.targets[column]
            estimate = _estimate(results[target.scenario], target)
            means[column], half_widths[column] = estimate.mean, half_width(estimate)
            influences[column] = _influence(results[target.scenario], target)
    for curve in study.curves:
        columns = study.pairs(curve)
        own = curve_replications(replications, curve.levels)
        simulated = simulate_curve(study, curve, numbers, own, seed, jobs)
        wheres = [study.targets[column].where or 0.0 for column in columns]
        means[columns], half_widths[columns] = read_curve(simulated, wheres)
    return Moments(means, half_widths, _correlations(influences, [target.scenario for target in study.targets]))


def _estimate(results: RunNumbers, target: CalibrationTarget) -> Estimate:
    measure, subject = target.figure.measure, target.subject
    if target.by is None:
        return results.estimate(measure, **subject)
    rows = results.rows_by(target.by, **subject, measures=[measure])
    return next(row.estimate for row in rows if row.label == target.label)


def _influence(results: RunNumbers, target: CalibrationTarget) -> Floats:
    """Return how far each replication moves a figure, as `simcall.measures.paired` has it; zeros if it is undefined."""
    measure, by = MEASURES[target.figure.measure], target.by
    if isinstance(measure, Quantile):
        answers = results.times(measure.times, target.figure.line_or_group, by=by)
        answers_by_label = dict(zip(_labels(results, target), answers, strict=True))
        influence = Pooled(answers_by_label[target.label]).influence(measure.level)
        return np.zeros(results.replications) if influence is None else influence
    labels, numerators, denominators = results.totals(measure.name, **target.subject, by=by)
    column = labels.index(target.label)
    numerator, denominator = numerators[:, column], denominators[:, column]
    if not denominator.any():
        return np.zeros(results.replications)
    linearised: Floats = (numerator - numerator.sum() / denominator.sum() * denominator) / denominator.mean()
    return linearised


def _labels(results: RunNumbers, target: CalibrationTarget) -> list[Any]:
    return results.totals(OFFERED.name, **target.subject, by=target.by)[0]


def _correlations(influences: Floats, scenarios: Sequence[str]) -> Floats:
    """Return the correlations of rows: zero between different scenarios, and for a row that does not vary."""
    spread = influences.std(axis=1)
    scaled = np.divide(influences, spread[:, None], out=np.zeros_like(influences), where=spread[:, None] > 0)
    owner = np.array(scenarios)
    products = scaled @ scaled.T / influences.shape[1]
    correlations: Floats = np.where(owner[:, None] == owner, products, 0.0)
    np.fill_diagonal(correlations, 1.0)
    return np.round(correlations, 6)
