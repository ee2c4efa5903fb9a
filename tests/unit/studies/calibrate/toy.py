"""Calibrations of known surfaces: no scenario, no simulation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import qmc

from simcall.measures.targets import Figure
from simcall.studies.calibrate import CalibrationTarget, FittedParameter, Study
from simcall.studies.calibrate.emulator import Emulator, with_whole_numbers
from simcall.studies.calibrate.evaluator import Evaluation, Work
from simcall.studies.calibrate.moments import Moments
from simcall.studies.sweep.parameters import Parameter

Surface = Callable[[np.ndarray], np.ndarray]
"""Moments (points, targets) at shares (points, parameters)."""


def toy_study(
    bounds: Sequence[str], targets: Sequence[tuple[float, float]], measure: str = "asa", seed: int = 1
) -> Study:
    """Ask for parameters a, b, … between some bounds, by targets of (value, tolerance)."""
    names = "abcdefgh"[: len(bounds)]
    fits = tuple(
        FittedParameter(name, (name,), Parameter.of(name, text), {"x": (name,)})
        for name, text in zip(names, bounds, strict=True)
    )
    wanted = tuple(
        CalibrationTarget("x", Figure(f"line{i}", measure), value, width) for i, (value, width) in enumerate(targets)
    )
    return Study("a toy", {}, {}, fits, wanted, seed)


def exact(study: Study, surface: Surface) -> Emulator:
    """Return an emulator that is the surface itself, on the emulator's scale."""
    nothing = np.zeros(len(study.targets))
    points = with_whole_numbers(study, np.asarray(qmc.Sobol(len(study.fits), rng=1).random(128)))
    return Emulator(study, surface, nothing, nothing, points, surface(points))


def linear(matrix: Sequence[Sequence[float]], at_zero: Sequence[float] | float = 0.0) -> Surface:
    """Return moments that go up by the matrix, (targets, parameters), from bound to bound."""
    slopes = np.array(matrix, np.float64)
    return lambda shares: np.asarray(shares) @ slopes.T + np.asarray(at_zero)


def known_moments(found: Sequence[float], reach: float = 0.0, together: np.ndarray | None = None) -> Moments:
    """Return moments that were found, as sure as is said."""
    size = len(found)
    return Moments(np.array(found, float), np.full(size, reach), np.eye(size) if together is None else together)


class FakeEvaluator:
    """Gives a surface for a simulation: with an error that is the same at all points, smaller with more replications.

    Parameters
    ----------
    study : Study
        The study.
    surface : callable
        What is true.
    noise : float
        The error of one replication.
    """

    def __init__(self, study: Study, surface: Surface, noise: float = 0.0) -> None:
        self.study, self.surface, self.noise = study, surface, noise
        self.seen: list[Evaluation] = []
        self.work = Work()

    def at(self, every: Sequence[tuple[float, ...]], replications: int, seed: int) -> list[Moments]:
        """Return the moments at some values."""
        error = self.noise / np.sqrt(replications)
        shift = error * np.random.default_rng([seed, replications]).standard_normal(len(self.study.targets))
        found = []
        for numbers in every:
            shares = [fit.share(number) for fit, number in zip(self.study.fits, numbers, strict=True)]
            moments = known_moments(self.surface(np.array([shares]))[0] + shift, 1.96 * error)
            found.append(moments)
            self.seen.append(Evaluation(tuple(numbers), replications, seed, moments))
        return found
