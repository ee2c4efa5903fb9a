"""Trials of numbers of people with the same callers, and whether each step meets the targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from simcall.inputs import Blueprint, Bools, Draws, Duties, Floats, Ints, draw_blueprint
from simcall.inputs.duties import draw_duties
from simcall.inputs.headcounts import headcount_steps
from simcall.measures import MEASURES, periods_of
from simcall.measures.definitions import OFFERED
from simcall.measures.measure import Kind
from simcall.measures.periods import gathered
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import COMPARISONS, Figure, Target
from simcall.scenario import Scenario
from simcall.studies.staff.cycle import Cycle
from simcall.studies.trials import KeptCallers

__all__ = ["TargetTrials", "Trial", "Trials", "trial_arrays", "trial_of"]


@dataclass(frozen=True)
class Trial:
    """What numbers of people gave.

    Attributes
    ----------
    targets : tuple of Target
        The targets.
    totals : tuple of RatioTotals
        For each target, what its figure is the ratio of, by replication and step of the cycle.
    offered : tuple of RatioTotals
        For each target, the calls that were offered to its line.
    """

    targets: tuple[Target, ...]
    totals: tuple[RatioTotals, ...]
    offered: tuple[RatioTotals, ...]

    @property
    def replications(self) -> int:
        """Number of replications."""
        return self.totals[0].replications

    @cached_property
    def values(self) -> Floats:
        """The figures, shape (targets, steps); nan where one is not defined."""
        return np.array([totals.ratio for totals in self.totals])

    @cached_property
    def rang(self) -> Bools:
        """Whether anybody rang the line of a target, shape (targets, steps)."""
        return np.array([offered.numerator.sum(axis=0) > 0 for offered in self.offered])

    @cached_property
    def meets(self) -> Bools:
        """Whether the figures meet the targets as they are, shape (targets, steps); true where nobody rang."""
        return self._meet(self.values)

    def meets_but_for(self, luck: Floats) -> Bools:
        """Return whether the figures meet the targets when what chance alone did is taken away from them."""
        return self._meet(self.values - luck)

    def surely_meets(self, confidence: float) -> Bools:
        """Return whether one-sided bounds of the figures meet the targets, shape (targets, steps)."""
        return self._meet(self._bounds(confidence, 1))

    def surely_misses(self, confidence: float) -> Bools:
        """Return whether even the bounds on the better side miss the targets, shape (targets, steps)."""
        return ~self._meet(self._bounds(confidence, -1))

    def luck(self) -> Floats:
        """Return by how much the figures of the steps differ from those of the span, shape (targets, steps).

        With so many people that nobody waits only chance makes the steps differ: how long it rang, and the like.
        """
        with np.errstate(invalid="ignore"):
            luck: Floats = np.nan_to_num(self.values - self.pooled().values)
        return luck

    def pooled(self) -> Trial:
        """Return the same for the whole span in place of its steps."""
        summed = (tuple(totals.summed() for totals in several) for several in (self.totals, self.offered))
        return Trial(self.targets, *summed)

    def joined(self, more: Trial) -> Trial:
        """Return this trial with further replications of the same people."""
        return Trial(
            self.targets,
            tuple(RatioTotals.joined(pair) for pair in zip(self.totals, more.totals, strict=True)),
            tuple(RatioTotals.joined(pair) for pair in zip(self.offered, more.offered, strict=True)),
        )

    def _meet(self, values: Floats) -> Bools:
        met = [
            COMPARISONS[target.comparison](row, target.value) for target, row in zip(self.targets, values, strict=True)
        ]
        return np.array(met) | ~self.rang

    def _bounds(self, confidence: float, worse: int) -> Floats:
        """Return one-sided bounds of the figures, on their worse side (1) or on their better side (-1)."""
        bounds = []
        for target, totals in zip(self.targets, self.totals, strict=True):
            side = -worse if target.comparison in (">=", ">") else worse
            bounds.append(_bound(totals, MEASURES[target.measure].kind, confidence, side))
        return np.array(bounds)


def trial_arrays(trial: Trial) -> Mapping[str, Floats]:
    """Return a trial as arrays by name, to be kept."""
    named = {
        f"{part} {index}": totals
        for part, several in (("judged", trial.totals), ("calls", trial.offered))
        for index, totals in enumerate(several)
    }
    numerators = {f"{name} numerator": totals.numerator for name, totals in named.items()}
    return numerators | {f"{name} denominator": totals.denominator for name, totals in named.items()}


def trial_of(targets: tuple[Target, ...], arrays: Mapping[str, Floats]) -> Trial:
    """Return the trial of the arrays that `trial_arrays` made."""
    totals, offered = (
        tuple(
            RatioTotals(arrays[f"{part} {index} numerator"], arrays[f"{part} {index} denominator"])
            for index in range(len(targets))
        )
        for part in ("judged", "calls")
    )
    return Trial(targets, totals, offered)


def _bound(totals: RatioTotals, kind: Kind, confidence: float, side: int) -> Floats:
    """Return a one-sided bound of a ratio: below it (-1) or above it (1).

    It is the t bound of the delta method over replications. Of a share it is never nearer than the score bound of
    independent calls (Wilson 1927), as few calls may all have ended alike.
    """
    n, ratio = totals.replications, totals.ratio
    error = np.sqrt((totals.influence**2).sum(axis=0) / (n * max(n - 1, 1)))
    bound: Floats = ratio + side * float(special.stdtrit(max(n - 1, 1), confidence)) * error
    if kind is Kind.SHARE:
        score = _score_bound(ratio, totals.denominator.sum(axis=0), float(special.ndtri(confidence)), side)
        bound = np.minimum(bound, score) if side < 0 else np.maximum(bound, score)
    return bound


def _score_bound(share: Floats, trials: Floats, z: float, side: int) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = share + z**2 / (2 * trials)
        half = z * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
        bound: Floats = (centre + side * half) / (1 + z**2 / trials)
    return bound


class TargetTrials:
    """Tries duties with the same callers, and says of each step of the cycle how it stands to the targets.

    Parameters
    ----------
    blueprint : Blueprint
        The scenario, laid on the calendar. Only its duties are replaced.
    cycle : Cycle
        The steps.
    targets : tuple of Target
        What is judged.
    seed, jobs
        As for `simcall.run`.
    """

    def __init__(
        self, blueprint: Blueprint, cycle: Cycle, targets: tuple[Target, ...], seed: int, jobs: int | None
    ) -> None:
        self.blueprint, self.cycle, self.targets = blueprint, cycle, targets
        self._periods = periods_of(self.blueprint.calendar, cycle.step_min)
        self._cells = gathered(self._periods, cycle.step_of)
        self._figures = [Figure(target.line_or_group, target.measure) for target in targets]
        self._offered = [Figure(target.line_or_group, OFFERED.name) for target in targets]
        self._callers = KeptCallers(self.blueprint, seed, jobs)
        self.simulated = 0

    @property
    def in_span(self) -> Bools:
        """Whether the span has a step, shape (steps,)."""
        inside = np.zeros(self.cycle.steps, np.bool_)
        inside[self._cells.labels] = True
        return inside

    @property
    def occurrences(self) -> Ints:
        """How often each step occurs in the span, shape (steps,)."""
        counts = np.zeros(self.cycle.steps, np.int64)
        counts[self._cells.labels] = np.bincount(self._cells.of_period, minlength=len(self._cells.labels))
        return counts

    def tried(self, duties_of: Callable[[Draws], Duties], replications: range) -> Trial:
        """Simulate duties with the callers of some replications; `duties_of` is as for `KeptCallers.totals`."""
        figures = list(dict.fromkeys([*self._figures, *self._offered]))
        totals = self._callers.totals(duties_of, replications, figures, self._periods, self._cells)
        self.simulated += len(replications)
        on_cycle = {figure: self._on_cycle(totals[figure]) for figure in figures}
        return Trial(
            self.targets,
            tuple(on_cycle[figure] for figure in self._figures),
            tuple(on_cycle[figure] for figure in self._offered),
        )

    def _on_cycle(self, totals: RatioTotals) -> RatioTotals:
        """Lay totals by label on all steps of the cycle; those outside the span have none."""
        numerator = np.zeros((totals.replications, self.cycle.steps))
        denominator = np.zeros_like(numerator)
        numerator[:, self._cells.labels], denominator[:, self._cells.labels] = totals.numerator, totals.denominator
        return RatioTotals(numerator, denominator)


class Trials(TargetTrials):
    """Tries numbers of people in a scenario, always with the same callers.

    Parameters
    ----------
    scenario : Scenario
        In it, the searched groups have a headcount.
    searched : tuple of str
        These groups.
    cycle, targets, seed, jobs
        As for `TargetTrials`.
    """

    def __init__(
        self,
        scenario: Scenario,
        searched: Sequence[str],
        cycle: Cycle,
        targets: tuple[Target, ...],
        seed: int,
        jobs: int | None,
    ) -> None:
        super().__init__(draw_blueprint(scenario), cycle, targets, seed, jobs)
        self.searched = tuple(searched)

    def trial(self, people: Ints, replications: range) -> Trial:
        """Simulate numbers of people, shape (searched groups, steps), with the callers of some replications."""
        blueprint = self.blueprint
        scenario = self.staffed(people)
        headcounts = headcount_steps(scenario, blueprint.calendar)

        def duties_of(draws: Draws) -> Duties:
            return draw_duties(scenario, headcounts, blueprint.plan, blueprint.calendar, draws)

        return self.tried(duties_of, replications)

    def staffed(self, people: Ints) -> Scenario:
        """Return the trial scenario with numbers of people in its searched groups."""
        scenario = self.blueprint.scenario
        groups = dict(scenario.groups)
        for name, row in zip(self.searched, self.cycle.week(people), strict=True):
            staffing = {"headcount": None, "headcount_profile": tuple(row.tolist())}
            groups[name] = groups[name].model_copy(update=staffing)
        return scenario.model_copy(update={"groups": groups})
