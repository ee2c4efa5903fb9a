"""Define rotas, rosters, recruits, call-up and absence, as frozen models."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, field_validator, model_validator

from simcall.scenario.models.base import Frozen, Text
from simcall.scenario.models.distributions import Distribution
from simcall.scenario.models.duty_table import RosterDuty, duties_of, written_duties
from simcall.scenario.models.quantities import ClockTime, LocalDate, PositiveSeconds, Seconds, Share

__all__ = [
    "OFF",
    "Absence",
    "AbsentOn",
    "CallUp",
    "DatedHeadcount",
    "FixedShift",
    "Late",
    "Recruits",
    "Roster",
    "RosterDuty",
    "Rota",
    "Team",
    "whole_days",
]


OFF = "off"
"""Marks a rest day in a pattern."""

People = Annotated[int, Field(ge=0, le=10_000, strict=True)]
SharePerYear = Annotated[float, Field(ge=0, le=0.99, strict=True, allow_inf_nan=False)]
"""The share of people to whom something happens within a year, with the same chance on every day."""


def whole_days(seconds: float) -> float:
    """Refuse parts of days with a ValueError."""
    if seconds % 86400:
        raise ValueError("give whole days or weeks")
    return seconds


Days = Annotated[Seconds, Field(le=3660 * 86400), AfterValidator(whole_days)]
"""Whole days, in seconds."""


def _no_more_than_one(tutors: float) -> float:
    if not 0 <= tutors <= 1:
        raise ValueError("give from 0 to 1, at most one tutor for each recruit")
    return tutors


Tutors = Annotated[float, Field(strict=True, allow_inf_nan=False), AfterValidator(_no_more_than_one)]
"""How many tutors sit beside each recruit."""


class Team(Frozen):
    """People who work the pattern together, each team from its own day of the pattern."""

    people: People
    """How many people are in the team; each works every shift of the pattern, or the `share` of them."""
    offset: Annotated[int, Field(ge=0, le=3660, strict=True)] = 0
    """By how many days the team is ahead in the pattern."""
    share: Annotated[Share, Field(gt=0)] = 1.0
    """For part-timers: the share of the pattern's shifts that each of them works, spread evenly."""
    designated: Mapping[str, People] = {}
    """By line: how many people of the team answer that line only."""
    joins: LocalDate | None = None
    """The date of their first shift; by default they are there from the beginning."""
    leaves: LocalDate | None = None
    """The first date on which they no longer work."""

    def is_there(self, day: date) -> bool:
        """Tell whether the team has joined by a date and not yet left."""
        return _is_there(self.joins, self.leaves, day)

    @model_validator(mode="after")
    def _enough_people(self) -> Self:
        _check_designated(self.designated, self.people, "are in the team")
        _check_dates(self.joins, self.leaves)
        return self


class FixedShift(Frozen):
    """A shift worked on the same days of every week, by people outside the pattern."""

    shift: Text
    """The shift, by name."""
    days: Annotated[
        tuple[Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], ...],
        Field(min_length=1, examples=['["Fri"]']),
    ]
    """The days on which the shift starts."""
    people: People
    """How many people work it."""
    designated: Mapping[str, People] = {}
    """By line: how many of these people answer that line only."""
    joins: LocalDate | None = None
    """The date of their first shift; by default they are there from the beginning."""
    leaves: LocalDate | None = None
    """The first date on which they no longer work."""

    @field_validator("days")
    @classmethod
    def _each_once(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        for day in days:
            if days.count(day) > 1:
                raise ValueError(f"{day} appears {days.count(day)} times; name each day once")
        return days

    def is_there(self, day: date) -> bool:
        """Tell whether its people have joined by a date and not yet left."""
        return _is_there(self.joins, self.leaves, day)

    @model_validator(mode="after")
    def _enough_people(self) -> Self:
        _check_designated(self.designated, self.people, "work the shift")
        _check_dates(self.joins, self.leaves)
        return self


class Rota(Frozen):
    """A repeating pattern of shifts and rest days that teams work, and fixed shifts in addition."""

    pattern: Annotated[tuple[Text, ...], Field(examples=['["early", "off"]'])] = ()
    """The shift of each day by name, or `off` for a rest day; the pattern repeats."""
    starts: LocalDate | None = None
    """The date on which a team without an offset works the first day of the pattern."""
    teams: Mapping[str, Team] = {}
    """The teams that work the pattern, by name."""
    fixed: Mapping[str, FixedShift] = {}
    """Shifts on the same days of every week, worked by people outside the pattern."""

    @property
    def people(self) -> int:
        """How many people work it."""
        members: tuple[Team | FixedShift, ...] = (*self.teams.values(), *self.fixed.values())
        return sum(group.people for group in members)

    @model_validator(mode="after")
    def _something_to_work(self) -> Self:
        if not self.pattern and not self.teams and not self.fixed:
            raise ValueError("nobody works here: give a pattern with teams, or fixed shifts, or both")
        if self.pattern and not self.teams:
            raise ValueError("nobody works the pattern: give teams, such as teams.A = { people = 6 }")
        if self.teams and not self.pattern:
            raise ValueError('the teams have no pattern to work: give one, such as ["early", "late", "off"]')
        if self.pattern and self.starts is None:
            raise ValueError("the pattern needs starts, the date on which it is on its first day, such as 2024-02-01")
        return self


class Recruits(Frozen):
    """People who start together: first in the classroom, then on calls under supervision, then as full members."""

    people: People
    """How many recruits start."""
    starts: LocalDate
    """The date of their first day in the classroom."""
    classroom: Days
    """How long they are in the classroom, where they take no calls; whole days or weeks."""
    supervised: Days
    """How long they then take calls in this group, on the shifts of the group that they join; whole days or weeks."""
    tutors: Tutors = 1.0
    """How many people of that group sit beside each recruit meanwhile and take no calls; from 0 to 1."""
    joins: Text
    """The group that they belong to afterwards; it needs a rota with teams."""
    teams: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    """The teams of that group that they work with, spread evenly; by default all."""

    @property
    def takes_calls(self) -> date:
        """The first date on which they take calls."""
        return self.starts + timedelta(seconds=self.classroom)

    @property
    def is_trained(self) -> date:
        """The first date on which they work without supervision."""
        return self.takes_calls + timedelta(seconds=self.supervised)

    def learning(self, rota: Rota) -> Rota:
        """Return the part of the rota that they join which they work while they are supervised."""
        return self._beside(rota, self.takes_calls, self.is_trained)

    def trained(self, rota: Rota) -> Rota:
        """Return the part of it that they work from then on."""
        return self._beside(rota, self.is_trained, None)

    def _beside(self, rota: Rota, joins: date, leaves: date | None) -> Rota:
        """Return the rota with the recruits alone in its teams; the first teams have one more."""
        names = tuple(rota.teams) if self.teams is None else self.teams
        each, more = divmod(self.people, len(names))
        teams = {
            name: Team(people=each + (number < more), offset=rota.teams[name].offset, joins=joins, leaves=leaves)
            for number, name in enumerate(names)
            if joins != leaves
        }
        return rota.model_copy(update={"teams": teams, "fixed": {}})


class Roster(Frozen):
    """The duties of named people, read from a file."""

    duties: Annotated[tuple[RosterDuty, ...], PlainValidator(duties_of), PlainSerializer(written_duties)]
    """The duties, by person and then by start; duties of one person do not overlap."""


class DatedHeadcount(Frozen):
    """People on duty on one date, in addition to those of other rows."""

    date: LocalDate
    """The local date on which they start."""
    start: Annotated[ClockTime, Field(alias="from")]
    """The local time from which they are there."""
    end: Annotated[ClockTime, Field(alias="to")]
    """The local time until which they are there; a time at or before `from` is on the next day."""
    people: Annotated[int, Field(ge=0, le=100_000, strict=True)]
    """How many people."""

    @property
    def begins(self) -> datetime:
        """When they start, on the local clock."""
        return datetime.combine(self.date, self.start)

    @property
    def ends(self) -> datetime:
        """When they go, on the local clock."""
        return datetime.combine(self.date + timedelta(days=int(self.end <= self.start)), self.end)


class CallUp(Frozen):
    """When people are called up to help, and when they leave. Give `waiting` or `longest`, or both."""

    lines: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    """The lines whose queues are watched; by default those that the group answers."""
    waiting: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] | None = None
    """People are called up when this number of calls waits."""
    longest: Seconds | None = None
    """People are called up when a call has waited for this long."""
    held: Annotated[Seconds, Field(alias="for")] = 0.0
    """How long this must last before they are called up."""
    people: Annotated[int, Field(ge=1, le=10_000, strict=True)] = 1
    """How many are called up at a time; more are called if the queue is still as long when they arrive."""
    pool: Annotated[int, Field(ge=0, le=10_000, strict=True)]
    """The most people who may be called up."""
    after: Seconds = 0.0
    """Time until they arrive; with 0 they take a call at once."""
    stint: Seconds = 0.0
    """The shortest time for which they stay."""
    calm: Seconds = 0.0
    """They then stay until nobody has waited for this long."""

    @model_validator(mode="after")
    def _some_reason(self) -> Self:
        if self.waiting is None and self.longest is None:
            raise ValueError("give waiting or longest, or both: when people are called up")
        return self


class Late(Frozen):
    """Coming late."""

    probability: Share
    """Probability of coming late to a duty."""
    by: Distribution
    """How late; a person who would arrive after the end of the duty misses it."""


class AbsentOn(Frozen):
    """People who are missing on one date, in addition to those who are missing anyway."""

    date: LocalDate
    """The local date on which the duties start."""
    people: People
    """How many more are missing; if fewer would come, all of them."""
    shift: Text | None = None
    """The shift that they miss; by default any duty that starts on the date."""


class Absence(Frozen):
    """Who is on the rota or roster and not there. Drawn for each person and day, the same in every scenario."""

    probability: Share = 0.0
    """Probability of missing a duty, for example through sickness or leave at short notice."""
    training_every: Annotated[PositiveSeconds, Field(ge=86400)] | None = None
    """Each person spends one duty in this time on training."""
    late: Late | None = None
    """Who comes late; by default everybody comes on time."""
    on: tuple[AbsentOn, ...] = ()
    """More people who are missing on given dates."""


def _is_there(joins: date | None, leaves: date | None, day: date) -> bool:
    return (joins is None or joins <= day) and (leaves is None or day < leaves)


def _check_dates(joins: date | None, leaves: date | None) -> None:
    """Refuse people who leave before they have joined."""
    if joins is not None and leaves is not None and leaves <= joins:
        raise ValueError(f"they leave on {leaves} and join on {joins}: nobody is ever there")


def _check_designated(designated: Mapping[str, int], people: int, where: str) -> None:
    """Refuse more people who are designated to a line than there are."""
    if sum(designated.values()) > people:
        raise ValueError(f"{sum(designated.values())} people are designated to a line, and only {people} {where}")
