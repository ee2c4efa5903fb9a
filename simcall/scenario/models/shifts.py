"""Define shifts and their breaks, as frozen models."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from simcall.scenario.models.base import Frozen
from simcall.scenario.models.quantities import ClockTime, PositiveSeconds, plain_duration
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["Break", "Shift", "ShiftHours", "ShiftWeekdays", "written_times"]


class Break(Frozen):
    """A break in a shift. A call in hand is finished first."""

    length: PositiveSeconds
    """How long it is."""
    after: PositiveSeconds
    """The earliest start of the break, counted from the start of the shift."""
    before: PositiveSeconds
    """The latest start, counted likewise; the time between is drawn for each person and day."""
    paid: Annotated[bool, Field(strict=True)] = False
    """Whether the break is paid; the person takes no calls in either case."""

    @model_validator(mode="after")
    def _a_window(self) -> Self:
        if self.before < self.after:
            after, before = plain_duration(self.after), plain_duration(self.before)
            raise ValueError(f"before ({before}) is under after ({after}): the break has no time to begin in")
        return self


def _whole_minutes(seconds: float) -> float:
    if seconds % 60:
        raise ValueError("a shift's length is whole minutes")
    return seconds


ShiftLength = Annotated[PositiveSeconds, Field(le=86400), AfterValidator(_whole_minutes)]
ShiftBreaks = Annotated[tuple[Break, ...], Field(examples=['[{ length = "30 min", after = "3 h", before = "5 h" }]'])]


class ShiftHours(Frozen):
    """What is different on one day of the week; the rest is as on other days."""

    start: ClockTime | None = None
    """The start on the local clock."""
    end: ClockTime | None = None
    """The end on the local clock; a time at or before the start is on the next day."""
    length: ShiftLength | None = None
    """Or its length in whole minutes, up to a day."""
    breaks: ShiftBreaks | None = None
    """The breaks, in place of those on other days."""

    @model_validator(mode="after")
    def _at_most_one_end(self) -> Self:
        if self.end is not None and self.length is not None:
            raise ValueError("give either end or length, not both")
        return self


class ShiftWeekdays(Frozen):
    """Other hours of a shift, by the day of the week on which it starts."""

    mon: Annotated[ShiftHours | None, Field(alias="Mon")] = None
    """When it starts on a Monday."""
    tue: Annotated[ShiftHours | None, Field(alias="Tue")] = None
    """When it starts on a Tuesday."""
    wed: Annotated[ShiftHours | None, Field(alias="Wed")] = None
    """When it starts on a Wednesday."""
    thu: Annotated[ShiftHours | None, Field(alias="Thu")] = None
    """When it starts on a Thursday."""
    fri: Annotated[ShiftHours | None, Field(alias="Fri")] = None
    """When it starts on a Friday."""
    sat: Annotated[ShiftHours | None, Field(alias="Sat")] = None
    """When it starts on a Saturday."""
    sun: Annotated[ShiftHours | None, Field(alias="Sun")] = None
    """When it starts on a Sunday."""

    @property
    def days(self) -> tuple[ShiftHours | None, ...]:
        """What is different on each day, from Monday."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)


class Shift(Frozen):
    """A shift on the local clock, also in the two nights when it changes.

    Give either `end` or `length`. Breaks are counted from the start, so a shift with a `length` moves as a whole when
    its start changes.
    """

    start: ClockTime
    """The start on the local clock."""
    end: ClockTime | None = None
    """The end on the local clock; a time at or before the start is on the next day."""
    length: ShiftLength | None = None
    """Or its length in whole minutes, up to a day."""
    breaks: ShiftBreaks = ()
    """Breaks, in which the person takes no calls."""
    on: ShiftWeekdays | None = None
    """Other hours on the days of the week on which it starts."""

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.end is None) == (self.length is None):
            raise ValueError("give either end or length: exactly one of them")
        _check_breaks(self)
        for weekday in range(7) if self.on else ():
            try:
                _check_breaks(self.on_weekday(weekday))
            except ValueError as fault:
                raise ValueError(f"on {WEEKDAYS[weekday]}: {fault}") from None
        return self

    @property
    def minutes(self) -> int:
        """How long the shift lasts on the clock, in minutes, on days on which it has no other hours."""
        if self.length is not None:
            return round(self.length / 60)
        assert self.end is not None
        start, end = (at.hour * 60 + at.minute for at in (self.start, self.end))
        return (end - start - 1) % 1440 + 1

    def on_weekday(self, weekday: int) -> "Shift":
        """Return the shift as it is when it starts on a day of the week, 0 for Monday."""
        hours = self.on.days[weekday] if self.on else None
        if hours is None:
            return self if self.on is None else self.model_copy(update={"on": None})
        changes = {key: value for key in ("start", "breaks") if (value := getattr(hours, key)) is not None}
        if hours.end is not None or hours.length is not None:
            changes |= {"end": hours.end, "length": hours.length}
        return self.model_copy(update={**changes, "on": None})

    @property
    def variants(self) -> "tuple[Shift, ...]":
        """The shift as it is on each day of the week, from Monday; once if it is always the same."""
        return (self,) if self.on is None else tuple(self.on_weekday(weekday) for weekday in range(7))


def _check_breaks(shift: Shift) -> None:
    """Refuse a shift whose breaks may last beyond its end."""
    for number, pause in enumerate(shift.breaks):
        if pause.before + pause.length > shift.minutes * 60:
            latest = f"it begins by {plain_duration(pause.before)} and takes {plain_duration(pause.length)}"
            lasts = f"the shift lasts {plain_duration(shift.minutes * 60)}"
            raise ValueError(f"break {number + 1} may last beyond the end of the shift: {latest}, and {lasts}")


def written_times(shift: Shift) -> str:
    """Write when a shift is: "22:00 to 06:00 (8 h)"."""
    end = (shift.start.hour * 60 + shift.start.minute + shift.minutes) % 1440
    return f"{shift.start:%H:%M} to {end // 60:02d}:{end % 60:02d} ({plain_duration(shift.minutes * 60)})"
