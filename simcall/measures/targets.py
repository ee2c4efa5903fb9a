"""Figures that a planner names, the targets that they should meet, and the precision that they should have."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, MEASURES, MEASURES_OF, share_within
from simcall.scenario import Line, Scenario
from simcall.scenario.models.paths import format_path

__all__ = ["COMPARISONS", "PAID_HOURS", "Figure", "Precision", "Target", "own_targets", "unlisted"]

PAID_HOURS = "paid_hours"
"""What the plan costs a week, known before anything is simulated: of all groups, or ``paid_hours.GROUP`` of one."""
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Figure:
    """A measure of a line or a group.

    Attributes
    ----------
    line_or_group : str
        Its name; of paid hours empty, if those of all groups are meant.
    measure : str
        The measure's name, or ``paid_hours``.
    """

    line_or_group: str
    measure: str

    @property
    def is_of_line(self) -> bool:
        """Whether it is a line's measure, and not a group's."""
        return self.measure in MEASURES_OF["line"]

    @property
    def subject(self) -> dict[str, Any]:
        """Its line or group as a keyword argument: what the methods of `RunNumbers` take."""
        return {"line" if self.is_of_line else "group": self.line_or_group}

    @property
    def is_planned(self) -> bool:
        """Whether the plan gives it, with no simulation."""
        return self.measure == PAID_HOURS

    def __str__(self) -> str:
        if self.is_planned:
            return format_path(filter(None, (self.measure, self.line_or_group)))
        # Quotes tell a line or a group of that name from the hours that the plan costs.
        path = format_path((self.line_or_group, self.measure))
        return f'"{PAID_HOURS}".{self.measure}' if self.line_or_group == PAID_HOURS else path


@dataclass(frozen=True)
class Target(Figure):
    """What a figure should be.

    Attributes
    ----------
    comparison : str
        ``>=``, ``<=``, ``>`` or ``<``.
    value : float
        In the measure's own unit: shares from 0 to 1, times in seconds.
    """

    comparison: str
    value: float

    def met_by(self, value: float) -> bool:
        """Tell whether a value meets it."""
        return COMPARISONS[self.comparison](value, self.value)

    def __str__(self) -> str:
        return f"{super().__str__()} {self.comparison} {self.value:.12g}"


def unlisted(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return the figures, each once, whose measure a run works out only when somebody names it."""
    listed = {PAID_HOURS, *MEASURES}
    named = (Figure(figure.line_or_group, figure.measure) for figure in figures if figure.measure not in listed)
    return tuple(dict.fromkeys(named))


def own_targets(scenario: Scenario) -> tuple[Target, ...]:
    """Return the targets of a scenario's lines, in its order: of each line the answer targets, then abandonment."""
    return tuple(target for name, line in scenario.lines.items() for target in _targets_of(name, line))


def _targets_of(name: str, line: Line) -> Iterator[Target]:
    for number, target in enumerate(line.answer_targets or ()):
        measure = share_within(target.within) if number else ANSWERED_IN_TARGET.name
        yield Target(name, measure, ">=", target.share)
    if line.abandonment_target is not None:
        yield Target(name, ABANDONMENT_RATE.name, "<=", line.abandonment_target)


@dataclass(frozen=True)
class Precision(Figure):
    """How narrow a figure's interval should be.

    Attributes
    ----------
    half_width : float
        Half the width, in the measure's own unit.
    """

    half_width: float

    def met_by(self, half_width: float | None) -> bool:
        """Tell whether an interval of that half-width is narrow enough; an undefined one is not."""
        return half_width is not None and half_width <= self.half_width

    def __str__(self) -> str:
        return f"{super().__str__()} +- {self.half_width:.12g}"
