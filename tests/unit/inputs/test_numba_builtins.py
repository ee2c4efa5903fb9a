from __future__ import annotations

import math

import pytest

from simcall.inputs.compiling import compiled
from simcall.inputs.signatures import Word


@compiled
def _least(a: float, b: float, c: float) -> float:
    return min(a, b, c)


@compiled
def _greatest(a: float, b: float, c: float) -> float:
    return max(a, b, c)


@compiled
def _least_whole(a: int, b: int) -> int:
    return min(a, 3, b) ^ max(b, a) << 3


@compiled
def _between(a: int, b: float) -> float:
    return max(min(a, b), 0.5)


@compiled
def _whole(a: float, word: Word) -> int:
    return int(a) * 10 + int(word) + int(a < 0)


NUMBERS = [(1.0, 2.0, 3.0), (3.0, 1.0, 2.0), (0.0, -0.0, 0.0), (-0.0, 0.0, -0.0), (math.inf, -math.inf, 0.0)]
NO_NUMBERS = [(math.nan, 1.0, 2.0), (1.0, math.nan, 0.5), (2.0, 1.0, math.nan)]


@pytest.mark.parametrize("numbers", [*NUMBERS, *NO_NUMBERS])
def test_the_least_and_the_greatest_are_those_of_python(numbers: tuple[float, float, float]):
    """Of equal numbers the first is chosen, as the sign of a zero shows; and NaN as Python does."""
    for function in (_least, _greatest):
        chosen, expected = function(*numbers), function.function(*numbers)
        assert str(chosen) == str(expected)


@pytest.mark.parametrize(("a", "b"), [(1, 2), (2, 1), (-5, 7), (4, 9), (-(2**40), 2**53 + 1)])
def test_whole_numbers_stay_whole(a: int, b: int):
    """The least and the greatest of whole numbers, known beforehand or not, are those of Python."""
    assert _least_whole(a, b) == _least_whole.function(a, b)


@pytest.mark.parametrize(("a", "b"), [(1, 2.5), (3, 2.5), (-1, 0.25)])
def test_whole_numbers_and_fractions(a: int, b: float):
    """Of a whole number and a fraction, the one chosen is a fraction."""
    assert _between(a, b) == _between.function(a, b)


@pytest.mark.parametrize("a", [0.0, 0.99, -0.99, 2.5, -2.5, 1e15])
def test_a_fraction_is_cut_off_towards_zero(a: float):
    """`int` cuts off what stands behind the point, and takes words and truth values as they are."""
    assert _whole(a, 7) == _whole.function(a, 7)
