"""Moments: the figures that are held against targets, as some values of the parameters give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcall.inputs import Floats
from simcall.measures import LINE_MEASURES, Estimate, RunNumbers
from simcall.measures.definitions import Quantile
from simcall.measures.estimates import Pooled
from simcall.studies.calibrate.study import Study, Wanted
from simcall.studies.precision import half_width
from simcall.studies.run import run_all

__all__ = ["Moments", "moments_of", "subject_of"]

_QUANTILES = {one.name: one for one in LINE_MEASURES if isinstance(one, Quantile)}


@dataclass(frozen=True)
class Moments:
    """What some values of the parameters give.

    Attributes
    ----------
    found : float64, shape (targets,)
        Each target's figure; not a number where it is not defined.
    reach : float64, shape (targets,)
        How far its 95 % interval reaches.
    together : float64, shape (targets, targets)
        Correlations of their sampling errors: a busy month lowers one figure and raises another. Targets of different
        scenarios were observed apart, and go together by nothing.
    """

    found: Floats
    reach: Floats
    together: Floats


def moments_of(study: Study, numbers: Sequence[float], replications: int, seed: int, jobs: int = 1) -> Moments:
    """Simulate a study's scenarios at some values of its parameters.

    Parameters
    ----------
    study : Study
        The study.
    numbers : sequence of float
        Values of all parameters, each in its own unit.
    replications, seed, jobs
        As for `simcall.run`.
    """
    labels = list(study.scenarios)
    scenarios = [study.scenario_of(label, numbers) for label in labels]
    results = dict(zip(labels, run_all(scenarios, replications, seed, jobs=jobs), strict=True))
    found = [_estimate(results[one.scenario], one) for one in study.wanted]
    moved = [_moved(results[one.scenario], one) for one in study.wanted]
    means = np.array([one.mean for one in found], np.float64)
    reach = np.array([half_width(one) for one in found], np.float64)
    return Moments(means, reach, _together(np.array(moved), [one.scenario for one in study.wanted]))


def subject_of(wanted: Wanted) -> dict[str, Any]:
    """Return a target's line or group as `Results` names it."""
    return {"line" if wanted.figure.is_of_line else "group": wanted.figure.line_or_group}


def _estimate(results: RunNumbers, wanted: Wanted) -> Estimate:
    measure, subject = wanted.figure.measure, subject_of(wanted)
    if wanted.by is None:
        return results.estimate(measure, **subject)
    rows = results.rows_by(wanted.by, **subject, measures=[measure])
    return next(Estimate(*row[2:5]) for row in rows if row[0] == wanted.label)


def _moved(results: RunNumbers, wanted: Wanted) -> Floats:
    """Return how far each replication moves a figure, as `simcall.measures.paired` has it; zeros if it is undefined."""
    measure, by = wanted.figure.measure, wanted.by
    if measure in _QUANTILES:
        cells = dict(zip(_labels(results, wanted), results.answers(wanted.figure.line_or_group, by=by), strict=True))
        moved = Pooled(cells[wanted.label]).influence(_QUANTILES[measure].level)
        return np.zeros(results.replications) if moved is None else moved
    labels, above, below = results.totals(measure, **subject_of(wanted), by=by)
    place = labels.index(wanted.label)
    above, below = above[:, place], below[:, place]
    if not below.any():
        return np.zeros(results.replications)
    influence: Floats = (above - above.sum() / below.sum() * below) / below.mean()
    return influence


def _labels(results: RunNumbers, wanted: Wanted) -> list[Any]:
    return results.totals("offered", **subject_of(wanted), by=wanted.by)[0]


def _together(moved: Floats, scenarios: Sequence[str]) -> Floats:
    """Return the correlations of rows, those of different scenarios and of what does not vary being zero."""
    spread = moved.std(axis=1)
    scaled = np.divide(moved, spread[:, None], out=np.zeros_like(moved), where=spread[:, None] > 0)
    of = np.array(scenarios)
    correlations: Floats = np.where(of[:, None] == of, scaled @ scaled.T / moved.shape[1], 0.0)
    np.fill_diagonal(correlations, 1.0)
    return np.round(correlations, 6)
