"""How many replications the stages of the search take, counted in calls: small hubs get more replications."""

from __future__ import annotations

from dataclasses import dataclass

from simcall.inputs import Blueprint

__all__ = ["Effort", "effort_of"]

_ROUGH_CALLS, _FINE_CALLS, _FIRST_CALLS, _CHECK_CALLS = 300_000, 1_000_000, 1_000_000, 4_000_000
_FEWEST, _FEWEST_CHECKED = 4, 20
_OF_A_REPLICATION = 1_500
"""Calls that take as long to simulate as a replication takes besides its calls."""


@dataclass(frozen=True)
class Effort:
    """The replications of each stage; those of the check have other callers than those of the search.

    Attributes
    ----------
    rough, fine : range
        For the search, far from the answer and near it.
    looks : tuple of range
        For the check, in the order in which they are added.
    """

    rough: range
    fine: range
    looks: tuple[range, ...]


def effort_of(blueprint: Blueprint) -> Effort:
    """Return how many replications a scenario takes in each stage."""
    calls = _OF_A_REPLICATION + sum(demand.mean_callers() for demand in blueprint.demands)

    def replications(of_calls: int, fewest: int) -> int:
        return max(round(of_calls / calls), fewest)

    rough, fine = replications(_ROUGH_CALLS, _FEWEST), replications(_FINE_CALLS, 2 * _FEWEST)
    first, last = replications(_FIRST_CALLS, _FEWEST_CHECKED), replications(_CHECK_CALLS, _FEWEST_CHECKED)
    looks = (range(fine, fine + first), range(fine + first, fine + last))
    return Effort(range(rough), range(fine), tuple(look for look in looks if len(look)))
