"""What one more measured figure would be worth: how much narrower it would make what is predicted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.measures import GROUP_MEASURES, LINE_MEASURES
from simcall.measures.definitions import Ratio
from simcall.studies.calibrate.predicting import Prediction
from simcall.studies.targets import Figure

__all__ = ["Worth", "worth_of"]

_LEAST_MEMBERS = 8


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


def worth_of(prediction: Prediction, quantity: Floats) -> tuple[Worth, ...]:
    """Rank figures by how much narrower they would make a prediction, the best first.

    The members of the ensemble all meet the targets and differ in the rest. A figure that goes with the quantity over
    them would, once measured, rule out members: of the variance the share that a straight line through them explains
    would go.

    Parameters
    ----------
    prediction : Prediction
        Over an ensemble.
    quantity : float64, shape (members,)
        What is to be known better, of each member.

    Returns
    -------
    tuple of Worth
        Of every figure of the base that is a ratio or a count, and of every fitted path; none from a few members.
    """
    if len(quantity) < _LEAST_MEMBERS or np.std(quantity) == 0:
        return ()
    found = [_worth(figure, prediction.means(figure), quantity) for figure in _figures(prediction)]
    found += [_worth(path, values, quantity) for path, values in _parameters(prediction)]
    known = [one for one in found if one is not None]
    return tuple(sorted(known, key=lambda one: -one.narrower))


def _figures(prediction: Prediction) -> list[Figure]:
    base = prediction.scenarios[0]
    lines = [Figure(name, one.name) for name in base.lines for one in LINE_MEASURES if isinstance(one, Ratio)]
    return lines + [Figure(name, one.name) for name in base.groups for one in GROUP_MEASURES]


def _parameters(prediction: Prediction) -> list[tuple[str, Floats]]:
    members = prediction.ensemble.members
    return [(path, np.array([_number(member[path]) for member in members])) for path in members[0]]


def _number(value: object) -> float:
    return float(str(value).split()[0])


def _worth(figure: Figure | str, values: Floats, quantity: Floats) -> Worth | None:
    """Return what a figure is worth; the explained share is put right for chance, which explains a little too."""
    spread = float(np.std(values))
    if not np.isfinite(values).all() or spread <= 1e-12 * max(1.0, float(np.abs(values).max())):
        return None
    explained = float(np.corrcoef(values, quantity)[0, 1] ** 2)
    members = len(quantity)
    honest = max(0.0, 1 - (1 - explained) * (members - 1) / (members - 2))
    return Worth(figure, 1 - float(np.sqrt(1 - min(honest, 1.0))), spread)
