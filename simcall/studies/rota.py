"""Planned staff against workload, for each hour of the week, without a simulation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.inputs import Blueprint, Bools, Floats, Plan, draw_blueprint, planned_presence
from simcall.inputs.demand import LineDemand
from simcall.inputs.periods import HOUR, Periods, periods_of
from simcall.scenario import Scenario, rosters_read
from simcall.scenario.models.lines import WITH_DUTIES
from simcall.scenario.models.week import HOURS_OF_WEEK, WEEKDAYS, span_in_words
from simcall.studies.cover import HourCover, hours_by_cover, short_hours
from simcall.studies.expected_items import lines_that_can_wait, urgent_lines, with_follow_ons
from simcall.studies.working_time import WorkingTimeWarning, are_of_posts, posts_of, working_time_warnings

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "PaidHours",
    "RotaNumbers",
    "WorkingTimeWarning",
    "mean_calls",
    "paid_hours",
    "presence_of_roles",
    "rota",
]

_SCHEMA = 1


@dataclass(frozen=True)
class PaidHours:
    """The weekly hours of a group's plan, over the duties that begin in the measured span.

    Attributes
    ----------
    staffing : str
        "rota", "roster", "recruits", "headcount", or "called up" if a rule calls people up and the plan has none.
    hours_per_week : float
        Paid hours without unpaid breaks; for a headcount the hours of people at the phones, which are not paid time.
    people : int or None
        For a rota, the people who work its pattern, on duty in the span or not; for a roster or recruits, those with a
        duty in the span. None if there are no named people.
    duties_per_person_week, hours_per_person_week : float or None
        Means over these people.
    posts : int
        Posts of the rota's fixed shifts. The plan does not name who fills them, so they do not count as `people`.
    """

    staffing: str
    hours_per_week: float
    people: int | None = None
    duties_per_person_week: float | None = None
    hours_per_person_week: float | None = None
    posts: int = 0


@dataclass(frozen=True)
class RotaNumbers:
    """Planned people, before absence, and the workload of the calls, by hour of the week.

    Attributes
    ----------
    blueprint : Blueprint
        The scenario, laid on the calendar.
    hours : float64, shape (168,)
        Hours of the measured span in each hour of the week, from Monday 00:00 on the local clock.
    people : mapping of str to float64, shape (168,)
        By group, its people on duty, including those on a break: means over the span; NaN for an hour outside it.
    people_for : mapping of str to float64, shape (168,)
        By line, the people on duty who answer it.
    calls : mapping of str to float64, shape (168,)
        By line, expected first calls an hour, and what answered calls lead to, without redials and incidents.
    load : mapping of str to float64, shape (168,)
        By line, the workload in erlangs: those calls times the line's mean handling time in that hour, before any
        group's factor. It is the average number of people busy if every call is answered.
    short : bool, shape (168,)
        Whether some set of lines has more workload than the people who answer any of them. Work that can wait does not
        count, if there are other lines.
    short_after_absence : bool, shape (168,)
        The same after average absence, that is `absence.probability` of each group's people. Breaks, training and
        lateness are not subtracted.
    hours_by_cover : tuple of HourCover
        The hours of the week with workload, from the one with the fewest people present for each erlang.
    paid_hours : mapping of str to PaidHours
        By group.
    warnings : tuple of WorkingTimeWarning
        Breaches of the Working Time Regulations 1998, regulations 4, 10 and 11.
    """

    blueprint: Blueprint
    hours: Floats
    people: Mapping[str, Floats]
    people_for: Mapping[str, Floats]
    calls: Mapping[str, Floats]
    load: Mapping[str, Floats]
    short: Bools
    short_after_absence: Bools
    hours_by_cover: tuple[HourCover, ...]
    paid_hours: Mapping[str, PaidHours]
    warnings: tuple[WorkingTimeWarning, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.blueprint.scenario

    @property
    def span(self) -> str:
        """The span of the means, in words."""
        return span_in_words(self.scenario.start, self.scenario.days)

    @property
    def can_wait(self) -> tuple[str, ...]:
        """The lines of work that can wait for another hour, so that no hour is short because of them."""
        waiting = lines_that_can_wait(self.scenario)
        return waiting if len(waiting) < len(self.scenario.lines) else ()

    @cached_property
    def all_people(self) -> Floats:
        """People on duty, of all groups, shape (168,)."""
        return _total(self.people)

    @cached_property
    def all_load(self) -> Floats:
        """Workload of all lines in erlangs, shape (168,)."""
        return _total(self.load)

    @cached_property
    def people_per_erlang(self) -> Floats:
        """People on duty for each erlang of workload, shape (168,); NaN where there is no workload."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.all_load > 0, self.all_people / self.all_load, np.nan)

    @property
    def absence(self) -> Mapping[str, float]:
        """The share of duties missed, or of a headcount missing, by group, for the groups on duty that have absence."""
        missing = {
            name: group.absence.probability or max(0.0, 1 - group.availability)
            for name, group in self.scenario.groups.items()
        }
        return {name: share for name, share in missing.items() if share and np.nansum(self.people[name])}

    def by_hour_of_week(self) -> pd.DataFrame:
        """Return a row for each hour of the week in the span.

        Returns
        -------
        DataFrame
            ``hour_of_week`` (0 is Monday 00:00), ``day``, ``hour``, ``hours`` in the span; ``people_<group>``,
            ``people``; ``calls_<line>`` an hour; ``load_<line>`` and ``load`` in erlangs; ``people_for_<line>``;
            ``people_per_erlang``; and ``short``.
        """
        import pandas as pd

        hours_of_week = np.arange(HOURS_OF_WEEK)
        table = pd.DataFrame(
            {
                "hour_of_week": hours_of_week,
                "day": [WEEKDAYS[i // 24] for i in hours_of_week],
                "hour": hours_of_week % 24,
                "hours": self.hours,
                **{f"people_{name}": people for name, people in self.people.items()},
                "people": self.all_people,
                **{f"calls_{name}": calls for name, calls in self.calls.items()},
                **{f"load_{name}": load for name, load in self.load.items()},
                "load": self.all_load,
                **{f"people_for_{name}": people for name, people in self.people_for.items()},
                "people_per_erlang": self.people_per_erlang,
                "short": self.short,
            }
        )
        return table[table["hours"] > 0].reset_index(drop=True)

    def document(self) -> dict[str, Any]:
        """Return the view as tables, lists, text and numbers that JSON can hold."""
        scenario = self.scenario
        return {
            "schema": _SCHEMA,
            "scenario": scenario.name,
            "start": scenario.start.isoformat(),
            "days": scenario.days,
            "hours_of_week": [self._hour(i) for i in np.flatnonzero(self.hours > 0).tolist()],
            "short_hours": int(self.short.sum()),
            "short_hours_after_absence": int(self.short_after_absence.sum()),
            "mean_handling_s": {name: line.mean_handling_s() for name, line in scenario.lines.items()},
            "rosters": {name: summary.document() for name, summary in rosters_read(scenario).items()},
            "paid_hours": {name: vars(paid) for name, paid in self.paid_hours.items()},
            "working_time": [_warning_document(warning) for warning in self.warnings],
        }

    def _hour(self, i: int) -> dict[str, Any]:
        """Return one hour of the week for JSON."""
        by_name = {"people": self.people, "calls_per_hour": self.calls, "load_erlangs": self.load}
        ratio = float(self.people_per_erlang[i])
        return {
            "hour_of_week": i,
            "day": WEEKDAYS[i // 24],
            "hour": i % 24,
            "hours": float(self.hours[i]),
            **{key: {name: float(values[i]) for name, values in table.items()} for key, table in by_name.items()},
            "people_for": {name: float(people[i]) for name, people in self.people_for.items()},
            "people_in_all": float(self.all_people[i]),
            "load_in_all": float(self.all_load[i]),
            "people_per_erlang": None if np.isnan(ratio) else ratio,
            "short": bool(self.short[i]),
        }


def rota(scenario: Scenario) -> RotaNumbers:
    """Compare a scenario's staffing with its demand, without a simulation.

    Parameters
    ----------
    scenario : Scenario
        The scenario; only its measured span counts.

    Returns
    -------
    RotaNumbers

    Raises
    ------
    ScenarioError
        If a person's duties overlap.

    Examples
    --------
    >>> view = rota(load("scenarios/2024-02-backfill.toml"))
    >>> view.by_hour_of_week()[["day", "hour", "people", "load"]]
    """
    blueprint = draw_blueprint(scenario)
    periods = periods_of(blueprint.calendar, HOUR)
    week = _Week(periods, blueprint.calendar.tick_s)
    by_role = np.array([week.mean(people) for people in presence_of_roles(blueprint, periods)])
    calls = np.array([week.per_hour(mean_calls(demand, week.edges_s)) for demand in blueprint.demands])
    calls = with_follow_ons(scenario, calls)
    handling_s = np.array(
        [line.mean_handling_s() * np.array(line.handling_factors()) for line in scenario.lines.values()]
    )
    load = calls * handling_s / 3600
    serves, role_group = blueprint.policy.serves, blueprint.policy.role_group
    present = np.array([group.mean_presence for group in scenario.groups.values()])[role_group]
    urgent = urgent_lines(scenario)
    urgent_load = {name: load[line] for line, name in enumerate(scenario.lines) if line in urgent}
    return RotaNumbers(
        blueprint,
        week.hours,
        {name: by_role[role_group == group].sum(axis=0) for group, name in enumerate(scenario.groups)},
        {name: by_role[serves[:, line]].sum(axis=0) for line, name in enumerate(scenario.lines)},
        dict(zip(scenario.lines, calls, strict=True)),
        dict(zip(scenario.lines, load, strict=True)),
        short_hours(by_role, serves[:, urgent], load[urgent]),
        short_hours(by_role * present[:, None], serves[:, urgent], load[urgent]),
        hours_by_cover(by_role, by_role * present[:, None], serves[:, urgent], urgent_load),
        paid_hours(blueprint),
        working_time_warnings(blueprint),
    )


class _Week:
    """The periods of the span, grouped by hour of the week.

    Parameters
    ----------
    periods : Periods
        One for each hour; shorter at the ends of the span, and two where the clock shows an hour twice.
    tick_s : float
        Seconds per tick.
    """

    def __init__(self, periods: Periods, tick_s: float) -> None:
        self.edges_s: Floats = np.asarray(periods.edges * tick_s, np.float64)
        self._length_h = np.diff(self.edges_s) / 3600
        self._hour = np.array([start.weekday() * 24 + start.hour for start in periods.starts])
        self.hours = self._sum(self._length_h)

    def _sum(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self._hour, values, HOURS_OF_WEEK), np.float64)

    def per_hour(self, totals: Floats) -> Floats:
        """Return totals of the periods as means an hour, shape (168,)."""
        with np.errstate(invalid="ignore"):
            return self._sum(totals) / np.where(self.hours > 0, self.hours, np.nan)

    def mean(self, levels: Floats) -> Floats:
        """Return the mean of values that hold for a period each, shape (168,)."""
        return self.per_hour(levels * self._length_h)


def presence_of_roles(blueprint: Blueprint, periods: Periods) -> Floats:
    """Return the people on duty by role, shape (roles, periods); each headcount has the role of its group.

    Those who are on duty in a group are missing in the group that they are taken from.
    """
    by_role: Plan = replace(blueprint.plan, group=blueprint.plan.role)
    policy = blueprint.policy
    present = planned_presence(blueprint.duties, by_role, len(policy.role_group), periods.edges)
    for group in np.flatnonzero(policy.source >= 0):
        present[policy.source[group]] -= present[policy.role_group == group].sum(axis=0)
    return np.maximum(present, 0)


def mean_calls(demand: LineDemand, edges_s: Floats) -> Floats:
    """Return the mean number of a line's first calls between some times, shape (edges - 1,)."""
    rates = demand.rates
    dates = np.split(rates.cumulative, rates.first[1:-1])
    starts = zip(rates.start_s, dates, strict=True)
    at_s = np.concatenate([start + 60.0 * np.arange(len(cumulative)) for start, cumulative in starts])
    before = np.concatenate(([0.0], np.cumsum([cumulative[-1] for cumulative in dates])))
    total = np.concatenate([earlier + cumulative for earlier, cumulative in zip(before, dates, strict=False)])
    calls: Floats = np.diff(np.interp(edges_s, at_s, total))
    return calls


def paid_hours(blueprint: Blueprint) -> dict[str, PaidHours]:
    """Return each group's planned hours a week."""
    return dict(_paid_hours(blueprint, periods_of(blueprint.calendar, HOUR)))


def _paid_hours(blueprint: Blueprint, periods: Periods) -> Iterator[tuple[str, PaidHours]]:
    scenario, plan = blueprint.scenario, blueprint.plan
    weeks = scenario.days / 7
    within = (plan.began >= blueprint.calendar.measured_from) & (plan.began < blueprint.calendar.horizon)
    named = ~are_of_posts(blueprint)
    for number, (name, group) in enumerate(scenario.groups.items()):
        own = within & (plan.group == number)
        if group.has_duties:
            yield name, _paid(blueprint, name, own, named, weeks)
        elif (blueprint.duties.group == number).any():
            hours = planned_presence(blueprint.duties, plan, len(scenario.groups), periods.edges)[number]
            length_h = np.diff(periods.edges) * blueprint.calendar.tick_s / 3600
            yield name, PaidHours("headcount", float((hours * length_h).sum()) / weeks)
        else:
            yield name, PaidHours("called up", 0.0)


def _paid(blueprint: Blueprint, name: str, own: Bools, named: Bools, weeks: float) -> PaidHours:
    """Return the weekly hours of a group from its own duties in the span, some of which belong to named people."""
    plan, group = blueprint.plan, blueprint.scenario.groups[name]
    staffing = next(source for source in WITH_DUTIES if getattr(group, source) is not None)
    hours, of_people = float(plan.paid_s[own].sum()) / 3600 / weeks, own & named
    posts, in_rota = posts_of(group.rota), group.rota.people if group.rota is not None else 0
    people = in_rota - posts + len(set(plan.agent[own & (plan.agent >= in_rota)].tolist()))
    if not people:
        return PaidHours(staffing, hours, None if posts else 0, posts=posts)
    each = int(of_people.sum()) / weeks / people, float(plan.paid_s[of_people].sum()) / 3600 / weeks / people
    return PaidHours(staffing, hours, people, *each, posts=posts)


def _warning_document(warning: WorkingTimeWarning) -> dict[str, Any]:
    """Return a warning for JSON."""
    fields = {**vars(warning), "start": warning.start.isoformat(), "end": warning.end.isoformat()}
    return fields if warning.fortnight_kept is not None else {k: v for k, v in fields.items() if k != "fortnight_kept"}


def _total(tables: Mapping[str, Floats]) -> Floats:
    total: Floats = np.sum(list(tables.values()), axis=0)
    return total
