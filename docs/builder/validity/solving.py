"""Values of a few inputs with which a simulated hub has given figures.

``simcall calibrate`` does more: it also finds what the figures leave open, which takes minutes. Here one set of values
for each of many hubs is enough. The same callers ring at every set of values, so the figures change smoothly with them,
and Broyden's method (1965, "A class of methods for solving nonlinear simultaneous equations") needs few runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Goal", "Knob", "solve"]

_STEP, _LONGEST_STEP = 0.2, 0.8
"""Steps of the first slopes and of the search, on the scale of the log odds of a value between its bounds."""
_NEAR = 0.006
"""A figure is met within 0.1 percentage points at a share of 77 %, or within 0.6 % of a mean."""
_MOST_EVALUATIONS = 24


@dataclass(frozen=True)
class Knob:
    """An input to choose: its bounds, and the value to start from."""

    low: float
    high: float
    start: float

    def value(self, position: float) -> float:
        """Return the value at a position on the whole line of numbers."""
        return self.low + (self.high - self.low) / (1 + math.exp(-position))

    def position(self) -> float:
        """Return the position of the value to start from."""
        share = (self.start - self.low) / (self.high - self.low)
        return math.log(share / (1 - share))


@dataclass(frozen=True)
class Goal:
    """A figure to meet: a share from 0 to 1, or a mean in seconds."""

    value: float
    is_share: bool = True

    def miss(self, found: float) -> float:
        """Return how far a figure is off: by log odds for a share, by its logarithm for a mean."""
        return self._scaled(found) - self._scaled(self.value)

    def _scaled(self, value: float) -> float:
        if not self.is_share:
            return math.log(value)
        inside = min(max(value, 1e-4), 1 - 1e-4)
        return math.log(inside / (1 - inside))


def solve(
    figures: Callable[[Sequence[float]], Sequence[float]], knobs: Sequence[Knob], goals: Sequence[Goal]
) -> tuple[float, ...]:
    """Return the values of the knobs at which the figures meet the goals, or come nearest to them.

    Parameters
    ----------
    figures : callable
        The figures at values of the knobs, in the order of the goals; the same values always give the same figures.
    knobs, goals : sequence
        The inputs to choose and the figures to meet. If there are more inputs than figures, the steps are the shortest
        that would meet the figures, so that the inputs stay near where they start.
    """
    search = _Search(figures, knobs, goals)
    positions = np.array([knob.position() for knob in knobs])
    missed = search.misses(positions)
    slopes = search.slopes(positions, missed)
    while np.abs(missed).max() > _NEAR and search.evaluations < _MOST_EVALUATIONS:
        step = -np.linalg.lstsq(slopes, missed, rcond=None)[0]
        if not np.isfinite(step).all() or not step.any():
            break
        step *= min(1.0, _LONGEST_STEP / np.abs(step).max())
        after = search.misses(positions + step)
        if after @ after > missed @ missed:  # too far: half of it, with slopes from where the search stands
            step /= 2
            slopes = search.slopes(positions, missed)
            after = search.misses(positions + step)
        slopes = slopes + np.outer(after - missed - slopes @ step, step) / (step @ step)
        positions, missed = positions + step, after
    return search.best


class _Search:
    """The evaluations so far, and the best of them."""

    def __init__(
        self, figures: Callable[[Sequence[float]], Sequence[float]], knobs: Sequence[Knob], goals: Sequence[Goal]
    ) -> None:
        self._figures, self._knobs, self._goals = figures, knobs, goals
        self.evaluations, self.best, self._least = 0, tuple(knob.start for knob in knobs), math.inf

    def misses(self, positions: np.ndarray) -> np.ndarray:
        """Return how far each figure is off at the knobs' positions."""
        values = tuple(knob.value(float(one)) for knob, one in zip(self._knobs, positions, strict=True))
        found = self._figures(values)
        missed = np.array([goal.miss(figure) for goal, figure in zip(self._goals, found, strict=True)])
        self.evaluations += 1
        if missed @ missed < self._least:
            self.best, self._least = values, float(missed @ missed)
        return missed

    def slopes(self, positions: np.ndarray, missed: np.ndarray) -> np.ndarray:
        """Return how fast each miss changes with each knob."""
        steps = np.eye(len(positions)) * _STEP
        return np.column_stack([(self.misses(positions + step) - missed) / _STEP for step in steps])
