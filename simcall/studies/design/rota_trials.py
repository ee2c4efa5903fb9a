"""Trials of people on the options, always with the same callers and the same absences.

All options are laid on the calendar once. A trial has the first people of each, so that who is absent and when breaks
are taken does not change with the numbers. The people on a shift have the same duties, so only the first of them is
laid out, and a trial repeats that one: a request may have thousands of shifts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from simcall.inputs import Draws, Duties, Floats, Ints, Plan, draw_blueprint
from simcall.inputs.duties import draw_duties
from simcall.inputs.plan import select_duties, spans
from simcall.studies.design.options import Option, rota_beside, staffed
from simcall.studies.design.request import DesignRequest
from simcall.studies.kept_arrays import KeptArrays
from simcall.studies.run import Progress
from simcall.studies.trials.cycle import Cycle
from simcall.studies.trials.target_trials import TargetTrials
from simcall.studies.trials.trial import Trial, trial_arrays, trial_of

__all__ = ["RotaTrials", "key_of"]

_KEPT = -1
_MOMENTS = 16
"""Moments within the window of a break at which its start is tried, for the mean number of people away."""


class RotaTrials(TargetTrials):
    """Tries people on the options.

    Parameters
    ----------
    request : DesignRequest
        What is designed.
    options : sequence of Option
        The options.
    most : sequence of int
        The most steps that each can have.
    cycle : Cycle
        The steps of time in which the targets are judged, and covers counted.
    seed, jobs
        As for `simcall.run`.
    kept : KeptArrays
        Keeps each trial.
    """

    def __init__(
        self,
        request: DesignRequest,
        options: Sequence[Option],
        most: Sequence[int],
        cycle: Cycle,
        seed: int,
        jobs: int | None,
        kept: KeptArrays,
    ) -> None:
        laid_out = [n if option.is_pattern else min(n, 1) for option, n in zip(options, most, strict=True)]
        wide = draw_blueprint(staffed(request, options, laid_out))
        super().__init__(replace(wide, plan=select_duties(wide.plan, np.arange(0))), cycle, request.targets, seed, jobs)
        self.kept = kept
        self._plan, self.most = wide.plan, np.array(most, np.int64)
        self._streams = _StreamsOfOptions(request, options, wide.plan, self.most)

    def trial(
        self, people: Ints, replications: range, *, once: bool = False, progress: Progress | None = None
    ) -> Trial:
        """Simulate numbers of steps on the options, shape (options,), with the callers of some replications.

        The other arguments are as for `KeptCallers.totals`.
        """
        arrays = self.kept.once(
            key_of(f"trial with seed {self.seed}", people, replications),
            lambda: trial_arrays(self.changed(people, _same, replications, once=once, progress=progress)),
        )
        return trial_of(self.targets, arrays)

    def changed(
        self,
        people: Ints,
        change: Callable[[Duties], Duties],
        replications: range,
        *,
        once: bool = False,
        progress: Progress | None = None,
    ) -> Trial:
        """Simulate them as `trial` does, with their duties changed in each replication."""
        plan, blueprint = self._staffed(people), self.blueprint

        def duties_of(draws: Draws) -> Duties:
            return change(draw_duties(blueprint.scenario, blueprint.duties, plan, blueprint.calendar, draws))

        return self.tried(duties_of, replications, once=once, progress=progress)

    @property
    def group_numbers(self) -> tuple[int, ...]:
        """The index of each designed group in the scenario."""
        names = list(self.blueprint.scenario.groups)
        return tuple(names.index(name) for name in self._streams.group_names)

    def spells(self, steps: Ints) -> Ints:
        """Return when some steps of the cycle begin and end, in ticks and in order, shape (spells, 2)."""
        edges = self._periods.edges
        chosen = np.isin(self._steps, steps)
        return np.column_stack([edges[:-1], edges[1:]])[chosen]

    @cached_property
    def _steps(self) -> Ints:
        """The step of the cycle in which each period starts."""
        return np.array([self.cycle.step_of(start) for start in self._periods.starts], np.int64)

    @cached_property
    def _lengths(self) -> Ints:
        """The ticks of each step of the cycle over the span."""
        return np.bincount(self._steps, np.diff(self._periods.edges), self.cycle.steps)

    def _staffed(self, people: Ints) -> Plan:
        """Return the plan with the first people of each option; numbered as in a scenario with just these people."""
        plan, streams = self._plan, self._streams
        counts = streams.counts(people)
        used = np.flatnonzero(counts > 0)
        copies = np.where(streams.is_repeated, counts, 1)[plan.stream]
        own = np.flatnonzero((copies > 0) & (plan.person < counts[plan.stream]))
        rows = np.repeat(own, copies[own])
        person = plan.person[rows] + spans(np.zeros(len(own), np.int64), copies[own])
        agent = streams.first_agents(counts)[plan.stream[rows]] + person
        order = np.lexsort((plan.began[rows], agent, plan.group[rows]))
        chosen = select_duties(plan, rows[order])
        index = np.zeros(len(counts), np.int64)
        index[used] = np.arange(len(used))
        return replace(
            chosen,
            agent=agent[order],
            person=person[order],
            stream=index[chosen.stream],
            streams=tuple(replace(plan.streams[n], people=int(streams.most[n])) for n in used.tolist()),
        )

    def covers(self, overrun_s: Sequence[float] = ()) -> tuple[Floats, Floats]:
        """Return the mean number of people whom the plan has at the phones in each step, before absence.

        Breaks are subtracted at their mean over the window in which they begin.

        Parameters
        ----------
        overrun_s : sequence of float
            For each designed group, seconds beyond the end of a duty for which its people count as present.

        Returns
        -------
        of_options : float64, shape (options, steps)
            For each step on an option.
        kept : float64, shape (groups, steps)
            Of the designed groups, those whose present duties stay.
        """
        streams = self._streams

        def overrun(group: int) -> int:
            return round(overrun_s[group] / self.blueprint.calendar.tick_s) if overrun_s else 0

        of_options = np.zeros((len(self.most), self.cycle.steps))
        kept = np.zeros((len(streams.group_names), self.cycle.steps))
        by_stream = np.argsort(self._plan.stream, kind="stable")
        ends = np.cumsum(np.bincount(self._plan.stream, minlength=len(streams.option_of)))
        for number, rows in enumerate(np.split(by_stream, ends[:-1])):
            option, group = int(streams.option_of[number]), int(streams.group_of[number])
            if option != _KEPT:
                of_options[option] += self._mean_presence(rows[self._plan.person[rows] == 0], overrun(group))
            elif group >= 0:
                kept[group] += self._mean_presence(rows, overrun(group))
        return of_options, kept

    def attendance(self) -> Floats:
        """Return the share of planned duties at which the people of each designed group are there, shape (groups,).

        It is the mean of absence and training; lateness, and people who leave for good, are not subtracted.
        """
        shares = []
        for name in self._streams.group_names:
            group = list(self.blueprint.scenario.groups).index(name)
            absence = self.blueprint.scenario.groups[name].absence
            rows = np.flatnonzero(self._plan.group == group)
            turns, people = self._plan.turns[rows], self._streams.most_of_a_row[self._plan.stream[rows]]
            trained = np.divide(1.0, turns, out=np.zeros(len(turns)), where=turns > 0)
            mean = float(trained @ people / people.sum()) if len(rows) else 0.0
            shares.append((1 - absence.probability) * (1 - mean))
        return np.array(shares)

    def _mean_presence(self, rows: Ints, overrun: int) -> Floats:
        """Return the mean number of people of some duties in each step, without those on a break."""
        plan, edges = self._plan, self._periods.edges
        ticks = _ticks_before(plan.start[rows], plan.end[rows] + overrun, edges)
        sizes = np.diff(plan.first_break)[rows]
        places, rows = spans(plan.first_break[rows], sizes), np.repeat(rows, sizes)
        moments = (np.arange(_MOMENTS)[:, None] + 0.5) / _MOMENTS
        after, before = plan.break_after[places], plan.break_before[places]
        start = plan.began[rows] + after + np.floor(moments * (before - after)).astype(np.int64)
        end = np.minimum(start + plan.break_length[places], plan.end[rows])
        ticks = ticks - _ticks_before(np.maximum(start, 0).ravel(), np.maximum(end, 0).ravel(), edges) / _MOMENTS
        steps, lengths = self._steps, self._lengths
        present = np.bincount(steps, np.diff(ticks), self.cycle.steps)
        return np.divide(present, lengths, out=np.zeros(self.cycle.steps), where=lengths > 0)


def _ticks_before(start: Ints, end: Ints, edges: Ints) -> Floats:
    """Return the ticks that some spells have in all before each edge, shape (edges,)."""
    total = np.zeros(len(edges))
    for ticks, sign in ((np.sort(start), 1), (np.sort(end), -1)):
        past = np.searchsorted(ticks, edges)
        sums = np.concatenate(([0], np.cumsum(ticks)))
        total += sign * (past * edges - sums[past])
    return total


def _same(duties: Duties) -> Duties:
    """Return duties as they are."""
    return duties


def key_of(what: str, people: Ints, replications: range) -> str:
    """Return the key under which what people on the options give is kept."""
    return f"{what} {people.tolist()} {replications.start} {replications.stop}"


class _StreamsOfOptions:
    """Which people of the wide plan belong to which option.

    Attributes
    ----------
    group_names : tuple of str
        The designed groups.
    option_of : int64, shape (streams,)
        The option of each stream; -1 for people who are kept, or of another group.
    group_of : int64, shape (streams,)
        The designed group of each stream; -1 for another.
    is_repeated : bool, shape (streams,)
        Whether the plan has one person of each stream for all, because they have the same duties.
    most : int64, shape (streams,)
        The most people of each stream.
    most_of_a_row : int64, shape (streams,)
        For how many of these each duty in the plan is there.
    """

    def __init__(self, request: DesignRequest, options: Sequence[Option], plan: Plan, most: Ints) -> None:
        self.group_names = tuple(request.groups)
        labels: dict[tuple[str, str], int] = {}
        for number, option in enumerate(options):
            if option.is_pattern:
                group_request, group = request.groups[option.group], request.scenario.groups[option.group]
                kept = rota_beside(group, group_request)
                teams = kept.teams.items() if kept is not None else ()
                labels |= {(option.group, f"team {name}"): number for name, team in teams if team.share == 1}
            else:
                labels[option.group, f"fixed shift {option.name}"] = number
        self.option_of = np.array([labels.get((stream.group, stream.who), _KEPT) for stream in plan.streams], np.int64)
        self.group_of = np.array(
            [self.group_names.index(s.group) if s.group in self.group_names else -1 for s in plan.streams], np.int64
        )
        self._of_group = [stream.group for stream in plan.streams]
        self._people = np.array([stream.people for stream in plan.streams], np.int64)
        self.is_repeated = np.array([number >= 0 and not options[number].is_pattern for number in self.option_of], bool)
        self.most = np.where(self.option_of == _KEPT, self._people, most[self.option_of])
        self.most_of_a_row = np.where(self.is_repeated, self.most, 1)

    def counts(self, people: Ints) -> Ints:
        """Return how many people of each stream are there."""
        return np.where(self.option_of == _KEPT, self._people, people[self.option_of])

    def first_agents(self, counts: Ints) -> Ints:
        """Return the number within the group of the first person of each stream."""
        first, before = np.zeros(len(counts), np.int64), dict.fromkeys(self._of_group, 0)
        for number, group in enumerate(self._of_group):
            first[number] = before[group]
            before[group] += int(counts[number])
        return first
