"""Predict a scenario by Erlang A: each half hour separately in its steady state, with the scenario's own inputs."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse.csgraph import connected_components

from simcall.inputs import Blueprint, Bools, Floats, Ints
from simcall.inputs.distributions import quantile_of
from simcall.inputs.periods import Periods, periods_of
from simcall.measures.definitions import (
    ABANDONED,
    ABANDONMENT_RATE,
    ANSWERED,
    ANSWERED_IN_TARGET,
    ASA,
    OFFERED,
    answer_time,
)
from simcall.scenario import Line
from simcall.studies.erlang_a import erlang_a, exponential_patience_s
from simcall.studies.evidence.figures import LEVELS
from simcall.studies.evidence.observed_hours import ObservedHours
from simcall.studies.expected_items import with_follow_ons
from simcall.studies.rota import mean_calls, presence_of_roles

__all__ = ["ErlangPrediction", "erlang_prediction"]

_HALF_HOUR = 30
_TIMES_S = np.concatenate(([0.0], np.geomspace(0.5, 7200.0, 60)))
"""Where the distribution of answer times is worked out; it is interpolated in between."""
_RINGS = (np.arange(1000) + 0.5) / 1000
_ROUNDS = 4
"""How often the share that rings again is put back into the arrivals; it settles to four figures."""
_MOST_AGAIN = 0.99
"""Of all calls, the most that ring again: with more, arrivals would have no end."""
_FEW_CALLS = 1e-9


@dataclass(frozen=True)
class ErlangPrediction:
    """What Erlang A says of a line, half hour by half hour.

    Attributes
    ----------
    periods : Periods
        The half hours.
    kept : bool, shape (half hours,)
        Which of them count.
    offered, abandoned : float64, shape (half hours,)
        Calls, those who ring again included.
    wait_s : float64, shape (half hours,)
        Seconds until the answer in all, of calls that are answered.
    later : float64, shape (half hours, times)
        Calls that are answered after more than each of some times.
    """

    periods: Periods
    kept: Bools
    offered: Floats
    abandoned: Floats
    wait_s: Floats
    later: Floats

    def figures(self, target_s: float | None) -> dict[str, float | None]:
        """Return the figures of the whole span, by the names of the measures."""
        offered, abandoned = float(self.offered[self.kept].sum()), float(self.abandoned[self.kept].sum())
        answered = offered - abandoned
        within = self._within
        figures: dict[str, float | None] = {
            OFFERED.name: offered,
            ANSWERED.name: answered,
            ABANDONED.name: abandoned,
            ABANDONMENT_RATE.name: abandoned / offered if offered else None,
            ASA.name: float(self.wait_s[self.kept].sum()) / answered if answered else None,
        }
        for level in LEVELS:
            name = answer_time(round(100 * level)).name
            figures[name] = float(np.interp(level, within, _TIMES_S)) if answered else None
        if target_s is not None:
            figures[ANSWERED_IN_TARGET.name] = float(np.interp(target_s, _TIMES_S, within)) if answered else None
        return figures

    def abandonment_by(self, label: Callable[[Any], Hashable]) -> Mapping[Hashable, float]:
        """Return the share abandoned under each label of the half hours' local start."""
        totals: dict[Hashable, tuple[float, float]] = {}
        for start, counts, offered, abandoned in zip(
            self.periods.starts, self.kept, self.offered, self.abandoned, strict=True
        ):
            if counts:
                before = totals.get(label(start), (0.0, 0.0))
                totals[label(start)] = before[0] + abandoned, before[1] + offered
        return {name: abandoned / offered for name, (abandoned, offered) in totals.items() if offered > 0}

    @cached_property
    def _within(self) -> Floats:
        """Share of answered calls that are answered within each time."""
        answered = (self.offered - self.abandoned)[self.kept].sum()
        within: Floats = 1 - self.later[self.kept].sum(axis=0) / max(answered, _FEW_CALLS)
        return within


def erlang_prediction(blueprint: Blueprint, observed: ObservedHours) -> dict[str, ErlangPrediction]:
    """Return what Erlang A says of each line that was observed.

    Lines that share people, directly or by way of others, are one queue: Erlang A has no priorities.

    Parameters
    ----------
    blueprint : Blueprint
        The scenario over the dates that were observed.
    observed : ObservedHours
        What was observed, for the hours that count.
    """
    periods = periods_of(blueprint.calendar, _HALF_HOUR)
    hours = _HalfHours(blueprint, periods)
    predictions: dict[str, ErlangPrediction] = {}
    for pool in hours.pools():
        predictions |= hours.predicted(pool)
    return {
        name: replace(predictions[name], kept=line.keeps(periods.starts))
        for name, line in observed.lines.items()
        if name in predictions
    }


class _HalfHours:
    """The inputs of Erlang A in each half hour.

    Parameters
    ----------
    blueprint : Blueprint
        The scenario on the calendar.
    periods : Periods
        Its half hours.
    """

    def __init__(self, blueprint: Blueprint, periods: Periods) -> None:
        scenario, policy = blueprint.scenario, blueprint.policy
        self._lines = scenario.lines
        self._periods = periods
        self._serves = policy.serves
        self._length_s = np.diff(periods.edges) * blueprint.calendar.tick_s
        edges_s = np.asarray(periods.edges * blueprint.calendar.tick_s, np.float64)
        calls = np.array([mean_calls(demand, edges_s) for demand in blueprint.demands])
        self._calls = with_follow_ons(scenario, calls)
        present = np.array([group.mean_presence for group in scenario.groups.values()])[policy.role_group]
        self._people = presence_of_roles(blueprint, periods) * present[:, None]
        hour = np.array([start.weekday() * 24 + start.hour for start in periods.starts])
        self._handling_s = np.array([_busy_s(line, hour) for line in scenario.lines.values()])

    def pools(self) -> list[Ints]:
        """Return the phone lines that share people, pool by pool."""
        together = self._serves.T.astype(np.int64) @ self._serves.astype(np.int64)
        count, pool_of = connected_components(together > 0, directed=False)
        phones = np.array([not line.is_work for line in self._lines.values()])
        pools = [np.flatnonzero((pool_of == pool) & phones) for pool in range(count)]
        return [pool for pool in pools if len(pool)]

    def predicted(self, pool: Ints) -> dict[str, ErlangPrediction]:
        """Return what each line of a pool receives: the same shares, each with its own ring time."""
        names = [list(self._lines)[line] for line in pool]
        lines = [self._lines[name] for name in names]
        fresh = self._calls[pool]
        weights = fresh / np.maximum(fresh.sum(axis=0), _FEW_CALLS)
        handling_s = (weights * self._handling_s[pool]).sum(axis=0)
        rates = np.array([1 / exponential_patience_s(line.patience) for line in lines])
        patience_s = 1 / float(np.average(rates, weights=fresh.sum(axis=1) + _FEW_CALLS))
        people = self._people[self._serves[:, pool].any(axis=1)].sum(axis=0)
        again = np.array([line.redial.probability if line.redial else 0.0 for line in lines])
        lost = np.zeros(fresh.shape[1])
        for _ in range(_ROUNDS if again.any() else 1):
            offered = fresh / np.maximum(1 - again[:, None] * lost, 1 - _MOST_AGAIN)
            queue = _Queues(people, offered.sum(axis=0) / self._length_s, handling_s, patience_s)
            lost = queue.abandoned
        return {
            name: _of_line(line, queue, calls, self._periods)
            for name, line, calls in zip(names, lines, offered, strict=True)
        }


class _Queues:
    """Erlang A in each half hour; between whole numbers of people, what the two numbers beside it give on average.

    Parameters
    ----------
    people, arrivals, handling_s : float64, shape (half hours,)
        People on duty, calls a second, and mean seconds of handling.
    patience_s : float
        Mean patience.
    """

    def __init__(self, people: Floats, arrivals: Floats, handling_s: Floats, patience_s: float) -> None:
        self._cells = [
            (_neighbours(on_duty), round(rate, 10), round(mean, 6), patience_s)
            for on_duty, rate, mean in zip(people.tolist(), arrivals.tolist(), handling_s.tolist(), strict=True)
        ]

    @property
    def abandoned(self) -> Floats:
        """Share abandoned in each half hour."""
        return np.array(
            [
                sum(share * erlang_a(n, *inputs).abandoned for n, share in neighbours) if inputs[0] > 0 else 0.0
                for neighbours, *inputs in self._cells
            ]
        )

    @property
    def answered_wait_s(self) -> Floats:
        """Mean seconds in the queue, of all calls, of those that are answered."""
        return np.array(
            [
                sum(share * _wait_s(n, *inputs) for n, share in neighbours) if inputs[0] > 0 else 0.0
                for neighbours, *inputs in self._cells
            ]
        )

    def answered_after(self, seconds: Floats) -> Floats:
        """Return the share of calls that are answered later than each of some times, by half hour."""
        later = {
            (n, *inputs): erlang_a(n, *inputs).answered_after(seconds)
            for neighbours, *inputs in set((cell[0], *cell[1:]) for cell in self._cells)
            for n, _ in neighbours
            if inputs[0] > 0
        }
        none = np.zeros(len(seconds))
        return np.array(
            [
                sum((share * later[(n, *inputs)] for n, share in neighbours), start=none) if inputs[0] > 0 else none
                for neighbours, *inputs in self._cells
            ]
        )


def _wait_s(people: int, arrivals: float, handling_s: float, patience_s: float) -> float:
    queue = erlang_a(people, arrivals, handling_s, patience_s)
    return queue.answered_wait_s * (1 - queue.abandoned)


def _neighbours(people: float) -> tuple[tuple[int, float], ...]:
    """Return the whole numbers beside a mean number of people, and the share of the time for each."""
    below = math.floor(people + _FEW_CALLS)
    part = max(people - below, 0.0)
    return ((below, 1 - part), (below + 1, part)) if part > _FEW_CALLS else ((below, 1.0),)


def _of_line(line: Line, queue: _Queues, calls: Floats, periods: Periods) -> ErlangPrediction:
    """Add the time in which it rings, and the callers who give up meanwhile."""
    rings = quantile_of(line.pick_up, _RINGS)
    stays = np.ones(len(rings))
    if line.patience is not None and "pick_up" in line.patience_runs:
        stays = np.exp(-rings / exponential_patience_s(line.patience))
    lost, wait_s = queue.abandoned, queue.answered_wait_s
    mixing, rings_on = _ring_added(rings, stays)
    later = queue.answered_after(_TIMES_S) @ mixing + (1 - lost)[:, None] * rings_on
    answered = (1 - lost) * stays.mean()
    in_all_s = wait_s * stays.mean() + (1 - lost) * float((rings * stays).mean())
    every = np.ones(len(calls), np.bool_)
    return ErlangPrediction(periods, every, calls, calls * (1 - answered), calls * in_all_s, calls[:, None] * later)


def _ring_added(rings: Floats, stays: Floats) -> tuple[Floats, Floats]:
    """Return how shares that wait longer than each time become shares that wait and ring longer.

    Parameters
    ----------
    rings : float64, shape (rings,)
        Equally likely ring times.
    stays : float64, shape (rings,)
        The share of callers who do not hang up meanwhile.

    Returns
    -------
    mixing : float64, shape (times, times)
        Weights of the shares at all times (rows) in that of each (columns); between two times they are interpolated.
    rings_on : float64, shape (times,)
        The share for which it rings longer than each time.
    """
    left = _TIMES_S - rings[:, None]
    low = np.clip(np.searchsorted(_TIMES_S, left, side="right") - 1, 0, len(_TIMES_S) - 2)
    part = np.clip((left - _TIMES_S[low]) / (_TIMES_S[low + 1] - _TIMES_S[low]), 0.0, 1.0)
    weight = np.where(left >= 0, stays[:, None], 0.0) / len(rings)
    mixing = np.zeros((len(_TIMES_S), len(_TIMES_S)))
    columns = np.broadcast_to(np.arange(len(_TIMES_S)), low.shape)
    np.add.at(mixing, (low, columns), weight * (1 - part))
    np.add.at(mixing, (low + 1, columns), weight * part)
    return mixing, np.where(left < 0, stays[:, None], 0.0).mean(axis=0)


def _busy_s(line: Line, hour: Ints) -> Floats:
    """Return the mean seconds for which a call keeps a person busy, by half hour."""
    factors = np.array(line.handling_factors())[hour]
    busy: Floats = line.mean_handling_s() * factors + line.pick_up.mean_s()
    return busy
