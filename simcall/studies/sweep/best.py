"""Picking from a sweep: the point that meets the targets for the least, checked on callers nobody has seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from simcall.errors import SimcallError
from simcall.measures import CONFIDENCE, Estimate
from simcall.measures.estimates import t_quantile
from simcall.studies.precision import LEAST
from simcall.studies.run import Progress, run_all
from simcall.studies.sweep.cells import Cell, document_of
from simcall.studies.sweep.table import CLOSE, MET, MISSED, Sweep, Verdict
from simcall.studies.targets import Figure, Target

__all__ = ["Candidate", "Choice", "best"]

_SECOND_STAGE = 2
"""Times the sweep's own replications, unless said."""


@dataclass(frozen=True)
class Candidate:
    """A point that was looked at again.

    Attributes
    ----------
    cell : Cell
        What was found of it on fresh callers.
    cost : float
        What is to be least, in the sweep.
    verdicts : tuple of Verdict
        One for each target, with intervals wide enough for all that is said of a choice to hold together.
    """

    cell: Cell
    cost: float
    verdicts: tuple[Verdict, ...]

    @property
    def word(self) -> str:
        """Met if every target is; missed if one is; otherwise too close to call."""
        words = {verdict.word for verdict in self.verdicts}
        return MISSED if MISSED in words else CLOSE if CLOSE in words else MET


@dataclass(frozen=True)
class Choice:
    """The point that meets the targets for the least, and how sure that is.

    Attributes
    ----------
    sweep : Sweep
        From which it is picked.
    targets : tuple of Target
        What it has to meet.
    minimise : Figure
        What is to be least.
    ruled_out : int
        Points that the sweep itself shows to miss a target.
    candidates : tuple of Candidate
        The others, from the cheapest on, until one met every target.
    left : int
        Candidates that were not looked at again: they cost more.
    replications, seed : int
        Of the second look.
    """

    sweep: Sweep
    targets: tuple[Target, ...]
    minimise: Figure
    ruled_out: int
    candidates: tuple[Candidate, ...]
    left: int
    replications: int
    seed: int

    @property
    def chosen(self) -> Candidate | None:
        """The cheapest point that surely meets every target, or None."""
        return next((one for one in self.candidates if one.word == MET), None)

    @property
    def undecided(self) -> tuple[Candidate, ...]:
        """Cheaper points that may meet the targets too: more replications would tell."""
        return tuple(one for one in self.candidates if one.word == CLOSE)

    def document(self) -> dict[str, Any]:
        """Return the choice as one JSON document."""
        chosen = self.chosen
        return {
            "schema": 1,
            "sweep": self.sweep.design.name,
            "targets": [str(target) for target in self.targets],
            "minimise": str(self.minimise),
            "confidence": CONFIDENCE,
            "replications": self.replications,
            "seed": self.seed,
            "chosen": None if chosen is None else chosen.cell.point.number,
            "ruled_out": self.ruled_out,
            "not_looked_at_again": self.left,
            "candidates": [
                {
                    "point": one.cell.point.number,
                    "label": self.sweep.design.label_of(one.cell.point),
                    "values": {path: str(value) for path, value in one.cell.point.values.items()},
                    str(self.minimise): one.cost,
                    "verdict": one.word,
                    "targets": {str(verdict.target): vars(verdict.found) for verdict in one.verdicts},
                }
                for one in self.candidates
            ],
        }


def best(
    sweep: Sweep,
    targets: Sequence[Target | str] = (),
    minimise: Figure | str | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Choice:
    """Pick the point that meets the targets for the least, in two stages.

    The sweep rules points out: those whose interval of a target lies beyond it. The others are simulated again with
    fresh callers, from the cheapest on, until one's intervals lie within every target; a point that was picked for its
    luck with the sweep's callers does not have that luck twice. Intervals are Bonferroni's over all points and
    targets of each stage, with half of the error left to each; so all that is said of the choice, and of the points
    that miss, holds together with the confidence of the results.

    Parameters
    ----------
    sweep : Sweep
        What to pick from.
    targets : sequence of Target or str
        ``"999.answered_in_target >= 0.90"``; those of the sweep's design if left out.
    minimise : Figure or str, optional
        ``"paid_hours"`` or ``"officers.duty_hours"``; that of the design, or paid hours.
    replications : int, optional
        Of the second stage; twice the sweep's if left out.
    seed : int, optional
        Of the second stage, not the sweep's; the next number if left out.
    jobs : int, optional
        As for `run`.
    progress : callable, optional
        Called with the number of candidates looked at, and of all.

    Returns
    -------
    Choice

    Raises
    ------
    SimcallError
        If there is no target, the seed is the sweep's, or there are too few replications for an interval.
    """
    settings = sweep.design.settings
    wanted = tuple(sweep.target(one) if isinstance(one, str) else one for one in targets) or settings.targets
    least = sweep.figure(minimise) if isinstance(minimise, str) else minimise or settings.minimise
    least = least if least is not None else sweep.figure("paid_hours")
    again = replications if replications is not None else max(_SECOND_STAGE * sweep.request.replications, LEAST)
    fresh = seed if seed is not None else sweep.request.seed + 1
    _check(sweep, wanted, again, fresh)
    able, ruled_out = _screened(sweep, wanted, least)
    found: list[Candidate] = []
    for done, cell in enumerate(able):
        found.append(_looked_at_again(sweep, cell, wanted, least, len(able), again, fresh, jobs))
        if progress is not None:
            progress(done + 1, len(able))
        if found[-1].word == MET:
            break
    return Choice(sweep, wanted, least, ruled_out, tuple(found), len(able) - len(found), again, fresh)


def _check(sweep: Sweep, targets: Sequence[Target], replications: int, seed: int) -> None:
    if not targets:
        raise SimcallError('say what has to be met: --target "999.answered_in_target >= 0.90"')
    if seed == sweep.request.seed:
        raise SimcallError(f"seed {seed} is the sweep's own: the second look needs fresh callers; give another seed")
    if replications < 2 or sweep.request.replications < 2:
        raise SimcallError("one replication gives no interval, and nothing can be told; give 2 or more")


def _screened(sweep: Sweep, targets: Sequence[Target], least: Figure) -> tuple[list[Cell], int]:
    """Return the points that the sweep does not rule out, from the cheapest on, and how many it does."""
    known = [cell for cell in sweep.cells if cell.error is None and cell.estimate(least).mean is not None]
    tests = len(known) * len(targets)
    able = [cell for cell in known if all(_verdict(cell, target, tests).word != MISSED for target in targets)]
    return sorted(able, key=lambda cell: (_cost(cell, least), cell.point.number)), len(known) - len(able)


def _cost(cell: Cell, least: Figure) -> float:
    mean = cell.estimate(least).mean
    assert mean is not None
    return mean


def _looked_at_again(
    sweep: Sweep,
    cell: Cell,
    targets: Sequence[Target],
    least: Figure,
    candidates: int,
    replications: int,
    seed: int,
    jobs: int | None,
) -> Candidate:
    scenario = sweep.design.scenario_of(cell.point)
    (results,) = run_all([scenario], replications, seed, engine=sweep.request.engine, jobs=jobs)
    again = replace(cell, document=document_of(results))
    verdicts = tuple(_verdict(again, target, candidates * len(targets)) for target in targets)
    return Candidate(again, _cost(cell, least), verdicts)


def _verdict(cell: Cell, target: Target, tests: int) -> Verdict:
    """Return whether a point meets a target, if so many such statements share half of the error."""
    return Verdict(target, _widened(cell.estimate(target), cell.replications, 1 - (1 - CONFIDENCE) / (2 * tests)))


def _widened(found: Estimate, replications: int, confidence: float) -> Estimate:
    """Return an estimate with the interval of a higher confidence."""
    if found.mean is None or found.low is None or found.high is None:
        return found
    wider = t_quantile(replications, confidence) / t_quantile(replications)
    low, high = (found.mean + (end - found.mean) * wider for end in (found.low, found.high))
    return Estimate(found.mean, low, high) if math.isfinite(wider) else found
