"""The tables of a design file, before they are compared with the scenario."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, model_validator

from simcall.scenario import Shift
from simcall.scenario.models.base import Frozen, Text
from simcall.scenario.models.shifts import Break
from simcall.studies.design.written_choices import (
    StartsTable,
    read_breaks,
    read_day_sets,
    read_hours,
    read_lengths,
    read_people,
    read_people_or_base,
    read_shifts,
    read_starts,
)

__all__ = ["CrewLimits", "DesignFile", "GroupTable", "HoursLimits", "PeopleLimits", "RequestTables"]

_People = Annotated[int, PlainValidator(read_people)]
_PeopleOrBase = Annotated[int | Literal["base"], PlainValidator(read_people_or_base)]
_Hours = Annotated[float | Literal["base"], PlainValidator(read_hours)]


class CrewLimits(Frozen):
    """The fewest and the most people on each shift, or in each team."""

    least: Annotated[_People, Field(alias="min")] = 0
    """The fewest people."""
    most: Annotated[_People | None, Field(alias="max")] = None
    """The most people; without it there is no limit."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_order(self.least, self.most)
        return self


class PeopleLimits(Frozen):
    """The fewest and the most people of all posts together."""

    least: Annotated[_PeopleOrBase, Field(alias="min")] = 0
    """The fewest people, or "base" for as many as today."""
    most: Annotated[_PeopleOrBase | None, Field(alias="max")] = None
    """The most people, or "base" for as many as today; without it there is no limit."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_order(self.least, self.most)
        return self


class HoursLimits(Frozen):
    """The fewest and the most paid hours a week of all posts together."""

    least: Annotated[_Hours, Field(alias="min")] = 0
    """The fewest hours, or "base" for as many as today."""
    most: Annotated[_Hours | None, Field(alias="max")] = None
    """The most hours, or "base" for as many as today; without it there is no limit."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_order(self.least, self.most)
        return self


def _check_order(least: float | str, most: float | str | None) -> None:
    if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
        raise ValueError(f"min ({least:g}) is over max ({most:g}); write max = {least:g}, or a lower min")


class GroupTable(Frozen):
    """What a design may do with one group."""

    starts: Annotated[
        StartsTable | tuple[time, ...] | None,
        PlainValidator(read_starts),
        Field(examples=['["06:00", "14:00", "22:00"]']),
    ] = None
    """When shifts may start."""
    lengths: Annotated[tuple[float, ...] | None, PlainValidator(read_lengths), Field(examples=['["8 h", "10 h"]'])] = (
        None
    )
    """How long shifts may be, in seconds."""
    breaks: Annotated[
        tuple[Break, ...] | Mapping[float, tuple[Break, ...]] | None,
        PlainValidator(read_breaks),
        Field(examples=['[{ length = "30 min", after = "3 h", before = "5 h" }]']),
    ] = None
    """The breaks of all these shifts, or by the length of the shift."""
    shifts: Annotated[
        tuple[str, ...] | Mapping[str, Shift] | None,
        PlainValidator(read_shifts),
        Field(examples=['["early", "late"]']),
    ] = None
    """Or shifts of the scenario by name, or a table of shifts."""
    days: Annotated[
        Mapping[str, tuple[str, ...]] | None, PlainValidator(read_day_sets), Field(examples=['["every", "Mon-Fri"]'])
    ] = None
    """The sets of days on which a post may stand, by name."""
    kinds: Annotated[int, Field(ge=1, le=10_000, strict=True)] | None = None
    """At most this number of different shifts."""
    people: PeopleLimits = PeopleLimits()
    """Limits of the people of all posts together."""
    paid_hours: HoursLimits = HoursLimits()
    """Limits of the paid hours of all posts together."""
    each_shift: CrewLimits = CrewLimits()
    """Limits of the people on each shift and set of days that is used."""
    team_people: CrewLimits | None = None
    """Limits of the people in each full-time team."""
    keep: Annotated[tuple[Text, ...], Field(examples=['["rota.teams"]'])] = ()
    """Parts of the present rota that stay."""
    rules: Literal["staff", "officers", "none"] | None = None
    """Whose working-time rules hold; by default those of officers if the group has taken_from, otherwise those of
    staff."""
    cost_per_hour: Annotated[float, Field(gt=0, le=1e9, strict=True)] | None = None
    """What a paid hour costs, if the cost is to be least."""


class RequestTables(Frozen):
    """The tables of a design file, without the scenario's name."""

    targets: Annotated[tuple[Text, ...], Field(min_length=1, examples=['["999.answered_in_target>=0.9"]'])] = ()
    """What the design has to meet; by default the scenario's own targets."""
    hold: Literal["week", "every-hour"] = "week"
    """Whether targets hold over the whole span, or in each hour with callers."""
    minimise: Literal["paid_hours", "people", "cost"] = "paid_hours"
    """What the design has as little of as possible."""
    confidence: Annotated[float, Field(ge=0.5, le=0.999, strict=True)] = 0.95
    """How sure it is to be that each target holds."""
    groups: Annotated[Mapping[str, GroupTable], Field(min_length=1)]
    """The groups whose rota is designed."""


class DesignFile(RequestTables):
    """The tables of a design file."""

    scenario: Annotated[Text, Field(min_length=1)]
    """The scenario's file, relative to this one."""
