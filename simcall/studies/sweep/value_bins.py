"""Numbers among the values of a parameter: in their order, and where there are many, in quarters of their range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

__all__ = ["FEW", "as_number", "binned", "is_many", "numbers_of"]

FEW = 12
"""The most values to show one by one."""
_PARTS = 4
_WITH_UNIT = re.compile(r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([A-Za-z]+)")


def as_number(value: object) -> tuple[float, str] | None:
    """Return a number and its unit, which may be empty; None if the value is not a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value), ""
    match = _WITH_UNIT.fullmatch(value) if isinstance(value, str) else None
    return (float(match[1]), match[2]) if match else None


def numbers_of(values: Sequence[object]) -> tuple[list[float], str] | None:
    """Return values as numbers of one unit, and the unit; None if they are not all that."""
    read = [as_number(value) for value in values]
    units = {number[1] for number in read if number is not None}
    if not read or None in read or len(units) != 1:
        return None
    return [number[0] for number in read if number is not None], units.pop()


def is_many(values: Sequence[object]) -> bool:
    """Return whether values are numbers and too many to show one by one."""
    numbers = numbers_of(values)
    return numbers is not None and len(set(numbers[0])) > FEW


def binned(values: Sequence[Any]) -> list[tuple[int, Any]]:
    """Return values as they are; or, of many numbers, the quarter of their range that each is in.

    Parameters
    ----------
    values : sequence
        Of one parameter, one for each point.

    Returns
    -------
    list of (place, value or quarter)
        Numbers in their order, with the place that each has among the values; others as they came.
    """
    numbers_and_unit = numbers_of(values)
    if numbers_and_unit is None:
        return list(enumerate(values))
    numbers, unit = numbers_and_unit
    in_order = sorted(range(len(values)), key=numbers.__getitem__)
    if not is_many(values):
        return [(index, values[index]) for index in in_order]
    low, high = min(numbers), max(numbers)
    edges = [low + (high - low) * part / _PARTS for part in range(_PARTS + 1)]
    words = [f"{start:.4g} to {end:.4g} {unit}".strip() for start, end in pairwise(edges)]
    parts = [min(int((number - low) / (high - low) * _PARTS), _PARTS - 1) for number in numbers]
    return [(index, words[parts[index]]) for index in in_order]
