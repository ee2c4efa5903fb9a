"""Define who rings a line, and when, as frozen models."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from simcall.scenario.models.base import Frozen, one_of_these
from simcall.scenario.models.distributions import Distribution
from simcall.scenario.models.quantities import ClockTime, LocalDate, LocalDateTime
from simcall.scenario.models.week import check_week_steps

__all__ = ["Burst", "Demand", "Factor", "NonNegative", "SpecialDay", "Variation", "no_demand"]

# The upper limits keep slips (a number of seconds where calls were meant, a key held down) out of the arithmetic of
# the other rooms; no contact centre comes near them. Strict: "14", 14.0 and true are not the number 14.
NonNegative = Annotated[float, Field(ge=0, le=1e9, strict=True, allow_inf_nan=False)]
CallsPerDay = Annotated[float, Field(ge=0, le=1e7, strict=True, allow_inf_nan=False)]
CallsPerHour = Annotated[float, Field(ge=0, le=1e6, strict=True, allow_inf_nan=False)]
Factor = Annotated[float, Field(ge=0, le=1000, strict=True, allow_inf_nan=False)]
Variation = Annotated[float, Field(ge=0, le=10, strict=True, allow_inf_nan=False)]


class Burst(Frozen):
    """Many calls about one incident, on top of the line's ordinary demand.

    Either `incidents_per_day` or `at` is given.
    """

    incidents_per_day: CallsPerDay | None = None
    """Mean number of incidents a day; they fall at random, following the line's profile."""
    at: Annotated[tuple[LocalDateTime, ...], Field(min_length=1)] | None = None
    """Or the local dates and times of the incidents."""
    calls_per_incident: Annotated[float, Field(ge=0, le=1e6, strict=True, allow_inf_nan=False)]
    """Mean number of callers per incident."""
    size: Literal["geometric", "poisson", "fixed"] = "geometric"
    """How the number of callers varies between incidents; a geometric one is at least 1."""
    spread: Distribution
    """Time from the incident to each call about it."""
    handling: Distribution | None = None
    """Talk and wrap-up of these calls (talk only, if the line has a `wrap_up`); by default as the line's other calls.
    """

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.incidents_per_day is None) == (self.at is None):
            raise ValueError(one_of_these(("incidents_per_day", "at")))
        if self.size == "geometric" and self.calls_per_incident < 1:
            raise ValueError("a geometric number of calls is at least 1; give a mean of 1 or more, or another size")
        if self.size == "fixed" and self.calls_per_incident != round(self.calls_per_incident):
            raise ValueError("a fixed number of calls is a whole number")
        return self


class SpecialDay(Frozen):
    """A factor on a line's demand on given dates, or in given hours of them."""

    dates: Annotated[tuple[LocalDate, ...], Field(min_length=1)]
    """The local dates on which it begins."""
    start: ClockTime | None = Field(default=None, alias="from")
    """Local time at which it begins; by default midnight."""
    end: ClockTime | None = Field(default=None, alias="to")
    """Local time at which it ends; a time at or before `from` is on the next day; by default the midnight after."""
    factor: Factor
    """Multiplies the line's demand; with 0 nobody rings. Factors of special days that overlap are multiplied."""


class Demand(Frozen):
    """Who rings a line for the first time. Either `calls_per_day` or `calls_per_hour` is given."""

    calls_per_day: CallsPerDay | None = None
    """Mean number of new callers a day, averaged over the week."""
    calls_per_hour: CallsPerHour | None = None
    """Or the mean number an hour."""
    profile: Literal["flat"] | tuple[NonNegative, ...] = "flat"
    """Relative weights for equal steps from Monday 00:00, local time; their mean over the week counts as 1."""
    growth: Factor = 1.0
    """Multiplies the volume."""
    day_factor_cv: Variation = 0.0
    """Coefficient of variation of this line's own gamma factor of the day, in addition to the shared busyness."""
    hour_factor_cv: Variation = 0.0
    """Coefficient of variation of this line's own gamma factor of the hour, in addition to the shared one."""
    special_days: Mapping[str, SpecialDay] = {}
    """Dates, or hours of them, with more or fewer calls, by a name of your own."""
    bursts: Mapping[str, Burst] = {}
    """Many calls about one incident, by a name of your own; growth, busyness and special days do not change them."""

    @field_validator("profile")
    @classmethod
    def _whole_minutes(cls, profile: str | tuple[float, ...]) -> str | tuple[float, ...]:
        if isinstance(profile, tuple):
            check_week_steps(len(profile))
            if not sum(profile) > 0:
                raise ValueError("the weights are all zero; for no calls, give calls_per_day = 0")
        return profile

    @model_validator(mode="after")
    def _one_volume(self) -> Self:
        if (self.calls_per_day is None) == (self.calls_per_hour is None):
            raise ValueError(one_of_these(("calls_per_day", "calls_per_hour")))
        return self

    def mean_calls_per_hour(self) -> float:
        """Return the mean number of new callers an hour over the week, including growth."""
        volume = self.calls_per_day / 24 if self.calls_per_day is not None else self.calls_per_hour
        assert volume is not None
        return volume * self.growth


def no_demand() -> Demand:
    """Return the demand of a line that nobody rings for the first time."""
    return Demand(calls_per_day=0.0)
