"""Find a rota: the search, the check on callers that it has not seen, and the bound of the best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Bools, Floats, draw_blueprint
from simcall.measures.estimates import one_sided_t
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Figure, Target
from simcall.measures.verdicts import Verdict, judge
from simcall.scenario import Scenario
from simcall.scenario.models.paths import format_path
from simcall.scenario.models.week import MINUTES_PER_DAY, MINUTES_PER_WEEK, WEEKDAYS
from simcall.studies.design.contradictions import Rule, contradiction_in_words, smallest_contradiction
from simcall.studies.design.designed import Post, RotaDesignNumbers, TargetCheck
from simcall.studies.design.designed_scenario import designed_scenario, idle_shifts
from simcall.studies.design.effects import PersonEffects
from simcall.studies.design.empty_hours import empty_hours_in_words
from simcall.studies.design.final_check import FinalCheck, FinalChecks
from simcall.studies.design.hour_curves import HourCurves, Plane, hour_curves, levels_of
from simcall.studies.design.kept_staffing import people_and_hours
from simcall.studies.design.learned_rows import LearnedRows
from simcall.studies.design.limits import kept_limits, rules_of
from simcall.studies.design.moves import Moves
from simcall.studies.design.nearest import nearest_design
from simcall.studies.design.options import most_steps, options_of, rota_beside, tables_of
from simcall.studies.design.people_sharing import Crew, least_people
from simcall.studies.design.program import Program, Weeks
from simcall.studies.design.request import HOLDS, DesignRequest, GroupRequest, Minimise
from simcall.studies.design.residual import mean_residual_s
from simcall.studies.design.rota_posts import PATTERN, posts_of, posts_on_first_day
from simcall.studies.design.rota_trials import RotaTrials
from simcall.studies.design.search import RotaSearch
from simcall.studies.design.tried_designs import Tried, TriedDesigns
from simcall.studies.design.working_rules import within_rules
from simcall.studies.kept_arrays import KeptArrays
from simcall.studies.memory import check_memory
from simcall.studies.rota import paid_hours
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_SEED, Progress, check_request, jobs_at_once
from simcall.studies.stages import Stages
from simcall.studies.trials.cycle import Cycle, cycle_of
from simcall.studies.trials.effort import effort_of
from simcall.studies.trials.erlang_start import ErlangStart, erlang_start
from simcall.studies.trials.goals import goals_of
from simcall.studies.trials.target_trials import Trials, trial_scenario
from simcall.studies.trials.trial import span_estimates
from simcall.studies.variants import totals_of_variants

__all__ = ["design"]

_HOUR = 60
_STAGES = 100
_CURVES_DONE, _SEARCHED, _CHECKED = 10, 70, 95
"""The stages after which each part of the work is done."""
_USUAL_TRIALS = 40
"""Designs that a search tries; as nobody knows how many, each takes the same share of the stages that are left."""
_MARGIN = 2.6
"""Standard errors of the check that a design has to spare on the callers of the search."""
_TIMES_CHECKED = 2
"""A rota is checked with this many times the callers that `simcall staff` uses to check an hour."""
_FEWEST = 4


def design(
    request: DesignRequest,
    *,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    keep: Path | None = None,
    progress: Progress | None = None,
) -> RotaDesignNumbers:
    """Find which shifts to have, and how many people on each.

    Parameters
    ----------
    request : DesignRequest
        What is to be designed.
    seed : int
        Seed of the callers.
    jobs : int, optional
        The number of threads; by default, all cores. It does not change the answer.
    keep : Path, optional
        A folder that keeps each trial as soon as it is simulated: a design that was interrupted goes on from there.
    progress : callable, optional
        Called after each stage with the number done and the number planned.

    Returns
    -------
    RotaDesignNumbers

    Raises
    ------
    SimcallError
        If no rota keeps the limits, whatever it misses.
    """
    check_request(1, seed, DEFAULT_ENGINE, jobs)
    legal, notes = within_rules(request)
    return _Study(legal, seed, jobs, keep, progress).numbers(notes)


class _Study:
    """One design with its parts.

    Parameters
    ----------
    request, seed, jobs, keep, progress
        As for `design`; the request has only shifts that keep the working-time rules.
    """

    def __init__(
        self, request: DesignRequest, seed: int, jobs: int | None, keep: Path | None, progress: Progress | None
    ) -> None:
        self._request, self._seed, self._jobs = request, seed, jobs
        self._stages = Stages(progress, _STAGES)
        scenario, names = request.scenario, tuple(request.groups)
        self._options = options_of(request)
        self._cycle = _cycle_of(request)
        self._hours = Trials(trial_scenario(scenario, names), names, self._cycle, request.targets, seed, jobs)
        self._effort = effort_of(self._hours.blueprint)
        self._checked_on = _TIMES_CHECKED * sum(map(len, self._effort.looks))
        check_memory([self._hours.blueprint], len(self._effort.rough), jobs_at_once(jobs, len(self._effort.rough)))
        by_step = request.hold == HOLDS[1]
        self._by_step = goals_of(scenario, request.targets, names, by_step=by_step).by_step
        self._starts = tuple(self._start(name) for name in names)
        self._plenty = np.array([start.plenty for start in self._starts])
        self._kept = KeptArrays(keep, _identity(request, seed), __name__)
        self._trials = RotaTrials(request, self._options, self._most(request), self._cycle, seed, jobs, self._kept)
        self._attendance = self._trials.attendance()
        self._program = Program(request, self._options, self._trials.most, self._by_step)

    def _start(self, name: str) -> ErlangStart:
        lines = self._request.scenario.groups[name].lines
        own = [target for target in self._request.targets if target.line_or_group in lines]
        return erlang_start(self._hours.blueprint, name, self._cycle, own)

    def _most(self, request: DesignRequest) -> list[int]:
        return most_steps(request, self._options, self._plenty.max(axis=1))

    @cached_property
    def _curves(self) -> HourCurves:
        few = self._effort.rough[: max(_FEWEST, len(self._effort.rough) // 2)]
        levels, curves_progress = levels_of(self._starts), self._stages.until(_CURVES_DONE)

        def curves() -> dict[str, Floats]:
            spare = hour_curves(self._hours, levels, self._plenty, self._by_step, few, curves_progress).spare
            return {"spare": spare}

        kept = self._kept.once(f"curves {few.stop}", curves)
        return HourCurves(levels, kept["spare"])

    @cached_property
    def _weeks(self) -> Weeks:
        """Return what the options do; for the hulls, people stay until the call in hand is over."""
        covers, _ = self._trials.covers()
        scenario = self._request.scenario
        overruns = [mean_residual_s(scenario, scenario.groups[name]) for name in self._request.groups]
        reach, kept = self._trials.covers(overruns)
        steps = np.flatnonzero(self._trials.in_span).tolist()
        each = 1 - (1 - self._request.confidence) / max(len(steps), 1)
        sure = one_sided_t(each, self._curves.spare.shape[-1])
        planes = {
            (target, step): self._curves.planes(self._attendance, target, step, sure if held else 0.0)
            for target, held in enumerate(self._by_step)
            for step in steps
        }
        open_steps = [cell for cell in planes if self._by_step[cell[0]] and _never_meets(planes[cell])]
        return Weeks(covers, reach, kept, {cell: of_cell for cell, of_cell in planes.items() if cell not in open_steps})

    def _search(self, replications: range) -> RotaSearch:
        luck = self._hours.trial(self._plenty, replications).luck()
        many = range(replications.stop, replications.stop + sum(map(len, self._effort.looks)))
        designs = TriedDesigns(
            self._trials, self._program, luck, replications, many, _MARGIN, self._checked_on, self._report_trial
        )
        few = self._effort.rough[:_FEWEST]
        effects = PersonEffects(self._trials, self._options, self._weeks.covers, self._attendance, self._by_step, few)
        return RotaSearch(designs, LearnedRows(designs, self._weeks, effects), Moves(designs, effects))

    def _report_trial(self, number: int) -> None:
        share = 1 - math.exp(-number / _USUAL_TRIALS)
        self._stages.reach(_CURVES_DONE + int(share * (_SEARCHED - _CURVES_DONE)))

    def numbers(self, notes: Sequence[str]) -> RotaDesignNumbers:
        """Return the answer."""
        self._refuse_contradicting_limits()
        search = self._search(self._effort.fine)
        checks = FinalChecks(
            search, self._checked_on, self._plenty, self._hours, self._request.confidence, self._next_check
        )
        best, bound = search.found() or self._nearest(search), np.inf
        if best.shortfall > 0:
            check = replace(checks.check(best.people), obstacle=self._contradiction(rules_of(self._request)))
        else:
            best, bound = search.bounded(best, self._request.confidence)
            check = checks.decided(best.people)
        if check.obstacle:
            rang: Bools = np.any(check.trial.rang, axis=0)
            empty = empty_hours_in_words(self._weeks, rang, self._cycle, tuple(self._request.groups))
            check = replace(check, obstacle=f"{check.obstacle} {empty}".rstrip())
        answer = self._answer(check, bound, notes)
        self._stages.finish()
        return answer

    def _next_check(self) -> Progress:
        """Return what reports the progress of another check; each takes half of the stages that are left for them."""
        return self._stages.until((self._stages.done + _CHECKED) // 2)

    def _nearest(self, search: RotaSearch) -> Tried:
        """Return the design that comes nearest to the targets; refuse limits that no design keeps."""
        nearest = nearest_design(search)
        if nearest is None:
            limits = [rule for rule in rules_of(self._request) if not rule.is_target]
            raise SimcallError(self._contradiction(limits))
        return nearest

    def _contradiction(self, rules: Sequence[Rule]) -> str:
        """Say which of some rules contradict each other, or that the search found no design."""

        def feasible(names: frozenset[str]) -> bool:
            return self._is_feasible(names, self._weeks)

        if not feasible(frozenset(rule.name for rule in rules)):
            return contradiction_in_words(smallest_contradiction(rules, feasible))
        return (
            "simcall found no rota within the rules that meets the targets, but cannot say which rules contradict each "
            "other. Allow more people, more paid hours, more kinds of shift or other starts."
        )

    def _is_feasible(self, names: frozenset[str], weeks: Weeks) -> bool:
        """Tell whether the program finds anybody who keeps the rules of some names alone."""
        request = kept_limits(self._request, names)
        program = replace(self._program, request=request, most=np.array(self._most(request)))
        held = np.array([str(target) in names for target in self._request.targets])
        needs = np.where(held[:, None], 0.0, -np.inf) * np.ones((1, self._cycle.steps))
        return program.solved(weeks, needs, gap=np.inf).bound < np.inf

    def _refuse_contradicting_limits(self) -> None:
        """Refuse limits that no rota keeps, whatever the targets, before anything is simulated."""
        covers, kept = self._trials.covers()
        weeks = Weeks(covers, covers, kept, {})
        limits = [rule for rule in rules_of(self._request) if not rule.is_target]

        def feasible(names: frozenset[str]) -> bool:
            return self._is_feasible(names, weeks)

        if limits and not feasible(frozenset(rule.name for rule in limits)):
            raise SimcallError(contradiction_in_words(smallest_contradiction(limits, feasible)))

    def _answer(self, check: FinalCheck, bound: float, notes: Sequence[str]) -> RotaDesignNumbers:
        request, scenario, people = self._request, self._request.scenario, check.people
        steps = people.tolist()
        designed = designed_scenario(request, self._options, steps, check.replications, check.seed)
        kept = self._kept_weight()
        objective = kept + sum(option.weight * n for option, n in zip(self._options, steps, strict=True))
        figures = [Figure(target.line_or_group, target.measure) for target in request.targets]
        report = self._stages.until(_STAGES)
        _, (today,) = totals_of_variants(
            [request.scenario], figures, range(check.replications), check.seed, jobs=self._jobs, progress=report
        )
        checks = tuple(
            self._target_check(index, target, check, today[figure])
            for index, (target, figure) in enumerate(zip(request.targets, figures, strict=True))
        )
        posts = tuple(post for group in request.groups for post in self._posts(designed, group))
        return RotaDesignNumbers(
            request,
            designed,
            tables_of(request, self._options, steps),
            (
                *(format_path(("groups", name, "rota")) for name in request.groups if scenario.groups[name].rota),
                *(format_path(("shifts", name)) for name in idle_shifts(scenario, designed)),
            ),
            posts,
            sum(_paid_hours(designed, group, group_request) for group, group_request in request.groups.items()),
            sum(_paid_hours(request.scenario, group, group_request) for group, group_request in request.groups.items()),
            kept + bound if np.isfinite(bound) else None,
            objective,
            checks,
            check.replications,
            self._trials.simulated + self._hours.simulated,
            self._seed,
            check.seed,
            self._least_people(designed),
            tuple(notes),
            check.obstacle,
        )

    def _kept_weight(self) -> float:
        """Return what the staffing that stays has of what is minimised."""
        minimise, total = self._request.minimise, 0.0
        for name, group_request in self._request.groups.items():
            rota = rota_beside(self._request.scenario.groups[name], group_request)
            if rota is None:
                continue
            if group_request.team_people is not None:
                teams = {team: table for team, table in rota.teams.items() if table.share < 1}
                rota = rota.model_copy(update={"teams": teams})
            people, hours = people_and_hours(rota, self._request.scenario, once=group_request.is_for_one_day)
            per_hour = (group_request.cost_per_hour or 0.0) if minimise is Minimise.COST else 1.0
            total += people if minimise is Minimise.PEOPLE else hours * per_hour
        return total

    def _target_check(self, index: int, target: Target, check: FinalCheck, today: RatioTotals) -> TargetCheck:
        totals = check.trial.totals[index]
        estimate, now = span_estimates(target, totals), span_estimates(target, today)
        if not self._by_step[index]:
            verdict = judge(target, estimate, rang=True)
            is_sure = verdict is not Verdict.MET or check.meets[index].all()
            return TargetCheck(target, estimate, verdict if is_sure else Verdict.TOO_CLOSE, now)
        upward = 1 if target.comparison in (">=", ">") else -1
        values = np.nan_to_num(upward * check.trial.values[index], nan=-np.inf)  # callers whom nobody answered
        worst = int(np.where(check.trial.rang[index], values, np.inf).argmin())
        cell = RatioTotals(totals.numerator[:, [worst]], totals.denominator[:, [worst]])
        return TargetCheck(target, estimate, check.verdict(index), now, worst, span_estimates(target, cell))

    def _posts(self, scenario: Scenario, group: str) -> tuple[Post, ...]:
        listed = posts_on_first_day if self._request.groups[group].is_for_one_day else posts_of
        return tuple(post for post in listed(scenario, group) if post.shift != PATTERN or post.people)

    def _least_people(self, designed: Scenario) -> dict[str, int]:
        """Return how many people at least fill the posts of each group, under its working-time rules."""
        least = {}
        for name, group_request in self._request.groups.items():
            rota = designed.groups[name].rota
            if rota is not None and rota.fixed:
                crews = [Crew(designed.shifts[post.shift], post.days, post.people) for post in rota.fixed.values()]
                least[name] = least_people(crews, group_request.rules)
        return least


def _never_meets(planes: Sequence[Plane]) -> bool:
    """Tell whether so few call in a step that its target is missed with any number of people, by chance."""
    return min(plane.height for plane in planes if not any(plane.slope)) < 0


def _identity(request: DesignRequest, seed: int) -> dict[str, Any]:
    """Return what every trial of a design depends on, besides the version."""
    rules = repr((request.groups, request.targets, request.hold, request.minimise, request.confidence))
    return {"scenario": request.scenario.fingerprint(), "rules": rules, "seed": seed}


def _paid_hours(scenario: Scenario, group: str, group_request: GroupRequest) -> float:
    """Return the paid hours a week of a group's rota; of a headcount, the hours of its people at the phones.

    Those of a design for one day are the hours of that day.
    """
    rota, once = scenario.groups[group].rota, group_request.is_for_one_day
    if rota is not None:
        return people_and_hours(rota, scenario, once=once)[1]
    return paid_hours(draw_blueprint(scenario))[group].hours_per_week * (scenario.days / len(WEEKDAYS) if once else 1)


def _cycle_of(request: DesignRequest) -> Cycle:
    """Return the hours of a day or of a week, whichever the demand, the options and what stays repeat in."""
    cycle = cycle_of(request.scenario, tuple(request.groups), _HOUR)
    days = {days for group_request in request.groups.values() for days in group_request.days.values()}
    repeats_daily = all(len(of_option) == len(WEEKDAYS) for of_option in days) or request.scenario.days <= 1
    nobody_stays = all(
        rota_beside(request.scenario.groups[name], group_request) is None
        for name, group_request in request.groups.items()
    )
    if repeats_daily and nobody_stays:
        return Cycle(_HOUR, max(cycle.length_min, MINUTES_PER_DAY))
    return Cycle(_HOUR, MINUTES_PER_WEEK)
