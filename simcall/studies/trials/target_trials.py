"""Trials of duties with the same callers, against targets in each step of a cycle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Self

import numpy as np

from simcall.inputs import Blueprint, Bools, Draws, Duties, Ints, draw_blueprint
from simcall.inputs.duties import draw_duties
from simcall.inputs.headcounts import headcount_steps
from simcall.inputs.periods import gathered, periods_of
from simcall.measures.definitions import OFFERED
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Figure, Target
from simcall.scenario import Scenario
from simcall.studies.kept_arrays import NOT_KEPT, KeptArrays
from simcall.studies.run import Progress
from simcall.studies.trials.cycle import Cycle
from simcall.studies.trials.kept_callers import KeptCallers
from simcall.studies.trials.trial import Trial, trial_arrays, trial_of

__all__ = ["TargetTrials", "Trials", "trial_scenario"]


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
        self.seed, self.simulated = seed, 0

    def with_seed(self, seed: int) -> Self:
        """Return the same trials with the callers of another seed."""
        others = copy(self)
        others._callers, others.seed, others.simulated = self._callers.with_seed(seed), seed, 0
        return others

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

    def tried(
        self,
        duties_of: Callable[[Draws], Duties],
        replications: range,
        *,
        once: bool = False,
        progress: Progress | None = None,
    ) -> Trial:
        """Simulate duties with the callers of some replications; the arguments are as for `KeptCallers.totals`."""
        figures = list(dict.fromkeys([*self._figures, *self._offered]))
        totals = self._callers.totals(
            duties_of, replications, figures, self._periods, self._cells, once=once, progress=progress
        )
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
    kept : KeptArrays
        Keeps each trial as soon as it is simulated.
    """

    def __init__(
        self,
        scenario: Scenario,
        searched: Sequence[str],
        cycle: Cycle,
        targets: tuple[Target, ...],
        seed: int,
        jobs: int | None,
        kept: KeptArrays = NOT_KEPT,
    ) -> None:
        super().__init__(draw_blueprint(scenario), cycle, targets, seed, jobs)
        self.searched, self._kept = tuple(searched), kept

    def trial(
        self, people: Ints, replications: range, *, once: bool = False, progress: Progress | None = None
    ) -> Trial:
        """Simulate numbers of people, shape (searched groups, steps), with the callers of some replications."""
        key = f"trial with seed {self.seed} {people.tolist()} {replications.start} {replications.stop}"
        arrays = self._kept.once(
            key, lambda: trial_arrays(self.tried(self._duties_with(people), replications, once=once, progress=progress))
        )
        return trial_of(self.targets, arrays)

    def _duties_with(self, people: Ints) -> Callable[[Draws], Duties]:
        """Return what gives the duties of a replication with numbers of people."""
        blueprint = self.blueprint
        scenario = self.staffed(people)
        headcounts = headcount_steps(scenario, blueprint.calendar)

        def duties_of(draws: Draws) -> Duties:
            return draw_duties(scenario, headcounts, blueprint.plan, blueprint.calendar, draws)

        return duties_of

    def staffed(self, people: Ints) -> Scenario:
        """Return the trial scenario with numbers of people in its searched groups."""
        scenario = self.blueprint.scenario
        groups = dict(scenario.groups)
        for name, row in zip(self.searched, self.cycle.week(people), strict=True):
            staffing = {"headcount": None, "headcount_profile": tuple(row.tolist())}
            groups[name] = groups[name].model_copy(update=staffing)
        return scenario.model_copy(update={"groups": groups})


def trial_scenario(scenario: Scenario, searched: Sequence[str]) -> Scenario:
    """Return the scenario with a number of people at the phones in place of the duties of the searched groups.

    They have no absence and no breaks there. Whoever other groups take from a searched group is not missing in it.
    """
    changes: dict[str, object] = {}
    for name, group in scenario.groups.items():
        if name in searched:
            changes |= {f'groups."{name}".headcount': 0, f'groups."{name}".availability': 1.0}
        if group.taken_from in searched:
            changes[f'groups."{name}".taken_from'] = None
        kept = {cohort: table for cohort, table in (group.recruits or {}).items() if table.joins not in searched}
        if group.recruits is not None and len(kept) < len(group.recruits):
            changes |= {f'groups."{name}".headcount': 0} if not kept else {}
    return scenario.update(changes)
