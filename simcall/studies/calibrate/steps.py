"""How far a calibration has come: a line at the end of each step, with a rough time left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from simcall.errors import SimcallError
from simcall.scenario.models.quantities import rough_duration
from simcall.studies.calibrate.evaluating import Evaluator

__all__ = ["Effort", "Steps"]


@dataclass(frozen=True)
class Effort:
    """How much is simulated.

    Attributes
    ----------
    points : int
        Of the first spread, for each parameter; rounded up to a power of two in all.
    replications : int
        Of each point of the spread and of the rounds.
    rounds, each : int
        Rounds that close in, at most, and points of each, rounded up to a power of two.
    ladder : tuple of int
        Replications at the best point as the search ends; the first of them also of each member of the ensemble.
    confirm : int
        Replications on fresh seeds.
    ensemble : int
        Sets of values that are drawn and simulated for the ensemble.

    Raises
    ------
    SimcallError
        If a number makes no sense: an interval takes 2 replications or more.
    """

    points: int = 32
    replications: int = 6
    rounds: int = 6
    each: int = 16
    ladder: tuple[int, ...] = (24, 48, 96)
    confirm: int = 60
    ensemble: int = 64

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        if not self.ladder or min(self.replications, self.confirm, *self.ladder) < 2:
            raise SimcallError("effort: give 2 or more replications at every step")
        if min(self.points, self.each) < 2 or min(self.rounds, self.ensemble) < 0:
            raise SimcallError("effort: give 2 or more points at every step")

    def document(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {**asdict(self), "ladder": list(self.ladder)}

    @classmethod
    def named(cls, name: str) -> Effort:
        """Return ``"full"``, or ``"quick"``: a first look at about a fifth of the work.

        Raises
        ------
        SimcallError
            If there is no such effort.
        """
        if name not in _NAMED:
            raise SimcallError(f'there is no effort "{name}"; there is {", ".join(_NAMED)}')
        return _NAMED[name]


_NAMED = {
    "full": Effort(),
    "quick": Effort(points=12, replications=4, rounds=3, each=8, ladder=(12, 24), confirm=30, ensemble=32),
}


class Steps:
    """Tells each step of a calibration.

    Parameters
    ----------
    effort : Effort
        How much is to be simulated.
    points : int
        Of the first spread.
    evaluator : Evaluator
        What has been simulated.
    told : callable
        Takes a line.
    """

    def __init__(self, effort: Effort, points: int, evaluator: Evaluator, told: Callable[[str], None]) -> None:
        rounds = effort.rounds * effort.each * effort.replications
        members = (effort.ensemble + 1) * effort.ladder[0]
        self._planned = points * effort.replications + rounds + sum(effort.ladder) + members + effort.confirm
        self._evaluator, self._told = evaluator, told

    def skip(self, replications: int) -> None:
        """Take what has turned out not to be needed off the plan."""
        self._planned -= replications

    def say(self, what: str, misfit: float | None = None) -> None:
        """Tell that a step is done, the objective at the best point if there is one yet, and about how long is left."""
        done = sum(one.replications for one in self._evaluator.seen)
        work = self._evaluator.work
        parts = [f"{what}: {len(self._evaluator.seen)} evaluations"]
        if misfit is not None:
            parts.append(f"best misfit {misfit:.3g}")
        if work.replications and (left := self._planned - done) > 0:
            parts.append(f"about {rough_duration(left * work.seconds / work.replications)} left")
        self._told(", ".join(parts))
