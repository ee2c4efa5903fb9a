"""The best that each hour can do: calls to spare by the people rostered in it, with plenty of people in all others.

Nobody waits when such an hour begins, and whoever still waits when it ends is answered at once. So, as long as more
people never make a figure worse, no rota with as many people in that hour does better in it. Concave hulls of these
numbers make a linear program whose optimum no rota can beat.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from scipy import stats
from scipy.spatial import ConvexHull, QhullError

from simcall.inputs import Floats, Ints
from simcall.measures.targets import Target
from simcall.studies.run import Progress
from simcall.studies.trials.erlang_start import ErlangStart
from simcall.studies.trials.target_trials import Trials
from simcall.studies.trials.trial import Trial

__all__ = ["HourCurves", "Plane", "hour_curves", "levels_of", "spare_calls"]

_GAP = 3
"""The hours between two that have few people at the same time, so that redials of one do not ring in the other."""
_FINE = 3.5
"""Levels of one group reach this many square roots of the load away from the load."""
_COARSE = ((-1.6, -0.9, -0.4, 0.1, 0.6, 1.2, 2.0, 3.5), (0.0, 0.35, 0.8, 1.5, 3.0))
"""Levels of the first and of the second of two groups, in square roots of the load from it, and in their sum."""
_FEW = (0.0, 0.8, 2.5)
_MOST_LEVELS = 26


@dataclass(frozen=True)
class Plane:
    """An upper bound of an hour's spare calls: `height` and, for each group, `slope` a person rostered."""

    height: float
    slope: tuple[float, ...]


@dataclass(frozen=True)
class HourCurves:
    """Spare calls of each target and step by the people at the phones.

    Attributes
    ----------
    levels : tuple of int64, shape (levels, steps)
        For each designed group, numbers of people, ascending from 0.
    spare : float64, shape (targets, levels of group 1, …, steps, replications)
        Calls to spare over the span: see `spare_calls`.
    """

    levels: tuple[Ints, ...]
    spare: Floats

    def planes(self, attendance: Floats, target: int, step: int, sure: float = 0.0) -> tuple[Plane, ...]:
        """Return the concave hull of the mean spare calls by people rostered, who are absent now and then.

        Parameters
        ----------
        attendance : float64, shape (groups,)
            The chance of each person of a group to be there.
        target, step : int
            Which.
        sure : float
            By how many standard errors the means may be too low.
        """
        spare = self.spare[(target, ..., step, slice(None))]
        values = spare.mean(axis=-1) + sure * spare.std(axis=-1, ddof=1) / np.sqrt(spare.shape[-1])
        axes = []
        for axis, levels in enumerate(self.levels):
            own, share = levels[:, step], float(attendance[axis])
            present = np.arange(int(own[-1]) + 1)
            values = _interpolated(values, axis, own, present)
            rostered = np.arange(int(np.ceil(own[-1] / share)) + 3)
            if len(self.levels) > 1:
                rostered = np.unique(np.ceil(own / share).astype(np.int64))
            chances = np.asarray(stats.binom.pmf(present[None, :], rostered[:, None], share))
            chances[:, -1] += 1 - np.sum(chances, axis=1)
            values = np.moveaxis(np.tensordot(chances, values, axes=(1, axis)), 0, axis)
            axes.append(rostered)
        points = np.array(list(product(*axes)), np.float64)
        return _fewer(_upper_hull(points, values.ravel()), points)


def _interpolated(values: Floats, axis: int, x: Ints, at: Ints) -> Floats:
    """Return values along an axis at whole numbers between those at which they are known."""
    rows = np.moveaxis(values, axis, -1)
    filled = np.array([np.interp(at, x, row) for row in rows.reshape(-1, len(x))])
    return np.moveaxis(filled.reshape(*rows.shape[:-1], len(at)), -1, axis)


def spare_calls(trial: Trial, by_step: Sequence[bool]) -> Floats:
    """Return by how many calls each target is more than met in each step, shape (targets, steps, replications).

    Of a share it is what its numerator has more than the target asks for; of a mean time, seconds. It adds up over the
    steps, and the target is met over a span if the sum is not negative. If the target is held by step and none of the
    calls of a step is answered, all of them lack.

    Parameters
    ----------
    trial : Trial
        The trial.
    by_step : sequence of bool
        Whether each target is held in every step, rather than over the span.
    """
    return np.array([_spare(target, trial, index, by_step[index]) for index, target in enumerate(trial.targets)])


def _spare(target: Target, trial: Trial, index: int, held: bool) -> Floats:
    totals, offered = trial.totals[index], trial.offered[index].numerator
    upward = 1.0 if target.comparison in (">=", ">") else -1.0
    spare: Floats = upward * (totals.numerator - target.value * totals.denominator)
    if held:
        spare = np.where((totals.denominator == 0) & (offered > 0), -abs(target.value) * offered, spare)
    return spare.T


def hour_curves(
    trials: Trials,
    levels: tuple[Ints, ...],
    plenty: Ints,
    by_step: Sequence[bool],
    replications: range,
    progress: Progress | None = None,
) -> HourCurves:
    """Simulate every step with few to many people, and plenty in the others.

    Parameters
    ----------
    trials : Trials
        Where headcounts of the designed groups are tried.
    levels : tuple of int64, shape (levels, steps)
        The numbers to try of each group: see `levels_of`.
    plenty : int64, shape (groups, steps)
        So many that hardly anybody waits.
    by_step : sequence of bool
        Whether each target is held in every step.
    replications : range
        Whose callers.
    progress : callable, optional
        Called with the number of trials done and the number planned.
    """
    steps = trials.cycle.steps
    shape = tuple(len(of_group) for of_group in levels)
    spare = np.zeros((len(trials.targets), *shape, steps, len(replications)))
    gap = min(_GAP, steps)
    for number, combination in enumerate(np.ndindex(*shape)):
        for first in range(gap):
            few = np.arange(first, steps, gap)
            people = plenty.copy()
            for group, level in enumerate(combination):
                people[group, few] = levels[group][level, few]
            spare[(slice(None), *combination, few)] = spare_calls(trials.trial(people, replications), by_step)[:, few]
        if progress is not None:
            progress(number + 1, math.prod(shape))
    return HourCurves(levels, spare)


def levels_of(starts: Sequence[ErlangStart]) -> tuple[Ints, ...]:
    """Return the numbers of people to try of each group, around its offered load, shape (levels, steps)."""
    busiest = int(np.argmax([float(start.load.sum()) for start in starts]))
    return tuple(_levels(start, index == busiest, len(starts)) for index, start in enumerate(starts))


def _levels(start: ErlangStart, is_busiest: bool, groups: int) -> Ints:
    """Return the numbers of people to try of a group in each step, shape (levels, steps)."""
    load = start.load
    root = np.sqrt(load)
    if groups == 1:
        low = np.maximum(np.floor(load - _FINE * root), 0)
        high = np.ceil(load + _FINE * root) + 2
        count = min(int((high - low).max()) + 1, _MOST_LEVELS)
        rows = [np.zeros_like(load)] + [low + (high - low) * share for share in np.linspace(0, 1, count)]
    elif is_busiest:
        rows = [np.zeros_like(load)] + [np.maximum(load + offset * root, 1) for offset in _COARSE[0]]
    else:
        rows = [offset * (load + root) for offset in (_COARSE[1] if groups == 2 else _FEW)]
    levels = np.round(np.array(rows)).astype(np.int64)
    for level in range(1, len(levels)):
        levels[level] = np.maximum(levels[level], levels[level - 1] + 1)
    return levels


def _upper_hull(points: Floats, values: Floats) -> tuple[Plane, ...]:
    """Return planes on or above all points, each as low as possible near some of the points."""
    if points.shape[1] == 1:
        return _upper_chain(points[:, 0], values)
    scale = max(float(np.abs(values).max()), 1.0)
    try:
        hull = ConvexHull(np.column_stack([points, values / scale]), qhull_options="QJ Pp")
        equations = hull.equations[hull.equations[:, -2] > 1e-6]
    except QhullError:
        equations = np.zeros((0, points.shape[1] + 2))
    planes = {}
    for row in equations:
        slope = np.round(np.maximum(-row[:-2] / row[-2], 0.0) * scale, 6)  # before the height, which makes up for it
        planes[tuple(slope.tolist())] = float((values - points @ slope).max())
    planes[(0.0,) * points.shape[1]] = float(values.max())
    return tuple(Plane(height, slope) for slope, height in planes.items())


def _upper_chain(x: Floats, values: Floats) -> tuple[Plane, ...]:
    chain: list[int] = []
    for point in range(len(x)):
        while len(chain) >= 2:
            a, b = chain[-2], chain[-1]
            if (values[b] - values[a]) * (x[point] - x[a]) > (values[point] - values[a]) * (x[b] - x[a]):
                break
            chain.pop()
        chain.append(point)
    planes = [Plane(float(values.max()), (0.0,))]
    for a, b in pairwise(chain):
        slope = float((values[b] - values[a]) / (x[b] - x[a]))
        if slope > 0:
            planes.append(Plane(float(values[a] - slope * x[a]), (slope,)))
    return tuple(planes)


_MOST_PLANES = 4


def _fewer(planes: tuple[Plane, ...], points: Floats) -> tuple[Plane, ...]:
    """Return the flat plane and the few whose least is nearest to the least of all: still an upper bound."""
    heights = np.array([plane.height + points @ np.array(plane.slope) for plane in planes])
    least, chosen = heights.min(axis=0), [next(index for index, plane in enumerate(planes) if not any(plane.slope))]
    while len(chosen) < min(_MOST_PLANES, len(planes)):
        now = heights[chosen].min(axis=0)
        worst = int((now - least).argmax())
        if now[worst] - least[worst] < 1e-9:
            break
        chosen.append(int(heights[:, worst].argmin()))
    return tuple(planes[index] for index in chosen)
