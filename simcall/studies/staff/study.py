"""Find the people that each hour of the week needs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from simcall.errors import SimcallError
from simcall.files.messages import shown
from simcall.inputs import Ints
from simcall.measures.targets import Figure, Target
from simcall.scenario import Scenario
from simcall.studies.kept_arrays import KeptArrays
from simcall.studies.memory import check_memory
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_SEED, Progress, check_request, jobs_at_once
from simcall.studies.staff.fresh_check import CONFIDENCE, Checked, checked
from simcall.studies.staff.groups import searched_groups, targets_of, unsearched_groups
from simcall.studies.staff.on_duty import Today, rostered_for, today
from simcall.studies.staff.search import HourSearch
from simcall.studies.staff.staffing import GroupStaffing, StaffingNumbers
from simcall.studies.staff.week_search import WeekSearch
from simcall.studies.staff.worth import worth_of
from simcall.studies.stages import Stages
from simcall.studies.trials.cycle import Cycle, cycle_of, step_minutes
from simcall.studies.trials.effort import effort_of
from simcall.studies.trials.erlang_start import erlang_start
from simcall.studies.trials.goals import goals_of
from simcall.studies.trials.target_trials import Trials, trial_scenario
from simcall.studies.trials.trial import Trial, span_estimates

__all__ = ["HOLDS", "ImpossibleTargetError", "staff"]

HOLDS = ("every-hour", "week")
"""How targets may be held."""
_STAGES = 8
_IMPOSSIBLE = 0.999
"""The confidence with which a target is impossible if it is missed with so many people that nobody waits."""


class ImpossibleTargetError(SimcallError):
    """No number of people meets a target."""


def staff(
    scenario: Scenario,
    targets: Sequence[Target | str] = (),
    *,
    groups: Sequence[str] = (),
    step: str = "1h",
    hold: str = "every-hour",
    worth: bool = False,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    keep: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> StaffingNumbers:
    """Find how many people each hour of the week needs at the phones.

    Parameters
    ----------
    scenario : Scenario
        The scenario. In place of the staffing of the searched groups, numbers of people are tried.
    targets : sequence of Target or str
        The targets to meet, such as ``"999.answered_in_target>=0.9"``; by default, the scenario's own.
    groups : sequence of str
        The groups whose people are searched for. By default, for each line with a target the first group in overflow
        order that answers it; the others stay on duty as the scenario has them.
    step : str
        How long a number of people holds: "1h", "30min" or "15min".
    hold : str
        "every-hour" if the targets are to be met in each hour, by the calls that were offered in it; "week" if they are
        to be met over the whole span, with the least person-hours.
    worth : bool
        Whether to work out what one more person in each hour is worth in the scenario as it is staffed.
    seed : int
        Seed of the callers.
    jobs : int, optional
        The number of threads; by default, all cores. It does not change the answer.
    keep : path, optional
        A folder that keeps each trial as soon as it is simulated. A search that was interrupted goes on from there.
        Remove the folder when you have the answer.
    progress : callable, optional
        Called after each stage with the number done and the number planned.

    Returns
    -------
    Staffing

    Raises
    ------
    SimcallError
        If there is no target, or one that no number of people meets.

    Examples
    --------
    >>> staffing = staff(load("scenarios/2024-02-backfill.toml"))
    >>> staffing.groups["handlers"].required
    """
    check_request(1, seed, DEFAULT_ENGINE, jobs)
    if hold not in HOLDS:
        raise SimcallError(f"--hold {shown(hold)}: write every-hour or week")
    to_meet = targets_of(scenario, targets)
    searched = searched_groups(scenario, to_meet, groups)
    cycle = cycle_of(scenario, searched, step_minutes(step))
    identity = {
        "scenario": scenario.fingerprint(),
        "targets": [str(target) for target in to_meet],
        "groups": searched,
        "cycle": [cycle.step_min, cycle.length_min],
        "seed": seed,
    }
    kept = KeptArrays(None if keep is None else Path(keep), identity, __name__)
    study = _Study(scenario, to_meet, searched, cycle, hold, seed, jobs, kept, Stages(progress, _STAGES + worth))
    return study.numbers(study.answer(), hold, with_worth=worth)


class _Study:
    """One search with its parts.

    Parameters
    ----------
    scenario, targets, searched, cycle, hold, seed, jobs
        What `staff` was given, read.
    kept : KeptArrays
        Keeps the trials.
    stages : Stages
        Reports progress.
    """

    def __init__(
        self,
        scenario: Scenario,
        targets: tuple[Target, ...],
        searched: tuple[str, ...],
        cycle: Cycle,
        hold: str,
        seed: int,
        jobs: int | None,
        kept: KeptArrays,
        stages: Stages,
    ) -> None:
        self._scenario, self._targets, self._searched = scenario, targets, searched
        self._cycle, self._seed, self._jobs, self._stages = cycle, seed, jobs, stages
        self._trials = Trials(trial_scenario(scenario, searched), searched, cycle, targets, seed, jobs, kept)
        self._effort = effort_of(self._trials.blueprint)
        check_memory([self._trials.blueprint], len(self._effort.rough), jobs_at_once(jobs, len(self._effort.rough)))
        self._goals = goals_of(scenario, targets, searched, by_step=hold == HOLDS[0])
        self._starts = tuple(
            erlang_start(self._trials.blueprint, name, cycle, self._goals.owned_by(index))
            for index, name in enumerate(searched)
        )
        self._least = np.array([start.rings for start in self._starts], np.int64)
        self._most = np.array([start.plenty for start in self._starts], np.int64)

    def answer(self) -> Checked:
        """Return the least people that meet the targets, by step if any target is held by step."""
        return self._every_hour() if any(self._goals.by_step) else self._week()

    def _every_hour(self) -> Checked:
        """Return the least people with which every step meets its targets."""
        rough = self._search(self._effort.rough)
        people = np.clip(np.array([start.people for start in self._starts]), self._least, self._most)
        people = self._then(rough.repaired(rough.near(people)))
        people = self._then(rough.exchanged(rough.trimmed(people)))
        fine = self._search(self._effort.fine)
        people = self._then(fine.repaired(people))
        people = self._then(fine.trimmed(people, once=True))
        answer = self._leaner(fine, people, self._checked(people))
        if all(self._goals.by_step):
            return answer
        surely = self._surely(self._week_search(self._effort.fine), answer.people)
        return replace(surely, too_close=answer.too_close, open=answer.open)

    def _checked(self, people: Ints) -> Checked:
        return checked(self._trials, self._goals, people, self._most, self._effort.looks, self._stages.next)

    def _leaner(self, search: HourSearch, people: Ints, answer: Checked) -> Checked:
        """Return an answer without people in steps that no longer need them, as the step before them was raised.

        Who waits at the end of a step is answered in the next. So when fresh callers raise a step, the next may have
        people who were there for its queue.
        """
        was_raised = answer.people > people
        follows = np.roll(was_raised, 1, axis=1) & ~was_raised
        around = replace(search, least=np.where(follows, self._least, answer.people))
        fewer = around.trimmed(answer.people)
        if (fewer == answer.people).all():
            return answer
        leaner = self._checked(fewer)
        if leaner.people.sum() >= answer.people.sum():
            return answer
        return replace(leaner, too_close=leaner.too_close | (answer.too_close & (leaner.people == answer.people)))

    def _week(self) -> Checked:
        """Return the least person-hours with which the targets are met over the span."""
        rough, fine = self._week_search(self._effort.rough), self._week_search(self._effort.fine)
        self._refuse_impossible(self._trials.trial(self._most, self._effort.rough))
        self._stages.next()
        people = self._then(rough.rough())
        people = self._then(fine.improved(fine.raised(people)))
        return self._surely(fine, people)

    def _surely(self, search: WeekSearch, people: Ints) -> Checked:
        """Raise people until the targets over the span surely hold on fresh callers."""
        looks = range(self._effort.looks[0].start, self._effort.looks[-1].stop)
        people = self._then(search.raised(people, CONFIDENCE, looks))
        nobody = np.zeros(people.shape, np.bool_)
        return Checked(people, self._trials.trial(people, looks), nobody, nobody)

    def _week_search(self, replications: range) -> WeekSearch:
        return WeekSearch(
            self._trials, self._goals, self._starts, self._least, self._most, replications, self._effort.rough
        )

    def _search(self, replications: range) -> HourSearch:
        """Return a search with the callers of some replications, after a check that the targets can be met."""
        plenty = self._trials.trial(self._most, replications)
        self._refuse_impossible(plenty)
        self._stages.next()
        return HourSearch(self._trials, self._goals, self._starts, self._least, self._most, replications, plenty.luck())

    def _refuse_impossible(self, plenty: Trial) -> None:
        """Refuse targets that are missed even with so many people that nobody waits."""
        span = plenty.pooled()
        for target, missed, value in zip(
            self._targets, span.surely_misses(_IMPOSSIBLE)[:, 0], span.values[:, 0], strict=True
        ):
            if missed:
                raise ImpossibleTargetError(
                    f"{target}: no number of people meets this target. With so many that hardly anybody waits, the "
                    f"figure is {value:.3g}. The connection, the pick-up or a recorded message takes too long; change "
                    "them, or name another target with --target"
                )

    def _then(self, people: Ints) -> Ints:
        self._stages.next()
        return people

    def numbers(self, answer: Checked, hold: str, *, with_worth: bool) -> StaffingNumbers:
        """Return the answer beside the scenario as it is staffed."""
        scenario, replications = self._scenario, self._effort.looks[0]
        now = today(scenario, self._searched, self._targets, self._cycle, replications, self._seed, self._jobs)
        worth = None
        if with_worth:
            per_group = {name: self._targets_of(name) for name in self._searched}
            worth = worth_of(scenario, per_group, replications, self._seed, self._jobs)
        self._stages.finish()
        checks = zip(self._targets, answer.trial.totals, strict=True)
        return StaffingNumbers(
            scenario,
            self._targets,
            hold,
            tuple(t for t, held in zip(self._targets, self._goals.by_step, strict=True) if not held),
            self._cycle.step_min,
            self._cycle.length_min,
            {name: self._group(index, answer, now) for index, name in enumerate(self._searched)},
            unsearched_groups(scenario, self._searched, self._targets),
            {_name(target): span_estimates(target, totals) for target, totals in checks},
            {_name(target): now.figures[str(target)] for target in self._targets},
            answer.trial.replications,
            CONFIDENCE,
            int(self._cycle.week(answer.open).any(axis=0).sum()),
            self._seed,
            worth,
        )

    def _targets_of(self, group: str) -> tuple[Target, ...]:
        return tuple(target for target in self._targets if target.line_or_group in self._scenario.groups[group].lines)

    def _group(self, index: int, answer: Checked, now: Today) -> GroupStaffing:
        name = self._searched[index]
        people = np.where(self._trials.in_span, answer.people[index].astype(np.float64), np.nan)
        required = self._cycle.week(people).astype(np.float64)
        rostered, on_duty = now.rostered[name], now.on_duty[name]
        return GroupStaffing(
            required,
            on_duty,
            rostered,
            rostered_for(required, rostered, on_duty),
            self._cycle.week(answer.too_close[index]).astype(np.bool_),
        )


def _name(target: Target) -> str:
    """Return the figure of a target, as the document names it."""
    return str(Figure(target.line_or_group, target.measure))
