"""The local clock over a run: the minute of the week at each tick, also on days when the clock changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from simcall.inputs.world import Ints
from simcall.scenario import Scenario

__all__ = ["Calendar", "Hours", "LocalDate", "calendar_of"]

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class LocalDate:
    """One date on the local clock.

    Attributes
    ----------
    date : datetime.date
        The date.
    start_s : float
        Seconds from the start of the run to the date's first instant; negative if the run starts within the date.
    clock : int64, shape (minutes,)
        Minute of the day on the local clock in each minute of the date: 1,440 minutes, or 1,380 or 1,500 when the clock
        changes; none of a date that a country left out when it crossed the date line.
    """

    date: date
    start_s: float
    clock: Ints

    @property
    def week_minute(self) -> Ints:
        """Minute of the week, from Monday 00:00, on the local clock in each minute of the date."""
        return self.date.weekday() * 1440 + self.clock

    @property
    def hour(self) -> Ints:
        """Number of the local hour, from 0, in each minute of the date; an hour that the clock repeats counts twice."""
        begins = (np.diff(self.clock // 60, prepend=-1) != 0) | (np.diff(self.clock, prepend=0) < 0)
        return np.cumsum(begins) - 1

    def minute_at(self, clock_minute: int) -> int:
        """Return the first minute of the date at which the local clock has reached a minute of the day."""
        has_reached = self.clock >= clock_minute
        return int(np.argmax(has_reached)) if has_reached.any() else len(self.clock)


@dataclass(frozen=True)
class Hours:
    """The local hours of some dates: 24 of most, 23 or 25 when the clock changes.

    Attributes
    ----------
    first : int64, shape (dates + 1,)
        Index of each date's first hour.
    date : int64, shape (hours,)
        Index of each hour's date.
    start, end : int64, shape (hours,)
        Minutes of the date from which and until which each hour lasts.
    number : int64, shape (hours,)
        Hours from 1970 to the start of each hour, in UTC, so that neighbours have neighbouring numbers.
    """

    first: Ints
    date: Ints
    start: Ints
    end: Ints
    number: Ints


@dataclass(frozen=True)
class Calendar:
    """The span of a run on the local clock.

    Attributes
    ----------
    origin : datetime.datetime
        The instant of tick 0 in UTC, when the warm-up starts.
    zone : ZoneInfo
        The local clock.
    tick_s : float
        Seconds per tick.
    measured_from : int
        Tick at which measuring starts.
    horizon : int
        Tick at which the run ends.
    """

    origin: datetime
    zone: ZoneInfo
    tick_s: float
    measured_from: int
    horizon: int

    @cached_property
    def dates(self) -> tuple[LocalDate, ...]:
        """Every local date of the run, including those that it covers only in part."""
        return tuple(self._dates())

    @cached_property
    def ordinals(self) -> Ints:
        """The proleptic ordinals of the dates, which address random numbers."""
        return np.array([day.date.toordinal() for day in self.dates], np.int64)

    @cached_property
    def hours(self) -> Hours:
        """Every local hour of the dates."""
        starts = [np.flatnonzero(np.diff(day.hour, prepend=-1)) for day in self.dates]
        ends = [np.append(start, len(day.clock))[1:] for start, day in zip(starts, self.dates, strict=True)]
        began_s = [day.start_s + 60.0 * start for start, day in zip(starts, self.dates, strict=True)]
        sizes = [len(start) for start in starts]
        return Hours(
            first=np.cumsum([0, *sizes], dtype=np.int64),
            date=np.repeat(np.arange(len(sizes)), sizes),
            start=np.concatenate(starts),
            end=np.concatenate(ends),
            number=np.rint(self.origin.timestamp() + np.concatenate(began_s)).astype(np.int64) // 3600,
        )

    def _dates(self) -> Iterator[LocalDate]:
        day = self.local(0).date()
        end = self.origin + timedelta(seconds=self.horizon * self.tick_s)
        while (start := _instant(datetime.combine(day, time()), self.zone)) < end:
            following = day + timedelta(days=1)
            minutes = (_instant(datetime.combine(following, time()), self.zone) - start) // _MINUTE
            yield LocalDate(day, (start - self.origin).total_seconds(), self._clock(start, minutes))
            day = following

    def _clock(self, start: datetime, minutes: int) -> Ints:
        if minutes == 1440:
            return np.arange(1440, dtype=np.int64)
        locals_ = ((start + i * _MINUTE).astimezone(self.zone) for i in range(minutes))
        return np.array([moment.hour * 60 + moment.minute for moment in locals_], dtype=np.int64)

    def local(self, tick: int) -> datetime:
        """Return the local date and time of a tick."""
        return self.local_at(tick * self.tick_s)

    def local_at(self, seconds: float) -> datetime:
        """Return the local date and time at a number of seconds from the start of the run."""
        return (self.origin + timedelta(seconds=seconds)).astimezone(self.zone)

    def seconds_to(self, moment: datetime) -> float:
        """Return the seconds from the start of the run to a local date and time, without a zone."""
        return (_instant(moment, self.zone) - self.origin).total_seconds()

    def tick_at(self, seconds: float) -> int:
        """Return the tick nearest to a number of seconds from the start of the run."""
        return int(np.floor(seconds / self.tick_s + 0.5))


def calendar_of(scenario: Scenario) -> Calendar:
    """Lay a scenario's span on the local clock.

    The warm-up is elapsed time before the start. Days are days of the local clock: a span over the night in March when
    the clock goes forward is an hour shorter.
    """
    zone = ZoneInfo(scenario.time_zone)
    local_start = scenario.start
    if not isinstance(local_start, datetime):
        local_start = datetime.combine(local_start, time())
    start = _instant(local_start, zone)
    end = _instant(local_start + timedelta(days=scenario.days), zone)
    measured_from = int(np.floor(scenario.warm_up / scenario.tick + 0.5))
    length = int(np.floor((end - start).total_seconds() / scenario.tick + 0.5))
    origin = start - timedelta(seconds=measured_from * scenario.tick)
    return _equal_calendar(Calendar(origin, zone, scenario.tick, measured_from, measured_from + length))


@lru_cache(maxsize=16)
def _equal_calendar(calendar: Calendar) -> Calendar:
    """Return the calendar that was made first of a span: the scenarios of a sweep lay its dates out once."""
    return calendar


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the local clock shows a date and time."""
    return local.replace(tzinfo=zone).astimezone(UTC)
