"""The steps of time that have one number of people each, and how soon they repeat: in a step, a day or a week."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from simcall.errors import SimcallError
from simcall.files.messages import shown
from simcall.inputs import Floats
from simcall.scenario import Line, Scenario
from simcall.scenario.models.quantities import parse_duration
from simcall.scenario.models.week import MINUTES_PER_DAY, MINUTES_PER_WEEK
from simcall.studies.variants import minute_of_week

__all__ = ["STEPS_MIN", "Cycle", "cycle_of", "step_minutes"]

STEPS_MIN = (60, 30, 15)
"""The lengths that a step may have, in minutes."""


@dataclass(frozen=True)
class Cycle:
    """Equal steps of time that repeat.

    Attributes
    ----------
    step_min : int
        Minutes of a step.
    length_min : int
        Minutes after which the steps repeat: those of a step, a day or a week.
    """

    step_min: int
    length_min: int

    @property
    def steps(self) -> int:
        """Number of steps until they repeat."""
        return self.length_min // self.step_min

    @property
    def steps_of_week(self) -> int:
        """Number of steps in a week."""
        return MINUTES_PER_WEEK // self.step_min

    def step_of(self, start: datetime) -> int:
        """Return the number of the step that starts at a local time."""
        return minute_of_week(start) // self.step_min % self.steps

    def week(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """Repeat values of the steps over a week, along the last axis."""
        repeats = [1] * (values.ndim - 1) + [self.steps_of_week // self.steps]
        return np.tile(values, repeats)


def step_minutes(step: str) -> int:
    """Return the minutes of a step such as "30min".

    Raises
    ------
    SimcallError
        If that is no length of time, or a step cannot have that length.
    """
    try:
        minutes = parse_duration(step) / 60
    except ValueError:
        minutes = 0.0
    if minutes not in STEPS_MIN:
        raise SimcallError(f"--step {shown(step)}: write 1h, 30min or 15min")
    return int(minutes)


def cycle_of(scenario: Scenario, searched: Collection[str], step_min: int) -> Cycle:
    """Return the shortest cycle in which demand, handling and the other groups' people repeat.

    Special days and incidents at given times do not count: they belong to the step in which they fall.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    searched : collection of str
        The groups whose people are searched for, so that their present number does not matter.
    step_min : int
        Minutes of a step.
    """
    others = [group for name, group in scenario.groups.items() if name not in searched]
    if any(group.varies_by_date for group in others):
        return Cycle(step_min, MINUTES_PER_WEEK)
    weeks = [week for line in scenario.lines.values() for week in _of_line(line)]
    weeks += [_per_minute(group.headcounts()) for group in others if group.has_headcount]
    lengths = (step_min, MINUTES_PER_DAY, MINUTES_PER_WEEK)
    return Cycle(step_min, next(length for length in lengths if all(_repeats(week, length) for week in weeks)))


def _of_line(line: Line) -> list[Floats]:
    """Return what a line brings in each minute of the week: its demand, and the factor on its handling."""
    demand, factors = line.demand.profile, line.handling_by_hour
    return [_per_minute(steps) for steps in (demand, factors) if steps is not None and steps != "flat"]


def _per_minute(steps: tuple[float, ...] | tuple[int, ...] | str) -> Floats:
    return np.repeat(np.asarray(steps, np.float64), MINUTES_PER_WEEK // len(steps))


def _repeats(week: Floats, length: int) -> bool:
    """Tell whether the values of the minutes of a week repeat after a length; a flat week does in every minute."""
    if length in STEPS_MIN:
        return bool((week == week[0]).all())
    return bool((week.reshape(-1, length) == week[:length]).all())
