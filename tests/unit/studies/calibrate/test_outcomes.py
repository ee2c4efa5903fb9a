from __future__ import annotations

import math

import numpy as np
import pytest

from simcall.studies.calibrate.emulator import standardised
from simcall.studies.calibrate.identification import identify
from simcall.studies.calibrate.outcomes import Outcome, caveats, obstacles
from simcall.studies.calibrate.search import best_on
from tests.unit.studies.calibrate.toy import exact, linear, toy_study


def outcome(found: float, reach: float, value: float = 10.0, tolerance: float = 1.0, replications: int = 30) -> Outcome:
    """Return what came of one target."""
    return Outcome(toy_study(["0.0..1.0"], [(value, tolerance)]).targets[0], found, reach, replications)


def came_of(bounds, targets, matrix, reach=0.01):
    """Meet targets with a linear toy as nearly as can be, and return all that is said of it by."""
    study = toy_study(bounds, targets)
    emulator = exact(study, linear(matrix))
    best = best_on(emulator, 1)
    found = emulator.at(best[None, :])
    outcomes = [Outcome(one, float(x), reach, 30) for one, x in zip(study.targets, found[0], strict=True)]
    off = standardised(study, found)[0]
    return study, outcomes, identify(emulator, best), best, off


# Verdicts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "reach", "verdict"),
    [
        (10.9, 0.05, "met"),
        (9.1, 5.0, "met"),
        (11.2, 0.3, "too close to call"),
        (8.9, 0.2, "too close to call"),
        (11.2, 0.1, "missed"),
        (math.nan, math.nan, "missed"),
    ],
)
def test_verdicts(found, reach, verdict):
    """Met within the tolerance, too close to call if the interval reaches into it; otherwise, or undefined, missed."""
    one = outcome(found, reach)
    assert one.verdict == verdict
    assert one.missed == (verdict == "missed")


def test_a_tolerance_under_the_noise():
    """It is said how many replications the tolerance would take: the interval narrows as their root grows."""
    assert outcome(10, 2.0, replications=30).replications_needed == 120
    assert outcome(10, 0.9).replications_needed is None


def test_how_far_one_span_strays():
    """One replication strays from its mean as far as the interval of many does, times their root."""
    assert outcome(10, 0.5, replications=10_000).single_span_half_width == pytest.approx(50, rel=0.01)


# What stands in the way -----------------------------------------------------------------------------------------------


def test_nothing_stands_in_the_way():
    """Where all targets are met nothing is said."""
    assert obstacles(*came_of(["0.0..1.0"], [(0.5, 0.1)], [[1.0]])) == ()


def test_a_bound():
    """A bound beyond which the target would be met better is named, with the nearest figure."""
    said = obstacles(*came_of(["0.0 min..5.0 min"], [(1.5, 0.1)], [[1.0]]))
    assert said == (
        "x: line0.asa = 1.5 +- 0.1: the nearest figure is 1.",
        "a is at its upper bound, 5 min. Wider bounds would meet the targets better.",
    )


def test_only_the_bound_that_binds():
    """A parameter that happens to be at a bound, and would help nothing beyond it, is not blamed."""
    study, outcomes, identification, best, off = came_of(["2..5", "0.0..1.0"], [(-0.5, 0.1)], [[1.0, 0.0]])
    best[1] = 1.0
    said = obstacles(study, outcomes, identification, best, off)
    assert said[1] == "a is at its lower bound, 2. Wider bounds would meet the targets better."


def test_a_trade_off():
    """Where two targets pull apart both are named."""
    said = obstacles(*came_of(["0.0..1.0"], [(0.2, 0.1), (0.8, 0.1)], [[1.0], [1.0]]))
    assert said == (
        "x: line0.asa = 0.2 +- 0.1: the nearest figure is 0.5.",
        "x: line1.asa = 0.8 +- 0.1: the nearest figure is 0.5.",
        "The bounds are not the reason: line0.asa and line1.asa need different values, and no values meet all.",
    )


def test_nothing_moves_it():
    """Where nothing that is fitted moves a target, that is said."""
    said = obstacles(*came_of(["0.0..1.0"], [(0.5, 0.1), (3.0, 0.5)], [[1.0], [0.0]]))
    assert said[1] == "No fitted parameter moves line1.asa."


def test_between_two_whole_numbers():
    """Where the target lies between what two whole numbers give, that is said."""
    said = obstacles(*came_of(["1..3"], [(0.25, 0.1)], [[1.0]]))
    assert said[1] == "The bounds are not the reason: no values between them come nearer, and a can only be whole."


# What a reader must know ----------------------------------------------------------------------------------------------


def warned(*told, members=100):
    """Return the warnings of what came of a toy."""
    study, outcomes, identification, _, _ = told
    return caveats(study, outcomes, identification, members)


def test_no_warnings():
    """Where each parameter is told and each tolerance is wide enough nothing is said."""
    assert warned(*came_of(["0.0..1.0"], [(0.5, 0.1)], [[1.0]], reach=0.01)) == ()


def test_fewer_targets_than_parameters():
    """Fewer targets than parameters is a warning that names what is then free."""
    (said,) = warned(*came_of(["0.0..1.0"] * 3, [(0.9, 0.1), (0.5, 0.1)], [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    assert said == "2 targets cannot determine 3 parameters: a and b are free, alone or together."
    (said,) = warned(*came_of(["0.0..1.0"] * 2, [(0.5, 0.1)], [[1.0, 0.0]]))
    assert said == "1 target cannot determine 2 parameters: b is free."


def test_whole_numbers_that_tell():
    """Where a whole number and the bounds tell what the target alone does not, that is said instead."""
    (said,) = warned(*came_of(["1..3", "0.0..1.0"], [(0.6, 0.02)], [[1.0, 0.2]], reach=0.001))
    assert said == ("1 target cannot determine 2 parameters without their bounds and the whole numbers among them.")


def test_noise_and_one_span():
    """A tolerance under the noise is told with the replications it takes; one under what a span strays by with that."""
    noise, strays = warned(*came_of(["0.0..1.0"], [(0.5, 0.1)], [[1.0]], reach=0.2))
    assert noise == (
        "x: line0.asa = 0.5 +- 0.1: the tolerance is smaller than the noise of 30 replications (±0.2); "
        "it needs about 120 replications."
    )
    assert strays.startswith("A single span varies by more than the tolerance: line0.asa by ±1. If a target was")
    (only,) = warned(*came_of(["0.0..1.0"], [(0.5, 0.1)], [[1.0]], reach=0.05))
    assert "line0.asa by ±0.26" in only


def test_few_members():
    """A thin ensemble is told, unless there cannot be one."""
    met = came_of(["0.0..1.0"], [(0.5, 0.1)], [[1.0]])
    assert warned(*met, members=7) == ("Only 7 sets of values met every target: predictions from so few are rough.",)
    assert warned(*came_of(["0.0..1.0"], [(1.5, 0.1)], [[1.0]]), members=0) == ()


def test_which_scenario():
    """Where there are several scenarios, figures are told with theirs."""
    study = toy_study(["0.0..1.0"], [(0.5, 0.1)])
    assert study.short(study.targets[0]) == "line0.asa"
    object.__setattr__(study, "scenarios", {"x": None, "y": None})
    assert study.short(study.targets[0]) == "x: line0.asa"
    assert not np.isnan(study.fits[0].low)
