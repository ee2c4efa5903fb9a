"""History matching: which sets of values the targets rule out, by simulating each set, and which remain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcall.inputs import Bools, Floats
from simcall.measures.estimates import t_quantile
from simcall.studies.calibrate.curves import curve_replications
from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.ensemble import Ensemble
from simcall.studies.calibrate.evaluator import Evaluator
from simcall.studies.calibrate.moments import Moments
from simcall.studies.calibrate.search import spread_of
from simcall.studies.calibrate.study import Study

__all__ = ["CUT", "Matching", "implausibilities", "match_history"]

CUT = 3.0
"""A set of values is ruled out if it is further from the targets than this, in standard deviations. Three contain at
least 95 % of any distribution with a single peak (Pukelsheim 1994, The American Statistician 48)."""
_ODD = 3
"""With at least this many targets, one may be missed by any distance: a single figure may be counted in an odd way."""
_STANDARD_ERRORS = 1.96
"""Standard deviations in a tolerance: the true figure lies within it with a probability of 95 %."""


@dataclass(frozen=True)
class Matching:
    """The sets of values that the targets do not rule out.

    Attributes
    ----------
    implausibility : float64, shape (sets,)
        How far each simulated set is from the targets, in standard deviations: the second largest distance of any
        target, or the largest if there are fewer than three. NaN where too few are defined to say.
    ensemble : Ensemble
        The sets that remain, or as many of them as an ensemble has, spread evenly over what remains.
    targets : int
        Number of targets.
    """

    implausibility: Floats
    ensemble: Ensemble
    targets: int

    @property
    def simulated(self) -> int:
        """Number of sets that were simulated."""
        return len(self.implausibility)

    @property
    def remaining(self) -> int:
        """Number of sets that are not ruled out."""
        return int((self.implausibility <= CUT).sum())

    def sentence(self) -> str:
        """Say what is ruled out and what remains."""
        out = self.simulated - self.remaining
        return (
            f"{out} of {self.simulated} sets of values ({out / self.simulated:.0%}) are ruled out: each was simulated, "
            f"and is more than {CUT:g} standard deviations from at least {_counted(self.targets)}. "
            f"{self.remaining} sets remain."
        )

    def document(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "simulated": self.simulated,
            "remaining": self.remaining,
            "cut": CUT,
            "sentence": self.sentence(),
        }


def _counted(targets: int) -> str:
    return "two targets" if targets >= _ODD else "one target"


def implausibilities(study: Study, moments: Sequence[Moments], replications: int) -> Floats:
    """Return how far sets of values are from the targets, in standard deviations, shape (sets,).

    Parameters
    ----------
    study : Study
        The study.
    moments : sequence of Moments
        Of each set.
    replications : int
        Of each set.

    Notes
    -----
    Implausibility as in Vernon, Goldstein and Bower 2010 ("Galaxy formation: a Bayesian uncertainty analysis", Bayesian
    Analysis 5). The variance is that of the published value, with the curve's discrepancy, plus that of the simulation.
    Few replications give a rough variance for each set, so its mean over the sets is used. There is no emulator, and so
    no variance of one. The second largest distance counts, so that one figure that was counted in an odd way cannot
    rule out everything. A figure that is not defined, such as a pair beyond its curve, says nothing.
    """
    means = np.array([point.means for point in moments])
    errors = np.array([point.half_widths for point in moments]) / _t_quantiles(study, replications)
    defined = np.isfinite(errors)
    variance = np.square(np.where(defined, errors, 0)).sum(axis=0) / np.maximum(defined.sum(axis=0), 1)
    tolerances = np.array([target.tolerance for target in study.targets])
    spread = np.sqrt((tolerances / _STANDARD_ERRORS) ** 2 + variance)
    distances = np.abs(means - np.array([target.value for target in study.targets])) / spread
    counted = 2 if len(study.targets) >= _ODD else 1
    ordered = np.sort(np.where(np.isfinite(distances), distances, -np.inf), axis=1)[:, -counted]
    return np.where(np.isfinite(ordered), ordered, np.nan)


def _t_quantiles(study: Study, replications: int) -> Floats:
    """Return the t quantile in the half-width of each target's interval."""
    counts = [
        replications if target.curve is None else curve_replications(replications, target.curve.levels)
        for target in study.targets
    ]
    return np.array([t_quantile(count) for count in counts])


def match_history(study: Study, evaluator: Evaluator, effort: Effort) -> Matching:
    """Simulate a spread of sets of values, and keep those that the targets do not rule out.

    Parameters
    ----------
    study : Study
        The study.
    evaluator : Evaluator
        Simulates the sets, or has simulated them for the search.
    effort : Effort
        How much to simulate.
    """
    shares = spread_of(study, effort)
    numbers = [study.numbers(point) for point in shares]
    moments = evaluator.at(numbers, effort.replications, study.seed)
    implausibility = implausibilities(study, moments, effort.replications)
    remains: Bools = implausibility <= CUT
    kept = np.flatnonzero(remains)[: max(effort.ensemble, 1)]  # the first of a Sobol sequence are spread evenly
    members = tuple(numbers[row] for row in kept)
    means = np.array([moments[row].means for row in kept]).reshape(-1, len(study.targets))
    return Matching(implausibility, Ensemble(members, means, len(numbers)), len(study.targets))
