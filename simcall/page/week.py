"""The week hour by hour, as numbers that a page draws and shows as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simcall.inputs import Floats
from simcall.scenario.models.week import DAY_NAMES

if TYPE_CHECKING:
    from simcall.studies.rota import RotaNumbers
    from simcall.studies.staff.staffing import StaffingNumbers

__all__ = ["Day", "HourOfDay", "Week", "required_weeks", "rostered_weeks"]

WIDTH, HEIGHT = 240, 100
"""The picture of a day in its own units: ten to an hour."""
_PLACES = 1


@dataclass(frozen=True)
class HourOfDay:
    """An hour of a day of the week; None for what is not known or not in the span.

    Attributes
    ----------
    hour : int
        The hour of the day.
    rostered, there, needed : float or None
        People whom the plan has on duty, people at the phones on average, and people needed there.
    short : float or None
        How many are missing on average; None if the hour does not count as short.
    """

    hour: int
    rostered: float | None
    there: float | None
    needed: float | None
    short: float | None


@dataclass(frozen=True)
class Day:
    """A day of the week, with the lines and areas of its picture."""

    name: str
    hours: tuple[HourOfDay, ...]
    highest: float

    @property
    def there_area(self) -> str:
        """The area of the people who are there."""
        levels = [0.0 if hour.there is None else hour.there for hour in self.hours]
        return f"M0 {HEIGHT}{_steps(levels, self.highest)}L{WIDTH} {HEIGHT}Z"

    @property
    def needed_line(self) -> str:
        """The line of the people who are needed; empty if that is not known."""
        if all(hour.needed is None for hour in self.hours):
            return ""
        levels = [0.0 if hour.needed is None else hour.needed for hour in self.hours]
        return "M" + _steps(levels, self.highest)[1:]

    @property
    def rostered_line(self) -> str:
        """The line of the people whom the plan has on duty."""
        levels = [0.0 if hour.rostered is None else hour.rostered for hour in self.hours]
        return "M" + _steps(levels, self.highest)[1:]

    @property
    def short_areas(self) -> tuple[tuple[float, float, float], ...]:
        """The hours that are short: where each begins, its top and its height."""
        return tuple(
            (10.0 * hour.hour, _y(hour.needed or 0.0, self.highest), HEIGHT * hour.short / self.highest)
            for hour in self.hours
            if hour.short
        )

    @property
    def in_words(self) -> str:
        """The day for who does not see the picture."""
        short = [hour for hour in self.hours if hour.short]
        there = [hour.there for hour in self.hours if hour.there is not None]
        if not there:
            return f"{self.name}: not in the span"
        text = f"{self.name}: {min(there):.0f} to {max(there):.0f} people"
        if all(hour.needed is None for hour in self.hours):
            return text
        return f"{text}, {len(short)} short hour{'' if len(short) == 1 else 's'}" if short else f"{text}, no hour short"


@dataclass(frozen=True)
class Week:
    """The week of one group.

    Attributes
    ----------
    group : str
        The group.
    days : tuple of Day
        Monday first.
    sentences : tuple of str
        What to say of it.
    """

    group: str
    days: tuple[Day, ...]
    sentences: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the people needed are known."""
        return any(hour.needed is not None for day in self.days for hour in day.hours)


def rostered_weeks(rota: RotaNumbers) -> Iterator[Week]:
    """Yield the week of each group that has people on duty, before anybody knows how many it needs."""
    for name, people in rota.people.items():
        if np.nansum(people):
            present = people * rota.scenario.groups[name].mean_presence
            unknown = np.full(len(people), np.nan)
            yield _week(name, people, present, unknown, unknown)


def required_weeks(staffing: StaffingNumbers) -> Iterator[Week]:
    """Yield the week of each group whose people are searched for, by hour."""
    for name, group in staffing.groups.items():
        short = np.where(group.is_short, group.short, np.nan)
        yield _week(name, group.rostered, group.on_duty, group.required, short)


def _week(group: str, rostered: Floats, there: Floats, needed: Floats, short: Floats) -> Week:
    known = [values[np.isfinite(values)] for values in (rostered, there, needed)]
    highest = max(1.0, *(float(values.max()) for values in known if len(values)))
    columns = [_numbers(values) for values in (rostered, there, needed, short)]
    hours = [HourOfDay(number % 24, *values) for number, values in enumerate(zip(*columns, strict=True))]
    days = (Day(name, tuple(hours[24 * day : 24 * day + 24]), highest) for day, name in enumerate(DAY_NAMES))
    return Week(group, tuple(days))


def _numbers(values: Floats) -> list[float | None]:
    return [round(value, _PLACES) if np.isfinite(value) else None for value in values.tolist()]


def _steps(levels: Sequence[float], highest: float) -> str:
    """Return a line through levels that hold for an hour each, as a path."""
    parts = [f"L{10 * hour} {_y(level, highest):.1f}H{10 * hour + 10}" for hour, level in enumerate(levels)]
    return "".join(parts)


def _y(level: float, highest: float) -> float:
    return HEIGHT * (1 - level / highest)
