"""Join changes that only make sense together, so that every mixture of the joined changes is a valid scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from simcall.scenario.models.paths import KeyPath
from simcall.studies.explain.causes import Cause
from simcall.studies.explain.sharing import Causes

__all__ = ["Change", "first_and_last", "separable"]

Change = tuple[KeyPath, ...]
"""The paths that change together."""
IsPossible = Callable[[frozenset[KeyPath]], bool]
"""Tells whether a scenario is valid in which the values at some paths have changed, and no others."""


def separable(
    changes: Iterable[Change],
    as_causes: Callable[[Iterable[Change]], list[Cause]],
    mixtures: Callable[[Sequence[Cause]], Iterable[Causes]],
    is_possible: IsPossible,
) -> list[Cause]:
    """Return changes as causes. Changes that make a valid scenario only together are one cause.

    Parameters
    ----------
    changes : iterable of tuple of KeyPath
        The changes. With none of them and with all of them, the scenario is valid.
    as_causes : callable
        Returns changes as causes in their order.
    mixtures : callable
        Returns the sets of causes in force that have to be valid.
    is_possible : callable
        Tells whether a scenario with some changed values is valid.
    """
    while True:
        causes = as_causes(changes)
        own = [cause.paths for cause in causes]
        invalid = next((some for some in mixtures(causes) if not is_possible(_paths(own, some))), None)
        if invalid is None:
            return causes
        changes = _joined(own, invalid, is_possible)


def first_and_last(causes: Sequence[Cause]) -> Iterator[Causes]:
    """Yield each cause alone, and all causes but one."""
    everything = frozenset(range(len(causes)))
    for number in range(len(causes)):
        yield frozenset({number})
        yield everything - {number}


def _joined(changes: Sequence[Change], invalid: Causes, is_possible: IsPossible) -> list[Change]:
    """Return changes, of which those are one that would have to come to a mixture or go from it to make it valid."""
    missing = frozenset(range(len(changes))) - invalid
    surplus = invalid
    for number in sorted(missing):
        if is_possible(_paths(changes, invalid | missing - {number})):
            missing -= {number}
    for number in sorted(surplus):
        if is_possible(_paths(changes, invalid - (surplus - {number}))):
            surplus -= {number}
    together = missing | surplus
    joined = tuple(sorted(_paths(changes, together)))
    return [*(change for number, change in enumerate(changes) if number not in together), joined]


def _paths(changes: Sequence[Change], some: Causes) -> frozenset[KeyPath]:
    return frozenset(path for number in some for path in changes[number])
