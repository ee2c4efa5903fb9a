"""Define lines, groups and the whole scenario, as frozen models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from simcall.files.messages import nearest
from simcall.scenario.models.base import Frozen, Prose, Text, without_controls
from simcall.scenario.models.distributions import Distribution, zero
from simcall.scenario.models.history import History
from simcall.scenario.models.paths import KeyPath, Table, covers, parse_path
from simcall.scenario.models.quantities import (
    ClockTime,
    LocalDate,
    LocalDateTime,
    LocalStart,
    PositiveSeconds,
    Seconds,
    Share,
    plain_duration,
)
from simcall.scenario.models.staffing import Absence, CallUp, Recruits, Roster, Rota, SharePerYear, Shift

__all__ = [
    "NO_SOURCE",
    "AnswerTarget",
    "Burst",
    "Busyness",
    "Demand",
    "Divert",
    "Group",
    "Line",
    "PassOn",
    "Promote",
    "Provenance",
    "Redial",
    "ScenarioModel",
    "SpecialDay",
    "cohorts_joining",
]

MINUTES_PER_WEEK = 7 * 24 * 60
STAFFING = ("headcount", "headcount_profile", "rota", "roster", "recruits", "call_up")
"""The ways to say who in a group is on duty."""
WITH_DUTIES = ("rota", "roster", "recruits")
"""The ways in which each person has duties."""
OF_DUTIES = ("absence", "end_of_duty", "leavers_per_year")
"""The keys that only a group with duties may have."""

# The upper limits keep slips (a number of seconds where calls were meant, a key held down) out of the arithmetic of
# the other rooms; no contact centre comes near them. Strict: "14", 14.0 and true are not the number 14.
NonNegative = Annotated[float, Field(ge=0, le=1e9, strict=True, allow_inf_nan=False)]
CallsPerDay = Annotated[float, Field(ge=0, le=1e7, strict=True, allow_inf_nan=False)]
CallsPerHour = Annotated[float, Field(ge=0, le=1e6, strict=True, allow_inf_nan=False)]
Factor = Annotated[float, Field(ge=0, le=1000, strict=True, allow_inf_nan=False)]
Variation = Annotated[float, Field(ge=0, le=10, strict=True, allow_inf_nan=False)]
Headcount = Annotated[int, Field(ge=0, le=100_000, strict=True)]
Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class AnswerTarget(Frozen):
    """A target such as 90 % within 10 s."""

    within: PositiveSeconds
    """A call counts when its answer time is strictly under this."""
    share: Share
    """The share of answered calls that should meet it."""


class PassOn(Frozen):
    """When a call goes to another force."""

    after: PositiveSeconds
    """How long a call waits before it is passed on."""


class Promote(Frozen):
    """When a call that has waited gets another priority."""

    after: PositiveSeconds
    """How long it waits before that."""
    priority: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 1
    """Its priority from then on, unless its own is better."""


class Divert(Frozen):
    """Redials that ring another line."""

    to: Text
    """The other line, by name."""
    share: Share
    """Share of redials that ring the other line; they are handled as calls to that line."""


class Redial(Frozen):
    """How callers ring again after giving up or hearing the engaged tone."""

    probability: Share
    """Probability of ringing again after an abandonment, including short ones."""
    engaged_probability: Share | None = None
    """Probability of ringing again after an engaged tone; by default the same."""
    delay: Distribution
    """From giving up to ringing again; at least one tick."""
    limit: Annotated[int, Field(ge=0, le=100, strict=True)] = 25
    """The most redials that one caller makes."""
    divert: Divert | None = None
    """Redials that ring another line instead."""


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


class Line(Frozen):
    """A type of call: 999, 101, or any other."""

    priority: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 1
    """Calls with priority 1 are taken first."""
    answer_target: AnswerTarget | None = None
    """How soon calls should be answered; without it the line has no target."""
    short_abandon: Seconds = 0.0
    """An abandonment after strictly less than this counts as short."""
    queue_limit: Count | None = None
    """The most callers who can wait; the next one hears the engaged tone. With 0 nobody can wait."""
    pass_on: PassOn | None = None
    """When a waiting call goes to another force; by default never."""
    promote: Promote | None = None
    """When a call that has waited for long gets another priority."""
    connection: Distribution = Field(default_factory=zero)
    """Time from the operator's connection to joining the queue; part of the answer time."""
    patience: Distribution | None = None
    """Time from joining the queue to giving up; without it callers never give up."""
    handling: Distribution
    """Talk and wrap-up; or talk only, if `wrap_up` is given."""
    wrap_up: Distribution | None = None
    """Added to `handling`."""
    redial: Redial | None = None
    """How callers ring again after giving up or hearing the engaged tone. By default they do not ring again."""
    demand: Demand
    """Who rings, and when."""

    def mean_handling_s(self) -> float:
        """Return the mean seconds that one call needs, including wrap-up, before any group's factor."""
        return self.handling.mean_s() + (self.wrap_up.mean_s() if self.wrap_up else 0.0)


class Group(Frozen):
    """People who answer the same lines in the same way.

    Give exactly one of `headcount`, `headcount_profile`, `rota`, `roster`, `recruits` and `call_up`.
    """

    lines: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The lines that they answer, by name."""
    headcount: Headcount | None = None
    """People on duty, always the same number."""
    headcount_profile: tuple[Headcount, ...] | None = None
    """Or people on duty in equal steps of the week from Monday 00:00, local time."""
    rota: Rota | None = None
    """Or teams who work a pattern of shifts, and fixed shifts."""
    roster: Roster | None = None
    """Or the duties of named people, from a CSV or Excel file."""
    recruits: Annotated[Mapping[str, Recruits], Field(min_length=1)] | None = None
    """Or recruits under supervision, who later join another group; by cohort."""
    call_up: CallUp | None = None
    """Or people who are called up when a queue builds."""
    absence: Absence = Field(default_factory=Absence)
    """Who is absent, for a rota or a roster; a headcount counts only those who are there."""
    leavers_per_year: SharePerYear = 0.0
    """For a rota or recruits: the share of people who leave for good within a year, counted from the scenario's start
    or from their own. Nobody replaces them."""
    end_of_duty: Literal["named", "count"] = "named"
    """For a rota or a roster. named: each person takes no more calls after the end of the duty, and goes when the
    call in hand is over. count: when a duty ends, the group takes no calls until it is down to its number."""
    prefers: tuple[Text, ...] = ()
    """Lines in the order in which the group takes their calls; other lines follow by their priority."""
    reserve: Mapping[str, Headcount] = {}
    """By line: how many people of this group must stay free when it takes a call to that line."""
    handling_factor: Annotated[float, Field(gt=0, le=1000, strict=True, allow_inf_nan=False)] = 1.0
    """Multiplies handling times, for example of officers or trainees, who take longer."""
    overflow: Annotated[int, Field(ge=-1_000_000, le=1_000_000, strict=True)] = 1
    """Groups are tried in this order; groups with the same number form one pool."""
    pick_up: Distribution = Field(default_factory=zero)
    """Time between taking a call and speaking; it is busy time, and part of the answer time."""
    taken_from: Prose = ""
    """The work that loses the group's hours, such as response; `simcall run` then counts them."""
    cost_per_hour: NonNegative | None = None
    """What an hour of that work costs, in any currency; without it hours have no price."""

    @field_validator("headcount_profile")
    @classmethod
    def _whole_minutes(cls, profile: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if profile is not None:
            check_week_steps(len(profile))
        return profile

    @model_validator(mode="after")
    def _one_staffing(self) -> Self:
        if sum(getattr(self, way) is not None for way in STAFFING) != 1:
            raise ValueError(one_of_these(STAFFING))
        return self

    @property
    def has_headcount(self) -> bool:
        """Whether the group gives only the number of people on duty."""
        return self.headcount is not None or self.headcount_profile is not None

    @property
    def has_duties(self) -> bool:
        """Whether its people are known individually."""
        return any(getattr(self, way) is not None for way in WITH_DUTIES)

    def headcounts(self) -> tuple[int, ...]:
        """Return people on duty in equal steps of the week from Monday 00:00 (one step if constant).

        Only for a group with a headcount or a profile: who is on duty otherwise depends on the date.
        """
        if self.headcount_profile is not None:
            return self.headcount_profile
        assert self.headcount is not None
        return (self.headcount,)


class Busyness(Frozen):
    """One gamma factor of mean 1 a day, shared by all lines."""

    cv: Variation = 0.0
    """Its coefficient of variation: standard deviation divided by mean. With 0 all days are alike."""
    day_starts: ClockTime = Field(default="06:00", validate_default=True)
    """Local time at which the factor changes, so that Friday night is one night."""


class Provenance(Frozen):
    """Where a value comes from. The key is the value's path in quotes: ``"lines.101.patience"``."""

    kind: Literal["published", "measured", "given", "calibrated", "assumed"]
    """How the value is known. given: it comes from somebody who knows the force, without a source; calibrated: chosen
    so that the model meets a published or measured figure."""
    source: Annotated[Text, Field(min_length=1), AfterValidator(without_controls)]
    """Where it is from, in a sentence."""


NO_SOURCE = Provenance(kind="assumed", source="no source given")
"""The provenance of a value without a source."""


class ScenarioModel(Frozen):
    """The whole of a scenario, checked table by table; names that refer to each other are checked in `references`."""

    name: Annotated[Text, Field(min_length=1)]
    """The scenario's name, in one line. The results folder is named after it."""
    description: Prose = ""
    """What the scenario is about, in a sentence or two."""
    time_zone: Text = "Europe/London"
    """The clock that profiles and rotas follow, also in the two nights when it changes."""
    tick: Annotated[PositiveSeconds, Field(ge=1e-6, le=3600)] = Field(default="1 ms", validate_default=True)
    """The resolution of the simulated clock."""
    start: LocalStart
    """Local date, or date and time, from which results are counted."""
    days: Annotated[float, Field(gt=0, le=3660, strict=True, allow_inf_nan=False)]
    """How many days are counted; parts of a day are allowed."""
    warm_up: Annotated[Seconds, Field(le=3660 * 86400)] = 0.0
    """Time simulated before the start, and left out of every figure."""
    busyness: Busyness = Field(default_factory=Busyness)
    """How much busier some days are than others, on all lines together."""
    shifts: Mapping[str, Shift] = {}
    """The shifts that rotas are made of, by name."""
    lines: Annotated[Mapping[str, Line], Field(min_length=1)]
    """The lines that callers ring, by name."""
    groups: Annotated[Mapping[str, Group], Field(min_length=1)]
    """The groups of people who answer, by name."""
    provenance: Mapping[str, Provenance] = {}
    """Where values come from, by the path of the value or of the table that holds it."""

    _history: History = PrivateAttr(default_factory=History)

    @property
    def history(self) -> History:
        """How the scenario was put together from its files; what it says does not depend on it."""
        return self._history

    @property
    def run_from(self) -> datetime:
        """When the run begins, its warm-up included, on the local clock."""
        return self.measured_from - timedelta(seconds=self.warm_up)

    @property
    def run_until(self) -> datetime:
        """When it ends, on the local clock."""
        return self.measured_from + timedelta(days=self.days)

    @property
    def measured_from(self) -> datetime:
        """When measuring starts, on the local clock."""
        return self.start if isinstance(self.start, datetime) else datetime.combine(self.start, time())

    def document(self) -> Table:
        """Return what the scenario says as tables, lists, text and numbers that TOML and JSON can hold.

        Only what was set is in it; ``extends`` and names of files are resolved. `from_document` reads it back.
        """
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)

    def provenance_of(self, path: str) -> Provenance:
        """Return where a value comes from: the entry at its path, or at the nearest table around it.

        Parameters
        ----------
        path : str
            As an override names it: ``lines.101.patience.mean``.

        Returns
        -------
        Provenance
            Assumed, with no source, where nothing covers the path.
        """
        value_path = parse_path(path)
        entries: dict[KeyPath, Provenance] = {parse_path(key): entry for key, entry in self.provenance.items()}
        covering = [entry for entry in entries if covers(entry, value_path)]
        return entries[max(covering, key=len)] if covering else NO_SOURCE

    def model_post_init(self, context: object) -> None:
        """Keep the history that whoever merged the files passes on."""
        if isinstance(context, History):
            self._history = context

    @field_validator("name")
    @classmethod
    def _one_line(cls, name: str) -> str:
        if not name.isprintable() or not name.strip():
            raise ValueError("a name is one line of text that can be printed")
        return name

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, LookupError) as error:
            meant = nearest(name, available_timezones()) or "Europe/London"
            raise ValueError(f'not a known time zone; did you mean "{meant}"?') from error
        return name

    @field_validator("start")
    @classmethod
    def _shown_by_the_clock(cls, start: date, info: ValidationInfo) -> date:
        if isinstance(start, datetime) and "time_zone" in info.data:
            aware = start.replace(tzinfo=ZoneInfo(info.data["time_zone"]))
            if aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None) != start:
                raise ValueError("the clock goes forward then and never shows that time")
        return start

    @field_validator("days")
    @classmethod
    def _a_tick_or_more(cls, days: float, info: ValidationInfo) -> float:
        if days * 86400 < info.data.get("tick", 0):
            raise ValueError(f"shorter than one tick ({plain_duration(info.data['tick'])})")
        return days


def cohorts_joining(groups: Mapping[str, Group], name: str) -> Iterator[tuple[str, str, Recruits]]:
    """Return the recruits who join a group: the group where they are supervised, and the cohort's name and table."""
    for supervised_in, group in groups.items():
        yield from (
            (supervised_in, cohort, recruits)
            for cohort, recruits in (group.recruits or {}).items()
            if recruits.joins == name
        )


def one_of_these(keys: tuple[str, ...]) -> str:
    """Say that exactly one of several keys must be given."""
    if len(keys) > 2:
        return f"give exactly one of {', '.join(keys[:-1])} and {keys[-1]}"
    return f"give either {' or '.join(keys)}: exactly one of them"


def check_week_steps(steps: int) -> None:
    """Refuse a number of steps that does not cut the week into whole minutes."""
    if steps == 0 or MINUTES_PER_WEEK % steps:
        raise ValueError(f"{steps} steps do not cut a week into equal steps of whole minutes (168 are hourly)")
