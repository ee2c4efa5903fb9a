"""What was measured from observations: the figures of a scenario, each with how sure it is and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from simcall.observed.observations import Finding

__all__ = [
    "Estimate",
    "FaultySpell",
    "LeadsTo",
    "LineMeasured",
    "LineTotals",
    "Measured",
    "Missing",
    "Staffing",
    "StaffingReading",
    "TimeDistribution",
    "WeekProfile",
]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval.

    Attributes
    ----------
    value : float
        The figure.
    low, high : float or None
        Its interval; None where none can be given.
    calls : int
        How many observations (calls, hours or days) are behind it.
    """

    value: float
    low: float | None = None
    high: float | None = None
    calls: int = 0


@dataclass(frozen=True)
class TimeDistribution:
    """The distribution of a length of time.

    Attributes
    ----------
    written : mapping
        As a scenario writes it: ``{"distribution": "lognormal", "mean": "7 min", "sd": "6 min"}``. Of an ``empirical``
        one the values stand in `values` and not here.
    values : tuple of float
        Seconds, equally likely: quantiles of the distribution, with 20 calls or more behind each.
    mean, median : float or None
        Seconds; None where the data do not reach that far.
    mean_interval, median_interval : tuple of float or None
        Their 95 % intervals; None where none can be given.
    calls : int
        How many calls are behind it.
    basis : str
        One sentence: from what it was made, and how.
    is_assumed : bool
        Whether its shape is assumed, not measured.
    """

    written: Mapping[str, object]
    values: tuple[float, ...] = ()
    mean: float | None = None
    median: float | None = None
    mean_interval: tuple[float, float] | None = None
    median_interval: tuple[float, float] | None = None
    calls: int = 0
    basis: str = ""
    is_assumed: bool = False


@dataclass(frozen=True)
class WeekProfile:
    """Values for equal steps of the local week from Monday 00:00 on.

    Attributes
    ----------
    values : tuple of float
        168 of hours, 336 of half hours, …
    basis : str
        One sentence: from what it was made, and how.
    """

    values: tuple[float, ...]
    basis: str = ""


@dataclass(frozen=True)
class LeadsTo:
    """Calls that one line sends on to another.

    Attributes
    ----------
    to : str
        The other line.
    when : str
        ``"released"``: transferred after an answer; ``"waiting"``: sent on from the queue, where nobody answered.
    share : Estimate
        The share of answered calls; of ``"waiting"``, of the calls that wait for so long.
    after : TimeDistribution or None
        Of ``"released"``, from the end of handling until they join the other line; of ``"waiting"``, how long they had
        waited. None if too few calls show it.
    calls : int
        How many were sent on.
    """

    to: str
    when: Literal["released", "waiting"]
    share: Estimate
    after: TimeDistribution | None
    calls: int


@dataclass(frozen=True)
class LineTotals:
    """What the files say of a line, faulty days included, for the planner to compare with their own report.

    Attributes
    ----------
    queue : str
        The queue as the files call it.
    offered : int
        Calls.
    answered, abandoned : int or None
        Calls; None where no file tells how calls ended.
    asa, mean_wait, mean_handling : float or None
        Seconds: wait of answered calls, of all, and handling of answered calls; None where a file does not tell.
    by_day : mapping of date to int
        Calls offered on each local date.
    by_hour : tuple of int
        Calls offered in each of the 24 hours of the local clock.
    answered_within : mapping of float to float
        Share of answered calls that were answered in under these seconds, if bins or calls show it.
    """

    queue: str
    offered: int
    answered: int | None
    abandoned: int | None
    asa: float | None
    mean_wait: float | None
    mean_handling: float | None
    by_day: Mapping[date, int]
    by_hour: tuple[int, ...] | None
    answered_within: Mapping[float, float] = field(default_factory=dict)


@dataclass(frozen=True)
class FaultySpell:
    """A time in which the figures are those of a fault, not of a centre at work.

    Attributes
    ----------
    start, end : datetime
        On the local clock.
    kind : str
        ``"abandonment"`` (a day on which far more gave up), ``"volume"`` (hours with far more or fewer calls).
    lines : tuple of str
        The lines in which it shows.
    text : str
        One sentence with the figures that give it away.
    """

    start: datetime
    end: datetime
    kind: str
    lines: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Missing:
    """A time for which the files hold nothing: no rows, or no calls where there are always some."""

    start: datetime
    end: datetime
    lines: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class LineMeasured:
    """The figures of a line of the scenario; None of what the files do not tell.

    Attributes
    ----------
    calls_per_day : Estimate
        Fresh calls a day: faulty and missing hours left out, redials taken off where callers can be told apart.
    profile : WeekProfile or None
        Weights of the week; None if the files hold days alone.
    handling : TimeDistribution or None
        Talk, hold and wrap-up, as far as the files have them: its mean is the one that the planner's report shows.
    wrap_up : TimeDistribution or None
        After the call, where the files do not have it: worked out from the gaps between an agent's calls.
    handling_by_hour : tuple of float or None
        24 factors of mean 1 over calls, by hour of the local day.
    patience : TimeDistribution or None
        From joining the queue.
    kaplan_meier_median : float or None
        Seconds after which half of the callers would have given up, of the waits as the files count them: with ringing,
        which is not a part of `patience`. None if the calls do not reach that far.
    patience_runs : tuple of str
        ``("queue",)``; with ``"pick_up"`` where callers give up while it rings, whatever the wait.
    ring : TimeDistribution or None
        Between the taking of a call and the answer, nobody waiting.
    menu : Estimate or None
        Seconds of recorded messages before the queue.
    redial_probability, redial_delay, redial_excess : Estimate, TimeDistribution, Estimate, or None
        The chance that a caller who gave up rings again within a day because of it, and how long after;
        `redial_excess` is the same chance within 15 minutes. If a share b rings again after an answered call and a
        share p after giving up, it is (p - b) / (1 - b). A call to another line counts too; of lines that show an
        excess, `redial_excess` is that of all together.
    day_factor_cv, hour_factor_cv : Estimate or None
        This line's own spread of the day and of the hour, besides the shared one.
    answer_target : tuple of (float, float) or None
        Seconds and share, where the files state a target.
    leads_to : tuple of LeadsTo
        Where its calls are sent on; empty where none are, or no file shows it.
    """

    calls_per_day: Estimate
    profile: WeekProfile | None = None
    handling: TimeDistribution | None = None
    wrap_up: TimeDistribution | None = None
    handling_by_hour: tuple[float, ...] | None = None
    patience: TimeDistribution | None = None
    kaplan_meier_median: float | None = None
    patience_runs: tuple[str, ...] = ("queue",)
    ring: TimeDistribution | None = None
    menu: Estimate | None = None
    redial_probability: Estimate | None = None
    redial_delay: TimeDistribution | None = None
    redial_excess: Estimate | None = None
    day_factor_cv: Estimate | None = None
    hour_factor_cv: Estimate | None = None
    answer_target: tuple[float, float] | None = None
    leads_to: tuple[LeadsTo, ...] = ()


@dataclass(frozen=True)
class StaffingReading:
    """One way to read who was on duty.

    Attributes
    ----------
    name : str
        Such as ``"sessions joined over gaps of 30 min"`` or ``"log-ins"``.
    hours_per_week : float
        Person-hours in an average week.
    profile : WeekProfile
        People on duty by hour of the local week, on average.
    """

    name: str
    hours_per_week: float
    profile: WeekProfile


@dataclass(frozen=True)
class Staffing:
    """Who was on duty: a range where only the names beside calls tell, a number where log-ins or a rota do.

    Attributes
    ----------
    source : str
        ``"log-ins"``, ``"agents"`` (names beside the calls), ``"report"`` (a column of an interval report) or
        ``"none"``.
    readings : tuple of StaffingReading
        From the fewest to the most person-hours.
    chosen : int
        Which of them the scenario is given.
    """

    source: str
    readings: tuple[StaffingReading, ...] = ()
    chosen: int = 0


@dataclass(frozen=True)
class Measured:
    """All that was measured.

    Attributes
    ----------
    start, end : date
        The first date observed, and the day after the last.
    totals : mapping of str to LineTotals
        By line: the calls that came from outside.
    queue_totals : mapping of str to LineTotals
        By line: with the calls that other lines sent on, as the report of a queue counts them.
    lines : mapping of str to LineMeasured
        By line.
    day_cv, hour_cv, hour_correlation : Estimate or None
        The spread that all lines share: of the day, of the hour in it, and how alike neighbouring hours are.
    staffing : Staffing
        Who was on duty.
    faulty_spells : tuple of FaultySpell
        In order of time; left out of everything but the totals, unless the planner says otherwise.
    missing : tuple of Missing
        In order of time.
    findings : tuple of Finding
        What was assumed, and what a planner has to know.
    """

    start: date
    end: date
    totals: Mapping[str, LineTotals]
    queue_totals: Mapping[str, LineTotals]
    lines: Mapping[str, LineMeasured]
    day_cv: Estimate | None
    hour_cv: Estimate | None
    hour_correlation: Estimate | None
    staffing: Staffing
    faulty_spells: tuple[FaultySpell, ...] = ()
    missing: tuple[Missing, ...] = ()
    findings: tuple[Finding, ...] = ()

    def by_transfer(self, line: str) -> int:
        """Return how many of the calls offered to a line were sent on by other lines."""
        return self.queue_totals[line].offered - self.totals[line].offered
