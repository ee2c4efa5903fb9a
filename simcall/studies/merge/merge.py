"""What a merged control room gains with the same people, how many fewer would do, and what it costs the other lines."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats, draw_blueprint
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, DUTY_HOURS
from simcall.measures.estimates import half_width_of_mean
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.studies.memory import check_memory
from simcall.studies.merge.rooms import OTHER_FORCE, Rooms, two_rooms
from simcall.studies.merge.thinning import groups_to_thin, thinned
from simcall.studies.run import (
    DEFAULT_ENGINE,
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
    Progress,
    check_request,
    jobs_at_once,
)
from simcall.studies.variants import VariantTotals, totals_of_variants

__all__ = ["FewerPeople", "MergeNumbers", "Paired", "merge"]

SHARES = (0.0, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3)
"""The shares of people that are taken away from the merged room, to find how many fewer would do."""
_DAYS_OF_WEEK = 7
_SCHEMA = 1


@dataclass(frozen=True)
class Paired:
    """A figure of the two rooms apart and of the merged room, with the same callers.

    Attributes
    ----------
    apart, merged : float
        The figure; nan if it has no value.
    low, high : float
        The 95 % interval of the difference, merged less apart; nan from one replication.
    """

    apart: float
    merged: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """The merged room less the rooms apart."""
        return self.merged - self.apart


@dataclass(frozen=True)
class FewerPeople:
    """How many fewer people give the service of the two rooms apart.

    Attributes
    ----------
    lines : tuple of str
        The lines that are to be answered as well as before.
    share, low, high : float or None
        The share of people who can be taken away, with its interval. None where even the largest share that was tried
        is enough; zero if nobody can.
    """

    lines: tuple[str, ...]
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class MergeNumbers:
    """What merging two rooms does. Nothing is written until `save` is called.

    Attributes
    ----------
    rooms : Rooms
        The rooms, apart and merged.
    totals : tuple of mapping
        What the figures are ratios of, by hour of the day: of the rooms apart, and of the merged room with each share
        of `SHARES` of its people taken away.
    thinned_groups : tuple of str
        The groups whose people are taken away.
    replications, seed : int
        As for `simcall.run`.
    run_time_s : float
        How long it took.
    changes : tuple of str
        What was changed in both scenarios, as ``PATH=VALUE``.
    """

    rooms: Rooms
    totals: tuple[VariantTotals, ...] = field(repr=False)
    thinned_groups: tuple[str, ...]
    replications: int
    seed: int
    run_time_s: float = field(default=0.0, repr=False, compare=False)
    changes: tuple[str, ...] = ()

    @property
    def other_lines(self) -> tuple[str, ...]:
        """The phone lines that each room still answers alone."""
        lines = self.rooms.apart.lines
        return tuple(name for name, line in lines.items() if not line.is_work and name not in self.rooms.pooled)

    def in_time(self, lines: Sequence[str], step: int = 0) -> Paired:
        """Return the share of answered calls of some lines that are answered within their targets.

        Parameters
        ----------
        lines : sequence of str
            Lines with a target; their calls are taken together.
        step : int
            The number in `SHARES` of the share of people who are taken away.
        """
        return self._paired(ANSWERED_IN_TARGET.name, lines, step)

    def abandoned(self, lines: Sequence[str], step: int = 0) -> Paired:
        """Return the share of the calls of some lines that are abandoned; the parameters are those of `in_time`."""
        return self._paired(ABANDONMENT_RATE.name, lines, step)

    def in_time_by_hour(self) -> list[Paired]:
        """Return, for each of the 24 hours of the day, the share of pooled calls that are answered in time."""
        apart, merged = (_joined(totals, ANSWERED_IN_TARGET.name, self.rooms.pooled) for totals in self.totals[:2])
        return _pairs(apart, merged)

    @cached_property
    def fewer(self) -> tuple[FewerPeople, ...]:
        """How many fewer people do as well: on the pooled lines, and on every phone line."""
        pooled = self._fewest(ANSWERED_IN_TARGET.name, self.rooms.pooled, better=1)
        others = [self._fewest(ABANDONMENT_RATE.name, (line,), better=-1) for line in self.other_lines]
        everywhere = min((pooled, *others), key=_in_order)
        return (
            FewerPeople(self.rooms.pooled, *pooled),
            *([FewerPeople((*self.rooms.pooled, *self.other_lines), *everywhere)] if others else []),
        )

    @property
    def people_hours_a_week(self) -> float:
        """Hours on duty a week of the people who are taken away from, in the two rooms apart."""
        hours = [
            self.totals[0][Figure(name, DUTY_HOURS.name)].numerator.sum(axis=1).mean() for name in self.thinned_groups
        ]
        return float(sum(hours)) / self.rooms.apart.days * _DAYS_OF_WEEK

    def abandoned_with(self, line: str, share: float) -> float:
        """Return how many more of a line's calls are abandoned in the merged room with a share of its people less."""
        steps = range(len(SHARES))
        return float(np.interp(share, SHARES, [self.abandoned((line,), step).difference for step in steps]))

    def document(self) -> dict[str, Any]:
        """Return what merging does as one JSON document."""
        lines = {
            name: {"in_target": _listed(self.in_time((name,))), ABANDONMENT_RATE.name: _listed(self.abandoned((name,)))}
            for name in (*self.rooms.pooled, *self.other_lines)
        }
        return {
            "schema": _SCHEMA,
            "forces": list(self.rooms.labels),
            "together": list(self.rooms.together),
            "other_force": self.rooms.other_force,
            "reserve_with": self.rooms.reserve_with,
            "replications": self.replications,
            "seed": self.seed,
            "pooled": {
                "in_target": _listed(self.in_time(self.rooms.pooled)),
                ABANDONMENT_RATE.name: _listed(self.abandoned(self.rooms.pooled)),
                "in_target_by_hour": [_listed(pair) for pair in self.in_time_by_hour()],
            },
            "lines": lines,
            "people_hours_a_week": self.people_hours_a_week,
            "fewer_people": [
                {"lines": list(row.lines), "share": row.share, "low": row.low, "high": row.high} for row in self.fewer
            ],
        }

    def _paired(self, measure: str, lines: Sequence[str], step: int) -> Paired:
        apart, merged = (_joined(self.totals[number], measure, lines).summed() for number in (0, 1 + step))
        return _pairs(apart, merged)[0]

    def _fewest(
        self, measure: str, lines: Sequence[str], better: int
    ) -> tuple[float | None, float | None, float | None]:
        """Return the share of people at which a figure is as it was apart, with its interval."""
        pairs = [self._paired(measure, lines, step) for step in range(len(SHARES))]
        gains = [[better * value for value in (pair.difference, pair.low, pair.high)] for pair in pairs]
        mean, *ends = (_first_loss([row[column] for row in gains]) for column in range(3))
        low, high = sorted(ends, key=lambda share: np.inf if share is None else share)
        return mean, low, high


def merge(
    first: Scenario,
    second: Scenario,
    *,
    together: Sequence[str],
    labels: tuple[str, str] = ("first", "second"),
    other_force: float = OTHER_FORCE,
    each_reserve: bool = False,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> MergeNumbers:
    """Merge two control rooms, and simulate them apart and together with the same callers.

    Parameters
    ----------
    first, second : Scenario
        The rooms, over the same dates.
    together : sequence of str
        The lines that people of both rooms answer, such as ``["999"]``. Each has an answer target.
    labels : tuple of str
        What each force is called in the merged scenario.
    other_force : float
        How much longer people take over calls of the other force than over their own.
    each_reserve : bool
        Whether each room keeps its own reserve. By default there is one for both.
    replications, seed, engine, jobs
        As for `simcall.run`.
    progress : callable, optional
        Called with the number of replications that are done, and with all of them.

    Returns
    -------
    Merger

    Raises
    ------
    SimcallError
        If the rooms cannot be merged as they are, with all that stands in the way.
    """
    check_request(replications, seed, engine, jobs)
    started = time.perf_counter()
    rooms = two_rooms(first, second, labels, together, other_force=other_force, each_reserve=each_reserve)
    if untimed := [line for line in rooms.pooled if rooms.apart.lines[line].answer_target is None]:
        raise SimcallError(f"{untimed[0]} has no answer_target, so nobody can say how well it is answered; give it one")
    groups = groups_to_thin(rooms.merged, rooms.pooled)
    scenarios = [rooms.apart, *(thinned(rooms.merged, groups, share) for share in SHARES)]
    blueprints = [draw_blueprint(scenario) for scenario in scenarios[:2]]
    check_memory(blueprints, replications, jobs_at_once(jobs, replications), keeps_calls=False)
    _, totals = totals_of_variants(
        scenarios,
        _figures(rooms.apart, groups),
        range(replications),
        seed,
        label=_hour_of_day,
        engine=engine,
        jobs=jobs,
        progress=progress,
    )
    return MergeNumbers(rooms, tuple(totals), groups, replications, seed, time.perf_counter() - started)


def _figures(scenario: Scenario, groups: Sequence[str]) -> list[Figure]:
    phones = {name: line for name, line in scenario.lines.items() if not line.is_work}
    return [
        *(Figure(name, ANSWERED_IN_TARGET.name) for name, line in phones.items() if line.answer_target is not None),
        *(Figure(name, ABANDONMENT_RATE.name) for name in phones),
        *(Figure(name, DUTY_HOURS.name) for name in groups),
    ]


def _hour_of_day(start: datetime) -> int:
    return start.hour


def _joined(totals: Mapping[Figure, RatioTotals], measure: str, lines: Sequence[str]) -> RatioTotals:
    """Return what a figure of the calls of several lines together is the ratio of; of none, nothing is defined."""
    parts = [totals[figure] for line in lines if (figure := Figure(line, measure)) in totals]
    if not parts:
        any_figure = next(iter(totals.values()))
        return RatioTotals(np.zeros_like(any_figure.numerator), np.zeros_like(any_figure.numerator))
    numerators, denominators = ([getattr(part, end) for part in parts] for end in ("numerator", "denominator"))
    return RatioTotals(np.sum(numerators, axis=0), np.sum(denominators, axis=0))


def _pairs(apart: RatioTotals, merged: RatioTotals) -> list[Paired]:
    """Return a figure of each cell, with the interval of its difference by the delta method."""
    moved: Floats = merged.influence - apart.influence
    half = half_width_of_mean(moved)
    difference = merged.ratio - apart.ratio
    columns = (apart.ratio, merged.ratio, difference - half, difference + half)
    return [Paired(*map(float, row)) for row in zip(*columns, strict=True)]


def _first_loss(gains: Sequence[float]) -> float | None:
    """Return the share of people at which a gain that falls with it becomes a loss; None if it never does."""
    if not gains[0] > 0:
        return 0.0
    for (before, gain), (share, after) in zip(
        zip(SHARES, gains, strict=True), zip(SHARES[1:], gains[1:], strict=False), strict=False
    ):
        if after <= 0:
            return before + (share - before) * gain / (gain - after)
    return None


def _in_order(fewest: tuple[float | None, float | None, float | None]) -> float:
    return np.inf if fewest[0] is None else fewest[0]


def _listed(pair: Paired) -> dict[str, float | None]:
    values = {
        "apart": pair.apart,
        "merged": pair.merged,
        "difference": pair.difference,
        "low": pair.low,
        "high": pair.high,
    }
    return {name: value if np.isfinite(value) else None for name, value in values.items()}
