"""How well a model meets published curves: all pairs, and the pairs of each force if it is fitted to the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simcall.inputs import Floats
from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.emulator import Emulator
from simcall.studies.calibrate.evaluator import Evaluator
from simcall.studies.calibrate.search import STAY, Optimum, best_on
from simcall.studies.calibrate.study import Curve, Study

__all__ = ["CurveFit", "LeftOut", "curve_fits", "left_out_forces"]


@dataclass(frozen=True)
class LeftOut:
    """A force whose pairs were left out, and predicted from the values that fit the other targets best.

    Attributes
    ----------
    curve : Curve
        The curve that its pairs lie on.
    force : str
        Its name.
    errors : tuple of float
        How far each of its pairs is from what was published, in the figure's unit; NaN beyond the curve.
    """

    curve: Curve
    force: str
    errors: tuple[float, ...]


@dataclass(frozen=True)
class CurveFit:
    """The errors of a curve's pairs, in the figure's unit: root mean squares of the distances from what was published.

    Attributes
    ----------
    curve : Curve
        The curve.
    pairs : int
        Number of its pairs.
    rms : float
        Over all its pairs, at the calibrated values.
    left_out_rms : float
        Over all pairs, each predicted from values fitted without its force; NaN if there is only one force.
    left_out : tuple of LeftOut
        Its forces.
    """

    curve: Curve
    pairs: int
    rms: float
    left_out_rms: float
    left_out: tuple[LeftOut, ...]

    def document(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            **self.curve.document(),
            "rms": _plain(self.rms),
            "left_out_rms": _plain(self.left_out_rms),
            "left_out": {left.force: [_plain(error) for error in left.errors] for left in self.left_out},
        }

    def sentence(self) -> str:
        """Say how well the curve is met."""
        text = f"{self.curve.figure} against {self.curve.against}: {self.rms:.2g} rms over {self.pairs} published pairs"
        if self.left_out:
            text += f"; {self.left_out_rms:.2g} if each force is predicted from the others"
        return f"{text}. A range counts as met anywhere in it."


def curve_fits(study: Study, means: Floats, left_out: Sequence[LeftOut]) -> tuple[CurveFit, ...]:
    """Return how well the calibrated values meet each curve.

    Parameters
    ----------
    study : Study
        The study.
    means : float64, shape (targets,)
        The figures at the calibrated values.
    left_out : sequence of LeftOut
        From `left_out_forces`.
    """
    fits = []
    for curve in study.curves:
        columns = study.pairs(curve)
        errors = [study.targets[column].outside(float(means[column])) for column in columns]
        own = tuple(left for left in left_out if left.curve == curve)
        fits.append(CurveFit(curve, len(columns), _rms(errors), _rms([e for left in own for e in left.errors]), own))
    return tuple(fits)


def left_out_forces(study: Study, evaluator: Evaluator, optimum: Optimum, effort: Effort) -> tuple[LeftOut, ...]:
    """Leave the pairs of each force out in turn, fit the other targets, and simulate what that gives for the force.

    Values are found on the emulator of the search; the figures are simulated.
    """
    left_out = []
    for curve in study.curves:
        forces = list(dict.fromkeys(study.targets[column].force for column in study.pairs(curve)))
        for force in forces if len(forces) > 1 else ():
            own = [column for column in study.pairs(curve) if study.targets[column].force == force]
            shares = best_on(_without(optimum.emulator, own), study.seed, near=optimum.shares, stay=STAY)
            means = evaluator.at([study.numbers(shares)], effort.ladder[0], study.seed)[0].means
            errors = tuple(study.targets[column].outside(float(means[column])) for column in own)
            left_out.append(LeftOut(curve, force, errors))
    return tuple(left_out)


def _without(emulator: Emulator, columns: Sequence[int]) -> Emulator:
    """Return an emulator of the other targets."""
    study = emulator.study
    kept = [column for column in range(len(study.targets)) if column not in columns]
    return Emulator(
        replace(study, targets=tuple(study.targets[column] for column in kept)),
        lambda shares: emulator.surface(shares)[:, kept],
        emulator.error[kept],
        emulator.shift[kept],
        emulator.x,
        emulator.y[:, kept],
    )


def _rms(errors: Sequence[float]) -> float:
    """Return the root mean square of the errors that are defined; NaN if there are none."""
    known = [error for error in errors if not math.isnan(error)]
    return float(np.sqrt(np.mean(np.square(known)))) if known else math.nan


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 9)
