from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simcall.errors import SimcallError
from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.search import best_on, search, spread_size
from simcall.studies.calibrate.steps import Steps
from tests.unit.studies.calibrate.toy import FakeEvaluator, exact, linear, toy_study

EFFORT = Effort(points=8, replications=4, rounds=4, each=8, ladder=(8, 32), confirm=4, ensemble=4)


def searched(study, evaluator, effort=EFFORT):
    """Search, and return what was found with the lines that were told."""
    lines: list[str] = []
    return search(study, evaluator, effort, Steps(effort, spread_size(study, effort), evaluator, lines.append)), lines


# On an emulator -------------------------------------------------------------------------------------------------------


def test_a_known_minimum():
    """Of a quadratic with whole and continuous parameters the lowest point is found, the whole ones whole."""
    study = toy_study(["0..10", "0.0..1.0", "5..9"], [(0.6, 0.1), (0.37, 0.1), (0.75, 0.1)])
    best = best_on(exact(study, linear(np.eye(3))), seed=1)
    assert study.numbers(best) == (6.0, pytest.approx(0.37, abs=1e-4), 8.0)


def test_nothing_in_between():
    """Where the best of a whole number lies between two, the continuous parameter makes up for the better of them."""
    study = toy_study(["0..2", "0.0..1.0"], [(0.45, 0.01), (0.3, 1.0)])
    best = best_on(exact(study, linear([[1.0, 0.1], [0.0, 1.0]])), seed=1)
    assert study.numbers(best)[0] == 1.0
    assert best[1] < 0.01  # 0.5 + 0.1 b is nearest to 0.45 at 0


def test_held_parameters_stay():
    """What is held stays, and the others make up for it, from wherever the search begins."""
    study = toy_study(["0.0..1.0", "0.0..1.0", "0..4"], [(1.0, 0.1)])
    emulator = exact(study, linear([[1.0, 1.0, 0.0]]))
    for near in (None, np.array([0.9, 0.9, 0.5])):
        best = best_on(emulator, seed=2, near=near, held={0: 0.3, 2: 0.5})
        assert (best[0], best[2]) == (0.3, 0.5)
        assert best[1] == pytest.approx(0.7, abs=1e-4)
    assert best_on(emulator, seed=2, held={0: 0.1, 1: 0.2, 2: 0.25}).tolist() == [0.1, 0.2, 0.25]


def test_the_global_one():
    """Of two valleys the deeper is found, wherever the other is."""

    def valleys(shares):
        a = shares[:, 0]
        return np.column_stack([np.minimum(0.2 + 8 * np.abs(a - 0.15), 60 * np.abs(a - 0.83))])

    study = toy_study(["0.0..1.0"], [(0.0, 0.1)])
    assert best_on(exact(study, valleys), seed=1)[0] == pytest.approx(0.83, abs=1e-3)


def test_the_worst_target():
    """With a high power the worst target is made as good as can be, though the sum of squares grows."""
    study = toy_study(["0.0..1.0"], [(0.0, 1.0), (0.1, 1.0), (1.0, 1.0)])
    emulator = exact(study, linear([[1.0], [1.0], [1.0]]))
    assert best_on(emulator, 1)[0] == pytest.approx(1.1 / 3, abs=1e-3)
    assert best_on(emulator, 1, power=8)[0] == pytest.approx(0.5, abs=0.02)


def test_what_is_left_open_stays():
    """What the target leaves open stays where it started; what it does tell is hardly moved for it."""
    study = toy_study(["0.0..1.0", "0.0..1.0", "0..4"], [(1.0, 0.01)])
    starts = (0.8, 0.5, 3)
    study = replace(study, fits=tuple(replace(fit, start=one) for fit, one in zip(study.fits, starts, strict=True)))
    emulator = exact(study, linear([[1.0, 1.0, 0.0]]))
    best = best_on(emulator, seed=1, stay=0.05)
    assert best == pytest.approx([0.65, 0.35, 0.75], abs=1e-3)  # of all with a + b = 1 the nearest to where it began
    told = toy_study(["0.0..1.0"], [(0.9, 0.1)])  # begins in the middle
    assert best_on(exact(told, linear([[1.0]])), seed=1, stay=0.05)[0] == pytest.approx(0.9, abs=0.001)


# The search -----------------------------------------------------------------------------------------------------------


def curved(shares):
    """Return two moments that go up with a and b, not in straight lines."""
    a, b = shares.T
    return np.column_stack([10 * a**2 + b, 4 * b + np.sin(3 * a)])


@pytest.mark.parametrize("truth", [(0.5, 0.5), (0.9, 0.1), (0.05, 0.95)], ids=str)
def test_known_values_are_found(truth):
    """The values that gave the targets are found again, near a bound too."""
    value = curved(np.array([truth]))[0]
    study = toy_study(["0.0..1.0", "0.0..1.0"], [(value[0], 0.05), (value[1], 0.05)])
    found, _ = searched(study, FakeEvaluator(study, curved))
    assert found.shares == pytest.approx(truth, abs=0.01)
    assert found.misfits[-1] < 0.25


def test_a_whole_number_and_a_continuous_one():
    """A whole number and what makes up for it are found together."""
    study = toy_study(["1..9", "0.0..1.0"], [(10 * 0.625**2 + 0.4, 0.02), (4 * 0.4 + np.sin(3 * 0.625), 0.02)])
    found, _ = searched(study, FakeEvaluator(study, curved))
    assert study.numbers(found.shares) == (6.0, pytest.approx(0.4, abs=0.01))


def test_replications_grow():
    """The spread and the rounds take few replications, the best point as many as the ladder says; all in the order."""
    study = toy_study(["0.0..1.0", "0.0..1.0"], [(3.0, 0.05), (2.5, 0.05)])
    evaluator = FakeEvaluator(study, curved, noise=0.1)
    found, _ = searched(study, evaluator)
    many = [one.replications for one in evaluator.seen]
    assert many[: spread_size(study, EFFORT)] == [4] * 16
    assert many == sorted(many)
    assert many[-3:] == [8, 32, 32]
    # The best values meet the targets as the most replications see them, not as the few did.
    assert found.misfits[-1] < 0.5
    assert found.moments.means == pytest.approx([3.0, 2.5], abs=0.03)
    assert {one.seed for one in evaluator.seen} == {1}


def test_it_ends_when_the_emulator_is_right():
    """Rounds end as soon as the emulator says what the simulation says, and the plan is shortened by the rest."""
    study = toy_study(["0.0..1.0", "0.0..1.0"], [(0.5, 0.1), (0.5, 0.1)])
    evaluator = FakeEvaluator(study, linear(np.eye(2)))
    _, lines = searched(study, evaluator)
    assert [line.split(":")[0] for line in lines] == [
        *["spread of 16"] * 4,
        "round 1 of at most 4",
        "8 replications of the best",
        "32 replications of the best",
    ]
    assert "evaluations, best misfit" in lines[0]


def test_another_seed_another_spread():
    """The seed chooses the points: the same the same, another others."""
    study = toy_study(["0.0..1.0", "0.0..1.0"], [(3.0, 0.05), (2.5, 0.05)])
    points = []
    for one in (study, study, study.with_seed(2)):
        evaluator = FakeEvaluator(one, curved)
        searched(one, evaluator)
        points.append([each.numbers for each in evaluator.seen])
    assert points[0] == points[1]
    assert points[0][:16] != points[2][:16]


def test_a_target_that_is_never_defined():
    """A target that no values define ends the search with its name."""
    study = toy_study(["0.0..1.0"], [(0.5, 0.1)])
    with pytest.raises(SimcallError, match=r"x: line0\.asa: is defined at 0 of 8 values"):
        searched(study, FakeEvaluator(study, lambda shares: np.full((len(shares), 1), np.nan)))


@pytest.mark.parametrize(
    "numbers",
    [{"replications": 1}, {"confirm": 1}, {"ladder": ()}, {"ladder": (1,)}, {"points": 1}, {"each": 0}, {"rounds": -1}],
    ids=str,
)
def test_efforts_that_make_no_sense(numbers):
    """An effort without intervals or without points is refused."""
    with pytest.raises(SimcallError, match="effort: give at least 2"):
        Effort(**numbers)


def test_efforts_by_name():
    """Efforts have names; quick is about a fifth of full."""
    quick, full = Effort.named("quick"), Effort.named("full")

    def work(effort: Effort) -> int:
        rounds = effort.rounds * effort.each * effort.replications
        return 64 * effort.points // 32 * effort.replications + rounds + effort.ensemble * effort.ladder[0]

    assert 0.1 < work(quick) / work(full) < 0.35
    with pytest.raises(SimcallError, match='there is no effort "huge"; write full or quick'):
        Effort.named("huge")
