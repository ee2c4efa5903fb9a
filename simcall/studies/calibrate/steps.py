"""The effort of a calibration, and its progress: a line at the end of each step, with a rough time left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from simcall.errors import SimcallError
from simcall.scenario.models.quantities import rough_duration
from simcall.studies.calibrate.evaluator import Evaluator

__all__ = ["Effort", "Steps"]


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


class Steps:
    """Reports each step of a calibration.

    Parameters
    ----------
    effort : Effort
        How much there is to simulate.
    points : int
        Of the first spread.
    evaluator : Evaluator
        Knows what has been simulated.
    log : callable
        Takes a line.
    """

    def __init__(self, effort: Effort, points: int, evaluator: Evaluator, log: Callable[[str], None]) -> None:
        rounds = effort.rounds * effort.each * effort.replications
        members = (effort.ensemble + 1) * effort.ladder[0]
        self._planned = points * effort.replications + rounds + sum(effort.ladder) + members + effort.confirm
        self._evaluator, self._log = evaluator, log

    def skip(self, replications: int) -> None:
        """Take replications that are no longer needed off the plan."""
        self._planned -= replications

    def say(self, step: str, misfit: float | None = None) -> None:
        """Report that a step is done, with the objective at the best point, if there is one, and a rough time left."""
        done = sum(evaluation.replications for evaluation in self._evaluator.seen)
        work = self._evaluator.work
        parts = [f"{step}: {len(self._evaluator.seen)} evaluations"]
        if misfit is not None:
            parts.append(f"best misfit {misfit:.3g}")
        if work.replications and (left := self._planned - done) > 0:
            parts.append(f"about {rough_duration(left * work.seconds / work.replications)} left")
        self._log(", ".join(parts))
