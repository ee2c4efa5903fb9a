"""Pick the cheapest point of a sweep that meets the targets, and check it on fresh callers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from simcall.errors import SimcallError
from simcall.measures import CONFIDENCE, MEASURES, Estimate, JudgedTarget, Kind, Verdict, overall
from simcall.measures.estimates import t_quantile
from simcall.measures.measure import Quantile
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Figure, Target, own_targets, unlisted
from simcall.scenario import Scenario
from simcall.studies.precision import LEAST
from simcall.studies.run import Progress, run_all
from simcall.studies.sweep.cache_key import identity_of
from simcall.studies.sweep.cells import Cell, document_of
from simcall.studies.sweep.store import cell_name
from simcall.studies.sweep.table import SweepNumbers, kind_of

__all__ = ["Candidate", "Choice", "best"]

_SECOND_STAGE = 2
"""By default, the second stage has this many times the replications of the sweep."""
_AT_ONCE = 8
"""The most candidates to simulate together: simcall draws their callers once."""


@dataclass(frozen=True)
class Candidate:
    """A point that was simulated again.

    Attributes
    ----------
    cell : Cell
        Its results on fresh callers.
    cost : float
        Its cost in the sweep.
    judged : tuple of JudgedTarget
        A verdict on each target, with intervals wide enough for all statements about a choice to hold together.
    """

    cell: Cell
    cost: float
    judged: tuple[JudgedTarget, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict on all targets together."""
        return overall(judged.verdict for judged in self.judged)

    @property
    def shortfall(self) -> float:
        """The distance to the target that it misses by most, as a share of that target; 0 if it misses none."""
        return max(map(_shortfall, self.judged))


@dataclass(frozen=True)
class Choice:
    """The cheapest point that meets the targets, and how sure that is.

    Attributes
    ----------
    sweep : Sweep
        The sweep.
    targets : tuple of Target
        The targets to meet.
    minimise : Figure
        The figure to keep as small as possible.
    ruled_out : int
        Number of points that the sweep itself shows to miss a target.
    unknown : int
        Number of points without figures: not simulated, failed, or without this cost.
    candidates : tuple of Candidate
        The points that were simulated again, the cheapest first, up to the first that met every target.
    left : tuple of Cell
        Points that were not simulated again, because they cost more.
    replications, seed : int
        Of the second stage.
    """

    sweep: SweepNumbers
    targets: tuple[Target, ...]
    minimise: Figure
    ruled_out: int
    unknown: int
    candidates: tuple[Candidate, ...]
    left: tuple[Cell, ...]
    replications: int
    seed: int

    @property
    def chosen(self) -> Candidate | None:
        """The cheapest point that surely meets every target of the lines that callers ring, or None."""
        return next((candidate for candidate in self.candidates if candidate.verdict.passes), None)

    @cached_property
    def nearest(self) -> Candidate | None:
        """The point that misses by least, whether or not the sweep ruled it out; None if a point is chosen."""
        if self.chosen is not None:
            return None
        with_cost, able = _screened(self.sweep, self.targets, self.minimise)
        not_ruled_out = {cell.point.number for cell in able}
        ruled_out = [cell for cell in with_cost if cell.point.number not in not_ruled_out]
        as_swept = [_candidate(cell, _cost(cell, self.minimise), self.targets, len(with_cost)) for cell in ruled_out]
        return min(
            (*self.candidates, *as_swept), key=lambda candidate: (candidate.shortfall, candidate.cost), default=None
        )

    @property
    def undecided(self) -> tuple[Candidate, ...]:
        """Cheaper points that are too close to call: more replications would decide."""
        return tuple(candidate for candidate in self.candidates if candidate.verdict is Verdict.TOO_CLOSE)

    @property
    def as_cheap(self) -> tuple[Cell, ...]:
        """Points that were not simulated again, and that may cost no more than the chosen point."""
        if self.chosen is None:
            return ()
        number = self.chosen.cell.point.number
        chosen = next(cell for cell in self.sweep.cells if cell.point.number == number)
        return tuple(cell for cell in self.left if not _costs_more(cell, chosen, self.minimise, len(self.left)))

    def document(self) -> dict[str, Any]:
        """Return the choice as one JSON document."""
        chosen, nearest = self.chosen, self.nearest
        return {
            "schema": 1,
            "sweep": self.sweep.design.name,
            "targets": [str(target) for target in self.targets],
            "minimise": str(self.minimise),
            "confidence": CONFIDENCE,
            "replications": self.replications,
            "seed": self.seed,
            "chosen": None if chosen is None else self._entry(chosen),
            "nearest": None if nearest is None else self._entry(nearest),
            "undecided": [candidate.cell.point.number for candidate in self.undecided],
            "ruled_out": self.ruled_out,
            "unknown": self.unknown,
            "not_looked_at_again": len(self.left),
            "as_cheap": [cell.point.number for cell in self.as_cheap],
            "candidates": [self._entry(candidate) for candidate in self.candidates],
        }

    def _entry(self, candidate: Candidate) -> dict[str, Any]:
        point = candidate.cell.point
        return {
            "point": point.number,
            "key": point.key,
            "label": self.sweep.design.label_of(point),
            "values": dict(zip(self.sweep.paths, self.sweep.values_of(candidate.cell), strict=True)),
            "cost": candidate.cost,
            "verdict": candidate.verdict,
            "targets": {
                str(judged.target): {**judged.estimate.interval, "verdict": judged.verdict}
                for judged in candidate.judged
            },
        }


def best(
    sweep: SweepNumbers,
    targets: Sequence[Target | str] | Target | str = (),
    minimise: Figure | str | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Choice:
    """Pick the cheapest point that meets the targets, in two stages.

    First, the sweep rules out the points whose interval misses a target. Then simcall simulates the others again with
    fresh callers, the cheapest first, until the intervals of a point meet every target. A point that did well by luck
    does not have the same luck twice. Each stage widens its intervals over all of its points and targets (Bonferroni)
    and has half of the error. So all statements about the choice, and about the points that miss, hold together with
    the confidence of the results.

    Parameters
    ----------
    sweep : Sweep
        The sweep to pick from.
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
        Called with the number of points simulated again so far, and with the number that may be.

    Returns
    -------
    Choice

    Raises
    ------
    SimcallError
        If there is no target, the seed is the sweep's, or there are too few replications for an interval.

    References
    ----------
    Nelson, Swann, Goldsman and Song (2001), "Simple procedures for selecting the best simulated system when the number
    of alternatives is large": screening and a second stage that share the error.
    """
    settings = sweep.design.settings
    required = _required(sweep, targets)
    least = sweep.figure(minimise) if isinstance(minimise, str) else minimise or settings.minimise
    least = least if least is not None else sweep.figure("paid_hours")
    again = replications if replications is not None else max(_SECOND_STAGE * sweep.request.replications, LEAST)
    fresh = seed if seed is not None else sweep.request.seed + 1
    _check(sweep, required, again, fresh)
    with_cost, able = _screened(sweep, required, least)
    candidates: list[Candidate] = []
    while len(candidates) < len(able) and not any(candidate.verdict.passes for candidate in candidates):
        batch = able[len(candidates) : len(candidates) + min(len(candidates) + 1, _AT_ONCE)]
        cells = _looked_at_again(sweep, batch, again, fresh, jobs, unlisted((*required, least)))
        candidates += [
            _candidate(cell, _cost(before, least), required, len(able))
            for cell, before in zip(cells, batch, strict=True)
        ]
        if progress is not None:
            progress(len(candidates), len(able))
    candidates = _up_to_first_met(candidates)
    counts = len(with_cost) - len(able), len(sweep.cells) - len(with_cost)
    return Choice(sweep, required, least, *counts, tuple(candidates), tuple(able[len(candidates) :]), again, fresh)


def _required(sweep: SweepNumbers, targets: Sequence[Target | str] | Target | str) -> tuple[Target, ...]:
    """Return the targets given, or else those of the sweep, or else those of its scenario."""
    listed = [targets] if isinstance(targets, Target | str) else targets
    read = tuple(sweep.target(target) if isinstance(target, str) else sweep.held(target) for target in listed)
    return read or sweep.design.settings.targets or own_targets(sweep.design.base)


def _up_to_first_met(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates up to the first that meets every target; all of them if none does."""
    passing = (number for number, candidate in enumerate(candidates, 1) if candidate.verdict.passes)
    return candidates[: next(passing, len(candidates))]


def _check(sweep: SweepNumbers, targets: Sequence[Target], replications: int, seed: int) -> None:
    if not targets:
        raise SimcallError('name a target: --target "999.answered_in_target >= 0.90"')
    if seed == sweep.request.seed:
        raise SimcallError(f"seed {seed} is the sweep's own: the second stage needs fresh callers; give another seed")
    if seed < 0:
        raise SimcallError(f"seed {seed}: give a whole number from 0")
    if not any(cell.is_done for cell in sweep.cells):
        raise SimcallError("no point of the sweep is simulated yet; run the same sweep command again")
    if replications < 2 or sweep.request.replications < 2:
        raise SimcallError("one replication gives no interval; give 2 or more")


def _screened(sweep: SweepNumbers, targets: Sequence[Target], least: Figure) -> tuple[list[Cell], list[Cell]]:
    """Return the points with a cost, and those of them that the sweep does not rule out, from the cheapest on."""
    with_cost = [cell for cell in sweep.cells if cell.estimate(least).mean is not None]
    tests = len(with_cost) * len(targets)
    able = [
        cell
        for cell in with_cost
        if all(_judged(cell, target, tests).verdict is not Verdict.MISSED for target in targets)
    ]
    return with_cost, sorted(able, key=lambda cell: (_cost(cell, least), cell.point.number))


def _cost(cell: Cell, least: Figure) -> float:
    mean = cell.estimate(least).mean
    assert mean is not None
    return mean


def _looked_at_again(
    sweep: SweepNumbers,
    cells: Sequence[Cell],
    replications: int,
    seed: int,
    jobs: int | None,
    also: Sequence[Figure],
) -> list[Cell]:
    """Simulate points with fresh callers."""
    scenarios = [_as_it_was(sweep, cell) for cell in cells]
    results_of_cells = run_all(scenarios, replications, seed, engine=sweep.request.engine, jobs=jobs)
    return [
        replace(cell, document=document_of(results, also))
        for cell, results in zip(cells, results_of_cells, strict=True)
    ]


def _as_it_was(sweep: SweepNumbers, cell: Cell) -> Scenario:
    """Return the scenario of a point; refuse one that has changed since the sweep."""
    scenario, name = sweep.design.scenario_of(cell.point), sweep.names.get(cell.point.key)
    if name not in (None, cell_name(cell.point.key, scenario.fingerprint(), identity_of(sweep.request))):
        raise SimcallError(
            f"point {cell.point.number} ({sweep.design.label_of(cell.point)}) is not what was swept: simcall has "
            "changed since, or a file that the point names; run the sweep again; it simulates only what has changed"
        )
    return scenario


def _candidate(cell: Cell, cost: float, targets: Sequence[Target], candidates: int) -> Candidate:
    """Return a point with its verdicts, whose error is shared among all candidates."""
    return Candidate(cell, cost, tuple(_judged(cell, target, candidates * len(targets)) for target in targets))


def _shortfall(judged: JudgedTarget) -> float:
    """Return how far an estimate misses a target, as a share of it, so that shares and seconds can be compared.

    A target of 0 counts as 1.
    """
    mean, target = judged.estimate.mean, judged.target
    if mean is None:
        return 0.0 if judged.verdict is Verdict.NOBODY_RANG else np.inf
    return 0.0 if target.met_by(mean) else abs(mean - target.value) / (abs(target.value) or 1.0)


# Intervals that hold together -----------------------------------------------------------------------------------------


def _judged(cell: Cell, target: Target, tests: int) -> JudgedTarget:
    """Return whether a point meets a target, when `tests` verdicts share half of the error."""
    return cell.judged(target, _widened(cell.estimate(target), target, cell.replications, _shared(tests)))


def _shared(tests: int) -> float:
    return 1 - (1 - CONFIDENCE) / (2 * max(tests, 1))


def _widened(estimate: Estimate, figure: Figure, replications: int, confidence: float) -> Estimate:
    """Return an estimate with the interval of a higher confidence.

    The t interval of a ratio is widened as its quantile is, from the side that no bound has cut short. Where a share is
    0 or 1 the score interval stands in its place (`simcall.measures.estimates.ratio_estimates`), and is made anew.
    """
    if estimate.mean is None or estimate.low is None or estimate.high is None or figure.is_planned:
        return estimate
    t, wide = t_quantile(replications), t_quantile(replications, confidence)
    below, above = estimate.mean - estimate.low, estimate.high - estimate.mean
    if kind_of(figure) is Kind.SHARE and estimate.mean in (0.0, 1.0):
        bound = max(below, above)
        trials = t**2 * (1 / bound - 1) if bound > 0 else np.inf
        below, above = (distance and wide**2 / (trials + wide**2) for distance in (below, above))
    elif isinstance(MEASURES[figure.measure], Quantile):
        below, above = below * wide / t, above * wide / t
    else:
        below = above = max(below, above) * wide / t
    low, high = max(estimate.mean - below, 0.0), estimate.mean + above
    return Estimate(estimate.mean, float(low), float(min(high, 1.0) if kind_of(figure) is Kind.SHARE else high))


def _costs_more(cell: Cell, chosen: Cell, least: Figure, tests: int) -> bool:
    """Tell whether the sweep shows that a point costs more than another, their callers being the same."""
    more = _cost(cell, least) - _cost(chosen, least)
    own_ratio, chosen_ratio = cell.totals(least), chosen.totals(least)
    if own_ratio is None or chosen_ratio is None:
        return more > 0
    both = min(len(own_ratio[0]), len(chosen_ratio[0]))
    own_moved, chosen_moved = (RatioTotals(*totals).influence[:both] for totals in (own_ratio, chosen_ratio))
    moved = own_moved - chosen_moved
    return bool(more > t_quantile(both, _shared(tests)) * moved.std(ddof=1) / np.sqrt(both))
