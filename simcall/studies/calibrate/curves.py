"""Curves: read one figure where another has a published value, from runs in which some inputs move both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures import Kind, RunNumbers
from simcall.measures.estimates import t_quantile
from simcall.measures.targets import Figure
from simcall.studies.calibrate.study import Curve, Study
from simcall.studies.run import run_all
from simcall.studies.sweep.table import kind_of

__all__ = ["SimulatedCurve", "check_reach", "curve_replications", "read_curve", "simulate_curve"]

_EDGE = 1e-4
"""Shares are interpolated as log odds, and are kept this far from 0 and 1."""
_LEAST = 1e-3
"""Times and counts are interpolated as logarithms, and are kept this far from 0."""
_FEWEST = 2
"""Replications at each level, at least: one gives no interval."""


@dataclass(frozen=True)
class SimulatedCurve:
    """What the levels of a curve gave.

    Attributes
    ----------
    curve : Curve
        The curve.
    numerators, denominators : float64, shape (2, replications, levels)
        The two numbers that the figure, and the figure it stands against, are the ratio of.
    """

    curve: Curve
    numerators: Floats
    denominators: Floats

    @property
    def points(self) -> Floats:
        """The figure and the other one at each level, shape (2, levels), over all replications."""
        return _ratio(self.numerators.sum(axis=1), self.denominators.sum(axis=1))

    @property
    def reach(self) -> tuple[float, float]:
        """The lowest and the highest value of the other figure; NaN if it is defined nowhere."""
        against = self.points[1]
        known = against[np.isfinite(against)]
        return (float(known.min()), float(known.max())) if known.size else (math.nan, math.nan)

    def without_each(self) -> Floats:
        """Return the points without each replication in turn, shape (replications, 2, levels)."""
        numerators, denominators = self.numerators, self.denominators
        left = (total.sum(axis=1, keepdims=True) - total for total in (numerators, denominators))
        return _ratio(*left).transpose(1, 0, 2)


def curve_replications(replications: int, levels: int) -> int:
    """Return the replications of each level: as much work together as one scenario, and at least two each."""
    return max(_FEWEST, math.ceil(replications / levels))


def simulate_curve(
    study: Study, curve: Curve, numbers: Sequence[float], replications: int, seed: int, jobs: int | None = 1
) -> SimulatedCurve:
    """Simulate the levels of a curve, with the same callers at each.

    Parameters
    ----------
    study : Study
        The study.
    curve : Curve
        One of its curves.
    numbers : sequence of float
        Values of all parameters, each in its own unit. At a path that the curve moves, the curve's value counts.
    replications, seed, jobs
        Of each level, as for `simcall.run`.
    """
    base = study.scenario_of(curve.scenario, numbers)
    scenarios = [base.update(curve.changes(level)) for level in range(curve.levels)]
    results = run_all(scenarios, replications, seed, jobs=jobs)
    totals = [[_totals(level, figure) for level in results] for figure in (curve.figure, curve.against)]
    numerators, denominators = np.array(totals, np.float64).transpose(2, 0, 3, 1)
    return SimulatedCurve(curve, numerators, denominators)


def _totals(results: RunNumbers, figure: Figure) -> tuple[Floats, Floats]:
    _, numerators, denominators = results.totals(figure.measure, **figure.subject)
    return numerators[:, 0], denominators[:, 0]


def _ratio(numerators: Floats, denominators: Floats) -> Floats:
    return np.divide(numerators, denominators, out=np.full_like(numerators, np.nan), where=denominators > 0)


def check_reach(study: Study, jobs: int | None = 1) -> None:
    """Refuse a curve whose levels, at the values that the study starts from, do not go as far as its pairs.

    Raises
    ------
    SimcallError
        With the pairs beyond, how far the levels go, and what to do.
    """
    start = study.numbers(fit.start_share for fit in study.fits)
    problems = [
        problem
        for curve in study.curves
        if (problem := _out_of_reach(study, simulate_curve(study, curve, start, _FEWEST, study.seed, jobs)))
    ]
    if problems:
        raise SimcallError("\n".join(problems))


def _out_of_reach(study: Study, simulated: SimulatedCurve) -> str:
    """Return a sentence on the pairs that lie beyond the levels of a curve; nothing if there are none."""
    curve, (low, high) = simulated.curve, simulated.reach
    targets = [study.targets[column] for column in study.pairs(curve)]
    beyond = [target.at for target in targets if not low <= (target.where or 0.0) <= high]
    if not beyond:
        return ""
    moved = " and ".join(f"{parameter.path} goes over {parameter.in_words()}" for parameter in curve.moved)
    return (
        f"{curve.figure}: {curve.against} only goes from {low:.4g} to {high:.4g} while {moved}, and the curve is not "
        f"extrapolated. {'; '.join(beyond)}: out of reach. Widen values, or name more inputs in moved_by"
    )


def read_curve(simulated: SimulatedCurve, wheres: Sequence[float]) -> tuple[Floats, Floats]:
    """Read a curve where the other figure has some values.

    Parameters
    ----------
    simulated : SimulatedCurve
        The levels.
    wheres : sequence of float
        Values of the other figure.

    Returns
    -------
    tuple of (means, half_widths)
        Of each value, float64; NaN beyond the levels, as the curve is not extrapolated. The half-widths are those of
        95 % intervals, by the jackknife over the replications.

    Notes
    -----
    The curve through the levels is monotone and smooth (piecewise cubic Hermite interpolation; Fritsch and Carlson
    1980, SIAM Journal on Numerical Analysis 17). Shares are interpolated as log odds, times and counts as logarithms.
    """
    x = np.array(wheres, np.float64)
    means = _interpolated(simulated.curve, simulated.points, x)
    left_out = np.array([_interpolated(simulated.curve, points, x) for points in simulated.without_each()])
    count = len(left_out)
    known = np.isfinite(left_out)  # without a replication, an end of the curve may lie short of a pair
    off = np.where(known, left_out - np.where(known, left_out, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1), 0)
    spread = np.sqrt((count - 1) / count * (off**2).sum(axis=0))
    return means, np.where(np.isfinite(means), t_quantile(count) * spread, np.nan)


def _interpolated(curve: Curve, points: Floats, x: Floats) -> Floats:
    """Return the figure at some values of the other one; NaN beyond the levels."""
    known = np.isfinite(points).all(axis=0)
    kinds = kind_of(curve.figure), kind_of(curve.against)
    figure, against = (_scaled(row[known], kind) for row, kind in zip(points, kinds, strict=True))
    against, first = np.unique(against, return_index=True)
    if len(against) < 2:
        return np.full(len(x), np.nan)
    at = PchipInterpolator(against, figure[first], extrapolate=False)(_scaled(x, kinds[1]))
    return 1 / (1 + np.exp(-at)) if kinds[0] is Kind.SHARE else np.exp(at)


def _scaled(values: Floats, kind: Kind) -> Floats:
    if kind is Kind.SHARE:
        share = np.clip(values, _EDGE, 1 - _EDGE)
        odds: Floats = np.log(share / (1 - share))
        return odds
    logarithms: Floats = np.log(np.maximum(values, _LEAST))
    return logarithms
