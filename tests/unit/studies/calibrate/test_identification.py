from __future__ import annotations

import numpy as np
import pytest

from simcall.studies.calibrate.identification import Identification, identify
from simcall.studies.calibrate.profiles import profile_of
from tests.unit.studies.calibrate.toy import exact, linear, toy_study

MIDDLE = (0.5, 0.5)


def identify_toy(bounds, targets, matrix, best) -> Identification:
    """Identify a linear toy around a point at which all targets are met."""
    best = np.array(best)
    values = np.array(matrix) @ best
    study = toy_study(bounds, [(value, tolerance) for value, tolerance in zip(values, targets, strict=True)])
    return identify(exact(study, linear(matrix)), best)


# Directions -----------------------------------------------------------------------------------------------------------


def test_the_slopes():
    """The Jacobian has the slopes in tolerances from bound to bound, inside, at a bound and of whole numbers."""
    matrix = [[10.0, -4.0, 3.0], [0.0, 2.0, 5.0]]
    for best in ([0.5, 0.5, 0.5], [0.0, 1.0, 0.5]):
        found = identify_toy(["0.0..3.0", "0.0..1.0", "0..4"], [0.5, 2.0], matrix, best)
        assert found.jacobian == pytest.approx(np.array(matrix) / [[0.5], [2.0]])
        assert found.singular_values[:2] == pytest.approx(np.linalg.svd(found.jacobian)[1])
        assert found.singular_values[2] == 0


def test_told_apart():
    """Two targets that two parameters move each in its own way tell both: nothing is to be said."""
    found = identify_toy(["0.0..1.0", "0.0..1.0"], [0.1, 0.1], [[1.0, 0.0], [0.5, 1.0]], MIDDLE)
    assert found.sentences() == ()
    assert found.open_names() == ()
    assert found.partners(0) is None


def test_a_known_exchange():
    """Where only the sum of two counts, the sentence names both and what of one makes up for the other."""
    found = identify_toy(["0.0..10.0", "2.0 min..6.0 min"], [0.1], [[1.0, 2.0]], MIDDLE)
    (sentence,) = found.sentences()
    assert sentence == (
        "The targets cannot separate a and b: they determine only a combination of them. a +1 and b -0.2 min together "
        "leave every target almost unchanged."
    )
    assert found.open_names() == ("a", "b")
    assert (found.partners(0), found.partners(1)) == (("b",), ("a",))


def test_an_exchange_of_a_whole_number():
    """Where one of them is a whole number, it says what makes up for one more of it."""
    found = identify_toy(["1..5", "2.0 min..6.0 min"], [0.1], [[2.0, -1.5]], MIDDLE)
    assert "a +1 and b +1.3 min together leave every target almost unchanged" in found.sentences()[0]


def test_a_whole_number_that_is_settled():
    """A whole number of which one alone will do is told: what else the targets leave open does not have it."""
    found = identify_toy(["1..3", "0.0..1.0", "0.0..1.0"], [0.02], [[1.0, 0.1, 0.1]], [0.5, 0.5, 0.5])
    assert found.settled == (0,)
    assert found.settled_sentences() == ("a can only be 2: with one more or one less, a target is missed.",)
    assert found.open_names() == ("b", "c")
    assert len(found.singular_values) == 2
    free = identify_toy(["1..3", "0.0..1.0"], [0.02], [[1.0, 1.0]], [0.5, 0.5])
    assert (free.settled, free.open_names()) == ((), ("a", "b"))


def test_a_parameter_that_nothing_depends_on():
    """A parameter that moves no target is said not to be identification, alone, whatever the others do."""
    found = identify_toy(["0.0..1.0", "0.0..1.0"], [0.1, 0.1], [[1.0, 0.0], [3.0, 0.0]], MIDDLE)
    assert found.sentences() == ("b is not identified: no target depends on it enough.",)
    assert (found.partners(0), found.partners(1)) == (None, ())


def test_several_at_once():
    """Of several combinations each sentence has a parameter that the others do not mention; nothing is mixed up."""
    found = identify_toy(["0.0..1.0"] * 4, [0.1, 0.1], [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]], [0.5] * 4)
    assert sorted(found.sentences()) == [
        "The targets cannot separate a and b: they determine only a combination of them. a +0.1 and b -0.1 together "
        "leave every target almost unchanged.",
        "d is not identified: no target depends on it enough.",
    ]
    assert found.open_names() == ("a", "b", "d")


def test_a_feeble_and_a_strong_one():
    """A long move of one that a short move of another makes up for names both, and not the one alone."""
    found = identify_toy(["0.0..1.0", "0.0..1.0"], [0.1], [[1.0, 20.0]], MIDDLE)
    assert found.sentences()[0].startswith("The targets cannot separate a and b: ")


def test_tolerances_decide():
    """The same slopes tell a parameter where the tolerance is narrow, and not where it is wide."""
    told = [identify_toy(["0.0..1.0"], [width], [[1.0]], [0.5]).sentences() for width in (0.3, 0.6)]
    assert told == [(), ("a is not identified: no target depends on it enough.",)]


def test_barely_determined():
    """Where the slope is enough here, but the targets can be met nearly everywhere, that is said with the span."""

    def flat(shares):
        return np.where(np.abs(shares - 0.5) < 0.05, 40 * (shares - 0.5), 0.0)

    study = toy_study(["0.0..10.0"], [(0.0, 1.0)])
    found = identify(exact(study, flat), np.array([0.5]))
    assert found.singular_values[0] > 2
    (sentence,) = found.sentences()
    assert sentence == "a is barely determined: all targets can be met with any value from 0 to 10."


# Profiles -------------------------------------------------------------------------------------------------------------


def test_the_ends_of_a_span():
    """The span is where all targets can be met: to a hundredth, though the profile's points lie further apart."""
    study = toy_study(["0.0..10.0"], [(4.0, 0.3)])
    profile = profile_of(exact(study, linear([[10.0]])), np.array([0.4]), 0)
    assert profile.span == pytest.approx((3.7, 4.3), abs=0.02)
    assert profile.misses == pytest.approx(np.abs(profile.values - 4) / 0.3, abs=1e-6)
    assert (np.diff(profile.values) > 0).all()


def test_the_others_make_up_for_it():
    """While one is held the others make up for it as far as their bounds let them."""
    study = toy_study(["0.0..1.0", "0.0..0.4"], [(0.9, 0.05)])
    emulator = exact(study, linear([[1.0, 0.4]]))
    profile = profile_of(emulator, np.array([0.7, 0.5]), 0)
    assert profile.span == pytest.approx((0.45, 0.95), abs=0.01)  # with b at its upper and its lower bound
    assert profile_of(emulator, np.array([0.7, 0.5]), 1).span == pytest.approx((0.0, 0.4))


def test_the_worst_of_them_counts():
    """All targets can be met where the worst can be, though the sum of squares would have it elsewhere."""
    study = toy_study(["0.0..1.0", "0.0..1.0"], [(0.0, 1.0), (0.1, 1.0), (1.9, 1.0)])
    profile = profile_of(exact(study, linear([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])), np.array([0.68, 0.5]), 1)
    assert profile.span == pytest.approx((0.0, 1.0))
    assert profile.misses == pytest.approx(np.full(len(profile.misses), 0.95), abs=0.03)


def test_whole_numbers_are_held():
    """A whole number is held at whole numbers only."""
    study = toy_study(["3..7"], [(5.2, 1.0)])
    profile = profile_of(exact(study, linear([[4.0]], 3.0)), np.array([0.5]), 0)
    assert profile.values.tolist() == [3, 4, 5, 6, 7]
    assert profile.misses == pytest.approx([2.2, 1.2, 0.2, 0.8, 1.8])
    assert profile.span == (5, 6)


def test_nowhere():
    """Where no value lets all targets be met there is no span."""
    study = toy_study(["0.0..1.0"], [(3.0, 0.1)])
    profile = profile_of(exact(study, linear([[1.0]])), np.array([1.0]), 0)
    assert profile.span is None
    assert profile.misses.min() == pytest.approx(20)
