"""What one more measured figure would be worth: how much narrower it would make what is predicted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from simcall.inputs import Floats
from simcall.measures import GROUP_MEASURES, LINE_MEASURES
from simcall.measures.definitions import Ratio
from simcall.studies.calibrate.predicting import PredictionNumbers
from simcall.studies.targets import Figure

__all__ = ["Worth", "worth_of"]

_LEAST_MEMBERS = 8
_CHANCE = 0.05
"""Of so many rankings one may have a figure in it that goes with the quantity by chance alone."""


@dataclass(frozen=True)
class Worth:
    """What knowing a figure of the base scenario exactly would do to a prediction.

    Attributes
    ----------
    figure : Figure or str
        The figure; or the path of a parameter.
    narrower : float
        The share by which the standard deviation over the ensemble would shrink, 0 to 1.
    spread : float
        The figure's own standard deviation over the ensemble: it must be measured better than this.
    """

    figure: Figure | str
    narrower: float
    spread: float


def worth_of(prediction: PredictionNumbers, quantity: Sequence[float] | Floats) -> tuple[Worth, ...]:
    """Rank figures by how much narrower they would make a prediction, the best first.

    The members of the ensemble all meet the targets and differ in the rest. A figure that goes with the quantity over
    them would, once measured, rule out members: of the variance, the share that a straight line through them explains
    would go. What a figure explains no better than one of so many would by chance is worth nothing.

    Parameters
    ----------
    prediction : PredictionNumbers
        Over an ensemble; its first scenario is the one in which a figure would be measured.
    quantity : float64, shape (members,)
        What is to be known better, of each member: such as `prediction.means("999.asa")`.

    Returns
    -------
    tuple of Worth
        Of every figure of the base that is a total or a ratio of totals, and of every fitted path, if it varies over
        the ensemble; none from fewer than 8 members.
    """
    wanted = np.asarray(quantity, np.float64)
    if len(wanted) < _LEAST_MEMBERS or not np.std(wanted) > 0:
        return ()
    known: list[tuple[Figure | str, Floats]] = [(one, prediction.means(one)) for one in _figures(prediction)]
    known += _parameters(prediction)
    varying = [(name, values) for name, values in known if _varies(values)]
    least = _by_chance(len(wanted), len(varying))
    found = [Worth(name, _narrower(values, wanted, least), float(np.std(values))) for name, values in varying]
    return tuple(sorted(found, key=lambda one: -one.narrower))


def _figures(prediction: PredictionNumbers) -> list[Figure]:
    """Return what a phone system could measure: totals, and ratios of them."""
    base = prediction.scenarios[0]
    pairs = [(base.lines, LINE_MEASURES), (base.groups, GROUP_MEASURES)]
    return [
        Figure(name, one.name)
        for names, measures in pairs
        for name in names
        for one in measures
        if isinstance(one, Ratio)
    ]


def _parameters(prediction: PredictionNumbers) -> list[tuple[Figure | str, Floats]]:
    """Return the fitted values of the base by path, of each member."""
    overrides = prediction.overrides()
    return [(path, np.array([_number(own[path]) for own in overrides])) for path in overrides[0]]


def _number(value: object) -> float:
    """Return the number of a value as a scenario has it, with or without a unit."""
    return float(str(value).split()[0])


def _varies(values: Floats) -> bool:
    return bool(np.isfinite(values).all() and np.std(values) > 1e-9 * np.abs(values).max())


def _by_chance(members: int, figures: int) -> float:
    """Return the largest share of the variance that one of so many figures explains by chance (Bonferroni)."""
    t = special.stdtrit(members - 2, 1 - _CHANCE / (2 * max(figures, 1)))
    return float(t**2 / (t**2 + members - 2))


def _narrower(values: Floats, quantity: Floats, least: float) -> float:
    """Return what a figure is worth; the explained share is put right for the line that was fitted to explain it."""
    explained = float(np.corrcoef(values, quantity)[0, 1] ** 2)
    if explained <= least:
        return 0.0
    members = len(quantity)
    honest = 1 - (1 - explained) * (members - 1) / (members - 2)
    return 1 - float(np.sqrt(1 - min(max(honest, 0.0), 1.0)))
