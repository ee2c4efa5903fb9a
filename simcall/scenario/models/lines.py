"""What a scenario says: lines, groups and the run, as frozen models. No random number and no array lives here."""

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
"""The ways to say who of a group is on duty."""
WITH_DUTIES = ("rota", "roster", "recruits")
"""Those of them that know people one by one."""
OF_DUTIES = ("absence", "end_of_duty", "leavers_per_year")
"""What only a group of such people has."""

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
    """The share of answered calls that should."""


class PassOn(Frozen):
    """When a call goes to another force."""

    after: PositiveSeconds
    """Time in the queue after which a call that still waits is passed on."""


class Promote(Frozen):
    """When a call that has waited comes before others."""

    after: PositiveSeconds
    """Time in the queue."""
    priority: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 1
    """Its priority from then on, unless its own comes first."""


class Divert(Frozen):
    """Redials that ring another line."""

    to: Text
    """That line, by name."""
    share: Share
    """Share of the redials that dial the other line; they are handled as its calls are."""


class Redial(Frozen):
    """Ringing again after giving up or an engaged tone."""

    probability: Share
    """After each abandonment, short ones too."""
    engaged_probability: Share | None = None
    """After an engaged tone; left out, it is the same."""
    delay: Distribution
    """From giving up to ringing again; at least one tick."""
    limit: Annotated[int, Field(ge=0, le=100, strict=True)] = 25
    """Redials of one caller in all."""
    divert: Divert | None = None
    """Redials that ring another line instead."""


class Burst(Frozen):
    """Many calls about one incident, on top of the line's ordinary demand.

    Either `incidents_per_day` or `at` is given.
    """

    incidents_per_day: CallsPerDay | None = None
    """Mean number of incidents a day, at random, following the line's profile."""
    at: Annotated[tuple[LocalDateTime, ...], Field(min_length=1)] | None = None
    """Or the local dates and times of incidents that do happen."""
    calls_per_incident: Annotated[float, Field(ge=0, le=1e6, strict=True, allow_inf_nan=False)]
    """Mean number of callers per incident."""
    size: Literal["geometric", "poisson", "fixed"] = "geometric"
    """How the number of callers varies between incidents; a geometric one is at least 1."""
    spread: Distribution
    """From the incident to each call about it."""

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
    """Local time at which it begins; left out: midnight."""
    end: ClockTime | None = Field(default=None, alias="to")
    """Local time at which it ends; at or before `from` it is on the next day; left out: midnight after."""
    factor: Factor
    """Multiplies the line's demand; 0: nobody rings. Where several special days hold, they multiply together."""


class Demand(Frozen):
    """Who rings a line for the first time. Either `calls_per_day` or `calls_per_hour` is given."""

    calls_per_day: CallsPerDay | None = None
    """Mean fresh callers a day over the week."""
    calls_per_hour: CallsPerHour | None = None
    """Or the mean an hour."""
    profile: Literal["flat"] | tuple[NonNegative, ...] = "flat"
    """Relative weights for equal steps from Monday 00:00, local time; their mean over the week counts as 1."""
    growth: Factor = 1.0
    """Multiplies the volume."""
    day_factor_cv: Variation = 0.0
    """Coefficient of variation of this line's own gamma factor of the day, besides the shared busyness."""
    special_days: Mapping[str, SpecialDay] = {}
    """Dates, or hours of them, on which more or fewer ring, by a name of your own."""
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
        """Return the mean number of fresh callers an hour over the week, growth included."""
        volume = self.calls_per_day / 24 if self.calls_per_day is not None else self.calls_per_hour
        assert volume is not None
        return volume * self.growth


class Line(Frozen):
    """A type of call: 999, 101, or any other."""

    priority: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 1
    """1 is taken first."""
    answer_target: AnswerTarget | None = None
    """How soon calls are to be answered; left out, nothing is met or missed."""
    short_abandon: Seconds = 0.0
    """An abandonment after strictly less than this is short."""
    queue_limit: Count | None = None
    """A caller who would wait as one more than this hears the engaged tone; 0: nobody can wait."""
    pass_on: PassOn | None = None
    """When a call that still waits goes to another force; left out: never."""
    promote: Promote | None = None
    """When a call that has waited long comes before those of other lines."""
    connection: Distribution = Field(default_factory=zero)
    """From the operator's connection to joining the queue; part of the answer time."""
    patience: Distribution | None = None
    """From joining the queue to giving up; left out: callers never give up."""
    handling: Distribution
    """Talk and wrap-up; or talk alone, when `wrap_up` is given."""
    wrap_up: Distribution | None = None
    """Added to `handling`."""
    redial: Redial | None = None
    """Who rings again after giving up or an engaged tone; left out: nobody."""
    demand: Demand
    """Who rings, and when."""

    def mean_handling_s(self) -> float:
        """Return the mean seconds that one call needs, wrap-up included, before any group's factor."""
        return self.handling.mean_s() + (self.wrap_up.mean_s() if self.wrap_up else 0.0)


class Group(Frozen):
    """People who answer the same lines in the same way.

    Exactly one of `headcount`, `headcount_profile`, `rota`, `roster`, `recruits` and `call_up` says who is there.
    """

    lines: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The lines that they answer, by name."""
    headcount: Headcount | None = None
    """People on duty, always the same number."""
    headcount_profile: tuple[Headcount, ...] | None = None
    """Or people on duty in equal steps from Monday 00:00, local time."""
    rota: Rota | None = None
    """Or teams who work through a pattern of shifts, and fixed shifts."""
    roster: Roster | None = None
    """Or the duties of named people, from a CSV or Excel file."""
    recruits: Annotated[Mapping[str, Recruits], Field(min_length=1)] | None = None
    """Or recruits under supervision, who then join another group; by cohort."""
    call_up: CallUp | None = None
    """Or people who are called up when a queue builds."""
    absence: Absence = Field(default_factory=Absence)
    """Why people of a rota or a roster are not there; of a headcount they are taken off already."""
    leavers_per_year: SharePerYear = 0.0
    """Of a rota or of recruits: the share of people who leave for good within a year, counted from the scenario's start
    or from when they start themselves. Nobody takes their place."""
    end_of_duty: Literal["named", "count"] = "named"
    """Of a rota or a roster. named: each person takes no further call after the end of the duty, and goes when the
    call in hand is over; count: when somebody's duty ends the group takes no call until it is down to its number."""
    prefers: tuple[Text, ...] = ()
    """Lines in the order in which the group takes their calls; those left out come after, by their priority."""
    reserve: Mapping[str, Headcount] = {}
    """By line: how many of this group must stay idle when it takes a call of that line."""
    handling_factor: Annotated[float, Field(gt=0, le=1000, strict=True, allow_inf_nan=False)] = 1.0
    """Multiplies handling times: an officer or a trainee takes longer."""
    overflow: Annotated[int, Field(ge=-1_000_000, le=1_000_000, strict=True)] = 1
    """Groups are tried in this order; those with the same number are one pool."""
    pick_up: Distribution = Field(default_factory=zero)
    """Between taking a call and speaking; busy time, and part of the answer time."""
    taken_from: Prose = ""
    """The work that the group's hours are taken from, such as response; `simcall run` then says how many they are."""
    cost_per_hour: NonNegative | None = None
    """What an hour of it costs there, in any currency; left out: hours are not priced."""

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
        """Whether the group says how many are on duty, and not who or when they are called."""
        return self.headcount is not None or self.headcount_profile is not None

    @property
    def has_duties(self) -> bool:
        """Whether its people are known one by one."""
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
    """Its coefficient of variation, the standard deviation over the mean; 0: all days are alike."""
    day_starts: ClockTime = Field(default="06:00", validate_default=True)
    """Local time at which the factor changes, so that Friday night is one night."""


class Provenance(Frozen):
    """Where a value comes from. The entry is named by the value's path, in quotes: ``"lines.101.patience"``."""

    kind: Literal["published", "measured", "given", "calibrated", "assumed"]
    """What speaks for the value. given: somebody who knows the force gave it and did not say that it was measured;
    calibrated: chosen so that the model meets a published figure."""
    source: Annotated[Text, Field(min_length=1), AfterValidator(without_controls)]
    """Where it is from, in a sentence."""


NO_SOURCE = Provenance(kind="assumed", source="no source given")
"""What is said of a value whose source nobody wrote down."""


class ScenarioModel(Frozen):
    """The whole of a scenario, checked table by table; names that refer to each other are checked in `references`."""

    name: Annotated[Text, Field(min_length=1)]
    """What it is called: one line of text. The results folder is named after it."""
    description: Prose = ""
    """What it is, in a sentence or two."""
    time_zone: Text = "Europe/London"
    """Whose clock profiles and rotas follow, also in the two nights when it changes."""
    tick: Annotated[PositiveSeconds, Field(ge=1e-6, le=3600)] = Field(default="1 ms", validate_default=True)
    """The grain of the simulated clock."""
    start: LocalStart
    """Local date or date-time at which measuring starts."""
    days: Annotated[float, Field(gt=0, le=3660, strict=True, allow_inf_nan=False)]
    """How many days are measured from then on; parts of a day may be given."""
    warm_up: Annotated[Seconds, Field(le=3660 * 86400)] = 0.0
    """Run before start, and left out of every measure."""
    busyness: Busyness = Field(default_factory=Busyness)
    """How much some days are busier than others, on all lines together."""
    shifts: Mapping[str, Shift] = {}
    """The shifts that rotas are made of, by name."""
    lines: Annotated[Mapping[str, Line], Field(min_length=1)]
    """What people ring, by name."""
    groups: Annotated[Mapping[str, Group], Field(min_length=1)]
    """Who answers, by name."""
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
    """Say that exactly one of several keys is wanted."""
    if len(keys) > 2:
        return f"give exactly one of {', '.join(keys[:-1])} and {keys[-1]}"
    return f"give either {' or '.join(keys)}: exactly one of them"


def check_week_steps(steps: int) -> None:
    """Refuse a number of steps that does not cut the week into whole minutes."""
    if steps == 0 or MINUTES_PER_WEEK % steps:
        raise ValueError(f"{steps} steps do not cut a week into equal steps of whole minutes (168 are hourly)")
