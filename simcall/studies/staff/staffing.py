"""The answer: the people that each step of the week needs, beside those on duty today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.inputs import Bools, Floats
from simcall.measures import Estimate
from simcall.measures.targets import Target
from simcall.scenario import Scenario
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.staff.worth import Worth

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GroupStaffing", "StaffingNumbers"]

_SCHEMA = 1
_NEARLY_ONE = 0.5
"""Of a person: with less missing on average an hour does not count as short."""


@dataclass(frozen=True)
class GroupStaffing:
    """The people of a group in each step of the week from Monday 00:00; nan in a step that the span does not have.

    Attributes
    ----------
    required : float64, shape (steps,)
        People needed at the phones: whole numbers.
    on_duty : float64, shape (steps,)
        People at the phones in the scenario, on average, after breaks, absence and training.
    rostered : float64, shape (steps,)
        People whom the plan has on duty, before breaks and absence.
    rostered_required : float64, shape (steps,)
        People who must be rostered so that `required` are at the phones: whole numbers.
    too_close : bool, shape (steps,)
        Where it is too close to call whether one fewer would do.
    """

    required: Floats
    on_duty: Floats
    rostered: Floats
    rostered_required: Floats
    too_close: Bools

    @property
    def short(self) -> Floats:
        """How many people are missing at the phones in each step, on average."""
        return np.maximum(self.required - self.on_duty, 0.0)

    @property
    def is_short(self) -> Bools:
        """In which steps at least half a person is missing."""
        with np.errstate(invalid="ignore"):
            return self.short >= _NEARLY_ONE


@dataclass(frozen=True)
class StaffingNumbers:
    """How many people each step of the week needs for the targets.

    Attributes
    ----------
    scenario : Scenario
        The scenario, as it is staffed today.
    targets : tuple of Target
        The targets.
    hold : str
        "every-hour" or "week": how the targets are held.
    held_over_span : tuple of Target
        Those that are held over the whole span.
    step_min, cycle_min : int
        Minutes of a step, and minutes after which the answer repeats: those of a step, a day or a week.
    groups : mapping of str to GroupStaffing
        By searched group.
    kept : tuple of str
        Groups that answer the same lines, and stay on duty as the scenario has them.
    checked, today : mapping of str to Estimate
        The figure of each target over the whole span, on callers that the search has not seen: with the people found,
        and as the scenario is staffed.
    replications : int
        How many replications of these callers there were.
    confidence : float
        The confidence with which each step meets the targets.
    open_steps : int
        Steps of the week with too few calls to be that sure; there the figures themselves meet the targets.
    seed : int
        Seed of the callers.
    worth : Worth or None
        What one more person is worth, if it was worked out.
    """

    scenario: Scenario
    targets: tuple[Target, ...]
    hold: str
    held_over_span: tuple[Target, ...]
    step_min: int
    cycle_min: int
    groups: Mapping[str, GroupStaffing]
    kept: tuple[str, ...]
    checked: Mapping[str, Estimate]
    today: Mapping[str, Estimate]
    replications: int
    confidence: float
    open_steps: int
    seed: int
    worth: Worth | None = None

    @cached_property
    def steps(self) -> int:
        """Number of steps in a week."""
        return len(next(iter(self.groups.values())).required)

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each group and step of the week in the span.

        Returns
        -------
        DataFrame
            ``group``, ``day``, ``from``, ``required``, ``on_duty``, ``short``, ``rostered``, ``rostered_required``,
            ``too_close``.
        """
        import pandas as pd

        tables = [
            pd.DataFrame(
                {
                    "group": name,
                    "day": [WEEKDAYS[minute // 1440] for minute in self._minutes],
                    "from": [f"{minute // 60 % 24:02d}:{minute % 60:02d}" for minute in self._minutes],
                    "required": staffing.required,
                    "on_duty": staffing.on_duty,
                    "short": staffing.short,
                    "rostered": staffing.rostered,
                    "rostered_required": staffing.rostered_required,
                    "too_close": staffing.too_close,
                }
            )
            for name, staffing in self.groups.items()
        ]
        table = pd.concat(tables, ignore_index=True).dropna(subset="required", ignore_index=True)
        return table.astype({"required": int, "rostered_required": int})

    @property
    def _minutes(self) -> list[int]:
        return [self.step_min * step for step in range(self.steps)]

    def document(self) -> dict[str, Any]:
        """Return the answer as tables, lists, text and numbers that JSON can hold."""
        document = {
            "schema": _SCHEMA,
            "scenario": self.scenario.name,
            "targets": [str(target) for target in self.targets],
            "hold": self.hold,
            "held_over_span": [str(target) for target in self.held_over_span],
            "step_hours": self.step_min / 60 if self.step_min % 60 else self.step_min // 60,
            "confidence": self.confidence,
            "replications": self.replications,
            "groups": {name: _group_document(staffing) for name, staffing in self.groups.items()},
            "kept": list(self.kept),
            "checked": {name: estimate.interval for name, estimate in self.checked.items()},
            "today": {name: estimate.interval for name, estimate in self.today.items()},
        }
        return document if self.worth is None else document | {"worth": self.worth.document()}


def _group_document(staffing: GroupStaffing) -> dict[str, Any]:
    return {
        "required": _whole(staffing.required),
        "on_duty": _numbers(staffing.on_duty),
        "short": _numbers(staffing.short),
        "rostered": _numbers(staffing.rostered),
        "rostered_required": _whole(staffing.rostered_required),
        "one_fewer_may_do": staffing.too_close.tolist(),
    }


def _whole(values: Floats) -> list[int | None]:
    return [None if np.isnan(value) else int(value) for value in values.tolist()]


def _numbers(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else round(value, 6) for value in values.tolist()]
