"""Who works when, in the planner's own terms: shifts, patterns of them, teams, named people, and who is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simcall.scenario.base import Frozen, Text
from simcall.scenario.distributions import Distribution
from simcall.scenario.quantities import ClockTime, LocalDate, LocalDateTime, PositiveSeconds, Share

__all__ = [
    "OFF",
    "WEEKDAYS",
    "Absence",
    "Break",
    "FixedShift",
    "Late",
    "Roster",
    "RosterDuty",
    "Rota",
    "Shift",
    "Team",
]

OFF = "off"
"""Stands in a pattern for a rest day."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

People = Annotated[int, Field(ge=0, le=10_000, strict=True)]


class Break(Frozen):
    """A break in a shift. A call in hand is finished first."""

    length: PositiveSeconds
    after: PositiveSeconds
    """It begins no sooner than this after the shift's start…"""
    before: PositiveSeconds
    """…and is due no later than this after it; where in between is drawn for each person and day."""
    paid: bool = False

    @model_validator(mode="after")
    def _a_window(self) -> Self:
        if self.before < self.after:
            raise ValueError("before is earlier than after: the break has no time to begin in")
        return self


class Shift(Frozen):
    """A shift on the local clock, also in the two nights when it changes."""

    start: ClockTime
    end: ClockTime | None = None
    """At or before the start it is on the next day."""
    length: Annotated[PositiveSeconds, Field(le=86400)] | None = None
    """Or how long it lasts on the clock."""
    breaks: tuple[Break, ...] = ()

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.end is None) == (self.length is None):
            raise ValueError("give either end or length: exactly one of them")
        if self.length is not None and self.length % 60:
            raise ValueError("a shift's length is whole minutes")
        for one in self.breaks:
            if one.before >= self.minutes * 60:
                raise ValueError("a break would begin after the end of the shift")
        return self

    @property
    def minutes(self) -> int:
        """How long the shift lasts on the clock, in minutes."""
        if self.length is not None:
            return round(self.length / 60)
        assert self.end is not None
        start, end = (at.hour * 60 + at.minute for at in (self.start, self.end))
        return (end - start - 1) % 1440 + 1


class Team(Frozen):
    """People who work the pattern together, from their own day of it on."""

    people: People
    offset: Annotated[int, Field(ge=0, le=3660, strict=True)] = 0
    """Days by which the team is ahead in the pattern."""
    share: Annotated[Share, Field(gt=0)] = 1.0
    """Part-timers: the share of the pattern's shifts that each of them works, spread evenly."""
    designated: Mapping[str, People] = {}
    """By line: how many of the team answer that line only."""

    @model_validator(mode="after")
    def _enough_people(self) -> Self:
        if sum(self.designated.values()) > self.people:
            raise ValueError("more people are designated to a line than are in the team")
        return self


class FixedShift(Frozen):
    """A shift worked on the same days of every week, by people outside the pattern."""

    shift: Text
    days: Annotated[tuple[Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], ...], Field(min_length=1)]
    people: People
    designated: Mapping[str, People] = {}
    """By line: how many of them answer that line only."""

    @model_validator(mode="after")
    def _enough_people(self) -> Self:
        if sum(self.designated.values()) > self.people:
            raise ValueError("more people are designated to a line than work the shift")
        return self


class Rota(Frozen):
    """A pattern of shifts and rest days that teams work through again and again, and fixed shifts besides."""

    pattern: tuple[Text, ...] = ()
    """The shift of each day, by name, or `off`; after the last comes the first again."""
    starts: LocalDate | None = None
    """The date on which a team with no offset is on the first day of the pattern."""
    teams: Mapping[str, Team] = {}
    fixed: Mapping[str, FixedShift] = {}

    @model_validator(mode="after")
    def _something_to_work(self) -> Self:
        if bool(self.pattern) != bool(self.teams):
            raise ValueError("a pattern needs teams, and teams a pattern")
        if self.pattern and self.starts is None:
            raise ValueError("a pattern needs starts, the date on which it is on its first day")
        if not self.pattern and not self.fixed:
            raise ValueError("a rota has a pattern with teams, or fixed shifts, or both")
        return self


class RosterDuty(Frozen):
    """One duty of a named person."""

    person: Text
    start: LocalDateTime
    end: LocalDateTime
    breaks: tuple[tuple[LocalDateTime, LocalDateTime], ...] = ()
    """From and to, on the local clock."""
    line: Text | None = None
    """The only line that the person answers in this duty; left out: all of the group's."""


class Roster(Frozen):
    """The duties of named people, read from a file."""

    duties: tuple[RosterDuty, ...]


class Late(Frozen):
    """Coming late."""

    probability: Share
    by: Distribution


class Absence(Frozen):
    """Why somebody who is rostered is not there. Drawn for each person and day, the same in every scenario."""

    probability: Share = 0.0
    """Of missing a duty: sickness, leave at short notice."""
    training_every: Annotated[PositiveSeconds, Field(ge=86400)] | None = None
    """Each person spends one duty in every such time on training instead."""
    late: Late | None = None
