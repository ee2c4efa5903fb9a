"""The first guess: the least people of Erlang A for the offered load of each step, and how far a trial is from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simcall.inputs import Blueprint, Bools, Floats, Ints
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, MEASURES, SERVICE_LEVEL
from simcall.measures.measure import AnswerShare
from simcall.measures.targets import COMPARISONS, Target
from simcall.scenario import Group, Line
from simcall.studies.erlang_a import ErlangA, exponential_patience_s
from simcall.studies.trials.cycle import Cycle
from simcall.studies.trials.offered_load import calls_by_minute, minutes_of_week, offered_load

__all__ = ["ErlangStart", "erlang_start"]

_MOST_AGAIN = 0.9
_ABANDONED_UNLESS_A_TARGET = 0.03
_LOAD_DIGITS = 2
_ROUNDED_DOWN = 0.25
"""A move that goes less than this beyond a whole number of people does not add another person."""
_SPREAD = 6.0
"""People beyond the load that are tried, in square roots of the load."""


@dataclass(frozen=True)
class Aim:
    """A target that Erlang A can work out.

    Attributes
    ----------
    target : Target
        The target.
    queue_s : float
        Of a share answered in time, the seconds that are left for the queue; not used for the share abandoned.
    """

    target: Target
    queue_s: float

    @property
    def upward(self) -> int:
        """1 if more is better, and -1 if less is."""
        return 1 if self.target.comparison in (">=", ">") else -1


@dataclass(frozen=True)
class ErlangStart:
    """Erlang A in each step of the cycle, for one group.

    Attributes
    ----------
    aims : tuple of Aim
        The targets that it can work out.
    load : float64, shape (steps,)
        Mean offered load in erlangs.
    fresh : float64, shape (steps,)
        Expected first calls a minute to the lines with targets.
    handling_s, patience_s : float
        Mean seconds of a call, and until a caller gives up.
    """

    aims: tuple[Aim, ...]
    load: Floats
    fresh: Floats
    handling_s: float
    patience_s: float

    @property
    def people(self) -> Ints:
        """The least people that meet the targets in each step, shape (steps,); nobody where nobody rings."""
        least = [self._least(load) if fresh > 0 else 0 for load, fresh in zip(self.load, self.fresh, strict=True)]
        return np.array(least, np.int64)

    @property
    def rings(self) -> Bools:
        """Where anybody is expected to ring, shape (steps,): somebody has to be there."""
        return self.fresh > 0

    @property
    def plenty(self) -> Ints:
        """Enough people in each step that hardly anybody waits, shape (steps,)."""
        peak = float(self.load.max(initial=0.0))
        return np.full(len(self.load), int(np.ceil(2 * peak + _SPREAD * np.sqrt(peak))) + 10, np.int64)

    def worth_of_next(self, most: int) -> Floats:
        """Return what each person after the one before is worth, in calls of all targets, shape (steps, most)."""
        worth = np.zeros((len(self.load), most))
        for step, load in enumerate(self.load.tolist()):
            for aim in self.aims:
                gains = self.fresh[step] * aim.upward * np.diff(self._curve(aim, load))[:most]
                worth[step, : len(gains)] += gains
        return worth

    def moves(self, people: Ints, values: Floats, misses: Bools) -> Ints:
        """Return how many people to add in each step, so that what a trial gave becomes what is needed.

        A trial differs from Erlang A by priorities, reserves, busy days and what earlier hours leave behind. It stands
        where Erlang A would with some other number of people; from there Erlang A says how many are missing.

        Parameters
        ----------
        people : int64, shape (steps,)
            Of the trial.
        values : float64, shape (aims, steps)
            The figure of each target.
        misses : bool, shape (aims, steps)
            Whether it misses the target.
        """
        moves = np.full(len(people), -np.inf)
        for aim, row, missed in zip(self.aims, values, misses, strict=True):
            for step in np.flatnonzero(np.isfinite(row) | missed).tolist():
                moves[step] = max(moves[step], self._move(step, aim, row[step], bool(missed[step])))
        return np.where(np.isfinite(moves), moves, 0).astype(np.int64)

    def _move(self, step: int, aim: Aim, value: float, missed: bool) -> int:
        curve = self._curve(aim, float(self.load[step]))
        if not np.isfinite(value) or len(curve) < 2:
            return int(missed)
        numbers, upward = np.arange(len(curve)), aim.upward
        needed, equivalent = (
            float(np.interp(upward * figure, upward * curve, numbers)) for figure in (aim.target.value, value)
        )
        move = int(np.ceil(needed - equivalent - _ROUNDED_DOWN))
        return max(move, 1) if missed else min(move, 0)

    def _least(self, load: float) -> int:
        if not self.aims:
            return int(np.ceil(load + np.sqrt(load)))
        return max(_least_on(self._curve(aim, load), aim.target) for aim in self.aims)

    def _curve(self, aim: Aim, load: float) -> Floats:
        return _curve(aim, round(load, _LOAD_DIGITS), self.handling_s, self.patience_s)


def _least_on(curve: Floats, target: Target) -> int:
    """Return the least number of people at which a curve meets a target; the largest on it if none does."""
    meets = COMPARISONS[target.comparison]
    return next((people for people, figure in enumerate(curve.tolist()) if meets(figure, target.value)), len(curve) - 1)


@lru_cache(maxsize=20_000)
def _curve(aim: Aim, load: float, handling_s: float, patience_s: float) -> Floats:
    """Return a target's figure under Erlang A by the number of people, from 0."""
    if load <= 0:
        return np.zeros(1)
    spread = _SPREAD * np.sqrt(load)
    least, most = max(int(load - spread), 0), int(np.ceil(load + spread)) + 3
    figures = [_figure(aim, ErlangA(n, load / handling_s, handling_s, patience_s)) for n in range(least, most)]
    ordered = aim.upward * np.maximum.accumulate(aim.upward * np.array(figures))
    return np.concatenate([np.full(least, ordered[0]), ordered])


def _figure(aim: Aim, queue: ErlangA) -> float:
    """Return a figure of a line under Erlang A."""
    answered = 1 - queue.abandoned
    if aim.target.measure == ABANDONMENT_RATE.name:
        return queue.abandoned
    if answered <= 0:
        return 0.0
    in_time = answered - float(queue.answered_after(np.array([aim.queue_s]))[0])
    return in_time if aim.target.measure == SERVICE_LEVEL.name else in_time / answered


def _aim(target: Target, line: Line, group: Group) -> Aim | None:
    """Return a target as Erlang A works it out; None if it cannot."""
    if target.measure == ABANDONMENT_RATE.name:
        return Aim(target, 0.0)
    limit_s = _limit_s(target, line)
    before_s = line.connection.mean_s() + line.pick_up.mean_s() + group.pick_up.mean_s()
    return None if limit_s is None else Aim(target, limit_s - before_s)


def _limit_s(target: Target, line: Line) -> float | None:
    """Return the time within which a target asks for answers; None if it is about something else."""
    measure = MEASURES[target.measure]
    if isinstance(measure, AnswerShare):
        return None if measure.late else measure.limit_s
    in_target = target.measure in (ANSWERED_IN_TARGET.name, SERVICE_LEVEL.name)
    return line.answer_target.within if in_target and line.answer_target is not None else None


def erlang_start(blueprint: Blueprint, group_name: str, cycle: Cycle, targets: Sequence[Target]) -> ErlangStart:
    """Return the first guess for a group.

    Parameters
    ----------
    blueprint : Blueprint
        The trial scenario, laid on the calendar.
    group_name : str
        The group.
    cycle : Cycle
        The steps.
    targets : sequence of Target
        The targets of the lines that it answers.
    """
    scenario = blueprint.scenario
    group, names = scenario.groups[group_name], list(scenario.lines)
    served = [names.index(name) for name in group.lines]
    fresh = calls_by_minute(blueprint)
    aims = [
        _aim(target, scenario.lines[target.line_or_group], group.on_line(target.line_or_group)) for target in targets
    ]
    rates = fresh[served].sum(axis=1)
    weights = rates / max(float(rates.sum()), 1e-9)
    served_lines = [scenario.lines[names[index]] for index in served]
    giving_up = sum(w / exponential_patience_s(line.patience) for w, line in zip(weights, served_lines, strict=True))
    patience_s = 1 / giving_up if giving_up > 0 else np.inf
    load = offered_load(blueprint, _with_redials(fresh, scenario.lines, targets), served, group)
    handling_s = float(load.sum()) * 60 / max(float(rates.sum()), 1e-9)
    gather = _Gathering(blueprint, cycle)
    rings = [names.index(target.line_or_group) for target in targets]
    return ErlangStart(
        tuple(aim for aim in aims if aim is not None),
        gather.mean(load),
        gather.mean(fresh[sorted(set(rings))].sum(axis=0)),
        max(handling_s, 1.0),
        float(patience_s),
    )


def _with_redials(fresh: Floats, lines: Mapping[str, Line], targets: Sequence[Target]) -> Floats:
    """Return calls with those of callers who ring again, as many as abandonment at its target makes."""
    most = {target.line_or_group: target.value for target in targets if target.measure == ABANDONMENT_RATE.name}
    calls = fresh.copy()
    for index, (name, line) in enumerate(lines.items()):
        if line.redial is not None:
            again = line.redial.probability * most.get(name, _ABANDONED_UNLESS_A_TARGET)
            calls[index] /= 1 - min(again, _MOST_AGAIN)
    return calls


class _Gathering:
    """Gathers minutes of the run into the steps of a cycle.

    Parameters
    ----------
    blueprint : Blueprint
        The scenario, laid on the calendar.
    cycle : Cycle
        The steps.
    """

    def __init__(self, blueprint: Blueprint, cycle: Cycle) -> None:
        self._step = minutes_of_week(blueprint) // cycle.step_min % cycle.steps
        self._steps = cycle.steps

    def mean(self, values: Floats) -> Floats:
        """Return the mean of values by minute in each step; 0 in a step that does not occur."""
        counts = np.bincount(self._step, minlength=self._steps)
        sums = np.bincount(self._step, values[: len(self._step)], minlength=self._steps)
        means: Floats = sums / np.maximum(counts, 1)
        return means
