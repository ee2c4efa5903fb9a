"""How many people each hour needs, over draws of what is assumed."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simcall.inputs import Floats
from simcall.measures import Estimate
from simcall.measures.targets import Target
from simcall.scenario import Scenario
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.assumptions.assumed import share_document
from simcall.studies.assumptions.draws import Draws, draw_sets
from simcall.studies.assumptions.explained import FEWER_DRAWS
from simcall.studies.assumptions.variance_shares import VarianceShares, variance_shares
from simcall.studies.calibrate import EnsembleValues
from simcall.studies.run import DEFAULT_SEED, Progress
from simcall.studies.staff.staffing import StaffingNumbers
from simcall.studies.staff.study import ImpossibleTargetError, staff

__all__ = ["AssumedStaffingNumbers", "assume_staff"]

_SCHEMA = 1
COLUMNS = ("group", "day", "from", "required", "mean", "low", "high")


@dataclass(frozen=True)
class AssumedStaffingNumbers:
    """The people needed over draws of what is assumed. Nothing is written until `save` is called.

    Low and high are the lowest and the highest of the draws.

    Attributes
    ----------
    draws : Draws
        The sets of values.
    plain : StaffingNumbers
        The answer for the scenario as it is.
    required : mapping of str to float64, shape (draws, steps)
        By group, the people needed at the phones in each step of the week; nan in a step outside the span, and with a
        set with which no number of people meets the targets.
    impossible : tuple of str
        Why no number of people meets the targets, for each such set.
    run_time_s : float
        How long it took.
    changes : tuple of str
        What was changed in the scenario's file, as ``PATH=VALUE``.
    """

    draws: Draws
    plain: StaffingNumbers
    required: Mapping[str, Floats] = field(repr=False)
    impossible: tuple[str, ...] = ()
    run_time_s: float = field(default=0.0, repr=False, compare=False)
    changes: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """The number of draws with an answer."""
        return len(self.draws) - len(self.impossible)

    @property
    def coverage(self) -> float:
        """The share of further draws that lie between the lowest and the highest of these."""
        return (self.answered - 1) / (self.answered + 1)

    def hours(self, group: str) -> Floats:
        """Return the person-hours at the phones that a week needs with each set, shape (draws,); nan without answer."""
        per_step = self.required[group] * (self.plain.step_min / 60)
        return np.where(np.isnan(per_step).all(axis=1), np.nan, np.nansum(per_step, axis=1))

    def total_hours(self, group: str) -> Estimate:
        """Return the person-hours a week: the mean, and the lowest and highest of the draws."""
        hours = self.hours(group)
        return Estimate(float(np.nanmean(hours)), float(np.nanmin(hours)), float(np.nanmax(hours)))

    def by_step(self, group: str) -> tuple[Floats, Floats, Floats]:
        """Return the mean, the lowest and the highest number of people in each step; nan outside the span."""
        answered = self.required[group][~np.isnan(self.required[group]).all(axis=1)]
        outside = np.isnan(answered).all(axis=0)
        known = np.where(outside, 0.0, answered)
        mean, low, high = (
            np.where(outside, np.nan, reduced) for reduced in (known.mean(0), known.min(0), known.max(0))
        )
        return mean, low, high

    def shares(self, group: str) -> VarianceShares | None:
        """Return how much of the variance of the person-hours over the draws each assumption accounts for."""
        return variance_shares(self.draws.positions(), self.hours(group), self.plain.seed)

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a row for each group and step of the week, of `COLUMNS`."""
        return [
            (name, WEEKDAYS[minute // 1440], f"{minute // 60 % 24:02d}:{minute % 60:02d}", int(now), mean, low, high)
            for name, group in self.plain.groups.items()
            for step, (now, mean, low, high) in enumerate(
                zip(group.required.tolist(), *(column.tolist() for column in self.by_step(name)), strict=True)
            )
            for minute in [step * self.plain.step_min]
            if not np.isnan(now)
        ]

    def document(self) -> dict[str, Any]:
        """Return the answer as tables, lists, text and numbers that JSON can hold."""
        return {
            "schema": _SCHEMA,
            "scenario": self.plain.scenario.name,
            "targets": [str(target) for target in self.plain.targets],
            "draws": len(self.draws),
            "without_answer": list(self.impossible),
            "seed": self.plain.seed,
            "inputs": list(self.draws.paths),
            "groups": {name: self._group_document(name) for name in self.plain.groups},
        }

    def _group_document(self, name: str) -> dict[str, Any]:
        shares, now = self.shares(name), self.plain.groups[name].required
        mean, low, high = self.by_step(name)
        return {
            "hours_a_week": {
                "now": float(np.nansum(now) * self.plain.step_min / 60),
                **self.total_hours(name).interval,
            },
            "required": _listed(now),
            "mean": _listed(mean),
            "low": _listed(low),
            "high": _listed(high),
            "shares": None if shares is None else share_document(shares),
        }


def assume_staff(
    scenario: Scenario,
    targets: Sequence[Target | str] = (),
    *,
    groups: Sequence[str] = (),
    step: str = "1h",
    hold: str = "every-hour",
    draws: int = FEWER_DRAWS,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    ensemble: EnsembleValues | str | os.PathLike[str] | None = None,
    like: str | None = None,
    keep: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> AssumedStaffingNumbers:
    """Find how many people each hour needs with many sets of values of what is assumed.

    Parameters
    ----------
    scenario, targets, groups, step, hold
        As for `staff`.
    draws : int
        The number of sets.
    seed, jobs, ensemble, like
        As for `assume`.
    keep : path, optional
        As for `staff`.
    progress : callable, optional
        Called with the number of answers that are found, and of all: one for each set, and that for the scenario as it
        is.

    Returns
    -------
    AssumedStaffing

    Raises
    ------
    SimcallError
        As for `assume` and `staff`; if the targets are impossible with some sets, these are counted instead.
    """
    started = time.perf_counter()
    sets = draw_sets([scenario], draws, seed, ensemble=ensemble, like=like)
    cases = [scenario.update(change) for change in sets.overrides(scenario, 0)]

    def answer_of(case: Scenario) -> StaffingNumbers:
        return staff(case, targets, groups=groups, step=step, hold=hold, seed=seed, jobs=jobs, keep=keep)

    plain = answer_of(scenario)
    required = {name: np.full((draws, len(group.required)), np.nan) for name, group in plain.groups.items()}
    impossible: list[str] = []
    for number, case in enumerate(cases):
        if progress is not None:
            progress(number + 1, len(cases) + 1)
        try:
            answer = answer_of(case)
        except ImpossibleTargetError as error:
            impossible.append(str(error))
            continue
        for name, group in answer.groups.items():
            required[name][number] = group.required
    if progress is not None:
        progress(len(cases) + 1, len(cases) + 1)
    if len(impossible) == draws:
        raise ImpossibleTargetError(impossible[0])
    return AssumedStaffingNumbers(sets, plain, required, tuple(impossible), time.perf_counter() - started)


def _listed(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]
