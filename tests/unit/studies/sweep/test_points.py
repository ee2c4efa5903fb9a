from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.studies.sweep import Parameter, Point, grid, latin_hypercube, listed, parse_vary, random_points, sobol
from simcall.studies.sweep.points import Drawn, ManyPointsError

GROWTH = parse_vary("growth=1.0..1.4")
PEOPLE = parse_vary("people=0..6")
SHIFT = parse_vary("shift=early,late,none")
Chooses = Callable[[Sequence[Parameter], int, int], Drawn]
Values = st.dictionaries(
    st.text(min_size=1), st.one_of(st.integers(), st.text(), st.none(), st.floats(allow_nan=False))
)


def rows(drawn: Drawn) -> list[list[object]]:
    """Return the values of the points."""
    return [list(point.values.values()) for point in drawn.points]


def test_grid() -> None:
    """A grid has every combination, the last parameter changing fastest, numbered from 0."""
    drawn = grid([parse_vary("a=0..1"), SHIFT])
    assert rows(drawn) == [[0, "early"], [0, "late"], [0, None], [1, "early"], [1, "late"], [1, None]]
    assert [point.number for point in drawn.points] == list(range(6))
    assert drawn.points[0].values == {"a": 0, "shift": "early"}
    assert drawn.duplicates == 0


def test_grid_of_very_many_points() -> None:
    """A grid of very many points is laid out only if somebody says that they are wanted."""
    parameters = [parse_vary("a=1..1000"), parse_vary("b=1..11")]
    with pytest.raises(ManyPointsError, match=r"a grid of 1000 x 11 has 11,000 points, more than 10,000; vary fewer"):
        grid(parameters)
    assert len(grid(parameters, most=11_000).points) == 11_000


def test_grid_too_large() -> None:
    """A grid that would fill the memory is refused before it is made, whoever wants it."""
    with pytest.raises(ValueError, match=r"has 2,002,000 points, more than the 2,000,000 that a sweep can hold; vary"):
        grid([parse_vary("a=1..2000"), parse_vary("b=1..1001")], most=10**9)


def test_duplicates() -> None:
    """Points with the same values are there once, where the first of them was, and the others are counted."""
    drawn = listed([{"a": 1, "b": 2}, {"a": 2, "b": 1}, {"b": 2, "a": 1}, {}, {"a": 1, "b": 2}])
    assert [point.values for point in drawn.points] == [{"a": 1, "b": 2}, {"a": 2, "b": 1}, {}]
    assert drawn.duplicates == 2
    assert grid([parse_vary("a=1,1,2")]).duplicates == 1


def test_key() -> None:
    """A key is the same on every machine and in every version: other results are kept by it."""
    assert Point(0, {"groups.officers.headcount": 4, "lines.999.demand.growth": 1.1}).key == "5714a09339ad"
    assert Point(0, {"x": date(2024, 2, 1)}).key == Point(0, {"x": "2024-02-01"}).key


@given(Values, st.integers(0, 9), st.integers(0, 9))
def test_key_of_values_alone(values: dict[str, object], one: int, other: int) -> None:
    """A point's key depends on neither its number nor the order of its values."""
    assert Point(one, values).key == Point(other, dict(reversed(values.items()))).key


@given(Values, Values)
def test_keys_differ(values: dict[str, object], others: dict[str, object]) -> None:
    """Points with different values have different keys, and those with the same the same."""
    same = [(key, repr(value)) for key, value in sorted(values.items())] == [
        (key, repr(value)) for key, value in sorted(others.items())
    ]
    assert (Point(0, values).key == Point(0, others).key) == same


@settings(deadline=None)  # the first use of SciPy takes a while
@given(st.integers(1, 60), st.integers(0, 2**40))
def test_latin_hypercube(n: int, seed: int) -> None:
    """Each n-th part of a range has one point, in every parameter."""
    other = Parameter("other", low=-5.0, high=5.0)
    drawn = latin_hypercube([GROWTH, other], n, seed)
    assert len(drawn.points) == n
    for parameter in (GROWTH, other):
        assert parameter.low is not None
        assert parameter.high is not None
        shares = [
            (point.values[parameter.path] - parameter.low) / (parameter.high - parameter.low) for point in drawn.points
        ]
        # Values are rounded to a millionth of the range, so that one may touch the next part.
        parts = np.sort(shares) * n
        assert np.all(parts >= np.arange(n) - 1e-4)
        assert np.all(parts <= np.arange(1, n + 1) + 1e-4)


def test_latin_hypercube_of_steps() -> None:
    """With as many points as a multiple of its values, each value has the same number of points."""
    drawn = latin_hypercube([PEOPLE, SHIFT, GROWTH], 42, seed=3)
    people = [point.values["people"] for point in drawn.points]
    shifts = [point.values["shift"] for point in drawn.points]
    assert [people.count(one) for one in range(7)] == [6] * 7
    assert [shifts.count(one) for one in ("early", "late", None)] == [14] * 3


def test_sobol_balance() -> None:
    """The first 2^m points of a sequence have one in each of 2^m equal parts of every parameter."""
    drawn = sobol([GROWTH, Parameter("other", low=0.0, high=1.0)], 32, seed=7)
    for path, low, width in (("growth", 1.0, 0.4), ("other", 0.0, 1.0)):
        parts = sorted(int((point.values[path] - low) / width * 32 + 1e-3) for point in drawn.points)
        assert parts == list(range(32))


@pytest.mark.parametrize("design", [random_points, latin_hypercube, sobol])
def test_seeds(design: Chooses) -> None:
    """The same seed gives the same points in the same order, and another one others."""
    parameters = [GROWTH, PEOPLE, SHIFT]
    assert design(parameters, 20, 1) == design(parameters, 20, 1)
    assert design(parameters, 20, 1) != design(parameters, 20, 2)


@pytest.mark.parametrize("design", [random_points, sobol])
def test_more_points(design: Chooses) -> None:
    """A larger number of points only adds points."""
    fewer, more = (design([GROWTH, PEOPLE], n, 1).points for n in (11, 50))
    assert more[: len(fewer)] == fewer


def test_on_every_machine() -> None:
    """The points of a seed are these, on every machine."""
    assert rows(random_points([GROWTH, PEOPLE], 2, 1)) == [[1.2047286, 6], [1.0576638, 6]]
    assert rows(latin_hypercube([GROWTH, PEOPLE], 2, 1)) == [[1.2601931, 2], [1.0709763, 5]]
    assert rows(sobol([GROWTH, PEOPLE], 2, 1)) == [[1.1144677, 1], [1.2327133, 6]]


@pytest.mark.parametrize("design", [random_points, latin_hypercube, sobol])
def test_few_values(design: Chooses) -> None:
    """Where there are fewer combinations than points, each is there once, and the rest is counted."""
    drawn = design([parse_vary("a=0..1"), parse_vary("b=x,y")], 64, 1)
    assert sorted(map(str, rows(drawn))) == ["[0, 'x']", "[0, 'y']", "[1, 'x']", "[1, 'y']"]
    assert drawn.duplicates == 60
    assert all(after.number == before.number + 1 for before, after in pairwise(drawn.points))


def test_too_many_parameters() -> None:
    """A sequence in more dimensions than there are direction numbers for is refused."""
    with pytest.raises(ValueError, match="a sobol design has at most 21,201 parameters"):
        sobol([GROWTH] * 21_202, 1, 1)


@pytest.mark.parametrize("design", [random_points, latin_hypercube, sobol])
@pytest.mark.parametrize("n", [0, 100_001])
def test_numbers_of_points(design: Chooses, n: int) -> None:
    """No points, and very many, are refused."""
    with pytest.raises(ValueError, match=f"{n:,} points: give a number from 1 to 100,000"):
        design([GROWTH], n, 1)
