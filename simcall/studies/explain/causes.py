"""A cause: one thing that is in force or not, and what it changes in a scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from simcall.scenario.models.paths import KeyPath, Table

__all__ = ["MOST_CAUSES", "Cause", "Kind", "grouped"]

MOST_CAUSES = 6
"""Up to this many causes come into force in any order. With more, those of one kind come together."""


class Kind(StrEnum):
    """What a cause is about. Causes of one kind come into force together, if there are many causes."""

    PEOPLE = "people"
    DEMAND = "demand"
    CALLERS = "caller behaviour"
    WORK = "work"
    OTHER = "other"


@dataclass(frozen=True)
class Cause:
    """One thing that is in force or not.

    Attributes
    ----------
    name : str
        What it is called, in words or by its path.
    kind : Kind
        What it is about.
    paths : tuple of KeyPath
        The values of the scenario that it changes.
    switch : callable
        Puts it into force in a scenario's document, or takes it out of it: which of the two, the study knows. Returns
        another document.
    """

    name: str
    kind: Kind
    paths: tuple[KeyPath, ...]
    switch: Callable[[Table], Table]


def grouped(causes: Sequence[Cause]) -> list[list[int]]:
    """Return the numbers of causes that come into force together: each alone, or those of a kind if there are many.

    The causes are in the order of their kinds.
    """
    if len(causes) <= MOST_CAUSES:
        return [[number] for number in range(len(causes))]
    return [list(numbers) for _, numbers in groupby(range(len(causes)), key=lambda number: causes[number].kind)]
