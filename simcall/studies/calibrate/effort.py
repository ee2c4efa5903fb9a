"""The effort of a calibration: how much it simulates at each step."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from simcall.errors import SimcallError

__all__ = ["Effort"]


@dataclass(frozen=True)
class Effort:
    """How much a calibration simulates.

    Attributes
    ----------
    points : int
        Of the first spread, for each parameter; their total is rounded up to a power of two.
    replications : int
        Of each point of the spread and of the rounds.
    rounds, each : int
        Largest number of rounds that close in, and points of each, rounded up to a power of two.
    ladder : tuple of int
        Replications at the best point as the search ends; each member of the ensemble has the first of these.
    confirm : int
        Replications on fresh seeds.
    ensemble : int
        Sets of values to draw and simulate for the ensemble.

    Raises
    ------
    SimcallError
        If a number is too small: an interval takes at least 2 replications.
    """

    points: int = 32
    replications: int = 6
    rounds: int = 6
    each: int = 16
    ladder: tuple[int, ...] = (24, 48, 96)
    confirm: int = 60
    ensemble: int = 64

    def __post_init__(self) -> None:
        """Refuse numbers that are too small."""
        if not self.ladder or min(self.replications, self.confirm, *self.ladder) < 2:
            raise SimcallError("effort: give at least 2 replications at every step")
        if min(self.points, self.each) < 2 or min(self.rounds, self.ensemble) < 0:
            raise SimcallError("effort: give at least 2 points at every step")

    def document(self) -> dict[str, Any]:
        """Return the effort as JSON can hold it."""
        return {**asdict(self), "ladder": list(self.ladder)}

    @classmethod
    def named(cls, name: str) -> Effort:
        """Return the effort ``"full"``, or ``"quick"``: a first look at about a fifth of the work.

        Raises
        ------
        SimcallError
            If there is no such effort.
        """
        if name not in _NAMED:
            raise SimcallError(f'there is no effort "{name}"; write {" or ".join(_NAMED)}')
        return _NAMED[name]


_NAMED = {
    "full": Effort(),
    "quick": Effort(points=12, replications=4, rounds=3, each=8, ladder=(12, 24), confirm=30, ensemble=32),
}
