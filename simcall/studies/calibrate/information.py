"""Value of information: how much narrower one more measured figure would make a prediction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from simcall.inputs import Floats
from simcall.measures import MEASURES_OF
from simcall.measures.measure import Ratio
from simcall.measures.targets import Figure
from simcall.studies.calibrate.prediction import PredictionNumbers

__all__ = ["Worth", "worth_of"]

_LEAST_MEMBERS = 8
_CHANCE = 0.05
"""Share of rankings in which chance alone may correlate a figure with the quantity."""


@dataclass(frozen=True)
class Worth:
    """The effect on a prediction of knowing a figure of the base scenario exactly.

    Attributes
    ----------
    figure : Figure or str
        The figure; or the path of a parameter.
    narrower : float
        The share by which the standard deviation over the ensemble would shrink, 0 to 1.
    spread : float
        The figure's own standard deviation over the ensemble: measure it more precisely than this.
    """

    figure: Figure | str
    narrower: float
    spread: float


def worth_of(prediction: PredictionNumbers, quantity: Sequence[float] | Floats) -> tuple[Worth, ...]:
    """Rank figures by how much narrower they would make a prediction, the most useful first.

    The members of the ensemble all meet the targets and differ in the rest. If a figure correlates with the quantity
    over the members, measuring it would rule out members: the share of the variance that a straight line through them
    explains would go. A figure is worth nothing if it explains no more than the best of equally many unrelated figures
    could by chance.

    Parameters
    ----------
    prediction : PredictionNumbers
        Over an ensemble; a figure would be measured in its first scenario.
    quantity : float64, shape (members,)
        The quantity to predict better, of each member: for example `prediction.means("999.asa")`.

    Returns
    -------
    tuple of Worth
        One for every figure of the base that is a total or a ratio of totals, and for every fitted path, if it varies
        over the ensemble; none from fewer than 8 members.
    """
    predicted = np.asarray(quantity, np.float64)
    if len(predicted) < _LEAST_MEMBERS or not np.std(predicted) > 0:
        return ()
    candidates: list[tuple[Figure | str, Floats]]
    candidates = [(figure, prediction.means(figure)) for figure in _figures(prediction)]
    candidates += _parameters(prediction)
    varying = [(name, values) for name, values in candidates if _varies(values)]
    least = _explained_by_chance(len(predicted), len(varying))
    worths = [Worth(name, _narrower(values, predicted, least), float(np.std(values))) for name, values in varying]
    return tuple(sorted(worths, key=lambda worth: -worth.narrower))


def _figures(prediction: PredictionNumbers) -> list[Figure]:
    """Return the figures that a phone system could measure: totals, and ratios of totals."""
    base = prediction.scenarios[0]
    pairs = [(base.lines, MEASURES_OF["line"]), (base.groups, MEASURES_OF["group"])]
    return [
        Figure(name, measure.name)
        for names, measures in pairs
        for name in names
        for measure in measures.values()
        if isinstance(measure, Ratio)
    ]


def _parameters(prediction: PredictionNumbers) -> list[tuple[Figure | str, Floats]]:
    """Return the fitted values of the base by path, of each member."""
    overrides = prediction.overrides()
    return [(path, np.array([_number(own[path]) for own in overrides])) for path in overrides[0]]


def _number(value: object) -> float:
    """Return the number in a scenario's value, with or without a unit."""
    return float(str(value).split()[0])


def _varies(values: Floats) -> bool:
    return bool(np.isfinite(values).all() and np.std(values) > 1e-9 * np.abs(values).max())


def _explained_by_chance(members: int, figures: int) -> float:
    """Return the largest share of the variance that any of several figures explains by chance (Bonferroni)."""
    t = special.stdtrit(members - 2, 1 - _CHANCE / (2 * max(figures, 1)))
    return float(t**2 / (t**2 + members - 2))


def _narrower(values: Floats, quantity: Floats, least: float) -> float:
    """Return how much narrower a figure makes the quantity; the explained share is adjusted for the fitted line."""
    explained = float(np.corrcoef(values, quantity)[0, 1] ** 2)
    if explained <= least:
        return 0.0
    members = len(quantity)
    adjusted = 1 - (1 - explained) * (members - 1) / (members - 2)
    return 1 - float(np.sqrt(1 - min(max(adjusted, 0.0), 1.0)))
