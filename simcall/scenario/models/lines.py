"""Define lines, groups and the whole scenario, as frozen models."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from simcall.files.messages import nearest
from simcall.scenario.models.base import Frozen, Prose, Text, one_of_these, without_controls
from simcall.scenario.models.calls import AnswerTarget, AnswerTargets, PassOn, Promote, Redial
from simcall.scenario.models.demand import Demand, Factor, NonNegative, Variation, no_demand
from simcall.scenario.models.distributions import Distribution, zero
from simcall.scenario.models.follow_ons import STAGES, Announcement, Flag, LeadsTo, Stage
from simcall.scenario.models.history import History
from simcall.scenario.models.paths import KeyPath, Table, parse_path
from simcall.scenario.models.quantities import (
    ClockTime,
    LocalStart,
    PositiveSeconds,
    Seconds,
    Share,
    plain_duration,
)
from simcall.scenario.models.shifts import Shift
from simcall.scenario.models.spans import Span
from simcall.scenario.models.staffing import Absence, CallUp, DatedHeadcount, Recruits, Roster, Rota, SharePerYear
from simcall.scenario.models.week import check_week_steps, means_by_hour

__all__ = [
    "NO_SOURCE",
    "Busyness",
    "Group",
    "Line",
    "Provenance",
    "ScenarioModel",
    "cohorts_joining",
]

STAFFING = ("headcount", "headcount_profile", "headcount_by_date", "rota", "roster", "recruits", "call_up")
"""The keys that say who of a group is on duty."""
WITH_DUTIES = ("rota", "roster", "recruits")
"""Those under which each person has duties."""
OF_DUTIES = ("absence", "end_of_duty", "leavers_per_year")
"""The keys that only a group of such people has."""
WITH_AVAILABILITY = ("headcount", "headcount_profile")
"""Those to which `availability` applies."""

# The upper limits keep slips out of the arithmetic of the other rooms; no contact centre comes near them. Strict: "14",
# 14.0 and true are not the number 14.
Headcount = Annotated[int, Field(ge=0, le=100_000, strict=True)]
Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Overflow = Annotated[int, Field(ge=-1_000_000, le=1_000_000, strict=True)]
HandlingFactor = Annotated[float, Field(gt=0, le=1000, strict=True, allow_inf_nan=False)]


class Line(Frozen):
    """A type of call: 999, 101, or any other; or a type of work, such as online reports."""

    kind: Literal["phone", "work"] = "phone"
    """phone: callers ring. work: items wait to be done, such as online reports or call-backs; work has no patience, no
    engaged tone and no redials."""
    grade: Annotated[Text | None, Field(examples=['"immediate"'])] = None
    """Of work: the items are incidents of this grade, which units attend. Lines with the same grade are also counted
    together, under its name."""
    area: Annotated[Text | None, Field(examples=['"urban"'])] = None
    """Of incidents: the area where they happen."""
    priority: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 1
    """Calls with priority 1 are taken first."""
    answer_targets: Annotated[AnswerTargets | None, Field(alias="answer_target")] = None
    """How soon calls should be answered: a target, or a list of several, of which the first is the main one. Without
    it the line has no answer target."""
    abandonment_target: Share | None = None
    """The most calls that may be abandoned, as a share: `abandonment_rate` should be at most this."""
    short_abandon: Seconds = 0.0
    """An abandonment after strictly less than this counts as short."""
    service_level_ignores: Seconds | None = None
    """`service_level` leaves out abandonments after strictly less than this; by default those that are short."""
    queue_limit: Count | None = None
    """The most callers who can wait; the next one hears the engaged tone. With 0 nobody can wait."""
    pass_on: PassOn | None = None
    """When a waiting call goes to another force; by default never."""
    promote: Promote | None = None
    """When a call that has waited for long gets another priority."""
    connection: Distribution = Field(default_factory=zero)
    """Time from the operator's connection to joining the queue; part of the answer time."""
    announcement: Announcement | None = None
    """A recorded message before the queue."""
    patience: Distribution | None = None
    """Time from joining the queue to giving up; without it callers never give up. `patience_runs` says when it runs."""
    patience_runs: Annotated[tuple[Stage, ...], Field(min_length=1, examples=['["queue", "pick_up"]'])] = ("queue",)
    """When patience runs out: in which of the connection, the queue and the pick-up the time counts."""
    pick_up: Distribution = Field(default_factory=zero)
    """Time between taking a call of this line and speaking, added to the group's `pick_up`. It is busy time, and part
    of the answer time."""
    handling: Distribution
    """Talk and wrap-up; or talk only, if `wrap_up` is given."""
    wrap_up: Distribution | None = None
    """Added to `handling`."""
    handling_by_hour: tuple[Factor, ...] | None = None
    """Factors for equal steps from Monday 00:00, local time; each multiplies `handling` and `wrap_up` of callers who
    first ring in its step. By default all are 1."""
    interruptible: Flag = False
    """Of work: whether people put it down for a call or other work with a better priority that nobody idle takes."""
    break_off: Distribution = Field(default_factory=zero)
    """Of work: time to put it down before the call that interrupts it is answered; part of that call's pick-up."""
    redial: Redial | None = None
    """How callers ring again after giving up or hearing the engaged tone; by default they do not."""
    leads_to: Annotated[
        tuple[LeadsTo, ...], Field(examples=['[{ to = "crime_desk", share = 0.3, when = "released" }]'])
    ] = ()
    """The calls and the work that calls of this line lead to."""
    demand: Demand = Field(default_factory=no_demand)
    """Who rings, and when. Only a line that other calls lead to may be without."""

    @field_validator("patience_runs")
    @classmethod
    def _in_order(cls, stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
        if stages != tuple(stage for stage in STAGES if stage in stages):
            raise ValueError("name each part once and in this order: connection, queue, pick_up")
        return stages

    @field_validator("handling_by_hour")
    @classmethod
    def _whole_minutes(cls, factors: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if factors is not None:
            check_week_steps(len(factors))
        return factors

    @property
    def is_work(self) -> bool:
        """Whether items wait to be done here, and nobody rings."""
        return self.kind == "work"

    @property
    def answer_target(self) -> AnswerTarget | None:
        """The main answer target."""
        return self.answer_targets[0] if self.answer_targets else None

    @property
    def service_level_ignores_s(self) -> float:
        """Abandonments after strictly less than this are left out of `service_level`."""
        return self.short_abandon if self.service_level_ignores is None else self.service_level_ignores

    def mean_handling_s(self) -> float:
        """Return the mean seconds that one call needs, including wrap-up, before factors of the hour and the group."""
        return self.handling.mean_s() + (self.wrap_up.mean_s() if self.wrap_up else 0.0)

    def handling_factors(self) -> tuple[float, ...]:
        """Return the mean factor on handling in each of the 168 hours of the week from Monday 00:00."""
        return means_by_hour((1.0,) if self.handling_by_hour is None else self.handling_by_hour)


class OnLine(Frozen):
    """What is different when people of a group answer one of its lines."""

    pick_up: Distribution | None = None
    """Their pick-up time on this line, in place of the group's."""
    handling_factor: HandlingFactor | None = None
    """Multiplies handling times on this line, in place of the group's factor."""
    overflow: Overflow | None = None
    """In which order the group is tried for this line's calls, in place of the group's number."""


class Group(Frozen):
    """People who answer the same lines in the same way.

    Give exactly one of `headcount`, `headcount_profile`, `headcount_by_date`, `rota`, `roster`, `recruits` and
    `call_up`.
    """

    lines: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The lines that they answer, by name."""
    headcount: Headcount | None = None
    """People on duty, always the same number."""
    headcount_profile: tuple[Headcount, ...] | None = None
    """Or people on duty in equal steps of the week from Monday 00:00, local time."""
    headcount_by_date: Annotated[tuple[DatedHeadcount, ...], Field(min_length=1)] | None = None
    """Or people on duty on each date, usually from a CSV file; the people of rows that overlap add up."""
    availability: Annotated[float, Field(ge=0, le=10, strict=True, allow_inf_nan=False)] = 1.0
    """For a headcount or a headcount_profile: the share of these people who are there, rounded up or down at random in
    each local hour so that the mean is right. It may exceed 1."""
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
    handling_factor: HandlingFactor = 1.0
    """Multiplies handling times, for example of officers or trainees, who take longer."""
    overflow: Overflow = 1
    """Groups are tried in this order; groups with the same number form one pool."""
    pick_up: Distribution = Field(default_factory=zero)
    """Time between taking a call and speaking; it is busy time, and part of the answer time."""
    on: Mapping[str, OnLine] = {}
    """By line: a pick-up time, a handling factor or an overflow number of that line alone, such as a longer drive to
    another area whose own people go first."""
    taken_from: Prose = ""
    """The work that loses the group's hours, such as response; `simcall run` then counts them. If it names another
    group of the scenario, whoever is on duty here is missing there."""
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
        return not self.has_duties and self.call_up is None

    @property
    def varies_by_date(self) -> bool:
        """Whether who is on duty depends on the date, and not on the weekday alone."""
        return self.has_duties or self.headcount_by_date is not None

    @property
    def has_duties(self) -> bool:
        """Whether its people are known individually."""
        return any(getattr(self, way) is not None for way in WITH_DUTIES)

    def on_line(self, name: str) -> Self:
        """Return the group with the pick-up time and the handling factor that it has on one of its lines."""
        if name not in self.on:
            return self
        own = {key: value for key, value in self.on[name] if value is not None}
        return self.model_copy(update={**own, "on": {}})

    @property
    def mean_presence(self) -> float:
        """The mean share of the planned people who are there, by the group's absence or availability."""
        return (1 - self.absence.probability) * self.availability

    def headcounts(self) -> tuple[int, ...]:
        """Return people on duty in equal steps of the week from Monday 00:00 (one step if constant).

        Only for a group with a headcount or a profile: who is on duty otherwise depends on the date.
        """
        if self.headcount_profile is not None:
            return self.headcount_profile
        assert self.headcount is not None
        return (self.headcount,)


class Area(Frozen):
    """An area, for lines and groups that are written once for all areas."""

    share: Share | None = None
    """The share of what calls lead to that happens here. The shares of all areas add up to 1."""
    neighbours: tuple[Text, ...] = ()
    """The areas that `{neighbour}` stands for in lines and groups of this area."""


class Busyness(Frozen):
    """One gamma factor of mean 1 a day, and one for each local hour, shared by all lines."""

    cv: Variation = 0.0
    """Its coefficient of variation: standard deviation divided by mean. With 0 all days are alike."""
    day_starts: ClockTime = Field(default="06:00", validate_default=True)
    """Local time at which the factor changes, so that Friday night is one night."""
    hour_cv: Variation = 0.0
    """Coefficient of variation of the factor of the hour. With 0 only the day makes one hour busier than another."""
    hour_correlation: Annotated[float, Field(ge=0, le=0.99, strict=True, allow_inf_nan=False)] = 0.0
    """Correlation of neighbouring hours' normal scores, also of a line's own factors. Between hours two apart it is
    the square of this, and so on. With 0 each hour is drawn by itself."""


class Provenance(Frozen):
    """Where a value comes from. The key is the value's path in quotes: ``"lines.101.patience"``."""

    kind: Literal["published", "measured", "given", "calibrated", "assumed"]
    """How the value is known. given: it comes from somebody who knows the force, without a source; calibrated: chosen
    so that the model meets a published or measured figure."""
    source: Annotated[Text, Field(min_length=1), AfterValidator(without_controls)]
    """Where it is from, in a sentence."""
    span: Span | None = None
    """The lowest and the highest possible value, if nobody knows the value exactly: `--assumptions` draws from it. Only
    for a path that leads to one number or one length of time."""


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
    areas: Mapping[str, Area] = {}
    """The areas that `{area}` stands for in the names of lines and groups."""
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
        return self.provenance_at(parse_path(path))

    def provenance_at(self, path: KeyPath) -> Provenance:
        """Return where a value comes from, by the keys that lead to it: see `provenance_of`."""
        around = (path[:length] for length in range(len(path), 0, -1))
        return next((self._sources[outer] for outer in around if outer in self._sources), NO_SOURCE)

    @cached_property
    def grades(self) -> Mapping[str, tuple[str, ...]]:
        """The lines of each grade of incidents, in the scenario's order."""
        graded = [(line.grade, name) for name, line in self.lines.items() if line.grade is not None]
        return {grade: tuple(name for own, name in graded if own == grade) for grade, _ in graded}

    @cached_property
    def led_to(self) -> frozenset[str]:
        """The lines that calls or work lead to."""
        return frozenset(lead.to for line in self.lines.values() for lead in line.leads_to)

    def lines_of(self, name: str) -> tuple[str, ...]:
        """Return the lines that the name of a line or a grade stands for; none if there is neither."""
        return (name,) if name in self.lines else self.grades.get(name, ())

    def target_of(self, name: str | None) -> AnswerTarget | None:
        """Return the main answer target of a line, or the one that all lines of a grade have; otherwise none."""
        targets = {self.lines[line].answer_target for line in self.lines_of(name or "")}
        return targets.pop() if len(targets) == 1 else None

    @cached_property
    def _sources(self) -> Mapping[KeyPath, Provenance]:
        """The entries of `provenance` by path: to parse them anew for each value takes seconds if there are many."""
        return {parse_path(key): entry for key, entry in self.provenance.items()}

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
            guess = nearest(name, available_timezones()) or "Europe/London"
            raise ValueError(f'not a known time zone; did you mean "{guess}"?') from error
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
