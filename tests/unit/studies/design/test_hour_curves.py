"""Planes over the spare calls of an hour: upper bounds of all of them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from simcall.inputs import Floats
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Target
from simcall.studies.design.hour_curves import HourCurves, Plane, spare_calls
from simcall.studies.trials.trial import Trial

PRESENT = np.arange(9)


def least_of(planes: tuple[Plane, ...], people: tuple[int, ...]) -> float:
    """Return what the planes leave for numbers of people."""
    return min(plane.height + float(np.dot(plane.slope, people)) for plane in planes)


def curves(values: Floats) -> HourCurves:
    """Return curves of one target, one step and two replications that agree."""
    groups = values.ndim
    levels = tuple(PRESENT[: values.shape[group], None] for group in range(groups))
    return HourCurves(levels, np.stack([values, values], axis=-1)[None, ..., None, :])


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("groups", [1, 2])
def test_planes_are_nowhere_below_the_values(seed: int, groups: int) -> None:
    """If everybody comes, the least of the planes is at least the value of every number of people."""
    values = np.sort(np.random.default_rng(seed).normal(size=(9,) * groups), axis=-1) * 100
    planes = curves(values).planes(np.ones(groups), 0, 0)
    for people in product(range(9), repeat=groups):
        assert least_of(planes, people) >= values[people] - 1e-6
    assert max(values.ravel()) in [plane.height for plane in planes if not any(plane.slope)]


@pytest.mark.parametrize("seed", range(5))
def test_planes_of_people_who_are_absent_now_and_then(seed: int) -> None:
    """Of n rostered people each is there with the same chance: the planes are above the binomial mean of the values."""
    random = np.random.default_rng(seed)
    values, share = np.sort(random.normal(size=9)) * 100, 0.8
    planes = curves(values).planes(np.array([share]), 0, 0)
    for rostered in range(9):
        there = random.binomial(rostered, share, 4000)
        mean, error = values[there].mean(), values[there].std() / np.sqrt(4000)
        assert least_of(planes, (rostered,)) >= mean - 4 * error


def test_planes_of_a_concave_curve_touch_it() -> None:
    """Where each person helps less than the one before and four planes suffice, the planes are the curve."""
    values = np.array([-40.0, -20.0, -5.0, 3.0, 3.0])
    planes = curves(values).planes(np.ones(1), 0, 0)
    assert [least_of(planes, (people,)) for people in range(5)] == pytest.approx(values)


def test_planes_leave_room_for_errors() -> None:
    """Two standard errors more than the mean of replications that differ."""
    spare = np.array([[0.0, 4.0], [10.0, 14.0]])
    wide = HourCurves((PRESENT[:2, None],), spare[None, :, None, :]).planes(np.ones(1), 0, 0, sure=2.0)
    error = np.sqrt(8) / np.sqrt(2)
    assert least_of(wide, (0,)) == pytest.approx(2 + 2 * error)
    assert least_of(wide, (1,)) == pytest.approx(12 + 2 * error)


def test_a_step_with_nobody_on_duty_lacks_all_its_calls() -> None:
    """Where the target is held by step; nobody rings in the last step. Over the span only answered calls count."""
    answered, in_time, offered = np.array([[10.0, 0, 0]]), np.array([[10.0, 0, 0]]), np.array([[12.0, 20, 0]])
    target = Target("999", "answered_in_target", ">=", 0.9)
    trial = Trial((target,), (RatioTotals(in_time, answered),), (RatioTotals(offered, np.ones((1, 1))),))
    assert spare_calls(trial, [True])[0, :, 0] == pytest.approx([1, -18, 0])
    assert spare_calls(trial, [False])[0, :, 0] == pytest.approx([1, 0, 0])
