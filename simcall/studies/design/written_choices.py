"""Read the starts, lengths, breaks, shifts, days and limits that a design file gives, each on its own."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, TypeAdapter, model_validator

from simcall.files.messages import nearest, shown
from simcall.scenario import Shift
from simcall.scenario.models.base import Frozen, Text
from simcall.scenario.models.quantities import ClockTime, parse_duration, plain_duration
from simcall.scenario.models.shifts import Break, ShiftLength
from simcall.scenario.models.week import WEEKDAYS

__all__ = [
    "BASE",
    "EVERY",
    "ONCE",
    "StartsTable",
    "read_breaks",
    "read_day_sets",
    "read_hours",
    "read_lengths",
    "read_people",
    "read_people_or_base",
    "read_shifts",
    "read_starts",
]

BASE = "base"
"""As a limit: what the scenario has today."""
EVERY = "every"
"""All days of the week."""
ONCE = "once"
"""The only day of a span of one day."""
_MINUTES_A_DAY = 1440
_MOST_PEOPLE = 10_000
_MOST_HOURS = 1_000_000
_DAYS_EXAMPLE = 'write "every", from and to such as "Mon-Fri", or days such as "Mon,Wed,Fri"'
_Entry = TypeVar("_Entry")


class StartsTable(Frozen):
    """Starts of shifts in equal steps, also past midnight."""

    first: Annotated[ClockTime, Field(alias="from")]
    """The first start."""
    last: Annotated[ClockTime, Field(alias="to")]
    """No shift starts after this."""
    step: ShiftLength
    """The time from each start to the next, in whole minutes."""

    @model_validator(mode="after")
    def _more_than_one(self) -> Self:
        if self.first == self.last:
            at = f"{self.first:%H:%M}"
            raise ValueError(f'from and to are both {at}; for one start, write starts = ["{at}"]')
        return self

    @property
    def times(self) -> tuple[time, ...]:
        """The starts, in their order."""
        first, last = (at.hour * 60 + at.minute for at in (self.first, self.last))
        until = last if last > first else last + _MINUTES_A_DAY
        minutes = range(first, until + 1, round(self.step / 60))
        return tuple(time(minute // 60 % 24, minute % 60) for minute in minutes)


_STARTS: TypeAdapter[tuple[time, ...]] = TypeAdapter(Annotated[tuple[ClockTime, ...], Field(min_length=1)])
_LENGTHS: TypeAdapter[tuple[float, ...]] = TypeAdapter(Annotated[tuple[ShiftLength, ...], Field(min_length=1)])
_BREAKS: TypeAdapter[tuple[Break, ...]] = TypeAdapter(tuple[Break, ...])
_BREAKS_BY_LENGTH: TypeAdapter[Mapping[str, tuple[Break, ...]]] = TypeAdapter(Mapping[str, tuple[Break, ...]])
_TEXTS: TypeAdapter[tuple[str, ...]] = TypeAdapter(Annotated[tuple[Text, ...], Field(min_length=1)])
_OWN_SHIFTS: TypeAdapter[Mapping[str, Shift]] = TypeAdapter(Annotated[Mapping[str, Shift], Field(min_length=1)])


def read_starts(value: object) -> StartsTable | tuple[time, ...]:
    """Read the starts of shifts: a list of times, or a table with from, to and step."""
    if isinstance(value, Mapping):
        return StartsTable.model_validate(value)
    return _each_once(_STARTS.validate_python(value), lambda at: f"{at:%H:%M}")


def read_lengths(value: object) -> tuple[float, ...]:
    """Read the lengths of shifts, in seconds."""
    return _each_once(_LENGTHS.validate_python(value), plain_duration)


def read_breaks(value: object) -> tuple[Break, ...] | Mapping[float, tuple[Break, ...]]:
    """Read the breaks of all shifts, or a table of them by the length of the shift."""
    if not isinstance(value, Mapping):
        return _BREAKS.validate_python(value)
    by_length: dict[float, tuple[Break, ...]] = {}
    for written, breaks in _BREAKS_BY_LENGTH.validate_python(value).items():
        try:
            length = parse_duration(written)
        except ValueError as fault:
            raise ValueError(f"the keys here are lengths of shifts; {shown(written)}: {fault}") from None
        if length in by_length:
            raise ValueError(f"{plain_duration(length)} has breaks twice; write them once")
        by_length[length] = breaks
    return by_length


def read_shifts(value: object) -> tuple[str, ...] | Mapping[str, Shift]:
    """Read the names of shifts of the scenario, or a table of shifts."""
    if isinstance(value, Mapping):
        return _OWN_SHIFTS.validate_python(value)
    return _each_once(_TEXTS.validate_python(value), str)


def read_day_sets(value: object) -> Mapping[str, tuple[str, ...]]:
    """Read the sets of days by name; `ONCE` has no day yet, because that depends on the scenario."""
    sets: dict[str, tuple[str, ...]] = {}
    for name in _TEXTS.validate_python(value):
        days = () if name == ONCE else _weekdays(name)
        same = next((other for other, others in sets.items() if others == days), None)
        if same is not None:
            twice = "stands here twice" if same == name else f"has the same days as {shown(same)}"
            raise ValueError(f"{shown(name)} {twice}; write each set of days once")
        sets[name] = days
    if ONCE in sets and len(sets) > 1:
        raise ValueError(f'"{ONCE}" is the only day of the span; write it alone: ["{ONCE}"]')
    return sets


def _weekdays(name: str) -> tuple[str, ...]:
    """Read a set of weekdays: "every", "Mon-Fri", "Fri-Mon", "Sat", or several of these with commas between."""
    if name == EVERY:
        return WEEKDAYS
    days = [day for part in name.split(",") for day in _days_of_part(part.strip())]
    for day in days:
        if days.count(day) > 1:
            raise ValueError(f"{shown(name)} names {day} {days.count(day)} times; name each day once")
    return tuple(day for day in WEEKDAYS if day in days)


def _days_of_part(part: str) -> list[str]:
    """Read a day, or the first and the last of several with a hyphen or a dash between."""
    first, *more = [_weekday(day.strip()) for day in part.replace("\N{EN DASH}", "-").split("-", 1)]
    if not more:
        return [first]
    if more == [first]:
        raise ValueError(f"{shown(part)} is one day; write {shown(first)}")
    start, last = WEEKDAYS.index(first), WEEKDAYS.index(more[0])
    return [WEEKDAYS[(start + day) % 7] for day in range((last - start) % 7 + 1)]


def _weekday(written: str) -> str:
    if written in WEEKDAYS:
        return written
    first_letters = written[:3].capitalize()
    guess = first_letters if first_letters in WEEKDAYS else nearest(written, (EVERY, ONCE))
    remedy = f"did you mean {shown(guess)}?" if guess else _DAYS_EXAMPLE
    raise ValueError(f"{shown(written)} is not a day of the week; {remedy}")


def read_people(value: object) -> int:
    """Read a number of people."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_PEOPLE:
        raise ValueError(f"write a whole number from 0 to {_MOST_PEOPLE:,}")
    return value


def read_people_or_base(value: object) -> int | Literal["base"]:
    """Read a number of people, or `BASE`."""
    try:
        return "base" if value == BASE else read_people(value)
    except ValueError as fault:
        raise ValueError(f'{fault}, or "{BASE}" for as many as today') from None


def read_hours(value: object) -> float | Literal["base"]:
    """Read paid hours a week, or `BASE`."""
    if value == BASE:
        return "base"
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= _MOST_HOURS:
        raise ValueError(f'write hours a week, from 0 to {_MOST_HOURS:,}, or "{BASE}" for as many as today')
    return float(value)


def _each_once(entries: tuple[_Entry, ...], write: Callable[[_Entry], str]) -> tuple[_Entry, ...]:
    for entry in entries:
        if entries.count(entry) > 1:
            raise ValueError(f"{write(entry)} stands here {entries.count(entry)} times; write it once")
    return entries
