"""The points of a sweep: every combination, listed ones, or some that a random or quasi-random design picks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from simcall.errors import SimcallError
from simcall.studies.sweep.parameters import LARGEST, Parameter

if TYPE_CHECKING:
    from simcall.inputs import Floats
    from simcall.scenario import Scenario

__all__ = [
    "KINDS",
    "MANY",
    "MOST_POINTS",
    "Drawn",
    "ManyPointsError",
    "Point",
    "canonical",
    "grid",
    "latin_hypercube",
    "listed",
    "random_points",
    "sobol",
]

MANY = 10_000
"""Combinations that are laid out without a question."""
MOST_POINTS = 2_000_000
"""What the memory of a common machine holds."""
_MOST_SOBOL = 21_201
"""Dimensions for which there are direction numbers (Joe and Kuo 2008, "Constructing Sobol sequences…")."""


class ManyPointsError(SimcallError):
    """A design has so many points that the user should confirm it.

    Attributes
    ----------
    design : str
        The design: "a grid of 1000 x 1000".
    points : int
        Number of points, before any rule drops some.
    base : Scenario or None
        The scenario that is varied, if known.
    """

    def __init__(self, design: str, points: int, base: Scenario | None = None, origin: str = "") -> None:
        self.design, self.points, self.base = design, points, base
        prefix = f"{origin}: " if origin else ""
        super().__init__(
            f"{prefix}{design} has {points:,} points, more than {MANY:,}; vary fewer values, let a latin-hypercube or "
            f"sobol design choose among them, or allow that many: most={points}"
        )

    def of(self, base: Scenario | None, origin: str) -> ManyPointsError:
        """Return this error with the scenario that is varied and the file to name in the message."""
        return ManyPointsError(self.design, self.points, base, origin)


@dataclass(frozen=True)
class Point:
    """One combination of values.

    Attributes
    ----------
    number : int
        Its place in the order of the design, from 0.
    values : mapping
        The value of each path. None leaves the value out. File names are as written.
    """

    number: int
    values: Mapping[str, object]

    @cached_property
    def key(self) -> str:
        """The point's identifier: 12 digits that depend on its values only, not on other points."""
        return blake2b(canonical(self.values).encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Drawn:
    """The points of a design before any rule is applied.

    Attributes
    ----------
    points : tuple of Point
        The distinct points, in order.
    duplicates : int
        Number of points left out because another has the same values.
    """

    points: tuple[Point, ...]
    duplicates: int = 0


def canonical(value: object) -> str:
    """Write a value as JSON in which equal values are equal text, whatever the order of their keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_written)


def _written(value: object) -> object:
    # Dates and times are the only values of TOML that JSON has not.
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def listed(rows: Iterable[Mapping[str, object]]) -> Drawn:
    """Return the combinations given, each once, in their order."""
    every = list(rows)
    by_values: dict[str, Mapping[str, object]] = {}
    for row in every:
        by_values.setdefault(canonical(row), row)
    points = tuple(Point(number, row) for number, row in enumerate(by_values.values()))
    return Drawn(points, len(every) - len(points))


def grid(parameters: Sequence[Parameter], most: int = MANY) -> Drawn:
    """Return every combination, the last parameter changing fastest.

    Parameters
    ----------
    parameters : sequence of Parameter
        What is varied.
    most : int
        The most combinations to allow.

    Raises
    ------
    ValueError
        If a parameter has no end of values, or there are more combinations than a sweep can hold.
    ManyPointsError
        If there are more than `most`.
    """
    steps = [parameter.steps() for parameter in parameters]
    count = prod(len(values) for values in steps)
    design = f"a grid of {' x '.join(str(len(values)) for values in steps)}"
    if count > MOST_POINTS:
        raise ValueError(
            f"{design} has {count:,} points, more than the {MOST_POINTS:,} that a sweep can hold; vary fewer values, "
            "or let a latin-hypercube or sobol design choose among them"
        )
    if count > most:
        raise ManyPointsError(design, count)
    return listed(_row(parameters, values) for values in product(*steps))


def random_points(parameters: Sequence[Parameter], n: int, seed: int) -> Drawn:
    """Return points drawn independently, each value with the same chance; a larger `n` only adds points."""
    return _mapped(parameters, np.random.default_rng(seed).random((_checked(n), len(parameters))))


def latin_hypercube(parameters: Sequence[Parameter], n: int, seed: int) -> Drawn:
    """Return points of which each n-th part of every parameter's range has one.

    References
    ----------
    McKay, Beckman and Conover (1979), "A comparison of three methods for selecting values of input variables".
    """
    from scipy.stats import qmc

    return _mapped(parameters, qmc.LatinHypercube(len(parameters), rng=np.random.default_rng(seed)).random(_checked(n)))


def sobol(parameters: Sequence[Parameter], n: int, seed: int) -> Drawn:
    """Return the first points of a scrambled Sobol sequence, best a power of 2; a larger `n` only adds points.

    References
    ----------
    Sobol' (1967); Owen (1998), "Scrambling Sobol' and Niederreiter-Xing points".
    """
    from scipy.stats import qmc

    if len(parameters) > _MOST_SOBOL:
        raise ValueError(f"a sobol design has at most {_MOST_SOBOL:,} parameters")
    engine = qmc.Sobol(len(parameters), rng=np.random.default_rng(seed))
    return _mapped(parameters, engine.random_base2((_checked(n) - 1).bit_length())[:n])


KINDS: Mapping[str, Callable[[Sequence[Parameter], int, int], Drawn]] = {
    "random": random_points,
    "latin-hypercube": latin_hypercube,
    "sobol": sobol,
}
"""The designs that choose some points, by their names in a sweep file."""


def _checked(n: int) -> int:
    if not 1 <= n <= LARGEST:
        raise ValueError(f"{n:,} points: give a number from 1 to {LARGEST:,}")
    return n


def _mapped(parameters: Sequence[Parameter], shares: Floats) -> Drawn:
    """Turn points of the unit cube, shape (points, parameters), into values, without duplicates."""
    return listed(
        _row(parameters, [parameter.at(share) for parameter, share in zip(parameters, point, strict=True)])
        for point in shares.tolist()
    )


def _row(parameters: Sequence[Parameter], values: Iterable[object]) -> dict[str, object]:
    return {parameter.path: value for parameter, value in zip(parameters, values, strict=True)}
