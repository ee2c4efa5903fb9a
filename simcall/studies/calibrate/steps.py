"""The progress of a calibration: a line at the end of each step, with a rough time left."""

from __future__ import annotations

from collections.abc import Callable

from simcall.scenario.models.quantities import rough_duration
from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.evaluator import Evaluator

__all__ = ["Steps"]


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
